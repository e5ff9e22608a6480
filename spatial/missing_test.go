package spatial_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

var nan = math.NaN()

// without returns a map and columns from which the areas with a NaN have been cut, made by hand.
func without(t *testing.T, w *spatial.Weights, gone map[int]bool, x []float64) (*spatial.Weights, []float64, []int) {
	t.Helper()
	number, left := map[int32]int32{}, []int{}
	for i := range w.Len() {
		if !gone[i] {
			number[int32(i)] = int32(len(left))
			left = append(left, i)
		}
	}
	var edges []spatial.Edge
	kept := make([]float64, len(left))
	for to, from := range left {
		kept[to] = x[from]
		for k, j := range w.Neighbours(from) {
			if b, ok := number[j]; ok {
				edges = append(edges, spatial.Edge{A: int32(to), B: b, Weight: weightsOf(w, from)[k]})
			}
		}
	}
	cut, err := spatial.NewWeights(len(left), edges)
	if err != nil {
		t.Fatal(err)
	}
	return cut, kept, left
}

func same(t *testing.T, what string, got, want []float64, left []int) {
	t.Helper()
	if (got == nil) != (want == nil) {
		t.Errorf("%s: one of the two is absent", what)
		return
	}
	placed := make([]float64, len(got))
	for i := range placed {
		placed[i] = nan
	}
	for at, i := range left {
		placed[i] = want[at]
	}
	if diff := cmp.Diff(placed, got, cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("%s (-cut by hand +with NaN):\n%s", what, diff)
	}
}

func TestAreasWithoutAValueAreTakenOutWithTheirLinks(t *testing.T) {
	for name, weight := range map[string]func(a, b int32) float64{"plain": plain, "unequal": unequal} {
		w, x := small(t, weight)
		y := []float64{1, 0, 5, 5, 2, 0, 0, 3}
		x[3], y[3] = nan, nan
		cut, cx, left := without(t, w, map[int]bool{3: true}, x)
		_, cy, _ := without(t, w, map[int]bool{3: true}, y)
		o := spatial.Inference{Permutations: 999}
		local, err := spatial.LocalMoran(w, x, o)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := spatial.LocalMoran(cut, cx, o)
		same(t, name+" I", local.I, want.I, left)
		same(t, name+" score", local.Score, want.Score, left)
		same(t, name+" total score", local.ScoreTotal, want.ScoreTotal, left)
		same(t, name+" p", local.PPermutation, want.PPermutation, left)
		if local.N != 7 || local.Neighbours[2] != 3 || local.Neighbours[3] != 0 || local.Quadrant[3] != spatial.NoQuadrant {
			t.Errorf("%s: n %d, neighbours %v", name, local.N, local.Neighbours)
		}
		hot, err := spatial.GetisOrd(w, x, true, o)
		if err != nil {
			t.Fatal(err)
		}
		wantHot, _ := spatial.GetisOrd(cut, cx, true, o)
		same(t, name+" Gi*", hot.Z, wantHot.Z, left)
		same(t, name+" G*", hot.G, wantHot.G, left)
		same(t, name+" p of Gi*", hot.PPermutation, wantHot.PPermutation, left)
		geary, err := spatial.LocalGeary(w, [][]float64{x, y}, o)
		if err != nil {
			t.Fatal(err)
		}
		wantGeary, _ := spatial.LocalGeary(cut, [][]float64{cx, cy}, o)
		same(t, name+" C", geary.C[1], wantGeary.C[1], left)
		same(t, name+" p of C", geary.P[0], wantGeary.P[0], left)
		same(t, name+" p of all C", geary.PMulti, wantGeary.PMulti, left)
		if diff := cmp.Diff(global(t)(spatial.MoranI(cut, cx, spatial.RowStandardised, o)), global(t)(spatial.MoranI(w, x, spatial.RowStandardised, o)), cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%s I: %s", name, diff)
		}
		if diff := cmp.Diff(global(t)(spatial.BivariateMoranI(cut, cx, cy, o)), global(t)(spatial.BivariateMoranI(w, x, y, o)), cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%s bivariate I: %s", name, diff)
		}
	}
}

func TestColumnsWithGapsOfTheirOwnGiveWhatEachGivesAlone(t *testing.T) {
	w, x := small(t, plain)
	y := []float64{1, nan, 5, 5, 2, 0, 0, 3}
	z := []float64{4, nan, 1, 1, 3, 8, 9, 7}
	o := spatial.Inference{Permutations: 999}
	all, err := spatial.GetisOrdEach(w, [][]float64{x, y, z}, true, o)
	if err != nil {
		t.Fatal(err)
	}
	locals, err := spatial.LocalMoranEach(w, [][]float64{x, y, z}, o)
	if err != nil {
		t.Fatal(err)
	}
	for c, column := range [][]float64{x, y, z} {
		one, _ := spatial.GetisOrd(w, column, true, o)
		if diff := cmp.Diff(one, all[c], cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("Gi* of column %d: %s", c, diff)
		}
		local, _ := spatial.LocalMoran(w, column, o)
		if diff := cmp.Diff(local, locals[c], cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("local Moran of column %d: %s", c, diff)
		}
	}
}

// TestWhereNothingVariesNothingIsJudged covers constant columns, columns with too few values and empty maps.
func TestWhereNothingVariesNothingIsJudged(t *testing.T) {
	w, _ := small(t, plain)
	empty, err := spatial.NewWeights(0, nil)
	if err != nil {
		t.Fatal(err)
	}
	alone, _ := spatial.NewWeights(8, nil)
	for name, c := range map[string]struct {
		w *spatial.Weights
		x []float64
		n int
	}{
		"constant":                {w, []float64{0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, 8},
		"constant but for a bit":  {w, []float64{0.3, 0.1 + 0.2, 0.3, 0.3, 0.3, 0.1 + 0.2, 0.3, 0.3}, 8},
		"two values":              {w, []float64{1, 2, nan, nan, nan, nan, nan, nan}, 2},
		"no values":               {w, []float64{nan, nan, nan, nan, nan, nan, nan, nan}, 0},
		"no areas":                {empty, nil, 0},
		"no neighbours, constant": {alone, []float64{1, 1, 1, 1, 1, 1, 1, 1}, 8},
	} {
		o := spatial.Inference{Permutations: 99}
		local, err := spatial.LocalMoran(c.w, c.x, o)
		if err != nil {
			t.Fatal(err)
		}
		hot, err := spatial.GetisOrd(c.w, c.x, true, o)
		if err != nil {
			t.Fatal(err)
		}
		geary, err := spatial.LocalGeary(c.w, [][]float64{c.x}, o)
		if err != nil {
			t.Fatal(err)
		}
		for what, x := range map[string][]float64{"Z": local.Z, "I": local.I, "score": local.Score, "p": local.PTwo, "total": local.PTwoTotal,
			"permutation": local.PPermutation, "Gi* z": hot.Z, "Gi* p": hot.PTwo, "Gi* permutation": hot.PPermutation,
			"C": geary.C[0], "p of C": geary.P[0], "multi": geary.Multi, "p of multi": geary.PMulti} {
			if len(x) != c.w.Len() {
				t.Errorf("%s: %d of %s", name, len(x), what)
			}
			for _, v := range x {
				if !math.IsNaN(v) {
					t.Errorf("%s: %s is %v", name, what, v)
				}
			}
		}
		for what, g := range map[string]spatial.Global{
			"I": global(t)(spatial.MoranI(c.w, c.x, spatial.AsGiven, o)), "C": global(t)(spatial.GearyC(c.w, c.x, spatial.AsGiven, o)),
			"G": global(t)(spatial.GeneralG(c.w, c.x, o)), "B": global(t)(spatial.BivariateMoranI(c.w, c.x, c.x, o)),
		} {
			if !math.IsNaN(g.Statistic) || !math.IsNaN(g.PRandom) || !math.IsNaN(g.PPermutation) || g.N != c.n {
				t.Errorf("%s: %s is %+v", name, what, g)
			}
		}
	}
}

func TestJoinCountsWithGapsAndIslands(t *testing.T) {
	w, _ := small(t, plain)
	bin := []float64{1, 1, nan, 0, 1, 1, 0, 1}
	got, err := spatial.LocalJoinCount(w, bin)
	if err != nil {
		t.Fatal(err)
	}
	// Of seven known areas five have it. Area 0 has one known neighbour, 1; area 4 has 3 and 5; area 7 is an island.
	want := &spatial.JoinCount{
		Count:      []float64{1, 1, nan, 0, 1, 1, 0, 0},
		P:          []float64{4.0 / 6, 4.0 / 6, nan, nan, 1 - 2.0/6*1/5, 1 - 2.0/6*1/5, nan, nan},
		Neighbours: []int32{1, 1, 0, 1, 2, 2, 1, 0},
		N:          7,
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateNaNs(), cmpopts.EquateApprox(1e-12, 0)); diff != "" {
		t.Error(diff)
	}
}

func TestWeightsThatAddUpToNothingGiveNoResult(t *testing.T) {
	w, err := spatial.NewWeights(5, []spatial.Edge{{A: 0, B: 1}, {A: 0, B: 2}, {A: 1, B: 2, Weight: 1}, {A: 3, B: 0}, {A: 3, B: 4}})
	if err != nil {
		t.Fatal(err)
	}
	x, o := []float64{1, 5, 2, 8, 4}, spatial.Inference{Permutations: 99, Workers: 1 << 40}
	local, err := spatial.LocalMoran(w, x, o)
	if err != nil {
		t.Fatal(err)
	}
	geary, err := spatial.LocalGeary(w, [][]float64{x}, o)
	if err != nil {
		t.Fatal(err)
	}
	gi, err := spatial.GetisOrd(w, x, false, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range []int{0, 3, 4} {
		for _, v := range []float64{local.I[i], local.Score[i], local.PPermutation[i], geary.C[0][i], geary.P[0][i], geary.Multi[i], gi.Z[i], gi.PPermutation[i]} {
			if !math.IsNaN(v) {
				t.Errorf("area %d has %v", i, v)
			}
		}
	}
	if math.IsNaN(local.I[1]) || math.IsNaN(local.PPermutation[1]) {
		t.Errorf("area 1 has %v, p %v", local.I[1], local.PPermutation[1])
	}
}

func TestWithoutDrawsThereIsNoChanceOfThem(t *testing.T) {
	w, x := small(t, plain)
	local, _ := spatial.LocalMoran(w, x, noDraws)
	hot, _ := spatial.GetisOrd(w, x, true, noDraws)
	geary, _ := spatial.LocalGeary(w, [][]float64{x}, noDraws)
	if local.PPermutation != nil || hot.PPermutation != nil || geary.P != nil || geary.PMulti != nil || local.Permutations != 0 {
		t.Error("there is a p of draws that were not made")
	}
	if hot.High[0] != (hot.Z[0] > 0) {
		t.Error("the side is not that of the score")
	}
	if g := global(t)(spatial.MoranI(w, x, spatial.AsGiven, noDraws)); !math.IsNaN(g.PPermutation) || g.Permutations != 0 {
		t.Errorf("%+v", g)
	}
	for p, want := range map[float64]float64{0.02: 0.04, 0.5: 1, 0.7: 1} {
		if got := spatial.TwoSided(p); got != want {
			t.Errorf("two-sided %v, want %v", got, want)
		}
	}
	if g := global(t)(spatial.MoranI(w, x, spatial.AsGiven, spatial.Inference{})); g.Permutations != spatial.Draws || g.Seed != 1 {
		t.Errorf("%d draws of seed %d", g.Permutations, g.Seed)
	}
}

func TestAMapOnWhichAllAreNeighboursHasNoGlobalScore(t *testing.T) {
	for n := 4; n < 30; n++ {
		var edges []spatial.Edge
		x, y := make([]float64, n), make([]float64, n)
		for a := range n {
			x[a], y[a] = math.Sqrt(float64(a)), math.Sin(float64(a))
			for b := range n {
				if a != b {
					edges = append(edges, spatial.Edge{A: int32(a), B: int32(b), Weight: 1})
				}
			}
		}
		w, err := spatial.NewWeights(n, edges)
		if err != nil {
			t.Fatal(err)
		}
		for what, g := range map[string]spatial.Global{
			"I": global(t)(spatial.MoranI(w, x, spatial.RowStandardised, noDraws)), "C": global(t)(spatial.GearyC(w, x, spatial.AsGiven, noDraws)),
			"G": global(t)(spatial.GeneralG(w, x, noDraws)),
		} {
			if math.Abs(g.Statistic-g.Expectation) > 1e-12 || !math.IsNaN(g.ZRandom) || !math.IsNaN(g.PRandom) || !math.IsNaN(g.ZNormal) {
				t.Errorf("%s of %d areas: %+v", what, n, g)
			}
		}
	}
}
