package crosswalk

import (
	"context"
	"math"
	"slices"
	"sync"

	"github.com/peterstace/simplefeatures/rtree"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// sameBoundary reports whether two drawings of a boundary lie within so many metres of each other everywhere: every bend
// of one near the line of the other, both ways, and about the same ground.
func sameBoundary(a, b area.Geometry, metres float64) bool {
	if a.IsEmpty() || b.IsEmpty() {
		return false
	}
	if equalBoundary(a, b) {
		return true
	}
	boxA, boxB := a.Bounds(), b.Bounds()
	if math.Abs(boxA.MinX-boxB.MinX) > metres || math.Abs(boxA.MinY-boxB.MinY) > metres ||
		math.Abs(boxA.MaxX-boxB.MaxX) > metres || math.Abs(boxA.MaxY-boxB.MaxY) > metres {
		return false
	}
	// A strip along the whole border explains so much difference in ground and no more.
	groundA, groundB := a.SquareMetres(), b.SquareMetres()
	if math.Abs(groundA-groundB) > metres*max(length(a), length(b)) || min(groundA, groundB) < max(groundA, groundB)/2 {
		return false
	}
	return near(a, lines(b), metres) && near(b, lines(a), metres)
}

// equalBoundary reports whether two boundaries are the same point for point.
func equalBoundary(a, b area.Geometry) bool {
	return slices.EqualFunc(a, b, func(p, q area.Polygon) bool {
		return slices.EqualFunc(p, q, func(r, s area.Ring) bool { return slices.Equal(r, s) })
	})
}

// length returns the length of all rings in metres.
func length(g area.Geometry) float64 {
	total := 0.0
	for _, polygon := range g {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				total += math.Hypot(ring[i].X-ring[i-1].X, ring[i].Y-ring[i-1].Y)
			}
		}
	}
	return total
}

// lineSet is the sides of a boundary, to be found by where they lie.
type lineSet struct {
	sides [][2]area.Point
	tree  *rtree.RTree
}

func lines(g area.Geometry) lineSet {
	var set lineSet
	for _, polygon := range g {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				set.sides = append(set.sides, [2]area.Point{ring[i-1], ring[i]})
			}
		}
	}
	items := make([]rtree.BulkItem, len(set.sides))
	for i, s := range set.sides {
		items[i] = rtree.BulkItem{RecordID: i, Box: rtree.Box{MinX: min(s[0].X, s[1].X), MinY: min(s[0].Y, s[1].Y),
			MaxX: max(s[0].X, s[1].X), MaxY: max(s[0].Y, s[1].Y)}}
	}
	set.tree = rtree.BulkLoad(items)
	return set
}

// near reports whether every bend of a boundary lies within so many metres of a set of sides. Islands and holes that are
// narrower than that altogether do not count.
func near(g area.Geometry, set lineSet, metres float64) bool {
	for _, polygon := range g {
		for _, ring := range polygon {
			if narrow(ring, metres) {
				continue
			}
			for _, p := range ring {
				if !set.near(p, metres) {
					return false
				}
			}
		}
	}
	return true
}

// narrow reports whether a ring is all border: no wider than drawing differs.
func narrow(r area.Ring, metres float64) bool {
	return math.Abs(r.SignedArea())*2 < metres*length(area.Geometry{{r}})
}

func (s lineSet) near(p area.Point, metres float64) bool {
	found := false
	// The search only fails when the callback does, and that only stops it.
	_ = s.tree.RangeSearch(rtree.Box{MinX: p.X - metres, MinY: p.Y - metres, MaxX: p.X + metres, MaxY: p.Y + metres}, func(i int) error {
		if distance(p, s.sides[i][0], s.sides[i][1]) <= metres {
			found = true
			return rtree.Stop
		}
		return nil
	})
	return found
}

// distance returns the distance of a point to a side.
func distance(p, a, b area.Point) float64 {
	dx, dy := b.X-a.X, b.Y-a.Y
	t := 0.0
	if squared := dx*dx + dy*dy; squared > 0 {
		t = max(0, min(1, ((p.X-a.X)*dx+(p.Y-a.Y)*dy)/squared))
	}
	return math.Hypot(p.X-a.X-t*dx, p.Y-a.Y-t*dy)
}

// each calls f for 0 to n-1, several at once, and stops when the context ends. What f writes must be its own.
func each(ctx context.Context, workers, n int, f func(int)) error {
	workers = max(1, min(workers, n))
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for i := w; i < n && ctx.Err() == nil; i += workers {
				f(i)
			}
		})
	}
	wait.Wait()
	return ctx.Err()
}

// noise returns how far two drawings of the same border may lie apart in these boundaries: an eighth of the usual side,
// which is about what drawing coarser moves a line.
func noise(a, b *area.Shapes) float64 {
	return max(leastNoiseMetres, min(mostNoiseMetres, max(usualSide(a), usualSide(b))/8))
}

// usualSide returns the length of the middle side of all boundaries, in metres.
func usualSide(s *area.Shapes) float64 {
	if s == nil {
		return 0
	}
	var sides []float64
	for i := range s.Index().Len() {
		for _, polygon := range s.At(i) {
			for _, ring := range polygon {
				for k := 1; k < len(ring); k++ {
					sides = append(sides, math.Hypot(ring[k].X-ring[k-1].X, ring[k].Y-ring[k-1].Y))
				}
			}
		}
	}
	if len(sides) == 0 {
		return 0
	}
	slices.Sort(sides)
	return sides[len(sides)/2]
}
