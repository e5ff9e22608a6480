package disclosure

import (
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/attack"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
)

// overlaps finds small groups in one area and not in another that it overlaps.
func (b *assault) overlaps() {
	for i, o := range b.union.Origins {
		if o.Label == nil {
			continue
		}
		cells := make([][]int32, len(b.union.Cube.Dims[i].Codes))
		for cell := range int32(b.union.Cube.Len()) {
			code := b.union.Cube.At(cell)[i]
			cells[code] = append(cells[code], cell)
		}
		cover := coverOf(b.union.Cube.Dims[i])
		for one := range cells {
			for _, other := range cover.meeting(int32(one)) {
				b.without(i, int32(one), other, cover, cells[one])
			}
		}
	}
}

// cover tells which atoms lie in which codes, and the other way round; all ascending.
type cover struct {
	atoms, codes [][]int32
}

func coverOf(d *cube.Dim) cover {
	c := cover{make([][]int32, len(d.Codes)), make([][]int32, len(d.Codes))}
	for atom, level := range d.Levels {
		if level != joint.AtomLevel {
			continue
		}
		for todo := d.Parents(int32(atom)); len(todo) > 0; {
			var next []int32
			for _, code := range todo {
				if code != 0 && !slices.Contains(c.codes[atom], code) {
					c.codes[atom] = append(c.codes[atom], code)
					c.atoms[code] = append(c.atoms[code], int32(atom))
					next = append(next, d.Parents(code)...)
				}
			}
			todo = next
		}
		slices.Sort(c.codes[atom])
	}
	return c
}

func (c cover) has(code, atom int32) bool {
	_, ok := slices.BinarySearch(c.atoms[code], atom)
	return ok
}

// meeting are the codes that share an atom with one, and of which neither lies in the other.
func (c cover) meeting(one int32) []int32 {
	shared := map[int32]int{}
	for _, atom := range c.atoms[one] {
		for _, code := range c.codes[atom] {
			shared[code]++
		}
	}
	var others []int32
	for other, n := range shared {
		if n < len(c.atoms[one]) && n < len(c.atoms[other]) {
			others = append(others, other)
		}
	}
	slices.Sort(others)
	return others
}

// without works out what one area holds outside another, for every combination of the other dimensions.
func (b *assault) without(dim int, one, other int32, in cover, cells []int32) {
	codes := make([]int32, len(b.union.Cube.Dims))
	for _, cell := range cells {
		copy(codes, b.union.Cube.At(cell))
		terms := []attack.Term{{Node: cell, Num: 1}}
		for _, a := range in.atoms[one] {
			if !in.has(other, a) {
				continue
			}
			codes[dim] = a
			if node, ok := b.system.Find(codes); ok {
				terms = append(terms, attack.Term{Node: node, Num: -1})
			}
		}
		if s := b.solution.Combined(terms); s.Determined && s.Whole && b.small(s.Value) {
			name := b.union.Name(b.union.Cube.At(cell))
			codes[dim] = other
			for k, part := range b.union.Name(codes) {
				if part != name[k] {
					name[k] += " − " + part
				}
			}
			b.group(name, s.Value, terms)
		}
	}
}
