package cellkey

import (
	"math"
	"slices"
)

// goal is what the noise of one count must meet.
type goal struct {
	noise    []int64 // what the noise can be, ascending
	variance float64 // 0: free
	stay     float64 // share of noise 0; 0: free
	unimodal bool
}

// solve finds the shares of greatest entropy, or tells that there are none.
func (g goal) solve() ([]float64, bool) {
	low, high := g.span()
	if math.IsNaN(low) {
		return nil, false
	}
	if g.variance > 0 {
		// At an end of the range there is one distribution only, on two values beside 0, which no inner point reaches.
		const edge = 1e-9
		switch {
		case math.Abs(g.variance-low) <= edge*low:
			return g.pair(nearest)
		case math.Abs(g.variance-high) <= edge*high:
			return g.pair(farthest)
		case g.variance < low || g.variance > high:
			return nil, false
		}
	}
	shares, ok := newClimb(g).solve()
	if g.stay == 0 || !ok {
		return shares, ok
	}
	return slices.Insert(shares, slices.Index(g.noise, 0), g.stay), true
}

// Which two values hold a distribution at the end of its range.
const (
	nearest = iota
	farthest
)

// ends are the values below and above 0 that are nearest or farthest, 0 where there is none.
func (g goal) ends(which int) (below, above int64) {
	for _, v := range g.noise {
		switch {
		case v < 0 && (below == 0 || (which == nearest) == (v > below)):
			below = v
		case v > 0 && (above == 0 || (which == nearest) == (v < above)):
			above = v
		}
	}
	return below, above
}

func (g goal) zero() bool { return slices.Contains(g.noise, 0) }

// span is between what variances noise of the mean 0 lies, whatever its form: v^2 is convex in v, so the least is on the two values
// next to 0 (or on 0 itself) and the most on the two at the ends. NaN where no noise has the mean 0.
func (g goal) span() (low, high float64) {
	below, above := g.ends(nearest)
	if below == 0 || above == 0 {
		return math.NaN(), math.NaN()
	}
	free := 1 - g.stay
	if g.stay > 0 || !g.zero() {
		low = free * float64(-below*above)
	}
	below, above = g.ends(farthest)
	return low, free * float64(-below*above)
}

// pair is the distribution on two values, and on 0 what stays; with mean 0 there is only one. What is free beside it stays too.
func (g goal) pair(which int) ([]float64, bool) {
	below, above := g.ends(which)
	shares := make([]float64, len(g.noise))
	for i, v := range g.noise {
		switch v {
		case below:
			shares[i] = (1 - g.stay) * float64(above) / float64(above-below)
		case above:
			shares[i] = (1 - g.stay) * float64(-below) / float64(above-below)
		case 0:
			shares[i] = g.stay
		}
	}
	for i := range len(shares) - 1 {
		if d := shares[i] - shares[i+1]; g.unimodal && d*float64(g.rising(i)) > 1e-12 {
			return nil, false
		}
	}
	return shares, true
}

// rising tells how the shares of value i and the next must lie: 1 when the next is at least as likely, -1 when at most, 0 when
// they are free: values with a gap between them are not neighbours.
func (g goal) rising(i int) int {
	switch {
	case !g.unimodal || g.noise[i+1] != g.noise[i]+1:
		return 0
	case g.noise[i] < 0:
		return 1
	}
	return -1
}

// reach is between what variances the goal can be met: exactly without unimodal, to three digits with it.
func (g goal) reach() (low, high float64) {
	low, high = g.span()
	if !g.unimodal || math.IsNaN(low) {
		return low, high
	}
	free := g
	free.variance = 0
	shares, ok := free.solve()
	if !ok {
		return math.NaN(), math.NaN()
	}
	inside := 0.0
	for i, v := range g.noise {
		inside += shares[i] * float64(v*v)
	}
	end := func(out float64) float64 {
		in := inside
		for math.Abs(out-in) > 1e-4*inside {
			free.variance = (in + out) / 2
			if _, ok := free.solve(); ok {
				in = free.variance
			} else {
				out = free.variance
			}
		}
		return in
	}
	return end(low), end(high)
}
