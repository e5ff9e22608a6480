package pattern

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/spatial/trend"
)

const side = 10

// grid is ten by ten areas over some years, in which value says how high each is.
func grid(years []int, value func(x, y, k int) any) *shelf {
	s := newShelf()
	s.wide = side
	areas := make([]area.Area, side*side)
	for i := range areas {
		areas[i] = area.Area{Code: code(fmt.Sprintf("BU9001%04d", i)), Name: fmt.Sprintf("Buurt %d-%d", i%side, i/side)}
	}
	d := s.division(2022, areas...)
	for k, year := range years {
		cells := make([]any, len(areas))
		for i := range cells {
			cells[i] = value(i%side, i/side, k)
		}
		s.column("aa", year, d, cells...)
		s.column("bb", year, d, cells...)
	}
	return s
}

// ten are ten years in a row.
var ten = []int{2013, 2014, 2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022}

// corner reports whether a place lies in one of the four corners of the grid: 0 to 3, and -1 elsewhere.
func corner(x, y int) int {
	if x > 2 && x < 7 || y > 2 && y < 7 {
		return -1
	}
	return x/5 + 2*(y/5)
}

// planted is noise with a corner that stays high, one that is high in the last year only, one that was high until the last
// year and one that is low.
func planted(x, y, k int) any {
	noise := float64((x*7+y*13+k*5)%11) / 2
	switch corner(x, y) {
	case 0:
		return 40 + noise
	case 1:
		if k == 9 {
			return 40 + noise
		}
	case 2:
		if k < 9 {
			return 40 + noise
		}
	}
	return 15 + noise
}

func series(t testing.TB, s *shelf, layer int) *Series {
	t.Helper()
	found, err := s.finder().Series(context.Background(), reader.OnLoopback(), Question{Choice: choice("aa", "bb"), Layer: layer})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestPatternsThatWerePlanted(t *testing.T) {
	for name, layer := range map[string]int{"one figure": 0, "the number of hits": -1} {
		s := series(t, grid(ten, planted), layer)
		// The middle of each corner, where all neighbours are of it too.
		want := map[int]trend.Category{11: trend.PersistentHot, 18: trend.NewHot, 81: trend.HistoricalHot, 88: trend.NoPattern}
		for i, category := range want {
			if got := s.Areas[i].Pattern.Category; got != category && !(category == trend.PersistentHot && (got == trend.IntensifyingHot || got == trend.DiminishingHot)) {
				t.Errorf("%s: %s is %s, want %s", name, s.Areas[i].Area.Name, got, category)
			}
		}
		if since, last := s.Change(s.Areas[18]); since != indicator.Year(2022) || last != indicator.Year(2022) {
			t.Errorf("%s: since %s, last %s", name, since, last)
		}
		if since, last := s.Change(s.Areas[81]); !since.IsZero() || last != indicator.Year(2021) {
			t.Errorf("%s: since %s, last %s", name, since, last)
		}
		if s.Short || s.Unmapped || len(s.Gaps) != 0 || len(s.Zero) != 0 || len(s.Periods) != 10 || s.Periods[9].High < 2 {
			t.Errorf("%s: %d periods, %d high in the last", name, len(s.Periods), s.Periods[len(s.Periods)-1].High)
		}
		if s.Count()[trend.NotKnown] != 0 {
			t.Errorf("%s: %v", name, s.Count())
		}
	}
}

func TestTooFewYearsGetNoPattern(t *testing.T) {
	s := series(t, grid(ten[3:], planted), 0)
	if !s.Short || s.Count()[trend.NotKnown] != side*side || s.Periods[0].High == 0 {
		t.Errorf("short %v, %v", s.Short, s.Count())
	}
	if s = series(t, grid(ten[2:], planted), 0); s.Short || s.Count()[trend.NotKnown] == side*side {
		t.Errorf("eight years: short %v, %v", s.Short, s.Count())
	}
}

func TestAnAreaWithTooFewYearsGetsNoPattern(t *testing.T) {
	s := series(t, grid(ten, func(x, y, k int) any {
		if x == 0 && y == 0 && k < 3 || x == 1 && y == 0 && k == 9 {
			return indicator.NotMeasured
		}
		return planted(x, y, k)
	}), 0)
	for _, i := range []int{0, 1} {
		if got := s.Areas[i].Pattern.Category; got != trend.NotKnown {
			t.Errorf("area %d: %s", i, got)
		}
	}
	if s.Areas[2].Pattern.Category == trend.NotKnown {
		t.Error("the area beside them is not known either")
	}
}

func TestZeroEverywhereWasNotMeasured(t *testing.T) {
	s := series(t, grid(append([]int{2009, 2010}, ten...), func(x, y, k int) any {
		if k < 2 {
			return 0
		}
		return planted(x, y, k-2)
	}), 0)
	if !slices.Equal(s.Zero, []indicator.Period{indicator.Year(2009), indicator.Year(2010)}) || len(s.Periods) != 10 || s.Periods[0].Period != indicator.Year(2013) {
		t.Errorf("zero %v, %d periods", s.Zero, len(s.Periods))
	}
	s = series(t, grid([]int{2010, 2011, 2014}, planted), 0)
	if !slices.Equal(s.Gaps, []indicator.Period{indicator.Year(2012), indicator.Year(2013)}) {
		t.Errorf("gaps %v", s.Gaps)
	}
}

func TestWithoutNeighboursNoPatterns(t *testing.T) {
	shelf := grid(ten, planted)
	shelf.wide = 0
	s := series(t, shelf, 0)
	if !s.Unmapped || s.Count()[trend.NotKnown] != side*side {
		t.Errorf("unmapped %v, %v", s.Unmapped, s.Count())
	}
}

func TestSeriesOfWhatIsNotThere(t *testing.T) {
	f := grid(ten, planted).finder()
	for name, test := range map[string]struct {
		layer  int
		layers []string
		region string
		key    string
	}{
		"no such layer":     {5, []string{"aa"}, "GM9001", "pattern.layer_unknown"},
		"no such figure":    {0, []string{"cc"}, "GM9001", "pattern.nothing_loaded"},
		"nobody there":      {0, []string{"aa"}, "GM0599", "stack.region_empty"},
		"one layer is fine": {0, []string{"aa"}, "GM9001", ""},
	} {
		c := choice(test.layers...)
		c.Region = code(test.region)
		if _, err := f.Series(context.Background(), reader.OnLoopback(), Question{Choice: c, Layer: test.layer}); err != nil && problem.KeyOf(err) != test.key || err == nil && test.key != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// One area far from all others makes up the spread, so that a corner that stood out no longer does; the series says so.
func TestOneAreaFarFromAllOthersIsTold(t *testing.T) {
	far := func(x, y, k int) any {
		if x == 5 && y == 5 && k >= 5 {
			return 900.0
		}
		return planted(x, y, k)
	}
	s := series(t, grid(ten, far), 0)
	for k, p := range s.Periods {
		if want := map[bool]int{true: 55, false: -1}[k >= 5]; p.Apart != want {
			t.Errorf("%s: %d is far from the others, want %d", p.Period, p.Apart, want)
		}
	}
	if before, after := s.Periods[4].High, s.Periods[5].High; after >= before {
		t.Errorf("%d high before, %d with one far away", before, after)
	}
	if apart(nil) != -1 {
		t.Error("nothing found, and an area far from the others")
	}
}
