package spatial_test

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// table is a file of reference values by column.
type table struct {
	column map[string][]string
	rows   int
}

func readTable(t testing.TB, file string) table {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(file, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	records, err := csv.NewReader(r).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	read := table{column: map[string][]string{}, rows: len(records) - 1}
	for c, name := range records[0] {
		values := make([]string, 0, read.rows)
		for _, record := range records[1:] {
			values = append(values, record[c])
		}
		read.column[name] = values
	}
	return read
}

// numbers returns a column, NaN where it is empty.
func (r table) numbers(t testing.TB, name string) []float64 {
	t.Helper()
	text, ok := r.column[name]
	if !ok {
		t.Fatalf("no column %s", name)
	}
	x := make([]float64, len(text))
	for i, s := range text {
		if s == "" {
			x[i] = math.NaN()
			continue
		}
		var err error
		if x[i], err = strconv.ParseFloat(s, 64); err != nil {
			t.Fatal(err)
		}
	}
	return x
}

// oracleWeights reads the neighbours of a set in the order of its codes.
func oracleWeights(t testing.TB, folder, set, kind string, codes []string) *spatial.Weights {
	t.Helper()
	number := map[string]int32{}
	for i, code := range codes {
		number[code] = int32(i)
	}
	file := filepath.Join(folder, "weights", set+"_"+kind+".csv")
	if _, err := os.Stat(file); err != nil {
		file += ".gz"
	}
	links := readTable(t, file)
	var edges []spatial.Edge
	for i, a := range links.column["a"] {
		from, okA := number[a]
		to, okB := number[links.column["b"][i]]
		if !okA || !okB {
			t.Fatalf("%s: unknown code in row %d", file, i)
		}
		edges = append(edges, spatial.Edge{A: from, B: to, Weight: 1})
		if kind != "knn6" {
			edges = append(edges, spatial.Edge{A: to, B: from, Weight: 1})
		}
	}
	w, err := spatial.NewWeights(len(codes), edges)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// oracleFiles returns the files of one kind of reference values, and the folder they are in.
func oracleFiles(t testing.TB, part, prefix string, want int) (folder string, files []string) {
	t.Helper()
	folder, ok := golden.Shared(t, "oracles/spatial")
	if !ok {
		return "", nil
	}
	files, err := filepath.Glob(filepath.Join(folder, part, prefix+"[_.]*"))
	if err != nil || len(files) != want {
		t.Fatalf("%d files %s, %d are known: %v", len(files), prefix, want, err)
	}
	return folder, files
}

// nameParts returns set, weights and variables of a file such as local_gem2022_queen_income_low.csv.gz.
func nameParts(file string) (set, kind, variables string) {
	name := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(file), ".gz"), filepath.Ext(strings.TrimSuffix(file, ".gz")))
	parts := strings.SplitN(name, "_", 4)
	if len(parts) < 4 {
		return parts[1], parts[2], ""
	}
	return parts[1], parts[2], parts[3]
}

// close9 tells whether a is b within 1e-9 of b itself, or of next to nothing.
func close9(a, b float64) bool {
	if math.IsNaN(a) || math.IsNaN(b) {
		return math.IsNaN(a) && math.IsNaN(b)
	}
	return math.Abs(a-b) <= 1e-9*math.Abs(b)+1e-13
}

// compare fails for values that differ from a column of a file by more than close9.
func (r table) compare(t *testing.T, name string, got []float64, known func(i int) bool) {
	t.Helper()
	wrong := 0
	for i, want := range r.numbers(t, name) {
		if known != nil && !known(i) {
			want = math.NaN()
		}
		if !close9(got[i], want) {
			if wrong++; wrong <= 3 {
				t.Errorf("%s of %s: %.17g, want %.17g", name, r.column["code"][i], got[i], want)
			}
		}
	}
	if wrong > 3 {
		t.Errorf("%s: %d differ", name, wrong)
	}
}

var noDraws = spatial.Inference{Permutations: -1}
