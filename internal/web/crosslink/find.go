package crosslink

import (
	"cmp"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/crosslink/search"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// find is one combination as the page tells it.
type find struct {
	Number                     int
	Title, Sentence, Luck      string
	Map, Dots, Scatter         string
	Areas                      []areaLine
	More                       int
	Same                       string
	Facts                      []fact
	Conditions, Seen, Expected string
	Lift, Chance               string
}

// areaLine is one area of a find.
type areaLine struct {
	Code, Name, Href, Value string
	Hit                     bool
}

// listed bounds the areas of a find that are written out.
const listed = 40

// mostDots bounds the points of a cloud beside those of the find itself: of more areas, every so many is drawn.
const mostDots = 1000

// The classes of the map of a find.
const (
	other = iota
	without
	with
)

func (v *view) finds() {
	for i, f := range v.links.Finds {
		one := find{Number: i + 1, Title: v.conditions(f.Conditions), Sentence: v.sentence(f), Luck: v.luck(f.Chance),
			Dots: v.dots(f), Scatter: v.scatter(f), Facts: v.numbers(f)}
		one.Conditions, one.Seen = one.Title, v.t("crosslink.seen_of", "hits", len(f.Hits), "n", len(f.Areas))
		one.Expected, one.Lift, one.Chance = v.expected(f.Expected), v.l.Number(f.Lift, 1), v.often(f.Chance)
		if v.outline != nil {
			one.Map = v.drawMap(f)
		}
		one.Areas = v.lines(f)
		if n := len(one.Areas); n > listed {
			one.Areas, one.More = one.Areas[:listed], n-listed
		}
		var same []string
		for _, s := range f.Same {
			same = append(same, v.conditions(s))
		}
		one.Same = strings.Join(same, "; ")
		v.Finds = append(v.Finds, one)
	}
	if len(v.Finds) > 0 && v.outline != nil && v.many {
		v.SpotLegend = []string{v.t("crosslink.legend_with", "target", v.Target()), v.t("crosslink.legend_without")}
	} else if len(v.Finds) > 0 && v.outline != nil {
		v.Legend = drawing.Legend(drawing.Stack(2), []drawing.Entry{
			{Class: with, Label: v.t("crosslink.legend_with", "target", v.Target())},
			{Class: without, Label: v.t("crosslink.legend_without")},
			{Class: other, Label: v.t("crosslink.legend_other")},
			{Class: -1, Label: v.t("crosslink.legend_none")}})
	}
}

// conditions names conditions: "property value high and mortgage burden high".
func (v *view) conditions(list []search.Condition) string {
	var words []string
	for _, c := range list {
		words = append(words, v.t("crosslink.condition", "name", v.name(v.links.Layers[c.Layer].Indicator), "end", v.end(c.Level == search.Low)))
	}
	return v.l.List(words)
}

// sentence tells a find as a question.
func (v *view) sentence(f search.Find) string {
	return v.t("crosslink.sentence", "areas", v.areas(len(f.Areas)), "conditions", v.conditions(f.Conditions), "target", v.Target(),
		"hits", len(f.Hits), "n", len(f.Areas), "expected", v.expected(f.Expected))
}

// expected writes how many were expected; a small number does not read as none.
func (v *view) expected(x float64) string {
	if x < 0.05 {
		return v.t("crosslink.fewer", "x", v.l.Number(0.1, 1))
	}
	if x < 20 {
		return v.l.Number(x, 1)
	}
	return v.l.Number(x, 0)
}

// luck says in words how likely chance alone is.
func (v *view) luck(p float64) string {
	if p < 0.01 {
		return v.t("crosslink.luck_rare")
	}
	return v.t("crosslink.luck_some", "n", v.l.Number(100*p, 0))
}

// often says the same in a few words, for the table.
func (v *view) often(p float64) string {
	if p < 0.01 {
		return v.t("crosslink.chance_rare")
	}
	return v.t("crosslink.chance_some", "n", v.l.Number(100*p, 0))
}

func (v *view) chance(p float64) string { return v.l.Number(p, 3) }

// numbers are the figures behind a find, one click away.
func (v *view) numbers(f search.Find) []fact {
	var list []fact
	for _, c := range f.Conditions {
		layer := v.links.Layers[c.Layer]
		key := "crosslink.from_high"
		if c.Level == search.Low {
			key = "crosslink.from_low"
		}
		list = append(list, fact{v.name(layer.Indicator), v.t(key, "value", wording.Number(v.l, layer.Indicator, v.links.Cut(c)), "period", layer.Key.Period.String())})
	}
	return append(list,
		fact{v.t("crosslink.fact_lift"), v.l.Number(f.Lift, 2)},
		fact{v.t("crosslink.fact_chance"), v.chance(f.Chance)},
		fact{v.t("crosslink.fact_score"), v.l.Number(f.Score, 2)},
		fact{v.t("crosslink.fact_inflation"), v.l.Number(f.Inflation, 2)})
}

// drawMap draws where the areas of a find lie.
func (v *view) drawMap(f search.Find) string {
	if v.many {
		return v.spots(f)
	}
	class := make([]int, len(v.links.Areas))
	for _, i := range f.Areas {
		class[i] = without
	}
	for _, i := range f.Hits {
		class[i] = with
	}
	fills := make([]drawing.Fill, 0, len(class))
	for i, a := range v.links.Areas {
		fill := drawing.Fill{Code: a.Code, Class: class[i]}
		fill.Title = v.names[i] + ": " + v.stands(class[i])
		fill.Href = page.LinkIn(v.l, wording.Address(a.Code))
		fills = append(fills, fill)
	}
	from, to := v.links.Division.Index().Range(v.links.Region.Code)
	for i := from; i < to; i++ {
		if a := v.links.Division.At(i); a.Kind == area.Water {
			fills = append(fills, drawing.Fill{Code: a.Code, Class: -1, Sign: drawing.Water})
		}
	}
	return drawing.Map(v.outline, fills, drawing.MapOptions{Prefix: prefix, Palette: drawing.Stack(2), Links: true, Label: v.mapLabel(f)})
}

func (v *view) mapLabel(f search.Find) string {
	return v.t("crosslink.map_label", "conditions", v.conditions(f.Conditions), "region", v.Region())
}

// stands says what an area is on the map of a find.
func (v *view) stands(class int) string {
	switch class {
	case with:
		return v.t("crosslink.legend_with", "target", v.Target())
	case without:
		return v.t("crosslink.legend_without")
	}
	return v.t("crosslink.legend_other")
}

// dots sets what was seen against what was expected.
func (v *view) dots(f search.Find) string {
	c := drawing.DotChart{Frame: drawing.Frame{Label: v.t("crosslink.dots_label", "n", len(f.Areas)), Format: func(x float64) string { return wording.Tick(v.l, x) },
		Max: float64(len(f.Areas))}}
	c.Rows = []drawing.DotRow{
		{Label: v.t("crosslink.seen"), Measure: drawing.Measure{Value: float64(len(f.Hits)), Known: true}, Own: true, Text: v.t("crosslink.seen_of", "hits", len(f.Hits), "n", len(f.Areas))},
		{Label: v.t("crosslink.expected"), Measure: drawing.Measure{Value: f.Expected, Known: true}, Text: v.expected(f.Expected)}}
	return drawing.Dots(c)
}

// scatter lays the target against the first figure of a find, with the areas of the find on top.
func (v *view) scatter(f search.Find) string {
	x, y := v.links.Layers[f.Conditions[0].Layer], v.links.Target
	c := drawing.ScatterChart{XLabel: v.name(x.Indicator), YLabel: v.name(y.Indicator), FormatX: func(n float64) string { return wording.Tick(v.l, n) }}
	c.Label = v.t("crosslink.scatter_label", "x", c.XLabel, "y", c.YLabel)
	c.Width, c.Height = 420, 360
	c.Format = c.FormatX
	for i, a := range v.links.Areas {
		_, in := slices.BinarySearch(f.Areas, i)
		if len(v.links.Areas) > mostDots && !in && i%(len(v.links.Areas)/mostDots+1) != 0 {
			continue
		}
		px, okX := x.Column.At(a.Index).Number()
		py, okY := y.Column.At(a.Index).Number()
		if okX && okY {
			p := drawing.ScatterPoint{Code: a.Code, X: px, Y: py, Chosen: in}
			if !v.many || in {
				p.Title = v.names[i] + ": " + wording.Number(v.l, x.Indicator, px) + " / " + wording.Number(v.l, y.Indicator, py)
			}
			c.Points = append(c.Points, p)
		}
	}
	return drawing.Scatter(c)
}

// lines lists the areas of a find by name, those with the target first.
func (v *view) lines(f search.Find) []areaLine {
	var list []areaLine
	for _, i := range f.Areas {
		a := v.links.Areas[i]
		_, hit := slices.BinarySearch(f.Hits, i)
		list = append(list, areaLine{Code: a.Code.String(), Name: v.names[i], Href: page.LinkIn(v.l, wording.Address(a.Code)), Hit: hit,
			Value: wording.Value(v.l, v.links.Target.Indicator, v.links.Target.Column.At(a.Index))})
	}
	slices.SortStableFunc(list, func(a, b areaLine) int {
		if a.Hit != b.Hit {
			if a.Hit {
				return -1
			}
			return 1
		}
		return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return list
}
