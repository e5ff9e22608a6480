package analysis

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/analysis/keyed"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// mark says which areas have something: the highest or lowest part of a column, or what a column of 0 and 1 says.
type mark struct {
	column string
	// side is hi, lo, or empty for a column of 0 and 1.
	side  string
	share float64
}

// parseMark reads NAME, NAME:hi:0.8 or NAME:lo:0.2. A name may hold colons itself.
func parseMark(text string) (mark, error) {
	rest, share, ok := cutLast(text)
	column, side, sided := cutLast(rest)
	if !ok || !sided || side != "hi" && side != "lo" {
		return mark{column: text}, nil
	}
	q, err := strconv.ParseFloat(share, 64)
	if err != nil || !(q >= 0 && q <= 1) || column == "" {
		return mark{}, problem.New(problem.Usage, "analysis.mark_unreadable", "column", text)
	}
	return mark{column: column, side: side, share: q}, nil
}

// cutLast cuts a text at its last colon.
func cutLast(s string) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// bin returns 1 where an area has it, 0 where not, NaN where that is not known.
func (m mark) bin(s *study) ([]float64, error) {
	values := s.figures[m.column]
	out := make([]float64, len(values))
	faults := s.table.Faults(m.column)
	threshold := quantile(values, m.share)
	for i, v := range values {
		has := false
		switch {
		case math.IsNaN(v):
			out[i] = v
			continue
		case m.side == "hi":
			has = v >= threshold
		case m.side == "lo":
			has = v <= threshold
		case v != 0 && v != 1:
			faults.Add(i, problem.New(problem.Invalid, "analysis.not_a_mark", "column", m.column))
		default:
			has = v == 1
		}
		if has {
			out[i] = 1
		}
	}
	return out, faults.Err()
}

// quantile returns the value below which a share of the known values lies, between two values in proportion (type 7 of
// Hyndman and Fan, doi:10.1080/00031305.1996.10473566); NaN without known values. A place that is whole but for rounding is
// whole, so that the area at the threshold counts.
func quantile(values []float64, share float64) float64 {
	sorted := make([]float64, 0, len(values))
	for _, v := range values {
		if !math.IsNaN(v) {
			sorted = append(sorted, v)
		}
	}
	if len(sorted) == 0 {
		return math.NaN()
	}
	slices.Sort(sorted)
	at := share * float64(len(sorted)-1)
	if whole := math.Round(at); math.Abs(at-whole) < 1e-9 {
		at = whole
	}
	low := int(at)
	if low+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[low] + (at-float64(low))*(sorted[low+1]-sorted[low])
}

func joinCount(ctx context.Context, r *Request) (*keyed.Output, error) {
	marks, names, err := r.marks(ctx)
	if err != nil {
		return nil, err
	}
	s, err := r.readLinked(ctx, names...)
	if err != nil {
		return nil, err
	}
	j := &joined{names: names, weights: s.weights}
	var list problem.List
	for _, m := range marks {
		bin, err := m.bin(s)
		keyed.Gather(&list, err)
		if !slices.ContainsFunc(bin, func(v float64) bool { return !math.IsNaN(v) }) {
			list.Add(problem.New(problem.Invalid, "analysis.all_missing", "column", m.column).At(problem.Place{File: s.table.File, Column: m.column}))
		}
		j.bins = append(j.bins, bin)
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	return answer(ctx, func() (*keyed.Output, error) { return j.count(s.start()) })
}

// marks reads the columns, of which each may occur once: the columns of the answer carry their names.
func (r *Request) marks(ctx context.Context) ([]mark, []string, error) {
	columns, err := r.columns(ctx)
	if err != nil {
		return nil, nil, err
	}
	var marks []mark
	var names []string
	for _, text := range columns {
		m, err := parseMark(text)
		if err != nil {
			return nil, nil, err
		}
		if slices.Contains(names, m.column) {
			return nil, nil, problem.New(problem.Usage, "analysis.column_twice", "column", m.column)
		}
		marks, names = append(marks, m), append(names, m.column)
	}
	return marks, names, nil
}

// joined are the marks of a map.
type joined struct {
	names   []string
	bins    [][]float64
	weights *spatial.Weights
}

// count adds the columns: each mark alone, the first two against and with each other, and all together.
func (j *joined) count(o *keyed.Output) (*keyed.Output, error) {
	together, err := spatial.CoLocation(j.weights, j.bins...)
	if err != nil {
		return nil, err
	}
	neighboursOf(o, together.Neighbours, together.Count)
	for i, name := range j.names {
		o.Numbers("bin_"+name, j.bins[i])
	}
	add := func(count, p string, compute func() (*spatial.JoinCount, error)) error {
		c, err := compute()
		if err != nil {
			return err
		}
		o.Numbers(count, c.Count)
		o.Numbers(p, c.P)
		return nil
	}
	for i, name := range j.names {
		err := add("ljc_"+name, "p_exact_"+name, func() (*spatial.JoinCount, error) {
			return spatial.LocalJoinCount(j.weights, j.bins[i])
		})
		if err != nil {
			return nil, err
		}
	}
	if len(j.names) < 2 {
		return o, nil
	}
	pair, all := j.names[0]+"__"+j.names[1], fmt.Sprintf("all_%d", len(j.names))
	err = add("bjc_"+pair, "p_exact_bjc_"+pair, func() (*spatial.JoinCount, error) {
		return spatial.LocalJoinCountOf(j.weights, j.bins[0], j.bins[1])
	})
	if err == nil {
		err = add("ljc_"+all, "p_exact_"+all, func() (*spatial.JoinCount, error) { return together, nil })
	}
	if err == nil {
		err = add("ljc_clc_"+pair, "p_exact_clc_"+pair, func() (*spatial.JoinCount, error) {
			return spatial.CoLocation(j.weights, j.bins[:2]...)
		})
	}
	return o, err
}
