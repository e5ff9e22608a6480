package neighbour

import (
	"cmp"
	"math"
	"slices"
)

// The ellipsoid of WGS84: half its long axis in metres, and its flattening (NGA.STND.0036, 2014).
const (
	halfAxis   = 6_378_137.0
	flattening = 1 / 298.257223563
)

// spot is a place on a plane in metres.
type spot struct{ x, y float64 }

// at returns the coordinates of a point of the grid in their own unit, from the lowest corner of the map for metres.
func (g *ground) at(p uint64) spot {
	x, y := float64(p>>32), float64(p&low)
	if g.Unit == Degree {
		return spot{(g.lowX + x) * g.grid, (g.lowY + y) * g.grid}
	}
	return spot{x * g.grid, y * g.grid}
}

// metres returns the length of a segment. In degrees it is measured with the scale of the ellipsoid at its middle.
func (g *ground) metres(s side) float64 {
	a, b := g.at(g.points[s.at]), g.at(g.points[s.at+1])
	if g.Unit == Metre {
		return math.Hypot(b.x-a.x, b.y-a.y)
	}
	east, north := scales((a.y + b.y) / 2)
	return math.Hypot((b.x-a.x)*east, (b.y-a.y)*north)
}

// scales returns the metres to a degree to the east and to the north at a latitude.
func scales(latitude float64) (east, north float64) {
	const squared = flattening * (2 - flattening)
	sin, cos := math.Sincos(latitude * math.Pi / 180)
	w := 1 - squared*sin*sin
	return halfAxis * cos / math.Sqrt(w) * math.Pi / 180, halfAxis * (1 - squared) / (w * math.Sqrt(w)) * math.Pi / 180
}

// flat returns a point on a plane on which short lines keep their shape: the grid itself, or the Mercator projection of the
// ellipsoid, and how many metres one unit of the plane is there.
func (g *ground) flat(point uint64) (spot, float64) {
	p := g.at(point)
	if g.Unit == Metre {
		return p, 1
	}
	e := math.Sqrt(flattening * (2 - flattening))
	latitude := max(-89.5, min(89.5, p.y)) * math.Pi / 180
	sin := math.Sin(latitude)
	east, _ := scales(max(-89.5, min(89.5, p.y)))
	return spot{halfAxis * p.x * math.Pi / 180, halfAxis * (math.Atanh(sin) - e*math.Atanh(e*sin))}, east / (halfAxis * math.Pi / 180)
}

// orient finds out for each ring on which hand its area lies: on the left when an outer ring runs against the clock, and the
// other way round for a hole, which is a ring within an odd number of other rings of its area.
func (g *ground) orient() {
	type box struct{ minX, minY, maxX, maxY uint64 }
	boxes := make([]box, len(g.rings))
	begin := int32(0)
	for k := range g.rings {
		r := &g.rings[k]
		list := g.points[begin:r.end]
		begin = r.end
		b := box{low, low, 0, 0}
		twice := 0.0
		for i, p := range list {
			b = box{min(b.minX, p>>32), min(b.minY, p&low), max(b.maxX, p>>32), max(b.maxY, p&low)}
			q := list[(i+1)%len(list)]
			ox, oy := float64(list[0]>>32), float64(list[0]&low)
			twice += (float64(p>>32)-ox)*(float64(q&low)-oy) - (float64(q>>32)-ox)*(float64(p&low)-oy)
		}
		boxes[k] = b
		r.reversed = twice < 0
	}
	for first := 0; first < len(g.rings); {
		last := first + 1
		for last < len(g.rings) && g.rings[last].area == g.rings[first].area {
			last++
		}
		for k := first; k < last; k++ {
			p := g.points[g.begin(k)]
			for o := first; o < last; o++ {
				b := boxes[o]
				if o != k && p>>32 >= b.minX && p>>32 <= b.maxX && p&low >= b.minY && p&low <= b.maxY &&
					holds(g.points[g.begin(o):g.rings[o].end], p) {
					g.rings[k].reversed = !g.rings[k].reversed
				}
			}
		}
		first = last
	}
}

// reversed tells of the ring in which a point lies whether its area is on the right.
func (g *ground) reversed(at uint32) bool {
	k, _ := slices.BinarySearchFunc(g.rings, int32(at)+1, func(r ring, end int32) int { return cmp.Compare(r.end, end) })
	return g.rings[k].reversed
}

// begin returns where the points of a ring begin.
func (g *ground) begin(ring int) int32 {
	if ring == 0 {
		return 0
	}
	return g.rings[ring-1].end
}

// holds reports whether a ring goes around a point: a line from the point to the east crosses it an odd number of times.
func holds(list []uint64, p uint64) bool {
	x, y := float64(p>>32), float64(p&low)
	inside := false
	from := list[len(list)-1]
	for _, to := range list {
		fromY, toY := float64(from&low), float64(to&low)
		if (fromY > y) != (toY > y) {
			fromX, toX := float64(from>>32), float64(to>>32)
			if x < fromX+(toX-fromX)*(y-fromY)/(toY-fromY) {
				inside = !inside
			}
		}
		from = to
	}
	return inside
}
