package stackmap

import (
	"context"
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/web/looks"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// prefix names the paths of the page's outlines; the island knows it.
const prefix = "b"

// miniClasses is in how many groups of equal size the small maps put the areas.
const miniClasses = 5

// mini is the small map of one layer, with what counts and how the whole region is doing.
type mini struct {
	Name, Period, Cut, Region, Gap, Note, Range string
	Map                                         string
	Remove, About                               string
	Warn                                        bool
}

// draw makes the maps. Without boundaries the page has none, and its list answers.
func (p *Pages) draw(ctx context.Context, r reader.Reader, v *view) error {
	outline, err := p.outlineOf(ctx, r, v.Picture)
	if err != nil {
		return err
	}
	v.outline = outline
	palette := drawing.Stack(len(v.Picture.Layers))
	v.Legend = drawing.Legend(palette, v.legend())
	v.Classes, v.Signs = palette.Class(), drawing.Signs()
	if outline != nil {
		v.drawMap(palette, v.t("stackmap.map_label", "region", v.regionName(), "layers", len(v.Picture.Layers)))
	}
	small := outline
	if v.Light {
		small = nil
	} else if v.Many && outline != nil {
		if small, err = p.o.Maps.Get(ctx, r, v.Picture.Division.ID(), v.Picture.Region.Code, countryMini); err != nil {
			return err
		}
	}
	for i, layer := range v.Picture.Layers {
		m := v.mini(i, layer)
		if small != nil {
			m.Map = v.drawMini(small, i, m)
		} else if v.Light {
			m.Map = blank
		}
		v.Minis = append(v.Minis, m)
	}
	return nil
}

// drawMap draws the map of the stack. That of a country holds its own paths: they are not used twice, and a browser paints
// them in half the time of paths elsewhere.
func (v *view) drawMap(palette drawing.Palette, label string) {
	switch {
	case v.Light:
		v.lighten(palette, label)
	case v.Query.Tiles:
		v.Map = drawing.TileView(v.outline, v.fills(), drawing.TileOptions{Palette: palette, Label: label, Width: 720, Chosen: v.chosenCodes(), Links: !v.Many})
	default:
		v.Map = drawing.Map(v.outline, v.fills(), drawing.MapOptions{Prefix: prefix, Palette: palette, Label: label, Chosen: v.chosenCodes(), Links: !v.Many, Inline: v.Many})
	}
	if !v.Many {
		v.Defs = v.outline.Defs(prefix)
	}
}

// chosenCodes returns the chosen area, or those picked out of the pair.
func (v *view) chosenCodes() []area.Code {
	var list []area.Code
	if v.Query.Pair.picked() {
		for _, row := range v.picked() {
			list = append(list, row.Area.Code)
		}
	}
	if _, ok := v.row(v.Query.Chosen); ok && !slices.Contains(list, v.Query.Chosen) {
		list = append(list, v.Query.Chosen)
	}
	return list
}

// fills returns how every area looks on the map of the stack.
func (v *view) fills() []drawing.Fill {
	fills := make([]drawing.Fill, 0, len(v.Picture.Rows))
	for _, row := range v.Picture.Rows {
		f := drawing.Fill{Code: row.Area.Code, Class: row.Hits, Sign: sign(row), Small: row.Small && !row.Uninhabited}
		for i, value := range row.Values {
			f.Provisional = f.Provisional || row.Marks[i] != stack.Unknown && value.Mark().Provisional()
		}
		if !v.Many {
			f.Title = v.names[row.Area.Code] + ": " + v.stackText(row)
			f.Href = v.link(v.Query.choose(row.Area.Code))
		}
		fills = append(fills, f)
	}
	return v.withWater(fills)
}

// withWater adds the water of the region, which is drawn and not counted.
func (v *view) withWater(fills []drawing.Fill) []drawing.Fill {
	from, to := v.Picture.Division.Index().Range(v.Picture.Region.Code)
	for i := from; i < to; i++ {
		if a := v.Picture.Division.At(i); a.Kind == area.Water {
			fills = append(fills, drawing.Fill{Code: a.Code, Class: -1, Sign: drawing.Water})
		}
	}
	return fills
}

// legend says what every look on the map means; signs that do not occur stay in it, so that two maps can be compared.
func (v *view) legend() []drawing.Entry {
	var list []drawing.Entry
	for n := range len(v.Picture.Layers) + 1 {
		list = append(list, drawing.Entry{Class: n, Label: v.t("stackmap.legend_hits", "n", n, "layers", len(v.Picture.Layers))})
	}
	list = append(list,
		drawing.Entry{Class: -1, Sign: drawing.Withheld, Label: v.t("web.status.withheld")},
		drawing.Entry{Class: -1, Sign: drawing.NotMeasured, Label: v.t("web.status.not_measured")},
		drawing.Entry{Class: -1, Sign: drawing.NotApplicable, Label: v.t("stackmap.legend_uninhabited")},
		drawing.Entry{Class: 1, Small: true, Label: v.t("stackmap.legend_small", "n", v.Picture.Choice.MinimumPopulation)},
		drawing.Entry{Class: -1, Dashed: true, Label: v.t("stackmap.legend_dashed")},
		drawing.Entry{Class: -1, Chosen: true, Label: v.t("stackmap.legend_chosen")})
	return list
}

// mini describes one layer: its map in five classes, from where it counts, and how much the region itself has.
func (v *view) mini(i int, layer stack.LayerResult) mini {
	in := layer.Indicator
	m := mini{Name: v.layerName(layer), Period: layer.Layer.Period.String(), Cut: v.cut(layer),
		About: "/cijfer/" + string(in.ID)}
	if len(v.Picture.Layers) > stack.FewestLayers {
		m.Remove = v.link(v.Query.without(i))
	}
	if layer.Region.Known() {
		m.Region = v.ofRegion(layer.Region) + ": " + wording.Number(v.l, in, layer.Region.Value)
	}
	if layer.Spread.HasGapToRegion {
		m.Gap = v.gap(layer)
	}
	switch {
	case layer.Known == 0:
		m.Note = v.t("stackmap.layer_unknown")
	case layer.AllEqual:
		m.Note = v.t("stackmap.layer_equal")
	case swollen(layer):
		m.Note = v.t("stackmap.layer_tied", "areas", wording.Level(v.l, v.level(), 2), "value", wording.Number(v.l, layer.Indicator, layer.Cut), "hits", layer.Hits, "known", layer.Known)
		m.Warn = true
	case layer.Known < len(v.Picture.Rows):
		m.Note = v.t("stackmap.layer_known", "known", layer.Known, "total", len(v.Picture.Rows))
	}
	if layer.Spread.Known {
		m.Range = v.l.Number(layer.Spread.Min, in.Decimals) + " – " + wording.Number(v.l, in, layer.Spread.Max)
	}
	return m
}

// ofRegion says of what a value of the region is: of the region itself, or of its areas taken together where the source
// gives no value for the region.
func (v *view) ofRegion(value stack.RegionValue) string {
	if value.Method == stack.Published || value.Areas == 0 {
		return v.regionName()
	}
	return v.t("stackmap.areas_together", "areas", wording.Areas(v.l, v.level(), value.Areas))
}

// drawMini draws one layer in five classes.
func (v *view) drawMini(outline *drawing.Outline, i int, m mini) string {
	var known []float64
	for _, row := range v.Picture.Rows {
		if x, ok := row.Values[i].Number(); ok {
			known = append(known, x)
		}
	}
	breaks := stack.Breaks(known, miniClasses)
	fills := make([]drawing.Fill, 0, len(v.Picture.Rows))
	for _, row := range v.Picture.Rows {
		fills = append(fills, looks.OfValue(row, i, breaks))
	}
	label := v.t("stackmap.mini_label", "name", m.Name, "period", m.Period, "region", v.regionName())
	return drawing.Map(outline, v.withWater(fills), drawing.MapOptions{Prefix: prefix, Palette: drawing.Sequential(miniClasses), Label: label,
		Mini: true, Flat: v.Many, Chosen: v.oneChosen()})
}

func (v *view) oneChosen() []area.Code {
	if _, ok := v.row(v.Query.Chosen); ok {
		return []area.Code{v.Query.Chosen}
	}
	return nil
}

// cut says from where a layer counts: "telt vanaf 12,3 %".
func (v *view) cut(layer stack.LayerResult) string {
	if !layer.HasCut || layer.AllEqual {
		return ""
	}
	key := "stackmap.counts_from"
	if layer.Layer.Low {
		key = "stackmap.counts_to"
	}
	return v.t(key, "x", wording.Number(v.l, layer.Indicator, layer.Cut))
}

// gap says how far the areas that count lie from the region: without it, "highest 20 %" makes any difference look large.
func (v *view) gap(layer stack.LayerResult) string {
	in, gap := layer.Indicator, layer.Spread.GapToRegion
	key := "stackmap.gap_higher"
	if gap < 0 {
		key = "stackmap.gap_lower"
	}
	if v.l.Number(math.Abs(gap), in.Decimals) == v.l.Number(0, in.Decimals) {
		return v.t("stackmap.gap_none")
	}
	amount := wording.Number(v.l, in, math.Abs(gap))
	if in.Unit.IsShare() {
		amount = v.t("stackmap.points", "x", v.l.Number(math.Abs(gap), in.Decimals))
	}
	return v.t(key, "x", amount)
}

// looks returns how every area looks, one letter each in painting order.
func (v *view) looks() string { return looks.Letters(v.fills(), v.outline.Codes()) }
