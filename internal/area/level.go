package area

import (
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// Level is a step in the hierarchy of areas (Dutch: niveau). The zero value is no level.
type Level uint8

const (
	// Country is the whole of the Netherlands (Dutch: land).
	Country Level = iota + 1
	// Municipality is the lowest general government with a council (Dutch: gemeente).
	Municipality
	// District lies between municipality and neighbourhood (Dutch: wijk).
	District
	// Neighbourhood is the smallest area of the division of Statistics Netherlands (Dutch: buurt).
	Neighbourhood
)

var levelWords = [...]string{"", "land", "gemeente", "wijk", "buurt"}

// String returns the Dutch word for the level, which is also how command lines and exports spell it.
func (l Level) String() string {
	if int(l) < len(levelWords) {
		return levelWords[l]
	}
	return ""
}

// ParseLevel reads a level by its Dutch or English word.
func ParseLevel(s string) (Level, error) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "land", "country":
		return Country, nil
	case "gemeente", "municipality":
		return Municipality, nil
	case "wijk", "district":
		return District, nil
	case "buurt", "neighbourhood":
		return Neighbourhood, nil
	}
	return 0, problem.New(problem.Usage, "area.level_unknown", "level", s)
}
