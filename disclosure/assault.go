package disclosure

import (
	"context"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/attack"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/knowledge"
)

// assault is the attack on one column of numbers (Dutch: aanval op één kolom).
type assault struct {
	union    *joint.Union
	measure  joint.Measure
	system   *attack.System
	solution *attack.Solution
	options  AuditOptions
	verdict  *Verdict
	puzzles  []puzzle
	seed     [32]byte
	// before is what anybody knows before a number is published; nil until it is asked for.
	before *attack.Solution
}

func (b *assault) run(ctx context.Context) error {
	if b.measure.Cells {
		b.count()
		if err := b.exact(ctx); err != nil {
			return err
		}
		if !b.options.IgnoreInsiders {
			if err := b.insiders(ctx); err != nil {
				return err
			}
		}
		if err := b.intervals(ctx); err != nil {
			return err
		}
	}
	if b.measure.Groups {
		if err := b.unnamed(ctx); err != nil {
			return err
		}
		b.rests()
		b.overlaps()
	}
	return b.explain(ctx)
}

func (b *assault) count() {
	v := b.verdict
	v.Relations += b.system.Relations()
	v.Primary, v.Hidden = 0, 0
	for cell, known := range b.measure.Known {
		if !known {
			v.Hidden++
			if b.measure.Secret[cell] {
				v.Primary++
			}
		}
	}
}

// exact finds the withheld cells that follow from the published ones. What anybody knew before does no harm.
func (b *assault) exact(ctx context.Context) error {
	for cell, known := range b.measure.Known {
		if known || !b.solution.Determined(int32(cell)) {
			continue
		}
		value, _ := b.solution.Value(int32(cell))
		harms := b.measure.Secret[cell]
		if harms && value == 0 {
			before, err := b.nature(ctx)
			if err != nil {
				return err
			}
			harms = !before.Determined(int32(cell))
		}
		b.found(Attack{Kind: Exact, Harms: harms}, int32(cell), float64(value))
	}
	return nil
}

func (b *assault) found(a Attack, node int32, value float64) {
	a.Cell = b.union.Name(b.system.Codes(node))
	a.Lower, a.Upper = value, value
	b.tell(a, []attack.Term{{Node: node, Num: 1}})
}

// insiders finds who is alone in a withheld cell and learns another from it.
func (b *assault) insiders(ctx context.Context) error {
	var lone, secrets []int32
	for cell, known := range b.measure.Known {
		if known || !b.measure.Secret[cell] {
			continue
		}
		secrets = append(secrets, int32(cell))
		if b.measure.Lone[cell] {
			lone = append(lone, int32(cell))
		}
	}
	groups := b.solution.LoneGroups(lone, secrets, b.samePerson)
	if len(groups) == 0 {
		return nil
	}
	// Two cells may hold the same people whatever the data are, such as an area and its only part: who is in one knows the other.
	before, err := b.nature(ctx)
	if err != nil {
		return err
	}
	groups = b.solution.LoneGroups(lone, secrets, func(x, y int32) bool {
		return b.samePerson(x, y) || before.Class(x) != 0 && before.Class(x) == before.Class(y)
	})
	for _, g := range groups {
		b.verdict.Groups++
		for _, cell := range g.Learns {
			b.verdict.Attacks = append(b.verdict.Attacks, Attack{Kind: Insider, Harms: true, Cell: b.union.Name(b.system.Codes(cell)),
				Lower: float64(b.measure.Value[cell]), Upper: float64(b.measure.Value[cell]), Knows: b.union.Name(b.system.Codes(g.Lone))})
		}
	}
	return nil
}

// nature solves the equations before anything is published.
func (b *assault) nature(ctx context.Context) (*attack.Solution, error) {
	if b.before == nil {
		var err error
		if b.before, err = knowledge.ByNature(ctx, b.union, b.seed); err != nil {
			return nil, err
		}
	}
	return b.before, nil
}

// samePerson reports whether two cells hold one and the same person: both are of one, and one lies in the other.
func (b *assault) samePerson(x, y int32) bool {
	if !b.measure.Lone[x] || !b.measure.Lone[y] {
		return false
	}
	return b.inside(x, y) || b.inside(y, x)
}

func (b *assault) inside(outer, inner int32) bool {
	below := b.union.Cube.At(inner)
	for d, code := range b.union.Cube.At(outer) {
		if !b.union.Cube.Dims[d].Above(code, below[d]) {
			return false
		}
	}
	return true
}

// small reports whether a number of people is a group too small to be known.
func (b *assault) small(n int64) bool { return n > 0 && n < b.options.SmallGroup }

// unnamed finds cells that no release has but that follow from those that were published. Pieces of areas that overlap are told
// even where they are large.
func (b *assault) unnamed(ctx context.Context) error {
	var named map[uint64]bool
	for node := int32(b.union.Cube.Len()); int(node) < b.system.Nodes; node++ {
		if b.system.Known[node] || !b.solution.Determined(node) {
			continue
		}
		value, whole := b.solution.Value(node)
		small := whole && b.small(value)
		if small && named == nil && b.options.forgive {
			before, err := b.nature(ctx)
			if err != nil {
				return err
			}
			named = map[uint64]bool{}
			for cell := range b.measure.Known {
				if b.measure.Known[cell] {
					named[before.Class(int32(cell))] = true
				}
			}
		}
		if small || whole && value > 0 && b.system.Kind(node) == attack.Finer {
			// the very people of a cell that left by its own right are no news that this table could keep
			harms := small && !(b.options.forgive && named[b.before.Class(node)])
			b.found(Attack{Kind: Differencing, Harms: harms}, node, float64(value))
		}
	}
	return nil
}

// rests finds small groups that are what several parts of a total, none of them asked for, hold together.
func (b *assault) rests() {
	codes := make([]int32, len(b.union.Cube.Dims))
	_ = joint.EquationsOf(b.union.Cube).Each(func(eq joint.Equation) error {
		if len(eq.Cells)+1 >= len(eq.Group.Children) || b.union.Natural(eq, codes) {
			return nil
		}
		terms := []attack.Term{{Node: eq.Parent, Num: 1}}
		for _, cell := range eq.Cells {
			terms = append(terms, attack.Term{Node: cell, Num: -1})
		}
		if s := b.solution.Combined(terms); s.Determined && s.Whole && b.small(s.Value) {
			name := b.union.Name(b.union.Cube.At(eq.Parent))
			name[b.union.Origins[eq.Dim].Dims[0]] += " − …"
			b.group(name, s.Value, terms)
		}
		return nil
	})
}

func (b *assault) group(name []string, value int64, terms []attack.Term) {
	a := Attack{Kind: Differencing, Harms: true, Cell: name, Lower: float64(value), Upper: float64(value)}
	b.tell(a, terms)
}

// tell adds an attack of which the combination is worked out later.
func (b *assault) tell(a Attack, terms []attack.Term) {
	b.puzzles = append(b.puzzles, puzzle{at: len(b.verdict.Attacks), terms: terms})
	b.verdict.Attacks = append(b.verdict.Attacks, a)
}
