package cellfile

import (
	"bufio"
	"bytes"
	"io"
	"slices"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
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
// which the number is shown. A code that a spreadsheet would run gets an apostrophe in front.
//
// Promise: OrderTellsNothing. The rows stand in the order of the codes, whatever the order of the table: one that came sorted by its
// counts would tell of every withheld cell between which two it lies.
func (c *Cells) WritePublic(w io.Writer, audited disclosure.Audited) error {
	cells, err := audited.Cells()
	if err != nil {
		return err
	}
	sums := c.layout.facts&disclosure.Sums != 0
	var header []byte
	for i, d := range c.Table.Dimensions() {
		header = appendCell(header, i, []byte(cell.Inert(d.Name())))
	}
	header = append(header, ",freq"...)
	if sums {
		header = append(header, ",value"...)
	}
	header = append(header, ",status,level,at\n"...)
	p := publicRows{order: c.codeOrder()}
	for shown := range cells {
		p.add(shown, sums, c.Decimals)
	}
	return p.write(w, header)
}

// codeOrder gives per dimension the place of each code: as the file with dimensions has them, and by name where only the rows of
// the table name them.
func (c *Cells) codeOrder() []map[string]int {
	var order []map[string]int
	for i, d := range c.Table.Dimensions() {
		names := []string{d.Total()}
		for _, code := range d.Codes() {
			names = append(names, code.Name)
		}
		if i >= len(c.layout.dims.list) {
			slices.Sort(names)
		}
		place := map[string]int{}
		for at, name := range names {
			if _, there := place[name]; !there {
				place[name] = at
			}
		}
		order = append(order, place)
	}
	return order
}

// publicRows are the rows of what may leave, to be put in order.
type publicRows struct {
	order []map[string]int
	text  []byte
	// rows are the places in the text where each row begins, and keys the places of its codes.
	rows, keys []int
}

func (p *publicRows) add(c disclosure.Cell, sums bool, decimals int) {
	p.rows = append(p.rows, len(p.text))
	for i, code := range c.Codes {
		p.keys = append(p.keys, p.order[i][code])
		p.text = appendCell(p.text, i, []byte(cell.Inert(code)))
	}
	p.text = append(p.text, ',')
	status := Withheld
	if c.Shown {
		p.text, status = strconv.AppendInt(p.text, c.Count, 10), ""
	}
	if sums {
		if p.text = append(p.text, ','); c.Shown {
			p.text = appendExact(p.text, c.Sum, decimals)
		}
	}
	for _, text := range []string{status, cell.Inert(c.Level), cell.Inert(c.Within)} {
		p.text = appendCell(p.text, 1, []byte(text))
	}
	p.text = append(p.text, '\n')
}

func (p *publicRows) write(w io.Writer, header []byte) error {
	if _, err := w.Write(header); err != nil {
		return err
	}
	width, sorted := len(p.order), make([]int, len(p.rows))
	for i := range sorted {
		sorted[i] = i
	}
	slices.SortFunc(sorted, func(x, y int) int {
		return slices.Compare(p.keys[x*width:(x+1)*width], p.keys[y*width:(y+1)*width])
	})
	ends := append(slices.Clone(p.rows[min(1, len(p.rows)):]), len(p.text))
	out := bufio.NewWriterSize(w, 1<<16)
	for _, row := range sorted {
		_, _ = out.Write(p.text[p.rows[row]:ends[row]]) // what bufio could not write it tells at the end
	}
	return out.Flush()
}
