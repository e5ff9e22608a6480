// Package draw draws by chance with a seed: numbers, parts of a total, and counts. It is our own code, so that a seed gives
// the same draws with any release of Go (Dutch: trekkingen).
package draw

import (
	"math"
	"math/bits"
)

// Random is the generator xoshiro256** of Blackman and Vigna (doi:10.1145/3460772), seeded by splitmix64 (Dutch:
// toevalsgenerator).
type Random struct {
	s [4]uint64
	// spare is a normal number that is left of the last pair.
	spare    float64
	hasSpare bool
}

// New returns the generator of one draw of a seed. Every draw has its own, so that it does not matter which processor takes
// which draw.
func New(seed, number uint64) *Random {
	r := &Random{}
	state := seed ^ bits.RotateLeft64(number*0x9e3779b97f4a7c15, 31) ^ 0x7370617469616c21
	for i := range r.s {
		state += 0x9e3779b97f4a7c15
		z := state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		r.s[i] = z ^ z>>31
	}
	return r
}

// Next returns the next 64 bits.
func (r *Random) Next() uint64 {
	result := bits.RotateLeft64(r.s[1]*5, 7) * 9
	t := r.s[1] << 17
	r.s[2] ^= r.s[0]
	r.s[3] ^= r.s[1]
	r.s[1] ^= r.s[2]
	r.s[0] ^= r.s[3]
	r.s[2] ^= t
	r.s[3] = bits.RotateLeft64(r.s[3], 45)
	return result
}

// Float returns a number above 0 and below 1.
func (r *Random) Float() float64 { return (float64(r.Next()>>12) + 0.5) / (1 << 52) }

// Normal returns a number of the standard normal distribution, by the polar method of Marsaglia and Bray 1964
// (doi:10.1137/1006063).
func (r *Random) Normal() float64 {
	if r.hasSpare {
		r.hasSpare = false
		return r.spare
	}
	for {
		x, y := 2*r.Float()-1, 2*r.Float()-1
		if square := x*x + y*y; square > 0 && square < 1 {
			stretch := math.Sqrt(-2 * math.Log(square) / square)
			r.spare, r.hasSpare = y*stretch, true
			return x * stretch
		}
	}
}

// Gamma returns a number of the gamma distribution with the given shape, above 0, and scale 1, by Marsaglia and Tsang 2000
// (doi:10.1145/358407.358414).
func (r *Random) Gamma(shape float64) float64 {
	if shape < 1 {
		return r.Gamma(shape+1) * math.Pow(r.Float(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.Normal()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(r.Float()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// Binomial returns how many of n hit when each does with chance p; none when that is not known.
func (r *Random) Binomial(n int64, p float64) int64 {
	switch {
	case n <= 0 || !(p > 0):
		return 0
	case p >= 1:
		return n
	case p > 0.5:
		return n - r.Binomial(n, 1-p)
	case float64(n)*p < 10:
		return r.waiting(n, p)
	}
	return r.transformed(n, p)
}

// waiting counts hits by the number of misses between them, which is quick when hits are few.
func (r *Random) waiting(n int64, p float64) int64 {
	miss := math.Log1p(-p)
	for hits, at := int64(0), 0.0; ; hits++ {
		at += math.Floor(math.Log(r.Float())/miss) + 1
		if at > float64(n) {
			return hits
		}
	}
}

// transformed is the rejection by a transformed density of Hörmann 1993 (doi:10.1080/00949659308811496), for p of at most a
// half and n*p of at least 10.
func (r *Random) transformed(n int64, p float64) int64 {
	total := float64(n)
	deviation := math.Sqrt(total * p * (1 - p))
	b := 1.15 + 2.53*deviation
	a := -0.0873 + 0.0248*b + 0.01*p
	centre := total*p + 0.5
	inside := 0.92 - 4.2/b
	alpha := (2.83 + 5.1/b) * deviation
	odds := math.Log(p / (1 - p))
	mode := math.Floor((total + 1) * p)
	top := logFactorial(mode) + logFactorial(total-mode)
	for {
		u, v := r.Float()-0.5, r.Float()
		gap := 0.5 - math.Abs(u)
		k := math.Floor((2*a/gap+b)*u + centre)
		if k < 0 || k > total {
			continue
		}
		if gap >= 0.07 && v <= inside {
			return int64(k)
		}
		if math.Log(v*alpha/(a/(gap*gap)+b)) <= top-logFactorial(k)-logFactorial(total-k)+(k-mode)*odds {
			return int64(k)
		}
	}
}

func logFactorial(k float64) float64 {
	v, _ := math.Lgamma(k + 1)
	return v
}

// Multinomial divides a total over parts that are as likely as their weights, which are at least 0 and add up to more, and
// writes the counts to out.
func (r *Random) Multinomial(total int64, weights []float64, out []float64) {
	left := 0.0
	for _, w := range weights {
		left += w
	}
	last := len(weights) - 1
	for last >= 0 && weights[last] <= 0 {
		last--
	}
	for i, w := range weights {
		count := total
		if i < last {
			count = r.Binomial(total, w/left)
		} else if i > last {
			count = 0
		}
		out[i] = float64(count)
		total -= count
		left -= w
	}
}
