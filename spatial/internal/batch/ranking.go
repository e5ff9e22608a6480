package batch

import (
	"slices"
	"sort"
)

// Ranking answers how many of a batch of sums lie below a value, without sorting them all: they are spread over equal
// intervals, and only the interval of the value is looked through (Dutch: rangorde).
type Ranking struct {
	low, scale float64
	start      []int32 // first of each interval in value; one more at the end
	value      []float64
}

// crowded is the number of sums in one interval from which they are sorted.
const crowded = 32

// Build takes the sums; they are not kept.
func (r *Ranking) Build(sums []float64) {
	low, high := sums[0], sums[0]
	for _, s := range sums {
		low, high = min(low, s), max(high, s)
	}
	intervals := len(sums)/2 + 1
	r.low, r.scale = low, 0
	if high-low > 1e-290 {
		r.scale = float64(intervals) / (high - low)
	}
	r.start = slices.Grow(r.start[:0], intervals+2)[:intervals+2]
	clear(r.start)
	r.value = slices.Grow(r.value[:0], len(sums))[:len(sums)]
	last := int32(intervals - 1)
	for _, s := range sums {
		r.start[min(int32((s-low)*r.scale), last)+2]++
	}
	for i := 2; i < len(r.start); i++ {
		r.start[i] += r.start[i-1]
	}
	for _, s := range sums {
		at := min(int32((s-low)*r.scale), last) + 1
		r.value[r.start[at]] = s
		r.start[at]++
	}
	r.start = r.start[:intervals+1]
	for i := range intervals {
		if from, to := r.start[i], r.start[i+1]; to-from > crowded {
			slices.Sort(r.value[from:to])
		}
	}
}

// interval returns the interval of a value.
func (r *Ranking) interval(v float64) int {
	switch at := (v - r.low) * r.scale; {
	case !(at > 0):
		return 0
	case at >= float64(len(r.start)-1):
		return len(r.start) - 2
	default:
		return int(at)
	}
}

// Count returns how many sums are below from, and how many are at most to, which is not below from.
func (r *Ranking) Count(from, to float64) (below, upTo int32) {
	at := r.interval(from)
	below = r.start[at] + smaller(r.value[r.start[at]:r.start[at+1]], from, false)
	at = r.interval(to)
	return below, r.start[at] + smaller(r.value[r.start[at]:r.start[at+1]], to, true)
}

// smaller returns how many of the values of one interval are below v, or equal to it if that counts too.
func smaller(values []float64, v float64, orEqual bool) int32 {
	if len(values) > crowded {
		return int32(sort.Search(len(values), func(i int) bool { return values[i] > v || values[i] == v && !orEqual }))
	}
	count := int32(0)
	if orEqual {
		for _, s := range values {
			if s <= v {
				count++
			}
		}
		return count
	}
	for _, s := range values {
		if s < v {
			count++
		}
	}
	return count
}
