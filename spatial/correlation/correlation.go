// Package correlation tells how far two figures of the same areas go together. Slices go in and numbers come out. Areas of
// which one of the two is not known (NaN) are left out of that pair (Dutch: samenhang).
//
// The p-values take the areas to be independent of each other. Areas that lie together are alike, so that they are too small
// for figures on a map; take them for comparison, not as evidence.
package correlation

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// ErrValue means that a value is infinite, or so large that its square is.
var ErrValue = errors.New("correlation: a value that cannot be used")

// ErrMatrix means that a matrix is not square or not the same on both sides of its diagonal.
var ErrMatrix = errors.New("correlation: a matrix that is not square and symmetric")

// largest is the size up to which values are accepted: sums of the squares of larger ones do not fit in a float64.
const largest = 1e140

// Correlation says how far two figures go together (Dutch: samenhang).
type Correlation struct {
	// Value is -1 when one goes down as the other goes up, 0 when they have nothing to do with each other in the sense of the
	// measure, and 1 when they go up together; NaN with fewer than 2 pairs or when one of the two is the same everywhere.
	Value float64
	// P is two-sided; NaN with fewer than 3 pairs or without Value.
	P float64
	// N is the number of areas of which both are known.
	N int
}

// Measure is one of Pearson, Spearman and KendallTauB (Dutch: maat van samenhang).
type Measure func(x, y []float64) (Correlation, error)

// pairs returns the values of the areas of which both are known, in new slices.
func pairs(x, y []float64) (a, b []float64, err error) {
	if len(x) != len(y) {
		return nil, nil, spatial.ErrLength
	}
	for i := range x {
		if math.Abs(x[i]) > largest || math.Abs(y[i]) > largest {
			return nil, nil, ErrValue
		}
		if !math.IsNaN(x[i]) && !math.IsNaN(y[i]) {
			a, b = append(a, x[i]), append(b, y[i])
		}
	}
	return a, b, nil
}

// Pearson returns how near the pairs lie to a straight line, with P by Student's t with n-2 degrees of freedom, which holds for
// figures that are about normally distributed.
//
// Method: Pearson 1896 (doi:10.1098/rsta.1896.0007). Checked: scipy 1.10.1 pearsonr on 3,027 districts and 10,961
// neighbourhoods, 1e-9.
func Pearson(x, y []float64) (Correlation, error) {
	a, b, err := pairs(x, y)
	if err != nil {
		return Correlation{}, err
	}
	return product(a, b), nil
}

// Spearman returns Pearson's correlation of the ranks, equal values having the mean of their ranks: whether one goes up with
// the other, in a straight line or not. P is by Student's t with n-2 degrees of freedom.
//
// Method: Spearman 1904 (doi:10.2307/1412159). Checked: scipy 1.10.1 spearmanr on 3,027 districts and 10,961 neighbourhoods,
// 1e-9.
func Spearman(x, y []float64) (Correlation, error) {
	a, b, err := pairs(x, y)
	if err != nil {
		return Correlation{}, err
	}
	return product(ranks(a), ranks(b)), nil
}

// product returns Pearson's correlation of values that are all known.
func product(a, b []float64) Correlation {
	n := len(a)
	c := Correlation{Value: math.NaN(), P: math.NaN(), N: n}
	if n < 2 {
		return c
	}
	centre(a)
	centre(b)
	var aa, bb, ab float64
	for i := range a {
		aa += a[i] * a[i]
		bb += b[i] * b[i]
		ab += a[i] * b[i]
	}
	if aa == 0 || bb == 0 {
		return c
	}
	c.Value = max(-1, min(1, ab/math.Sqrt(aa)/math.Sqrt(bb)))
	if n > 2 {
		c.P = mathext.RegIncBeta(float64(n-2)/2, 0.5, leftOver(a, b, math.Sqrt(aa), math.Copysign(math.Sqrt(bb), c.Value), c.Value))
	}
	return c
}

// leftOver returns 1 - r², for values near 1 from the distances between the two figures of length 1, so as not to take two
// numbers that are nearly equal from each other.
func leftOver(a, b []float64, lengthA, lengthB, r float64) float64 {
	if math.Abs(r) < 0.9 {
		return 1 - r*r
	}
	left := 0.0
	for i := range a {
		d := a[i]/lengthA - b[i]/lengthB
		left += d * d
	}
	return max(0, min(1, left*(1-left/4)))
}

// centre takes the mean from all values, exactly 0 for values that are all equal, and divides by a power of two near the largest,
// which rounds nothing, so that tiny differences have a square.
func centre(x []float64) {
	first, sum := x[0], 0.0
	for i := range x {
		x[i] -= first
		sum += x[i]
	}
	mean := sum / float64(len(x))
	largest := 0.0
	for i := range x {
		x[i] -= mean
		largest = max(largest, math.Abs(x[i]))
	}
	_, exponent := math.Frexp(largest)
	for i := range x {
		x[i] = math.Ldexp(x[i], -exponent)
	}
}

// ranks returns the rank of each value from 1, equal values having the mean of theirs.
func ranks(x []float64) []float64 {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return compare(x[a], x[b]) })
	out := make([]float64, len(x))
	for from, to := 0, 0; from < len(order); from = to {
		for to = from; to < len(order) && x[order[to]] == x[order[from]]; to++ {
		}
		for _, i := range order[from:to] {
			out[i] = float64(from+to+1) / 2
		}
	}
	return out
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Matrix returns the correlation of every two figures, which are columns of the same areas. The diagonal is computed like the
// rest: 1 for a figure with differences.
func Matrix(columns [][]float64, of Measure) ([][]Correlation, error) {
	all := make([][]Correlation, len(columns))
	for i := range all {
		all[i] = make([]Correlation, len(columns))
	}
	for i := range columns {
		for j := range i + 1 {
			c, err := of(columns[i], columns[j])
			if err != nil {
				return nil, err
			}
			all[i][j], all[j][i] = c, c
		}
	}
	return all, nil
}

// Values returns the matrix of values alone.
func Values(matrix [][]Correlation) [][]float64 {
	out := make([][]float64, len(matrix))
	for i, row := range matrix {
		for _, c := range row {
			out[i] = append(out[i], c.Value)
		}
	}
	return out
}

// Effective returns how many unrelated figures the given ones amount to, from their correlations: as many as there are when
// none goes together with another, and 1 when all are the same. Five figures that amount to 2.1 say little more than two. The
// result is NaN when a correlation is not known, and 0 for no figures.
//
// Method: the square of the sum of the eigenvalues over the sum of their squares, Bretherton and others 1999
// (doi:10.1175/1520-0442(1999)012<1990:TENOSD>2.0.CO;2), which needs no eigenvalues. Checked: the eigenvalues of the
// directed figures of 3,027 districts as numpy 1.24.2 gives them, 1e-9.
func Effective(correlations [][]float64) (float64, error) {
	for _, row := range correlations {
		if len(row) != len(correlations) {
			return 0, ErrMatrix
		}
	}
	trace, squares := 0.0, 0.0
	for i, row := range correlations {
		for j, r := range row {
			if math.Abs(r-correlations[j][i]) > 1e-9 {
				return 0, ErrMatrix
			}
			squares += r * r
		}
		trace += row[i]
	}
	if len(correlations) == 0 {
		return 0, nil
	}
	return trace * trace / squares, nil
}
