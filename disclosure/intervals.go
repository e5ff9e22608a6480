package disclosure

import (
	"context"
	"math"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/attack"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/interval"
)

// mostFinest is how many cells the finest level of linked tables may have for their intervals.
const mostFinest = 4_000_000

// intervals works out between what numbers cells at risk must lie.
func (b *assault) intervals(ctx context.Context) error {
	if b.options.Intervals <= 0 {
		return nil
	}
	var secrets []int32
	for cell, known := range b.measure.known {
		if !known && b.measure.secret[cell] {
			secrets = append(secrets, int32(cell))
		}
	}
	chosen := evenly(secrets, b.options.Intervals)
	if len(chosen) == 0 {
		return nil
	}
	s, err := b.union.withFinest().system(b.measure)
	if err != nil {
		return err
	}
	l := linear(s, b.measure)
	if err := b.empty(ctx, s, &l); err != nil {
		return err
	}
	solver, err := interval.New(l)
	if err != nil {
		return b.union.asCellError(err)
	}
	all, err := solver.All(ctx, chosen, b.options.Progress)
	if err != nil {
		return err
	}
	for i, r := range all {
		name := b.union.name(b.system.Codes(chosen[i]))
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
	if !b.union.overlap {
		return nil
	}
	occurs, err := b.union.atomCounts(ctx, b.options.Counter)
	if err != nil {
		return err
	}
	leaf := make([][]bool, len(b.union.cube.Dims))
	for d, dim := range b.union.cube.Dims {
		leaf[d] = dim.Leaf()
	}
	for node := range s.Nodes {
		codes, finest := s.Codes(int32(node)), true
		for d, code := range codes {
			finest = finest && leaf[d][code]
		}
		if _, some := occurs.cube.Find(codes); finest && !some && !s.Known[node] {
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
func linear(s *attack.System, m measure) interval.System {
	l := interval.System{Vars: s.Nodes, Start: s.Start, Var: s.Node, RHS: make([]int64, s.Relations())}
	l.Coef = make([]int32, len(s.Coef))
	for i, c := range s.Coef {
		l.Coef[i] = int32(c)
	}
	l.Lower, l.Upper = make([]int64, s.Nodes), make([]int64, s.Nodes)
	least := int64(0)
	for _, v := range m.value {
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

// withFinest adds the finest combinations of all codes to the cells of linked tables, since counts that are not below zero there
// bind the tables together. Tables that have them already, or would have too many, stay as they are.
func (u *union) withFinest() *union {
	leaves, product := make([][]int32, len(u.cube.Dims)), 1
	for d, dim := range u.cube.Dims {
		for code, leaf := range dim.Leaf() {
			if leaf {
				leaves[d] = append(leaves[d], int32(code))
			}
		}
		if product *= len(leaves[d]); product > mostFinest {
			return u
		}
	}
	finer := *u
	finer.cube = cube.New(u.cube.Dims)
	finer.cube.Grow(u.cube.Len() + product)
	for cell := range int32(u.cube.Len()) {
		finer.cube.Add(u.cube.At(cell))
	}
	codes := make([]int32, len(leaves))
	for i := range product {
		rest := i
		for d := range leaves {
			codes[d] = leaves[d][rest%len(leaves[d])]
			rest /= len(leaves[d])
		}
		if _, zero := u.zeros.Find(codes); zero {
			continue
		}
		finer.cube.Add(codes)
	}
	return &finer
}
