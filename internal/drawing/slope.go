package drawing

// SlopeChart compares two moments (Dutch: hellingsgrafiek).
type SlopeChart struct {
	Frame
	// From and To name the moments. Required.
	From, To string
	Rows     []SlopeRow
}

// SlopeRow is one area at both moments (Dutch: rij).
type SlopeRow struct {
	Label    string
	Own      bool
	From, To Measure
}

// Slope returns a slope chart with values at both sides and names at the right. A row that misses a moment has no line.
func Slope(c SlopeChart) string {
	width, height := float64(c.Width), float64(c.Height)
	if c.Width == 0 {
		width = 340
	}
	if c.Height == 0 {
		height = max(160, 60+float64(len(c.Rows))*28)
	}
	s := emptySpan()
	longest := 0
	for _, r := range c.Rows {
		s = s.with(r.From).with(r.To)
		longest = max(longest, len([]rune(r.Label)))
	}
	left, right := 56.0, width-min(58+float64(longest)*7.4, width*0.55)
	y := c.fit(s).scale(s, height-20, 40, 4)
	var w writer
	c.open(&w, "bb-slope", width, height)
	for i, x := range [2]float64{left, right} {
		w.raw(`<line class="grid"`).at("x1", x).at("x2", x).raw(` y1="28"`).at("y2", height-10).raw("/>")
		w.raw(`<text class="mid strong"`).at("x", x).raw(` y="18">`).text([2]string{c.From, c.To}[i]).raw("</text>")
	}
	c.labels(&w, y, left, right, height)
	for i, r := range c.Rows {
		class := "s" + string(rune('0'+i%4))
		if r.Own {
			class = "own"
		}
		w.raw(`<g class="`).raw(class).raw(`">`)
		if r.From.Known && r.To.Known {
			w.raw(`<path class="line" d="M`).num(left).raw(" ").num(y.at(r.From.Value)).raw("L").num(right).raw(" ").num(y.at(r.To.Value)).raw(`"/>`)
		}
		side(&w, r.From, y, left)
		side(&w, r.To, y, right)
		w.raw("</g>")
	}
	return w.raw("</svg>").String()
}

// side writes the dot and band of one moment.
func side(w *writer, m Measure, y scale, x float64) {
	if !m.Known {
		return
	}
	if m.HasBounds {
		w.raw(`<rect class="band"`).at("x", x-3).at("y", y.at(m.Upper)).raw(` width="6"`).at("height", max(1, y.at(m.Lower)-y.at(m.Upper))).raw(` rx="3"/>`)
	}
	w.raw(`<circle class="dot`)
	if m.Dashed {
		w.raw(" dashed")
	}
	w.raw(`"`).at("cx", x).at("cy", y.at(m.Value)).raw(` r="5"/>`)
}

// labels writes values left, and values with names right, moved apart where they would overlap.
func (c SlopeChart) labels(w *writer, y scale, left, right, height float64) {
	var from, to []float64
	var fromRows, toRows []SlopeRow
	for _, r := range c.Rows {
		if r.From.Known {
			from, fromRows = append(from, y.at(r.From.Value)+5), append(fromRows, r)
		}
		if r.To.Known {
			to, toRows = append(to, y.at(r.To.Value)+5), append(toRows, r)
		}
	}
	strong := map[bool]string{true: " strong"}
	for i, at := range spread(from, 17, 40, height-8) {
		w.raw(`<text class="end`).raw(strong[fromRows[i].Own]).raw(`"`).at("x", left-12).at("y", at).raw(">").text(c.write(fromRows[i].From.Value)).raw("</text>")
	}
	for i, at := range spread(to, 17, 40, height-8) {
		r := toRows[i]
		w.raw(`<text class="start`).raw(strong[r.Own]).raw(`"`).at("x", right+12).at("y", at).raw(">").text(c.write(r.To.Value)).raw(" ").text(r.Label).raw("</text>")
	}
}
