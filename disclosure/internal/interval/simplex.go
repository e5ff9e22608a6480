package interval

import (
	"context"
	"fmt"
	"math"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/interval/basis"
)

// outcome is how a walk ended.
type outcome uint8

const (
	optimal outcome = iota
	endless
	reached
)

// minimize walks from corner to corner until the cost cannot fall any more, or has fallen to enough.
func (s *search) minimize(ctx context.Context, enough float64) (outcome, error) {
	s.loosen()
	if s.f == nil {
		if err := s.refactor(); err != nil {
			return 0, err
		}
	}
	s.reprice()
	for v := range s.price {
		s.price[v] = 1
	}
	most := 200*(s.c.n+s.c.m) + 10_000
	for step := range most {
		if step%32 == 0 {
			if err := ctx.Err(); err != nil {
				return 0, err
			}
		}
		if s.objective() <= enough {
			return reached, nil
		}
		if s.f.Stale() {
			if err := s.refactor(); err != nil {
				return 0, err
			}
			s.reprice()
		}
		v, way := s.cheapest()
		if v < 0 {
			if s.fresh {
				return optimal, nil
			}
			s.reprice()
			continue
		}
		s.steps++
		if !s.step(v, way) {
			return endless, nil
		}
	}
	return 0, fmt.Errorf("%w: %d steps in a component of %d variables", ErrStalled, most, s.c.n)
}

func (s *search) objective() float64 {
	sum := 0.0
	for _, v := range s.aims {
		sum += s.cost[v] * s.x[v]
	}
	return sum
}

// aim sets what is to be made small: sign times a sum of variables.
func (s *search) aim(terms []entry, sign int64) {
	for _, v := range s.aims {
		s.cost[v] = 0
	}
	s.aims = s.aims[:0]
	for _, t := range terms {
		s.cost[t.at] = float64(sign * t.coef)
		s.aims = append(s.aims, t.at)
	}
}

// loosen gives the bounds of all basic variables a small room of their own, so that from now on no two of them are
// reached at the same time.
func (s *search) loosen() {
	clear(s.shift)
	clear(s.slack)
	h := uint64(s.total)
	for _, v := range s.head {
		h = mix(h + uint64(v))
		s.slack[v] = 1 + float64(h>>11)/(1<<53)
	}
}

// mix is the finalizer of splitmix64 (Steele, Lea and Flood 2014, doi:10.1145/2714064.2660195).
func mix(z uint64) uint64 {
	z += 0x9E3779B97F4A7C15
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// duals works out the multipliers of the rows into rho.
func (s *search) duals() {
	for at, v := range s.head {
		s.rho[at] = 0
		if int(v) < s.c.n {
			s.rho[at] = s.cost[v]
		}
	}
	s.f.SolveTransposed(s.rho)
}

// reprice works out all reduced costs.
func (s *search) reprice() {
	s.duals()
	copy(s.d, s.cost)
	for i, y := range s.rho {
		if y == 0 {
			continue
		}
		for k := s.c.rowStart[i]; k < s.c.rowStart[i+1]; k++ {
			s.d[s.c.rowVar[k]] -= y * s.c.rowCoef[k]
		}
	}
	s.fresh = true
}

// cheapest is the variable that promises most, or -1, and which way it is to go.
func (s *search) cheapest() (best int32, way float64) {
	best, way = -1, 1
	gain := 0.0
	for v, d := range s.d {
		state := s.place[v]
		if d < -1e-9 && (state == atLower || state == floating) || d > 1e-9 && (state == atUpper || state == floating) {
			if g := d * d / s.price[v]; g > gain {
				best, gain = int32(v), g
			}
		}
	}
	if best >= 0 && s.d[best] > 0 {
		way = -1
	}
	return best, way
}

// step moves a variable off its bound until it or another one reaches a bound; false where nothing ever does.
func (s *search) step(v int32, way float64) bool {
	s.enter(v)
	at, far, off := s.blocking(way)
	span, give := s.c.high[v]-s.c.low[v], 2*s.slack[v]
	if at < 0 && math.IsInf(span, 1) {
		return false
	}
	flips := at < 0 || span < far-s.c.tol || span < far+s.c.tol && give <= off
	if flips {
		far, off = span, give
	}
	for _, k := range s.hits {
		u, a := s.head[k], way*s.alpha[k]
		s.x[u] -= far * a
		s.shift[u] -= off * a
	}
	s.x[v] += way * far
	s.shift[v] += way * off
	if flips {
		s.settleAt(v, way > 0)
		return true
	}
	s.update(v, at)
	out, up := s.head[at], way*s.alpha[at] < 0
	s.head[at], s.place[v] = v, at
	s.f.Replace(at, s.alpha, s.hits)
	s.settleAt(out, up)
	return true
}

// settleAt puts a variable exactly at one of its bounds.
func (s *search) settleAt(v int32, up bool) {
	if up {
		s.place[v], s.x[v], s.shift[v] = atUpper, s.high(v), s.slack[v]
	} else {
		s.place[v], s.x[v], s.shift[v] = atLower, s.low(v), -s.slack[v]
	}
}

// blocking finds the basic variable that reaches a bound first, how far that is, and how far in the smallest number.
func (s *search) blocking(way float64) (at int32, far, off float64) {
	const least = 1e-7
	reach := math.Inf(1)
	for _, k := range s.hits {
		if a := way * s.alpha[k]; a > least || a < -least {
			room, _ := s.room(s.head[k], a)
			reach = min(reach, (room+s.c.tol)/math.Abs(a))
		}
	}
	at, off = -1, math.Inf(1)
	if math.IsInf(reach, 1) {
		return at, reach, off
	}
	for _, k := range s.hits {
		if a := way * s.alpha[k]; a > least || a < -least {
			room, give := s.room(s.head[k], a)
			size := math.Abs(a)
			if room/size <= reach && give/size < off {
				at, far, off = k, room/size, give/size
			}
		}
	}
	return at, far, off
}

// room is how far a basic variable is from the bound that it moves to.
func (s *search) room(v int32, a float64) (room, give float64) {
	if a > 0 {
		room, give = s.x[v]-s.low(v), s.shift[v]+s.slack[v]
	} else {
		room, give = s.high(v)-s.x[v], s.slack[v]-s.shift[v]
	}
	if room <= s.c.tol {
		room = 0
	}
	return room, give
}

// update carries reduced costs and prices over to the next basis.
func (s *search) update(v, at int32) {
	clear(s.rho)
	s.rho[at] = 1
	s.f.SolveTransposed(s.rho)
	for i, y := range s.rho {
		if math.Abs(y) <= basis.Tiny {
			continue
		}
		for k := s.c.rowStart[i]; k < s.c.rowStart[i+1]; k++ {
			u := s.c.rowVar[k]
			if s.place[u] >= 0 || u == v {
				continue
			}
			if s.along[u] == 0 {
				s.touched = append(s.touched, u)
			}
			s.along[u] += y * s.c.rowCoef[k]
		}
	}
	pivot := s.alpha[at]
	ratio, weight := s.d[v]/pivot, s.price[v]
	for _, u := range s.touched {
		a := s.along[u]
		s.along[u] = 0
		if math.Abs(a) <= basis.Tiny {
			continue
		}
		s.d[u] -= ratio * a
		if w := a / pivot * (a / pivot) * weight; w > s.price[u] {
			s.price[u] = w
		}
	}
	s.touched = s.touched[:0]
	if out := s.head[at]; int(out) < s.c.n {
		s.d[out] = -ratio
		s.price[out] = max(weight/(pivot*pivot), 1)
	}
	s.d[v] = 0
	s.fresh = false
}
