package span

import "math/bits"

// P is the prime 2^61-1: a product of two numbers below it is brought back below it by shifts, and the chance that a number
// that is not zero looks like zero is one in P.
const P = 1<<61 - 1

func add(a, b uint64) uint64 {
	if a += b; a >= P {
		a -= P
	}
	return a
}

func neg(a uint64) uint64 {
	if a == 0 {
		return 0
	}
	return P - a
}

func mul(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	r := lo&P + (lo>>61 | hi<<3)
	if r >= P {
		r -= P
	}
	return r
}

// inverse gives b with a*b = 1, by Fermat: a to the power P-2. Most pivots are 1 or -1.
func inverse(a uint64) uint64 {
	if a == 1 || a == P-1 {
		return a
	}
	r := uint64(1)
	for bit := 60; bit >= 0; bit-- {
		r = mul(r, r)
		if (P-2)>>bit&1 == 1 {
			r = mul(r, a)
		}
	}
	return r
}

// ratios gives up[i]/down[i] in place of down with one inverse for all (Montgomery, doi:10.1090/S0025-5718-1987-0866113-7,
// section 10.3.1). Where down is 0 the ratio is 0.
func ratios(up, down, room []uint64) {
	product := uint64(1)
	for i, d := range down {
		room[i] = product
		if d != 0 {
			product = mul(product, d)
		}
	}
	back := inverse(product)
	for i := len(down) - 1; i >= 0; i-- {
		if d := down[i]; d != 0 {
			down[i] = mul(up[i], mul(back, room[i]))
			back = mul(back, d)
		}
	}
}

// residue is a whole number modulo P.
func residue(n int64) uint64 {
	if n >= 0 {
		return uint64(n) % P
	}
	return neg((uint64(-(n + 1)) + 1) % P)
}
