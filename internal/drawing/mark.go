package drawing

// Mark is a small figure on top of the colour of an area, so that its class can be seen without colours (Dutch: merk op de
// kaart).
type Mark uint8

const (
	// NoMark is nothing on top of the colour.
	NoMark Mark = iota
	// Up is a full triangle that points up, Down one that points down.
	Up
	Down
	// HollowUp and HollowDown are the outlines of such triangles.
	HollowUp
	HollowDown
	// Ring is the outline of a circle.
	Ring
)

// Marks are at most this large and at least this small, in units.
const (
	mostMark  = 16
	leastMark = 5
)

// marks writes the marks of areas, as large as fits in each.
func (o *Outline) marks(w *writer, fills []Fill, m MapOptions) {
	for i, f := range fills {
		if f.Mark == NoMark || f.Sign != None {
			continue
		}
		x, y, room := innerPoint(o.shapes[o.order[i]].rings)
		f.Mark.draw(w, x, y, max(leastMark, min(mostMark, room*0.8)), m.Palette.ink(f.Class))
	}
}

// draw writes a mark round a place, size from its middle to its top.
func (k Mark) draw(w *writer, x, y, size float64, ink string) {
	if k == Ring {
		w.raw(`<circle class="mark"`).at("cx", x).at("cy", y).at("r", size*0.75).raw(` pointer-events="none" fill="none" stroke="`).raw(ink).raw(`" stroke-width="2.4"/>`)
		return
	}
	tip := -size
	if k == Down || k == HollowDown {
		tip = size
	}
	w.raw(`<path class="mark" d="M`).num(x).raw(" ").num(y + tip).raw("L").num(x + size*0.9).raw(" ").num(y - tip*0.6).raw("L").num(x - size*0.9).raw(" ").num(y - tip*0.6)
	w.raw(`Z" pointer-events="none"`)
	if k == HollowUp || k == HollowDown {
		w.raw(` fill="none" stroke="`).raw(ink).raw(`" stroke-width="2.4"/>`)
	} else {
		w.raw(` fill="`).raw(ink).raw(`"/>`)
	}
}
