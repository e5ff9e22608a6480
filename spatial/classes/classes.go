// Package classes divides values over classes, as for the colours of a map. Slices go in and numbers come out; equal values
// always come in the same class (Dutch: klassenindelingen).
package classes

import (
	"errors"
	"math"
	"slices"
)

// The errors of this package.
var (
	// ErrClasses means that fewer than one class is asked for, or more than a million.
	ErrClasses = errors.New("classes: from one class to a million")
	// ErrValue means that a value is infinite, or so large that its square is.
	ErrValue = errors.New("classes: a value that cannot be used")
	// ErrOption means that a number that says how to divide cannot be.
	ErrOption = errors.New("classes: a step, share or multiple that cannot be")
)

// Classes are neighbouring ranges of values (Dutch: klassen). A class begins at its break and ends just before the next; the
// last one holds its end too.
type Classes struct {
	// Breaks are the limits, one more than there are classes, rising. The first and last are the least and most value unless the
	// method says otherwise.
	Breaks []float64
	// Lower and Upper are the least and the most value in each class; NaN for a class without values.
	Lower, Upper []float64
	// Size is the number of values in each class, Squares the sum of their squared distances from their mean.
	Size    []int
	Squares []float64
	// Missing is the number of values that are NaN, which are in no class.
	Missing int
}

// Within returns the sum of the squared distances of all values from the mean of their class.
func (c *Classes) Within() float64 {
	sum := 0.0
	for _, s := range c.Squares {
		sum += s
	}
	return sum
}

// Class returns the number of the class of a value, from 0, or -1 for NaN and for a value outside all.
func (c *Classes) Class(v float64) int {
	last := len(c.Breaks) - 1
	if last < 1 || math.IsNaN(v) || v < c.Breaks[0] || v > c.Breaks[last] {
		return -1
	}
	at, found := slices.BinarySearch(c.Breaks, v)
	if !found {
		at--
	}
	return min(at, last-1)
}

// mostClasses is the number of classes up to which there is room.
const mostClasses = 1_000_000

// largest is the size up to which values are accepted: sums of the squares of larger ones do not fit in a float64.
const largest = 1e140

// sorted returns the known values in order and the number that is missing.
func sorted(x []float64) (values []float64, missing int, err error) {
	values = make([]float64, 0, len(x))
	for _, v := range x {
		switch {
		case math.IsNaN(v):
			missing++
		case math.Abs(v) > largest:
			return nil, 0, ErrValue
		default:
			values = append(values, v+0) // -0 becomes 0, which is equal to it
		}
	}
	slices.Sort(values)
	return values, missing, nil
}

// of fills in the classes between breaks that rise, for values in order. Breaks that are equal are one.
func of(values []float64, missing int, breaks []float64) *Classes {
	c := &Classes{Missing: missing}
	if len(values) == 0 {
		return c
	}
	c.Breaks = slices.Compact(breaks)
	if len(c.Breaks) == 1 {
		c.Breaks = append(c.Breaks, c.Breaks[0])
	}
	from := 0
	for k := 1; k < len(c.Breaks); k++ {
		to := len(values)
		if k < len(c.Breaks)-1 {
			to, _ = slices.BinarySearch(values, c.Breaks[k])
		}
		c.add(values[from:to])
		from = to
	}
	return c
}

// add describes a class with the given values.
func (c *Classes) add(values []float64) {
	lower, upper, squares := math.NaN(), math.NaN(), 0.0
	if len(values) > 0 {
		lower, upper = values[0], values[len(values)-1]
		m := mean(values)
		for _, v := range values {
			squares += (v - m) * (v - m)
		}
	}
	c.Lower, c.Upper = append(c.Lower, lower), append(c.Upper, upper)
	c.Size, c.Squares = append(c.Size, len(values)), append(c.Squares, squares)
}

// mean is taken from the first value on, so that equal values have exactly their own mean.
func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v - values[0]
	}
	return values[0] + sum/float64(len(values))
}

// quantile returns the value below which the share q of the values lies, of type 7: linear between the values, of which the
// first is at 0 and the last at 1. A place that is whole but for rounding is whole, so that no value falls out of its class.
func quantile(values []float64, q float64) float64 {
	place := q * float64(len(values)-1)
	if whole := math.Round(place); math.Abs(place-whole) < 1e-9 {
		place = whole
	}
	low := int(math.Floor(place))
	if low >= len(values)-1 {
		return values[len(values)-1]
	}
	return min(values[low]+(place-float64(low))*(values[low+1]-values[low]), values[low+1])
}

// Quantile divides the values over k classes with about as many values in each. Where many values are equal there are fewer
// classes. NaN is left out; without values there are no classes, and with one value that all have there is one.
//
// Method: quantiles of type 7 of Hyndman and Fan 1996 (doi:10.1080/00031305.1996.10473566). Checked: R 4.2 quantile(type=7)
// on three figures of 3,027 districts, 1e-9.
func Quantile(x []float64, k int) (*Classes, error) {
	if k < 1 || k > mostClasses {
		return nil, ErrClasses
	}
	values, missing, err := sorted(x)
	if err != nil || len(values) == 0 {
		return of(values, missing, nil), err
	}
	breaks := make([]float64, k+1)
	for i := range breaks {
		breaks[i] = quantile(values, float64(i)/float64(k))
	}
	return of(values, missing, breaks), nil
}

// Equal divides the range of the values into k classes of the same width, some of which may be without values. NaN and equal
// values as for Quantile.
//
// Checked: R classInt 0.4-9 classIntervals(style="equal") on three figures of 3,027 districts, 1e-9.
func Equal(x []float64, k int) (*Classes, error) {
	if k < 1 || k > mostClasses {
		return nil, ErrClasses
	}
	values, missing, err := sorted(x)
	if err != nil || len(values) == 0 {
		return of(values, missing, nil), err
	}
	least, most := values[0], values[len(values)-1]
	breaks := make([]float64, k+1)
	for i := range breaks {
		breaks[i] = min(least+(most-least)*(float64(i)/float64(k)), most)
	}
	breaks[k] = most
	return of(values, missing, breaks), nil
}

// StandardDeviation makes classes of step standard deviations (0 means 1) from the mean on, as many as are needed to hold all
// values; the outer breaks lie beyond the values. The deviation is the one of a sample (divided by n-1). Values without any
// difference, or one value, are one class.
//
// Checked: R classInt 0.4-9 classIntervals(style="sd"), which chooses its step by the number of values and takes 1 there, on
// three figures of 3,027 districts, 1e-9.
func StandardDeviation(x []float64, step float64) (*Classes, error) {
	if step == 0 {
		step = 1
	}
	if !(step >= 0.01 && step <= 1000) {
		return nil, ErrOption
	}
	values, missing, err := sorted(x)
	if err != nil || len(values) == 0 {
		return of(values, missing, nil), err
	}
	m, squares := mean(values), 0.0
	for _, v := range values {
		squares += (v - m) * (v - m)
	}
	width := step * math.Sqrt(squares/float64(len(values)-1))
	if !(width > 0) || math.IsInf(width, 0) {
		return of(values, missing, []float64{values[0], values[len(values)-1]}), nil
	}
	first := math.Floor((values[0] - m) / width)
	last := math.Ceil((values[len(values)-1] - m) / width)
	var breaks []float64
	for i := first; i <= last; i++ {
		breaks = append(breaks, m+i*width)
	}
	// A value on an outer break must not fall beyond it by the rounding of the break.
	breaks[0] = min(breaks[0], values[0])
	breaks[len(breaks)-1] = max(breaks[len(breaks)-1], values[len(values)-1])
	return of(values, missing, breaks), nil
}

// HeadTails breaks at the mean, then at the mean of the values above it, and so on for as long as the values above are at most
// the given share (0 means 0.4) of those they were taken from: classes for figures with few very high values. The number of
// classes follows from the figures. NaN and equal values as for Quantile.
//
// Method: Jiang 2013 (doi:10.1080/00330124.2012.700499). Checked: R classInt 0.4-9 classIntervals(style="headtails") on three
// figures of 3,027 districts, 1e-9.
func HeadTails(x []float64, share float64) (*Classes, error) {
	if share == 0 {
		share = 0.4
	}
	if !(share > 0 && share <= 1) {
		return nil, ErrOption
	}
	values, missing, err := sorted(x)
	if err != nil || len(values) == 0 {
		return of(values, missing, nil), err
	}
	breaks := []float64{values[0]}
	for head := values; ; {
		m := mean(head)
		breaks = append(breaks, m)
		above := len(head)
		for above > 0 && head[above-1] > m {
			above--
		}
		rest := head[above:]
		if len(rest) < 2 || float64(len(rest)) > share*float64(len(head)) {
			break
		}
		head = rest
	}
	breaks = append(breaks, values[len(values)-1])
	return of(values, missing, breaks), nil
}

// Box makes the six classes of a box plot: below and above the whiskers, and the four quarters between, of which the outer two
// end at the whiskers. The whiskers are multiple (0 means 1.5) times the height of the box away from it. Where no value lies
// beyond a whisker the outer class has none, and its outer break is -Inf or +Inf. Quarters that coincide are one class.
//
// Method: Tukey 1977, Exploratory Data Analysis (ISBN 978-0-201-07616-5), quartiles of type 7. Checked: R classInt 0.4-9
// classIntervals(style="box", iqr_mult=1.5) on three figures of 3,027 districts, 1e-9.
func Box(x []float64, multiple float64) (*Classes, error) {
	if multiple == 0 {
		multiple = 1.5
	}
	if !(multiple > 0 && multiple <= 1000) {
		return nil, ErrOption
	}
	values, missing, err := sorted(x)
	if err != nil || len(values) == 0 {
		return of(values, missing, nil), err
	}
	first, middle, third := quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75)
	least, most := values[0], values[len(values)-1]
	low, high := first-multiple*(third-first), third+multiple*(third-first)
	if least >= low {
		least = math.Inf(-1)
	}
	if most <= high {
		most = math.Inf(1)
	}
	if low == high {
		return of(values, missing, []float64{values[0], middle, values[len(values)-1]}), nil
	}
	return of(values, missing, []float64{least, low, first, middle, third, high, most}), nil
}
