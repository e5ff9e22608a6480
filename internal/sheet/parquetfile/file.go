// Package parquetfile reads the rows of a flat Parquet file, with a bounded amount of memory (Dutch: Parquet-bestand).
package parquetfile

import (
	"encoding/binary"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
)

// batchRows is how many rows of a Parquet file are turned from columns into rows at once.
const batchRows = 128

// File hands over the rows of a Parquet file (Dutch: Parquet-bestand). Columns are read side by side, one page of each in memory, whose
// sizes were checked before (parquetguard.go).
type File struct {
	limits  cell.Limits
	file    *parquet.File
	names   []string
	kinds   []valueKind
	groups  []parquet.RowGroup
	columns []columnPages
	left    int64 // rows of the group that are not read yet

	values []parquet.Value
	grid   []cell.Cell // rows of the batch, behind each other
	texts  []span      // of the cells of grid
	arena  []byte
	rows   int // rows in grid
	offset int // the next of them
	number int // row last handed over; the header counts as row 1
}

// span is the text of a cell in the arena.
type span struct{ start, end int }

// columnPages is where the reading of one column is.
type columnPages struct {
	pages  parquet.Pages
	page   parquet.Page
	values parquet.ValueReader
}

// Open opens the Parquet file in r.
func Open(r io.ReaderAt, size int64, l cell.Limits) (opened *File, err error) {
	// The library panics on some damaged files; whatever it finds wrong is a damaged file.
	defer recoverBroken(&err)
	if err := checkFooter(r, size); err != nil {
		return nil, err
	}
	file, err := parquet.OpenFile(r, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.ReadBufferSize(64<<10))
	if err != nil {
		return nil, problem.New(problem.Invalid, "sheet.parquet_broken").Because(err)
	}
	p := &File{limits: l, file: file, number: 1, groups: file.RowGroups()}
	if err := p.schema(); err != nil {
		return nil, err
	}
	if err := checkPages(r, size, file, l); err != nil {
		return nil, err
	}
	p.values = make([]parquet.Value, batchRows)
	p.grid = make([]cell.Cell, batchRows*len(p.names))
	p.texts = make([]span, batchRows*len(p.names))
	return p, nil
}

// Names returns the names of the columns.
func (p *File) Names() []string { return slices.Clone(p.names) }

// schema notes the names of the columns and their kinds.
func (p *File) schema() error {
	fields := p.file.Root().Columns()
	if len(fields) == 0 {
		return problem.New(problem.Invalid, "sheet.empty")
	}
	if len(fields) > p.limits.Columns {
		return problem.New(problem.Invalid, "sheet.too_many_columns", "most", p.limits.Columns)
	}
	if p.file.NumRows() > int64(p.limits.Rows) {
		return problem.New(problem.Invalid, "sheet.too_many_rows", "most", p.limits.Rows)
	}
	for _, f := range fields {
		if !f.Leaf() || f.Repeated() {
			return problem.New(problem.Invalid, "sheet.parquet_nested", "name", cell.Clean(f.Name()))
		}
		p.names = append(p.names, f.Name())
		p.kinds = append(p.kinds, kindOf(f.Type()))
	}
	return nil
}

// Next returns the cells of the next row, valid until the following call, and its number; the header counts as row 1.
// It returns io.EOF after the last.
func (p *File) Next() (cells []cell.Cell, number int, err error) {
	defer recoverBroken(&err)
	if p.offset == p.rows {
		if err := p.batch(); err != nil {
			return nil, 0, err
		}
	}
	width := len(p.kinds)
	cells = p.grid[p.offset*width : (p.offset+1)*width]
	p.offset++
	p.number++
	return cells, p.number, nil
}

// batch turns the next rows of all columns into cells.
func (p *File) batch() error {
	for p.left == 0 {
		if err := p.nextGroup(); err != nil {
			return err
		}
	}
	n := int(min(p.left, batchRows))
	p.arena = p.arena[:0]
	for j := range p.columns {
		if err := p.column(j, n); err != nil {
			return err
		}
	}
	text := string(p.arena)
	for i := range n * len(p.kinds) {
		p.grid[i].Text = text[p.texts[i].start:p.texts[i].end]
	}
	p.left -= int64(n)
	p.rows, p.offset = n, 0
	return nil
}

// nextGroup opens the columns of the next group of rows, and returns io.EOF after the last.
func (p *File) nextGroup() error {
	p.closeColumns()
	if len(p.groups) == 0 {
		return io.EOF
	}
	group := p.groups[0]
	p.groups = p.groups[1:]
	for _, c := range group.ColumnChunks() {
		p.columns = append(p.columns, columnPages{pages: c.Pages()})
	}
	if len(p.columns) != len(p.kinds) {
		return problem.New(problem.Invalid, "sheet.parquet_broken")
	}
	p.left = group.NumRows()
	return nil
}

// column fills column j of the next n rows.
func (p *File) column(j, n int) error {
	c, width := &p.columns[j], len(p.kinds)
	for row := 0; row < n; {
		values := p.values[:n-row]
		got, err := c.read(values)
		if err != nil {
			return p.at(row, j, err)
		}
		for _, v := range values[:got] {
			i := row*width + j
			start := len(p.arena)
			if p.arena, err = p.kinds[j].write(v, &p.grid[i], p.arena); err != nil {
				return p.at(row, j, err)
			}
			if len(p.arena)-start > p.limits.CellBytes {
				return p.at(row, j, problem.New(problem.Invalid, "sheet.cell_too_long", "most", p.limits.CellBytes))
			}
			p.texts[i] = span{start, len(p.arena)}
			row++
		}
		if len(p.arena) > 4*p.limits.RowBytes {
			return p.at(row, j, problem.New(problem.Invalid, "sheet.row_too_long", "most", p.limits.RowBytes))
		}
	}
	return nil
}

// at gives an error the place of a cell: row counts within the batch.
func (p *File) at(row, j int, err error) error {
	if problem.KeyOf(err) == "" {
		err = problem.New(problem.Invalid, "sheet.parquet_broken").Because(err)
	}
	return cell.Located(problem.Place{Row: p.number + row + 1, Column: cell.Clean(p.names[j])}, err)
}

// read reads the next values of a column, from the following page where this one ends.
func (c *columnPages) read(values []parquet.Value) (int, error) {
	for {
		if c.values == nil {
			page, err := c.pages.ReadPage()
			if err != nil {
				if err == io.EOF {
					err = io.ErrUnexpectedEOF
				}
				return 0, err
			}
			c.page, c.values = page, page.Values()
		}
		n, err := c.values.ReadValues(values)
		if n > 0 {
			return n, nil
		}
		if err != nil && err != io.EOF {
			return 0, err
		}
		parquet.Release(c.page)
		c.page, c.values = nil, nil
	}
}

func (p *File) closeColumns() {
	for _, c := range p.columns {
		if c.page != nil {
			parquet.Release(c.page)
		}
		c.pages.Close()
	}
	p.columns = p.columns[:0]
}

// Close lets go of the file's pages.
func (p *File) Close() (err error) {
	defer recoverBroken(&err)
	p.closeColumns()
	p.groups = nil
	p.left = 0
	return nil
}

// recoverBroken turns a panic of the library into an error about the file.
func recoverBroken(err *error) {
	if r := recover(); r != nil {
		cause, ok := r.(error)
		if !ok {
			cause = io.ErrUnexpectedEOF
		}
		*err = problem.New(problem.Invalid, "sheet.parquet_broken").Because(cause)
	}
}

// checkFooter refuses a file whose end says that its description is larger than the file or than any table needs.
func checkFooter(r io.ReaderAt, size int64) error {
	broken := problem.New(problem.Invalid, "sheet.parquet_broken")
	if size < 12 {
		return broken
	}
	end := make([]byte, 8)
	if _, err := r.ReadAt(end, size-8); err != nil && err != io.EOF {
		return cell.ReadFailed(err)
	}
	if slices.Equal(end[4:], []byte("PARE")) {
		return problem.New(problem.Invalid, "sheet.encrypted")
	}
	footer := int64(binary.LittleEndian.Uint32(end))
	if !slices.Equal(end[4:], []byte("PAR1")) || footer > size-12 || footer > 32<<20 {
		return broken
	}
	return nil
}
