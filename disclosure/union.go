package disclosure

import (
	"context"
	"fmt"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// union is several releases seen as one system: the cells of all of them in one cube, over dimensions that hold every code
// (Dutch: samengevoegd stelsel).
type union struct {
	cube     *cube.Cube
	releases []Release
	// at is the cell of the union for each cell of each release; nil for the first release when its cells come first.
	at [][]int32
	// origin leads from the dimensions of the union back to those of the releases.
	names   []string
	origin  []origin
	zeros   *cube.Cube
	overlap bool
}

// origin tells which dimensions of the releases one dimension of the union was made of.
type origin struct {
	dims []int // numbers in names
	// code is, per dimension in dims, the code of the union for each of its codes; nil when it is just that dimension.
	code [][]int32
	// label is, per code of the union, its name in each of dims; nil when it is just one dimension.
	label [][]string
	// prefix keeps the codes of the dimensions apart.
	prefix []string
}

// join puts releases together. Dimensions of the same name are one. Areas that overlap are cut into atoms when there is a
// counter, so that their differences are seen.
func join(ctx context.Context, releases []Release, counter Counter) (*union, error) {
	dims, err := commonDims(releases)
	if err != nil {
		return nil, err
	}
	u := &union{releases: releases}
	for _, d := range dims {
		u.names = append(u.names, d.Name)
	}
	merged, err := u.merge(ctx, dims, counter)
	if err != nil {
		return nil, err
	}
	first := releases[0].cube
	if len(releases) == 1 && !u.overlap && slices.Equal(merged, first.Dims) {
		u.cube, u.at = first, [][]int32{nil}
	} else {
		u.cube = cube.New(merged)
		for _, r := range releases {
			u.at = append(u.at, u.place(r, dims))
		}
	}
	u.zeros = cube.New(u.cube.Dims)
	for i := range releases {
		u.findZeros(i, dims)
	}
	return u, nil
}

// commonDims are the dimensions of all releases by name, those of the first release first.
func commonDims(releases []Release) ([]*cube.Dim, error) {
	var dims []*cube.Dim
	for _, r := range releases {
		for _, d := range r.cube.Dims {
			i := slices.IndexFunc(dims, func(have *cube.Dim) bool { return have.Name == d.Name })
			if i < 0 {
				dims = append(dims, d)
				continue
			}
			both, err := unite(dims[i], d)
			if err != nil {
				return nil, fmt.Errorf("release %s: %w", r.name, err)
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
	codes, extra := codesOf(a), 0
	for _, c := range codesOf(b) {
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
			return nil, &CodeError{Dim: a.Name, Code: c.Name, Err: ErrOtherDivision}
		}
	}
	if a.Open != b.Open || !a.Open && a.Codes[0] != b.Codes[0] {
		return nil, &CodeError{Dim: a.Name, Code: b.Codes[0], Err: ErrOtherDivision}
	}
	if extra == 0 {
		return a, nil
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
					return &CodeError{Dim: d.Name, Code: parent, Err: ErrOtherDivision}
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

// codesOf lists the codes of a dimension without its total.
func codesOf(d *cube.Dim) []cube.Code {
	var codes []cube.Code
	for i := range d.Codes {
		if i == 0 && !d.Open {
			continue
		}
		c := cube.Code{Name: d.Codes[i], Level: d.Levels[i]}
		for _, up := range d.Parents(int32(i)) {
			c.Parents = append(c.Parents, d.Codes[up])
		}
		codes = append(codes, c)
	}
	return codes
}

// place puts the cells of a release into the union and gives their numbers there.
func (u *union) place(r Release, dims []*cube.Dim) []int32 {
	u.cube.Grow(r.cube.Len())
	at := make([]int32, r.cube.Len())
	translate := u.translate(r.cube.Dims, dims)
	codes := make([]int32, len(u.cube.Dims))
	for cell := range at {
		translate(r.cube.At(int32(cell)), codes)
		at[cell], _ = u.cube.Add(codes)
	}
	return at
}

// translate gives the function that writes codes of a release's dimensions as codes of the union's.
func (u *union) translate(from, dims []*cube.Dim) func(codes, into []int32) {
	// to[d][code] is the code in dims; where[d] is the number of the dimension in dims.
	to, where := make([][]int32, len(from)), make([]int, len(from))
	for d, f := range from {
		where[d] = slices.IndexFunc(dims, func(x *cube.Dim) bool { return x.Name == f.Name })
		to[d] = make([]int32, len(f.Codes))
		for i, name := range f.Codes {
			to[d][i], _ = dims[where[d]].Find(name)
		}
	}
	home, first := make([]int, len(dims)), make([][]int32, len(dims))
	for i, o := range u.origin {
		for k, d := range o.dims {
			home[d] = i
			if o.code != nil {
				first[d] = o.code[k]
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

// name is the codes of a cell of the union in the dimensions of the releases.
func (u *union) name(codes []int32) []string {
	names := make([]string, len(u.names))
	for i, o := range u.origin {
		code := codes[i]
		if o.label == nil {
			names[o.dims[0]] = u.cube.Dims[i].Codes[code]
			continue
		}
		for k, d := range o.dims {
			names[d] = o.label[code][k]
		}
	}
	return names
}

// findZeros finds the cells of a release that are not there by nature: their codes occur in other cells of it, and the sum holds
// without them.
func (u *union) findZeros(i int, dims []*cube.Dim) {
	r := u.releases[i]
	s := newSums(r.cube)
	translate := u.translate(r.cube.Dims, dims)
	own, codes := make([]int32, len(r.cube.Dims)), make([]int32, len(u.cube.Dims))
	_ = s.each(func(eq sum) error {
		group := eq.group
		if len(group.Children) == len(eq.cells) || !eq.asked {
			return nil
		}
		copy(own, r.cube.At(eq.parent))
		for _, child := range group.Children {
			own[eq.dim] = child
			if _, there := r.cube.Find(own); there {
				continue
			}
			translate(own, codes)
			if _, there := u.cube.Find(codes); !there {
				u.zeros.Add(codes)
			}
		}
		return nil
	})
}
