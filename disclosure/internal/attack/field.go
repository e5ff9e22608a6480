package attack

import "math/bits"

// Prime is the number modulo which the audit computes: the largest prime below 2^61-1, by which what protects tables
// computes.
const Prime = 1<<61 - 31

// field is arithmetic modulo the prime 2^61 - less, with less below 64.
type field struct{ prime, less uint64 }

func fieldOf(less uint64) field { return field{1<<61 - less, less} }

func (f field) add(a, b uint64) uint64 {
	s := a + b
	if s >= f.prime {
		s -= f.prime
	}
	return s
}

func (f field) sub(a, b uint64) uint64 {
	if a >= b {
		return a - b
	}
	return a + f.prime - b
}

func (f field) neg(a uint64) uint64 {
	if a == 0 {
		return 0
	}
	return f.prime - a
}

// mul uses that 2^61 is less modulo the prime, twice.
func (f field) mul(a, b uint64) uint64 {
	if a == 1 {
		return b
	}
	high, low := bits.Mul64(a<<3, b)
	carry, sum := bits.Mul64(high, f.less)
	sum, over := bits.Add64(sum, low>>3, 0)
	carry += over
	r := sum&(1<<61-1) + (carry<<3|sum>>61)*f.less
	if r >= f.prime {
		r -= f.prime
	}
	return r
}

// inv is the inverse by Fermat's little theorem; that of 0 is 0.
func (f field) inv(a uint64) uint64 {
	if a == 1 || a == f.prime-1 {
		return a
	}
	r := uint64(1)
	for e := f.prime - 2; e > 0; e >>= 1 {
		if e&1 == 1 {
			r = f.mul(r, a)
		}
		a = f.mul(a, a)
	}
	return r
}

// of is a whole number modulo the prime.
func (f field) of(v int64) uint64 {
	if v >= 0 {
		return uint64(v) % f.prime
	}
	return f.neg(uint64(-v) % f.prime)
}

// signed is the whole number nearest to 0 that a remainder stands for.
func (f field) signed(a uint64) int64 {
	if a > f.prime/2 {
		return -int64(f.prime - a)
	}
	return int64(a)
}

// fraction finds the fraction with numerator and denominator of at most the square root of half the prime that a
// remainder stands for (rational reconstruction: Wang 1981, doi:10.1145/800206.806398).
func (f field) fraction(a uint64) (num, den int64, ok bool) {
	const bound = 1 << 30 // 2 * bound^2 is at most the prime, roughly 2^61
	r0, r1 := int64(f.prime), int64(a)
	s0, s1 := int64(0), int64(1)
	for r1 >= bound {
		q := r0 / r1
		r0, r1 = r1, r0-q*r1
		s0, s1 = s1, s0-q*s1
	}
	if s1 < 0 {
		r1, s1 = -r1, -s1
	}
	if s1 == 0 || s1 >= bound || gcd(r1, s1) != 1 {
		return 0, 0, false
	}
	return r1, s1, true
}

func gcd(a, b int64) int64 {
	if a < 0 {
		a = -a
	}
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
