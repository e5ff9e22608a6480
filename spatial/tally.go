package spatial

import "math"

// tally counts the draws for each area: those at most and at least what is seen.
type tally struct{ lower, upper []int32 }

func newTally(n int) tally { return tally{make([]int32, n), make([]int32, n)} }

func (t tally) add(other tally) {
	for i := range t.lower {
		t.lower[i] += other.lower[i]
		t.upper[i] += other.upper[i]
	}
}

// count adds one draw.
func (t tally) count(i int32, drawn, seen, epsilon float64) {
	t.lower[i] += count(drawn <= seen+epsilon)
	t.upper[i] += count(drawn >= seen-epsilon)
}

// move takes back that a draw gave one sum and counts another.
func (t tally) move(i int32, was, is, from, to float64) {
	t.lower[i] += count(is <= to) - count(was <= to)
	t.upper[i] += count(is >= from) - count(was >= from)
}

// outside counts draws of which some are larger and some smaller than what is seen.
func (t tally) outside(i int32, draws int, larger, smaller uint64) {
	t.lower[i] += int32(draws - int(larger))
	t.upper[i] += int32(draws - int(smaller))
}

// outside returns how many sums are more than to and how many are less than from, by the signs of the differences: the
// answers are as good as random, so that a processor that guesses them is often wrong.
func outside(sums []float64, from, to float64) (larger, smaller uint64) {
	for _, v := range sums {
		larger += math.Float64bits(to-v) >> 63
		smaller += math.Float64bits(v-from) >> 63
	}
	return larger, smaller
}

func count(yes bool) int32 {
	if yes {
		return 1
	}
	return 0
}
