package example

import (
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// node is a corner of the grid.
type node struct{ c, r int }

// at returns the label of a square, and the lake beyond the grid.
func (g *ground) at(c, r int) int16 {
	if c < 0 || r < 0 || c >= columns || r >= rows {
		return lake
	}
	return g.label[r*columns+c]
}

// junction reports whether three or more neighbourhoods meet in a corner, or two cross.
func (g *ground) junction(n node) bool {
	a, b, c, d := g.at(n.c-1, n.r-1), g.at(n.c, n.r-1), g.at(n.c, n.r), g.at(n.c-1, n.r)
	changes := 0
	for _, differ := range [4]bool{a != b, b != c, c != d, d != a} {
		if differ {
			changes++
		}
	}
	return changes > 2
}

// geometry returns the boundary of the squares that belong: rings with those squares on the left, smoothed stretch by
// stretch so that neighbours keep the same points.
func (g *ground) geometry(belongs func(int16) bool) area.Geometry {
	var outer, holes []area.Ring
	for _, ring := range g.rings(belongs) {
		smooth := g.smooth(ring)
		if smooth.SignedArea() > 0 {
			outer = append(outer, smooth)
		} else {
			holes = append(holes, smooth)
		}
	}
	var geometry area.Geometry
	for _, o := range outer {
		p := area.Polygon{o}
		for _, h := range holes {
			if inside(o, h[0]) {
				p = append(p, h)
			}
		}
		geometry = append(geometry, p)
	}
	return geometry
}

// rings walks round the squares that belong, always keeping them on the left. The first corner is not repeated.
func (g *ground) rings(belongs func(int16) bool) [][]node {
	next := map[node][]node{}
	var starts []node
	add := func(from, to node) {
		next[from] = append(next[from], to)
		starts = append(starts, from)
	}
	for r := range rows {
		for c := range columns {
			if !belongs(g.at(c, r)) {
				continue
			}
			if !belongs(g.at(c, r-1)) {
				add(node{c, r}, node{c + 1, r})
			}
			if !belongs(g.at(c+1, r)) {
				add(node{c + 1, r}, node{c + 1, r + 1})
			}
			if !belongs(g.at(c, r+1)) {
				add(node{c + 1, r + 1}, node{c, r + 1})
			}
			if !belongs(g.at(c-1, r)) {
				add(node{c, r + 1}, node{c, r})
			}
		}
	}
	var rings [][]node
	for _, start := range starts {
		if len(next[start]) == 0 {
			continue
		}
		var ring []node
		at, before := start, node{-9, -9}
		for {
			ring = append(ring, at)
			to := take(next, at, before)
			if at, before = to, at; at == start {
				break
			}
		}
		rings = append(rings, ring)
	}
	return rings
}

// take returns where a corner leads to and removes that step; of two steps the one to the left, which stays with the
// same square.
func take(next map[node][]node, at, before node) node {
	steps := next[at]
	pick := 0
	for i, to := range steps {
		if (at.c-before.c)*(to.r-at.r)-(at.r-before.r)*(to.c-at.c) > 0 {
			pick = i
		}
	}
	to := steps[pick]
	next[at] = slices.Delete(slices.Clone(steps), pick, pick+1)
	return to
}

// smooth turns a walk along corners into a closed ring in the grid of the country.
func (g *ground) smooth(ring []node) area.Ring {
	start := slices.IndexFunc(ring, g.junction)
	if start < 0 {
		start = 0
		for i, n := range ring {
			if less(n, ring[start]) {
				start = i
			}
		}
	}
	walk := append(slices.Clone(ring[start:]), ring[:start+1]...)
	var out area.Ring
	from := 0
	for i := 1; i < len(walk); i++ {
		if i == len(walk)-1 || g.junction(walk[i]) {
			out = append(out, stretch(walk[from : i+1])[:]...)
			out = out[:len(out)-1]
			from = i
		}
	}
	return append(out, out[0])
}

func less(a, b node) bool { return a.c < b.c || a.c == b.c && a.r < b.r }

// stretch returns the points of the border between two junctions. It is drawn in one direction whoever asks, so that
// both sides get the same points.
func stretch(walk []node) area.Ring {
	last := len(walk) - 1
	backwards := less(walk[last], walk[0]) || walk[last] == walk[0] && less(walk[last-1], walk[1])
	walk = slices.Clone(walk)
	if backwards {
		slices.Reverse(walk)
	}
	points := make(area.Ring, len(walk))
	for i, n := range walk {
		points[i] = area.Point{X: middleX + float64(n.c-columns/2)*side, Y: middleY + float64(n.r-rows/2)*side}
	}
	for range 5 {
		before := points[0]
		for i := 1; i < last; i++ {
			now := points[i]
			points[i] = area.Point{X: (before.X + 2*now.X + points[i+1].X) / 4, Y: (before.Y + 2*now.Y + points[i+1].Y) / 4}
			before = now
		}
	}
	thin := area.Ring{points[0]}
	for i := 1; i < last; i++ {
		if last < 6 || i%2 == 0 {
			thin = append(thin, millimetre(points[i]))
		}
	}
	thin = append(thin, points[last])
	if backwards {
		slices.Reverse(thin)
	}
	return thin
}

func millimetre(p area.Point) area.Point {
	return area.Point{X: math.Round(p.X*1000) / 1000, Y: math.Round(p.Y*1000) / 1000}
}

// inside reports whether a place lies within a ring.
func inside(ring area.Ring, p area.Point) bool {
	in := false
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		if (a.Y > p.Y) != (b.Y > p.Y) && p.X < (b.X-a.X)*(p.Y-a.Y)/(b.Y-a.Y)+a.X {
			in = !in
		}
	}
	return in
}
