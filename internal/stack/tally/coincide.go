package tally

import (
	"math"
	"slices"
)

// Table counts areas by whether one layer hits and whether the other does, over the areas where both are known
// (Dutch: kruistabel).
type Table struct{ Both, OnlyFirst, OnlySecond, Neither int }

// N is the number of areas in the table.
func (t Table) N() int { return t.Both + t.OnlyFirst + t.OnlySecond + t.Neither }

// Expected is how many areas would have both if the two layers had nothing to do with each other: the product of the
// margins over n. It is 0 for an empty table.
func (t Table) Expected() float64 {
	if t.N() == 0 {
		return 0
	}
	return float64(t.Both+t.OnlyFirst) * float64(t.Both+t.OnlySecond) / float64(t.N())
}

// Chance is the probability of as many areas with both or more, if the two layers had nothing to do with each other and
// areas were independent: the upper tail of the hypergeometric distribution (Fisher's exact test, one-sided), 0 to 1.
// Areas that lie next to each other are not independent, so it is a lower limit. It is 1 for an empty table. Checked
// against exact counts (Python 3.11, math.comb) to 1e-9.
func (t Table) Chance() float64 {
	n, first, second := t.N(), t.Both+t.OnlyFirst, t.Both+t.OnlySecond
	sum := 0.0
	for k := t.Both; k <= min(first, second); k++ {
		if n-first-second+k >= 0 {
			sum += math.Exp(choose(first, k) + choose(n-first, second-k) - choose(n, second))
		}
	}
	return min(sum, 1)
}

// choose returns the logarithm of the number of ways to choose k of n.
func choose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}

// Spearman returns the rank correlation of two columns, −1 to 1, over the areas where both are known, with ties at their
// mean rank, and the number of those areas. Without two different values in each it returns false. Checked against
// SciPy 1.10.1 (stats.spearmanr) to 1e-9.
func Spearman(x, y []float64, knownX, knownY []bool) (rho float64, n int, ok bool) {
	var a, b []float64
	for i := range x {
		if knownX[i] && knownY[i] {
			a, b = append(a, x[i]), append(b, y[i])
		}
	}
	n = len(a)
	if n < 2 {
		return 0, n, false
	}
	rankA, rankB := doubledRanks(a), doubledRanks(b)
	mean := float64(n + 1)
	var ab, aa, bb float64
	for i := range rankA {
		da, db := rankA[i]-mean, rankB[i]-mean
		ab += float64(da * db)
		aa += float64(da * da)
		bb += float64(db * db)
	}
	if aa == 0 || bb == 0 {
		return 0, n, false
	}
	return min(max(ab/math.Sqrt(aa*bb), -1), 1), n, true
}

// doubledRanks returns twice the rank of each value, which is whole even where ties share a rank.
func doubledRanks(x []float64) []float64 {
	known := slices.Repeat([]bool{true}, len(x))
	r := Rank(Layer{Values: x, Known: known})
	ranks := make([]float64, len(x))
	for p, a := range r.areas {
		ranks[a] = float64(r.first(p) + r.last(p) + 2)
	}
	return ranks
}
