package web_test

import (
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/pattern"
	"github.com/buurtbeeld/buurtbeeld/internal/web"
	"github.com/buurtbeeld/buurtbeeld/spatial/trend"
)

// comparer is an importer that remembers what a delivery changed.
type comparer struct {
	fakeImporter
	id      string
	changed []pattern.Changed
}

func (c *comparer) Changes(_ reader.Reader, id string) []pattern.Changed {
	if id != c.id {
		return nil
	}
	return c.changed
}

// became is an invented series of one year in which two areas have a pattern.
func became(t *testing.T, category trend.Category) *pattern.Series {
	t.Helper()
	s := &pattern.Series{Layer: 0, Indicator: indicator.Indicator{ID: "aa", Name: indicator.Text{NL: "Cijfer aa", EN: "Figure aa"}},
		Choice:  stack.Choice{Region: area.Netherlands, Level: area.Neighbourhood, Year: 2020, Layers: []stack.Layer{{Indicator: "aa"}}},
		Periods: []pattern.Period{{Period: indicator.Year(2024)}}}
	for _, text := range []string{"BU99010102", "BU99010101"} {
		code, err := area.ParseCode(text)
		if err != nil {
			t.Fatal(err)
		}
		s.Areas = append(s.Areas, pattern.AreaSeries{Area: area.Area{Code: code, Name: "Buurt " + text[8:]}, Cells: []pattern.Cell{{Step: trend.Hot}},
			Pattern: trend.Pattern{Category: category, Known: 9, Hot: 9}})
	}
	return s
}

func TestThePageOfADeliveryTellsWhichPatternsItChanged(t *testing.T) {
	c := &comparer{changed: []pattern.Changed{{Before: became(t, trend.NoPattern), After: became(t, trend.NewHot), Areas: []pattern.ChangedArea{{Before: 0, After: 0}, {Before: 1, After: 1}}}}}
	s := filled(t, func(o *web.Options) { o.Importer = c })
	list, err := s.store.Deliveries(t.Context(), reader.OnLoopback())
	if err != nil || len(list) < 2 {
		t.Fatal(list, err)
	}
	c.id = list[0].ID
	for target, want := range map[string][]string{
		"/bronnen/" + c.id:    {"Bij deze 2 buurten veranderde het patroon: Cijfer aa", "Nieuw opvallend hoog: pas in 2024", "jaar=2020"},
		"/en/bronnen/" + c.id: {"In these 2 neighbourhoods the pattern changed: Figure aa", "Newly striking high: only in 2024"},
	} {
		body := s.get(t, target)
		check(t, target, body)
		for _, text := range want {
			if !strings.Contains(body, text) {
				t.Errorf("%s: lacks %q\n%s", target, text, textOf(body))
			}
		}
		if first, second := strings.Index(body, ">Buurt 01<"), strings.Index(body, ">Buurt 02<"); first < 0 || second < first {
			t.Errorf("%s: not by name", target)
		}
	}
	if body := s.get(t, "/bronnen/"+list[1].ID); strings.Contains(body, "veranderde het patroon") {
		t.Error("another delivery tells the same")
	}
}
