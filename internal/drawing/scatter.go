package drawing

import (
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// ScatterChart shows how two figures go together (Dutch: puntenwolk).
type ScatterChart struct {
	Frame
	// XLabel and YLabel name the figures. Required.
	XLabel, YLabel string
	// FormatX writes figures along the bottom; nil is Format.
	FormatX func(float64) string
	Points  []ScatterPoint
	// XCut and YCut are the thresholds of the layers, drawn where HasCuts is set; what is above both is shaded.
	XCut, YCut float64
	HasCuts    bool
}

// ScatterPoint is one area (Dutch: stip).
type ScatterPoint struct {
	Code  area.Code
	Title string
	X, Y  float64
	// Chosen is drawn on top, Small hollow.
	Chosen, Small bool
}

// Scatter returns a scatter chart. The group of points carries the scale and each point its code and figures, so that a
// script can choose among them.
func Scatter(c ScatterChart) string {
	width, height := float64(c.Width), float64(c.Height)
	if c.Width == 0 {
		width = 400
	}
	if c.Height == 0 {
		height = width * 0.85
	}
	xs, ys := emptySpan(), emptySpan()
	for _, p := range c.Points {
		xs, ys = xs.add(p.X), ys.add(p.Y)
	}
	p := plot{left: 48, right: width - 10, top: 30, bottom: height - 46}
	free := Frame{}
	p.x = free.scale(xs, p.left, p.right, 5)
	p.y = free.scale(ys, p.bottom, p.top, 5)
	var w writer
	c.open(&w, "bb-scatter", width, height)
	c.shade(&w, p)
	c.axes(&w, p)
	w.raw(`<g class="points" data-x0="`).raw(full(p.x.low)).raw(`" data-x1="`).raw(full(p.x.high)).raw(`" data-y0="`).raw(full(p.y.low)).raw(`" data-y1="`).raw(full(p.y.high)).raw(`"`)
	w.at("data-left", p.left).at("data-right", p.right).at("data-top", p.top).at("data-bottom", p.bottom).raw(">")
	for _, top := range [2]bool{false, true} {
		for _, d := range c.Points {
			if d.Chosen == top {
				d.draw(&w, p)
			}
		}
	}
	return w.raw("</g></svg>").String()
}

// full writes a number with all its digits, for scripts.
func full(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func (d ScatterPoint) draw(w *writer, p plot) {
	w.raw(`<circle class="point`)
	radius := 4.0
	if d.Small {
		w.raw(" small")
		radius = 3
	}
	if d.Chosen {
		w.raw(" chosen")
		radius = 6
	}
	w.raw(`" data-code="`).raw(d.Code.String()).raw(`" data-x="`).raw(full(d.X)).raw(`" data-y="`).raw(full(d.Y)).raw(`"`)
	w.at("cx", p.x.at(d.X)).at("cy", p.y.at(d.Y)).at("r", radius)
	if d.Title == "" {
		w.raw("/>")
		return
	}
	w.raw("><title>").text(d.Title).raw("</title></circle>")
}

// shade marks where both figures are above their threshold.
func (c ScatterChart) shade(w *writer, p plot) {
	if !c.HasCuts {
		return
	}
	x, y := p.x.at(c.XCut), p.y.at(c.YCut)
	w.raw(`<rect class="both"`).at("x", x).at("y", p.top).at("width", p.right-x).at("height", y-p.top).raw("/>")
	w.raw(`<line class="reference"`).at("x1", x).at("x2", x).at("y1", p.top).at("y2", p.bottom).raw("/>")
	w.raw(`<line class="reference"`).at("x1", p.left).at("x2", p.right).at("y1", y).at("y2", y).raw("/>")
}

func (c ScatterChart) axes(w *writer, p plot) {
	formatX := c.FormatX
	if formatX == nil {
		formatX = c.write
	}
	w.raw(`<g class="axis">`)
	for _, t := range p.y.ticks {
		w.raw("<line").at("x1", p.left).at("x2", p.right).at("y1", p.y.at(t)).at("y2", p.y.at(t)).raw("/>")
		w.raw(`<text class="end"`).at("x", p.left-6).at("y", p.y.at(t)+4).raw(">").text(c.write(t)).raw("</text>")
	}
	for _, t := range p.x.ticks {
		w.raw("<line").at("x1", p.x.at(t)).at("x2", p.x.at(t)).at("y1", p.top).at("y2", p.bottom).raw("/>")
		w.raw(`<text class="mid"`).at("x", p.x.at(t)).at("y", p.bottom+17).raw(">").text(formatX(t)).raw("</text>")
	}
	w.raw("</g>")
	w.raw(`<text x="1" y="16">`).text("↑ " + c.YLabel).raw("</text>")
	w.raw(`<text class="end"`).at("x", p.right).at("y", p.bottom+38).raw(">").text(c.XLabel + " →").raw("</text>")
}
