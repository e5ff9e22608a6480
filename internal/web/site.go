// Package web holds the pages of the monitor (Dutch: website). The site map is one function, routes; each part of the
// site is a package below it.
package web

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/adjacency"
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/crosswalk"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	linksearch "github.com/buurtbeeld/buurtbeeld/internal/stack/crosslink"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/hotspot"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/pattern"
	"github.com/buurtbeeld/buurtbeeld/internal/web/crosslink"
	"github.com/buurtbeeld/buurtbeeld/internal/web/delivery"
	"github.com/buurtbeeld/buurtbeeld/internal/web/guide"
	"github.com/buurtbeeld/buurtbeeld/internal/web/holdings"
	"github.com/buurtbeeld/buurtbeeld/internal/web/neighbourhood"
	"github.com/buurtbeeld/buurtbeeld/internal/web/outline"
	"github.com/buurtbeeld/buurtbeeld/internal/web/ownarea"
	yearpage "github.com/buurtbeeld/buurtbeeld/internal/web/pattern"
	"github.com/buurtbeeld/buurtbeeld/internal/web/place"
	"github.com/buurtbeeld/buurtbeeld/internal/web/saved"
	"github.com/buurtbeeld/buurtbeeld/internal/web/stackmap"
	"github.com/buurtbeeld/buurtbeeld/internal/web/tiles"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// Figures gives areas and figures.
type Figures interface{ stack.Figures }

// Boundaries gives boundaries and the tiles made of them.
type Boundaries interface {
	Shapes(ctx context.Context, r reader.Reader, id area.DivisionID, within area.Code) (*area.Shapes, error)
	ShapesMark(ctx context.Context, r reader.Reader, id area.DivisionID) (string, error)
	Tile(ctx context.Context, r reader.Reader, id area.DivisionID, at area.Tile) ([]byte, error)
	HasTiles(ctx context.Context, r reader.Reader, id area.DivisionID) (bool, error)
	Neighbours(ctx context.Context, r reader.Reader, id area.DivisionID, mark string) (*spatial.Weights, error)
	SaveNeighbours(ctx context.Context, r reader.Reader, id area.DivisionID, mark string, w *spatial.Weights) error
	Crosswalk(ctx context.Context, r reader.Reader, from, to area.DivisionID, mark string) (crosswalk.Links, error)
	SaveCrosswalk(ctx context.Context, r reader.Reader, mark string, c *crosswalk.Crosswalk) error
}

// neighbours is what figures and boundaries know together of who lies where.
type neighbours struct {
	Figures
	Boundaries
}

// Library gives the deliveries that figures came in.
type Library interface {
	Deliveries(ctx context.Context, r reader.Reader) ([]indicator.Delivery, error)
	FindDelivery(ctx context.Context, r reader.Reader, id string) (indicator.Delivery, error)
	Undo(ctx context.Context, r reader.Reader, id string) error
	Version(ctx context.Context) (int64, error)
}

// Importer reads deliveries in; see delivery.Importer.
type Importer = delivery.Importer

// OwnAreas keeps own areas; see ownarea.Kept.
type OwnAreas = ownarea.Kept

// Stacks keeps the stacks that a team saved; see saved.Stacks.
type Stacks = saved.Stacks

// Options is what the site needs.
type Options struct {
	// Figures, Boundaries and Library give what is shown. Required.
	Figures    Figures
	Boundaries Boundaries
	Library    Library
	// Importer reads deliveries in the browser; without it that page is not offered.
	Importer Importer
	// Stacks keeps stacks by name; without it saving is not offered.
	Stacks Stacks
	// OwnAreas keeps own areas; without it they are not offered.
	OwnAreas OwnAreas
	// Assets holds the built style sheets, fonts and scripts. Required, and may be empty.
	Assets fs.FS
	// Log takes what readers must not see. Required.
	Log *slog.Logger
	// Reader says who is asking. Required.
	Reader func(*http.Request) reader.Reader
	// Now is the clock. Required.
	Now func() time.Time
	// Hotspots is how hotspots are looked for; the zero value is the advised way.
	Hotspots hotspot.Method
	// WritesAllowed is true for an installation that listens on its own machine alone, where things may be changed.
	WritesAllowed bool
}

// handler answers a request or says what went wrong.
type handler = func(http.ResponseWriter, *page.Request) error

type site struct {
	pages         *page.Site
	library       Library
	keep          *keep
	crossOrigin   *http.CrossOriginProtection
	writesAllowed bool
	mux           *http.ServeMux
}

// keptBytes bounds the packed answers that are kept in memory.
const keptBytes = 32 << 20

// New returns the whole site as a handler.
func New(o Options) (http.Handler, error) {
	assets, err := withDrawing(o.Assets)
	if err != nil {
		return nil, err
	}
	o.Assets, o.Figures = assets, stack.Remember(o.Figures)
	pages, err := page.New(page.Options{Log: o.Log, Assets: o.Assets, Reader: o.Reader})
	if err != nil {
		return nil, err
	}
	s := &site{pages: pages, library: o.Library, keep: newKeep(keptBytes), crossOrigin: http.NewCrossOriginProtection(),
		writesAllowed: o.WritesAllowed, mux: http.NewServeMux()}
	s.routes(o)
	return page.Headers(page.Language(s.mux)), nil
}

// rooms are the pages of the site by what they are about.
type rooms struct {
	places   *place.Pages
	stacks   *stackmap.Pages
	patterns *yearpage.Pages
	links    *crosslink.Pages
	keeps    *saved.Pages
	areas    *neighbourhood.Pages
	sources  *delivery.Pages
	guides   *guide.Pages
	free     *tiles.Pages
	own      *ownarea.Pages
}

// furnish hands every room what it needs. Neighbours, hotspots and years are worked out once for all of them.
func (s *site) furnish(o Options) rooms {
	maps := outline.New(o.Boundaries)
	shelf := holdings.New(o.Figures, o.Library)
	graphs := adjacency.New(neighbours{o.Figures, o.Boundaries})
	spots := hotspot.New(hotspot.Options{Figures: o.Figures, Graphs: graphs, Versions: o.Library, Method: o.Hotspots})
	past := pattern.New(pattern.Options{Figures: o.Figures, Boundaries: o.Boundaries, Crosswalks: o.Boundaries, Versions: o.Library, Graphs: graphs, Method: o.Hotspots})
	searches := linksearch.NewFinder(o.Figures, graphs, o.Library)
	return rooms{
		places: place.New(place.Options{Pages: s.pages, Figures: o.Figures, Holdings: shelf, Maps: maps, Library: o.Library, MayWrite: s.mayWrite}),
		stacks: stackmap.New(stackmap.Options{Pages: s.pages, Figures: o.Figures, Holdings: shelf, Maps: maps, Keeps: o.Stacks != nil, Hotspots: spots, Patterns: past,
			Library: o.Library, Versions: o.Library, Boundaries: o.Boundaries, MayWrite: s.mayWrite}),
		patterns: yearpage.New(yearpage.Options{Pages: s.pages, Patterns: past, Holdings: shelf, Maps: maps, Library: o.Library}),
		links:    crosslink.New(crosslink.Options{Pages: s.pages, Searches: searches, Holdings: shelf, Maps: maps, Library: o.Library}),
		keeps:    saved.New(saved.Options{Pages: s.pages, Stacks: o.Stacks, MayWrite: s.mayWrite, Now: o.Now}),
		areas:    neighbourhood.New(neighbourhood.Options{Pages: s.pages, Figures: o.Figures, Holdings: shelf, Maps: maps, Library: o.Library, Hotspots: spots, Past: past}),
		sources:  delivery.New(delivery.Options{Pages: s.pages, Figures: o.Figures, Library: o.Library, Importer: o.Importer, MayWrite: s.mayWrite}),
		guides:   guide.New(guide.Options{Pages: s.pages, Figures: o.Figures, Library: o.Library}),
		free:     tiles.New(tiles.Options{Pages: s.pages, Figures: o.Figures, Boundaries: o.Boundaries, Library: o.Library}),
		own: ownarea.New(ownarea.Options{Pages: s.pages, Figures: o.Figures, Library: o.Library, Boundaries: o.Boundaries, Holdings: shelf, Maps: maps,
			Kept: o.OwnAreas, MayWrite: s.mayWrite}),
	}
}

// routes is the site map: every address that answers. A reader sees what may be kept through get, and what changes
// something goes through post, which nothing passes but a page of our own on the machine itself.
func (s *site) routes(o Options) {
	in := s.furnish(o)
	s.get("/{$}", s.keeping(in.places.Start))
	s.get("/zoek", s.keeping(in.places.Search))
	s.get("/gemeente/{code}", s.keeping(in.places.Municipality))
	s.get("/wijk/{code}", s.keeping(in.areas.Show))
	s.get("/buurt/{code}", s.keeping(in.areas.Show))
	s.get("/patronen", s.keeping(in.patterns.Show))
	s.get("/patronen/patronen.csv", s.keeping(in.patterns.CSV))
	s.get("/stapelkaart", s.keeping(in.stacks.Show))
	s.get("/stapelkaart/rest", s.keeping(in.stacks.Show))
	s.get("/verbanden", s.keeping(in.links.Show))
	s.get("/verbanden/verbanden.csv", s.keeping(in.links.CSV))
	s.get("/stapelkaart/klassen", s.quick(in.stacks.Quick, s.keeping(in.stacks.Classes)))
	s.get("/stapelkaart/aantallen", s.keeping(in.stacks.Counts))
	s.get("/stapelkaart/stapel.csv", s.keeping(in.stacks.CSV))
	s.get("/stapelkaart/opvallend", s.keeping(in.stacks.StrikingClasses))
	s.get("/stapelkaart/opvallend.csv", s.keeping(in.stacks.StrikingCSV))
	s.get("/stapelkaart/stapel.geojson", s.keeping(in.stacks.GeoJSON))
	s.get("/stapelkaart/stapel.svg", s.keeping(in.stacks.SVG))
	s.get("/stapel/{id}", in.keeps.Saved)
	s.get("/stapels", in.keeps.Overview)
	s.get("/bronnen", in.sources.List)
	s.get("/bronnen/{id}", in.sources.Show)
	s.get("/cijfer/{id}", s.keeping(in.guides.Figure))
	s.get("/uitleg", s.keeping(in.guides.How))
	s.get("/toegankelijkheid", s.keeping(in.guides.Accessibility))
	s.get("/kaart", s.keeping(in.free.Show))
	s.get("/tegel/{level}/{year}/{z}/{x}/{y}", in.free.Tile)
	s.get("/asset/{name...}", files(o.Assets))
	s.get("/robots.txt", robots)
	s.get("/.well-known/security.txt", securityText(o.Now))

	s.get("/bronnen/ongedaan/{id}", s.writing(in.sources.AskUndo))
	s.post("/bronnen/ongedaan/{id}", in.sources.Undo)
	if o.Stacks != nil {
		s.post("/stapel", in.keeps.Save)
		s.post("/stapel/{id}/publiceren", in.keeps.Publish)
		s.post("/stapel/{id}/verwijderen", in.keeps.Delete)
	}
	if o.OwnAreas != nil {
		s.ownAreas(in.own)
	}
	if o.Importer != nil {
		s.get("/bronnen/inlezen", s.writing(in.sources.Choose))
		s.post("/bronnen/inlezen", in.sources.Upload)
		s.get("/bronnen/inlezen/{draft}", s.writing(in.sources.Check))
		s.post("/bronnen/inlezen/{draft}", in.sources.Save)
	}
	s.mux.Handle("/", s.pages.Handle(func(http.ResponseWriter, *page.Request) error {
		return problem.New(problem.NotFound, "web.no_page")
	}))
}

// ownAreas is where own areas answer. They belong to a team, so that but for the list they are for who may change things.
func (s *site) ownAreas(own *ownarea.Pages) {
	s.get("/eigen-gebieden", own.List)
	s.get("/eigen-gebieden/maken", s.writing(own.Make))
	s.post("/eigen-gebieden", own.Compose)
	s.get("/eigen-gebieden/{id}", s.writing(own.Show))
	s.get("/eigen-gebieden/{id}/cijfers.csv", s.writing(own.CSV))
	s.post("/eigen-gebieden/{id}/verwijderen", own.Delete)
}

func (s *site) get(pattern string, serve handler) {
	s.mux.Handle("GET "+pattern, s.pages.Handle(serve))
}
func (s *site) post(pattern string, serve handler) {
	s.mux.Handle("POST "+pattern, s.pages.Handle(s.changing(serve)))
}

// robots asks search machines to leave alone what has endless addresses.
func robots(w http.ResponseWriter, _ *page.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(w, "User-agent: *\nDisallow: /stapelkaart\nDisallow: /en/stapelkaart\nDisallow: /verbanden\nDisallow: /en/verbanden\nDisallow: /tegel/\n")
	return err
}

// securityText tells where to report a weakness (RFC 9116). The date moves along, since an expired file says nothing.
func securityText(now func() time.Time) handler {
	return func(w http.ResponseWriter, _ *page.Request) error {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		expires := now().UTC().AddDate(0, 6, 0).Format(time.RFC3339)
		_, err := io.WriteString(w, "Contact: https://github.com/buurtbeeld/buurtbeeld/security/advisories/new\nExpires: "+expires+"\nPreferred-Languages: nl, en\n")
		return err
	}
}
