package cbs

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
)

var errShape = errors.New("neither a list of records nor an object with one")

// readJSON tells what a JSON text is. Of figures it returns a reader, of everything else the records.
func readJSON(text []byte, name string) (role, []map[string]string, sheet.Reader, error) {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	broken := func(err error) error {
		return problem.New(problem.Invalid, "cbs.json_broken").Because(err).At(problem.Place{File: name})
	}
	d := jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(false))
	fields, err := toRecords(d)
	if err != nil {
		return 0, nil, nil, broken(err)
	}
	if fields != nil {
		// One object without a list: the table's own information, or texts by column.
		what := columnTexts
		if fields["Identifier"] != "" && fields["Title"] != "" {
			what = tableInfo
		}
		return what, []map[string]string{fields}, nil, nil
	}
	// An error instead of figures, as servers send it, has no list.
	r := &jsonReader{d: d, name: name, row: 1}
	first, err := r.first()
	if err != nil {
		return 0, nil, nil, broken(err)
	}
	if !first {
		return nothing, nil, nil, nil
	}
	what := classify(r.header)
	if what == figures || what == observations {
		return what, nil, r, nil
	}
	records, err := r.records()
	if err != nil {
		return 0, nil, nil, broken(err)
	}
	return what, records, nil, nil
}

// records reads all records that describe. Unlike rows of figures they need not all have the same fields: topics have
// a unit and dimensions have none.
func (r *jsonReader) records() ([]map[string]string, error) {
	first := map[string]string{}
	for i, c := range r.cells {
		if !c.Null {
			first[r.header[i]] = c.Text
		}
	}
	all := []map[string]string{first}
	for r.d.PeekKind() == '{' {
		fields, err := toRecords(r.d)
		if err != nil {
			return nil, err
		}
		all = append(all, fields)
	}
	end, err := r.d.ReadToken()
	if err == nil && end.Kind() != ']' {
		err = errShape
	}
	return all, err
}

// toRecords reads up to the list of records: the text itself, or "value" of the object that it is. Of an object without
// such a list it returns the simple fields.
func toRecords(d *jsontext.Decoder) (map[string]string, error) {
	start, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	if start.Kind() == '[' {
		return nil, nil
	}
	if start.Kind() != '{' {
		return nil, errShape
	}
	fields := map[string]string{}
	for d.PeekKind() == '"' {
		token, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		name := token.String()
		switch d.PeekKind() {
		case '[', '{':
			if name == "value" && d.PeekKind() == '[' {
				_, err := d.ReadToken()
				return nil, err
			}
			if err := d.SkipValue(); err != nil {
				return nil, err
			}
		default:
			value, err := d.ReadToken()
			if err != nil {
				return nil, err
			}
			if value.Kind() != 'n' {
				fields[name] = value.String()
			}
		}
	}
	_, err = d.ReadToken()
	return fields, err
}

// jsonReader reads the records of a list as rows of a table (Dutch: JSON-lezer).
type jsonReader struct {
	d      *jsontext.Decoder
	name   string
	header []string
	place  map[string]int
	cells  []sheet.Cell
	ahead  bool
	row    int
}

var _ sheet.Reader = (*jsonReader)(nil)

// first reads the first record, whose fields are the columns.
func (r *jsonReader) first() (bool, error) {
	if r.d.PeekKind() != '{' {
		return false, nil
	}
	if _, err := r.d.ReadToken(); err != nil {
		return false, err
	}
	r.place = map[string]int{}
	for r.d.PeekKind() == '"' {
		token, err := r.d.ReadToken()
		if err != nil {
			return false, err
		}
		r.place[token.String()] = len(r.header)
		r.header = append(r.header, token.String())
		cell, err := r.cell()
		if err != nil {
			return false, err
		}
		r.cells = append(r.cells, cell)
	}
	r.ahead = true
	_, err := r.d.ReadToken()
	return true, err
}

func (r *jsonReader) cell() (sheet.Cell, error) {
	if k := r.d.PeekKind(); k == '[' || k == '{' {
		return sheet.Cell{Null: true}, r.d.SkipValue()
	}
	token, err := r.d.ReadToken()
	if err != nil {
		return sheet.Cell{}, err
	}
	switch token.Kind() {
	case '"':
		return sheet.Cell{Text: token.String()}, nil
	case '0':
		text := token.String()
		number, err := strconv.ParseFloat(text, 64)
		return sheet.Cell{Text: text, Number: number, Typed: err == nil}, nil
	case 't', 'f':
		return sheet.Cell{Text: token.String()}, nil
	}
	return sheet.Cell{Null: true}, nil
}

// Header returns the fields of the first record.
func (r *jsonReader) Header() []string { return slices.Clone(r.header) }

// Columns returns the fields of the first record.
func (r *jsonReader) Columns() []sheet.Column {
	columns := make([]sheet.Column, len(r.header))
	for i, h := range r.header {
		columns[i] = sheet.Column{Name: h, Raw: h, Twin: -1}
	}
	return columns
}

// Next returns the next record. Its number counts records, as JSON has no rows.
func (r *jsonReader) Next() (sheet.Row, error) {
	r.row++
	if r.ahead {
		r.ahead = false
		return sheet.Row{Number: r.row, Cells: r.cells}, nil
	}
	broken := func(err error) error {
		return problem.New(problem.Invalid, "cbs.json_broken").Because(err).At(problem.Place{File: r.name, Row: r.row})
	}
	switch r.d.PeekKind() {
	case ']':
		return sheet.Row{}, io.EOF
	case '{':
	default:
		_, err := r.d.ReadToken()
		return sheet.Row{}, broken(err)
	}
	if _, err := r.d.ReadToken(); err != nil {
		return sheet.Row{}, broken(err)
	}
	for i := range r.cells {
		r.cells[i] = sheet.Cell{Null: true}
	}
	for r.d.PeekKind() == '"' {
		token, err := r.d.ReadToken()
		if err != nil {
			return sheet.Row{}, broken(err)
		}
		name := token.String()
		i, ok := r.place[name]
		if !ok {
			return sheet.Row{}, problem.New(problem.Invalid, "cbs.columns_changed", "column", name).At(problem.Place{File: r.name, Row: r.row})
		}
		if r.cells[i], err = r.cell(); err != nil {
			return sheet.Row{}, broken(err)
		}
	}
	if _, err := r.d.ReadToken(); err != nil {
		return sheet.Row{}, broken(err)
	}
	return sheet.Row{Number: r.row, Cells: r.cells}, nil
}

// Dialect returns nothing: JSON has one form only.
func (r *jsonReader) Dialect() sheet.Dialect { return sheet.Dialect{Rows: max(0, r.row-1)} }

// Close has nothing to let go of.
func (r *jsonReader) Close() error { return nil }
