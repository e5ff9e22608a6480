package example

import (
	"math"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// The town lies in the middle of the IJsselmeer, where no town is. Its ground is drawn on a grid of squares.
const (
	columns, rows = 316, 254
	side          = 50.0
	middleX       = 151_000.0
	middleY       = 534_000.0
)

// What a square of the grid can be besides a neighbourhood, whose numbers begin at 0.
const (
	lake  int16 = -1 // outside the municipality
	river int16 = -2
)

// ground is which neighbourhood each square of the grid belongs to.
type ground struct {
	label []int16
	// seeds is the middle of each neighbourhood, in metres from the middle of the town.
	seeds []area.Point
	// of is the district of each neighbourhood.
	of []int
}

// place returns the middle of a square, in metres from the middle of the town.
func place(c, r int) area.Point {
	return area.Point{X: (float64(c-columns/2) + 0.5) * side, Y: (float64(r-rows/2) + 0.5) * side}
}

// newGround draws the town: an island with a river through it, districts round their middles, and neighbourhoods that
// are smaller towards the middle of the town.
func newGround(seed uint64) ground {
	for attempt := 0; ; attempt++ {
		if g := drawGround(seed, attempt); attempt == mostAttempts || g.roomForAll() {
			return g
		}
	}
}

// mostAttempts bounds how often a town is drawn again because the water left nothing of a neighbourhood.
const mostAttempts = 20

// fewestSquares is the least that must be left of a neighbourhood.
const fewestSquares = 30

// roomForAll reports whether something is left of every neighbourhood.
func (g *ground) roomForAll() bool {
	counts := make([]int, len(g.seeds))
	for _, l := range g.label {
		if l >= 0 {
			counts[l]++
		}
	}
	return slices.Min(counts) >= fewestSquares
}

func drawGround(seed uint64, attempt int) ground {
	g := ground{label: make([]int16, columns*rows)}
	c := stream(seed, "seeds"+strings.Repeat(" again", attempt))
	for w, d := range wijken {
		for range d.buurts {
			g.seeds, g.of = append(g.seeds, g.seedNear(c, d)), append(g.of, w)
		}
	}
	g.relax(seed)
	g.share()
	g.paint(seed)
	g.mend()
	return g
}

// share exchanges neighbourhoods between districts until no exchange brings both nearer to their middles, so that
// districts are in one piece.
func (g *ground) share() {
	far := func(k, w int) float64 { return squared(g.seeds[k], area.Point{X: wijken[w].x, Y: wijken[w].y}) }
	for better := true; better; {
		better = false
		for k := range g.seeds {
			for l := range k {
				v, w := g.of[k], g.of[l]
				if v != w && far(l, v)+far(k, w) < far(k, v)+far(l, w)-1 {
					g.seeds[k], g.seeds[l] = g.seeds[l], g.seeds[k]
					better = true
				}
			}
		}
	}
}

// seedNear returns a place in a district, not too near to the places already taken.
func (g *ground) seedNear(c *chance, d wijk) area.Point {
	best, bestRoom := area.Point{}, -1.0
	reach := 550 + 0.25*math.Sqrt(d.x*d.x+d.y*d.y)
	for range 12 {
		p := area.Point{X: d.x + float64(c.bell()*reach), Y: d.y + float64(c.bell()*reach)}
		room := math.Inf(1)
		for _, q := range g.seeds {
			room = min(room, squared(p, q))
		}
		if shore(p) < 0 {
			room = -0.5
		}
		if room > bestRoom {
			best, bestRoom = p, room
		}
	}
	return best
}

// relax moves every seed to the middle of its squares a few times, which evens out the sizes.
func (g *ground) relax(seed uint64) {
	for range 3 {
		g.paint(seed)
		sums := make([]area.Point, len(g.seeds))
		counts := make([]float64, len(g.seeds))
		for i, l := range g.label {
			if l >= 0 {
				p := place(i%columns, i/columns)
				sums[l].X += p.X
				sums[l].Y += p.Y
				counts[l]++
			}
		}
		for i := range g.seeds {
			if counts[i] > 0 {
				g.seeds[i] = area.Point{X: sums[i].X / counts[i], Y: sums[i].Y / counts[i]}
			}
		}
	}
}

// paint gives every square its label: the nearest seed, seen through uneven glass so that borders bend.
func (g *ground) paint(seed uint64) {
	coast, bays := relief{stream(seed, "coast").next(), 1900}, relief{stream(seed, "bays").next(), 600}
	bendX, bendY := relief{stream(seed, "x").next(), 640}, relief{stream(seed, "y").next(), 640}
	curlX, curlY := relief{stream(seed, "x fine").next(), 210}, relief{stream(seed, "y fine").next(), 210}
	meander := relief{stream(seed, "river").next(), 1700}
	for i := range g.label {
		p := place(i%columns, i/columns)
		if shore(p)+float64(0.24*coast.at(p.X, p.Y))+float64(0.07*bays.at(p.X, p.Y)) < 0 {
			g.label[i] = lake
			continue
		}
		if math.Abs(p.Y+350-float64(0.32*p.X)-float64(420*meander.at(p.X, 0))) < 110+0.012*math.Abs(p.X) {
			g.label[i] = river
			continue
		}
		bent := area.Point{X: p.X + float64(210*bendX.at(p.X, p.Y)) + float64(55*curlX.at(p.X, p.Y)),
			Y: p.Y + float64(210*bendY.at(p.X, p.Y)) + float64(55*curlY.at(p.X, p.Y))}
		best, nearest := 0, math.Inf(1)
		for k, s := range g.seeds {
			if d := squared(bent, s); d < nearest {
				best, nearest = k, d
			}
		}
		g.label[i] = int16(best)
	}
}

// shore is 1 in the middle of the island, 0 at about its coast and negative beyond.
func shore(p area.Point) float64 {
	x, y := p.X/6600, p.Y/5200
	return 1 - float64(x*x) - float64(y*y)
}

func squared(p, q area.Point) float64 {
	return float64((p.X-q.X)*(p.X-q.X)) + float64((p.Y-q.Y)*(p.Y-q.Y))
}

// mend gives every label one connected piece: smaller pieces go to the neighbour with most squares beside them.
func (g *ground) mend() {
	for range 8 {
		if !g.mendOnce() {
			return
		}
	}
}

func (g *ground) mendOnce() bool {
	piece, sizes, labels := g.pieces()
	largest := map[int16]int{}
	for p, l := range labels {
		if best, ok := largest[l]; !ok || sizes[p] > sizes[best] {
			largest[l] = p
		}
	}
	beside := make([]map[int16]int, len(labels))
	for i := range g.label {
		p := piece[i]
		if largest[labels[p]] == p || labels[p] == lake && sizes[p] > 200 {
			continue
		}
		if beside[p] == nil {
			beside[p] = map[int16]int{}
		}
		for _, n := range neighbours(i) {
			if piece[n] != p {
				beside[p][g.label[n]]++
			}
		}
	}
	changed := false
	for i := range g.label {
		if around := beside[piece[i]]; around != nil {
			if l, ok := most(around); ok {
				g.label[i] = l
				changed = true
			}
		}
	}
	return changed
}

// pieces numbers the connected pieces of equal label.
func (g *ground) pieces() (piece []int, sizes []int, labels []int16) {
	piece = make([]int, len(g.label))
	for i := range piece {
		piece[i] = -1
	}
	for i := range g.label {
		if piece[i] >= 0 {
			continue
		}
		p := len(sizes)
		sizes, labels = append(sizes, 0), append(labels, g.label[i])
		queue := []int{i}
		piece[i] = p
		for len(queue) > 0 {
			k := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			sizes[p]++
			for _, n := range neighbours(k) {
				if piece[n] < 0 && g.label[n] == labels[p] {
					piece[n] = p
					queue = append(queue, n)
				}
			}
		}
	}
	return piece, sizes, labels
}

// neighbours returns the squares beside a square.
func neighbours(i int) []int {
	list := make([]int, 0, 4)
	c, r := i%columns, i/columns
	if c > 0 {
		list = append(list, i-1)
	}
	if c < columns-1 {
		list = append(list, i+1)
	}
	if r > 0 {
		list = append(list, i-columns)
	}
	if r < rows-1 {
		list = append(list, i+columns)
	}
	return list
}

// most returns the label that occurs most, the lowest when there are several.
func most(counts map[int16]int) (int16, bool) {
	best, found := int16(0), false
	for l := river; l < 1000; l++ {
		if n := counts[l]; n > 0 && (!found || n > counts[best]) {
			best, found = l, true
		}
	}
	return best, found
}
