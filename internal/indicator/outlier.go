package indicator

import (
	"cmp"
	"math"
	"slices"
)

// FarAway is how many robust standard deviations from the median a value must lie to be shown to somebody, MostOutliers
// how many are shown, and fewestForOutliers from how many values on it can be said what is usual.
const (
	FarAway           = 12
	MostOutliers      = 20
	fewestForOutliers = 20
)

// Outliers gathers the values that lie far from the others of their column (Dutch: uitschieters). The zero value is
// ready for use.
type Outliers struct {
	found    []Outlier
	distance []float64 // of each, in robust standard deviations
}

// Look finds the outliers of a column by the robust z-score: the distance to the median over 1.4826 times the median
// absolute deviation (Iglewicz & Hoaglin 1993). They are values that the source publishes itself. A column with few
// values, or of which half are the same, has none.
func (o *Outliers) Look(c Column) {
	var known []float64
	for i := range c.Len() {
		if x, ok := c.At(i).Number(); ok {
			known = append(known, x)
		}
	}
	if len(known) < fewestForOutliers {
		return
	}
	middle := median(known)
	far := make([]float64, len(known))
	for i, x := range known {
		far[i] = math.Abs(x - middle)
	}
	spread := 1.4826 * median(far)
	if spread == 0 {
		return
	}
	for i := range c.Len() {
		if x, ok := c.At(i).Number(); ok && math.Abs(x-middle) > FarAway*spread {
			o.found = append(o.found, Outlier{Indicator: c.Key().Indicator, Area: c.Index().Code(i), Value: x})
			o.distance = append(o.distance, math.Abs(x-middle)/spread)
		}
	}
}

// Farthest returns the outliers that lie farthest, ties in the order in which they were found.
func (o *Outliers) Farthest() []Outlier {
	order := make([]int, len(o.found))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(o.distance[b], o.distance[a]) })
	var kept []Outlier
	for _, i := range order[:min(len(order), MostOutliers)] {
		kept = append(kept, o.found[i])
	}
	return kept
}

// median sorts the numbers and returns the middle one.
func median(x []float64) float64 {
	slices.Sort(x)
	n := len(x)
	if n%2 == 1 {
		return x[n/2]
	}
	return (x[n/2-1] + x[n/2]) / 2
}
