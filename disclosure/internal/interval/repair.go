package interval

import (
	"context"
	"math/big"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/interval/basis"
)

// rounds is how many exact steps are made before an end is reported as not proven.
const rounds = 60

// limits gives the bounds of a variable; nil for none.
func (s *search) limits(v int32) (low, high *big.Rat) {
	if int(v) >= s.c.n {
		return new(big.Rat), new(big.Rat)
	}
	if s.c.lo[v] != -Unbounded {
		low = new(big.Rat).SetInt64(s.c.lo[v])
	}
	if s.c.up[v] != Unbounded {
		high = new(big.Rat).SetInt64(s.c.up[v])
	}
	return low, high
}

// repair walks on from the corner that rounding ended in, with fractions and by Bland's rule (1977,
// doi:10.1287/moor.2.2.103), until there is no better one. A nil value says that the objective falls without end; false
// that nothing could be proven.
func (s *search) repair(ctx context.Context) (*big.Rat, bool) {
	for range rounds {
		if ctx.Err() != nil || s.refactor() != nil {
			return nil, false
		}
		r, ok := s.f.Exact(func(at int) ([]int32, []float64) { return s.column(s.head[at]) })
		if !ok {
			return nil, false
		}
		x, ok := s.exactPoint(r)
		if !ok {
			return nil, false
		}
		v, up := s.exactEntering(r)
		if v < 0 {
			return s.exactObjective(x), true
		}
		if !s.exactStep(r, x, v, up) {
			return nil, true
		}
	}
	return nil, false
}

// exactPoint is the value of each basic variable; false where one lies outside its bounds.
func (s *search) exactPoint(r *basis.Rational) ([]*big.Rat, bool) {
	x := basis.Zeros(s.c.m)
	for i, b := range s.c.rhs {
		x[i].SetInt64(b)
	}
	for v := range int32(s.c.n) {
		if s.place[v] >= 0 {
			continue
		}
		value := s.resting(v)
		rows, vals := s.column(v)
		for k, i := range rows {
			basis.Subtract(x[i], new(big.Rat).SetFloat64(vals[k]), value)
		}
	}
	r.Solve(x)
	for at, v := range s.head {
		low, high := s.limits(v)
		if low != nil && x[at].Cmp(low) < 0 || high != nil && x[at].Cmp(high) > 0 {
			return nil, false
		}
		s.x[v], _ = x[at].Float64()
	}
	return x, true
}

// resting is the value of a variable that is not in the basis.
func (s *search) resting(v int32) *big.Rat {
	low, high := s.limits(v)
	switch s.place[v] {
	case atLower:
		return low
	case atUpper:
		return high
	}
	return new(big.Rat).SetFloat64(s.x[v])
}

// exactEntering is the first variable by which the objective would fall, or -1, and whether it has to rise for it.
func (s *search) exactEntering(r *basis.Rational) (v int32, up bool) {
	y := basis.Zeros(s.c.m)
	for at, v := range s.head {
		if int(v) < s.c.n {
			y[at].SetFloat64(s.cost[v])
		}
	}
	r.SolveTransposed(y)
	for v := range int32(s.c.n) {
		if s.place[v] >= 0 || s.c.lo[v] == s.c.up[v] {
			continue
		}
		d := new(big.Rat).SetFloat64(s.cost[v])
		rows, vals := s.column(v)
		for k, i := range rows {
			basis.Subtract(d, y[i], new(big.Rat).SetFloat64(vals[k]))
		}
		if d.Sign() < 0 && s.place[v] != atUpper || d.Sign() > 0 && s.place[v] != atLower {
			return v, d.Sign() < 0
		}
	}
	return -1, false
}

func (s *search) exactObjective(x []*big.Rat) *big.Rat {
	sum := new(big.Rat)
	for _, v := range s.aims {
		var value *big.Rat
		if at := s.place[v]; at >= 0 {
			value = x[at]
		} else {
			value = s.resting(v)
		}
		basis.Subtract(sum, new(big.Rat).SetFloat64(-s.cost[v]), value)
	}
	return sum
}

// exactStep moves a variable off its bound until it or another one reaches a bound; false where nothing ever does.
func (s *search) exactStep(r *basis.Rational, x []*big.Rat, v int32, up bool) bool {
	alpha := basis.Zeros(s.c.m)
	rows, vals := s.column(v)
	for k, i := range rows {
		alpha[i].SetFloat64(vals[k])
	}
	r.Solve(alpha)
	low, high := s.limits(v)
	var far *big.Rat
	if high != nil && low != nil {
		far = high.Sub(high, low)
	}
	best := int32(-1)
	for at, a := range alpha {
		if a.Sign() == 0 {
			continue
		}
		falls := a.Sign() > 0 == up
		bound, top := s.limits(s.head[at])
		if !falls {
			bound = top
		}
		if bound == nil {
			continue
		}
		room := new(big.Rat).Sub(x[at], bound)
		room.Abs(room.Quo(room, a))
		order := -1
		if far != nil {
			order = room.Cmp(far)
		}
		if order < 0 || order == 0 && (best < 0 || s.head[at] < s.head[best]) {
			far, best = room, int32(at)
		}
	}
	switch {
	case far == nil:
		return false
	case best < 0:
		s.settleAt(v, up)
	default:
		out := s.head[best]
		s.head[best], s.place[v] = v, best
		s.settleAt(out, alpha[best].Sign() > 0 != up)
	}
	return true
}
