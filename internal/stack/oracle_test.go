package stack

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// readTable reads a table of the folder with reference values as rows by column name.
func readTable(t *testing.T, name string) ([]map[string]string, bool) {
	t.Helper()
	path, ok := golden.Shared(t, name)
	if !ok {
		return nil, false
	}
	file, err := os.Open(path)
	must(err)
	defer func() { must(file.Close()) }()
	var in io.Reader = file
	if strings.HasSuffix(name, ".gz") {
		in, err = gzip.NewReader(file)
		must(err)
	}
	lines, err := csv.NewReader(in).ReadAll()
	must(err)
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return rows, true
}

func readJSON(t *testing.T, name string, into any) bool {
	t.Helper()
	path, ok := golden.Shared(t, name)
	if !ok {
		return false
	}
	raw, err := os.ReadFile(path)
	must(err)
	must(json.Unmarshal(raw, into))
	return true
}

func float(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestStackEqualsTheReferenceComposites compares hits with count_top20 and the score with pctrank_hazen_mean, which
// pandas computed over all wijken of 2022 and all buurten of 2015 (see the README of the reference values).
func TestStackEqualsTheReferenceComposites(t *testing.T) {
	sets := map[string]area.DivisionID{
		"wijk2022cc":  {Level: area.District, Year: 2022},
		"buurt2015cc": {Level: area.Neighbourhood, Year: 2015},
	}
	for set, id := range sets {
		t.Run(set, func(t *testing.T) {
			var meta struct{ Vars [][2]string }
			if !readJSON(t, "oracles/spatial/composite/composite_"+set+".json", &meta) {
				return
			}
			want, _ := readTable(t, "oracles/spatial/composite/composite_"+set+".csv.gz")
			input, _ := readTable(t, "oracles/spatial/inputs/"+set+".csv.gz")
			c := Choice{Region: area.Netherlands, Level: id.Level, Draws: -1}
			var names []string
			for _, v := range meta.Vars {
				names = append(names, v[0])
				c.Layers = append(c.Layers, Layer{Indicator: indicator.ID(strings.ToLower(v[0])), Low: v[1] == "-"})
			}
			p := build(t, filled(t, id, input, names), c)
			if len(p.Rows) != len(want) {
				t.Fatalf("%d rows, want %d", len(p.Rows), len(want))
			}
			for i, r := range p.Rows {
				w := want[i]
				if r.Area.Code.String() != w["code"] || strconv.Itoa(r.Hits) != w["count_top20"] ||
					math.Abs(r.Score/100-float(t, w["pctrank_hazen_mean"])) > 1e-9 {
					t.Fatalf("%s: hits %d, score %v; want %v", r.Area.Code, r.Hits, r.Score, w)
				}
			}
			compareCorrelations(t, p, set)
		})
	}
}

// compareCorrelations compares Spearman's rank correlation of every two layers with that of pandas.
func compareCorrelations(t *testing.T, p *Picture, set string) {
	var correlations struct{ Spearman [][]float64 }
	readJSON(t, "oracles/spatial/composite/correlations_"+set+".json", &correlations)
	for i := range p.Layers {
		for j := range p.Layers {
			c := p.Coincide(i, j)
			if !c.HasSpearman || math.Abs(c.Spearman-correlations.Spearman[i][j]) > 1e-9 {
				t.Errorf("layers %d and %d: %v, want %v", i, j, c.Spearman, correlations.Spearman[i][j])
			}
			both := 0
			for _, r := range p.Rows {
				if r.Marks[i] == Hit && r.Marks[j] == Hit {
					both++
				}
			}
			if c.Both != both || c.Areas != len(p.Rows) || c.FirstHits != p.Layers[i].Hits ||
				math.Abs(c.Expected-float64(p.Layers[i].Hits)*float64(p.Layers[j].Hits)/float64(len(p.Rows))) > 1e-9 {
				t.Errorf("layers %d and %d: %+v", i, j, c)
			}
		}
	}
}

// filled returns figures with the columns of a table.
func filled(t *testing.T, id area.DivisionID, rows []map[string]string, columns []string) *shelfOf {
	t.Helper()
	s := newShelf()
	var areas []area.Area
	for _, row := range rows {
		areas = append(areas, area.Area{Code: code(row["code"])})
	}
	s.division(id, areas...)
	for _, name := range columns {
		var cells []cell
		for _, row := range rows {
			cells = append(cells, float(t, row[name]))
		}
		s.column(indicator.Key{Indicator: indicator.ID(strings.ToLower(name)), Period: indicator.Year(id.Year), Division: id}, cells...)
	}
	return s
}
