// Package crosslink finds, among the figures that are loaded, combinations that go together with a chosen figure far more
// often than the figures one by one predict (Dutch: dwarsverband). The search itself is in package search; here figures
// become conditions, and what must not take part is left out and named.
package crosslink

import (
	"context"

	"github.com/buurtbeeld/buurtbeeld/internal/adjacency"
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/crosslink/search"
)

// Graphs gives who is whose neighbour among the areas of a division, and nil where no boundaries are loaded (Dutch:
// burenkaarten).
type Graphs interface {
	Get(ctx context.Context, r reader.Reader, id area.DivisionID) (*adjacency.Graph, error)
}

var _ Graphs = (*adjacency.Graphs)(nil)

// Choice is what somebody asks (Dutch: keuze).
type Choice struct {
	// Region is the area whose parts are searched. Required.
	Region area.Code
	// Level is the level of the parts. Required, and below that of the region.
	Level area.Level
	// Year is the year of the division; 0 is the newest that has the target.
	Year int
	// Target is the figure that is looked for, with its threshold. Required.
	Target stack.Layer
	// Layers are the figures that can go together with it; none is all that are loaded. A layer with a threshold of its own
	// is a condition on that side only.
	Layers []stack.Layer
	// MinimumPopulation is the number of inhabitants below which an area takes no part; 0 is that of the stack.
	MinimumPopulation int
	// Search is how is searched.
	Search search.Options
}

// Links is what was found (Dutch: uitkomst).
type Links struct {
	// Choice is the choice with everything filled in but the layers, which are in Layers.
	Choice   Choice
	Division *area.Division
	Region   area.Area
	Target   Figure
	// Layers are the figures that took part, LeftOut those that did not.
	Layers  []Figure
	LeftOut []LeftOut
	// Areas are the areas that took part, by code: land with enough people. Places in the result are places in it.
	Areas []Area
	// Few is how many areas were left out because few or no people live there.
	Few int
	*search.Result
	// NoNeighbours says that it is not known who is whose neighbour, so that areas were taken as independent.
	NoNeighbours bool
	// PairsOnly says that combinations of three were left out, because there are too many.
	PairsOnly bool
}

// Area is an area that took part (Dutch: gebied).
type Area struct {
	area.Area
	// Index is its place in the division.
	Index int
}

// Figure is a figure with where it counts (Dutch: cijfer).
type Figure struct {
	Indicator indicator.Indicator
	Key       indicator.Key
	// Column is aligned to the division.
	Column indicator.Column
	// Low and High are the values at the ends, where the figure has a condition there.
	Low, High       float64
	HasLow, HasHigh bool
	// Known is in how many of the areas it is known.
	Known int
	// Percent is the share of the areas at an end, 0 where the threshold is a value.
	Percent float64
}

// Reason says why a figure did not take part (Dutch: reden).
type Reason string

// The reasons.
const (
	// SameFigure is the target itself, for another group or year too.
	SameFigure Reason = "same_figure"
	// SameValues is a figure that says almost the same as the target.
	SameValues Reason = "same_values"
	// PartOf is a figure that the target is worked out of, or the other way round.
	PartOf Reason = "part_of"
	// SameWhole is a figure that divides the same whole as the target: where one part is large the others are small.
	SameWhole Reason = "same_whole"
	// LikeLayer is a figure that says almost the same as another that took part.
	LikeLayer Reason = "like_layer"
	// Count is a number of people or things, which says above all how large an area is.
	Count Reason = "count"
	// NoDifference is a figure that is the same in most areas.
	NoDifference Reason = "no_difference"
	// LittleKnown is a figure that is known of fewer than half of the areas.
	LittleKnown Reason = "little_known"
)

// LeftOut is a figure that did not take part (Dutch: weggelaten cijfer).
type LeftOut struct {
	Indicator indicator.Indicator
	Reason    Reason
	// Like is the figure that it is like, for LikeLayer.
	Like indicator.Indicator
}

// StrongResemblance is from which Moran's I of the target neighbours look so much alike that it must be said.
const StrongResemblance = 0.3

// Strong reports whether neighbours look so much alike that far fewer areas than there are speak for themselves.
func (l *Links) Strong() bool { return l.Resemblance >= StrongResemblance }
