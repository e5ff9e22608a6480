// Package area holds the areas of the Netherlands: codes, levels, years, hierarchy, names and boundaries
// (Dutch: gebied).
package area

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// Code identifies an area within a division (Dutch: gebiedscode): GM0363, WK036304, BU03630401, or NL00 for the
// country. Since 2022 the last positions of districts and neighbourhoods may be letters. Codes are comparable; the zero
// value is no code.
type Code struct{ text string }

// Netherlands is the country as a whole. Statistics Netherlands writes NL00, RIVM writes NL01.
var Netherlands = Code{"NL00"}

// prefixes and lengths of the codes per level.
var codeForms = [...]struct {
	prefix string
	digits int
}{Country: {"NL", 2}, Municipality: {"GM", 4}, District: {"WK", 6}, Neighbourhood: {"BU", 8}}

// ParseCode reads a code with its prefix, in any spelling that occurs: padded with blanks, in lower case, or with the
// year before it (2020BU05050000).
func ParseCode(s string) (Code, error) {
	t := strings.ToUpper(strings.TrimFunc(s, isPadding))
	if len(t) > 6 && isDigits(t[:4]) && t[4] >= 'A' && t[4] <= 'Z' {
		t = t[4:]
	}
	if t == "NL" || t == "NL00" || t == "NL01" {
		return Netherlands, nil
	}
	for level := Municipality; level <= Neighbourhood; level++ {
		form := codeForms[level]
		body, ok := strings.CutPrefix(t, form.prefix)
		if ok && len(body) == form.digits && isBody(body) {
			return Code{t}, nil
		}
	}
	return Code{}, problem.New(problem.Invalid, "area.code_unreadable", "code", shorten(s))
}

// ParseBareCode reads a code that may stand without its prefix, as spreadsheets keep it: 00140000, or 140000 with the
// leading zeros eaten, or 140000.0. The level says how long it must be. A code with a prefix must be of that level.
func ParseBareCode(s string, level Level) (Code, error) {
	t := strings.TrimFunc(s, isPadding)
	if c, err := ParseCode(t); err == nil {
		if c.Level() != level {
			return Code{}, problem.New(problem.Invalid, "area.code_of_other_level",
				"code", c.String(), "found", c.Level().String(), "wanted", level.String())
		}
		return c, nil
	}
	unreadable := problem.New(problem.Invalid, "area.code_unreadable", "code", shorten(s))
	if level < Municipality || level > Neighbourhood {
		return Code{}, unreadable
	}
	form := codeForms[level]
	t = strings.TrimSuffix(t, ".0")
	if strings.HasPrefix(strings.ToUpper(t), form.prefix) {
		t = t[len(form.prefix):]
	}
	if t == "" || len(t) > form.digits || !isBody(pad(t, form.digits)) || len(t) < form.digits && !isDigits(t) {
		return Code{}, unreadable
	}
	return Code{form.prefix + strings.ToUpper(pad(t, form.digits))}, nil
}

// pad puts the eaten zeros back.
func pad(s string, digits int) string {
	return strings.Repeat("0", max(0, digits-len(s))) + s
}

// isPadding reports the blanks around codes, the no-break space and the byte order mark among them.
func isPadding(r rune) bool {
	return r == ' ' || r == '\t' || r == '\r' || r == '\n' || r == '\u00a0' || r == '\ufeff' || r == '\'' || r == '"'
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// isBody reports whether s can follow a prefix: four digits of the municipality, then digits or capitals.
func isBody(s string) bool {
	if len(s) < 4 || !isDigits(s[:4]) {
		return false
	}
	for i := 4; i < len(s); i++ {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// shorten keeps a quoted code readable; what is longer than any code is not one and is not echoed.
func shorten(s string) string {
	s = strings.TrimFunc(s, isPadding)
	if len(s) > 16 {
		return strings.ToValidUTF8(s[:16], "") + "…"
	}
	return s
}

// IsZero reports whether there is no code.
func (c Code) IsZero() bool { return c.text == "" }

// String returns the code in its full spelling.
func (c Code) String() string { return c.text }

// Level returns the level that the code names.
func (c Code) Level() Level {
	switch {
	case c.text == "":
		return 0
	case c == Netherlands:
		return Country
	}
	switch c.text[:2] {
	case "GM":
		return Municipality
	case "WK":
		return District
	}
	return Neighbourhood
}

// Municipality returns the municipality in which the area lies, and no code for the country.
func (c Code) Municipality() Code {
	if c.Level() < Municipality {
		return Code{}
	}
	return Code{"GM" + c.text[2:6]}
}

// District returns the district in which the area lies, and no code above that level.
func (c Code) District() Code {
	if c.Level() < District {
		return Code{}
	}
	return Code{"WK" + c.text[2:8]}
}

// Parent returns the area one level up, and no code for the country.
func (c Code) Parent() Code {
	switch c.Level() {
	case Municipality:
		return Netherlands
	case District:
		return c.Municipality()
	case Neighbourhood:
		return c.District()
	}
	return Code{}
}

// Within reports whether the area is part of the other or is the other, going by the codes alone.
func (c Code) Within(other Code) bool {
	switch other.Level() {
	case Country:
		return !c.IsZero()
	case Municipality:
		return c.Municipality() == other
	case District:
		return c.District() == other
	}
	return c == other && !c.IsZero()
}

// Compare orders codes: the country, then municipalities, districts and neighbourhoods, each by their text.
func (c Code) Compare(other Code) int {
	return cmp.Or(cmp.Compare(c.Level(), other.Level()), strings.Compare(c.text, other.text))
}

// Kind tells land from what only looks like an area (Dutch: soort gebied).
type Kind uint8

const (
	// Land is an area where people can live (Dutch: land). It is the zero value.
	Land Kind = iota
	// Water is an area of water only (Dutch: water).
	Water
	// Abroad is where people are registered who live outside the country (Dutch: buitenland).
	Abroad
)

// ProbableKind returns what the code alone says: 9997 and 9998 stand for water, 9999 and the municipalities GM0998 and
// GM9999 for abroad. A boundary file that marks water says more, and wins.
func (c Code) ProbableKind() Kind {
	switch {
	case c.text == "" || c == Netherlands:
		return Land
	case c.text[2:6] == "0998" || c.text[2:6] == "9999":
		return Abroad
	case c.Level() != Neighbourhood:
		return Land
	}
	switch c.text[6:] {
	case "9997", "9998":
		return Water
	case "9999":
		return Abroad
	}
	return Land
}

// KindOf returns what the code and the name together say. Codes of districts that end in 99 are mostly land; those that
// are called "Groot water", as Statistics Netherlands does, are not.
func KindOf(c Code, name string) Kind {
	if c.Level() == District && strings.HasSuffix(c.text, "99") && strings.EqualFold(strings.TrimSpace(name), "groot water") {
		return Water
	}
	return c.ProbableKind()
}

// ChangeIndicator tells how an area relates to the one with the same code a year before (Dutch: indelingswijziging).
type ChangeIndicator uint8

const (
	// ChangeUnknown is an area whose source says nothing about changes.
	ChangeUnknown ChangeIndicator = iota
	// Unchanged is the same area with the same code.
	Unchanged
	// Recoded is the same area with another code.
	Recoded
	// BoundaryChanged is another area, although its code may be the same.
	BoundaryChanged
)

// ParseChange reads the sign of the source: 1, 2 or 3; anything else is unknown.
func ParseChange(s string) ChangeIndicator {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 1 || n > 3 {
		return ChangeUnknown
	}
	return ChangeIndicator(n)
}
