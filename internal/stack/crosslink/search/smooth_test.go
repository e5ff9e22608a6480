package search

import (
	"math"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/stack/tally"
)

func TestSmoothingIsThatOfItsSteps(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 9, 3)
	for _, steps := range []int{1, 2, 4, 8, 10, 24, 32} {
		maps, slow := make([]octet, w.n()), make([]float64, w.n())
		r := tally.NewRandom(1, uint64(steps))
		for i := range maps {
			slow[i] = normal(&r)
			maps[i][3] = slow[i]
		}
		newSmoother(w.graph, w.n()).smooth(maps, steps)
		for range steps {
			next := make([]float64, len(slow))
			for i := range slow {
				for _, j := range w.graph.Neighbours(i) {
					next[i] += slow[j] / float64(w.graph.Degree(i)) / 2
				}
				next[i] += slow[i] / 2
			}
			slow = next
		}
		for i := range slow {
			if d := math.Abs(slow[i] - maps[i][3]); d > 3*tail {
				t.Errorf("%d steps, area %d: %v, not %v", steps, i, maps[i][3], slow[i])
			}
			if maps[i][2] != 0 {
				t.Errorf("%d steps: one map runs into another", steps)
			}
		}
	}
}

func TestCounterCountsEveryDraw(t *testing.T) {
	t.Parallel()
	const n, number = 700, 130
	d := &draws{number: number, words: 3, p: make([]float64, n), bits: make([]uint64, (n+1)*3)}
	r := tally.NewRandom(2, 2)
	var areas []int32
	for i := range n {
		for w := range 3 {
			d.bits[3*i+w] = r.Next()
		}
		areas = append(areas, int32(i))
	}
	for _, m := range []int{0, 1, 7, 8, 9, 300, n} {
		got := make([]float64, number)
		newCounter(d).over(areas[:m], got)
		for draw, x := range got {
			want := 0.0
			for _, a := range areas[:m] {
				want += float64(d.bits[3*int(a)+draw/64] >> (draw % 64) & 1)
			}
			if x != want {
				t.Fatalf("%d areas, draw %d: %v, not %v", m, draw, x, want)
			}
		}
	}
}
