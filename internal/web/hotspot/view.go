// Package hotspot says in words and draws which areas stand out with their surroundings, for the stack map and the pages of
// areas (Dutch: opvallend).
package hotspot

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/adjacency"
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/hotspot"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// Subject is what is held against its surroundings: a figure, or the number of figures that count.
type Subject struct {
	Result *hotspot.Result
	// Figure is the indicator; the zero value is the number of figures that count.
	Figure indicator.Indicator
	// Name is the figure as the page calls it.
	Name string
}

// ofHits reports whether the subject is the number of figures that count.
func (s Subject) ofHits() bool { return s.Figure.ID == "" }

// Options is what a view is made of. All but Outline and Base are required.
type Options struct {
	Subject
	Language locale.Language
	Picture  *stack.Picture
	// Outline is what the map is drawn on; nil without boundaries.
	Outline *drawing.Outline
	// Prefix names the paths of the outline on the page.
	Prefix string
	// Many leaves out links and long lists. Tiles draws an equal square for each area.
	Many, Tiles bool
	// Chosen is drawn with an edge.
	Chosen []area.Code
	// Region is the name of what is shown, Base that of the figure by which was smoothed.
	Region, Base string
	// NameOf names an area, Href leads to it.
	NameOf func(stack.Row) string
	Href   func(area.Code) string
}

// View is everything that a page says about hotspots.
type View struct {
	Lead  []string
	Notes []string
	Map   string
	// Label says in words what the map shows.
	Label      string
	Legend     string
	Groups     []Group
	Quiet      []Group
	QuietTitle string
	Unknown    []string
	Terms      []Term
	Numbers    []NumberRow
	// Smoothed says that a column of smoothed figures stands beside that of the figures.
	Smoothed bool
	OfHits   bool

	o Options
}

// Group is the areas of one kind, by name: there is no order among them.
type Group struct {
	Title, Swatch string
	Rows          []Row
	More          int
}

// Row is one area of the list.
type Row struct {
	Code, Name, Href                string
	Stands, Value, Smoothed, Around string
	Sure                            bool
	Certainty                       string
}

// Term is one line of how it was worked out.
type Term struct{ Name, Text string }

// NumberRow is the statistics of one area.
type NumberRow struct{ Code, Name, G, Z, P, Adjusted, Neighbours string }

// listed bounds the lists of a whole country.
const listed = 150

// New makes the view.
func New(o Options) *View {
	v := &View{o: o, OfHits: o.ofHits(), Smoothed: o.Result.Smoothing != hotspot.Raw}
	v.Label = v.label()
	v.Lead = v.lead()
	v.Notes = v.notes()
	v.Legend = drawing.Legend(drawing.Difference(), v.legend())
	if o.Outline != nil && o.Tiles {
		v.Map = drawing.TileView(o.Outline, v.fills(), drawing.TileOptions{Palette: drawing.Difference(), Label: v.Label, Width: 720, Chosen: o.Chosen,
			Links: !o.Many, Numbers: func(f drawing.Fill) string { return glyphs[f.Mark] }})
	} else if o.Outline != nil {
		v.Map = drawing.Map(o.Outline, v.fills(), drawing.MapOptions{Prefix: o.Prefix, Palette: drawing.Difference(), Label: v.Label,
			Chosen: o.Chosen, Links: !o.Many, Inline: o.Many})
	}
	v.list()
	v.Terms = v.terms()
	v.Unknown = []string{v.t("hotspot.unknown_cause"), v.t("hotspot.unknown_quiet"),
		v.t("hotspot.unknown_rate", "n", v.number(o.Result.Tested), "areas", wording.Level(o.Language, v.level(), 2)), v.t("hotspot.unknown_border")}
	return v
}

func (v *View) t(key string, pairs ...any) string { return v.o.Language.Text(key, pairs...) }

func (v *View) level() area.Level { return v.o.Picture.Choice.Level }

// what names the subject in running text.
func (v *View) what() string {
	if v.o.ofHits() {
		return v.t("hotspot.of_hits")
	}
	return v.o.Name
}

func (v *View) label() string {
	return v.t("hotspot.map_label", "region", v.o.Region, "what", v.what())
}

// count returns how many areas of the region are of each kind, how many finds are sure, and of how many something is said.
func (v *View) count() (of map[hotspot.Category]int, sure, said int) {
	of = map[hotspot.Category]int{}
	for _, row := range v.o.Picture.Rows {
		c := v.o.Result.Category[row.Index]
		of[c]++
		if c != hotspot.Unsaid {
			said++
		}
		if v.o.Result.Sure[row.Index] {
			sure++
		}
	}
	return of, sure, said
}

// lead answers where something stands out, and how sure that is.
func (v *View) lead() []string {
	res := v.o.Result
	of, sure, total := v.count()
	name := v.what()
	if v.o.ofHits() {
		name = capital(name)
	}
	switch {
	case res.Equal:
		return []string{v.t("hotspot.lead_equal", "name", name, "areas", wording.Level(v.o.Language, v.level(), 2))}
	case res.Tested == 0, total == 0:
		return []string{v.t("hotspot.lead_untested", "name", name, "areas", wording.Level(v.o.Language, v.level(), 2))}
	}
	key := "hotspot.lead_layer"
	if v.o.ofHits() {
		key = "hotspot.lead_hits"
	}
	high := of[hotspot.High]
	if high == 0 {
		key += "_none"
	}
	out := []string{v.t(key, "n", high, "name", name, "total", v.number(total), "areas", wording.Level(v.o.Language, v.level(), total),
		"around", wording.Level(v.o.Language, v.level(), 2))}
	if low := of[hotspot.Low]; low > 0 {
		out = append(out, v.t("hotspot.lead_low", "n", low, "areas", wording.Level(v.o.Language, v.level(), low)))
	}
	exceptions := of[hotspot.HighAmongLow] + of[hotspot.LowAmongHigh]
	if exceptions > 0 {
		out = append(out, v.t("hotspot.lead_exception", "n", exceptions, "areas", wording.Level(v.o.Language, v.level(), exceptions)))
	}
	if high+of[hotspot.Low]+exceptions > 0 {
		if v.o.Picture.Region.Code == area.Netherlands || res.Municipalities < 2 {
			out = append(out, v.t("hotspot.lead_false", "k", v.oneIn(res.Method.FalseShare)))
		} else {
			out = append(out, v.t("hotspot.lead_false_wide", "region", v.o.Region, "k", v.oneIn(res.Method.FalseShare)))
		}
		if sure > 0 {
			out = append(out, v.t("hotspot.lead_sure", "n", sure, "k", v.oneIn(res.Method.SureShare)))
		}
	}
	return out
}

// oneIn writes a share as the k of "1 in k".
func (v *View) oneIn(share float64) string { return v.number(int(math.Round(1 / share))) }

func (v *View) number(n int) string { return v.o.Language.Number(float64(n), 0) }

// notes says what was compared, how figures of few people were treated, and what was left out.
func (v *View) notes() []string {
	res, plural := v.o.Result, wording.Level(v.o.Language, v.level(), 2)
	var list []string
	wide := []any{"n", v.number(res.Known), "areas", plural, "m", v.number(res.Municipalities), "region", v.o.Region}
	switch whole := res.Municipalities >= municipalities; {
	case v.o.Picture.Region.Code == area.Netherlands && whole:
		list = append(list, v.t("hotspot.wide_whole", wide...))
	case v.o.Picture.Region.Code == area.Netherlands:
		list = append(list, v.t("hotspot.wide_part", wide...))
	case res.Municipalities > 1:
		list = append(list, v.t("hotspot.wide_country", wide...))
		if v.o.ofHits() {
			list = append(list, v.t("hotspot.hits_outside", "region", v.o.Region))
		}
	default:
		list = append(list, v.t("hotspot.wide_alone", wide...))
	}
	switch {
	case v.o.ofHits():
		list = append(list, v.t("hotspot.smoothed_hits"))
	case res.Smoothing == hotspot.Worked:
		list = append(list, v.t("hotspot.smoothed_denominator", "base", cmp.Or(v.o.Base, string(res.Base))))
	default:
		list = append(list, v.t("hotspot.smoothed_"+res.Smoothing.String()))
	}
	if left := v.leftOut(); left != "" {
		list = append(list, left)
	}
	if isolated := v.isolated(); len(isolated) > 0 {
		list = append(list, v.t("hotspot.isolated", "n", len(isolated), "areas", wording.Level(v.o.Language, v.level(), len(isolated)), "names", v.few(isolated)))
	}
	return list
}

// leftOut says of how many areas nothing can be said, and why.
func (v *View) leftOut() string {
	counts, n := map[hotspot.Reason]int{}, 0
	for _, row := range v.o.Picture.Rows {
		if v.o.Result.Category[row.Index] == hotspot.Unsaid {
			counts[v.o.Result.Reasons[row.Index]]++
			n++
		}
	}
	if n == 0 || n == counts[hotspot.Alone] {
		return ""
	}
	var reasons []string
	for r := hotspot.NoLand; r <= hotspot.Around; r++ {
		if counts[r] > 0 {
			reasons = append(reasons, v.reason(r)+" ("+v.number(counts[r])+")")
		}
	}
	return v.t("hotspot.left_out", "n", n, "areas", wording.Areas(v.o.Language, v.level(), n), "reasons", v.o.Language.List(reasons))
}

// municipalities is how many municipalities there are at least, in any year since 2012.
const municipalities = 300

// isolated names the areas of the region that have no neighbours on the map.
func (v *View) isolated() []string {
	var list []string
	for _, row := range v.o.Picture.Rows {
		if v.o.Result.Reasons[row.Index] == hotspot.Alone {
			list = append(list, v.o.NameOf(row))
		}
	}
	return list
}

// mostNames is how many names a sentence holds.
const mostNames = 8

func (v *View) few(names []string) string {
	slices.Sort(names)
	if len(names) <= mostNames {
		return v.o.Language.List(names)
	}
	return strings.Join(names[:mostNames], ", ") + " " + v.t("hotspot.and_more", "n", len(names)-mostNames)
}

// terms says how it was worked out, in the words of analysts.
func (v *View) terms() []Term {
	res, l := v.o.Result, v.o.Language
	m := res.Method
	return []Term{
		{v.t("hotspot.method"), v.t("hotspot.method_text")},
		{v.t("hotspot.weights"), v.t("hotspot.weights_text", "metres", adjacency.ToleranceMetres)},
		{v.t("hotspot.draws"), v.t("hotspot.draws_text", "n", v.number(m.Draws), "seed", int(m.Seed))},
		{v.t("hotspot.correction"), v.t("hotspot.correction_text", "n", v.number(res.Tested), "level", l.Number(m.FalseShare, -1), "sure", l.Number(m.SureShare, -1))},
		{v.t("hotspot.tested"), v.t("hotspot.tested_text", "known", v.number(res.Known), "tested", v.number(res.Tested), "mean", v.Write(res.Mean))},
	}
}

// Write writes a value of the subject as people read it.
func (v *View) Write(x float64) string { return v.o.write(v.o.Language, x) }

// write writes a value of the subject.
func (s Subject) write(l locale.Language, x float64) string {
	switch {
	case math.IsNaN(x):
		return "–"
	case s.ofHits():
		return l.Number(x, decimalsOf(x))
	case s.Result.Smoothing == hotspot.PerPerson:
		return wording.Number(l, indicator.Indicator{Unit: "per 1000", Decimals: 1}, x)
	}
	return wording.Number(l, s.Figure, x)
}

// decimalsOf keeps whole numbers whole.
func decimalsOf(x float64) int {
	if x == math.Round(x) {
		return 0
	}
	return 1
}

// capital makes the first letter large.
func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
