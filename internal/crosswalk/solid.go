package crosswalk

import (
	"errors"
	"fmt"
	"math"

	"github.com/peterstace/simplefeatures/geom"
	"github.com/peterstace/simplefeatures/rtree"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// solid is a boundary as the library can be trusted with it: polygons one by one, each of them valid.
type solid struct {
	pieces []piece
	box    rtree.Box
	ground float64
	// sound is false where part of the area could not be made valid: then nothing measured of it is certain.
	sound bool
}

type piece struct {
	geometry geom.Geometry
	box      rtree.Box
}

// newSolid prepares a boundary. Rings that cross themselves, as drawing coarser makes them do, are cut at the crossings.
func newSolid(g area.Geometry) solid {
	s := solid{box: boxOf(g), ground: g.SquareMetres(), sound: true}
	for _, polygon := range g {
		ground := area.Geometry{polygon}.SquareMetres()
		if valid := s.add(polygon); valid {
			continue
		}
		for _, part := range uncross(polygon) {
			if !s.add(part) && !s.merge(part) && ground > s.ground/100 {
				s.sound = false
			}
		}
	}
	if s.sound {
		s.ground = 0
		for _, p := range s.pieces {
			s.ground += p.geometry.Area()
		}
	}
	return s
}

// merge takes a polygon in as the library redraws it, when that has the same ground: spikes of no width go so.
func (s *solid) merge(p area.Polygon) bool {
	ground := area.Geometry{p}.SquareMetres()
	g, err := guarded(func() (geom.Geometry, error) { return geom.UnaryUnion(geometry(p)) })
	if err != nil || math.Abs(g.Area()-ground) > ground/1000 {
		return false
	}
	for _, one := range g.Dump() {
		if one.IsPolygon() {
			s.pieces = append(s.pieces, piece{one, boxOf(area.Geometry{p})})
		}
	}
	return true
}

// add takes a polygon in when it is valid.
func (s *solid) add(p area.Polygon) bool {
	g := geometry(p)
	if g.Validate() != nil {
		return false
	}
	s.pieces = append(s.pieces, piece{g, boxOf(area.Geometry{p})})
	return true
}

func boxOf(g area.Geometry) rtree.Box {
	b := g.Bounds()
	return rtree.Box{MinX: b.MinX, MinY: b.MinY, MaxX: b.MaxX, MaxY: b.MaxY}
}

// geometry returns a polygon as the library takes it.
func geometry(polygon area.Polygon) geom.Geometry {
	var rings []geom.LineString
	for _, ring := range polygon {
		coordinates := make([]float64, 0, 2*len(ring))
		for _, p := range ring {
			coordinates = append(coordinates, p.X, p.Y)
		}
		rings = append(rings, geom.NewLineString(geom.NewSequence(coordinates, geom.DimXY)))
	}
	return geom.NewPolygon(rings).AsGeometry()
}

// mostCrossings is how often a ring may cross itself before it is given up.
const mostCrossings = 20

// uncross cuts a polygon without holes at the places where its ring crosses itself, into polygons that do not. Loops of
// less than a square metre are left out. A polygon with holes comes back as it is.
func uncross(p area.Polygon) []area.Polygon {
	if len(p) != 1 {
		return []area.Polygon{p}
	}
	var done []area.Polygon
	todo := []area.Ring{p[0]}
	for cuts := 0; len(todo) > 0; {
		ring := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		i, j, at, crosses := crossing(ring)
		if crosses && cuts < mostCrossings {
			cuts++
			inner := append(area.Ring{at}, ring[i+1:j+1]...)
			outer := append(append(append(area.Ring{}, ring[:i+1]...), at), ring[j+1:]...)
			todo = append(todo, append(inner, at), outer)
			continue
		}
		if math.Abs(ring.SignedArea()) >= 1 {
			done = append(done, area.Polygon{ring})
		}
	}
	return done
}

// crossing returns two sides of a ring that cross or touch, by their first bends, and where.
func crossing(r area.Ring) (i, j int, at area.Point, ok bool) {
	for i = 0; i+1 < len(r); i++ {
		for j = i + 2; j+1 < len(r); j++ {
			if i == 0 && j+2 == len(r) {
				continue // the last side ends where the first begins
			}
			if at, ok = meet(r[i], r[i+1], r[j], r[j+1]); ok {
				return i, j, at, true
			}
		}
	}
	return 0, 0, area.Point{}, false
}

// meet returns where two sides cross or touch; sides along each other do not meet.
func meet(a, b, c, d area.Point) (area.Point, bool) {
	rx, ry, sx, sy := b.X-a.X, b.Y-a.Y, d.X-c.X, d.Y-c.Y
	turn := rx*sy - ry*sx
	if turn == 0 {
		return area.Point{}, false
	}
	t, u := ((c.X-a.X)*sy-(c.Y-a.Y)*sx)/turn, ((c.X-a.X)*ry-(c.Y-a.Y)*rx)/turn
	if t < 0 || t > 1 || u < 0 || u > 1 {
		return area.Point{}, false
	}
	return area.Point{X: a.X + t*rx, Y: a.Y + t*ry}, true
}

// shared measures the ground that two areas share and the length of its border.
func shared(a, b solid) (squareMetres, metres float64, err error) {
	for _, p := range a.pieces {
		for _, q := range b.pieces {
			if p.box.MinX > q.box.MaxX || q.box.MinX > p.box.MaxX || p.box.MinY > q.box.MaxY || q.box.MinY > p.box.MaxY {
				continue
			}
			g, err := intersection(p.geometry, q.geometry)
			if err != nil {
				return 0, 0, err
			}
			squareMetres += g.Area()
			metres += g.Boundary().Length()
		}
	}
	return squareMetres, metres, nil
}

var errOverlay = errors.New("crosswalk: two boundaries could not be laid over each other")

// intersection lays two polygons over each other. Sides that almost touch can make the library give an error, panic or
// answer with more ground than there is; before it is given up, the coordinates are rounded to centimetres.
func intersection(a, b geom.Geometry) (geom.Geometry, error) {
	g, err := tried(a, b)
	if err == nil {
		return g, nil
	}
	return tried(a.SnapToGrid(2), b.SnapToGrid(2))
}

func tried(a, b geom.Geometry) (geom.Geometry, error) {
	g, err := guarded(func() (geom.Geometry, error) { return geom.Intersection(a, b) })
	// No two areas share more ground than the smaller has.
	if err == nil && g.Area() > min(a.Area(), b.Area())*1.001+1 {
		err = errOverlay
	}
	return g, err
}

// guarded asks the library for something that it may refuse with an error or a panic.
func guarded(ask func() (geom.Geometry, error)) (g geom.Geometry, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", errOverlay, r)
		}
	}()
	if g, err = ask(); err != nil {
		err = fmt.Errorf("%w: %w", errOverlay, err)
	}
	return g, err
}
