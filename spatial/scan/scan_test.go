package scan

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/spatial"
	"github.com/buurtbeeld/buurtbeeld/spatial/internal/draw"
)

// towns are invented areas on a square with side points each way, jittered so that no two distances are the same.
func towns(side int, r *draw.Random) (x, y, base []float64) {
	for i := range side * side {
		x = append(x, float64(i%side)+r.Float()/3)
		y = append(y, float64(i/side)+r.Float()/3)
		base = append(base, 500+math.Floor(4000*r.Float()*r.Float()))
	}
	return x, y, base
}

// plant draws events at a rate of 3 %, which is times higher around the middle of the square.
func plant(r *draw.Random, x, y, base []float64, times float64) []float64 {
	events := make([]float64, len(x))
	for i := range events {
		p := 0.03
		if math.Hypot(x[i]-5, y[i]-5) < 1.6 {
			p *= times
		}
		events[i] = float64(r.Binomial(int64(base[i]), p))
	}
	return events
}

func TestWhatIsPlantedIsFound(t *testing.T) {
	r := draw.New(11, 0)
	x, y, base := towns(12, r)
	for _, test := range []struct {
		times float64
		side  Side
	}{{1.8, High}, {0.4, Low}, {1.8, Both}, {0.4, Both}} {
		events := plant(r, x, y, base, test.times)
		for _, chance := range []Chance{Poisson, Overdispersed} {
			got := must(Circular(x, y, events, base, Options{Side: test.side, Chance: chance}))
			first := got.Clusters[0]
			inside := 0
			for _, m := range first.Members {
				if math.Hypot(x[m]-5, y[m]-5) < 1.6 {
					inside++
				}
			}
			if first.P > 0.05 || inside < 5 || math.Abs(first.RelativeRisk-test.times) > 0.3*test.times {
				t.Errorf("%+v, chance %d: %+v, %d inside", test, chance, first, inside)
			}
		}
	}
}

// TestNoiseGivesFewFinds draws maps without any concentration. Independent events give at most about 5 % finds below 0.05; where
// areas differ from each other the plain way gives finds nearly always, and the other way few.
func TestNoiseGivesFewFinds(t *testing.T) {
	const maps = 200
	finds := func(spread float64, chance Chance) int {
		found := 0
		for number := range maps {
			r := draw.New(23, uint64(number))
			x, y, base := towns(9, r)
			events := make([]float64, len(x))
			for i := range events {
				p := 0.03
				if spread > 0 {
					p *= r.Gamma(1/spread/spread) * spread * spread
				}
				events[i] = float64(r.Binomial(int64(base[i]), min(p, 1)))
			}
			got := must(Circular(x, y, events, base, Options{Permutations: 99, Seed: uint64(number) + 1, Chance: chance}))
			if len(got.Clusters) > 0 && got.Clusters[0].P <= 0.05 {
				found++
			}
		}
		return found
	}
	// 5 % of 200 is 10, with a standard deviation of 3.
	if got := finds(0, Poisson); got > 20 {
		t.Errorf("independent events: %d finds", got)
	}
	if got := finds(0, Overdispersed); got > 20 {
		t.Errorf("independent events, judged as overdispersed: %d finds", got)
	}
	if got := finds(0.4, Poisson); got < 150 {
		t.Errorf("differing areas, judged as independent: %d finds, which would be honest", got)
	}
	if got := finds(0.4, Overdispersed); got > 20 {
		t.Errorf("differing areas: %d finds", got)
	}
}

// anyMap draws a small map with missing and empty areas, and with ties between distances.
func anyMap(t *rapid.T) (x, y, events, base []float64) {
	for i := range rapid.IntRange(2, 40).Draw(t, "areas") {
		x = append(x, float64(rapid.IntRange(0, 6).Draw(t, "x")))
		y = append(y, float64(rapid.IntRange(0, 6).Draw(t, "y")))
		base = append(base, float64(rapid.IntRange(0, 90).Draw(t, "base")))
		events = append(events, math.Floor(base[i]*rapid.Float64Range(0, 1).Draw(t, "share")))
		if rapid.IntRange(0, 9).Draw(t, "missing") == 0 {
			events[i] = math.NaN()
		}
	}
	return x, y, events, base
}

// slowBest looks at every circle by asking every area whether it lies inside.
func slowBest(x, y, events, base []float64, share float64) []float64 {
	best := make([]float64, len(x))
	use := make([]bool, len(x))
	total, sum := 0.0, 0.0
	for i := range x {
		if use[i] = !math.IsNaN(events[i]) && base[i] > 0; use[i] {
			total += events[i]
			sum += base[i]
		}
	}
	for i := range x {
		if best[i] = math.NaN(); !use[i] {
			continue
		}
		best[i] = 0
		for edge := range x {
			radius := math.Hypot(x[edge]-x[i], y[edge]-y[i])
			c, b := 0.0, 0.0
			for j := range x {
				if use[j] && math.Hypot(x[j]-x[i], y[j]-y[i]) <= radius {
					c += events[j]
					b += base[j]
				}
			}
			e := b * total / sum
			if use[edge] && b <= share*sum && b < sum && c > e {
				ratio := c * math.Log(c/e)
				if c < total {
					ratio += (total - c) * math.Log((total-c)/(total-e))
				}
				best[i] = max(best[i], ratio)
			}
		}
	}
	return best
}

func TestCirclesEqualTheSlowWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y, events, base := anyMap(t)
		share := rapid.SampledFrom([]float64{0.1, 0.3, 0.5, 1}).Draw(t, "share")
		got := must(Circular(x, y, events, base, Options{MaxShare: share, Permutations: -1}))
		for i, want := range slowBest(x, y, events, base, share) {
			if math.Abs(got.Best[i]-want) > 1e-9*(1+want) || math.IsNaN(got.Best[i]) != math.IsNaN(want) {
				t.Fatalf("area %d: %v, want %v", i, got.Best[i], want)
			}
		}
		seen := map[int32]bool{}
		for _, c := range got.Clusters {
			for _, m := range c.Members {
				if seen[m] {
					t.Fatalf("area %d is in two clusters", m)
				}
				seen[m] = true
			}
		}
	})
}

func TestWorkersOrderAndUnitsChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y, events, base := anyMap(t)
		before := fmt.Sprint(x, y, events, base)
		o := Options{MaxShare: 0.5, Permutations: 19, Seed: 4, Workers: 1}
		one := must(Circular(x, y, events, base, o))
		o.Workers = 3
		three := must(Circular(x, y, events, base, o))
		if fmt.Sprint(*one) != fmt.Sprint(*three) || fmt.Sprint(x, y, events, base) != before {
			t.Fatalf("one worker %+v, three %+v", one, three)
		}
		// Another unit of distance and base changes nothing but the radius.
		metres := func(v []float64) []float64 { return each(v, func(f float64) float64 { return 1024 * f }) }
		scaled := must(Circular(metres(x), metres(y), events, metres(base), o))
		if !reflect.DeepEqual(fmt.Sprint(scaled.Best), fmt.Sprint(one.Best)) {
			t.Fatalf("scaled: %v, want %v", scaled.Best, one.Best)
		}
		order := rapid.Permutation(numbers(len(x))).Draw(t, "order")
		o.Permutations = -1
		moved := must(Circular(pick(x, order), pick(y, order), pick(events, order), pick(base, order), o))
		for k, i := range order {
			if d := math.Abs(moved.Best[k] - one.Best[i]); d > 1e-9*(1+one.Best[i]) {
				t.Fatalf("area %d: %v after another order, %v before", i, moved.Best[k], one.Best[i])
			}
		}
	})
}

func each(v []float64, f func(float64) float64) []float64 {
	out := slices.Clone(v)
	for i := range out {
		out[i] = f(v[i])
	}
	return out
}

func numbers(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func pick(v []float64, order []int) []float64 {
	out := make([]float64, len(order))
	for k, i := range order {
		out[k] = v[i]
	}
	return out
}

func TestWhatCannotBe(t *testing.T) {
	nan, one := math.NaN(), []float64{1}
	tests := map[string]struct {
		x, y, events, base []float64
		o                  Options
		want               error
	}{
		"a length that differs":         {one, one, []float64{1, 2}, one, Options{}, spatial.ErrLength},
		"fewer events than none":        {one, one, []float64{-1}, one, Options{}, ErrCount},
		"half an event":                 {one, one, []float64{0.5}, one, Options{}, ErrCount},
		"endless events":                {one, one, []float64{math.Inf(1)}, one, Options{}, ErrCount},
		"more events than can be drawn": {[]float64{1, 2}, []float64{1, 2}, []float64{6e11, 6e11}, []float64{1, 1}, Options{}, ErrCount},
		"a base without end":            {one, one, one, []float64{math.Inf(1)}, Options{}, ErrCount},
		"a place without end":           {[]float64{1e300}, one, one, one, Options{}, ErrPoint},
		"a place that is not known":     {[]float64{nan}, one, one, one, Options{}, ErrPoint},
		"a share of nothing":            {one, one, one, one, Options{MaxShare: -1}, ErrShare},
		"no side that there is":         {one, one, one, one, Options{Side: Both + 1}, ErrOption},
		"no chance that there is":       {one, one, one, one, Options{Chance: Overdispersed + 1}, ErrOption},
		"no place, but no base either":  {[]float64{nan}, one, one, []float64{0}, Options{}, nil},
		"no place, but no events known": {[]float64{nan}, one, []float64{nan}, one, Options{}, nil},
		"nothing at all":                {nil, nil, nil, nil, Options{}, nil},
	}
	for name, test := range tests {
		got, err := Circular(test.x, test.y, test.events, test.base, test.o)
		if !errors.Is(err, test.want) || err == nil && len(got.Clusters) > 0 {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// TestOddNumbersDoNotBreakIt tries very large and very small numbers in every place.
func TestOddNumbersDoNotBreakIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		odd := rapid.SampledFrom([]float64{0, 1, 2, 5e-324, 1e-300, 1e-9, 1e9, 1e99, 1e200, math.NaN(), math.Inf(1)})
		n := rapid.IntRange(1, 6).Draw(t, "n")
		draw := func(name string) []float64 { return rapid.SliceOfN(odd, n, n).Draw(t, name) }
		got, err := Circular(draw("x"), draw("y"), draw("events"), draw("base"), Options{MaxShare: 0.9, Permutations: 3, Chance: Overdispersed})
		if (got == nil) == (err == nil) {
			t.Fatalf("%+v, %v", got, err)
		}
	})
}

func TestNoEventsAndEqualRatesGiveNothing(t *testing.T) {
	x, y, base := []float64{0, 1, 5}, []float64{0, 1, 2}, []float64{10, 20, 30}
	for name, events := range map[string][]float64{"no events": {0, 0, 0}, "equal rates": {1, 2, 3}} {
		got := must(Circular(x, y, events, base, Options{MaxShare: 0.5}))
		if len(got.Clusters) != 0 || got.Best[0] != 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestDrawsThatAreEqualButForRoundingCount(t *testing.T) {
	a := 5.123
	b := math.Nextafter(a, 6)
	for _, seen := range []float64{a, b} {
		if got := asGood([]float64{a, b, a * 0.999, a * 1.001}, seen); got != 3 {
			t.Errorf("%d of 4 are as good, want 3", got)
		}
	}
}

func ExampleCircular() {
	x := []float64{0, 1, 2, 0, 1, 2}
	y := []float64{0, 0, 0, 1, 1.1, 1}
	households := []float64{400, 500, 450, 480, 520, 510}
	debts := []float64{90, 20, 21, 99, 24, 22}
	found, err := Circular(x, y, debts, households, Options{MaxShare: 0.5})
	if err != nil {
		fmt.Println(err)
		return
	}
	c := found.Clusters[0]
	fmt.Printf("areas %v: %.0f debts where %.0f are expected, p %.3f\n", c.Members, c.Observed, c.Expected, c.P)
	// Output: areas [0 3]: 189 debts where 85 are expected, p 0.001
}

func BenchmarkNational(b *testing.B) {
	r := draw.New(1, 0)
	x, y, base := towns(122, r)
	events := plant(r, x, y, base, 2)
	for b.Loop() {
		must(Circular(x, y, events, base, Options{Permutations: 9}))
	}
}
