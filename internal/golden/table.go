package golden

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
)

// Columns are the columns of a table with reference values, by name.
type Columns map[string][]string

// Table reads a table with a line of names, gzipped or not, from the folder that Shared finds.
func Table(t testing.TB, name string) (Columns, bool) {
	t.Helper()
	path, ok := Shared(t, name)
	if !ok {
		return nil, false
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}()
	var in io.Reader = file
	if strings.HasSuffix(name, ".gz") {
		if in, err = gzip.NewReader(file); err != nil {
			t.Fatal(err)
		}
	}
	lines, err := csv.NewReader(in).ReadAll()
	if err != nil || len(lines) == 0 {
		t.Fatalf("%s: %d lines, %v", name, len(lines), err)
	}
	columns := Columns{}
	for at, name := range lines[0] {
		for _, line := range lines[1:] {
			columns[name] = append(columns[name], line[at])
		}
	}
	return columns, true
}

// Numbers returns a column as numbers, with NaN for an empty cell; a column that is absent fails the test.
func (c Columns) Numbers(t testing.TB, name string) []float64 {
	t.Helper()
	cells, ok := c[name]
	if !ok {
		t.Fatalf("no column %q", name)
	}
	numbers := make([]float64, len(cells))
	for i, cell := range cells {
		numbers[i] = math.NaN()
		if cell == "" || cell == "NA" {
			continue
		}
		var err error
		if numbers[i], err = strconv.ParseFloat(cell, 64); err != nil {
			t.Fatalf("%s, row %d: %v", name, i+1, err)
		}
	}
	return numbers
}

// JSON reads reference values into the variable that into points to, from the folder that Shared finds.
func JSON(t testing.TB, name string, into any) bool {
	t.Helper()
	path, ok := Shared(t, name)
	if !ok {
		return false
	}
	raw, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return true
}
