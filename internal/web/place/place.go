// Package place is where people begin: the start page, the search, and the page of a municipality (Dutch: plek).
package place

import (
	"cmp"
	"context"
	"embed"
	"net/http"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/web/holdings"
	"github.com/buurtbeeld/buurtbeeld/internal/web/outline"
	"github.com/buurtbeeld/buurtbeeld/internal/web/stackmap"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

//go:embed template/*.html
var templates embed.FS

// Outlines gives drawn boundaries.
type Outlines interface {
	Get(ctx context.Context, r reader.Reader, id area.DivisionID, within area.Code, size outline.Size) (*drawing.Outline, error)
}

// Holdings gives what is loaded.
type Holdings interface {
	Get(ctx context.Context, r reader.Reader) (*holdings.List, error)
}

// Library gives the deliveries that boundaries came in.
type Library interface {
	Deliveries(ctx context.Context, r reader.Reader) ([]indicator.Delivery, error)
}

// Options is what the pages need. All are required.
type Options struct {
	Pages    *page.Site
	Figures  stack.Figures
	Holdings Holdings
	Maps     Outlines
	Library  Library
	MayWrite func(*page.Request) bool
}

// Pages are the pages where people begin.
type Pages struct {
	o                  Options
	start, found, show *page.Template
}

// New returns the pages.
func New(o Options) *Pages {
	return &Pages{o: o, start: page.MustParse(templates, "template/start.html"), found: page.MustParse(templates, "template/found.html"),
		show: page.MustParse(templates, "template/municipality.html")}
}

// levelLine says what is loaded of one level.
type levelLine struct{ Level, Years, Areas, Figures, Span string }

// startView is what the start page shows.
type startView struct {
	Empty, MayWrite bool
	Municipalities  []page.Link
	Names           []string
	Search          string
	Count           int
	Levels          []levelLine
	Figures         int
	FirstYear       string
	LastYear        string
	Country         string
}

// listedHere is how many municipalities the start page lists by itself; more are found by searching.
const listedHere = 60

// Start answers "/": which municipality, and what is loaded.
func (p *Pages) Start(w http.ResponseWriter, r *page.Request) error {
	what, err := p.loaded(r)
	if err != nil {
		return err
	}
	l := r.Language
	v := startView{Empty: len(what.divisions) == 0, MayWrite: p.o.MayWrite(r), Count: len(what.municipalities)}
	for _, m := range what.municipalities {
		v.Names = append(v.Names, wording.Name(l, m))
		if len(what.municipalities) <= listedHere {
			v.Municipalities = append(v.Municipalities, page.Link{Text: wording.Name(l, m), Href: page.LinkIn(l, wording.Address(m.Code))})
		}
	}
	v.Levels, v.Figures = what.levels(l), what.figures()
	if first, last := what.span(); last > 0 {
		v.FirstYear, v.LastYear = indicator.Year(first).String(), indicator.Year(last).String()
	}
	v.Country = page.LinkIn(l, "/stapelkaart?in=NL00")
	f := page.Frame{Title: l.Text("start.title"), Nav: "start", Description: l.Text("start.lead")}
	return p.o.Pages.Render(w, r, p.start, f, v)
}

// Search finds areas by name or code. One that stands alone is opened at once.
func (p *Pages) Search(w http.ResponseWriter, r *page.Request) error {
	text := strings.TrimSpace(r.URL.Query().Get("q"))
	what, err := p.loaded(r)
	if err != nil {
		return err
	}
	links, err := p.find(r, what, text)
	if err != nil {
		return err
	}
	if len(links) == 1 {
		http.Redirect(w, r.Request, links[0].Href, http.StatusSeeOther)
		return nil
	}
	const most = 100
	v := struct {
		Text  string
		Links []page.Link
		More  int
	}{Text: text, Links: links[:min(most, len(links))], More: max(0, len(links)-most)}
	return p.o.Pages.Render(w, r, p.found, page.Frame{Title: r.Language.Text("start.found_title"), Nav: "start"}, v)
}

// find returns the areas whose name holds the text: municipalities first, and those whose name is the text before all.
func (p *Pages) find(r *page.Request, what *loaded, text string) ([]page.Link, error) {
	wanted := indicator.Plain(text)
	if wanted == "" {
		return nil, nil
	}
	type hit struct {
		page.Link
		rank int
	}
	var hits []hit
	seen, named := map[area.Code]bool{}, map[string]bool{}
	// look adds the areas of a division that fit. One that a newer year has by the same name is not named again.
	look := func(areas []area.Area) {
		var names []string
		for _, a := range areas {
			name, level := indicator.Plain(a.Name), a.Code.Level()
			equal := name == wanted || strings.EqualFold(a.Code.String(), text)
			full := a.Code.Municipality().String() + level.String() + name
			if seen[a.Code] || named[full] || a.Kind != area.Land || !equal && !strings.Contains(name, wanted) {
				continue
			}
			seen[a.Code] = true
			names = append(names, full)
			rank := int(level) * 2
			if !equal {
				rank++
			}
			hits = append(hits, hit{page.Link{Text: what.describe(r.Language, a), Href: page.LinkIn(r.Language, wording.Address(a.Code))}, rank})
		}
		for _, full := range names {
			named[full] = true
		}
	}
	look(what.municipalities)
	for _, id := range slices.Backward(what.divisions) {
		if id.Level <= area.Municipality {
			continue
		}
		d, err := p.o.Figures.Division(r.Context(), r.Reader, id)
		if err != nil {
			return nil, err
		}
		areas := make([]area.Area, d.Len())
		for i := range areas {
			areas[i] = d.At(i)
		}
		look(areas)
	}
	// A municipality by that very name is what is meant, also where a district bears its name.
	if i := slices.IndexFunc(hits, func(h hit) bool { return h.rank == int(area.Municipality)*2 }); i >= 0 {
		return []page.Link{hits[i].Link}, nil
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(a.rank%2, b.rank%2), cmp.Compare(a.rank, b.rank)) })
	var links []page.Link
	for _, h := range hits {
		links = append(links, h.Link)
	}
	return links, nil
}

// describe names an area with what it is: "Crabbehof, buurt in Dordrecht".
func (l *loaded) describe(lang locale.Language, a area.Area) string {
	if a.Code.Level() == area.Municipality {
		return wording.Name(lang, a)
	}
	m := l.named(a.Code.Municipality())
	if m.Name == "" {
		return lang.Text("start.area_alone", "name", wording.Name(lang, a), "level", wording.Level(lang, a.Code.Level(), 1))
	}
	return lang.Text("start.area_in", "name", wording.Name(lang, a), "level", wording.Level(lang, a.Code.Level(), 1), "municipality", wording.Name(lang, m))
}

// municipalityView is what the page of a municipality shows.
type municipalityView struct {
	Name, Population  string
	Map, Signs, Defs  string
	MapLabel          string
	MapSource         string
	Nothing           bool
	Year              string
	Offers            []stackmap.Offer
	Lists             []areaList
	Figures           []spheres
	Own               string
	Facts             []fact
	Level             string
	HasMap            bool
	WaitingOnly, Some bool
}

type fact struct{ Value, Label string }

// areaList is the parts of a municipality of one level, by name.
type areaList struct {
	Title string
	Links []page.Link
	Open  bool
}

// spheres is the figures of one sphere, as links to what they mean.
type spheres struct {
	Name  string
	Links []page.Link
}

// Municipality answers with what is loaded of a municipality.
func (p *Pages) Municipality(w http.ResponseWriter, r *page.Request) error {
	code, err := area.ParseCode(r.PathValue("code"))
	if err != nil || code.Level() != area.Municipality {
		return problem.New(problem.NotFound, "web.no_area", "code", r.PathValue("code"))
	}
	what, err := p.loaded(r)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(what.municipalities, func(a area.Area) bool { return a.Code == code }) {
		return problem.New(problem.NotFound, "web.no_area", "code", code.String())
	}
	v := municipalityView{Name: wording.Name(r.Language, what.named(code))}
	if err := p.describe(r, what, code, &v); err != nil {
		return err
	}
	f := page.Frame{Title: v.Name, Nav: "start", Path: []page.Link{{Text: r.Language.Text("page.start"), Href: page.LinkIn(r.Language, "/")}, {Text: v.Name}}}
	return p.o.Pages.Render(w, r, p.show, f, v)
}

func (p *Pages) describe(r *page.Request, what *loaded, code area.Code, v *municipalityView) error {
	l := r.Language
	holding, err := p.holding(r, what, code)
	if err != nil {
		return err
	}
	division := what.best(holding)
	v.Nothing = len(holding) == 0
	v.Year = indicator.Year(division.Year).String()
	if people, ok, err := p.population(r, what, code); err != nil {
		return err
	} else if ok {
		v.Facts = append(v.Facts, fact{l.Number(people, 0), l.Text("start.people")})
	}
	for level := area.District; level <= area.Neighbourhood; level++ {
		year := newestOf(holding, level)
		if level == division.Level {
			year = division.Year
		}
		if year == 0 {
			continue
		}
		d, err := p.o.Figures.Division(r.Context(), r.Reader, area.DivisionID{Level: level, Year: year})
		if err != nil {
			return err
		}
		list := areaList{Title: l.Text("start.list_of", "areas", wording.Level(l, level, 2), "year", indicator.Year(year).String()), Open: level == area.District}
		from, to := d.Index().Range(code)
		for i := from; i < to; i++ {
			if a := d.At(i); a.Kind == area.Land {
				list.Links = append(list.Links, page.Link{Text: wording.Name(l, a), Href: page.LinkIn(l, wording.Address(a.Code))})
			}
		}
		if len(list.Links) == 0 {
			continue
		}
		slices.SortFunc(list.Links, func(a, b page.Link) int { return cmp.Compare(strings.ToLower(a.Text), strings.ToLower(b.Text)) })
		v.Facts = append(v.Facts, fact{l.Number(float64(len(list.Links)), 0), wording.Level(l, level, len(list.Links))})
		v.Lists = append(v.Lists, list)
	}
	level := slices.DeleteFunc(holding, func(d area.DivisionID) bool { return d.Level != division.Level })
	v.Offers = stackmap.Offers(r, code, level, what.summaries)
	v.Some = slices.ContainsFunc(v.Offers, func(o stackmap.Offer) bool { return o.Href != "" })
	v.Own = page.LinkIn(l, "/stapelkaart?in="+code.String()+"&niveau="+division.Level.String())
	v.Figures = what.bySphere(l, division)
	if v.Nothing {
		return nil
	}
	v.Facts = append(v.Facts, fact{l.Number(float64(what.figuresOf(division)), 0), l.Text("start.figures_of", "level", wording.Level(l, division.Level, 1))})
	return p.drawMunicipality(r, division, code, v)
}

// drawMunicipality draws the parts as places to go to, without any figure.
func (p *Pages) drawMunicipality(r *page.Request, division area.DivisionID, code area.Code, v *municipalityView) error {
	o, err := p.o.Maps.Get(r.Context(), r.Reader, division, code, outline.Size{Width: 560, Height: 480})
	if err != nil || o == nil {
		return err
	}
	d, err := p.o.Figures.Division(r.Context(), r.Reader, division)
	if err != nil {
		return err
	}
	deliveries, err := p.o.Library.Deliveries(r.Context(), r.Reader)
	if err != nil {
		return err
	}
	v.MapSource = r.Language.List(wording.Boundaries(deliveries, division.Year))
	var fills []drawing.Fill
	from, to := d.Index().Range(code)
	for i := from; i < to; i++ {
		a := d.At(i)
		f := drawing.Fill{Code: a.Code, Class: -1, Title: wording.Name(r.Language, a)}
		if a.Kind == area.Water {
			f.Sign = drawing.Water
		} else {
			f.Href = page.LinkIn(r.Language, wording.Address(a.Code))
		}
		fills = append(fills, f)
	}
	v.HasMap, v.Signs, v.Defs = true, drawing.Signs(), o.Defs("b")
	v.Map = drawing.Map(o, fills, drawing.MapOptions{Prefix: "b", Palette: drawing.Sequential(5), Links: true,
		Label: r.Language.Text("start.map_label", "name", v.Name, "areas", wording.Level(r.Language, division.Level, 2))})
	return nil
}
