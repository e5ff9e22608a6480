package joint

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// AtomLevel is the level of the pieces into which overlapping areas are cut, and AtomSign stands between the codes of one.
const (
	AtomLevel = "atom"
	AtomSign  = "&"
)

// merge makes the dimensions of the union: those that overlap, in themselves or with another, are cut into atoms.
func (u *Union) merge(ctx context.Context, dims []*cube.Dim, counter Counter) ([]*cube.Dim, error) {
	var merged []*cube.Dim
	for _, set := range u.entangled(dims) {
		if counter == nil || len(set) == 1 && !Overlaps(dims[set[0]]) {
			for _, d := range set {
				merged, u.Origins = append(merged, dims[d]), append(u.Origins, Origin{Dims: []int{d}})
			}
			continue
		}
		names := make([]string, len(set))
		for k, d := range set {
			names[k] = dims[d].Name
		}
		atoms, err := counter.Atoms(ctx, names)
		if err != nil {
			return nil, fmt.Errorf("count the pieces of overlapping areas: %w", err)
		}
		o := Origin{Dims: set}
		dim, err := o.cut(dims, atoms, u.secret(dims))
		if err != nil {
			return nil, err
		}
		merged, u.Origins, u.Overlap = append(merged, dim), append(u.Origins, o), true
	}
	return merged, nil
}

// Overlaps reports whether a code is cut up in two ways.
func Overlaps(d *cube.Dim) bool {
	seen := make([]bool, len(d.Codes))
	for _, g := range d.Groups {
		if seen[g.Parent] {
			return true
		}
		seen[g.Parent] = true
	}
	return false
}

// entangled gives sets of dimensions that are cut together: areas with areas, and then dimensions that never stand crossed in a
// table, so that only the records tell how they overlap. Every dimension is in one set. Of two dimensions in a set no cell has a
// code below the total in both: in one dimension it would have no place.
func (u *Union) entangled(dims []*cube.Dim) [][]int {
	set := make([]int, len(dims))
	for i := range set {
		set[i] = i
	}
	crossed := u.crossed(dims)
	for _, places := range []bool{true, false} {
		for i, a := range dims {
			for j, b := range dims[:i] {
				wanted := a.Place && b.Place || !places && len(u.Sheets) > 1
				if wanted && !a.Open && !b.Open && set[i] != set[j] && apart(set, crossed, i, j) {
					for from, k := set[i], 0; k < len(set); k++ {
						if set[k] == from {
							set[k] = set[j]
						}
					}
				}
			}
		}
	}
	var sets [][]int
	for i := range dims {
		var members []int
		for k := range set {
			if set[k] == i {
				members = append(members, k)
			}
		}
		if members != nil {
			sets = append(sets, members)
		}
	}
	return sets
}

// apart reports whether no dimension of one set is crossed with one of the other.
func apart(set []int, crossed [][]bool, i, j int) bool {
	for a := range set {
		for b := range set {
			if set[a] == set[i] && set[b] == set[j] && crossed[a][b] {
				return false
			}
		}
	}
	return true
}

// crossed tells of each two dimensions whether some cell has a code below the total in both.
func (u *Union) crossed(dims []*cube.Dim) [][]bool {
	crossed := make([][]bool, len(dims))
	for i := range crossed {
		crossed[i] = make([]bool, len(dims))
	}
	for _, r := range u.Sheets {
		where := among(r.Cube.Dims, dims)
		for cell := range int32(r.Cube.Len()) {
			codes := r.Cube.At(cell)
			for i, a := range codes {
				for j, b := range codes[:i] {
					if a != 0 && b != 0 {
						crossed[where[i]][where[j]], crossed[where[j]][where[i]] = true, true
					}
				}
			}
		}
	}
	return crossed
}

// cut makes one dimension of several, with the atoms below the finest codes of each. Free are the codes, per dimension, that stay
// secret even where they are empty.
func (o *Origin) cut(dims []*cube.Dim, atoms []Atom, free [][]bool) (*cube.Dim, error) {
	var codes []cube.Code
	total := make([]string, len(o.Dims))
	o.Prefix = o.prefixes(dims)
	named := func(k int, code string) string { return o.Prefix[k] + code }
	var labels [][]string
	for k, d := range o.Dims {
		total[k] = dims[d].Codes[0]
	}
	if err := o.known(dims, atoms); err != nil {
		return nil, err
	}
	atoms = append(atoms, o.empties(dims, atoms, free)...)
	for k, d := range o.Dims {
		for _, c := range dims[d].List() {
			label := slices.Clone(total)
			label[k] = c.Name
			up := slices.DeleteFunc(c.Parents, func(p string) bool { return p == total[k] })
			for i := range up {
				up[i] = named(k, up[i])
			}
			codes, labels = append(codes, cube.Code{Name: named(k, c.Name), Level: named(k, c.Level), Parents: up}), append(labels, label)
		}
	}
	for _, a := range atoms {
		label := slices.Clone(total)
		for k, finest := range a.Codes {
			label[k] = strings.Join(finest, AtomSign)
		}
		codes = append(codes, cube.Code{Name: o.AtomName(a.Codes), Level: AtomLevel, Parents: o.finest(a.Codes)})
		labels = append(labels, label)
	}
	whole := strings.Join(total, AtomSign)
	dim, err := cube.NewDim(strings.Join(o.names(dims), AtomSign), whole, codes)
	if err != nil {
		return nil, err
	}
	dim.Place = true // its pieces lie in each other as areas do
	o.Label = append([][]string{total}, labels...)
	for k, d := range o.Dims {
		to := make([]int32, len(dims[d].Codes))
		for i, name := range dims[d].Codes {
			if i > 0 {
				to[i], _ = dim.Find(named(k, name))
			}
		}
		o.Code = append(o.Code, to)
	}
	return dim, nil
}

// prefixes keep codes of several dimensions apart.
func (o *Origin) prefixes(dims []*cube.Dim) []string {
	prefix := make([]string, len(o.Dims))
	for k, d := range o.Dims {
		if len(o.Dims) > 1 {
			prefix[k] = dims[d].Name + ":"
		}
	}
	return prefix
}

// finest are the codes of the union that an atom lies in.
func (o *Origin) finest(codes [][]string) []string {
	var up []string
	for k, finest := range codes {
		for _, c := range finest {
			up = append(up, o.Prefix[k]+c)
		}
	}
	return up
}

// AtomName is the code of an atom.
func (o *Origin) AtomName(codes [][]string) string {
	return strings.Join(o.finest(codes), AtomSign) + AtomSign
}

func (o *Origin) names(dims []*cube.Dim) []string {
	names := make([]string, len(o.Dims))
	for k, d := range o.Dims {
		names[k] = dims[d].Name
	}
	return names
}
