package boundary

import (
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// layer is one table of features as it stands in a file: raw coordinates, claims and attributes by column (Dutch: laag).
type layer struct {
	file, name string
	crs        claim
	columns    []*column
	byName     map[string]int
	shapes     []shape
	// quantised says that coordinates were rounded to a coarse grid, in which small rings collapse.
	quantised bool
	// notes are what the reader of the format has to report.
	notes []indicator.Note
}

// remark adds a sentence to the report.
func (l *layer) remark(key string, pairs ...string) {
	l.notes = append(l.notes, *l.note(key, pairs...))
}

// shape is the geometry of one feature in the coordinates of its file.
type shape struct {
	geometry area.Geometry
	// row is the number of the feature in its layer, from 1; of text files the row with the header included.
	row int
	// other says that there were points or lines, which are no land.
	other bool
	// absent says that the file holds no geometry at all here.
	absent bool
}

// place is where a feature stands, for messages.
func (l *layer) place(row int) problem.Place {
	return problem.Place{File: l.file, Sheet: l.name, Row: row}
}

// cellKind tells what a cell holds.
type cellKind uint8

const (
	nullCell cellKind = iota
	numberCell
	textCell
)

// column is the values of one attribute. Numbers and texts take no memory where a column has none.
type column struct {
	name    string
	kinds   []cellKind
	numbers []float64
	texts   []string
}

// column returns the place of the column with a name, which it makes when it is not there.
func (l *layer) column(name string) int {
	if i, ok := l.byName[name]; ok {
		return i
	}
	if l.byName == nil {
		l.byName = map[string]int{}
	}
	l.byName[name] = len(l.columns)
	l.columns = append(l.columns, &column{name: name})
	return len(l.columns) - 1
}

// filled reports whether the column has a cell in a row already.
func (c *column) filled(row int) bool { return len(c.kinds) > row }

// pad fills the rows before row, which had no such attribute.
func (c *column) pad(row int) {
	for len(c.kinds) < row {
		c.kinds = append(c.kinds, nullCell)
	}
}

func (c *column) setNull(row int) {
	c.pad(row)
	c.kinds = append(c.kinds, nullCell)
}

func (c *column) setNumber(row int, x float64) {
	c.pad(row)
	c.kinds = append(c.kinds, numberCell)
	for len(c.numbers) < row {
		c.numbers = append(c.numbers, 0)
	}
	c.numbers = append(c.numbers, x)
}

// setText keeps a text; a text that repeats the row before shares its memory.
func (c *column) setText(row int, b []byte) {
	c.pad(row)
	c.kinds = append(c.kinds, textCell)
	for len(c.texts) < row {
		c.texts = append(c.texts, "")
	}
	if row > 0 && c.texts[row-1] == string(b) {
		c.texts = append(c.texts, c.texts[row-1])
		return
	}
	c.texts = append(c.texts, string(b))
}

// kind returns what a cell holds.
func (c *column) kind(row int) cellKind {
	if row >= len(c.kinds) {
		return nullCell
	}
	return c.kinds[row]
}

// text returns a cell as text: a number in its shortest form, nothing as "".
func (c *column) text(row int) string {
	switch c.kind(row) {
	case textCell:
		return c.texts[row]
	case numberCell:
		return shortest(c.numbers[row])
	}
	return ""
}
