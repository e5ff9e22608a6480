package cellfile

import (
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
)

// layout says which column of a table is what.
type layout struct {
	dims *Dims
	// columns are the columns of the dimensions, -1 where the table lacks one: its cells have the total there.
	columns []int
	totals  []string
	// loose are columns before the counts that are no dimension of the file with dimensions.
	loose []int
	// facts are what the columns below say of a cell.
	facts disclosure.Facts
	// The columns of the measures; -1 without one.
	freq, value, contributors, denominator, key int
	top                                         [3]int
	header                                      []string
}

// layoutOf finds the columns of a table of cells. Columns before the counts are dimensions. Keys and magnitudes are only looked
// for where the method uses them.
func layoutOf(r sheet.Reader, dims *Dims, file string, method disclosure.Method) (*layout, error) {
	l := &layout{dims: dims, header: r.Header()}
	if twice := twiceNamed(r); twice != "" {
		return nil, problem.New(problem.Invalid, "vault.column_twice", "column", twice).At(problem.Place{File: file})
	}
	names := []string{dims.measure("freq", l.header)}
	if method == disclosure.Round {
		names = append(names, "original")
	}
	l.freq = l.column(names...)
	if l.freq < 0 {
		return nil, problem.New(problem.Invalid, "vault.column_missing", "column", names[0], "columns", shown(l.header)).At(problem.Place{File: file})
	}
	if err := l.measures(file, method); err != nil {
		return nil, err
	}
	var list problem.List
	known := 0
	for _, d := range dims.list {
		at := slices.Index(l.header, d.Name())
		whole := dims.whole(file, d)
		if at < 0 && whole == "" {
			list.Add(problem.New(problem.Invalid, "vault.dimension_needed", "dimension", d.Name(), "columns", shown(l.header)).At(problem.Place{File: file}))
		}
		if at >= 0 {
			known++
		}
		l.columns, l.totals = append(l.columns, at), append(l.totals, whole)
	}
	for c := range l.freq {
		if l.header[c] != "" && dims.find(l.header[c]) < 0 && !l.isMeasure(c) {
			l.loose = append(l.loose, c)
		}
	}
	if known == 0 && list.Len() == 0 {
		list.Add(problem.New(problem.Invalid, "vault.no_dimension", "columns", shown(l.header), "dims", dims.File).At(problem.Place{File: file}))
	}
	return l, list.Err()
}

// refuseLoose refuses columns that nobody explained: their rows would be taken for the same cell.
func (l *layout) refuseLoose(file string) error {
	var list problem.List
	for _, c := range l.loose {
		list.Add(problem.New(problem.Invalid, "vault.dimension_unknown", "column", l.header[c], "dims", l.dims.File).At(problem.Place{File: file}))
	}
	return list.Err()
}

// twiceNamed gives a name that two columns have.
func twiceNamed(r sheet.Reader) string {
	for _, c := range r.Columns() {
		if c.Twin >= 0 {
			return r.Header()[c.Twin]
		}
	}
	return ""
}

// column gives the first column that has one of the names.
func (l *layout) column(names ...string) int {
	for _, name := range names {
		if at := slices.Index(l.header, name); at >= 0 {
			return at
		}
	}
	return -1
}

// measures finds the columns of the measures and what they say of a cell.
func (l *layout) measures(file string, method disclosure.Method) error {
	at := func(key string) int { return l.column(l.dims.measure(key, l.header)) }
	l.value, l.contributors, l.denominator = at("value"), at("n_contr"), at("denominator")
	for i, name := range []string{"top1", "top2", "top3"} {
		l.top[i] = at(name)
	}
	if l.value >= 0 {
		if method == disclosure.Round || method == disclosure.CellKey {
			return problem.New(problem.Invalid, "vault.counts_only", "column", l.header[l.value], "method", method.String()).At(problem.Place{File: file})
		}
		l.facts |= disclosure.Sums
	}
	if l.contributors >= 0 {
		l.facts |= disclosure.Contributors
	}
	if l.denominator >= 0 {
		l.facts |= disclosure.Denominators
	}
	if l.top[0] >= 0 || l.top[1] >= 0 || l.top[2] >= 0 {
		l.facts |= disclosure.Largest
		for i, name := range []string{"top1", "top2", "top3"} {
			if l.top[i] < 0 {
				return problem.New(problem.Invalid, "vault.column_missing", "column", name, "columns", shown(l.header)).At(problem.Place{File: file})
			}
		}
	}
	if l.key = -1; method != disclosure.CellKey {
		return nil
	}
	if l.key = at("cell_key"); l.key >= 0 {
		l.facts |= disclosure.DecimalKeys
	} else if l.key = at("ckey"); l.key >= 0 {
		l.facts |= disclosure.Keys
	}
	return nil
}

// isMeasure reports whether a column is one of the measures.
func (l *layout) isMeasure(c int) bool {
	return slices.Contains([]int{l.freq, l.value, l.contributors, l.denominator, l.key, l.top[0], l.top[1], l.top[2]}, c)
}

// isDimension tells of each column whether it names the cell.
func (l *layout) isDimension() []bool {
	is := make([]bool, len(l.header))
	for _, c := range slices.Concat(l.columns, l.loose) {
		if c >= 0 {
			is[c] = true
		}
	}
	return is
}

// codes writes the codes of a row, the loose columns last.
func (l *layout) codes(row []sheet.Cell, into []string) []string {
	into = into[:0]
	for i, c := range l.columns {
		if c < 0 {
			into = append(into, l.totals[i])
		} else {
			into = append(into, strings.TrimSpace(row[c].Text))
		}
	}
	for _, c := range l.loose {
		into = append(into, strings.TrimSpace(row[c].Text))
	}
	return into
}

// numbers reads the measures of a row, magnitudes in units of ten to the power of minus scale. What is wrong goes to tell, with
// the column; a magnitude with more decimals than scale gives how many it has.
func (l *layout) numbers(row []sheet.Cell, scale int, tell func(column int, p *problem.Error)) (n disclosure.Numbers, decimals int) {
	whole := func(c int, to *int64) {
		if c >= 0 {
			v, p := parseWhole(row[c].Text)
			if *to = v; p != nil {
				tell(c, p)
			}
		}
	}
	magnitude := func(c int, to *int64) {
		if c < 0 {
			return
		}
		v, p := parseExact(row[c].Text)
		if p == nil && v.decimals <= scale {
			var ok bool
			if *to, ok = shift(v.units, scale-v.decimals); !ok {
				p = problem.New(problem.Invalid, "vault.number_large")
			}
		}
		decimals = max(decimals, v.decimals)
		if p != nil {
			tell(c, p)
		}
	}
	whole(l.freq, &n.Count)
	whole(l.contributors, &n.Contributors)
	whole(l.denominator, &n.Denominator)
	magnitude(l.value, &n.Sum)
	for i, c := range l.top {
		magnitude(c, &n.Largest[i])
	}
	if l.key >= 0 {
		key, p := parseKey(row[l.key].Text, l.facts&disclosure.DecimalKeys != 0)
		if n.Key = key; p != nil {
			tell(l.key, p)
		}
	}
	return n, decimals
}
