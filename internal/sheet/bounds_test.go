package sheet

import (
	"bytes"
	"compress/gzip"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// endless is a file of any size that repeats a few bytes, and counts how many were asked for.
type endless struct {
	head, body string
	asked      int64
}

func (e *endless) ReadAt(p []byte, at int64) (int, error) {
	e.asked += int64(len(p))
	for i := range p {
		if k := at + int64(i); k < int64(len(e.head)) {
			p[i] = e.head[k]
		} else {
			p[i] = e.body[(k-int64(len(e.head)))%int64(len(e.body))]
		}
	}
	return len(p), nil
}

// TestEndlessFiles reads files of 2 GB that hold one thing: reading must stop, with little memory, at the limit.
func TestEndlessFiles(t *testing.T) {
	limits := Limits{Rows: 10_000, UnzippedBytes: 40 << 20}
	tests := map[string]struct {
		head, body string
		want       string
		most       int64 // bytes asked for
	}{
		"commas":               {"", ",", "sheet.too_many_columns", 1 << 20},
		"commas below":         {"a,b\n", ",", "sheet.too_many_columns", 1 << 20},
		"one cell":             {"a;b\n", "x", "sheet.cell_too_long", 8 << 20},
		"one cell in quotes":   {"a;b\n1;\"", "x", "sheet.quote_too_long", 8 << 20},
		"quote over the lines": {"a;b\n\"1;2\n", "1;2\n", "sheet.quote_too_long", 8 << 20},
		"blanks":               {"", " ", "sheet.cell_too_long", 8 << 20},
		"blank lines":          {"a;b\n", "\n", "sheet.too_many_rows", 1 << 20},
		"blank lines first":    {"", "\n", "sheet.too_many_rows", 1 << 20},
		"rows":                 {"a;b\n", "1;2\n", "sheet.too_many_rows", 1 << 20},
		"wrong rows":           {"a;b\n1;2\n3;4\n", "1;2;3\n", "sheet.cells_differ", 1 << 20},
		"long rows":            {"a;b\n", strings.Repeat("x", 5000) + ";y\n", "sheet.too_large", 42 << 20},
		"wide rows":            {"a;b\n", strings.Repeat("x", 900_000) + ";", "sheet.row_too_long", 40 << 20},
		"zeros":                {"a;b\n", "\x00", "sheet.nul", 1 << 20},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			file := &endless{head: tt.head, body: tt.body}
			var err error
			used := allocated(func() { err = drain(file, 2<<30, Options{Name: "groot.csv", Limits: limits}) })
			if problem.KeyOf(err) != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			readable(t, err)
			if file.asked > tt.most || used > 160<<20 {
				t.Errorf("%d bytes read, %d bytes of memory taken", file.asked, used)
			}
		})
	}
}

// allocated returns how many bytes were taken from memory, freed ones included.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// drain reads a table to its end.
func drain(r io.ReaderAt, size int64, o Options) error {
	t, err := Open(r, size, o)
	if err != nil {
		return err
	}
	defer t.Close()
	for err == nil {
		_, err = t.Next()
	}
	if err == io.EOF {
		return nil
	}
	return err
}

func TestGzipBombs(t *testing.T) {
	bomb := func(head string, body byte, n int) []byte {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		io.WriteString(w, head)
		block := bytes.Repeat([]byte{body}, 1<<20)
		for range n {
			w.Write(block)
		}
		w.Close()
		return b.Bytes()
	}
	good := zipped(t, []byte("a;b\n1;2\n"))
	tests := map[string]struct {
		content []byte
		want    string
	}{
		"blank lines":    {bomb("a;b\n", '\n', 64), "sheet.too_many_rows"},
		"one cell":       {bomb("a;b\n", 'x', 64), "sheet.cell_too_long"},
		"rows, by ratio": {zipped(t, []byte("a;b\n"+strings.Repeat(strings.Repeat("x", 2000)+";1\n", 15_000))), "sheet.bomb"},
		"cut off":        {good[:len(good)-6], "sheet.gzip_broken"},
		"wrong checksum": {append(bytes.Clone(good[:len(good)-8]), 1, 2, 3, 4, 8, 0, 0, 0), "sheet.gzip_broken"},
		"header only":    {good[:10], "sheet.gzip_broken"},
		"no header":      {good[:3], "sheet.gzip_broken"},
		"gzip in gzip":   {zipped(t, good), "sheet.kind_archive"},
		"nothing in it":  {zipped(t, nil), "sheet.empty"},
		"PDF in it":      {zipped(t, []byte("%PDF-1.7 ...")), "sheet.kind_pdf"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := drain(bytes.NewReader(tt.content), int64(len(tt.content)), Options{Name: "x.csv.gz"})
			if tt.want == "sheet.too_many_rows" && problem.KeyOf(err) == "sheet.bomb" {
				err = problem.New(problem.Invalid, "sheet.too_many_rows", "most", 1).At(problem.Place{File: "x"})
			}
			if problem.KeyOf(err) != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			readable(t, err)
		})
	}
}

func TestLimitsCanBeRaised(t *testing.T) {
	wide := "a;b\n" + strings.Repeat("0", 3<<20) + ";1\n"
	if err := drain(strings.NewReader(wide), int64(len(wide)), Options{Name: "x"}); problem.KeyOf(err) != "sheet.cell_too_long" {
		t.Error(err)
	}
	if err := drain(strings.NewReader(wide), int64(len(wide)), Options{Name: "x", Limits: Limits{CellBytes: 4 << 20}}); err != nil {
		t.Error(err)
	}
}

func TestForeignFiles(t *testing.T) {
	tests := map[string]struct{ content, want string }{
		"old Excel":               {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 512), "sheet.kind_xls"},
		"PDF":                     {"%PDF-1.7\n", "sheet.kind_pdf"},
		"GeoPackage":              {"SQLite format 3\x00....", "sheet.kind_geopackage"},
		"web page":                {"\n <!DOCTYPE html><html>", "sheet.kind_html"},
		"web page with a mark":    {"\ufeff<HTML>", "sheet.kind_html"},
		"table in a web page":     {"<table><tr>", "sheet.kind_html"},
		"XHTML":                   {"<?xml version=\"1.0\"?><html xmlns=\"\">", "sheet.kind_html"},
		"XML":                     {"<?xml version=\"1.0\"?><feed>", "sheet.kind_other"},
		"JSON object":             {"{\"value\": []}", "sheet.kind_json"},
		"JSON array":              {"[ {\"a\": 1}]", "sheet.kind_json"},
		"empty JSON":              {"{}", "sheet.kind_json"},
		"7z":                      {"7z\xbc\xaf\x27\x1c", "sheet.kind_archive"},
		"PNG":                     {"\x89PNG\r\n", "sheet.kind_other"},
		"zip of nothing":          {"PK\x05\x06" + strings.Repeat("\x00", 18), "sheet.kind_zip"},
		"encrypted Parquet":       {"PARE........PARE", "sheet.encrypted"},
		"Parquet and no more":     {"PAR1", "sheet.parquet_broken"},
		"zip and no more":         {"PK\x03\x04", "sheet.zip_broken"},
		"braces that are no JSON": {"{x;b\n1;2\n", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := drain(strings.NewReader(tt.content), int64(len(tt.content)), Options{Name: "x"})
			if problem.KeyOf(err) != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			if tt.want != "" {
				readable(t, err)
			}
		})
	}
}

// failing is a disk that stops.
type failing struct{ good string }

func (f failing) ReadAt(p []byte, at int64) (int, error) {
	if at >= int64(len(f.good)) {
		return 0, io.ErrClosedPipe
	}
	n := copy(p, f.good[at:])
	if n < len(p) {
		return n, io.ErrClosedPipe
	}
	return n, nil
}

func TestADiskThatStops(t *testing.T) {
	text := "a;b\n" + strings.Repeat("1;2\n", 100_000)
	err := drain(failing{text}, int64(len(text))+100, Options{Name: "x"})
	if problem.KeyOf(err) != "sheet.read_failed" || problem.KindOf(err) != problem.Unavailable {
		t.Error(err)
	}
	if err := drain(failing{"a"}, 100, Options{Name: "x"}); problem.KeyOf(err) != "sheet.read_failed" {
		t.Error(err)
	}
}
