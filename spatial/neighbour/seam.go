package neighbour

import (
	"cmp"
	"math"
	"slices"
)

// piece is a part of a free segment, no longer than a cell.
type piece struct {
	a, b spot
	area int32
	// left is true when the area lies on the left hand from a to b.
	left bool
	// tolerance is in units of the plane, each of so many metres.
	tolerance, metres float64
}

// beside is a stretch of a piece that runs along a piece of another area.
type beside struct {
	pair     uint64
	piece    int32
	from, to float64 // of the length of the piece, 0 to 1
	// apart is how far the middle lies from the other piece; overlap tells that the other lies on the area's own side.
	apart   float64
	overlap bool
}

// seams looks for borders among segments that one area alone has: it returns pairs that are neighbours, what is known
// of the borders, and their lengths.
func (g *ground) seams(free []side) (pairs, []Seam, []shared) {
	list, cell := g.pieces(free)
	var near pairs
	var runs []beside
	meet(list, cell, func(s, t int32) {
		a, b := &list[s], &list[t]
		if a.area > b.area {
			s, t, a, b = t, s, b, a
		}
		pair := uint64(uint32(a.area))<<32 | uint64(uint32(b.area))
		if g.Rule == Queen && a.distance(b) <= max(a.tolerance, b.tolerance) {
			near.add(a.area, b.area)
		}
		if !a.along(b) {
			return
		}
		if run, ok := a.beside(b); ok {
			run.pair, run.piece = pair, s
			runs = append(runs, run)
		}
		if run, ok := b.beside(a); ok {
			run.pair, run.piece = pair, t
			runs = append(runs, run)
		}
	})
	slices.SortFunc(runs, func(x, y beside) int {
		return cmp.Or(cmp.Compare(x.pair, y.pair), cmp.Compare(x.piece, y.piece), cmp.Compare(x.from, y.from), cmp.Compare(x.to, y.to))
	})
	var seams []Seam
	var lengths []shared
	for len(runs) > 0 {
		end := 1
		for end < len(runs) && runs[end].pair == runs[0].pair {
			end++
		}
		if seam := sum(list, runs[:end]); seam.LengthMetres >= g.minimum {
			seams = append(seams, seam)
			near = append(near, runs[0].pair)
		}
		runs = runs[end:]
	}
	for _, s := range seams {
		lengths = append(lengths, shared{uint64(uint32(s.A))<<32 | uint64(uint32(s.B)), s.LengthMetres})
	}
	return near, seams, lengths
}

// sum makes a seam of all stretches of one pair: the mean of how long the two sides are.
func sum(list []piece, runs []beside) Seam {
	seam := Seam{A: int32(runs[0].pair >> 32), B: int32(runs[0].pair & low)}
	length, over, apart := 0.0, 0.0, 0.0
	piece, reached := int32(-1), 0.0
	for _, r := range runs {
		if r.piece != piece {
			piece, reached = r.piece, 0
		}
		if r.to <= reached {
			continue
		}
		p := &list[piece]
		metres := (r.to - max(r.from, reached)) * math.Hypot(p.b.x-p.a.x, p.b.y-p.a.y) * p.metres
		reached = r.to
		length += metres
		apart += metres * r.apart * p.metres
		if r.overlap {
			over += metres
		}
	}
	seam.LengthMetres = length / 2
	if length > 0 {
		seam.OverlapShare, seam.WidthMetres = over/length, apart/length
	}
	return seam
}

// pieces cuts segments into parts no longer than a cell, and chooses the width of the cells: as long as a segment is in
// the mean, and no less than four times the tolerance.
func (g *ground) pieces(free []side) ([]piece, float64) {
	list := make([]piece, 0, len(free))
	total, widest := 0.0, 0.0
	for _, s := range free {
		a, metresA := g.flat(g.points[s.at])
		b, metresB := g.flat(g.points[s.at+1])
		metres := (metresA + metresB) / 2
		p := piece{a: a, b: b, area: s.area, left: !g.reversed(s.at), tolerance: g.ToleranceMetres / metres, metres: metres}
		total += math.Hypot(b.x-a.x, b.y-a.y)
		widest = max(widest, p.tolerance)
		list = append(list, p)
	}
	cell := max(4*widest, total/max(1, float64(len(list))))
	for i := range list {
		p := list[i]
		parts := int(math.Ceil(math.Hypot(p.b.x-p.a.x, p.b.y-p.a.y) / cell))
		for k := 1; k < parts; k++ {
			q := p
			q.a, q.b = p.part(float64(k)/float64(parts)), p.part(float64(k+1)/float64(parts))
			list = append(list, q)
		}
		if parts > 1 {
			list[i].b = p.part(1 / float64(parts))
		}
	}
	return list, cell
}

func (p *piece) part(share float64) spot {
	return spot{p.a.x + (p.b.x-p.a.x)*share, p.a.y + (p.b.y-p.a.y)*share}
}

// along reports whether two pieces run at less than 45 degrees of each other, in either direction.
func (p *piece) along(o *piece) bool {
	px, py, ox, oy := p.b.x-p.a.x, p.b.y-p.a.y, o.b.x-o.a.x, o.b.y-o.a.y
	return math.Abs(px*ox+py*oy) > math.Abs(px*oy-py*ox)
}

// beside returns the stretch of p that lies straight beside o and within the tolerance.
func (p *piece) beside(o *piece) (beside, bool) {
	ox, oy := o.b.x-o.a.x, o.b.y-o.a.y
	long := math.Hypot(ox, oy)
	ox, oy = ox/long, oy/long
	// Of both ends of p: how far along o it is, and how far from the line of o, on its left.
	alongA, alongB := (p.a.x-o.a.x)*ox+(p.a.y-o.a.y)*oy, (p.b.x-o.a.x)*ox+(p.b.y-o.a.y)*oy
	offA, offB := (p.a.y-o.a.y)*ox-(p.a.x-o.a.x)*oy, (p.b.y-o.a.y)*ox-(p.b.x-o.a.x)*oy
	tolerance := max(p.tolerance, o.tolerance)
	from, to := between(alongA, alongB, 0, long)
	nearFrom, nearTo := between(offA, offB, -tolerance, tolerance)
	from, to = max(from, nearFrom), min(to, nearTo)
	if !(from < to) {
		return beside{}, false
	}
	middle := (from + to) / 2
	off := offA + (offB-offA)*middle
	// p lies on the left of o when off is positive. Then o lies on the right of p when the two run the same way.
	onLeft := off < 0
	if alongB < alongA {
		onLeft = !onLeft
	}
	apart := math.Abs(off)
	return beside{from: from, to: to, apart: apart, overlap: apart > p.tolerance*1e-6 && onLeft == p.left}, true
}

// between returns where a value that goes from a (at 0) to b (at 1) lies between least and most; from is past to when it
// does nowhere.
func between(a, b, least, most float64) (from, to float64) {
	if a == b {
		if a < least || a > most {
			return 1, 0
		}
		return 0, 1
	}
	s, t := (least-a)/(b-a), (most-a)/(b-a)
	return max(0, min(s, t)), min(1, max(s, t))
}

// distance returns how near two pieces come to each other.
func (p *piece) distance(o *piece) float64 {
	if p.crosses(o) {
		return 0
	}
	return min(p.distanceTo(o.a), p.distanceTo(o.b), o.distanceTo(p.a), o.distanceTo(p.b))
}

func (p *piece) distanceTo(q spot) float64 {
	x, y := p.b.x-p.a.x, p.b.y-p.a.y
	share := max(0, min(1, ((q.x-p.a.x)*x+(q.y-p.a.y)*y)/(x*x+y*y)))
	return math.Hypot(q.x-p.a.x-share*x, q.y-p.a.y-share*y)
}

func (p *piece) crosses(o *piece) bool {
	side := func(a, b, c spot) bool { return (b.x-a.x)*(c.y-a.y) > (b.y-a.y)*(c.x-a.x) }
	return side(p.a, p.b, o.a) != side(p.a, p.b, o.b) && side(o.a, o.b, p.a) != side(o.a, o.b, p.b)
}
