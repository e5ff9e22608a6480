package hotspot

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

var ctx = context.Background()

// lattice is a map of squares, of which those that share a side or a corner are neighbours.
func lattice(t testing.TB, side int) *spatial.Weights {
	t.Helper()
	var edges []spatial.Edge
	for i := range side * side {
		for dy := -1; dy <= 1; dy++ {
			for dx := -1; dx <= 1; dx++ {
				x, y := i%side+dx, i/side+dy
				if (dx != 0 || dy != 0) && x >= 0 && y >= 0 && x < side && y < side {
					edges = append(edges, spatial.Edge{A: int32(i), B: int32(y*side + x), Weight: 1})
				}
			}
		}
	}
	w, err := spatial.NewWeights(side*side, edges)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// noise is numbers between 0 and 1 that look like chance, and always the same.
func noise(n int) []float64 {
	x, state := make([]float64, n), uint64(88172645463325252)
	for i := range x {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		x[i] = float64(state>>11) / (1 << 53)
	}
	return x
}

func measure(t testing.TB, w *spatial.Weights, x []float64) *Finding {
	t.Helper()
	f, err := Measure(ctx, w, x, Method{Draws: 9999})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// planted is noise with a high block, a low block, and one exception in each.
func planted(side int) (x []float64, high, low, highAmongLow, lowAmongHigh int) {
	x = noise(side * side)
	at := func(row, column int) int { return row*side + column }
	for row := 2; row < 7; row++ {
		for column := 2; column < 7; column++ {
			x[at(row, column)] += 5
			x[at(row+10, column+10)] -= 5
		}
	}
	high, low, lowAmongHigh, highAmongLow = at(3, 3), at(13, 13), at(5, 5), at(15, 15)
	x[lowAmongHigh], x[highAmongLow] = -1, 2
	return x, high, low, highAmongLow, lowAmongHigh
}

func TestWhatWasPlantedIsFound(t *testing.T) {
	const side = 20
	x, high, low, highAmongLow, lowAmongHigh := planted(side)
	f := measure(t, lattice(t, side), x)
	for i, want := range map[int]Category{high: High, low: Low, highAmongLow: HighAmongLow, lowAmongHigh: LowAmongHigh, 0: NoPattern, side*side - 1: NoPattern} {
		if f.Category[i] != want {
			t.Errorf("area %d is %s, want %s (p %v)", i, f.Category[i], want, f.Adjusted[i])
		}
	}
	if !f.Sure[high] || f.Sure[0] || f.Known != side*side || f.Tested != side*side {
		t.Errorf("sure %v, known %d, tested %d", f.Sure[high], f.Known, f.Tested)
	}
}

func TestNoiseGivesHardlyAnyFinds(t *testing.T) {
	f := measure(t, lattice(t, 40), noise(1600))
	if n := slices.IndexFunc(f.Category, Category.Striking); n >= 0 {
		t.Errorf("area %d is %s by chance", n, f.Category[n])
	}
}

func TestAreasWithoutValueOrNeighboursSayNothingAndBreakNobody(t *testing.T) {
	const side = 20
	w := lattice(t, side)
	x, high, _, _, _ := planted(side)
	keep := make([]bool, len(x))
	for i := range keep {
		keep[i] = i != 399
	}
	w, err := w.Induced(keep)
	if err != nil {
		t.Fatal(err)
	}
	x[high+1] = math.NaN()
	f := measure(t, w, x)
	if f.Category[high] != High || f.Neighbours[high] != 7 {
		t.Errorf("beside an unknown one: %s with %d neighbours", f.Category[high], f.Neighbours[high])
	}
	for name, i := range map[string]int{"without a value": high + 1, "without neighbours": 399} {
		if f.Category[i] != Unsaid || !math.IsNaN(f.P[i]) || !math.IsNaN(f.Adjusted[i]) || !math.IsNaN(f.Around[i]) {
			t.Errorf("%s: %s, p %v", name, f.Category[i], f.P[i])
		}
	}
	if f.Known != 399 || f.Tested != 398 {
		t.Errorf("%d known, %d tested", f.Known, f.Tested)
	}
}

func TestMapsOfWhichNothingCanBeSaid(t *testing.T) {
	same := slices.Repeat([]float64{3}, 9)
	unknown := slices.Repeat([]float64{math.NaN()}, 9)
	one := slices.Clone(unknown)
	one[4] = 1
	none, err := spatial.NewWeights(9, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		w *spatial.Weights
		x []float64
	}{"equal": {lattice(t, 3), same}, "unknown": {lattice(t, 3), unknown}, "one": {lattice(t, 3), one}, "islands": {none, noise(9)}} {
		f := measure(t, tt.w, tt.x)
		if i := slices.IndexFunc(f.Category, Category.Striking); i >= 0 {
			t.Errorf("%s: area %d is %s", name, i, f.Category[i])
		}
	}
	empty, err := spatial.NewWeights(0, nil)
	if err != nil {
		t.Fatal(err)
	}
	if f := measure(t, empty, nil); f.Tested != 0 || !math.IsNaN(f.Mean) {
		t.Errorf("no areas: %+v", f)
	}
	if _, err := Measure(ctx, none, noise(8), Method{}); !errors.Is(err, spatial.ErrLength) {
		t.Errorf("another number of values: %v", err)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := Measure(gone, none, noise(9), Method{}); !errors.Is(err, context.Canceled) {
		t.Errorf("called off: %v", err)
	}
}

// Finds do not depend on the unit, on how many processors there are, or on the order of the areas.
func TestFindsDependOnThePatternAlone(t *testing.T) {
	const side = 20
	w := lattice(t, side)
	x, _, _, _, _ := planted(side)
	want := measure(t, w, x)
	rapid.Check(t, func(rt *rapid.T) {
		scale, shift := rapid.Float64Range(0.1, 50).Draw(rt, "scale"), rapid.Float64Range(-100, 100).Draw(rt, "shift")
		other := make([]float64, len(x))
		for i := range x {
			other[i] = x[i]*scale + shift
		}
		before := slices.Clone(other)
		f, err := Measure(ctx, w, other, Method{Draws: 9999, Workers: rapid.IntRange(1, 5).Draw(rt, "workers")})
		if err != nil {
			rt.Fatal(err)
		}
		if !slices.Equal(f.Category, want.Category) || !slices.Equal(f.Sure, want.Sure) {
			rt.Error("other finds")
		}
		if !slices.Equal(before, other) {
			rt.Error("the values were changed")
		}
	})
}

func TestCategoriesAndReasonsHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Categories() {
		if seen[c.String()] || c.String() == "" {
			t.Errorf("category %d is %q", c, c)
		}
		seen[c.String()] = true
	}
	if Category(99).String() != "low" || Said.String() != "" || Around.String() != "neighbours_unknown" || Reason(99).String() != "neighbours_unknown" || Smoothing(99).String() != "per_inhabitant" {
		t.Error("a name that is none")
	}
}
