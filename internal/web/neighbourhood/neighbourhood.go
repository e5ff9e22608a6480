// Package neighbourhood is the page of one neighbourhood or district: what is known of it beside what it lies in
// (Dutch: buurtpagina).
package neighbourhood

import (
	"context"
	"embed"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/hotspot"
	"github.com/buurtbeeld/buurtbeeld/internal/web/holdings"
	"github.com/buurtbeeld/buurtbeeld/internal/web/outline"
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

// Library gives the deliveries that figures came in.
type Library interface {
	Deliveries(ctx context.Context, r reader.Reader) ([]indicator.Delivery, error)
}

// Hotspots finds what stands out with its surroundings, as far as that is known within a time.
type Hotspots interface {
	Layers(ctx context.Context, r reader.Reader, keys []indicator.Key, minimum int, patience time.Duration) (map[indicator.Key]*hotspot.Result, bool, error)
}

// Options is what the pages need. All are required.
type Options struct {
	Pages    *page.Site
	Figures  stack.Figures
	Holdings Holdings
	Maps     Outlines
	Library  Library
	Hotspots Hotspots
	Past     Past
}

// Pages are the pages of areas.
type Pages struct {
	o    Options
	show *page.Template
}

// New returns the pages.
func New(o Options) *Pages {
	return &Pages{o: o, show: page.MustParse(templates, "template/show.html", "template/figure.html")}
}

// view is everything that the page of an area shows.
type view struct {
	Name, Level, Population string
	Lead                    []string
	Good, Attention         []remark
	Map, Signs, Defs        string
	Spheres                 []sphere
	Table                   []figure
	Columns                 []string
	Stacks                  []stackLine
	Notes, Unknown, Sources []string
	Parts                   []page.Link
	PartsTitle              string
	Empty                   bool
	// Later says that it is still being worked out which figures stand out with the surroundings.
	Later bool
	// PastLater says that years over changed boundaries are still being worked out.
	PastLater bool
	// Few says that so few people live here that differences say nothing.
	Few bool
	Day string

	own        place
	lineage    []place
	what       *loaded
	r          *page.Request
	deliveries []indicator.Delivery
	newest     time.Time
}

// place is an area with its name: the area of the page, and those in which it lies.
type place struct {
	area.Area
	Name string
	// listed is false where the data name no such area, so that it has no page.
	listed bool
}

// sphere is the figures of one sphere.
type sphere struct {
	Name, Intro string
	Figures     []figure
}

// Show answers with the page of a neighbourhood or district. The newest division that has the code is meant, unless the
// address names another.
func (p *Pages) Show(w http.ResponseWriter, r *page.Request) error {
	code, err := area.ParseCode(r.PathValue("code"))
	missing := problem.New(problem.NotFound, "web.no_area", "code", r.PathValue("code"))
	if err != nil || code.Level() < area.District {
		return missing
	}
	what, err := p.loaded(r)
	if err != nil {
		return err
	}
	year := 0
	if s := r.URL.Query().Get("indeling"); s != "" {
		if year, err = strconv.Atoi(s); err != nil {
			return missing
		}
	}
	v := &view{what: what, r: r}
	if err := p.find(v, code, year); err != nil {
		return err
	}
	if err := p.fill(v); err != nil {
		return err
	}
	f := page.Frame{Title: v.Name, Nav: "start", Path: []page.Link{{Text: r.Language.Text("page.start"), Href: page.LinkIn(r.Language, "/")}}}
	for i := len(v.lineage) - 2; i >= 0; i-- {
		if a := v.lineage[i]; a.listed {
			f.Path = append(f.Path, page.Link{Text: a.Name, Href: page.LinkIn(r.Language, wording.Address(a.Code))})
		}
	}
	f.Path = append(f.Path, page.Link{Text: v.Name})
	if len(v.Lead) > 0 {
		f.Description = v.Lead[0]
	}
	if v.Later || v.PastLater {
		w.Header().Set("Cache-Control", "no-store")
	}
	return p.o.Pages.Render(w, r, p.show, f, v)
}

// find looks the area up, with the areas in which it lies, nearest first and the country last.
func (p *Pages) find(v *view, code area.Code, year int) error {
	for _, id := range v.what.divisions {
		if id.Level != code.Level() || year != 0 && id.Year != year {
			continue
		}
		d, err := p.o.Figures.Division(v.r.Context(), v.r.Reader, id)
		if err != nil {
			return err
		}
		if a, ok := d.Find(code); ok && (v.own.Code.IsZero() || id.Year > v.what.division.Year) {
			v.own = place{a, wording.Name(v.r.Language, a), true}
			v.what.division = id
		}
	}
	if v.own.Code.IsZero() {
		return problem.New(problem.NotFound, "web.no_area", "code", code.String())
	}
	v.Name, v.Level = v.own.Name, wording.Level(v.r.Language, code.Level(), 1)
	for c := code.Parent(); !c.IsZero(); c = c.Parent() {
		a, listed := area.Area{Code: c}, c.Level() == area.Municipality
		id := area.DivisionID{Level: c.Level(), Year: v.what.division.Year}
		if slices.Contains(v.what.divisions, id) {
			d, err := p.o.Figures.Division(v.r.Context(), v.r.Reader, id)
			if err != nil {
				return err
			}
			if found, ok := d.Find(c); ok {
				a, listed = found, true
			}
		}
		if i := slices.IndexFunc(v.what.municipalities, func(m area.Area) bool { return m.Code == c }); i >= 0 && a.Name == "" {
			a.Name = v.what.municipalities[i].Name
		}
		v.lineage = append(v.lineage, place{a, wording.Name(v.r.Language, a), listed})
	}
	return nil
}

// fill works out what the page says.
func (p *Pages) fill(v *view) error {
	var err error
	if v.deliveries, err = p.o.Library.Deliveries(v.r.Context(), v.r.Reader); err != nil {
		return err
	}
	for _, d := range v.deliveries {
		if d.ReadAt.After(v.newest) {
			v.newest = d.ReadAt
			v.Day = v.t("neighbourhood.day", "day", v.r.Language.Date(d.ReadAt))
		}
	}
	figures, err := p.figures(v)
	if err != nil {
		return err
	}
	if err := p.past(v, figures); err != nil {
		return err
	}
	v.remarks(figures)
	v.arrange(figures)
	if err := p.standing(v); err != nil {
		return err
	}
	v.lead(figures)
	v.notes(figures)
	if err := p.stacks(v); err != nil {
		return err
	}
	if err := p.parts(v); err != nil {
		return err
	}
	return p.draw(v)
}

// parts lists the neighbourhoods of a district.
func (p *Pages) parts(v *view) error {
	if v.own.Code.Level() != area.District {
		return nil
	}
	id := area.DivisionID{Level: area.Neighbourhood, Year: v.what.division.Year}
	if !slices.Contains(v.what.divisions, id) {
		return nil
	}
	d, err := p.o.Figures.Division(v.r.Context(), v.r.Reader, id)
	if err != nil {
		return err
	}
	from, to := d.Index().Range(v.own.Code)
	for i := from; i < to; i++ {
		if a := d.At(i); a.Kind == area.Land {
			v.Parts = append(v.Parts, page.Link{Text: wording.Name(v.r.Language, a), Href: page.LinkIn(v.r.Language, wording.Address(a.Code))})
		}
	}
	v.PartsTitle = v.t("neighbourhood.parts", "name", v.Name)
	return nil
}

// draw draws where the area lies in its municipality.
func (p *Pages) draw(v *view) error {
	gm := v.own.Code.Municipality()
	o, err := p.o.Maps.Get(v.r.Context(), v.r.Reader, v.what.division, gm, outline.Size{Width: 520, Height: 420})
	if err != nil || o == nil {
		return err
	}
	d, err := p.o.Figures.Division(v.r.Context(), v.r.Reader, v.what.division)
	if err != nil {
		return err
	}
	var fills []drawing.Fill
	from, to := d.Index().Range(gm)
	for i := from; i < to; i++ {
		a := d.At(i)
		f := drawing.Fill{Code: a.Code, Class: -1, Title: wording.Name(v.r.Language, a)}
		if a.Kind == area.Water {
			f.Sign = drawing.Water
		} else if a.Code != v.own.Code {
			f.Href = page.LinkIn(v.r.Language, wording.Address(a.Code))
		}
		fills = append(fills, f)
	}
	v.Sources = wording.WithBoundaries(v.r.Language, v.Sources, v.deliveries, v.what.division.Year)
	v.Signs, v.Defs = drawing.Signs(), o.Defs("b")
	v.Map = drawing.Map(o, fills, drawing.MapOptions{Prefix: "b", Palette: drawing.Sequential(5), Links: true, Chosen: []area.Code{v.own.Code},
		Label: v.t("neighbourhood.map_label", "name", v.Name, "municipality", v.municipality().Name)})
	return nil
}

// municipality returns the municipality of the area.
func (v *view) municipality() place {
	i := slices.IndexFunc(v.lineage, func(a place) bool { return a.Code.Level() == area.Municipality })
	return v.lineage[i]
}

func (v *view) t(key string, pairs ...any) string { return v.r.Language.Text(key, pairs...) }
