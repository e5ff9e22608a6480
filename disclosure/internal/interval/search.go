package interval

import (
	"context"
	"math"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/interval/basis"
)

// The states of a variable that is not in the basis. A floating one lies between its bounds: only at the start, or where it
// has no bounds at all.
const (
	atLower  = int32(-1)
	atUpper  = int32(-2)
	floating = int32(-3)
)

// search is a corner of a component and what is needed to walk to the next. Each row has, beside the component's own
// variables, one that is always 0: it stands in the basis for rows that say nothing new.
type search struct {
	c     *component
	total int
	head  []int32 // the variable at each place of the basis
	place []int32 // the place of each variable, or its state
	x     []float64
	// shift is how far each value lies off in multiples of a number that is smaller than any other, slack by how much
	// the bounds of a variable give way in it: ties are broken by it, so that no corner is visited twice.
	shift, slack []float64
	f            *basis.Factors
	cost         []float64
	d            []float64 // reduced cost; of the component's own variables
	price        []float64 // Devex
	fresh        bool      // d has just been worked out anew
	alpha        []float64 // the column that enters
	hits         []int32   // where it is not zero
	rho          []float64 // the row that leaves
	along        []float64 // that row, over all variables
	touched      []int32
	seen         *witness
	aims         []int32 // the variables that have a cost
	steps        int
}

func newSearch(c *component, seen *witness) *search {
	n := c.n + c.m
	return &search{
		c: c, total: n, head: make([]int32, c.m), place: make([]int32, n), x: make([]float64, n),
		shift: make([]float64, n), slack: make([]float64, n), cost: make([]float64, c.n), d: make([]float64, c.n),
		price: make([]float64, c.n), alpha: make([]float64, c.m), rho: make([]float64, c.m), along: make([]float64, c.n),
		seen: seen,
	}
}

// clone is a search that starts where another one is, and notes what it sees for itself.
func (s *search) clone(seen *witness) *search {
	out := newSearch(s.c, seen)
	copy(out.head, s.head)
	copy(out.place, s.place)
	copy(out.x, s.x)
	return out
}

func (s *search) low(v int32) float64 {
	if int(v) < s.c.n {
		return s.c.low[v]
	}
	return 0
}

func (s *search) high(v int32) float64 {
	if int(v) < s.c.n {
		return s.c.high[v]
	}
	return 0
}

// column gives a column of the equations.
func (s *search) column(v int32) ([]int32, []float64) {
	if int(v) >= s.c.n {
		return []int32{v - int32(s.c.n)}, []float64{1}
	}
	from, to := s.c.colStart[v], s.c.colStart[v+1]
	return s.c.colRow[from:to], s.c.colCoef[from:to]
}

// refactor makes the triangles anew and works out the basic values from the others.
func (s *search) refactor() error {
	old := append([]int32(nil), s.head...)
	f, order, err := basis.Decompose(s.c.m, func(k int) ([]int32, []float64) { return s.column(old[k]) })
	if err != nil {
		s.f = nil
		return err
	}
	s.f = f
	for at, k := range order {
		s.head[at] = old[k]
		s.place[old[k]] = int32(at)
	}
	value, shift := make([]float64, s.c.m), make([]float64, s.c.m)
	for i, b := range s.c.rhs {
		value[i] = float64(b)
	}
	for v := range int32(s.c.n) {
		if s.place[v] >= 0 || s.x[v] == 0 && s.shift[v] == 0 {
			continue
		}
		rows, vals := s.column(v)
		for k, i := range rows {
			value[i] -= vals[k] * s.x[v]
			shift[i] -= vals[k] * s.shift[v]
		}
	}
	// The artificial variables outside the basis may be shifted too.
	for i := range s.c.m {
		if v := int32(s.c.n + i); s.place[v] < 0 {
			shift[i] -= s.shift[v]
		}
	}
	f.Solve(value)
	f.Solve(shift)
	for at, v := range s.head {
		s.x[v], s.shift[v] = value[at], shift[at]
	}
	return nil
}

// begin takes the known values and moves one variable after the other to a bound or into the basis, until it stands in a
// corner.
func (s *search) begin(ctx context.Context) error {
	for i := range s.c.m {
		v := int32(s.c.n + i)
		s.head[i], s.place[v], s.x[v] = v, int32(i), 0
	}
	var loose []int32
	for v := range int32(s.c.n) {
		s.x[v] = s.c.start[v]
		switch {
		case s.x[v] <= s.c.low[v]+s.c.tol:
			s.place[v], s.x[v] = atLower, s.c.low[v]
		case s.x[v] >= s.c.high[v]-s.c.tol:
			s.place[v], s.x[v] = atUpper, s.c.high[v]
		default:
			s.place[v] = floating
			loose = append(loose, v)
		}
	}
	if err := s.refactor(); err != nil {
		return err
	}
	for k, v := range loose {
		if k%64 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		if err := s.settle(v); err != nil {
			return err
		}
	}
	return s.refactor()
}

// settle moves a floating variable towards its nearest bound until it or another variable reaches one.
func (s *search) settle(v int32) error {
	if s.f.Stale() {
		if err := s.refactor(); err != nil {
			return err
		}
	}
	s.enter(v)
	way, room := -1.0, s.x[v]-s.c.low[v]
	if over := s.c.high[v] - s.x[v]; over < room {
		way, room = 1, over
	}
	best := int32(-1)
	for _, at := range s.hits {
		a, u := way*s.alpha[at], s.head[at]
		if math.Abs(a) < 1e-7 {
			continue
		}
		gap := s.x[u] - s.low(u)
		if a < 0 {
			gap = s.high(u) - s.x[u]
		}
		gap = max(0, gap) / math.Abs(a)
		if gap < room-s.c.tol || gap < room+s.c.tol && best >= 0 && math.Abs(a) > 2*math.Abs(s.alpha[best]) {
			room, best = min(gap, room), at
		}
	}
	if math.IsInf(room, 1) {
		return nil
	}
	for _, at := range s.hits {
		s.x[s.head[at]] -= way * room * s.alpha[at]
	}
	s.x[v] += way * room
	if best < 0 {
		s.rest(v)
		return nil
	}
	s.swap(v, best)
	return nil
}

// enter works out what moving a variable does to the basis.
func (s *search) enter(v int32) {
	clear(s.alpha)
	rows, vals := s.column(v)
	for k, i := range rows {
		s.alpha[i] = vals[k]
	}
	s.f.Solve(s.alpha)
	s.hits = s.hits[:0]
	for at, a := range s.alpha {
		if math.Abs(a) > basis.Tiny {
			s.hits = append(s.hits, int32(at))
		}
	}
}

// rest puts a variable that is not in the basis at the bound that it has reached.
func (s *search) rest(v int32) {
	if low, high := s.low(v), s.high(v); s.x[v]-low <= high-s.x[v] {
		s.place[v], s.x[v] = atLower, low
	} else {
		s.place[v], s.x[v] = atUpper, high
	}
}

// swap lets a variable take a place in the basis.
func (s *search) swap(v, at int32) {
	out := s.head[at]
	s.rest(out)
	s.head[at], s.place[v] = v, at
	s.f.Replace(at, s.alpha, s.hits)
}
