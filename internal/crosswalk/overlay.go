package crosswalk

import (
	"context"
	"slices"

	"github.com/peterstace/simplefeatures/rtree"
)

// overlap is the ground that an earlier area shares with a later one.
type overlap struct {
	// target is an entry of building.targets.
	target       int
	squareMetres float64
	// noise is true for a strip along a border that was merely drawn otherwise.
	noise bool
	// failed is true where the two could not be laid over each other.
	failed bool
}

// overlay measures the ground that the changed areas of both years share.
func (b *building) overlay(ctx context.Context) error {
	b.before, b.after = make([]solid, len(b.sources)), make([]solid, len(b.targets))
	err := each(ctx, b.Workers, len(b.sources)+len(b.targets), func(i int) {
		if i < len(b.sources) {
			b.before[i] = newSolid(b.from.geometry(b.from.Division.At(b.sources[i]).Code))
			return
		}
		i -= len(b.sources)
		b.after[i] = newSolid(b.to.geometry(b.to.Division.At(b.targets[i]).Code))
	})
	if err != nil {
		return err
	}
	var items []rtree.BulkItem
	for k, s := range b.after {
		if s.ground > 0 {
			items = append(items, rtree.BulkItem{RecordID: k, Box: s.box})
		}
	}
	tree := rtree.BulkLoad(items)
	b.overlaps = make([][]overlap, len(b.sources))
	return each(ctx, b.Workers, len(b.sources), func(s int) {
		var list []overlap
		if b.before[s].ground > 0 {
			// The search only fails when the callback does.
			_ = tree.RangeSearch(b.before[s].box, func(k int) error {
				if o := b.measure(s, k); o.failed || o.squareMetres > 0 {
					list = append(list, o)
				}
				return nil
			})
		}
		slices.SortFunc(list, func(x, y overlap) int { return x.target - y.target })
		b.overlaps[s] = list
	})
}

// measure lays an earlier area over a later one. Ground is never shared noise when it is a large part of either, however
// narrow that is.
func (b *building) measure(s, k int) overlap {
	before, after := b.before[s], b.after[k]
	o := overlap{target: k}
	ground, border, err := shared(before, after)
	if o.failed = err != nil || !before.sound || !after.sound; o.failed {
		return o
	}
	o.squareMetres = ground
	o.noise = ground < min(before.ground, after.ground)/4 && 2*ground < b.NoiseMetres*border
	return o
}
