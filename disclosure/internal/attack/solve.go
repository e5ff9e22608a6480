package attack

import (
	"context"
	"fmt"
	"math/rand/v2"
)

// Solution is what a reader can work out (Dutch: oplossing). It is not changed by its use, so several goroutines may use it.
type Solution struct {
	system *System
	f      field
	// column is the number of each hidden node among the hidden ones, -1 for known nodes; hidden is the other way round.
	column, hidden []int32
	// y and z are two random vectors of the null space, x is one solution, by column.
	y, z, x []uint64
	// class is y/z, by column; 0 for determined nodes.
	class []uint64
	// uses are the relations of each hidden node: those of column c are list[start[c]:start[c+1]].
	uses uses
}

type uses struct{ start, list []int32 }

func (u uses) of(c int32) []int32 { return u.list[u.start[c]:u.start[c+1]] }

// Solve computes what follows from the known values. The seed decides the random vectors; the verdict is the same for all
// seeds but for a chance of about the number of hidden nodes in 2^61. It refuses values that contradict each other with a
// *RelationError.
func (s *System) Solve(ctx context.Context, seed [32]byte) (*Solution, error) {
	return s.solve(ctx, seed, fieldOf(1<<61-Prime))
}

func (s *System) solve(ctx context.Context, seed [32]byte, f field) (*Solution, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	o := &Solution{system: s, f: f, column: make([]int32, s.Nodes)}
	for i, k := range s.Known {
		o.column[i] = -1
		if !k {
			o.column[i] = int32(len(o.hidden))
			o.hidden = append(o.hidden, int32(i))
		}
	}
	o.count()
	p := peelOf(o)
	if r := p.contradiction(); r >= 0 {
		return nil, s.contradiction(r, true)
	}
	p.determine()
	if r := p.contradiction(); r >= 0 {
		return nil, s.contradiction(r, false)
	}
	p.strip()
	m, rowOf, colOf := p.rest()
	if err := m.eliminate(ctx); err != nil {
		return nil, fmt.Errorf("eliminate %d equations: %w", len(rowOf), err)
	}
	if m.clash >= 0 {
		return nil, s.contradiction(rowOf[m.clash], false)
	}
	source := rand.NewChaCha8(seed)
	o.y, o.z = p.extend(m, colOf, source, false), p.extend(m, colOf, source, false)
	o.x = p.extend(m, colOf, nil, true)
	o.classes()
	return o, nil
}

// count lists the relations of each hidden node.
func (o *Solution) count() {
	s := o.system
	start := make([]int32, len(o.hidden)+1)
	for _, at := range s.Node {
		if c := o.column[at]; c >= 0 {
			start[c+1]++
		}
	}
	for c := range o.hidden {
		start[c+1] += start[c]
	}
	list := make([]int32, start[len(o.hidden)])
	for r := range int32(s.Relations()) {
		for _, at := range s.Node[s.Start[r]:s.Start[r+1]] {
			if c := o.column[at]; c >= 0 {
				list[start[c]] = r
				start[c]++
			}
		}
	}
	copy(start[1:], start)
	start[0] = 0
	o.uses = uses{start, list}
}

// random is a number below the prime, from 1.
func (f field) random(source *rand.ChaCha8) uint64 {
	for {
		if v := source.Uint64() >> 3; v > 0 && v < f.prime {
			return v
		}
	}
}

// classes computes y/z of all columns with one inversion (Montgomery 1987, doi:10.1090/S0025-5718-1987-0866113-7).
func (o *Solution) classes() {
	o.class = make([]uint64, len(o.y))
	product := uint64(1)
	for c, v := range o.z {
		o.class[c] = product
		if v != 0 {
			product = o.f.mul(product, v)
		}
	}
	inverse := o.f.inv(product)
	for c := len(o.z) - 1; c >= 0; c-- {
		v := o.z[c]
		if v == 0 {
			o.class[c] = 0
			continue
		}
		one := o.f.mul(inverse, o.class[c])
		inverse = o.f.mul(inverse, v)
		o.class[c] = o.f.mul(o.y[c], one)
	}
}

// Determined reports whether a reader can compute the value of a node; known nodes are.
func (o *Solution) Determined(node int32) bool {
	c := o.column[node]
	return c < 0 || o.y[c] == 0 && o.z[c] == 0
}

// Value is the value that a reader knows or computes, exact up to 2^59 either way; false when it varies.
func (o *Solution) Value(node int32) (int64, bool) {
	c := o.column[node]
	switch {
	case c < 0:
		return o.system.Value[node], true
	case o.y[c] != 0 || o.z[c] != 0:
		return 0, false
	}
	return o.f.signed(o.x[c]), true
}

// Class is the same for two hidden nodes when who knows the one computes the other, and 0 for determined nodes.
func (o *Solution) Class(node int32) uint64 {
	if c := o.column[node]; c >= 0 {
		return o.class[c]
	}
	return 0
}

// Term is a node with a coefficient, a fraction (Dutch: term). A denominator of 0 stands for 1.
type Term struct {
	Node     int32
	Num, Den int64
}

// Sum is what is known of a linear combination of nodes (Dutch: som).
type Sum struct {
	// Determined is true when a reader can compute it, and Value what he gets.
	Determined bool
	Value      int64
	// Whole is false when the combination is not a whole number, or beyond 2^59.
	Whole bool
	// Class is parallel to that of nodes.
	Class uint64
}

// Combined says what a reader knows of a linear combination, such as the difference of two areas.
func (o *Solution) Combined(terms []Term) Sum {
	var y, z, x uint64
	for _, t := range terms {
		coef := o.f.of(t.Num)
		if t.Den > 1 {
			coef = o.f.mul(coef, o.f.inv(o.f.of(t.Den)))
		}
		c := o.column[t.Node]
		if c < 0 {
			x = o.f.add(x, o.f.mul(coef, o.f.of(o.system.Value[t.Node])))
			continue
		}
		y = o.f.add(y, o.f.mul(coef, o.y[c]))
		z = o.f.add(z, o.f.mul(coef, o.z[c]))
		x = o.f.add(x, o.f.mul(coef, o.x[c]))
	}
	if y != 0 || z != 0 {
		return Sum{Class: o.f.mul(y, o.f.inv(z))}
	}
	v := o.f.signed(x)
	return Sum{Determined: true, Value: v, Whole: v < 1<<59 && v > -1<<59}
}

// contradiction names the nodes of a relation.
func (s *System) contradiction(r int32, direct bool) error {
	nodes, _ := s.relation(r)
	e := &RelationError{Relation: r, Parent: s.Name(nodes[0]), Direct: direct}
	for _, at := range nodes[1:] {
		e.Children = append(e.Children, s.Name(at))
	}
	return e
}
