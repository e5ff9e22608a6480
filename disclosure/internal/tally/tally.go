// Package tally counts records of people into the cells of tables: how many, the sum of what they contribute, how many
// contributors there are and the largest of them, and the sums of record keys (Dutch: tellen).
//
// Promise: OrderOfRecords. The order of the records changes nothing.
//
// Promise: AddsUp. Where a code is the sum of others, so is its cell: in count, sum and keys. Records that would break this are
// refused.
//
// Promise: ContributorsFirst. Contributions of one contributor are added up within a cell before they are ranked.
//
// Not promised: that a cell may be shown.
package tally

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/bits"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// DecimalKeys is what decimal record keys are counted modulo: keys have ten decimals.
const DecimalKeys = 10_000_000_000

// Records are people or things, one per row, by column (Dutch: records). Columns that are nil are not counted.
type Records struct {
	// Codes are the finest codes, per dimension of the cube and then per record. Required.
	Codes [][]int32
	// Contributor is who contributes: the household or organisation, 0 or more.
	Contributor []int32
	// Value is what is contributed, in whole units such as cents; with Contributor it is 0 or more.
	Value []int64
	// Key is the record key, summed modulo 2^64.
	Key []uint64
	// Decimal is the record key as a number below DecimalKeys, summed modulo that.
	Decimal []int64
}

// Len is how many records there are.
func (r Records) Len() int {
	if len(r.Codes) == 0 {
		return 0
	}
	return len(r.Codes[0])
}

// Cells are what was counted, per cell of the cube (Dutch: getelde cellen). What the records do not have is nil.
type Cells struct {
	Count []int64
	Sum   []int64
	// Contributors is how many contributors have a contribution above 0; of records without values, how many there are.
	Contributors []int64
	// Top are the largest totals of one contributor in the cell, the largest first; 0 where there are fewer.
	Top     [3][]int64
	Key     []uint64
	Decimal []int64
}

func newCells(n int, r Records) *Cells {
	c := &Cells{Count: make([]int64, n)}
	if r.Value != nil {
		c.Sum = make([]int64, n)
	}
	if r.Contributor != nil {
		c.Contributors = make([]int64, n)
	}
	if r.Contributor != nil && r.Value != nil {
		for k := range c.Top {
			c.Top[k] = make([]int64, n)
		}
	}
	if r.Key != nil {
		c.Key = make([]uint64, n)
	}
	if r.Decimal != nil {
		c.Decimal = make([]int64, n)
	}
	return c
}

// Faults that records may have; the message names the record.
var (
	ErrColumns   = errors.New("the columns of the records do not fit")
	ErrCode      = errors.New("there is no such code")
	ErrNegative  = errors.New("it is negative")
	ErrKey       = errors.New("a decimal key has ten digits at most")
	ErrTooLarge  = errors.New("it is too large")
	ErrNotFinest = errors.New("its code is not fine enough for sums to hold")
)

// RecordError is a fault with the record that it is found at (Dutch: fout in een record).
type RecordError struct {
	// Record is the number of the record, from 1.
	Record int
	// Where is the dimension or the column.
	Where string
	Err   error
}

func (e *RecordError) Error() string {
	return fmt.Sprintf("record %d: %s: %v", e.Record, e.Where, e.Err)
}

// Unwrap gives the fault.
func (e *RecordError) Unwrap() error { return e.Err }

// Options are how to count.
type Options struct {
	// Progress is told how far it is, now and then. Default: nobody is told.
	Progress func(done, total int)
}

// Count counts the records into every cell of a cube, whatever tables and margins its cells make together. A cell counts the
// records whose codes are, or are part of, its own: a code with several parents counts once in what lies above all of them. Time
// is of the order of the records plus, per distinct combination of their codes, the cells that count it.
func Count(ctx context.Context, c *cube.Cube, r Records, o Options) (*Cells, error) {
	if err := r.check(c); err != nil {
		return nil, err
	}
	reaches, err := reachAll(c, r)
	if err != nil {
		return nil, err
	}
	combos := gather(r)
	cells, slabs := newCells(c.Len(), r), plan(c, reaches)
	var numbered *sums // of slabs whose cells are looked up by number
	for i, s := range slabs {
		w := work{slab: s, sums: numbered, combos: combos, progress: func(part, of int) {
			if o.Progress != nil {
				o.Progress(i*1000+part*1000/of, len(slabs)*1000)
			}
		}}
		switch {
		case s.size > 0:
			w.sums = newSums(s.size, r)
		case numbered == nil:
			numbered = newSums(c.Len(), r)
			w.sums = numbered
		}
		if err := w.add(ctx); err != nil {
			return nil, fmt.Errorf("count records: %w", err)
		}
		if err := w.contribute(ctx, r); err != nil {
			return nil, fmt.Errorf("count contributors: %w", err)
		}
		w.copy(cells)
	}
	return cells, nil
}

// check refuses columns of other lengths, and values that cannot be counted.
func (r Records) check(c *cube.Cube) error {
	n := r.Len()
	if len(r.Codes) != len(c.Dims) {
		return fmt.Errorf("%w: codes of %d dimensions for a cube of %d", ErrColumns, len(r.Codes), len(c.Dims))
	}
	// Sums of ten-digit keys stay below 2^63 up to so many records.
	if n > math.MaxInt64/DecimalKeys {
		return fmt.Errorf("%w: %d records", ErrTooLarge, n)
	}
	for _, column := range []struct {
		name  string
		there bool
		n     int
	}{
		{"contributor", r.Contributor != nil, len(r.Contributor)}, {"value", r.Value != nil, len(r.Value)},
		{"key", r.Key != nil, len(r.Key)}, {"decimal key", r.Decimal != nil, len(r.Decimal)},
	} {
		if column.there && column.n != n {
			return fmt.Errorf("%w: %d in %s, %d records", ErrColumns, column.n, column.name, n)
		}
	}
	for d, column := range r.Codes {
		if len(column) != n {
			return fmt.Errorf("%w: %d in %s, %d records", ErrColumns, len(column), c.Dims[d].Name, n)
		}
	}
	for i, who := range r.Contributor {
		if who < 0 {
			return &RecordError{i + 1, "contributor", ErrNegative}
		}
	}
	for i, key := range r.Decimal {
		if key < 0 || key >= DecimalKeys {
			return &RecordError{i + 1, "decimal key", ErrKey}
		}
	}
	return r.checkValues()
}

// checkValues refuses values whose sum could overflow in some cell, and values below 0 where contributors are ranked.
func (r Records) checkValues() error {
	var all uint64
	for i, v := range r.Value {
		if v < 0 && r.Contributor != nil {
			return &RecordError{i + 1, "value", ErrNegative}
		}
		size := uint64(v)
		if v < 0 {
			size = -size
		}
		sum, carry := bits.Add64(all, size, 0)
		if carry != 0 || sum > math.MaxInt64 {
			return &RecordError{i + 1, "value", fmt.Errorf("%w: with those before it, it has more than 63 bits", ErrTooLarge)}
		}
		all = sum
	}
	return nil
}
