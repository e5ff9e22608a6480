package spatial

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// ErrLength means that slices which belong to the same areas differ in length.
var ErrLength = errors.New("spatial: as many values as areas are needed")

// ErrEdge means that an edge does not lie between two different areas of the map, has a weight that cannot be, or that there
// are more edges or areas than the weights have numbers for.
var ErrEdge = errors.New("spatial: an edge that cannot be")

// The weights that are accepted, next to 0: powers of sums of others do not fit in a float64.
const (
	leastWeight = 1e-30
	mostWeight  = 1e12
)

// Edge says that area B is a neighbour of area A (Dutch: verbinding).
type Edge struct {
	A, B int32
	// Weight is 1 for a plain neighbour. It is 0, or from 1e-30 to 1e12; a weight below zero has no meaning as nearness.
	Weight float64
}

// Weights says which areas are neighbours of which, and how strongly: a sparse matrix of n rows in compressed form, rows
// in the order of the areas and neighbours ascending within a row (Dutch: gewichtenmatrix). An area is never its own
// neighbour here; statistics that count the area itself (Gi*) say so. Weights are not changed after they are made and may
// be used by several goroutines.
type Weights struct {
	start []int32   // n+1 offsets in to
	to    []int32   // neighbours, ascending per row
	value []float64 // weight per neighbour; nil when all are 1
}

// NewWeights returns the weights of n areas with the given directed edges. An edge that is given twice counts once when
// its weights agree and is refused otherwise; so is an edge from an area to itself, or with a weight that cannot be. A
// neighbour with weight 0 is a neighbour still, but is not heard. The edges are sorted in place.
func NewWeights(n int, edges []Edge) (*Weights, error) {
	if n < 0 || n >= math.MaxInt32 || len(edges) > math.MaxInt32 {
		return nil, fmt.Errorf("%w: %d edges of %d areas", ErrEdge, len(edges), n)
	}
	slices.SortFunc(edges, func(a, b Edge) int {
		return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	})
	w := &Weights{start: make([]int32, n+1), to: make([]int32, 0, len(edges))}
	plain := true
	values := make([]float64, 0, len(edges))
	for i, e := range edges {
		switch {
		case e.A < 0 || e.B < 0 || int(e.A) >= n || int(e.B) >= n || e.A == e.B:
			return nil, fmt.Errorf("%w: from %d to %d of %d", ErrEdge, e.A, e.B, n)
		case e.Weight != 0 && !(e.Weight >= leastWeight && e.Weight <= mostWeight):
			return nil, fmt.Errorf("%w: weight %v from %d to %d", ErrEdge, e.Weight, e.A, e.B)
		}
		if i > 0 && edges[i-1].A == e.A && edges[i-1].B == e.B {
			if edges[i-1].Weight != e.Weight {
				return nil, fmt.Errorf("%w: two weights from %d to %d", ErrEdge, e.A, e.B)
			}
			continue
		}
		w.to = append(w.to, e.B)
		values = append(values, e.Weight)
		w.start[e.A+1] = int32(len(w.to))
		plain = plain && e.Weight == 1
	}
	for i := 1; i <= n; i++ {
		w.start[i] = max(w.start[i], w.start[i-1])
	}
	if !plain {
		w.value = values
	}
	return w, nil
}

// NewSorted returns plain weights from rows that are in order already: start holds n+1 offsets in to, and the neighbours of
// a row ascend. The slices are kept, not copied. It is for makers of weights that build the rows themselves.
func NewSorted(start, to []int32) (*Weights, error) {
	if len(start) == 0 || len(start) > math.MaxInt32 || start[0] != 0 || int(start[len(start)-1]) != len(to) {
		return nil, fmt.Errorf("%w: offsets that do not fit", ErrEdge)
	}
	n := int32(len(start) - 1)
	for i := int32(0); i < n; i++ {
		if start[i] > start[i+1] || int(start[i+1]) > len(to) {
			return nil, fmt.Errorf("%w: offsets that do not ascend", ErrEdge)
		}
		row := to[start[i]:start[i+1]]
		for k, j := range row {
			if j < 0 || j >= n || j == i || k > 0 && row[k-1] >= j {
				return nil, fmt.Errorf("%w: from %d to %d of %d", ErrEdge, i, j, n)
			}
		}
	}
	return &Weights{start: start, to: to}, nil
}

// Len returns the number of areas.
func (w *Weights) Len() int { return len(w.start) - 1 }

// Links returns the number of directed links, which is twice the number of pairs when each neighbour is a neighbour back.
func (w *Weights) Links() int { return len(w.to) }

// Neighbours returns the neighbours of area i, ascending. The slice belongs to the weights: read only.
func (w *Weights) Neighbours(i int) []int32 { return w.to[w.start[i]:w.start[i+1]] }

// Values returns the weights of the neighbours of area i in their order, or nil when all are 1. Read only.
func (w *Weights) Values(i int) []float64 {
	if w.value == nil {
		return nil
	}
	return w.value[w.start[i]:w.start[i+1]]
}

// Plain reports whether all weights are 1.
func (w *Weights) Plain() bool { return w.value == nil }

// Degree returns the number of neighbours of area i.
func (w *Weights) Degree(i int) int { return int(w.start[i+1] - w.start[i]) }

// Islands returns the areas without neighbours, ascending (Dutch: eilanden).
func (w *Weights) Islands() []int {
	var islands []int
	for i := range w.Len() {
		if w.Degree(i) == 0 {
			islands = append(islands, i)
		}
	}
	return islands
}

// Histogram returns how many areas have 0, 1, 2, … neighbours.
func (w *Weights) Histogram() []int {
	counts := []int{}
	for i := range w.Len() {
		for len(counts) <= w.Degree(i) {
			counts = append(counts, 0)
		}
		counts[w.Degree(i)]++
	}
	return counts
}

// Components returns in how many pieces the map falls apart when one may only step to neighbours, in whatever direction,
// and the piece of each area, numbered in the order of the first area (Dutch: samenhangende delen).
func (w *Weights) Components() (count int, piece []int32) {
	parent := make([]int32, w.Len())
	for i := range parent {
		parent[i] = int32(i)
	}
	root := func(i int32) int32 {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for i := range w.Len() {
		for _, j := range w.Neighbours(i) {
			a, b := root(int32(i)), root(j)
			parent[max(a, b)] = min(a, b)
		}
	}
	piece = make([]int32, w.Len())
	for i := range piece {
		if r := root(int32(i)); r == int32(i) {
			piece[i] = int32(count)
			count++
		} else {
			piece[i] = piece[r]
		}
	}
	return count, piece
}

// Symmetric reports whether each neighbour is a neighbour back, with the same weight.
func (w *Weights) Symmetric() bool {
	for i := range w.Len() {
		values := w.Values(i)
		for k, j := range w.Neighbours(i) {
			at, ok := slices.BinarySearch(w.Neighbours(int(j)), int32(i))
			if !ok || values != nil && w.Values(int(j))[at] != values[k] {
				return false
			}
		}
	}
	return true
}

// Induced returns the weights with the links of the areas that are not kept removed. The areas keep their numbers, so those
// that are not kept have become islands.
func (w *Weights) Induced(keep []bool) (*Weights, error) {
	if len(keep) != w.Len() {
		return nil, ErrLength
	}
	sub := &Weights{start: make([]int32, w.Len()+1), to: make([]int32, 0, len(w.to))}
	if w.value != nil {
		sub.value = make([]float64, 0, len(w.to))
	}
	for i := range w.Len() {
		if keep[i] {
			values := w.Values(i)
			for k, j := range w.Neighbours(i) {
				if !keep[j] {
					continue
				}
				sub.to = append(sub.to, j)
				if values != nil {
					sub.value = append(sub.value, values[k])
				}
			}
		}
		sub.start[i+1] = int32(len(sub.to))
	}
	return sub, nil
}
