package joint

import "github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"

// Equations walks over the equations between the cells of a cube: a parent, the children that are there, and what is missing (Dutch: vergelijkingen).
type Equations struct {
	cube *cube.Cube
	// groups are the sums of each code, per dimension.
	groups [][][]int32
	// occurs tells which codes are in some cell, per dimension.
	occurs [][]bool
	codes  []int32
	cells  []int32
}

// Equation is one sum: the parent is the sum of the cells and of what is missing (Dutch: vergelijking).
type Equation struct {
	Parent int32
	Dim    int
	Group  cube.Group
	// Cells are the children that are in the cube. The slice is used again for the next equation.
	Cells []int32
	// Asked is false when a code of the group occurs nowhere, so that the cells may be less than the parent.
	Asked bool
}

// EquationsOf makes the equations of a cube.
func EquationsOf(c *cube.Cube) *Equations {
	s := &Equations{cube: c, codes: make([]int32, len(c.Dims))}
	s.groups, s.occurs = make([][][]int32, len(c.Dims)), c.Occurs()
	for d, dim := range c.Dims {
		s.groups[d] = make([][]int32, len(dim.Codes))
		for g, group := range dim.Groups {
			s.groups[d][group.Parent] = append(s.groups[d][group.Parent], int32(g))
		}
	}
	return s
}

// Each gives every equation of which at least one child is in the cube, in the order of the cells; it stops at the first error.
func (s *Equations) Each(yield func(Equation) error) error {
	for parent := range int32(s.cube.Len()) {
		copy(s.codes, s.cube.At(parent))
		for d, dim := range s.cube.Dims {
			own := s.codes[d]
			for _, g := range s.groups[d][own] {
				eq := Equation{Parent: parent, Dim: d, Group: dim.Groups[g], Cells: s.cells[:0], Asked: true}
				for _, child := range dim.Groups[g].Children {
					s.codes[d] = child
					if cell, ok := s.cube.Find(s.codes); ok {
						eq.Cells = append(eq.Cells, cell)
					} else if !s.occurs[d][child] {
						eq.Asked = false
					}
				}
				s.codes[d] = own
				s.cells = eq.Cells
				if len(eq.Cells) == 0 {
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
