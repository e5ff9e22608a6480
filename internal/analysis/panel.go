package analysis

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/analysis/keyed"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// panel is one figure of many areas over a series of periods.
type panel struct {
	table   *keyed.Table
	codes   []string
	periods []string
	// values holds the areas per period.
	values [][]float64
}

// readPanel reads a table of code, period and value, or one with a column per period.
func (r *Request) readPanel(ctx context.Context) (*panel, error) {
	if r.Panel == "" {
		return nil, problem.New(problem.Usage, "analysis.panel_needed")
	}
	var key string
	var periods []string
	long := false
	t, err := keyed.ReadOf(ctx, r.Panel, func(header []string) []string {
		key = keyColumn(header, r.Code)
		long = slices.Contains(header, "period") && slices.Contains(header, "value")
		if long {
			return []string{key, "period", "value"}
		}
		periods = r.Columns
		if len(periods) == 0 {
			periods = slices.DeleteFunc(slices.Clone(header), func(name string) bool { return name == key || name == "" })
		}
		return append([]string{key}, periods...)
	})
	if err != nil {
		return nil, err
	}
	p := &panel{table: t, periods: periods}
	if long {
		err = p.long(key)
	} else {
		err = p.wide(key)
	}
	if err != nil {
		return nil, err
	}
	return p, p.check()
}

// fewestPeriods is from how many periods on a rise or fall can be told at all.
const fewestPeriods = 3

func (p *panel) check() error {
	place := problem.Place{File: p.table.File}
	if len(p.periods) < fewestPeriods {
		return problem.New(problem.Invalid, "analysis.few_periods", "n", len(p.periods), "fewest", fewestPeriods).At(place)
	}
	for _, column := range p.values {
		if slices.ContainsFunc(column, func(v float64) bool { return !math.IsNaN(v) }) {
			return nil
		}
	}
	return problem.New(problem.Invalid, "analysis.all_missing", "column", "value").At(place)
}

// wide takes a column per period, in the order of the file.
func (p *panel) wide(key string) error {
	var list problem.List
	var err error
	p.codes, err = p.table.Keys(key)
	keyed.Gather(&list, err)
	for _, name := range p.periods {
		values, err := p.table.Numbers(name)
		keyed.Gather(&list, err)
		p.values = append(p.values, values)
	}
	return list.Err()
}

// long takes a row per area and period. Areas come in the order in which they are first named, periods in their own.
func (p *panel) long(key string) error {
	t := p.table
	values, err := t.Numbers("value")
	if err != nil {
		return err
	}
	var list problem.List
	codes, periods := t.Cells[key], t.Cells["period"]
	at := map[string]int{}
	for i, code := range codes {
		if code == "" {
			list.Add(problem.New(problem.Invalid, "analysis.code_empty").At(t.Place(i, key)))
		}
		if periods[i] == "" {
			list.Add(problem.New(problem.Invalid, "analysis.period_empty").At(t.Place(i, "period")))
		}
		if _, seen := at[code]; !seen {
			at[code] = len(p.codes)
			p.codes = append(p.codes, code)
		}
	}
	p.periods = inOrder(periods)
	when := indexOf(p.periods)
	rows := make([][]int, len(p.periods))
	for range p.periods {
		p.values = append(p.values, slices.Repeat([]float64{math.NaN()}, len(p.codes)))
	}
	for i, code := range codes {
		period, areaAt := when[periods[i]], at[code]
		if rows[period] == nil {
			rows[period] = make([]int, len(p.codes))
		}
		if first := rows[period][areaAt]; first > 0 {
			list.Add(problem.New(problem.Invalid, "analysis.period_twice", "code", code, "period", periods[i], "first", strconv.Itoa(first)).At(t.Place(i, "period")))
		}
		rows[period][areaAt] = t.Rows[i]
		p.values[period][areaAt] = values[i]
	}
	return list.Err()
}

// inOrder returns the periods without repeats: by number when all are numbers, otherwise by text.
func inOrder(periods []string) []string {
	all := slices.Compact(slices.Sorted(slices.Values(periods)))
	numbers := make(map[string]float64, len(all))
	for _, text := range all {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return all
		}
		numbers[text] = v
	}
	slices.SortStableFunc(all, func(a, b string) int { return cmp.Compare(numbers[a], numbers[b]) })
	return all
}
