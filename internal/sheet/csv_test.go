package sheet

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"

	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// read reads a whole table; every row is its number and its texts.
func read(t testing.TB, content []byte, o Options) (Reader, [][]string, error) {
	t.Helper()
	if o.Name == "" {
		o.Name = "test.csv"
	}
	r, err := Open(bytes.NewReader(content), int64(len(content)), o)
	if err != nil {
		return nil, nil, err
	}
	var rows [][]string
	for {
		row, err := r.Next()
		if err == io.EOF {
			return r, rows, nil
		}
		if err != nil {
			return r, rows, err
		}
		if len(row.Cells) != len(r.Header()) {
			t.Fatalf("row %d has %d cells, header %d", row.Number, len(row.Cells), len(r.Header()))
		}
		line := []string{fmt.Sprint(row.Number)}
		for _, c := range row.Cells {
			line = append(line, c.Text)
		}
		rows = append(rows, line)
	}
}

func utf16(t *testing.T, order unicode.Endianness, text string) []byte {
	t.Helper()
	b, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func zipped(t testing.TB, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(content)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDialects(t *testing.T) {
	plain := "code;naam;waarde\nBU1;Noord;1,5\nBU2;Frysl\u00e2n;2\n"
	rows := [][]string{{"2", "BU1", "Noord", "1,5"}, {"3", "BU2", "Frysl\u00e2n", "2"}}
	latin := strings.ReplaceAll(plain, "\u00e2", "\xe2")
	tests := map[string]struct {
		content []byte
		want    Dialect
	}{
		"semicolons":      {[]byte(plain), Dialect{Encoding: "UTF-8", Delimiter: ';', LineEnd: "LF", Decimal: Comma}},
		"byte order mark": {[]byte("\ufeff" + plain), Dialect{Encoding: "UTF-8", BOM: true, Delimiter: ';', LineEnd: "LF", Decimal: Comma}},
		"UTF-16LE":        {utf16(t, unicode.LittleEndian, plain), Dialect{Encoding: "UTF-16LE", BOM: true, Delimiter: ';', LineEnd: "LF", Decimal: Comma}},
		"UTF-16BE":        {utf16(t, unicode.BigEndian, plain), Dialect{Encoding: "UTF-16BE", BOM: true, Delimiter: ';', LineEnd: "LF", Decimal: Comma}},
		"Windows-1252": {[]byte(latin), Dialect{Encoding: "Windows-1252", Delimiter: ';', LineEnd: "LF", Decimal: Comma,
			Notes: []Note{{Key: "sheet.note_1252"}}}},
		"CRLF":                {[]byte(strings.ReplaceAll(plain, "\n", "\r\n")), Dialect{Encoding: "UTF-8", Delimiter: ';', LineEnd: "CRLF", Decimal: Comma}},
		"CR":                  {[]byte(strings.ReplaceAll(plain, "\n", "\r")), Dialect{Encoding: "UTF-8", Delimiter: ';', LineEnd: "CR", Decimal: Comma}},
		"mixed line ends":     {[]byte(strings.Replace(plain, "\n", "\r\n", 1)), Dialect{Encoding: "UTF-8", Delimiter: ';', LineEnd: "mixed", Decimal: Comma}},
		"tabs":                {[]byte(strings.ReplaceAll(plain, ";", "\t")), Dialect{Encoding: "UTF-8", Delimiter: '\t', LineEnd: "LF", Decimal: Comma}},
		"commas and quotes":   {[]byte(`code,naam,waarde` + "\nBU1,Noord,\"1,5\"\n\"BU2\" ,Frysl\u00e2n,2\n"), Dialect{Encoding: "UTF-8", Delimiter: ',', LineEnd: "LF", Decimal: Comma}},
		"no line end at last": {[]byte(strings.TrimSuffix(plain, "\n")), Dialect{Encoding: "UTF-8", Delimiter: ';', LineEnd: "LF", Decimal: Comma}},
		"gzip":                {zipped(t, []byte(plain)), Dialect{Packed: true, Encoding: "UTF-8", Delimiter: ';', LineEnd: "LF", Decimal: Comma}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r, got, err := read(t, tt.content, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(rows, got); diff != "" {
				t.Error(diff)
			}
			tt.want.Kind, tt.want.HeaderRow, tt.want.HeaderRows, tt.want.Rows = CSV, 1, 1, 2
			if diff := cmp.Diff(tt.want, r.Dialect()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCells(t *testing.T) {
	tests := map[string]struct {
		content string
		want    []string
	}{
		"padded value in quotes":          {"a;b\n\"       .\";\" 2.2 \"\n", []string{"2", "       .", " 2.2 "}},
		"doubled quotes":                  {"a;b\n\"zo \"\"n\"\" ding\";1\n", []string{"2", `zo "n" ding`, "1"}},
		"quote within a cell":             {"a;b\n5\" buis;caf\u00e9 \"De Buurt\"\n", []string{"2", `5" buis`, "caf\u00e9 \"De Buurt\""}},
		"line breaks in quotes":           {"a;b\n\"<ul>\r\n<li>\n\";1\n", []string{"2", "<ul>\r\n<li>\n", "1"}},
		"blanks around quotes":            {"a;b\n  \"x;y\"  ;1\n", []string{"2", "x;y", "1"}},
		"delimiter at the end of rows":    {"a;b;\n1;2;\n", []string{"2", "1", "2"}},
		"empty cells":                     {"a;b\n;1\n", []string{"2", "", "1"}},
		"delimiter that Excel declares":   {"sep=|\na|b\n1|2\n", []string{"3", "1", "2"}},
		"blank lines keep their number":   {"a;b\n\n\n1;2\n", []string{"4", "1", "2"}},
		"one column":                      {"code\nBU1\n", []string{"2", "BU1"}},
		"decimal commas, semicolons":      {"a;b;c\n1,5;2,5;3,5\n", []string{"2", "1,5", "2,5", "3,5"}},
		"title with a comma above":        {"Cijfers, 2020\n\na;b\n1;2\n", []string{"4", "1", "2"}},
		"formula stays text":              {"a;b\n=HYPERLINK(\"http://x\");1\n", []string{"2", `=HYPERLINK("http://x")`, "1"}},
		"bidi override stays in the cell": {"a;b\n\u202eabc;1\n", []string{"2", "\u202eabc", "1"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, got, err := read(t, []byte(tt.content), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([][]string{tt.want}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// refused is a problem by its key and place.
type refused struct {
	key string
	row int
}

func refusals(err error) []refused {
	problems, _ := problem.All(err)
	var all []refused
	for _, p := range problems {
		all = append(all, refused{p.Key(), p.Place().Row})
	}
	return all
}

// readable fails when a problem cannot be told: no file, no sentence, or a value that the sentence does not have.
func readable(t testing.TB, err error) {
	t.Helper()
	problems, _ := problem.All(err)
	if len(problems) == 0 {
		t.Errorf("no problem: %v", err)
	}
	for _, p := range problems {
		for _, l := range []locale.Language{locale.Dutch, locale.English} {
			if text := l.Problem(p); strings.ContainsAny(text, "[]{}") || p.Place().File == "" {
				t.Errorf("%v: %s", p, text)
			}
		}
	}
}

func TestBrokenText(t *testing.T) {
	tests := map[string]struct {
		content string
		want    []refused
	}{
		"empty":                         {"", []refused{{"sheet.empty", 0}}},
		"blank lines only":              {"\n  \n\r\n", []refused{{"sheet.empty", 0}}},
		"byte order mark only":          {"\ufeff", []refused{{"sheet.empty", 0}}},
		"quote that never closes":       {"a;b\n1;2\n\"3;4\n5;6\n", []refused{{"sheet.quote_unclosed", 3}}},
		"quote that a later one closes": {"a;b\n1;2\n\"3;4\n\"5\";6\n", []refused{{"sheet.quote_stray", 3}}},
		"text behind a quote":           {"a;b\n\"1\"x;2\n", []refused{{"sheet.quote_stray", 2}}},
		"damaged quotes": {"\"Regio\"\";\"\"Jaar\"\n\"A\"\";\"\"2020\"\n",
			[]refused{{"sheet.quotes_damaged", 1}}},
		"damaged quotes in one row": {"a;b\n1;2\n\"A\"\";\"\"2020\"\n", []refused{{"sheet.quotes_damaged", 3}}},
		"rows of other lengths":     {"a;b\n1\n1;2\n1;2;3\n", []refused{{"sheet.cells_differ", 2}, {"sheet.cells_differ", 4}}},
		"rows of one cell":          {"a;b\n1\n2\n", []refused{{"sheet.cells_differ", 2}, {"sheet.cells_differ", 3}}},
		"header twice":              {"a;b\n1;2\n a ;b\n3;4\n", []refused{{"sheet.header_again", 3}}},
		"no header":                 {"1;2\n3;4\n", []refused{{"sheet.header_missing", 1}}},
		"NUL in the first lines":    {"a;b\n1;\x00\n", []refused{{"sheet.nul", 2}}},
		"NUL further on":            {"a;b\n" + strings.Repeat("1;2\n", 20_000) + "1;\x00\n", []refused{{"sheet.nul", 20_002}}},
		"UTF-16 without a mark":     {"a\x00;\x00b\x00\n\x00", []refused{{"sheet.nul", 1}}},
		"two encodings":             {"a;b\nFrysl\u00e2n;1\nFrysl\xe2n;2\n", []refused{{"sheet.mixed_encoding", 3}}},
		"neither encoding":          {"a;b\nx\x81\x8d;1\n", []refused{{"sheet.unknown_encoding", 2}}},
		"wrong row, then a mistake": {"a;b\n1\n\"2;3\n", []refused{{"sheet.cells_differ", 2}, {"sheet.quote_unclosed", 3}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, _, err := read(t, []byte(tt.content), Options{})
			if diff := cmp.Diff(tt.want, refusals(err), cmp.AllowUnexported(refused{})); diff != "" {
				t.Error(diff)
			}
			readable(t, err)
		})
	}
}

func TestRowsThatDoNotFitAreCounted(t *testing.T) {
	_, rows, err := read(t, []byte("a;b\n"+"1;2\n"+strings.Repeat("1;2;3\n", 60)), Options{})
	problems, more := problem.All(err)
	if len(rows) != 1 || len(problems) != 50 || more != 10 {
		t.Errorf("%d rows, %d problems and %d more", len(rows), len(problems), more)
	}
}

func TestACommaInTheOnlyName(t *testing.T) {
	r, rows, err := read(t, []byte("Naam, plaats\nNoord\nZuid\n"), Options{})
	if err != nil || len(r.Header()) != 1 || len(rows) != 2 {
		t.Error(rows, err)
	}
}

func TestTheColumnIsNamed(t *testing.T) {
	_, _, err := read(t, []byte("a;b\n1;\"2\n"), Options{})
	problems, _ := problem.All(err)
	want := problem.Place{File: "test.csv", Row: 2, Column: "2"}
	if len(problems) != 1 || problems[0].Place() != want {
		t.Errorf("got %v, want %v", err, want)
	}
}

func TestOptionsAgainstTheContent(t *testing.T) {
	for name, tt := range map[string]struct {
		o    Options
		want string
	}{
		"another kind":      {Options{Kind: XLSX}, "sheet.kind_differs"},
		"quote between":     {Options{Delimiter: '"'}, "sheet.delimiter"},
		"letter with mark":  {Options{Delimiter: '\u00e9'}, "sheet.delimiter"},
		"other than in use": {Options{Delimiter: '|'}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := read(t, []byte("a;b\n1;2\n"), tt.o)
			if problem.KeyOf(err) != tt.want {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestOpenFileThatIsNotThere(t *testing.T) {
	_, err := OpenFile(t.TempDir()+"/geen.csv", Options{})
	if problem.KindOf(err) != problem.NotFound {
		t.Error(err)
	}
	readable(t, err)
	if _, err := OpenFile(t.TempDir(), Options{}); problem.KindOf(err) != problem.Unavailable {
		t.Error(err)
	}
}
