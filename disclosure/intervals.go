package disclosure

import (
	"context"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/interval"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/knowledge"
)

// intervals works out between what numbers cells at risk must lie.
func (b *assault) intervals(ctx context.Context) error {
	if b.options.Intervals <= 0 {
		return nil
	}
	var secrets []int32
	for cell, known := range b.measure.Known {
		if !known && b.measure.Secret[cell] {
			secrets = append(secrets, int32(cell))
		}
	}
	chosen := evenly(secrets, b.options.Intervals)
	if len(chosen) == 0 {
		return nil
	}
	l, err := knowledge.Bounded(ctx, b.union, b.measure, b.options.Counter)
	if err != nil {
		return err
	}
	solver, err := interval.New(l)
	if err != nil {
		return err
	}
	all, err := solver.All(ctx, chosen, b.options.Progress)
	if err != nil {
		return err
	}
	for i, r := range all {
		name := b.union.Name(b.system.Codes(chosen[i]))
		iv := Interval{Cell: name, Lower: r.Lower, Upper: r.Upper, Unbounded: r.UpperUnbounded}
		b.verdict.Intervals = append(b.verdict.Intervals, iv)
		if !iv.Unbounded && iv.Lower == iv.Upper && !b.solution.Determined(chosen[i]) {
			b.verdict.Attacks = append(b.verdict.Attacks, Attack{Kind: Pinned, Harms: true, Cell: name, Lower: r.Lower, Upper: r.Upper})
		}
	}
	return nil
}

// evenly takes n of a list, spread over all of it.
func evenly(all []int32, n int) []int32 {
	if n >= len(all) {
		return all
	}
	some := make([]int32, n)
	for i := range some {
		some[i] = all[i*len(all)/n]
	}
	return some
}
