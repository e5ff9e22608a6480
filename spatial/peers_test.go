package spatial_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// esda's default for Gi and Gi* divides by a variance in which the sum of the weights stands where the sum of their
// squares belongs, so that its scores of row-standardised weights are too small by the root of the number of neighbours.
func TestScoresOfGiAreTheSameForRowStandardisedWeights(t *testing.T) {
	w, x := small(t, plain)
	standardised, _ := small(t, func(a, _ int32) float64 { return 1 / float64(w.Degree(int(a))) })
	for _, self := range []bool{false, true} {
		o := spatial.Inference{Permutations: 999}
		want, err := spatial.GetisOrd(w, x, self, o)
		if err != nil {
			t.Fatal(err)
		}
		got, err := spatial.GetisOrd(standardised, x, self, o)
		if err != nil {
			t.Fatal(err)
		}
		near := cmp.Options{cmpopts.EquateApprox(1e-12, 1e-12), cmpopts.EquateNaNs()}
		if diff := cmp.Diff([][]float64{want.Z, want.PTwo, want.PPermutation}, [][]float64{got.Z, got.PTwo, got.PPermutation}, near); diff != "" {
			t.Errorf("self %v (-plain +row-standardised): %s", self, diff)
		}
	}
}

// The variance of the score is right when the scores of all arrangements have variance 1.
func TestScoresOfGiHaveTheirVarianceOverAllArrangements(t *testing.T) {
	for name, weight := range map[string]func(a, b int32) float64{"plain": plain, "unequal": unequal} {
		w, x := small(t, weight)
		local, err := spatial.LocalMoran(w, x, noDraws)
		if err != nil {
			t.Fatal(err)
		}
		gi, err := spatial.GetisOrd(w, x, false, noDraws)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 7 {
			weights, total := weightsOf(w, i), 0.0
			for _, v := range weights {
				total += v
			}
			mean, deviation := meanAndDeviation(x)
			var sum, square, all float64
			arrangements(8, i, len(weights), func(chosen []int32) {
				lag := 0.0
				for k, j := range chosen {
					lag += weights[k] / total * (x[j] - mean) / deviation
				}
				statistic := local.Z[i] * lag
				sum, square, all = sum+statistic, square+statistic*statistic, all+1
			})
			expectation, variance := sum/all, square/all-sum/all*sum/all
			if math.Abs(local.Expectation[i]-expectation) > 1e-12 || math.Abs(local.Variance[i]-variance) > 1e-12 {
				t.Errorf("%s, area %d: moments %v and %v, all arrangements give %v and %v", name, i, local.Expectation[i], local.Variance[i], expectation, variance)
			}
			score := (local.I[i] - expectation) / math.Sqrt(variance) * math.Copysign(1, local.Z[i])
			if math.Abs(gi.Z[i]-score) > 1e-10 {
				t.Errorf("%s, area %d: Gi %v, all arrangements give %v", name, i, gi.Z[i], score)
			}
		}
	}
}

// esda does not add up the fourth moment for its total variance (reported there as issue 390).
func TestTotalMomentsAreThoseOfAllArrangements(t *testing.T) {
	w, x := small(t, plain)
	local, err := spatial.LocalMoran(w, x, noDraws)
	if err != nil {
		t.Fatal(err)
	}
	mean, deviation := meanAndDeviation(x)
	for i := range 7 {
		var sum, square, all float64
		arrangements(9, 8, 1+w.Degree(i), func(chosen []int32) {
			lag := 0.0
			for _, j := range chosen[1:] {
				lag += (x[j] - mean) / deviation / float64(w.Degree(i))
			}
			statistic := (x[chosen[0]] - mean) / deviation * lag
			sum, square, all = sum+statistic, square+statistic*statistic, all+1
		})
		expectation, variance := sum/all, square/all-sum/all*sum/all
		if math.Abs(local.ExpectationTotal[i]-expectation) > 1e-12 || math.Abs(local.VarianceTotal[i]-variance) > 1e-12 {
			t.Errorf("area %d: %v and %v, all arrangements give %v and %v", i, local.ExpectationTotal[i], local.VarianceTotal[i], expectation, variance)
		}
	}
}

// esda and GeoDa count a draw that equals what is seen for one side only, and give the smallest p there is where most
// neighbours are equally low, as with benefits that nobody has.
func TestEqualDrawsCountForBothSides(t *testing.T) {
	edges := []spatial.Edge{}
	x := make([]float64, 40)
	for i := range int32(39) {
		edges = append(edges, spatial.Edge{A: i, B: i + 1, Weight: 1}, spatial.Edge{A: i + 1, B: i, Weight: 1})
	}
	w, err := spatial.NewWeights(40, edges)
	if err != nil {
		t.Fatal(err)
	}
	x[5], x[20], x[33] = 3, 7, 5
	local, err := spatial.LocalMoran(w, x, spatial.Inference{Permutations: drawsOfTest})
	if err != nil {
		t.Fatal(err)
	}
	// Area 20 is high among zeros: both of its neighbours are 0 in 37/39 * 36/38 of all draws.
	checkChance(t, "a high area among zeros", 20, local.PPermutation[20], 37.0/39*36/38)
	if p := spatial.TwoSided(local.PPermutation[20]); p != 1 {
		t.Errorf("two-sided p %v of what nearly always happens", p)
	}
}

// esda shows 0 for islands, gives them a permutation p, and its join counts stop on them.
func TestIslandsHaveNoNeighboursRatherThanNeighboursOfZero(t *testing.T) {
	w, x := small(t, plain)
	local, err := spatial.LocalMoran(w, x, spatial.Inference{Permutations: 99})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []float64{local.Lag[7], local.I[7], local.Expectation[7], local.Variance[7], local.Score[7], local.ScoreTotal[7], local.PPermutation[7]} {
		if !math.IsNaN(v) {
			t.Errorf("an island has %v", v)
		}
	}
	mean, deviation := meanAndDeviation(x)
	if z := (x[7] - mean) / deviation; math.Abs(local.Z[7]-z) > 1e-12 || local.Quadrant[7] != spatial.NoQuadrant || local.N != 8 {
		t.Errorf("an island has score %v, want %v, quadrant %v of %d areas", local.Z[7], z, local.Quadrant[7], local.N)
	}
	star, err := spatial.GetisOrd(w, x, true, spatial.Inference{Permutations: 99})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(star.Z[7]-local.Z[7]) > 1e-12 || !math.IsNaN(star.PPermutation[7]) {
		t.Errorf("Gi* of an island is %v, p %v", star.Z[7], star.PPermutation[7])
	}
	gi, err := spatial.GetisOrd(w, x, false, noDraws)
	if err != nil {
		t.Fatal(err)
	}
	if !math.IsNaN(gi.Z[7]) || !math.IsNaN(gi.G[7]) {
		t.Errorf("Gi of an island is %v, share %v", gi.Z[7], gi.G[7])
	}
	g := global(t)(spatial.MoranI(w, x, spatial.RowStandardised, noDraws))
	if g.Islands != 1 || g.N != 8 {
		t.Errorf("%d islands of %d", g.Islands, g.N)
	}
}

// One value that holds nearly all of the spread leaves its own Gi with a spread that must not be a difference of two large
// numbers.
func TestOneHugeValueDoesNotBlurItsOwnScore(t *testing.T) {
	w, x := small(t, plain)
	x[2] = 1e12
	gi, err := spatial.GetisOrd(w, x, false, noDraws)
	if err != nil {
		t.Fatal(err)
	}
	others := append(append([]float64{}, x[:2]...), x[3:]...)
	mean, deviation := meanAndDeviation(others)
	n, k, sum := 8.0, float64(w.Degree(2)), 0.0
	for _, j := range w.Neighbours(2) {
		sum += x[j] - mean
	}
	if want := sum / (deviation * math.Sqrt(((n-1)*k-k*k)/(n-2))); math.Abs(gi.Z[2]-want) > 1e-3*math.Abs(want) {
		t.Errorf("Gi %v, want %v", gi.Z[2], want)
	}
}

// GeoDa, esda and spdep make 999 draws or fewer when not told otherwise. On a national map hardly anything is left of those
// after the control of false finds.
func TestFewDrawsFindNextToNothingOnANationalMap(t *testing.T) {
	folder, files := oracleFiles(t, "local", "local_wijk2022cc_queen_income_low", 1)
	for _, file := range files {
		input := readTable(t, file)
		w := oracleWeights(t, folder, "wijk2022cc", "queen", input.column["code"])
		found := func(draws int) (count int) {
			local, err := spatial.LocalMoran(w, input.numbers(t, "x"), spatial.Inference{Permutations: draws})
			if err != nil {
				t.Fatal(err)
			}
			p := make([]float64, len(local.PPermutation))
			for i, v := range local.PPermutation {
				p[i] = spatial.TwoSided(v)
			}
			for _, q := range spatial.Adjust(p, spatial.BenjaminiHochberg) {
				if q <= 0.05 {
					count++
				}
			}
			return count
		}
		few, many := found(999), found(0)
		t.Logf("%d areas found with 999 draws, %d with %d", few, many, spatial.Draws)
		if few >= many/2 || many < 20 {
			t.Errorf("%d areas found with 999 draws, %d with %d", few, many, spatial.Draws)
		}
	}
}

// Scores by the normal distribution see hot spots everywhere and cold spots nowhere in skewed rates: draws are the default
// for that reason.
func TestSkewedRatesMisleadTheNormalDistribution(t *testing.T) {
	folder, files := oracleFiles(t, "local", "local_buurt2015cc_queen_wwb_per_1000", 1)
	for _, file := range files {
		input := readTable(t, file)
		w := oracleWeights(t, folder, "buurt2015cc", "queen", input.column["code"])
		star, err := spatial.GetisOrd(w, input.numbers(t, "x"), true, spatial.Inference{Permutations: 9_999})
		if err != nil {
			t.Fatal(err)
		}
		var hot, cold, hotNormal, coldNormal int
		for i, p := range star.PPermutation {
			switch {
			case p <= 0.01 && star.High[i]:
				hot++
			case p <= 0.01:
				cold++
			}
			switch {
			case star.PTwo[i]/2 <= 0.01 && star.Z[i] > 0:
				hotNormal++
			case star.PTwo[i]/2 <= 0.01:
				coldNormal++
			}
		}
		t.Logf("normal %d hot %d cold, draws %d hot %d cold", hotNormal, coldNormal, hot, cold)
		if coldNormal > 10 || cold < 100 || hotNormal < hot*5/4 {
			t.Errorf("normal %d hot %d cold, draws %d hot %d cold", hotNormal, coldNormal, hot, cold)
		}
	}
}
