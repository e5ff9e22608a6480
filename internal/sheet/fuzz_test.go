package sheet

import (
	"bytes"
	"io"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// small are limits that a fuzzer reaches quickly.
var small = Limits{Rows: 1000, Columns: 50, CellBytes: 1000, RowBytes: 5000, UnzippedBytes: 1 << 20, SharedBytes: 1 << 16}

// FuzzCSV reads any bytes: whatever comes out has one cell per column in rows that go up, and whatever is refused is
// the fault of the file.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{
		"a;b\n1;2\n", "\ufeff\"a\";\"b\"\r\n\"1,5\";\"  .\"\r\n", "a,b\n\"1\n2\",3\n", "a\tb\n\"unclosed\t1\n", "sep=|\na|b\n",
		"\"T\"\n\"\"\n\"\";\"x|y\";\"x|z\"\n\"W\";\"aantal\";\"%\"\n\"A\";1;2\n\"Bron: CBS\"\n", "\"a\"\";\"\"b\"\n", "\xff\xfea\x00;\x00b\x00\n\x00",
		"a;a;a (2)\n1;2;3\n", "a;b\nFrysl\xe2n;1\n", "a;b\n1;2;3\n1\n", "\n\n;;;\n", "1;2\n",
	} {
		f.Add([]byte(seed), uint8(0))
	}
	f.Fuzz(func(t *testing.T, content []byte, rows uint8) {
		if len(content) > 0 && (content[0] == 'P' || content[0] == 0x1f) {
			return // workbooks and Parquet have fuzzers of their own
		}
		walk(t, content, Options{Name: "fuzz.csv", HeaderRows: int(rows % 5), Limits: small})
	})
}

// FuzzXLSX reads any bytes that begin as a zip file or as gzip.
func FuzzXLSX(f *testing.F) {
	f.Add([]byte("PK\x05\x06" + string(make([]byte, 18))))
	f.Add([]byte("PK\x03\x04"))
	f.Add(zipped(f, []byte("a;b\n1;2\n")))
	f.Fuzz(func(t *testing.T, content []byte) {
		walk(t, content, Options{Name: "fuzz.xlsx", Limits: small})
	})
}

// FuzzNumber holds Parse against DetectStyle: a single text that a decided style takes reads back.
func FuzzNumber(f *testing.F) {
	for _, seed := range []string{"1.234", "1,5", "1\u00a0234,5", "-0", "1_000", "NaN", "١", "1e309", "0x1", "1'234.5", "\u22125"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, seen := DetectStyle([]string{text}, nil)
		v, err := s.Parse(text)
		decided := s.Decimal <= Point && seen.Numbers == 1
		if decided != (err == nil) {
			t.Fatalf("%q: %v %v, %+v: %v, %v", text, s.Decimal, s.Group, seen, v, err)
		}
	})
}

func walk(t *testing.T, content []byte, o Options) {
	r, err := Open(bytes.NewReader(content), int64(len(content)), o)
	last := 0
	for err == nil {
		var row Row
		if row, err = r.Next(); err != nil {
			break
		}
		if len(row.Cells) != len(r.Header()) || row.Number <= last {
			t.Fatalf("row %d after %d: %d cells, %d columns", row.Number, last, len(row.Cells), len(r.Header()))
		}
		last = row.Number
	}
	if err != io.EOF && problem.KindOf(err) != problem.Invalid {
		t.Fatal(err)
	}
	if r != nil {
		r.Dialect()
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
