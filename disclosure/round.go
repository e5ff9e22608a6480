package disclosure

import (
	"context"
	"encoding/binary"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/rounding"
	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
)

// round rounds the finest cells, so that all cells are sums of rounded ones. Linked tables have no finest cells of their own:
// the counter gives them.
func (a Assessed) round(ctx context.Context, o Options) ([]int64, error) {
	base := a.rules.RoundTo()
	if base < 2 {
		return nil, ErrNoBase
	}
	s, err := seed(o.Random)
	if err != nil {
		return nil, err
	}
	t := a.table
	u, inner, err := a.inner(ctx, o.Counter)
	if err != nil {
		return nil, err
	}
	table, err := rounding.FromCube(u, t.data.count, inner)
	if err != nil {
		return nil, err
	}
	ro := rounding.Options{Base: base, Seed: binary.LittleEndian.Uint64(s[:])}
	solve := rounding.SmallCounts
	if a.rules.Rounding() == policy.Controlled {
		solve = rounding.Controlled
	}
	r, err := solve(ctx, table, ro)
	if err != nil {
		return nil, err
	}
	return r.Published, nil
}

// inner are the finest cells that all cells are sums of, and the cube in whose codes they stand.
func (a Assessed) inner(ctx context.Context, counter Counter) (*cube.Cube, rounding.Atoms, error) {
	t := a.table
	if counter == nil {
		if !a.finestThere() {
			return nil, rounding.Atoms{}, ErrNoInner
		}
		return t.cube, rounding.Finest(t.cube, t.data.count), nil
	}
	u, err := join(ctx, []Release{a.asRelease()}, counter)
	if err != nil {
		return nil, rounding.Atoms{}, err
	}
	atoms, err := counter.Atoms(ctx, u.names)
	if err != nil {
		return nil, rounding.Atoms{}, err
	}
	var inner rounding.Atoms
	codes := make([]int32, len(u.cube.Dims))
	for _, atom := range atoms {
		if err := u.locate(atom, codes); err != nil {
			return nil, rounding.Atoms{}, err
		}
		inner.Codes, inner.Counts = append(inner.Codes, codes...), append(inner.Counts, atom.Count)
	}
	return u.cube, inner, nil
}

// finestThere reports whether the cells are one table, which its finest cells make, and no classification overlaps another.
func (a Assessed) finestThere() bool {
	c := a.table.cube
	for _, d := range c.Dims {
		if overlaps(d) {
			return false
		}
	}
	leaf := make([][]bool, len(c.Dims))
	for d, dim := range c.Dims {
		leaf[d] = dim.Leaf()
	}
	covered := make([]bool, c.Len())
	_ = newSums(c).each(func(eq sum) error {
		covered[eq.parent] = covered[eq.parent] || eq.asked
		return nil
	})
	for cell := range covered {
		finest := true
		for d, code := range c.At(int32(cell)) {
			finest = finest && leaf[d][code]
		}
		if !finest && !covered[cell] && a.table.data.count[cell] > 0 {
			return false
		}
	}
	return true
}
