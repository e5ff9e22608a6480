package interval

import (
	"math/big"
	"math/bits"
)

// wide is a whole number of 128 bits in two's complement, for sums of products that must not overflow: each product is
// below 2^126 as long as both factors are int64, and the checks before it keep the factors far smaller.
type wide struct {
	hi, lo uint64
}

// add adds a times b.
func (w *wide) add(a, b int64) {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if a < 0 {
		hi -= uint64(b)
	}
	if b < 0 {
		hi -= uint64(a)
	}
	var carry uint64
	w.lo, carry = bits.Add64(w.lo, lo, 0)
	w.hi, _ = bits.Add64(w.hi, hi, carry)
}

func (w wide) zero() bool { return w.hi == 0 && w.lo == 0 }

// small gives the number where it fits in an int64.
func (w wide) small() (int64, bool) {
	v := int64(w.lo)
	return v, w.hi == uint64(v>>63)
}

// big gives the number in any size.
func (w wide) big() *big.Int {
	out := new(big.Int).SetInt64(int64(w.hi))
	return out.Lsh(out, 64).Add(out, new(big.Int).SetUint64(w.lo))
}
