package crosslink

import (
	"cmp"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/crosslink"
	"github.com/buurtbeeld/buurtbeeld/internal/web/holdings"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// view is everything that the page shows.
type view struct {
	Query   Query
	Lead    []string
	Regions []option
	Levels  []option
	Targets []option
	Sides   []option
	Signs   string
	Defs    string
	Legend  string
	// SpotLegend says what a full dot and a ring are, where the maps have those.
	SpotLegend []string
	Finds      []find
	Unknown    []string
	Facts      []fact
	LeftOut    []leftOut
	Layers     []string
	Sources    []string
	// Asked says that a target was chosen.
	Asked bool
	// Later says that the search goes on; Again leads back to this page.
	Later bool
	Again string

	l       locale.Language
	list    *holdings.List
	links   *crosslink.Links
	outline *drawing.Outline
	many    bool
	names   []string
}

// option is one choice of a form.
type option struct {
	Value, Text string
	Chosen      bool
}

// fact is one line of how was looked.
type fact struct{ Name, Text string }

// leftOut is figures that took no part, for one reason.
type leftOut struct{ Why, Names string }

// prefix names the paths of the outlines.
const prefix = "v"

func (p *Pages) view(r *page.Request, q Query, links *crosslink.Links, list *holdings.List) (*view, error) {
	v := &view{Query: q, l: r.Language, list: list, links: links, Asked: links != nil}
	v.forms()
	if links == nil {
		v.Lead = []string{v.t("crosslink.choose")}
		if v.Later = q.Target.Indicator != ""; v.Later {
			v.Lead = []string{v.t("crosslink.later")}
			v.Again = page.LinkIn(v.l, q.Address())
		}
		v.Unknown = v.unknown()
		return v, nil
	}
	v.many = len(links.Areas) > manyAreas
	in := map[area.Code]string{}
	if v.many {
		for _, m := range list.Municipalities {
			in[m.Code] = m.Name
		}
	}
	for _, a := range links.Areas {
		name := wording.Name(v.l, a.Area)
		if m := in[a.Code.Municipality()]; m != "" {
			name += ", " + m
		}
		v.names = append(v.names, name)
	}
	size := mapSize
	if v.many {
		size = countrySize
	}
	var err error
	if v.outline, err = p.o.Maps.Get(r.Context(), r.Reader, links.Division.ID(), links.Region.Code, size); err != nil {
		return nil, err
	}
	if v.Signs = drawing.Signs(); v.outline != nil && !v.many && len(links.Finds) > 0 {
		v.Defs = v.outline.Defs(prefix)
	}
	if v.outline != nil && v.many && len(links.Finds) > 0 {
		v.Defs = v.outline.Borders(prefix)
	}
	v.Lead, v.Unknown, v.Facts = v.lead(), v.unknown(), v.facts()
	v.finds()
	v.leftOut()
	deliveries, err := p.o.Library.Deliveries(r.Context(), r.Reader)
	if err != nil {
		return nil, err
	}
	v.Sources = v.sources(deliveries)
	return v, nil
}

func (v *view) t(key string, pairs ...any) string { return v.l.Text(key, pairs...) }

func (v *view) name(in indicator.Indicator) string { return in.Name.In(v.l.String()) }

// Region names what is searched.
func (v *view) Region() string {
	if v.links != nil {
		return wording.Name(v.l, v.links.Region)
	}
	for _, m := range v.list.Municipalities {
		if m.Code == v.Query.Region {
			return wording.Name(v.l, m)
		}
	}
	return wording.Name(v.l, area.Area{Code: v.Query.Region})
}

// LevelWord names one area of the level, LevelWords more of them.
func (v *view) LevelWord() string { return wording.Level(v.l, v.Query.Level, 1) }

// LevelWords names more areas of the level.
func (v *view) LevelWords() string { return wording.Level(v.l, v.Query.Level, 2) }

func (v *view) areas(n int) string { return wording.Areas(v.l, v.Query.Level, n) }

// CSV leads to the same as a file.
func (v *view) CSV() string {
	return page.LinkIn(v.l, "/verbanden/verbanden.csv?"+v.Query.String())
}

// end says in a word which end of a figure is meant.
func (v *view) end(low bool) string {
	if low {
		return v.t("crosslink.low")
	}
	return v.t("crosslink.high")
}

// Target names the figure that is looked for, with its end.
func (v *view) Target() string {
	return v.t("crosslink.condition", "name", v.name(v.links.Target.Indicator), "end", v.end(v.Query.Target.Low))
}

func (v *view) frame() page.Frame {
	f := page.Frame{Title: v.t("crosslink.title", "region", v.Region()), Nav: "links", Wide: true, Scripts: []string{"brush"}, Description: strings.Join(v.Lead, " ")}
	f.Path = []page.Link{{Text: v.t("page.start"), Href: page.LinkIn(v.l, "/")}}
	if v.Query.Region != area.Netherlands {
		f.Path = append(f.Path, page.Link{Text: v.Region(), Href: page.LinkIn(v.l, wording.Address(v.Query.Region))})
	}
	f.Path = append(f.Path, page.Link{Text: v.t("page.links")})
	return f
}

// lead answers whether there is anything, and asks about the first.
func (v *view) lead() []string {
	l := v.links
	switch {
	case l.Hits == 0 || l.Hits == l.Result.Areas:
		return []string{v.t("crosslink.flat", "target", v.name(l.Target.Indicator))}
	case len(l.Layers) < 2:
		return []string{v.t("crosslink.too_few", "n", len(l.Layers))}
	case l.Combinations == 0:
		return []string{v.t("crosslink.no_combinations", "areas", v.areas(l.Result.Areas), "least", l.MinimumAreas)}
	case len(l.Finds) == 0:
		return []string{v.t("crosslink.nothing"), v.t("crosslink.looked", "n", l.Combinations, "areas", v.areas(l.Result.Areas))}
	}
	first := v.sentence(l.Finds[0])
	if more := len(l.Finds) - 1; more > 0 {
		first += " " + v.t("crosslink.more", "n", more)
	}
	return []string{first, v.t("crosslink.looked", "n", l.Combinations, "areas", v.areas(l.Result.Areas))}
}

// forms fills the choices.
func (v *view) forms() {
	lang := v.l.String()
	v.Regions = []option{{Value: area.Netherlands.String(), Text: wording.Name(v.l, area.Area{Code: area.Netherlands}), Chosen: v.Query.Region == area.Netherlands}}
	found := v.Query.Region == area.Netherlands
	for _, m := range v.list.Municipalities {
		found = found || m.Code == v.Query.Region
		v.Regions = append(v.Regions, option{m.Code.String(), wording.Name(v.l, m), m.Code == v.Query.Region})
	}
	if !found {
		v.Regions = append(v.Regions, option{v.Query.Region.String(), v.Query.Region.String(), true})
	}
	for level := max(v.Query.Region.Level(), area.Country) + 1; level <= area.Neighbourhood; level++ {
		if hasFigures(v.list, area.DivisionID{Level: level}) {
			v.Levels = append(v.Levels, option{level.String(), wording.Level(v.l, level, 2), level == v.Query.Level})
		}
	}
	has := map[indicator.ID]bool{}
	for _, s := range v.list.Summaries {
		if s.Known > 0 && s.Key.Division.Level == v.Query.Level {
			has[s.Key.Indicator] = true
		}
	}
	for _, in := range v.list.Indicators {
		if has[in.ID] && !in.Summable {
			v.Targets = append(v.Targets, option{string(in.ID), in.Name.In(lang), in.ID == v.Query.Target.Indicator})
		}
	}
	slices.SortFunc(v.Targets, func(a, b option) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Text), strings.ToLower(b.Text)), cmp.Compare(a.Value, b.Value))
	})
	v.Sides = []option{{"hoog", v.t("crosslink.high"), !v.Query.Target.Low}, {"laag", v.t("crosslink.low"), v.Query.Target.Low}}
}

// sources names who published what took part.
func (v *view) sources(all []indicator.Delivery) []string {
	speaks := map[string]bool{}
	for _, f := range append(slices.Clone(v.links.Layers), v.links.Target) {
		for _, a := range v.links.Areas {
			speaks[f.Column.DeliveryAt(a.Index)] = true
		}
	}
	var list []string
	for _, d := range all {
		if credit := wording.Credit(d); speaks[d.ID] && !slices.Contains(list, credit) {
			list = append(list, credit)
		}
	}
	if v.outline != nil {
		list = wording.WithBoundaries(v.l, list, all, v.links.Choice.Year)
	}
	return list
}
