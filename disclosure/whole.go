package disclosure

import (
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// whole is what all releases of a union together say of its cells.
type whole struct {
	// secret are cells that are withheld because they say too much, and lone those of them that one person makes.
	secret, lone []bool
	// shown are the cells that left, in order.
	shown []int32
	// count is the count of a cell, as far as known is true.
	count []int64
	known []bool
}

// whole reads all releases. A cell that left somewhere is shown; what another release withheld stays a secret, so that it comes
// out when the two do not go together.
func (u *union) whole() whole {
	n := u.cube.Len()
	w := whole{secret: make([]bool, n), lone: make([]bool, n), count: make([]int64, n), known: make([]bool, n)}
	shown := make([]bool, n)
	for i, r := range u.releases {
		for cell := range r.shown {
			at := u.cell(i, cell)
			switch {
			case r.shown[cell]:
				w.count[at], w.known[at], shown[at] = r.count[cell], true, true
			case r.truth[cell]:
				w.count[at], w.known[at] = r.count[cell], true
			}
			w.secret[at] = w.secret[at] || r.primary[cell]
			w.lone[at] = w.lone[at] || r.lone[cell]
		}
	}
	for cell, s := range shown {
		if s {
			w.shown = append(w.shown, int32(cell))
		}
	}
	return w
}

// cell is the cell of the union for a cell of a release.
func (u *union) cell(release, cell int) int32 {
	if at := u.at[release]; at != nil {
		return at[cell]
	}
	return int32(cell)
}

// zeroCells are the codes of the cells that are empty by nature.
func (u *union) zeroCells() [][]int32 {
	zeros := make([][]int32, u.zeros.Len())
	for i := range zeros {
		zeros[i] = u.zeros.At(int32(i))
	}
	return zeros
}

// weights tells how much each code holds: the largest count among its cells.
func (u *union) weights(w whole) func(dim int, code int32) int64 {
	most := make([][]int64, len(u.cube.Dims))
	for d, dim := range u.cube.Dims {
		most[d] = make([]int64, len(dim.Codes))
	}
	for cell := range int32(u.cube.Len()) {
		for d, code := range u.cube.At(cell) {
			most[d][code] = max(most[d][code], w.count[cell])
		}
	}
	return func(dim int, code int32) int64 { return most[dim][code] }
}

// rest is what a parent holds beside the cells that were asked for: a group of people that no table names, but that anybody finds
// by subtracting.
type rest struct {
	parent int32
	cells  []int32
	count  int64
}

// rests gives what is left of parents of which some parts were not asked for, where the counts are known.
func (u *union) rests(w whole) []rest {
	var all []rest
	missing := make([]int32, len(u.cube.Dims))
	_ = newSums(u.cube).each(func(eq sum) error {
		if len(eq.cells) == len(eq.group.Children) || u.natural(eq, missing) || !w.known[eq.parent] {
			return nil
		}
		r := rest{parent: eq.parent, count: w.count[eq.parent]}
		for _, cell := range eq.cells {
			if !w.known[cell] {
				return nil
			}
			r.count -= w.count[cell]
		}
		r.cells = append(r.cells, eq.cells...)
		all = append(all, r)
		return nil
	})
	return all
}

// natural reports whether all that is missing in an equation is empty by nature.
func (u *union) natural(eq sum, codes []int32) bool {
	copy(codes, u.cube.At(eq.parent))
	for _, child := range eq.group.Children {
		codes[eq.dim] = child
		if _, there := u.cube.Find(codes); there {
			continue
		}
		if _, zero := u.zeros.Find(codes); !zero {
			return false
		}
	}
	return true
}

// placeDims are the dimensions that were cut into atoms.
func (u *union) placeDims() []int {
	var cut []int
	for i, o := range u.origin {
		if o.label != nil {
			cut = append(cut, i)
		}
	}
	return cut
}

// atomsOf lists the atoms of a dimension that was cut.
func atomsOf(d *cube.Dim) []int32 {
	var atoms []int32
	for i, level := range d.Levels {
		if level == atomLevel {
			atoms = append(atoms, int32(i))
		}
	}
	return atoms
}
