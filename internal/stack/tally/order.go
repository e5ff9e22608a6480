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
	r.areas = make([]int32, n)
	sortByValue(l.Values, l.Known, r.areas)
	r.sorted = make([]float64, n)
	for p, a := range r.areas {
		r.sorted[p] = l.Values[a]
	}
	r.allEqual = n > 0 && r.sorted[0] == r.sorted[n-1]
	r.findCut()
	return r
}

// With returns the same values in the same order under another threshold, direction and weight, and with other intervals.
// The values of the layer must be those that were ranked.
func (r *Ranking) With(l Layer) *Ranking {
	other := &Ranking{layer: l, areas: r.areas, sorted: r.sorted, allEqual: r.allEqual}
	other.findCut()
	return other
}

// Renamed returns the same order with other numbers for the areas; at holds the new number of each.
func (r *Ranking) Renamed(at []int32) *Ranking {
	other := *r
	other.areas = make([]int32, len(r.areas))
	for p, a := range r.areas {
		other.areas[p] = at[a]
	}
	return &other
}

// Hits returns the areas that are hits, from the lowest value to the highest; it is the ranking's own.
func (r *Ranking) Hits() []int32 {
	from, to := r.hits(r.bound)
	return r.areas[from:to]
}

// first returns the first place of the run of equal values that a place is in.
func (r *Ranking) first(place int) int {
	v := r.sorted[place]
	if place == 0 || r.sorted[place-1] < v {
		return place
	}
	return sort.Search(place, func(i int) bool { return r.sorted[i] >= v })
}

// last returns the last place of the run of equal values that a place is in.
func (r *Ranking) last(place int) int {
	v, n := r.sorted[place], len(r.sorted)-place
	if n == 1 || r.sorted[place+1] > v {
		return place
	}
	return place + sort.Search(n, func(i int) bool { return r.sorted[place+i] > v }) - 1
}

// runs goes over the runs of equal values with the directed midrank percentile of each.
func (r *Ranking) runs(each func(areas []int32, percentile float64)) {
	n := len(r.sorted)
	for s := 0; s < n; {
		e := s + 1
		for e < n && r.sorted[e] == r.sorted[s] {
			e++
		}
		each(r.areas[s:e], r.percentile(s, e-1, n))
		s = e
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
		return r.last(lo) + 1
	}
	if float64(lo) < place {
		lo++
	}
	return r.first(lo)
}

// Cut returns the threshold, and false where nothing is known.
func (r *Ranking) Cut() (float64, bool) { return r.cut, len(r.sorted) > 0 }

// Beyond reports whether a value would be a hit at the cut.
func (r *Ranking) Beyond(x float64) bool {
	switch {
	case x == r.cut:
		return !r.layer.Strict
	case r.layer.Low:
		return x < r.cut
	}
	return x > r.cut
}

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
func (r *Ranking) percentile(start, end, n int) float64 {
	doubled := float64(start + end + 1)
	if r.layer.Low {
		doubled = float64(2*n) - doubled
	}
	return doubled * 50 / float64(n)
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

// Sides returns the values of the hits and those of the other known areas, both from low to high and without silent
// areas.
func (r *Ranking) Sides(silent []bool) (hits, others []float64) {
	from, to := r.hits(r.bound)
	rest := [2]int{0, from}
	if from == 0 && to > 0 {
		rest = [2]int{to, len(r.sorted)}
	} else if from == to {
		rest = [2]int{0, len(r.sorted)}
	}
	return r.without(silent, from, to), r.without(silent, rest[0], rest[1])
}

// without returns the values at places without those of silent areas, and the ranking's own slice where none is silent.
func (r *Ranking) without(silent []bool, from, to int) []float64 {
	values := r.sorted[from:to]
	for p, a := range r.areas[from:to] {
		if silent[a] {
			kept := append([]float64(nil), values[:p]...)
			for q := p + 1; q < len(values); q++ {
				if !silent[r.areas[from+q]] {
					kept = append(kept, values[q])
				}
			}
			return kept
		}
	}
	return values
}
