package drawing

// DotChart compares one figure between areas: a dot with the band in which it probably lies
// (Dutch: stippengrafiek).
type DotChart struct {
	Frame
	Rows []DotRow
}

// DotRow is one area of a dot chart (Dutch: rij).
type DotRow struct {
	Label string
	Measure
	// Own is the area that the page is about.
	Own bool
	// Missing stands where there is no number.
	Missing string
	// Text replaces the written value, such as "9 of 100".
	Text string
}

// Dots returns a dot chart. Each row has its words above its line, so that it fits a telephone.
func Dots(c DotChart) string {
	const left, rowHeight = 8.0, 46.0
	width := float64(c.Width)
	if c.Width == 0 {
		width = 340
	}
	s := emptySpan()
	for _, r := range c.Rows {
		s = s.with(r.Measure)
	}
	x := c.scale(s, left, width-left, 4)
	bottom := float64(len(c.Rows)) * rowHeight
	var w writer
	c.open(&w, "bb-dots", width, bottom+26)
	w.raw(`<g class="axis">`)
	for i, t := range x.ticks {
		w.raw("<line").at("x1", x.at(t)).at("x2", x.at(t)).at("y1", 4).at("y2", bottom+4).raw("/>")
		w.raw(`<text class="`).raw(anchor(i, len(x.ticks))).raw(`"`).at("x", x.at(t)+nudge(i, len(x.ticks), left)).at("y", bottom+20).raw(">").text(c.write(t)).raw("</text>")
	}
	w.raw("</g>")
	for i, r := range c.Rows {
		c.row(&w, r, x, float64(i)*rowHeight)
	}
	return w.raw("</svg>").String()
}

// anchor keeps the first and last word of an axis within the picture.
func anchor(i, n int) string {
	switch i {
	case 0:
		return "start"
	case n - 1:
		return "end"
	}
	return "mid"
}

func nudge(i, n int, by float64) float64 {
	switch i {
	case 0:
		return -by + 1
	case n - 1:
		return by - 1
	}
	return 0
}

func (c DotChart) row(w *writer, r DotRow, x scale, top float64) {
	w.raw(`<g class="row`)
	if r.Own {
		w.raw(" own")
	}
	if r.Dashed {
		w.raw(" dashed")
	}
	w.raw(`">`)
	strong := ""
	if r.Own {
		strong = " strong"
	}
	w.raw(`<text class="start`).raw(strong).raw(`"`).at("x", 1).at("y", top+16).raw(">").text(r.Label).raw("</text>")
	value := r.Text
	if value == "" && r.Known {
		value = c.write(r.Value)
	}
	if !r.Known {
		w.raw(`<text class="end missing"`).at("x", x.to+x.from-1).at("y", top+16).raw(">").text(r.Missing).raw("</text></g>")
		return
	}
	w.raw(`<text class="end`).raw(strong).raw(`"`).at("x", x.to+x.from-1).at("y", top+16).raw(">").text(value).raw("</text>")
	y := top + 30
	w.raw(`<line class="base"`).at("x1", x.from).at("x2", x.to).at("y1", y).at("y2", y).raw(`/>`)
	if r.HasBounds {
		from, to := x.at(r.Lower), x.at(r.Upper)
		w.raw(`<rect class="band"`).at("x", from).at("y", y-5).at("width", max(to-from, 1)).at("height", 10).raw(` rx="5"/>`)
	}
	w.raw(`<circle class="dot"`).at("cx", x.at(r.Value)).at("cy", y).raw(` r="6"/></g>`)
}
