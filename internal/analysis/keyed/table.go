// Package keyed reads tables of which every row is about one area, named by its code, and writes such tables (Dutch: tabel
// met codes). What is wrong in a table is told by row and column.
package keyed

import (
	"context"
	"errors"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
)

// Table is the cells of the columns that were asked for, by row.
type Table struct {
	// File is the name of the file, for messages.
	File   string
	Header []string
	// Rows are the row numbers as a spreadsheet shows them.
	Rows []int
	// Cells are the texts by column.
	Cells map[string][]string
}

// Read reads columns of a table of text. Columns that do not exist are named together, with those that do.
func Read(ctx context.Context, file string, columns []string) (*Table, error) {
	return ReadOf(ctx, file, func([]string) []string { return columns })
}

// ReadOf does the same with the columns chosen by what the header says.
func ReadOf(ctx context.Context, file string, choose func(header []string) []string) (_ *Table, err error) {
	r, err := sheet.OpenFile(file, sheet.Options{HeaderRows: 1})
	if err != nil {
		return nil, Opened(err, file)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	t := &Table{File: filepath.Base(file), Header: r.Header(), Cells: map[string][]string{}}
	columns := slices.Compact(slices.Sorted(slices.Values(choose(t.Header))))
	if err := t.Missing(columns); err != nil {
		return nil, err
	}
	at := make([]int, len(columns))
	for i, name := range columns {
		at[i] = slices.Index(t.Header, name)
	}
	texts := make([][]string, len(columns))
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if len(t.Rows)%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		t.Rows = append(t.Rows, row.Number)
		for i, c := range at {
			texts[i] = append(texts[i], strings.Clone(strings.Trim(row.Cells[c].Text, " \t\u00a0\ufeff")))
		}
	}
	for i, name := range columns {
		t.Cells[name] = texts[i]
	}
	if len(t.Rows) == 0 {
		return nil, problem.New(problem.Invalid, "analysis.no_rows").At(problem.Place{File: t.File})
	}
	return t, nil
}

// Opened makes a file that is not there wrong use: its name was given on the command line.
func Opened(err error, file string) error {
	if problem.KindOf(err) == problem.NotFound {
		return problem.New(problem.Usage, "analysis.file_absent", "file", file).Because(err)
	}
	return err
}

// Missing names the columns that a table does not have.
func (t *Table) Missing(columns []string) error {
	var list problem.List
	for _, name := range columns {
		if !slices.Contains(t.Header, name) {
			list.Add(problem.New(problem.Usage, "analysis.column_unknown", "column", name, "columns", Shown(t.Header)).At(problem.Place{File: t.File}))
		}
	}
	return list.Err()
}

// Shown names columns for a sentence, not too many.
func Shown(names []string) string {
	const most = 60
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

// Place is where a cell stands.
func (t *Table) Place(row int, column string) problem.Place {
	return problem.Place{File: t.File, Row: t.Rows[row], Column: column}
}

// Keys returns the codes of a column, each of which may occur once.
func (t *Table) Keys(column string) ([]string, error) {
	faults := t.Faults(column)
	seen := map[string]int{}
	codes := t.Cells[column]
	for i, code := range codes {
		first, twice := seen[code]
		switch {
		case code == "":
			faults.Add(i, problem.New(problem.Invalid, "analysis.code_empty"))
		case twice:
			faults.Add(i, problem.New(problem.Invalid, "analysis.code_twice", "code", code, "first", strconv.Itoa(t.Rows[first])))
		default:
			seen[code] = i
		}
	}
	return codes, faults.Err()
}

// Numbers reads a column of numbers, NaN where the source says that there is none. Decimals stand behind a point, or behind
// a comma in a column without points.
func (t *Table) Numbers(column string) ([]float64, error) {
	faults := t.Faults(column)
	cells := t.Cells[column]
	values := make([]float64, len(cells))
	comma := decimalComma(cells)
	for i, cell := range cells {
		v, ok := parseNumber(cell, comma)
		if !ok {
			faults.Add(i, problem.New(problem.Invalid, "analysis.not_a_number"))
		}
		values[i] = v
	}
	return values, faults.Err()
}

// Faults are what is wrong in one column (Dutch: fouten). A column that is wrong as a whole gets a few sentences and a count.
type Faults struct {
	table  *Table
	column string
	list   problem.List
	n      int
}

func (t *Table) Faults(column string) *Faults { return &Faults{table: t, column: column} }

// told is how many rows of a column are named.
const told = 5

func (f *Faults) Add(row int, p *problem.Error) {
	if f.n++; f.n <= told {
		f.list.Add(p.At(f.table.Place(row, f.column)))
	}
}

func (f *Faults) Err() error {
	if f.n > told {
		f.list.Add(problem.New(problem.Invalid, "analysis.more_rows", "n", f.n-told).At(problem.Place{File: f.table.File, Column: f.column}))
	}
	return f.list.Err()
}

// Gather adds every problem of err.
func Gather(list *problem.List, err error) {
	all, _ := problem.All(err)
	for _, p := range all {
		list.Add(p)
	}
	if len(all) == 0 && err != nil {
		list.Add(problem.New(problem.Internal, "problem.internal").Because(err))
	}
}

// decimalComma reports whether a column writes its decimals behind a comma: some cell has one, and none has a point.
func decimalComma(cells []string) bool {
	comma := false
	for _, cell := range cells {
		if cell != "." && strings.Contains(cell, ".") {
			return false
		}
		comma = comma || strings.Contains(cell, ",")
	}
	return comma
}

// parseNumber reads a number or a sign for none, which is NaN.
func parseNumber(cell string, comma bool) (float64, bool) {
	if IsMissing(cell) {
		return math.NaN(), true
	}
	if comma {
		cell = strings.Replace(cell, ",", ".", 1)
	}
	for _, c := range []byte(strings.TrimPrefix(cell, "\u2212")) {
		if (c < '0' || c > '9') && !strings.ContainsRune("+-.eE", rune(c)) {
			return math.NaN(), false // words such as Inf, and hexadecimal digits
		}
	}
	v, err := strconv.ParseFloat(strings.Replace(cell, "\u2212", "-", 1), 64)
	if err != nil || math.IsInf(v, 0) {
		return math.NaN(), false
	}
	switch v {
	case -99999999, -99999998, -99999997, -99997, -99995:
		return math.NaN(), true
	}
	return v, true
}

// IsMissing reports whether a source says that it has nothing here (design: formats.md, missing signs).
func IsMissing(cell string) bool {
	switch cell {
	case "", ".", "x", "X", "NA", "NULL", "null":
		return true
	}
	return false
}
