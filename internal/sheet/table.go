package sheet

import (
	"io"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
)

// aheadRows and aheadBytes are how much is read before the header is decided.
const (
	aheadRows  = 40
	aheadBytes = 4 << 20
)

// table is a Reader over a feed: it finds the header and holds every row against it.
type table struct {
	feed     feed
	o        Options
	d        Dialect
	columns  []Column
	header   []string
	names    []string // the texts of the header row as the file has them, to know it when it comes again
	ahead    []record
	strict   bool // every row must have all cells, as in CSV; a workbook leaves empty ones out
	row      []Cell
	problems problem.List
	blank    int
	ended    error
}

// record is a row that was read ahead.
type record struct {
	number int
	cells  []Cell
}

// newTable reads the start of the feed and finds the header.
func newTable(f feed, o Options, d Dialect) (Reader, error) {
	t := &table{feed: f, o: o, d: d, strict: d.Kind == CSV}
	if err := t.open(); err != nil {
		f.close()
		return nil, err
	}
	return t, nil
}

func (t *table) open() error {
	size := 0
	for len(t.ahead) < max(aheadRows, t.o.HeaderRows+2) && size < aheadBytes {
		cells, number, err := t.feed.next()
		if err == io.EOF {
			t.ended = io.EOF
			break
		}
		if err != nil {
			// The rows before the mistake may hold a better reason; without a header this one is it.
			t.ended = err
			break
		}
		if number > t.o.Limits.Rows {
			t.ended = t.tooManyRows(number)
			break
		}
		if len(t.ahead) == 0 && isEmpty(cells) {
			continue // however many blank lines stand at the top, the header comes below
		}
		for _, c := range cells {
			size += len(c.Text)
		}
		t.ahead = append(t.ahead, record{number, slices.Clone(cells)})
	}
	first, last, ok := findHeader(t.ahead, t.o.HeaderRows)
	if !ok {
		if t.ended != nil && t.ended != io.EOF {
			return t.ended
		}
		if len(t.ahead) > 0 {
			return problem.New(problem.Invalid, "sheet.header_unfound")
		}
		return problem.New(problem.Invalid, "sheet.empty")
	}
	return t.setHeader(first, last)
}

// setHeader makes the columns from the rows first to last of those read ahead.
func (t *table) setHeader(first, last int) error {
	width := 0
	for _, r := range t.ahead[first : last+1] {
		width = max(width, filled(r.cells))
	}
	t.columns = columnsOf(t.ahead[first:last+1], width)
	for first > 0 && count(t.ahead[first-1].cells) > 1 && hasTwins(t.columns) {
		// A row of groups over merged cells makes names that occur twice tell apart.
		first--
		spread(t.ahead[first].cells)
		t.columns = columnsOf(t.ahead[first:last+1], width)
	}
	head := t.ahead[last]
	if bareNumbers(head.cells) && t.o.HeaderRows == 0 {
		return cell.Located(problem.Place{Row: head.number}, problem.New(problem.Invalid, "sheet.header_missing"))
	}
	for _, r := range t.ahead[:first] {
		if !isEmpty(r.cells) {
			t.d.Title = append(t.d.Title, joined(r.cells))
		}
	}
	for _, c := range head.cells[:min(width, len(head.cells))] {
		t.names = append(t.names, cell.Trim(c.Text))
	}
	t.d.HeaderRow, t.d.HeaderRows = head.number, last-first+1
	twins := []string{}
	for i := range t.columns {
		t.header = append(t.header, t.columns[i].Name)
		if t.columns[i].Twin >= 0 {
			twins = append(twins, t.columns[i].Name)
		}
	}
	if len(twins) > 0 {
		t.d.Notes = append(t.d.Notes, Note{Key: "sheet.note_twins", Pairs: []any{"n", len(twins), "names", someOf(twins)}})
	}
	if n := hiddenSigns(t.ahead[first : last+1]); n > 0 {
		t.d.Notes = append(t.d.Notes, Note{Key: "sheet.note_hidden", Pairs: []any{"n", n}})
	}
	t.ahead = t.ahead[last+1:]
	t.row = make([]Cell, width)
	t.d.Decimal = firstDecimal(t.ahead, width)
	return nil
}

// someOf returns the first few names, for a sentence.
func someOf(names []string) []string { return names[:min(len(names), 5)] }

func (t *table) Header() []string  { return slices.Clone(t.header) }
func (t *table) Columns() []Column { return slices.Clone(t.columns) }

func (t *table) Dialect() Dialect {
	d := t.d
	d.Notes = slices.Clone(d.Notes)
	t.feed.describe(&d)
	if t.blank > 0 {
		d.Notes = append(d.Notes, Note{Key: "sheet.note_blank", Pairs: []any{"n", t.blank}})
	}
	return d
}

func (t *table) Close() error { return t.feed.close() }

// Next returns the next row that has figures.
func (t *table) Next() (Row, error) {
	for {
		cells, number, err := t.pull()
		if err != nil {
			return Row{}, t.end(err)
		}
		switch {
		case isEmpty(cells):
			t.blank++
			continue
		case t.isFooter(cells):
			t.d.Footer = append(t.d.Footer, cell.Trim(cells[0].Text))
			continue
		}
		if p := t.check(cells); p != nil {
			t.problems.Add(p.At(t.place(number)))
			continue
		}
		t.d.Rows++
		if len(cells) == len(t.row) {
			return Row{Number: number, Cells: cells}, nil
		}
		n := copy(t.row, cells)
		for i := n; i < len(t.row); i++ {
			t.row[i] = Cell{Null: true}
		}
		return Row{Number: number, Cells: t.row}, nil
	}
}

// pull returns a record that was read ahead, or the next of the feed.
func (t *table) pull() ([]Cell, int, error) {
	if len(t.ahead) > 0 {
		r := t.ahead[0]
		t.ahead = t.ahead[1:]
		return r.cells, r.number, nil
	}
	if t.ended != nil {
		return nil, 0, t.ended
	}
	cells, number, err := t.feed.next()
	if err == nil && number > t.o.Limits.Rows {
		err = t.tooManyRows(number)
	}
	if err != nil {
		t.ended = err
	}
	return cells, number, err
}

func (t *table) tooManyRows(number int) error {
	return problem.New(problem.Invalid, "sheet.too_many_rows", "most", t.o.Limits.Rows).At(t.place(number))
}

func (t *table) place(number int) problem.Place {
	return problem.Place{File: t.o.Name, Sheet: t.d.Sheet, Row: number}
}

func placeOfSheet(name string) problem.Place { return problem.Place{Sheet: name} }

// end returns io.EOF, or the rows that were refused. A mistake that ends the reading comes after those.
func (t *table) end(err error) error {
	if err != io.EOF {
		err = cell.Located(problem.Place{File: t.o.Name, Sheet: t.d.Sheet}, err)
		if t.problems.Len() == 0 {
			return err
		}
		t.problems.AddErr(err, problem.New(problem.Internal, "sheet.read_failed"))
	}
	if t.problems.Len() > 0 {
		return t.problems.Err()
	}
	return io.EOF
}

// check holds a row against the header.
func (t *table) check(cells []Cell) *problem.Error {
	if len(cells) > len(t.row) && !isEmpty(cells[len(t.row):]) || len(cells) < len(t.row) && t.strict {
		if len(cells) == 1 && damagedQuotes(cells[0].Text) {
			return problem.New(problem.Invalid, "sheet.quotes_damaged")
		}
		return problem.New(problem.Invalid, "sheet.cells_differ", "found", len(cells), "header", len(t.row))
	}
	if t.headerAgain(cells) {
		return problem.New(problem.Invalid, "sheet.header_again")
	}
	return nil
}

// headerAgain reports whether a row repeats the header, as in files that were pasted behind each other.
func (t *table) headerAgain(cells []Cell) bool {
	if len(cells) < len(t.names) {
		return false
	}
	named := false
	for i, name := range t.names {
		if cells[i].Typed || cell.Trim(cells[i].Text) != name {
			return false
		}
		named = named || name != ""
	}
	return named
}

// isFooter reports whether a row is the source that statistics offices write below a table.
func (t *table) isFooter(cells []Cell) bool {
	if len(t.row) < 2 || cells[0].Typed || count(cells) != 1 {
		return false
	}
	text := strings.ToLower(cell.Trim(cells[0].Text))
	for _, sign := range []string{"bron:", "bron ", "source:", "©", "copyright"} {
		if strings.HasPrefix(text, sign) {
			return true
		}
	}
	return false
}

// isEmpty reports whether no cell holds anything.
func isEmpty(cells []Cell) bool {
	for i := range cells {
		if cells[i].Typed || cell.Trim(cells[i].Text) != "" {
			return false
		}
	}
	return true
}

// count returns how many cells hold something.
func count(cells []Cell) int {
	n := 0
	for i := range cells {
		if cells[i].Typed || cell.Trim(cells[i].Text) != "" {
			n++
		}
	}
	return n
}

// filled returns the number of cells up to the last that holds something.
func filled(cells []Cell) int {
	n := len(cells)
	for n > 0 && !cells[n-1].Typed && cell.Trim(cells[n-1].Text) == "" {
		n--
	}
	return n
}

// joined returns what a row holds as one line of at most 200 characters.
func joined(cells []Cell) string {
	var parts []string
	for _, c := range cells {
		if s := cell.Clean(c.Text); s != "" {
			parts = append(parts, s)
		}
	}
	line := []rune(strings.Join(parts, " "))
	return string(line[:min(len(line), 200)])
}
