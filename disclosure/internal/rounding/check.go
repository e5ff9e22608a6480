package rounding

import (
	"fmt"
	"math"
)

// CellError is a fault with the cell that it is found at (Dutch: fout in een cel).
type CellError struct {
	Cell int32
	Name string
	Err  error
}

func (e *CellError) Error() string { return fmt.Sprintf("cell %s: %v", e.Name, e.Err) }

// Unwrap gives the fault.
func (e *CellError) Unwrap() error { return e.Err }

func (t *Table) fault(cell int32, err error) error { return &CellError{cell, t.name(cell), err} }

// Additive checks that each published count is the sum of its inner counts, however either was made.
func (t *Table) Additive(inner, published []int64) error {
	if err := t.shape(); err != nil {
		return err
	}
	if len(inner) != len(t.Inner) || len(published) != len(t.Published) {
		return fmt.Errorf("%d inner and %d published counts for %d and %d cells: %w", len(inner), len(published), len(t.Inner), len(t.Published), ErrShape)
	}
	sums := make([]int64, len(published))
	for i, n := range inner {
		if n < 0 {
			return fmt.Errorf("inner cell %s: %w", t.innerName(int32(i)), ErrNegative)
		}
		for _, p := range t.row(int32(i)) {
			if sums[p] > math.MaxInt64-n {
				return t.fault(p, ErrOverflow)
			}
			sums[p] += n
		}
	}
	for p, want := range published {
		if sums[p] != want {
			return t.fault(int32(p), ErrNotSum)
		}
	}
	return nil
}

// Measures are the differences between the counts before and after rounding, over the published cells (Dutch:
// afrondingsverschillen).
type Measures struct {
	// MaxDiff is the largest difference, Over how many cells differ by the base or more.
	MaxDiff int64
	Over    int
	// RMS is the root of the mean squared difference, MeanAbs the mean difference without its sign.
	RMS, MeanAbs float64
	// Changed is how many published cells changed, ChangedInner how many inner cells.
	Changed, ChangedInner int
}

// Compare measures rounded counts against those of the table.
func (t *Table) Compare(inner, published []int64, base int64) (Measures, error) {
	var m Measures
	if len(inner) != len(t.Inner) || len(published) != len(t.Published) {
		return m, fmt.Errorf("%d inner and %d published counts for %d and %d cells: %w", len(inner), len(published), len(t.Inner), len(t.Published), ErrShape)
	}
	for i, n := range inner {
		if n != t.Inner[i] {
			m.ChangedInner++
		}
	}
	var square, sum float64
	for p, n := range published {
		diff := n - t.Published[p]
		if diff < 0 {
			diff = -diff
		}
		if diff > 0 {
			m.Changed++
		}
		if diff >= base {
			m.Over++
		}
		m.MaxDiff = max(m.MaxDiff, diff)
		sum += float64(diff)
		// The conversion keeps the product from being fused with the sum, which would differ between machines.
		square += float64(float64(diff) * float64(diff))
	}
	if len(published) > 0 {
		m.RMS, m.MeanAbs = math.Sqrt(square/float64(len(published))), sum/float64(len(published))
	}
	return m, nil
}
