package cellfile

import (
	"bufio"
	"bytes"
	"io"
	"slices"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
)

// Column is a column that is added to a table, or put in the place of the one of its name (Dutch: uitvoerkolom).
type Column struct {
	Name string
	// Value is the number of a row.
	Value func(row int) int64
}

// Mark is a column of 0 and 1.
func Mark(name string, is func(row int) bool) Column {
	return Column{name, func(row int) int64 {
		if is(row) {
			return 1
		}
		return 0
	}}
}

// Write writes the rows as they were read, with columns added. Of a hidden row nothing is written but its codes and those
// columns. With hidden nil no row is.
func (c *Cells) Write(w io.Writer, hidden func(row int) bool, columns ...Column) error {
	header := slices.Clone(c.layout.header)
	place := make([]int, len(header)) // of each column: 0, or the number of what stands in its place, from 1
	for i, column := range columns {
		at := slices.Index(header, column.Name)
		if at < 0 {
			at = len(header)
			header, place = append(header, column.Name), append(place, 0)
		}
		place[at] = i + 1
	}
	codes := append(c.layout.isDimension(), make([]bool, len(columns))...)
	out := bufio.NewWriterSize(w, 1<<16)
	var line []byte
	for i, name := range header {
		line = appendCell(line, i, []byte(name))
	}
	// What bufio could not write it tells at the end.
	_, _ = out.Write(append(line, '\n'))
	err := c.lines.each(func(row int, cells [][]byte) error {
		line = line[:0]
		withheld := hidden != nil && hidden(row)
		for i, p := range place {
			switch {
			case p > 0:
				line = appendCell(line, i, nil)
				line = strconv.AppendInt(line, columns[p-1].Value(row), 10)
			case withheld && !codes[i]:
				line = appendCell(line, i, nil)
			default:
				line = appendCell(line, i, cells[i])
			}
		}
		_, err := out.Write(append(line, '\n'))
		return err
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

// appendCell adds a cell to a line of CSV, with a comma before all but the first.
func appendCell(line []byte, i int, text []byte) []byte {
	if i > 0 {
		line = append(line, ',')
	}
	if !bytes.ContainsAny(text, ",\"\r\n") && !(len(text) > 0 && (text[0] == ' ' || text[0] == '\t')) {
		return append(line, text...)
	}
	line = append(line, '"')
	line = append(line, bytes.ReplaceAll(text, []byte{'"'}, []byte(`""`))...)
	return append(line, '"')
}

// appendExact adds a number of units of ten to the power of minus decimals, in the shortest form.
func appendExact(line []byte, units int64, decimals int) []byte {
	for decimals > 0 && units%10 == 0 {
		units, decimals = units/10, decimals-1
	}
	if decimals == 0 {
		return strconv.AppendInt(line, units, 10)
	}
	if units < 0 {
		line, units = append(line, '-'), -units
	}
	unit := int64(1)
	for range decimals {
		unit *= 10
	}
	line = append(strconv.AppendInt(line, units/unit, 10), '.')
	part := strconv.FormatInt(units%unit, 10)
	for range decimals - len(part) {
		line = append(line, '0')
	}
	return append(line, part...)
}

// Withheld is what a reader sees of every withheld cell, whatever the reason.
const Withheld = "niet getoond, om mensen te beschermen"

// WritePublic writes what may leave: codes, numbers of cells that are shown, and of withheld ones the smallest level and area for
// which the number is shown.
func (c *Cells) WritePublic(w io.Writer, audited disclosure.Audited) error {
	cells, err := audited.Cells()
	if err != nil {
		return err
	}
	sums := c.layout.facts&disclosure.Sums != 0
	out := bufio.NewWriterSize(w, 1<<16)
	var line []byte
	for i, d := range c.Table.Dimensions() {
		line = appendCell(line, i, []byte(d.Name()))
	}
	line = append(line, ",freq"...)
	if sums {
		line = append(line, ",value"...)
	}
	_, _ = out.Write(append(line, ",status,level,at\n"...)) // what bufio could not write it tells at the end
	for cell := range cells {
		line = line[:0]
		for i, code := range cell.Codes {
			line = appendCell(line, i, []byte(code))
		}
		line = append(line, ',')
		if cell.Shown {
			line = strconv.AppendInt(line, cell.Count, 10)
		}
		if sums {
			if line = append(line, ','); cell.Shown {
				line = appendExact(line, cell.Sum, c.Decimals)
			}
		}
		status := Withheld
		if cell.Shown {
			status = ""
		}
		for _, text := range []string{status, cell.Level, cell.Within} {
			line = appendCell(line, 1, []byte(text))
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return out.Flush()
}
