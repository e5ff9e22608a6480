package drawing

import (
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing/arc"
)

// tracer draws the arcs of a net at one size.
type tracer struct {
	net   *arc.Net
	frame frame
	codes []area.Code
	drawn [][]dot // per arc
}

// trace simplifies every arc. Where that would make an area vanish that is large enough to be seen, its arcs are drawn
// finer, for both neighbours alike.
func (t *tracer) trace(threshold float32) {
	t.drawn = make([][]dot, len(t.net.Arcs))
	for i := range t.net.Arcs {
		t.drawn[i] = t.draw(i, threshold)
	}
	for _, finer := range [2]float32{threshold / 8, 0} {
		for i := range t.net.Areas {
			ring, ok := t.largest(i)
			if !ok || doubleArea(t.ring(ring)) >= 4 {
				continue
			}
			for _, ref := range ring.Refs {
				number, _ := ref.Arc()
				t.drawn[number] = t.draw(number, finer)
			}
		}
	}
}

func (t *tracer) draw(number int, threshold float32) dots {
	return arc.Draw(t.net.Arcs[number], threshold, func(v int32) dot { return t.frame.dot(t.net.Points[v]) })
}

// largest returns the largest outer ring of an area.
func (t *tracer) largest(i int) (arc.Ring, bool) {
	best := -1
	for k, r := range t.net.Areas[i] {
		if !r.Hole && (best < 0 || r.SquareMetres > t.net.Areas[i][best].SquareMetres) {
			best = k
		}
	}
	if best < 0 {
		return arc.Ring{}, false
	}
	return t.net.Areas[i][best], true
}

// ring returns the points of a ring, the first not repeated.
func (t *tracer) ring(r arc.Ring) dots { return arc.Join(nil, r, t.drawn) }

// doubleArea returns twice the area within a ring in square units, never negative.
func doubleArea(line dots) int64 {
	sum := int64(0)
	for i, d := range line {
		e := line[(i+1)%len(line)]
		sum += int64(d.x)*int64(e.y) - int64(e.x)*int64(d.y)
	}
	return max(sum, -sum)
}

// shape returns one area as drawn.
func (t *tracer) shape(i int) shape {
	rings := t.net.Areas[i]
	main, ok := t.largest(i)
	if !ok {
		return shape{}
	}
	pixel := int64(unitsPerPixel * unitsPerPixel)
	var s shape
	for _, r := range rings {
		line := t.ring(r)
		// A hole that another area fills stays, however small: that area is there.
		shared := r.Hole && t.filled(r)
		if size := doubleArea(line); len(line) > 2 && (size >= 2*pixel || shared && size > 0) {
			s.rings = append(s.rings, line)
		}
	}
	if len(s.rings) == 0 || doubleArea(s.rings[0]) < 2*pixel {
		number, _ := main.Refs[0].Arc()
		s = shape{rings: []dots{square(t.middle(main, number))}, mark: true}
	}
	slices.SortStableFunc(s.rings, func(a, b dots) int { return int(doubleArea(b) - doubleArea(a)) })
	s.path = ringsPath(s.rings)
	return s
}

// filled reports whether another area lies in a hole.
func (t *tracer) filled(r arc.Ring) bool {
	for _, ref := range r.Refs {
		number, _ := ref.Arc()
		if t.net.Arcs[number].Owners[1] != arc.Nobody {
			return true
		}
	}
	return false
}

// middle returns the middle of a ring too small to draw.
func (t *tracer) middle(r arc.Ring, first int) dot {
	box := area.EmptyBox()
	for _, ref := range r.Refs {
		number, _ := ref.Arc()
		for _, v := range t.net.Arcs[number].Vertices {
			box = box.Add(t.net.Points[v])
		}
	}
	if box.IsEmpty() {
		return t.frame.dot(t.net.Points[t.net.Arcs[first].Vertices[0]])
	}
	return t.frame.dot(area.Point{X: (box.MinX + box.MaxX) / 2, Y: (box.MinY + box.MaxY) / 2})
}

// square is the mark of an area under a pixel.
func square(d dot) dots {
	return dots{{d.x - 1, d.y - 1}, {d.x + 1, d.y - 1}, {d.x + 1, d.y + 1}, {d.x - 1, d.y + 1}}
}

// rank tells what an arc divides: 0 areas of the same parent, 1 parents, 2 what lies above, 3 land from nothing.
func (t *tracer) rank(a arc.Arc) int {
	if a.Owners[1] == arc.Nobody {
		return 3
	}
	c, d := t.codes[a.Owners[0]].Parent(), t.codes[a.Owners[1]].Parent()
	switch {
	case c == d:
		return 0
	case c.Parent() == d.Parent():
		return 1
	}
	return 2
}

// lines returns the lines per rank as paths, and the outer lines as points. Arcs are joined end to end where possible.
func (t *tracer) lines() (paths [4]string, outer []dots) {
	byRank := [4][]dots{}
	small := int64(2 * unitsPerPixel * unitsPerPixel)
	for i, a := range t.net.Arcs {
		line := t.drawn[i]
		if a.Closed() && doubleArea(line) < small || len(line) < 2 {
			continue
		}
		rank := t.rank(a)
		byRank[rank] = append(byRank[rank], line)
	}
	for rank := 1; rank < 4; rank++ {
		paths[rank] = linesPath(chain(byRank[rank]))
	}
	return paths, byRank[3]
}

// chain joins lines that meet end to end, so that fewer of them begin anew.
func chain(lines []dots) []dots {
	starts := map[dot][]int{}
	for i, l := range lines {
		starts[l[0]] = append(starts[l[0]], i)
		starts[l[len(l)-1]] = append(starts[l[len(l)-1]], i)
	}
	used := make([]bool, len(lines))
	var chains []dots
	for i := range lines {
		if used[i] {
			continue
		}
		used[i] = true
		line := slices.Clone(lines[i])
		for {
			end := line[len(line)-1]
			k := slices.IndexFunc(starts[end], func(j int) bool { return !used[j] })
			if k < 0 {
				break
			}
			j := starts[end][k]
			used[j] = true
			next := lines[j]
			if next[0] != end {
				next = slices.Clone(next)
				slices.Reverse(next)
			}
			line = append(line, next[1:]...)
		}
		chains = append(chains, line)
	}
	return chains
}
