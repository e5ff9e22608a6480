package interval

import (
	"math"
	"slices"
)

// point is a solution as fractions with one denominator.
type point struct {
	by int64
	at []int64
}

// witness remembers how low and how high each variable is in some proven point, as whole numbers rounded towards the
// inside. All values between are possible too, since the points between two solutions are solutions.
type witness struct {
	least, greatest []int64
}

// newWitness starts from the known values, or from nothing.
func newWitness(c *component) *witness {
	w := &witness{slices.Repeat([]int64{math.MaxInt64}, c.n), slices.Repeat([]int64{math.MinInt64}, c.n)}
	if c.known != nil {
		w.note(point{1, c.known})
	}
	return w
}

// note takes up a point that has been proven.
func (w *witness) note(p point) {
	for v, x := range p.at {
		down := x / p.by
		if x%p.by < 0 {
			down--
		}
		up := down
		if up*p.by != x {
			up++
		}
		w.least[v], w.greatest[v] = min(w.least[v], up), max(w.greatest[v], down)
	}
}

// reaches says whether a variable can be at a value or beyond it, downwards (way -1) or upwards. False says nothing.
func (w *witness) reaches(v int32, way, value int64) bool {
	if way < 0 {
		return w.least[v] <= value
	}
	return w.greatest[v] >= value
}
