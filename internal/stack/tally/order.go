// Package tally counts: which areas lie beyond a cut, how they rank, which group has most, and how firmly each area is
// in that group (Dutch: telling). Slices go in and numbers come out; it knows no indicators, names or languages.
package tally

import (
	"math"
	"sort"
)

// Layer is one column of a stack as numbers, one per area (Dutch: laag).
type Layer struct {
	Values []float64
	// Known says which areas have a number; the others never enter a calculation.
	Known []bool
	// Lower and Upper are the 95 % intervals, or nil where the source gives none.
	Lower, Upper []float64
	// Low turns the layer around: low values are the hits, and the lowest gets the highest percentile.
	Low bool
	// Share, above 0, makes the cut the type-7 quantile that leaves this share of the areas, 0.2 for 20 %.
	Share float64
	// Cut is the threshold where Share is 0.
	Cut float64
	// Strict leaves out values at the cut.
	Strict bool
	Weight float64
}

// Ranking is a layer whose known values are put in order (Dutch: rangorde).
type Ranking struct {
	layer Layer
	// areas holds the known areas from the lowest value to the highest, sorted their values.
	areas  []int32
	sorted []float64
	// start and end are the first and last place of the run of equal values that each place is in.
	start, end []int32
	// allEqual is a column that tells no areas apart, so that it gives no hits.
	allEqual bool
	cut      float64
	// bound is the number of places below the cut: in a high layer the hits are the places from it on, in a low layer
	// the places before it.
	bound int
}

// Rank puts the known values of a layer in order and finds the cut. Without known values nothing is a hit.
func Rank(l Layer) *Ranking {
	r := &Ranking{layer: l}
	n := 0
	for _, k := range l.Known {
		if k {
			n++
		}
	}
	keys := make([]pair, 0, n)
	for i, k := range l.Known {
		if k {
			keys = append(keys, pair{sortable(l.Values[i]), int32(i)})
		}
	}
	keys = sortPairs(keys, make([]pair, n))
	backing := make([]int32, 3*n)
	r.areas, r.start, r.end = backing[:n:n], backing[n:2*n:2*n], backing[2*n:]
	r.sorted = make([]float64, n)
	for p, k := range keys {
		r.areas[p] = k.area
		r.sorted[p] = l.Values[k.area]
	}
	r.findRuns()
	r.allEqual = n > 0 && r.sorted[0] == r.sorted[n-1]
	r.findCut()
	return r
}

func (r *Ranking) findRuns() {
	n := len(r.sorted)
	for s := 0; s < n; {
		e := s
		for e+1 < n && r.sorted[e+1] == r.sorted[s] {
			e++
		}
		for p := s; p <= e; p++ {
			r.start[p], r.end[p] = int32(s), int32(e)
		}
		s = e + 1
	}
}

func (r *Ranking) findCut() {
	r.cut = r.layer.Cut
	if len(r.sorted) == 0 {
		return
	}
	if r.layer.Share > 0 {
		place := r.placeOfShare(r.layer.Share)
		r.cut = QuantileAt(r.sorted, place)
		r.bound = r.boundAt(place)
		return
	}
	// Places below the cut, or up to and including it.
	if r.layer.Strict != r.layer.Low {
		r.bound = sort.Search(len(r.sorted), func(i int) bool { return r.sorted[i] > r.cut })
	} else {
		r.bound = sort.Search(len(r.sorted), func(i int) bool { return r.sorted[i] >= r.cut })
	}
}

// placeOfShare returns the place of the type-7 quantile that leaves a share of the areas on the side of the hits.
func (r *Ranking) placeOfShare(share float64) float64 {
	share = min(max(share, 0), 1)
	if !r.layer.Low {
		share = 1 - share
	}
	return Place(len(r.sorted), share)
}

// boundAt returns the number of places below a cut at a place of the order, which may lie between two.
func (r *Ranking) boundAt(place float64) int {
	lo := int(place)
	if r.layer.Strict != r.layer.Low {
		return int(r.end[lo]) + 1
	}
	if float64(lo) < place {
		lo++
	}
	return int(r.start[lo])
}

// Cut returns the threshold, and false where nothing is known.
func (r *Ranking) Cut() (float64, bool) { return r.cut, len(r.sorted) > 0 }

// AllEqual reports whether all known values are the same, so that the layer tells no areas apart.
func (r *Ranking) AllEqual() bool { return r.allEqual }

// Known returns the number of known values.
func (r *Ranking) Known() int { return len(r.sorted) }

// Sorted returns the known values from low to high; it is the ranking's own.
func (r *Ranking) Sorted() []float64 { return r.sorted }

// hits returns the places that are hits, from and up to but without to, when the bound is b.
func (r *Ranking) hits(b int) (from, to int) {
	switch {
	case r.allEqual:
		return 0, 0
	case r.layer.Low:
		return 0, b
	}
	return b, len(r.sorted)
}

// percentile returns the directed midrank percentile of a run of places in n.
func (r *Ranking) percentile(start, end int32, n int) float64 {
	doubled := float64(start + end + 1)
	if r.layer.Low {
		doubled = float64(2*n) - doubled
	}
	return doubled * 50 / float64(n)
}

// Percentiles writes for each known area the midrank percentile, (midrank − 0.5)/n × 100, turned around for a low
// layer, in out. Areas that are not known get 0.
func (r *Ranking) Percentiles(out []float64) {
	clear(out)
	for p, a := range r.areas {
		out[a] = r.percentile(r.start[p], r.end[p], len(r.areas))
	}
}

// Place returns where in the order of n values the type-7 quantile lies, from 0 to n−1. A place that is whole but for
// rounding is made whole, so that areas at the quantile are included.
func Place(n int, q float64) float64 {
	place := float64(n-1) * q
	if whole := math.Round(place); math.Abs(place-whole) < 1e-9 {
		return whole
	}
	return place
}

// QuantileAt returns the value at a place of sorted values, straight between two where the place lies between them.
func QuantileAt(sorted []float64, place float64) float64 {
	lo := int(place)
	t := place - float64(lo)
	if t == 0 || lo+1 >= len(sorted) {
		return sorted[lo]
	}
	return sorted[lo] + float64(t*(sorted[lo+1]-sorted[lo]))
}

// Quantile returns the type-7 quantile (Hyndman and Fan 1996, doi:10.2307/2684934; the default of R and NumPy) of
// sorted values, and false without values.
func Quantile(sorted []float64, q float64) (float64, bool) {
	if len(sorted) == 0 {
		return 0, false
	}
	return QuantileAt(sorted, Place(len(sorted), q)), true
}

// Median returns the middle of values in any order, and false without values. It reorders x.
func Median(x []float64) (float64, bool) {
	if len(x) == 0 {
		return 0, false
	}
	upper := largest(x, len(x)-len(x)/2)
	if len(x)%2 == 1 {
		return upper, true
	}
	lower := largest(x, len(x)/2+1)
	return lower + (upper-lower)/2, true
}
