package main

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

// patternsAnswer is what the tests read of the JSON of buurtbeeld patterns.
type patternsAnswer struct {
	Division string `json:"division"`
	AllZero  []int  `json:"years_all_zero"`
	TooFew   bool   `json:"too_few_years"`
	Areas    []struct {
		Code    string `json:"code"`
		Pattern string `json:"pattern"`
		Words   string `json:"words"`
		Years   []struct {
			Period    int      `json:"period"`
			Value     *float64 `json:"value"`
			Boundary  string   `json:"boundary"`
			Estimated float64  `json:"estimated_share"`
		} `json:"years"`
	} `json:"areas"`
}

func (a *testApp) patterns(args ...string) patternsAnswer {
	a.t.Helper()
	var out patternsAnswer
	if err := json.Unmarshal([]byte(a.must(append([]string{"patterns", "--json"}, args...)...)), &out); err != nil {
		a.t.Fatal(err)
	}
	return out
}

// sourceValues reads one column of the wijk monitor, times 100, by code and year.
func sourceValues(t *testing.T, file, column string) map[string]float64 {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unpacked, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(unpacked).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at, year := slices.Index(rows[0], column), slices.Index(rows[0], "YEAR")
	values := map[string]float64{}
	for _, r := range rows[1:] {
		if x, err := strconv.ParseFloat(r[at], 64); err == nil {
			values[r[0]+" "+r[year]] = 100 * x
		}
	}
	return values
}

// TestPatternsOfTheRealWijkMonitor walks from the files to the patterns of the years 2009-2022, and compares every value
// with the source. What the patterns are was worked out by this program and looked at beside the table of the source.
func TestPatternsOfTheRealWijkMonitor(t *testing.T) {
	file, ok := golden.Shared(t, "data/elan-wijkmonitor/df_count_ver_3.csv.gz")
	if !ok {
		return
	}
	a := newTestApp(t)
	a.importShared(chain{imports: [][]string{
		{"boundaries", "data/elan-wijkmonitor/wijkgeo_file.json.gz", "--year", "2022", "--level", "wijk"},
		{"table", "data/elan-wijkmonitor/df_count_ver_3.csv.gz", "--mapping", filepath.Join(golden.Root(), "e2e", "testdata", "wijkmonitor-years.yaml"), "--published"}}})
	for _, test := range []struct {
		layer, column string
		zero          []int
		patterns      map[string]string
	}{
		{"welfare_share", "%_Welfare_benefit_user", []int{2009, 2010}, map[string]string{"WK051838": "persistent-hot", "WK051804": "persistent-cold", "WK051801": "none"}},
		{"problem_debt_share", "%_Debt_Poor", []int{}, nil},
		{"payment_arrears_share", "%_Wanbet", []int{2009}, map[string]string{"WK051838": "persistent-hot"}},
		{"youth_help_share", "%_JGDHULP_user", []int{2009, 2010, 2011, 2012, 2013, 2014}, nil},
	} {
		answer := a.patterns("--layer", test.layer, "--level", "wijk")
		if !slices.Equal(answer.AllZero, test.zero) || len(answer.Areas) != 70 || answer.TooFew {
			t.Errorf("%s: all zero %v, %d areas", test.layer, answer.AllZero, len(answer.Areas))
		}
		source, compared := sourceValues(t, file, test.column), 0
		for _, area := range answer.Areas {
			if want, ok := test.patterns[area.Code]; ok && area.Pattern != want {
				t.Errorf("%s: %s is %s, want %s", test.layer, area.Code, area.Pattern, want)
			}
			for _, y := range area.Years {
				want, ok := source[area.Code+" "+strconv.Itoa(y.Period)]
				if ok != (y.Value != nil) || ok && math.Abs(*y.Value-want) > 1e-9 {
					t.Errorf("%s %s %d: %v, want %v", test.layer, area.Code, y.Period, y.Value, want)
				}
				compared++
			}
		}
		if compared < 500 {
			t.Errorf("%s: %d values compared", test.layer, compared)
		}
	}
	t.Run("what the newest year changed", func(t *testing.T) { changedByTheNewestYear(t, file) })
}

// changedByTheNewestYear reads the years up to 2021 and then 2022, as an analyst does when a new year comes in.
func changedByTheNewestYear(t *testing.T, file string) {
	a := newTestApp(t)
	a.importShared(chain{imports: [][]string{{"boundaries", "data/elan-wijkmonitor/wijkgeo_file.json.gz", "--year", "2022", "--level", "wijk"}}})
	mapping := filepath.Join(golden.Root(), "e2e", "testdata", "wijkmonitor-years.yaml")
	before, after := splitYears(t, file, "2022")
	if text := a.must("import", "table", before, "--mapping", mapping, "--published"); strings.Contains(text, "the pattern changed") {
		t.Errorf("nothing was there before: %s", text)
	}
	text := a.must("import", "table", after, "--mapping", mapping, "--published")
	for _, want := range []string{"In these 4 districts the pattern changed: Welfare benefit", "Wijk 29 Schildersbuurt: Striking high now, and now and then before (first: Sometimes striking high before, not now)"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

// splitYears writes the table without one year, and that year by itself.
func splitYears(t *testing.T, file, year string) (rest, one string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unpacked, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(unpacked).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(rows[0], "YEAR")
	write := func(name string, keep func(string) bool) string {
		path := filepath.Join(t.TempDir(), name)
		out, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer out.Close()
		w := csv.NewWriter(out)
		kept := slices.DeleteFunc(slices.Clone(rows[1:]), func(r []string) bool { return !keep(r[at]) })
		if err := w.WriteAll(append([][]string{rows[0]}, kept...)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return write("rest.csv", func(y string) bool { return y != year }), write("one.csv", func(y string) bool { return y == year })
}

// TestTotalsOfMunicipalitiesStayOverMergers expresses the inhabitants of 2012 to 2022 in the municipalities of 2023. The
// totals are the sums of aantal_inwoners over the land features of each source file.
func TestTotalsOfMunicipalitiesStayOverMergers(t *testing.T) {
	totals := map[int]float64{2012: 16730345, 2017: 17081507, 2018: 17181084, 2019: 17282163, 2022: 17590672, 2023: 17811291}
	var imports [][]string
	for _, year := range []int{2012, 2017, 2018, 2019, 2022, 2023} {
		y := strconv.Itoa(year)
		imports = append(imports, []string{"boundaries", "data/cbs-gemeenten-reeks/gemeenten_" + y + ".geojson.gz", "--year", y, "--level", "gemeente"})
	}
	a := newTestApp(t)
	if !a.importShared(chain{imports: imports}) {
		return
	}
	answer := a.patterns("--layer", "population_total", "--level", "gemeente")
	if answer.Division != "gemeente 2023" || len(answer.Areas) != 342 || !answer.TooFew {
		t.Errorf("%s, %d areas, too few years %v", answer.Division, len(answer.Areas), answer.TooFew)
	}
	sums, joined := map[int]float64{}, map[string]float64{}
	for _, area := range answer.Areas {
		for _, y := range area.Years {
			if y.Value == nil {
				t.Errorf("%s has no number in %d", area.Code, y.Period)
				continue
			}
			sums[y.Period] += *y.Value
			if y.Boundary == "joined" {
				joined[area.Code+" "+strconv.Itoa(y.Period)] = *y.Value
			}
		}
		alone := area.Code == "GM0060" || area.Code == "GM0448" // Ameland and Texel lie by themselves
		if area.Words != "Cannot be said: 6 years known, 8 are needed" && !alone {
			t.Errorf("%s: %s", area.Code, area.Words)
		}
	}
	for year, want := range totals {
		if math.Abs(sums[year]-want) > 0.01 {
			t.Errorf("%d: %v inhabitants, want %v", year, sums[year], want)
		}
	}
	// In the sources: 56742 in Heerhugowaard and 27992 in Langedijk; 17704 in Brielle, 40574 in Hellevoetsluis and 14960 in
	// Westvoorne.
	for key, want := range map[string]float64{"GM1980 2019": 84734, "GM1992 2022": 73238} {
		if joined[key] != want {
			t.Errorf("%s: %v, want %v", key, joined[key], want)
		}
	}
}
