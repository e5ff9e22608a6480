package crosslink

import (
	"context"
	"embed"
	"net/http"
	"slices"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
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

// Searches gives what was found, or nil when it is not there within the patience and whoever asks must look again.
type Searches interface {
	Find(ctx context.Context, r reader.Reader, c crosslink.Choice, patience time.Duration) (*crosslink.Links, error)
}

// Options is what the page needs. All are required.
type Options struct {
	Pages    *page.Site
	Searches Searches
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
	countrySize = outline.Size{Width: 400, Height: 470, Detail: 0.5}
)

// manyAreas is from how many areas a page leaves out what would make it heavy.
const manyAreas = 1500

// The times of the page: how long it waits for a search before it says that it goes on, how long the file waits, and after how
// many seconds a browser looks again.
const (
	patience     = 800 * time.Millisecond
	filePatience = time.Minute
	again        = "3"
)

// Show answers the address of the page.
func (p *Pages) Show(w http.ResponseWriter, r *page.Request) error {
	q, links, list, err := p.asked(r, patience)
	if err != nil {
		return err
	}
	v, err := p.view(r, q, links, list)
	if err != nil {
		return err
	}
	if v.Later {
		// A browser looks again by itself; the page has a link for who would rather not wait for that.
		w.Header().Set("Refresh", again)
		w.Header().Set("Cache-Control", "no-store")
	}
	return p.o.Pages.Render(w, r, p.show, v.frame(), v)
}

// CSV answers with the same as a table for analysts, with all areas.
func (p *Pages) CSV(w http.ResponseWriter, r *page.Request) error {
	q, links, _, err := p.asked(r, filePatience)
	if err != nil {
		return err
	}
	if links == nil && q.Target.Indicator != "" {
		return problem.New(problem.Unavailable, "crosslink.busy")
	}
	if links == nil {
		return problem.New(problem.Usage, "crosslink.no_target_chosen")
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="verbanden.csv"`)
	return crosslink.WriteCSV(w, links)
}

// asked reads the address, fills in what it leaves open and searches. Without a target there are no links, nor
// when they are not there within the patience.
func (p *Pages) asked(r *page.Request, patience time.Duration) (Query, *crosslink.Links, *holdings.List, error) {
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
	links, err := p.o.Searches.Find(r.Context(), r.Reader, q.choice(), patience)
	if err != nil || links == nil {
		return q, nil, list, err
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
