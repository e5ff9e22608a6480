package indicator

import (
	"strings"
	"testing"
)

// The counts are those of the design: 60 figures; context 30, outcome 20, interim 3, output 4, input 2, burden 1;
// without sphere 28, personal 14, communal 10, institutional 8.
func TestCatalogueIsTheDesign(t *testing.T) {
	kinds, spheres, seen := map[Kind]int{}, map[Sphere]int{}, map[ID]bool{}
	list := Catalogue()
	for _, n := range list {
		kinds[n.Kind]++
		spheres[n.Sphere]++
		if seen[n.ID] {
			t.Errorf("%s stands there twice", n.ID)
		}
		seen[n.ID] = true
		for what, text := range map[string]string{"name nl": n.Name.NL, "name en": n.Name.EN, "unit": string(n.Unit),
			"definition nl": n.Definition.NL, "definition en": n.Definition.EN} {
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s has no %s", n.ID, what)
			}
		}
		switch n.Direction {
		case HigherBetter, LowerBetter, Neutral:
		default:
			t.Errorf("%s: direction %q", n.ID, n.Direction)
		}
		if n.Source == "RIVM" && !n.Modelled {
			t.Errorf("%s: the figures of RIVM are estimates", n.ID)
		}
		if n.Denominator != "" && n.Summable {
			t.Errorf("%s: a rate does not add up", n.ID)
		}
	}
	for _, want := range []struct {
		name      string
		got, want int
	}{{"all", len(list), 60}, {"context", kinds[Context], 30}, {"outcome", kinds[Outcome], 20}, {"interim", kinds[Interim], 3},
		{"output", kinds[Output], 4}, {"input", kinds[Input], 2}, {"burden", kinds[Burden], 1}, {"no sphere", spheres[""], 28},
		{"personal", spheres[Personal], 14}, {"communal", spheres[Communal], 10}, {"institutional", spheres[Institutional], 8}} {
		if want.got != want.want {
			t.Errorf("%s: %d, want %d", want.name, want.got, want.want)
		}
	}
}

// Words that make people into a kind of people do not occur in names and definitions.
func TestCatalogueNamesCircumstancesNotKindsOfPeople(t *testing.T) {
	for _, n := range Catalogue() {
		text := " " + strings.Join([]string{Plain(n.Name.NL), Plain(n.Name.EN), Plain(n.Definition.NL), Plain(n.Definition.EN)}, " ") + " "
		for _, bad := range []string{"armen", "werklozen", "eenzamen", "bijstandstrekkers", "allochtonen", "zwakke", "probleemwijk",
			"achterstandswijk", "kwetsbare", "the poor", "the lonely", "vulnerable", "losers", "deprived"} {
			if strings.Contains(text, " "+bad+" ") {
				t.Errorf("%s says %q", n.ID, bad)
			}
		}
	}
}

func TestSearch(t *testing.T) {
	list := Catalogue()
	tests := map[string]struct {
		text  string
		first ID
		count int
	}{
		"Dutch word":             {"eenzaam", "loneliness_share", 4},
		"English word":           {"Lonely", "loneliness_share", 4},
		"accents":                {"wmo-clienten", "wmo_client_rate", 2},
		"accents in the search":  {"Wmo cliënten", "wmo_client_rate", 2},
		"id":                     {"social_assistance_rate", "social_assistance_rate", 1},
		"words in another order": {"bijstand personen", "social_assistance_rate", 1},
		"nothing":                {"kabouters", "", 0},
		"all":                    {" ", "population_total", 60},
	}
	for name, c := range tests {
		got := Search(list, c.text)
		if len(got) != c.count || len(got) > 0 && got[0].ID != c.first {
			t.Errorf("%s: %d found, first %v", name, len(got), got[:min(1, len(got))])
		}
	}
}

func TestFindInCatalogue(t *testing.T) {
	if n, ok := FindInCatalogue(Population); !ok || n.SourceColumn != "AantalInwoners" {
		t.Errorf("got %v, %v", n, ok)
	}
	if _, ok := FindInCatalogue("nothing_like_it"); ok {
		t.Error("found what is not there")
	}
}
