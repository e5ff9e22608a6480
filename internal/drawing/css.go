package drawing

import "strconv"

// CSS returns the rules for every map and chart. A page includes it once, in its own style sheet.
func CSS() string {
	var w writer
	for _, p := range palettes() {
		w.raw(p.css())
	}
	return w.raw(mapCSS).raw(chartCSS).String()
}

// css returns the rules for the classes of one palette: the fill, the same for the seam, and what reads on it.
func (p Palette) css() string {
	var w writer
	for i, c := range p.colours {
		sel := "." + p.name + " .c" + strconv.Itoa(i)
		w.raw(sel).raw("{fill:").raw(c.hex()).raw(";stroke:").raw(c.hex()).raw("}")
		w.raw(sel).raw("+.n{fill:").raw(p.ink(i)).raw("}\n")
	}
	return w.String()
}

// mapCSS is for maps, tiles and legends. Lines between areas are dark enough on white to be seen (3:1); signs are
// patterns, not colours. Colours stay when paper or a forced palette would take them away, since they are the figures.
const mapCSS = `.bb-map,.bb-swatch{forced-color-adjust:none;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.bb-map{display:block;max-width:100%;height:auto;background:#fff}
.bb-map .areas{stroke-width:1;stroke-linejoin:round}
.bb-map .lines use,.bb-map .lines path{stroke:#6f7580;stroke-width:.9}
.bb-map .dashed use,.bb-map .dashed path{stroke:#111;stroke-dasharray:5 4}
.bb-map .none,.bb-swatch .none{fill:#fff;stroke:#a9adb5}
.bb-map .withheld,.bb-swatch .withheld{fill:url(#bb-withheld);stroke:#8a8f98}
.bb-map .unmeasured,.bb-swatch .unmeasured{fill:url(#bb-unmeasured);stroke:#8a8f98}
.bb-map .empty,.bb-swatch .empty{fill:url(#bb-empty);stroke:#8a8f98}
.bb-map .water,.bb-swatch .water{fill:#e3f0f8;stroke:#a8cde3}
.bb-map .l1,.bb-map .l2,.bb-map .l3{fill:none;stroke:#2f3440;stroke-linejoin:round;stroke-linecap:round;pointer-events:none}
.bb-map .l1{stroke-width:1.6}.bb-map .l2{stroke-width:2.2}.bb-map .l3{stroke-width:2.4}
.bb-many .l2{stroke-width:.7;stroke:#4a505c}.bb-many .l3{stroke-width:.8;stroke:#4a505c}
.bb-mini .l1{stroke-width:1;stroke:#fff;stroke-opacity:.6}.bb-mini .l2{stroke-width:1.4}.bb-mini .l3{stroke-width:2.4;stroke:#565c68}
.bb-map .small{fill:url(#bb-small);stroke:none;pointer-events:none}
.bb-map .dash{fill:none;stroke:#111;stroke-width:2;stroke-dasharray:5 4;pointer-events:none}
.bb-map .edge{fill:none;stroke:#000;stroke-width:8;stroke-linejoin:round;pointer-events:none}
.bb-map .core{fill:none;stroke:#ffd800;stroke-width:3;stroke-linejoin:round;pointer-events:none}
.bb-tiles .edge{stroke-width:4}.bb-tiles .core{stroke-width:1.6}
.bb-mini .edge{stroke-width:16}.bb-mini .core{stroke-width:6}
.bb-map a:hover use,.bb-map a:focus use,.bb-map a:hover path,.bb-map a:focus path{stroke:#000;stroke-width:4}
.bb-map a:focus{outline:none}
.bb-map .numbers{display:none;text-anchor:middle;pointer-events:none}
@media print{.bb-map .numbers{display:block}}
.bb-tiles .tile{stroke:#fff;stroke-width:1}
.bb-tiles .none,.bb-tiles .withheld,.bb-tiles .unmeasured,.bb-tiles .empty,.bb-tiles .water{stroke:#a9adb5}
.bb-tiles text{text-anchor:middle;pointer-events:none;font-family:inherit}
.bb-tiles a:hover .tile,.bb-tiles a:focus .tile{stroke:#000;stroke-width:3}
.bb-swatch{width:1.75rem;height:1.125rem;vertical-align:-.2rem;flex:none}
.bb-swatch.bb-swatch rect{stroke:#6f7580;stroke-width:1}
.bb-swatch.bb-swatch .dash{fill:#fff;stroke:#111;stroke-width:1.5;stroke-dasharray:3 2}
.bb-swatch.bb-swatch .swatch-edge{stroke:#000;stroke-width:4}.bb-swatch.bb-swatch .swatch-core{stroke:#ffd800;stroke-width:1.5}
.bb-legend{list-style:none;margin:.5rem 0;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1rem}
.bb-legend li{display:flex;align-items:center;gap:.4rem;margin:0}
`

// Signs returns the patterns that stand for what is no number, once per page: <svg> without size, before any map.
func Signs() string {
	return `<svg class="bb-signs" width="0" height="0" aria-hidden="true" focusable="false">` + signDefs() + `</svg>`
}

// signDefs returns the patterns. They are in units, half pixels.
func signDefs() string {
	return `<defs>` +
		`<pattern id="bb-withheld" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
		`<rect width="8" height="8" fill="#fff"/><rect width="2.4" height="8" fill="#85898f"/></pattern>` +
		`<pattern id="bb-unmeasured" width="9" height="9" patternUnits="userSpaceOnUse">` +
		`<rect width="9" height="9" fill="#fff"/><circle cx="2.25" cy="2.25" r="1.3" fill="#767b84"/><circle cx="6.75" cy="6.75" r="1.3" fill="#767b84"/></pattern>` +
		`<pattern id="bb-empty" width="14" height="14" patternUnits="userSpaceOnUse">` +
		`<rect width="14" height="14" fill="#eef1ea"/><path d="M2.5 5.5l2-3 2 3M9.500 12.5l2-3 2 3" fill="none" stroke="#7d8577" stroke-width="1.1"/></pattern>` +
		`<pattern id="bb-small" width="6" height="6" patternUnits="userSpaceOnUse">` +
		`<rect y="1" width="6" height="1.8" fill="#fff" fill-opacity=".75"/></pattern>` +
		`</defs>`
}
