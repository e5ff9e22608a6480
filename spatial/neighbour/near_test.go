package neighbour_test

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/spatial"
	"github.com/buurtbeeld/buurtbeeld/spatial/neighbour"
)

// spots are points on a coarse grid, so that many are equally far or the same.
func spots(r *rapid.T, least int) (x, y []float64) {
	n := rapid.IntRange(least, 60).Draw(r, "n")
	wide := rapid.IntRange(0, 9).Draw(r, "wide")
	for range n {
		x = append(x, float64(rapid.IntRange(0, wide).Draw(r, "x")))
		y = append(y, float64(rapid.IntRange(0, 9).Draw(r, "y")))
	}
	return x, y
}

func squared(x, y []float64, i, j int) float64 {
	return (x[i]-x[j])*(x[i]-x[j]) + (y[i]-y[j])*(y[i]-y[j])
}

func TestNearestAgainstSorting(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		x, y := spots(r, 2)
		k := rapid.IntRange(1, len(x)-1).Draw(r, "k")
		w, err := neighbour.Nearest(x, y, k)
		if err != nil {
			r.Fatal(err)
		}
		for i := range x {
			all := slices.DeleteFunc(seq(len(x)), func(j int) bool { return j == i })
			slices.SortStableFunc(all, func(a, b int) int { return cmp.Compare(squared(x, y, i, a), squared(x, y, i, b)) })
			want := slices.Sorted(slices.Values(all[:k]))
			for at, j := range w.Neighbours(i) {
				if int(j) != want[at] {
					r.Fatalf("nearest to %d: %v, want %v", i, w.Neighbours(i), want)
				}
			}
			if w.Degree(i) != k {
				r.Fatalf("%d neighbours, want %d", w.Degree(i), k)
			}
		}
	})
}

func TestWithinAgainstAllPairs(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		x, y := spots(r, 0)
		metres := rapid.SampledFrom([]float64{0, 1, math.Sqrt2, 3, 5, 100}).Draw(r, "metres")
		w, err := neighbour.Within(x, y, metres)
		if err != nil {
			r.Fatal(err)
		}
		for i := range x {
			var want []int32
			for j := range x {
				if i != j && squared(x, y, i, j) <= metres*metres {
					want = append(want, int32(j))
				}
			}
			if !slices.Equal(w.Neighbours(i), want) {
				r.Fatalf("within %v of %d: %v, want %v", metres, i, w.Neighbours(i), want)
			}
		}
	})
}

func TestInverseDistance(t *testing.T) {
	x, y := []float64{0, 3, 3}, []float64{0, 0, 4}
	w, err := neighbour.Within(x, y, 5)
	if err != nil {
		t.Fatal(err)
	}
	w, err = neighbour.InverseDistance(w, x, y, 1)
	if err != nil || !slices.Equal(w.Values(0), []float64{1 / 3.0, 1 / 5.0}) || !w.Symmetric() {
		t.Errorf("%v, %v", w, err)
	}
	if _, err := neighbour.InverseDistance(w, []float64{0, 0, 3}, []float64{0, 0, 4}, 1); !errors.Is(err, neighbour.ErrOption) {
		t.Errorf("two areas at one point: %v", err)
	}
	if _, err := neighbour.InverseDistance(w, x, y, math.NaN()); !errors.Is(err, neighbour.ErrOption) {
		t.Errorf("a power that is no number: %v", err)
	}
	if _, err := neighbour.InverseDistance(w, x[:2], y, 1); !errors.Is(err, spatial.ErrLength) {
		t.Errorf("too few points: %v", err)
	}
}

func TestConnectIslands(t *testing.T) {
	// 0 and 1 touch; 2 lies as far from 0 as from 1; 3 and 4 are nearest to each other.
	x, y := []float64{0, 2, 1, 50, 51}, []float64{0, 0, 5, 0, 0}
	w, err := spatial.NewWeights(5, []spatial.Edge{{A: 0, B: 1, Weight: 1}, {A: 1, B: 0, Weight: 1}})
	if err != nil {
		t.Fatal(err)
	}
	connected, bridges, err := neighbour.ConnectIslands(w, x, y)
	if err != nil {
		t.Fatal(err)
	}
	want := []neighbour.Bridge{{Island: 2, To: 0, Metres: math.Sqrt(26)}, {Island: 3, To: 4, Metres: 1}, {Island: 4, To: 3, Metres: 1}}
	if !slices.Equal(bridges, want) || !slices.Equal(links(connected), [][2]int{{0, 1}, {0, 2}, {3, 4}}) || !connected.Symmetric() {
		t.Errorf("%v with %v, want %v", links(connected), bridges, want)
	}
	if w.Links() != 2 {
		t.Error("the weights that were given have changed")
	}
	if _, bridges, err := neighbour.ConnectIslands(connected, x, y); err != nil || len(bridges) > 0 {
		t.Errorf("there were no islands left: %v, %v", bridges, err)
	}
	if _, _, err := neighbour.ConnectIslands(w, x[:4], y); !errors.Is(err, spatial.ErrLength) {
		t.Errorf("too few points: %v", err)
	}
	alone, err := spatial.NewWeights(1, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, bridges, err := neighbour.ConnectIslands(alone, []float64{1}, []float64{1}); err != nil || len(bridges) > 0 {
		t.Errorf("one area alone: %v, %v", bridges, err)
	}
}

func TestNearCannotBe(t *testing.T) {
	x, y := []float64{0, 1, 2}, []float64{0, 0, 0}
	for name, c := range map[string]struct {
		got  func() error
		want error
	}{
		"none nearest":         {func() error { _, err := neighbour.Nearest(x, y, 0); return err }, neighbour.ErrOption},
		"more nearest than n":  {func() error { _, err := neighbour.Nearest(x, y, 3); return err }, neighbour.ErrOption},
		"x and y differ":       {func() error { _, err := neighbour.Nearest(x, y[:2], 1); return err }, neighbour.ErrCoordinate},
		"no number":            {func() error { _, err := neighbour.Nearest(x, []float64{0, math.NaN(), 0}, 1); return err }, neighbour.ErrCoordinate},
		"infinite":             {func() error { _, err := neighbour.Within(x, []float64{0, math.Inf(1), 0}, 1); return err }, neighbour.ErrCoordinate},
		"a distance below 0":   {func() error { _, err := neighbour.Within(x, y, -1); return err }, neighbour.ErrOption},
		"distance no number":   {func() error { _, err := neighbour.Within(x, y, math.NaN()); return err }, neighbour.ErrOption},
		"islands without land": {func() error { _, err := neighbour.Within(nil, nil, 1); return err }, nil},
	} {
		if err := c.got(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
