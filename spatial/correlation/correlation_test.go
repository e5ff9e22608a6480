package correlation

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// near reports whether two numbers agree to 1e-9 of the larger.
func near(got, want float64) bool {
	return got == want || math.Abs(got-want) <= 1e-9*max(math.Abs(got), math.Abs(want))
}

func TestCorrelationsEqualTheReferenceValues(t *testing.T) {
	for _, set := range []string{"wijk2022cc", "buurt2015cc"} {
		var want struct {
			Vars      []string
			Pearson   [][]float64
			Spearman  [][]float64
			Kendall   [][]float64 `json:"kendall_tau_b"`
			PearsonP  [][]float64 `json:"pearson_p"`
			SpearmanP [][]float64 `json:"spearman_p"`
		}
		if !golden.JSON(t, "oracles/spatial/composite/correlations_"+set+".json", &want) {
			return
		}
		table, _ := golden.Table(t, "oracles/spatial/inputs/"+set+".csv.gz")
		var columns [][]float64
		for _, name := range want.Vars {
			columns = append(columns, table.Numbers(t, name))
		}
		compareAll(t, set+" Pearson", columns, Pearson, want.Pearson, want.PearsonP)
		compareAll(t, set+" Spearman", columns, Spearman, want.Spearman, want.SpearmanP)
		compareAll(t, set+" Kendall", columns, KendallTauB, want.Kendall, nil)
	}
}

func compareAll(t *testing.T, what string, columns [][]float64, of Measure, values, ps [][]float64) {
	t.Helper()
	got := must(Matrix(columns, of))
	if len(values) != len(columns) || len(columns) < 3 {
		t.Fatalf("%s: %d columns", what, len(columns))
	}
	for i := range got {
		for j := range got {
			if !near(got[i][j].Value, values[i][j]) {
				t.Errorf("%s %d, %d: %v, want %v", what, i, j, got[i][j].Value, values[i][j])
			}
			if ps != nil && i != j && !near(got[i][j].P, ps[i][j]) {
				t.Errorf("%s %d, %d: p %v, want %v", what, i, j, got[i][j].P, ps[i][j])
			}
		}
	}
}

// TestEffectiveEqualsTheEigenvalues compares with the eigenvalues that numpy gives for the directed figures, whose signs do not
// matter here.
func TestEffectiveEqualsTheEigenvalues(t *testing.T) {
	var meta struct {
		Eigenvalues []float64 `json:"pca_eigenvalues"`
	}
	var correlations struct{ Pearson [][]float64 }
	if !golden.JSON(t, "oracles/spatial/composite/composite_wijk2022cc.json", &meta) {
		return
	}
	golden.JSON(t, "oracles/spatial/composite/correlations_wijk2022cc.json", &correlations)
	sum, squares := 0.0, 0.0
	for _, v := range meta.Eigenvalues {
		sum += v
		squares += v * v
	}
	if got := must(Effective(correlations.Pearson)); !near(got, sum*sum/squares) {
		t.Errorf("%v, want %v", got, sum*sum/squares)
	}
}

// TestEqualsR compares with cor.test of R 4.2.2, exact=FALSE, on invented figures with ties.
func TestEqualsR(t *testing.T) {
	x := []float64{2, 5, 5, 7, 1, math.NaN(), 9, 4, 4, 12, 8, 3, 6}
	y := []float64{1, 4, 6, 6, 2, 3, 9, 2, 5, 8, 11, 3, 3}
	for name, test := range map[string]struct {
		of       Measure
		value, p float64
	}{
		"Pearson": {Pearson, 0.807520636614058, 0.00149113805659853}, "Spearman": {Spearman, 0.857144190228681, 0.000366803108768127}, "Kendall": {KendallTauB, 0.677186347474865, 0.00285202548318148},
	} {
		got := must(test.of(x, y))
		if !near(got.Value, test.value) || !near(got.P, test.p) || got.N != 12 {
			t.Errorf("%s: %+v, want %v, %v", name, got, test.value, test.p)
		}
	}
}

// slowTau counts pair by pair.
func slowTau(x, y []float64) float64 {
	more, first, second := 0.0, 0.0, 0.0
	for i := range x {
		for j := range i {
			a, b := float64(compare(x[i], x[j])), float64(compare(y[i], y[j]))
			more += a * b
			first += a * a
			second += b * b
		}
	}
	return more / math.Sqrt(first) / math.Sqrt(second)
}

var measures = map[string]Measure{"Pearson": Pearson, "Spearman": Spearman, "Kendall": KendallTauB}

// drawn gives two figures of the same areas with ties.
func drawn(t *rapid.T) (x, y []float64) {
	for range rapid.IntRange(2, 40).Draw(t, "n") {
		x = append(x, float64(rapid.IntRange(-6, 6).Draw(t, "x")))
		y = append(y, float64(rapid.IntRange(-6, 6).Draw(t, "y")))
	}
	return x, y
}

func TestProperties(t *testing.T) {
	for name, of := range measures {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				x, y := drawn(t)
				before := fmt.Sprint(x, y)
				c := must(of(x, y))
				if fmt.Sprint(x, y) != before {
					t.Fatal("the values were changed")
				}
				if slow := slowTau(x, y); name == "Kendall" && math.Abs(c.Value-slow) > 1e-12 {
					t.Fatalf("tau %v, want %v", c.Value, slow)
				}
				same := func(what string, d Correlation, sign float64) {
					if math.Abs(d.Value-sign*c.Value) > 1e-12 || math.Abs(d.P-c.P) > 1e-9 || math.IsNaN(d.Value) != math.IsNaN(c.Value) {
						t.Fatalf("%s: %+v, was %+v", what, d, c)
					}
				}
				same("the other way round", must(of(y, x)), 1)
				other, moved, extra := slices.Clone(x), make([]float64, 0, len(x)), make([]float64, 0, len(x))
				for i := range other {
					other[i] = 3 - 2*x[i]
				}
				same("upside down", must(of(other, y)), -1)
				for _, i := range rapid.Permutation(numbers(len(x))).Draw(t, "order") {
					moved, extra = append(moved, x[i]), append(extra, y[i])
				}
				same("in another order", must(of(moved, extra)), 1)
				same("with an area that is not known", must(of(append(moved, math.NaN()), append(extra, 1))), 1)
			})
		})
	}
}

func numbers(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func TestFewOrOddValues(t *testing.T) {
	nan := math.NaN()
	for name, of := range measures {
		for what, x := range map[string][]float64{"none": {}, "one": {1}, "one known": {nan, 1}, "all equal": {2, 2, 2}} {
			y := []float64{1, 2, 3}[:len(x)]
			if c := must(of(x, y)); !math.IsNaN(c.Value) || !math.IsNaN(c.P) {
				t.Errorf("%s of %s: %+v", name, what, c)
			}
		}
		if c := must(of([]float64{1, 2}, []float64{5, 9})); math.Abs(c.Value-1) > 1e-15 || !math.IsNaN(c.P) {
			t.Errorf("%s of two pairs: %+v", name, c)
		}
		if c := must(of([]float64{1, 2, 3, 4}, []float64{-1, -2, -3, -4})); math.Abs(c.Value+1) > 1e-15 {
			t.Errorf("%s of opposites: %+v", name, c)
		}
		if _, err := of([]float64{1}, nil); !errors.Is(err, spatial.ErrLength) {
			t.Errorf("%s of different lengths: %v", name, err)
		}
		if _, err := of([]float64{math.Inf(1)}, []float64{1}); !errors.Is(err, ErrValue) {
			t.Errorf("%s of an infinite value: %v", name, err)
		}
	}
	for _, matrix := range [][][]float64{{{1, 0}}, {{1, 0.2}, {0.3, 1}}, {{1, 0}, {}}} {
		if _, err := Effective(matrix); !errors.Is(err, ErrMatrix) {
			t.Errorf("%v: %v", matrix, err)
		}
	}
	if got := must(Effective([][]float64{{1, nan}, {nan, 1}})); !math.IsNaN(got) {
		t.Errorf("unknown correlations amount to %v", got)
	}
}

func ExampleEffective() {
	columns := [][]float64{{1, 2, 3, 4, 5, 6}, {2, 4, 6, 8, 10, 12}, {3, 1, 2, 2, 1, 3}}
	matrix, err := Matrix(columns, Spearman)
	if err != nil {
		fmt.Println(err)
		return
	}
	amount, err := Effective(Values(matrix))
	fmt.Printf("three figures amount to %.1f %v\n", amount, err)
	// Output: three figures amount to 1.8 <nil>
}

func TestTinyDifferencesAreDifferences(t *testing.T) {
	x, y := []float64{1, 3, 2, 7, 5}, []float64{2, 1, 3, 6, 9}
	want, err := Pearson(x, y)
	if err != nil {
		t.Fatal(err)
	}
	for i := range x {
		x[i] *= 1e-200
	}
	if got, err := Pearson(x, y); err != nil || math.Abs(got.Value-want.Value) > 1e-12 || math.Abs(got.P-want.P) > 1e-12 {
		t.Errorf("%+v, want %+v, %v", got, want, err)
	}
}
