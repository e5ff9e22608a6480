package stem

import (
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// PlainUnit writes a unit of CBS as the rest of the program does.
func PlainUnit(u string) indicator.Unit {
	u = strings.Join(strings.Fields(u), " ")
	switch strings.ToLower(u) {
	case "aantal":
		return "count"
	case "x 1 000 euro", "1 000 euro", "x 1.000 euro":
		return "x1000 EUR"
	case "per 1 000 inwoners":
		return "per 1000"
	case "aantal inwoners per km²":
		return "per km²"
	case "getal":
		return "score"
	}
	return indicator.Unit(u)
}

// AddsUp reports whether values of a unit add up over areas.
func AddsUp(u indicator.Unit) bool {
	switch u {
	case "persons", "households", "dwellings", "count", "ha":
		return true
	}
	return false
}

// Spaced writes a stem as words: AantalDingen is "Aantal dingen".
func Spaced(name string) string {
	s := strings.ReplaceAll(Snake(name), "_", " ")
	if s == "" {
		return name
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
