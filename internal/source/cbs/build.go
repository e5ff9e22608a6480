package cbs

import (
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/cbs/stem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/grid"
)

// layout is the areas of one level, and which rows of the grid hold their figures (Dutch: indeling van de rijen).
type layout struct {
	division *area.Division
	// rows is, per slice and margin, the row of each area, or -1.
	rows map[place][]int32
}

type place struct {
	slice  int32
	margin margin
}

// batch makes the columns.
func (t *table) batch(in *input) (indicator.Batch, error) {
	if err := t.rowsOf(); err != nil {
		return indicator.Batch{}, err
	}
	layouts, err := t.layouts()
	if err != nil {
		return indicator.Batch{}, err
	}
	if err := t.otherYear(layouts); err != nil {
		return indicator.Batch{}, err
	}
	t.findEmpty()
	b := builder{t: t, layouts: layouts}
	if err := b.build(); err != nil {
		return indicator.Batch{}, err
	}
	t.finishReport(in)
	for _, l := range layouts {
		t.batchd.Divisions = append(t.batchd.Divisions, l.division)
	}
	t.batchd.Delivery = t.delivery(in)
	return t.batchd, nil
}

// layouts puts the rows of each level in the order of its areas.
func (t *table) layouts() ([]layout, error) {
	var all []layout
	for level := area.Country; level <= area.Neighbourhood; level++ {
		division, err := t.division(level)
		if err != nil {
			return nil, err
		}
		if division == nil {
			continue
		}
		l := layout{division: division, rows: map[place][]int32{}}
		for i, code := range t.codes {
			if t.sliceOf[i] < 0 || code.Level() != level {
				continue
			}
			at := place{t.sliceOf[i], t.margins[i]}
			rows := l.rows[at]
			if rows == nil {
				rows = make([]int32, division.Len())
				for j := range rows {
					rows[j] = -1
				}
				l.rows[at] = rows
			}
			if j, ok := division.Index().Find(code); ok {
				rows[j] = int32(i)
			}
		}
		all = append(all, l)
	}
	return all, nil
}

// division returns the areas of a level that the table lists, or nil.
func (t *table) division(level area.Level) (*area.Division, error) {
	names := t.regionNames()
	change := t.textColumn("indelingswijzigingwijkenenbuurten", "indwbz", "indwbi")
	kind := t.textColumn("gemeentenaam", "gmnaam")
	seen := map[area.Code]bool{}
	var areas []area.Area
	for i, code := range t.codes {
		if code.Level() != level || t.sliceOf[i] < 0 || seen[code] {
			continue
		}
		seen[code] = true
		a := area.Area{Code: code, Name: t.d.names[code.String()]}
		if a.Name == "" && names != nil {
			a.Name = names.Texts[i]
		}
		if a.Name == "" && kind != nil && level <= area.Municipality {
			a.Name = kind.Texts[i]
		}
		a.Kind = area.KindOf(code, a.Name)
		if change != nil && level > area.Municipality {
			a.Change = area.ParseChange(change.Texts[i])
		}
		areas = append(areas, a)
	}
	if areas == nil {
		return nil, nil
	}
	return area.NewDivision(area.DivisionID{Level: level, Year: t.year}, areas)
}

// regionNames returns the column with names of areas: not the one that holds their codes.
func (t *table) regionNames() *grid.Column {
	codes := t.codeColumn()
	for _, c := range t.g.Columns {
		if c.Role != grid.Text || c == codes {
			continue
		}
		if f := stem.Fold(c.Head.Name); f == "wijkenenbuurten" || f == "regio" || f == "regios" {
			return c
		}
	}
	return nil
}

// otherYear notices codes that belong to another division than the one that is loaded for the year.
func (t *table) otherYear(layouts []layout) error {
	for _, l := range layouts {
		for _, stored := range t.o.Divisions {
			if stored.ID() != l.division.ID() || l.division.ID().Level < area.District {
				continue
			}
			both := 0
			for i := range stored.Len() {
				if _, ok := l.division.Find(stored.At(i).Code); ok {
					both++
				}
			}
			if least := min(stored.Len(), l.division.Len()); least >= 10 && 2*both < least {
				return problem.New(problem.Invalid, "cbs.codes_of_other_year", "level", l.division.ID().Level.String(),
					"year", yearText(t.year), "n", both, "of", least)
			}
		}
	}
	return nil
}

// findEmpty marks the rows of areas without inhabitants.
func (t *table) findEmpty() {
	t.empty = make([]bool, t.g.Len())
	for i, c := range t.g.Columns {
		if c.Role != grid.Figures || !slices.ContainsFunc(t.heads[i].entries, func(e stem.Entry) bool { return e.Op == stem.Direct && e.ID == indicator.Population }) {
			continue
		}
		for row, s := range c.Signs {
			t.empty[row] = s == grid.Number && c.Numbers[row] == 0
		}
		return
	}
	if t.o.Uninhabited == nil {
		return
	}
	for row, code := range t.codes {
		t.empty[row] = !code.IsZero() && t.o.Uninhabited(area.DivisionID{Level: code.Level(), Year: t.year}, code)
	}
}

// builder makes columns of figures from columns of cells.
type builder struct {
	t       *table
	layouts []layout
	list    problem.List
}

// source is one column of cells with what its signs mean.
type source struct {
	c *grid.Column
	// status is what each sign means here.
	status [256]indicator.Status
	zeros  bool // every number is 0, and the user says that this means not measured
}

func (b *builder) build() error {
	t := b.t
	made := map[indicator.ID]string{}
	byStem := map[string]*source{}
	for i, c := range t.g.Columns {
		if c.Role == grid.Figures {
			if h := t.heads[i]; byStem[h.stem] == nil && len(h.choices) == 0 {
				byStem[h.stem] = t.sourceOf(c, h.name)
				for _, e := range h.entries {
					byStem[stem.Fold(e.Stem)] = byStem[h.stem]
				}
			}
		}
	}
	for i, c := range t.g.Columns {
		h := &t.heads[i]
		if !b.wanted(c, h) {
			continue
		}
		s := t.sourceOf(c, h.name)
		t.askZero(s, h)
		for _, u := range t.m.uses(h) {
			if first, twice := made[u.def.ID]; twice {
				if u.fate != "computed" {
					b.list.Add(problem.New(problem.Invalid, "cbs.column_twice", "first", first, "second", h.name, "indicator", string(u.def.ID)))
				}
				continue
			}
			of := byStem[u.entry.Of]
			if u.fate == "computed" && of == nil {
				t.note("cbs.denominator_missing", "indicator", string(u.def.ID))
				continue
			}
			made[u.def.ID] = h.name
			b.columns(u, s, of)
			t.batchd.Indicators = append(t.batchd.Indicators, u.def)
			t.report.Columns = append(t.report.Columns, indicator.ReportColumn{Source: h.name, Indicator: u.def.ID, Fate: u.fate,
				Known: c.Count(), Empty: len(c.Signs) - c.Count()})
		}
	}
	return b.list.Err()
}

// wanted decides whether a column holds figures that come in, and reports it when it does not.
func (b *builder) wanted(c *grid.Column, h *head) bool {
	t := b.t
	fate := ""
	switch {
	case c.Role == grid.Text:
		fate = "key"
	case c.Role == grid.Skip:
		return false
	case h.isKey():
		fate = "key"
	case h.isOrigin() && !t.o.WithOrigin:
		fate = "left_out"
	case len(h.choices) == 1:
		fate = "left_out"
	case len(h.choices) > 1 && c.NothingYet():
		fate = "unknown"
	case len(h.choices) > 1:
		fate = "unknown"
		if h.own != "" {
			t.ask(t.m.question(h), "cbs.ask_keep", h.choices, "column", h.name, "indicator", string(h.own))
		} else {
			t.ask(t.m.question(h), "cbs.ask_column", h.choices, "column", h.name)
		}
	case c.Words > 0 && c.Words == len(c.Signs)-countNothing(c) && len(h.entries) == 0:
		fate = "left_out" // words only: nothing that can be drawn
	case c.Words > 0:
		b.list.Add(problem.New(problem.Invalid, "cbs.not_a_number", "n", c.Words).At(t.g.Place(c.WordRow, c)))
		return false
	}
	if fate != "" {
		t.report.Columns = append(t.report.Columns, indicator.ReportColumn{Source: h.name, Fate: fate})
	}
	return fate == ""
}

func countNothing(c *grid.Column) int {
	n := -c.Words // words are kept as blanks
	for _, s := range c.Signs {
		if s.Nothing() {
			n++
		}
	}
	return n
}

// askZero raises a question about a column in which every number is 0.
func (t *table) askZero(s *source, h *head) {
	if !s.c.AllZero() {
		return
	}
	id := "zero:" + h.name
	if t.o.Answers[id] == "" {
		t.ask(id, "cbs.ask_zero", []string{"zero", "not-measured"}, "column", h.name)
	}
}

func (t *table) ask(id, sentence string, choices []string, pairs ...string) {
	t.report.Questions = append(t.report.Questions, indicator.Question{ID: id, Note: noteOf(sentence, pairs...), Choices: choices})
}

func (t *table) note(sentence string, pairs ...string) {
	t.report.Notes = append(t.report.Notes, noteOf(sentence, pairs...))
}

func noteOf(sentence string, pairs ...string) indicator.Note {
	n := indicator.Note{Key: sentence, Args: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		n.Args[pairs[i]] = pairs[i+1]
	}
	return n
}

// sourceOf says what the signs of a column mean.
func (t *table) sourceOf(c *grid.Column, name string) *source {
	s := &source{c: c}
	for i := range s.status {
		s.status[i] = grid.Sign(i).Status()
	}
	if t.d.protects(name) {
		s.status[grid.Point] = indicator.Withheld
	}
	if c.NothingYet() {
		for sign := grid.Blank; sign.Nothing(); sign++ {
			s.status[sign] = indicator.NotYetPublished
		}
	}
	if strings.HasPrefix(t.o.Answers["zero:"+name], "not") && c.AllZero() {
		s.zeros = true
		s.status[grid.Number] = indicator.NotMeasured
	}
	return s
}
