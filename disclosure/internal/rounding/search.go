package rounding

import "math"

// none is a difference that no published cell has.
const none = math.MinInt64

// cell is a published cell: how far it is from its count, and the difference that it may not have.
type cell struct{ off, bad int64 }

// search looks for which of the free inner cells to round up. Flipping one moves all published cells that it is part of by
// the base; swapping one that is up with one that is down leaves those that both are part of where they are.
type search struct {
	t     *Table
	o     Options
	atoms []int32
	low   []int64
	up    []bool
	cells []cell
	// start and members are the free inner cells of each published cell with not too many of them.
	start   []int32
	members []int32
	// limit is the difference above which a cell weighs more, and heavy by how much.
	limit, heavy int64
	mark         []int32
	stamp        int32
	random       random
}

func newSearch(t *Table, o Options) *search {
	n := len(t.Published)
	s := &search{t: t, o: o, cells: make([]cell, n), mark: make([]int32, n), random: random(o.Seed)}
	for p := range s.cells {
		s.cells[p].bad = none
	}
	return s
}

// random is SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2714064.2660195): the same numbers on every machine.
type random uint64

func (r *random) next() uint64 {
	*r += 0x9E3779B97F4A7C15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// below gives a number of 0..n-1; n is far below 2^32, so that the unevenness is below 2^-32.
func (r *random) below(n int) int { return int(r.next() >> 32 * uint64(n) >> 32) }

// add makes an inner cell free, to be low or low plus the base.
func (s *search) add(at int32, low int64) {
	s.atoms = append(s.atoms, at)
	s.low = append(s.low, low)
}

// begin rounds systematically: the remainders are laid end to end in order, and a cell goes up if a multiple of the base
// falls in it. First is where they start, of 0..base-1: over all of these each cell goes up with the chance of its
// remainder, and every run of cells is off by less than the base.
func (s *search) begin(first int64) {
	s.up = make([]bool, len(s.atoms))
	sum := first
	for i, at := range s.atoms {
		rest := s.t.Inner[at] - s.low[i]
		sum += rest
		by := -rest
		if sum >= s.o.Base {
			sum -= s.o.Base
			s.up[i] = true
			by += s.o.Base
		}
		for _, p := range s.t.row(at) {
			s.cells[p].off += by
		}
	}
	// Only a cell that is down can lie in one that is barred, and going up bars none.
	for i, at := range s.atoms {
		for _, p := range s.t.row(at) {
			if s.cells[p].off == s.cells[p].bad {
				s.flip(i)
				break
			}
		}
	}
}

// gather lists the free inner cells of each published cell. Partners in a large one have little else in common, so those
// are left empty.
func (s *search) gather() {
	const most = 512
	count := make([]int32, len(s.cells)+1)
	for _, at := range s.atoms {
		for _, p := range s.t.row(at) {
			count[p]++
		}
	}
	s.start = make([]int32, len(s.cells)+1)
	for p, n := range count[:len(s.cells)] {
		if n > most || n < 2 {
			n = 0
		}
		s.start[p+1] = s.start[p] + n
	}
	s.members = make([]int32, s.start[len(s.cells)])
	next := count
	copy(next, s.start)
	for i, at := range s.atoms {
		for _, p := range s.t.row(at) {
			if s.start[p] < s.start[p+1] {
				s.members[next[p]] = int32(i)
				next[p]++
			}
		}
	}
}

// cost is what a difference weighs. What lies beyond far costs no more, so that no sum overflows.
func (s *search) cost(off int64) int64 {
	const far = 1 << 24
	if off < 0 {
		off = -off
	}
	off = min(off, far)
	c := off * off
	if off > s.limit {
		c += s.heavy * (off - s.limit) * (off - s.limit)
	}
	return c
}

// change gives what it costs to move a published cell, and 1 if it may not be.
func (s *search) change(p int32, by int64) (int64, int) {
	c := &s.cells[p]
	if c.off+by == c.bad {
		return s.cost(c.off+by) - s.cost(c.off), 1
	}
	return s.cost(c.off+by) - s.cost(c.off), 0
}

// step is how far a flip moves.
func (s *search) step(i int) int64 {
	if s.up[i] {
		return -s.o.Base
	}
	return s.o.Base
}

func (s *search) flip(i int) {
	by := s.step(i)
	for _, p := range s.t.row(s.atoms[i]) {
		s.cells[p].off += by
	}
	s.up[i] = !s.up[i]
}

// partners is about how many partners are tried at a visit. Few partners and many sweeps gave smaller differences in the same
// time than all partners and few sweeps.
const partners = 4

// try flips an inner cell, or swaps it with one of a few partners, if that costs less than allowed.
func (s *search) try(i int, allowed int64) bool {
	row, by := s.t.row(s.atoms[i]), s.step(i)
	if s.stamp++; s.stamp == math.MaxInt32 {
		clear(s.mark)
		s.stamp = 1
	}
	var own int64
	var barred int
	for _, p := range row {
		s.mark[p] = s.stamp
		c, b := s.change(p, by)
		own, barred = own+c, barred+b
	}
	if own < allowed && barred == 0 {
		s.flip(i)
		return true
	}
	stride := len(row)/partners + 1
	for k := s.random.below(stride); k < len(row); k += stride {
		p := row[k]
		n := int(s.start[p+1] - s.start[p])
		if n == 0 {
			continue
		}
		j := int(s.members[int(s.start[p])+s.random.below(n)])
		if s.up[j] == s.up[i] {
			continue
		}
		if c, b := s.partner(j, by); own+c < allowed && barred+b == 0 {
			s.flip(i)
			s.flip(j)
			return true
		}
	}
	return false
}

// partner gives what it changes to flip j too, where the flip of the first moves the marked cells by so much.
func (s *search) partner(j int, by int64) (cost int64, barred int) {
	for _, p := range s.t.row(s.atoms[j]) {
		if s.mark[p] == s.stamp {
			c, b := s.change(p, by)
			cost, barred = cost-c, barred-b
			continue
		}
		c, b := s.change(p, -by)
		cost, barred = cost+c, barred+b
	}
	return cost, barred
}
