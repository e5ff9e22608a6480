package crosslink

import (
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
	"github.com/buurtbeeld/buurtbeeld/internal/stack/crosslink"
	"github.com/buurtbeeld/buurtbeeld/internal/web/holdings"
	"github.com/buurtbeeld/buurtbeeld/internal/web/outline"
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

// Options is what the page needs. All are required.
type Options struct {
	Pages    *page.Site
	Figures  stack.Figures
	Graphs   crosslink.Graphs
	Holdings Holdings
	Maps     Outlines
	Library  Library
}

// Pages is the page about links.
type Pages struct {
	o    Options
	show *page.Template
}

// New returns the page.
func New(o Options) *Pages {
	return &Pages{o: o, show: page.MustParse(templates, "template/show.html", "template/find.html")}
}

// mapSize is how large the map of a find is drawn, countrySize that of thousands of areas.
var (
	mapSize     = outline.Size{Width: 480, Height: 400}
	countrySize = outline.Size{Width: 300, Height: 360, Detail: 0.5}
)

// manyAreas is from how many areas a page leaves out what would make it heavy.
const manyAreas = 1500

// Show answers the address of the page.
func (p *Pages) Show(w http.ResponseWriter, r *page.Request) error {
	q, links, list, err := p.asked(r)
	if err != nil {
		return err
	}
	v, err := p.view(r, q, links, list)
	if err != nil {
		return err
	}
	return p.o.Pages.Render(w, r, p.show, v.frame(), v)
}

// CSV answers with the same as a table for analysts, with all areas.
func (p *Pages) CSV(w http.ResponseWriter, r *page.Request) error {
	_, links, _, err := p.asked(r)
	if err != nil {
		return err
	}
	if links == nil {
		return problem.New(problem.Usage, "crosslink.no_target_chosen")
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="verbanden.csv"`)
	return crosslink.WriteCSV(w, links)
}

// asked reads the address, fills in what it leaves open and searches. Without a target there are no links.
func (p *Pages) asked(r *page.Request) (Query, *crosslink.Links, *holdings.List, error) {
	q, err := ParseQuery(r.URL.Query())
	if err != nil {
		return q, nil, nil, err
	}
	list, err := p.o.Holdings.Get(r.Context(), r.Reader)
	if err != nil {
		return q, nil, nil, err
	}
	if q = complete(q, list); q.Target.Indicator == "" {
		return q, nil, list, nil
	}
	links, err := crosslink.Find(r.Context(), r.Reader, p.o.Figures, p.o.Graphs, q.choice())
	if err != nil {
		return q, nil, nil, err
	}
	q.Year, q.Target = links.Choice.Year, links.Choice.Target
	return q, links, list, nil
}

// complete fills in what the address leaves open: the only municipality, or the country, and the finest level with figures.
func complete(q Query, list *holdings.List) Query {
	if q.Region.IsZero() {
		if q.Region = area.Netherlands; len(list.Municipalities) == 1 {
			q.Region = list.Municipalities[0].Code
		}
	}
	if q.Level == 0 {
		q.Level = area.Neighbourhood
		for level := area.Neighbourhood; level > max(q.Region.Level(), area.Country); level-- {
			if hasFigures(list, area.DivisionID{Level: level}) {
				q.Level = level
				break
			}
		}
	}
	return q
}

// hasFigures reports whether more than inhabitants is known at a level.
func hasFigures(list *holdings.List, d area.DivisionID) bool {
	return slices.ContainsFunc(list.Summaries, func(s indicator.Summary) bool {
		return s.Known > 0 && s.Key.Division.Level == d.Level && s.Key.Indicator != indicator.Population
	})
}
