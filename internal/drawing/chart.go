package drawing

import (
	"math"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// Measure is one figure as charts draw it (Dutch: meetpunt).
type Measure struct {
	Value, Lower, Upper float64
	// Known is false where there is no number, which leaves a gap.
	Known     bool
	HasBounds bool
	// Dashed is for figures that may change or were estimated.
	Dashed bool
}

// MeasureOf returns a figure as charts draw it.
func MeasureOf(v indicator.Value) Measure {
	n, known := v.Number()
	m := Measure{Value: n, Known: known, Dashed: v.Mark().Provisional() || v.Mark().Modelled()}
	m.Lower, m.Upper, m.HasBounds = v.Bounds()
	return m
}

// Frame is what every chart has (Dutch: kader).
type Frame struct {
	// Label says in words what the chart shows, Desc the figures themselves where no table is beside it. Required: Label.
	Label, Desc string
	// Width and Height are in pixels; 0 is what suits the chart on a telephone.
	Width, Height int
	// Format writes a number as the reader's language does. Required.
	Format func(float64) string
	// Min and Max fix the scale, so that charts beside each other compare; both 0 fits the figures.
	Min, Max float64
}

// open writes the start of a chart.
func (f Frame) open(w *writer, class string, width, height float64) {
	w.raw(`<svg xmlns="http://www.w3.org/2000/svg" class="bb-chart `).raw(class).raw(`" viewBox="0 0 `).num(width).raw(" ").num(height).raw(`" width="`).num(width).raw(`" height="`).num(height).raw(`" role="img"`)
	w.attr("aria-label", f.Label).raw("><title>").text(f.Label).raw("</title>")
	if f.Desc != "" {
		w.raw("<desc>").text(f.Desc).raw("</desc>")
	}
}

// write returns a number in the reader's language.
func (f Frame) write(x float64) string {
	if f.Format == nil {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return f.Format(x)
}

// span is the range of figures.
type span struct{ low, high float64 }

func emptySpan() span { return span{math.Inf(1), math.Inf(-1)} }

func (s span) with(m Measure) span {
	if !m.Known {
		return s
	}
	s = s.add(m.Value)
	if m.HasBounds {
		s = s.add(m.Lower).add(m.Upper)
	}
	return s
}

func (s span) add(x float64) span {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return s
	}
	return span{min(s.low, x), max(s.high, x)}
}

// scale puts figures on a line of pixels, with readable ticks.
type scale struct {
	low, high, from, to float64
	ticks               []float64
}

// scale returns the scale of figures between two pixels. It begins at zero unless that would flatten the figures.
func (f Frame) scale(s span, from, to float64, ticks int) scale {
	if f.Min != f.Max {
		s = span{f.Min, f.Max}
	}
	if s.low > s.high {
		s = span{0, 1}
	}
	fixed := f.Min != f.Max
	if !fixed && s.low > 0 && s.low <= 0.6*s.high {
		s.low = 0
	}
	if s.low == s.high {
		spread := max(math.Abs(s.low)*0.1, 0.5)
		s = span{s.low - spread, s.high + spread}
	}
	step := niceStep((s.high - s.low) / float64(ticks))
	c := scale{low: s.low, high: s.high, from: from, to: to}
	if !fixed {
		c.low, c.high = math.Floor(s.low/step+1e-9)*step, math.Ceil(s.high/step-1e-9)*step
	}
	for k := math.Ceil(c.low/step - 1e-9); k*step <= c.high+step*1e-9; k++ {
		// Adding zero takes the sign from a negative zero.
		c.ticks = append(c.ticks, k*step+0)
	}
	return c
}

// fit returns the frame with its scale from the lowest to the highest figure, where the page did not fix it: for charts
// of change, in which a zero would flatten the lines.
func (f Frame) fit(s span) Frame {
	if f.Min == f.Max && s.low < s.high {
		f.Min, f.Max = s.low, s.high
	}
	return f
}

// niceStep returns the step of 1, 2 or 5 times a power of ten that is at least x.
func niceStep(x float64) float64 {
	if !(x > 0) || math.IsInf(x, 0) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range [3]float64{1, 2, 5} {
		if m*power >= x*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// at returns the pixel of a figure; what lies off the scale stays at its end.
func (c scale) at(x float64) float64 {
	return c.from + (max(c.low, min(c.high, x))-c.low)/(c.high-c.low)*(c.to-c.from)
}

// spread moves labels apart that would overlap, and keeps them between two ends. It returns their places in the order
// given; the order from top to bottom is kept.
func spread(at []float64, apart, low, high float64) []float64 {
	order := make([]int, len(at))
	for i := range order {
		order[i] = i
	}
	for i := 1; i < len(order); i++ {
		for j := i; j > 0 && at[order[j]] < at[order[j-1]]; j-- {
			order[j], order[j-1] = order[j-1], order[j]
		}
	}
	out := make([]float64, len(at))
	last := low - apart
	for _, i := range order {
		out[i] = max(at[i], last+apart)
		last = out[i]
	}
	next := high + apart
	for k := len(order) - 1; k >= 0; k-- {
		out[order[k]] = min(out[order[k]], next-apart)
		next = out[order[k]]
	}
	return out
}

// chartCSS is for charts: black, greys and one blue, readable on paper and with forced colours.
const chartCSS = `.bb-chart{display:block;max-width:100%;height:auto;font-family:inherit;overflow:visible;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.bb-chart text{fill:currentColor;font-size:14px}
.bb-chart .axis text,.bb-chart text.quiet{fill:#555c68;font-size:12px}
.bb-chart .axis line,.bb-chart .grid{stroke:#d9dce2;stroke-width:1}
.bb-chart .base{stroke:#6f7580;stroke-width:1}
.bb-chart .strong{font-weight:700}
.bb-chart .end{text-anchor:end}.bb-chart .mid{text-anchor:middle}
.bb-chart .missing{font-style:italic;fill:#555c68}
.bb-chart .band{fill:#c9cfdb}
.bb-chart .own.band,.bb-chart .own .band{fill:#a9c8e8}
.bb-chart .dot{fill:#fff;stroke:#4a505c;stroke-width:2}
.bb-chart .own .dot{fill:#0b4f8a;stroke:#0b4f8a}
.bb-chart .dashed .dot,.bb-chart .dot.dashed{fill:#fff;stroke-dasharray:2.5 1.8}
.bb-chart .line{fill:none;stroke:#6f7580;stroke-width:1.75;stroke-linejoin:round;stroke-linecap:round}
.bb-chart .s1 .line{stroke-dasharray:6 3}.bb-chart .s2 .line{stroke-dasharray:2 3}.bb-chart .s3 .line{stroke-dasharray:8 3 2 3}
.bb-chart .own .line{stroke:#0b4f8a;stroke-width:3;stroke-dasharray:none}
.bb-chart .line.dashed,.bb-chart .own .line.dashed{stroke-dasharray:3 4}
.bb-chart .reference{stroke:#1b1f27;stroke-width:1;stroke-dasharray:3 3}
.bb-chart .bar{fill:#8aa3c2}.bb-chart .own .bar{fill:#0b4f8a}
.bb-scatter .point{fill:#0b4f8a;fill-opacity:.55;stroke:#fff;stroke-width:.75}
.bb-scatter .point.small{fill:#fff;stroke:#0b4f8a;stroke-opacity:.8}
.bb-scatter .point.chosen{fill:#ffd800;fill-opacity:1;stroke:#000;stroke-width:2}
.bb-scatter .both{fill:#eceaf6}
@media (forced-colors:active){.bb-chart text,.bb-chart .axis text,.bb-chart .missing{fill:CanvasText}.bb-chart .line,.bb-chart .base,.bb-chart .dot,.bb-chart .reference{stroke:CanvasText}.bb-chart .own .line,.bb-chart .own .dot{stroke:Highlight}.bb-chart .own .dot,.bb-chart .own .bar{fill:Highlight}}
`
