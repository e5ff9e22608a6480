// Package guide explains: how the site works and what its signs mean, what each figure is, and how accessible the site
// is (Dutch: uitleg).
package guide

import (
	"cmp"
	"context"
	"embed"
	"net/http"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

//go:embed template/*.html
var templates embed.FS

// Library gives the deliveries that figures came in.
type Library interface {
	Deliveries(ctx context.Context, r reader.Reader) ([]indicator.Delivery, error)
}

// Options is what the pages need. All are required.
type Options struct {
	Pages   *page.Site
	Figures stack.Figures
	Library Library
}

// Pages are the pages that explain.
type Pages struct {
	o                          Options
	how, figure, accessibility *page.Template
}

// New returns the pages.
func New(o Options) *Pages {
	return &Pages{o: o, how: page.MustParse(templates, "template/how.html"), figure: page.MustParse(templates, "template/figure.html"),
		accessibility: page.MustParse(templates, "template/accessibility.html")}
}

// signView is one sign with its words.
type signView struct{ Swatch, Name, Text string }

// How explains the site and its signs.
func (p *Pages) How(w http.ResponseWriter, r *page.Request) error {
	l := r.Language
	palette := drawing.Stack(5)
	sign := func(name string, e drawing.Entry) signView {
		return signView{drawing.Swatch(palette, e), l.Text("how.sign_" + name), l.Text("how.sign_" + name + "_text")}
	}
	v := struct {
		Signs string
		List  []signView
	}{Signs: drawing.Signs(), List: []signView{
		sign("hits", drawing.Entry{Class: 4}), sign("withheld", drawing.Entry{Class: -1, Sign: drawing.Withheld}),
		sign("unmeasured", drawing.Entry{Class: -1, Sign: drawing.NotMeasured}), sign("empty", drawing.Entry{Class: -1, Sign: drawing.NotApplicable}),
		sign("dashed", drawing.Entry{Class: -1, Dashed: true}), sign("small", drawing.Entry{Class: 2, Small: true}),
		sign("chosen", drawing.Entry{Class: -1, Chosen: true})}}
	return p.o.Pages.Render(w, r, p.how, page.Frame{Title: l.Text("page.how"), Nav: "how"}, v)
}

// Accessibility is the statement that the law asks for.
func (p *Pages) Accessibility(w http.ResponseWriter, r *page.Request) error {
	return p.o.Pages.Render(w, r, p.accessibility, page.Frame{Title: r.Language.Text("page.accessibility")}, nil)
}

// coverage says where and when a figure is loaded.
type coverage struct {
	Period, Level, Group, Division, Known, Source, Href string
	year                                                int
	level                                               area.Level
}

// figureView is the definition page of a figure.
type figureView struct {
	indicator.Indicator
	Name, Definition, Unit, Sphere, Kind, Direction string
	Denominator, DenominatorHref                    string
	Coverage                                        []coverage
}

// Figure explains one figure: what it is, of whom, from where, and for which years it is loaded.
func (p *Pages) Figure(w http.ResponseWriter, r *page.Request) error {
	ctx, l := r.Context(), r.Language
	list, err := p.o.Figures.Indicators(ctx, r.Reader)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(in indicator.Indicator) bool { return string(in.ID) == r.PathValue("id") })
	if i < 0 {
		return problem.New(problem.NotFound, "web.no_indicator", "id", r.PathValue("id"))
	}
	in := list[i]
	v := figureView{Indicator: in, Name: in.Name.In(l.String()), Definition: in.Definition.In(l.String()), Unit: wording.Unit(l, in.Unit),
		Sphere: wording.Sphere(l, in.Sphere), Kind: l.Text("how.kind_" + string(cmp.Or(in.Kind, indicator.Context))),
		Direction: l.Text("how.direction_" + string(cmp.Or(in.Direction, indicator.Neutral)))}
	if d := slices.IndexFunc(list, func(o indicator.Indicator) bool { return o.ID == in.Denominator }); d >= 0 {
		v.Denominator, v.DenominatorHref = list[d].Name.In(l.String()), page.LinkIn(l, "/cijfer/"+string(in.Denominator))
	}
	if v.Coverage, err = p.coverage(r, in.ID); err != nil {
		return err
	}
	f := page.Frame{Title: v.Name, Nav: "how", Path: []page.Link{{Text: l.Text("page.start"), Href: page.LinkIn(l, "/")}, {Text: l.Text("how.figures")}, {Text: v.Name}}}
	return p.o.Pages.Render(w, r, p.figure, f, v)
}

func (p *Pages) coverage(r *page.Request, id indicator.ID) ([]coverage, error) {
	l := r.Language
	summaries, err := p.o.Figures.Summaries(r.Context(), r.Reader)
	if err != nil {
		return nil, err
	}
	deliveries, err := p.o.Library.Deliveries(r.Context(), r.Reader)
	if err != nil {
		return nil, err
	}
	var rows []coverage
	for _, s := range summaries {
		if s.Key.Indicator != id {
			continue
		}
		c := coverage{Period: s.Key.Period.String(), Level: wording.Level(l, s.Key.Division.Level, 1), Group: s.Key.Group,
			Division: indicator.Year(s.Key.Division.Year).String(), Known: l.Text("how.known_of", "known", s.Known, "areas", s.Areas),
			year: s.Key.Period.Year(), level: s.Key.Division.Level}
		if d := slices.IndexFunc(deliveries, func(d indicator.Delivery) bool { return d.ID == s.Delivery }); d >= 0 {
			c.Source, c.Href = cmp.Or(deliveries[d].Title, deliveries[d].Source), page.LinkIn(l, "/bronnen/"+s.Delivery)
		}
		rows = append(rows, c)
	}
	slices.SortFunc(rows, func(a, b coverage) int {
		return cmp.Or(b.year-a.year, int(a.level)-int(b.level), cmp.Compare(a.Group, b.Group))
	})
	return rows, nil
}
