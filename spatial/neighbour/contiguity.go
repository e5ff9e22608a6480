// Package neighbour finds out who is whose neighbour: areas that share a border or a corner, straight from their
// boundaries; the nearest areas and those within a distance; and links that are written in a file (Dutch: buren). The
// answer is weights for the statistics of package spatial. Slices go in and numbers come out; input is never changed.
package neighbour

import (
	"errors"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// ErrCoordinate means that a coordinate is no number, or lies so far from the others that the grid cannot hold both.
var ErrCoordinate = errors.New("neighbour: a coordinate that cannot be")

// ErrOption means that an option has a value without a meaning.
var ErrOption = errors.New("neighbour: an option that cannot be")

// ErrTooMany means that there would be more links than this package can hold.
var ErrTooMany = errors.New("neighbour: too many links")

// Rule says when two areas touch (Dutch: aangrenzing).
type Rule uint8

// The rules.
const (
	// Queen lets areas be neighbours that share a point: a border or only a corner.
	Queen Rule = iota
	// Rook lets areas be neighbours that share a piece of border that has a length.
	Rook
)

// Unit says in what coordinates are (Dutch: eenheid).
type Unit uint8

// The units.
const (
	// Metre is for a plane grid in metres, as RD New.
	Metre Unit = iota
	// Degree is for longitude (X) and latitude (Y) in degrees, as WGS84; lengths are measured on its ellipsoid.
	Degree
)

// Options says which areas are neighbours; the zero value is queen, exact, in metres.
type Options struct {
	Rule Rule
	Unit Unit
	// Grid is the width of the grid on which coordinates are put before they are compared, in the unit of the coordinates.
	// 0 means 0.001 metres, or 0.0000001 degrees (about a centimetre).
	Grid float64
	// ToleranceMetres is how far borders that were drawn apart may lie from each other; 0 is exact. See Polygons.
	ToleranceMetres float64
	// MinimumMetres is the length that borders must run along each other to count with a tolerance. 0 means twice the
	// tolerance, at most 50.
	MinimumMetres float64
	// Borders asks for the length of the border per link. With a tolerance it is always measured.
	Borders bool
}

// Contiguity is which areas touch (Dutch: aangrenzing).
type Contiguity struct {
	// Weights holds each link in both directions.
	Weights *spatial.Weights
	// Seams are the borders that were found only thanks to the tolerance, in the order of their areas.
	Seams  []Seam
	border []float64 // metres per link, in the order of the weights; nil when not measured
}

// Seam is a border along which the two sides were not drawn alike (Dutch: naad).
type Seam struct {
	// A and B are the areas, A the lower.
	A, B int32
	// LengthMetres is how long the two sides run along each other without being the same.
	LengthMetres float64
	// OverlapShare is the part of that length, 0 to 1, on which the areas lie over each other; on the rest is a gap.
	OverlapShare float64
	// WidthMetres is the mean distance between the two sides.
	WidthMetres float64
	// Linked is false when the border is too short to make the areas neighbours.
	Linked bool
}

// Measured reports whether the lengths of borders are known.
func (c *Contiguity) Measured() bool { return c.border != nil }

// BorderMetres returns the length of the border with each neighbour of area i, in the order of Weights.Neighbours(i), or
// nil when it was not measured. It is 0 for areas that touch in a corner only. Read only.
func (c *Contiguity) BorderMetres(i int) []float64 {
	if c.border == nil {
		return nil
	}
	at := 0
	for k := range i {
		at += c.Weights.Degree(k)
	}
	return slices.Clip(c.border[at : at+c.Weights.Degree(i)])
}
