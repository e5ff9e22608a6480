package cbs

import (
	"regexp"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
	"github.com/buurtbeeld/buurtbeeld/internal/source/cbs/stem"
)

// head is what is known of one column from its name and the description of the table.
type head struct {
	name string // as the file spells it
	stem string // folded
	bare string // not folded, for the name of a column that nobody knows
	path string
	unit string
	info topic
	// entries are what columns.csv knows of it, choices the ids between which only the user can choose.
	entries []stem.Entry
	choices []string
	// own is the id of a column that columns.csv does not know.
	own indicator.ID
}

// use is one figure that a column brings.
type use struct {
	entry stem.Entry
	def   indicator.Indicator
	fate  string // read, computed, unknown
}

// matcher tells what the columns of one table are.
type matcher struct {
	family  stem.Family
	answers map[string]string
	d       *description
}

// Units as R writes them behind a name in which it turned every sign into a point.
var dottedUnits = []struct{ dotted, unit string }{
	{"..aantal.inwoners.per.km..", "aantal inwoners per km²"}, {"..per.1.000.inwoners.", "per 1 000 inwoners"},
	{"..x.1.000.euro.", "x 1 000 euro"}, {"..per.huishouden.", "per huishouden"}, {"..omschrijving.", "omschrijving"},
	{"..aantal.", "aantal"}, {"..per.km..", "per km²"}, {"..naam.", "naam"}, {"..code.", "code"}, {"..kWh.", "kWh"},
	{"..km.", "km"}, {"..ha.", "ha"}, {"..m..", "m³"}, {"....", "%"},
}

var dotted = regexp.MustCompile(`^[^ /|()]+(\.[^ /|()]+){2,}$`)

// headOf takes a column's name apart: by the description, by the path of StatLine's exports, by the points of a file
// that R saved, or by its stem.
func (m *matcher) headOf(c sheet.Column) head {
	h := head{name: c.Name, bare: stem.Of(c.Name), unit: c.Unit, info: m.d.topics[c.Name]}
	switch {
	case h.info.title != "":
		h.path, h.unit = strings.Join(h.info.path, "/"), h.info.unit
		if !stem.Numbered(c.Name) || isMeasure.MatchString(c.Name) {
			h.bare = h.info.title
		}
		h.stem = stem.Fold(h.bare)
	case len(c.Path) > 1 || c.Unit != "":
		h.bare = strings.TrimSpace(c.Path[len(c.Path)-1])
		h.path = strings.Join(c.Path[:len(c.Path)-1], "/")
		h.stem = stem.Fold(h.bare)
	case dotted.MatchString(c.Name):
		m.undot(&h)
	default:
		h.stem = stem.FoldName(h.bare)
		if whole := stem.FoldName(h.name); len(stem.Known()[m.family][whole]) > 0 {
			h.stem = whole // such as 0_15, of which the end is no number of CBS
		}
		if strings.HasSuffix(h.stem, "%") {
			h.unit = "%"
		}
	}
	h.entries = stem.Known().Lookup(m.family, h.stem, h.path)
	if h.entries == nil {
		h.entries = stem.Known().Lookup(m.family, stem.Fold(h.bare), h.path)
	}
	m.choose(&h)
	return h
}

// isMeasure is how OData v4 names columns: opaque codes of measures.
var isMeasure = regexp.MustCompile(`^[A-Z]*[0-9]+(_[0-9]+)?$`)

// undot takes apart a name such as Bevolking.Leeftijdsgroepen.0.tot.15.jaar..aantal., of which the stem is the longest
// known one at the end; what stands before it is the path.
func (m *matcher) undot(h *head) {
	name := h.name
	for _, u := range dottedUnits {
		if rest, ok := strings.CutSuffix(name, u.dotted); ok {
			name, h.unit = rest, u.unit
			break
		}
	}
	whole := stem.Fold(name)
	for known := range stem.Known()[m.family] {
		if len(known) > len(h.stem) && strings.HasSuffix(whole, known) && len(known) > 3 {
			h.stem = known
		}
	}
	if h.stem == "" {
		h.stem, h.bare = whole, strings.Trim(strings.ReplaceAll(name, ".", " "), " ")
		return
	}
	h.path = strings.TrimSuffix(whole, h.stem)
	if h.path == "" {
		h.path = "/"
	}
}

// choose finds columns of which the stem alone does not tell what they are, and takes the user's answer.
func (m *matcher) choose(h *head) {
	if h.path != "" {
		return
	}
	var ids []string
	for _, e := range h.entries {
		if e.Path != "" {
			ids = append(ids, string(e.ID))
		}
	}
	if len(ids) < 2 {
		return
	}
	answer := m.answers[m.question(h)]
	switch {
	case answer == leaveOut:
		h.entries = nil
		h.choices = []string{leaveOut}
	case slices.Contains(ids, answer):
		h.entries = slices.DeleteFunc(slices.Clone(h.entries), func(e stem.Entry) bool { return e.Path != "" && string(e.ID) != answer })
	default:
		h.choices = append(ids, leaveOut)
	}
}

const leaveOut = "leave_out"

const keep = "keep"

// nameUnknown gives the columns that columns.csv does not know an id. Stems that occur more than once are told apart by
// the group they stand under, or by their unit; where neither helps, the user is asked.
func (m *matcher) nameUnknown(heads []*head) {
	ways := []func(h *head) string{
		func(h *head) string { return h.bare },
		func(h *head) string { return lastOf(h.path) + " " + h.bare },
		func(h *head) string {
			return lastOf(h.path) + " " + h.bare + " " + strings.ReplaceAll(h.unit, "%", "percent")
		},
	}
	open := heads
	for _, way := range ways {
		times := map[indicator.ID]int{}
		for _, h := range open {
			h.own = stem.OwnID(m.family, way(h))
			times[h.own]++
		}
		open = slices.DeleteFunc(slices.Clone(open), func(h *head) bool { return times[h.own] == 1 })
	}
	for _, h := range open {
		h.own = stem.OwnID(m.family, strings.ReplaceAll(h.name, "_", " "))
		switch m.answers[m.question(h)] {
		case keep:
		case leaveOut:
			h.choices = []string{leaveOut}
		default:
			h.choices = []string{keep, leaveOut}
		}
	}
}

func lastOf(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

func (m *matcher) question(h *head) string { return "column:" + h.name }

// isKey reports whether the column names or describes areas and holds no figures.
func (h *head) isKey() bool { return len(h.entries) > 0 && h.entries[0].Op == stem.Key }

// Words in names and groups that tell that a column counts people by where they or their parents come from.
var originWords = []string{"migratieachtergrond", "herkomst", "allocht", "westers", "marokk", "turkije", "surinam", "antill", "afkomst"}

// isOrigin reports whether the column counts people by country of origin.
func (h *head) isOrigin() bool {
	if slices.ContainsFunc(h.entries, func(e stem.Entry) bool { return e.Op == stem.Origin }) {
		return true
	}
	if len(h.entries) > 0 {
		return false
	}
	text := h.stem + " " + stem.Fold(h.path)
	return slices.ContainsFunc(originWords, func(w string) bool { return strings.Contains(text, w) })
}

// uses returns the figures that a column brings.
func (m *matcher) uses(h *head) []use {
	var all []use
	for _, e := range h.entries {
		switch e.Op {
		case stem.Direct:
			all = append(all, use{e, m.define(e, h), "read"})
		case stem.ShareOf, stem.Per1000Of:
			all = append(all, use{e, m.define(e, h), "computed"})
		case stem.Origin:
			all = append(all, use{e, m.define(e, h), "read"})
		}
	}
	if all == nil && !h.isKey() {
		e := stem.Entry{Stem: h.bare, ID: h.own, Op: stem.Direct, Unit: stem.PlainUnit(h.unit), Decimals: h.info.decimals}
		if h.info.title != "" {
			e.NL = h.info.title
		} else {
			e.NL = stem.Spaced(h.bare)
		}
		if h.path != "" && h.info.title == "" && len(h.path) < 60 && strings.Contains(h.path, "/") {
			e.NL = strings.ReplaceAll(h.path, "/", ": ") + ": " + e.NL
		}
		all = []use{{e, m.define(e, h), "unknown"}}
	}
	return all
}

// define returns the definition of a figure: of the catalogue where it has it, and otherwise from the table.
func (m *matcher) define(e stem.Entry, h *head) indicator.Indicator {
	source := "CBS"
	if m.family == stem.Health {
		source = "RIVM"
	}
	if n, ok := indicator.FindInCatalogue(e.ID); ok {
		return n
	}
	n := indicator.Indicator{ID: e.ID, Name: indicator.Text{NL: e.NL, EN: e.EN}, Unit: e.Unit, Kind: indicator.Context,
		Direction: indicator.Neutral, Decimals: e.Decimals, Source: source, SourceColumn: e.Stem, Modelled: m.family == stem.Health}
	if n.Unit == "" {
		n.Unit = stem.PlainUnit(h.unit)
	}
	n.Summable = stem.AddsUp(n.Unit) && !strings.Contains(strings.ToLower(e.NL), "gemiddeld") && !strings.HasPrefix(strings.ToLower(e.NL), "mediaan")
	return n
}
