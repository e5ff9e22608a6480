package cellkey

import (
	"errors"
	"fmt"
	"math"
)

// What Design refuses.
var (
	// ErrParams is a parameter outside its range.
	ErrParams = errors.New("a parameter of the noise is outside its range")
	// ErrInfeasible is a row for which no noise meets all that is asked; every such row comes with an Infeasible.
	ErrInfeasible = errors.New("no noise meets what is asked")
)

// mostDesigned is the greatest D and JS, as far as the solver was tried on all variances; statistical offices use 1 to 10.
const mostDesigned = 50

// Params are what the noise must be like (Dutch: eisen aan de ruis).
type Params struct {
	// D is the most that a count moves, 1 to 50. Required.
	D int64
	// V is the variance of the noise of every count but 0. Required, above 0.
	V float64
	// JS keeps results 1..JS from being shown; 0 shows all, 50 is the most.
	JS int64
	// PStay is the share of counts that keep their value, at least 0 and below 1; 0 leaves that free. It does not hold for counts
	// in 1..JS, which may not stay.
	PStay float64
	// Unimodal makes no result likelier than one beside it that is nearer to the true count. Without it, noise of the greatest
	// entropy takes a true 1 more often to 0 than it leaves it.
	Unimodal bool
	// Rows are the counts for which V and PStay are others than above: small counts often cannot have both. From D on, or D+JS+1
	// with JS, all counts have one row.
	Rows map[int64]RowParams
}

// RowParams replace V and PStay for one count (Dutch: eisen aan één rij).
type RowParams struct {
	// V is the variance; 0 leaves it free.
	V float64
	// PStay is the share that keeps its value; 0 leaves it free.
	PStay float64
}

// Infeasible is a row that cannot be had (Dutch: onhaalbare rij). With the mean 0 and the values that are left, the variance lies
// between Lowest and Highest (exactly, or to three digits under Unimodal, where the ends themselves are not reached); both are NaN
// where no noise has the mean 0 and the PStay asked for.
type Infeasible struct {
	Row             int64
	V               float64
	Lowest, Highest float64
}

// Error tells which row has no such noise, and between what its variance can lie, if there is any.
func (e *Infeasible) Error() string {
	if math.IsNaN(e.Lowest) {
		return fmt.Sprintf("row %d: %v: there is none with the mean 0", e.Row, ErrInfeasible)
	}
	return fmt.Sprintf("row %d: %v: its variance lies between %.4g and %.4g, and %.4g is asked", e.Row, ErrInfeasible, e.Lowest, e.Highest, e.V)
}

// Unwrap gives ErrInfeasible.
func (e *Infeasible) Unwrap() error { return ErrInfeasible }

// Design makes the perturbation table of the greatest entropy that meets the parameters: for every count the noise that tells least
// beside its mean 0, its variance V and its bound D. Bounds have ten decimals, so that mean and variance are met to about D^2 in the
// tenth decimal. Of parameters that cannot be met, all rows are named that stand in the way.
//
// A count i in 1..JS must go down by i or up by JS+1-i at least, so that its variance is i*(JS+1-i) or more. JS = 3 needs V = 4
// (row 2 has noise of -2 and 2, nothing between), whatever D is; JS = 2 needs 2, JS = 4 needs 6. A count of 1 can only go down by 1,
// so that V is at most D.
//
// Method: maximum entropy, Giessing 2016 (doi:10.1007/978-3-319-45381-1_18), solved on its multipliers by a primal-dual interior
// point method (Boyd and Vandenberghe 2004, Convex Optimization, section 11.7) to 1e-11.
//
// Checked: ptable 1.0.0, tables D=3 V=1, D=5 V=3 JS=2 and D=4 V=2 PStay=0.5: all shares within 4e-8 (its files have eight decimals), under Unimodal, which is how that program is set unless told otherwise. In the
// last table it silently leaves V and PStay of row 1 free and gives row 2 a PStay of 0.45. Here row 1 is refused, since no such
// noise exists, row 2 is found with 0.5 too, and whatever else is wanted has to be asked for by Rows.
func Design(p Params) (*PTable, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	last := p.last()
	rows := [][]entry{{{share: decimalOf(decimalModulus), lower: decimalOf(0), upper: decimalOf(decimalModulus)}}}
	var faults []error
	for count := int64(1); count <= last; count++ {
		goal := p.row(count)
		shares, ok := goal.solve()
		if !ok {
			low, high := goal.reach()
			faults = append(faults, &Infeasible{count, goal.variance, low, high})
			continue
		}
		rows = append(rows, entriesOf(goal.noise, shares))
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return newTable(rows), nil
}

// last is the count from which on all counts have the same noise: nothing is near enough to 0 or to JS any more.
func (p Params) last() int64 {
	if p.JS == 0 {
		return p.D
	}
	return p.D + p.JS + 1
}

func (p Params) check() error {
	share := func(v float64) bool { return v >= 0 && v < 1 }
	switch {
	case p.D < 1 || p.D > mostDesigned:
		return fmt.Errorf("%w: D is %d", ErrParams, p.D)
	case !(p.V > 0) || math.IsInf(p.V, 1):
		return fmt.Errorf("%w: V is %v", ErrParams, p.V)
	case p.JS < 0 || p.JS > mostDesigned:
		return fmt.Errorf("%w: JS is %d", ErrParams, p.JS)
	case !share(p.PStay):
		return fmt.Errorf("%w: PStay is %v", ErrParams, p.PStay)
	}
	known := 0
	for count := int64(1); count <= p.last(); count++ {
		r, ok := p.Rows[count]
		if !ok {
			continue
		}
		known++
		if !(r.V >= 0) || math.IsInf(r.V, 1) || !share(r.PStay) {
			return fmt.Errorf("%w: V is %v and PStay %v in row %d", ErrParams, r.V, r.PStay, count)
		}
	}
	if known < len(p.Rows) {
		return fmt.Errorf("%w: Rows names a row outside 1..%d", ErrParams, p.last())
	}
	return nil
}

// row is what the noise of one count must meet.
func (p Params) row(count int64) goal {
	g := goal{variance: p.V, stay: p.PStay, unimodal: p.Unimodal}
	if r, ok := p.Rows[count]; ok {
		g.variance, g.stay = r.V, r.PStay
	}
	if count <= p.JS {
		g.stay = 0
	}
	for noise := max(-p.D, -count); noise <= p.D; noise++ {
		if result := count + noise; result == 0 || result > p.JS {
			g.noise = append(g.noise, noise)
		}
	}
	return g
}

// entriesOf lays the intervals of a row end to end, rounded to ten decimals; noise too rare for these is left out.
func entriesOf(noise []int64, shares []float64) []entry {
	var entries []entry
	total, all, lower := 0.0, 0.0, uint64(0)
	for _, share := range shares {
		all += share
	}
	for i, share := range shares {
		total += share
		upper := uint64(math.Round(total / all * decimalModulus))
		if i == len(shares)-1 {
			upper = decimalModulus
		}
		if upper > lower {
			entries = append(entries, entry{noise[i], decimalOf(upper - lower), decimalOf(lower), decimalOf(upper)})
			lower = upper
		}
	}
	return entries
}
