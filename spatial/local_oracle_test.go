package spatial_test

import (
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// drawsOfOracle is more than the draws of the reference values, so that nearly all of the difference is theirs: the areas of
// a map share their draws, and one set of them may be off for all areas at once.
const drawsOfOracle = 399_999

func TestLocalMoranAndGetisOrdAgreeWithSpdepAndEsda(t *testing.T) {
	folder, files := oracleFiles(t, "local", "local", 8)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			set, kind, _ := nameParts(file)
			want := readTable(t, file)
			w := oracleWeights(t, folder, set, kind, want.column["code"])
			x := want.numbers(t, "x")
			local, err := spatial.LocalMoran(w, x, spatial.Inference{Permutations: drawsOfOracle})
			if err != nil {
				t.Fatal(err)
			}
			linked := func(i int) bool { return local.Neighbours[i] > 0 }
			quadrants := want.numbers(t, "quadrant")
			for i, n := range want.numbers(t, "n_neighbours") {
				if float64(local.Neighbours[i]) != n {
					t.Fatalf("%d neighbours, want %v", local.Neighbours[i], n)
				}
				if q := quadrants[i]; linked(i) && float64(local.Quadrant[i]) != q {
					t.Errorf("quadrant %v, want %v", local.Quadrant[i], q)
				}
			}
			want.compare(t, "z_std", local.Z, nil)
			want.compare(t, "lag_z_std", local.Lag, linked)
			want.compare(t, "I_local", local.I, linked)
			if _, ok := want.column["E_cond"]; ok {
				want.compare(t, "E_cond", local.Expectation, linked)
				want.compare(t, "V_cond", local.Variance, linked)
				want.compare(t, "z_cond", local.Score, linked)
				want.compare(t, "p_cond_two", local.PTwo, linked)
				want.compare(t, "E_total", local.ExpectationTotal, linked)
				want.compare(t, "V_total", local.VarianceTotal, linked)
				want.compare(t, "z_total", local.ScoreTotal, linked)
				want.compare(t, "p_total_two", local.PTwoTotal, linked)
				want.compare(t, "p_cond_two_BH", spatial.Adjust(local.PTwo, spatial.BenjaminiHochberg), linked)
			}
			perms, _ := strconv.Atoi(want.column["perms"][0])
			want.comparePermutations(t, w, x, local, perms)
			compareHot(t, want, w, x, linked)
		})
	}
}

func compareHot(t *testing.T, want table, w *spatial.Weights, x []float64, linked func(i int) bool) {
	t.Helper()
	gi, err := spatial.GetisOrd(w, x, false, noDraws)
	if err != nil {
		t.Fatal(err)
	}
	want.compare(t, "Gi_G", gi.G, linked)
	want.compare(t, "Gi_z", gi.Z, linked)
	star, err := spatial.GetisOrd(w, x, true, noDraws)
	if err != nil {
		t.Fatal(err)
	}
	want.compare(t, "Gistar_G", star.G, nil)
	want.compare(t, "Gistar_z", star.Z, nil)
	want.compare(t, "Gistar_p_two", star.PTwo, nil)
	for name, method := range map[string]spatial.Adjustment{"BH": spatial.BenjaminiHochberg, "BY": spatial.BenjaminiYekutieli,
		"bonf": spatial.Bonferroni, "holm": spatial.Holm} {
		want.compare(t, "Gistar_p_two_"+name, spatial.Adjust(star.PTwo, method), nil)
	}
}

// comparePermutations holds p-values of draws against those of other draws: each within five standard errors, and all of
// them together not further away than chance brings. A draw equal to what is seen counts for both sides here; in esda it
// counts for one side, or for the other by the last bit of a sum, so its p is smaller by at most the chance of being equal,
// which is worked out for figures rounded to tenths. An area whose neighbours all have the lowest value of the map, as
// the many without any benefits do, is held against the exact chance of that: esda may give it the smallest p there is.
func (r table) comparePermutations(t *testing.T, w *spatial.Weights, y []float64, local *spatial.Local, perms int) {
	t.Helper()
	got, ties := local.PPermutation, newTies(y)
	var sum, square, n float64
	for i, p := range r.numbers(t, "p_perm_folded") {
		k := w.Degree(i)
		if k == 0 {
			if !math.IsNaN(got[i]) {
				t.Errorf("an island has p %v", got[i])
			}
			continue
		}
		if exact := chanceOfLowest(w, y, i); exact > 0 {
			if d := math.Abs(got[i] - exact); !(d <= 5*math.Sqrt(exact*(1-exact)/drawsOfOracle)+2.0/drawsOfOracle) {
				t.Errorf("%s: p of permutations %v, exactly %v", r.column["code"][i], got[i], exact)
			}
			continue
		}
		slack, equal := 0.003, ties.chance(w.Neighbours(i), y)
		if k <= 2 {
			slack = 0.02
		}
		// esda's p lies anywhere between all equal draws counted and none.
		off := got[i] - p
		if off > 0 {
			off = max(0, off-equal)
		}
		spread := math.Sqrt(p * (1 - p) * (1/float64(perms) + 1.0/drawsOfOracle))
		if !(math.Abs(off) <= 5*spread+2/float64(perms)+slack) {
			t.Errorf("%s: p of permutations %v, of which %v may be ties, want %v", r.column["code"][i], got[i], equal, p)
		}
		if p > 0.002 && k > 2 && equal < 0.003 {
			score := off / spread
			sum, square, n = sum+score, square+score*score, n+1
		}
	}
	if sd := math.Sqrt(square/n - sum/n*sum/n); !(sd < 1.3) {
		t.Errorf("standardised differences of p spread by %v, want less than 1.3", sd)
	} else {
		t.Logf("standardised differences of p: sd %.3f over %v areas", sd, n)
	}
}

// ties is how likely each sum of k values is, for values rounded to whole numbers or to tenths; nil for other values.
type ties struct {
	chances [][]float64
	parts   float64
}

func newTies(y []float64) ties {
	for _, parts := range []float64{1, 10} {
		rounded := func(v float64) bool { return v >= 0 && v < 2e3 && math.Abs(v*parts-math.Round(v*parts)) < 1e-9 }
		if !slices.ContainsFunc(y, func(v float64) bool { return !rounded(v) }) {
			return ties{sums(y, parts), parts}
		}
	}
	return ties{}
}

func sums(y []float64, parts float64) [][]float64 {
	one := make([]float64, int(slices.Max(y)*parts)+2)
	for _, v := range y {
		one[int(math.Round(v*parts))] += 1 / float64(len(y))
	}
	all := [][]float64{{1}}
	for k := 1; k <= 16; k++ {
		next := make([]float64, k*len(one)+1)
		for a, p := range one {
			if p == 0 {
				continue
			}
			for b, q := range all[k-1] {
				next[a+b] += p * q
			}
		}
		all = append(all, next)
	}
	return all
}

// chance returns the chance of the sum of these values; of many, that of the likeliest.
func (t ties) chance(neighbours []int32, y []float64) float64 {
	if t.chances == nil {
		return 0
	}
	if len(neighbours) >= len(t.chances) {
		return slices.Max(t.chances[len(t.chances)-1])
	}
	sum := 0.0
	for _, j := range neighbours {
		sum += y[j] * t.parts
	}
	return t.chances[len(neighbours)][int(math.Round(sum))]
}

// chanceOfLowest returns the exact chance that all neighbours of area i have the lowest value, when they do and several
// areas have it; 0 otherwise.
func chanceOfLowest(w *spatial.Weights, y []float64, i int) float64 {
	lowest := slices.Min(y)
	for _, j := range w.Neighbours(i) {
		if y[j] != lowest {
			return 0
		}
	}
	have := 0
	for j, v := range y {
		if j != i && v == lowest {
			have++
		}
	}
	if have == 1 {
		return 0
	}
	chance := 1.0
	for k := range w.Degree(i) {
		chance *= float64(have-k) / float64(len(y)-1-k)
	}
	return chance
}

func TestBivariateLocalMoranAgreesWithEsda(t *testing.T) {
	folder, files := oracleFiles(t, "local", "bivariate", 4)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			set, kind, _ := nameParts(file)
			want := readTable(t, file)
			w := oracleWeights(t, folder, set, kind, want.column["code"])
			local, err := spatial.LocalMoranWith(w, want.numbers(t, "x"), want.numbers(t, "y"), spatial.Inference{Permutations: drawsOfOracle})
			if err != nil {
				t.Fatal(err)
			}
			linked := func(i int) bool { return local.Neighbours[i] > 0 }
			want.compare(t, "I_bv_mean_n", local.I, linked)
			for i, q := range want.numbers(t, "quadrant") {
				if linked(i) && float64(local.Quadrant[i]) != q {
					t.Errorf("quadrant %v, want %v", local.Quadrant[i], q)
				}
			}
			want.comparePermutations(t, w, want.numbers(t, "y"), local, 9999)
		})
	}
}

func TestLocalGearyAgreesWithEsda(t *testing.T) {
	folder, files := oracleFiles(t, "local", "geary", 3)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			set, kind, _ := nameParts(file)
			want := readTable(t, file)
			w := oracleWeights(t, folder, set, kind, want.column["code"])
			input, _ := oracleInput(t, folder, set)
			var names []string
			var columns [][]float64
			for _, name := range []string{"income_low", "dwelling_value", "employment_rate", "wwb_per_1000", "ww_per_1000", "ao_per_1000"} {
				if _, ok := want.column["C_"+name]; ok {
					names = append(names, name)
					columns = append(columns, input.numbers(t, name))
				}
			}
			if len(names)+2 != len(want.column) {
				t.Fatalf("columns %v of %d", names, len(want.column))
			}
			geary, err := spatial.LocalGeary(w, columns, noDraws)
			if err != nil {
				t.Fatal(err)
			}
			for c, name := range names {
				want.compare(t, "C_"+name, geary.C[c], nil)
			}
			want.compare(t, "C_mv", geary.Multi, nil)
		})
	}
}

// oracleInput reads the figures of a set.
func oracleInput(t testing.TB, folder, set string) (table, string) {
	t.Helper()
	for _, ending := range []string{".csv", ".csv.gz"} {
		if files, _ := filepath.Glob(filepath.Join(folder, "inputs", set+ending)); len(files) == 1 {
			return readTable(t, files[0]), files[0]
		}
	}
	t.Fatalf("no input %s", set)
	return table{}, ""
}

func TestJoinCountsAgreeWithEsdaAndScipy(t *testing.T) {
	folder, files := oracleFiles(t, "local", "joincount", 3)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			set, kind, _ := nameParts(file)
			want := readTable(t, file)
			w := oracleWeights(t, folder, set, kind, want.column["code"])
			compared := 0
			check := func(count, p string, got *spatial.JoinCount, err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
				compared += 2
				want.compare(t, count, got.Count, nil)
				want.compare(t, p, got.P, nil)
			}
			var all [][]float64
			for name := range want.column {
				variable, ok := strings.CutPrefix(name, "bin_")
				if !ok {
					continue
				}
				compared++
				bin := want.numbers(t, name)
				all = append(all, bin)
				got, err := spatial.LocalJoinCount(w, bin)
				check("ljc_"+variable, "p_exact_"+variable, got, err)
			}
			for name := range want.column {
				if variables, ok := strings.CutPrefix(name, "bjc_"); ok {
					a, b, _ := strings.Cut(variables, "__")
					got, err := spatial.LocalJoinCountOf(w, want.numbers(t, "bin_"+a), want.numbers(t, "bin_"+b))
					check(name, "p_exact_"+name, got, err)
				}
				if variables, ok := strings.CutPrefix(name, "ljc_clc_"); ok {
					a, b, _ := strings.Cut(variables, "__")
					got, err := spatial.CoLocation(w, want.numbers(t, "bin_"+a), want.numbers(t, "bin_"+b))
					check(name, "p_exact_clc_"+variables, got, err)
				}
			}
			k := strconv.Itoa(len(all))
			got, err := spatial.CoLocation(w, all...)
			check("ljc_all_"+k, "p_exact_all_"+k, got, err)
			if compared+2 != len(want.column) {
				t.Errorf("%d of %d columns compared", compared, len(want.column)-2)
			}
		})
	}
}
