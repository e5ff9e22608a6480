package drawing

// Borders returns the borders of municipalities and round the whole, as prefix-l2 and prefix-l3 for pictures in pixels to use.
func (o *Outline) Borders(prefix string) string {
	var w writer
	w.raw("<defs>")
	for rank := 2; rank < len(o.lines); rank++ {
		w.raw(`<path id="`).text(prefix).raw("-l").int(rank).raw(`" transform="scale(`).num(1.0 / unitsPerPixel).raw(`)" d="`).raw(o.lines[rank]).raw(`"/>`)
	}
	return w.raw("</defs>").String()
}
