package crosswalk

import (
	"cmp"
	"slices"

	"github.com/peterstace/simplefeatures/geom"
	"github.com/peterstace/simplefeatures/rtree"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// weigh turns shared ground into shares of the earlier areas, and finds what is not covered. Of areas that could not be
// measured, those around them count as unsound unless others cover them altogether.
func (b *building) weigh() {
	covered := make([]float64, len(b.targets))
	touching := make([]int, len(b.targets))
	doubtful := make([]bool, len(b.targets))
	for _, list := range b.overlaps {
		for _, o := range list {
			covered[o.target] += o.squareMetres
			doubtful[o.target] = doubtful[o.target] || o.failed
			if !o.noise {
				touching[o.target]++
			}
		}
	}
	for s, list := range b.overlaps {
		b.place(s, list, touching)
	}
	for k, i := range b.targets {
		after := b.after[k]
		switch {
		case b.c.reasons[i] != NoReason:
		case after.ground == 0:
			b.c.reasons[i] = NoBoundary
		case !after.sound || doubtful[k] && covered[k] < after.ground*fullyCovered || covered[k] > after.ground*mostCovered:
			b.c.reasons[i] = Unsound
		case covered[k] < after.ground*b.least(i, k, touching):
			b.c.reasons[i] = Gap
		}
	}
}

// Beside what could not be measured, an area must be covered nearly altogether by others. And areas of one year do not
// lie over each other: more cover than ground is a mistake in the boundaries.
const (
	fullyCovered = 0.99
	mostCovered  = 1.02
)

// leastAlone is how much of an area must be covered by the only one that it shares ground with, when both have the same
// code: the coast moved, or what counts as water, and no other area has the rest.
const leastAlone = 0.5

// least returns how much of a later area must be covered.
func (b *building) least(i, k int, touching []int) float64 {
	parts := b.c.parts[i]
	if touching[k] == 1 && len(parts) == 1 && parts[0].Whole() && b.from.Division.At(parts[0].From).Code == b.to.Division.At(i).Code {
		return leastAlone
	}
	return leastCovered
}

// place divides one earlier area over the later ones, or tells these why that cannot be done.
func (b *building) place(s int, list []overlap, touching []int) {
	source, before := b.sources[s], b.before[s]
	all, kept := 0.0, 0.0
	doubtful := false
	var parts []overlap
	for _, o := range list {
		all += o.squareMetres
		doubtful = doubtful || o.failed
		if !o.noise && !o.failed {
			kept += o.squareMetres
			parts = append(parts, o)
		}
	}
	least := leastCovered
	if len(parts) == 1 && touching[parts[0].target] == 1 &&
		b.from.Division.At(source).Code == b.to.Division.At(b.targets[parts[0].target]).Code {
		least = leastAlone
	}
	reason := NoReason
	switch {
	case !before.sound || doubtful && all < before.ground*fullyCovered || all > before.ground*mostCovered:
		reason = Unsound
	case all < before.ground*least:
		reason = Gap
	}
	if reason != NoReason {
		for _, o := range parts {
			i := b.targets[o.target]
			b.c.reasons[i] = max(b.c.reasons[i], reason)
		}
		return
	}
	b.divide(source, parts, kept)
}

// divide gives the later areas their shares of an earlier one.
func (b *building) divide(source int, parts []overlap, kept float64) {
	shares := b.byPeople(source, parts)
	for j, o := range parts {
		i, weight := b.targets[o.target], o.squareMetres/kept
		if shares != nil {
			weight = shares[j]
		}
		if len(parts) == 1 {
			weight = 1
		}
		if weight > 0 {
			b.c.parts[i] = append(b.c.parts[i], Part{From: source, Weight: weight, SquareMetres: o.squareMetres})
		}
	}
}

// byPeople returns the share of the people of an earlier area that live in each of the parts, and nil where none are
// known to live in any.
func (b *building) byPeople(source int, parts []overlap) []float64 {
	if len(b.People) == 0 || len(parts) < 2 {
		return nil
	}
	g := b.from.geometry(b.from.Division.At(source).Code)
	shares := make([]float64, len(parts))
	total := 0.0
	_ = b.people().RangeSearch(boxOf(g), func(p int) error {
		at := b.People[p]
		if !(at.Number > 0) || !within(at.At, g) {
			return nil
		}
		for j, o := range parts {
			if within(at.At, b.to.geometry(b.to.Division.At(b.targets[o.target]).Code)) {
				shares[j] += at.Number
				total += at.Number
				break
			}
		}
		return nil
	})
	if total == 0 {
		return nil
	}
	for j := range shares {
		shares[j] /= total
	}
	b.c.ByPeople++
	return shares
}

// people finds people by where they live.
func (b *building) people() *rtree.RTree {
	if b.tree == nil {
		items := make([]rtree.BulkItem, len(b.People))
		for i, p := range b.People {
			items[i] = rtree.BulkItem{RecordID: i, Box: rtree.Box{MinX: p.At.X, MinY: p.At.Y, MaxX: p.At.X, MaxY: p.At.Y}}
		}
		b.tree = rtree.BulkLoad(items)
	}
	return b.tree
}

// within reports whether a point lies in an area, holes left out.
func within(p area.Point, g area.Geometry) bool {
	inside := false
	for _, polygon := range g {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				a, b := ring[i-1], ring[i]
				if (a.Y > p.Y) != (b.Y > p.Y) && p.X < (b.X-a.X)*(p.Y-a.Y)/(b.Y-a.Y)+a.X {
					inside = !inside
				}
			}
		}
	}
	return inside
}

// PeopleOf returns the people of smaller areas at a point in each, for dividing larger ones. Areas without a boundary and
// those whose number is not known are left out.
func PeopleOf(shapes *area.Shapes, population indicator.Column) []People {
	var list []People
	for i := range shapes.Index().Len() {
		number, ok := population.Find(shapes.Index().Code(i)).Number()
		if !ok || number <= 0 || shapes.At(i).IsEmpty() {
			continue
		}
		if at, ok := inner(shapes.At(i)); ok {
			list = append(list, People{At: at, Number: number})
		}
	}
	return list
}

// inner returns a point in the largest polygon of an area.
func inner(g area.Geometry) (area.Point, bool) {
	largest := slices.MaxFunc(g, func(p, q area.Polygon) int {
		return cmp.Compare(area.Geometry{p}.SquareMetres(), area.Geometry{q}.SquareMetres())
	})
	made, err := guarded(func() (geom.Geometry, error) { return geometry(largest).PointOnSurface().AsGeometry(), nil })
	if err != nil || !made.IsPoint() {
		return area.Point{}, false
	}
	xy, ok := made.MustAsPoint().XY()
	return area.Point{X: xy.X, Y: xy.Y}, ok
}
