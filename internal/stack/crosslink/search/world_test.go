package search

import (
	"math"
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/stack/tally"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// world is an invented map: a grid of squares, with figures that resemble those beside them (Dutch: verzonnen kaart).
type world struct {
	side   int
	random tally.Random
	graph  *spatial.Weights
}

func newWorld(t testing.TB, side int, seed uint64) *world {
	t.Helper()
	var edges []spatial.Edge
	for r := range side {
		for c := range side {
			for _, to := range [][2]int{{r - 1, c}, {r + 1, c}, {r, c - 1}, {r, c + 1}} {
				if min(to[0], to[1]) >= 0 && max(to[0], to[1]) < side {
					edges = append(edges, spatial.Edge{A: int32(r*side + c), B: int32(to[0]*side + to[1]), Weight: 1})
				}
			}
		}
	}
	graph, err := spatial.NewWeights(side*side, edges)
	if err != nil {
		t.Fatal(err)
	}
	return &world{side: side, random: tally.NewRandom(seed, 77), graph: graph}
}

func (w *world) n() int { return w.side * w.side }

// figure is noise smoothed over neighbours a number of steps, with standard deviation 1.
func (w *world) figure(steps int) []float64 {
	x, y := make([]float64, w.n()), make([]float64, w.n())
	for i := range x {
		x[i] = normal(&w.random)
	}
	for range steps {
		for i := range x {
			sum := 0.0
			around := w.graph.Neighbours(i)
			for _, j := range around {
				sum += x[j]
			}
			y[i] = (x[i] + sum/float64(len(around))) / 2
		}
		x, y = y, x
	}
	return standard(x)
}

func standard(x []float64) []float64 {
	mean, square := 0.0, 0.0
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		square += (v - mean) * (v - mean) / float64(len(x))
	}
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = (v - mean) / math.Sqrt(square)
	}
	return out
}

// levels marks the highest and the lowest fifth.
func levels(x []float64) []Level {
	sorted := slices.Sorted(slices.Values(x))
	low, high := sorted[len(x)/5], sorted[len(x)-1-len(x)/5]
	out := make([]Level, len(x))
	for i, v := range x {
		out[i] = Middle
		if v < low {
			out[i] = Low
		}
		if v > high {
			out[i] = High
		}
	}
	return out
}

// top marks the highest fifth as having the target.
func top(x []float64) []Mark {
	out := make([]Mark, len(x))
	for i, l := range levels(x) {
		out[i] = No
		if l == High {
			out[i] = Yes
		}
	}
	return out
}

func add(x []float64, by float64, y []float64) {
	for i := range x {
		x[i] += by * y[i]
	}
}
