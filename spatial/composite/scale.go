package composite

import (
	"math"
	"slices"
)

// Scale puts figures with other units next to each other (Dutch: schaal). All run from low to high scores.
type Scale uint8

// The scales. Values that tie have the same place on each of them.
const (
	// Standard is the distance from the mean in standard deviations of a sample (divided by n-1): the z-score. Extreme values
	// weigh heavily.
	Standard Scale = iota
	// Range runs from 0 at the least value to 1 at the most, "min-max". One extreme value presses all others together.
	Range
	// Percentile is (midrank-0.5)/n, in which equal values share the mean of their ranks (Hazen): between 0 and 1, whatever the
	// distances between values.
	Percentile
	// PercentileInclusive is (midrank-1)/(n-1): 0 for the lowest value and 1 for the highest.
	PercentileInclusive
)

// parts returns the columns that tell areas apart, on a scale.
func (t *Table) parts(s Scale) ([]part, error) {
	if s > PercentileInclusive {
		return nil, ErrOption
	}
	var parts []part
	for c := range t.columns {
		if t.columns[c].varies() {
			parts = append(parts, part{t.columns[c].on(s), t.columns[c].weight})
		}
	}
	return parts, nil
}

// on returns the values of a column that varies on a scale.
func (c *column) on(s Scale) []float64 {
	switch s {
	case Range:
		return c.line(c.least, c.most-c.least)
	case Percentile:
		return c.ranked(0.5, float64(c.n))
	case PercentileInclusive:
		return c.ranked(1, float64(c.n-1))
	}
	return c.line(c.mean, math.Sqrt(c.squares/float64(c.n-1)))
}

// line returns the distances from a value in a unit.
func (c *column) line(from, unit float64) []float64 {
	out := make([]float64, len(c.values))
	for i, v := range c.values {
		out[i] = (v - from) / unit
	}
	return out
}

// ranked returns (midrank-from)/unit, ranks beginning at 1.
func (c *column) ranked(from, unit float64) []float64 {
	order := make([]int32, 0, c.n)
	out := make([]float64, len(c.values))
	for i, v := range c.values {
		if out[i] = math.NaN(); !math.IsNaN(v) {
			order = append(order, int32(i))
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		if c.values[a] < c.values[b] {
			return -1
		}
		if c.values[a] > c.values[b] {
			return 1
		}
		return 0
	})
	for start := 0; start < len(order); {
		end := start + 1
		for end < len(order) && c.values[order[end]] == c.values[order[start]] {
			end++
		}
		midrank := float64(start+1+end) / 2
		for _, i := range order[start:end] {
			out[i] = (midrank - from) / unit
		}
		start = end
	}
	return out
}

// quantile returns the type-7 quantile of the known values. A place in their order that is whole but for rounding is whole.
func (c *column) quantile(q float64) float64 {
	sorted := make([]float64, 0, c.n)
	for _, v := range c.values {
		if !math.IsNaN(v) {
			sorted = append(sorted, v)
		}
	}
	slices.Sort(sorted)
	place := q * float64(len(sorted)-1)
	if whole := math.Round(place); math.Abs(place-whole) < 1e-9 {
		place = whole
	}
	low := min(int(place), len(sorted)-1)
	rest := place - float64(low)
	if rest == 0 || low == len(sorted)-1 {
		return sorted[low]
	}
	return sorted[low] + rest*(sorted[low+1]-sorted[low])
}
