// Package composite puts several figures of an area together in one score, in the ways that are in use, and tells how much the
// place of an area depends on the choices behind such a score: on one of the figures, or on how heavily each weighs. Slices go
// in and numbers come out (Dutch: samengestelde score).
//
// A score hides what it is made of, and two ways of scoring the same figures name other areas as highest. Of the 303 districts
// of the Netherlands with the highest mean standard score of four figures in 2022 half do not stay among the highest 303 when
// one figure is left out. Counting how many figures are high, and saying which, needs no weights and hides nothing; show that
// first, and a score only next to LeaveOneOut or AnyWeights.
//
// # Values that are not known
//
// A value that is not known is NaN and is never taken for zero. An area has a score when at least Options.Known of its figures
// are known, by default all; with fewer its score is NaN. Where a figure is missing the weights of the others count for the
// whole. Each figure is put on its scale by all areas of which it is known. A figure that is the same everywhere tells no areas
// apart: it counts as known, but no score takes it in.
package composite

import (
	"errors"
	"math"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// The errors of this package. Columns that are not equally long give spatial.ErrLength.
var (
	// ErrColumns means that there are no columns, or more than a thousand.
	ErrColumns = errors.New("composite: from one column to a thousand")
	// ErrValue means that a value is infinite, or so large that its square is.
	ErrValue = errors.New("composite: a value that cannot be used")
	// ErrWeight means that a weight is below zero, not a number, or so far from 1 that sums of weights lose it.
	ErrWeight = errors.New("composite: a weight that cannot be used")
	// ErrKnown means that more known figures are asked for than there are, or fewer than none.
	ErrKnown = errors.New("composite: more known figures asked for than there are")
	// ErrShare means that a share is not above 0 and below 1.
	ErrShare = errors.New("composite: a share above 0 and below 1")
	// ErrOption means that a scale, penalty, deviation or goalpost is none that there is.
	ErrOption = errors.New("composite: an option that cannot be")
)

// The sizes up to which input is accepted.
const (
	mostColumns   = 1000
	largest       = 1e140
	largestWeight = 1e6
)

// Column is one figure of all areas (Dutch: indicator).
type Column struct {
	// Values are one per area, NaN where not known.
	Values []float64
	// Low turns the figure around: a low value gives a high score.
	Low bool
	// Weight says how heavily the figure counts; 0 means 1. Weights need not add up to anything.
	Weight float64
}

// Options say when an area has a score; the zero value asks for all figures (Dutch: keuzes).
type Options struct {
	// Known is the least number of columns that must be known for an area to have a score; 0 means all of them.
	Known int
}

// Table is columns of the same areas, ready to be scored; it does not change and may be used by several goroutines (Dutch:
// tabel).
type Table struct {
	columns []column
	areas   int
	known   []int
	// scored are the areas of which enough is known.
	scored []bool
}

// column is a column turned so that more gives a higher score.
type column struct {
	values []float64
	low    bool
	weight float64
	n      int
	// least, most, mean and squares (the sum of the squared distances from the mean) are those of the known values.
	least, most, mean, squares float64
}

// varies reports whether the column tells areas apart. Where the spread is only rounding of large values it does not.
func (c *column) varies() bool {
	return c.n > 1 && c.most > c.least && math.Sqrt(c.squares/float64(c.n)) > 1e-14*max(math.Abs(c.most), math.Abs(c.least))
}

// New makes columns ready to be scored. The values are copied.
func New(columns []Column, o Options) (*Table, error) {
	if len(columns) == 0 || len(columns) > mostColumns {
		return nil, ErrColumns
	}
	if o.Known == 0 {
		o.Known = len(columns)
	}
	if o.Known < 0 || o.Known > len(columns) {
		return nil, ErrKnown
	}
	t := &Table{areas: len(columns[0].Values)}
	t.known, t.scored = make([]int, t.areas), make([]bool, t.areas)
	for _, c := range columns {
		if len(c.Values) != t.areas {
			return nil, spatial.ErrLength
		}
		ready, err := newColumn(c)
		if err != nil {
			return nil, err
		}
		t.columns = append(t.columns, ready)
		for i, v := range ready.values {
			if !math.IsNaN(v) {
				t.known[i]++
				t.scored[i] = t.scored[i] || ready.varies()
			}
		}
	}
	for i, known := range t.known {
		t.scored[i] = t.scored[i] && known >= o.Known
	}
	return t, nil
}

func newColumn(from Column) (column, error) {
	c := column{values: make([]float64, len(from.Values)), low: from.Low, weight: from.Weight}
	if c.weight == 0 {
		c.weight = 1
	}
	if !(c.weight >= 1/largestWeight && c.weight <= largestWeight) {
		return c, ErrWeight
	}
	for i, v := range from.Values {
		if math.Abs(v) > largest {
			return c, ErrValue
		}
		if from.Low {
			v = -v
		}
		c.values[i] = v
	}
	c.describe()
	return c, nil
}

// describe fills in what is said about all known values.
func (c *column) describe() {
	sum, first := 0.0, math.NaN()
	c.n, c.least, c.most = 0, math.Inf(1), math.Inf(-1)
	for _, v := range c.values {
		if math.IsNaN(v) {
			continue
		}
		if c.n == 0 {
			first = v
		}
		// From the first value on, so that equal values have exactly their own mean.
		sum += v - first
		c.n++
		c.least, c.most = min(c.least, v), max(c.most, v)
	}
	c.mean, c.squares = first+sum/float64(c.n), 0
	for _, v := range c.values {
		if !math.IsNaN(v) {
			c.squares += (v - c.mean) * (v - c.mean)
		}
	}
}

// Known returns per area how many of its figures are known. Show it next to a score of areas of which not all is known.
func (t *Table) Known() []int { return append([]int(nil), t.known...) }

// Constant returns per column whether it is left out of every score because it tells no areas apart: its known values are all
// equal, there is one, or there is none.
func (t *Table) Constant() []bool {
	out := make([]bool, len(t.columns))
	for i := range t.columns {
		out[i] = !t.columns[i].varies()
	}
	return out
}

// without returns the table without one column. Only the areas that had a score have one, so that places can be compared, and
// of them only those of which something is left.
func (t *Table) without(column int) *Table {
	rest := &Table{areas: t.areas, known: make([]int, t.areas), scored: make([]bool, t.areas)}
	for c := range t.columns {
		if c == column {
			continue
		}
		rest.columns = append(rest.columns, t.columns[c])
		varies := t.columns[c].varies()
		for i, v := range t.columns[c].values {
			if !math.IsNaN(v) {
				rest.known[i]++
				rest.scored[i] = rest.scored[i] || varies && t.scored[i]
			}
		}
	}
	return rest
}

// part is one column on its scale, with the weight it has in the score.
type part struct {
	values []float64
	weight float64
}

// each returns a score per area from its known parts, NaN where there is no score or no part.
func (t *Table) each(parts []part, score func(values, weights []float64) float64) []float64 {
	out := make([]float64, t.areas)
	values, weights := make([]float64, 0, len(parts)), make([]float64, 0, len(parts))
	for i := range out {
		values, weights = values[:0], weights[:0]
		for _, p := range parts {
			if v := p.values[i]; !math.IsNaN(v) {
				values, weights = append(values, v), append(weights, p.weight)
			}
		}
		out[i] = math.NaN()
		if t.scored[i] && len(values) > 0 {
			out[i] = score(values, weights)
		}
	}
	return out
}

// mean returns the weighted mean.
func mean(values, weights []float64) float64 {
	sum, total := 0.0, 0.0
	for i, v := range values {
		sum += weights[i] * v
		total += weights[i]
	}
	return sum / total
}
