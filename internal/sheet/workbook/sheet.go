package workbook

import (
	"bytes"
	"io"
	"strconv"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
)

// Sheet hands over the rows of one sheet of a workbook (Dutch: blad). Only the shared texts and one row are in memory;
// what the sheet says of its own size is not believed.
type Sheet struct {
	limits cell.Limits
	book   *workbook
	sheet  sheetPart
	part   io.ReadCloser
	xml    *xmlReader
	cells  []cell.Cell
	row    int
	begun  bool // within sheetData
	ended  bool

	formulas, errors, dates, percents int
}

// Open opens the sheet with a name of the workbook in r, or the first that is visible when name is "".
func Open(r io.ReaderAt, size int64, name string, l cell.Limits) (*Sheet, error) {
	b, err := openBundle(r, size, l)
	if err != nil {
		return nil, err
	}
	w, err := openWorkbook(b)
	if err != nil {
		return nil, err
	}
	s, err := w.choose(name)
	if err != nil {
		return nil, err
	}
	if err := w.readShared(l); err != nil {
		return nil, err
	}
	f := &Sheet{limits: l, book: w, sheet: s}
	if f.part, err = b.open(s.part); err != nil {
		return nil, err
	}
	if f.part == nil {
		return nil, problem.New(problem.Invalid, "sheet.sheets_none")
	}
	f.xml = newXML(f.part, l.CellBytes)
	return f, nil
}

// Name returns the name of the sheet.
func (f *Sheet) Name() string { return f.sheet.name }

// Names returns the names of all sheets.
func (f *Sheet) Names() []string { return f.book.names() }

// Next returns the cells of the next row that the sheet holds, valid until the following call, and its number. Rows
// that the sheet leaves out are not told. It returns io.EOF after the last.
func (f *Sheet) Next() ([]cell.Cell, int, error) {
	for {
		t, err := f.xml.next()
		if err == io.EOF {
			// The end of the file was read, and with it its checksum held.
			if !f.ended {
				err = errXML
			}
			return nil, 0, err
		}
		if err != nil {
			return nil, 0, f.located(err, -1)
		}
		if t == textToken {
			continue
		}
		switch name := string(f.xml.name); {
		case name == "sheetData":
			f.begun, f.ended = t == startTag, f.ended || t == endTag
		case name == "row" && f.begun && t == startTag:
			if err := f.readRow(); err != nil {
				return nil, 0, err
			}
			return f.cells, f.row, nil
		}
	}
}

// located gives an error the place of the cell in column j, or of the row when j is negative.
func (f *Sheet) located(err error, j int) error {
	p := problem.Place{Row: f.row}
	if j >= 0 {
		p.Column = letters(j)
	}
	return cell.Located(p, err)
}

// readRow reads the cells of the row whose start tag was read.
func (f *Sheet) readRow() error {
	number := f.row + 1
	if r := f.xml.get("r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n < number || n > 1<<20 {
			return f.located(problem.New(problem.Invalid, "sheet.cell_place", "ref", short(r)), -1)
		}
		number = n
	}
	f.row = number
	f.cells = f.cells[:0]
	column := -1
	for {
		t, err := f.xml.next()
		if err != nil {
			return f.located(cutOff(err), -1)
		}
		switch {
		case t == textToken:
		case t == endTag && string(f.xml.name) == "row":
			return nil
		case t == startTag && string(f.xml.name) == "c":
			h, err := f.head(column + 1)
			if err != nil {
				return err
			}
			column = h.column
			if err := f.readCell(h); err != nil {
				return err
			}
		}
	}
}

// cellHead is what the start tag of a cell says.
type cellHead struct {
	column int
	kind   byte // n, s, i (inline), r (text of a formula), b, e, d
	style  styleKind
}

// head reads the start tag of a cell, which stands in column least or further on.
func (f *Sheet) head(least int) (cellHead, error) {
	h := cellHead{column: least, kind: 'n'}
	attrs := f.xml.attrs
	for {
		name, value, ok := attr(&attrs)
		if !ok {
			return h, nil
		}
		if len(name) != 1 || len(value) == 0 {
			continue
		}
		switch name[0] {
		case 'r':
			n, ok := columnOf(value, f.row)
			if !ok || n < least {
				return h, f.located(problem.New(problem.Invalid, "sheet.cell_place", "ref", short(string(value))), -1)
			}
			h.column = n
		case 't':
			h.kind = value[0]
			if string(value) == "str" {
				h.kind = 'r'
			}
		case 's':
			if n, ok := digits(value); ok && n < len(f.book.styles) {
				h.style = f.book.styles[n]
			}
		}
	}
}

// readCell reads a cell up to its end tag and puts it in its column.
func (f *Sheet) readCell(h cellHead) error {
	var value, formula, inText, phonetic, found bool
	var c cell.Cell
	var inline []byte
	for {
		t, err := f.xml.next()
		if err != nil {
			return f.located(cutOff(err), h.column)
		}
		name := f.xml.name
		switch {
		case t == textToken:
			if value {
				if found {
					return f.located(errXML, h.column) // a value in two pieces
				}
				found = true
				if err := f.value(&c, h, f.xml.text); err != nil {
					return f.located(err, h.column)
				}
			} else if inText && !phonetic {
				found = true
				if inline = append(inline, f.xml.text...); len(inline) > f.limits.CellBytes {
					return f.located(problem.New(problem.Invalid, "sheet.cell_too_long", "most", f.limits.CellBytes), h.column)
				}
			}
		case string(name) == "v":
			value = t == startTag
		case string(name) == "t":
			inText = t == startTag
		case string(name) == "rPh":
			phonetic = t == startTag
		case string(name) == "f":
			formula = true
		case string(name) == "c" && t == endTag:
			if inline != nil {
				c = cell.Cell{Text: string(unescapeX(inline))}
			}
			return f.put(c, h, found, formula)
		}
	}
}

// put puts a cell that was read in its column.
func (f *Sheet) put(c cell.Cell, h cellHead, found, formula bool) error {
	if formula {
		f.formulas++
		if !found && h.kind != 'r' {
			return f.located(problem.New(problem.Invalid, "sheet.formula_empty"), h.column)
		}
	}
	if !found {
		return nil
	}
	if h.column >= f.limits.Columns {
		return f.located(problem.New(problem.Invalid, "sheet.too_many_columns", "most", f.limits.Columns), h.column)
	}
	if len(c.Text) > f.limits.CellBytes {
		return f.located(problem.New(problem.Invalid, "sheet.cell_too_long", "most", f.limits.CellBytes), h.column)
	}
	for len(f.cells) < h.column {
		f.cells = append(f.cells, cell.Cell{Null: true})
	}
	f.cells = append(f.cells, c)
	return nil
}

// value makes a cell of what stands between <v> and </v>.
func (f *Sheet) value(c *cell.Cell, h cellHead, v []byte) error {
	switch h.kind {
	case 's':
		n, ok := digits(v)
		text, known := f.book.shared.text(n)
		if !ok || !known {
			return problem.New(problem.Invalid, "sheet.shared_range")
		}
		c.Text = text
	case 'n':
		f.number(c, h.style, v)
	case 'b':
		c.Text = "FALSE"
		if string(v) == "1" || string(v) == "true" {
			c.Text = "TRUE"
		}
	case 'e':
		f.errors++
		c.Text = string(v)
	case 'r':
		c.Text = string(unescapeX(v))
	default:
		c.Text = string(v)
	}
	return nil
}

// number makes a cell of a number. One that a float64 cannot hold stays text, which Parse refuses later.
func (f *Sheet) number(c *cell.Cell, style styleKind, v []byte) {
	c.Text = string(v)
	for _, b := range v {
		if (b < '0' || b > '9') && b != '.' && b != '-' && b != '+' && b != 'e' && b != 'E' {
			return
		}
	}
	n, err := strconv.ParseFloat(c.Text, 64)
	if err != nil || !cell.Finite(n) {
		return
	}
	if len(v) > 15 || bytes.ContainsAny(v, "eE+") {
		c.Text = shortest64(n)
	}
	switch style {
	case dateStyle:
		if text, ok := f.date(n); ok {
			f.dates++
			c.Text = text
			return
		}
	case percentStyle:
		f.percents++
	}
	c.Number, c.Typed = n+0, true
}

// date returns the day of a number that Excel shows as a date, with its time when it has one. A day is counted from
// 30 December 1899, which makes up for the 29 February 1900 that Excel has and the calendar has not.
func (f *Sheet) date(n float64) (string, bool) {
	if n < 61 || n > 2_958_465 {
		return "", false
	}
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if f.book.from04 {
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	days := int(n)
	moment := start.AddDate(0, 0, days).Add(time.Duration((n-float64(days))*86400+0.5) * time.Second)
	if moment.Hour() == 0 && moment.Minute() == 0 && moment.Second() == 0 {
		return moment.Format(time.DateOnly), true
	}
	return moment.Format("2006-01-02T15:04:05"), true
}

// Notes say what was read in a special way so far.
func (f *Sheet) Notes() []cell.Note {
	var notes []cell.Note
	if len(f.book.sheets) > 1 {
		notes = append(notes, cell.Note{Key: "sheet.note_sheets", Pairs: []any{"n", len(f.book.sheets), "name", f.sheet.name}})
	}
	if f.book.bundle.holds("xl/externallinks/") {
		notes = append(notes, cell.Note{Key: "sheet.note_external"})
	}
	if f.book.bundle.holds("xl/vbaproject.bin") {
		notes = append(notes, cell.Note{Key: "sheet.note_macro"})
	}
	for _, n := range []struct {
		key   string
		count int
	}{
		{"sheet.note_formulas", f.formulas}, {"sheet.note_errors", f.errors},
		{"sheet.note_dates", f.dates}, {"sheet.note_percent", f.percents},
	} {
		if n.count > 0 {
			notes = append(notes, cell.Note{Key: n.key, Pairs: []any{"n", n.count}})
		}
	}
	return notes
}

// Close lets go of the sheet.
func (f *Sheet) Close() error { return f.part.Close() }

// columnOf returns the column, from 0, of a reference such as AB12, which must be in the row.
func columnOf(ref []byte, row int) (int, bool) {
	n, i := 0, 0
	for i < len(ref) && i < 4 && ref[i] >= 'A' && ref[i] <= 'Z' {
		n = n*26 + int(ref[i]-'A') + 1
		i++
	}
	r, ok := digits(ref[i:])
	return n - 1, ok && i > 0 && i < 4 && r == row
}

// letters returns the letters above a column, as a spreadsheet shows them.
func letters(j int) string {
	s := ""
	for j++; j > 0; j = (j - 1) / 26 {
		s = string(rune('A'+(j-1)%26)) + s
	}
	return s
}

// digits reads a whole number of at most nine digits.
func digits(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// short returns a reference for a message.
func short(ref string) string { return cell.Clean(ref[:min(len(ref), 12)]) }

// shortest64 writes a number the shortest way that reads back equal, with an exponent only where it is very large or
// very small.
func shortest64(n float64) string {
	if n != 0 && (n >= 1e21 || n <= -1e21 || n < 1e-9 && n > -1e-9) {
		return strconv.FormatFloat(n, 'g', -1, 64)
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}
