package pattern

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/pattern"
	"github.com/buurtbeeld/buurtbeeld/internal/web/holdings"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// view is everything that the page shows.
type view struct {
	Query Query
	// Many is true where there are too many areas for links and small maps.
	Many    bool
	Lead    []string
	Shown   []option
	Regions []option
	Levels  []option
	Addable []option
	Layers  []option
	Signs   string
	Defs    string
	Map     string
	Legend  string
	Years   []YearMap
	YearKey string
	Groups  []group
	Head    []string
	Chosen  *chosen
	Notes   []string
	Unknown []string
	Terms   []term
	Sources []string
	CSV     string
	// Empty says that the choice has no measured year, and Later that it is still being worked out.
	Empty, Later bool

	s       *pattern.Series
	l       locale.Language
	list    *holdings.List
	names   []string
	outline *drawing.Outline
}

// option is one choice of a form or a row of links.
type option struct {
	Value, Text string
	Chosen      bool
}

// term is one line of how it was worked out.
type term struct{ Name, Text string }

const prefix = "p"

func (p *Pages) view(r *page.Request, a answer) (*view, error) {
	s, q := a.series, a.query
	v := &view{Query: q, s: s, l: r.Language, list: a.list, Later: a.later}
	v.forms()
	if s == nil {
		v.Empty = true
		v.Lead = []string{v.t("pattern.empty")}
		if a.later {
			v.Lead = []string{v.t("pattern.later")}
		}
		return v, nil
	}
	v.Many = len(s.Areas) > manyAreas
	for _, a := range s.Areas {
		v.names = append(v.names, wording.Name(v.l, a.Area))
	}
	v.Lead = v.lead()
	if err := p.draw(r.Context(), r.Reader, v); err != nil {
		return nil, err
	}
	v.rows()
	v.Chosen = v.chosenArea()
	v.Notes, v.Unknown, v.Terms = v.notes(), v.unknown(), v.terms()
	if v.Many {
		v.Notes = append(v.Notes, v.t("pattern.many", "most", manyAreas))
	}
	v.CSV = page.LinkIn(v.l, "/patronen/patronen.csv?"+q.String())
	deliveries, err := p.o.Library.Deliveries(r.Context(), r.Reader)
	if err != nil {
		return nil, err
	}
	v.Sources = v.sources(deliveries)
	return v, nil
}

func (v *view) t(key string, pairs ...any) string { return v.l.Text(key, pairs...) }

func (v *view) link(change func(*Query)) string {
	q := v.Query
	q.Layers = slices.Clone(q.Layers)
	change(&q)
	return page.LinkIn(v.l, q.Address())
}

// Region names what is shown.
func (v *view) Region() string {
	if v.s != nil {
		return wording.Name(v.l, v.s.Region)
	}
	return wording.Name(v.l, area.Area{Code: v.Query.Region})
}

// What names the figure that is shown.
func (v *view) What() string {
	if v.Query.Layer < 0 {
		return v.t("pattern.hits")
	}
	return v.name(v.Query.Layers[v.Query.Layer].Indicator)
}

func (v *view) name(id indicator.ID) string {
	for _, in := range v.list.Indicators {
		if in.ID == id {
			return in.Name.In(v.l.String())
		}
	}
	return string(id)
}

// LevelWord names one area of the level.
func (v *view) LevelWord() string { return wording.Level(v.l, v.Query.Level, 1) }

func (v *view) areas(n int) string { return wording.Areas(v.l, v.Query.Level, n) }

func (v *view) frame() page.Frame {
	f := page.Frame{Title: v.t("pattern.title", "region", v.Region()), Nav: "stack", Wide: true, Scripts: []string{"brush"}, Description: strings.Join(v.Lead, " ")}
	f.Path = []page.Link{{Text: v.t("page.start"), Href: page.LinkIn(v.l, "/")}}
	if v.Query.Region != area.Netherlands {
		f.Path = append(f.Path, page.Link{Text: v.Region(), Href: page.LinkIn(v.l, wording.Address(v.Query.Region))})
	}
	f.Path = append(f.Path, page.Link{Text: v.t("page.stack"), Href: v.StackMap()}, page.Link{Text: v.t("pattern.path")})
	return f
}

// StackMap leads to the stack map of the same figures, and to the choice of figures with fewer than it takes.
func (v *view) StackMap() string {
	address := "/stapelkaart?" + strings.Split(v.Query.String(), "&toon=")[0]
	return page.LinkIn(v.l, address)
}

// lead answers what became of the areas.
func (v *view) lead() []string {
	first, last := v.s.Periods[0].Period.String(), v.s.Periods[len(v.s.Periods)-1].Period.String()
	said := 0
	of := [kinds]int{}
	for _, a := range v.s.Areas {
		k := kindOf(a.Pattern.Category)
		of[k]++
		if k != unknownKind {
			said++
		}
	}
	switch {
	case v.s.Unmapped:
		return []string{v.t("pattern.lead_unmapped", "what", v.What(), "first", first, "last", last)}
	case v.s.Short:
		return []string{v.t("pattern.lead_short", "what", v.What(), "n", len(v.s.Periods), "fewest", pattern.FewestPeriods)}
	case said == 0:
		return []string{v.t("pattern.lead_unknown", "what", v.What())}
	}
	list := []string{v.t("pattern.lead_start", "what", v.What(), "areas", v.areas(said), "first", first, "last", last)}
	add := func(k kind, key string) {
		if of[k] > 0 {
			list = append(list, v.t("pattern.lead_"+key, "n", of[k]))
		}
	}
	if of[plainKind] == said {
		return append(list, v.t("pattern.lead_none"))
	}
	add(lastingLow, "lasting_low")
	add(recentLow, "recent_low")
	add(past, "past")
	add(recentHigh, "recent_high")
	add(lastingHigh, "lasting_high")
	return list
}

// draw draws the map of patterns, and one small map per year with the same classes.
func (p *Pages) draw(ctx context.Context, r reader.Reader, v *view) error {
	size := mapSize
	if v.Many {
		size = countrySize
	}
	var err error
	if v.outline, err = p.o.Maps.Get(ctx, r, v.s.Division.ID(), v.Query.Region, size); err != nil || v.outline == nil {
		return err
	}
	v.Signs = drawing.Signs()
	if !v.Many {
		v.Defs = v.outline.Defs(prefix)
	}
	fills := make([]drawing.Fill, 0, len(v.s.Areas))
	for i, a := range v.s.Areas {
		look := looks[kindOf(a.Pattern.Category)]
		f := drawing.Fill{Code: a.Area.Code, Class: look.class, Mark: look.mark, Title: v.names[i] + ": " + Say(v.l, v.s, i)}
		if look.class < 0 {
			f.Sign = drawing.NotMeasured
		}
		if !v.Many {
			f.Href = v.link(func(q *Query) { q.Chosen = a.Area.Code }) + "#gekozen"
		}
		fills = append(fills, f)
	}
	if !v.s.Short && !v.s.Unmapped {
		v.Map = drawing.Map(v.outline, fills, drawing.MapOptions{Prefix: prefix, Palette: drawing.Difference(), Links: !v.Many, Flat: v.Many, Chosen: v.oneChosen(),
			Label: v.t("pattern.map_label", "region", v.Region(), "what", v.What())})
		var entries []drawing.Entry
		for k := kind(0); k < kinds; k++ {
			entries = append(entries, k.entry(v.l))
		}
		v.Legend = drawing.Legend(drawing.Difference(), entries)
	}
	if !v.Many {
		v.small()
	}
	return nil
}

func (v *view) oneChosen() []area.Code {
	if v.Query.Chosen.IsZero() {
		return nil
	}
	return []area.Code{v.Query.Chosen}
}

// sources lists who published what is shown.
func (v *view) sources(deliveries []indicator.Delivery) []string {
	var list []string
	speaks := map[string]bool{}
	columns := func(c indicator.Column) {
		for _, a := range v.s.Areas {
			speaks[c.DeliveryAt(a.Index)] = true
		}
	}
	for _, p := range v.s.Periods {
		if p.Column.Len() > 0 {
			columns(p.Column)
		}
	}
	if v.s.Years != nil {
		for _, year := range v.s.Years.Years {
			for _, layer := range year.Picture.Layers {
				columns(layer.Column)
			}
		}
	}
	for _, d := range deliveries {
		if credit := wording.Credit(d); speaks[d.ID] && !slices.Contains(list, credit) {
			list = append(list, credit)
		}
	}
	if v.outline != nil {
		list = wording.WithBoundaries(v.l, list, deliveries, v.s.Choice.Year)
	}
	return list
}

// forms lists what can be chosen.
func (v *view) forms() {
	q := v.Query
	if len(q.Layers) > 1 {
		v.Shown = append(v.Shown, option{v.link(func(q *Query) { q.Layer = -1 }), v.t("pattern.hits"), q.Layer < 0})
	}
	for i, l := range q.Layers {
		v.Shown = append(v.Shown, option{v.link(func(q *Query) { q.Layer = i }), v.name(l.Indicator), q.Layer == i})
		v.Layers = append(v.Layers, option{Value: l.String(), Text: v.name(l.Indicator)})
	}
	v.Regions = []option{{"NL00", wording.Name(v.l, area.Area{Code: area.Netherlands}), q.Region == area.Netherlands}}
	for _, m := range v.list.Municipalities {
		v.Regions = append(v.Regions, option{m.Code.String(), wording.Name(v.l, m), q.Region == m.Code})
	}
	for level := q.Region.Level() + 1; level <= area.Neighbourhood; level++ {
		if len(longest(v.list, level)) > 0 || level == q.Level {
			v.Levels = append(v.Levels, option{level.String(), wording.Level(v.l, level, 2), level == q.Level})
		}
	}
	for _, id := range longest(v.list, q.Level) {
		if !slices.ContainsFunc(v.Layers, func(o option) bool { return strings.HasPrefix(o.Value, string(id)+":") }) {
			v.Addable = append(v.Addable, option{Value: string(id), Text: v.name(id)})
		}
	}
	slices.SortFunc(v.Addable, func(a, b option) int { return cmp.Compare(a.Text, b.Text) })
}
