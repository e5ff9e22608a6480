package classes

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
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

func TestClassesEqualTheReferenceValues(t *testing.T) {
	var want map[string]map[string]any
	if !golden.JSON(t, "oracles/spatial/composite/breaks_wijk2022cc.json", &want) {
		return
	}
	table, _ := golden.Table(t, "oracles/spatial/inputs/wijk2022cc.csv.gz")
	compared := 0
	for name, figure := range want {
		x := table.Numbers(t, name)
		for _, k := range []int{3, 5, 7} {
			fisher := must(FisherJenks(x, k))
			compare(t, fmt.Sprint(name, " fisher ", k), fisher.Breaks, figure[fmt.Sprint("fisher_", k)])
			compare(t, fmt.Sprint(name, " ckmeans ", k), fisher.Lower, figure[fmt.Sprintf("ckmeans_%d_lower_bounds", k)])
			compare(t, fmt.Sprint(name, " sizes ", k), floats(fisher.Size), figure[fmt.Sprintf("ckmeans_%d_sizes", k)])
			compare(t, fmt.Sprint(name, " squares ", k), []float64{fisher.Within()}, []any{figure[fmt.Sprintf("ckmeans_%d_wss", k)]})
			compare(t, fmt.Sprint(name, " quantile ", k), must(Quantile(x, k)).Breaks, figure[fmt.Sprint("quantile7_", k)])
			compare(t, fmt.Sprint(name, " equal ", k), must(Equal(x, k)).Breaks, figure[fmt.Sprint("equal_", k)])
			compared += 6
		}
		compare(t, name+" sd", must(StandardDeviation(x, 0)).Breaks, figure["sd"])
		compare(t, name+" head/tails", must(HeadTails(x, 0)).Breaks, figure["headtails"])
		compare(t, name+" box", must(Box(x, 0)).Breaks, figure["box1.5"])
	}
	if compared != 54 {
		t.Errorf("%d compared", compared)
	}
}

func floats(x []int) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = float64(x[i])
	}
	return out
}

// compare holds numbers against those of the file, where "-Inf" and "Inf" are words.
func compare(t *testing.T, what string, got []float64, want any) {
	t.Helper()
	list, ok := want.([]any)
	if !ok || len(got) != len(list) {
		t.Errorf("%s: %v, want %v", what, got, want)
		return
	}
	for i, w := range list {
		number, ok := w.(float64)
		if word, isWord := w.(string); isWord {
			number, ok = map[string]float64{"-Inf": math.Inf(-1), "Inf": math.Inf(1)}[word], true
		}
		if !ok || !near(got[i], number) {
			t.Errorf("%s: %v, want %v", what, got, want)
			return
		}
	}
}

// anyValues draws values with ties, missing ones among them.
func anyValues(t *rapid.T) []float64 {
	x := rapid.SliceOfN(rapid.Float64Range(-50, 50), 0, 30).Draw(t, "x")
	for i := range x {
		if rapid.Bool().Draw(t, "round") {
			x[i] = math.Round(x[i] / 10)
		}
		if rapid.IntRange(0, 9).Draw(t, "missing") == 0 {
			x[i] = math.NaN()
		}
	}
	return x
}

var methods = map[string]func(x []float64, k int) (*Classes, error){
	"quantile": Quantile, "equal": Equal, "Fisher-Jenks": FisherJenks,
	"standard deviation": func(x []float64, _ int) (*Classes, error) { return StandardDeviation(x, 0) },
	"head/tails":         func(x []float64, _ int) (*Classes, error) { return HeadTails(x, 0) },
	"box":                func(x []float64, _ int) (*Classes, error) { return Box(x, 0) },
}

func TestEveryValueIsInItsClass(t *testing.T) {
	for name, method := range methods {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				x, k := anyValues(t), rapid.IntRange(1, 9).Draw(t, "k")
				before := fmt.Sprint(x)
				c := must(method(x, k))
				if fmt.Sprint(x) != before {
					t.Fatal("the values were changed")
				}
				size := make([]int, len(c.Size))
				missing := 0
				for _, v := range x {
					at := c.Class(v)
					if math.IsNaN(v) {
						missing++
						continue
					}
					if at < 0 || v < c.Lower[at] || v > c.Upper[at] {
						t.Fatalf("%v in class %d of %+v", v, at, c)
					}
					size[at]++
				}
				if !slices.Equal(size, c.Size) || missing != c.Missing {
					t.Fatalf("%v and %d, want %+v", size, missing, c)
				}
				for i := 1; i < len(c.Breaks); i++ {
					if c.Breaks[i] < c.Breaks[i-1] || c.Breaks[i] == c.Breaks[i-1] && len(c.Breaks) > 2 {
						t.Fatalf("breaks %v", c.Breaks)
					}
				}
			})
		})
	}
}

func TestAValueOnAnOuterBreakIsInItsClass(t *testing.T) {
	x := []float64{1, 2, -5.551115123125783e-17}
	if c := must(StandardDeviation(x, 0)); c.Class(x[2]) != 0 || c.Size[0] != 1 {
		t.Errorf("%+v", c)
	}
}

// leastSquares tries every division of values in order over k classes.
func leastSquares(values []float64, k int) float64 {
	if k == 1 {
		var c Classes
		c.add(values)
		return c.Squares[0]
	}
	best := math.Inf(1)
	for first := 1; first < len(values); first++ {
		var c Classes
		c.add(values[first:])
		best = min(best, leastSquares(values[:first], k-1)+c.Squares[0])
	}
	return best
}

func TestFisherJenksIsTheBestDivision(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(0, 9), 1, 11).Draw(t, "x")
		for i := range x {
			x[i] = math.Round(x[i]*2) / 2
		}
		c := must(FisherJenks(x, rapid.IntRange(1, 4).Draw(t, "k")))
		values, _, err := sorted(x)
		if err != nil {
			t.Fatal(err)
		}
		if want := leastSquares(values, len(c.Size)); math.Abs(c.Within()-want) > 1e-9*(1+want) {
			t.Fatalf("%v in %d classes: %v, want %v", values, len(c.Size), c.Within(), want)
		}
	})
}

func TestOrderAndUnitsDoNotMatter(t *testing.T) {
	for name, method := range methods {
		rapid.Check(t, func(t *rapid.T) {
			x, k := anyValues(t), rapid.IntRange(1, 6).Draw(t, "k")
			c := must(method(x, k))
			moved := must(method(rapid.Permutation(x).Draw(t, "order"), k))
			if fmt.Sprint(*c) != fmt.Sprint(*moved) {
				t.Fatalf("%s: %+v, in another order %+v", name, c, moved)
			}
			scaled := slices.Clone(x)
			for i := range scaled {
				scaled[i] *= 4
			}
			if larger := must(method(scaled, k)); !slices.Equal(larger.Size, c.Size) {
				t.Fatalf("%s: %v, four times larger %v", name, c.Size, larger.Size)
			}
		})
	}
}

func TestFewOrOddValues(t *testing.T) {
	nan := math.NaN()
	for name, method := range methods {
		none := must(method([]float64{nan}, 3))
		if len(none.Size) != 0 || none.Missing != 1 || none.Class(1) != -1 || none.Class(nan) != -1 || none.Within() != 0 {
			t.Errorf("%s without values: %+v", name, none)
		}
		same := must(method([]float64{7, nan, 7, 7}, 3))
		if !slices.Equal(same.Size, []int{3}) || same.Class(7) != 0 || same.Class(8) != -1 {
			t.Errorf("%s of equal values: %+v", name, same)
		}
		if _, err := method([]float64{math.Inf(1)}, 3); !errors.Is(err, ErrValue) {
			t.Errorf("%s of an infinite value: %v", name, err)
		}
	}
	for _, method := range []func([]float64, int) (*Classes, error){Quantile, Equal, FisherJenks} {
		for _, k := range []int{-1, 0, math.MaxInt} {
			if _, err := method([]float64{1}, k); !errors.Is(err, ErrClasses) {
				t.Errorf("%d classes: %v", k, err)
			}
		}
	}
	for _, method := range []func([]float64, float64) (*Classes, error){StandardDeviation, HeadTails, Box} {
		if _, err := method([]float64{1}, -1); !errors.Is(err, ErrOption) {
			t.Errorf("an option below zero: %v", err)
		}
	}
}

func TestTiesAreNotSplit(t *testing.T) {
	c := must(Quantile([]float64{0, 0, 0, 0, 0, 0, 0, 5, 6, 7}, 5))
	if got, want := fmt.Sprint(c.Size, c.Lower), "[8 2] [0 6]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestAPlaceThatIsWholeButForRounding takes numbers of classes and values with which a break falls on a value, and no value
// may fall out of the class that begins with it.
func TestAPlaceThatIsWholeButForRounding(t *testing.T) {
	for k := 2; k <= 30; k++ {
		for times := 1; times <= 40; times++ {
			x := make([]float64, k*times+1)
			for i := range x {
				x[i] = float64(i*i) * 1e3
			}
			for class, n := range must(Quantile(x, k)).Size {
				if want := times; n != want && (class != k-1 || n != want+1) {
					t.Errorf("%d classes of %d values: class %d has %d", k, len(x), class, n)
				}
			}
		}
	}
}

// TestNarrowClassesFarApart has groups of values that lie a billion times further apart than the values within them.
func TestNarrowClassesFarApart(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var x []float64
		for _, from := range []float64{0, 1e9, 3e9 + 7} {
			for range 3 {
				x = append(x, from+float64(r.IntN(20)))
			}
		}
		k := 3 + r.IntN(3)
		got := must(FisherJenks(x, k)).Within()
		want := math.Inf(1)
		sorted := slices.Sorted(slices.Values(x))
		// Every way to put bars between nine values.
		for bars := range 1 << 8 {
			if bits.OnesCount(uint(bars)) != k-1 {
				continue
			}
			total, from := 0.0, 0
			for to := 1; to <= 9; to++ {
				if to == 9 || bars>>(to-1)&1 == 1 {
					m := mean(sorted[from:to])
					for _, v := range sorted[from:to] {
						total += (v - m) * (v - m)
					}
					from = to
				}
			}
			want = min(want, total)
		}
		if math.Abs(got-want) > 1e-9*want {
			t.Errorf("%v in %d classes: %v within, the least is %v", sorted, k, got, want)
		}
	}
}

func ExampleFisherJenks() {
	percent := []float64{3, 4, 4, 5, 11, 12, 12, 30, 31}
	c, err := FisherJenks(percent, 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	out, err := json.Marshal(c.Lower)
	fmt.Println(string(out), c.Size, c.Class(12), err)
	// Output: [3,11,30] [4 3 2] 1 <nil>
}

func BenchmarkFisherJenksMillion(b *testing.B) {
	x := make([]float64, 1_000_000)
	for i := range x {
		x[i] = math.Mod(float64(i)*0.6180339887498949, 1)
	}
	for b.Loop() {
		must(FisherJenks(x, 7))
	}
}
