package tile

import (
	"context"
	"math"

	"github.com/buurtbeeld/buurtbeeld/internal/drawing/arc"
)

// cut draws all areas at a zoom and cuts them along the tiles. With only, other tiles are passed over.
func (m *maker) cut(ctx context.Context, z int, c coarseness, only map[place]bool) (map[place][]feature, error) {
	units := math.Ldexp(extent/float64(int(1)<<c.doubled), z)
	// metres per unit, and per unit before doubling
	side := m.metres / math.Ldexp(extent, z)
	smallest := 2 * c.area / float64(int(1)<<(2*c.doubled))
	drawn := make([][]point, len(m.net.Arcs))
	at := func(v int32) point {
		return point{int32(math.Floor(float64(m.x[v]*units) + 0.5)), int32(math.Floor(float64(m.y[v]*units) + 0.5))}
	}
	for i, a := range m.net.Arcs {
		drawn[i] = arc.Draw(a, float32(c.bend*side*side), at)
	}
	tiles := map[place][]feature{}
	s := scissors{side: extent >> c.doubled, buffer: buffer >> c.doubled}
	for i, rings := range m.net.Areas {
		if i%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		dropped := -1
		kept := false
		for _, r := range rings {
			if r.Hole && r.Polygon == dropped {
				continue
			}
			line := arc.Join(s.line[:0], r, drawn)
			s.line = line
			size := doubleArea(line)
			if len(line) < 3 || size == 0 || float64(max(size, -size)) < smallest {
				if !r.Hole {
					dropped = r.Polygon
				}
				continue
			}
			// Outer rings run with the clock on the screen, where y goes down; holes run against it.
			if size > 0 == r.Hole {
				reverse(line)
			}
			kept = true
			s.cut(line, func(p place, ring []point) {
				if only == nil || only[p] {
					add(tiles, p, int32(i), piece{ring, r.Hole})
				}
			})
		}
		if !kept && len(rings) > 0 && c.area == 0 {
			m.mark(rings, at, &s, func(p place, ring []point) {
				if only == nil || only[p] {
					add(tiles, p, int32(i), piece{ring, false})
				}
			})
		}
	}
	return tiles, nil
}

// mark gives an area that vanished a square of one unit, so that it can still be found.
func (m *maker) mark(rings []arc.Ring, at func(int32) point, s *scissors, found func(place, []point)) {
	number, _ := rings[0].Refs[0].Arc()
	p := at(m.net.Arcs[number].Vertices[0])
	s.cut([]point{p, {p.x + 1, p.y}, {p.x + 1, p.y + 1}, {p.x, p.y + 1}}, found)
}

// add puts a piece of an area in a tile. Areas come in order, so the last feature is the one to add to. A hole whose
// outer ring is not in the tile is left out.
func add(tiles map[place][]feature, p place, area int32, part piece) {
	list := tiles[p]
	if n := len(list); n > 0 && list[n-1].area == area {
		list[n-1].pieces = append(list[n-1].pieces, part)
		return
	}
	if !part.hole {
		tiles[p] = append(list, feature{area, []piece{part}})
	}
}

// doubleArea returns twice the area within a ring in square units, positive when it runs with the clock on the screen.
func doubleArea(line []point) int64 {
	if len(line) < 3 {
		return 0
	}
	sum := int64(0)
	a := line[len(line)-1]
	for _, b := range line {
		sum += int64(a.x)*int64(b.y) - int64(b.x)*int64(a.y)
		a = b
	}
	return sum
}

func reverse(line []point) {
	for i, j := 0, len(line)-1; i < j; i, j = i+1, j-1 {
		line[i], line[j] = line[j], line[i]
	}
}

// scissors cuts rings, and keeps its room between cuts.
type scissors struct {
	// side and buffer are those of a tile in units.
	side, buffer       int32
	line, a, b, column []point
}

// most is how many tiles one ring may cover; the whole country covers about 10,000 at zoom 13. A ring of a damaged file
// that covers the earth is passed over.
const most = 25_000

// cut finds the part of a ring in every tile that it touches. The found ring is the caller's to keep.
func (s *scissors) cut(line []point, found func(place, []point)) {
	low, high := bounds(line)
	if (int64(high.x)-int64(low.x))*(int64(high.y)-int64(low.y)) > most*int64(s.side)*int64(s.side) {
		return
	}
	for x := s.tileOf(low.x - s.buffer); x <= s.tileOf(high.x+s.buffer); x++ {
		column := s.between(line, axisX, x*s.side-s.buffer, (x+1)*s.side+s.buffer)
		if len(column) < 3 {
			continue
		}
		s.column = append(s.column[:0], column...)
		top, bottom := bounds(s.column)
		for y := s.tileOf(top.y - s.buffer); y <= s.tileOf(bottom.y+s.buffer); y++ {
			ring := s.between(s.column, axisY, y*s.side-s.buffer, (y+1)*s.side+s.buffer)
			ring = tidy(ring)
			if len(ring) >= 3 && doubleArea(ring) != 0 {
				found(place{x, y}, append([]point(nil), ring...))
			}
		}
	}
}

// tileOf returns the column or row in which a place lies.
func (s *scissors) tileOf(v int32) int32 {
	if v < 0 {
		return (v+1)/s.side - 1
	}
	return v / s.side
}

func bounds(line []point) (low, high point) {
	low, high = line[0], line[0]
	for _, p := range line[1:] {
		low = point{min(low.x, p.x), min(low.y, p.y)}
		high = point{max(high.x, p.x), max(high.y, p.y)}
	}
	return low, high
}

// axis tells whether to cut along columns or rows.
type axis bool

const (
	axisX axis = false
	axisY axis = true
)

func (a axis) of(p point) int32 {
	if a == axisY {
		return p.y
	}
	return p.x
}

// between returns the part of a ring between two lines, after Sutherland and Hodgman (doi:10.1145/360767.360802).
func (s *scissors) between(line []point, a axis, low, high int32) []point {
	inLow, inHigh := true, true
	for _, p := range line {
		v := a.of(p)
		inLow, inHigh = inLow && v >= low, inHigh && v <= high
	}
	if !inLow {
		s.a = half(s.a[:0], line, a, low, 1)
		line = s.a
	}
	if !inHigh {
		s.b = half(s.b[:0], line, a, high, -1)
		line = s.b
	}
	return line
}

// half appends the part of a ring on one side of a line: above it with sign 1, below it with sign -1.
func half(out, line []point, a axis, limit, sign int32) []point {
	if len(line) == 0 {
		return out
	}
	p := line[len(line)-1]
	inside := (a.of(p)-limit)*sign >= 0
	for _, q := range line {
		next := (a.of(q)-limit)*sign >= 0
		if inside != next {
			out = append(out, crossing(p, q, a, limit))
		}
		if next {
			out = append(out, q)
		}
		p, inside = q, next
	}
	return out
}

// crossing returns where a line from p to q crosses a limit. It starts from the same end whichever way the line runs,
// so that neighbours get the same point.
func crossing(p, q point, a axis, limit int32) point {
	if p.x > q.x || p.x == q.x && p.y > q.y {
		p, q = q, p
	}
	if a == axisX {
		return point{limit, p.y + part(limit-p.x, q.x-p.x, q.y-p.y)}
	}
	return point{p.x + part(limit-p.y, q.y-p.y, q.x-p.x), limit}
}

// part returns done/whole of length, rounded, in whole numbers.
func part(done, whole, length int32) int32 {
	n, d := 2*int64(done)*int64(length)+int64(whole), 2*int64(whole)
	if d < 0 {
		n, d = -n, -d
	}
	q := n / d
	if n%d < 0 {
		q--
	}
	return int32(q)
}

// tidy leaves out points that repeat and steps that go and come back.
func tidy(line []point) []point {
	out := line[:0]
	for _, p := range line {
		n := len(out)
		switch {
		case n > 0 && out[n-1] == p:
		case n > 1 && out[n-2] == p:
			out = out[:n-1]
		default:
			out = append(out, p)
		}
	}
	for n := len(out); n > 1 && (out[n-1] == out[0] || n > 2 && out[n-2] == out[0]); n = len(out) {
		out = out[:n-1]
	}
	return out
}
