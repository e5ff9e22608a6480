// Package hotspot tells which areas stand out together with the areas around them, and which against them, by more than
// chance gives (Dutch: hotspot): for one figure, or for the number of figures that count in a stack. Figures of few people
// are smoothed first; everything is worked out for the whole country as far as it is loaded, so that an area at the edge of
// a municipality has all its neighbours.
package hotspot

import (
	"math"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// Reason says why nothing can be said of an area (Dutch: reden). The zero value is that something can.
type Reason uint8

// The reasons.
const (
	// Said is an area of which something is said.
	Said Reason = iota
	// NoLand is water or abroad (Dutch: geen land).
	NoLand
	// Nobody is an area where nobody lives (Dutch: onbewoond).
	Nobody
	// Few is an area with fewer inhabitants than the minimum (Dutch: te weinig inwoners).
	Few
	// NoValue is an area whose figure was not measured (Dutch: niet gemeten).
	NoValue
	// Hidden is an area whose figure is withheld, to protect people, or too uncertain to show (Dutch: niet getoond).
	Hidden
	// TooLittle is an area of which too few figures of the stack are known (Dutch: te weinig bekend).
	TooLittle
	// Alone is an area without neighbours on the map (Dutch: geen buren).
	Alone
	// Around is an area whose neighbours have no value (Dutch: van de buren is niets bekend).
	Around
)

var reasonNames = [...]string{"", "no_land", "nobody", "few", "no_value", "hidden", "too_little", "no_neighbours", "neighbours_unknown"}

// String returns the reason as exports and keys of texts spell it.
func (r Reason) String() string { return reasonNames[min(int(r), len(reasonNames)-1)] }

// Smoothing says how a figure of few people was made fit to be compared (Dutch: afvlakking). The zero value is not at all.
type Smoothing uint8

// The ways of smoothing.
const (
	// Raw leaves a figure as it is: nobody knows of how many people it is, or it is no share of people.
	Raw Smoothing = iota
	// Counted uses the counts that came with the figure (Dutch: met de aantallen).
	Counted
	// Worked uses the number that the figure is a share of, from another column (Dutch: met de noemer).
	Worked
	// PerPerson turns a count into a rate per 1,000 inhabitants first (Dutch: per inwoner).
	PerPerson
)

var smoothingNames = [...]string{"none", "counts", "denominator", "per_inhabitant"}

// String returns the way of smoothing as exports spell it.
func (s Smoothing) String() string { return smoothingNames[min(int(s), len(smoothingNames)-1)] }

// Field is what is held against its surroundings: one value per area of a division (Dutch: veld).
type Field struct {
	// Values are as published, or as counted in a stack; NaN is left out. Of a count they are per 1,000 inhabitants.
	Values []float64
	// Smoothed are what is tested; the same slice as Values without smoothing.
	Smoothed  []float64
	Smoothing Smoothing
	// Base is the indicator that tells of how many people a value is, where it came from another column.
	Base indicator.ID
	// Reasons tell why a value is left out.
	Reasons []Reason
}

// Result is the hotspots of a division (Dutch: uitkomst). It is shared by who asked for it: read only.
type Result struct {
	Finding
	Field
	Index *area.Index
	// Municipalities is the number of municipalities with a value: how wide was looked.
	Municipalities int
	// Isolated is the number of areas with a value and without neighbours on the map.
	Isolated int
}

// At returns the place of an area, and false when the division does not have it.
func (r *Result) At(c area.Code) (int, bool) { return r.Index.Find(c) }

// finish completes the reasons and counts of a result.
func (r *Result) finish(drawn func(i int) int) {
	seen := map[area.Code]bool{}
	for i := range r.Category {
		if math.IsNaN(r.Smoothed[i]) {
			continue
		}
		seen[r.Index.Code(i).Municipality()] = true
		switch {
		case r.Neighbours[i] > 0:
		case drawn(i) == 0:
			r.Reasons[i] = Alone
			r.Isolated++
		default:
			r.Reasons[i] = Around
		}
	}
	r.Municipalities = len(seen)
}

// bytes is about what a result takes in memory.
func (r *Result) bytes() int { return 256 + len(r.Category)*(6*8+2*8+4+3) }
