package rate

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

// anyCounts draws areas, some not known and some empty, and who is a neighbour of whom.
func anyCounts(t *rapid.T) (events, base []float64, edges []spatial.Edge) {
	n := rapid.IntRange(2, 25).Draw(t, "areas")
	for i := range n {
		base = append(base, float64(rapid.IntRange(0, 300).Draw(t, "base")))
		events = append(events, float64(rapid.IntRange(0, int(base[i])/3).Draw(t, "events")))
		switch rapid.IntRange(0, 11).Draw(t, "missing") {
		case 0:
			events[i] = math.NaN()
		case 1:
			base[i] = math.NaN()
		}
		if i > 0 {
			j := rapid.IntRange(0, i-1).Draw(t, "neighbour")
			edges = append(edges, spatial.Edge{A: int32(i), B: int32(j), Weight: 1}, spatial.Edge{A: int32(j), B: int32(i), Weight: 1})
		}
	}
	return events, base, edges
}

// everything computes all that has one number per area.
func everything(w *spatial.Weights, events, base []float64) map[string][]float64 {
	all := allColumns(w, events, base)
	for _, s := range []*Smoothed{must(EmpiricalBayes(events, base)), must(LocalEmpiricalBayes(w, events, base))} {
		low, high := s.Interval(0.9)
		all["low"], all["high"] = append(all["low"], low...), append(all["high"], high...)
	}
	return all
}

// weighted are the columns that are a rate: they stay within those of the areas.
var weighted = []string{"EB_global_poisson", "EB_global_binomial", "EB_local", "EB_local_geodaFALSE", "spatial_rate_esda"}

func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events, base, edges := anyCounts(t)
		w := must(spatial.NewWeights(len(base), slices.Clone(edges)))
		before := fmt.Sprint(events, base)
		all := everything(w, events, base)
		if fmt.Sprint(events, base) != before {
			t.Fatal("the counts were changed")
		}
		order := rapid.Permutation(numbers(len(base))).Draw(t, "order")
		place := make([]int32, len(order))
		movedEvents, movedBase := make([]float64, len(order)), make([]float64, len(order))
		for k, i := range order {
			place[i] = int32(k)
			movedEvents[k], movedBase[k] = events[i], base[i]
		}
		var movedEdges []spatial.Edge
		for _, e := range edges {
			movedEdges = append(movedEdges, spatial.Edge{A: place[e.A], B: place[e.B], Weight: 1})
		}
		moved := everything(must(spatial.NewWeights(len(base), movedEdges)), movedEvents, movedBase)
		for name, values := range all {
			for k, i := range order {
				if a, b := values[i], moved[name][k]; !alike(a, b) {
					t.Fatalf("%s of area %d: %v, in another order %v", name, i, a, b)
				}
			}
		}
		raw := all["raw"]
		least, most := math.Inf(1), math.Inf(-1)
		for i, r := range raw {
			if unknown := math.IsNaN(events[i]) || !(base[i] > 0); unknown != math.IsNaN(r) {
				t.Fatalf("area %d with %v of %v: %v", i, events[i], base[i], r)
			}
			if !math.IsNaN(r) {
				least, most = min(least, r), max(most, r)
			}
		}
		for _, name := range weighted {
			for i, v := range all[name] {
				if math.IsNaN(v) != math.IsNaN(raw[i]) || v < least-1e-12 || v > most+1e-12 {
					t.Fatalf("%s of area %d: %v with rates from %v to %v", name, i, v, least, most)
				}
			}
		}
	})
}

// alike reports whether numbers that were added up in another order are the same.
func alike(a, b float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || a == b || math.Abs(a-b) <= 1e-7*max(math.Abs(a), math.Abs(b))+1e-12
}

func numbers(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// TestMissingAreasAreAsIfTheyWereNotThere compares with the map from which they are taken.
func TestMissingAreasAreAsIfTheyWereNotThere(t *testing.T) {
	nan := math.NaN()
	line := func(n int) *spatial.Weights {
		var edges []spatial.Edge
		for i := range int32(n - 1) {
			edges = append(edges, spatial.Edge{A: i, B: i + 1, Weight: 1}, spatial.Edge{A: i + 1, B: i, Weight: 1})
		}
		return must(spatial.NewWeights(n, edges))
	}
	without := allColumns(line(4), []float64{3, 9, 1, 6}, []float64{100, 90, 50, 200})
	for name, test := range map[string]struct{ events, base []float64 }{
		"events not known": {[]float64{3, 9, 1, 6, nan}, []float64{100, 90, 50, 200, 80}},
		"base not known":   {[]float64{3, 9, 1, 6, 5}, []float64{100, 90, 50, 200, nan}},
		"no base":          {[]float64{3, 9, 1, 6, 0}, []float64{100, 90, 50, 200, 0}},
	} {
		with := allColumns(line(5), test.events, test.base)
		for column, values := range without {
			for i, v := range values {
				if with[column][i] != v {
					t.Errorf("%s, %s of area %d: %v, want %v", name, column, i, with[column][i], v)
				}
			}
			if column == "raw" && !math.IsNaN(with[column][4]) {
				t.Errorf("%s: %s is %v", name, column, with[column][4])
			}
		}
	}
}

func TestNothingAndEqualRates(t *testing.T) {
	w := must(spatial.NewWeights(3, nil))
	for name, c := range allColumns(w, []float64{0, 0, 0}, []float64{10, 20, 30}) {
		if slices.Contains(weighted, name) && !slices.Equal(c, []float64{0, 0, 0}) {
			t.Errorf("%s without events: %v", name, c)
		}
	}
	equal := must(EmpiricalBayes([]float64{1, 2, 3}, []float64{10, 20, 30}))
	if low, _ := equal.Interval(0.95); equal.A != 0 || math.Abs(equal.Rate[1]-0.1) > 1e-15 || !math.IsNaN(low[0]) {
		t.Errorf("equal rates: %+v, %v", equal, low)
	}
	none := must(EmpiricalBayes(nil, nil))
	if len(none.Rate) != 0 {
		t.Errorf("nothing: %+v", none)
	}
	if z := must(AssuncaoReis([]float64{0, 0}, []float64{5, 5})); !math.IsNaN(z[0]) {
		t.Errorf("z without events: %v", z)
	}
	// Less differences than chance gives: large areas would have a variance below 0.
	for _, z := range must(AssuncaoReis([]float64{5, 500, 7}, []float64{100, 10000, 100})) {
		if math.IsNaN(z) {
			t.Error("z is not known where rates hardly differ")
		}
	}
}

func TestWhatCannotBe(t *testing.T) {
	w := must(spatial.NewWeights(1, nil))
	calls := map[string]func(events, base []float64) error{
		"raw":     func(e, b []float64) error { _, err := Raw(e, b); return err },
		"global":  func(e, b []float64) error { _, err := EmpiricalBayes(e, b); return err },
		"share":   func(e, b []float64) error { _, err := BinomialEmpiricalBayes(e, b); return err },
		"local":   func(e, b []float64) error { _, err := LocalEmpiricalBayes(w, e, b); return err },
		"around":  func(e, b []float64) error { _, err := SpatialRate(w, e, b); return err },
		"moran":   func(e, b []float64) error { _, err := Moran(w, e, b, 0, spatial.Inference{}); return err },
		"chance":  func(e, b []float64) error { _, err := Choynowski(e, b); return err },
		"excess":  func(e, b []float64) error { _, err := Excess(e, b); return err },
		"average": func(e, b []float64) error { _, err := Expected(e, b); return err },
	}
	for name, call := range calls {
		if err := call([]float64{1}, nil); !errors.Is(err, spatial.ErrLength) {
			t.Errorf("%s of different lengths: %v", name, err)
		}
		for _, bad := range [][2]float64{{-1, 5}, {1, -5}, {math.Inf(1), 5}, {1, math.Inf(1)}, {1e13, 5}, {1, 1e13}} {
			if err := call([]float64{bad[0]}, []float64{bad[1]}); !errors.Is(err, ErrCount) {
				t.Errorf("%s of %v: %v", name, bad, err)
			}
		}
	}
	if err := calls["share"]([]float64{6, 1}, []float64{5, 9}); !errors.Is(err, ErrCount) {
		t.Errorf("a share above 1: %v", err)
	}
	if err := calls["local"]([]float64{1, 2}, []float64{3, 4}); !errors.Is(err, spatial.ErrLength) {
		t.Errorf("neighbours of another map: %v", err)
	}
}

func TestLimitsThatCannotBe(t *testing.T) {
	limits := map[string]func(a, b, level float64) (float64, float64){
		"Wilson": Wilson, "Clopper-Pearson": ClopperPearson, "Agresti-Coull": AgrestiCoull, "Garwood": Garwood, "Byar": Byar,
	}
	nan := math.NaN()
	for name, of := range limits {
		for _, bad := range [][3]float64{{nan, 5, 0.95}, {1, nan, 0.95}, {1, 0, 0.95}, {-1, 5, 0.95}, {1, 5, 1}, {1, 5, nan}, {1e13, 1e13, 0.95}} {
			if low, high := of(bad[0], bad[1], bad[2]); !math.IsNaN(low) || !math.IsNaN(high) {
				t.Errorf("%s of %v: %v to %v", name, bad, low, high)
			}
		}
		if low, high := of(0, 50, 0.95); low != 0 || !(high > 0) {
			t.Errorf("%s of none: %v to %v", name, low, high)
		}
	}
	for _, name := range []string{"Wilson", "Clopper-Pearson", "Agresti-Coull"} {
		if low, high := limits[name](50, 50, 0.95); high != 1 || !(low > 0.8) {
			t.Errorf("%s of all: %v to %v", name, low, high)
		}
		if low, _ := limits[name](51, 50, 0.95); !math.IsNaN(low) {
			t.Errorf("%s of more than there are: %v", name, low)
		}
	}
}

// TestLimitsHoldWhatTheySay draws counts and asks how often the limits hold the true rate.
func TestLimitsHoldWhatTheySay(t *testing.T) {
	const draws = 20_000
	r := draw.New(3, 0)
	hold := map[string]float64{}
	for range draws {
		p := 0.02 + 0.2*r.Float()
		n := 20 + math.Floor(200*r.Float())
		k := float64(r.Binomial(int64(n), p))
		for name, of := range map[string]func(a, b, level float64) (float64, float64){"Wilson": Wilson, "exact": ClopperPearson, "Agresti-Coull": AgrestiCoull} {
			if low, high := of(k, n, 0.9); low <= p && p <= high {
				hold[name] += 1.0 / draws
			}
		}
	}
	if hold["exact"] < 0.9 || hold["Agresti-Coull"] < 0.89 || math.Abs(hold["Wilson"]-0.9) > 0.015 {
		t.Errorf("%v", hold)
	}
}

// TestSmoothedIntervalsHoldWhatTheySay draws areas whose true rates follow a gamma distribution.
func TestSmoothedIntervalsHoldWhatTheySay(t *testing.T) {
	const n = 20_000
	r := draw.New(5, 0)
	events, base, truth := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range n {
		base[i] = 50 + math.Floor(1000*r.Float())
		truth[i] = 0.03 * r.Gamma(6) / 6
		events[i] = float64(r.Binomial(int64(base[i]), truth[i]))
	}
	s := must(EmpiricalBayes(events, base))
	low, high := s.Interval(0.9)
	held, wide, error0, error1 := 0.0, 0.0, 0.0, 0.0
	for i := range n {
		if low[i] <= truth[i] && truth[i] <= high[i] {
			held += 1.0 / n
		}
		if low[i] < s.Rate[i] && s.Rate[i] < high[i] {
			wide += 1.0 / n
		}
		error0 += math.Abs(events[i]/base[i] - truth[i])
		error1 += math.Abs(s.Rate[i] - truth[i])
	}
	if math.Abs(held-0.9) > 0.01 || wide < 1-1e-9 {
		t.Errorf("%v of the true rates and %v of the smoothed ones are held", held, wide)
	}
	if error1 > 0.85*error0 {
		t.Errorf("smoothed rates are off by %v, raw ones by %v", error1, error0)
	}
}

func ExampleEmpiricalBayes() {
	debts := []float64{2, 40, 0, 65}
	households := []float64{8, 900, 12, 1100}
	s, err := EmpiricalBayes(debts, households)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, rate := range s.Rate {
		fmt.Printf("%.1f%% becomes %.1f%%\n", 100*debts[i]/households[i], 100*rate)
	}
	// Output:
	// 25.0% becomes 5.6%
	// 4.4% becomes 4.7%
	// 0.0% becomes 5.2%
	// 5.9% becomes 5.7%
}

// TestOddNumbersDoNotBreakIt tries very large and very small numbers in every place.
func TestOddNumbersDoNotBreakIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		odd := rapid.SampledFrom([]float64{0, 1, 2, 0.5, 5e-324, 1e-300, 1e-9, 1e6, 1e9, 1e12, math.NaN()})
		n := rapid.IntRange(1, 6).Draw(t, "n")
		events, base := rapid.SliceOfN(odd, n, n).Draw(t, "events"), rapid.SliceOfN(odd, n, n).Draw(t, "base")
		for i := range events {
			if events[i] > base[i] { // no share, which is refused
				events[i], base[i] = base[i], events[i]
			}
		}
		var edges []spatial.Edge
		for i := range int32(n - 1) {
			edges = append(edges, spatial.Edge{A: i, B: i + 1, Weight: 1})
		}
		for name, column := range everything(must(spatial.NewWeights(n, edges)), events, base) {
			if len(column) < n {
				t.Fatalf("%s: %v", name, column)
			}
		}
	})
}
