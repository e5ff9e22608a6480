package cell

import (
	"math"
	"strings"
)

// Clean returns a text of a header without what cannot be seen: blanks at the ends, control characters, byte order
// marks, zero-width characters and marks that turn the direction of reading. Line breaks and rows of blanks become one
// blank.
func Clean(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	blank := false
	for _, r := range s {
		switch {
		case IsBlank(r):
			blank = b.Len() > 0
		case IsHidden(r):
		default:
			if blank {
				b.WriteByte(' ')
				blank = false
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// plain reports whether Clean would change nothing.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < '!' || c > '~' {
			if c != ' ' || i == 0 || i == len(s)-1 || s[i+1] == ' ' {
				return false
			}
		}
	}
	return true
}

// IsBlank reports whether a character is a blank, a line break or a no-break space.
func IsBlank(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\r', '\v', '\f', 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
		return true
	}
	return r >= 0x2000 && r <= 0x200A
}

// IsHidden reports whether a character takes no place on the page: controls (C0, C1), soft hyphen, zero-width signs,
// marks of direction, variation selectors, tags and the byte order mark (Unicode 15, categories Cc and Cf).
func IsHidden(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7F && r < 0xA0, r == 0xAD, r == 0x61C, r == 0x180E, r == 0xFEFF:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F:
		return true
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0000 && r <= 0xE0FFF, r >= 0xFFF9 && r <= 0xFFFB:
		return true
	}
	return false
}

// Trim returns s without blanks at both ends, no-break spaces included.
func Trim(s string) string {
	if s == "" || s[0] > ' ' && s[0] < 0x7F && s[len(s)-1] > ' ' && s[len(s)-1] < 0x7F {
		return s
	}
	return strings.TrimFunc(s, IsBlank)
}

// Finite reports whether a number is neither infinite nor "not a number".
func Finite(v float64) bool { return !math.IsInf(v, 0) && !math.IsNaN(v) }
