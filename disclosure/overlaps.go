package disclosure

import (
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/attack"
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
		cover := joint.CoverOf(b.union.Cube.Dims[i])
		for one := range cells {
			for _, other := range cover.Meeting(int32(one)) {
				b.without(i, int32(one), other, cover, cells[one])
			}
		}
	}
}

// without works out what one area holds outside another, for every combination of the other dimensions.
func (b *assault) without(dim int, one, other int32, in joint.Cover, cells []int32) {
	codes := make([]int32, len(b.union.Cube.Dims))
	for _, cell := range cells {
		copy(codes, b.union.Cube.At(cell))
		terms := []attack.Term{{Node: cell, Num: 1}}
		for _, a := range in.Atoms[one] {
			if !in.Has(other, a) {
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
