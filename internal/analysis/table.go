package analysis

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
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary"
)

// table is the cells of the columns that were asked for, by row.
type table struct {
	file   string
	header []string
	// rows are the row numbers as a spreadsheet shows them; 0 of a file without rows.
	rows  []int
	cells map[string][]string
}

// readTable reads columns of a table of text. Columns that do not exist are named together, with those that do.
func readTable(ctx context.Context, file string, columns []string) (*table, error) {
	return readTableOf(ctx, file, func([]string) []string { return columns })
}

// readTableOf does the same with the columns chosen by what the header says.
func readTableOf(ctx context.Context, file string, choose func(header []string) []string) (_ *table, err error) {
	r, err := sheet.OpenFile(file, sheet.Options{HeaderRows: 1})
	if err != nil {
		return nil, opened(err, file)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	t := &table{file: filepath.Base(file), header: r.Header(), cells: map[string][]string{}}
	columns := slices.Compact(slices.Sorted(slices.Values(choose(t.header))))
	if err := t.missing(columns); err != nil {
		return nil, err
	}
	at := make([]int, len(columns))
	for i, name := range columns {
		at[i] = slices.Index(t.header, name)
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
		if len(t.rows)%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		t.rows = append(t.rows, row.Number)
		for i, c := range at {
			texts[i] = append(texts[i], strings.Clone(strings.Trim(row.Cells[c].Text, " \t\u00a0\ufeff")))
		}
	}
	for i, name := range columns {
		t.cells[name] = texts[i]
	}
	if len(t.rows) == 0 {
		return nil, problem.New(problem.Invalid, "analysis.no_rows").At(problem.Place{File: t.file})
	}
	return t, nil
}

// opened makes a file that is not there wrong use: its name was given on the command line.
func opened(err error, file string) error {
	if problem.KindOf(err) == problem.NotFound {
		return problem.New(problem.Usage, "analysis.file_absent", "file", file).Because(err)
	}
	return err
}

// missing names the columns that a table does not have.
func (t *table) missing(columns []string) error {
	var list problem.List
	for _, name := range columns {
		if !slices.Contains(t.header, name) {
			list.Add(problem.New(problem.Usage, "analysis.column_unknown", "column", name, "columns", shown(t.header)).At(problem.Place{File: t.file}))
		}
	}
	return list.Err()
}

// shown names columns for a sentence, not too many.
func shown(names []string) string {
	const most = 60
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

// place is where a cell stands.
func (t *table) place(row int, column string) problem.Place {
	return problem.Place{File: t.file, Row: t.rows[row], Column: column}
}

// keys returns the codes of a column, each of which may occur once.
func (t *table) keys(column string) ([]string, error) {
	faults := t.faults(column)
	seen := map[string]int{}
	codes := t.cells[column]
	for i, code := range codes {
		first, twice := seen[code]
		switch {
		case code == "":
			faults.add(i, problem.New(problem.Invalid, "analysis.code_empty"))
		case twice:
			faults.add(i, problem.New(problem.Invalid, "analysis.code_twice", "code", code, "first", strconv.Itoa(t.rows[first])))
		default:
			seen[code] = i
		}
	}
	return codes, faults.err()
}

// numbers reads a column of numbers, NaN where the source says that there is none. Decimals stand behind a point, or behind
// a comma in a column without points.
func (t *table) numbers(column string) ([]float64, error) {
	faults := t.faults(column)
	cells := t.cells[column]
	values := make([]float64, len(cells))
	comma := decimalComma(cells)
	for i, cell := range cells {
		v, ok := parseNumber(cell, comma)
		if !ok {
			faults.add(i, problem.New(problem.Invalid, "analysis.not_a_number"))
		}
		values[i] = v
	}
	return values, faults.err()
}

// faults are what is wrong in one column. A column that is wrong as a whole gets a few sentences and a count.
type faults struct {
	table  *table
	column string
	list   problem.List
	n      int
}

func (t *table) faults(column string) *faults { return &faults{table: t, column: column} }

// told is how many rows of a column are named.
const told = 5

func (f *faults) add(row int, p *problem.Error) {
	if f.n++; f.n <= told {
		f.list.Add(p.At(f.table.place(row, f.column)))
	}
}

func (f *faults) err() error {
	if f.n > told {
		f.list.Add(problem.New(problem.Invalid, "analysis.more_rows", "n", f.n-told).At(problem.Place{File: f.table.file, Column: f.column}))
	}
	return f.list.Err()
}

// gather adds every problem of err.
func gather(list *problem.List, err error) {
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
	if isMissing(cell) {
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

// isMissing reports whether a source says that it has nothing here (design: formats.md, missing signs).
func isMissing(cell string) bool {
	switch cell {
	case "", ".", "x", "X", "NA", "NULL", "null":
		return true
	}
	return false
}

// attributes returns columns of a boundary file as a table.
func attributes(file string, k *boundary.Keyed, columns []string) (*table, error) {
	t := &table{file: filepath.Base(file), header: k.Names(), rows: make([]int, len(k.Keys)), cells: map[string][]string{}}
	if err := t.missing(columns); err != nil {
		return nil, err
	}
	for i := range t.rows {
		t.rows[i] = i + 1 // the number of the feature
	}
	for _, name := range columns {
		cells := make([]string, len(k.Keys))
		for i := range cells {
			text, _ := k.Text(i, name)
			cells[i] = strings.TrimSpace(text)
		}
		t.cells[name] = cells
	}
	return t, nil
}
