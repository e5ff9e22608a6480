package spatial_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// drawnMap is an invented map: who neighbours whom, and columns of values with ties and gaps.
type drawnMap struct {
	n     int
	edges []spatial.Edge
	x, y  []float64
}

func drawMap(t *rapid.T) drawnMap {
	m := drawnMap{n: rapid.IntRange(1, 24).Draw(t, "areas")}
	weight := rapid.SampledFrom([]float64{1, 1, 1, 0.5, 2.25})
	if rapid.Bool().Draw(t, "plain") {
		weight = rapid.Just(1.0)
	}
	seen := map[[2]int32]bool{}
	for range rapid.IntRange(0, 3*m.n).Draw(t, "links") {
		a, b := rapid.Int32Range(0, int32(m.n-1)).Draw(t, "a"), rapid.Int32Range(0, int32(m.n-1)).Draw(t, "b")
		if a == b || seen[[2]int32{a, b}] {
			continue
		}
		seen[[2]int32{a, b}], seen[[2]int32{b, a}] = true, true
		v := weight.Draw(t, "weight")
		m.edges = append(m.edges, spatial.Edge{A: a, B: b, Weight: v}, spatial.Edge{A: b, B: a, Weight: v})
	}
	// Thousandths: values that only differ in their last bits leave scores of which only the first digits mean anything.
	value := rapid.OneOf(rapid.Just(math.NaN()), rapid.Map(rapid.IntRange(0, 40), func(v int) float64 { return float64(v) / 4 }),
		rapid.Map(rapid.IntRange(0, 10_000), func(v int) float64 { return float64(v) / 1000 }))
	m.x = rapid.SliceOfN(value, m.n, m.n).Draw(t, "x")
	m.y = rapid.SliceOfN(value, m.n, m.n).Draw(t, "y")
	return m
}

func (m drawnMap) weights(t *rapid.T) *spatial.Weights {
	w, err := spatial.NewWeights(m.n, slices.Clone(m.edges))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// results is everything that is worked out for a map, by name: one number per area, or a few under "map ...".
func (m drawnMap) results(t *rapid.T, o spatial.Inference) map[string][]float64 {
	w := m.weights(t)
	before := [][]float64{slices.Clone(m.x), slices.Clone(m.y)}
	local, err1 := spatial.LocalMoran(w, m.x, o)
	with, err2 := spatial.LocalMoranWith(w, m.x, m.y, o)
	gi, err3 := spatial.GetisOrd(w, m.x, false, o)
	star, err4 := spatial.GetisOrd(w, m.x, true, o)
	geary, err5 := spatial.LocalGeary(w, [][]float64{m.x, m.y}, o)
	moran, err6 := spatial.MoranI(w, m.x, spatial.RowStandardised, o)
	c, err7 := spatial.GearyC(w, m.x, spatial.AsGiven, o)
	g, err8 := spatial.GeneralG(w, m.x, o)
	both, err9 := spatial.BivariateMoranI(w, m.x, m.y, o)
	for _, err := range []error{err1, err2, err3, err4, err5, err6, err7, err8, err9} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(before, [][]float64{m.x, m.y}, cmpopts.EquateNaNs()); diff != "" {
		t.Fatalf("an input was changed: %s", diff)
	}
	if diff := cmp.Diff(m.weights(t), w, cmp.AllowUnexported(spatial.Weights{})); diff != "" {
		t.Fatalf("the weights were changed: %s", diff)
	}
	all := map[string][]float64{
		"Z": local.Z, "Lag": local.Lag, "I": local.I, "Expectation": local.Expectation, "Variance": local.Variance, "Score": local.Score,
		"PTwo": local.PTwo, "VarianceTotal": local.VarianceTotal, "ScoreTotal": local.ScoreTotal, "p local": local.PPermutation,
		"I with": with.I, "score with": with.Score, "p with": with.PPermutation,
		"Gi": gi.Z, "Gi*": star.Z, "p Gi": gi.PPermutation, "p Gi*": star.PPermutation, "G": gi.G, "G*": star.G,
		"C": geary.C[0], "multi": geary.Multi, "p C": geary.P[0], "p multi": geary.PMulti,
		"map moran":     {moran.Statistic, moran.VarianceNormal, moran.VarianceRandom, moran.ZRandom},
		"map geary":     {c.Statistic, c.VarianceNormal, c.VarianceRandom, c.ZRandom},
		"map general":   {g.Statistic, g.ZRandom},
		"map both":      {both.Statistic, both.VarianceRandom, both.ZRandom},
		"map p moran":   {moran.PPermutation},
		"map p geary":   {c.PPermutation},
		"map p general": {g.PPermutation},
		"map p both":    {both.PPermutation},
	}
	for _, q := range local.Quadrant {
		all["quadrant"] = append(all["quadrant"], float64(q))
	}
	return all
}

// agree fails where two results differ by more than rounding.
func agree(t *rapid.T, want, got map[string][]float64, names ...string) {
	for _, name := range names {
		for i, v := range want[name] {
			o := got[name][i]
			if math.IsNaN(v) != math.IsNaN(o) || math.Abs(v-o) > 1e-6*math.Max(1, math.Abs(v)) {
				t.Fatalf("%s %d: %v and %v", name, i, v, o)
			}
		}
	}
}

var analytic = []string{"Z", "Lag", "I", "Expectation", "Variance", "Score", "PTwo", "VarianceTotal", "ScoreTotal", "I with", "score with",
	"Gi", "Gi*", "C", "multi", "map moran", "map geary", "map both"}

var drawn = []string{"p local", "p with", "p Gi", "p Gi*", "p C", "p multi", "map p moran", "map p geary", "map p both"}

func TestOtherNumbersForTheAreasGiveTheSameResults(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMap(t)
		to := rapid.Permutation(slices.Collect(numbersTo(m.n))).Draw(t, "order")
		moved := drawnMap{n: m.n, x: make([]float64, m.n), y: make([]float64, m.n)}
		for i, at := range to {
			moved.x[at], moved.y[at] = m.x[i], m.y[i]
		}
		for _, e := range m.edges {
			moved.edges = append(moved.edges, spatial.Edge{A: int32(to[e.A]), B: int32(to[e.B]), Weight: e.Weight})
		}
		o := spatial.Inference{Permutations: 1023}
		want, got := m.results(t, o), moved.results(t, o)
		for name, v := range got {
			if !strings.HasPrefix(name, "map ") {
				back := make([]float64, m.n)
				for i, at := range to {
					back[i] = v[at]
				}
				got[name] = back
			}
		}
		agree(t, want, got, append([]string{"map general", "G", "G*"}, analytic...)...)
		for _, name := range drawn {
			for i, p := range want[name] {
				// Other numbers mean other draws: two estimates of one chance.
				q := got[name][i]
				if math.IsNaN(p) != math.IsNaN(q) || math.Abs(p-q) > 6.5*math.Sqrt(2*math.Max(0.002, p*(1-p))/1024)+2.0/1024 {
					t.Fatalf("%s %d: %v and %v", name, i, p, q)
				}
			}
		}
	})
}

func numbersTo(n int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func TestAConstantAndAScaleChangeNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMap(t)
		o := spatial.Inference{Permutations: 255}
		want := m.results(t, o)
		scaled := drawnMap{n: m.n, edges: m.edges, x: slices.Clone(m.x), y: slices.Clone(m.y)}
		factor := rapid.SampledFrom([]float64{0.25, 2, 1024}).Draw(t, "factor")
		for i := range scaled.x {
			scaled.x[i], scaled.y[i] = factor*m.x[i], factor*m.y[i]
		}
		got := scaled.results(t, o)
		agree(t, want, got, append(append([]string{"quadrant", "G", "G*", "map general", "map p general"}, analytic...), drawn...)...)
		shifted := drawnMap{n: m.n, edges: m.edges, x: slices.Clone(m.x), y: slices.Clone(m.y)}
		for i := range shifted.x {
			shifted.x[i], shifted.y[i] = m.x[i]+512, m.y[i]+512
		}
		got = shifted.results(t, o)
		agree(t, want, got, analytic...)
		turned := drawnMap{n: m.n, edges: m.edges, x: slices.Clone(m.x), y: m.y}
		for i := range turned.x {
			turned.x[i] = -m.x[i]
		}
		got = turned.results(t, o)
		for _, name := range []string{"Z", "Lag", "Gi", "Gi*", "I with", "score with"} {
			for i := range got[name] {
				got[name][i] = -got[name][i]
			}
		}
		got["map both"][0], got["map both"][2] = -got["map both"][0], -got["map both"][2]
		agree(t, want, got, append([]string{"p local", "p Gi", "p Gi*", "p C", "p multi"}, analytic...)...)
	})
}

func TestTheNumberOfWorkersChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMap(t)
		draws := rapid.IntRange(1, 3000).Draw(t, "draws")
		want := m.results(t, spatial.Inference{Permutations: draws, Seed: 3, Workers: 1})
		for _, workers := range []int{2, 3, 7, 0} {
			got := m.results(t, spatial.Inference{Permutations: draws, Seed: 3, Workers: workers})
			if diff := cmp.Diff(want, got, cmpopts.EquateNaNs()); diff != "" {
				t.Fatalf("%d workers: %s", workers, diff)
			}
		}
	})
}

func TestTheScoreOfTheLocalMoranIsThatOfGiWithItsSign(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := drawMap(t).results(t, spatial.Inference{Permutations: 99})
		for i, score := range all["Score"] {
			z, gi := all["Z"][i], all["Gi"][i]
			if math.Abs(z) < 1e-9 || math.IsNaN(score) {
				continue // on the mean there is no sign
			}
			if math.Abs(score-math.Copysign(1, z)*gi) > 1e-7*math.Max(1, math.Abs(gi)) {
				t.Fatalf("area %d: score %v, Gi %v, z %v", i, score, gi, z)
			}
			if all["p local"][i] != all["p Gi"][i] || all["p Gi"][i] != all["p Gi*"][i] {
				t.Fatalf("area %d: p %v, %v and %v of one and the same sum", i, all["p local"][i], all["p Gi"][i], all["p Gi*"][i])
			}
		}
	})
}
