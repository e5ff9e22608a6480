package tally

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

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
	digits    = 3
	// longRun is how many values may share their first half before they are sorted by comparing.
	longRun = 24
)

// scratches keeps the room that sorting needs for the next time.
var scratches = sync.Pool{New: func() any { return new([2][]uint64) }}

// sortByValue returns the places of the known values from the lowest to the highest. It sorts the first half of the bits
// of each value digit by digit, together with its place, and then mends the few runs in which the second half decides.
func sortByValue(values []float64, known []bool, out []int32) {
	room := scratches.Get().(*[2][]uint64)
	defer scratches.Put(room)
	for i := range room {
		if cap(room[i]) < len(out) {
			room[i] = make([]uint64, len(out))
		}
	}
	a, b := room[0][:0], room[1][:len(out)]
	var counts [digits][digitSize]int32
	for i, k := range known {
		if !k {
			continue
		}
		key := sortable(values[i]) >> 32
		a = append(a, key<<32|uint64(i))
		counts[0][key&digitMask]++
		counts[1][key>>digitBits&digitMask]++
		counts[2][key>>(2*digitBits)]++
	}
	for d := range digits {
		a, b = sortDigit(a, b, &counts[d], 32+d*digitBits)
	}
	for i, p := range a {
		out[i] = int32(uint32(p))
	}
	mendRuns(a, out, values)
}

// sortDigit sorts by one digit and returns first what is sorted.
func sortDigit(a, b []uint64, counts *[digitSize]int32, shift int) (sorted, other []uint64) {
	if len(a) == 0 || counts[a[0]>>shift&digitMask] == int32(len(a)) {
		return a, b
	}
	sum := int32(0)
	for i, n := range counts {
		counts[i] = sum
		sum += n
	}
	for _, p := range a {
		slot := &counts[p>>shift&digitMask]
		b[*slot] = p
		*slot++
	}
	return b, a
}

// mendRuns puts places whose values agree in the first half of their bits in order of the whole value.
func mendRuns(sorted []uint64, places []int32, values []float64) {
	for s := 0; s < len(sorted); {
		e := s + 1
		for e < len(sorted) && sorted[e]>>32 == sorted[s]>>32 {
			e++
		}
		run := places[s:e]
		s = e
		if len(run) > longRun {
			if !slices.IsSortedFunc(run, func(x, y int32) int { return cmp.Compare(values[x], values[y]) }) {
				slices.SortStableFunc(run, func(x, y int32) int { return cmp.Compare(values[x], values[y]) })
			}
			continue
		}
		for i := 1; i < len(run); i++ {
			for j := i; j > 0 && values[run[j]] < values[run[j-1]]; j-- {
				run[j], run[j-1] = run[j-1], run[j]
			}
		}
	}
}
