package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
)

// parts are the parts of a workbook that is made by hand.
type parts map[string]string

const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

// minimal returns the parts of a workbook with one sheet, of which the rows are given.
func minimal(rows string) parts {
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	return parts{
		"_rels/.rels":     `<Relationships><Relationship Id="a" Type="` + office + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<?xml version="1.0" encoding="UTF-8"?><workbook ` + main + `><sheets><sheet name="Cijfers" sheetId="1" r:id="s1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="s1" Type="` + office + `worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="t" Type="` + office + `sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/sharedStrings.xml":     `<sst ` + main + `><si><t>code</t></si><si><r><t>waar</t></r><r><t>de</t></r><rPh><t>weg</t></rPh></si></sst>`,
		"xl/worksheets/sheet1.xml": `<worksheet ` + main + `><dimension ref="A1:XFD1048576"/><sheetData>` + rows + `</sheetData></worksheet>`,
	}
}

func (p parts) zip(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(p)) {
		add(t, w, name, p[name])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func add(t testing.TB, w *zip.Writer, name, content string) {
	t.Helper()
	if content == "" {
		return
	}
	f, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(f, content)
}

// line is a row as a test compares it.
type line struct {
	Number int
	Cells  []cell.Cell
}

func read(content []byte, name string, l cell.Limits) (*Sheet, []line, error) {
	s, err := Open(bytes.NewReader(content), int64(len(content)), name, l.OrDefault())
	if err != nil {
		return nil, nil, err
	}
	defer s.Close()
	var lines []line
	for {
		cells, number, err := s.Next()
		if err == io.EOF {
			return s, lines, nil
		}
		if err != nil {
			return s, lines, err
		}
		lines = append(lines, line{number, append([]cell.Cell(nil), cells...)})
	}
}

func number(text string, v float64) cell.Cell { return cell.Cell{Text: text, Number: v, Typed: true} }

func TestStylesAndSheets(t *testing.T) {
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	p := minimal(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>` +
		`<row r="2"><c r="A2" s="1"><v>43916</v></c><c r="B2" s="2"><v>0.12</v></c><c r="C2" s="3"><v>43916.604166666664</v></c><c r="D2" s="1"><v>12</v></c></row>` +
		`<row r="4"><c r="A4" t="b"><v>1</v></c><c r="D4"><v>0.30000000000000004</v></c></row>`)
	p["xl/styles.xml"] = `<styleSheet><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\ hh:mm"/></numFmts>` +
		`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/><xf numFmtId="164"/></cellXfs></styleSheet>`
	p["xl/_rels/workbook.xml.rels"] = `<Relationships><Relationship Id="s1" Type="` + office + `worksheet" Target="/xl/worksheets/sheet1.xml"/>` +
		`<Relationship Id="s2" Type="` + office + `worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="st" Type="` + office + `styles" Target="styles.xml"/>` +
		`<Relationship Id="t" Type="` + office + `sharedStrings" Target="sharedStrings.xml"/><Relationship Id="g" Type="` + office + `chartsheet" Target="chart.xml"/></Relationships>`
	p["xl/workbook.xml"] = `<workbook ` + main + `><sheets><sheet name="Verborgen" state="hidden" r:id="s2"/><sheet name="Grafiek" r:id="g"/>` +
		`<sheet name="Cijfers" r:id="s1"/></sheets></workbook>`
	p["xl/worksheets/sheet2.xml"] = `<worksheet><sheetData/></worksheet>`
	s, lines, err := read(p.zip(t), "", cell.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	null := cell.Cell{Null: true}
	want := []line{
		{1, []cell.Cell{{Text: "code"}, {Text: "waarde"}}},
		{2, []cell.Cell{{Text: "2020-03-26"}, number("0.12", 0.12), {Text: "2020-03-26T14:30:00"}, number("12", 12)}},
		{4, []cell.Cell{{Text: "TRUE"}, null, null, number("0.30000000000000004", 0.1+0.2)}},
	}
	want[2].Cells[3].Number = 0.30000000000000004
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
	if s.Name() != "Cijfers" || !cmp.Equal(s.Names(), []string{"Verborgen", "Cijfers"}) {
		t.Error(s.Name(), s.Names())
	}
	notes := []cell.Note{{Key: "sheet.note_sheets", Pairs: []any{"n", 2, "name", "Cijfers"}},
		{Key: "sheet.note_dates", Pairs: []any{"n", 2}}, {Key: "sheet.note_percent", Pairs: []any{"n", 1}}}
	if diff := cmp.Diff(notes, s.Notes()); diff != "" {
		t.Error(diff)
	}
	if _, lines, err = read(p.zip(t), " verborgen", cell.Limits{}); err != nil || len(lines) != 0 {
		t.Error(lines, err)
	}
	if _, _, err = read(p.zip(t), "Blad 9", cell.Limits{}); problem.KeyOf(err) != "sheet.sheet_missing" {
		t.Error(err)
	}
}

func TestDaysFrom1904(t *testing.T) {
	p := minimal(`<row r="1"><c r="A1" s="0"><v>42454</v></c></row>`)
	p["xl/workbook.xml"] = strings.Replace(p["xl/workbook.xml"], "<sheets>", `<workbookPr date1904="1"/><sheets>`, 1)
	p["xl/styles.xml"] = `<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>`
	p["xl/_rels/workbook.xml.rels"] = strings.Replace(p["xl/_rels/workbook.xml.rels"], "</Relationships>", `<Relationship Id="y" Type="x/styles" Target="styles.xml"/></Relationships>`, 1)
	_, lines, err := read(p.zip(t), "", cell.Limits{})
	if err != nil || lines[0].Cells[0].Text != "2020-03-26" {
		t.Error(lines, err)
	}
}

// filled leaves out rows without cells, which a program may write or leave out.
func filled(lines []line) []line {
	var out []line
	for _, l := range lines {
		if len(l.Cells) > 0 {
			out = append(out, l)
		}
	}
	return out
}

func TestCells(t *testing.T) {
	tests := map[string]struct {
		rows string
		want []line
	}{
		"shared texts with parts":       {`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>`, []line{{1, []cell.Cell{{Text: "code"}, {Text: "waarde"}}}}},
		"without references":            {`<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>`, []line{{1, []cell.Cell{number("1", 1), number("2", 2)}}, {2, []cell.Cell{number("3", 3)}}}},
		"inline text":                   {`<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r></is></c></row>`, []line{{1, []cell.Cell{{Text: "a b"}}}}},
		"formula with its result":       {`<row r="1"><c r="A1"><f>SUM(B1:B9)</f><v>7</v></c><c r="B1" t="str"><f>"x"</f><v>x</v></c></row>`, []line{{1, []cell.Cell{number("7", 7), {Text: "x"}}}}},
		"error of a formula":            {`<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>`, []line{{1, []cell.Cell{{Text: "#DIV/0!"}}}}},
		"not a number stays text":       {`<row r="1"><c r="A1"><v>NaN</v></c><c r="B1"><v>1e309</v></c><c r="C1"><v>0x1F</v></c><c r="D1"><v>1_000</v></c></row>`, []line{{1, []cell.Cell{{Text: "NaN"}, {Text: "1e309"}, {Text: "0x1F"}, {Text: "1_000"}}}}},
		"exponent is written out":       {`<row r="1"><c r="A1"><v>1E-3</v></c><c r="B1"><v>-0</v></c></row>`, []line{{1, []cell.Cell{number("0.001", 0.001), number("-0", 0)}}}},
		"entities":                      {`<row r="1"><c r="A1" t="str"><v>&lt;b&gt; &amp;amp; &#xe2;&#226;</v></c></row>`, []line{{1, []cell.Cell{{Text: "<b> &amp; ââ"}}}}},
		"CDATA and comment":             {`<!-- c --><row r="1"><c r="A1" t="str"><v><![CDATA[<&]]></v></c></row>`, []line{{1, []cell.Cell{{Text: "<&"}}}}},
		"prefix before names":           {`<x:row r="1"><x:c r="A1"><x:v>5</x:v></x:c></x:row>`, []line{{1, []cell.Cell{number("5", 5)}}}},
		"styled cells without a value":  {`<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row><row r="1048576"><c r="XFD1048576" s="1"></c></row>`, []line{{1, []cell.Cell{number("1", 1)}}}},
		"control characters of Excel":   {`<row r="1"><c r="A1" t="str"><v>a_x000D_b_x0041_</v></c></row>`, []line{{1, []cell.Cell{{Text: "a\rb_x0041_"}}}}},
		"quotes with > in an attribute": {`<row r='1' x="a>b"><c r='A1'><v>1</v></c></row>`, []line{{1, []cell.Cell{number("1", 1)}}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, lines, err := read(minimal(tt.rows).zip(t), "", cell.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, filled(lines)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNotesOfWhatIsPassedOver(t *testing.T) {
	p := minimal(`<row r="1"><c r="A1"><f>[1]Blad!A1</f><v>1</v></c><c r="B1" t="e"><v>#N/A</v></c></row>`)
	p["xl/externalLinks/externalLink1.xml"] = "<externalLink/>"
	p["xl/vbaProject.bin"] = "macro"
	s, _, err := read(p.zip(t), "", cell.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := []cell.Note{{Key: "sheet.note_external"}, {Key: "sheet.note_macro"},
		{Key: "sheet.note_formulas", Pairs: []any{"n", 1}}, {Key: "sheet.note_errors", Pairs: []any{"n", 1}}}
	if diff := cmp.Diff(want, s.Notes()); diff != "" {
		t.Error(diff)
	}
}

func TestBrokenSheets(t *testing.T) {
	good := `<row r="1"><c r="A1"><v>1</v></c></row>`
	change := func(name, content string) parts { p := minimal(good); p[name] = content; return p }
	tests := map[string]struct {
		parts parts
		want  string
		place string
	}{
		"shared text that is not there": {minimal(`<row r="3"><c r="B3" t="s"><v>2</v></c></row>`), "sheet.shared_range", "row 3, column B"},
		"shared text below zero":        {minimal(`<row r="3"><c r="B3" t="s"><v>-1</v></c></row>`), "sheet.shared_range", "row 3, column B"},
		"rows that go back":             {minimal(`<row r="3"/><row r="2"/>`), "sheet.cell_place", "row 3"},
		"a row past the last":           {minimal(`<row r="1048577"/>`), "sheet.cell_place", ""},
		"cells that go back":            {minimal(`<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>`), "sheet.cell_place", "row 1"},
		"a cell twice":                  {minimal(`<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>`), "sheet.cell_place", "row 1"},
		"a cell of another row":         {minimal(`<row r="1"><c r="A2"><v>1</v></c></row>`), "sheet.cell_place", "row 1"},
		"a column past the last":        {minimal(`<row r="1"><c r="XFD1"><v>1</v></c></row>`), "sheet.too_many_columns", "row 1, column XFD"},
		"a formula without result":      {minimal(`<row r="1"><c r="A1"><f>1+1</f></c></row>`), "sheet.formula_empty", "row 1, column A"},
		"a value in two pieces":         {minimal(`<row r="1"><c r="A1"><v>1<!-- -->2</v></c></row>`), "sheet.xml_broken", "row 1, column A"},
		"a document definition":         {change("xl/worksheets/sheet1.xml", `<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>`), "sheet.dtd", ""},
		"a definition among the texts":  {change("xl/sharedStrings.xml", `<!DOCTYPE lolz><sst/>`), "sheet.dtd", ""},
		"an entity that nobody knows":   {minimal(`<row r="1"><c r="A1" t="str"><v>&lol;</v></c></row>`), "sheet.xml_broken", "row 1, column A"},
		"a character that cannot be":    {minimal(`<row r="1"><c r="A1" t="str"><v>&#0;</v></c></row>`), "sheet.xml_broken", "row 1, column A"},
		"letters that are no UTF-8":     {minimal("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>\xff\xfe</v></c></row>"), "sheet.xml_broken", "row 1, column A"},
		"a sheet that breaks off":       {change("xl/worksheets/sheet1.xml", `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>`), "sheet.xml_broken", ""},
		"a row that breaks off":         {change("xl/worksheets/sheet1.xml", `<worksheet><sheetData><row r="1"><c r="A1"><v>1`), "sheet.xml_broken", "row 1, column A"},
		"a tag that breaks off":         {change("xl/worksheets/sheet1.xml", `<worksheet><sheetData><row r="1"><c r="A1`), "sheet.xml_broken", "row 1"},
		"no sheets":                     {change("xl/workbook.xml", `<workbook/>`), "sheet.sheets_none", ""},
		"a sheet without its part":      {change("xl/worksheets/sheet1.xml", ""), "sheet.sheets_none", ""},
		"65,535 sheets":                 {change("xl/workbook.xml", `<workbook>`+strings.Repeat(`<sheet name="a" r:id="s1"/>`, 65_535)+`</workbook>`), "sheet.sheets_many", ""},
		"a name that points outside":    {change("../../etc/passwd", "x"), "sheet.zip_names", ""},
		"a name that points out by \\":  {change(`xl\..\..\x`, "x"), "sheet.zip_names", ""},
		"two parts of one name":         {change("XL/Workbook.xml", "x"), "sheet.zip_twice", ""},
		"a bomb in the sheet":           {minimal(good + strings.Repeat(" ", 40<<20)), "sheet.bomb", ""},
		"a bomb in another part":        {change("xl/media/image1.png", strings.Repeat("0", 40<<20)), "sheet.bomb", ""},
		"a cell of 12 MB":               {minimal(`<row r="1"><c r="A1" t="str"><v>` + strings.Repeat("0123456789ab", 1<<20) + `</v></c></row>`), "sheet.cell_too_long", "row 1, column A"},
		"an inline cell of 12 MB":       {minimal(`<row r="1"><c r="A1" t="inlineStr"><is>` + strings.Repeat("<t>0123456789abcdef</t>", 400_000) + `</is></c></row>`), "sheet.cell_too_long", "row 1, column A"},
		"binary Excel":                  {change("xl/workbook.bin", "x"), "sheet.kind_xlsb", ""},
		"Word":                          {change("word/document.xml", "x"), "sheet.kind_other", ""},
		"LibreOffice":                   {parts{"mimetype": "x", "content.xml": "x"}, "sheet.kind_ods", ""},
		"zip of something else":         {parts{"a.csv": "x"}, "sheet.kind_zip", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			content := tt.parts.zip(t)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, _, err := read(content, "", cell.Limits{})
			runtime.ReadMemStats(&after)
			if problem.KeyOf(err) != tt.want {
				t.Fatalf("got %v, want %s", err, tt.want)
			}
			problems, _ := problem.All(err)
			if place := problems[0].Place().String(); tt.place != "" && place != tt.place {
				t.Errorf("got %q, want %q", place, tt.place)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 32<<20 {
				t.Errorf("%d bytes of memory taken", used)
			}
		})
	}
}

func TestTooManyParts(t *testing.T) {
	p := minimal("")
	for i := range mostParts {
		p[fmt.Sprintf("xl/theme/%d.xml", i)] = "x"
	}
	if _, _, err := read(p.zip(t), "", cell.Limits{}); problem.KeyOf(err) != "sheet.zip_entries" {
		t.Error(err)
	}
}

func TestEncryptedPart(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.CreateRaw(&zip.FileHeader{Name: "xl/workbook.xml", Flags: 1})
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(f, "")
	w.Close()
	if _, _, err := read(b.Bytes(), "", cell.Limits{}); problem.KeyOf(err) != "sheet.encrypted" {
		t.Error(err)
	}
}

// TestDamagedFiles cuts a workbook at every place and turns every byte: it must be refused or read the same, and never
// panic.
func TestDamagedFiles(t *testing.T) {
	content := minimal(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2.5</v></c></row>`).zip(t)
	_, want, err := read(content, "", cell.Limits{})
	if err != nil || len(want) != 2 {
		t.Fatal(want, err)
	}
	for i := range content {
		if _, _, err := read(content[:i], "", cell.Limits{}); problem.KindOf(err) != problem.Invalid {
			t.Errorf("cut at %d: %v", i, err)
		}
		turned := bytes.Clone(content)
		turned[i] ^= 0x55
		if _, got, err := read(turned, "", cell.Limits{}); err == nil && !cmp.Equal(got, want) {
			t.Errorf("byte %d turned: %v", i, got)
		} else if err != nil && problem.KindOf(err) != problem.Invalid {
			t.Errorf("byte %d turned: %v", i, err)
		}
	}
}

func TestKindOfFormat(t *testing.T) {
	for code, want := range map[string]styleKind{
		"General": plainStyle, "0.00": plainStyle, "#,##0": plainStyle, "0%": percentStyle, "0.0%;-0.0%": percentStyle,
		"yyyy-mm-dd": dateStyle, "d/m/jjjj": dateStyle, "[h]:mm": dateStyle, `0 "dagen"`: plainStyle, `\d0`: plainStyle,
		"[Red]0": plainStyle, "[$-413]d mmmm yyyy": dateStyle, "[$€-2] 0.00": plainStyle, `"open`: plainStyle, "": plainStyle,
	} {
		if got := kindOfFormat(code); got != want {
			t.Errorf("%q: got %d, want %d", code, got, want)
		}
	}
}

// FuzzSheet reads rows of any form within a sound file.
func FuzzSheet(f *testing.F) {
	for _, seed := range []string{
		`<row r="1"><c r="A1" t="s"><v>0</v></c></row>`, `<row><c t="inlineStr"><is><t>a</t></is></c></row>`, `<row r="1"><c r="A1" s="3"><f>1</f><v>1</v></c></row>`,
		`<!-- x --><row><c t="str"><v><![CDATA[ ]]>&amp;</v></c></row>`, `<row`, `</sheetData>`, `<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, rows string) {
		_, lines, err := read(minimal(rows).zip(t), "", cell.Limits{Columns: 100})
		if err != nil && problem.KindOf(err) != problem.Invalid {
			t.Fatal(err)
		}
		last := 0
		for _, l := range lines {
			if l.Number <= last || len(l.Cells) > 100 {
				t.Fatalf("row %d after %d, %d cells", l.Number, last, len(l.Cells))
			}
			last = l.Number
			for _, c := range l.Cells {
				if c.Typed && !cell.Finite(c.Number) {
					t.Fatal("a number that is none")
				}
			}
		}
	})
}
