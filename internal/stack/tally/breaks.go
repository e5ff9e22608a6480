package tally

import (
	"math"
	"slices"
)

// Breaks returns the values between n classes with about as many values in each, rounded to numbers that read easily.
// They rise, and there are at most n−1: classes that would be the same after rounding, or empty, are joined. Give the
// values of all years at once, so that one colour means the same in every year. Values that are not finite are passed
// over; values that are all equal need no breaks.
func Breaks(values []float64, n int) []float64 {
	sorted := make([]float64, 0, len(values))
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			sorted = append(sorted, v)
		}
	}
	slices.Sort(sorted)
	if len(sorted) == 0 || sorted[0] == sorted[len(sorted)-1] || n < 2 {
		return nil
	}
	var raw []float64
	least, most := sorted[0], sorted[len(sorted)-1]
	for i := 1; i < n; i++ {
		q := QuantileAt(sorted, Place(len(sorted), float64(i)/float64(n)))
		if q > least && (len(raw) == 0 || q > raw[len(raw)-1]) {
			raw = append(raw, q)
		}
	}
	if len(raw) == 0 {
		raw = []float64{most}
	}
	return roundBreaks(raw, least, most)
}

// roundBreaks rounds to the largest step of 1, 2 or 5 times a power of ten that is at most half of the smallest class.
func roundBreaks(raw []float64, least, most float64) []float64 {
	gap := raw[0] - least
	for i := 1; i < len(raw); i++ {
		gap = min(gap, raw[i]-raw[i-1])
	}
	if top := most - raw[len(raw)-1]; top > 0 {
		gap = min(gap, top)
	}
	digit, exponent := readableStep(gap / 2)
	var breaks []float64
	for _, v := range raw {
		rounded := multiple(v, digit, exponent)
		if rounded > most {
			rounded = multiple(v-digit*math.Pow10(exponent), digit, exponent)
		}
		if rounded > least && rounded <= most && (len(breaks) == 0 || rounded > breaks[len(breaks)-1]) {
			breaks = append(breaks, rounded)
		}
	}
	return breaks
}

// readableStep returns the largest 1, 2 or 5 times a power of ten up to x.
func readableStep(x float64) (digit float64, exponent int) {
	exponent = int(math.Floor(math.Log10(x)))
	for _, digit = range []float64{5, 2, 1} {
		if digit*math.Pow10(exponent) <= x*(1+1e-12) {
			return digit, exponent
		}
	}
	return 1, exponent
}

// multiple returns the multiple of digit×10^exponent nearest to x, as the float64 nearest to its decimal form.
func multiple(x, digit float64, exponent int) float64 {
	if exponent < 0 {
		scale := math.Pow10(-exponent)
		return math.Round(x*scale/digit) * digit / scale
	}
	step := digit * math.Pow10(exponent)
	return math.Round(x/step) * step
}

// Class returns in which class a value falls, from 0: a value at a break is in the class above it.
func Class(breaks []float64, x float64) int {
	class := 0
	for class < len(breaks) && x >= breaks[class] {
		class++
	}
	return class
}
