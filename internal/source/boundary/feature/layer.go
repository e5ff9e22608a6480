// Package feature holds what every form of boundary file gives: layers of features with raw coordinates, what the file
// says of them, and attributes by column (Dutch: object op de kaart).
package feature

import (
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// Layer is one table of features as it stands in a file: raw coordinates, claims and attributes by column (Dutch: laag).
type Layer struct {
	File, Name string
	CRS        Claim
	Columns    []*Column
	byName     map[string]int
	Shapes     []Shape
	// Quantised says that coordinates were rounded to a coarse grid, in which small rings collapse.
	Quantised bool
	// Notes are what the reader of the format has to report.
	Notes []indicator.Note
}

// Remark adds a sentence to the report.
func (l *Layer) Remark(key string, pairs ...string) {
	l.Notes = append(l.Notes, *l.Note(key, pairs...))
}

// Shape is the geometry of one feature in the coordinates of its file.
type Shape struct {
	Geometry area.Geometry
	// Row is the number of the feature in its layer, from 1; of text files the row with the header included.
	Row int
	// Other says that there were points or lines, which are no land.
	Other bool
	// Absent says that the file holds no geometry at all here.
	Absent bool
}

// Place is where a feature stands, for messages.
func (l *Layer) Place(row int) problem.Place {
	return problem.Place{File: l.File, Sheet: l.Name, Row: row}
}

// CellKind tells what a cell holds.
type CellKind uint8

const (
	NullCell CellKind = iota
	NumberCell
	TextCell
)

// Column is the values of one attribute. Numbers and texts take no memory where a column has none.
type Column struct {
	Name    string
	kinds   []CellKind
	numbers []float64
	texts   []string
}

// Column returns the place of the column with a name, which it makes when it is not there.
func (l *Layer) Column(name string) int {
	if i, ok := l.byName[name]; ok {
		return i
	}
	if l.byName == nil {
		l.byName = map[string]int{}
	}
	l.byName[name] = len(l.Columns)
	l.Columns = append(l.Columns, &Column{Name: name})
	return len(l.Columns) - 1
}

// Find returns the place of the column with a name, and -1 when there is none.
func (l *Layer) Find(name string) int {
	if i, ok := l.byName[name]; ok {
		return i
	}
	return -1
}

// Filled reports whether the column has a cell in a row already.
func (c *Column) Filled(row int) bool { return len(c.kinds) > row }

// pad fills the rows before row, which had no such attribute.
func (c *Column) pad(row int) {
	for len(c.kinds) < row {
		c.kinds = append(c.kinds, NullCell)
	}
}

func (c *Column) SetNull(row int) {
	c.pad(row)
	c.kinds = append(c.kinds, NullCell)
}

func (c *Column) SetNumber(row int, x float64) {
	c.pad(row)
	c.kinds = append(c.kinds, NumberCell)
	for len(c.numbers) < row {
		c.numbers = append(c.numbers, 0)
	}
	c.numbers = append(c.numbers, x)
}

// SetText keeps a text; a text that repeats the row before shares its memory.
func (c *Column) SetText(row int, b []byte) {
	c.pad(row)
	c.kinds = append(c.kinds, TextCell)
	for len(c.texts) < row {
		c.texts = append(c.texts, "")
	}
	if row > 0 && c.texts[row-1] == string(b) {
		c.texts = append(c.texts, c.texts[row-1])
		return
	}
	c.texts = append(c.texts, string(b))
}

// Number returns a cell that holds a number, and 0 for any other.
func (c *Column) Number(row int) float64 {
	if c.Kind(row) != NumberCell {
		return 0
	}
	return c.numbers[row]
}

// Kind returns what a cell holds.
func (c *Column) Kind(row int) CellKind {
	if row >= len(c.kinds) {
		return NullCell
	}
	return c.kinds[row]
}

// Text returns a cell as text: a number in its shortest form, nothing as "".
func (c *Column) Text(row int) string {
	switch c.Kind(row) {
	case TextCell:
		return c.texts[row]
	case NumberCell:
		return Shortest(c.numbers[row])
	}
	return ""
}

// Note returns a sentence of the report about this layer.
func (l *Layer) Note(key string, pairs ...string) *indicator.Note {
	n := &indicator.Note{Key: key, Args: map[string]string{"file": l.Title()}}
	for i := 0; i+1 < len(pairs); i += 2 {
		n.Args[pairs[i]] = pairs[i+1]
	}
	return n
}

// Title names the layer for people.
func (l *Layer) Title() string {
	if l.Name == "" || l.Name == l.File {
		return l.File
	}
	return l.File + " (" + l.Name + ")"
}
