package disclosure

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/tally"
)

// Record is what one person or thing adds to a table, beside being one (Dutch: record).
type Record struct {
	// Contributor is the household or organisation that the value comes from.
	Contributor string
	// Value is what is summed, in its smallest unit.
	Value int64
	// Key is the record key; of ten decimals as a whole number where the table has those.
	Key uint64
}

// Records are people or things with their finest codes, in memory and inside the walls (Dutch: records). They make tables, and
// count the pieces of areas that overlap.
type Records struct {
	dims    []Dimension
	facts   Facts
	columns [][][]int32 // per dimension, per classification, per record
	number  map[string]int32
	who     []int32
	value   []int64
	key     []uint64
	n       int
}

// NewRecords begins a set of records over these dimensions. Facts says what each record has beside its codes: Contributors a
// contributor, Sums a value, Keys or DecimalKeys a key.
func NewRecords(facts Facts, dims ...Dimension) (*Records, error) {
	if _, err := NewBuilder(facts, dims...); err != nil {
		return nil, err
	}
	return &Records{dims: dims, facts: facts, columns: make([][][]int32, len(dims)), number: map[string]int32{}}, nil
}

// ErrFinest is a record with another number of finest codes than the one before.
var ErrFinest = errors.New("every record needs as many finest codes in a dimension as the others")

// Add adds a record: per dimension its finest codes, one of each classification, such as a neighbourhood and a postcode.
func (r *Records) Add(codes [][]string, rec Record) error {
	if len(codes) != len(r.dims) {
		return ErrCodes
	}
	for d, finest := range codes {
		if r.n == 0 {
			r.columns[d] = make([][]int32, len(finest))
		}
		if len(finest) != len(r.columns[d]) || len(finest) == 0 {
			return fmt.Errorf("record %d: %s: %w", r.n+1, r.dims[d].Name(), ErrFinest)
		}
		for k, code := range finest {
			at, ok := r.dims[d].dim.Find(code)
			if !ok {
				return fmt.Errorf("record %d: %w", r.n+1, &CodeError{Dim: r.dims[d].Name(), Code: code, Err: ErrUnknownCode})
			}
			r.columns[d][k] = append(r.columns[d][k], at)
		}
	}
	r.n++
	if r.facts&Contributors != 0 {
		at, ok := r.number[rec.Contributor]
		if !ok {
			at = int32(len(r.number))
			r.number[rec.Contributor] = at
		}
		r.who = append(r.who, at)
	}
	if r.facts&Sums != 0 {
		r.value = append(r.value, rec.Value)
	}
	if r.facts&(Keys|DecimalKeys) != 0 {
		r.key = append(r.key, rec.Key)
	}
	return nil
}

// Len is how many records there are.
func (r *Records) Len() int { return r.n }

// Table counts the records in all combinations of the codes, empty ones included. With margins it makes linked tables instead: each
// margin names the dimensions that are crossed, the others stay at their total.
func (r *Records) Table(ctx context.Context, margins ...[]string) (Table, error) {
	c, err := r.cells(margins)
	if err != nil {
		return Table{}, err
	}
	records := tally.Records{Contributor: r.who, Value: r.value}
	wide := make([]*cube.Dim, len(r.dims))
	cut := false
	for d, dim := range r.dims {
		var column []int32
		columns := r.columns[d]
		if r.n == 0 {
			columns = [][]int32{{}} // nobody: a table of zeros
		}
		if wide[d], column, err = tally.WithAtoms(dim.dim, columns); err != nil {
			return Table{}, err
		}
		cut = cut || wide[d] != dim.dim
		records.Codes = append(records.Codes, column)
	}
	switch {
	case r.facts&DecimalKeys != 0:
		records.Decimal = make([]int64, len(r.key))
		for i, k := range r.key {
			if k > math.MaxInt64 {
				return Table{}, fmt.Errorf("record %d: %w", i+1, tally.ErrKey)
			}
			records.Decimal[i] = int64(k)
		}
	case r.facts&Keys != 0:
		records.Key = r.key
	}
	counted := c
	if cut { // the codes that there were keep their numbers
		counted = cube.New(wide)
		counted.Grow(c.Len())
		for cell := range int32(c.Len()) {
			counted.Add(c.At(cell))
		}
	}
	cells, err := tally.Count(ctx, counted, records, tally.Options{})
	if err != nil {
		return Table{}, err
	}
	return r.table(c, cells)
}

// cells are the cells of the tables that are asked for.
func (r *Records) cells(margins [][]string) (*cube.Cube, error) {
	dims := make([]*cube.Dim, len(r.dims))
	for i, d := range r.dims {
		dims[i] = d.dim
	}
	if len(margins) == 0 {
		return tally.FullProduct(dims, 0)
	}
	all := cube.New(dims)
	codes := make([]int32, len(dims))
	for _, names := range margins {
		var crossed []*cube.Dim
		var at []int
		for i, d := range dims {
			if slices.Contains(names, d.Name) {
				crossed, at = append(crossed, d), append(at, i)
			}
		}
		if len(crossed) != len(names) || len(names) == 0 {
			return nil, fmt.Errorf("margin %v: %w", names, ErrNoDimension)
		}
		one, err := tally.FullProduct(crossed, 0)
		if err != nil {
			return nil, err
		}
		for cell := range int32(one.Len()) {
			clear(codes)
			for k, code := range one.At(cell) {
				codes[at[k]] = code
			}
			all.Add(codes)
		}
	}
	return all, nil
}

// table takes the counts over into a table. Where records have both, the largest contributions are known.
func (r *Records) table(c *cube.Cube, cells *tally.Cells) (Table, error) {
	t := Table{cube: c, facts: r.facts, additive: true}
	t.data = numbers{count: cells.Count, sum: cells.Sum, contributors: cells.Contributors, key: cells.Key}
	if cells.Decimal != nil {
		t.data.key = make([]uint64, len(cells.Decimal))
		for i, k := range cells.Decimal {
			t.data.key[i] = uint64(k)
		}
	}
	if cells.Top[0] != nil {
		t.facts |= Largest
		t.data.largest = make([][3]int64, c.Len())
		for cell := range t.data.largest {
			t.data.largest[cell] = [3]int64{cells.Top[0][cell], cells.Top[1][cell], cells.Top[2][cell]}
		}
	}
	if c.Len() == 0 {
		return Table{}, ErrEmpty
	}
	return t, nil
}

// Each gives the cells with their numbers, to whoever may see them.
func (t Table) Each(yield func(codes []string, n Numbers) bool) {
	for cell := range int32(t.Len()) {
		if !yield(t.cube.Name(cell), t.data.at(cell)) {
			return
		}
	}
}

var _ Counter = (*Records)(nil)

// Atoms implements [Counter]: the combinations of finest codes that occur.
func (r *Records) Atoms(_ context.Context, dimensions []string) ([]Atom, error) {
	var columns [][]int32
	at := make([]int, len(dimensions))
	for i, name := range dimensions {
		at[i] = slices.IndexFunc(r.dims, func(d Dimension) bool { return d.Name() == name })
		if at[i] < 0 {
			return nil, fmt.Errorf("%s: %w", name, ErrNoDimension)
		}
		columns = append(columns, r.columns[at[i]]...)
	}
	combinations, count, err := tally.Atoms(columns)
	if err != nil {
		return nil, err
	}
	atoms := make([]Atom, len(count))
	for i, codes := range combinations {
		atoms[i] = Atom{Codes: make([][]string, len(dimensions)), Count: count[i]}
		k := 0
		for d, from := range at {
			for range r.columns[from] {
				atoms[i].Codes[d] = append(atoms[i].Codes[d], r.dims[from].dim.Codes[codes[k]])
				k++
			}
		}
	}
	return atoms, nil
}
