package cbs

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// figure is one number that another program took from the source file.
type figure struct {
	code   string
	id     indicator.ID
	period int
	want   float64
}

func shared(t testing.TB, names ...string) []string {
	t.Helper()
	var files []string
	for _, n := range names {
		if f, ok := golden.Shared(t, "data/"+n); ok {
			files = append(files, f)
		}
	}
	return files
}

func read(t testing.TB, o Options, files ...string) indicator.Batch {
	t.Helper()
	b, err := Read(context.Background(), files, o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func code(t testing.TB, s string) area.Code {
	t.Helper()
	c, err := area.ParseCode(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func find(t testing.TB, columns []indicator.Column, c area.Code, id indicator.ID, period int) indicator.Value {
	t.Helper()
	for _, col := range columns {
		k := col.Key()
		if k.Indicator == id && k.Group == "" && k.Period.Year() == period && k.Division.Level == c.Level() {
			return col.Find(c)
		}
	}
	t.Errorf("no column of %s %d %v", id, period, c.Level())
	return indicator.Value{}
}

func check(t *testing.T, columns []indicator.Column, figures []figure) {
	t.Helper()
	for _, f := range figures {
		if got, ok := find(t, columns, code(t, f.code), f.id, f.period).Number(); !ok || got != f.want {
			t.Errorf("%s %s %d: %v (%v), want %v", f.code, f.id, f.period, got, ok, f.want)
		}
	}
}

func status(t *testing.T, columns []indicator.Column, c string, id indicator.ID, period int, want indicator.Status) {
	t.Helper()
	if got := find(t, columns, code(t, c), id, period).Status(); got != want {
		t.Errorf("%s %s %d: %v, want %v", c, id, period, got, want)
	}
}

const kwb2020 = "cbs-kwb-2020-84799NED/"

// The numbers were taken with awk:
//
//	zcat 84799NED_TypedDataSet.csv.gz | tr -d '"' | awk -F';' 'NR==1{for(i=1;i<=NF;i++)h[$i]=i} {gsub(/ /,"",$2)}
//	  $2~/^(BU05050101|…)$/{print $2,$h["AantalInwoners_5"],$h["k_65JaarOfOuder_12"],$h["HuishoudensTotaal_28"],…}'
var kwb2020Figures = []figure{
	{"NL00", "population_total", 2020, 17407585},
	{"GM0363", "population_total", 2020, 872757},
	{"GM0505", "kwb_huishoudens_totaal", 2020, 55014},
	{"WK050510", "kwb_65_jaar_of_ouder", 2020, 3305},
	{"BU05050101", "population_total", 2020, 825},
	{"BU05050101", "population_65plus_share", 2020, 100 * 180. / 825},
	{"BU05050101", "single_household_share", 2020, 100 * 220. / 455},
	{"BU05050101", "social_assistance_rate", 2020, 1000 * 20. / 825},
	{"WK050510", "unemployment_benefit_rate", 2020, 1000 * 110. / 12870},
	{"GM0505", "social_assistance_rate", 2020, 1000 * 3930. / 119284},
	{"BU03630401", "social_assistance_rate", 2020, 0},
	{"BU16800000", "urbanity_class", 2020, 5},
}

func TestKWB2020InEveryForm(t *testing.T) {
	forms := map[string][]string{
		"CSV with description": {kwb2020 + "84799NED_TypedDataSet.csv.gz", kwb2020 + "84799NED_DataProperties.json.gz",
			kwb2020 + "84799NED_WijkenEnBuurten.csv.gz", kwb2020 + "cbs.v3.84799NED_Metadata.json"},
		"Parquet with description": {kwb2020 + "cbs.v3.84799NED_WijkenEnBuurten.parquet", kwb2020 + "cbs.v3.84799NED_Metadata.json",
			kwb2020 + "cbs.v3.84799NED_DataProperties.parquet", kwb2020 + "cbs.v3.84799NED_ColDescriptions.json",
			kwb2020 + "cbs.v3.84799NED_TypedDataSet.parquet"},
	}
	for name, files := range forms {
		t.Run(name, func(t *testing.T) {
			paths := shared(t, files...)
			if paths == nil {
				return
			}
			b := read(t, Options{}, paths...)
			check(t, b.Columns, kwb2020Figures)
			d := b.Delivery
			if d.Year != 2020 || d.Title != "Kerncijfers wijken en buurten 2020" || d.Table != "84799NED" || d.Origin != "2021-03-26T02:00:00" {
				t.Errorf("delivery: %d %q %q %q", d.Year, d.Title, d.Table, d.Origin)
			}
			if d.Report.Rows != 17341 || d.Report.Matched != 17341 || len(d.Report.Questions) != 0 {
				t.Errorf("report: %d rows, %d matched, %v", d.Report.Rows, d.Report.Matched, d.Report.Questions)
			}
			checkStatuses2020(t, b)
			checkDivisions2020(t, b)
		})
	}
}

func checkStatuses2020(t *testing.T, b indicator.Batch) {
	t.Helper()
	// A column that is empty everywhere comes later in the year; an area without inhabitants never gets a value.
	status(t, b.Columns, "BU05050101", "youth_care_share", 2020, indicator.NotYetPublished)
	status(t, b.Columns, "BU05050101", "kwb_aardgas_appartement", 2020, indicator.NotYetPublished)
	status(t, b.Columns, "BU05051004", "single_household_share", 2020, indicator.Unreliable) // 45 of 40, both rounded
	empty := 0
	for _, c := range b.Columns {
		if k := c.Key(); k.Indicator == "social_assistance_rate" && k.Division.Level == area.Neighbourhood {
			empty = c.Count()[indicator.NotApplicable]
			if n, d, ok := c.Ratio(mustFind(t, c, "BU05050101")); !ok || n != 20 || d != 825 {
				t.Errorf("the rate is made of %v and %v", n, d)
			}
		}
	}
	// zcat … | awk -F';' '$2~/BU/ && $7==0' | wc -l
	if empty != 465 {
		t.Errorf("%d neighbourhoods without inhabitants, want 465", empty)
	}
}

func mustFind(t *testing.T, c indicator.Column, s string) int {
	t.Helper()
	i, ok := c.Index().Find(code(t, s))
	if !ok {
		t.Fatal(s)
	}
	return i
}

func checkDivisions2020(t *testing.T, b indicator.Batch) {
	t.Helper()
	want := map[area.Level]int{area.Country: 1, area.Municipality: 355, area.District: 3177, area.Neighbourhood: 13808}
	changed := 0
	for _, d := range b.Divisions {
		if d.Len() != want[d.ID().Level] || d.ID().Year != 2020 {
			t.Errorf("%v has %d areas", d.ID(), d.Len())
		}
		for i := range d.Len() {
			if d.At(i).Name == "" {
				t.Errorf("%v has no name", d.At(i).Code)
			}
			if d.At(i).Change == area.BoundaryChanged {
				changed++
			}
		}
	}
	if changed != 789 {
		t.Errorf("%d areas with a changed boundary, want 789", changed)
	}
}

func TestKWB2020WithoutDescriptionAsksTheYear(t *testing.T) {
	files := shared(t, kwb2020+"84799NED_TypedDataSet.csv.gz")
	if files == nil {
		return
	}
	if _, err := Read(context.Background(), files, Options{}); problem.KeyOf(err) != "cbs.year_missing" {
		t.Errorf("without a year: %v", err)
	}
	b := read(t, Options{Year: 2020}, files...)
	check(t, b.Columns, kwb2020Figures)
	// The stems that occur twice are empty in this snapshot: there is nothing to ask, and nothing is guessed.
	for _, n := range b.Indicators {
		if n.SourceColumn == "Appartement" {
			t.Errorf("%s was guessed", n.ID)
		}
	}
}

func TestKWB2020AsJSON(t *testing.T) {
	files := shared(t, kwb2020+"84799NED_TypedDataSet.csv.gz", kwb2020+"84799NED_DataProperties.json.gz")
	if files == nil {
		return
	}
	// The same rows in the form of an answer of the service, made from the CSV.
	in, err := openAll(context.Background(), files[:1])
	if err != nil {
		t.Fatal(err)
	}
	defer in.close()
	r := in.data[0].reader
	header := r.Header()
	var rows []map[string]any
	for len(rows) < 6000 {
		row, err := r.Next()
		if err != nil {
			break
		}
		m := map[string]any{}
		for i, c := range row.Cells {
			switch {
			case c.Text == "":
				m[header[i]] = nil
			case c.Text[0] >= '0' && c.Text[0] <= '9':
				m[header[i]] = json.Number(c.Text)
			default:
				m[header[i]] = c.Text
			}
		}
		rows = append(rows, m)
	}
	text, err := json.Marshal(map[string]any{"odata.metadata": "x", "value": rows})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "TypedDataSet.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	b := read(t, Options{}, file, files[1])
	check(t, b.Columns, []figure{{"BU03630401", "population_total", 2020, 735}, {"NL00", "population_total", 2020, 17407585}})
}

// The numbers of the R files were taken with python3's csv module, column by name, row by code.
func TestKWBSavedByR(t *testing.T) {
	tests := map[string]struct {
		file    string
		year    int
		figures []figure
	}{
		"2019, decimal comma": {"cbs-kwb-amsterdam/Kerncijfers_wijken_en_buurten_2019.csv.gz", 2019, []figure{
			{"NL00", "population_total", 2019, 17282163}, {"GM0363", "kwb_65_jaar_of_ouder", 2019, 107980},
			{"WK036300", "kwb_gemiddelde_huishoudensgrootte", 2019, 1.4}, {"BU03630000", "woz_value_mean", 2019, 395},
			{"BU03630001", "social_minimum_household_share", 2019, 16.6}, {"BU03639800", "social_assistance_rate", 2019, 1000 * 20. / 1485},
			{"GM0363", "youth_care_share", 2019, 10.2}, {"WK036300", "wmo_client_rate", 2019, 29},
			{"BU03630000", "kwb_aardgas_appartement", 2019, 890}, {"BU03630001", "kwb_elektriciteit_appartement", 2019, 1980}}},
		"2017, decimal point and padding": {"cbs-kwb-amsterdam/Kerncijfers_wijken_en_buurten_2017.csv.gz", 2017, []figure{
			{"NL00", "population_total", 2017, 17081507}, {"GM0363", "kwb_65_jaar_of_ouder", 2017, 102535},
			{"WK036300", "kwb_gemiddelde_huishoudensgrootte", 2017, 1.4}, {"BU03630000", "woz_value_mean", 2017, 307},
			{"BU03630001", "social_minimum_household_share", 2017, 19.2}, {"BU03639800", "social_assistance_rate", 2017, 1000 * 30. / 1455},
			{"BU03639801", "kwb_gemiddelde_huishoudensgrootte", 2017, 2.7}, {"BU03630000", "kwb_aardgas_appartement", 2017, 1010},
			{"BU03630001", "kwb_elektriciteit_appartement", 2017, 2110}, {"GM0363", "social_minimum_household_share", 2017, 13.1}}},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			files := shared(t, c.file)
			if files == nil {
				return
			}
			b := read(t, Options{Year: c.year}, files...)
			check(t, b.Columns, c.figures)
			status(t, b.Columns, "BU03639801", "social_minimum_household_share", c.year, indicator.NotMeasured)
			for _, col := range b.Delivery.Report.Columns {
				if col.Fate == "unknown" {
					t.Errorf("%s is not known", col.Source)
				}
			}
			for _, d := range b.Divisions {
				if a, ok := d.Find(code(t, "BU03639800")); ok && a.Name != "Dorp Driemond" {
					t.Errorf("name %q", a.Name)
				}
			}
		})
	}
}

// grep -E '"(GM0363    |WK036300  |BU03630000|BU03630001|BU03639801)"' SES_WOA_scores_per_wijk_en_buurt_25042023_160857.csv
func TestSESWOA(t *testing.T) {
	files := shared(t, "cbs-ses-woa-2019/SES_WOA_scores_per_wijk_en_buurt_25042023_160857.csv")
	if files == nil {
		return
	}
	b := read(t, Options{Year: 2020}, files...)
	check(t, b.Columns, []figure{{"GM0363", "ses_woa_score", 2019, -0.1}, {"WK036300", "ses_woa_score", 2019, -0.022},
		{"BU03630000", "ses_woa_score", 2019, 0.045}, {"BU03630001", "ses_woa_score", 2019, -0.11},
		{"BU03630000", "ses_opleidingsniveau_laag", 2019, 12.4}, {"BU03630000", "ses_opleidingsniveau_middelbaar", 2019, 27},
		{"BU03630000", "ses_opleidingsniveau_hoog", 2019, 60.6}, {"BU03630001", "ses_particuliere_huishoudens", 2019, 500},
		{"GM0363", "ses_spreiding", 2019, 1.01}, {"BU03639801", "ses_particuliere_huishoudens", 2019, 0}})
	status(t, b.Columns, "BU03639801", "ses_woa_score", 2019, indicator.NotMeasured)
	if b.Delivery.Report.Signs["."] != 450 {
		t.Errorf("signs %v", b.Delivery.Report.Signs)
	}
}

// The numbers were taken with python3's zipfile and xml.etree, by column name and code.
func TestRIVM(t *testing.T) {
	tests := map[string]struct {
		file    string
		figures []figure
	}{
		"2012": {"2012_18+.xlsx", []figure{{"NL00", "loneliness_share", 2012, 39.6}, {"GM0505", "loneliness_share", 2012, 44.5},
			{"WK050510", "severe_loneliness_share", 2012, 6.5}, {"BU05051004", "loneliness_share", 2012, 66.4},
			{"BU05050101", "difficulty_making_ends_meet", 2012, 22}, {"BU05050100", "informal_carer_share", 2012, 13.3}}},
		"2016": {"2016_18+.xlsx", []figure{{"NL00", "loneliness_share", 2016, 43.4}, {"GM0505", "severe_loneliness_share", 2016, 12.2},
			{"WK050510", "volunteering_share", 2016, 32.4}, {"BU05051004", "severe_loneliness_share", 2016, 34.5},
			{"BU05050101", "informal_carer_share", 2016, 15.3}, {"BU05050100", "difficulty_making_ends_meet", 2016, 16.3}}},
		"2020": {"RIVM_gezondheid2020_18+.xlsx", []figure{{"NL00", "loneliness_share", 2020, 47}, {"GM0505", "loneliness_share", 2020, 49.1},
			{"WK050510", "high_stress_share", 2020, 15.1}, {"BU05051004", "loneliness_share", 2020, 65.2},
			{"BU05050101", "volunteering_share", 2020, 24.1}, {"BU05050100", "difficulty_making_ends_meet", 2020, 10.6}}},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			files := shared(t, "rivm-gezondheid-50090NED/"+c.file)
			if files == nil {
				return
			}
			b := read(t, Options{Year: 2020}, files...)
			check(t, b.Columns, c.figures)
			if d := b.Delivery; d.Source != "RIVM" || d.Year != 2020 || d.Report.Matched != 17341 {
				t.Errorf("delivery %s %d, %d matched", d.Source, d.Year, d.Report.Matched)
			}
			for _, col := range b.Columns {
				if col.Len() > 0 && !col.At(0).Mark().Modelled() {
					t.Fatalf("%s is not marked as an estimate", col.Key().Indicator)
				}
			}
			if name == "2012" {
				status(t, b.Columns, "BU05050101", "volunteering_share", 2012, indicator.NotYetPublished)
			}
		})
	}
}

// zcat gemeente_2015.csv.gz | grep -E 'GM0363|GM0505|GM1680'
func TestSocialAssistancePerRegion(t *testing.T) {
	files := shared(t, "cbs-bijstand-gemeenten/gemeente_2015.csv.gz")
	if files == nil {
		return
	}
	b := read(t, Options{Year: 2015, Answers: map[string]string{"column:Instromers_4": "keep", "column:Instromers_5": "leave_out"}}, files...)
	check(t, b.Columns, []figure{{"GM0363", "cbs_bijstandsontvangers", 2015, 48850}, {"GM0505", "cbs_bijstandsdichtheid", 2015, 48},
		{"GM1680", "cbs_inwoners", 2015, 21530}, {"NL00", "cbs_bijstandsontvangers", 2015, 496600}, {"GM0505", "cbs_instromers_4", 2015, 1520}})
	for _, c := range b.Columns {
		if c.Key().Indicator == "cbs_bijstandsontvangers" && c.Key().Group == "AOW+" && c.Key().Division.Level == area.Municipality {
			if n, _ := c.Find(code(t, "GM0363")).Number(); n != 7100 {
				t.Errorf("older people: %v", n)
			}
		}
	}
	if r := b.Delivery.Report; r.Unmatched != 273 || len(r.UnmatchedExamples) == 0 || len(r.Questions) != 6 {
		t.Errorf("%d unmatched %v, %d questions", r.Unmatched, r.UnmatchedExamples, len(r.Questions))
	}
}

func BenchmarkReadKWB(b *testing.B) {
	files := shared(b, kwb2020+"84799NED_TypedDataSet.csv.gz", kwb2020+"84799NED_DataProperties.json.gz", kwb2020+"cbs.v3.84799NED_Metadata.json")
	if files == nil {
		return
	}
	for b.Loop() {
		read(b, Options{}, files...)
	}
}
