package joint

import (
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// mostFinest is how many cells the finest level of linked tables may have.
const mostFinest = 4_000_000

// WithFinest adds the finest combinations of all codes to the cells of linked tables, since counts that are not below zero there
// bind the tables together. Tables that have them already, or would have too many, stay as they are.
func (u *Union) WithFinest() *Union {
	leaves, product := make([][]int32, len(u.Cube.Dims)), 1
	for d, dim := range u.Cube.Dims {
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
	finer.Cube = cube.New(u.Cube.Dims)
	finer.Cube.Grow(u.Cube.Len() + product)
	for cell := range int32(u.Cube.Len()) {
		finer.Cube.Add(u.Cube.At(cell))
	}
	codes := make([]int32, len(leaves))
	for i := range product {
		rest := i
		for d := range leaves {
			codes[d] = leaves[d][rest%len(leaves[d])]
			rest /= len(leaves[d])
		}
		if _, zero := u.Zeros.Find(codes); zero {
			continue
		}
		finer.Cube.Add(codes)
	}
	return &finer
}

// FinestThere reports whether the cells are one table, which its finest cells make, and no classification overlaps another.
func FinestThere(c *cube.Cube, count []int64) bool {
	if overlapping(c) {
		return false
	}
	leaf := make([][]bool, len(c.Dims))
	for d, dim := range c.Dims {
		leaf[d] = dim.Leaf()
	}
	covered := make([]bool, c.Len())
	_ = EquationsOf(c).Each(func(eq Equation) error {
		covered[eq.Parent] = covered[eq.Parent] || eq.Asked
		return nil
	})
	for cell := range covered {
		finest := true
		for d, code := range c.At(int32(cell)) {
			finest = finest && leaf[d][code]
		}
		if !finest && !covered[cell] && count[cell] > 0 {
			return false
		}
	}
	return true
}

// overlapping reports whether cells of two classifications that cut up the same code are there.
func overlapping(c *cube.Cube) bool {
	occurs := c.Occurs()
	for d, dim := range c.Dims {
		cut := make([]bool, len(dim.Codes))
		for _, g := range dim.Groups {
			if !slices.ContainsFunc(g.Children, func(child int32) bool { return occurs[d][child] }) {
				continue
			}
			if cut[g.Parent] {
				return true
			}
			cut[g.Parent] = true
		}
	}
	return false
}
