package cbs

import (
	"context"
	"io"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
	"github.com/buurtbeeld/buurtbeeld/internal/source/grid"
)

// widen turns observations of OData v4, one row per value, into a table with a column per measure. The other columns
// are dimensions; each combination of them is a row.
func widen(ctx context.Context, in *input, o grid.Options) (*grid.Grid, error) {
	w := &widener{places: map[string]int{}, columns: map[string]int{}}
	header := in.data[0].reader.Header()
	for _, d := range in.data {
		if err := w.read(ctx, d, header, o); err != nil {
			return nil, grid.Problems(err, problem.Place{File: d.name})
		}
	}
	heads := make([]sheet.Column, 0, len(w.dims)+len(w.measures))
	for _, name := range append(w.dims, w.measures...) {
		heads = append(heads, sheet.Column{Name: name, Raw: name, Twin: -1})
	}
	role := o.Role
	o.Role = func(i int, c sheet.Column) grid.Role {
		if i < len(w.dims) {
			return grid.Text
		}
		return role(i, c)
	}
	g := grid.New(heads, o)
	g.Begin(in.data[0].name)
	for i, r := range w.rows {
		cells := make([]sheet.Cell, len(heads))
		for j := range cells {
			cells[j] = sheet.Cell{Null: true}
		}
		for j, text := range r.dims {
			cells[j] = sheet.Cell{Text: text}
		}
		for j, c := range r.values {
			cells[len(w.dims)+j] = c
		}
		g.Add(sheet.Row{Number: i + 1, Cells: cells})
	}
	return g, nil
}

type widener struct {
	dims     []string
	measures []string
	columns  map[string]int
	places   map[string]int
	rows     []wideRow
}

type wideRow struct {
	dims   []string
	values map[int]sheet.Cell
}

func (w *widener) read(ctx context.Context, d data, header []string, o grid.Options) error {
	at := map[string]int{}
	var dimAt []int
	for i, h := range d.reader.Header() {
		at[h] = i
		switch h {
		case "Id", "Measure", "Value", "ValueAttribute", "StringValue":
		default:
			dimAt = append(dimAt, i)
		}
	}
	if w.dims == nil {
		for _, i := range dimAt {
			w.dims = append(w.dims, header[i])
		}
	}
	if len(dimAt) != len(w.dims) {
		return problem.New(problem.Invalid, "cbs.columns_changed", "column", "Observations")
	}
	for n := 0; ; n++ {
		row, err := d.reader.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if n%4096 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			if o.Progress != nil {
				o.Progress(len(w.rows))
			}
		}
		if err := w.add(row, at, dimAt); err != nil {
			return err
		}
	}
}

func (w *widener) add(row sheet.Row, at map[string]int, dimAt []int) error {
	k := ""
	for _, i := range dimAt {
		k += row.Cells[i].Text + "|"
	}
	place, ok := w.places[k]
	if !ok {
		place = len(w.rows)
		w.places[k] = place
		r := wideRow{values: map[int]sheet.Cell{}}
		for _, i := range dimAt {
			r.dims = append(r.dims, row.Cells[i].Text)
		}
		w.rows = append(w.rows, r)
	}
	measure := row.Cells[at["Measure"]].Text
	column, ok := w.columns[measure]
	if !ok {
		column = len(w.measures)
		w.columns[measure] = column
		w.measures = append(w.measures, measure)
	}
	if _, twice := w.rows[place].values[column]; twice {
		return problem.New(problem.Invalid, "cbs.observation_twice", "measure", measure).At(problem.Place{Row: row.Number})
	}
	cell := row.Cells[at["Value"]]
	// A value that is not there for a reason has the reason beside it.
	if i, ok := at["ValueAttribute"]; ok && cell.Null {
		switch row.Cells[i].Text {
		case "Impossible":
			cell = sheet.Cell{Text: "."}
		case "Confidential", "Secret":
			cell = sheet.Cell{Text: "x"}
		}
	}
	w.rows[place].values[column] = cell
	return nil
}
