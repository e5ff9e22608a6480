// Package table reads any table with figures per area by a mapping file that says what its columns are
// (Dutch: eigen tabel).
package table

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
)

// Mapping says what the columns of a table are (Dutch: koppelbestand). Make it with ParseMapping.
type Mapping struct {
	// Title, Source, Attribution and Licence stand on the page beside the figures.
	Title, Source, Attribution, Licence string
	// Year and Level name the division in which the figures are expressed.
	Year  int
	Level area.Level
	// Key is the column with codes, Bare says that they stand without prefix, and Name is the column with names of
	// areas, when there is one.
	Key  string
	Bare bool
	Name string
	// PeriodColumn holds the year of each row; without it Period is the year of all.
	PeriodColumn string
	Period       indicator.Period
	// Decimal is the decimal sign. Default: recognised per column.
	Decimal sheet.DecimalSign
	// Sheet and HeaderRows are as in sheet.Options.
	Sheet      string
	HeaderRows int
	// Published says that the owner publishes these figures.
	Published bool
	// Rules names the rules by which figures that are not published are protected; empty for the usual ones.
	Rules string
	// Population is the column that counts inhabitants, when there is one.
	Population string
	// SkipUnreadable passes over rows whose code cannot be read, and reports them.
	SkipUnreadable bool
	// Columns are the columns to read, in the order of the file. Others are left out and reported.
	Columns []Rule
	// Signs are texts that stand for no number, besides those that every source knows.
	Signs map[string]indicator.Status

	// totals are what adds_up says, until the columns are known.
	totals []total
	sum    string
}

// Rule says what one column is (Dutch: regel voor een kolom).
type Rule struct {
	// fitted says that the number of decimals is found in the figures.
	fitted     bool
	Column     string
	Definition indicator.Indicator
	// Factor is what every number is multiplied by. Default: 1.
	Factor float64
	// Zero says what it means that a column is 0 for every area in a period: "value", "not-measured", or "" to ask.
	Zero string
	// Denominator is the column that counts of what this one is a share or a rate, when there is one.
	Denominator string
	line        int
}

// mostMapping is the largest mapping that is read.
const mostMapping = 1 << 20

// ParseMapping reads a mapping. It is strict: an unknown word, a word that stands there twice and a value of the wrong
// kind are problems with their line.
func ParseMapping(text []byte) (Mapping, error) {
	if len(text) > mostMapping {
		return Mapping{}, problem.New(problem.Invalid, "table.mapping_broken", "line", "1")
	}
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return Mapping{}, problem.New(problem.Invalid, "table.mapping_broken", "line", lineIn(err)).Because(err)
	}
	if len(root.Content) != 1 || root.Content[0].Kind != yaml.MappingNode {
		return Mapping{}, problem.New(problem.Invalid, "table.mapping_broken", "line", "1")
	}
	m := Mapping{Signs: map[string]indicator.Status{}}
	sum := sha256.Sum256(text)
	m.sum = hex.EncodeToString(sum[:])
	p := parser{}
	p.fields(root.Content[0], m.readers(&p))
	p.complete(&m)
	if err := p.list.Err(); err != nil {
		return Mapping{}, err
	}
	return m, nil
}

var lineNumber = regexp.MustCompile(`line (\d+)`)

func lineIn(err error) string {
	if found := lineNumber.FindStringSubmatch(err.Error()); found != nil {
		return found[1]
	}
	return "1"
}

// parser gathers the problems of a mapping.
type parser struct{ list problem.List }

func (p *parser) wrong(n *yaml.Node) {
	p.list.Add(problem.New(problem.Invalid, "table.mapping_value", "word", short(n.Value), "line", strconv.Itoa(n.Line)))
}

// fields reads the words of a node, each with its own reader.
func (p *parser) fields(n *yaml.Node, readers map[string]func(*yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		p.wrong(n)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		read, ok := readers[k.Value]
		switch {
		case !ok:
			p.list.Add(problem.New(problem.Invalid, "table.mapping_unknown", "word", short(k.Value), "line", strconv.Itoa(k.Line)))
		case seen[k.Value]:
			p.list.Add(problem.New(problem.Invalid, "table.mapping_twice", "word", short(k.Value), "line", strconv.Itoa(k.Line)))
		default:
			seen[k.Value] = true
			read(v)
		}
	}
}

func short(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' {
			return -1
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

func (p *parser) text(to *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode {
			p.wrong(n)
			return
		}
		*to = n.Value
	}
}

func (p *parser) whole(to *int, least, most int) func(*yaml.Node) {
	return func(n *yaml.Node) {
		x, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || err != nil || x < least || x > most {
			p.wrong(n)
			return
		}
		*to = x
	}
}

// unlessOpen leaves a “?” of a proposal alone: what is required and still open is told once, with all that lacks.
func (p *parser) unlessOpen(read func(*yaml.Node)) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Value != "?" {
			read(n)
		}
	}
}

func (p *parser) yes(to *bool) func(*yaml.Node) {
	return func(n *yaml.Node) {
		switch {
		case n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false":
			p.wrong(n)
		default:
			*to = n.Value == "true"
		}
	}
}

// oneOf reads one of some words.
func (p *parser) oneOf(words []string, set func(string)) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || !slices.Contains(words, n.Value) {
			p.wrong(n)
			return
		}
		set(n.Value)
	}
}

func (p *parser) both(to *indicator.Text) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind == yaml.ScalarNode {
			to.NL = n.Value
			return
		}
		p.fields(n, map[string]func(*yaml.Node){"nl": p.text(&to.NL), "en": p.text(&to.EN)})
	}
}

// readers are the words of a mapping.
func (m *Mapping) readers(p *parser) map[string]func(*yaml.Node) {
	return map[string]func(*yaml.Node){
		"title": p.text(&m.Title), "source": p.text(&m.Source), "attribution": p.text(&m.Attribution), "licence": p.text(&m.Licence),
		"year": p.unlessOpen(p.whole(&m.Year, 1900, 2200)),
		"level": func(n *yaml.Node) {
			level, err := area.ParseLevel(n.Value)
			if n.Kind != yaml.ScalarNode || err != nil {
				p.wrong(n)
			}
			m.Level = level
		},
		"key": p.text(&m.Key), "name": p.text(&m.Name),
		"format": p.oneOf([]string{"bare", "prefixed"}, func(s string) { m.Bare = s == "bare" }),
		"period": p.unlessOpen(func(n *yaml.Node) {
			if n.Kind == yaml.MappingNode {
				p.fields(n, map[string]func(*yaml.Node){"column": p.text(&m.PeriodColumn)})
				return
			}
			period, _, err := indicator.ParsePeriod(n.Value)
			if n.Kind != yaml.ScalarNode || err != nil {
				p.wrong(n)
			}
			m.Period = period
		}),
		"decimal": p.oneOf([]string{"point", "comma"}, func(s string) {
			if m.Decimal = sheet.Point; s == "comma" {
				m.Decimal = sheet.Comma
			}
		}),
		"sheet": p.text(&m.Sheet), "header_rows": p.whole(&m.HeaderRows, 1, 20),
		"published": p.yes(&m.Published), "rules": p.text(&m.Rules), "population": p.text(&m.Population), "skip_unreadable": p.yes(&m.SkipUnreadable),
		"columns": func(n *yaml.Node) { m.readColumns(p, n) },
		"signs":   func(n *yaml.Node) { m.readSigns(p, n) },
		"adds_up": func(n *yaml.Node) { m.readSums(p, n) },
	}
}

func (m *Mapping) readColumns(p *parser, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		p.wrong(n)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if seen[k.Value] || k.Kind != yaml.ScalarNode {
			p.list.Add(problem.New(problem.Invalid, "table.mapping_twice", "word", short(k.Value), "line", strconv.Itoa(k.Line)))
			continue
		}
		seen[k.Value] = true
		r := Rule{Column: k.Value, Factor: 1, line: k.Line}
		r.read(p, v)
		m.Columns = append(m.Columns, r)
	}
}

func (r *Rule) read(p *parser, n *yaml.Node) {
	d := &r.Definition
	var id, unit string
	d.Kind, d.Direction, d.Decimals = indicator.Context, indicator.Neutral, unsaid
	p.fields(n, map[string]func(*yaml.Node){
		"id": p.text(&id), "name": p.both(&d.Name), "definition": p.both(&d.Definition), "unit": p.text(&unit),
		"factor": func(n *yaml.Node) {
			x, err := strconv.ParseFloat(n.Value, 64)
			if n.Kind != yaml.ScalarNode || err != nil || !indicator.Finite(x) || x == 0 {
				p.wrong(n)
				return
			}
			r.Factor = x
		},
		"direction": p.oneOf([]string{"higher_better", "lower_better", "neutral"}, func(s string) { d.Direction = indicator.Direction(s) }),
		"kind":      p.oneOf([]string{"input", "output", "interim", "outcome", "context", "burden"}, func(s string) { d.Kind = indicator.Kind(s) }),
		"sphere":    p.oneOf([]string{"personal", "communal", "institutional"}, func(s string) { d.Sphere = indicator.Sphere(s) }),
		"decimals":  p.whole(&d.Decimals, 0, 9), "summable": p.yes(&d.Summable), "modelled": p.yes(&d.Modelled),
		"zero_means":  p.oneOf([]string{"value", "not-measured"}, func(s string) { r.Zero = s }),
		"denominator": p.text(&r.Denominator),
	})
	parsed, err := indicator.ParseID(id)
	if err != nil {
		p.list.Add(problem.New(problem.Invalid, "table.mapping_id", "id", short(id), "column", short(r.Column), "line", strconv.Itoa(r.line)))
	}
	d.ID, d.Unit, d.SourceColumn = parsed, indicator.Unit(unit), r.Column
	if d.Decimals == unsaid {
		d.Decimals = decimalsOf(d.Unit)
		r.fitted = d.Decimals == 0
	}
	known, ok := indicator.FindInCatalogue(parsed)
	switch {
	case ok && unit != "" && known.Unit != d.Unit:
		p.list.Add(problem.New(problem.Invalid, "table.mapping_unit", "id", id, "wanted", string(known.Unit), "found", short(unit), "line", strconv.Itoa(r.line)))
	case ok:
		known.SourceColumn = r.Column
		*d, r.fitted = known, false
	case err == nil && (unit == "" || unit == "?" || d.Name.NL == ""):
		p.list.Add(problem.New(problem.Invalid, "table.mapping_incomplete", "column", short(r.Column), "line", strconv.Itoa(r.line)))
	}
}

// unsaid is the number of decimals of a rule that gives none.
const unsaid = -1

// decimalsOf returns how many decimals people see where the mapping does not say: one for shares and rates, of which
// the first decimal still tells areas apart, and none for counts. What is neither is looked at in the figures.
func decimalsOf(u indicator.Unit) int {
	if u.IsShare() || strings.HasPrefix(string(u), "per ") {
		return 1
	}
	return 0
}

func (m *Mapping) readSigns(p *parser, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		p.wrong(n)
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		status, ok := statusOf(v.Value)
		if !ok || k.Kind != yaml.ScalarNode {
			p.wrong(v)
			continue
		}
		m.Signs[strings.TrimSpace(k.Value)] = status
	}
}

func statusOf(word string) (indicator.Status, bool) {
	for _, s := range indicator.Statuses() {
		if s.String() == word && s != indicator.Known {
			return s, true
		}
	}
	return 0, false
}

// complete checks that what is required is there, and that no figure comes twice.
func (p *parser) complete(m *Mapping) {
	var missing []string
	for _, need := range []struct {
		word  string
		there bool
	}{{"title", m.Title != ""}, {"source", m.Source != ""}, {"year", m.Year != 0}, {"level", m.Level != 0}, {"key", m.Key != ""},
		{"period", m.PeriodColumn != "" || !m.Period.IsZero()}, {"columns", len(m.Columns) > 0}} {
		if !need.there {
			missing = append(missing, need.word)
		}
	}
	if len(missing) > 0 {
		p.list.Add(problem.New(problem.Invalid, "table.mapping_missing", "words", missing))
	}
	seen := map[indicator.ID]bool{}
	for _, r := range m.Columns {
		if seen[r.Definition.ID] && r.Definition.ID != "" {
			p.list.Add(problem.New(problem.Invalid, "table.mapping_twice", "word", string(r.Definition.ID), "line", strconv.Itoa(r.line)))
		}
		seen[r.Definition.ID] = true
	}
	for i := range m.Columns {
		if m.Columns[i].Definition.Source == "" {
			m.Columns[i].Definition.Source = m.Source
		}
	}
	p.addUp(m)
}
