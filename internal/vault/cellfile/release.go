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

// Release is a table that left, as a file has it (Dutch: vrijgavebestand).
type Release struct {
	disclosure.Release
	// Published are cells that are marked as primary and shown all the same.
	Published []disclosure.Attack
	// Unknown is how many withheld cells have no number in the file: who is alone in them is not known.
	Unknown int
	// Sums is true when a value is summed.
	Sums bool
}

// ReleaseOptions say how a table that left is read.
type ReleaseOptions struct {
	// Suppressed is the column that tells which cells were withheld. Required. In a file without the column of the usual name, the
	// cells without a number were.
	Suppressed string
	// Lookup gives the counts of withheld cells of which the file has none. Default: they stay unknown.
	Lookup func(codes []string) (int64, bool)
}

// Suppressed is the usual name of the column that tells which cells were withheld.
const Suppressed = "suppressed"

// release is a file that is being read.
type release struct {
	Release
	options             ReleaseOptions
	file                string
	layout              *layout
	suppressed, primary int
	builder             *disclosure.ReleaseBuilder
	faults              faults
	codes               []string
	scale, decimals     int
}

// ReadRelease reads a table that left. The column primary tells which cells were withheld for themselves; without it all that were
// withheld count as such.
func ReadRelease(ctx context.Context, file string, dims *Dims, o ReleaseOptions) (Release, error) {
	for scale := 0; ; {
		r := &release{file: filepath.Base(file), scale: scale, options: o}
		err := r.read(ctx, file, dims)
		if errors.Is(err, errFiner) {
			scale = r.decimals
			continue
		}
		return r.Release, err
	}
}

func (r *release) read(ctx context.Context, file string, dims *Dims) error {
	table, err := open(file)
	if err != nil {
		return err
	}
	defer func() { _ = table.Close() }() // nothing was written
	if r.layout, err = layoutOf(table, dims, r.file, disclosure.Suppress); err != nil {
		return err
	}
	if err := r.layout.refuseLoose(r.file); err != nil {
		return err
	}
	r.suppressed, r.primary = slices.Index(r.layout.header, r.options.Suppressed), slices.Index(r.layout.header, "primary")
	if r.suppressed < 0 && r.options.Suppressed != Suppressed {
		if _, err := columnsOf(table, file, r.options.Suppressed); err != nil {
			return err
		}
	}
	r.Sums = r.layout.facts&disclosure.Sums != 0
	r.builder, err = disclosure.NewReleaseBuilder(r.file, r.layout.facts, dims.Dimensions()...)
	if err != nil {
		return refused(err, problem.Place{File: r.file})
	}
	rows := 0
	err = each(table, file, func(row sheet.Row) error {
		if rows++; rows%4096 == 0 && ctx.Err() != nil {
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
	r.Release.Release, err = r.builder.Release()
	return refused(err, problem.Place{File: r.file})
}

func (r *release) row(row sheet.Row) error {
	place := problem.Place{File: r.file, Row: row.Number}
	tell := func(column int, p *problem.Error) {
		at := place
		at.Column = r.layout.header[column]
		r.faults.add(p.At(at))
	}
	before := r.faults.n
	mark := func(column int) bool {
		is, p := parseMark(row.Cells[column].Text)
		if p != nil {
			tell(column, p)
		}
		return is
	}
	filled := r.filled(row.Cells)
	state := disclosure.State{Shown: filled, Primary: true}
	if r.suppressed >= 0 {
		state.Shown = !mark(r.suppressed)
	}
	if r.primary >= 0 {
		state.Primary = mark(r.primary)
	}
	var n disclosure.Numbers
	r.codes = r.layout.codes(row.Cells, r.codes)
	state.Truth = state.Shown || filled
	if state.Truth {
		decimals := 0
		if n, decimals = r.layout.numbers(row.Cells, r.scale, tell); decimals > r.scale && decimals <= mostDecimals {
			r.decimals = decimals
			return errFiner
		}
	} else {
		n, state.Truth = r.lookup()
	}
	if r.faults.n > before {
		return nil
	}
	if state.Shown && state.Primary && r.primary >= 0 {
		codes := make([]string, len(r.codes))
		for i, code := range r.codes {
			codes[i] = strings.Clone(code)
		}
		r.Published = append(r.Published, disclosure.Attack{Kind: disclosure.Published, Cell: codes, Harms: true,
			Lower: float64(n.Count), Upper: float64(n.Count), By: []disclosure.Term{{Release: r.file, Cell: codes, Times: "1"}}})
	}
	if err := r.builder.Add(r.codes, n, state); err != nil {
		told := refused(err, place)
		var p *problem.Error
		if !errors.As(told, &p) {
			return told
		}
		r.faults.add(p)
	}
	return nil
}

// lookup gives the count of a withheld cell from elsewhere. Who contributes how much to a sum is not to be had that way.
func (r *release) lookup() (disclosure.Numbers, bool) {
	if r.options.Lookup != nil && r.layout.facts == 0 {
		if count, ok := r.options.Lookup(r.codes); ok {
			return disclosure.Numbers{Count: count}, true
		}
	}
	r.Unknown++
	return disclosure.Numbers{}, false
}

// filled reports whether a withheld row holds all its numbers all the same.
func (r *release) filled(row []sheet.Cell) bool {
	l := r.layout
	for _, c := range []int{l.freq, l.value, l.contributors, l.top[0], l.top[1], l.top[2]} {
		if c >= 0 && strings.TrimSpace(row[c].Text) == "" {
			return false
		}
	}
	return true
}
