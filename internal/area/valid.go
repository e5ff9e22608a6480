package area

import (
	"cmp"
	"math"
	"slices"
)

// Flaw is why a boundary is not a sound one. A flawed boundary can be drawn; its surface is not certain (Dutch: fout in
// de grens).
type Flaw uint8

const (
	// NoFlaw is a sound boundary. It is the zero value.
	NoFlaw Flaw = iota
	// CrossesItself is a ring that crosses or touches itself or crosses another ring of the same polygon (Dutch: kruist
	// zichzelf).
	CrossesItself
	// HoleOutside is a hole that does not lie in the outer ring of its polygon (Dutch: gat buiten het vlak).
	HoleOutside
	// PartsOverlap is two polygons that share surface or a stretch of border (Dutch: overlappende delen).
	PartsOverlap
	// NotChecked is a boundary that would take too long or too much memory to check (Dutch: niet nagekeken).
	NotChecked
)

// edge is a side of a ring in whole millimetres, from its western end to its eastern.
type edge struct {
	ax, ay, bx, by int32
	part, ring, at int32 // ring counts through all parts
	last           int32 // the highest at of its ring
}

// checking looks at one geometry.
type checking struct {
	g       Geometry
	edges   []edge
	touches map[[2]int32]bool // pairs of rings that share a point
	budget  int
}

// pairsPerEdge and pairsAtLeast bound the work: ordinary boundaries need under 50 comparisons per side.
const (
	pairsPerEdge = 400
	pairsAtLeast = 5_000_000
	// mostPoints bounds the memory: a side takes 32 bytes.
	mostPoints = 2_000_000
)

// Flaw returns the first flaw of the boundary and, for a crossing, about where it is. Rings must be closed and lie
// within the grid of RD New; coordinates are compared as whole millimetres, so that the answer is exact. Of what OGC
// Simple Features asks of a multipolygon, only that the interior is connected is not looked at.
func (g Geometry) Flaw() (Flaw, Point) {
	c := checking{g: g}
	if !c.load() {
		return NotChecked, Point{}
	}
	if flaw, p := c.sweep(); flaw != NoFlaw {
		return flaw, p
	}
	return c.nesting()
}

// load makes the edges, and reports false where coordinates do not fit or there are too many.
func (c *checking) load() bool {
	n := c.g.Points()
	if n > mostPoints {
		return false
	}
	c.edges = make([]edge, 0, n)
	ringNumber := int32(0)
	for part, polygon := range c.g {
		for _, ring := range polygon {
			first := len(c.edges)
			for i := 1; i < len(ring); i++ {
				a, okA := millimetres(ring[i-1])
				b, okB := millimetres(ring[i])
				if !okA || !okB {
					return false
				}
				if a == b {
					continue
				}
				if b[0] < a[0] || b[0] == a[0] && b[1] < a[1] {
					a, b = b, a
				}
				c.edges = append(c.edges, edge{a[0], a[1], b[0], b[1], int32(part), ringNumber, int32(len(c.edges) - first), 0})
			}
			for i := first; i < len(c.edges); i++ {
				c.edges[i].last = int32(len(c.edges) - first - 1)
			}
			ringNumber++
		}
	}
	c.budget = max(pairsAtLeast, len(c.edges)*pairsPerEdge)
	return true
}

// millimetres returns a point in whole millimetres, and false outside a million kilometres.
func millimetres(p Point) ([2]int32, bool) {
	x, y := math.Round(p.X*1000), math.Round(p.Y*1000)
	if !(math.Abs(x) < 1<<30 && math.Abs(y) < 1<<30) {
		return [2]int32{}, false
	}
	return [2]int32{int32(x), int32(y)}, true
}

// sweep compares each edge with those that it can meet, from west to east.
func (c *checking) sweep() (Flaw, Point) {
	slices.SortFunc(c.edges, func(a, b edge) int { return cmp.Compare(a.ax, b.ax) })
	var active []int32
	for i := range c.edges {
		e := &c.edges[i]
		low, high := min(e.ay, e.by), max(e.ay, e.by)
		kept := active[:0]
		if c.budget -= len(active); c.budget < 0 {
			return NotChecked, Point{}
		}
		for _, j := range active {
			o := &c.edges[j]
			if o.bx < e.ax {
				continue
			}
			kept = append(kept, j)
			if max(o.ay, o.by) < low || min(o.ay, o.by) > high {
				continue
			}
			if flaw := c.meet(e, o); flaw != NoFlaw {
				return flaw, Point{float64(max(e.ax, o.ax)) / 1000, float64(max(low, min(o.ay, o.by))) / 1000}
			}
		}
		active = append(kept, int32(i))
	}
	return NoFlaw, Point{}
}

// side tells on which side of the line from a to b a point lies. Differences stay under 2^31, so products fit.
func side(e *edge, x, y int32) int {
	return cmp.Compare(int64(e.bx-e.ax)*int64(y-e.ay), int64(x-e.ax)*int64(e.by-e.ay))
}

// meet judges two edges whose boxes overlap.
func (c *checking) meet(e, o *edge) Flaw {
	e1, e2 := side(o, e.ax, e.ay), side(o, e.bx, e.by)
	if e1*e2 > 0 {
		return NoFlaw
	}
	o1, o2 := side(e, o.ax, o.ay), side(e, o.bx, o.by)
	if o1*o2 > 0 {
		return NoFlaw
	}
	parallel := e1 == 0 && e2 == 0
	// On one line, edges are ordered along it, so that their ends tell whether they share more than a point.
	stretch := parallel && before(max2(e.ax, e.ay, o.ax, o.ay), min2(e.bx, e.by, o.bx, o.by))
	if parallel && !stretch && max2(e.ax, e.ay, o.ax, o.ay) != min2(e.bx, e.by, o.bx, o.by) {
		return NoFlaw
	}
	proper := e1*e2 < 0 && o1*o2 < 0
	switch {
	case e.ring == o.ring:
		d := e.at - o.at
		if d == 1 || d == -1 || (d == e.last || d == -e.last) {
			if stretch {
				return CrossesItself
			}
			return NoFlaw
		}
		return CrossesItself
	case proper || stretch:
		if e.part == o.part {
			return CrossesItself
		}
		return PartsOverlap
	}
	if c.touches == nil {
		c.touches = map[[2]int32]bool{}
	}
	c.touches[[2]int32{min(e.ring, o.ring), max(e.ring, o.ring)}] = true
	return NoFlaw
}

func max2(ax, ay, bx, by int32) [2]int32 {
	if before([2]int32{ax, ay}, [2]int32{bx, by}) {
		return [2]int32{bx, by}
	}
	return [2]int32{ax, ay}
}

func min2(ax, ay, bx, by int32) [2]int32 {
	if before([2]int32{ax, ay}, [2]int32{bx, by}) {
		return [2]int32{ax, ay}
	}
	return [2]int32{bx, by}
}

func before(a, b [2]int32) bool { return a[0] < b[0] || a[0] == b[0] && a[1] < b[1] }

// nesting looks whether holes lie in their polygon and polygons beside each other. No two rings cross any more.
func (c *checking) nesting() (Flaw, Point) {
	starts := make([]int32, len(c.g))
	boxes := make([]Box, len(c.g))
	n := int32(0)
	for i, polygon := range c.g {
		starts[i] = n
		n += int32(len(polygon))
		if len(polygon) > 0 {
			boxes[i] = Geometry{polygon[:1]}.Bounds()
		}
	}
	for i, polygon := range c.g {
		for h := 1; h < len(polygon); h++ {
			touch := c.touches[[2]int32{starts[i], starts[i] + int32(h)}]
			if c.anyPoint(polygon[h], polygon[0], touch, outside) {
				return HoleOutside, polygon[h][0]
			}
		}
		for j := range c.g {
			a, b := boxes[i], boxes[j]
			if i == j || a.MinX < b.MinX || a.MaxX > b.MaxX || a.MinY < b.MinY || a.MaxY > b.MaxY {
				continue
			}
			if c.covered(int32(i), int32(j), starts) {
				return PartsOverlap, polygon[0][0]
			}
		}
		if c.budget < 0 {
			return NotChecked, Point{}
		}
	}
	return NoFlaw, Point{}
}

// covered reports whether the outer ring of polygon i lies on the land of polygon j.
func (c *checking) covered(i, j int32, starts []int32) bool {
	ring := c.g[i][0]
	first, second := min(starts[i], starts[j]), max(starts[i], starts[j])
	if !c.anyPoint(ring, c.g[j][0], c.touches[[2]int32{first, second}], inside) {
		return false
	}
	for h := 1; h < len(c.g[j]); h++ {
		hole := starts[j] + int32(h)
		if !c.anyPoint(ring, c.g[j][h], c.touches[[2]int32{min(starts[i], hole), max(starts[i], hole)}], outside) {
			return false
		}
	}
	return true
}

// where tells how a point lies to a ring.
type where int8

const (
	outside where = iota
	border
	inside
)

// anyPoint reports whether the ring has a point that lies so to the other. Rings that do not touch need one point.
func (c *checking) anyPoint(ring, other Ring, touch bool, so where) bool {
	for _, p := range ring {
		if c.budget -= len(other); c.budget < 0 {
			return false
		}
		w := other.holds(p)
		if w == so {
			return true
		}
		if w != border && !touch {
			return false
		}
	}
	return false
}

// holds tells how a point lies to a ring, in whole millimetres.
func (r Ring) holds(p Point) where {
	at, _ := millimetres(p)
	in := false
	for i := 1; i < len(r); i++ {
		a, _ := millimetres(r[i-1])
		b, _ := millimetres(r[i])
		if (a[1] > at[1]) == (b[1] > at[1]) && !(a[1] == at[1] || b[1] == at[1]) {
			continue
		}
		e := edge{ax: a[0], ay: a[1], bx: b[0], by: b[1]}
		s := side(&e, at[0], at[1])
		if s == 0 && between(at[0], a[0], b[0]) && between(at[1], a[1], b[1]) {
			return border
		}
		if (a[1] > at[1]) != (b[1] > at[1]) && (s > 0) == (b[1] > a[1]) {
			in = !in
		}
	}
	if in {
		return inside
	}
	return outside
}

func between(x, a, b int32) bool { return x >= min(a, b) && x <= max(a, b) }
