package cellfile

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/disclosure/cellkey"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// mostDecimals is how many decimals a magnitude may have. All magnitudes of a file are whole numbers of one power of ten, so
// that they add up exactly.
const mostDecimals = 4

// exact is a number as whole units of a power of ten: units / 10^decimals.
type exact struct {
	units    int64
	decimals int
}

// parseExact reads digits with at most one decimal sign, a comma or a point, a minus and a power of ten as R writes it
// (1e+05 is 100000). Nothing is rounded: what is no number, is too large or has too many decimals is a problem.
func parseExact(text string) (exact, *problem.Error) {
	t := strings.TrimSpace(text)
	rest, minus := strings.CutPrefix(t, "-")
	n, digits, seen, i := exact{}, 0, false, 0
	for ; i < len(rest); i++ {
		c := rest[i]
		if (c == '.' || c == ',') && !seen {
			seen = true
			continue
		}
		if c < '0' || c > '9' {
			break
		}
		if n.units > (math.MaxInt64-9)/10 {
			return exact{}, problem.New(problem.Invalid, "vault.number_large")
		}
		n.units = n.units*10 + int64(c-'0')
		digits++
		if seen {
			n.decimals++
		}
	}
	power, ok := exponent(rest[i:])
	if digits == 0 || seen && n.decimals == 0 || !ok {
		return exact{}, notNumber(t)
	}
	n.decimals -= power
	for n.decimals > 0 && n.units%10 == 0 {
		n.units, n.decimals = n.units/10, n.decimals-1
	}
	if n.decimals < 0 {
		if n.units, ok = shift(n.units, -n.decimals); !ok {
			return exact{}, problem.New(problem.Invalid, "vault.number_large")
		}
		n.decimals = 0
	}
	if n.decimals > mostDecimals {
		return exact{}, problem.New(problem.Invalid, "vault.number_decimals", "most", mostDecimals)
	}
	if minus {
		n.units = -n.units
	}
	return n, nil
}

// exponent reads nothing, or e and a whole number of at most two digits.
func exponent(text string) (int, bool) {
	if text == "" {
		return 0, true
	}
	digits := strings.TrimPrefix(text[1:], "+")
	digits, minus := strings.CutPrefix(digits, "-")
	if text[0]|0x20 != 'e' || len(digits) < 1 || len(digits) > 2 {
		return 0, false
	}
	power := 0
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, false
		}
		power = power*10 + int(digits[i]-'0')
	}
	if minus {
		power = -power
	}
	return power, true
}

// shift multiplies by a power of ten, unless the result is too large.
func shift(units int64, power int) (int64, bool) {
	if units == 0 {
		return 0, true
	}
	for range power {
		if units > math.MaxInt64/10 || units < math.MinInt64/10 {
			return 0, false
		}
		units *= 10
	}
	return units, true
}

// unknownMarks are the words that programs write where there is no number.
var unknownMarks = []string{"NaN", "NA", "N/A", "n/a", "#N/A", "NULL", "null", "None", "Inf", "-Inf", "-", "--", ".", "..", "x", "X", "*"}

// notNumber refuses a text, which is quoted only when it is one of the words for a number that is not there: anything else may be
// a name, or a count with a word behind it.
func notNumber(text string) *problem.Error {
	switch {
	case text == "":
		return problem.New(problem.Invalid, "vault.number_empty")
	case slices.Contains(unknownMarks, text):
		return problem.New(problem.Invalid, "vault.not_a_number", "text", text)
	}
	return problem.New(problem.Invalid, "vault.not_a_number_hidden")
}

// parseWhole reads a count: digits and nothing else.
func parseWhole(text string) (int64, *problem.Error) {
	if n, ok := digitsOf(text); ok {
		return n, nil
	}
	n, p := parseExact(text)
	switch {
	case p != nil:
		return 0, p
	case n.units < 0:
		return 0, problem.New(problem.Invalid, "vault.negative")
	case n.decimals > 0:
		return 0, problem.New(problem.Invalid, "vault.not_whole")
	}
	return n.units, nil
}

// digitsOf reads the common case: up to 18 digits.
func digitsOf(text string) (int64, bool) {
	if text == "" || len(text) > 18 {
		return 0, false
	}
	n := int64(0)
	for i := range len(text) {
		c := text[i] - '0'
		if c > 9 {
			return 0, false
		}
		n = n*10 + int64(c)
	}
	return n, true
}

// parseMark reads 0 or 1.
func parseMark(text string) (bool, *problem.Error) {
	switch strings.TrimSpace(text) {
	case "0":
		return false, nil
	case "1":
		return true, nil
	}
	return false, problem.New(problem.Invalid, "vault.not_a_mark")
}

// parseKey reads a cell key or record key: ten decimals, or a whole number of 64 bits.
func parseKey(text string, decimal bool) (uint64, *problem.Error) {
	text = strings.TrimSpace(text)
	if decimal {
		key, err := cellkey.ParseDecimal(text)
		if err != nil {
			return 0, problem.New(problem.Invalid, "vault.key_decimal").Because(err)
		}
		return key.Units(), nil
	}
	key, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, problem.New(problem.Invalid, "vault.key_whole").Because(err)
	}
	return key, nil
}
