package table

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/grid"
)

// columns makes a column per figure and period.
func (t *table) columns() error {
	rules := t.m.Columns
	if t.m.Population != "" && !t.raw && !slices.ContainsFunc(rules, func(r Rule) bool { return r.Definition.ID == indicator.Population }) {
		n, _ := indicator.FindInCatalogue(indicator.Population)
		n.Source, n.SourceColumn = t.m.Source, t.m.Population
		rules = append(slices.Clone(rules), Rule{Column: t.m.Population, Definition: n, Factor: 1, Zero: "value"})
	}
	var list problem.List
	for _, r := range rules {
		c, of := t.g.Find(r.Column), t.g.Find(r.Denominator)
		if r.Denominator == "" {
			of = nil
		} else if i := slices.IndexFunc(rules, func(x Rule) bool { return x.Column == r.Denominator }); i >= 0 {
			r.Definition.Denominator = rules[i].Definition.ID
			if t.raw && !isRelative(rules[i].Definition) {
				r.Definition.PartOf = rules[i].Definition.ID
			}
		}
		if r.fitted {
			r.Definition.Decimals = fittingDecimals(c, r.Factor)
		}
		t.batch.Indicators = append(t.batch.Indicators, r.Definition)
		zero := t.allZero(c)
		absent := t.zeroMeansAbsent(r, zero)
		for p := range t.periods {
			f := filler{t: t, r: r, c: c, of: of, absent: absent && zero[p], nothing: t.nothingYet(c, p)}
			column, err := f.column(p)
			list.AddErr(err, problem.New(problem.Internal, "problem.internal"))
			if t.raw {
				per := perHowMany(r.Definition.Unit)
				t.columnsRaw = append(t.columnsRaw, indicator.RawColumn{Column: column, Counts: per == 0 && !isRelative(r.Definition), OutOf: per, Line: r.line})
				continue
			}
			t.batch.Columns = append(t.batch.Columns, column)
			if isRelative(r.Definition) {
				t.outliers.Look(column)
			}
		}
		t.found.Columns = append(t.found.Columns, indicator.ReportColumn{Source: r.Column, Indicator: r.Definition.ID, Fate: "read",
			Known: c.Count(), Empty: len(c.Signs) - c.Count()})
	}
	return list.Err()
}

// allZero tells per period whether there are numbers and all of them are 0.
func (t *table) allZero(c *grid.Column) []bool {
	zero := make([]bool, len(t.periods))
	for p, rows := range t.rows {
		some := false
		for _, row := range rows {
			if row < 0 || c.Signs[row] != grid.Number {
				continue
			}
			if some = true; c.Numbers[row] != 0 {
				some = false
				break
			}
		}
		zero[p] = some
	}
	return zero
}

// nothingYet reports whether a column holds nothing but empty places in a period.
func (t *table) nothingYet(c *grid.Column, period int) bool {
	for _, row := range t.rows[period] {
		if row >= 0 && !c.Signs[row].Nothing() {
			return false
		}
	}
	return true
}

// zeroMeansAbsent decides what it means that a column is 0 for every area in a period, and asks where nobody said.
func (t *table) zeroMeansAbsent(r Rule, zero []bool) bool {
	var years []string
	for p, z := range zero {
		if z {
			years = append(years, t.periods[p].String())
		}
	}
	id := "zero:" + r.Column
	means := cmp.Or(r.Zero, t.o.Answers[id])
	switch {
	case years == nil:
	case means == "not-measured":
		t.note("table.zero_not_measured", "column", r.Column, "years", strings.Join(years, ", "))
		return true
	case means == "":
		t.found.Questions = append(t.found.Questions, indicator.Question{ID: id, Choices: []string{"value", "not-measured"},
			Note: note("table.ask_zero", "column", r.Column, "years", strings.Join(years, ", "))})
	}
	return false
}

func (t *table) note(key string, pairs ...string) {
	t.found.Notes = append(t.found.Notes, note(key, pairs...))
}

func note(key string, pairs ...string) indicator.Note {
	n := indicator.Note{Key: key, Args: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		n.Args[pairs[i]] = pairs[i+1]
	}
	return n
}

// filler fills one column.
type filler struct {
	t  *table
	r  Rule
	c  *grid.Column
	of *grid.Column
	// absent says that the zeros of the period mean "not measured", nothing that there are only empty places in it.
	absent, nothing bool
}

func (f *filler) column(period int) (indicator.Column, error) {
	t := f.t
	b := indicator.NewBuilder(indicator.Key{Indicator: f.r.Definition.ID, Period: t.periods[period], Division: t.division.ID()}, t.division.Index())
	var list problem.List
	for i, row := range t.rows[period] {
		if row < 0 {
			continue
		}
		flags := t.flags[row]
		if f.r.Definition.Modelled {
			flags = flags.AsModelled()
		}
		if status := f.status(int(row)); status != indicator.Known {
			b.SetMissing(i, indicator.Of(status)|flags)
			if text, ok := t.g.SignText(f.c.Signs[row]); ok {
				b.SetSign(i, text)
			}
			continue
		}
		x := f.c.Numbers[row] * f.r.Factor
		if err := b.SetKnown(i, x, flags); err != nil {
			list.AddErr(grid.Problems(err, t.g.Place(int(row), f.c)), problem.New(problem.Internal, "problem.internal"))
			continue
		}
		if f.of != nil && f.of.Signs[row] == grid.Number && f.of.Numbers[row] > 0 {
			if per := perHowMany(f.r.Definition.Unit); per > 0 {
				whole := f.of.Numbers[row]
				b.SetRatio(i, x/per*whole, whole)
			}
		}
	}
	return b.Column(), list.Err()
}

func (f *filler) status(row int) indicator.Status {
	sign := f.c.Signs[row]
	switch {
	case sign == grid.Number && f.absent:
		return indicator.NotMeasured
	case sign == grid.Number:
		return indicator.Known
	case f.t.empty[row]:
		return indicator.NotApplicable
	}
	if status, ok := f.t.m.Signs[f.t.g.SignName(sign)]; ok {
		return status
	}
	if f.nothing && sign.Nothing() {
		return indicator.NotYetPublished
	}
	return sign.Status()
}

// fittingDecimals returns with how many decimals people can tell the values of a column apart: none for whole numbers,
// and more the smaller the numbers are. A score of -0.1 must not be shown as 0.
func fittingDecimals(c *grid.Column, factor float64) int {
	largest, whole := 0.0, true
	for i, s := range c.Signs {
		if s == grid.Number {
			x := math.Abs(c.Numbers[i] * factor)
			largest, whole = max(largest, x), whole && x == math.Trunc(x)
		}
	}
	switch {
	case whole:
		return 0
	case largest >= 10:
		return 1
	case largest >= 1:
		return 2
	}
	return 3
}

// isRelative reports whether the values of areas of any size can be compared, so that one far from the others is
// remarkable. Counts are larger where more people live.
func isRelative(d indicator.Indicator) bool {
	switch d.Unit {
	case "persons", "count", "households":
		return false
	}
	return !d.Summable
}

// perHowMany returns of how many a unit counts, and 0 for a unit that is no rate.
func perHowMany(u indicator.Unit) float64 {
	switch {
	case u.IsShare():
		return 100
	case strings.HasPrefix(string(u), "per 10000"):
		return 10000
	case strings.HasPrefix(string(u), "per 1000"):
		return 1000
	}
	return 0
}

// report counts statuses and signs, and lists the columns that were left out.
func (t *table) report() {
	r := &t.found
	r.Rows, r.Outliers = t.g.Len(), t.outliers.Farthest()
	r.Statuses, r.Signs = map[string]int{}, map[string]int{}
	for _, c := range t.batch.Columns {
		for s, n := range c.Count() {
			r.Statuses[s.String()] += n
		}
	}
	for _, c := range t.g.Columns {
		for _, s := range c.Signs {
			if s != grid.Number {
				r.Signs[t.g.SignName(s)]++
			}
		}
		if c.Followed && !t.raw { // the example is one of the numbers
			t.note("table.decimal_followed", "column", c.Head.Name, "example", c.Example)
		}
		switch c.Role {
		case grid.Text:
			r.Columns = append(r.Columns, indicator.ReportColumn{Source: c.Head.Name, Fate: "key"})
		case grid.Skip:
			r.Columns = append(r.Columns, indicator.ReportColumn{Source: c.Head.Name, Fate: "left_out"})
		}
	}
	for _, n := range t.notes {
		texts := make([]string, len(n.Pairs))
		for i, p := range n.Pairs {
			texts[i] = fmt.Sprint(p)
		}
		t.note(n.Key, texts...)
	}
	slices.SortFunc(t.batch.Indicators, func(a, b indicator.Indicator) int { return cmp.Compare(a.ID, b.ID) })
}
