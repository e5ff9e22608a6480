package trend

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

var nan = math.NaN()

func TestMannKendall(t *testing.T) {
	for name, test := range map[string]struct {
		y           []float64
		s           int
		p, tau, sen float64
	}{
		"nothing":                  {nil, 0, nan, nan, nan},
		"one period":               {[]float64{4}, 0, nan, nan, nan},
		"two periods":              {[]float64{4, 7}, 1, nan, 1, 3},
		"nothing known":            {[]float64{nan, nan, nan}, 0, nan, nan, nan},
		"always the same":          {[]float64{5, 5, 5, 5}, 0, 1, nan, 0},
		"always more":              {[]float64{1, 2, 3, 4}, 6, math.Erfc(5 / math.Sqrt(26.0/3) / math.Sqrt2), 1, 1},
		"always less, with a hole": {[]float64{9, nan, 5, 3}, -3, math.Erfc(2 / math.Sqrt(11.0/3) / math.Sqrt2), -1, -2},
		"up and down":              {[]float64{1, 3, 1}, 0, 1, 0, 0},
	} {
		got := must(MannKendall(test.y))
		if got.S != test.s || !near(got.P, test.p) || !near(got.Tau, test.tau) || !near(got.Sen, test.sen) {
			t.Errorf("%s: %+v, want %+v", name, got, test)
		}
	}
	if _, err := MannKendall([]float64{1, math.Inf(-1)}); !errors.Is(err, ErrInfinite) {
		t.Errorf("an infinite value: %v", err)
	}
}

func TestTrendsOfOtherUnits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := make([]float64, rapid.IntRange(0, 15).Draw(t, "periods"))
		for i := range y {
			y[i] = float64(rapid.IntRange(-5, 5).Draw(t, "y"))
			if rapid.IntRange(0, 5).Draw(t, "missing") == 0 {
				y[i] = nan
			}
		}
		before := fmt.Sprint(y)
		got := must(MannKendall(y))
		if fmt.Sprint(y) != before {
			t.Fatal("the series was changed")
		}
		larger, back := slices.Clone(y), slices.Clone(y)
		slices.Reverse(back)
		for i := range larger {
			larger[i] = 4*larger[i] + 7
		}
		if l := must(MannKendall(larger)); l.S != got.S || !near(l.P, got.P) || !near(l.Tau, got.Tau) || !near(l.Sen, 4*got.Sen) {
			t.Fatalf("%+v, four times as large %+v", got, l)
		}
		if b := must(MannKendall(back)); b.S != -got.S || !near(b.P, got.P) || !near(b.Tau, -got.Tau) || !near(b.Sen, -got.Sen) {
			t.Fatalf("%+v, backwards %+v", got, b)
		}
	})
}

// steps reads H for hot, C for cold, a dot for neither and a question mark for a period that is not known.
func steps(text string) (s []Step) {
	for _, c := range text {
		s = append(s, map[rune]Step{'H': Hot, 'C': Cold, '.': Neither, '?': Unknown}[c])
	}
	return s
}

func TestCategories(t *testing.T) {
	rising, falling, level := Trend{P: 0.01, Z: 3}, Trend{P: 0.01, Z: -3}, Trend{P: 0.5, Z: 3}
	for _, test := range []struct {
		steps string
		trend Trend
		want  string
	}{
		{"..........", level, "no pattern"},
		{".........H", level, "new hot spot"},
		{"CCCC.....H", level, "new hot spot"},
		{".......HHH", level, "consecutive hot spot"},
		{"C......HHH", level, "consecutive hot spot"},
		{"HHHHHHHHHH", rising, "intensifying hot spot"},
		{".HHHHHHHHH", falling, "diminishing hot spot"},
		{"HHHHHHHHHH", level, "persistent hot spot"},
		{"HHHHHHHHH.", level, "historical hot spot"},
		{"HHHHHHHHHC", level, "historical hot spot"},
		{"HHHHHHH...", level, "no pattern"},
		{"H.H....HHH", level, "sporadic hot spot"},
		{"H.C....HHH", level, "oscillating hot spot"},
		{"CCCCCCCCCC", falling, "intensifying cold spot"},
		{"CCCCCCCCCC", rising, "diminishing cold spot"},
		{"H.C.....CC", level, "oscillating cold spot"},
		{".C.....C.C", level, "sporadic cold spot"},
		{"HHHHHHHHH?", level, "not known"},
		{"?????????H", level, "not known"},
		{"????HHHH?H", level, "persistent hot spot"},
		{"....H???HH", level, "consecutive hot spot"},
		{"", level, "not known"},
	} {
		if got := (Options{}.filled()).pattern(steps(test.steps), test.trend); got.Category.String() != test.want {
			t.Errorf("%s: %v, want %s", test.steps, got.Category, test.want)
		}
	}
}

func TestKeysAndWordsAreEachTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Categories() {
		if seen[c.Key()] || seen[c.String()] || c.Hot() && c.Cold() {
			t.Errorf("%v: %s", c, c.Key())
		}
		seen[c.Key()], seen[c.String()] = true, true
	}
	if len(seen) != 36 || PersistentCold.Key() != "persistent-cold" || HistoricalHot.String() != "historical hot spot" || Category(99).Key() != "unknown" {
		t.Errorf("%v", seen)
	}
}

// anyPanel draws figures of areas in a ring over some periods, some not known.
func anyPanel(t *rapid.T) (columns [][]float64, edges []spatial.Edge) {
	n := rapid.IntRange(3, 9).Draw(t, "areas")
	for range rapid.IntRange(2, 8).Draw(t, "periods") {
		column := make([]float64, n)
		for i := range column {
			column[i] = float64(rapid.IntRange(0, 20).Draw(t, "value"))
			if rapid.IntRange(0, 7).Draw(t, "missing") == 0 {
				column[i] = nan
			}
		}
		columns = append(columns, column)
	}
	for i := range int32(n) {
		j := (i + 1) % int32(n)
		edges = append(edges, spatial.Edge{A: i, B: j, Weight: 1}, spatial.Edge{A: j, B: i, Weight: 1})
	}
	return columns, edges
}

func TestOrderAndUnitsOfAPanel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns, edges := anyPanel(t)
		n := len(columns[0])
		before := fmt.Sprint(columns)
		order := rapid.Permutation(numbers(n)).Draw(t, "order")
		place, moved := make([]int32, n), make([][]float64, len(columns))
		for k, i := range order {
			place[i] = int32(k)
			for at := range columns {
				// Another unit as well: that changes no score.
				moved[at] = append(moved[at], 8*columns[at][i]+32)
			}
		}
		other := slices.Clone(edges)
		for i := range other {
			other[i].A, other[i].B = place[other[i].A], place[other[i].B]
		}
		w, v := must(spatial.NewWeights(n, edges)), must(spatial.NewWeights(n, other))
		for name, giStar := range map[string]func(*spatial.Weights, [][]float64) ([][]float64, error){"slice": SliceGiStar, "cube": CubeGiStar} {
			a, b := must(giStar(w, columns)), must(giStar(v, moved))
			for at := range a {
				for k, i := range order {
					if math.IsNaN(a[at][i]) != math.IsNaN(b[at][k]) || math.Abs(a[at][i]-b[at][k]) > 1e-9 {
						t.Fatalf("%s, period %d, area %d: %v, in another order and unit %v", name, at, i, a[at][i], b[at][k])
					}
					if math.IsNaN(columns[at][i]) && !math.IsNaN(a[at][i]) {
						t.Fatalf("%s, period %d, area %d is not known and has %v", name, at, i, a[at][i])
					}
				}
			}
			patterns := must(Emerging(a, Options{}))
			for i, p := range patterns {
				if p.Hot+p.Cold > p.Known || p.Known != p.Trend.N || (p.Category == NotKnown) != (math.IsNaN(a[len(a)-1][i]) || p.Known < 2) {
					t.Fatalf("area %d: %+v", i, p)
				}
			}
		}
		if fmt.Sprint(columns) != before {
			t.Fatal("the figures were changed")
		}
	})
}

func numbers(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func TestAPeriodWithoutDifferences(t *testing.T) {
	w := must(spatial.NewWeights(3, []spatial.Edge{{A: 0, B: 1, Weight: 1}, {A: 1, B: 0, Weight: 1}}))
	same := [][]float64{{5, 5, 5}, {1, 2, 9}}
	slice, cube := must(SliceGiStar(w, same)), must(CubeGiStar(w, same))
	if !math.IsNaN(slice[0][0]) || math.IsNaN(slice[1][2]) || math.IsNaN(cube[0][0]) {
		t.Errorf("slice %v, cube %v", slice, cube)
	}
	// Sums in another order differ by rounding; that is no spread.
	nearly := must(SliceGiStar(w, [][]float64{{0.1 + 0.2, 0.3, 0.3}, {1e-200, 3e-200, 0}}))
	if !math.IsNaN(nearly[0][0]) || !math.IsNaN(nearly[1][0]) {
		t.Errorf("differences of rounding: %v", nearly)
	}
	if got := must(SliceGiStar(w, nil)); len(got) != 0 {
		t.Errorf("no periods: %v", got)
	}
	for _, all := range must(SliceGiStar(w, [][]float64{{nan, nan, nan}})) {
		if !math.IsNaN(all[0]) {
			t.Errorf("nothing known: %v", all)
		}
	}
}

func TestWhatCannotBe(t *testing.T) {
	w := must(spatial.NewWeights(2, []spatial.Edge{{A: 0, B: 1, Weight: 1}}))
	heavy := must(spatial.NewWeights(2, []spatial.Edge{{A: 0, B: 1, Weight: 2}}))
	for name, test := range map[string]struct {
		w       *spatial.Weights
		columns [][]float64
		want    error
	}{
		"periods of different lengths": {w, [][]float64{{1, 2}, {1}}, spatial.ErrLength},
		"another map":                  {w, [][]float64{{1, 2, 3}}, spatial.ErrLength},
		"unequal weights":              {heavy, [][]float64{{1, 2}}, ErrWeights},
		"a value without a square":     {w, [][]float64{{1, -1e200}}, ErrInfinite},
		"an infinite value":            {w, [][]float64{{1, math.Inf(1)}}, ErrInfinite},
	} {
		_, sliceErr := SliceGiStar(test.w, test.columns)
		_, cubeErr := CubeGiStar(test.w, test.columns)
		if !errors.Is(sliceErr, test.want) || !errors.Is(cubeErr, test.want) {
			t.Errorf("%s: %v and %v", name, sliceErr, cubeErr)
		}
	}
	z := [][]float64{{1, 2}, {3, 4}}
	for _, bad := range [][][]Step{{{Hot, Hot}}, {{Hot}, {Hot}}} {
		if _, err := EmergingOf(bad, z, Options{}); !errors.Is(err, spatial.ErrLength) {
			t.Errorf("steps of another panel: %v", err)
		}
	}
}

// TestAShareThatIsAWholeNumberOfPeriodsIsEnough takes shares of which a whole number of periods comes out a little higher by rounding.
func TestAShareThatIsAWholeNumberOfPeriodsIsEnough(t *testing.T) {
	for hundredths := 1; hundredths <= 99; hundredths++ {
		share := float64(hundredths) / 100
		z := make([][]float64, 100)
		for i := range z {
			if z[i] = []float64{0}; i < hundredths {
				z[i][0] = 5
			}
		}
		if got := must(Emerging(z, Options{Share: share}))[0]; got.Category != HistoricalHot {
			t.Errorf("%d of 100 periods with a share of %v: %v", got.Hot, share, got.Category)
		}
	}
}

func TestDifferencesOfRoundingAreNoTrend(t *testing.T) {
	third, more := 0.1+0.2, math.Nextafter(0.1+0.2, 1)
	got := must(MannKendall([]float64{third, more, third + 1, more + 1}))
	want := must(MannKendall([]float64{0, 0, 1, 1}))
	if got.S != want.S || got.Variance != want.Variance || got.P != want.P || math.Abs(got.Sen-want.Sen) > 1e-12 {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func ExampleMannKendall() {
	debts := []float64{3.1, 3.4, math.NaN(), 3.3, 3.9, 4.2, 4.0, 4.6}
	t, err := MannKendall(debts)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f percentage points a year, p %.3f, %d years known\n", t.Sen, t.P, t.N)
	// Output: 0.20 percentage points a year, p 0.016, 7 years known
}

func ExampleEmerging() {
	z := [][]float64{{2.4, 0.3}, {2.9, -0.1}, {2.2, 0.4}, {2.5, 0.2}, {2.8, 2.6}}
	patterns, err := Emerging(z, Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range patterns {
		fmt.Println(p.Category, p.Hot, p.Known)
	}
	// Output:
	// persistent hot spot 5 5
	// new hot spot 1 5
}
