package cellfile

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
)

// Persons are the records of a file, one line per person (Dutch: personenbestand). They never leave the vault.
type Persons struct {
	// Records are the persons with their finest codes.
	Records *disclosure.Records
	// Decimals is how many decimals their values have: the records hold them as whole numbers.
	Decimals int

	file  string
	facts disclosure.Facts
	dims  *Dims
}

// PersonsOptions say how records are read.
type PersonsOptions struct {
	// Method is how the table is to be protected: cell keys need the keys of the records.
	Method disclosure.Method
	// Counted is true when the tables are there already and the persons are only counted: what they contribute is not needed then.
	Counted bool
	// Sums is true when such tables sum a value. Default: what the file with dimensions says.
	Sums bool
}

// ReadPersons reads records. Where a value is summed, a table is of those for whom it is above 0: who has no income is not one of
// the people whose incomes are added, and is not among its counts.
func ReadPersons(ctx context.Context, file string, dims *Dims, o PersonsOptions) (*Persons, error) {
	for scale := 0; ; {
		p := &Persons{Decimals: scale, file: filepath.Base(file), dims: dims}
		r := &people{persons: p, value: -1, contributor: -1, key: -1}
		err := r.read(ctx, file, o)
		if errors.Is(err, errFiner) {
			scale = r.decimals
			continue
		}
		if err != nil {
			return nil, err
		}
		return p, nil
	}
}

// people is a file of persons that is being read.
type people struct {
	persons *Persons
	header  []string
	// finest are, per dimension, the columns with its finest codes.
	finest                  [][]int
	value, contributor, key int
	codes                   [][]string
	faults                  faults
	rows, decimals          int
}

func (r *people) read(ctx context.Context, file string, o PersonsOptions) error {
	p := r.persons
	table, err := open(file)
	if err != nil {
		return err
	}
	defer func() { _ = table.Close() }() // nothing was written
	r.header = table.Header()
	if twice := twiceNamed(table); twice != "" {
		return problem.New(problem.Invalid, "vault.column_twice", "column", twice).At(problem.Place{File: p.file})
	}
	if err := errors.Join(r.findCodes(), r.findMeasures(o)); err != nil {
		return flattened(err)
	}
	if p.Records, err = disclosure.NewRecords(p.facts, p.dims.Dimensions()...); err != nil {
		return err
	}
	err = each(table, file, func(row sheet.Row) error {
		if r.rows++; r.rows%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		return r.row(row)
	})
	if errors.Is(err, errFiner) {
		return err
	}
	if err = errors.Join(r.faults.err(), err); err != nil {
		return flattened(err)
	}
	return nil
}

// findCodes finds the columns with the finest codes: those that the file with dimensions names, and every other level of which
// nothing is part that is a column too.
func (r *people) findCodes() error {
	var list problem.List
	place := problem.Place{File: r.persons.file}
	for _, d := range r.persons.dims.list {
		var columns []int
		for _, name := range slices.Concat(d.inner, d.leaves) {
			at := slices.Index(r.header, name)
			if at < 0 && slices.Contains(d.inner, name) {
				list.Add(problem.New(problem.Invalid, "vault.column_missing", "column", name, "columns", shown(r.header)).At(place))
			}
			if at >= 0 && !slices.Contains(columns, at) {
				columns = append(columns, at)
			}
		}
		if len(columns) == 0 && len(d.inner) == 0 {
			list.Add(problem.New(problem.Invalid, "vault.inner_missing", "dimension", d.Name(), "columns", shown(r.header),
				"dims", r.persons.dims.File).At(place))
		}
		r.finest = append(r.finest, columns)
		r.codes = append(r.codes, make([]string, len(columns)))
	}
	return list.Err()
}

// findMeasures finds value, contributor and key, as far as the table uses them.
func (r *people) findMeasures(o PersonsOptions) error {
	p, names := r.persons, r.persons.dims.measures
	sums, contributors := names["value"] != "", names["contributors"] != ""
	if o.Counted {
		// The columns may be those of the tables: persons without a value are counted all.
		sums, contributors = o.Sums && slices.Contains(r.header, names["value"]), false
	}
	if o.Method == disclosure.Round || o.Method == disclosure.CellKey {
		sums, contributors = false, false
	}
	var list problem.List
	find := func(asked bool, name string, to *int) bool {
		if !asked {
			return false
		}
		if *to = slices.Index(r.header, name); *to < 0 {
			list.Add(problem.New(problem.Invalid, "vault.column_missing", "column", name, "columns", shown(r.header)).At(problem.Place{File: p.file}))
		}
		return *to >= 0
	}
	if find(sums, names["value"], &r.value) {
		p.facts |= disclosure.Sums
	}
	if find(contributors, names["contributors"], &r.contributor) {
		p.facts |= disclosure.Contributors
	}
	key := names["key"]
	if key == "" {
		key = "rkey"
	}
	if find(o.Method == disclosure.CellKey && !o.Counted, key, &r.key) {
		p.facts |= disclosure.DecimalKeys
	}
	return list.Err()
}

// row reads one person.
func (r *people) row(row sheet.Row) error {
	p := r.persons
	tell := func(column int, e *problem.Error) {
		r.faults.add(e.At(problem.Place{File: p.file, Row: row.Number, Column: r.header[column]}))
	}
	var rec disclosure.Record
	if r.value >= 0 {
		v, e := parseExact(row.Cells[r.value].Text)
		if e == nil && v.decimals > p.Decimals {
			r.decimals = v.decimals
			return errFiner
		}
		ok := true
		if rec.Value, ok = shift(v.units, p.Decimals-v.decimals); e == nil && !ok {
			e = problem.New(problem.Invalid, "vault.number_large")
		}
		if e != nil {
			tell(r.value, e)
			return nil
		}
		if rec.Value <= 0 {
			return nil
		}
	}
	if r.contributor >= 0 {
		if rec.Contributor = clean(row.Cells[r.contributor]); rec.Contributor == "" {
			tell(r.contributor, problem.New(problem.Invalid, "vault.contributor_empty"))
			return nil
		}
	}
	if r.key >= 0 {
		text := strings.TrimSpace(row.Cells[r.key].Text)
		if p.Records.Len() == 0 && r.rows == 1 && !strings.Contains(text, ".") {
			return r.wholeKeys(row)
		}
		key, e := parseKey(text, p.facts&disclosure.DecimalKeys != 0)
		if rec.Key = key; e != nil {
			tell(r.key, e)
			return nil
		}
	}
	return r.add(row, rec, tell)
}

// wholeKeys begins again with keys of 64 bits, which is what the first record has.
func (r *people) wholeKeys(row sheet.Row) error {
	p := r.persons
	p.facts = p.facts&^disclosure.DecimalKeys | disclosure.Keys
	var err error
	if p.Records, err = disclosure.NewRecords(p.facts, p.dims.Dimensions()...); err != nil {
		return err
	}
	r.rows++ // so that it is asked of the first record only
	return r.row(row)
}

func (r *people) add(row sheet.Row, rec disclosure.Record, tell func(int, *problem.Error)) error {
	for d, columns := range r.finest {
		for k, c := range columns {
			r.codes[d][k] = strings.TrimSpace(row.Cells[c].Text)
		}
	}
	err := r.persons.Records.Add(r.codes, rec)
	var code *disclosure.CodeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &code):
		for d, columns := range r.finest {
			for k, c := range columns {
				if r.codes[d][k] == code.Code && r.persons.dims.list[d].Name() == code.Dim {
					tell(c, problem.New(problem.Invalid, "vault.person_code", "code", code.Code, "dimension", code.Dim))
					return nil
				}
			}
		}
	}
	return refused(err, problem.Place{File: r.persons.file, Row: row.Number})
}

// Table counts the persons in every combination of the codes, empty ones included.
func (p *Persons) Table(ctx context.Context) (disclosure.Table, error) {
	t, err := p.Records.Table(ctx)
	if err == nil || ctx.Err() != nil {
		return t, err
	}
	place := problem.Place{File: p.file}
	if told := refused(err, place); problem.KeyOf(told) != "" {
		return t, told
	}
	return t, problem.New(problem.Invalid, "vault.persons_refused", "reason", err.Error()).At(place).Because(err)
}

// Lookup gives how many persons are in a cell, for cells of which a file does not say so.
func (p *Persons) Lookup(ctx context.Context) (func(codes []string) (int64, bool), error) {
	t, err := p.Table(ctx)
	if err != nil {
		return nil, err
	}
	counts := make(map[string]int64, t.Len())
	for codes, n := range t.Each {
		counts[strings.Join(codes, "\x00")] = n.Count
	}
	return func(codes []string) (int64, bool) {
		n, ok := counts[strings.Join(codes, "\x00")]
		return n, ok
	}, nil
}

// Cells is a table that was made of the persons in the form of a file.
func (p *Persons) Cells(t disclosure.Table) *Cells {
	c := &Cells{File: p.file, Table: t, Decimals: p.Decimals, layout: &layout{dims: p.dims, facts: p.facts}}
	for i, d := range p.dims.list {
		c.layout.columns, c.layout.header = append(c.layout.columns, i), append(c.layout.header, d.Name())
	}
	c.layout.header = append(c.layout.header, "freq")
	sums, contributors := p.facts&disclosure.Sums != 0, p.facts&disclosure.Contributors != 0
	if sums {
		c.layout.header = append(c.layout.header, "value")
	}
	if contributors {
		c.layout.header = append(c.layout.header, "n_contr")
	}
	if sums && contributors {
		c.layout.header = append(c.layout.header, "top1", "top2", "top3")
	}
	c.lines.width = len(c.layout.header)
	row := make([]sheet.Cell, 0, c.lines.width)
	add := func(text string) { row = append(row, sheet.Cell{Text: text}) }
	amount := func(units int64) { add(string(appendExact(nil, units, p.Decimals))) }
	for codes, n := range t.Each {
		row = row[:0]
		for _, code := range codes {
			add(code)
		}
		add(strconv.FormatInt(n.Count, 10))
		if sums {
			amount(n.Sum)
		}
		if contributors {
			add(strconv.FormatInt(n.Contributors, 10))
		}
		if sums && contributors {
			for _, v := range n.Largest {
				amount(v)
			}
		}
		c.lines.add(row)
		c.counts = append(c.counts, n.Count)
	}
	return c
}
