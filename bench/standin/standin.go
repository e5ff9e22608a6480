// Package standin makes maps to measure with: one that stands in for the neighbourhoods of the whole country at full
// resolution, and lattices of any number of cells (Dutch: proefkaart). The same call always gives the same map.
package standin

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// The shape of the real map: CBS buurten 2020 have 13,903 areas and 4.72 million points, a median of 101 to an area, 3,310 at
// the 99th percentile and 83,120 at most.
const (
	// NationalAreas and NationalPoints are how large the stand-in is, about.
	NationalAreas  = 15_011
	NationalPoints = 4_210_000
	// spread is the standard deviation of the logarithm of how rough the borders of an area are.
	spread = 1.95
	// side is the width of an area in metres.
	side = 1_500.0
)

// Map is the boundaries of areas.
type Map struct {
	Areas []area.Geometry
}

// Len returns the number of areas.
func (m *Map) Len() int { return len(m.Areas) }

// Rings hands the rings of an area to yield.
func (m *Map) Rings(i int, yield func([]area.Point)) {
	for _, polygon := range m.Areas[i] {
		for _, ring := range polygon {
			yield(ring)
		}
	}
}

// Points returns how many points the areas have, the closing ones included: in all, and at the median, the 99th percentile
// and at most.
func (m *Map) Points() (total, median, high, most int) {
	counts := make([]int, m.Len())
	for i, g := range m.Areas {
		counts[i] = g.Points()
		total += counts[i]
	}
	slices.Sort(counts)
	n := len(counts)
	return total, counts[n/2], counts[n*99/100], counts[n-1]
}

// National returns the stand-in for the country: rows of bricks of all lengths, whose corners are moved and whose borders
// bend and are drawn alike on both sides, some with very many points. An area has six neighbours in the mean and some have
// thirty, as in the country; one in fifteen is an enclave, and has one.
func National() *Map {
	const rows = 107
	b := &bricks{random: rand.New(rand.NewPCG(15, 11)), lines: map[[4]int][]area.Point{}}
	b.cut(rows)
	b.draw()
	m := &Map{}
	for r := range rows {
		for c := range len(b.cuts[r]) - 1 {
			ring := b.ring(c, r)
			polygon := area.Polygon{ring}
			for range b.enclaves() {
				polygon = append(polygon, enclave(ring, len(polygon)))
			}
			m.Areas = append(m.Areas, area.Geometry{polygon})
			for _, hole := range polygon[1:] {
				m.Areas = append(m.Areas, area.Geometry{{hole}})
			}
		}
	}
	return m
}

// units is how many widths of the grid a brick is long in the mean.
const units = 6

// bricks are rows of areas, one high; rows are cut at even places and at odd places in turn, so that corners of two rows never
// meet but at the ends.
type bricks struct {
	random *rand.Rand
	// cuts are the ends of the bricks of each row, corners the ends that lie on each line between two rows.
	cuts, corners [][]int
	// lines are the borders from one corner to the next, both ends included, by their corners.
	lines map[[4]int][]area.Point
}

// cut cuts so many rows in bricks.
func (b *bricks) cut(rows int) {
	wide := rows * units
	for r := range rows {
		row := []int{0}
		for x := r % 2; ; {
			x += 2 + 2*int(b.random.ExpFloat64()*(units-3)/2+0.5)
			if x >= wide-1 {
				break
			}
			row = append(row, x)
		}
		b.cuts = append(b.cuts, append(row, wide))
	}
	for y := range rows + 1 {
		all := slices.Concat(b.cuts[max(0, y-1)], b.cuts[min(rows-1, y)])
		slices.Sort(all)
		b.corners = append(b.corners, slices.Compact(all))
	}
}

// enclaves draws how many there are in an area: mostly none.
func (b *bricks) enclaves() int {
	if b.random.Float64() > 0.018 {
		return 0
	}
	return 1 + int(b.random.ExpFloat64()*4)
}

// around calls do with the corners of a brick in turn, against the clock.
func (b *bricks) around(c, r int, do func(x, y, toX, toY int)) {
	from, to := b.cuts[r][c], b.cuts[r][c+1]
	var corners [][2]int
	for _, x := range b.corners[r] {
		if x >= from && x <= to {
			corners = append(corners, [2]int{x, r})
		}
	}
	for _, x := range slices.Backward(b.corners[r+1]) {
		if x >= from && x <= to {
			corners = append(corners, [2]int{x, r + 1})
		}
	}
	for k, from := range corners {
		to := corners[(k+1)%len(corners)]
		do(from[0], from[1], to[0], to[1])
	}
}

// draw draws every border, with as many points together as the country has.
func (b *bricks) draw() {
	type border struct {
		key   [4]int
		share float64
		sides int
	}
	var list []border
	at := map[[4]int]int{}
	for r := range b.cuts {
		for c := range len(b.cuts[r]) - 1 {
			rough := math.Exp(spread * b.random.NormFloat64())
			b.around(c, r, func(x, y, toX, toY int) {
				key := ahead(x, y, toX, toY)
				k, ok := at[key]
				if !ok {
					k = len(list)
					at[key] = k
					list = append(list, border{key: key, share: rough * math.Exp(0.7*b.random.NormFloat64())})
				}
				list[k].sides++
			})
		}
	}
	sum := 0.0
	for _, l := range list {
		sum += l.share * float64(l.sides)
	}
	for _, l := range list {
		b.lines[l.key] = b.line(l.key, 1+int(l.share/sum*NationalPoints))
	}
}

// ahead returns a border in the direction in which it is drawn.
func ahead(x, y, toX, toY int) [4]int {
	if toX < x || toY < y {
		x, y, toX, toY = toX, toY, x, y
	}
	return [4]int{x, y, toX, toY}
}

// line returns a border that bends, in so many pieces.
func (b *bricks) line(key [4]int, pieces int) []area.Point {
	from, to := corner(key[0], key[1]), corner(key[2], key[3])
	dx, dy := to.X-from.X, to.Y-from.Y
	var phase, height [6]float64
	for k := range phase {
		phase[k] = 2 * math.Pi * b.random.Float64()
		height[k] = 0.06 * b.random.NormFloat64() / float64(k+1)
	}
	line := make([]area.Point, pieces+1)
	for i := range line {
		t := float64(i) / float64(pieces)
		off := 0.0
		for k := range phase {
			off += height[k] * (math.Sin(float64(3*k*k+2)*2*math.Pi*t+phase[k]) - math.Sin(phase[k])) * math.Min(1, 4*(1-t))
		}
		line[i] = area.Point{X: millimetres(from.X + dx*t - dy*off), Y: millimetres(from.Y + dy*t + dx*off)}
	}
	line[0], line[pieces] = from, to
	return line
}

// corner returns a corner of the grid, moved.
func corner(x, y int) area.Point {
	random := rand.New(rand.NewPCG(uint64(x), uint64(y)))
	return area.Point{X: millimetres(20_000 + side*(float64(x)+0.3*random.Float64())/units), Y: millimetres(320_000 + side*(float64(y)+0.3*random.Float64()))}
}

func millimetres(x float64) float64 { return math.Round(x*1000) / 1000 }

// ring returns the closed ring of a brick.
func (b *bricks) ring(c, r int) area.Ring {
	var ring area.Ring
	b.around(c, r, func(x, y, toX, toY int) {
		key := ahead(x, y, toX, toY)
		line := b.lines[key]
		if key != [4]int{x, y, toX, toY} {
			for k := len(line) - 1; k > 0; k-- {
				ring = append(ring, line[k])
			}
			return
		}
		ring = append(ring, line[:len(line)-1]...)
	})
	return slices.Clip(append(ring, ring[0]))
}

// enclave returns the k-th small ring in another.
func enclave(around area.Ring, k int) area.Ring {
	box := area.Geometry{{around}}.Bounds()
	x, y := box.MinX+math.Mod(0.37*float64(k), 1)*box.Width(), (box.MinY+box.MaxY)/2
	const corners = 24
	ring := make(area.Ring, 0, corners+1)
	for i := range corners {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		ring = append(ring, area.Point{X: millimetres(x + 0.02*side*cos), Y: millimetres(y + 0.02*side*sin)})
	}
	return append(ring, ring[0])
}

// Lattice returns n cells of 100 metres in a square, row by row; n is rounded to a square.
func Lattice(n int) *Map {
	wide := int(math.Round(math.Sqrt(float64(n))))
	n = wide * wide
	m := &Map{Areas: make([]area.Geometry, n)}
	points, rings, polygons := make([]area.Point, 5*n), make([]area.Ring, n), make([]area.Polygon, n)
	for i := range n {
		x, y := 100*float64(i%wide), 100*float64(i/wide)
		ring := points[5*i : 5*i+5 : 5*i+5]
		ring[0], ring[1], ring[2], ring[3], ring[4] = area.Point{X: x, Y: y}, area.Point{X: x + 100, Y: y}, area.Point{X: x + 100, Y: y + 100},
			area.Point{X: x, Y: y + 100}, area.Point{X: x, Y: y}
		rings[i] = ring
		polygons[i] = rings[i : i+1 : i+1]
		m.Areas[i] = polygons[i : i+1 : i+1]
	}
	return m
}

// Values returns so many columns of invented values for n areas that go together somewhat and lean to one side, as rates do.
func Values(n, columns int) [][]float64 {
	random := rand.New(rand.NewPCG(uint64(n), uint64(columns)))
	list := make([][]float64, columns)
	wide := math.Sqrt(float64(n))
	for c := range list {
		list[c] = make([]float64, n)
		f, g := random.Float64()*6, random.Float64()*6
		for i := range n {
			x, y := math.Mod(float64(i), wide)/wide, float64(i)/wide/wide
			list[c][i] = math.Round(10*math.Exp(1.5+0.5*math.Sin(f*x+g*y)+0.6*random.NormFloat64())) / 10
		}
	}
	return list
}
