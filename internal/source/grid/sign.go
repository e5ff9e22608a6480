package grid

import (
	"math"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// Sign is what a source writes where it has no number (Dutch: teken). The zero value is a number.
type Sign uint8

// The signs that occur at CBS, at RIVM and in boundary files. Signs of one's own come after them.
const (
	Number Sign = iota
	// Blank is an empty cell, or blanks only.
	Blank
	// Null is a null of Parquet or JSON, or an absent cell of a workbook.
	Null
	// NA is how R writes it.
	NA
	// NullWord is the word NULL in a text file, and SmallNullWord null.
	NullWord
	SmallNullWord
	// Point is the point of CBS and RIVM: unknown, not reliable enough, or too few.
	Point
	// Cross is the x of CBS: secret. Some write a capital.
	Cross
	CapitalCross
	// Minus99995 to Minus99999999 are numbers that stand for no number.
	Minus99995
	Minus99997
	Minus99999997
	Minus99999998
	Minus99999999
	// own is the first sign that a user brings.
	own
)

// signNames are the names under which signs are counted and mapped, and signTexts how they stand in a file. A null of
// Parquet or JSON has no text there and is written as its name.
var (
	signNames = [own]string{"", "blank", "null", "NA", "NULL", "NULL", ".", "x", "x", "-99995", "-99997", "-99999997", "-99999998", "-99999999"}
	signTexts = [own]string{"", "", "null", "NA", "NULL", "null", ".", "x", "X", "-99995", "-99997", "-99999997", "-99999998", "-99999999"}
)

// Status returns what a sign means when the delivery says nothing more (design: formats.md, missing signs).
func (s Sign) Status() indicator.Status {
	switch s {
	case Number:
		return indicator.Known
	case Cross, CapitalCross, Minus99999997:
		return indicator.Withheld
	}
	return indicator.NotMeasured
}

// Nothing reports whether the sign is no more than an empty place: a whole column of them is not yet published.
func (s Sign) Nothing() bool { return s >= Blank && s <= SmallNullWord }

// signOf returns the sign that a text without blanks at its ends is.
func signOf(t string) (Sign, bool) {
	switch t {
	case "":
		return Blank, true
	case ".":
		return Point, true
	case "x":
		return Cross, true
	case "X":
		return CapitalCross, true
	case "NA":
		return NA, true
	case "NULL":
		return NullWord, true
	case "null":
		return SmallNullWord, true
	}
	return Number, false
}

// signOfNumber returns the sign that a number is at every source.
func signOfNumber(x float64) Sign {
	if x > -99995 {
		return Number
	}
	switch x {
	case -99995:
		return Minus99995
	case -99997:
		return Minus99997
	case -99999997:
		return Minus99999997
	case -99999998:
		return Minus99999998
	case -99999999:
		return Minus99999999
	}
	return Number
}

// SignName returns how the source writes a sign, and "blank" and "null" for what cannot be seen.
func (g *Grid) SignName(s Sign) string {
	if int(s) < len(signNames) {
		return signNames[s]
	}
	if i := int(s - own); i < len(g.own) {
		return g.own[i]
	}
	return ""
}

// SignText returns how a sign stands in the source, and false for a number. It gives only texts that are known or
// declared as signs, never what is in a cell.
func (g *Grid) SignText(s Sign) (string, bool) {
	switch {
	case s == Number:
		return "", false
	case s < own:
		return signTexts[s], true
	case int(s-own) < len(g.own):
		return g.own[s-own], true
	}
	return "", false
}

// OwnSign returns the sign of a text of Options.Signs.
func (g *Grid) OwnSign(text string) (Sign, bool) {
	// A sign is a byte. Texts beyond that are no signs, so that their cells are refused as words.
	if i := slices.Index(g.own, text); i >= 0 && i <= math.MaxUint8-int(own) {
		return own + Sign(i), true
	}
	return Number, false
}

// signOfNumber returns the sign that a number is, one's own first.
func (g *Grid) signOfNumber(x float64) Sign {
	if len(g.ownNumbers) > 0 {
		if s, ok := g.ownNumbers[x]; ok {
			return s
		}
	}
	return signOfNumber(x)
}

// CodeYear returns the year that stands before a code, as in 2020BU05050000, and 0 without one.
func CodeYear(code string) int {
	if len(code) < 7 || code[4] < 'A' || code[4] > 'z' {
		return 0
	}
	year := 0
	for i := range 4 {
		d := int(code[i]) - '0'
		if d < 0 || d > 9 {
			return 0
		}
		year = year*10 + d
	}
	return year
}

// trim returns a text without blanks at its ends; the common case, no blanks, is quick.
func trim(s string) string {
	if s == "" || s[0] > ' ' && s[0] < 0x7f && s[len(s)-1] > ' ' && s[len(s)-1] < 0x7f {
		return s
	}
	return strings.Trim(s, " \t\r\n\v\f\u00a0\u202f\ufeff")
}
