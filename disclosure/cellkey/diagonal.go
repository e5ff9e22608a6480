package cellkey

import "math"

// tridiagonal is a positive definite matrix of three diagonals, factored as L D L'.
type tridiagonal struct{ diagonal, below []float64 }

// newTridiagonal factors the matrix with this diagonal and this beside it.
func newTridiagonal(diagonal, beside []float64) *tridiagonal {
	m := &tridiagonal{diagonal, make([]float64, len(beside))}
	for i, b := range beside {
		m.below[i] = b / m.diagonal[i]
		m.diagonal[i+1] -= m.below[i] * b
	}
	return m
}

func (m *tridiagonal) solve(right []float64) []float64 {
	n := len(right)
	x := append([]float64(nil), right...)
	for i := 1; i < n; i++ {
		x[i] -= m.below[i-1] * x[i-1]
	}
	for i := range n {
		x[i] /= m.diagonal[i]
	}
	for i := n - 2; i >= 0; i-- {
		x[i] -= m.below[i] * x[i+1]
	}
	return x
}

// eliminate solves a handful of equations, the right side in the last column, by Gauss-Jordan with pivots. An equation that says
// nothing new gets 0: with few values the variance can follow from the rest.
func eliminate(m [][]float64) []float64 {
	n := len(m)
	done := make([]bool, n)
	at := make([]int, n)
	largest := 0.0
	for i := range n {
		largest = max(largest, math.Abs(m[i][i]))
	}
	for column := range n {
		best := -1
		for r := range n {
			if !done[r] && (best < 0 || math.Abs(m[r][column]) > math.Abs(m[best][column])) {
				best = r
			}
		}
		at[column] = -1
		if best < 0 || math.Abs(m[best][column]) <= 1e-15*largest {
			continue
		}
		done[best], at[column] = true, best
		for r := range n {
			if r == best {
				continue
			}
			factor := m[r][column] / m[best][column]
			for c := column; c <= n; c++ {
				m[r][c] -= factor * m[best][c]
			}
		}
	}
	x := make([]float64, n)
	for column, r := range at {
		if r >= 0 {
			x[column] = m[r][n] / m[r][column]
		}
	}
	return x
}
