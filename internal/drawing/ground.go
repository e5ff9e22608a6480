package drawing

import (
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// Ground is where in the country a picture lies (Dutch: ligging). The place u, v of its view box is X+u*Metres, Y-v*Metres
// in metres of RD New.
type Ground struct {
	X, Y float64
	// Metres is how many metres one unit is; 0 where nothing was drawn.
	Metres float64
}

// Ground returns where the picture lies, for a page on which people draw.
func (o *Outline) Ground() Ground {
	if o.frame.scale == 0 {
		return Ground{}
	}
	unit := 1 / o.frame.scale
	return Ground{X: o.frame.minX - margin*unit, Y: o.frame.maxY + margin*unit, Metres: unit}
}

// At returns the place in RD New of a place of the view box.
func (g Ground) At(u, v float64) area.Point {
	return area.Point{X: g.X + float64(u*g.Metres), Y: g.Y - float64(v*g.Metres)}
}

// attributes writes the ground with every digit, so that who reads it gets the same places.
func (g Ground) attributes(w *writer) {
	number := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	w.raw(` data-rd-x="`).raw(number(g.X)).raw(`" data-rd-y="`).raw(number(g.Y)).raw(`" data-rd-metres="`).raw(number(g.Metres)).raw(`"`)
}
