package composite

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/spatial"
	"github.com/buurtbeeld/buurtbeeld/spatial/internal/draw"
)

// methods are all ways of scoring, by name.
var methods = map[string]Method{
	"standard":       func(t *Table) ([]float64, error) { return t.Mean(Standard) },
	"range":          func(t *Table) ([]float64, error) { return t.Mean(Range) },
	"percentile":     func(t *Table) ([]float64, error) { return t.Mean(Percentile) },
	"inclusive":      func(t *Table) ([]float64, error) { return t.Mean(PercentileInclusive) },
	"geometric":      (*Table).Geometric,
	"count":          func(t *Table) ([]float64, error) { return t.Count(0.2) },
	"MPI":            func(t *Table) ([]float64, error) { return t.MazziottaPareto(Upward, Population) },
	"MPI of samples": func(t *Table) ([]float64, error) { return t.MazziottaPareto(Downward, Sample) },
	"AMPI":           func(t *Table) ([]float64, error) { return t.AdjustedMazziottaPareto(Downward, nil) },
	"component": func(t *Table) ([]float64, error) {
		c, err := t.PrincipalComponent()
		if err != nil {
			return nil, err
		}
		return c.Score, nil
	},
	"any weights": func(t *Table) ([]float64, error) { return t.AnyWeights(Percentile, Draws{Number: 20, Share: 0.3}) },
}

// anyColumns draws columns with ties, gaps and now and then the same value everywhere.
func anyColumns(t *rapid.T) ([]Column, Options) {
	n, m := rapid.IntRange(0, 30).Draw(t, "areas"), rapid.IntRange(1, 5).Draw(t, "columns")
	value := rapid.OneOf(rapid.Map(rapid.IntRange(0, 4), func(v int) float64 { return float64(v) }),
		rapid.Map(rapid.IntRange(-4000, 4000), func(v int) float64 { return float64(v) / 16 }))
	columns := make([]Column, m)
	for c := range columns {
		from := rapid.OneOf(value, value, value, value, rapid.Just(math.NaN()))
		if rapid.IntRange(0, 7).Draw(t, "constant") == 0 {
			from = rapid.Just(0.1)
		}
		columns[c] = Column{Values: rapid.SliceOfN(from, n, n).Draw(t, "values"), Low: rapid.Bool().Draw(t, "low"),
			Weight: rapid.SampledFrom([]float64{0, 1, 0.25, 3}).Draw(t, "weight")}
	}
	return columns, Options{Known: rapid.IntRange(0, m).Draw(t, "known")}
}

// same reports whether scores agree but for rounding.
func same(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool {
		return math.IsNaN(x) && math.IsNaN(y) || math.Abs(x-y) <= 1e-9*max(1, math.Abs(x))
	})
}

func TestScoresAreThereExactlyWhereEnoughIsKnown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns, o := anyColumns(t)
		before := fmt.Sprint(columns)
		table := must(New(columns, o))
		need := o.Known
		if need == 0 {
			need = len(columns)
		}
		constant := table.Constant()
		for name, method := range methods {
			for i, v := range must(method(table)) {
				known, telling, complete := 0, false, true
				for c := range columns {
					is := !math.IsNaN(columns[c].Values[i])
					if is {
						known++
					}
					telling = telling || is && !constant[c]
					complete = complete && (is || constant[c])
				}
				if known != table.Known()[i] {
					t.Fatalf("%d known of %d", table.Known()[i], known)
				}
				switch want := known >= need && telling; {
				case want && name == "component" && !complete, want && name == "component" && math.IsNaN(v):
					// Among the few complete areas nothing may vary; what is said then has a test of its own.
				case math.IsNaN(v) == want || math.IsInf(v, 0):
					t.Fatalf("%s of %d: %v with %d of %d known", name, i, v, known, need)
				}
			}
		}
		if fmt.Sprint(columns) != before {
			t.Fatal("the values were changed")
		}
	})
}

func TestTheOrderOfTheAreasDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns, o := anyColumns(t)
		table := must(New(columns, o))
		order := rapid.Permutation(numbers(table.areas)).Draw(t, "order")
		moved := make([]Column, len(columns))
		for c := range columns {
			moved[c] = columns[c]
			moved[c].Values = pick(columns[c].Values, order)
		}
		other := must(New(moved, o))
		for name, method := range methods {
			if name == "component" && !determined(table) {
				continue
			}
			if got, want := must(method(other)), pick(must(method(table)), order); !same(got, want) {
				t.Fatalf("%s: %v, want %v", name, got, want)
			}
		}
		if len(columns) > 1 {
			a, b := must(table.LeaveOneOut(methods["percentile"], 0.3)), must(other.LeaveOneOut(methods["percentile"], 0.3))
			if !same(b.Least, pick(a.Least, order)) || !same(b.Most, pick(a.Most, order)) || !slices.Equal(b.Stays, pick(a.Stays, order)) {
				t.Fatalf("%+v, want %+v in another order", b, a)
			}
		}
	})
}

// determined reports whether the first component is one line, and its sign is not left to rounding.
func determined(table *Table) bool {
	c := must(table.PrincipalComponent())
	sum := 0.0
	for _, l := range c.Loadings {
		sum += l
	}
	return len(c.Eigenvalues) == 0 || math.Abs(sum) > 1e-6 && (len(c.Eigenvalues) == 1 || c.Eigenvalues[0]-c.Eigenvalues[1] > 1e-2)
}

func numbers(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func pick[T any](x []T, order []int) []T {
	out := make([]T, len(order))
	for k, i := range order {
		out[k] = x[i]
	}
	return out
}

func TestUnitsAndSignsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns, o := anyColumns(t)
		other := slices.Clone(columns)
		for c := range other {
			// Powers of two and whole shifts keep what ties.
			factor, shift := rapid.SampledFrom([]float64{0.5, 1, 8}).Draw(t, "unit"), float64(rapid.IntRange(-50, 50).Draw(t, "shift"))
			if rapid.Bool().Draw(t, "turn") {
				other[c].Low, factor = !other[c].Low, -factor
			}
			other[c].Values = slices.Clone(columns[c].Values)
			for i := range other[c].Values {
				other[c].Values[i] = factor * (other[c].Values[i] + shift)
			}
		}
		a, b := must(New(columns, o)), must(New(other, o))
		for name, method := range methods {
			// What lies around a quantile that rounding moves can come to lie on the other side; a shift of 0.1 is rounded too.
			if name == "count" || name == "component" && !determined(a) {
				continue
			}
			if got, want := must(method(b)), must(method(a)); !same(got, want) {
				t.Fatalf("%s: %v, want %v", name, got, want)
			}
		}
	})
}

func TestWorkersDoNotMatter(t *testing.T) {
	r := draw.New(4, 0)
	columns := make([]Column, 3)
	for c := range columns {
		for range 1500 {
			v := r.Normal()
			if r.Below(20) == 0 {
				v = math.NaN()
			}
			columns[c].Values = append(columns[c].Values, v)
		}
	}
	table := must(New(columns, Options{Known: 1}))
	one := must(table.AnyWeights(Standard, Draws{Number: 200, Workers: 1}))
	for _, workers := range []int{2, 7, 0} {
		if more := must(table.AnyWeights(Standard, Draws{Number: 200, Workers: workers})); !same(more, one) {
			t.Errorf("%d workers give other shares", workers)
		}
	}
	if other := must(table.AnyWeights(Standard, Draws{Number: 200, Seed: 2})); same(other, one) {
		t.Error("another seed gives the same shares")
	}
}

// TestAnyWeightsWithTwoFigures has an answer by hand: with a first figure 1, 0, 0.4 and a second 0, 1, 0.4 each of the first two
// areas is highest for half of the weights, and the third for none, though its mean is near theirs.
func TestAnyWeightsWithTwoFigures(t *testing.T) {
	table := must(New([]Column{{Values: []float64{1, 0, 0.4}}, {Values: []float64{0, 1, 0.4}}}, Options{}))
	got := must(table.AnyWeights(Range, Draws{}))
	if math.Abs(got[0]-0.5) > 0.025 || got[0]+got[1] != 1 || got[2] != 0 {
		t.Errorf("%v", got)
	}
	// With 0.6 the third is highest where the heaviest weight is below 0.6: a fifth of all ways.
	table = must(New([]Column{{Values: []float64{1, 0, 0.6}}, {Values: []float64{0, 1, 0.6}}}, Options{}))
	if got := must(table.AnyWeights(Range, Draws{})); math.Abs(got[2]-0.2) > 0.02 {
		t.Errorf("%v", got)
	}
}

func TestTheKthHighestIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 9), func(v int) float64 { return float64(v) }), 1, 60).Draw(t, "x")
		k := rapid.IntRange(1, len(x)).Draw(t, "k")
		sorted := slices.Sorted(slices.Values(x))
		if got := kth(slices.Clone(x), k); got != sorted[len(x)-k] {
			t.Fatalf("%v, want %v", got, sorted[len(x)-k])
		}
	})
}

func TestAnswersByHand(t *testing.T) {
	nan := math.NaN()
	// The second figure is low, and not known of the last area; the third is the same everywhere.
	columns := []Column{{Values: []float64{0, 10, 20, 30}}, {Values: []float64{4, 2, 0, nan}, Low: true, Weight: 3}, {Values: []float64{7, 7, 7, 7}}}
	all, two := must(New(columns, Options{})), must(New(columns, Options{Known: 2}))
	if got := must(all.Mean(Range)); !same(got, []float64{0, (1.0/3 + 3*0.5) / 4, (2.0/3 + 3) / 4, nan}) {
		t.Errorf("all known: %v", got)
	}
	if got := must(two.Mean(Range)); !same(got, []float64{0, (1.0/3 + 3*0.5) / 4, (2.0/3 + 3) / 4, 1}) {
		t.Errorf("two known: %v", got)
	}
	if got := two.Constant(); !slices.Equal(got, []bool{false, false, true}) {
		t.Errorf("constant: %v", got)
	}
	if got := must(two.Count(0.5)); !same(got, []float64{0, 1, 2, 1}) {
		t.Errorf("count: %v", got)
	}
	left := must(two.LeaveOneOut(methods["range"], 0.25))
	if !same(left.Rank, []float64{4, 3, 2, 1}) || !same(left.Most, []float64{4, 3, 2, 1}) || left.Ways != 3 {
		t.Errorf("%+v", left)
	}
	// Without the first figure nothing that tells areas apart is left of the last area, so it is not firm.
	if !slices.Equal(left.Stays, []int{0, 0, 1, 2}) || left.Firm(2) || left.Firm(3) || !left.Top[3] {
		t.Errorf("%+v", left)
	}
	posts := []Goalposts{{0, 40, 10}, {0, 8, 4}, {0, 14, 7}}
	got := must(two.AdjustedMazziottaPareto(Upward, posts))
	// The first area has 85, 100 and 100: mean 97 and variance 36 by weight. The last has 130 and 100.
	if math.Abs(got[0]-(97+36.0/97)) > 1e-9 || math.Abs(got[3]-(115+225.0/115)) > 1e-9 {
		t.Errorf("with goalposts: %v", got)
	}
}

func TestOppositesHaveAComponent(t *testing.T) {
	table := must(New([]Column{{Values: []float64{1, 2, 3}}, {Values: []float64{3, 2, 1}}}, Options{}))
	c := must(table.PrincipalComponent())
	if !same(c.Loadings, []float64{math.Sqrt(0.5), -math.Sqrt(0.5)}) || !same(c.Eigenvalues, []float64{2, 0}) || c.Share() != 1 {
		t.Errorf("%+v", c)
	}
	// The two areas of which both are known are equal, so nothing is left that varies.
	nan := math.NaN()
	table = must(New([]Column{{Values: []float64{1, 1, 3, nan}}, {Values: []float64{3, 3, nan, 1}}}, Options{Known: 1}))
	c = must(table.PrincipalComponent())
	if !same(c.Score, []float64{nan, nan, nan, nan}) || !math.IsNaN(c.Share()) {
		t.Errorf("%+v", c)
	}
}

func TestTiesShareARankAndATopGroup(t *testing.T) {
	score := []float64{0.3, 0.1 + 0.2, math.NaN(), 0.1, 0.3}
	if got := Rank(score); !same(got, []float64{1, 1, math.NaN(), 4, 1}) {
		t.Errorf("%v", got)
	}
	if got := must(Top(score, 0.25)); !slices.Equal(got, []bool{true, true, false, false, true}) {
		t.Errorf("%v", got)
	}
}

func TestWhatCannotBeIsRefused(t *testing.T) {
	one := []float64{1, 2}
	for want, f := range map[error]func() error{
		ErrColumns:        func() error { _, err := New(nil, Options{}); return err },
		spatial.ErrLength: func() error { _, err := New([]Column{{Values: one}, {Values: one[:1]}}, Options{}); return err },
		ErrValue:          func() error { _, err := New([]Column{{Values: []float64{math.Inf(1)}}}, Options{}); return err },
		ErrWeight:         func() error { _, err := New([]Column{{Values: one, Weight: math.NaN()}}, Options{}); return err },
		ErrKnown:          func() error { _, err := New([]Column{{Values: one}}, Options{Known: 2}); return err },
		ErrShare:          func() error { _, err := Top(one, 1); return err },
		ErrOption:         func() error { _, err := must(New([]Column{{Values: one}}, Options{})).Mean(9); return err },
	} {
		if err := f(); !errors.Is(err, want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
	table := must(New([]Column{{Values: one}}, Options{}))
	nan := math.NaN()
	for name, err := range map[string]error{
		"count":     second(table.Count(nan)),
		"goalposts": second(table.AdjustedMazziottaPareto(Upward, []Goalposts{{2, 1, 1}})),
		"number":    second(table.AdjustedMazziottaPareto(Upward, []Goalposts{{1, 2, nan}})),
		"posts":     second(table.AdjustedMazziottaPareto(Upward, []Goalposts{})),
		"penalty":   second(table.MazziottaPareto(7, Sample)),
		"draws":     second(table.AnyWeights(Standard, Draws{Number: -1})),
		"group":     second(table.AnyWeights(Standard, Draws{Share: 2})),
		"scale":     second(table.AnyWeights(9, Draws{})),
	} {
		if err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func second[T any](_ T, err error) error { return err }
