package tally

import "math"

// pair is a value to sort by and the area that it belongs to.
type pair struct {
	key  uint64
	area int32
}

// sortable turns a finite number into bits in the order of the numbers. Minus zero counts as zero.
func sortable(x float64) uint64 {
	b := math.Float64bits(x + 0)
	if b>>63 == 1 {
		return ^b
	}
	return b | 1<<63
}

const (
	digitBits = 11
	digitSize = 1 << digitBits
	digitMask = digitSize - 1
	digits    = 6
)

// sortPairs sorts by key and leaves pairs with the same key in their order. It goes over the digits from the last to
// the first and passes over those that are the same everywhere, which saves half the work on figures of one size.
func sortPairs(a, scratch []pair) []pair {
	if len(a) < 2 {
		return a
	}
	var counts [digits][digitSize]int32
	for _, p := range a {
		for d := range digits {
			counts[d][p.key>>(d*digitBits)&digitMask]++
		}
	}
	for d := range digits {
		c, shift := &counts[d], d*digitBits
		if c[a[0].key>>shift&digitMask] == int32(len(a)) {
			continue
		}
		sum := int32(0)
		for i, n := range c {
			c[i] = sum
			sum += n
		}
		for _, p := range a {
			slot := &c[p.key>>shift&digitMask]
			scratch[*slot] = p
			*slot++
		}
		a, scratch = scratch, a
	}
	return a
}
