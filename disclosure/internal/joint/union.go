package joint

import (
	"context"
	"fmt"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// Union is several releases seen as one system: the cells of all of them in one cube, over dimensions that hold every code
// (Dutch: samengevoegd stelsel).
type Union struct {
	// Cube holds the cells of all sheets, and Sheets are what it was made of.
	Cube   *cube.Cube
	Sheets []Sheet
	// at is the cell of the union for each cell of each release; nil for the first release when its cells come first.
	at [][]int32
	// origin leads from the dimensions of the union back to those of the releases.
	Names   []string
	Origins []Origin
	// Zeros are the cells that are empty by nature, which everybody knows.
	Zeros *cube.Cube
	// Overlap is true when a dimension was cut into atoms.
	Overlap bool
}

// Origin tells which dimensions of the releases one dimension of the union was made of (Dutch: herkomst).
type Origin struct {
	Dims []int // numbers in Names
	// Code is, per dimension in dims, the code of the union for each of its codes; nil when it is just that dimension.
	Code [][]int32
	// Label is, per code of the union, its name in each of dims; nil when it is just one dimension.
	Label [][]string
	// Prefix keeps the codes of the dimensions apart.
	Prefix []string
}

// Join puts tables together. Dimensions of the same name are one. Areas that overlap are cut into atoms when there is a
// counter, so that their differences are seen.
func Join(ctx context.Context, sheets []Sheet, counter Counter) (*Union, error) {
	dims, err := commonDims(sheets)
	if err != nil {
		return nil, err
	}
	u := &Union{Sheets: sheets}
	for _, d := range dims {
		u.Names = append(u.Names, d.Name)
	}
	merged, err := u.merge(ctx, dims, counter)
	if err != nil {
		return nil, err
	}
	first := sheets[0].Cube
	if len(sheets) == 1 && !u.Overlap && slices.Equal(merged, first.Dims) {
		u.Cube, u.at = first, [][]int32{nil}
	} else {
		u.Cube = cube.New(merged)
		for _, r := range sheets {
			u.at = append(u.at, u.place(r, dims))
		}
	}
	u.Zeros = cube.New(u.Cube.Dims)
	for i := range sheets {
		u.findZeros(i, dims)
	}
	return u, nil
}

// commonDims are the dimensions of all releases by name, those of the first release first.
func commonDims(sheets []Sheet) ([]*cube.Dim, error) {
	var dims []*cube.Dim
	for _, r := range sheets {
		for _, d := range r.Cube.Dims {
			i := slices.IndexFunc(dims, func(have *cube.Dim) bool { return have.Name == d.Name })
			if i < 0 {
				dims = append(dims, d)
				continue
			}
			both, err := unite(dims[i], d)
			if err != nil {
				return nil, fmt.Errorf("release %s: %w", r.Name, err)
			}
			dims[i] = both
		}
	}
	return dims, nil
}

// unite is a dimension with the codes of two; what a code is made of must be the same in both.
func unite(a, b *cube.Dim) (*cube.Dim, error) {
	if a == b {
		return a, nil
	}
	codes, extra := a.List(), 0
	for _, c := range b.List() {
		at, ok := a.Find(c.Name)
		if !ok {
			codes = append(codes, c)
			extra++
			continue
		}
		have := a.Levels[at] == c.Level || a.Open != b.Open
		for i, up := range a.Parents(at) {
			have = have && i < len(c.Parents) && a.Codes[up] == c.Parents[i]
		}
		if !have || len(a.Parents(at)) != len(c.Parents) {
			return nil, &cube.CodeError{Dim: a.Name, Code: c.Name, Err: ErrOtherDivision}
		}
	}
	if a.Open != b.Open || !a.Open && a.Codes[0] != b.Codes[0] {
		return nil, &cube.CodeError{Dim: a.Name, Code: b.Codes[0], Err: ErrOtherDivision}
	}
	if extra == 0 {
		return a, sameGroups(a, b)
	}
	both, err := cube.NewDim(a.Name, totalOf(a), codes)
	if err != nil {
		return nil, err
	}
	both.Place = a.Place || b.Place
	return both, sameGroups(both, a, b)
}

// sameGroups refuses a code that is made of other parts in one of the dimensions than in both together: the sum of the old and the
// new parts would count people twice.
func sameGroups(both *cube.Dim, each ...*cube.Dim) error {
	for _, d := range each {
		for _, g := range d.Groups {
			level, parent := d.Levels[g.Children[0]], d.Codes[g.Parent]
			for _, all := range both.Groups {
				if both.Codes[all.Parent] == parent && both.Levels[all.Children[0]] == level && len(all.Children) != len(g.Children) {
					return &cube.CodeError{Dim: d.Name, Code: parent, Err: ErrOtherDivision}
				}
			}
		}
	}
	return nil
}

func totalOf(d *cube.Dim) string {
	if d.Open {
		return ""
	}
	return d.Codes[0]
}

// place puts the cells of a release into the union and gives their numbers there.
func (u *Union) place(r Sheet, dims []*cube.Dim) []int32 {
	u.Cube.Grow(r.Cube.Len())
	at := make([]int32, r.Cube.Len())
	translate := u.translate(r.Cube.Dims, dims)
	codes := make([]int32, len(u.Cube.Dims))
	for cell := range at {
		translate(r.Cube.At(int32(cell)), codes)
		at[cell], _ = u.Cube.Add(codes)
	}
	return at
}

// translate gives the function that writes codes of a release's dimensions as codes of the union's.
func (u *Union) translate(from, dims []*cube.Dim) func(codes, into []int32) {
	// to[d][code] is the code in dims; where[d] is the number of the dimension in dims.
	to, where := make([][]int32, len(from)), among(from, dims)
	for d, f := range from {
		to[d] = make([]int32, len(f.Codes))
		for i, name := range f.Codes {
			to[d][i], _ = dims[where[d]].Find(name)
		}
	}
	home, first := make([]int, len(dims)), make([][]int32, len(dims))
	for i, o := range u.Origins {
		for k, d := range o.Dims {
			home[d] = i
			if o.Code != nil {
				first[d] = o.Code[k]
			}
		}
	}
	return func(codes, into []int32) {
		clear(into)
		for d, code := range codes {
			c := to[d][code]
			if table := first[where[d]]; table != nil {
				if c == 0 {
					continue // the total: another of the merged dimensions may say more
				}
				c = table[c]
			}
			into[home[where[d]]] = c
		}
	}
}

// among gives for each dimension of a release its number among all, by name.
func among(from, dims []*cube.Dim) []int {
	where := make([]int, len(from))
	for d, f := range from {
		where[d] = slices.IndexFunc(dims, func(x *cube.Dim) bool { return x.Name == f.Name })
	}
	return where
}

// Name is the codes of a cell of the union in the dimensions of the releases.
func (u *Union) Name(codes []int32) []string {
	names := make([]string, len(u.Names))
	for i, o := range u.Origins {
		code := codes[i]
		if o.Label == nil {
			names[o.Dims[0]] = u.Cube.Dims[i].Codes[code]
			continue
		}
		for k, d := range o.Dims {
			names[d] = o.Label[code][k]
		}
	}
	return names
}

// findZeros finds the cells of a release that are not there by nature: their codes occur in other cells of it, and the sum holds
// without them.
func (u *Union) findZeros(i int, dims []*cube.Dim) {
	r := u.Sheets[i]
	s := EquationsOf(r.Cube)
	translate := u.translate(r.Cube.Dims, dims)
	own, codes := make([]int32, len(r.Cube.Dims)), make([]int32, len(u.Cube.Dims))
	_ = s.Each(func(eq Equation) error {
		group := eq.Group
		if len(group.Children) == len(eq.Cells) || !eq.Asked {
			return nil
		}
		copy(own, r.Cube.At(eq.Parent))
		for _, child := range group.Children {
			own[eq.Dim] = child
			if _, there := r.Cube.Find(own); there {
				continue
			}
			translate(own, codes)
			if _, there := u.Cube.Find(codes); !there {
				u.Zeros.Add(codes)
			}
		}
		return nil
	})
}
