package drawing

import (
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
	// Links makes every area with an Href a link. They are passed over by the Tab key: the list beside the map has them.
	Links bool
	// Mini leaves out titles and the lines between areas.
	Mini bool
	// Flat draws all areas that look alike as one path, without Defs, titles and links: the smallest text for the most
	// areas.
	Flat bool
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
		switch {
		case o.lines[rank] == "":
		case m.Flat:
			w.raw(`<path class="l`).int(rank).raw(`" d="`).raw(o.lines[rank]).raw(`"/>`)
		default:
			w.raw(`<use class="l`).int(rank).raw(`" href="#`).text(m.Prefix).raw("-l").int(rank).raw(`"/>`)
		}
	}
	if !m.Mini && !m.Flat && !o.many() {
		o.overlay(w, by, m)
	}
	for _, class := range [2]string{"edge", "core"} {
		for _, c := range m.Chosen {
			s, ok := o.find(c)
			if !ok {
				continue
			}
			if m.Flat {
				w.raw(`<path class="`).raw(class).raw(`" d="`).raw(s.path).raw(`"/>`)
			} else {
				w.raw(`<use class="`).raw(class).raw(`" href="#`).text(m.Prefix).raw("-").raw(c.String()).raw(`"/>`)
			}
		}
	}
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

// uses writes every area as a use of its path.
func (o *Outline) uses(w *writer, fills []Fill, m MapOptions) {
	switch {
	case m.Mini || o.many():
		w.raw(`<g class="areas">`)
	case mostlyDashed(fills):
		w.raw(`<g class="areas lines dashed">`)
	default:
		w.raw(`<g class="areas lines">`)
	}
	for _, f := range fills {
		link := m.Links && f.Href != ""
		title := f.Title != "" && !m.Mini
		if link {
			w.raw(`<a tabindex="-1"`).attr("href", f.Href).raw(">")
			if title {
				w.raw("<title>").text(f.Title).raw("</title>")
			}
		}
		w.raw(`<use class="`).raw(f.look(m.Palette.Classes())).raw(`" href="#`).text(m.Prefix).raw("-").raw(f.Code.String())
		switch {
		case link:
			w.raw(`"/></a>`)
		case title:
			w.raw(`"><title>`).text(f.Title).raw("</title></use>")
		default:
			w.raw(`"/>`)
		}
	}
	w.raw("</g>")
}

// overlay writes the marks on top of the colours: few people, and figures that may change or were estimated.
func (o *Outline) overlay(w *writer, fills []Fill, m MapOptions) {
	for _, f := range fills {
		if f.Sign == None && f.Small {
			w.raw(`<use class="small" href="#`).text(m.Prefix).raw("-").raw(f.Code.String()).raw(`"/>`)
		}
	}
	if mostlyDashed(fills) {
		return
	}
	for _, f := range fills {
		if f.dashed() {
			w.raw(`<use class="dash" href="#`).text(m.Prefix).raw("-").raw(f.Code.String()).raw(`"/>`)
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
