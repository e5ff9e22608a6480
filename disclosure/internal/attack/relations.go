package attack

import (
	"fmt"
	"math"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// Missing says what a reader makes of a cell that is not in the cube while cells beside it are (Dutch: ontbrekende cel).
type Missing uint8

// What a cell that is not in the cube can be.
const (
	// NotAsked is a cell that nobody published: unknown.
	NotAsked Missing = iota
	// Zero is a combination that does not occur: known to be 0.
	Zero
)

// Kind tells nodes apart by how they came in (Dutch: herkomst).
type Kind uint8

// The kinds of nodes.
const (
	// Cell is a cell of the cube.
	Cell Kind = iota
	// Coarser is a total over cells of the cube that is not itself in it.
	Coarser
	// Beside is a sibling of a cell of the cube that is not itself in it.
	Beside
	// Finer is a part of a cell of the cube, such as an atom of areas that overlap.
	Finer
)

// Options are what a caller may choose about a system.
type Options struct {
	// Missing decides for each cell beside cells of the cube what it is. Nil: Zero where its code occurs in the cube, so that
	// it was asked, and the others in some group make their parent already, by the values given to Build; else NotAsked. The
	// default takes it that values are not below 0. A Zero is no node, for it adds nothing to any sum. The codes are only
	// lent.
	Missing func(codes []int32) Missing
	// Atoms takes all nodes down to the leaves of the dimensions that are a Place. Needed for exactness where codes
	// overlap without nesting and the leaves say how they do. Cells below cells of the cube are always NotAsked.
	Atoms bool
	// MaxNodes is how many nodes there may be. 0: 100 million.
	MaxNodes int
}

// System is what a reader knows: values of some nodes, and relations between nodes (Dutch: stelsel). Its first nodes are the cells of
// the cube, in their order.
type System struct {
	// Nodes is how many nodes there are.
	Nodes int
	// Start says where each relation begins in Node and Coef; it has one entry more than there are relations.
	Start []int32
	// Node and Coef are the terms of the relations: the sum of coefficient times value is 0. Build puts the parent first,
	// with coefficient 1, and then the children with -1.
	Node []int32
	Coef []int8
	// Known says which nodes the reader knows.
	Known []bool
	// Value holds the values of known nodes and 0 elsewhere.
	Value []int64

	cells *cube.Cube
	more  *cube.Cube
	kinds []Kind // of the nodes that are not cells
}

// Build makes the relations of the cells of a cube. Known says which are published; value holds the true values of all
// cells, of which only the published ones are kept. A nil value means that nothing but the verdict is wanted.
//
// It adds what links the cells: every coarser cell, so that tables are glued together at each margin that they share, and, where
// one child of a parent is there, its siblings. Then the relations generate every linear dependence between the nodes, by
// this argument. In a hierarchy the root and all children but one of each parent are a basis of the codes, and the one is
// its parent less its siblings. Products of basis codes are a basis of the cells. A cell with codes outside the basis is
// turned into basis cells by relations between nodes alone, since parents and siblings of nodes are nodes. So two
// combinations of nodes that are equal become the same combination of basis cells, along relations. Where codes of a dimension
// overlap, they have no such basis; there Options.Atoms takes all nodes down to the leaves, and the leaves are one.
func Build(c *cube.Cube, known []bool, value []int64, o Options) (*System, error) {
	n := c.Len()
	if len(known) != n || value != nil && len(value) != n {
		return nil, fmt.Errorf("%w: %d cells, known for %d and values for %d", ErrShape, n, len(known), len(value))
	}
	if o.MaxNodes <= 0 {
		o.MaxNodes = 100_000_000
	}
	b := &builder{cells: c, more: cube.New(c.Dims), forms: formsOf(c.Dims, o.Atoms), codes: make([]int32, len(c.Dims)), value: value, options: o}
	b.asked = c.Occurs()
	if err := b.close(); err != nil {
		return nil, err
	}
	s := b.system()
	s.Known = append(make([]bool, 0, s.Nodes), known...)[:s.Nodes]
	s.Value = make([]int64, s.Nodes)
	for i, k := range known {
		if k && value != nil {
			s.Value[i] = value[i]
		}
	}
	if o.Missing == nil && value != nil {
		s.zeros(value, b.asked)
	}
	return s, nil
}

// Codes are the codes of a node, one per dimension. The slice is the system's own.
func (s *System) Codes(node int32) []int32 {
	if n := int32(s.cells.Len()); node >= n {
		return s.more.At(node - n)
	}
	return s.cells.At(node)
}

// Name is the codes of a node, as a reader knows them.
func (s *System) Name(node int32) []string {
	if s.cells == nil {
		return []string{fmt.Sprint(node)}
	}
	if n := int32(s.cells.Len()); node >= n {
		return s.more.Name(node - n)
	}
	return s.cells.Name(node)
}

// Kind tells what a node is.
func (s *System) Kind(node int32) Kind {
	if n := s.Nodes - len(s.kinds); int(node) >= n {
		return s.kinds[int(node)-n]
	}
	return Cell
}

// Find gives the number of the node with these codes.
func (s *System) Find(codes []int32) (int32, bool) {
	if at, ok := s.cells.Find(codes); ok {
		return at, true
	}
	at, ok := s.more.Find(codes)
	return at + int32(s.cells.Len()), ok
}

// Relations is how many relations there are.
func (s *System) Relations() int { return max(0, len(s.Start)-1) }

// relation gives the terms of a relation.
func (s *System) relation(r int32) ([]int32, []int8) {
	from, to := s.Start[r], s.Start[r+1]
	return s.Node[from:to], s.Coef[from:to]
}

// zeros finds the nodes beside cells that a reader takes for combinations that do not occur, though one of their groups
// did not show it.
func (s *System) zeros(value []int64, asked [][]bool) {
	n := len(value)
	if n == s.Nodes {
		return
	}
	var open []int32
	for r := range int32(s.Relations()) {
		nodes, _ := s.relation(r)
		absent, all := false, true
		for _, at := range nodes[1:] {
			if s.Kind(at) == Beside {
				absent = true
				d := s.along(nodes[0], at)
				all = all && asked[d][s.Codes(at)[d]]
			}
		}
		if absent && all {
			open = append(open, r)
		}
	}
	// Each pass may close a group that the next one builds on.
	for again := true; again; {
		again = false
		for _, r := range open {
			again = s.closes(r, value, n) || again
		}
	}
}

// along is the dimension in which a child differs from its parent.
func (s *System) along(parent, child int32) int {
	a, b := s.Codes(parent), s.Codes(child)
	for d := range a {
		if a[d] != b[d] {
			return d
		}
	}
	return -1
}

// closes makes the absent children of a relation 0 when the others make their parent.
func (s *System) closes(r int32, value []int64, n int) bool {
	nodes, _ := s.relation(r)
	of := func(at int32) (int64, bool) {
		if int(at) < n {
			return value[at], true
		}
		return 0, s.Known[at]
	}
	left, ok := of(nodes[0])
	if !ok {
		return false
	}
	absent := 0
	for _, at := range nodes[1:] {
		v, there := of(at)
		if !there {
			if s.Kind(at) != Beside {
				return false
			}
			absent++
		}
		left -= v
	}
	if left != 0 || absent == 0 {
		return false
	}
	for _, at := range nodes[1:] {
		if int(at) >= n {
			s.Known[at] = true
		}
	}
	return true
}

// check reports whether a system that a caller made by hand is sound.
func (s *System) check() error {
	switch {
	case len(s.Known) != s.Nodes || len(s.Value) != s.Nodes:
		return fmt.Errorf("%w: %d nodes, known for %d and values for %d", ErrShape, s.Nodes, len(s.Known), len(s.Value))
	case len(s.Node) != len(s.Coef) || len(s.Node) > math.MaxInt32:
		return fmt.Errorf("%w: %d nodes in relations with %d coefficients", ErrShape, len(s.Node), len(s.Coef))
	}
	return nil
}
