// Package storetest is the suite that every engine passes, so that a program works the same on each of them
// (Dutch: opslagproef). It is for tests only.
package storetest

import (
	"context"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/crosswalk"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// Figures is what an engine keeps of deliveries and columns.
type Figures interface {
	Save(context.Context, reader.Reader, indicator.Batch) (indicator.Delivery, bool, error)
	Undo(context.Context, reader.Reader, string) error
	Deliveries(context.Context, reader.Reader) ([]indicator.Delivery, error)
	FindDelivery(context.Context, reader.Reader, string) (indicator.Delivery, error)
	Indicators(context.Context, reader.Reader) ([]indicator.Indicator, error)
	Summaries(context.Context, reader.Reader) ([]indicator.Summary, error)
	Column(context.Context, reader.Reader, indicator.Key) (indicator.Column, error)
	Version(context.Context) (int64, error)
}

// Areas is what an engine keeps of divisions and boundaries.
type Areas interface {
	Divisions(context.Context, reader.Reader) ([]area.DivisionID, error)
	Division(context.Context, reader.Reader, area.DivisionID) (*area.Division, error)
	Shapes(context.Context, reader.Reader, area.DivisionID, area.Code) (*area.Shapes, error)
	HasShapes(context.Context, reader.Reader, area.DivisionID) (bool, error)
	SaveTiles(context.Context, reader.Reader, area.DivisionID, int64, []area.Tile) error
	Tile(context.Context, reader.Reader, area.DivisionID, area.Tile) ([]byte, error)
	HasTiles(context.Context, reader.Reader, area.DivisionID) (bool, error)
	ShapesMark(context.Context, reader.Reader, area.DivisionID) (string, error)
	SaveNeighbours(context.Context, reader.Reader, area.DivisionID, string, *spatial.Weights) error
	Neighbours(context.Context, reader.Reader, area.DivisionID, string) (*spatial.Weights, error)
	SaveCrosswalk(context.Context, reader.Reader, string, *crosswalk.Crosswalk) error
	Crosswalk(ctx context.Context, r reader.Reader, from, to area.DivisionID, mark string) (crosswalk.Links, error)
}

// Stores is everything an engine keeps.
type Stores interface {
	Figures
	Areas
	Stacks
	OwnAreas
	Given
}

// Stacks is what an engine keeps of stacks that somebody saved.
type Stacks interface {
	SaveStack(context.Context, reader.Reader, stack.Saved) (stack.Saved, error)
	FindStack(context.Context, reader.Reader, string) (stack.Saved, error)
	Stacks(context.Context, reader.Reader) ([]stack.Saved, error)
	PublishStack(context.Context, reader.Reader, string) error
	WithdrawStack(context.Context, reader.Reader, string) error
	DeleteStack(context.Context, reader.Reader, string) error
}

// Run runs the suite on stores that open gives: an empty one each time.
func Run(t *testing.T, open func(t testing.TB) Stores) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Stores){
		"a delivery comes back as it went in":             roundTrip,
		"any column comes back bit for bit":               anyColumn,
		"the same delivery is stored once":                once,
		"the newest delivery wins, undone it does not":    newestWins,
		"a part does not empty the country":               laidOver,
		"a later round of one table corrects the earlier": corrected,
		"a table counts before what came with boundaries": besideATable,
		"undo leaves what was there before":               undoIsExact,
		"a division is the union of its deliveries":       union,
		"boundaries stand in the order of the division":   shapes,
		"tiles go when the boundaries change":             tiles,
		"neighbours belong to their boundaries":           neighbours,
		"crosswalks go when the boundaries change":        crosswalks,
		"own tables are for their tenant alone":           tenants,
		"who may not write changes nothing":               forbidden,
		"what is not there is not found":                  notFound,
		"results have an order":                           ordered,
		"a batch that contradicts itself changes nothing": contradictions,
		"saved stacks":                               savedStacks,
		"own areas are for their team alone":         ownAreas,
		"the register remembers what was given":      register,
		"two who ask at once are not both the first": registerAtOnce,
		"a full register takes no new combination":   registerFull,
		"so many own areas are kept and no more":     keptFull,
		"what left is remembered, also when undone":  givenStays,
		"two that left at once are not both kept":    givenAtOnce,
		"a save that is called off changes nothing":  calledOff,
		"writers and readers at once":                atOnce,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}
