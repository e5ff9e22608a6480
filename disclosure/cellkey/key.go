package cellkey

import (
	"errors"
	"fmt"
)

// Key is the key of a cell or of one person in it: Binary or Decimal (Dutch: celsleutel).
type Key interface {
	// choose finds the noise that a row of a perturbation table gives.
	choose(r *row) int64
}

var (
	_ Key = Binary{}
	_ Key = Decimal{}
)

// Binary is a key of 64 bits; keys add up modulo 2^64 (Dutch: binaire sleutel). The zero value is the key of nobody.
type Binary struct{ bits uint64 }

// BinaryOf takes up a key that was stored as a number.
func BinaryOf(bits uint64) Binary { return Binary{bits} }

// Uint64 is the key as a number, to be stored inside the walls. With the perturbation table it tells the noise.
func (k Binary) Uint64() uint64 { return k.bits }

// Add is the key of the people of both, who must be different people.
func (k Binary) Add(other Binary) Binary { return Binary{k.bits + other.bits} }

// Sub takes people out again that were added.
func (k Binary) Sub(other Binary) Binary { return Binary{k.bits - other.bits} }

// decimalModulus is what decimal keys are counted by: ten decimals.
const decimalModulus = 10_000_000_000

// ErrDecimal is the fault of a text or number that is no decimal key.
var ErrDecimal = errors.New("a decimal key is 0 with a point and ten digits")

// Decimal is a key of ten decimals, at least 0 and below 1; keys add up modulo 1 (Dutch: decimale sleutel). It is there for records
// that got their keys from other programs. The zero value is the key of nobody.
type Decimal struct{ units uint64 }

// ParseDecimal reads "0.2109579117": exactly ten digits and no sign, so that no key was rounded on its way here.
func ParseDecimal(text string) (Decimal, error) {
	if len(text) != 12 || text[:2] != "0." {
		return Decimal{}, fmt.Errorf("%w: %q", ErrDecimal, text)
	}
	units := uint64(0)
	for _, c := range []byte(text[2:]) {
		if c < '0' || c > '9' {
			return Decimal{}, fmt.Errorf("%w: %q", ErrDecimal, text)
		}
		units = 10*units + uint64(c-'0')
	}
	return Decimal{units}, nil
}

// DecimalOf takes up a key as a number of 10^-10, below 10^10.
func DecimalOf(units uint64) (Decimal, error) {
	if units >= decimalModulus {
		return Decimal{}, fmt.Errorf("%w: %d units", ErrDecimal, units)
	}
	return Decimal{units}, nil
}

// Units is the key as a number of 10^-10.
func (k Decimal) Units() uint64 { return k.units }

// String is the key as ParseDecimal reads it.
func (k Decimal) String() string { return fmt.Sprintf("0.%010d", k.units) }

// Add is the key of the people of both, who must be different people.
func (k Decimal) Add(other Decimal) Decimal {
	return Decimal{(k.units + other.units) % decimalModulus}
}

// Sub takes people out again that were added.
func (k Decimal) Sub(other Decimal) Decimal {
	return Decimal{(k.units + decimalModulus - other.units) % decimalModulus}
}

// Sum is the key of all people together; the order does not matter.
func Sum[K interface{ Add(K) K }](keys []K) K {
	var all K
	for _, k := range keys {
		all = all.Add(k)
	}
	return all
}
