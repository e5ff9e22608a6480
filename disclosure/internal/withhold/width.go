package withhold

import (
	"context"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/interval"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
)

// narrow gives the first cell whose interval reaches less far than it needs to, or -1.
func (t Task) narrow(ctx context.Context, suppressed []bool) (int32, error) {
	cells := make([]int32, 0, len(t.Need))
	for cell := range t.Need {
		cells = append(cells, cell)
	}
	slices.Sort(cells)
	solver, err := interval.New(t.equations(suppressed))
	if err != nil {
		return -1, err
	}
	all, err := solver.All(ctx, cells, nil)
	if err != nil {
		return -1, err
	}
	for i, r := range all {
		value, reach := float64(t.Magnitude[cells[i]]), float64(t.Need[cells[i]])
		low := !r.LowerUnbounded && r.Lower > max(0, value-reach)
		if high := !r.UpperUnbounded && r.Upper < value+reach; low || high {
			return cells[i], nil
		}
	}
	return -1, nil
}

// equations are what the shown magnitudes say of the withheld ones. Parts that were not asked for are one unknown more.
func (t Task) equations(suppressed []bool) interval.System {
	s := interval.System{Vars: len(suppressed), Start: []int32{0}}
	missing := make([]int32, len(t.Union.Cube.Dims))
	_ = joint.EquationsOf(t.Union.Cube).Each(func(eq joint.Equation) error {
		s.Var, s.Coef = append(s.Var, eq.Parent), append(s.Coef, 1)
		for _, cell := range eq.Cells {
			s.Var, s.Coef = append(s.Var, cell), append(s.Coef, -1)
		}
		if len(eq.Cells) < len(eq.Group.Children) && !t.Union.Natural(eq, missing) {
			s.Var, s.Coef = append(s.Var, int32(s.Vars)), append(s.Coef, -1)
			s.Vars++
		}
		s.Start, s.RHS = append(s.Start, int32(len(s.Var))), append(s.RHS, 0)
		return nil
	})
	s.Lower, s.Upper = make([]int64, s.Vars), make([]int64, s.Vars)
	for v := range s.Vars {
		s.Upper[v] = interval.Unbounded
		if v < len(suppressed) && !suppressed[v] {
			s.Lower[v], s.Upper[v] = t.Magnitude[v], t.Magnitude[v]
		}
	}
	return s
}

// partner is the cell to withhold so that another gets more room: the shown one of least worth in a sum with it, not empty.
func (t Task) partner(cell int32, suppressed []bool) int32 {
	best := int32(-1)
	consider := func(other int32) {
		if other != cell && !suppressed[other] && t.Worth[other] > 0 && (best < 0 || t.Worth[other] < t.Worth[best]) {
			best = other
		}
	}
	_ = joint.EquationsOf(t.Union.Cube).Each(func(eq joint.Equation) error {
		if eq.Parent == cell || slices.Contains(eq.Cells, cell) {
			consider(eq.Parent)
			for _, c := range eq.Cells {
				consider(c)
			}
		}
		return nil
	})
	return best
}
