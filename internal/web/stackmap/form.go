package stackmap

import (
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// layerForm is one layer as the form shows it.
type layerForm struct {
	Number             int
	ID, Name, Remove   string
	Unit               string
	Periods            []option
	Sides, Kinds       []option
	Value, Weight, Cut string
}

// forms fills in what can be changed.
func (v *view) forms(r *page.Request) {
	division := v.Picture.Division.ID()
	for i, layer := range v.Picture.Layers {
		f := layerForm{Number: i + 1, ID: string(layer.Indicator.ID), Name: v.LayerNames[i], Unit: wording.Unit(v.l, layer.Indicator.Unit),
			Weight: plain(layer.Layer.Weight), Cut: v.cut(layer)}
		if layer.Layer.Group != "" {
			f.ID += "@" + layer.Layer.Group
		}
		if len(v.Picture.Layers) > stack.FewestLayers {
			f.Remove = v.link(v.Query.without(i))
		}
		for _, p := range v.what.periods(layer.Indicator.ID, division) {
			f.Periods = append(f.Periods, option{p.String(), p.String(), p == layer.Layer.Period})
		}
		f.Sides = []option{{"hoog", v.t("stackmap.side_high"), !layer.Layer.Low}, {"laag", v.t("stackmap.side_low"), layer.Layer.Low}}
		t := layer.Layer.Threshold
		f.Kinds = []option{{"top", v.t("stackmap.kind_top"), t.Kind == stack.TopShare}, {"vast", v.t("stackmap.kind_fixed"), t.Kind == stack.FixedValue}}
		if layer.Region.Known() && !layer.Indicator.Summable || t.Kind == stack.RegionLevel {
			f.Kinds = append(f.Kinds, option{"gebied", v.t("stackmap.kind_region", "region", v.regionName()), t.Kind == stack.RegionLevel})
		}
		f.Value = plain(t.Percent)
		if t.Kind == stack.FixedValue {
			f.Value = plain(t.Value)
		} else if t.Kind == stack.RegionLevel {
			f.Value = plain(layer.Cut)
		}
		v.Layers = append(v.Layers, f)
	}
	if len(v.Picture.Layers) < stack.MostLayers {
		v.Addable = v.what.addable(r, division, v.Query.Layers)
	}
	v.Regions = v.what.regionOptions(r, v.Query.Region)
	for _, level := range v.what.levels(v.Query.Region) {
		v.Levels = append(v.Levels, option{level.String(), wording.Level(v.l, level, 2), level == v.level()})
	}
	for _, year := range v.what.years(v.level()) {
		v.DivYears = append(v.DivYears, option{strconv.Itoa(year), strconv.Itoa(year), year == v.Picture.Choice.Year})
	}
}

// Address parts that the templates lead to.

// MapLink and TilesLink are the two ways to draw the same stack.
func (v *view) MapLink() string { return v.link(v.Query.with(func(q *Query) { q.Tiles = false })) }

// TilesLink leads to the picture with one equal square per area.
func (v *view) TilesLink() string { return v.link(v.Query.with(func(q *Query) { q.Tiles = true })) }

// Download leads to a file of this stack.
func (v *view) Download(name string) string { return page.LinkIn(v.l, v.Query.Export(name)) }

// Recipe is the stack as the address holds it, printed under the map so that a paper says how it was made.
func (v *view) Recipe() []string {
	list := []string{"in=" + v.Query.Region.String(), "niveau=" + v.level().String(), "jaar=" + yearText(v.Query.Year)}
	if v.Query.Few != 0 {
		list = append(list, "minder="+strconv.Itoa(v.Query.Few))
	}
	for _, l := range v.Query.Layers {
		list = append(list, "laag="+l.String())
	}
	return list
}

// RecipeQuery is the recipe as it is kept.
func (v *view) RecipeQuery() string {
	return v.Query.with(func(q *Query) {
		q.Chosen, q.Search, q.Years, q.Pair, q.Tiles, q.Striking = area.Code{}, "", false, Pair{X: 0, Y: 1}, false, ""
	}).String()
}

// HasChosen reports whether an area is open.
func (v *view) HasChosen() bool { return v.Chosen != nil }

// Names are the areas for the box in which one is typed; a whole country is too much for it.
func (v *view) Names() []string {
	if v.Many {
		return nil
	}
	var list []string
	for _, row := range v.Picture.Rows {
		list = append(list, v.names[row.Area.Code])
	}
	return list
}

// LevelWord names one area of the level of the map.
func (v *view) LevelWord() string { return wording.Level(v.l, v.level(), 1) }

// RegionName names the region.
func (v *view) RegionName() string { return v.regionName() }

// Year is the year of the division.
func (v *view) Year() string { return yearText(v.Picture.Choice.Year) }
