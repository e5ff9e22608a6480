package disclosure

import "github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"

// sums walks over the equations between the cells of a cube: a parent, the children that are there, and what is missing.
type sums struct {
	cube *cube.Cube
	// groups are the sums of each code, per dimension.
	groups [][][]int32
	// occurs tells which codes are in some cell, per dimension.
	occurs [][]bool
	codes  []int32
	cells  []int32
}

// sum is one equation: the parent is the sum of the cells and of what is missing.
type sum struct {
	parent int32
	dim    int
	group  cube.Group
	// cells are the children that are in the cube. The slice is used again for the next equation.
	cells []int32
	// asked is false when a code of the group occurs nowhere, so that the cells may be less than the parent.
	asked bool
}

func newSums(c *cube.Cube) *sums {
	s := &sums{cube: c, codes: make([]int32, len(c.Dims))}
	s.groups, s.occurs = make([][][]int32, len(c.Dims)), make([][]bool, len(c.Dims))
	for d, dim := range c.Dims {
		s.groups[d], s.occurs[d] = make([][]int32, len(dim.Codes)), make([]bool, len(dim.Codes))
		for g, group := range dim.Groups {
			s.groups[d][group.Parent] = append(s.groups[d][group.Parent], int32(g))
		}
	}
	for cell := range int32(c.Len()) {
		for d, code := range c.At(cell) {
			s.occurs[d][code] = true
		}
	}
	return s
}

// each gives every equation of which at least one child is in the cube, in the order of the cells; it stops at the first error.
func (s *sums) each(yield func(sum) error) error {
	for parent := range int32(s.cube.Len()) {
		copy(s.codes, s.cube.At(parent))
		for d, dim := range s.cube.Dims {
			own := s.codes[d]
			for _, g := range s.groups[d][own] {
				eq := sum{parent: parent, dim: d, group: dim.Groups[g], cells: s.cells[:0], asked: true}
				for _, child := range dim.Groups[g].Children {
					s.codes[d] = child
					if cell, ok := s.cube.Find(s.codes); ok {
						eq.cells = append(eq.cells, cell)
					} else if !s.occurs[d][child] {
						eq.asked = false
					}
				}
				s.codes[d] = own
				s.cells = eq.cells
				if len(eq.cells) == 0 {
					continue
				}
				if err := yield(eq); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// adds checks that every cell is the sum of its parts.
func (t Table) adds() error {
	s := newSums(t.cube)
	return s.each(func(eq sum) error {
		if err := t.check(eq, t.data.count, true); err != nil {
			return err
		}
		if t.data.sum != nil {
			return t.check(eq, t.data.sum, false)
		}
		return nil
	})
}

// check compares a cell with its parts; of parts that were not all asked, counts may only be less.
func (t Table) check(eq sum, column []int64, counts bool) error {
	total := int64(0)
	for _, cell := range eq.cells {
		total += column[cell]
	}
	got := column[eq.parent]
	if got == total || !eq.asked && (total < got || !counts) {
		return nil
	}
	return &CellError{Cell: t.cube.Name(eq.parent), Dimension: t.cube.Dims[eq.dim].Name, Got: got, Want: total, Err: ErrNotSum}
}
