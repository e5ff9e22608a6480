package sheet

import (
	"strconv"
	"unicode/utf8"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
)

// DecimalSign is the sign before the decimals of a column's numbers (Dutch: decimaalteken).
type DecimalSign uint8

const (
	// NotSeen means that no cell has decimals: every number is whole.
	NotSeen DecimalSign = iota
	// Comma is the Dutch sign: 33,4.
	Comma
	// Point is the English sign: 33.4.
	Point
	// Ambiguous means that the only signs are in forms such as 1.234, which can be thousands or decimals. Ask.
	Ambiguous
	// Mixed means that some cells can only have a comma and others only a point. Refuse.
	Mixed
)

var decimalNames = [...]string{"not seen", "comma", "point", "ambiguous", "mixed"}

// String returns the English name, for logs and tables.
func (d DecimalSign) String() string {
	if int(d) < len(decimalNames) {
		return decimalNames[d]
	}
	return decimalNames[NotSeen]
}

// GroupSign is the sign between the thousands of a column's numbers (Dutch: scheidingsteken voor duizendtallen).
type GroupSign uint8

const (
	// NoGroup means that thousands are written together: 1234567.
	NoGroup GroupSign = iota
	// GroupComma is 1,234,567.
	GroupComma
	// GroupPoint is 1.234.567.
	GroupPoint
	// GroupSpace is 1 234 567, with a blank, a no-break space or a narrow one.
	GroupSpace
	// GroupApostrophe is 1'234'567.
	GroupApostrophe
)

var groupNames = [...]string{"none", "comma", "point", "space", "apostrophe"}

// String returns the English name, for logs and tables.
func (g GroupSign) String() string {
	if int(g) < len(groupNames) {
		return groupNames[g]
	}
	return groupNames[NoGroup]
}

// Style is how the numbers of one column are written (Dutch: getalnotatie). The zero value reads whole numbers only.
type Style struct {
	Decimal DecimalSign
	Group   GroupSign
}

// longest is how many signs a number may have. The longest that CBS writes has 20; a float64 needs at most 25.
const longest = 64

// Parse reads a number in the style, with blanks at both ends passed over. It takes digits, one sign of decimals, a
// minus (also the typographic one) and groups of exactly three digits, and nothing else: no "NaN", "Inf", "1_000",
// "1e3", "0x1F", "+5", "5%" or digits of other scripts, and no number too large for a float64. "-0" is 0.
// Nor does it take a sign that the style does not have: "1.234" in a column of whole numbers is refused.
func (s Style) Parse(text string) (float64, error) {
	t := cell.Trim(text)
	if v, ok := s.short(t); ok {
		return v, nil
	}
	if t == "" || len(t) > longest {
		return 0, notNumber(t)
	}
	var digits [longest + 2]byte
	n, ok := s.normal(t, digits[:0])
	if !ok {
		return 0, notNumber(t)
	}
	v, err := strconv.ParseFloat(string(n), 64)
	if err != nil || !cell.Finite(v) {
		return 0, notNumber(t)
	}
	return v + 0, nil
}

// powers are the powers of ten that a float64 holds exactly.
var powers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// short reads the common case, at most fifteen digits without groups. Digits and power of ten are then both exact, so
// one division rounds correctly (Clinger 1990, doi:10.1145/93542.93557).
func (s Style) short(t string) (float64, bool) {
	minus := t != "" && t[0] == '-'
	if minus {
		t = t[1:]
	}
	if t == "" || len(t) > 16 {
		return 0, false
	}
	mark := s.mark()
	var whole uint64
	decimals, seen := 0, false
	for i := range len(t) {
		switch c := t[i]; {
		case c >= '0' && c <= '9':
			whole = whole*10 + uint64(c-'0')
			if seen {
				decimals++
			}
		case c == mark && !seen && mark != 0:
			seen = true
		default:
			return 0, false
		}
	}
	if seen && decimals == 0 || whole > 1<<53 {
		return 0, false
	}
	v := float64(whole) / powers[decimals]
	if minus && v != 0 {
		v = -v
	}
	return v, true
}

func (s Style) mark() byte {
	switch s.Decimal {
	case Comma:
		return ','
	case Point:
		return '.'
	}
	return 0
}

// normal writes t with a point and without groups to the end of to, and reports whether t is a number of the style.
func (s Style) normal(t string, to []byte) ([]byte, bool) {
	if rest, ok := cutMinus(t); ok {
		to, t = append(to, '-'), rest
	}
	mark := s.mark()
	run, groups, decimals, seen := 0, 0, 0, false
	for t != "" {
		r, size := utf8.DecodeRuneInString(t)
		t = t[size:]
		switch {
		case r >= '0' && r <= '9':
			to = append(to, byte(r))
			if seen {
				decimals++
			} else {
				run++
			}
		case mark != 0 && r == rune(mark) && !seen:
			if groups > 0 && run != 3 {
				return nil, false
			}
			to, seen = append(to, '.'), true
		case !seen && s.Group != NoGroup && groupOf(r) == s.Group:
			if run < 1 || run > 3 || groups > 0 && run != 3 {
				return nil, false
			}
			groups, run = groups+1, 0
		default:
			return nil, false
		}
	}
	if groups > 0 && run != 3 || seen && decimals == 0 || run == 0 && decimals == 0 {
		return nil, false
	}
	return to, true
}

// cutMinus cuts a minus sign: the hyphen of every keyboard or U+2212 of typography.
func cutMinus(t string) (string, bool) {
	if t != "" && t[0] == '-' {
		return t[1:], true
	}
	if len(t) > 3 && t[:3] == "\u2212" {
		return t[3:], true
	}
	return t, false
}

// groupOf returns the group sign that a character is.
func groupOf(r rune) GroupSign {
	switch r {
	case ',':
		return GroupComma
	case '.':
		return GroupPoint
	case ' ', 0xA0, 0x202F, 0x2009:
		return GroupSpace
	case '\'', 0x2019:
		return GroupApostrophe
	}
	return NoGroup
}

// notNumber refuses a text. It is quoted only when it can hold no name: a few signs without two letters in a row.
func notNumber(t string) error {
	if len(t) > 0 && len(t) <= 24 && nameless(t) {
		return problem.New(problem.Invalid, "sheet.not_a_number", "text", t)
	}
	return problem.New(problem.Invalid, "sheet.not_a_number_hidden")
}

func nameless(t string) bool {
	letters := 0
	for i := range len(t) {
		c := t[i]
		switch {
		case c < ' ' || c > '~' || c == '<' || c == '>' || c == '&':
			return false
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			if letters++; letters > 1 {
				return false
			}
		}
	}
	return true
}
