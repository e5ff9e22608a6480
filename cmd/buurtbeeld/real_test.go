package main

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

// chain is one way from real files to a stack, as a user walks it.
type chain struct {
	imports [][]string
	stack   []string
	// areas is how many rows the answer has.
	areas int
}

// realChains are those of the main job. Paths begin at the folder with real data.
func realChains() map[string]chain {
	mapping := filepath.Join(golden.Root(), "internal", "source", "table", "testdata", "wijkmonitor.yaml")
	kwb := "data/cbs-kwb-2020-84799NED/"
	return map[string]chain{
		"a": {imports: [][]string{{"boundaries", "data/cbs-wijkbuurtkaart-2015/buurt_2015.geojson.gz", "--year", "2015", "--level", "buurt"}},
			stack: []string{"--in", "NL", "--level", "buurt"}, areas: 12229},
		"b": {imports: [][]string{
			{"cbs", kwb + "84799NED_TypedDataSet.csv.gz", kwb + "84799NED_DataProperties.json.gz", kwb + "cbs.v3.84799NED_Metadata.json"},
			{"boundaries", "data/cbs-buurt-2020-dordrecht/buurt_2020_dordrecht.gpkg", "--year", "2020"},
			{"cbs", "data/rivm-gezondheid-50090NED/2012_18+.xlsx", "--year", "2020"},
			{"cbs", "data/rivm-gezondheid-50090NED/2016_18+.xlsx", "--year", "2020"},
			{"cbs", "data/rivm-gezondheid-50090NED/RIVM_gezondheid2020_18+.xlsx", "--year", "2020"}},
			stack: []string{"--in", "GM0505", "--level", "buurt"}, areas: 129},
		"c": {imports: [][]string{
			{"boundaries", "data/elan-wijkmonitor/wijkgeo_file.json.gz", "--year", "2022", "--level", "wijk"},
			{"table", "data/elan-wijkmonitor/df_count_ver_3.csv.gz", "--mapping", mapping, "--published"}},
			stack: []string{"--in", "NL", "--level", "wijk"}, areas: 70}, // 72 boundaries, of which two are large waters
	}
}

// expectedFigure is one line of testdata/expected.csv, which testdata/expected.py took from the source files.
type expectedFigure struct{ code, layer, value, hit string }

func expectedFigures(t *testing.T) map[string][]expectedFigure {
	t.Helper()
	f, err := os.Open("testdata/expected.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	byChain := map[string][]expectedFigure{}
	for _, r := range rows[1:] {
		byChain[r[0]] = append(byChain[r[0]], expectedFigure{r[1], r[2], r[3], r[4]})
	}
	return byChain
}

// TestFiguresOfRealFilesAreThoseOfTheSource walks from the files to a stack and compares every figure of ten areas with
// what a script of its own read: python3 cmd/buurtbeeld/testdata/expected.py ../shared/data
func TestFiguresOfRealFilesAreThoseOfTheSource(t *testing.T) {
	expected := expectedFigures(t)
	for name, c := range realChains() {
		t.Run(name, func(t *testing.T) {
			a := newTestApp(t)
			if !a.importShared(c) {
				return
			}
			args := append([]string{"stack", "--format", "json", "--draws", "-1"}, c.stack...)
			seen := map[string]bool{}
			for _, e := range expected[name] {
				if !seen[e.layer] {
					seen[e.layer] = true
					args = append(args, "--layer", e.layer+":top20%")
				}
			}
			var rows []map[string]json.RawMessage
			if err := json.Unmarshal([]byte(a.must(args...)), &rows); err != nil {
				t.Fatal(err)
			}
			if len(rows) != c.areas {
				t.Errorf("%d areas, want %d", len(rows), c.areas)
			}
			compareFigures(t, rows, expected[name])
		})
	}
}

// importShared runs the imports of a chain, and returns false where the folder with real data is absent.
func (a *testApp) importShared(c chain) bool {
	a.t.Helper()
	for _, args := range c.imports {
		command := []string{"import"}
		for _, arg := range args {
			if strings.HasPrefix(arg, "data/") {
				file, ok := golden.Shared(a.t, arg)
				if !ok {
					return false
				}
				arg = file
			}
			command = append(command, arg)
		}
		a.must(command...)
	}
	return true
}

func compareFigures(t *testing.T, rows []map[string]json.RawMessage, expected []expectedFigure) {
	t.Helper()
	byCode := map[string]map[string]json.RawMessage{}
	for _, r := range rows {
		byCode[strings.Trim(string(r["code"]), `"`)] = r
	}
	compared := 0
	for _, e := range expected {
		row := byCode[e.code]
		id, _, _ := strings.Cut(e.layer, ":")
		hit, ok := row[e.layer]
		if !ok {
			e.layer, hit = id, row[id]
		}
		var values map[string]float64
		if err := json.Unmarshal(row["values"], &values); err != nil {
			t.Fatalf("%s: %v", e.code, err)
		}
		got, known := values[e.layer]
		want, err := strconv.ParseFloat(e.value, 64)
		switch {
		case e.value == "":
			if known || string(hit) != "null" {
				t.Errorf("%s %s: %v, hit %s, want nothing known", e.code, e.layer, got, hit)
			}
		case err != nil:
			t.Fatal(err)
		case !known || math.Abs(got-want) > 1e-9 || string(hit) != e.hit:
			t.Errorf("%s %s: %v (known %v), hit %s, want %v, hit %s", e.code, e.layer, got, known, hit, want, e.hit)
		}
		compared++
	}
	if compared != len(expected) || compared < 50 {
		t.Errorf("%d figures compared", compared)
	}
}
