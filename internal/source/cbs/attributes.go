package cbs

import (
	"cmp"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
	"github.com/buurtbeeld/buurtbeeld/internal/source/cbs/stem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/grid"
)

// Attributes is a table that stands beside the boundaries of one division: a row per area, in code order, and columns
// under the names of CBS, PDOK or a sentence (Dutch: kenmerken bij de grenzen).
type Attributes interface {
	Division() area.DivisionID
	Names() []string
	Codes() []area.Code
	Cell(row, column int) (text string, number float64, isNumber, isNull bool)
}

// Figures is what was found beside boundaries (Dutch: cijfers bij de grenzen).
type Figures struct {
	Indicators []indicator.Indicator
	Columns    []indicator.Column
	Report     indicator.Report
}

// FromAttributes reads the figures that a boundary file carries, of one or more divisions. Of the options it heeds
// Answers, WithOrigin and Previous. It takes the entries out of list as it reads them, so that the memory of what was read
// is free for what is made of it.
func FromAttributes(list []Attributes, o Options) (Figures, error) {
	var all Figures
	all.Report.Statuses, all.Report.Signs = map[string]int{}, map[string]int{}
	var problems problem.List
	defined := map[indicator.ID]bool{}
	for i, a := range list {
		list[i] = nil
		t := attributeTable(a, o)
		if err := t.fromAttributes(a); err != nil {
			problems.AddErr(err, problem.New(problem.Internal, "problem.internal"))
			continue
		}
		for _, n := range t.batchd.Indicators {
			if !defined[n.ID] {
				defined[n.ID] = true
				all.Indicators = append(all.Indicators, n)
			}
		}
		all.Columns = append(all.Columns, t.batchd.Columns...)
		all.Report = joined(all.Report, t.report)
	}
	slices.SortFunc(all.Indicators, func(a, b indicator.Indicator) int { return cmp.Compare(a.ID, b.ID) })
	return all, problems.Err()
}

func attributeTable(a Attributes, o Options) *table {
	d := newDescription()
	heads := make([]sheet.Column, 0, len(a.Names()))
	for _, n := range a.Names() {
		heads = append(heads, sheet.Column{Name: n, Raw: n, Twin: -1})
	}
	t := &table{o: o, d: d, year: a.Division().Year, m: &matcher{family: stem.KWB, answers: o.Answers, d: d}}
	t.g = grid.New(heads, grid.Options{Role: func(_ int, c sheet.Column) grid.Role {
		if h := t.m.headOf(c); h.isKey() {
			return grid.Text
		}
		return grid.Figures
	}})
	return t
}

func (t *table) fromAttributes(a Attributes) error {
	id, codes := a.Division(), a.Codes()
	t.g.Begin("")
	cells := make([]sheet.Cell, len(t.g.Columns))
	areas := make([]area.Area, len(codes))
	rows := make([]int32, len(codes))
	for i, code := range codes {
		for j := range cells {
			text, number, isNumber, isNull := a.Cell(i, j)
			cells[j] = sheet.Cell{Text: text, Number: number, Typed: isNumber, Null: isNull}
		}
		t.g.Add(sheet.Row{Number: i + 1, Cells: cells})
		areas[i] = area.Area{Code: code}
	}
	if err := t.settle(); err != nil {
		return err
	}
	division, err := area.NewDivision(id, areas)
	if err != nil {
		return err
	}
	for i, code := range codes {
		if j, ok := division.Index().Find(code); ok {
			rows[j] = int32(i)
		}
	}
	t.codes, t.slices = codes, []slice{{period: indicator.Year(id.Year)}}
	t.findEmpty()
	b := builder{t: t, layouts: []layout{{division: division, rows: map[place][]int32{{0, value}: rows}}}}
	if err := b.build(); err != nil {
		return err
	}
	t.report.Matched = len(codes)
	t.finishReport(&input{})
	return nil
}

// joined adds up the reports of several divisions.
func joined(a, b indicator.Report) indicator.Report {
	a.Rows += b.Rows
	a.Matched += b.Matched
	for _, m := range []struct{ to, from map[string]int }{{a.Statuses, b.Statuses}, {a.Signs, b.Signs}} {
		for k, n := range m.from {
			m.to[k] += n
		}
	}
	a.Columns = append(a.Columns, b.Columns...)
	a.Outliers = append(a.Outliers, b.Outliers...)
	a.Notes = append(a.Notes, b.Notes...)
	for _, q := range b.Questions {
		if !slices.ContainsFunc(a.Questions, func(x indicator.Question) bool { return x.ID == q.ID }) {
			a.Questions = append(a.Questions, q)
		}
	}
	a.NewColumns = append(a.NewColumns, b.NewColumns...)
	a.RenamedColumns = append(a.RenamedColumns, b.RenamedColumns...)
	a.VanishedColumns = append(a.VanishedColumns, b.VanishedColumns...)
	return a
}
