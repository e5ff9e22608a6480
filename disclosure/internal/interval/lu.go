package interval

import "errors"

// errSingular says that the columns of a basis are no longer independent, as far as rounding can tell.
var errSingular = errors.New("the basis is singular")

// tiny is what counts as zero in eliminations of small whole numbers.
const tiny = 1e-11

// factors is a basis as a product of triangles, chosen by Markowitz counts, followed by the changes of single columns
// since. Vectors are indexed by row; the column that was given place r as pivot has index r as well.
type factors struct {
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

// solve replaces x by the solution y of B y = x.
func (f *factors) solve(x []float64) {
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

// solveTransposed replaces y by the solution x of x B = y.
func (f *factors) solveTransposed(y []float64) {
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

// replace notes that the column at a place is now one whose solution is w, which is not zero
// at hits.
func (f *factors) replace(at int32, w []float64, hits []int32) {
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

// stale says that the changes cost more than new triangles would.
func (f *factors) stale() bool {
	return len(f.etaAt) >= 100 || len(f.etaItem) > 3*(len(f.colRow)+len(f.lowRow)+f.m)
}
