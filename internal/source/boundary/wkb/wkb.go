// Package wkb reads well-known binary, the form in which databases keep shapes (Dutch: vorm als bytes).
package wkb

import (
	"encoding/binary"
	"math"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// reader reads well-known binary, in the forms of ISO (types from 1000) and of PostGIS (flags, number of the coordinate
// system). Numbers of points are held against the bytes that are there, so that a claim takes no memory.
type reader struct {
	b      []byte
	left   int // points that may still come, of most
	most   int
	srid   uint32
	hasID  bool
	other  bool // points or lines were passed over
	failed *problem.Error
}

// The types of geometry that occur; 8 and up are curves and surfaces.
const (
	wkbPoint = 1 + iota
	wkbLine
	wkbPolygon
	wkbMultiPoint
	wkbMultiLine
	wkbMultiPolygon
	wkbCollection
)

func (w *reader) fail(key string) {
	if w.failed == nil {
		w.failed = problem.New(problem.Invalid, key)
	}
}

func (w *reader) uint32(order binary.ByteOrder) uint32 {
	if len(w.b) < 4 {
		w.fail("boundary.wkb_broken")
		return 0
	}
	x := order.Uint32(w.b)
	w.b = w.b[4:]
	return x
}

// geometry reads one geometry and returns its polygons.
func (w *reader) geometry(depth int) area.Geometry {
	if depth > 8 {
		w.fail("boundary.too_deep")
	}
	if len(w.b) < 5 || w.b[0] > 1 {
		w.fail("boundary.wkb_broken")
	}
	if w.failed != nil {
		return nil
	}
	var order binary.ByteOrder = binary.BigEndian
	if w.b[0] == 1 {
		order = binary.LittleEndian
	}
	w.b = w.b[1:]
	form := w.uint32(order)
	dims := 2
	if form&0x80000000 != 0 {
		dims++
	}
	if form&0x40000000 != 0 {
		dims++
	}
	if form&0x20000000 != 0 {
		w.srid, w.hasID = w.uint32(order), true
	}
	form &= 0x0fffffff
	switch form / 1000 {
	case 0:
	case 1, 2:
		dims++
	case 3:
		dims += 2
	default:
		w.fail("boundary.wkb_broken")
		return nil
	}
	return w.body(form%1000, order, dims, depth)
}

func (w *reader) body(form uint32, order binary.ByteOrder, dims, depth int) area.Geometry {
	switch form {
	case wkbPoint:
		w.other = true
		w.skip(uint64(dims) * 8)
	case wkbLine:
		w.other = true
		w.skip(uint64(w.uint32(order)) * uint64(dims) * 8)
	case wkbPolygon:
		if p := w.polygon(order, dims); len(p) > 0 {
			return area.Geometry{p}
		}
	case wkbMultiPoint, wkbMultiLine, wkbMultiPolygon, wkbCollection:
		n := w.uint32(order)
		// The smallest geometry has 9 bytes.
		if uint64(n)*9 > uint64(len(w.b)) {
			w.fail("boundary.wkb_broken")
			return nil
		}
		var g area.Geometry
		for range n {
			g = append(g, w.geometry(depth+1)...)
			if w.failed != nil {
				return nil
			}
		}
		return g
	case 8, 9, 10, 11, 12, 13, 14, 15, 16, 17:
		w.fail("boundary.curves")
	default:
		w.fail("boundary.wkb_broken")
	}
	return nil
}

func (w *reader) skip(n uint64) {
	if n > uint64(len(w.b)) {
		w.fail("boundary.wkb_broken")
		return
	}
	w.b = w.b[n:]
}

func (w *reader) polygon(order binary.ByteOrder, dims int) area.Polygon {
	rings := w.uint32(order)
	if uint64(rings)*4 > uint64(len(w.b)) {
		w.fail("boundary.wkb_broken")
		return nil
	}
	var polygon area.Polygon
	for range rings {
		n := w.uint32(order)
		size := uint64(n) * uint64(dims) * 8
		if w.failed != nil || size > uint64(len(w.b)) {
			w.fail("boundary.wkb_broken")
			return nil
		}
		if w.left -= int(n); w.left < 0 {
			w.failed = problem.New(problem.Invalid, "boundary.too_many_points", "most", w.most)
			return nil
		}
		ring := make(area.Ring, n)
		for i := range ring {
			at := i * dims * 8
			ring[i] = area.Point{X: math.Float64frombits(order.Uint64(w.b[at:])), Y: math.Float64frombits(order.Uint64(w.b[at+8:]))}
		}
		w.b = w.b[size:]
		if n > 0 {
			polygon = append(polygon, ring)
		}
	}
	return polygon
}

// Shape is one geometry (Dutch: vorm).
type Shape struct {
	// Polygons is the surfaces in it.
	Polygons area.Geometry
	// Other says that there were points or lines, which were passed over.
	Other bool
	// SRID is the number of the coordinate system, where HasSRID says that it is there.
	SRID    uint32
	HasSRID bool
}

// Budget is how many points may still come of all that may (Dutch: ruimte).
type Budget struct{ Left, Most int }

// Read reads all of b as one geometry, and takes its points off the budget.
func Read(b []byte, points *Budget) (Shape, *problem.Error) {
	w := reader{b: b, left: points.Left, most: points.Most}
	g := w.geometry(0)
	points.Left = w.left
	if w.failed == nil && len(w.b) > 0 {
		w.fail("boundary.wkb_broken")
	}
	return Shape{Polygons: g, Other: w.other, SRID: w.srid, HasSRID: w.hasID}, w.failed
}
