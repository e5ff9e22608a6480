// Package tile makes map tiles for free browsing: the boundaries of areas as Mapbox Vector Tiles 2.1 in Web Mercator,
// without any figure, so that they are made once per set of boundaries (Dutch: kaarttegel).
package tile

import (
	"context"
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing/arc"
)

// Layer is the name of the one layer in every tile. Its features have their place in the index of the shapes as id and
// their code as the property "code".
const Layer = "areas"

// LargestBytes is the most that a tile weighs, compressed. Where it would weigh more, as when the whole country is in one
// tile, its areas are drawn coarser and the smallest are left out.
const LargestBytes = 100_000

// extent is the side of a tile in units, and buffer how far drawings go on beyond it, so that lines meet.
const (
	extent = 4096
	buffer = 64
)

// Options is how tiles are made.
type Options struct {
	// Project turns a place in the Dutch grid into degrees. Required.
	Project func(area.Point) (longitude, latitude float64)
	// MinZoom and MaxZoom are the first and last zoom; 0 is 5 and 13. Zooms at which all areas together would be smaller
	// than a quarter of a tile are left out.
	MinZoom, MaxZoom int
	// Progress is told how many zooms are done. Optional.
	Progress func(done, total int64)
}

// Tiles returns the tiles of shapes, by zoom, column and row. The same shapes give the same bytes. It ends early with the
// error of ctx.
func Tiles(ctx context.Context, shapes *area.Shapes, o Options) ([]area.Tile, error) {
	if o.MinZoom == 0 {
		o.MinZoom = 5
	}
	if o.MaxZoom == 0 {
		o.MaxZoom = 13
	}
	m := newMaker(shapes, o)
	if m == nil {
		return nil, ctx.Err()
	}
	from := min(max(o.MinZoom, m.firstZoom()), o.MaxZoom)
	var list []area.Tile
	for z := from; z <= o.MaxZoom; z++ {
		tiles, err := m.zoom(ctx, z)
		if err != nil {
			return nil, err
		}
		list = append(list, tiles...)
		if o.Progress != nil {
			o.Progress(int64(z-from+1), int64(o.MaxZoom-from+1))
		}
	}
	return list, nil
}

// maker holds what all zooms share.
type maker struct {
	net   *arc.Net
	codes []area.Code
	// x and y place every vertex on the square of the world, from 0 to 1.
	x, y []float64
	// metres is the side of the world in metres, where the areas lie.
	metres, size float64
	maxZoom      int
	encoder      *encoder
}

func newMaker(shapes *area.Shapes, o Options) *maker {
	net := arc.New(shapes)
	box := net.Bounds()
	if box.IsEmpty() {
		return nil
	}
	m := &maker{net: net, codes: shapes.Index().Codes(), maxZoom: o.MaxZoom, encoder: newEncoder()}
	m.x, m.y = make([]float64, len(m.net.Points)), make([]float64, len(m.net.Points))
	for i, p := range m.net.Points {
		m.x[i], m.y[i] = mercator(o.Project(p))
	}
	_, latitude := o.Project(area.Point{X: (box.MinX + box.MaxX) / 2, Y: (box.MinY + box.MaxY) / 2})
	m.metres = 2 * math.Pi * 6378137 * math.Cos(latitude*math.Pi/180)
	m.size = max(box.Width(), box.Height())
	return m
}

// mercator places degrees on the square of the world.
func mercator(longitude, latitude float64) (x, y float64) {
	s := math.Sin(latitude * math.Pi / 180)
	return onEarth(longitude/360 + 0.5), onEarth(0.5 - math.Log((1+s)/(1-s))/(4*math.Pi))
}

// onEarth keeps a place on the square; what is no number goes to its corner.
func onEarth(x float64) float64 {
	if x > 0 && x < 1 {
		return x
	}
	if x >= 1 {
		return 1
	}
	return 0
}

// firstZoom returns the zoom at which the areas fill about a quarter of a tile.
func (m *maker) firstZoom() int {
	return int(math.Floor(math.Log2(m.metres / max(m.size, 1) / 4)))
}

// point is a place in units of one zoom, from the corner of the world.
type point struct{ x, y int32 }

// piece is one ring of an area within one tile.
type piece struct {
	ring []point
	hole bool
}

// feature is one area within one tile.
type feature struct {
	area   int32
	pieces []piece
}

// place names a tile of one zoom.
type place struct{ x, y int32 }

// coarseness is how areas of a tile are drawn: what a bend must enclose to be kept, and an area to be kept, in square
// units, and how many times the units are doubled. Zero units to keep an area gives even those that vanish a mark.
type coarseness struct {
	bend, area float64
	doubled    uint
}

// steps are tried until a tile is light enough. Units of eight are a pixel; areas go missing only after that.
var steps = []coarseness{{}, {32, 0, 1}, {64, 0, 2}, {64, 0, 3}, {64, 8, 3}, {96, 32, 3}, {128, 64, 3}, {192, 64, 3}, {192, 96, 3},
	{256, 128, 3}, {256, 192, 3}, {512, 512, 3}, {2048, 2048, 3}}

// zoom returns the tiles of one zoom. The tiles that are too heavy are made again from a coarser drawing.
func (m *maker) zoom(ctx context.Context, z int) ([]area.Tile, error) {
	var list []area.Tile
	var heavy map[place]bool
	for i, step := range steps {
		if step.bend == 0 {
			step.bend = m.bend(z)
		}
		cut, err := m.cut(ctx, z, step, heavy)
		if err != nil {
			return nil, err
		}
		again := map[place]bool{}
		for _, p := range sorted(cut) {
			t := area.Tile{Z: uint32(z), X: uint32(p.x), Y: uint32(p.y)}
			t.Gzipped, err = m.encoder.tile(p, cut[p], m.codes, extent>>step.doubled)
			if err != nil {
				return nil, err
			}
			if len(t.Gzipped) > LargestBytes && i < len(steps)-1 {
				again[p] = true
				continue
			}
			list = append(list, t)
		}
		if heavy = again; len(heavy) == 0 {
			break
		}
	}
	slices.SortFunc(list, func(a, b area.Tile) int {
		if a.X != b.X {
			return int(a.X) - int(b.X)
		}
		return int(a.Y) - int(b.Y)
	})
	return list, nil
}

// bend returns what a bend must enclose to be drawn, in square units. A tile is shown at 512 pixels, so a pixel is 64
// square units; the last zoom is also looked at from nearer by.
func (m *maker) bend(z int) float64 {
	switch {
	case z >= m.maxZoom:
		return 2
	case z >= 11:
		return 8
	}
	return 16
}

func sorted(cut map[place][]feature) []place {
	list := make([]place, 0, len(cut))
	for p := range cut {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b place) int {
		if a.x != b.x {
			return int(a.x - b.x)
		}
		return int(a.y - b.y)
	})
	return list
}
