// Package tail gives the chances in the tails of distributions, exact where much depends on it and quick where there are
// millions (Dutch: staartkansen).
package tail

import (
	"math"
	"sync"
)

// A hundred columns of a national map need a million and a half p-values, which is most of the work when each takes an
// exponential. So the usual range is cut in pieces that each have a polynomial of their own.
const (
	pieces   = 64 // per unit of z
	tabled   = 8  // up to this z
	powersOf = 8  // coefficients per piece: one line of cache
)

// Normal gives the chances of a score under the normal distribution (Dutch: normale verdeling).
type Normal [pieces * tabled][powersOf]float64

// Table gives the Taylor coefficients of the two-sided p around the middle of each piece. With pieces this narrow
// what is left out is less than 1e-14 of p.
var Table = sync.OnceValue(func() *Normal {
	var table Normal
	for at := range table {
		z := (float64(at) + 0.5) / pieces
		table[at][0] = math.Erfc(z / math.Sqrt2)
		// The derivatives of the density are Hermite polynomials times the density.
		density := math.Exp(-z*z/2) * math.Sqrt(2/math.Pi)
		before, hermite, factorial := 0.0, 1.0, 1.0
		for k := 1; k < powersOf; k++ {
			factorial *= -float64(k)
			table[at][k] = hermite * density / factorial
			before, hermite = hermite, z*hermite-float64(k-1)*before
		}
	}
	return &table
})

// TwoSided returns the chance of a score as far from 0 as z, on either side.
func TwoSided(z float64) float64 { return Table().TwoSided(z) }

// TwoSided is the same for who has the table at hand.
func (table *Normal) TwoSided(z float64) float64 {
	z = math.Abs(z)
	if !(z < tabled) {
		return math.Erfc(z / math.Sqrt2)
	}
	at := int(z * pieces)
	c := &table[at]
	d := z - (float64(at)+0.5)/pieces
	d2 := d * d
	return c[0] + c[1]*d + d2*(c[2]+c[3]*d) + d2*d2*(c[4]+c[5]*d+d2*(c[6]+c[7]*d))
}
