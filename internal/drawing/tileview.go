package drawing

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// TileOptions is how a picture of equal squares is drawn (Dutch: tegelkeuze).
type TileOptions struct {
	Palette Palette
	// Label says in words what the picture shows. Required.
	Label string
	// Width is the width in pixels; 0 is 600.
	Width int
	// Numbers is printed in the tiles: what stands in the tile of a fill, such as the number of hits. Nil prints the
	// class.
	Numbers func(Fill) string
	Chosen  []area.Code
	// Links makes tiles links, passed over by the Tab key.
	Links bool
}

// TileView returns a picture with one equal square per area, near the place of the area and in about the form of the
// whole, since large areas with few people rule a map. Fills of areas without a boundary have no tile.
func TileView(o *Outline, fills []Fill, t TileOptions) string {
	width := t.Width
	if width == 0 {
		width = 600
	}
	g := o.grid()
	columns, rows := g.columns, g.rows
	var w writer
	side := min(64, float64(width)/float64(max(columns, 1)))
	// The view box is in tiles of 20, so that the numbers in it stay short.
	const unit = 20
	w.raw(`<svg xmlns="http://www.w3.org/2000/svg" class="bb-map bb-tiles `).raw(t.Palette.Class()).raw(`" viewBox="-2 -2 `).int(columns*unit + 4).raw(" ").int(rows*unit + 4)
	w.raw(`" width="`).num(side * float64(columns)).raw(`" height="`).num(side * float64(rows)).raw(`"`)
	if t.Links {
		w.raw(` role="group"`)
	} else {
		w.raw(` role="img"`)
	}
	w.attr("aria-label", t.Label).raw("><g>")
	chosen := writer{}
	for i, f := range o.inOrder(fills) {
		x, y := g.places[i].x*unit, g.places[i].y*unit
		look := f.look(t.Palette.Classes())
		link := t.Links && f.Href != ""
		if link {
			w.raw(`<a tabindex="-1"`).attr("href", f.Href).raw(">")
		}
		w.raw(`<rect class="tile `).raw(look).raw(`" data-code="`).raw(f.Code.String()).raw(`" x="`).int(int(x)).raw(`" y="`).int(int(y)).raw(`" width="20" height="20">`)
		if f.Title != "" {
			w.raw("<title>").text(f.Title).raw("</title>")
		}
		w.raw("</rect>")
		if number := t.number(f); number != "" && side >= 11 {
			w.raw(`<text class="n" x="`).int(int(x) + unit/2).raw(`" y="`).num(float64(y) + 14.2).raw(`" font-size="`).num(numberSize(number)).raw(`">`).text(number).raw("</text>")
		}
		if link {
			w.raw("</a>")
		}
		if slices.Contains(t.Chosen, f.Code) {
			for _, class := range [2]string{"edge", "core"} {
				chosen.raw(`<rect class="`).raw(class).raw(`" x="`).int(int(x)).raw(`" y="`).int(int(y)).raw(`" width="20" height="20"/>`)
			}
		}
	}
	return w.raw("</g>").raw(chosen.String()).raw("</svg>").String()
}

// number returns what stands in a tile; signs have no number.
func (t TileOptions) number(f Fill) string {
	switch {
	case f.Sign != None || f.Class < 0:
		return ""
	case t.Numbers != nil:
		return t.Numbers(f)
	}
	return strconv.Itoa(f.Class)
}

// numberSize keeps long numbers within the tile.
func numberSize(s string) float64 { return min(12, 26/float64(max(2, len(s)))) }

// grid is where the tiles lie: a cell for every area in painting order.
type grid struct {
	places        []dot
	columns, rows int
}

// tiles returns a cell for every area. The cells are those whose middle
// lies on the land; areas and cells are then halved together, again and again, along the longest side, so that every
// area ends up near its neighbours. The same outline always gives the same cells.
func (o *Outline) tiles() grid {
	n := len(o.order)
	if n == 0 {
		return grid{}
	}
	seats := make([]seat, n)
	for i, k := range o.order {
		seats[i].area = int32(i)
		seats[i].x, seats[i].y = middle(o.shapes[k].rings[0])
	}
	cells := o.cells(n)
	g := grid{places: make([]dot, n)}
	places := g.places
	share(seats, cells, places)
	low := cells[0]
	for _, c := range cells {
		low = dot{min(low.x, c.x), min(low.y, c.y)}
	}
	for i := range places {
		places[i].x -= low.x
		places[i].y -= low.y
		g.columns, g.rows = max(g.columns, int(places[i].x)+1), max(g.rows, int(places[i].y)+1)
	}
	return g
}

// seat is an area that looks for a cell.
type seat struct {
	area int32
	x, y float64
}

// middle returns the centre of mass of a ring.
func middle(ring dots) (x, y float64) {
	var sum, cx, cy float64
	o := ring[0]
	for i := range ring {
		a, b := ring[i], ring[(i+1)%len(ring)]
		ax, ay, bx, by := float64(a.x-o.x), float64(a.y-o.y), float64(b.x-o.x), float64(b.y-o.y)
		cross := ax*by - bx*ay
		sum += cross
		cx += (ax + bx) * cross
		cy += (ay + by) * cross
	}
	if sum == 0 {
		return float64(o.x), float64(o.y)
	}
	return float64(o.x) + cx/(3*sum), float64(o.y) + cy/(3*sum)
}

// share gives every seat a cell.
func share(seats []seat, cells []dot, places []dot) {
	if len(seats) == 1 {
		places[seats[0].area] = cells[0]
		return
	}
	low, high := cells[0], cells[0]
	for _, c := range cells {
		low = dot{min(low.x, c.x), min(low.y, c.y)}
		high = dot{max(high.x, c.x), max(high.y, c.y)}
	}
	if high.x-low.x >= high.y-low.y {
		slices.SortFunc(cells, func(a, b dot) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.y, b.y)) })
		slices.SortFunc(seats, func(a, b seat) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.area, b.area)) })
	} else {
		slices.SortFunc(cells, func(a, b dot) int { return cmp.Or(cmp.Compare(a.y, b.y), cmp.Compare(a.x, b.x)) })
		slices.SortFunc(seats, func(a, b seat) int { return cmp.Or(cmp.Compare(a.y, b.y), cmp.Compare(a.area, b.area)) })
	}
	half := len(seats) / 2
	share(seats[:half], cells[:half], places)
	share(seats[half:], cells[half:], places)
}

// cells returns n cells of a square grid that lie on the land: the largest cells of which there are enough. Cells too
// many, at the bottom right, are left out.
func (o *Outline) cells(n int) []dot {
	small, large := 0.0, float64(max(o.width, o.height))
	var best []dot
	for range 24 {
		side := (small + large) / 2
		switch c, tooMany := o.cellsOf(side, n); {
		case tooMany:
			small = side
		case len(c) >= n:
			best, small = c, side
		default:
			large = side
		}
	}
	// An outline of marks only has no land to speak of: a plain square.
	columns := 1
	for columns*columns < n {
		columns++
	}
	for len(best) < n {
		best = append(best, dot{int32(len(best) % columns), int32(len(best) / columns)})
	}
	return trim(best, n)
}

// cellsOf returns the cells of a size whose middle is on land, by counting how often the outer lines are crossed; or
// that there would be far too many.
func (o *Outline) cellsOf(side float64, n int) (cells []dot, tooMany bool) {
	if float64(o.width)*float64(o.height) > float64(60*n+4000)*side*side {
		return nil, true
	}
	rows := int(float64(o.height)/side) + 1
	crossings := make([][]float64, rows)
	for _, line := range o.outer {
		for i := 1; i < len(line); i++ {
			a, b := line[i-1], line[i]
			if a.y > b.y {
				a, b = b, a
			}
			for r := max(0, int(float64(a.y)/side-0.5)-1); r < rows; r++ {
				y := (float64(r) + 0.5) * side
				if y < float64(a.y) {
					continue
				}
				if y >= float64(b.y) {
					break
				}
				x := float64(a.x) + (y-float64(a.y))*float64(b.x-a.x)/float64(b.y-a.y)
				crossings[r] = append(crossings[r], x)
			}
		}
	}
	for r, xs := range crossings {
		slices.Sort(xs)
		for k := 0; k+1 < len(xs); k += 2 {
			for c := max(0, int(xs[k]/side-0.5)); ; c++ {
				x := (float64(c) + 0.5) * side
				if x >= xs[k+1] {
					break
				}
				if d := (dot{int32(c), int32(r)}); x >= xs[k] && (len(cells) == 0 || cells[len(cells)-1] != d) {
					cells = append(cells, d)
				}
			}
		}
	}
	return cells, false
}

// trim leaves out cells until n are left, those with the fewest neighbours first.
func trim(cells []dot, n int) []dot {
	for len(cells) > n {
		has := make(map[dot]bool, len(cells))
		for _, c := range cells {
			has[c] = true
		}
		worst, fewest := 0, 9
		for i, c := range cells {
			around := 0
			for dx := int32(-1); dx <= 1; dx++ {
				for dy := int32(-1); dy <= 1; dy++ {
					if has[dot{c.x + dx, c.y + dy}] {
						around++
					}
				}
			}
			if around <= fewest {
				worst, fewest = i, around
			}
		}
		cells = slices.Delete(cells, worst, worst+1)
	}
	return cells
}
