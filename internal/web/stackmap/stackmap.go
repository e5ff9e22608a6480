// Package stackmap is the page on which figures are laid on each other (Dutch: stapelkaart), with what can be taken away
// from it: files, and a stack kept by name.
package stackmap

import (
	"context"
	"embed"
	"net/http"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/web/holdings"
	"github.com/buurtbeeld/buurtbeeld/internal/web/hotspot"
	"github.com/buurtbeeld/buurtbeeld/internal/web/looks"
	"github.com/buurtbeeld/buurtbeeld/internal/web/outline"
)

//go:embed template/*.html
var templates embed.FS

// Outlines gives drawn boundaries.
type Outlines interface {
	Get(ctx context.Context, r reader.Reader, id area.DivisionID, within area.Code, size outline.Size) (*drawing.Outline, error)
	Has(ctx context.Context, r reader.Reader, id area.DivisionID) (bool, error)
}

// Holdings gives what is loaded.
type Holdings interface {
	Get(ctx context.Context, r reader.Reader) (*holdings.List, error)
}

// Library gives the deliveries that figures came in.
type Library interface {
	Deliveries(ctx context.Context, r reader.Reader) ([]indicator.Delivery, error)
}

// Boundaries says whether there is a free map, and gives boundaries for a download.
type Boundaries interface {
	Shapes(ctx context.Context, r reader.Reader, id area.DivisionID, within area.Code) (*area.Shapes, error)
	HasTiles(ctx context.Context, r reader.Reader, id area.DivisionID) (bool, error)
}

// Options is what the pages of the stack map need.
type Options struct {
	// Pages, Figures, Holdings, Maps, Library, Versions and Boundaries are required.
	Pages      *page.Site
	Figures    stack.Figures
	Holdings   Holdings
	Maps       Outlines
	Library    Library
	Versions   looks.Versions
	Boundaries Boundaries
	// Hotspots finds what stands out; without it that is not offered.
	Hotspots hotspot.Finder
	// Keeps says whether stacks can be kept by name.
	Keeps bool
	// Patterns builds the stack for every year. Required.
	Patterns Patterns
	// MayWrite says whether a request may change something. Required.
	MayWrite func(*page.Request) bool
}

// Pages are the pages of the stack map.
type Pages struct {
	o      Options
	show   *page.Template
	choose *page.Template
	// grounds is of the looks that are asked for while somebody moves a threshold.
	grounds *looks.Keep
}

// New returns the pages.
func New(o Options) *Pages {
	return &Pages{
		o:       o,
		grounds: looks.NewKeep(o.Versions),
		show:    page.MustParse(templates, "template/show.html", "template/layers.html", "template/chosen.html", "template/list.html", "template/around.html", "template/years.html", "template/striking.html"),
		choose:  page.MustParse(templates, "template/choose.html"),
	}
}

// mapSize is how large the map is drawn; small maps use the same outlines.
var mapSize = outline.Size{Width: 800, Height: 640}

// countrySize is coarser, since it holds more than twelve thousand areas.
var countrySize = outline.Size{Width: 700, Height: 820, Detail: 0.7}

// countryMini is for the small maps of so many areas, each of which carries its own paths.
var countryMini = outline.Size{Width: 150, Height: 180, Detail: 0.5}

// manyAreas is from how many areas a page leaves out what would make it heavy: links in the map, and long lists.
const manyAreas = 1500

// Show answers the address of a stack map.
func (p *Pages) Show(w http.ResponseWriter, r *page.Request) error {
	values := r.URL.Query()
	if isForm(values) {
		canonical, err := fromForm(values)
		if err != nil {
			return err
		}
		q, err := ParseQuery(canonical)
		if err != nil {
			return err
		}
		return again(w, r, q.withSearch())
	}
	q, err := ParseQuery(values)
	if err != nil {
		return err
	}
	what, err := p.loaded(r)
	if err != nil {
		return err
	}
	if q.Region.IsZero() {
		q.Region = what.onlyMunicipality()
	}
	if q.Region.IsZero() || len(what.divisions) == 0 {
		return p.chooseRegion(w, r, what)
	}
	if q.Level == 0 {
		q.Level = what.finest(q.Region)
	}
	if len(q.Layers) < stack.FewestLayers {
		return p.chooseLayers(w, r, q, what)
	}
	picture, err := stack.Build(r.Context(), r.Reader, p.o.Figures, q.choice())
	if err != nil {
		return err
	}
	if found, ok := p.searched(q, picture); ok {
		return again(w, r, q.choose(found).Address())
	}
	view, err := p.view(r, q, what, picture)
	if err != nil {
		return err
	}
	if view.outline != nil && view.FreeMap == "" || view.Later {
		// Tiles are made after boundaries came in; until then the page would keep saying that there are none. The same goes for
		// what is still being worked out.
		w.Header().Set("Cache-Control", "no-store")
	}
	return p.o.Pages.Render(w, r, p.show, view.frame(), view)
}

// withSearch returns the address with what was typed to find an area, which is no part of the shared address.
func (q Query) withSearch() string {
	if q.Search == "" {
		return q.Address()
	}
	return q.Address() + "&zoek=" + escape(q.Search)
}

// choice returns the query as the stack takes it.
func (q Query) choice() stack.Choice {
	return stack.Choice{Region: q.Region, Level: q.Level, Year: q.Year, Layers: q.Layers, MinimumPopulation: q.Few}
}
