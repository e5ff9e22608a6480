package cbs

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/cbs/stem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/grid"
)

// slice is the rows of one period and one group of people.
type slice struct {
	period      indicator.Period
	provisional bool
	group       string
}

// margin is what a row holds: the figure or a bound of its interval.
type margin uint8

const (
	value margin = iota
	lower
	upper
)

// margins as RIVM writes them.
var marginCodes = map[string]margin{"": value, "MW00000": value, "MOG0095": lower, "MBG0095": upper}

// Groups of ages by their code at CBS. The widest of a table is the group that the figures are about by definition, and
// has no name of its own.
var ages = map[string]string{"10000": "", "20300": "", "20150": "", "53115": "18-65", "80200": "65+", "90100": "15-AOW", "90200": "AOW+"}

// Regions of CBS that are larger than a municipality or overlap them: parts of the country, provinces, COROP and labour
// market areas, agglomerations, safety regions and the like. They are counted and passed over.
var otherRegion = regexp.MustCompile(`^(LD|LG|PV|CR|CP|AM|AR|GG|GA|SG|VR|RE|RU|RP|ZK|OV|JZ|RM|RS|AP|A0|WA|WG|TG|JB|KK|NU|NG|OR|PO|RB)[0-9A-Z]{1,6}$`)

// rowsOf finds of every row the area, the period, the group of people and the margin.
func (t *table) rowsOf() error {
	if err := t.recognised(); err != nil {
		return err
	}
	if err := t.findYear(); err != nil {
		return err
	}
	if err := t.findCodes(); err != nil {
		return err
	}
	return t.findSlices()
}

// recognised refuses a table that nothing shows to be one of CBS or RIVM: no description beside it, and not one column
// that is known. What comes in here counts as published, so an own table with small counts must not slip through; it has
// a way in of its own.
func (t *table) recognised() error {
	d := t.d
	if d.table != "" || len(d.topics) > 0 || len(d.measures) > 0 || t.m.family != stem.Other {
		return nil
	}
	region, dataset := false, false
	export := slices.ContainsFunc(t.heads, func(h head) bool { return h.path != "" })
	for _, h := range t.heads {
		if !h.isKey() && len(h.entries) > 0 {
			return nil
		}
		region = region || h.name == "Regiokenmerken" || h.name == "RegioS" || h.name == "WijkenEnBuurten" || h.name == "Regio's" && export
		dataset = dataset || h.name == "Perioden" || h.name == "ID"
	}
	if region && dataset {
		// A bulk file of StatLine, which names its dimensions and numbers its rows, or an export of its portal, which
		// writes the path of a topic before its name.
		return nil
	}
	return problem.New(problem.Invalid, "cbs.not_recognised").At(t.g.Place(-1, nil))
}

// findYear decides the year of the division.
func (t *table) findYear() error {
	says := t.d.year()
	switch {
	case t.o.Year != 0 && says != 0 && t.o.Year != says:
		return problem.New(problem.Invalid, "cbs.year_differs", "given", yearText(t.o.Year), "found", yearText(says))
	case t.o.Year != 0:
		t.year = t.o.Year
	case says != 0:
		t.year = says
	default:
		return problem.New(problem.Invalid, "cbs.year_missing").At(t.g.Place(-1, nil))
	}
	return nil
}

func yearText(y int) string { return indicator.Year(y).String() }

// codeColumn returns the column of area codes: the one in which most of the first cells are codes.
func (t *table) codeColumn() *grid.Column {
	var best *grid.Column
	most := 0
	for _, c := range t.g.Columns {
		if c.Role != grid.Text {
			continue
		}
		n := 0
		for _, s := range c.Texts[:min(200, len(c.Texts))] {
			if _, err := area.ParseCode(s); err == nil || otherRegion.MatchString(s) {
				n++
			}
		}
		if n > most {
			best, most = c, n
		}
	}
	if n := min(200, t.g.Len()); 2*most < n {
		return nil
	}
	return best
}

func (t *table) textColumn(names ...string) *grid.Column {
	for _, c := range t.g.Columns {
		if c.Role != grid.Text {
			continue
		}
		h := t.m.headOf(c.Head)
		if slices.Contains(names, stem.Fold(stem.Of(c.Head.Name))) || slices.Contains(names, h.stem) {
			return c
		}
	}
	return nil
}

// findCodes reads the code of every row. Rows of larger regions are passed over and counted; anything else that is no
// code is a problem.
func (t *table) findCodes() error {
	t.codes = make([]area.Code, t.g.Len())
	c := t.codeColumn()
	if c == nil {
		if done, err := t.bareCodes(); done {
			return err
		}
		return t.codesByName()
	}
	kinds := t.textColumn("soortregio", "recs")
	var list problem.List
	for i, s := range c.Texts {
		code, err := area.ParseCode(s)
		switch {
		case err == nil && grid.CodeYear(s) != 0 && grid.CodeYear(s) != t.year:
			list.Add(problem.New(problem.Invalid, "cbs.code_year", "code", code.String(), "found", yearText(grid.CodeYear(s)), "wanted", yearText(t.year)).At(t.g.Place(i, c)))
		case err == nil:
			t.codes[i] = code
			if kinds != nil && !fits(kinds.Texts[i], code.Level()) {
				list.Add(problem.New(problem.Invalid, "cbs.level_differs", "code", code.String(), "says", shortText(kinds.Texts[i])).At(t.g.Place(i, c)))
			}
		case otherRegion.MatchString(strings.ToUpper(s)):
			t.unmatched(s)
		default:
			list.AddErr(grid.Problems(err, t.g.Place(i, c)), problem.New(problem.Internal, "problem.internal"))
		}
	}
	return list.Err()
}

// fits reports whether the word for the kind of region goes with the level of a code. Words that are not known fit.
func fits(word string, l area.Level) bool {
	said, err := area.ParseLevel(word)
	return err != nil || said == l
}

func shortText(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}

func (t *table) unmatched(what string) {
	t.report.Unmatched++
	if len(t.report.UnmatchedExamples) < 10 && !slices.Contains(t.report.UnmatchedExamples, what) {
		t.report.UnmatchedExamples = append(t.report.UnmatchedExamples, what)
	}
}

// bareCodes reads codes without prefix, as the yearly spreadsheets have them beside the word for the kind of region.
func (t *table) bareCodes() (bool, error) {
	codes, kinds := t.textColumn("gwbcode8", "gwbcode"), t.textColumn("recs", "soortregio")
	if codes == nil || kinds == nil {
		return false, nil
	}
	var list problem.List
	for i, s := range codes.Texts {
		level, err := area.ParseLevel(kinds.Texts[i])
		if err == nil && level == area.Country {
			t.codes[i] = area.Netherlands
			continue
		}
		code, err := area.ParseBareCode(s, level)
		if err != nil {
			list.AddErr(grid.Problems(err, t.g.Place(i, codes)), problem.New(problem.Internal, "problem.internal"))
			continue
		}
		t.codes[i] = code
	}
	return true, list.Err()
}

// findSlices reads period, group and margin of every row, and refuses an area that stands there twice.
func (t *table) findSlices() error {
	n := t.g.Len()
	t.sliceOf, t.margins = make([]int32, n), make([]margin, n)
	dims := t.dimensions()
	period, margins := t.textColumn(periodColumns...), t.textColumn("marges")
	places := map[string]int32{}
	type spot struct {
		slice int32
		code  area.Code
		m     margin
	}
	seen := make(map[spot]int, n)
	var list problem.List
	var lastKey string
	var last int32 = -1
	for i := range n {
		if t.codes[i].IsZero() {
			t.sliceOf[i] = -1
			continue
		}
		k := ""
		if period != nil {
			k = period.Texts[i]
		}
		for _, d := range dims {
			k += "|" + d.Texts[i]
		}
		if k != lastKey || last < 0 {
			s, ok := places[k]
			if !ok {
				made, err := t.newSlice(i, period, dims)
				if err != nil {
					list.AddErr(grid.Problems(err, t.g.Place(i, period)), problem.New(problem.Internal, "problem.internal"))
					continue
				}
				s = int32(len(t.slices))
				t.slices = append(t.slices, made)
				places[k] = s
			}
			lastKey, last = k, s
		}
		t.sliceOf[i] = last
		if margins != nil {
			m, ok := marginCodes[margins.Texts[i]]
			if !ok {
				list.Add(problem.New(problem.Invalid, "cbs.margin_unknown", "margin", shortText(margins.Texts[i])).At(t.g.Place(i, margins)))
			}
			t.margins[i] = m
		}
		at := spot{last, t.codes[i], t.margins[i]}
		if before, twice := seen[at]; twice {
			list.Add(problem.New(problem.Invalid, "cbs.code_twice", "code", t.codes[i].String(),
				"first", strconv.Itoa(t.g.Rows[before]), "second", strconv.Itoa(t.g.Rows[i])).At(t.g.Place(i, nil)))
			continue
		}
		seen[at] = i
		t.report.Matched++
	}
	return list.Err()
}

// dimensions returns the columns that divide people or things into groups.
func (t *table) dimensions() []*grid.Column {
	var dims []*grid.Column
	for _, c := range t.g.Columns {
		f := stem.Fold(stem.Of(c.Head.Name))
		kind := t.d.topics[c.Head.Name].kind
		dimension := kind == "Dimension" || f == "leeftijd" || f == "geslacht" || f == "populatie" || f == "kenmerkenvanhuishoudens"
		if c.Role == grid.Text && dimension && f != "marges" {
			dims = append(dims, c)
		}
	}
	return dims
}

func (t *table) newSlice(row int, period *grid.Column, dims []*grid.Column) (slice, error) {
	s := slice{period: indicator.Year(t.year)}
	if period != nil {
		p, provisional, err := indicator.ParsePeriod(period.Texts[row])
		if err != nil {
			return s, err
		}
		s.period, s.provisional = p, provisional
	}
	var groups []string
	for _, d := range dims {
		text := d.Texts[row]
		name, ok := ages[text]
		constant := !slices.ContainsFunc(d.Texts, func(s string) bool { return s != text })
		switch {
		case ok && name != "":
			groups = append(groups, name)
		case !ok && !constant:
			groups = append(groups, text)
		}
	}
	s.group = strings.Join(groups, ", ")
	return s, nil
}
