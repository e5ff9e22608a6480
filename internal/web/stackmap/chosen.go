package stackmap

import (
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/web/pattern"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// chosen is the panel of the area that somebody opened.
type chosen struct {
	Name, Parent, Sentence, Stack, Range, Certainty string
	Page, Close                                     string
	Population                                      string
	Layers                                          []chosenLayer
	Notes                                           []string
	// Striking says how it lies among its neighbours, where that is shown.
	Striking string
	// Loose says that the certainty needs its explanation.
	Loose bool
	Years []pattern.YearCount
}

// chosenLayer is one layer for the chosen area.
type chosenLayer struct {
	markView
	Name, Period, Value, More string
}

// chosenArea describes the chosen area, or nothing when none of this region is.
func (v *view) chosenArea() *chosen {
	row, ok := v.row(v.Query.Chosen)
	if !ok {
		return nil
	}
	i := slices.IndexFunc(v.Picture.Rows, func(r stack.Row) bool { return r.Area.Code == row.Area.Code })
	c := &chosen{Name: v.names[row.Area.Code], Sentence: v.Picture.Sentence(i, v.l.String()), Stack: v.stackText(row), Range: v.hitRange(row),
		Page: page.LinkIn(v.l, wording.Address(row.Area.Code)), Close: v.link(v.Query.choose(area.Code{}))}
	if t, ok := v.certainty(row); ok {
		c.Certainty, c.Loose = t.Text, t.Loose
	}
	if people, ok := row.Population.Number(); ok {
		c.Population = v.t("stackmap.people", "n", int(people))
	}
	for k, layer := range v.Picture.Layers {
		value := row.Values[k]
		l := chosenLayer{markView: v.mark(row, k), Name: v.LayerNames[k], Period: layer.Layer.Period.String(), Value: wording.Value(v.l, layer.Indicator, value)}
		l.More = join(wording.Bounds(v.l, layer.Indicator, value), wording.Flags(v.l, value.Mark()), v.cut(layer))
		c.Layers = append(c.Layers, l)
	}
	if row.HasStability && row.Top && row.Stays == row.Layers && row.Layers > stack.FewestLayers {
		c.Notes = append(c.Notes, v.t("stackmap.note_stays"))
	}
	if row.Small && !row.Uninhabited {
		c.Notes = append(c.Notes, v.t("stackmap.note_small"))
	}
	if row.Area.Change == area.BoundaryChanged {
		c.Notes = append(c.Notes, v.t("stackmap.note_changed", "year", yearText(v.Picture.Choice.Year)))
	}
	if v.Striking != nil {
		c.Striking = v.Striking.Sentence(row.Area.Code)
	}
	if v.Years != nil {
		c.Years = v.Years.Of(row.Area.Code)
	}
	return c
}

// join puts the parts that say something after each other.
func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}
