package cbs

import (
	"context"
	"fmt"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// The income export of Amsterdam has names only.
func TestExportWithNamesOnlyIsRefused(t *testing.T) {
	files := shared(t, "cbs-kwb-amsterdam/Kerncijfers_wijken_en_buurten_2015.csv")
	if files == nil {
		return
	}
	if _, err := Read(context.Background(), files, Options{}); problem.KeyOf(err) != "cbs.no_codes" {
		t.Errorf("got %v", err)
	}
}

// With the areas of 2015 the names tell which is meant. sed -n '6p;8p;40,60p' Kerncijfers_wijken_en_buurten_2015.csv
func TestExportWithNamesOnlyAndTheAreasOfItsYear(t *testing.T) {
	var divisions []*area.Division
	for _, f := range [][3]string{{"gemeente_2015", "GM_CODE", "GM_NAAM"}, {"wijk_2015", "WK_CODE", "WK_NAAM"}, {"buurt_2015", "BU_CODE", "BU_NAAM"}} {
		file := geojson(t, "cbs-wijkbuurtkaart-2015/"+f[0]+".geojson.gz", f[1], area.DivisionID{})
		if file == nil {
			return
		}
		var areas []area.Area
		for i, c := range file.codes {
			name, _ := file.rows[i][f[2]].(string)
			areas = append(areas, area.Area{Code: c, Name: name})
		}
		d, err := area.NewDivision(area.DivisionID{Level: areas[0].Code.Level(), Year: 2015}, areas)
		if err != nil {
			t.Fatal(err)
		}
		divisions = append(divisions, d)
	}
	b := read(t, Options{Divisions: divisions}, shared(t, "cbs-kwb-amsterdam/Kerncijfers_wijken_en_buurten_2015.csv")...)
	check(t, b.Columns, []figure{{"GM0363", "kwb_aantal_inkomensontvangers", 2015, 641700}, {"GM0363", "social_minimum_household_share", 2015, 14.1},
		{"BU03630000", "social_minimum_household_share", 2015, 15.1}, {"BU03630000", "kwb_gemiddeld_inkomen_per_inwoner", 2015, 30.1},
		{"BU03630001", "kwb_huishoudens_met_een_laag_inkomen", 2015, 14.5}})
	if b.Delivery.Title != "Kerncijfers wijken en buurten 2015" || b.Delivery.Year != 2015 {
		t.Errorf("%q %d", b.Delivery.Title, b.Delivery.Year)
	}
}

// StatLine writes additions behind names that boundary files do not have. One that leaves a single town is clear; two
// towns of one name are not.
func TestNamesWithTheAdditionsOfStatLine(t *testing.T) {
	towns := func(names ...string) []*area.Division {
		var areas []area.Area
		for i, name := range names {
			c, err := area.ParseCode(fmt.Sprintf("GM%04d", i+1))
			if err != nil {
				t.Fatal(err)
			}
			areas = append(areas, area.Area{Code: c, Name: name})
		}
		d, err := area.NewDivision(area.DivisionID{Level: area.Municipality, Year: 2025}, areas)
		if err != nil {
			t.Fatal(err)
		}
		return []*area.Division{d}
	}
	head := "\"Perioden\";\"Regio's\";\"Bevolking/Aantal inwoners (aantal)\";\"Bevolking/Geslacht/Mannen (aantal)\";\"Bevolking/Geslacht/Vrouwen (aantal)\"\n"
	row := func(name, n string) string { return fmt.Sprintf("\"2025\";%q;%q;%q;%q\n", name, n, n, n) }
	o := Options{Divisions: towns("Beek", "Groningen", "Hengelo", "Bergen"), Year: 2025}
	file := write(t, "Kerncijfers_per_regio_11122025_133649.csv", head+row("Beek (L.)", "10")+row("Groningen (gemeente)", "20")+row("Hengelo (Gld.)", "")+row("Hengelo (O.)", "30"))
	b := read(t, o, file)
	check(t, b.Columns, []figure{{"GM0001", "cbs_aantal_inwoners", 2025, 10}, {"GM0002", "cbs_aantal_inwoners", 2025, 20}, {"GM0003", "cbs_aantal_inwoners", 2025, 30}})
	if b.Delivery.Title != "Kerncijfers per regio" {
		t.Errorf("title %q", b.Delivery.Title)
	}
	if r := b.Delivery.Report; r.Unmatched != 1 || r.Matched != 3 {
		t.Errorf("matched %d, unmatched %d", r.Matched, r.Unmatched)
	}
	file = write(t, "b.csv", head+row("Bergen (L.)", "10")+row("Bergen (NH.)", "20"))
	if _, err := Read(context.Background(), []string{file}, o); problem.KeyOf(err) != "cbs.names_unclear" {
		t.Errorf("two towns of one name: %v", err)
	}
}
