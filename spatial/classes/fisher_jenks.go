package classes

import "math"

// FisherJenks divides the values over k classes so that values differ as little as possible from the mean of their class: of all
// divisions the one with the least sum of squares, not one near it. With fewer different values than classes each has its own.
// The breaks between classes lie halfway between the values on either side. Of divisions that are equally good, the one
// whose upper classes begin lowest is taken. NaN and equal values as for Quantile. Time grows as k·m·log m for m different
// values, memory as k·m. Where classes are narrow beside the whole the sums are kept in twice as many digits, so that rounding
// does not choose.
//
// Method: Fisher 1958 (doi:10.1080/01621459.1958.10501479) and Jenks; the search by halves is that of Grønlund and others 2017
// (arXiv:1701.07204). Checked: simple-statistics 7.12.1 ckmeans and R classInt 0.4-9 classIntervals(style="fisher") on three
// figures of 3,027 districts (sum of squares and breaks 1e-9), and every division of small sets.
func FisherJenks(x []float64, k int) (*Classes, error) {
	if k < 1 || k > mostClasses {
		return nil, ErrClasses
	}
	values, missing, err := sorted(x)
	if err != nil || len(values) == 0 {
		return of(values, missing, nil), err
	}
	d := newDivision(values)
	k = min(k, len(d.distinct))
	d.divide(k)
	if d.cost[len(d.distinct)-1] < doubtful*d.whole {
		d = newDivision(values)
		d.twice()
		d.divide(k)
	}
	breaks := make([]float64, k+1)
	breaks[0], breaks[k] = values[0], values[len(values)-1]
	end := len(d.distinct)
	for class := k - 1; class >= 1; class-- {
		begin := int(d.begin[class-1][end-1])
		breaks[class] = between(d.distinct[begin-1], d.distinct[begin])
		end = begin
	}
	return of(values, missing, breaks), nil
}

// doubtful is the part of all squares below which what is left within the classes is too small a difference of large sums to
// trust: then the sums are kept in twice as many digits.
const doubtful = 1e-5

// divide searches for k classes.
func (d *division) divide(k int) {
	for class := 1; class < k; class++ {
		d.layer()
	}
}

// between returns the number halfway, and the higher one where there is none in between.
func between(low, high float64) float64 {
	half := low/2 + high/2
	if half <= low {
		return high
	}
	return half
}

// division is the search for the best classes of the first values, class by class.
type division struct {
	distinct []float64
	// count, sum and square add up the values before each place, as distances from the mean of all.
	count, sum, square []float64
	// fineSum and fineSquare are what those two miss by rounding; nil when that does not matter.
	fineSum, fineSquare []float64
	// whole is the sum of squares of all values around the centre, their mean.
	whole, centre float64
	// cost is the least sum of squares of the values up to each place in the classes so far.
	cost, next []float64
	// begin is, per class after the first and per last place, where that class begins.
	begin [][]int32
}

func newDivision(values []float64) *division {
	centre := mean(values)
	d := &division{count: []float64{0}, sum: []float64{0}, square: []float64{0}}
	for from, to := 0, 0; from < len(values); from = to {
		for to = from; to < len(values) && values[to] == values[from]; to++ {
		}
		n, v, at := float64(to-from), values[from]-centre, len(d.distinct)
		d.distinct = append(d.distinct, values[from])
		d.count = append(d.count, d.count[at]+n)
		d.sum = append(d.sum, d.sum[at]+n*v)
		d.square = append(d.square, d.square[at]+n*v*v)
	}
	d.centre, d.whole = centre, d.square[len(d.distinct)]
	d.cost, d.next = make([]float64, len(d.distinct)), make([]float64, len(d.distinct))
	for last := range d.cost {
		d.cost[last] = d.squares(0, last)
	}
	return d
}

// twice adds up again with twice as many digits.
func (d *division) twice() {
	d.fineSum, d.fineSquare = make([]float64, len(d.sum)), make([]float64, len(d.sum))
	for at, v := range d.distinct {
		n := d.count[at+1] - d.count[at]
		// The distance from the centre, its square, and what the two miss.
		v, vMissed := added(v, -d.centre)
		s, sMissed := multiplied(n, v)
		q, qMissed := multiplied(v, v)
		qMissed += 2 * v * vMissed
		q, rest := multiplied(n, q)
		d.sum[at+1], d.fineSum[at+1] = addedFine(d.sum[at], d.fineSum[at], s, sMissed+n*vMissed)
		d.square[at+1], d.fineSquare[at+1] = addedFine(d.square[at], d.fineSquare[at], q, rest+n*qMissed)
	}
	for last := range d.cost {
		d.cost[last] = d.squares(0, last)
	}
}

// added returns a sum, and what it misses by rounding (Knuth).
func added(a, b float64) (sum, missed float64) {
	sum = a + b
	part := sum - a
	return sum, (a - (sum - part)) + (b - part)
}

// multiplied returns a product, and what it misses by rounding.
func multiplied(a, b float64) (product, missed float64) {
	product = a * b
	return product, math.FMA(a, b, -product)
}

// addedFine adds two numbers that are each given with what they miss.
func addedFine(a, aMissed, b, bMissed float64) (sum, missed float64) {
	sum, missed = added(a, b)
	return added(sum, missed+(aMissed+bMissed))
}

// fineSquares is squares with twice as many digits.
func (d *division) fineSquares(first, last int) float64 {
	n := d.count[last+1] - d.count[first]
	s, sMissed := addedFine(d.sum[last+1], d.fineSum[last+1], -d.sum[first], -d.fineSum[first])
	q, qMissed := addedFine(d.square[last+1], d.fineSquare[last+1], -d.square[first], -d.fineSquare[first])
	// s*s/n in parts: the quotient as it is, and what it misses.
	p, pMissed := multiplied(s, s)
	pMissed += 2 * s * sMissed
	mean := p / n
	back, backMissed := multiplied(mean, n)
	meanMissed := ((p - back) - backMissed + pMissed) / n
	res, resMissed := added(q, -mean)
	return math.Max(res+(resMissed+qMissed-meanMissed), 0)
}

// squares returns the sum of squares of one class with the different values from first to last.
func (d *division) squares(first, last int) float64 {
	switch {
	case first == last:
		return 0
	case d.fineSum != nil:
		return d.fineSquares(first, last)
	}
	n, s := d.count[last+1]-d.count[first], d.sum[last+1]-d.sum[first]
	return math.Max(d.square[last+1]-d.square[first]-s*s/n, 0)
}

// layer adds a class.
func (d *division) layer() {
	d.begin = append(d.begin, make([]int32, len(d.distinct)))
	// Each class before this one holds a value at least.
	before, last := len(d.begin), len(d.distinct)-1
	d.search(before, last, before, last)
	d.cost, d.next = d.next, d.cost
}

// search finds where the last class begins for the places from low to high, which is from least to most. Where it begins does
// not go down as its end goes up, so the middle place halves the search for the others.
func (d *division) search(low, high, least, most int) {
	if low > high {
		return
	}
	begin := d.begin[len(d.begin)-1]
	middle := low + (high-low)/2
	best, at := math.Inf(1), middle
	for first := least; first <= min(most, middle); first++ {
		if c := d.cost[first-1] + d.squares(first, middle); c < best {
			best, at = c, first
		}
	}
	d.next[middle], begin[middle] = best, int32(at)
	d.search(low, middle-1, least, at)
	d.search(middle+1, high, at, most)
}
