package cellkey

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// wholeAtto is 1, counted in 10^-18. All fractions of a table are kept so: exactly, with room for what a program writes that
// works with 15 to 17 digits.
const wholeAtto = 1_000_000_000_000_000_000

// attoDecimals is how many decimals that is.
const attoDecimals = 18

// decimal is a fraction from 0 to 1 with the text that it was given by.
type decimal struct {
	atto     uint64
	decimals int  // how many there are, without zeros at the end
	cut      bool // there were more than 18, and what follows is left out
	text     string
}

// decimalOf is a fraction of ten decimals, or fewer, from a number of 10^-10.
func decimalOf(units uint64) decimal {
	text := strconv.FormatUint(units/decimalModulus, 10)
	if rest := units % decimalModulus; rest > 0 {
		text = strings.TrimRight(fmt.Sprintf("%s.%010d", text, rest), "0")
	}
	_, fraction, _ := strings.Cut(text, ".")
	return decimal{atto: units * (wholeAtto / decimalModulus), decimals: len(fraction), text: text}
}

// parseDecimal reads 0.5, 1 and 3.4e-06, which must lie from 0 to 1.
func parseDecimal(text string) (decimal, error) {
	refuse := func() (decimal, error) {
		return decimal{}, fmt.Errorf("%w: %q is no fraction from 0 to 1", ErrForm, text)
	}
	mantissa, exponent, has := strings.Cut(strings.ToLower(text), "e-")
	shift := 0
	if has {
		var err error
		if shift, err = strconv.Atoi(exponent); err != nil || shift < 0 || shift > 40 || exponent[0] == '+' {
			return refuse()
		}
	}
	whole, fraction, point := strings.Cut(mantissa, ".")
	digits := whole + fraction
	if whole == "" || point && fraction == "" || len(digits) > 60 || strings.Trim(digits, "0123456789") != "" {
		return refuse()
	}
	// The point moves to the left by shift: zeros are put before the digits until it stands behind the first.
	digits = strings.Repeat("0", shift+1) + digits
	at := len(digits) - len(fraction) - shift
	whole, fraction = digits[:at], strings.TrimRight(digits[at:], "0")
	d := decimal{decimals: len(fraction), cut: len(fraction) > attoDecimals, text: text}
	switch whole = strings.TrimLeft(whole, "0"); {
	case whole == "1" && fraction == "":
		d.atto = wholeAtto
		return d, nil
	case whole != "":
		return refuse()
	}
	for i := range attoDecimals {
		d.atto *= 10
		if i < len(fraction) {
			d.atto += uint64(fraction[i] - '0')
		}
	}
	return d, nil
}

// above64 is ceil(d * 2^64), of a fraction below 1. It fits: at most 18 decimals lie at least 18 units below the top.
func (d decimal) above64() uint64 {
	quotient, rest := bits.Div64(d.atto, 0, wholeAtto)
	if rest > 0 {
		quotient++
	}
	return quotient
}

// above10 is ceil(d * 10^10).
func (d decimal) above10() uint64 {
	const step = wholeAtto / decimalModulus
	return (d.atto + step - 1) / step
}
