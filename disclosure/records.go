package disclosure

import (
	"context"
	"errors"
	"fmt"
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
	facts  Facts
	people tally.People
	number map[string]int32
}

// ErrFinest is a record with another number of finest codes than the one before.
var ErrFinest = tally.ErrFinest

// NewRecords begins a set of records over these dimensions. Facts says what each record has beside its codes: Contributors a
// contributor, Sums a value, Keys or DecimalKeys a key.
func NewRecords(facts Facts, dims ...Dimension) (*Records, error) {
	b, err := NewBuilder(facts, dims...)
	if err != nil {
		return nil, err
	}
	return &Records{facts: facts, people: tally.People{Dims: b.cube.Dims}, number: map[string]int32{}}, nil
}

// Add adds a record: per dimension its finest codes, one of each classification, such as a neighbourhood and a postcode. A record
// with a code that is not there is refused whole.
func (r *Records) Add(codes [][]string, rec Record) error {
	decimal := int64(0)
	if r.facts&DecimalKeys != 0 {
		var err error
		if decimal, err = tally.DecimalOf(rec.Key); err != nil {
			return fmt.Errorf("record %d: %w", r.people.Len()+1, err)
		}
	}
	if err := r.people.Add(codes); err != nil {
		return named(err)
	}
	p := &r.people
	if r.facts&Contributors != 0 {
		at, ok := r.number[rec.Contributor]
		if !ok {
			at = int32(len(r.number))
			r.number[rec.Contributor] = at
		}
		p.Contributor = append(p.Contributor, at)
	}
	if r.facts&Sums != 0 {
		p.Value = append(p.Value, rec.Value)
	}
	switch {
	case r.facts&DecimalKeys != 0:
		p.Decimal = append(p.Decimal, decimal)
	case r.facts&Keys != 0:
		p.Key = append(p.Key, rec.Key)
	}
	return nil
}

// named is an error of records with the sentinels of this package.
func named(err error) error {
	var record *tally.RecordError
	var code *CodeError
	switch {
	case errors.As(err, &record) && errors.As(record.Err, &code) && errors.Is(err, tally.ErrUnknown):
		return fmt.Errorf("record %d: %w", record.Record, &CodeError{Dim: code.Dim, Code: code.Code, Err: ErrUnknownCode})
	case errors.As(err, &record) && record.Where == "codes":
		return fmt.Errorf("record %d: %w", record.Record, ErrCodes)
	case errors.Is(err, tally.ErrNoDim):
		return fmt.Errorf("%w: %w", ErrNoDimension, err)
	}
	return err
}

// Len is how many records there are.
func (r *Records) Len() int { return r.people.Len() }

// Table counts the records in all combinations of the codes, empty ones included. With margins it makes linked tables instead: each
// margin names the dimensions that are crossed, the others stay at their total.
func (r *Records) Table(ctx context.Context, margins ...[]string) (Table, error) {
	c, err := r.people.Margins(margins)
	if err != nil {
		return Table{}, named(err)
	}
	if c.Len() == 0 {
		return Table{}, ErrEmpty
	}
	cells, err := r.people.Count(ctx, c)
	if err != nil {
		return Table{}, err
	}
	return r.table(c, cells), nil
}

// table takes the counts over into a table. Where records have both, the largest contributions are known.
func (r *Records) table(c *cube.Cube, cells *tally.Cells) Table {
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
	return t
}

var _ Counter = (*Records)(nil)

// Atoms implements [Counter]: the combinations of finest codes that occur.
func (r *Records) Atoms(_ context.Context, dimensions []string) ([]Atom, error) {
	for _, name := range dimensions {
		if !slices.ContainsFunc(r.people.Dims, func(d *cube.Dim) bool { return d.Name == name }) {
			return nil, &CodeError{Dim: name, Err: ErrNoDimension}
		}
	}
	codes, count, err := r.people.Atoms(dimensions)
	if err != nil {
		return nil, named(err)
	}
	atoms := make([]Atom, len(count))
	for i := range atoms {
		atoms[i] = Atom{Codes: codes[i], Count: count[i]}
	}
	return atoms, nil
}
