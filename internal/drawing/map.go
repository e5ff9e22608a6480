package drawing

import (
	"math"
	"slices"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// Sign stands in an area that has no class to show (Dutch: teken op de kaart).
type Sign uint8

const (
	// None is no sign: the class decides.
	None Sign = iota
	// Withheld is not shown, to protect people: grey hatch (Dutch: niet getoond).
	Withheld
	// NotMeasured is without figure: dots (Dutch: niet gemeten).
	NotMeasured
	// NotApplicable is where nobody lives (Dutch: onbewoond).
	NotApplicable
	// Water is water (Dutch: water).
	Water
)

var signClasses = [...]string{"none", "withheld", "unmeasured", "empty", "water"}

// class returns what the style sheet calls the sign.
func (s Sign) class() string {
	if int(s) < len(signClasses) {
		return signClasses[s]
	}
	return signClasses[None]
}

// Fill is how one area looks on one map (Dutch: vulling).
type Fill struct {
	Code area.Code
	// Class is the class of the palette from 0, or -1 for none.
	Class int
	// Sign wins over the class.
	Sign Sign
	// Estimated and Provisional draw a dashed edge.
	Estimated, Provisional bool
	// Small draws white lines over the colour: few people live there.
	Small bool
	// Mark stands on top of the colour.
	Mark Mark
	// Title is what the area says when it is pointed at.
	Title string
	// Href is where it leads, where the map has links.
	Href string
}

// look returns the class of the style sheet for a fill.
func (f Fill) look(classes int) string {
	if f.Sign != None {
		return f.Sign.class()
	}
	if f.Class < 0 || f.Class >= classes {
		return signClasses[None]
	}
	return "c" + strconv.Itoa(f.Class)
}

// MapOptions is how a map is drawn (Dutch: kaartkeuze).
type MapOptions struct {
	// Prefix is that of the Defs that the page holds. Required.
	Prefix string
	// Palette gives the colours of the classes. Required.
	Palette Palette
	// Label says in words what the map shows. Required.
	Label string
	// Chosen is drawn on top with a black and yellow edge.
	Chosen []area.Code
	// Over is drawn on top of all with the same edge: an outline that is no border of areas.
	Over area.Geometry
	// Links makes every area with an Href a link. They are passed over by the Tab key: the list beside the map has them.
	Links bool
	// Mini leaves out titles and the lines between areas.
	Mini bool
	// Flat draws all areas that look alike as one path, without Defs, titles and links: the smallest text for the most
	// areas.
	Flat bool
	// Inline puts the paths into the map itself, under the names that Defs would give them, so that the page needs no
	// Defs: for a page with one map of thousands of areas. Other maps must not use its paths.
	Inline bool
	// Ground writes where the map lies in the country as data attributes, for a page on which people draw.
	Ground bool
	// Numbers is printed in areas with room for it, on paper only, where colours may be lost: such as the number of hits
	// of a fill. Nil prints nothing.
	Numbers func(Fill) string
	// Standalone makes a complete file with its own style, legend, title and source.
	Standalone bool
	// Title, Source and Legend are written round a standalone map.
	Title, Source string
	Legend        []Entry
}

// Map returns a map of an outline with fills; areas of the outline without a fill stay white.
func Map(o *Outline, fills []Fill, m MapOptions) string {
	if m.Standalone {
		return standalone(o, fills, m)
	}
	var w writer
	width, height := o.Size()
	w.raw(`<svg xmlns="http://www.w3.org/2000/svg" class="`).raw(o.mapClass(m)).raw(`" viewBox="0 0 `).int(o.width).raw(" ").int(o.height).raw(`" width="`).int(width).raw(`" height="`).int(height).raw(`"`)
	if m.Ground {
		o.Ground().attributes(&w)
	}
	if m.Links && !m.Flat {
		w.raw(` role="group"`)
	} else {
		w.raw(` role="img"`)
	}
	w.attr("aria-label", m.Label).raw(">")
	o.body(&w, fills, m)
	return w.raw("</svg>").String()
}

func (o *Outline) mapClass(m MapOptions) string {
	class := "bb-map " + m.Palette.Class()
	if m.Mini {
		class += " bb-mini"
	}
	if o.many() {
		class += " bb-many"
	}
	return class
}

// many reports whether the areas are too many for lines between them.
func (o *Outline) many() bool { return len(o.order) > manyAreas }

// body writes the areas, the lines and what lies on top.
func (o *Outline) body(w *writer, fills []Fill, m MapOptions) {
	by := o.inOrder(fills)
	if m.Flat {
		o.flat(w, by, m)
	} else {
		o.uses(w, by, m)
	}
	for rank := 1; rank < len(o.lines); rank++ {
		if o.lines[rank] != "" {
			m.drawing(w, "l"+strconv.Itoa(rank), "l"+strconv.Itoa(rank), o.lines[rank])
		}
	}
	if !m.Mini && !m.Flat && !o.many() {
		o.overlay(w, by, m)
		o.marks(w, by, m)
		o.numbers(w, by, m)
	}
	for _, class := range [2]string{"edge", "core"} {
		for _, c := range m.Chosen {
			if s, ok := o.find(c); ok {
				m.drawing(w, class, c.String(), s.path)
			}
		}
		if path := o.over(m.Over); path != "" {
			w.raw(`<path class="`).raw(class).raw(`" `).raw(plain[class]).raw(` d="`).raw(path).raw(`"/>`)
		}
	}
}

// over returns the path of a geometry on this map; what lies beside the map is cut off by its frame.
func (o *Outline) over(g area.Geometry) string {
	if o.frame.scale == 0 {
		return ""
	}
	var rings []dots
	for _, polygon := range g {
		for _, ring := range polygon {
			var line dots
			for _, p := range ring[:max(0, len(ring)-1)] {
				if d := o.frame.dot(p); len(line) == 0 || line[len(line)-1] != d {
					line = append(line, d)
				}
			}
			rings = append(rings, line)
		}
	}
	return ringsPath(rings)
}

// plain is the looks of what lies over the areas as attributes, for readers of files that skip styles.
var plain = map[string]string{
	"l1":    `fill="none" stroke="#2f3440" stroke-width="1.6"`,
	"l2":    `fill="none" stroke="#2f3440" stroke-width="2.2"`,
	"l3":    `fill="none" stroke="#2f3440" stroke-width="2.4"`,
	"small": `fill="url(#bb-small)"`,
	"dash":  `fill="none" stroke="#111" stroke-width="2" stroke-dasharray="5 4"`,
	"edge":  `fill="none" stroke="#000" stroke-width="8"`,
	"core":  `fill="none" stroke="#ffd800" stroke-width="3"`,
}

// drawing writes what lies over the areas: as a use of what Defs holds under a name, or as a path where there are none.
func (m MapOptions) drawing(w *writer, class, name, path string) {
	w.raw("<")
	if m.Flat || m.Inline {
		w.raw(`path class="`).raw(class)
		if m.Standalone {
			w.raw(`" `).raw(plain[class]).raw(` d="`).raw(path)
		} else {
			w.raw(`" d="`).raw(path)
		}
	} else {
		w.raw(`use class="`).raw(class).raw(`" href="#`).text(m.Prefix).raw("-").raw(name)
	}
	w.raw(`"/>`)
}

// numbers writes numbers for paper.
func (o *Outline) numbers(w *writer, fills []Fill, m MapOptions) {
	if m.Numbers == nil {
		return
	}
	w.raw(`<g class="numbers" aria-hidden="true">`)
	for i, f := range fills {
		text := m.Numbers(f)
		if text == "" || f.Sign != None || f.Class < 0 {
			continue
		}
		x, y, room := innerPoint(o.shapes[o.order[i]].rings)
		if size := min(24, room*2.4/math.Sqrt(float64(len(text)))); size >= 11 {
			w.raw("<text").at("x", x).at("y", y+size*0.36).at("font-size", size).raw(` fill="`).raw(m.Palette.ink(f.Class)).raw(`">`).text(text).raw("</text>")
		}
	}
	w.raw("</g>")
}

// inOrder returns a fill for every area in painting order.
func (o *Outline) inOrder(fills []Fill) []Fill {
	sorted := slices.Clone(fills)
	slices.SortStableFunc(sorted, func(a, b Fill) int { return a.Code.Compare(b.Code) })
	list := make([]Fill, len(o.order))
	for i, n := range o.order {
		c := o.codes[n]
		k, ok := slices.BinarySearchFunc(sorted, c, func(f Fill, c area.Code) int { return f.Code.Compare(c) })
		if ok {
			list[i] = sorted[k]
		} else {
			list[i] = Fill{Code: c, Class: -1}
		}
	}
	return list
}

// uses writes every area as a use of its path, or as the path itself.
func (o *Outline) uses(w *writer, fills []Fill, m MapOptions) {
	switch {
	case m.Mini || o.many():
		w.raw(`<g class="areas">`)
	case mostlyDashed(fills):
		w.raw(`<g class="areas lines dashed">`)
	default:
		w.raw(`<g class="areas lines">`)
	}
	for i, f := range fills {
		link := m.Links && f.Href != ""
		title := f.Title != "" && !m.Mini
		if link {
			w.raw(`<a tabindex="-1"`).attr("href", f.Href).raw(">")
			if title {
				w.raw("<title>").text(f.Title).raw("</title>")
			}
		}
		element := "use"
		if m.Inline {
			element = "path"
		}
		w.raw("<").raw(element).raw(` class="`).raw(f.look(m.Palette.Classes())).raw(`" `)
		if m.Inline {
			w.raw(`id="`).text(m.Prefix).raw("-").raw(f.Code.String()).raw(`" d="`).raw(o.shapes[o.order[i]].path).raw(`"`)
			m.attributes(w, f)
		} else {
			w.raw(`href="#`).text(m.Prefix).raw("-").raw(f.Code.String()).raw(`"`)
		}
		switch {
		case link:
			w.raw("/></a>")
		case title:
			w.raw("><title>").text(f.Title).raw("</title></").raw(element).raw(">")
		default:
			w.raw("/>")
		}
	}
	w.raw("</g>")
}

// attributes writes the colour of an area of a file of its own, for readers that skip its style.
func (m MapOptions) attributes(w *writer, f Fill) {
	if !m.Standalone {
		return
	}
	if f.Sign == None && f.Class >= 0 && f.Class < m.Palette.Classes() {
		w.raw(` fill="`).raw(m.Palette.colours[f.Class].hex()).raw(`"`)
	} else {
		w.raw(` fill="`).raw([...]string{"#fff", "url(#bb-withheld)", "url(#bb-unmeasured)", "url(#bb-empty)", "#e3f0f8"}[min(f.Sign, Water)]).raw(`"`)
	}
	w.raw(` stroke="#6f7580"`)
}

// overlay writes the marks on top of the colours: few people, and figures that may change or were estimated.
func (o *Outline) overlay(w *writer, fills []Fill, m MapOptions) {
	for i, f := range fills {
		if f.Sign == None && f.Small {
			m.drawing(w, "small", f.Code.String(), o.shapes[o.order[i]].path)
		}
	}
	if mostlyDashed(fills) {
		return
	}
	for i, f := range fills {
		if f.dashed() {
			m.drawing(w, "dash", f.Code.String(), o.shapes[o.order[i]].path)
		}
	}
}

// dashed reports whether the figure may change or was estimated.
func (f Fill) dashed() bool { return f.Sign == None && f.Class >= 0 && (f.Estimated || f.Provisional) }

// mostlyDashed reports whether nearly all figures have a dashed edge; then the ordinary lines are dashed instead, which
// says the same and keeps the map readable.
func mostlyDashed(fills []Fill) bool {
	dashed, classed := 0, 0
	for _, f := range fills {
		if f.dashed() {
			dashed++
		}
		if f.Sign == None && f.Class >= 0 {
			classed++
		}
	}
	return dashed*5 >= classed*4 && dashed > 4
}

// flat writes one path per look, in the order in which they first occur.
func (o *Outline) flat(w *writer, fills []Fill, m MapOptions) {
	var looks []string
	paths := map[string]*pather{}
	for i, f := range fills {
		look := f.look(m.Palette.Classes())
		p, ok := paths[look]
		if !ok {
			p = &pather{}
			paths[look] = p
			looks = append(looks, look)
		}
		for _, r := range o.shapes[o.order[i]].rings {
			p.line(r)
			p.close()
		}
	}
	w.raw(`<g class="areas">`)
	for _, look := range looks {
		w.raw(`<path class="`).raw(look).raw(`" d="`).raw(string(paths[look].b)).raw(`"/>`)
	}
	w.raw("</g>")
}
