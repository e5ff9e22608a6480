package ownarea

import (
	"context"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// Method is how a figure of an own area is worked out (Dutch: rekenwijze).
type Method uint8

const (
	// NoMethod is a figure that cannot be put together of its parts: a median, a class, a score, or a share of people that
	// are not counted per area. It is the zero value.
	NoMethod Method = iota
	// Sum adds counts up (Dutch: opgeteld).
	Sum
	// Ratio adds up what is counted and out of how many, and divides (Dutch: deling van sommen).
	Ratio
	// Weighted is the mean of the parts, each as heavy as the people or things it is about (Dutch: gewogen gemiddelde).
	Weighted
)

var methodNames = [...]string{"none", "sum", "ratio", "weighted"}

// String returns the name of the method in exports and keys of texts.
func (m Method) String() string { return methodNames[min(int(m), len(methodNames)-1)] }

// Answer says whether a figure is given, and why not (Dutch: antwoord).
type Answer uint8

const (
	// Refused is not shown, to protect people, for whatever reason; the reason is not told, so that the refusal itself tells
	// nothing. It is the zero value (Dutch: niet getoond).
	Refused Answer = iota
	// Given is a figure with a number (Dutch: gegeven).
	Given
	// NotCombined is a figure that has no method. That depends on the figure alone, not on the areas (Dutch: niet samen te
	// voegen).
	NotCombined
	// NotMeasured is a figure that the source has of none of the parts (Dutch: niet gemeten).
	NotMeasured
)

var answerNames = [...]string{"withheld", "known", "not_combinable", "not_measured"}

// String returns the answer as exports and keys of texts spell it.
func (a Answer) String() string { return answerNames[min(int(a), len(answerNames)-1)] }

// Value is one figure of an own area (Dutch: cijfer van een eigen gebied).
type Value struct {
	Key       indicator.Key
	Indicator indicator.Indicator
	Answer    Answer
	Method    Method
	// Number is the figure, and Low and High between which it lies, by the rounding of the parts, the margins that their
	// source gives and, of an outline, with cut parts wholly in or wholly out. All are 0 where there is no number.
	Number, Low, High float64
	// Step is in which step the source rounds the parts.
	Step float64
	// Weight counts the population by which parts count, of a weighted mean. Near says that it stands in the place of one
	// that is not counted.
	Weight indicator.Indicator
	Near   bool
	// Totals are the districts or municipalities of which the published figure was taken, since one of their parts has none.
	Totals []area.Code
	// Parts is of how many areas the figure was put together.
	Parts int
	// Estimated is a figure of which parts were cut by an outline.
	Estimated bool
	Mark      indicator.Mark
	// Delivery is in which delivery the figures of the parts came.
	Delivery string
	// Around is the same figure of the municipality, when all parts lie in one.
	Around indicator.Value
}

// Result is an own area with its figures (Dutch: uitkomst).
type Result struct {
	Area Area
	// Values are in the order of the indicators, each of the newest period and of everybody where there is such a column.
	Values []Value
	// Full is true when so many combinations were asked for that no new one is worked out.
	Full bool
	// WholeOnly is true when an outline cuts parts and some figures came in with a delivery of the municipality itself, which
	// are given of whole parts only. It depends on where figures came from, not on what they are.
	WholeOnly bool
}

// Find returns the figure of an indicator.
func (r *Result) Find(id indicator.ID) (Value, bool) {
	i := slices.IndexFunc(r.Values, func(v Value) bool { return v.Key.Indicator == id })
	if i < 0 {
		return Value{}, false
	}
	return r.Values[i], true
}

// Figures gives what own areas are worked out of.
type Figures interface {
	Division(ctx context.Context, r reader.Reader, id area.DivisionID) (*area.Division, error)
	Deliveries(ctx context.Context, r reader.Reader) ([]indicator.Delivery, error)
	Indicators(ctx context.Context, r reader.Reader) ([]indicator.Indicator, error)
	Summaries(ctx context.Context, r reader.Reader) ([]indicator.Summary, error)
	Column(ctx context.Context, r reader.Reader, key indicator.Key) (indicator.Column, error)
}

// Entry is a figure as it is kept in the register of what was given: sums over the parts, each times its share, between two
// numbers (Dutch: regel in het register). Of a share or a mean it is what stands above the line.
type Entry struct {
	Key       indicator.Key
	Parts     []Part
	Low, High float64
}

// Verdict is what a check says of one answer (Dutch: oordeel).
type Verdict uint8

const (
	// MayNot is not given. It is the zero value.
	MayNot Verdict = iota
	// Follows is a sum of numbers that everybody of the team can read. It may be given whatever was given before, and is
	// remembered as long as there is room.
	Follows
	// Adds tells more than what is published, and may only be given when it is remembered.
	Adds
)

// Check says whether the i-th of some entries may be given, after what was given before of the same figure (Dutch: toets).
type Check func(i int, earlier func() ([]Entry, error)) (Verdict, error)

// Register remembers everything that was ever given of own areas, kept ones and others (Dutch: register van uitkomsten). It is
// never emptied: what was given cannot be taken back.
type Register interface {
	// GiveOwnArea asks check about one candidate after the other, with what was given before of the same figure, and keeps those
	// that pass, in one transaction, so that two who ask at the same time cannot both be first. It returns which may be given.
	// What was given before just so may be given again. Earlier is only read when check asks for it. Answers that follow from
	// what is published take at most half of the room for MostAsked combinations and are given without room too, so that
	// nobody can use the room up for others; one that adds is refused when there is no room, which full tells.
	GiveOwnArea(ctx context.Context, r reader.Reader, all []Entry, check Check) (may []bool, full bool, err error)
}
