package crosslink

import (
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/stack/crosslink/search"
)

// spotRadius is that of a dot, in pixels: large enough to be seen where the area itself is not.
const spotRadius = "4"

// spots draws the areas of a find as dots on the borders of municipalities: among thousands of areas their colour is not seen.
// An area that has the target is a full dot, and lies on top; the others are rings.
func (v *view) spots(f search.Find) string {
	var rings, dots strings.Builder
	for _, i := range f.Areas {
		code := v.links.Areas[i].Code
		x, y, ok := v.outline.Point(code)
		if !ok {
			continue
		}
		to := &rings
		if _, hit := slices.BinarySearch(f.Hits, i); hit {
			to = &dots
		}
		fmt.Fprintf(to, `<circle data-code="%s" cx="%s" cy="%s" r="%s"><title>%s</title></circle>`, code, pixel(x), pixel(y), spotRadius, html.EscapeString(v.names[i]))
	}
	width, height := v.outline.Size()
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" class="bb-map bb-spots" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s">`,
		width, height, width, height, html.EscapeString(v.mapLabel(f))) +
		`<use class="l2" href="#` + prefix + `-l2"/><use class="l3" href="#` + prefix + `-l3"/><g class="open">` + rings.String() +
		`</g><g class="full">` + dots.String() + `</g></svg>`
}

func pixel(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }
