package disclosure

import (
	"context"
	"encoding/binary"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
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
		if !joint.FinestThere(t.cube, t.data.count) {
			return nil, rounding.Atoms{}, ErrNoInner
		}
		return t.cube, rounding.Finest(t.cube, t.data.count), nil
	}
	u, err := joint.Join(ctx, sheets([]Release{a.asRelease()}), counter)
	if err != nil {
		return nil, rounding.Atoms{}, err
	}
	atoms, err := counter.Atoms(ctx, u.Names)
	if err != nil {
		return nil, rounding.Atoms{}, err
	}
	var inner rounding.Atoms
	codes := make([]int32, len(u.Cube.Dims))
	for _, atom := range atoms {
		if err := u.Locate(atom, codes); err != nil {
			return nil, rounding.Atoms{}, err
		}
		inner.Codes, inner.Counts = append(inner.Codes, codes...), append(inner.Counts, atom.Count)
	}
	return u.Cube, inner, nil
}
