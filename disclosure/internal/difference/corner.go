package difference

import (
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/span"
)

// corners are the small groups that are what one or several totals at once hold beside the codes that were asked for: people of an
// age that no table names in an area that no table names. A cell that no table has counts as the sum of its parts.
func corners(u *joint.Union, w joint.Whole, small func(int64) bool) []span.Secret {
	part := partly(u.Cube)
	var secrets []span.Secret
	for cell := range int32(u.Cube.Len()) {
		at := u.Cube.At(cell)
		var open []cut
		for _, c := range part {
			if at[c.dim] == c.whole {
				open = append(open, c)
			}
		}
		for set := 1; set < 1<<min(len(open), mostOpen); set++ {
			var chosen []cut
			for i, c := range open {
				if set>>i&1 == 1 {
					chosen = append(chosen, c)
				}
			}
			if !distinct(chosen) {
				continue
			}
			if terms, n, known := left(u, w, at, chosen); known && small(n) && (len(chosen) > 1 || !whole(u, at, chosen[0])) {
				secrets = append(secrets, span.Secret{Terms: terms, Lone: n == 1})
			}
		}
	}
	return secrets
}

// mostOpen is how many sums of a cell of which parts were not asked for are looked at together.
const mostOpen = 6

// cut is a code and those of its parts, in one classification, that occur; others do not.
type cut struct {
	dim   int
	whole int32
	parts []int32
}

// partly are the sums of codes of which some parts occur in no cell and others do.
func partly(c *cube.Cube) []cut {
	occurs := c.Occurs()
	var all []cut
	for d, dim := range c.Dims {
		for _, g := range dim.Groups {
			there := slices.DeleteFunc(slices.Clone(g.Children), func(child int32) bool { return !occurs[d][child] })
			if occurs[d][g.Parent] && len(there) > 0 && len(there) < len(g.Children) {
				all = append(all, cut{d, g.Parent, there})
			}
		}
	}
	return all
}

// linked gives for each code the codes that sums link it with: what it is part of, its parts where it is an area, and what lies
// beside it and was not asked for.
func linked(c *cube.Cube) [][][]int32 {
	all := make([][][]int32, len(c.Dims))
	for d, dim := range c.Dims {
		all[d] = make([][]int32, len(dim.Codes))
		for code := range all[d] {
			all[d][code] = slices.Clone(dim.Parents(int32(code)))
		}
		for _, g := range dim.Groups {
			if dim.Place {
				all[d][g.Parent] = append(all[d][g.Parent], g.Children...)
			}
		}
	}
	for _, p := range partly(c) {
		var rest []int32
		for _, g := range c.Dims[p.dim].Groups {
			if g.Parent == p.whole && slices.Contains(g.Children, p.parts[0]) {
				rest = slices.DeleteFunc(slices.Clone(g.Children), func(child int32) bool { return slices.Contains(p.parts, child) })
			}
		}
		for _, part := range p.parts {
			all[p.dim][part] = append(all[p.dim][part], rest...)
		}
	}
	return all
}

func distinct(chosen []cut) bool {
	for i, c := range chosen {
		for _, other := range chosen[:i] {
			if c.dim == other.dim {
				return false
			}
		}
	}
	return true
}

// left is what a cell holds outside the parts of all cuts, as a combination of cells; false when a cell or its count is not there.
func left(u *joint.Union, w joint.Whole, at []int32, chosen []cut) ([]span.Term, int64, bool) {
	all := []span.Term{{Codes: at, Coef: 1}}
	for _, c := range chosen {
		for _, term := range all {
			for _, part := range c.parts {
				codes := slices.Clone(term.Codes)
				codes[c.dim] = part
				all = append(all, span.Term{Codes: codes, Coef: -term.Coef})
			}
		}
	}
	var terms []span.Term
	n := int64(0)
	for _, term := range all {
		cells, known := resolve(u, w, term.Codes, mostDeep)
		if !known {
			return nil, 0, false
		}
		for _, cell := range cells {
			terms = append(terms, span.Term{Codes: u.Cube.At(cell), Coef: term.Coef})
			n += term.Coef * w.Count[cell]
		}
	}
	return terms, n, true
}

// whole reports whether a total and its parts that were asked for are all cells: Rests finds such a group.
func whole(u *joint.Union, at []int32, c cut) bool {
	codes := slices.Clone(at)
	for _, part := range c.parts {
		codes[c.dim] = part
		if _, there := u.Cube.Find(codes); there {
			return true
		}
	}
	return false
}

// mostDeep is how often a cell that is not there is taken apart into its parts.
const mostDeep = 3

// resolve gives the cells that make up a combination of codes: its own, none when it is empty by nature, or those of its parts.
func resolve(u *joint.Union, w joint.Whole, codes []int32, deep int) ([]int32, bool) {
	if cell, there := u.Cube.Find(codes); there {
		return []int32{cell}, w.Known[cell]
	}
	if _, empty := u.Zeros.Find(codes); empty {
		return nil, true
	}
	if deep == 0 {
		return nil, false
	}
	part := slices.Clone(codes)
	for d, dim := range u.Cube.Dims {
		for _, g := range dim.Groups {
			if g.Parent != codes[d] {
				continue
			}
			var all []int32
			complete := true
			for _, child := range g.Children {
				part[d] = child
				cells, known := resolve(u, w, part, deep-1)
				if complete = known; !complete {
					break
				}
				all = append(all, cells...)
			}
			part[d] = codes[d]
			if complete {
				return all, true
			}
		}
	}
	return nil, false
}
