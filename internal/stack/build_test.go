package stack

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

func TestHitsAreWhatAHandCountGives(t *testing.T) {
	tests := map[string]struct {
		layers []string
		want   []int
	}{
		// Q7(0.8) of 1..10 is 8.2, so 9 and 10 are hits; of the mirrored column the first two.
		"highest 20 %":  {[]string{"aa", "bb"}, []int{1, 1, 0, 0, 0, 0, 0, 0, 1, 1}},
		"lowest 20 %":   {[]string{"aa:low:top20%", "bb"}, []int{2, 2, 0, 0, 0, 0, 0, 0, 0, 0}},
		"highest 50 %":  {[]string{"aa:top50%", "bb"}, []int{1, 1, 0, 0, 0, 1, 1, 1, 1, 1}},
		"at least":      {[]string{"aa:>=9", "bb:>9"}, []int{1, 0, 0, 0, 0, 0, 0, 0, 1, 1}},
		"at most":       {[]string{"aa:<=2", "bb:<2"}, []int{1, 1, 0, 0, 0, 0, 0, 0, 0, 1}},
		"a tie of nine": {[]string{"cc:top20%", "aa:>=100"}, []int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := build(t, small(), choice(tt.layers...))
			if got := hitsOf(p); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v (cuts %v, %v)", got, tt.want, p.Layers[0].Cut, p.Layers[1].Cut)
			}
		})
	}
}

func TestScoreIsTheWeightedMeanOfMidrankPercentiles(t *testing.T) {
	p := build(t, small(), choice("aa:1", "cc:low:top20%:3"))
	// Area 0: aa has midrank 1 of 10, percentile 5. cc is tied with eight others: midrank 5, percentile 45, turned 55.
	if want := (5.0 + 3*55) / 4; math.Abs(p.Rows[0].Score-want) > 1e-9 {
		t.Errorf("score %v, want %v", p.Rows[0].Score, want)
	}
	// Area 9: percentiles 95 and 100 − 95.
	if want := (95.0 + 3*5) / 4; math.Abs(p.Rows[9].Score-want) > 1e-9 {
		t.Errorf("score %v, want %v", p.Rows[9].Score, want)
	}
}

func TestWithheldIsNeitherDroppedNorZero(t *testing.T) {
	s := small()
	s.column(buurtKey("dd", 2020), withheld, 9, withheld, notMeasured, 1, 2, 3, 4, 5, notApplicable)
	s.column(buurtKey("ee", 2020), withheld, 9, 8, notMeasured, 1, 2, 3, 4, 5, 6)
	p := build(t, s, choice("dd", "ee"))
	if len(p.Rows) != 10 {
		t.Fatalf("%d rows", len(p.Rows))
	}
	first := p.Rows[0]
	if first.Known != 0 || first.Layers != 2 || first.HasScore || first.HasStability || first.Marks[0] != Unknown || first.Top {
		t.Errorf("nothing known: %+v", first)
	}
	second := p.Rows[2]
	if second.Known != 1 || second.Hits != 1 || second.Share != 1 || second.Marks[0] != Unknown || second.Marks[1] != Hit {
		t.Errorf("one known: %+v", second)
	}
	// Six values known: Q7(0.8) of 1 2 3 4 5 9 is 5, and the area at it is included.
	if p.Layers[0].Known != 6 || p.Layers[0].Cut != 5 || p.Layers[0].Hits != 2 {
		t.Errorf("layer: known %d, cut %v, hits %d", p.Layers[0].Known, p.Layers[0].Cut, p.Layers[0].Hits)
	}
}

func TestAllEqualGivesNoHitsAndSaysSo(t *testing.T) {
	s := small()
	s.column(buurtKey("same", 2020), 4, 4, 4, 4, withheld, 4, 4, 4, 4, 4)
	for _, text := range []string{"same", "same:low:top20%", "same:>=1", "same:<=9"} {
		p := build(t, s, choice(text, "aa"))
		if !p.Layers[0].AllEqual || p.Layers[0].Hits != 0 || p.Layers[1].AllEqual {
			t.Errorf("%s: %+v", text, p.Layers[0].Hits)
		}
		if p.Rows[0].Marks[0] != NoHit || p.Rows[4].Marks[0] != Unknown {
			t.Errorf("%s: marks %v %v", text, p.Rows[0].Marks, p.Rows[4].Marks)
		}
	}
}

func TestEverythingWithheld(t *testing.T) {
	s := newShelf()
	s.buurten(2020, 3)
	s.column(buurtKey("aa", 2020), withheld, withheld, withheld)
	s.column(buurtKey("bb", 2020), withheld, withheld, withheld)
	c := choice("aa", "bb")
	c.Draws = 100
	p := build(t, s, c)
	if p.TopSize != 0 || p.Layers[0].HasCut || p.Layers[0].AllEqual || p.Layers[0].Spread.Known {
		t.Errorf("got %+v", p.Layers[0])
	}
	for _, r := range p.Rows {
		if r.Known != 0 || r.Hits != 0 || r.HasScore || r.HasStability || r.Top || r.Fragile {
			t.Errorf("got %+v", r)
		}
	}
}

func TestOneArea(t *testing.T) {
	s := newShelf()
	s.buurten(2020, 1)
	s.column(buurtKey("aa", 2020), 7)
	s.column(buurtKey("bb", 2020), [3]float64{7, 5, 9})
	c := choice("aa", "bb")
	c.Draws = 100
	p := build(t, s, c)
	if r := p.Rows[0]; r.Hits != 0 || r.Known != 2 || r.Score != 50 || !r.Top || r.Stability != 1 || r.Fragile {
		t.Errorf("got %+v", r)
	}
}

func TestTopGroupIncludesTies(t *testing.T) {
	s := newShelf()
	s.buurten(2020, 11)
	s.column(buurtKey("aa", 2020), 9, 9, 9, 9, 1, 1, 1, 1, 1, 1, 1)
	s.column(buurtKey("bb", 2020), 9, 9, 9, 8, 1, 1, 1, 1, 1, 1, 1)
	p := build(t, s, choice("aa", "bb"))
	// A tenth of 11 is two; the third has the same hits and the same score as the second.
	if p.TopSize != 3 || !p.Rows[0].Top || !p.Rows[2].Top || p.Rows[3].Top {
		t.Errorf("top size %d", p.TopSize)
	}
}

func TestOnlyLandCountsAndEmptyAreasHaveNoHits(t *testing.T) {
	s := newShelf()
	id := area.DivisionID{Level: area.Neighbourhood, Year: 2020}
	s.division(id, area.Area{Code: code("BU90010000"), Name: "Eerste"}, area.Area{Code: code("BU90010001"), Name: "Tweede"},
		area.Area{Code: code("BU90010002"), Name: "Derde"}, area.Area{Code: code("BU90019997"), Name: "Water", Kind: area.Water},
		area.Area{Code: code("BU90020000"), Name: "Elders"})
	s.column(buurtKey("aa", 2020), 1, 5, 4, 99, 99)
	s.column(buurtKey("bb", 2020), 1, 5, 4, 99, 99)
	s.column(buurtKey(indicator.Population, 2020), 500, 0, 99, 0, 10)
	p := build(t, s, choice("aa:top50%", "bb:top50%"))
	if got := hitsOf(p); !slices.Equal(got, []int{0, 0, 2}) {
		t.Fatalf("hits %v", got)
	}
	second, third := p.Rows[1], p.Rows[2]
	if !second.Uninhabited || second.Known != 2 || second.Marks[0] != NoHit || second.Top || second.HasStability {
		t.Errorf("without inhabitants: %+v", second)
	}
	if !third.Small || third.Uninhabited || p.Rows[0].Small || !third.Top || third.Parent != code("WK900100") {
		t.Errorf("small: %+v", third)
	}
	if p.Rows[2].Index != 2 || p.Division.At(2).Name != "Derde" {
		t.Errorf("index %d", p.Rows[2].Index)
	}
}

func TestRegionValue(t *testing.T) {
	gm := area.DivisionID{Level: area.Municipality, Year: 2020}
	gmKey := indicator.Key{Indicator: "aa", Period: indicator.Year(2020), Division: gm}
	withRatio := func(s *shelfOf) {
		b := indicator.NewBuilder(buurtKey("aa", 2020), s.divisions[area.DivisionID{Level: area.Neighbourhood, Year: 2020}].Index())
		// Per 100: 10 of 100 and 90 of 300.
		must(b.SetKnown(0, 10, 0))
		b.SetRatio(0, 10, 100)
		must(b.SetKnown(1, 30, 0))
		b.SetRatio(1, 90, 300)
		s.put(buurtKey("aa", 2020), b.Column())
	}
	plain := func(s *shelfOf) { s.column(buurtKey("aa", 2020), 10, 30, withheld) }
	people := func(s *shelfOf) { s.column(buurtKey(indicator.Population, 2020), 300, 100, 50) }
	tests := map[string]struct {
		fill []func(*shelfOf)
		want RegionValue
	}{
		"published": {[]func(*shelfOf){withRatio, func(s *shelfOf) {
			s.division(gm, area.Area{Code: code("GM9001"), Name: "Voorbeelddam"})
			s.column(gmKey, 17.5)
		}}, RegionValue{Value: 17.5, Method: Published}},
		"published but withheld": {[]func(*shelfOf){withRatio, func(s *shelfOf) {
			s.division(gm, area.Area{Code: code("GM9001"), Name: "Voorbeelddam"})
			s.column(gmKey, withheld)
		}}, RegionValue{Value: 25, Method: FromRatio, Areas: 2}},
		"ratio":    {[]func(*shelfOf){withRatio, people}, RegionValue{Value: 25, Method: FromRatio, Areas: 2}},
		"weighted": {[]func(*shelfOf){plain, people}, RegionValue{Value: 15, Method: Weighted, Areas: 2}},
		"summed": {[]func(*shelfOf){plain, func(s *shelfOf) { s.indicators[0].Summable = true }},
			RegionValue{Value: 40, Method: Weighted, Areas: 2}},
		"a mean without weights": {[]func(*shelfOf){plain, people, func(s *shelfOf) { s.indicators[0].Unit = "x1000 EUR" }},
			RegionValue{Method: NoMethod}},
		"nobody counted": {[]func(*shelfOf){plain}, RegionValue{Method: NoMethod}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newShelf()
			s.buurten(2020, 3)
			for _, f := range tt.fill {
				f(s)
			}
			s.column(buurtKey("bb", 2020), 1, 2, 3)
			p := build(t, s, choice("aa", "bb"))
			if diff := cmp.Diff(tt.want, p.Layers[0].Region); diff != "" {
				t.Error(diff)
			}
			above, err := Build(context.Background(), reader.OnLoopback(), s, choice("aa:above-region", "bb"))
			switch {
			case tt.want.Method == NoMethod:
				if problem.KeyOf(err) != "stack.region_value_missing" {
					t.Errorf("got %v", err)
				}
			case name == "summed":
				if problem.KeyOf(err) != "stack.region_of_count" {
					t.Errorf("got %v", err)
				}
			case err != nil || above.Rows[0].Marks[0] != NoHit || above.Rows[1].Marks[0] != Hit:
				t.Errorf("above the region: %v", err)
			}
		})
	}
}

func TestGapSaysHowLargeTheDifferencesAre(t *testing.T) {
	s := small()
	s.column(buurtKey(indicator.Population, 2020), 100, 100, 100, 100, 100, 100, 100, 100, 100, 100)
	p := build(t, s, choice("aa", "bb"))
	got := p.Layers[0].Spread
	want := Spread{Known: true, Min: 1, P10: 1.9, Median: 5.5, P90: 9.1, Max: 10, HitMedian: 9.5, OtherMedian: 4.5,
		HasHitMedian: true, HasOtherMedian: true, GapToOthers: 5, GapToRegion: 4, HasGapToOthers: true, HasGapToRegion: true}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })); diff != "" {
		t.Error(diff)
	}
}

func TestBoundsGiveARangeOfHits(t *testing.T) {
	s := newShelf()
	s.buurten(2020, 4)
	at := func(x, half float64) [3]float64 { return [3]float64{x, x - half, x + half} }
	s.column(buurtKey("aa", 2020), at(1, 1), at(5, 3), at(9, 1), withheld)
	s.column(buurtKey("bb", 2020), 1, 5, 9, 9)
	p := build(t, s, choice("aa:>=8", "bb:>=8"))
	for i, want := range [][3]int{{0, 0, 0}, {0, 0, 1}, {2, 2, 2}, {1, 1, 1}} {
		if r := p.Rows[i]; [3]int{r.LeastHits, r.Hits, r.MostHits} != want {
			t.Errorf("area %d: %d, %d to %d", i, r.Hits, r.LeastHits, r.MostHits)
		}
	}
	p = build(t, s, choice("aa:low:<5", "bb:low:<=5"))
	for i, want := range [][3]int{{2, 2, 2}, {1, 1, 2}, {0, 0, 0}, {0, 0, 0}} {
		if r := p.Rows[i]; [3]int{r.LeastHits, r.Hits, r.MostHits} != want {
			t.Errorf("low, area %d: %d, %d to %d", i, r.Hits, r.LeastHits, r.MostHits)
		}
	}
}

func TestYearPeriodAndGroupAreFound(t *testing.T) {
	s := newShelf()
	for year := 2018; year <= 2021; year++ {
		s.buurten(year, 2)
	}
	for _, year := range []int{2018, 2019, 2020} {
		s.column(buurtKey("aa", year), 1, 2)
	}
	s.column(buurtKey("bb", 2019), 1, 2)
	s.column(buurtKey("bb", 2021), 1, 2)
	old := buurtKey("bb", 2019)
	old.Period = indicator.Year(2016)
	s.column(old, 3, 4)
	grouped := buurtKey("lonely", 2019)
	grouped.Group = "18+"
	s.column(grouped, 5, 6)
	p := build(t, s, choice("aa", "bb", "lonely", "bb:2016"))
	if p.Choice.Year != 2019 || p.Choice.Layers[1].Period != indicator.Year(2019) || p.Choice.Layers[2].Group != "18+" {
		t.Errorf("got %+v", p.Choice)
	}
	if x, _ := p.Rows[0].Values[3].Number(); x != 3 {
		t.Errorf("the period that was given is not taken: %v", x)
	}
	if got := p.LayerNames(); !slices.Equal(got, []string{"aa", "bb:2019", "lonely", "bb:2016"}) {
		t.Errorf("names %v", got)
	}
	if c := p.Choice; c.MinimumPopulation != 100 || c.Layers[0].Weight != 1 || c.Layers[0].Threshold.Percent != 20 {
		t.Errorf("not filled in: %+v", c)
	}
}

func TestAnEmptyColumnIsNotTheNewestFigure(t *testing.T) {
	s := small()
	s.buurten(2021, 10)
	s.column(buurtKey("aa", 2021), 1, 2)
	s.column(buurtKey("bb", 2021), withheld, withheld)
	late := buurtKey("aa", 2020)
	late.Period = indicator.Year(2021)
	s.column(late, withheld)
	if p := build(t, s, choice("aa", "bb")); p.Choice.Year != 2020 || p.Choice.Layers[0].Period != indicator.Year(2020) {
		t.Errorf("got %+v", p.Choice)
	}
	c := choice("aa:2021", "bb")
	c.Year = 2020
	if p := build(t, s, c); p.Layers[0].Known != 0 {
		t.Errorf("asked for by name: %+v", p.Layers[0].Known)
	}
}

func TestEveryMistakeIsNamed(t *testing.T) {
	s := small()
	s.buurten(2019, 10)
	s.column(buurtKey("old", 2019), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
	for _, g := range []string{"65+", "18-65"} {
		k := buurtKey("grouped", 2020)
		k.Group = g
		s.column(k, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
	}
	s.indicators = append(s.indicators, indicator.Indicator{ID: "never_loaded"})
	with := func(c Choice, change func(*Choice)) Choice { change(&c); return c }
	tests := map[string]struct {
		choice Choice
		key    string
	}{
		"one layer":           {choice("aa"), "stack.layers_few"},
		"thirteen layers":     {choice("aa", "aa", "aa", "aa", "aa", "aa", "aa", "aa", "aa", "aa", "aa", "aa", "aa"), "stack.layers_many"},
		"twice":               {choice("aa", "aa:low:top10%"), "stack.layer_twice"},
		"unknown":             {choice("aa", "zzzzzzzzzz"), "stack.indicator_unknown"},
		"misspelt":            {choice("aa", "groupd"), "stack.indicator_unknown_near"},
		"not at this level":   {choice("aa", "never_loaded"), "stack.layer_not_loaded"},
		"no common year":      {choice("aa", "old"), "stack.no_common_year"},
		"not in this year":    {with(choice("aa", "old"), func(c *Choice) { c.Year = 2020 }), "stack.layer_not_in_year"},
		"two groups":          {choice("aa", "grouped"), "stack.group_ambiguous"},
		"no such group":       {choice("aa", "grouped@0-18"), "stack.group_unknown"},
		"region too small":    {with(choice("aa", "bb"), func(c *Choice) { c.Region = code("BU90010000") }), "stack.region_not_above_level"},
		"no region":           {with(choice("aa", "bb"), func(c *Choice) { c.Region = area.Code{} }), "stack.region_not_above_level"},
		"no level":            {with(choice("aa", "bb"), func(c *Choice) { c.Level = 0 }), "stack.region_not_above_level"},
		"region without any":  {with(choice("aa", "bb"), func(c *Choice) { c.Region = code("GM9002") }), "stack.region_empty"},
		"too many draws":      {with(choice("aa", "bb"), func(c *Choice) { c.Draws = 1e6 }), "stack.draws_range"},
		"negative minimum":    {with(choice("aa", "bb"), func(c *Choice) { c.MinimumPopulation = -1 }), "stack.minimum_range"},
		"weight":              {with(choice("aa", "bb"), func(c *Choice) { c.Layers[0].Weight = math.Inf(1) }), "stack.weight_range"},
		"weight not a number": {with(choice("aa", "bb"), func(c *Choice) { c.Layers[0].Weight = math.NaN() }), "stack.weight_range"},
		"share":               {with(choice("aa", "bb"), func(c *Choice) { c.Layers[0].Threshold.Percent = 80 }), "stack.share_range"},
		"value":               {with(choice("aa", "bb"), func(c *Choice) { c.Layers[0].Threshold = Threshold{Kind: FixedValue, Value: math.NaN()} }), "stack.value_not_finite"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := Build(context.Background(), reader.OnLoopback(), s, tt.choice); problem.KeyOf(err) != tt.key {
				t.Errorf("got %v, want %s", err, tt.key)
			}
		})
	}
	_, err := Build(context.Background(), reader.OnLoopback(), s, choice("x_x_x_x_x", "y_y_y_y_y_y", "aa"))
	if found, _ := problem.All(err); len(found) != 2 {
		t.Errorf("two mistakes give %d problems: %v", len(found), err)
	}
}

func TestStabilityAndFragile(t *testing.T) {
	s := newShelf()
	s.buurten(2020, 40)
	random := make([]cell, 40)
	other := make([]cell, 40)
	for i := range random {
		random[i], other[i] = (i*17)%40, (i*23)%37
	}
	random[0], other[0] = 1000, 1000
	s.column(buurtKey("aa", 2020), random...)
	s.column(buurtKey("bb", 2020), other...)
	c := choice("aa", "bb")
	c.Draws, c.Seed = 0, 5
	p := build(t, s, c)
	if p.Choice.Draws != 1000 {
		t.Errorf("%d draws", p.Choice.Draws)
	}
	if first := p.Rows[0]; !first.Top || first.Stability != 1 || first.Fragile {
		t.Errorf("far above the others: %+v", first)
	}
	for _, r := range p.Rows {
		if r.Fragile != (r.Top && r.Stability < 0.8) || !r.HasStability {
			t.Errorf("%s: top %v, stability %v, fragile %v", r.Area.Code, r.Top, r.Stability, r.Fragile)
		}
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if again := build(t, s, c); !slices.EqualFunc(p.Rows, again.Rows, func(a, b Row) bool { return a.Stability == b.Stability }) {
		t.Error("one processor gives another answer")
	}
}

func TestLargeStackIsTheSameWhateverTheOrderOfColumns(t *testing.T) {
	s := newShelf()
	s.buurten(2020, 300)
	for l := range 4 {
		cells := make([]cell, 300)
		for i := range cells {
			cells[i] = (i*(l*2+7) + l) % 101
		}
		s.column(buurtKey(indicator.ID(fmt.Sprintf("l%d", l)), 2020), cells...)
	}
	a, b := build(t, s, choice("l0", "l1", "l2", "l3")), build(t, s, choice("l3", "l2", "l1", "l0"))
	for i := range a.Rows {
		if a.Rows[i].Hits != b.Rows[i].Hits || a.Rows[i].Score != b.Rows[i].Score || a.Rows[i].Top != b.Rows[i].Top {
			t.Fatalf("%s differs", a.Rows[i].Area.Code)
		}
	}
}
