package search

import (
	"math"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// lanes is how many maps are smoothed at once: what makes smoothing slow is looking up neighbours, and that is then done once
// for all of them.
const lanes = 8

// octet is one number of one area in each of so many maps.
type octet [lanes]float64

// smoother smooths maps over neighbours (Dutch: vereffenaar).
type smoother struct {
	around *spatial.Weights
	// last, now and next are room to work in.
	last, now, next []octet
}

func newSmoother(w *spatial.Weights, n int) *smoother {
	return &smoother{around: w, last: make([]octet, n), now: make([]octet, n), next: make([]octet, n)}
}

// mean gives each area twice the mean of its neighbours less its own value in another map. An area without neighbours is its own
// neighbour.
func (s *smoother) mean(of, less, to []octet) {
	for i := range of {
		list := s.around.Neighbours(i)
		var sum octet
		by := 2.0
		if len(list) == 0 {
			sum = of[i]
		} else {
			by = 2 / float64(len(list))
		}
		for _, j := range list {
			x := &of[j]
			for k := range sum {
				sum[k] += x[k]
			}
		}
		from, out := &less[i], &to[i]
		for k := range out {
			out[k] = float64(by*sum[k]) - from[k]
		}
	}
}

// first gives each area the mean of its neighbours.
func (s *smoother) first(of, to []octet) {
	s.mean(of, of, to)
	for i := range to {
		for k := range to[i] {
			to[i][k] = (to[i][k] + of[i][k]) / 2
		}
	}
}

// chebyshev returns the shares of Chebyshev's polynomials in smoothing so many steps, in each of which an area becomes the mean of
// itself and the mean of its neighbours. With u for the mean of neighbours a step is (1+u)/2, and as u is the cosine of some
// angle, the steps together are the cosine of half the angle to the power of twice the number, of which the binomial numbers
// give the waves. Beyond some three times the root of half the steps they are next to nothing, so that far fewer rounds over
// the map are needed than steps. What is left out is less than tail.
func chebyshev(steps int) []float64 {
	var list []float64
	total := 0.0
	for j := range steps + 1 {
		a, _ := math.Lgamma(float64(2*steps + 1))
		b, _ := math.Lgamma(float64(steps + j + 1))
		c, _ := math.Lgamma(float64(steps - j + 1))
		weight := math.Exp(a - b - c - float64(2*steps)*math.Ln2)
		if j > 0 {
			weight *= 2
		}
		list = append(list, weight)
		if total += weight; total > 1-tail {
			break
		}
	}
	for i := range list {
		list[i] /= total
	}
	return list
}

const tail = 0.005

// smooth smooths maps so many steps, in their place.
func (s *smoother) smooth(maps []octet, steps int) {
	if steps == 0 {
		return
	}
	share := chebyshev(steps)
	s.waves(maps, len(share)-1, func(j int, wave []octet) {
		by := share[j]
		for i := range wave {
			x, to := &wave[i], &maps[i]
			if j == 0 {
				for k := range to {
					to[k] = by * x[k]
				}
				continue
			}
			for k := range to {
				to[k] += float64(by * x[k])
			}
		}
	})
}

// waves gives Chebyshev's polynomials of the mean of neighbours up to a degree, one after the other.
func (s *smoother) waves(maps []octet, degree int, use func(j int, wave []octet)) {
	copy(s.last, maps)
	use(0, s.last)
	if degree == 0 {
		return
	}
	s.first(s.last, s.now)
	use(1, s.now)
	for j := 2; j <= degree; j++ {
		s.mean(s.now, s.last, s.next)
		use(j, s.next)
		s.last, s.now, s.next = s.now, s.next, s.last
	}
}
