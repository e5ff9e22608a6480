package tally

import (
	"context"
	"math/bits"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// slab is a set of cells that differ in the same dimensions and have the total in all others. Where its cells nearly fill the
// product of their codes, a cell has a place in a table; otherwise its number is looked up.
type slab struct {
	cube  *cube.Cube
	cells []int32
	// dims are the dimensions in which the cells differ.
	dims []int
	// up are, per such dimension and finest code, the codes of the slab in which it counts: their places when size is above 0,
	// themselves otherwise.
	up []reach
	// place is, per such dimension and code, its part of the place of a cell.
	place [][]int32
	// size is how many places there are; 0 when cells are looked up.
	size int
	// codes and step are the codes being looked up, and which of the codes above each they are.
	codes []int32
	step  []int
}

// plan divides the cells of a cube into slabs: one when they are nearly all combinations of their codes, otherwise one for each set
// of dimensions in which tables differ. Margins that tables share come in one slab.
func plan(c *cube.Cube, reaches []*reach) []*slab {
	every := make([]int32, c.Len())
	for i := range every {
		every[i] = int32(i)
	}
	dims := make([]int, len(c.Dims))
	for d := range dims {
		dims[d] = d
	}
	if s := newSlab(c, reaches, dims, every); s.size > 0 || len(dims) > 64 {
		return []*slab{s}
	}
	sets := map[uint64][]int32{}
	for _, cell := range every {
		var set uint64
		for d, code := range c.At(cell) {
			if code != 0 || c.Dims[d].Open {
				set |= 1 << d
			}
		}
		sets[set] = append(sets[set], cell)
	}
	var slabs []*slab
	for set, cells := range sets {
		dims = make([]int, 0, bits.OnesCount64(set))
		for ; set != 0; set &= set - 1 {
			dims = append(dims, bits.TrailingZeros64(set))
		}
		slabs = append(slabs, newSlab(c, reaches, dims, cells))
	}
	slices.SortFunc(slabs, func(a, b *slab) int { return int(a.cells[0] - b.cells[0]) })
	return slabs
}

func newSlab(c *cube.Cube, reaches []*reach, dims []int, cells []int32) *slab {
	s := &slab{cube: c, cells: cells, dims: dims, size: 1, codes: make([]int32, len(c.Dims)), step: make([]int, len(dims))}
	// A table that is mostly holes costs more than looking up.
	most := min(mostSlots, 8*len(cells)+4096)
	for _, d := range dims {
		place := make([]int32, len(c.Dims[d].Codes))
		n := int32(0)
		for _, cell := range cells {
			if code := c.At(cell)[d]; place[code] == 0 {
				n++
				place[code] = n
			}
		}
		if s.size > most/max(1, int(n)) {
			s.size = 0
		}
		for code := range place {
			place[code] = (place[code] - 1) * int32(max(1, s.size))
		}
		s.place = append(s.place, place)
		s.size *= int(n)
	}
	for i, d := range dims {
		s.up = append(s.up, s.within(reaches[d], s.place[i]))
	}
	return s
}

// within is what lies above each code, as far as it stands in the slab.
func (s *slab) within(all *reach, place []int32) reach {
	up := reach{start: make([]int32, 1, len(all.start))}
	for code := range len(all.start) - 1 {
		for _, a := range all.of(int32(code)) {
			switch {
			case place[a] < 0:
			case s.size > 0:
				up.codes = append(up.codes, place[a])
			default:
				up.codes = append(up.codes, a)
			}
		}
		up.start = append(up.start, int32(len(up.codes)))
	}
	return up
}

// reached gives the places, or the numbers, of the cells that count a combination of finest codes.
func (s *slab) reached(buf []int32, codes []int32) []int32 {
	if s.size == 0 {
		return s.find(buf[:0], codes)
	}
	buf = append(buf[:0], 0)
	for i, d := range s.dims {
		up := s.up[i].of(codes[d])
		if len(up) == 0 {
			return buf[:0]
		}
		n := len(buf)
		for _, place := range up[1:] {
			for _, at := range buf[:n] {
				buf = append(buf, at+place)
			}
		}
		for k := range buf[:n] {
			buf[k] += up[0]
		}
	}
	return buf
}

// find looks up which cells count a combination of finest codes.
func (s *slab) find(buf []int32, codes []int32) []int32 {
	at, step := s.codes, s.step
	for i, d := range s.dims {
		up := s.up[i].of(codes[d])
		if len(up) == 0 {
			return buf
		}
		at[d] = up[0]
	}
	for {
		if cell, ok := s.cube.Find(at); ok {
			buf = append(buf, cell)
		}
		i := len(s.dims) - 1
		for ; i >= 0; i-- {
			d := s.dims[i]
			up := s.up[i].of(codes[d])
			if step[i]++; step[i] < len(up) {
				at[d] = up[step[i]]
				break
			}
			step[i], at[d] = 0, up[0]
		}
		if i < 0 {
			return buf
		}
	}
}

// at is the place of a cell: its number where cells are looked up.
func (s *slab) at(cell int32) int32 {
	if s.size == 0 {
		return cell
	}
	at := int32(0)
	for i, d := range s.dims {
		at += s.place[i][s.cube.At(cell)[d]]
	}
	return at
}

// sums are what is counted at each place of a slab; nil what the records do not have.
type sums struct {
	count, sum, decimal []int64
	key                 []uint64
	ranks               []ranking
	// next is the number of the next meeting of a contributor with a place.
	next int64
}

func newSums(n int, r Records) *sums {
	s := &sums{count: make([]int64, n), next: 1}
	if r.Value != nil {
		s.sum = make([]int64, n)
	}
	if r.Decimal != nil {
		s.decimal = make([]int64, n)
	}
	if r.Key != nil {
		s.key = make([]uint64, n)
	}
	if r.Contributor != nil {
		s.ranks = make([]ranking, n)
	}
	return s
}

// work is the counting of one slab.
type work struct {
	slab     *slab
	sums     *sums
	combos   *combinations
	progress func(part, of int)
}

// pause is after how many combinations it is asked whether to go on.
const pause = 1 << 14

// add counts every combination in the cells above it.
func (w *work) add(ctx context.Context) error {
	var buf []int32
	n := len(w.combos.count)
	for i := range n {
		if i%pause == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			w.progress(i, 2*n)
		}
		buf = w.slab.reached(buf, w.combos.at(int32(i)))
		addTo(w.sums.count, buf, w.combos.count, i)
		addTo(w.sums.sum, buf, w.combos.sum, i)
		addTo(w.sums.key, buf, w.combos.key, i)
		addTo(w.sums.decimal, buf, w.combos.decimal, i)
	}
	return nil
}

// addTo adds a value of a combination at some places, where there are values.
func addTo[T int64 | uint64](sums []T, at []int32, values []T, i int) {
	if sums == nil {
		return
	}
	v := values[i]
	for _, k := range at {
		sums[k] += v
	}
}

// copy puts what was counted at the places of the slab into its cells.
func (w *work) copy(to *Cells) {
	for _, cell := range w.slab.cells {
		at := w.slab.at(cell)
		to.Count[cell] = w.sums.count[at]
		if to.Sum != nil {
			to.Sum[cell] = w.sums.sum[at]
		}
		if to.Key != nil {
			to.Key[cell] = w.sums.key[at]
		}
		if to.Decimal != nil {
			to.Decimal[cell] = w.sums.decimal[at] % DecimalKeys
		}
		if to.Contributors == nil {
			continue
		}
		to.Contributors[cell] = w.sums.ranks[at].n
		if to.Top[0] != nil {
			for k := range to.Top {
				to.Top[k][cell] = w.sums.ranks[at].largest[k]
			}
		}
	}
}
