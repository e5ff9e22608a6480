package spatial_test

import (
	"errors"
	"math"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

func TestWeightsThatCannotBe(t *testing.T) {
	for name, c := range map[string]struct {
		n    int
		edge spatial.Edge
	}{
		"fewer areas than none":      {-1, spatial.Edge{A: 0, B: 1, Weight: 1}},
		"more areas than numbers":    {math.MaxInt32, spatial.Edge{A: 0, B: 1, Weight: 1}},
		"below zero":                 {3, spatial.Edge{A: 0, B: 1, Weight: -1}},
		"not a number":               {3, spatial.Edge{A: 0, B: 1, Weight: math.NaN()}},
		"infinite":                   {3, spatial.Edge{A: 0, B: 1, Weight: math.Inf(1)}},
		"so large that powers break": {3, spatial.Edge{A: 0, B: 1, Weight: 1e200}},
		"so small that powers break": {3, spatial.Edge{A: 0, B: 1, Weight: 1e-200}},
		"its own neighbour":          {3, spatial.Edge{A: 1, B: 1, Weight: 1}},
		"outside":                    {3, spatial.Edge{A: 1, B: 3, Weight: 1}},
	} {
		if _, err := spatial.NewWeights(c.n, []spatial.Edge{c.edge}); !errors.Is(err, spatial.ErrEdge) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWeightsAndValuesOfAnySize holds statistics of the largest and smallest sizes that are accepted against those of plain
// ones: a size says nothing.
func TestWeightsAndValuesOfAnySize(t *testing.T) {
	x := []float64{1, 5, 2, 8, 4, 3}
	answer := func(weight, size float64) []float64 {
		edges := make([]spatial.Edge, 0, 10)
		for i := range int32(5) {
			edges = append(edges, spatial.Edge{A: i, B: i + 1, Weight: weight}, spatial.Edge{A: i + 1, B: i, Weight: weight})
		}
		w, err := spatial.NewWeights(len(x), edges)
		if err != nil {
			t.Fatal(err)
		}
		sized := make([]float64, len(x))
		for i, v := range x {
			sized[i] = v * size
		}
		o := spatial.Inference{Permutations: 199}
		var all []float64
		for _, of := range []func() (spatial.Global, error){
			func() (spatial.Global, error) { return spatial.MoranI(w, sized, spatial.AsGiven, o) },
			func() (spatial.Global, error) { return spatial.GearyC(w, sized, spatial.AsGiven, o) },
			func() (spatial.Global, error) { return spatial.GeneralG(w, sized, o) },
			func() (spatial.Global, error) { return spatial.BivariateMoranI(w, sized, x, o) },
		} {
			g, err := of()
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, g.ZRandom, g.PRandom, g.PPermutation)
		}
		local, err := spatial.LocalMoran(w, sized, o)
		if err != nil {
			t.Fatal(err)
		}
		hot, err := spatial.GetisOrd(w, sized, true, o)
		if err != nil {
			t.Fatal(err)
		}
		return append(append(append(all, local.Score...), local.PPermutation...), hot.Z...)
	}
	want := answer(1, 1)
	for _, c := range [][2]float64{{1e12, 1}, {1e-30, 1}, {1, 1e69}, {1, 1e-59}, {1e-30, 1e-59}, {1e12, 1e50}} {
		for i, v := range answer(c[0], c[1]) {
			if !(math.Abs(v-want[i]) <= 1e-9) {
				t.Errorf("weights of %v, values of %v: result %d is %v, want %v", c[0], c[1], i, v, want[i])
			}
		}
	}
	w, err := spatial.NewWeights(3, []spatial.Edge{{A: 0, B: 1, Weight: 1}, {A: 1, B: 2, Weight: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if g, err := spatial.MoranI(w, []float64{0, 1e-80, 3e-80}, spatial.AsGiven, spatial.Inference{}); err != nil || !math.IsNaN(g.Statistic) {
		t.Errorf("differences that have no square: %v, %v", g.Statistic, err)
	}
}
