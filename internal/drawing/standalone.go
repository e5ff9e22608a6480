package drawing

import (
	"strings"
	"unicode/utf8"
)

// standalone returns a map as a file of its own: title, map, legend and source, with its style inside. Colours are
// written as attributes too and paths are not used twice, since some programs know neither styles nor uses.
func standalone(o *Outline, fills []Fill, m MapOptions) string {
	const pad, line, small = 32, 44, 32
	m.Links, m.Inline, m.Flat, m.Mini = false, true, false, false
	width := max(o.width, 640)
	titles := wrap(m.Title, (width-2*pad)/22)
	sources := wrap(m.Source, (width-2*pad)/13)
	top := pad + len(titles)*line + 8
	legend, legendHeight := legendBlock(m, width-2*pad)
	height := top + o.height + 16 + legendHeight + len(sources)*small + pad

	var w writer
	w.raw(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	w.raw(`<svg xmlns="http://www.w3.org/2000/svg" class="`).raw(o.mapClass(m))
	w.raw(`" viewBox="0 0 `).int(width + 2*pad).raw(" ").int(height).raw(`" width="`).int((width + 2*pad) / unitsPerPixel).raw(`" height="`).int(height / unitsPerPixel)
	w.raw(`" role="img"`).attr("aria-label", m.Label).raw(` font-family="Source Sans 3, Arial, Helvetica, sans-serif" fill="#1b1f27">` + "\n")
	w.raw("<title>").text(m.Title).raw("</title><desc>").text(m.Label).raw("</desc>\n")
	w.raw("<style>").raw(m.Palette.css()).raw(mapCSS).raw("</style>\n").raw(signDefs())
	w.raw(`<rect width="100%" height="100%" fill="#fff"/>` + "\n")
	for i, t := range titles {
		w.raw(`<text font-size="36" font-weight="bold" x="`).int(pad).raw(`" y="`).int(pad + 32 + i*line).raw(`">`).text(t).raw("</text>\n")
	}
	w.raw(`<g transform="translate(`).int(pad + (width-o.width)/2).raw(" ").int(top).raw(`)">`)
	o.body(&w, fills, m)
	w.raw("</g>\n")
	w.raw(`<g transform="translate(`).int(pad).raw(" ").int(top + o.height + 16).raw(`)">`).raw(legend).raw("</g>\n")
	for i, s := range sources {
		w.raw(`<text font-size="22" fill="#4a505c" x="`).int(pad).raw(`" y="`).int(top + o.height + 16 + legendHeight + 24 + i*small).raw(`">`).text(s).raw("</text>\n")
	}
	return w.raw("</svg>\n").String()
}

// legendBlock writes the legend as rows of swatches with words, and returns how high it is.
func legendBlock(m MapOptions, width int) (string, int) {
	if len(m.Legend) == 0 {
		return "", 0
	}
	const row, swatch, letter = 48, 72, 14
	var w writer
	w.raw(`<g class="bb-swatch `).raw(m.Palette.Class()).raw(`">`)
	x, y := 0, 0
	for _, e := range m.Legend {
		size := swatch + utf8.RuneCountInString(e.Label)*letter + 24
		if x > 0 && x+size > width {
			x, y = 0, y+row
		}
		w.raw(`<g transform="translate(`).int(x).raw(" ").int(y).raw(`) scale(2)">`)
		e.swatch(&w, m.Palette)
		w.raw(`<text font-size="12" fill="#1b1f27" x="34" y="13.5">`).text(e.Label).raw(`</text></g>`)
		x += size
	}
	return w.raw("</g>").String(), y + row + 8
}

// wrap breaks words into lines of about so many letters.
func wrap(s string, letters int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > letters {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
