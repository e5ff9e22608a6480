package cbs

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// features is a boundary file's attributes, read with nothing of ours.
type features struct {
	id    area.DivisionID
	names []string
	codes []area.Code
	rows  []map[string]any
}

func (f *features) Division() area.DivisionID { return f.id }
func (f *features) Names() []string           { return f.names }
func (f *features) Codes() []area.Code        { return f.codes }
func (f *features) Cell(row, column int) (string, float64, bool, bool) {
	switch v := f.rows[row][f.names[column]].(type) {
	case float64:
		return "", v, true, false
	case string:
		return v, 0, false, false
	}
	return "", 0, false, true
}

func geojson(t testing.TB, file, codeName string, id area.DivisionID) *features {
	t.Helper()
	path, ok := golden.Shared(t, "data/"+file)
	if !ok {
		return nil
	}
	packed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Features []struct{ Properties map[string]any }
	}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	f := &features{id: id}
	seen := map[string]bool{}
	for _, one := range all.Features {
		f.codes = append(f.codes, code(t, one.Properties[codeName].(string)))
		f.rows = append(f.rows, one.Properties)
		for n := range one.Properties {
			if !seen[n] {
				seen[n] = true
				f.names = append(f.names, n)
			}
		}
	}
	return f
}

// python3 -c "import gzip,json; [print(f['properties']) for f in json.load(gzip.open('buurt_2015.geojson.gz'))['features']
//
//	if f['properties']['BU_CODE'] in ('BU00030009','BU03630000','BU05050101','BU05051004')]"
func TestFiguresBesideBoundariesOf2015(t *testing.T) {
	f := geojson(t, "cbs-wijkbuurtkaart-2015/buurt_2015.geojson.gz", "BU_CODE", area.DivisionID{Level: area.Neighbourhood, Year: 2015})
	if f == nil {
		return
	}
	got, err := FromAttributes([]Attributes{f}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	check(t, got.Columns, []figure{{"BU00030009", "population_total", 2015, 155}, {"BU00030009", "population_65plus_share", 2015, 20},
		{"BU03630000", "single_household_share", 2015, 71}, {"BU03630000", "social_assistance_rate", 2015, 1000 * 100. / 4250},
		{"BU05050101", "disability_benefit_rate", 2015, 1000 * 50. / 765}, {"BU05050101", "unemployment_benefit_rate", 2015, 1000 * 10. / 765},
		{"BU05051004", "kwb_personen_per_soort_uitkering_bijstand", 2015, 30}, {"BU05051004", "kwb_personenauto_s_totaal", 2015, 40},
		{"BU05050101", "urbanity_class", 2015, 1}, {"BU05051004", "household_with_children_share", 2015, 7}})
	status(t, got.Columns, "BU00070006", "social_assistance_rate", 2015, indicator.NotMeasured)
	if got.Report.Signs["-99999999"] == 0 || len(got.Report.Questions) != 0 {
		t.Errorf("signs %v, questions %v", got.Report.Signs, got.Report.Questions)
	}
	for _, c := range got.Report.Columns {
		if c.Fate == "unknown" {
			t.Errorf("%s is not known", c.Source)
		}
	}
	for _, c := range got.Columns {
		if c.Key().Indicator == "population_total" {
			total := 0.0
			for i := range c.Len() {
				n, _ := c.At(i).Number()
				total += n
			}
			if total != 16877160 {
				t.Errorf("%v inhabitants altogether", total)
			}
		}
	}
}

// python3, as above: the properties of GM0505 in gemeenten_2020.geojson.gz, and of GM0059 in gemeenten.json.gz.
func TestFiguresUnderSentencesAndLongNames(t *testing.T) {
	f := geojson(t, "cbs-gemeente-2020/gemeenten_2020.geojson.gz", "GM_CODE", area.DivisionID{Level: area.Municipality, Year: 2020})
	if f == nil {
		return
	}
	got, err := FromAttributes([]Attributes{f}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	check(t, got.Columns, []figure{{"GM0505", "population_total", 2020, 119284}, {"GM0505", "population_65plus_share", 2020, 19},
		{"GM0505", "single_household_share", 2020, 39}, {"GM0505", "social_assistance_rate", 2020, 1000 * 3930. / 119284},
		{"GM0505", "kwb_oppervlakte_land", 2020, 7854}, {"GM0505", "kwb_huishoudens_totaal", 2020, 55014},
		{"GM0505", "kwb_personen_per_soort_uitkering_aow", 2020, 21100}, {"GM0505", "household_with_children_share", 2020, 34}})
	f = geojson(t, "cbs-gemeente-2023/gemeenten.json.gz", "gemeentecode", area.DivisionID{Level: area.Municipality, Year: 2023})
	if got, err = FromAttributes([]Attributes{f}, Options{}); err != nil {
		t.Fatal(err)
	}
	check(t, got.Columns, []figure{{"GM0059", "population_total", 2023, 28149}, {"GM0059", "population_65plus_share", 2023, 21},
		{"GM0059", "urbanity_class", 2023, 5}, {"GM0059", "kwb_gemiddelde_huishoudensgrootte", 2023, 2.3}})
	for _, c := range got.Report.Columns {
		if c.Fate == "unknown" {
			t.Errorf("%s is not known", c.Source)
		}
	}
}
