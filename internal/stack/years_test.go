package stack

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// twoDivisions is 2018 and 2019 on the division of 2019, and 2020 on that of 2020, in which one area changed its
// boundary, one has a new code, and one says nothing of changes.
func twoDivisions() *shelfOf {
	s := newShelf()
	land := func(suffix string, change area.ChangeIndicator) area.Area {
		return area.Area{Code: code("BU9001" + suffix), Name: "Buurt " + suffix, Change: change}
	}
	s.division(area.DivisionID{Level: area.Neighbourhood, Year: 2019},
		land("0000", 0), land("0001", 0), land("0002", 0), land("0003", 0), land("0004", 0))
	s.division(area.DivisionID{Level: area.Neighbourhood, Year: 2020},
		land("0000", area.Unchanged), land("0001", area.BoundaryChanged), land("0002", area.Unchanged),
		land("0003", area.ChangeUnknown), land("0009", area.Recoded))
	on2019 := func(id indicator.ID, year int) indicator.Key {
		k := buurtKey(id, 2019)
		k.Period = indicator.Year(year)
		return k
	}
	for _, id := range []indicator.ID{"aa", "bb"} {
		s.column(on2019(id, 2018), 9, 1, 2, 3, 4)
		s.column(on2019(id, 2019), 1, 2, 9, withheld, 4)
		s.column(buurtKey(id, 2020), 1, 2, 9, 3, 4)
	}
	s.column(on2019("aa", 2017), 1, 2, 3, 4, 5)
	return s
}

func codes(t *testing.T, list []area.Code) string {
	t.Helper()
	text := ""
	for _, c := range list {
		text += " " + c.String()[6:]
	}
	return text
}

func TestBuildYearsFollowsAreas(t *testing.T) {
	y, err := BuildYears(context.Background(), reader.OnLoopback(), twoDivisions(), choice("aa", "bb:2019"))
	if err != nil {
		t.Fatal(err)
	}
	var years []string
	for _, s := range y.Years {
		years = append(years, fmt.Sprint(s.Period, " on ", s.Picture.Division.ID().Year))
	}
	if !slices.Equal(years, []string{"2018 on 2019", "2019 on 2019", "2020 on 2020"}) {
		t.Errorf("years %v", years)
	}
	if len(y.Incomplete) != 1 || y.Incomplete[0].Period != indicator.Year(2017) || y.Incomplete[0].Missing[0] != "bb" {
		t.Errorf("incomplete %+v", y.Incomplete)
	}
	first, second := y.Steps[0], y.Steps[1]
	if codes(t, first.Entered) != " 0002" || codes(t, first.Left) != " 0000" || codes(t, first.NothingKnown) != " 0003" ||
		len(first.NotComparable) != 0 || len(first.Stayed) != 0 {
		t.Errorf("first step %+v", first)
	}
	if codes(t, second.Stayed) != " 0002" || codes(t, second.NotComparable) != " 0001 0003 0004 0009" || len(second.Left) != 0 {
		t.Errorf("second step %+v", second)
	}
	if codes(t, y.Overall.Entered) != " 0002" || codes(t, y.Overall.Left) != " 0000" {
		t.Errorf("overall %+v", y.Overall)
	}
	i := slices.IndexFunc(y.Areas, func(a AreaYears) bool { return a.Area.Code == code("BU90010009") })
	if cells := y.Areas[i].Cells; cells[0].Present || !cells[2].Present || cells[2].Movement != NotComparable {
		t.Errorf("new code %+v", cells)
	}
	if y.Choice.Year != 2020 || y.Choice.Draws != -1 || !y.Choice.Layers[1].Period.IsZero() {
		t.Errorf("choice %+v", y.Choice)
	}
	wantNL := "Tussen 2018 en 2020 kwam 1 van de buurten bij de groep met de hoogste stapels. 0 bleven daarbij en 1 ging eruit. 4 zijn niet te vergelijken, omdat hun grens of code veranderde of kan zijn veranderd."
	wantEN := "Between 2018 and 2020, 1 of the neighbourhoods came into the group with the highest stacks. 0 stayed in it and 1 left it. 4 cannot be compared, because their boundary or code changed or may have changed."
	if got := y.Sentence("en"); got != wantEN {
		t.Errorf("got %s", got)
	}
	if got := y.Sentence("nl"); got != wantNL {
		t.Errorf("got %s", got)
	}
}

func TestDivisionsInBetweenMustBeLoaded(t *testing.T) {
	s := newShelf()
	for _, year := range []int{2017, 2020} {
		d := s.buurten(year, 3)
		var areas []area.Area
		for i := range d.Len() {
			a := d.At(i)
			a.Change = area.Unchanged
			areas = append(areas, a)
		}
		s.division(d.ID(), areas...)
		s.column(buurtKey("aa", year), 1, 2, 3)
		s.column(buurtKey("bb", year), 1, 2, 3)
	}
	y, err := BuildYears(context.Background(), reader.OnLoopback(), s, choice("aa", "bb"))
	if err != nil || len(y.Overall.NotComparable) != 3 {
		t.Errorf("2018 and 2019 are not known: %+v, %v", y.Overall, err)
	}
	for _, year := range []int{2018, 2019} {
		s.divisions[area.DivisionID{Level: area.Neighbourhood, Year: year}] = s.divisions[area.DivisionID{Level: area.Neighbourhood, Year: 2020}]
	}
	y, err = BuildYears(context.Background(), reader.OnLoopback(), s, choice("aa", "bb"))
	if err != nil || len(y.Overall.NotComparable) != 0 || len(y.Overall.Stayed) != 1 {
		t.Errorf("every year says unchanged: %+v, %v", y.Overall, err)
	}
}

func TestBuildYearsNamesWhatIsMissing(t *testing.T) {
	s := small()
	s.buurten(2019, 10)
	s.column(buurtKey("old", 2019), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
	_, err := BuildYears(context.Background(), reader.OnLoopback(), s, choice("aa", "old"))
	if problem.KeyOf(err) != "stack.year_without_all" {
		t.Errorf("got %v", err)
	}
	_, err = BuildYears(context.Background(), reader.OnLoopback(), s, choice("aa:above-region", "bb"))
	if problem.KeyOf(err) != "stack.region_value_missing" {
		t.Errorf("got %v", err)
	}
}

func TestPresets(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range Presets() {
		if seen[p.ID] || p.Name.NL == "" || p.Name.EN == "" || p.About.NL == "" || len(p.Layers) < FewestLayers {
			t.Errorf("preset %+v", p)
		}
		seen[p.ID] = true
		for _, l := range p.Layers {
			if back, err := ParseLayer(l.Layer.String()); err != nil || back != l.Layer {
				t.Errorf("%s: %s: %v", p.ID, l.Layer, err)
			}
		}
		if found, ok := FindPreset(p.ID); !ok || found.ID != p.ID {
			t.Errorf("%s is not found", p.ID)
		}
	}
	if len(seen) != 5 {
		t.Errorf("%d presets", len(seen))
	}
	if _, ok := FindPreset("nothing"); ok {
		t.Error("nothing is found")
	}
}

func TestOfferTakesWhatIsThere(t *testing.T) {
	offers := Offer([]indicator.ID{"woz_value_mean", "problem_debt_household_share", "unemployment_benefit_rate", "poverty_share"})
	poverty, unexpected, strength := offers[0], offers[1], offers[4]
	if !poverty.Ready() || len(poverty.Layers) != 3 ||
		!slices.Equal(poverty.Missing, []indicator.ID{"social_assistance_rate", "rent_arrears_signal_rate"}) {
		t.Errorf("poverty %+v", poverty)
	}
	if unexpected.Layers[1].Indicator != "problem_debt_household_share" || unexpected.Layers[0].Threshold.Percent != 40 ||
		!slices.Equal(unexpected.Missing, []indicator.ID{"youth_care_share"}) {
		t.Errorf("unexpected %+v", unexpected)
	}
	if strength.Ready() || len(strength.Missing) != 4 {
		t.Errorf("strength %+v", strength)
	}
}

func TestLoaded(t *testing.T) {
	s := small()
	s.buurten(2019, 10)
	s.column(buurtKey("old", 2019), 1)
	s.column(buurtKey("empty", 2020), withheld)
	summaries, _ := s.Summaries(context.Background(), reader.OnLoopback())
	if got := Loaded(summaries, area.DivisionID{Level: area.Neighbourhood, Year: 2020}); !slices.Equal(got, []indicator.ID{"aa", "bb", "cc"}) {
		t.Errorf("got %v", got)
	}
	if got := Loaded(summaries, area.DivisionID{Level: area.Neighbourhood}); !slices.Contains(got, "old") {
		t.Errorf("any year: %v", got)
	}
}
