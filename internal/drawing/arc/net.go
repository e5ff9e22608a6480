// Package arc cuts the boundaries of areas into the pieces that neighbours share, so that a piece is simplified once and
// neighbours never gap or overlap (Dutch: boog, gedeelde grens).
package arc

import (
	"math"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// Nobody stands for the other side of an arc that only one area has.
const Nobody = -1

// Net is the boundaries of areas as arcs between junctions (Dutch: net van grenzen). It does not change once built.
type Net struct {
	// Points is every vertex once.
	Points []area.Point
	Arcs   []Arc
	// Areas holds the rings per area, in the order of the shapes.
	Areas [][]Ring
}

// Arc is a line along which the same areas lie on both sides: between two junctions, or a whole ring
// (Dutch: boog).
type Arc struct {
	// Vertices points into Points; a closed arc begins and ends with the same one.
	Vertices []int32
	// Weights is, per vertex, the area in square metres that the line would lose without it; the ends are infinite.
	// Vertices whose weight is under a threshold can be left out, in every area alike.
	Weights []float32
	// Owners is the places of the areas on both sides, or Nobody.
	Owners [2]int32
}

// Closed reports whether the arc is a whole ring.
func (a Arc) Closed() bool { return a.Vertices[0] == a.Vertices[len(a.Vertices)-1] }

// Ref is an arc as a ring runs along it (Dutch: verwijzing): the number of the arc, or its complement when the ring runs the other way.
type Ref int32

// Arc returns the number of the arc and whether the ring runs against it.
func (r Ref) Arc() (number int, backwards bool) {
	if r < 0 {
		return int(^r), true
	}
	return int(r), false
}

// Ring is a closed line of an area made of arcs (Dutch: ring).
type Ring struct {
	Refs []Ref
	// Polygon counts the parts of the area; rings of one polygon follow each other.
	Polygon int
	// Hole is true for every ring of a polygon but its first.
	Hole bool
	// SquareMetres is the area within the ring at full detail, never negative.
	SquareMetres float64
}

// farthest is how far from the origin of the grid a point can be, in metres: the millimetres fit in 32 bits.
const farthest = 2_000_000

// New returns the net of shapes. Points are the same when they are equal to the millimetre. Rings with fewer than three
// points or with a point that cannot be in the country are left out.
func New(shapes *area.Shapes) *Net {
	n := shapes.Index().Len()
	b := newBuilder(shapes)
	for i := range n {
		b.read(i, shapes.At(i))
	}
	b.findJunctions()
	b.net.Areas = make([][]Ring, n)
	for _, r := range b.rings {
		ring := Ring{Refs: b.cut(r), Polygon: r.polygon, Hole: r.hole, SquareMetres: r.squareMetres}
		b.net.Areas[r.area] = append(b.net.Areas[r.area], ring)
	}
	weigh(b.net)
	return b.net
}

// rawRing is a ring as vertices, the first not repeated at the end.
type rawRing struct {
	area, polygon int
	hole          bool
	squareMetres  float64
	vertices      []int32
}

type builder struct {
	net      *Net
	table    []int32 // open addressing: vertex + 1
	keys     []uint64
	rings    []rawRing
	junction []bool
	arcs     map[uint64]Ref // by first and second vertex
	flat     []int32
}

func newBuilder(shapes *area.Shapes) *builder {
	points := 0
	for i := range shapes.Index().Len() {
		points += shapes.At(i).Points()
	}
	size := 1024
	for size < 2*points {
		size *= 2
	}
	return &builder{net: &Net{}, table: make([]int32, size), arcs: make(map[uint64]Ref, 1024), flat: make([]int32, 0, points)}
}

// vertex returns the number of a point.
func (b *builder) vertex(p area.Point) int32 {
	key := uint64(uint32(millimetres(p.X)))<<32 | uint64(uint32(millimetres(p.Y)))
	mask := uint64(len(b.table) - 1)
	slot := (key * 0x9e3779b97f4a7c15) >> 20 & mask
	for b.table[slot] != 0 {
		if v := b.table[slot] - 1; b.keys[v] == key {
			return v
		}
		slot = (slot + 1) & mask
	}
	v := int32(len(b.keys))
	b.keys = append(b.keys, key)
	b.net.Points = append(b.net.Points, p)
	b.table[slot] = v + 1
	return v
}

func millimetres(metres float64) int32 { return int32(math.Round(metres * 1000)) }

// possible reports whether all points of a ring can be in the country; what is no number cannot.
func possible(ring area.Ring) bool {
	for _, p := range ring {
		if !(math.Abs(p.X) < farthest && math.Abs(p.Y) < farthest) {
			return false
		}
	}
	return true
}

// Bounds returns the smallest box around all points of the net.
func (n *Net) Bounds() area.Box {
	box := area.EmptyBox()
	for _, p := range n.Points {
		box = box.Add(p)
	}
	return box
}

func (b *builder) read(areaNumber int, g area.Geometry) {
	for p, polygon := range g {
		for r, ring := range polygon {
			if !possible(ring) {
				continue
			}
			start := len(b.flat)
			for _, point := range ring {
				if v := b.vertex(point); len(b.flat) == start || v != b.flat[len(b.flat)-1] {
					b.flat = append(b.flat, v)
				}
			}
			if len(b.flat) > start+1 && b.flat[start] == b.flat[len(b.flat)-1] {
				b.flat = b.flat[:len(b.flat)-1]
			}
			if len(b.flat) < start+3 {
				b.flat = b.flat[:start]
				continue
			}
			vertices := b.flat[start:len(b.flat):len(b.flat)]
			b.rings = append(b.rings, rawRing{areaNumber, p, r > 0, math.Abs(ring.SignedArea()), vertices})
		}
	}
}

// findJunctions marks the vertices at which rings part: those that have not the same two neighbours in every ring.
func (b *builder) findJunctions() {
	b.junction = make([]bool, len(b.keys))
	seen := make([]uint64, len(b.keys))
	for _, r := range b.rings {
		last := len(r.vertices) - 1
		for i, v := range r.vertices {
			before, after := r.vertices[(i+last)%(last+1)], r.vertices[(i+1)%(last+1)]
			pair := uint64(min(before, after)+1)<<32 | uint64(max(before, after)+1)
			switch seen[v] {
			case 0:
				seen[v] = pair
			case pair:
			default:
				b.junction[v] = true
			}
		}
	}
}

// cut returns a ring as arcs, and adds those that no earlier ring had.
func (b *builder) cut(r rawRing) []Ref {
	n, start := len(r.vertices), -1
	for i, v := range r.vertices {
		if b.junction[v] {
			start = i
			break
		}
	}
	if start < 0 {
		// A ring on its own begins at its lowest vertex, so that a hole and the area in it agree.
		start = 0
		for i, v := range r.vertices {
			if v < r.vertices[start] {
				start = i
			}
		}
		return []Ref{b.arc(append(rotated(r.vertices, start), r.vertices[start]), r.area)}
	}
	line := append(rotated(r.vertices, start), r.vertices[start])
	var refs []Ref
	from := 0
	for i := 1; i <= n; i++ {
		if b.junction[line[i]] {
			refs = append(refs, b.arc(line[from:i+1], r.area))
			from = i
		}
	}
	return refs
}

func rotated(v []int32, start int) []int32 {
	line := make([]int32, 0, len(v)+1)
	return append(append(line, v[start:]...), v[:start]...)
}

// arc returns the arc along vertices, in whichever direction it was first met. Between junctions there is only one way
// to go, so the first step names the arc.
func (b *builder) arc(vertices []int32, owner int) Ref {
	last := len(vertices) - 1
	forward := uint64(vertices[0])<<32 | uint64(vertices[1])
	if ref, ok := b.arcs[forward]; ok {
		number, _ := ref.Arc()
		if a := &b.net.Arcs[number]; a.Owners[1] == Nobody && a.Owners[0] != int32(owner) {
			a.Owners[1] = int32(owner)
		}
		return ref
	}
	ref := Ref(len(b.net.Arcs))
	b.net.Arcs = append(b.net.Arcs, Arc{Vertices: vertices, Owners: [2]int32{int32(owner), Nobody}})
	b.arcs[forward] = ref
	b.arcs[uint64(vertices[last])<<32|uint64(vertices[last-1])] = ^ref
	return ref
}
