package keyed

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

func TestNumbersOfEveryKind(t *testing.T) {
	for cell, want := range map[string]float64{
		"1": 1, "-2.5": -2.5, "1e-05": 1e-5, "3E2": 300, "\u22124": -4, "0.1": 0.1, "+5": 5,
		"": math.NaN(), ".": math.NaN(), "x": math.NaN(), "NA": math.NaN(), "NULL": math.NaN(), "null": math.NaN(),
		"-99999999": math.NaN(), "-99999998": math.NaN(), "-99999997": math.NaN(), "-99997": math.NaN(), "-99995": math.NaN(),
		"-99999999.0": math.NaN(), "-99996": -99996,
	} {
		if v, ok := parseNumber(cell, false); !ok || v != want && !(math.IsNaN(v) && math.IsNaN(want)) {
			t.Errorf("%q is %v, %v; want %v", cell, v, ok, want)
		}
	}
	for _, cell := range []string{"NaN", "Inf", "-inf", "0x1p3", "1_000", "veel", "1,5", "1e999", "5%", "1 2"} {
		if v, ok := parseNumber(cell, false); ok {
			t.Errorf("%q was read as %v", cell, v)
		}
	}
	for _, tt := range []struct {
		cells []string
		comma bool
	}{{[]string{"1,5", "2", "."}, true}, {[]string{"1.5", "2,5"}, false}, {[]string{"1", "2"}, false}, {[]string{"1.234,5"}, false}} {
		if got := decimalComma(tt.cells); got != tt.comma {
			t.Errorf("%q: decimals behind a comma %v", tt.cells, got)
		}
	}
}

func TestWhatIsWrongIsToldByRow(t *testing.T) {
	file := filepath.Join(t.TempDir(), "t.csv")
	if err := os.WriteFile(file, []byte("code;x\nA;1\nA;een\n;2\nB;1,5\nC;1.5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	table, err := Read(t.Context(), file, []string{"code", "x"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = table.Keys("code")
	rows := func(err error) (list []int) {
		all, _ := problem.All(err)
		for _, p := range all {
			list = append(list, p.Place().Row)
		}
		return list
	}
	if got := rows(err); !slices.Equal(got, []int{3, 4}) {
		t.Errorf("codes: rows %v", got)
	}
	if _, err = table.Numbers("x"); !slices.Equal(rows(err), []int{3, 5}) {
		t.Errorf("numbers: rows %v", rows(err))
	}
	faults := table.Faults("x")
	for i := range 5 {
		for range 4 {
			faults.Add(i, problem.New(problem.Invalid, "analysis.not_a_number"))
		}
	}
	all, _ := problem.All(faults.Err())
	if len(all) != told+1 || all[told].Key() != "analysis.more_rows" {
		t.Errorf("%d sentences, the last %v", len(all), all[len(all)-1])
	}
}

// TestOutputReadsBackEqual has any numbers and texts come back from CSV and JSON as they were.
func TestOutputReadsBackEqual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5).Draw(t, "rows")
		numbers := rapid.SliceOfN(rapid.Float64(), n, n).Draw(t, "numbers")
		texts := rapid.SliceOfN(rapid.StringMatching(`[ -~é€"\\,;]{1,8}`), n, n).Draw(t, "texts")
		o := &Output{}
		o.Texts("name", texts)
		o.Numbers("x", numbers)
		o.Numbers("none", nil)
		var b bytes.Buffer
		if err := o.WriteCSV(&b); err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(&b).ReadAll()
		if err != nil || len(lines) != n+1 {
			t.Fatalf("%d lines, %v", len(lines), err)
		}
		b.Reset()
		if err := o.WriteJSON(&b); err != nil {
			t.Fatal(err)
		}
		var objects []struct {
			Name string
			X    *float64
			None *float64
		}
		if err := json.Unmarshal(b.Bytes(), &objects); err != nil {
			t.Fatalf("%v: %s", err, b.String())
		}
		for i, v := range numbers {
			if lines[i+1][0] != texts[i] || objects[i].Name != texts[i] || objects[i].None != nil || lines[i+1][2] != "" {
				t.Errorf("%q came back as %q and %q", texts[i], lines[i+1][0], objects[i].Name)
			}
			if math.IsNaN(v) || math.IsInf(v, 0) {
				if lines[i+1][1] != "" || objects[i].X != nil {
					t.Errorf("%v came back as %q", v, lines[i+1][1])
				}
				continue
			}
			if back, err := strconv.ParseFloat(lines[i+1][1], 64); err != nil || back != v || *objects[i].X != v {
				t.Errorf("%v came back as %q", v, lines[i+1][1])
			}
			if back, ok := parseNumber(lines[i+1][1], false); !ok || back != v && !math.IsNaN(back) {
				t.Errorf("%v is read by ourselves as %v", v, back)
			}
		}
	})
}

// FuzzParseNumber looks for texts that are neither refused nor a number.
func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"1", "-1.5e3", "1,5", "NaN", "\u22121", "..", "--1"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, cell string, comma bool) {
		v, ok := parseNumber(cell, comma)
		if math.IsInf(v, 0) || !ok && !math.IsNaN(v) {
			t.Errorf("%q gave %v, %v", cell, v, ok)
		}
	})
}
