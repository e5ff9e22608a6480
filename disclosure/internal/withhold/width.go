package withhold

import (
	"context"
	"errors"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/interval"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
)

// widenings is how often more cells are withheld for the sake of width.
const widenings = 12

// narrow gives those of some cells that are pinned to one number, or whose interval reaches less far than it needs to.
func (t Task) narrow(ctx context.Context, suppressed []bool, cells []int32) ([]int32, error) {
	var all []int32
	given, mine := make([]bool, len(suppressed)), t.mine()
	for _, cell := range t.Whole.Shown {
		given[cell] = true
	}
	magnitudes := slices.Clone(mine)
	for cell := range t.Left {
		magnitudes[cell] = magnitudes[cell] || t.Left[cell]
	}
	for _, c := range []column{{t.Whole.Count, t.Whole.Known, given}, {t.Magnitude, magnitudes, t.Left}} {
		if c.value == nil || slices.Min(c.value) < 0 {
			continue // numbers below zero leave no bound to be pinned by
		}
		narrow, err := t.narrowIn(ctx, suppressed, c, cells)
		if err != nil {
			return nil, err
		}
		all = append(all, narrow...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// column is one kind of numbers: what they are, of which cells they are at hand, and of which they left before.
type column struct {
	value       []int64
	known, left []bool
}

// secrets are the withheld cells at risk of the table itself that are to have room around them.
func (t Task) secrets(suppressed []bool) []int32 {
	var cells []int32
	for cell, mine := range t.mine() {
		if mine && suppressed[cell] && t.Whole.Secret[cell] && (t.Insider || t.Need[int32(cell)] > 0) {
			cells = append(cells, int32(cell))
		}
	}
	return cells
}

// narrowIn looks at one column of numbers.
func (t Task) narrowIn(ctx context.Context, suppressed []bool, c column, cells []int32) ([]int32, error) {
	if len(cells) == 0 {
		return nil, nil
	}
	solver, err := interval.New(t.equations(suppressed, c))
	if err != nil {
		return nil, err
	}
	var narrow []int32
	for i, cell := range cells {
		if i&0xff == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		wide, err := t.reaches(ctx, solver, cell, c.value)
		if errors.Is(err, interval.ErrNoPoint) {
			return nil, nil // an earlier release withholds numbers that nobody has any more: the audit tells how wide it is
		}
		if err != nil {
			return nil, err
		}
		if !wide {
			narrow = append(narrow, cell)
		}
	}
	return narrow, nil
}

// reaches reports whether a cell can have another number, and lie as far around its own as it needs to.
func (t Task) reaches(ctx context.Context, s *interval.Solver, cell int32, column []int64) (bool, error) {
	if need := t.Need[cell]; need > 0 && t.Magnitude != nil && &column[0] == &t.Magnitude[0] {
		return s.AtLeast(ctx, cell, min(need, column[cell]), need)
	}
	for _, way := range [][2]int64{{0, 1}, {1, 0}} { // mostly answered without a linear program
		if wide, err := s.AtLeast(ctx, cell, way[0], way[1]); wide || err != nil {
			return wide, err
		}
	}
	i, err := s.Bounds(ctx, cell)
	return i.Width() > 0, err
}

// equations are what the shown numbers say of the withheld ones. Parts that were not asked for are one unknown more.
func (t Task) equations(suppressed []bool, c column) interval.System {
	s := interval.System{Vars: len(suppressed), Start: []int32{0}, Feasible: slices.Clone(c.value)}
	missing := make([]int32, len(t.Union.Cube.Dims))
	_ = joint.EquationsOf(t.Union.Cube).Each(func(eq joint.Equation) error {
		rest := c.value[eq.Parent]
		s.Var, s.Coef = append(s.Var, eq.Parent), append(s.Coef, 1)
		for _, cell := range eq.Cells {
			s.Var, s.Coef = append(s.Var, cell), append(s.Coef, -1)
			rest -= c.value[cell]
		}
		if len(eq.Cells) < len(eq.Group.Children) && !t.Union.Natural(eq, missing) {
			s.Var, s.Coef = append(s.Var, int32(s.Vars)), append(s.Coef, -1)
			s.Vars++
			s.Feasible = append(s.Feasible, rest)
		}
		s.Start, s.RHS = append(s.Start, int32(len(s.Var))), append(s.RHS, 0)
		return nil
	})
	mine := t.mine()
	s.Lower, s.Upper = make([]int64, s.Vars), make([]int64, s.Vars)
	for v := range s.Vars {
		s.Upper[v] = interval.Unbounded
		if v < len(suppressed) && (mine[v] && !suppressed[v] || c.left[v]) {
			s.Lower[v], s.Upper[v] = c.value[v], c.value[v]
		}
	}
	if slices.Contains(c.known, false) {
		s.Feasible = nil
	}
	return s
}

// before orders cells by worth and then by codes, so that the order of the rows changes nothing.
func (t Task) before(a, b int32) bool {
	if t.Worth[a] != t.Worth[b] {
		return t.Worth[a] < t.Worth[b]
	}
	return slices.Compare(t.Union.Cube.At(a), t.Union.Cube.At(b)) < 0
}

// partners are, for some cells, the cells to withhold so that they get more room: shown ones in a sum with them, not empty. Best is
// one that does not follow at once from another sum of which it would be the only withheld part; then the one of least worth.
func (t Task) partners(cells []int32, suppressed []bool) []int32 {
	if len(cells) == 0 {
		return nil
	}
	exposed := t.exposed(suppressed)
	best := map[int32]int32{}
	for _, cell := range cells {
		best[cell] = -1
	}
	better := func(x, y int32) bool {
		return y < 0 || exposed[x] < exposed[y] || exposed[x] == exposed[y] && t.before(x, y)
	}
	_ = joint.EquationsOf(t.Union.Cube).Each(func(eq joint.Equation) error {
		all := append([]int32{eq.Parent}, eq.Cells...)
		for _, cell := range all {
			have, asked := best[cell]
			if !asked {
				continue
			}
			for _, other := range all {
				if !suppressed[other] && t.Worth[other] > 0 && t.mayGo(other) && better(other, have) {
					have = other
				}
			}
			best[cell] = have
		}
		return nil
	})
	var partners []int32
	for _, cell := range cells {
		if best[cell] >= 0 {
			partners = append(partners, best[cell])
		}
	}
	if len(partners) == 0 {
		return t.farther(cells, suppressed, better)
	}
	return partners
}

// rings is how many sums away a partner is looked for.
const rings = 4

// farther looks for a partner of all cells together, in sums with the withheld cells around them, ring by ring.
func (t Task) farther(cells []int32, suppressed []bool, better func(x, y int32) bool) []int32 {
	near := make([]bool, len(suppressed))
	for _, cell := range cells {
		near[cell] = true
	}
	for range rings {
		best, next := int32(-1), slices.Clone(near)
		_ = joint.EquationsOf(t.Union.Cube).Each(func(eq joint.Equation) error {
			all := append([]int32{eq.Parent}, eq.Cells...)
			if !slices.ContainsFunc(all, func(cell int32) bool { return near[cell] }) {
				return nil
			}
			for _, cell := range all {
				switch {
				case suppressed[cell]:
					next[cell] = true
				case t.Worth[cell] > 0 && t.mayGo(cell) && better(cell, best):
					best = cell
				}
			}
			return nil
		})
		if best >= 0 {
			return []int32{best}
		}
		near = next
	}
	return nil
}

// exposed counts for each cell the sums in which it would be the only withheld cell.
func (t Task) exposed(suppressed []bool) []int32 {
	exposed := make([]int32, len(suppressed))
	_ = joint.EquationsOf(t.Union.Cube).Each(func(eq joint.Equation) error {
		if suppressed[eq.Parent] || slices.ContainsFunc(eq.Cells, func(cell int32) bool { return suppressed[cell] }) {
			return nil
		}
		exposed[eq.Parent]++
		for _, cell := range eq.Cells {
			exposed[cell]++
		}
		return nil
	})
	return exposed
}

// mayGo reports whether a cell may still be withheld: it is of the table itself, whose cells come first, and did not leave before.
func (t Task) mayGo(cell int32) bool {
	_, left := slices.BinarySearch(t.Whole.Shown, cell)
	return !left && int(cell) < t.Rows
}
