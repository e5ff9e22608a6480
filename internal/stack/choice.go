// Package stack lays figures on top of each other and counts, per area, in how many of them it stands out
// (Dutch: stapelkaart). It says what was known, how much depends on the choices made, and says it in a sentence.
package stack

import (
	"context"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// Figures is where a stack finds its areas and columns (Dutch: cijfers).
type Figures interface {
	Divisions(context.Context, reader.Reader) ([]area.DivisionID, error)
	Division(context.Context, reader.Reader, area.DivisionID) (*area.Division, error)
	Indicators(context.Context, reader.Reader) ([]indicator.Indicator, error)
	Summaries(context.Context, reader.Reader) ([]indicator.Summary, error)
	Column(context.Context, reader.Reader, indicator.Key) (indicator.Column, error)
}

// Choice is everything somebody chooses about a stack (Dutch: keuze). Build fills in what is left open.
type Choice struct {
	// Region is the area whose parts are compared. Required.
	Region area.Code
	// Level is the level of the parts. Required, and below that of the region.
	Level area.Level
	// Year is the year of the division; 0 is the newest in which all layers are loaded.
	Year int
	// Layers is 2 to 12 layers.
	Layers []Layer
	// MinimumPopulation is the number of inhabitants below which an area is marked as small; 0 is 100.
	MinimumPopulation int
	// Draws is how often other plausible choices are tried; 0 is 1,000, below 0 is never.
	Draws int
	// Seed starts the draws: the same seed gives the same draws.
	Seed uint64
}

// The values of a choice that is left open, and the limits of what can be chosen.
const (
	DefaultMinimumPopulation = 100
	DefaultDraws             = 1000
	DefaultPercent           = 20
	FewestLayers             = 2
	MostLayers               = 12
	leastPercent             = 1
	mostPercent              = 50
	mostWeight               = 100
	mostDraws                = 100_000
)

// Picture is a stack that was built (Dutch: stapelbeeld).
type Picture struct {
	// Choice is the choice with everything filled in.
	Choice   Choice
	Division *area.Division
	Region   area.Area
	Layers   []LayerResult
	// Rows holds the land areas of the region in code order.
	Rows []Row
	// TopSize is the number of areas in the top group, ties included.
	TopSize int
	// Sources are who must be named beside the figures and boundaries, filled in by whoever knows the deliveries.
	Sources []string
}

// LayerResult is what one layer says about the region (Dutch: uitkomst van een laag).
type LayerResult struct {
	Layer     Layer
	Indicator indicator.Indicator
	// Column is aligned to all areas of the division, so that Row.Index is the place in it.
	Column indicator.Column
	// Cut is the value at the threshold. Without HasCut nothing in the region is known.
	Cut    float64
	HasCut bool
	// AllEqual says that all known values are the same, so that the layer tells no areas apart and gives no hits.
	AllEqual bool
	// Region and Country are the level of the whole, for what "highest 20 %" cannot say: whether it is much.
	Region, Country RegionValue
	// Known and Hits count areas of the region.
	Known, Hits int
	Spread      Spread
}

// Spread says how far the areas of the region lie apart in one layer, in the unit of the indicator (Dutch: spreiding).
type Spread struct {
	// Known is false where nothing is known, and all numbers are 0.
	Known                          bool
	Min, P10, Median, P90, Max     float64
	HitMedian, OtherMedian         float64
	HasHitMedian, HasOtherMedian   bool
	GapToOthers, GapToRegion       float64
	HasGapToOthers, HasGapToRegion bool
}

// HitMark says whether a layer counts for an area (Dutch: merkteken van een laag).
type HitMark uint8

const (
	// Unknown is a layer without a number for the area; it counts neither way. It is the zero value.
	Unknown HitMark = iota
	// NoHit is a known value on the ordinary side of the threshold.
	NoHit
	// Hit is a known value at or beyond the threshold.
	Hit
)

// Row is the stack of one area (Dutch: stapel van een gebied).
type Row struct {
	Area area.Area
	// Parent is the area one level up.
	Parent area.Code
	// Index is the place of the area in the division and in its columns.
	Index      int
	Population indicator.Value
	// Layers, Known and Hits are how many layers there are, how many of them are known here, and how many of those hit.
	Layers, Known, Hits int
	// LeastHits and MostHits are how many there would be if every value with bounds lay at the end of its interval that
	// gives fewest or most, with the thresholds where they are; without bounds both are Hits.
	LeastHits, MostHits int
	// Share is hits divided by known layers, 0 to 1; 0 when nothing is known.
	Share float64
	// Score is the weighted mean of the midrank percentiles over the known layers, 0 to 100, when HasScore.
	Score float64
	// Stability is the share of the draws in which the area is in the top group, 0 to 1, when HasStability.
	Stability float64
	// Stays is in how many of the stacks with one layer left out the area is in the top group, when HasStability: as many as
	// there are layers for an area that stays there whichever figure is left out (Dutch: blijft bij weglaten).
	Stays int
	// Marks and Values are in the order of the layers.
	Marks  []HitMark
	Values []indicator.Value

	HasScore, HasStability bool
	// Small marks an area with fewer inhabitants than the chosen minimum.
	Small bool
	// Uninhabited marks an area where nobody lives. It has no hits and is never in the top group.
	Uninhabited bool
	// Top marks an area in the top group.
	Top bool
	// Fragile marks an area in the top group whose place there depends on the choice (Dutch: wankel).
	Fragile bool
}

// fragileBelow is the stability under which a place in the top group depends on the choice.
const fragileBelow = 0.8

// Saved is a stack that somebody kept under a name (Dutch: bewaarde stapel). The recipe is the choice as an address
// holds it; a stack is shared with the team until it is published.
type Saved struct {
	ID        string
	Name      string
	Recipe    string
	Published bool
	By        string
	SavedAt   time.Time
}
