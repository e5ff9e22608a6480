// Package cell is what the readers of all forms of file share: a cell, the limits of reading, notes and clean text
// (Dutch: cel).
package cell

import (
	"errors"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// Cell is one cell (Dutch: cel). The zero value is an empty cell of text.
type Cell struct {
	// Text is the cell as the file holds it. A typed number has its shortest form here.
	Text string
	// Number is the number that the file itself holds, when Typed.
	Number float64
	// Typed says that the file itself holds a number here, not text (Parquet, numeric cells of XLSX).
	Typed bool
	// Null says that the file itself holds nothing here: a null of Parquet or an absent cell of XLSX.
	Null bool
}

// Limits are the sizes at which reading stops with an error, so that no file can fill the memory (Dutch: grenzen). Zero takes the default.
type Limits struct {
	// Rows is the most rows, blank ones included. Default: 2,000,000.
	Rows int
	// Columns is the most columns. Default: 4,000.
	Columns int
	// CellBytes is the longest cell. Default: 1 MiB.
	CellBytes int
	// RowBytes is the longest row. Default: 16 MiB, or four cells of the longest kind where that is more.
	RowBytes int
	// UnzippedBytes is the largest size after unpacking, also of text that is not packed. Default: 1 GiB.
	UnzippedBytes int64
	// Ratio is how many times larger than packed a file may become when unpacked. Default: 300; files that stay under
	// 16 MiB are not held to it.
	Ratio int
	// SharedBytes is the most text in the table of shared texts of a workbook. Default: 96 MiB.
	SharedBytes int
}

// OrDefault returns the limits with a default for each that is zero.
func (l Limits) OrDefault() Limits {
	set := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	set(&l.Rows, 2_000_000)
	set(&l.Columns, 4_000)
	set(&l.CellBytes, 1<<20)
	set(&l.RowBytes, max(16<<20, 4*l.CellBytes))
	set(&l.Ratio, 300)
	set(&l.SharedBytes, 96<<20)
	if l.UnzippedBytes <= 0 {
		l.UnzippedBytes = 1 << 30
	}
	return l
}

// Note is one thing the user should know that is no problem (Dutch: opmerking). Its sentence stands in package locale.
type Note struct {
	Key   string
	Pairs []any
}

// FreeBytes is how large a file may become when it is unpacked, whatever its ratio.
const FreeBytes = 16 << 20

// Located gives every problem in err a place.
func Located(place problem.Place, err error) error {
	var several *problem.Several
	if errors.As(err, &several) {
		c := &problem.Several{More: several.More}
		for _, p := range several.Problems {
			c.Problems = append(c.Problems, p.At(place))
		}
		return c
	}
	var e *problem.Error
	if errors.As(err, &e) {
		return e.At(place)
	}
	return err
}

// ReadFailed makes an error of reading a problem, unless it is one.
func ReadFailed(err error) error {
	if problem.KeyOf(err) != "" {
		return err
	}
	return problem.New(problem.Unavailable, "sheet.read_failed").Because(err)
}
