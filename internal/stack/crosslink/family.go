package crosslink

import (
	"math"
	"slices"
)

// The bounds of what is taken for parts of one whole.
const (
	// mostParts is the largest number of shares that are tried together.
	mostParts = 6
	// someAreas is the number of areas that a set of shares is tried on first.
	someAreas = 24
	// mostTries bounds the sets that are tried.
	mostTries = 3_000_000
	// wholeIn is the share of the areas in which parts must add up to the whole.
	wholeIn = 0.9
	// ownSlack is what shares made of counts that were rounded may be off by, in hundredths, beside their own rounding.
	ownSlack = 1.5
)

// wholes finds shares that divide one whole, such as ages or kinds of households: those that add up to a hundred in nearly all
// areas. It returns for each column the number of its family, 0 for none.
func wholes(columns []*column) []int {
	f := families{columns: columns, left: mostTries, top: make([]int, len(columns))}
	for i, c := range columns {
		f.top[i] = i
		if c.Indicator.Unit == "%" && c.varied(ownSlack) {
			f.shares = append(f.shares, i)
		}
	}
	if len(f.shares) > 1 {
		f.sample()
		f.grow(nil, make([]float64, len(f.some)), 0)
	}
	is, size := make([]int, len(columns)), make([]int, len(columns))
	for i := range columns {
		size[f.find(i)]++
	}
	for i := range columns {
		if top := f.find(i); size[top] > 1 {
			is[i] = top + 1
		}
	}
	return is
}

// families is the search for wholes.
type families struct {
	columns []*column
	// shares are the columns that can be parts, some the areas that are tried first.
	shares, some []int
	left         int
	// top leads each column to the first of its family.
	top []int
}

// sample takes areas in which all shares are known, or else those at even distances.
func (f *families) sample() {
	n := len(f.columns[0].values)
	var all, any []int
	for i := range n {
		if !slices.ContainsFunc(f.shares, func(k int) bool { return !f.columns[k].known[i] }) {
			all = append(all, i)
		}
		any = append(any, i)
	}
	if len(all) < someAreas {
		all = any
	}
	for k := range min(someAreas, len(all)) {
		f.some = append(f.some, all[k*len(all)/min(someAreas, len(all))])
	}
}

// grow adds shares from a place on to a set whose sums in some areas are given.
func (f *families) grow(set []int, sums []float64, from int) {
	for at := from; at < len(f.shares) && f.left > 0; at++ {
		f.left--
		k := f.shares[at]
		with := append(slices.Clip(set), k)
		slack := f.slack(with)
		next := make([]float64, len(sums))
		short, over := 0, 0
		for j, i := range f.some {
			next[j] = sums[j] + f.columns[k].values[i] // not a number where it is not known, which is neither
			if next[j] < 100-slack {
				short++
			}
			if next[j] > 100+slack {
				over++
			}
		}
		some := float64(len(f.some)) * (1 - wholeIn)
		switch {
		case float64(over) > 2*some:
		case len(with) > 1 && float64(short) <= 2*some && f.whole(with, slack):
			for _, other := range with {
				f.top[f.find(other)] = f.find(with[0])
			}
		case len(with) < mostParts:
			f.grow(with, next, at+1)
		}
	}
}

// slack is what a set may be off by: each share was rounded.
func (f *families) slack(set []int) float64 {
	sum := ownSlack
	for _, k := range set {
		sum += 0.5 * math.Pow(10, -float64(f.columns[k].Indicator.Decimals))
	}
	return sum
}

// whole reports whether shares add up to a hundred in nearly all areas where they are known.
func (f *families) whole(set []int, slack float64) bool {
	known, fits := 0, 0
	for i := range f.columns[0].values {
		sum, all := 0.0, true
		for _, k := range set {
			sum += f.columns[k].values[i]
			all = all && f.columns[k].known[i]
		}
		if all {
			known++
			if math.Abs(sum-100) <= slack {
				fits++
			}
		}
	}
	return known >= 10 && float64(fits) >= wholeIn*float64(known)
}

func (f *families) find(i int) int {
	for f.top[i] != i {
		i = f.top[i]
	}
	return i
}
