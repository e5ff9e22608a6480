package sheet

import (
	"io"
	"strconv"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// xlsxFeed hands over the rows of one sheet of a workbook. Only the shared texts and one row are in memory; what the
// sheet says of its own size is not believed.
type xlsxFeed struct {
	o     Options
	book  *workbook
	sheet sheetPart
	part  io.ReadCloser
	xml   *xmlReader
	cells []Cell
	row   int
	begun bool // within sheetData
	ended bool

	formulas, errors, dates, percents int
}

func openXLSX(r io.ReaderAt, size int64, o Options, packed bool) (Reader, error) {
	b, err := openBundle(r, size, o.Limits)
	if err != nil {
		return nil, err
	}
	w, err := openWorkbook(b)
	if err != nil {
		return nil, err
	}
	s, err := w.choose(o.Sheet)
	if err != nil {
		return nil, err
	}
	if err := w.readShared(o.Limits); err != nil {
		return nil, err
	}
	f := &xlsxFeed{o: o, book: w, sheet: s}
	if f.part, err = b.open(s.part); err != nil {
		return nil, err
	}
	if f.part == nil {
		return nil, problem.New(problem.Invalid, "sheet.sheets_none")
	}
	f.xml = newXML(f.part, o.Limits.CellBytes)
	d := Dialect{Kind: XLSX, Packed: packed, Encoding: utf8Name, Sheet: s.name, Sheets: w.names()}
	t, err := newTable(f, o, d)
	if err != nil {
		return nil, at(problem.Place{Sheet: s.name}, err)
	}
	return t, nil
}

// next returns the next row that the sheet holds; rows that it leaves out are not told.
func (f *xlsxFeed) next() ([]Cell, int, error) {
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
func (f *xlsxFeed) located(err error, j int) error {
	p := problem.Place{Row: f.row}
	if j >= 0 {
		p.Column = letters(j)
	}
	return at(p, err)
}

// readRow reads the cells of the row whose start tag was read.
func (f *xlsxFeed) readRow() error {
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
func (f *xlsxFeed) head(least int) (cellHead, error) {
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
func (f *xlsxFeed) readCell(h cellHead) error {
	var value, formula, inText, phonetic, found bool
	var c Cell
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
				if inline = append(inline, f.xml.text...); len(inline) > f.o.Limits.CellBytes {
					return f.located(problem.New(problem.Invalid, "sheet.cell_too_long", "most", f.o.Limits.CellBytes), h.column)
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
				c = Cell{Text: string(unescapeX(inline))}
			}
			return f.put(c, h, found, formula)
		}
	}
}

// put puts a cell that was read in its column.
func (f *xlsxFeed) put(c Cell, h cellHead, found, formula bool) error {
	if formula {
		f.formulas++
		if !found && h.kind != 'r' {
			return f.located(problem.New(problem.Invalid, "sheet.formula_empty"), h.column)
		}
	}
	if !found {
		return nil
	}
	if h.column >= f.o.Limits.Columns {
		return f.located(problem.New(problem.Invalid, "sheet.too_many_columns", "most", f.o.Limits.Columns), h.column)
	}
	if len(c.Text) > f.o.Limits.CellBytes {
		return f.located(problem.New(problem.Invalid, "sheet.cell_too_long", "most", f.o.Limits.CellBytes), h.column)
	}
	for len(f.cells) < h.column {
		f.cells = append(f.cells, Cell{Null: true})
	}
	f.cells = append(f.cells, c)
	return nil
}

// value makes a cell of what stands between <v> and </v>.
func (f *xlsxFeed) value(c *Cell, h cellHead, v []byte) error {
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
func (f *xlsxFeed) number(c *Cell, style styleKind, v []byte) {
	c.Text = string(v)
	n, ok := Style{Decimal: Point}.short(c.Text)
	if !ok {
		for _, b := range v {
			if (b < '0' || b > '9') && b != '.' && b != '-' && b != '+' && b != 'e' && b != 'E' {
				return
			}
		}
		var err error
		if n, err = strconv.ParseFloat(c.Text, 64); err != nil || !finite(n) {
			return
		}
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
func (f *xlsxFeed) date(n float64) (string, bool) {
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

func (f *xlsxFeed) describe(d *Dialect) {
	note := func(key string, n int) {
		if n > 0 {
			d.Notes = append(d.Notes, Note{Key: key, Pairs: []any{"n", n}})
		}
	}
	if len(f.book.sheets) > 1 {
		d.Notes = append(d.Notes, Note{Key: "sheet.note_sheets", Pairs: []any{"n", len(f.book.sheets), "name", f.sheet.name}})
	}
	if f.book.bundle.holds("xl/externallinks/") {
		d.Notes = append(d.Notes, Note{Key: "sheet.note_external"})
	}
	if f.book.bundle.holds("xl/vbaproject.bin") {
		d.Notes = append(d.Notes, Note{Key: "sheet.note_macro"})
	}
	note("sheet.note_formulas", f.formulas)
	note("sheet.note_errors", f.errors)
	note("sheet.note_dates", f.dates)
	note("sheet.note_percent", f.percents)
}

func (f *xlsxFeed) close() error { return f.part.Close() }

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
func short(ref string) string { return clean(ref[:min(len(ref), 12)]) }

// shortest64 writes a number the shortest way that reads back equal, with an exponent only where it is very large or
// very small.
func shortest64(n float64) string {
	if n != 0 && (n >= 1e21 || n <= -1e21 || n < 1e-9 && n > -1e-9) {
		return strconv.FormatFloat(n, 'g', -1, 64)
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}
