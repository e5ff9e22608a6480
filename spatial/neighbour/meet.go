package neighbour

import (
	"math"
	"math/bits"
)

// visit is a piece in a cell.
type visit struct {
	x, y  int32
	piece int32
}

// meet calls found once for each two pieces of different areas whose surroundings, as wide as the tolerance in all, touch.
func meet(list []piece, cell float64, found func(s, t int32)) {
	lowX, lowY, highX, highY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for i := range list {
		x, y, toX, toY := list[i].around()
		lowX, lowY, highX, highY = min(lowX, x), min(lowY, y), max(highX, toX), max(highY, toY)
	}
	// A tiny cell on a huge map would not have a number.
	cell = max(cell, (highX-lowX)/(1<<30), (highY-lowY)/(1<<30))
	into := func(x, low float64) int32 { return int32((x - low) / cell) }
	each := func(do func(v visit)) {
		for i := range list {
			x, y, toX, toY := list[i].around()
			for cx := into(x, lowX); cx <= into(toX, lowX); cx++ {
				for cy := into(y, lowY); cy <= into(toY, lowY); cy++ {
					do(visit{cx, cy, int32(i)})
				}
			}
		}
	}
	buckets := uint64(1) << bits.Len(uint(len(list)))
	bucket := func(v visit) uint64 {
		h := uint64(uint32(v.x))*0x9e3779b97f4a7c15 ^ uint64(uint32(v.y))*0xc2b2ae3d27d4eb4f
		return (h ^ h>>31) & (buckets - 1)
	}
	ends := make([]int32, buckets)
	total := 0
	each(func(v visit) { ends[bucket(v)]++; total++ })
	begins(ends)
	visits := make([]visit, total)
	each(func(v visit) {
		b := bucket(v)
		visits[ends[b]] = v
		ends[b]++
	})
	begin := int32(0)
	for _, end := range ends {
		here := visits[begin:end]
		begin = end
		for k, v := range here {
			for _, u := range here[:k] {
				if u.x != v.x || u.y != v.y || list[u.piece].area == list[v.piece].area {
					continue
				}
				aX, aY, aToX, aToY := list[u.piece].around()
				bX, bY, bToX, bToY := list[v.piece].around()
				// Two that share several cells meet in the one where what they have in common begins.
				x, y := max(aX, bX), max(aY, bY)
				if x <= min(aToX, bToX) && y <= min(aToY, bToY) && into(x, lowX) == v.x && into(y, lowY) == v.y {
					found(u.piece, v.piece)
				}
			}
		}
	}
}

// around returns the box around a piece, wider by half the tolerance on each side.
func (p *piece) around() (x, y, toX, toY float64) {
	// A little more, so that rounding keeps none apart.
	half := 0.5000001 * p.tolerance
	return min(p.a.x, p.b.x) - half, min(p.a.y, p.b.y) - half, max(p.a.x, p.b.x) + half, max(p.a.y, p.b.y) + half
}
