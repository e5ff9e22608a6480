package interval

import (
	"math"
	"math/big"
)

// most is the largest common denominator that is tried for a corner.
const most = 5040

// scaled finds the smallest number by which all values become whole, and these whole numbers.
func scaled(values []float64, tol float64) (int64, []int64, bool) {
	by := int64(1)
	for _, v := range values {
		part := v * float64(by)
		if math.Abs(part) > 1<<60 {
			return 0, nil, false
		}
		if math.Abs(part-math.Round(part)) <= tol*float64(by) {
			continue
		}
		found := false
		for k := int64(2); k*by <= most; k++ {
			if p := part * float64(k); math.Abs(p-math.Round(p)) <= tol*float64(k*by) {
				by, found = by*k, true
				break
			}
		}
		if !found {
			return 0, nil, false
		}
	}
	out := make([]int64, len(values))
	for i, v := range values {
		out[i] = int64(math.Round(v * float64(by)))
	}
	return by, out, true
}

// holds proves in whole numbers that a point satisfies every equation and bound.
func (c *component) holds(p point) bool {
	for i, b := range c.rhs {
		var sum wide
		for k := c.rowStart[i]; k < c.rowStart[i+1]; k++ {
			sum.add(int64(c.rowCoef[k]), p.at[c.rowVar[k]])
		}
		sum.add(-p.by, b)
		if !sum.zero() {
			return false
		}
	}
	for v, x := range p.at {
		if c.lo[v] != -Unbounded && below(x, p.by, c.lo[v]) || c.up[v] != Unbounded && below(-x, p.by, -c.up[v]) {
			return false
		}
	}
	return true
}

// below says whether x / by < bound.
func below(x, by, bound int64) bool {
	var gap wide
	gap.add(1, x)
	gap.add(-by, bound)
	return int64(gap.hi) < 0
}

// proven gives the exact value of the objective in the corner that a search has reached, if the corner is a solution and
// the multipliers of the rows prove that there is none better.
func (s *search) proven() (*big.Rat, bool) {
	value, ok := s.attained()
	if !ok {
		return nil, false
	}
	s.duals()
	by, y, ok := scaled(s.rho, 1e-7)
	if !ok {
		return nil, false
	}
	bound, ok := s.c.bound(s.cost, by, y)
	return value, ok && bound.Cmp(value) == 0
}

// attained proves that the corner of a search is a solution and gives the objective there.
func (s *search) attained() (*big.Rat, bool) {
	by, at, ok := scaled(s.x[:s.c.n], 100*s.c.tol)
	if !ok {
		return nil, false
	}
	p := point{by, at}
	if !s.c.holds(p) {
		return nil, false
	}
	s.seen.note(p)
	var sum wide
	for _, v := range s.aims {
		sum.add(int64(s.cost[v]), at[v])
	}
	return new(big.Rat).SetFrac(sum.big(), big.NewInt(by)), true
}

// bound is what the objective cannot fall below, whatever the multipliers y/by are: for each solution x the cost is
// y b + (cost - y A) x, and each reduced cost counts with the bound that makes it least.
func (c *component) bound(cost []float64, by int64, y []int64) (*big.Rat, bool) {
	var sum wide
	for i, b := range c.rhs {
		sum.add(y[i], b)
	}
	for v := range c.n {
		d := int64(cost[v]) * by
		for k := c.colStart[v]; k < c.colStart[v+1]; k++ {
			d -= y[c.colRow[k]] * int64(c.colCoef[k])
		}
		switch {
		case d > 0 && c.lo[v] == -Unbounded || d < 0 && c.up[v] == Unbounded:
			return nil, false
		case d > 0:
			sum.add(d, c.lo[v])
		case d < 0:
			sum.add(d, c.up[v])
		}
	}
	return new(big.Rat).SetFrac(sum.big(), big.NewInt(by)), true
}

// ray proves that the variable that the search wanted to move can be moved for ever, and that the objective falls without
// end.
func (s *search) ray() bool {
	v, way := s.cheapest()
	move := make([]float64, s.c.n)
	for at, u := range s.head {
		if int(u) < s.c.n {
			move[u] = -way * s.alpha[at]
		} else if math.Abs(s.alpha[at]) > 1e-7 {
			return false
		}
	}
	move[v] = way
	_, whole, ok := scaled(move, 1e-7)
	if !ok {
		return false
	}
	var falls wide
	for u, w := range whole {
		if w < 0 && s.c.lo[u] != -Unbounded || w > 0 && s.c.up[u] != Unbounded {
			return false
		}
		falls.add(int64(s.cost[u]), w)
	}
	for i := range s.c.rhs {
		var sum wide
		for k := s.c.rowStart[i]; k < s.c.rowStart[i+1]; k++ {
			sum.add(int64(s.c.rowCoef[k]), whole[s.c.rowVar[k]])
		}
		if !sum.zero() {
			return false
		}
	}
	return int64(falls.hi) < 0
}
