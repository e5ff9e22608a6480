package policy

import (
	"math/big"
	"math/bits"
	"strconv"
	"strings"
)

// Percent is an exact share in percent with up to six decimals (Dutch: percentage). The zero value is 0.
type Percent struct {
	millionths int64
}

// one is 1 percent, and decimals how many decimals a percent may have.
const (
	one      = 1_000_000
	decimals = 6
)

// IsZero reports whether the share is 0.
func (p Percent) IsZero() bool { return p.millionths == 0 }

// Rat is the share as a number of percents: 12.5 percent is 25/2.
func (p Percent) Rat() *big.Rat { return big.NewRat(p.millionths, one) }

// String is the share as it stands in a file.
func (p Percent) String() string {
	whole, part := p.millionths/one, p.millionths%one
	if part == 0 {
		return strconv.FormatInt(whole, 10)
	}
	rest := strconv.FormatInt(one+part, 10)[1:]
	return strconv.FormatInt(whole, 10) + "." + strings.TrimRight(rest, "0")
}

// compare tells whether part is less than (-1), exactly (0) or more than (1) this share of total. Products have 128 bits, so that
// nothing overflows.
func (p Percent) compare(part, total uint64) int {
	a, b := bits.Mul64(part, 100*one)
	c, d := bits.Mul64(total, uint64(p.millionths))
	switch {
	case a < c || a == c && b < d:
		return -1
	case a == c && b == d:
		return 0
	}
	return 1
}
