package pattern

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/spatial/trend"
)

// watched adds the last year of the planted grid to the others, and returns what that changed.
func watched(t *testing.T, years []int) []Changed {
	t.Helper()
	n := len(years) - 1
	s, all := grid(years[:n], planted), grid(years, planted)
	f := s.finder()
	var brings []indicator.Key
	brings = append(brings, all.keys[len(s.keys):]...)
	w, err := f.Watch(context.Background(), reader.OnLoopback(), brings)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range brings {
		s.keys, s.columns[k] = append(s.keys, k), all.columns[k]
	}
	changed, err := w.Changes(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

func TestWhatANewYearChanges(t *testing.T) {
	changed := watched(t, ten)
	if len(changed) != 2 || changed[0].After.Indicator.ID != "aa" || changed[1].After.Indicator.ID != "bb" {
		t.Fatalf("%d figures changed", len(changed))
	}
	after := map[area.Code]trend.Category{}
	for _, a := range changed[0].Areas {
		c := changed[0]
		after[c.Area(a).Code] = c.After.Areas[a.After].Pattern.Category
		if c.Before.Areas[a.Before].Pattern.Category == c.After.Areas[a.After].Pattern.Category {
			t.Errorf("%s did not change", c.Area(a).Code)
		}
	}
	if after[code("BU90010018")] != trend.NewHot || after[code("BU90010081")] != trend.HistoricalHot {
		t.Errorf("after %v", after)
	}
	if _, ok := after[code("BU90010044")]; ok {
		t.Error("the middle of the grid changed")
	}
}

func TestTooFewYearsChangeNothing(t *testing.T) {
	if changed := watched(t, ten[4:]); len(changed) != 0 {
		t.Errorf("%d figures changed", len(changed))
	}
}

func TestWhatComesInForTheFirstTimeChangesNothing(t *testing.T) {
	s := newShelf()
	w, err := s.finder().Watch(context.Background(), reader.OnLoopback(), []indicator.Key{{Indicator: "aa", Division: area.DivisionID{Level: area.District, Year: 2020}}})
	if err != nil {
		t.Fatal(err)
	}
	if changed, err := w.Changes(context.Background()); err != nil || len(changed) != 0 {
		t.Errorf("%v, %v", changed, err)
	}
}

func TestExports(t *testing.T) {
	s, err := redrawn().finder().Series(context.Background(), reader.OnLoopback(), Question{Choice: choice("aa", "bb"), Layer: 0})
	if err != nil {
		t.Fatal(err)
	}
	s.Areas[0].Area.Name = "=1+1"
	var table, text bytes.Buffer
	words := func(int) string { return "woorden" }
	if err := WriteCSV(&table, s, words); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(table.String(), "\n")
	if want := "code,name,pattern,years_known,years_high,years_low,trend_z,trend_p,2017,2017_stands_out,2017_z,2017_p,2017_boundary,2017_estimated_share,2018,2018_stands_out,2018_z,2018_p,2018_boundary,2018_estimated_share,2019,2019_stands_out,2019_z,2019_p,2019_boundary,2019_estimated_share,2020,2020_stands_out,2020_z,2020_p,2020_boundary,2020_estimated_share,words"; lines[0] != want {
		t.Errorf("got %s", lines[0])
	}
	// 2017: (1*1000 + 2*3000)/4000; 2019 of the third area has a withheld part.
	if want := "BU90010001,'=1+1,unknown,0,0,0,,,1.75,,,,joined,0,16,,,,joined,0,1.75,,,,joined,0,1,,,,,,woorden"; lines[1] != want {
		t.Errorf("got %s", lines[1])
	}
	if !strings.HasPrefix(lines[3], "BU90010003,Buurt 0003,unknown,0,0,0,,,") || !strings.Contains(lines[3], ",,,,,redrawn,0,3,") {
		t.Errorf("got %s", lines[3])
	}
	if err := WriteJSON(&text, s, words); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"shown": "aa"`, `"fewest_years": 8`, `"too_few_years": true`, `"no_boundaries": true`, `"boundary": "redrawn"`, `"value": null`} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%s is not in\n%s", want, text.String())
		}
	}
}
