package pattern

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/crosswalk"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// redrawn is 2018 and 2019 on five areas in a row, and 2020 on four: 0 and 1 joined, a third of 2 went to 3, and 4 stayed.
func redrawn() *shelf {
	s := newShelf()
	before := s.strip(2019, "0000", 400.0, "0001", 800.0, "0002", 1400.0, "0003", 1800.0, "0004", 2200.0)
	after := s.strip(2020, "0001", 800.0, "0002", 1200.0, "0003", 1800.0, "0004", 2200.0)
	s.column(indicator.Population, 2019, before, 1000, 3000, 900, 600, 500)
	s.column(indicator.Population, 2020, after, 4000, 600, 900, 500)
	for _, id := range []indicator.ID{"aa", "bb"} {
		s.column(id, 2018, before, 40, 8, 2, 3, 4)
		s.column(id, 2019, before, 1, 2, 3, indicator.Withheld, 30)
		s.column(id, 2020, after, 1, 2, 3, 9)
	}
	s.column("aa", 2017, before, 1, 2, 3, 4, 5)
	s.column("bb", 2017, before, 0, 0, 0, 0, 0)
	return s
}

func TestYearsOverChangedBoundaries(t *testing.T) {
	y := years(t, redrawn(), choice("aa", "bb:2019"))
	var list []string
	for _, s := range y.Years {
		list = append(list, fmt.Sprint(s.Period, " on ", s.Picture.Division.ID().Year, " from ", s.From, " ", s.Redrawn))
	}
	if want := []string{"2018 on 2020 from [buurt 2019] true", "2019 on 2020 from [buurt 2019] true", "2020 on 2020 from [] false"}; !slices.Equal(list, want) {
		t.Errorf("years %v", list)
	}
	var cells []string
	for _, a := range y.Areas {
		cells = append(cells, told(a))
	}
	want := []string{
		"0001: 2/2 (joined 0.00) 0/2 (joined 0.00) 0/2",
		"0002: 0/2 (redrawn 1.00) 0/2 (redrawn 1.00) 0/2",
		"0003: 0/2 (redrawn 0.33) 0/0 (redrawn 0.00) 0/2",
		"0004: 0/2 2/2 2/2",
	}
	if !slices.Equal(cells, want) {
		t.Errorf("got\n%s", strings.Join(cells, "\n"))
	}
	// 40 of 1000 and 8 of 3000 people.
	if x, _ := y.Years[0].Picture.Rows[0].Values[0].Number(); x != 16 {
		t.Errorf("joined: %v", x)
	}
	if v := y.Years[1].Picture.Rows[2].Values[0]; v.Status() != indicator.Withheld {
		t.Errorf("with a withheld part: %v", v)
	}
	if len(y.Incomplete) != 1 || y.Incomplete[0].Period != indicator.Year(2017) || y.Incomplete[0].Missing[0] != "bb" || y.Incomplete[0].Zero[0] != "bb" {
		t.Errorf("incomplete %+v", y.Incomplete)
	}
	if first := y.Steps[0]; codes(first.Entered) != " 0004" || codes(first.Left) != " 0001" || codes(first.NothingKnown) != " 0003" {
		t.Errorf("first step %+v", first)
	}
	if got, want := y.Sentence("nl"), "Tussen 2018 en 2020 kwam 1 van de buurten bij de groep met de hoogste stapels. 0 bleven daarbij en 1 ging eruit."; got != want {
		t.Errorf("got %s", got)
	}
	if got, want := y.Sentence("en"), "Between 2018 and 2020, 1 of the neighbourhoods came into the group with the highest stacks. 0 stayed in it and 1 left it."; got != want {
		t.Errorf("got %s", got)
	}
}

// declared is two years without boundaries, of which the later says what changed.
func declared(changes ...area.ChangeIndicator) *shelf {
	s := newShelf()
	var before, after []area.Area
	for i, c := range changes {
		a := area.Area{Code: code(fmt.Sprintf("BU9001%04d", i))}
		before = append(before, a)
		a.Change = c
		after = append(after, a)
	}
	for year, areas := range map[int][]area.Area{2019: before, 2020: after} {
		d := s.division(year, areas...)
		cells := make([]any, len(areas))
		for i := range cells {
			cells[i] = i + 1
		}
		s.column("aa", year, d, cells...)
		s.column("bb", year, d, cells...)
	}
	return s
}

func TestWithoutBoundariesTheSourceTellsWhatIsTheSame(t *testing.T) {
	y := years(t, declared(area.Unchanged, area.BoundaryChanged, area.Unchanged, area.ChangeUnknown), choice("aa", "bb"))
	if got := codes(y.Overall.NotComparable); got != " 0001 0003" {
		t.Errorf("not comparable%s", got)
	}
	if b := y.Areas[1].Cells[0].Break; !b.Lost || b.Reason != crosswalk.NoBoundary || !b.Any() || y.Areas[0].Cells[0].Break.Any() {
		t.Errorf("break %+v", b)
	}
	if got := y.Sentence("nl"); !strings.Contains(got, " 2 zijn niet te vergelijken, omdat hun grens veranderde en de cijfers niet om te rekenen zijn.") {
		t.Errorf("got %s", got)
	}
}

func TestAYearWithTheSameBoundariesIsNotSaidToBeRedrawn(t *testing.T) {
	y := years(t, declared(area.Unchanged, area.Unchanged), choice("aa", "bb"))
	if before := y.Years[0]; len(before.From) != 1 || before.Redrawn {
		t.Errorf("from %v, redrawn %v", before.From, before.Redrawn)
	}
}

func TestYearsNameWhatIsMissing(t *testing.T) {
	s := newShelf()
	d := s.strip(2020, "0000", 400.0, "0001", 800.0, "0002", 1400.0)
	s.column("aa", 2020, d, 1, 2, 3)
	s.column("old", 2019, d, 1, 2, 3)
	s.column("bb", 2020, d, 1, 2, 3)
	for name, test := range map[string]struct {
		layers []string
		key    string
	}{
		"no year has both":              {[]string{"aa", "old"}, "stack.year_without_all"},
		"a threshold that is not there": {[]string{"aa:above-region", "bb"}, ""},
		"one layer":                     {[]string{"aa"}, "stack.layers_few"},
		"unknown":                       {[]string{"aa", "nothing"}, "stack.indicator_unknown"},
	} {
		_, err := s.finder().Years(context.Background(), reader.OnLoopback(), choice(test.layers...))
		if test.key == "" && err == nil || problem.KeyOf(err) != test.key && test.key != "" {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// A number never comes from an area of which a part is withheld, and nothing of a withheld part is in any sum.
func TestWithheldPartsGiveNoNumber(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newShelf()
		before := s.strip(2019, "0000", 400.0, "0001", 800.0, "0002", 1400.0, "0003", 1800.0, "0004", 2200.0)
		after := s.strip(2020, "0001", 800.0, "0002", 1200.0, "0003", 1800.0, "0004", 2200.0)
		cells := make([]any, 5)
		hidden := make([]bool, 5)
		for i := range cells {
			cells[i] = rapid.IntRange(1, 50).Draw(rt, "value")
			if hidden[i] = rapid.Bool().Draw(rt, "hidden"); hidden[i] {
				cells[i] = indicator.Withheld
			}
		}
		s.column(indicator.Population, 2019, before, 1000, 3000, 900, 600, 500)
		s.column("aa", 2019, before, cells...)
		s.column("aa", 2020, after, 1, 2, 3, 4)
		t2, err := s.finder().target(context.Background(), after.ID())
		if err != nil {
			rt.Fatal(err)
		}
		c, err := t2.figures.Column(context.Background(), reader.OnLoopback(), indicator.Key{Indicator: "aa", Period: indicator.Year(2019), Division: after.ID()})
		if err != nil {
			rt.Fatal(err)
		}
		for i, parts := range [][]int{{0, 1}, {2}, {2, 3}, {4}} {
			want := indicator.Known
			if slices.ContainsFunc(parts, func(p int) bool { return hidden[p] }) {
				want = indicator.Withheld
			}
			if s := s.columns[s.keys[1]]; s.Count()[indicator.Known] > 0 && c.At(i).Status() != want {
				rt.Errorf("area %d: %v, want %v", i, c.At(i).Status(), want)
			}
		}
	})
}
