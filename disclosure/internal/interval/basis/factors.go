// Package basis solves the square systems of the simplex method: as triangles of floating numbers that are changed column by
// column, and as triangles of fractions without any rounding (Dutch: basis van het stelsel). The pivots are chosen by
// Markowitz counts (1957, doi:10.1287/mnsc.3.3.255) as Suhl and Suhl do (1990, doi:10.1287/ijoc.2.4.325), the changes are
// kept as product form.
package basis

import "errors"

// ErrSingular says that the columns of a basis are no longer independent, as far as rounding can tell.
var ErrSingular = errors.New("the basis is singular")

// Tiny is what counts as zero in eliminations of small whole numbers.
const Tiny = 1e-11

// Factors is a basis as a product of triangles, chosen by Markowitz counts, followed by the changes of single columns
// since (Dutch: ontbinding). Vectors are indexed by row; the column that was given place r as pivot has index r as well.
type Factors struct {
	m int
	// Step k eliminates row pivot[k].
	pivot []int32
	value []float64
	// The lower triangle, a column for each step that has one.
	lowAt            []int32
	lowStart, lowRow []int32
	lowVal           []float64
	// The upper triangle, by step, as columns and as rows.
	colStart, colRow []int32
	colVal           []float64
	rowStart, rowCol []int32
	rowVal           []float64
	// The changes.
	etaAt             []int32
	etaPivot          []float64
	etaStart, etaItem []int32
	etaVal            []float64
}

// Solve replaces x by the solution y of B y = x.
func (f *Factors) Solve(x []float64) {
	for k, at := range f.lowAt {
		t := x[at]
		if t == 0 {
			continue
		}
		for e := f.lowStart[k]; e < f.lowStart[k+1]; e++ {
			x[f.lowRow[e]] -= f.lowVal[e] * t
		}
	}
	for k := f.m - 1; k >= 0; k-- {
		at := f.pivot[k]
		t := x[at]
		if t == 0 {
			continue
		}
		t /= f.value[k]
		x[at] = t
		for e := f.colStart[k]; e < f.colStart[k+1]; e++ {
			x[f.colRow[e]] -= f.colVal[e] * t
		}
	}
	for k, at := range f.etaAt {
		t := x[at]
		if t == 0 {
			continue
		}
		t /= f.etaPivot[k]
		x[at] = t
		for e := f.etaStart[k]; e < f.etaStart[k+1]; e++ {
			x[f.etaItem[e]] -= f.etaVal[e] * t
		}
	}
}

// SolveTransposed replaces y by the solution x of x B = y.
func (f *Factors) SolveTransposed(y []float64) {
	for k := len(f.etaAt) - 1; k >= 0; k-- {
		at := f.etaAt[k]
		t := y[at]
		for e := f.etaStart[k]; e < f.etaStart[k+1]; e++ {
			t -= f.etaVal[e] * y[f.etaItem[e]]
		}
		y[at] = t / f.etaPivot[k]
	}
	for k := range f.m {
		at := f.pivot[k]
		t := y[at]
		if t == 0 {
			continue
		}
		t /= f.value[k]
		y[at] = t
		for e := f.rowStart[k]; e < f.rowStart[k+1]; e++ {
			y[f.rowCol[e]] -= f.rowVal[e] * t
		}
	}
	for k := len(f.lowAt) - 1; k >= 0; k-- {
		t := y[f.lowAt[k]]
		for e := f.lowStart[k]; e < f.lowStart[k+1]; e++ {
			t -= f.lowVal[e] * y[f.lowRow[e]]
		}
		y[f.lowAt[k]] = t
	}
}

// Replace notes that the column at a place is now one whose solution is w, which is not zero
// at hits.
func (f *Factors) Replace(at int32, w []float64, hits []int32) {
	f.etaAt = append(f.etaAt, at)
	f.etaPivot = append(f.etaPivot, w[at])
	for _, i := range hits {
		if i != at {
			f.etaItem = append(f.etaItem, i)
			f.etaVal = append(f.etaVal, w[i])
		}
	}
	f.etaStart = append(f.etaStart, int32(len(f.etaItem)))
}

// Stale says that the changes cost more than new triangles would.
func (f *Factors) Stale() bool {
	return len(f.etaAt) >= 100 || len(f.etaItem) > 3*(len(f.colRow)+len(f.lowRow)+f.m)
}
