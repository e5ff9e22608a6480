package drawing

// Entry is one line of a legend: a look and the words for it (Dutch: legendaregel). The words are the page's.
type Entry struct {
	// Class is the class of the palette, or -1 with a Sign, Dashed or Small.
	Class int
	Sign  Sign
	// Dashed is the edge of a figure that may change or was estimated; Small the white lines of few inhabitants.
	Dashed, Small bool
	// Chosen is the edge of the chosen area.
	Chosen bool
	// Mark stands on top of the colour.
	Mark  Mark
	Label string
}

// look returns the class of the swatch.
func (e Entry) look(classes int) string {
	if e.Dashed {
		return "dash"
	}
	return Fill{Class: e.Class, Sign: e.Sign}.look(classes)
}

// swatch writes the example of a look, 28 by 18.
func (e Entry) swatch(w *writer, p Palette) {
	shape := ` x="1" y="1" width="26" height="16" rx="1"/>`
	w.raw(`<rect class="`).raw(e.look(p.Classes())).raw(`"`)
	if e.Dashed {
		w.raw(` `).raw(plain["dash"])
	} else {
		MapOptions{Palette: p, Standalone: true}.attributes(w, Fill{Class: e.Class, Sign: e.Sign})
	}
	w.raw(shape)
	if e.Small {
		w.raw(`<rect fill="url(#bb-small)"`).raw(shape)
	}
	if e.Mark != NoMark {
		e.Mark.draw(w, 14, 9.5, 6, p.ink(e.Class))
	}
	if e.Chosen {
		w.raw(`<rect fill="none" class="swatch-edge" stroke="#000" stroke-width="4" x="3" y="3" width="22" height="12"/>`)
		w.raw(`<rect fill="none" class="swatch-core" stroke="#ffd800" stroke-width="1.5" x="3" y="3" width="22" height="12"/>`)
	}
}

// Legend returns a legend as a list for a page.
func Legend(p Palette, entries []Entry) string {
	var w writer
	w.raw(`<ul class="bb-legend">`)
	for _, e := range entries {
		w.raw(`<li>`).raw(Swatch(p, e)).raw(`<span>`).text(e.Label).raw(`</span></li>`)
	}
	return w.raw(`</ul>`).String()
}

// Swatch returns the example of one look, for a page that writes its own legend. It says nothing to who cannot see it:
// the words are beside it.
func Swatch(p Palette, e Entry) string {
	var w writer
	w.raw(`<svg class="bb-swatch `).raw(p.Class()).raw(`" viewBox="0 0 28 18" width="28" height="18" aria-hidden="true" focusable="false">`)
	e.swatch(&w, p)
	return w.raw(`</svg>`).String()
}
