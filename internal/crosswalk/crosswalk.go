// Package crosswalk expresses the figures of one year in the areas of another (Dutch: omzetting). An area with the same
// code and the same boundary is the same area; what changed is linked by laying the two sets of boundaries over each
// other, and every value that goes over carries how far it was estimated.
package crosswalk

import (
	"context"
	"slices"

	"github.com/peterstace/simplefeatures/rtree"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// Boundaries is the areas of one division and where they lie (Dutch: gebieden met hun grenzen).
type Boundaries struct {
	// Division is required.
	Division *area.Division
	// Shapes may be nil, and may lack areas: those can only be followed by what their source says of changes.
	Shapes *area.Shapes
}

// geometry returns the boundary of an area, and none where it is not known.
func (b Boundaries) geometry(c area.Code) area.Geometry {
	if b.Shapes == nil {
		return nil
	}
	g, _ := b.Shapes.Find(c)
	return g
}

// People is how many people live at a place: such as the inhabitants of a neighbourhood at a point in it, for districts
// that were divided (Dutch: bewoners op een plek).
type People struct {
	At     area.Point
	Number float64
}

// Options is how boundaries are compared (Dutch: keuzes bij het omzetten).
type Options struct {
	// NoiseMetres is how far two drawings of one border may lie apart: what is narrower than that is a matter of drawing
	// and no change. 0 is worked out from how fine the boundaries are drawn.
	NoiseMetres float64
	// People divide an area by where its people live instead of by its ground, as far as there are any in it.
	People []People
	// Unchanged tells of which codes every source between the two years says that nothing changed; nil is of none.
	Unchanged func(area.Code) bool
	// Workers is how many areas are compared at once; 0 is one. The answer does not depend on it.
	Workers int
}

// How narrow a strip is taken for a matter of drawing, at least and at most: half the width of a street in boundaries as
// they are registered, and more in those that are drawn coarser for the web.
const (
	leastNoiseMetres = 5
	mostNoiseMetres  = 100
)

// leastCovered is the share of an area that must lie under the areas of the other year. Below it, nobody knows where the
// rest of its people went or came from.
const leastCovered = 0.9

// State says how an area of the later division relates to those of the earlier one (Dutch: soort verandering).
type State uint8

const (
	// NotLinked is an area that cannot be told from the earlier ones; Reason says why. It is the zero value.
	NotLinked State = iota
	// Same is the same area under the same code (Dutch: hetzelfde gebied).
	Same
	// Renamed is the same area under another code (Dutch: andere code).
	Renamed
	// Joined is an area put together from whole earlier areas (Dutch: samengevoegd). Counts go over without any error.
	Joined
	// Redrawn is an area that holds part of at least one earlier area, so that values are estimated (Dutch: grens
	// veranderd).
	Redrawn
)

var stateNames = [...]string{"not_linked", "same", "renamed", "joined", "redrawn"}

// String returns the state as exports and keys of texts spell it.
func (s State) String() string { return stateNames[min(int(s), len(stateNames)-1)] }

// Reason says why an area is not linked (Dutch: reden).
type Reason uint8

const (
	// NoReason is an area that is linked.
	NoReason Reason = iota
	// NoBoundary is an area of which one of the years has no boundary (Dutch: geen grens bekend).
	NoBoundary
	// Gap is an area that is not covered by those of the other year, or holds part of one that is not (Dutch: gat tussen
	// de grenzen).
	Gap
	// Unsound is an area whose boundaries could not be laid over each other (Dutch: fout in de grens).
	Unsound
)

var reasonNames = [...]string{"", "no_boundary", "gap", "unsound"}

// String returns the reason as exports and keys of texts spell it, and nothing for an area that is linked.
func (r Reason) String() string { return reasonNames[min(int(r), len(reasonNames)-1)] }

// Part is what an area got from one earlier area (Dutch: deel).
type Part struct {
	// From is the place of the earlier area in its division.
	From int
	// Weight is the share of the earlier area that went here, above 0 and at most 1. The weights of one earlier area add
	// up to 1.
	Weight float64
	// SquareMetres is the ground that the two share, and 0 where that was not measured.
	SquareMetres float64
}

// Whole reports whether the earlier area went here undivided.
func (p Part) Whole() bool { return p.Weight == 1 }

// Crosswalk links the areas of an earlier division to those of a later one, or the other way round (Dutch: omzetting). It
// does not change once made.
type Crosswalk struct {
	from, to *area.Division
	parts    [][]Part
	states   []State
	reasons  []Reason
	// ByPeople is the number of divided areas that were divided by where people live.
	ByPeople int
	// NoiseMetres is how narrow a strip was taken for a matter of drawing.
	NoiseMetres float64
}

// New links the areas of two divisions of one level. Boundaries that cannot be compared leave their areas not linked;
// the only error is that of a context that ended.
func New(ctx context.Context, from, to Boundaries, o Options) (*Crosswalk, error) {
	if o.NoiseMetres <= 0 {
		o.NoiseMetres = noise(from.Shapes, to.Shapes)
	}
	n := to.Division.Len()
	b := &building{Options: o, from: from, to: to, c: &Crosswalk{from: from.Division, to: to.Division,
		parts: make([][]Part, n), states: make([]State, n), reasons: make([]Reason, n), NoiseMetres: o.NoiseMetres}}
	if err := b.match(ctx); err != nil {
		return nil, err
	}
	if err := b.overlay(ctx); err != nil {
		return nil, err
	}
	b.weigh()
	b.settle()
	return b.c, nil
}

// From returns the division that is converted.
func (c *Crosswalk) From() *area.Division { return c.from }

// To returns the division that it is converted to.
func (c *Crosswalk) To() *area.Division { return c.to }

// Parts returns what the i-th area got from which earlier areas, in the order of these. It must not be written to.
func (c *Crosswalk) Parts(i int) []Part { return c.parts[i] }

// State returns how the i-th area relates to the earlier ones.
func (c *Crosswalk) State(i int) State { return c.states[i] }

// Reason returns why the i-th area is not linked.
func (c *Crosswalk) Reason(i int) Reason { return c.reasons[i] }

// Count returns how many areas are in each state.
func (c *Crosswalk) Count() map[State]int {
	counts := map[State]int{}
	for i := range c.states {
		if c.to.At(i).Kind == area.Land {
			counts[c.states[i]]++
		}
	}
	return counts
}

// building is a crosswalk in the making.
type building struct {
	Options
	from, to Boundaries
	c        *Crosswalk
	// sources and targets are the areas that are not the same in both: places in their divisions.
	sources, targets []int
	// overlaps are, per entry of sources, the ground shared with entries of targets.
	overlaps      [][]overlap
	before, after []solid
	// tree finds people by where they live, once it was asked for.
	tree *rtree.RTree
}

// match finds the areas that are the same in both divisions, and lists the others.
func (b *building) match(ctx context.Context) error {
	taken := make([]bool, b.from.Division.Len())
	same := make([]bool, b.to.Division.Len())
	var pairs [][2]int
	for i := range same {
		a := b.to.Division.At(i)
		if k, ok := b.from.Division.Index().Find(a.Code); ok && a.Kind == area.Land && b.from.Division.At(k).Kind == area.Land {
			pairs = append(pairs, [2]int{k, i})
		}
	}
	equal := make([]bool, len(pairs))
	err := each(ctx, b.Workers, len(pairs), func(p int) {
		code := b.to.Division.At(pairs[p][1]).Code
		equal[p] = b.Unchanged != nil && b.Unchanged(code) ||
			sameBoundary(b.from.geometry(code), b.to.geometry(code), b.NoiseMetres)
	})
	if err != nil {
		return err
	}
	for p, pair := range pairs {
		if !equal[p] {
			continue
		}
		taken[pair[0]], same[pair[1]] = true, true
		b.c.parts[pair[1]] = []Part{{From: pair[0], Weight: 1, SquareMetres: b.to.geometry(b.to.Division.At(pair[1]).Code).SquareMetres()}}
		b.c.states[pair[1]] = Same
	}
	for k := range taken {
		if !taken[k] && b.from.Division.At(k).Kind == area.Land {
			b.sources = append(b.sources, k)
		}
	}
	for i := range same {
		if !same[i] && b.to.Division.At(i).Kind == area.Land {
			b.targets = append(b.targets, i)
		}
	}
	return nil
}

// settle says of every changed area what it came from.
func (b *building) settle() {
	for _, i := range b.targets {
		parts := b.c.parts[i]
		slices.SortFunc(parts, func(x, y Part) int { return x.From - y.From })
		switch {
		case b.c.reasons[i] != NoReason:
			b.c.parts[i] = nil
		case len(parts) == 0:
			b.c.reasons[i] = Gap
		case slices.ContainsFunc(parts, func(p Part) bool { return !p.Whole() }):
			b.c.states[i] = Redrawn
		case len(parts) > 1:
			b.c.states[i] = Joined
		case b.c.from.At(parts[0].From).Code == b.c.to.At(i).Code:
			b.c.states[i] = Same
		default:
			b.c.states[i] = Renamed
		}
	}
}
