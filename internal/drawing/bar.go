package drawing

// BarChart compares amounts (Dutch: staafgrafiek). Bars begin at zero.
type BarChart struct {
	Frame
	Rows []BarRow
}

// BarRow is one bar (Dutch: staaf).
type BarRow struct {
	Label string
	Own   bool
	Measure
	// Missing stands where there is no number.
	Missing string
}

// Bars returns horizontal bars with their words above them and their values behind.
func Bars(c BarChart) string {
	const rowHeight = 42.0
	width := float64(c.Width)
	if c.Width == 0 {
		width = 340
	}
	s := span{0, 0}
	longest := 0
	for _, r := range c.Rows {
		if r.Known {
			s = s.add(r.Value)
			longest = max(longest, len([]rune(c.write(r.Value))))
		}
	}
	room := float64(longest)*8 + 12
	from := 1.0
	if s.low < 0 {
		from += room
	}
	x := c.scale(s, from, width-room, 4)
	var w writer
	c.open(&w, "bb-bars", width, float64(len(c.Rows))*rowHeight+4)
	for i, r := range c.Rows {
		top := float64(i) * rowHeight
		class := "row"
		if r.Own {
			class = "row own"
		}
		w.raw(`<g class="`).raw(class).raw(`"><text`)
		if r.Own {
			w.raw(` class="strong"`)
		}
		w.raw(` x="1"`).at("y", top+15).raw(">").text(r.Label).raw("</text>")
		if !r.Known {
			w.raw(`<text class="missing" x="1"`).at("y", top+33).raw(">").text(r.Missing).raw("</text></g>")
			continue
		}
		low, high := x.at(min(0, r.Value)), x.at(max(0, r.Value))
		w.raw(`<rect class="bar"`).at("x", low).at("y", top+21).at("width", max(high-low, 1)).raw(` height="14"/>`)
		if r.Value < 0 {
			w.raw(`<text class="end"`).at("x", low-6)
		} else {
			w.raw("<text").at("x", high+6)
		}
		w.at("y", top+33).raw(">").text(c.write(r.Value)).raw("</text></g>")
	}
	w.raw(`<line class="base"`).at("x1", x.at(0)).at("x2", x.at(0)).raw(` y1="18"`).at("y2", float64(len(c.Rows))*rowHeight).raw("/>")
	return w.raw("</svg>").String()
}
