package area

import "math"

// Point is a place in the Dutch grid, RD New (EPSG:28992), in metres (Dutch: punt).
type Point struct{ X, Y float64 }

// Ring is a closed line: its first point is also its last (Dutch: ring).
type Ring []Point

// Polygon is an outer ring, followed by the rings of its holes (Dutch: vlak).
type Polygon []Ring

// Geometry is the land of an area: polygons apart from each other (Dutch: geometrie). The zero value is an area
// without a boundary.
type Geometry []Polygon

// Box is a rectangle along the axes of the grid (Dutch: omhullende).
type Box struct{ MinX, MinY, MaxX, MaxY float64 }

// EmptyBox is the box that holds nothing and to which points can be added.
func EmptyBox() Box {
	return Box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
}

// IsEmpty reports whether the box holds nothing.
func (b Box) IsEmpty() bool { return b.MinX > b.MaxX }

// Add returns the box that also holds p.
func (b Box) Add(p Point) Box {
	return Box{min(b.MinX, p.X), min(b.MinY, p.Y), max(b.MaxX, p.X), max(b.MaxY, p.Y)}
}

// Join returns the box that holds both.
func (b Box) Join(o Box) Box {
	return Box{min(b.MinX, o.MinX), min(b.MinY, o.MinY), max(b.MaxX, o.MaxX), max(b.MaxY, o.MaxY)}
}

// Width returns the extent from west to east in metres.
func (b Box) Width() float64 { return max(0, b.MaxX-b.MinX) }

// Height returns the extent from south to north in metres.
func (b Box) Height() float64 { return max(0, b.MaxY-b.MinY) }

// IsEmpty reports whether the area has no boundary.
func (g Geometry) IsEmpty() bool { return len(g) == 0 }

// Bounds returns the smallest box around the geometry.
func (g Geometry) Bounds() Box {
	box := EmptyBox()
	for _, polygon := range g {
		if len(polygon) > 0 {
			for _, p := range polygon[0] {
				box = box.Add(p)
			}
		}
	}
	return box
}

// Points returns the number of points of all rings.
func (g Geometry) Points() int {
	n := 0
	for _, polygon := range g {
		for _, ring := range polygon {
			n += len(ring)
		}
	}
	return n
}

// SignedArea returns the area of the ring in square metres, positive when it runs against the clock. Coordinates are
// taken relative to the first point, so that no digits are lost far from the origin of the grid.
func (r Ring) SignedArea() float64 {
	if len(r) < 4 {
		return 0
	}
	o, sum := r[0], 0.0
	for i := 1; i+1 < len(r); i++ {
		sum += (r[i].X-o.X)*(r[i+1].Y-o.Y) - (r[i+1].X-o.X)*(r[i].Y-o.Y)
	}
	return sum / 2
}

// SquareMetres returns the area of the land, holes left out.
func (g Geometry) SquareMetres() float64 {
	total := 0.0
	for _, polygon := range g {
		for i, ring := range polygon {
			if a := math.Abs(ring.SignedArea()); i == 0 {
				total += a
			} else {
				total -= a
			}
		}
	}
	return total
}

// Shapes is the boundaries of areas of one division, in the order of an index; an area without a boundary has an empty
// geometry (Dutch: grenzen).
type Shapes struct {
	index      *Index
	geometries []Geometry
}

// NewShapes returns the boundaries of the areas of an index, in its order. It panics when the numbers differ, which is a
// mistake in the program.
func NewShapes(index *Index, geometries []Geometry) *Shapes {
	if index.Len() != len(geometries) {
		panic("area.NewShapes: as many geometries as areas are needed")
	}
	return &Shapes{index: index, geometries: geometries}
}

// Index returns whose boundaries these are.
func (s *Shapes) Index() *Index { return s.index }

// At returns the boundary of the i-th area.
func (s *Shapes) At(i int) Geometry { return s.geometries[i] }

// Find returns the boundary of an area, and false when it has none here.
func (s *Shapes) Find(c Code) (Geometry, bool) {
	i, ok := s.index.Find(c)
	if !ok || s.geometries[i].IsEmpty() {
		return nil, false
	}
	return s.geometries[i], true
}

// Bounds returns the smallest box around all boundaries.
func (s *Shapes) Bounds() Box {
	box := EmptyBox()
	for _, g := range s.geometries {
		box = box.Join(g.Bounds())
	}
	return box
}
