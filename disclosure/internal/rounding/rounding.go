// Package rounding rounds counts so that they still add up (Dutch: additief afronden). It rounds the finest cells and adds
// them again; a published count is never rounded by itself.
package rounding

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// MaxBase is the largest base; it keeps every sum of squares far from overflow.
const MaxBase = 10_000

// Faults that a request may have; the message names the cell.
var (
	ErrBase     = fmt.Errorf("the base to round to lies outside 2 to %d", MaxBase)
	ErrShape    = errors.New("the inner cells and what they are part of do not fit together")
	ErrNegative = errors.New("a count is below zero")
	ErrOverflow = errors.New("a sum of counts is too large")
	ErrTwice    = errors.New("an inner cell stands twice")
	ErrNotSum   = errors.New("a published count is not the sum of its inner cells")
)

// Options say how to round (Dutch: opties).
type Options struct {
	// Base is what is rounded to. Required: 2 to MaxBase.
	Base int64
	// Seed decides where there is nothing else to choose by; the same seed gives the same result.
	Seed uint64
	// Sweeps is how often the search goes through all cells at first. Default: 100 for
	// a small table down to 40 for a large one. More gives smaller differences, slowly.
	Sweeps int
}

// Result is the rounded table (Dutch: afgeronde tabel).
type Result struct {
	// Inner are the rounded inner cells, Published their sums; both as they stand in the table.
	Inner, Published []int64
	Measures         Measures
}

// SmallCounts rounds inner cells to 0 or to the base until no published count is left in 1..base-1. It touches only the
// inner cells that lie in such a published count; all others stay as they are. The search is threshold accepting (Dueck
// and Scheuer 1990, doi:10.1016/0021-9991(90)90201-B) on the squared differences of the published counts, from a
// systematic start; the idea of rounding only the inner cells that need it is that of Langsrud and Heldal 2018 (An Algorithm
// for Small Count Rounding of Tabular Data, Privacy in Statistical Databases). Checked against SmallCountRounding 1.2.5 (R):
// not the same result, but smaller differences.
//
// Promise: SmallAdditive. Every published count is the sum of its rounded inner cells.
// Promise: NoSmall. No published count lies in 1..base-1.
// Promise: SmallFewest. An inner cell changes only if a published count in 1..base-1 holds it, and then by less than the base.
// Promise: RowOrder. The order of the inner and published cells of FromCube changes no count.
// Not promised: Secrecy. A rounded count is a range, and the counts around it narrow that range, at times to one number:
// every cell that is untouched is exact, and a published 0 may say that there are at most base-1. Where a person could be
// hurt, suppress or use cell keys.
// Not promised: Chance. Most seeds end at the same or nearly the same result, so a seed is no secret key: who knows the method
// may guess that a small count went to the nearer side.
// Not promised: Optimum. Differences are small, not proven smallest.
func SmallCounts(ctx context.Context, t *Table, o Options) (*Result, error) {
	if err := t.fits(o); err != nil {
		return nil, err
	}
	s := newSearch(t, o)
	small := make([]bool, len(t.Published))
	for p, n := range t.Published {
		small[p] = n > 0 && n < o.Base
	}
	held := make([]int64, len(t.Published))
	for _, at := range t.order() {
		row := t.row(at)
		if t.Inner[at] == 0 || !slices.ContainsFunc(row, func(p int32) bool { return small[p] }) {
			continue
		}
		s.add(at, 0)
		for _, p := range row {
			held[p] += t.Inner[at]
		}
	}
	for p, free := range held {
		// What stays as it is would be small by itself, so one of the others has to go up.
		if stays := t.Published[p] - free; free > 0 && stays > 0 && stays < o.Base {
			s.cells[p].bad = -free
		}
	}
	return s.solve(ctx)
}

// Controlled rounds every inner cell down or up to a multiple of the base, so that every published count is a multiple too
// and all add up; a multiple stays as it is. The start is systematic: from all places to start, each inner cell goes up as
// often as its remainder says, so that it is right on average; the search of SmallCounts then makes the largest and the
// squared differences of the published counts small (zero-restricted controlled rounding, Cox 1987,
// doi:10.1080/01621459.1987.10478456).
//
// Promise: ControlledAdditive. Every published count is the sum of its rounded inner cells.
// Promise: Multiples. Every inner and published count is a multiple of the base.
// Promise: ZeroRestricted. An inner cell changes by less than the base, and not at all if it is a multiple.
// Promise: RowOrder. The order of the inner and published cells of FromCube changes no count.
// Not promised: Secrecy, Chance. As for SmallCounts: rounding is presentation with a little doubt. Rounding to 5 leaves at best
// nine numbers open, and totals that are rounded the same way shut out some of these.
// Not promised: Unbiased. The start is right on average; the search moves away from it to make differences small.
// Not promised: Optimum. Differences are small, not proven smallest; that of a total may exceed the base.
func Controlled(ctx context.Context, t *Table, o Options) (*Result, error) {
	if err := t.fits(o); err != nil {
		return nil, err
	}
	s := newSearch(t, o)
	for _, at := range t.order() {
		if rest := t.Inner[at] % o.Base; rest != 0 {
			s.add(at, t.Inner[at]-rest)
		}
	}
	return s.solve(ctx)
}
