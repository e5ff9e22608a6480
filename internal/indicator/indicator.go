// Package indicator holds what is counted and the figures themselves: definitions, values with their status, columns,
// and the deliveries they came in (Dutch: indicator, cijfer).
package indicator

import (
	"regexp"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// ID names an indicator: lower-case letters, digits and underscores, such as social_assistance_rate
// (Dutch: naam van het cijfer).
type ID string

var idForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,79}$`)

// ParseID reads the name of an indicator.
func ParseID(s string) (ID, error) {
	if !idForm.MatchString(s) {
		return "", problem.New(problem.Usage, "indicator.id_unreadable", "id", s)
	}
	return ID(s), nil
}

// Population is the indicator that counts inhabitants; it is the denominator of most rates and tells small areas apart.
const Population ID = "population_total"

// Text is a text in both languages (Dutch: tekst).
type Text struct {
	NL string `yaml:"nl"`
	EN string `yaml:"en"`
}

// In returns the text in a language given by its tag, and the Dutch one when the English is missing.
func (t Text) In(tag string) string {
	if tag == "en" && t.EN != "" {
		return t.EN
	}
	return t.NL
}

// Unit is what a value counts (Dutch: eenheid): "persons", "%", "per 1000", "x1000 EUR", "score", "km" …
type Unit string

// IsShare reports whether the values are percentages, so that two of them differ by percentage points.
func (u Unit) IsShare() bool { return len(u) > 0 && u[0] == '%' }

// Kind is the place of an indicator in steering (Dutch: soort cijfer).
type Kind string

// The kinds of indicator: what is put in, what is done, what changes early and late, what lies outside, and what
// measuring costs.
const (
	Input   Kind = "input"
	Output  Kind = "output"
	Interim Kind = "interim"
	Outcome Kind = "outcome"
	Context Kind = "context"
	Burden  Kind = "burden"
)

// Sphere is the part of the sociale basis that an indicator is about (Dutch: sfeer). The empty sphere is context.
type Sphere string

// The three spheres.
const (
	Personal      Sphere = "personal"
	Communal      Sphere = "communal"
	Institutional Sphere = "institutional"
)

// Direction says which way is wanted (Dutch: richting). It never decides a colour.
type Direction string

// The directions of an indicator.
const (
	HigherBetter Direction = "higher_better"
	LowerBetter  Direction = "lower_better"
	Neutral      Direction = "neutral"
)

// Indicator is an agreed sign of the state of something (Dutch: indicator; on pages: cijfer).
type Indicator struct {
	ID         ID
	Name       Text
	Unit       Unit
	Kind       Kind
	Sphere     Sphere
	Direction  Direction
	Definition Text
	// Denominator is the indicator of which this one is a share or a rate, when it is one.
	Denominator ID
	// PartOf is the indicator of which this one counts or is a part, so that all parts with the same Among add up to it.
	PartOf ID
	Among  string
	// Decimals is how many decimals people see.
	Decimals int
	// Source is who publishes it: "CBS", "RIVM", or the owner of an own table.
	Source string
	// SourceColumn is the stem of the column at the source.
	SourceColumn string
	// Catalogue is true for an indicator of the starter catalogue, and false for one that a table brought along.
	Catalogue bool
	// Summable is true for counts, which add up over areas. Rates and means do not.
	Summable bool
	// Modelled is true when every value is an estimate of a model (Dutch: geschat cijfer).
	Modelled bool
}
