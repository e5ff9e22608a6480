package neighbour

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// ground is the boundaries on the grid.
type ground struct {
	options
	n int
	// points are x<<32|y, counted from the lowest corner of the map, ring after ring. A point is never equal to the one before
	// it in its ring, and the first is repeated at the end, unless it is the only one.
	points []uint64
	rings  []ring
	// lowX and lowY are the lowest corner of the map, in widths of the grid.
	lowX, lowY float64
	// cell is the width of a cell of the map as a power of two: some fifty points of a border lie in one. buckets is a power
	// of two.
	cell, buckets uint
}

// ring is a ring of an area: its points end before end and begin where the ring before it ends.
type ring struct {
	area, end int32
	// reversed is true when the area lies on the right hand; it is only known with a tolerance.
	reversed bool
}

// extent is what the first look at the rings finds.
type extent struct {
	minX, minY, maxX, maxY float64
	points, rings          int
}

// survey puts the rings on the grid.
func survey[P ~struct{ X, Y float64 }](n int, rings func(i int, yield func(ring []P)), o options) (*ground, error) {
	if n < 0 || n >= 1<<31 {
		return nil, fmt.Errorf("%w: %d areas", ErrOption, n)
	}
	e, err := look(n, rings)
	if err != nil {
		return nil, err
	}
	g := &ground{options: o, n: n, points: make([]uint64, 0, e.points+e.rings), rings: make([]ring, 0, e.rings)}
	inverse := 1 / o.grid
	if e.points > 0 {
		g.lowX, g.lowY = onGrid(e.minX, inverse), onGrid(e.minY, inverse)
		wide := max(onGrid(e.maxX, inverse)-g.lowX, onGrid(e.maxY, inverse)-g.lowY)
		far := max(math.Abs(e.minX), math.Abs(e.maxX), math.Abs(e.minY), math.Abs(e.maxY)) * inverse
		if wide >= 1<<32 || far >= 1<<52 || e.points+e.rings >= 1<<31 {
			return nil, fmt.Errorf("%w: x from %v to %v and y from %v to %v on a grid of width %v", ErrCoordinate, e.minX, e.maxX, e.minY, e.maxY, o.grid)
		}
	}
	area := int32(0)
	put := func(r []P) {
		begin := len(g.points)
		last := ^uint64(0)
		for k := range r {
			p := struct{ X, Y float64 }(r[k])
			q := uint64(onGrid(p.X, inverse)-g.lowX)<<32 | uint64(onGrid(p.Y, inverse)-g.lowY)
			if q != last || k == 0 {
				g.points = append(g.points, q)
				last = q
			}
		}
		if g.points[len(g.points)-1] != g.points[begin] {
			g.points = append(g.points, g.points[begin])
		}
		if g.again(area, g.points[begin:]) {
			g.points = g.points[:begin]
			return
		}
		g.rings = append(g.rings, ring{area: area, end: int32(len(g.points))})
	}
	for i := range n {
		area = int32(i)
		rings(i, put)
	}
	g.divide()
	return g, nil
}

// again reports whether the area has a ring of the same points already, as when a polygon stands in a file twice. To a
// tolerance that would look like a border between two parts of the area itself.
func (g *ground) again(area int32, points []uint64) bool {
	for k := len(g.rings) - 1; k >= 0 && g.rings[k].area == area; k-- {
		if slices.Equal(g.points[g.begin(k):g.rings[k].end], points) {
			return true
		}
	}
	return false
}

// look finds the extent of the rings, and what is wrong with them.
func look[P ~struct{ X, Y float64 }](n int, rings func(i int, yield func(ring []P))) (extent, error) {
	e := extent{minX: math.Inf(1), minY: math.Inf(1), maxX: math.Inf(-1), maxY: math.Inf(-1)}
	var wrong error
	area := 0
	see := func(r []P) {
		if len(r) == 0 && wrong == nil {
			wrong = fmt.Errorf("%w: area %d has a ring without points", ErrRing, area)
		}
		f := e
		for k := range r {
			p := struct{ X, Y float64 }(r[k])
			// A number less itself is 0, unless it is infinite or no number.
			if p.X-p.X != 0 || p.Y-p.Y != 0 {
				if wrong == nil {
					wrong = fmt.Errorf("%w: area %d has a point at %v, %v", ErrCoordinate, area, p.X, p.Y)
				}
				continue
			}
			if p.X < f.minX {
				f.minX = p.X
			}
			if p.X > f.maxX {
				f.maxX = p.X
			}
			if p.Y < f.minY {
				f.minY = p.Y
			}
			if p.Y > f.maxY {
				f.maxY = p.Y
			}
		}
		f.points += len(r)
		f.rings++
		e = f
	}
	for i := range n {
		area = i
		rings(i, see)
		if wrong != nil {
			return e, wrong
		}
	}
	return e, nil
}

// onGrid returns the line of the grid nearest to x; inverse is how many there are to a unit. The conversion keeps the
// product from being fused with the sum, which some processors would do and others not.
func onGrid(x, inverse float64) float64 { return math.Floor(float64(x*inverse) + 0.5) }

// divide chooses the cells and the buckets into which points are sorted before they are compared: what lies together on the
// map then lies together in memory, and what belongs to a bucket fits in the caches near the processor.
func (g *ground) divide() {
	const perBucket = 8192
	g.buckets = 1 << bits.Len(uint(len(g.points)/perBucket))
	var steps []uint64
	for k := 1; k < len(g.points); k += 1 + len(g.points)/4096 {
		a, b := g.points[k-1], g.points[k]
		steps = append(steps, max(a>>32, b>>32)-min(a>>32, b>>32)+max(a&low, b&low)-min(a&low, b&low))
	}
	if len(steps) == 0 {
		return
	}
	slices.Sort(steps)
	g.cell = min(31, uint(bits.Len64(steps[len(steps)/2]))+5)
}

// low masks the y of a point.
const low = 1<<32 - 1

// bucket returns where a point belongs.
func (g *ground) bucket(p uint64) uint {
	h := (p>>32>>g.cell)*0x9e3779b97f4a7c15 ^ (p&low>>g.cell)*0xc2b2ae3d27d4eb4f
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	return uint(h>>33) & (g.buckets - 1)
}

// mix spreads a point over the slots of a table.
func mix(p uint64) uint {
	p *= 0x9e3779b97f4a7c15
	return uint(p>>32 ^ p>>52)
}

// begins turns counts per bucket into the place where each begins.
func begins(counts []int32) {
	sum := int32(0)
	for i, c := range counts {
		counts[i] = sum
		sum += c
	}
}
