package scan

import (
	"sync"
	"sync/atomic"

	"github.com/buurtbeeld/buurtbeeld/spatial/internal/draw"
)

// judge fills the p-values by drawing the events anew. Every draw has a generator of its own, so that it does not matter which
// goroutine takes it.
func (s *scanner) judge(found []Cluster, spread float64) {
	if len(found) == 0 || s.Permutations == 0 {
		return
	}
	highest := make([]float64, s.Permutations)
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(s.Workers, s.Permutations) {
		group.Go(func() {
			counts, weights := make([]float64, len(s.index)), make([]float64, len(s.index))
			areas := make([]both, len(s.index))
			for {
				number := int(next.Add(1)) - 1
				if number >= len(highest) {
					return
				}
				s.redraw(draw.New(s.Seed, uint64(number)), spread, weights, counts)
				for i, c := range counts {
					areas[i] = both{c, s.expected[i]}
				}
				highest[number] = s.highest(areas)
			}
		})
	}
	group.Wait()
	for i := range found {
		found[i].P = float64(1+asGood(highest, found[i].LogLikelihoodRatio)) / float64(len(highest)+1)
	}
}

// asGood returns how many ratios are at least one that is seen. Ratios of the same counts in another order of adding up are
// equal but for rounding.
func asGood(ratios []float64, seen float64) int {
	count := 0
	for _, r := range ratios {
		if r >= seen*(1-rounding) {
			count++
		}
	}
	return count
}

// rounding is the part of a ratio that is put down to rounding.
const rounding = 1e-9

// redraw divides the events over the areas by chance.
func (s *scanner) redraw(r *draw.Random, spread float64, weights, counts []float64) {
	copy(weights, s.expected)
	if s.Chance == Overdispersed && spread > 0 {
		// Below this all events fall in one area anyway.
		shape := max(1/(spread*spread), 1e-6)
		for i := range weights {
			weights[i] *= r.Gamma(shape) / shape
		}
	}
	r.Multinomial(int64(s.total), weights, counts)
}

// highest returns the highest ratio of all circles for the given counts. The ratio is at most the square of the difference
// over the variance, which costs no logarithm and rules out nearly all circles.
func (s *scanner) highest(areas []both) float64 {
	most := 0.0
	for i := range s.index {
		c, e := 0.0, 0.0
		for _, code := range s.windows.area[s.windows.start[i]:s.windows.start[i+1]] {
			// The area, whether or not a circle ends here.
			a := areas[code^code>>31]
			c += a.count
			e += a.expected
			if d := c - e; code >= 0 && d*d*s.total > most*e*(s.total-e) && e < s.total && s.wanted(c, e) {
				most = max(most, s.ratio(c, e))
			}
		}
	}
	return most
}

// both are the drawn and the expected events of an area, side by side because they are used together.
type both struct{ count, expected float64 }
