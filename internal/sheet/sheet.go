// Package sheet reads tables of text in every dialect: CSV, XLSX and Parquet, with row and column kept for messages
// (Dutch: tabel).
//
// A table is a stream of rows. Text stays as the file holds it, blanks at both ends included: codes and signs such as
// "." are the business of the source that reads the table. Numbers in text are read in two steps, first DetectStyle
// over all cells of a column and then Style.Parse, because "1.234" alone does not say what it is.
package sheet

import "github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"

// Reader streams the rows of one table (Dutch: tabellezer). It is for one goroutine.
type Reader interface {
	// Header returns the names of the columns, without blanks, byte order marks and invisible signs. Names are unique,
	// but for columns without a name, which are "".
	Header() []string
	// Columns returns what more the header rows say of each column.
	Columns() []Column
	// Next returns the next row, and io.EOF after the last. Rows that do not fit the header are gathered, passed over
	// and returned together at the end, instead of io.EOF. Every other error ends the reading at once. Every row has
	// one cell per column.
	Next() (Row, error)
	// Dialect returns what was recognised. Counts and notes are complete when Next has returned io.EOF.
	Dialect() Dialect
	// Close lets go of the file.
	Close() error
}

// Column is what the header rows say of one column (Dutch: kolom).
type Column struct {
	// Name is the name, as in Header.
	Name string
	// Raw is the text of the file's own header cells, joined with a vertical bar.
	Raw string
	// Path is the name with the groups it stands under, outermost first, as in StatLine's exports.
	Path []string
	// Unit is the text of the unit row or of the brackets behind the name, such as "aantal" or "%", and "" without one.
	Unit string
	// Twin is the number, from 0, of the earlier column with the same name, and -1 when the name is the first.
	Twin int
}

// Row is one row of a table (Dutch: rij).
type Row struct {
	// Number counts from 1 with the header included, as a spreadsheet shows it.
	Number int
	// Cells is only valid until the next call of Next. The texts in it stay valid, but each keeps the text of its whole
	// row in memory: what is kept for long is better cloned with strings.Clone.
	Cells []Cell
}

// Cell is one cell (Dutch: cel). The zero value is an empty cell of text.
type Cell = cell.Cell

// Kind is a form of file (Dutch: bestandssoort).
type Kind uint8

const (
	// Auto recognises the form by its content.
	Auto Kind = iota
	// CSV is text with a delimiter.
	CSV
	// XLSX is a workbook of Excel 2007 or later.
	XLSX
	// Parquet is Apache Parquet.
	Parquet
)

var kindNames = [...]string{"auto", "CSV", "XLSX", "Parquet"}

// String returns the name that people know the form by.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return kindNames[Auto]
}

// Options say how to read. The zero value recognises everything.
type Options struct {
	// Name is the name of the file for messages. Default: the last part of the path.
	Name string
	// Kind is the form of the file. Default: recognised by content; a form that contradicts the content is refused.
	Kind Kind
	// Sheet is the sheet of a workbook to read. Default: the first that is visible.
	Sheet string
	// HeaderRows is how many rows stand above the figures, titles included. Default: recognised.
	HeaderRows int
	// Delimiter stands between the cells of a CSV file. Default: recognised.
	Delimiter rune
	// Limits are the sizes at which reading stops.
	Limits Limits
}

// Limits are the sizes at which reading stops with an error (Dutch: grenzen). Zero takes the default.
type Limits = cell.Limits

// Note is one thing the user should know that is no problem (Dutch: opmerking). Its sentence stands in package locale.
type Note = cell.Note

// Dialect is what was recognised in a file, for the report of an import (Dutch: schrijfwijze van het bestand).
type Dialect struct {
	// Kind is CSV, XLSX or Parquet.
	Kind Kind
	// Packed says that the file was packed with gzip.
	Packed bool
	// Encoding is UTF-8, UTF-16LE, UTF-16BE or Windows-1252. Text without a single accent is called UTF-8.
	Encoding string
	// BOM says that the file begins with a byte order mark.
	BOM bool
	// Delimiter stands between the cells, and is 0 outside CSV and in a table of one column.
	Delimiter rune
	// LineEnd is "LF", "CRLF", "CR" or "mixed", and "" outside CSV.
	LineEnd string
	// Sheet is the sheet that is read, and Sheets are all of them, outside XLSX none.
	Sheet  string
	Sheets []string
	// Title is the text above the header, one line per row.
	Title []string
	// HeaderRow is the row in which the header ends, and HeaderRows is of how many rows it consists.
	HeaderRow, HeaderRows int
	// Decimal is what the first rows show, of all columns together. Each column is decided over all its cells with
	// DetectStyle.
	Decimal DecimalSign
	// Rows is how many rows with figures were read so far.
	Rows int
	// Footer is the text below the figures, such as "Bron: CBS".
	Footer []string
	// Notes say what was passed over or read in a special way.
	Notes []Note
}

// Value returns the number of a cell: its own when typed, otherwise its text read in the style of its column.
func (s Style) Value(c Cell) (float64, error) {
	if c.Typed {
		return c.Number, nil
	}
	return s.Parse(c.Text)
}
