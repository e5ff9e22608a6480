package spatial

import "math"

// slack is the part of the scale of a sum that is put down to rounding: what differs less is taken to be equal.
const slack = 1e-12

// leastRange is the difference between the highest and the lowest value up to which values are taken to be equal: fourth
// powers of smaller ones do not fit in a float64.
const leastRange = 1e-60

// centred is a column of a frame as deviations from its mean.
type centred struct {
	z           []float64 // deviations
	mean, total float64   // of the values
	square      float64   // sum of the squared deviations
	largest     float64   // largest deviation, without its sign
	epsilon     float64   // what rounding may do to one deviation
	constant    bool      // nothing varies, or there are fewer than three areas: nothing can be judged
}

// centre returns the deviations from the mean. The mean is corrected by a second pass, so that a large number added to
// all values does not show.
func centre(x []float64) centred {
	return centreIn(x, make([]float64, len(x)))
}

// centreIn is centre with a slice for the deviations, which holds zeros when it is as long as x.
func centreIn(x, z []float64) centred {
	c := centred{z: z, constant: true}
	if len(x) == 0 {
		return c
	}
	low, high := c.sum(x)
	n := float64(len(x))
	first := c.total / n
	var rest [4]float64
	for k := range quarters(x) {
		four := x[4*k : 4*k+4]
		rest[0] += four[0] - first
		rest[1] += four[1] - first
		rest[2] += four[2] - first
		rest[3] += four[3] - first
	}
	for _, v := range x[4*quarters(x):] {
		rest[0] += v - first
	}
	c.mean = first + (rest[0]+rest[1]+rest[2]+rest[3])/n
	reach := max(math.Abs(low), math.Abs(high))
	c.constant = len(x) < 3 || high-low <= max(slack*reach, leastRange)
	if high == low {
		clear(z)
		return c
	}
	var square [2]float64
	for i, v := range x {
		d := v - c.mean
		z[i] = d
		square[i&1] += d * d
	}
	c.square = square[0] + square[1]
	c.largest = max(high-c.mean, c.mean-low)
	c.epsilon = slack*c.largest + 4e-16*reach
	return c
}

// sum adds the values up, four sums at a time, since a processor waits for one, and returns their range.
func (c *centred) sum(x []float64) (low, high float64) {
	low, high = x[0], x[0]
	var total [4]float64
	for k := range quarters(x) {
		four := x[4*k : 4*k+4]
		total[0] += four[0]
		total[1] += four[1]
		total[2] += four[2]
		total[3] += four[3]
	}
	for _, v := range x[4*quarters(x):] {
		total[0] += v
	}
	for _, v := range x {
		if v < low {
			low = v
		}
		if v > high {
			high = v
		}
	}
	c.total = total[0] + total[1] + total[2] + total[3]
	return low, high
}

func quarters(x []float64) int { return len(x) / 4 }

// others returns the variance of all values but that of area i, divided by their number, and 0 when they are all equal.
func (c *centred) others(i int) float64 {
	n := float64(len(c.z))
	own := c.z[i] * c.z[i] * n / (n - 1)
	if rest := c.square - own; rest > 1e-3*c.square {
		return rest / (n - 1)
	}
	// Nearly all of the spread is that of this one area: what is left would be a small difference of large numbers.
	mean := -c.z[i] / (n - 1)
	rest, reach := 0.0, 0.0
	for j, z := range c.z {
		if j != i {
			rest += (z - mean) * (z - mean)
			reach = max(reach, math.Abs(z-mean))
		}
	}
	if reach <= c.epsilon {
		return 0
	}
	return rest / (n - 1)
}

// powers returns the sums of the third and fourth powers of the deviations.
func (c *centred) powers() (third, fourth float64) {
	for _, z := range c.z {
		third += z * z * z
		fourth += z * z * z * z
	}
	return third, fourth
}

// quotient is a/b, and NaN instead of an infinity or of what is left of rounding when b is 0.
func quotient(a, b float64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return a / b
}

// lags writes the weighted sum of the neighbours' z of each area to lag.
func (w *Weights) lags(z, lag []float64) {
	start, to := w.start, w.to
	if w.value != nil {
		for i := range lag {
			sum := 0.0
			for k := start[i]; k < start[i+1]; k++ {
				sum += w.value[k] * z[to[k]]
			}
			lag[i] = sum
		}
		return
	}
	for i := range lag {
		sum := 0.0
		for _, j := range to[start[i]:start[i+1]] {
			sum += z[j]
		}
		lag[i] = sum
	}
}

// side is the number of columns that are summed side by side: a processor guesses once per area, rather than once per area
// and column, how many neighbours there are.
const side = 4

// lagsOf is lags for a few columns.
func (w *Weights) lagsOf(z, lag [][]float64) {
	if len(z) != side || w.value != nil {
		for c := range z {
			w.lags(z[c], lag[c])
		}
		return
	}
	z0 := z[0]
	z1, z2, z3 := z[1][:len(z0)], z[2][:len(z0)], z[3][:len(z0)]
	lag0 := lag[0]
	lag1, lag2, lag3 := lag[1][:len(lag0)], lag[2][:len(lag0)], lag[3][:len(lag0)]
	for i := range lag0 {
		var sum0, sum1, sum2, sum3 float64
		for _, j := range w.to[w.start[i]:w.start[i+1]] {
			sum0 += z0[j]
			sum1 += z1[j]
			sum2 += z2[j]
			sum3 += z3[j]
		}
		lag0[i], lag1[i], lag2[i], lag3[i] = sum0, sum1, sum2, sum3
	}
}

// row returns the sum and the sum of squares of the weights of area i.
func (w *Weights) row(i int) (sum, square float64) {
	if w.value == nil {
		k := float64(w.Degree(i))
		return k, k
	}
	for _, v := range w.Values(i) {
		sum += v
		square += v * v
	}
	return sum, square
}

// widest returns the largest number of neighbours.
func (w *Weights) widest() int {
	most := 0
	for i := range w.Len() {
		most = max(most, w.Degree(i))
	}
	return most
}
