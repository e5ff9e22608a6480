package joint

import (
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// Whole is what all releases of a union together say of its cells (Dutch: geheel).
type Whole struct {
	// Secret are cells that are withheld because they say too much, and Lone those of them that one person makes.
	Secret, Lone []bool
	// Shown are the cells that left, in order.
	Shown []int32
	// Count is the count of a cell, as far as Known is true.
	Count []int64
	Known []bool
}

// Whole reads all releases. A cell that left somewhere is shown; what another release withheld stays a secret, so that it comes
// out when the two do not go together.
func (u *Union) Whole() Whole {
	n := u.Cube.Len()
	w := Whole{Secret: make([]bool, n), Lone: make([]bool, n), Count: make([]int64, n), Known: make([]bool, n)}
	shown := make([]bool, n)
	for i, r := range u.Sheets {
		for cell := range r.Shown {
			at := u.Cell(i, cell)
			switch {
			case r.Shown[cell]:
				w.Count[at], w.Known[at], shown[at] = r.Count[cell], true, true
			case r.Truth[cell]:
				w.Count[at], w.Known[at] = r.Count[cell], true
			}
			w.Secret[at] = w.Secret[at] || r.Primary[cell]
			w.Lone[at] = w.Lone[at] || r.Lone[cell]
		}
	}
	for cell, s := range shown {
		if s {
			w.Shown = append(w.Shown, int32(cell))
		}
	}
	return w
}

// Cell is the cell of the union for a cell of a release.
func (u *Union) Cell(release, cell int) int32 {
	if at := u.at[release]; at != nil {
		return at[cell]
	}
	return int32(cell)
}

// ZeroCells are the codes of the cells that are empty by nature.
func (u *Union) ZeroCells() [][]int32 {
	zeros := make([][]int32, u.Zeros.Len())
	for i := range zeros {
		zeros[i] = u.Zeros.At(int32(i))
	}
	return zeros
}

// Weights tells how much of each code can be shown: less, the more secrets there are among its cells.
func (u *Union) Weights(w Whole) func(dim int, code int32) int64 {
	secrets := make([][]int64, len(u.Cube.Dims))
	for d, dim := range u.Cube.Dims {
		secrets[d] = make([]int64, len(dim.Codes))
	}
	for cell := range int32(u.Cube.Len()) {
		if !w.Secret[cell] {
			continue
		}
		for d, code := range u.Cube.At(cell) {
			secrets[d][code]++
		}
	}
	return func(dim int, code int32) int64 { return -secrets[dim][code] }
}

// Rest is what a parent holds beside the cells that were asked for: a group of people that no table names, but that anybody finds
// by subtracting (Dutch: rest).
type Rest struct {
	Parent int32
	Cells  []int32
	Count  int64
}

// Rests gives what is left of parents of which some parts were not asked for, where the counts are known.
func (u *Union) Rests(w Whole) []Rest {
	var all []Rest
	missing := make([]int32, len(u.Cube.Dims))
	_ = EquationsOf(u.Cube).Each(func(eq Equation) error {
		if len(eq.Cells) == len(eq.Group.Children) || u.Natural(eq, missing) || !w.Known[eq.Parent] {
			return nil
		}
		r := Rest{Parent: eq.Parent, Count: w.Count[eq.Parent]}
		for _, cell := range eq.Cells {
			if !w.Known[cell] {
				return nil
			}
			r.Count -= w.Count[cell]
		}
		r.Cells = append(r.Cells, eq.Cells...)
		all = append(all, r)
		return nil
	})
	return all
}

// Natural reports whether all that is missing in an equation is empty by nature.
func (u *Union) Natural(eq Equation, codes []int32) bool {
	copy(codes, u.Cube.At(eq.Parent))
	for _, child := range eq.Group.Children {
		codes[eq.Dim] = child
		if _, there := u.Cube.Find(codes); there {
			continue
		}
		if _, zero := u.Zeros.Find(codes); !zero {
			return false
		}
	}
	return true
}

// CutDims are the dimensions that were cut into atoms.
func (u *Union) CutDims() []int {
	var cut []int
	for i, o := range u.Origins {
		if o.Label != nil {
			cut = append(cut, i)
		}
	}
	return cut
}

// AtomsOf lists the atoms of a dimension that was cut.
func AtomsOf(d *cube.Dim) []int32 {
	var atoms []int32
	for i, level := range d.Levels {
		if level == AtomLevel {
			atoms = append(atoms, int32(i))
		}
	}
	return atoms
}
