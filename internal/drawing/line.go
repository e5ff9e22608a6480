package drawing

import (
	"strconv"
)

// Series is one area or figure through the years (Dutch: reeks).
type Series struct {
	Label string
	// Own is the area that the page is about.
	Own bool
	// Years and Measures go together; a year that is absent or not known leaves a gap.
	Years    []int
	Measures []Measure
	// Break is the first year after a change of area or definition: the line is not drawn across it. 0 is none.
	Break int
}

// LineChart is figures through the years (Dutch: lijngrafiek).
type LineChart struct {
	Frame
	Series []Series
	// FirstYear and LastYear fix the years, so that charts beside each other compare; 0 fits the figures.
	FirstYear, LastYear int
	// Mini leaves out the axis and names; only the first and last value of the first series are written.
	Mini bool
}

// plot is the inner part of a chart.
type plot struct {
	x, y                     scale
	left, right, top, bottom float64
}

// Lines returns a line chart with the names of the series at the end of their lines.
func Lines(c LineChart) string {
	width, height := float64(c.Width), float64(c.Height)
	if c.Width == 0 {
		width = 340
	}
	if c.Height == 0 {
		height = 200
	}
	first, last, s := c.extent()
	p := plot{left: 44, right: width - 8, top: 10, bottom: height - 24}
	if c.Mini {
		p = plot{left: 40, right: width - 44, top: 8, bottom: height - 8}
	} else if len(c.Series) > 1 || len(c.Series) == 1 && c.Series[0].Label != "" {
		p.right = width - c.labelRoom(width)
	}
	if c.Mini {
		c.Frame = c.fit(s)
	}
	p.y = c.scale(s, p.bottom, p.top, max(2, int((p.bottom-p.top)/45)))
	p.x = scale{low: float64(first), high: float64(max(last, first+1)), from: p.left + 8, to: p.right - 8}
	var w writer
	c.open(&w, "bb-lines", width, height)
	if !c.Mini {
		c.axes(&w, p, first, last)
	}
	for i, series := range c.Series {
		class := "s" + strconv.Itoa(i%4)
		if series.Own {
			class = "own"
		}
		w.raw(`<g class="series `).raw(class).raw(`">`)
		series.draw(&w, p, c.Mini)
		w.raw("</g>")
	}
	if c.Mini {
		c.ends(&w, p)
	} else {
		c.names(&w, p)
	}
	return w.raw("</svg>").String()
}

// extent returns the years and figures that the chart spans.
func (c LineChart) extent() (first, last int, s span) {
	first, last, s = c.FirstYear, c.LastYear, emptySpan()
	for _, series := range c.Series {
		for i, y := range series.Years {
			if c.FirstYear == 0 && (first == 0 || y < first) {
				first = y
			}
			if c.LastYear == 0 {
				last = max(last, y)
			}
			if i < len(series.Measures) {
				s = s.with(series.Measures[i])
			}
		}
	}
	return first, last, s
}

// labelRoom returns how much width the names at the right need.
func (c LineChart) labelRoom(width float64) float64 {
	longest := 0
	for _, s := range c.Series {
		longest = max(longest, len([]rune(s.Label)))
	}
	return min(float64(longest)*7.4+16, width*0.4)
}

func (c LineChart) axes(w *writer, p plot, first, last int) {
	w.raw(`<g class="axis">`)
	for _, t := range p.y.ticks {
		w.raw("<line").at("x1", p.left).at("x2", p.right).at("y1", p.y.at(t)).at("y2", p.y.at(t)).raw("/>")
		w.raw(`<text class="end"`).at("x", p.left-6).at("y", p.y.at(t)+4).raw(">").text(c.write(t)).raw("</text>")
	}
	every := 1
	for float64((last-first)/every+1)*40 > p.right-p.left {
		every++
	}
	for y := last; y >= first && first > 0; y -= every {
		w.raw(`<text class="mid"`).at("x", p.x.at(float64(y))).at("y", p.bottom+17).raw(">").int(y).raw("</text>")
	}
	w.raw("</g>")
}

// draw writes bands, lines and dots of a series. Between two known years that follow each other in the series there is
// a line; it is dashed when one of them may change.
func (s Series) draw(w *writer, p plot, mini bool) {
	n := min(len(s.Years), len(s.Measures))
	for i := range n {
		if m := s.Measures[i]; m.Known && m.HasBounds && !mini {
			x := p.x.at(float64(s.Years[i]))
			w.raw(`<rect class="band"`).at("x", x-3).at("y", p.y.at(m.Upper)).raw(` width="6"`).at("height", max(1, p.y.at(m.Lower)-p.y.at(m.Upper))).raw(` rx="3"/>`)
		}
	}
	for i := 1; i < n; i++ {
		a, b := s.Measures[i-1], s.Measures[i]
		if !a.Known || !b.Known || s.Break != 0 && s.Years[i-1] < s.Break && s.Years[i] >= s.Break {
			continue
		}
		w.raw(`<path class="line`)
		if b.Dashed {
			w.raw(" dashed")
		}
		w.raw(`" d="M`).num(p.x.at(float64(s.Years[i-1]))).raw(" ").num(p.y.at(a.Value)).raw("L").num(p.x.at(float64(s.Years[i]))).raw(" ").num(p.y.at(b.Value)).raw(`"/>`)
	}
	for i := range n {
		m := s.Measures[i]
		alone := (i == 0 || !s.Measures[i-1].Known) && (i == n-1 || !s.Measures[i+1].Known)
		if !m.Known || mini && !alone && i != 0 && i != n-1 {
			continue
		}
		w.raw(`<circle class="dot`)
		if m.Dashed {
			w.raw(" dashed")
		}
		w.raw(`"`).at("cx", p.x.at(float64(s.Years[i]))).at("cy", p.y.at(m.Value)).raw(` r="3.5"><title>`)
		w.text(s.Label).raw(" ").int(s.Years[i]).raw("</title></circle>")
	}
}

// last returns the last known figure of a series.
func (s Series) last() (year int, m Measure, ok bool) {
	for i := min(len(s.Years), len(s.Measures)) - 1; i >= 0; i-- {
		if s.Measures[i].Known {
			return s.Years[i], s.Measures[i], true
		}
	}
	return 0, Measure{}, false
}

// first returns the first known figure of a series.
func (s Series) first() (m Measure, ok bool) {
	for i := range min(len(s.Years), len(s.Measures)) {
		if s.Measures[i].Known {
			return s.Measures[i], true
		}
	}
	return Measure{}, false
}

// names writes the name of each series beside its last figure.
func (c LineChart) names(w *writer, p plot) {
	var at []float64
	var which []int
	for i, s := range c.Series {
		if _, m, ok := s.last(); ok && s.Label != "" {
			at, which = append(at, p.y.at(m.Value)+5), append(which, i)
		}
	}
	for k, y := range spread(at, 17, p.top+5, p.bottom+5) {
		s := c.Series[which[k]]
		w.raw(`<text`)
		if s.Own {
			w.raw(` class="strong"`)
		}
		w.at("x", p.right+6).at("y", y).raw(">").text(s.Label).raw("</text>")
	}
}

// ends writes the first and last value of the first series.
func (c LineChart) ends(w *writer, p plot) {
	if len(c.Series) == 0 {
		return
	}
	if m, ok := c.Series[0].first(); ok {
		w.raw(`<text class="end quiet"`).at("x", p.left-2).at("y", p.y.at(m.Value)+4).raw(">").text(c.write(m.Value)).raw("</text>")
	}
	if _, m, ok := c.Series[0].last(); ok {
		w.raw(`<text class="strong"`).at("x", p.right+2).at("y", p.y.at(m.Value)+5).raw(">").text(c.write(m.Value)).raw("</text>")
	}
}
