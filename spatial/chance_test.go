package spatial_test

import (
	"errors"
	"math"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// small is a map of eight areas with 1 to 4 neighbours, an island (7), and values with ties.
func small(t testing.TB, weight func(a, b int32) float64) (*spatial.Weights, []float64) {
	t.Helper()
	var edges []spatial.Edge
	for _, e := range [][2]int32{{0, 1}, {0, 2}, {1, 2}, {2, 3}, {3, 4}, {2, 4}, {4, 5}, {5, 6}} {
		edges = append(edges, spatial.Edge{A: e[0], B: e[1], Weight: weight(e[0], e[1])}, spatial.Edge{A: e[1], B: e[0], Weight: weight(e[1], e[0])})
	}
	w, err := spatial.NewWeights(8, edges)
	if err != nil {
		t.Fatal(err)
	}
	return w, []float64{3.1, 4, 4, 7.5, 1, 2, 2, 9}
}

func plain(int32, int32) float64 { return 1 }

func unequal(a, b int32) float64 { return 1 / float64(1+a+2*b) }

// half gives one area equal weights and the others unequal ones.
func half(a, b int32) float64 {
	if a%2 == 0 {
		return 0.25
	}
	return unequal(a, b)
}

// arrangements calls do with every choice of k of the areas other than i, in every order.
func arrangements(n, i, k int, do func(chosen []int32)) {
	var chosen []int32
	var choose func()
	choose = func() {
		if len(chosen) == k {
			do(chosen)
			return
		}
	next:
		for j := range int32(n) {
			if int(j) == i {
				continue
			}
			for _, c := range chosen {
				if c == j {
					continue next
				}
			}
			chosen = append(chosen, j)
			choose()
			chosen = chosen[:len(chosen)-1]
		}
	}
	choose()
}

// exact returns the folded chance of a statistic of area i and its neighbours over all arrangements.
func exact(w *spatial.Weights, i int, statistic func(neighbours []int32) float64) (p float64, high bool) {
	seen := statistic(w.Neighbours(i))
	var lower, upper, all float64
	arrangements(w.Len(), i, w.Degree(i), func(chosen []int32) {
		drawn := statistic(chosen)
		all++
		if drawn <= seen+1e-9 {
			lower++
		}
		if drawn >= seen-1e-9 {
			upper++
		}
	})
	return math.Min(lower, upper) / all, upper < lower
}

func weightsOf(w *spatial.Weights, i int) []float64 {
	if v := w.Values(i); v != nil {
		return v
	}
	ones := make([]float64, w.Degree(i))
	for k := range ones {
		ones[k] = 1
	}
	return ones
}

const drawsOfTest = 40_000

func checkChance(t *testing.T, what string, i int, got, want float64) {
	t.Helper()
	if d := math.Abs(got - want); !(d <= 4.5*math.Sqrt(want*(1-want)/drawsOfTest)+2.0/drawsOfTest) {
		t.Errorf("%s of area %d: p %v, exactly %v", what, i, got, want)
	}
}

func TestConditionalPermutationMeetsTheExactChances(t *testing.T) {
	for name, weight := range map[string]func(a, b int32) float64{"plain": plain, "unequal": unequal, "partly equal": half} {
		t.Run(name, func(t *testing.T) {
			w, x := small(t, weight)
			y := []float64{1, 0, 5, 5, 2, 0, 0, 3}
			o := spatial.Inference{Permutations: drawsOfTest, Seed: 7}
			hot, err := spatial.GetisOrd(w, x, true, o)
			if err != nil {
				t.Fatal(err)
			}
			local, err := spatial.LocalMoran(w, x, o)
			if err != nil {
				t.Fatal(err)
			}
			with, err := spatial.LocalMoranWith(w, x, y, o)
			if err != nil {
				t.Fatal(err)
			}
			geary, err := spatial.LocalGeary(w, [][]float64{x, y}, o)
			if err != nil {
				t.Fatal(err)
			}
			for i := range 7 {
				weights := weightsOf(w, i)
				lag := func(of []float64) func([]int32) float64 {
					return func(neighbours []int32) float64 {
						sum := 0.0
						for k, j := range neighbours {
							sum += weights[k] * of[j]
						}
						return sum
					}
				}
				far := func(columns ...[]float64) func([]int32) float64 {
					return func(neighbours []int32) float64 {
						sum := 0.0
						for _, of := range columns {
							_, deviation := meanAndDeviation(of)
							for k, j := range neighbours {
								d := (of[i] - of[j]) / deviation
								sum += weights[k] * d * d
							}
						}
						return sum
					}
				}
				p, high := exact(w, i, lag(x))
				checkChance(t, "Gi*", i, hot.PPermutation[i], p)
				checkChance(t, "local Moran", i, local.PPermutation[i], p)
				if math.Abs(p-0.5) > 0.05 && hot.High[i] != high {
					t.Errorf("area %d: side %v, want %v", i, hot.High[i], high)
				}
				p, _ = exact(w, i, lag(y))
				checkChance(t, "bivariate local Moran", i, with.PPermutation[i], p)
				p, high = exact(w, i, far(x))
				checkChance(t, "local Geary", i, geary.P[0][i], p)
				if math.Abs(p-0.5) > 0.05 && geary.Alike[0][i] == high {
					t.Errorf("area %d: alike %v, want %v", i, geary.Alike[0][i], !high)
				}
				p, _ = exact(w, i, far(x, y))
				checkChance(t, "multivariate local Geary", i, geary.PMulti[i], p)
			}
			for _, p := range []float64{hot.PPermutation[7], local.PPermutation[7], geary.P[0][7], geary.PMulti[7]} {
				if !math.IsNaN(p) {
					t.Errorf("an island has p %v", p)
				}
			}
		})
	}
}

func meanAndDeviation(x []float64) (mean, deviation float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		deviation += (v - mean) * (v - mean) / float64(len(x))
	}
	return mean, math.Sqrt(deviation)
}

func TestAreasThatNeighbourAllOthersHaveNothingToDraw(t *testing.T) {
	var edges []spatial.Edge
	for a := range int32(5) {
		for b := range int32(5) {
			if a != b {
				edges = append(edges, spatial.Edge{A: a, B: b, Weight: 1})
			}
		}
	}
	w, err := spatial.NewWeights(5, edges)
	if err != nil {
		t.Fatal(err)
	}
	x := []float64{1, 2, 3, 4, 6}
	for _, self := range []bool{false, true} {
		hot, err := spatial.GetisOrd(w, x, self, spatial.Inference{Permutations: 999})
		if err != nil {
			t.Fatal(err)
		}
		local, err := spatial.LocalMoran(w, x, spatial.Inference{Permutations: 999})
		if err != nil {
			t.Fatal(err)
		}
		geary, err := spatial.LocalGeary(w, [][]float64{x}, spatial.Inference{Permutations: 999})
		if err != nil {
			t.Fatal(err)
		}
		for i := range x {
			if !math.IsNaN(hot.Z[i]) || !math.IsNaN(local.Score[i]) {
				t.Errorf("scores %v and %v of a sum that cannot differ", hot.Z[i], local.Score[i])
			}
			if !math.IsNaN(hot.PPermutation[i]) || !math.IsNaN(local.PPermutation[i]) || !math.IsNaN(geary.P[0][i]) || !math.IsNaN(geary.PMulti[i]) {
				t.Errorf("p %v, %v, %v, %v of a sum that cannot differ", hot.PPermutation[i], local.PPermutation[i], geary.P[0][i], geary.PMulti[i])
			}
		}
	}
}

func TestGlobalPermutationMeetsTheExactChances(t *testing.T) {
	for name, weight := range map[string]func(a, b int32) float64{"plain": plain, "unequal": unequal} {
		w, x := small(t, weight)
		y := []float64{1, 0, 5, 5, 2, 0, 0, 3}
		o := spatial.Inference{Permutations: drawsOfTest}
		type call func(x []float64, o spatial.Inference) spatial.Global
		for statistic, of := range map[string]call{
			"I": func(x []float64, o spatial.Inference) spatial.Global {
				return global(t)(spatial.MoranI(w, x, spatial.RowStandardised, o))
			},
			"C": func(x []float64, o spatial.Inference) spatial.Global {
				return global(t)(spatial.GearyC(w, x, spatial.AsGiven, o))
			},
			"G": func(x []float64, o spatial.Inference) spatial.Global { return global(t)(spatial.GeneralG(w, x, o)) },
			"B": func(x []float64, o spatial.Inference) spatial.Global {
				return global(t)(spatial.BivariateMoranI(w, y, x, o))
			},
		} {
			seen := of(x, o)
			var lower, upper, all, sum, square float64
			dealt := make([]float64, 8)
			arrangements(9, 8, 8, func(order []int32) {
				for i, j := range order {
					dealt[i] = x[j]
				}
				drawn := of(dealt, noDraws).Statistic
				all++
				sum, square = sum+drawn, square+(drawn-seen.Expectation)*(drawn-seen.Expectation)
				if drawn <= seen.Statistic+1e-12 {
					lower++
				}
				if drawn >= seen.Statistic-1e-12 {
					upper++
				}
			})
			checkChance(t, name+" "+statistic, 0, seen.PPermutation, math.Min(lower, upper)/all)
			if d := math.Abs(sum/all - seen.Expectation); d > 1e-12 {
				t.Errorf("%s %s: expectation %v, all arrangements give %v", name, statistic, seen.Expectation, sum/all)
			}
			if got, want := seen.VarianceRandom, square/all; !(math.Abs(got-want) <= 1e-10*want) {
				t.Errorf("%s %s: variance %v, all arrangements give %v", name, statistic, got, want)
			}
		}
	}
}

func TestWhatCannotBeUsedIsRefused(t *testing.T) {
	w, x := small(t, plain)
	short, endless := x[:7], append([]float64{math.Inf(-1)}, x[1:]...)
	calls := map[string]func(x []float64) error{
		"MoranI":           func(x []float64) error { _, err := spatial.MoranI(w, x, spatial.AsGiven, noDraws); return err },
		"GearyC":           func(x []float64) error { _, err := spatial.GearyC(w, x, spatial.AsGiven, noDraws); return err },
		"GeneralG":         func(x []float64) error { _, err := spatial.GeneralG(w, x, noDraws); return err },
		"BivariateMoranI":  func(y []float64) error { _, err := spatial.BivariateMoranI(w, x, y, noDraws); return err },
		"LocalMoran":       func(x []float64) error { _, err := spatial.LocalMoran(w, x, noDraws); return err },
		"LocalMoranWith":   func(y []float64) error { _, err := spatial.LocalMoranWith(w, x, y, noDraws); return err },
		"GetisOrd":         func(x []float64) error { _, err := spatial.GetisOrd(w, x, true, noDraws); return err },
		"LocalGeary":       func(y []float64) error { _, err := spatial.LocalGeary(w, [][]float64{x, y}, noDraws); return err },
		"LocalJoinCount":   func(x []float64) error { _, err := spatial.LocalJoinCount(w, x); return err },
		"LocalJoinCountOf": func(y []float64) error { _, err := spatial.LocalJoinCountOf(w, make([]float64, 8), y); return err },
		"CoLocation":       func(y []float64) error { _, err := spatial.CoLocation(w, make([]float64, 8), y); return err },
	}
	for name, call := range calls {
		if err := call(short); !errors.Is(err, spatial.ErrLength) {
			t.Errorf("%s of too few values: %v", name, err)
		}
		if err := call(endless); !errors.Is(err, spatial.ErrValue) {
			t.Errorf("%s of an infinite value: %v", name, err)
		}
	}
	if _, err := spatial.LocalJoinCount(w, x); !errors.Is(err, spatial.ErrBin) {
		t.Errorf("join counts of values that are no bins: %v", err)
	}
	if _, err := spatial.CoLocation(w); !errors.Is(err, spatial.ErrLength) {
		t.Errorf("no bins: %v", err)
	}
	if _, err := spatial.LocalGeary(w, nil, noDraws); !errors.Is(err, spatial.ErrLength) {
		t.Errorf("no columns: %v", err)
	}
	if all, err := spatial.GetisOrdEach(w, nil, true, noDraws); err != nil || len(all) != 0 {
		t.Errorf("Gi* of no columns: %v, %v", all, err)
	}
}
