package cellfile

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
)

// Cells is a table of cells as a file has it (Dutch: celbestand).
type Cells struct {
	// File is the name of the file, for messages.
	File string
	// Table is what the rows say, one cell each, in their order.
	Table disclosure.Table
	// Rank is the order in which the cells are offered, when one was asked for.
	Rank []int64
	// Keep marks cells that were asked for, when a column says so.
	Keep []bool
	// Decimals is how many decimals its magnitudes have: the table holds them as whole numbers.
	Decimals int

	layout *layout
	lines  lines
	rows   []int32
	// counts are the counts of the cells, kept where a difference with them is written.
	counts []int64
}

// CellsOptions say how a table of cells is read.
type CellsOptions struct {
	// Method is how it is to be protected, which decides what columns are read.
	Method disclosure.Method
	// Order is the column with the order in which cells are offered. Default: none.
	Order string
	// Keep is a column of 0 and 1 that marks the cells that were asked for. Default: none.
	Keep string
}

// ReadCells reads a table of cells. What is wrong with it is told by row and cell.
func ReadCells(ctx context.Context, file string, dims *Dims, o CellsOptions) (*Cells, error) {
	for scale := 0; ; {
		c := &Cells{File: filepath.Base(file), Decimals: scale}
		needed, err := c.read(ctx, file, dims, o)
		if err != nil {
			return nil, err
		}
		if needed <= scale {
			return c, nil
		}
		// All magnitudes are whole numbers of one power of ten, and the file has a finer one than was thought.
		scale = needed
	}
}

// read reads the file, and gives up when a magnitude has more decimals than c.Decimals.
func (c *Cells) read(ctx context.Context, file string, dims *Dims, o CellsOptions) (decimals int, err error) {
	r, err := open(file)
	if err != nil {
		return 0, err
	}
	defer func() { _ = r.Close() }() // nothing was written
	if c.layout, err = layoutOf(r, dims, c.File, o.Method); err != nil {
		return 0, err
	}
	if o.Method != disclosure.CellKey {
		if err := c.layout.refuseLoose(c.File); err != nil {
			return 0, err
		}
	}
	table := &gathering{cells: c, order: -1, keep: -1, counts: o.Method == disclosure.Round}
	for _, column := range []struct {
		name string
		to   *int
	}{{o.Order, &table.order}, {o.Keep, &table.keep}} {
		if column.name != "" {
			at, err := columnsOf(r, file, column.name)
			if err != nil {
				return 0, err
			}
			*column.to = at[0]
		}
	}
	c.lines.width = len(c.layout.header)
	err = each(r, file, func(row sheet.Row) error {
		if len(c.rows)%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		return table.row(row)
	})
	if errors.Is(err, errFiner) {
		return table.decimals, nil
	}
	if err = errors.Join(table.faults.err(), err); err != nil {
		return 0, flattened(err)
	}
	return 0, table.close()
}

// errFiner stops the reading of a table whose magnitudes have more decimals than it was read with.
var errFiner = errors.New("a magnitude with more decimals")

// gathering is a table that is being read.
type gathering struct {
	cells *Cells
	// order and keep are the columns of those choices; -1 without one.
	order, keep int
	counts      bool
	builder     *disclosure.Builder
	codes       []string
	faults      faults
	decimals    int
	// pending are rows with what their loose columns hold, whose codes are not known before the end.
	pending []pendingRow
}

type pendingRow struct {
	codes   []string
	numbers disclosure.Numbers
}

// row reads one row.
func (g *gathering) row(row sheet.Row) error {
	c := g.cells
	place := problem.Place{File: c.File, Row: row.Number}
	tell := func(column int, p *problem.Error) {
		at := place
		at.Column = c.layout.header[column]
		g.faults.add(p.At(at))
	}
	before := g.faults.n
	n, decimals := c.layout.numbers(row.Cells, c.Decimals, tell)
	if decimals > c.Decimals && decimals <= mostDecimals {
		g.decimals = decimals
		return errFiner
	}
	if g.order >= 0 {
		rank, p := parseWhole(row.Cells[g.order].Text)
		if c.Rank = append(c.Rank, rank); p != nil {
			tell(g.order, p)
		}
	}
	if g.keep >= 0 {
		keep, p := parseMark(row.Cells[g.keep].Text)
		if c.Keep = append(c.Keep, keep); p != nil {
			tell(g.keep, p)
		}
	}
	if g.counts {
		c.counts = append(c.counts, n.Count)
	}
	c.rows = append(c.rows, int32(row.Number))
	c.lines.add(row.Cells)
	if g.faults.n > before {
		return nil
	}
	g.codes = c.layout.codes(row.Cells, g.codes)
	if len(c.layout.loose) > 0 {
		codes := slices.Clone(g.codes)
		for i := range codes {
			codes[i] = strings.Clone(codes[i])
		}
		g.pending = append(g.pending, pendingRow{codes, n})
		return nil
	}
	if g.builder == nil {
		var err error
		if g.builder, err = disclosure.NewBuilder(c.layout.facts, c.layout.dims.Dimensions()...); err != nil {
			return refused(err, place)
		}
	}
	return g.add(g.codes, n, place)
}

// add adds a cell, and keeps what is wrong with it.
func (g *gathering) add(codes []string, n disclosure.Numbers, place problem.Place) error {
	err := g.builder.Add(codes, n)
	if err == nil {
		return nil
	}
	told := refused(err, place)
	var p *problem.Error
	if !errors.As(told, &p) {
		return told
	}
	g.faults.add(p)
	return nil
}

// close makes the table of what was read.
func (g *gathering) close() error {
	c := g.cells
	if len(c.layout.loose) > 0 {
		if err := g.addPending(); err != nil {
			return err
		}
	}
	var err error
	if len(c.layout.loose) > 0 {
		c.Table, err = g.builder.Loose()
	} else {
		c.Table, err = g.builder.Table()
	}
	if err != nil {
		return refused(err, c.place(err))
	}
	return nil
}

// addPending adds rows with columns that are no dimension: what stands in them is counted side by side.
func (g *gathering) addPending() error {
	c := g.cells
	dims := c.layout.dims.Dimensions()
	first := len(dims)
	for i, column := range c.layout.loose {
		var codes []string
		seen := map[string]bool{}
		for _, p := range g.pending {
			if code := p.codes[first+i]; !seen[code] {
				seen[code], codes = true, append(codes, code)
			}
		}
		d, err := disclosure.NewSideBySide(c.layout.header[column], codes...)
		if err != nil {
			return refused(err, problem.Place{File: c.File, Column: c.layout.header[column]})
		}
		dims = append(dims, d)
	}
	var err error
	if g.builder, err = disclosure.NewBuilder(c.layout.facts, dims...); err != nil {
		return refused(err, problem.Place{File: c.File})
	}
	g.builder.Grow(len(g.pending))
	for i, p := range g.pending {
		if err := g.add(p.codes, p.numbers, problem.Place{File: c.File, Row: int(c.rows[i])}); err != nil {
			return err
		}
	}
	return g.faults.err()
}

// place finds the row of the cell that an error names.
func (c *Cells) place(err error) problem.Place {
	place := problem.Place{File: c.File}
	var fault *disclosure.CellError
	if !errors.As(err, &fault) {
		return place
	}
	_ = c.lines.each(func(row int, cells [][]byte) error { // the function gives no error
		for i, column := range slices.Concat(c.layout.columns, c.layout.loose) {
			if i >= len(fault.Cell) || column >= 0 && strings.TrimSpace(string(cells[column])) != fault.Cell[i] ||
				column < 0 && c.layout.totals[i] != fault.Cell[i] {
				return nil
			}
		}
		if place.Row == 0 {
			place.Row = int(c.rows[row])
		}
		return nil
	})
	return place
}

// Sums reports whether the cells sum a value.
func (c *Cells) Sums() bool { return c.layout.facts&disclosure.Sums != 0 }

// Whole is the count of the cell of everybody; false when the table has none.
func (c *Cells) Whole() (int64, bool) {
	for codes, n := range c.Table.Each {
		whole := true
		for i, d := range c.Table.Dimensions() {
			whole = whole && codes[i] == d.Total()
		}
		if whole {
			return n.Count, true
		}
	}
	return 0, false
}

// Count is the count of a cell as the file has it, of a table that is rounded.
func (c *Cells) Count(row int) int64 { return c.counts[row] }
