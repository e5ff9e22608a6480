// Package drawing makes maps and charts as text: SVG that a page, a paper and a download share. It knows no language:
// labels and the way numbers are written come from who asks (Dutch: tekening).
package drawing

import (
	"math"
	"slices"
	"sync"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing/arc"
)

// unitsPerPixel is how fine coordinates are: half pixels.
const unitsPerPixel = 2

// margin is the room around the map in units, for the outline of a chosen area.
const margin = 6

// manyAreas is from how many areas on a map they are drawn coarser and without lines between them: they are a few
// pixels each.
const manyAreas = 3000

// OutlineOptions is the size of a picture (Dutch: maat van een kaart).
type OutlineOptions struct {
	// Width and Height are the largest size in pixels. Required.
	Width, Height int
	// Detail is how fine bends are drawn: 1 leaves out what nobody sees at this size. 0 is 1, and 0.5 for thousands of
	// areas.
	Detail float64
}

// Outline is the boundaries of areas as they are drawn at one size, neighbours still touching (Dutch: omtrek). It does
// not change once made, so that many maps and readers can share it.
type Outline struct {
	codes         []area.Code
	shapes        []shape
	width, height int // in units
	lines         [4]string
	outer         []dots
	order         []int32
	frame         frame
	// grid is worked out when it is first asked for.
	grid func() grid
}

// shape is one area as drawn: rings in units, the largest first. A mark stands for an area that would not be seen.
type shape struct {
	rings []dots
	path  string
	mark  bool
}

// dot is a place in units; dots is a line of them.
type dot struct{ x, y int32 }
type dots []dot

// frame places the grid of the country in the picture.
type frame struct {
	minX, maxY, scale float64
}

func (f frame) dot(p area.Point) dot {
	return dot{int32(math.Round(float64((p.X-f.minX)*f.scale))) + margin, int32(math.Round(float64((f.maxY-p.Y)*f.scale))) + margin}
}

// NewOutline returns the boundaries of areas simplified for one size. Borders that areas share are simplified once;
// islands and lakes under a pixel are left out, but every area with a boundary keeps a mark that can be seen. The
// picture is as large as fits the options in the proportions of the areas.
func NewOutline(shapes *area.Shapes, o OutlineOptions) *Outline {
	out := &Outline{codes: shapes.Index().Codes()}
	out.shapes = make([]shape, len(out.codes))
	net := arc.New(shapes)
	box := net.Bounds()
	width, height := float64(max(o.Width, 16)*unitsPerPixel-2*margin), float64(max(o.Height, 16)*unitsPerPixel-2*margin)
	out.grid = sync.OnceValue(out.tiles)
	if box.IsEmpty() {
		out.width, out.height = int(width)+2*margin, int(height)+2*margin
		return out
	}
	scale := min(width/max(box.Width(), 1), height/max(box.Height(), 1))
	out.width = int(math.Ceil(box.Width()*scale)) + 2*margin
	out.height = int(math.Ceil(box.Height()*scale)) + 2*margin
	detail := o.Detail
	if detail <= 0 {
		detail = 1
		if len(out.codes) > manyAreas {
			detail = 0.5
		}
	}
	pixel := unitsPerPixel / scale
	out.frame = frame{box.MinX, box.MaxY, scale}
	t := &tracer{net: net, frame: out.frame, codes: out.codes}
	t.trace(float32(pixel * pixel * 0.4 / (detail * detail)))
	for i := range out.shapes {
		out.shapes[i] = t.shape(i)
	}
	out.lines, out.outer = t.lines()
	out.order = paintOrder(out.shapes)
	if out.many() {
		out.lines[1] = ""
	}
	return out
}

// paintOrder puts marks last, so that a large neighbour does not cover them; otherwise the order is that of the codes.
func paintOrder(shapes []shape) []int32 {
	var order, marks []int32
	for i, s := range shapes {
		switch {
		case s.path == "":
		case s.mark:
			marks = append(marks, int32(i))
		default:
			order = append(order, int32(i))
		}
	}
	return append(order, marks...)
}

// Codes returns the areas that have a boundary, in the order in which they are painted.
func (o *Outline) Codes() []area.Code {
	list := make([]area.Code, len(o.order))
	for i, n := range o.order {
		list[i] = o.codes[n]
	}
	return list
}

// Size returns the width and height of the picture in pixels.
func (o *Outline) Size() (width, height int) {
	return (o.width + unitsPerPixel - 1) / unitsPerPixel, (o.height + unitsPerPixel - 1) / unitsPerPixel
}

// find returns the drawing of an area, and false when it has none.
func (o *Outline) find(c area.Code) (shape, bool) {
	i, ok := slices.BinarySearchFunc(o.codes, c, area.Code.Compare)
	if !ok || o.shapes[i].path == "" {
		return shape{}, false
	}
	return o.shapes[i], true
}

// Point returns a place well inside an area, in pixels, for a label; false when the area has no boundary.
func (o *Outline) Point(c area.Code) (x, y float64, ok bool) {
	s, ok := o.find(c)
	if !ok {
		return 0, 0, false
	}
	x, y, _ = innerPoint(s.rings)
	return x / unitsPerPixel, y / unitsPerPixel, true
}

// Defs returns the paths of all areas once, for maps to use: <path id="prefix-CODE">, and the lines between districts
// and municipalities and round the whole as prefix-l1 to prefix-l3.
func (o *Outline) Defs(prefix string) string {
	var w writer
	w.raw("<defs>")
	for _, i := range o.order {
		w.raw(`<path id="`).text(prefix).raw("-").raw(o.codes[i].String()).raw(`" d="`).raw(o.shapes[i].path).raw(`"/>`)
	}
	for rank := 1; rank < len(o.lines); rank++ {
		if o.lines[rank] != "" {
			w.raw(`<path id="`).text(prefix).raw("-l").int(rank).raw(`" d="`).raw(o.lines[rank]).raw(`"/>`)
		}
	}
	w.raw("</defs>")
	return w.String()
}
