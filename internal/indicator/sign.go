package indicator

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A column tells so many signs apart, of so many characters at most.
const (
	maxSigns     = 255
	signLength   = 16
	noSign       = 0
	maxSignBytes = signLength * utf8.UTFMax
)

// missingCodes are the numbers that sources write where there is none: CBS in boundary files, StatLine and the key
// figures (design: formats.md, missing signs).
var missingCodes = []string{"-99995", "-99997", "-99999997", "-99999998", "-99999999"}

// isSign reports whether a text can stand for "no number" without being one: short, visible, without blanks around it
// and without any digit, but for the codes that are known to mean this.
func isSign(s string) bool {
	if slices.Contains(missingCodes, s) {
		return true
	}
	if len(s) > maxSignBytes || !utf8.ValidString(s) || utf8.RuneCountInString(s) > signLength || strings.TrimSpace(s) != s {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsNumber(r) || !unicode.IsPrint(r) })
}

// SetSign keeps what the source wrote at the i-th area where it has no number, such as ".", "x" or an empty text, so that
// what the sign means can be mended later. An area with a number has no sign, and SetKnown takes it away.
//
// Promise: a sign holds no number. A text that is too long for a sign or has digits, and is none of the codes that
// sources are known to write, is not kept.
func (b *Builder) SetSign(i int, sign string) {
	if b.c.marks[i].Status() == Known {
		return
	}
	at := slices.Index(b.c.signTexts, sign)
	if at < 0 {
		if len(b.c.signTexts) == maxSigns || !isSign(sign) {
			if b.c.signs != nil {
				b.c.signs[i] = noSign
			}
			return
		}
		at = len(b.c.signTexts)
		b.c.signTexts = append(b.c.signTexts, sign)
	}
	if b.c.signs == nil {
		b.c.signs = make([]uint8, len(b.c.marks))
	}
	b.c.signs[i] = uint8(at + 1)
}

// SignAt returns what the source wrote at the i-th area instead of a number. It is empty where the source left the place
// empty, and where nothing is known of it; HasSign tells these apart.
func (c Column) SignAt(i int) string {
	if !c.HasSign(i) {
		return ""
	}
	return c.signTexts[c.signs[i]-1]
}

// HasSign reports whether it is known what the source wrote at the i-th area instead of a number. It is not for areas
// with a number, for those that the source does not list, where the program found a rate impossible, and in deliveries
// that were read in before signs were kept.
func (c Column) HasSign(i int) bool { return c.signs != nil && c.signs[i] != noSign }

// signsWhole reports whether signs that a store kept are such as a builder makes: a text for each, none twice, and none
// where there is a number.
func signsWhole(signs []uint8, texts []string, marks []Mark) bool {
	if signs == nil {
		return len(texts) == 0
	}
	if len(signs) != len(marks) || len(texts) == 0 || len(texts) > maxSigns {
		return false
	}
	for i, s := range texts {
		if !isSign(s) || slices.Contains(texts[:i], s) {
			return false
		}
	}
	for i, s := range signs {
		if int(s) > len(texts) || s != noSign && marks[i].Status() == Known {
			return false
		}
	}
	return true
}
