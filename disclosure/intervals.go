package disclosure

import (
	"context"
	"math"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/attack"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/interval"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
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
	s, err := system(b.union.WithFinest(), b.measure)
	if err != nil {
		return err
	}
	l := linear(s, b.measure)
	if err := b.empty(ctx, s, &l); err != nil {
		return err
	}
	solver, err := interval.New(l)
	if err != nil {
		return asCellError(err)
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

// empty lets an attacker know which pieces of overlapping areas have nobody of a kind: he may live there, and it narrows what is
// left for the others.
func (b *assault) empty(ctx context.Context, s *attack.System, l *interval.System) error {
	if !b.union.Overlap {
		return nil
	}
	occurs, err := b.union.AtomCounts(ctx, b.options.Counter)
	if err != nil {
		return err
	}
	leaf := make([][]bool, len(b.union.Cube.Dims))
	for d, dim := range b.union.Cube.Dims {
		leaf[d] = dim.Leaf()
	}
	for node := range s.Nodes {
		codes, finest := s.Codes(int32(node)), true
		for d, code := range codes {
			finest = finest && leaf[d][code]
		}
		if finest && !s.Known[node] && !occurs.Has(codes) {
			l.Upper[node] = 0
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

// linear writes the equations for the linear programs: hidden numbers are zero or more, unless some magnitude is below zero.
func linear(s *attack.System, m joint.Measure) interval.System {
	l := interval.System{Vars: s.Nodes, Start: s.Start, Var: s.Node, RHS: make([]int64, s.Relations())}
	l.Coef = make([]int32, len(s.Coef))
	for i, c := range s.Coef {
		l.Coef[i] = int32(c)
	}
	l.Lower, l.Upper = make([]int64, s.Nodes), make([]int64, s.Nodes)
	least := int64(0)
	for _, v := range m.Value {
		if v < 0 {
			least = -math.MaxInt64
		}
	}
	for node := range s.Nodes {
		if s.Known[node] {
			l.Lower[node], l.Upper[node] = s.Value[node], s.Value[node]
		} else {
			l.Lower[node], l.Upper[node] = least, interval.Unbounded
		}
	}
	return l
}
