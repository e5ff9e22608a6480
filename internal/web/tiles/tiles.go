// Package tiles is the free map: looking around with zoom over vector tiles of our own (Dutch: vrij rondkijken).
package tiles

import (
	"context"
	"embed"
	"net/http"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/web/stackmap"
)

//go:embed template/*.html
var templates embed.FS

// Boundaries gives tiles.
type Boundaries interface {
	Tile(ctx context.Context, r reader.Reader, id area.DivisionID, at area.Tile) ([]byte, error)
	HasTiles(ctx context.Context, r reader.Reader, id area.DivisionID) (bool, error)
	Shapes(ctx context.Context, r reader.Reader, id area.DivisionID, within area.Code) (*area.Shapes, error)
}

// Library tells when anything in the store changed.
type Library interface {
	Version(ctx context.Context) (int64, error)
}

// Options is what the pages need. All are required.
type Options struct {
	Pages      *page.Site
	Figures    stack.Figures
	Boundaries Boundaries
	Library    Library
}

// Pages are the free map and its tiles.
type Pages struct {
	o    Options
	show *page.Template
	keep keep
}

// New returns the pages.
func New(o Options) *Pages {
	return &Pages{o: o, show: page.MustParse(templates, "template/show.html")}
}

// deepest is the finest zoom of our tiles; the map goes on with those.
const deepest = 24

// Tile answers with the bytes of one tile, which were packed when they were made.
func (p *Pages) Tile(w http.ResponseWriter, r *page.Request) error {
	level, err := area.ParseLevel(r.PathValue("level"))
	if err != nil {
		return err
	}
	var at [4]uint32
	for i, name := range [4]string{"year", "z", "x", "y"} {
		n, err := strconv.ParseUint(strings.TrimSuffix(r.PathValue(name), ".mvt"), 10, 31)
		if err != nil || i == 1 && n > deepest {
			return problem.New(problem.NotFound, "web.no_page")
		}
		at[i] = uint32(n)
	}
	id := area.DivisionID{Level: level, Year: int(at[0])}
	t, err := p.tile(r.Context(), r, id, area.Tile{Z: at[1], X: at[2], Y: at[3]})
	if err != nil {
		return err
	}
	h := w.Header()
	h["Content-Type"], h["Cache-Control"] = tileType, tileAge
	if t == nil {
		// A square without land is an answer: there is nothing to draw. Not for long, since tiles may still be on their way.
		h.Set("Cache-Control", "public, max-age=300")
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	h["Etag"] = t.etag
	if strings.Contains(r.Header.Get("If-None-Match"), t.etag[0]) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h["Content-Encoding"], h["Content-Length"] = tileEncoding, t.length
	_, _ = w.Write(t.bytes) // A reader who has left needs no answer.
	return nil
}

// The headers of every tile, which nobody writes to.
var (
	tileType     = []string{"application/vnd.mapbox-vector-tile"}
	tileAge      = []string{"public, max-age=86400"}
	tileEncoding = []string{"gzip"}
)

// freeView is what the free map starts from.
type freeView struct {
	Tiles, Classes, Back string
	// Version changes with the boundaries, so that a browser does not keep tiles of old ones.
	Version string
	// Bounds is west, south, east and north of the region in degrees.
	Bounds        string
	Colours       []string
	Legend, Signs string
}

// Show is the page of the free map for a stack.
func (p *Pages) Show(w http.ResponseWriter, r *page.Request) error {
	q, err := stackmap.ParseQuery(r.URL.Query())
	if err != nil {
		return err
	}
	l := r.Language
	id := area.DivisionID{Level: q.Level, Year: q.Year}
	has, err := p.o.Boundaries.HasTiles(r.Context(), r.Reader, id)
	if err != nil {
		return err
	}
	if !has || len(q.Layers) < stack.FewestLayers {
		return problem.New(problem.NotFound, "web.no_tiles")
	}
	version, err := p.o.Library.Version(r.Context())
	if err != nil {
		return err
	}
	bounds, err := p.bounds(r, id, q.Region)
	if err != nil {
		return err
	}
	palette := drawing.Stack(len(q.Layers))
	var entries []drawing.Entry
	for n := range len(q.Layers) + 1 {
		entries = append(entries, drawing.Entry{Class: n, Label: l.Text("stackmap.legend_hits", "n", n, "layers", len(q.Layers))})
	}
	entries = append(entries, drawing.Entry{Class: -1, Sign: drawing.Withheld, Label: l.Text("web.status.withheld")},
		drawing.Entry{Class: -1, Sign: drawing.NotMeasured, Label: l.Text("web.status.not_measured")},
		drawing.Entry{Class: -1, Sign: drawing.NotApplicable, Label: l.Text("stackmap.legend_uninhabited")})
	v := freeView{Tiles: "/tegel/" + q.Level.String() + "/" + strconv.Itoa(q.Year), Version: strconv.FormatInt(version, 10), Bounds: bounds, Classes: page.LinkIn(l, "/stapelkaart/aantallen?"+q.String()), Back: page.LinkIn(l, q.Address()),
		Colours: palette.Colours(), Legend: drawing.Legend(palette, entries), Signs: drawing.Signs()}
	f := page.Frame{Title: l.Text("stackmap.free"), Nav: "stack", Wide: true, Scripts: []string{"freemap"},
		Path: []page.Link{{Text: l.Text("page.stack"), Href: v.Back}, {Text: l.Text("stackmap.free")}}}
	return p.o.Pages.Render(w, r, p.show, f, v)
}

// bounds returns the box around a region in degrees, for where the map begins.
func (p *Pages) bounds(r *page.Request, id area.DivisionID, region area.Code) (string, error) {
	if region == area.Netherlands {
		return "3.3 50.7 7.3 53.6", nil
	}
	shapes, err := p.o.Boundaries.Shapes(r.Context(), r.Reader, id, region)
	if err != nil {
		return "", err
	}
	box := shapes.Bounds()
	if box.IsEmpty() {
		return "3.3 50.7 7.3 53.6", nil
	}
	west, south := area.WGS84FromRD(area.Point{X: box.MinX, Y: box.MinY})
	east, north := area.WGS84FromRD(area.Point{X: box.MaxX, Y: box.MaxY})
	var parts []string
	for _, x := range [4]float64{west, south, east, north} {
		parts = append(parts, strconv.FormatFloat(x, 'f', 4, 64))
	}
	return strings.Join(parts, " "), nil
}
