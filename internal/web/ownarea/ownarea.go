// Package ownarea is the pages of own areas: making one, its figures, and the list of those that a team keeps (Dutch: eigen
// gebieden).
package ownarea

import (
	"context"
	"embed"
	"net/http"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/ownarea"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/web/holdings"
	"github.com/buurtbeeld/buurtbeeld/internal/web/outline"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

//go:embed template/*.html
var templates embed.FS

// Kept keeps own areas and remembers what was given of them.
type Kept interface {
	// SaveOwnArea keeps a new own area, or one that has an id in the place of the one that has it.
	SaveOwnArea(ctx context.Context, r reader.Reader, a ownarea.Area) (ownarea.Area, error)
	FindOwnArea(ctx context.Context, r reader.Reader, id string) (ownarea.Area, error)
	OwnAreas(ctx context.Context, r reader.Reader) ([]ownarea.Area, error)
	DeleteOwnArea(ctx context.Context, r reader.Reader, id string) error
	ownarea.Register
}

// Boundaries gives the boundaries that an outline is laid over.
type Boundaries interface {
	Shapes(ctx context.Context, r reader.Reader, id area.DivisionID, within area.Code) (*area.Shapes, error)
}

// Library gives the deliveries that figures came in.
type Library interface {
	Deliveries(ctx context.Context, r reader.Reader) ([]indicator.Delivery, error)
}

// Outlines gives drawn boundaries.
type Outlines interface {
	Get(ctx context.Context, r reader.Reader, id area.DivisionID, within area.Code, size outline.Size) (*drawing.Outline, error)
	Has(ctx context.Context, r reader.Reader, id area.DivisionID) (bool, error)
}

// Holdings gives what is loaded.
type Holdings interface {
	Get(ctx context.Context, r reader.Reader) (*holdings.List, error)
}

// Options is what the pages need. All are required.
type Options struct {
	Pages      *page.Site
	Figures    stack.Figures
	Library    Library
	Boundaries Boundaries
	Holdings   Holdings
	Maps       Outlines
	Kept       Kept
	MayWrite   func(*page.Request) bool
}

// figures is what own areas are worked out of.
type figures struct {
	stack.Figures
	Library
}

// Pages are the pages of own areas.
type Pages struct {
	o                   Options
	figures             figures
	list, compose, show *page.Template
}

// New returns the pages.
func New(o Options) *Pages {
	return &Pages{o: o, figures: figures{o.Figures, o.Library}, list: page.MustParse(templates, "template/list.html"),
		compose: page.MustParse(templates, "template/make.html"), show: page.MustParse(templates, "template/show.html")}
}

const home = "/eigen-gebieden"

// row is one own area in the list.
type row struct{ ID, Name, Of, Day string }

// List answers with the own areas of the team.
func (p *Pages) List(w http.ResponseWriter, r *page.Request) error {
	l := r.Language
	v := struct {
		Rows     []row
		MayWrite bool
	}{MayWrite: p.o.MayWrite(r)}
	if v.MayWrite {
		all, err := p.o.Kept.OwnAreas(r.Context(), r.Reader)
		if err != nil {
			return err
		}
		for _, a := range all {
			v.Rows = append(v.Rows, row{ID: a.ID, Name: a.Name, Of: wording.Areas(l, a.Division.Level, len(a.Parts)) + ", " + indicator.Year(a.Division.Year).String(), Day: l.Date(a.SavedAt)})
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return p.o.Pages.Render(w, r, p.list, page.Frame{Title: l.Text("ownarea.title"), Nav: "own"}, v)
}

// Delete takes an own area away.
func (p *Pages) Delete(w http.ResponseWriter, r *page.Request) error {
	if err := p.o.Kept.DeleteOwnArea(r.Context(), r.Reader, r.PathValue("id")); err != nil {
		return err
	}
	http.Redirect(w, r.Request, page.LinkIn(r.Language, home), http.StatusSeeOther)
	return nil
}

func (p *Pages) frame(r *page.Request, name string) page.Frame {
	l := r.Language
	return page.Frame{Title: name, Nav: "own", Path: []page.Link{{Text: l.Text("ownarea.title"), Href: page.LinkIn(l, home)}, {Text: name}}}
}
