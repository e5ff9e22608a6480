// Package knowledge writes down what somebody knows who has seen all that was shown (Dutch: wat bekend is): equations between cells,
// for whoever solves them exactly and for whoever looks for bounds. What protects tables does not use it.
package knowledge

import (
	"context"
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/attack"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/interval"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
)

// System writes down what an attacker knows. Cells that are empty by nature are known to be 0, and come after all others.
func System(u *joint.Union, m joint.Measure) (*attack.System, error) {
	cells, zeros := u.Cube, u.Zeros.Len()
	if zeros > 0 {
		cells = cube.New(u.Cube.Dims)
		cells.Grow(u.Cube.Len() + zeros)
		for cell := range int32(u.Cube.Len()) {
			cells.Add(u.Cube.At(cell))
		}
		for zero := range int32(zeros) {
			cells.Add(u.Zeros.At(zero))
		}
	}
	known, value := make([]bool, cells.Len()), make([]int64, cells.Len())
	copy(known, m.Known) // finest cells that were added, of which nothing is known, are not in it
	copy(value, m.Value)
	for cell := u.Cube.Len(); cell < cells.Len(); cell++ {
		known[cell] = true
	}
	return attack.Build(cells, known, value, attack.Options{Atoms: u.Overlap, Missing: func(codes []int32) attack.Missing {
		if _, ok := u.Zeros.Find(codes); ok {
			return attack.Zero
		}
		return attack.NotAsked
	}})
}

// ByNature is what anybody knows before a number is published: cells that are 0 because all that is in them is empty by nature, or
// because nobody lives in any piece of their area.
func ByNature(ctx context.Context, u *joint.Union, seed [32]byte) (*attack.Solution, error) {
	n := u.Cube.Len()
	s, err := System(u, joint.Measure{Known: make([]bool, n), Value: make([]int64, n)})
	if err != nil {
		return nil, err
	}
	return s.Solve(ctx, seed)
}

// Bounded is what is known with the bounds that numbers below zero do not occur, down to the finest cells, which bind linked tables
// together. The cells of the union come first. The counter is the one of the audit.
func Bounded(ctx context.Context, u *joint.Union, m joint.Measure, counter joint.Counter) (interval.System, error) {
	s, err := System(u.WithFinest(), m)
	if err != nil {
		return interval.System{}, err
	}
	l := linear(s, m)
	if s.Nodes == u.Cube.Len() && len(m.Truth) == s.Nodes && !slices.Contains(m.Truth, false) {
		l.Feasible = m.Value // who holds the data need not search for a table that fits
	}
	return l, empty(ctx, u, s, &l, counter)
}

// empty lets an attacker know which pieces of overlapping areas have nobody of a kind: he may live there, and it narrows what is
// left for the others.
func empty(ctx context.Context, u *joint.Union, s *attack.System, l *interval.System, counter joint.Counter) error {
	if !u.Overlap {
		return nil
	}
	occurs, err := u.AtomCounts(ctx, counter)
	if err != nil {
		return err
	}
	leaf := make([][]bool, len(u.Cube.Dims))
	for d, dim := range u.Cube.Dims {
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

// linear writes the equations down for linear programs: hidden numbers are zero or more, unless some magnitude is below zero.
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
