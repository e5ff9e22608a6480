// Package saved is the pages of the stacks that a team keeps by name, and of making them public (Dutch: bewaarde stapels).
package saved

import (
	"context"
	"embed"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/web/stackmap"
)

//go:embed template/*.html
var templates embed.FS

// Stacks keeps stacks by name.
type Stacks interface {
	SaveStack(ctx context.Context, r reader.Reader, s stack.Saved) (stack.Saved, error)
	FindStack(ctx context.Context, r reader.Reader, id string) (stack.Saved, error)
	Stacks(ctx context.Context, r reader.Reader) ([]stack.Saved, error)
	DeleteStack(ctx context.Context, r reader.Reader, id string) error
	PublishStack(ctx context.Context, r reader.Reader, id string) error
}

// Options is what the pages of kept stacks need.
type Options struct {
	// Pages is required.
	Pages *page.Site
	// Stacks is nil where nothing can be kept.
	Stacks Stacks
	// MayWrite says whether a request may change something. Required.
	MayWrite func(*page.Request) bool
	// Now is the clock. Required.
	Now func() time.Time
}

// Pages are the pages of kept stacks.
type Pages struct {
	o    Options
	list *page.Template
}

// New returns the pages.
func New(o Options) *Pages {
	return &Pages{o: o, list: page.MustParse(templates, "template/list.html")}
}

// mostName is the longest name of a stack, in letters.
const mostName = 80

// Save keeps a stack by name, for the team alone.
func (p *Pages) Save(w http.ResponseWriter, r *page.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Invalid, "stackmap.save_unreadable").Because(err)
	}
	name := strings.Join(strings.Fields(r.PostForm.Get("naam")), " ")
	if name == "" || len([]rune(name)) > mostName {
		return problem.New(problem.Invalid, "stackmap.name_wrong", "most", mostName)
	}
	recipe, err := url.ParseQuery(r.PostForm.Get("recept"))
	if err != nil {
		return problem.New(problem.Invalid, "stackmap.save_unreadable").Because(err)
	}
	q, err := stackmap.ParseQuery(recipe)
	if err != nil {
		return err
	}
	if len(q.Layers) < stack.FewestLayers {
		return problem.New(problem.Invalid, "stackmap.save_unreadable")
	}
	if _, err := p.o.Stacks.SaveStack(r.Context(), r.Reader, stack.Saved{Name: name, Recipe: q.String(), SavedAt: p.o.Now()}); err != nil {
		return err
	}
	return p.toOverview(w, r)
}

// Publish shows a stack to everybody, which is always a choice of its own.
func (p *Pages) Publish(w http.ResponseWriter, r *page.Request) error {
	if err := p.o.Stacks.PublishStack(r.Context(), r.Reader, r.PathValue("id")); err != nil {
		return err
	}
	return p.toOverview(w, r)
}

// Delete takes a stack away.
func (p *Pages) Delete(w http.ResponseWriter, r *page.Request) error {
	if err := p.o.Stacks.DeleteStack(r.Context(), r.Reader, r.PathValue("id")); err != nil {
		return err
	}
	return p.toOverview(w, r)
}

func (p *Pages) toOverview(w http.ResponseWriter, r *page.Request) error {
	http.Redirect(w, r.Request, page.LinkIn(r.Language, "/stapels"), http.StatusSeeOther)
	return nil
}

// Saved leads to the picture of a stack that was kept.
func (p *Pages) Saved(w http.ResponseWriter, r *page.Request) error {
	if p.o.Stacks == nil {
		return problem.New(problem.NotFound, "stackmap.no_saved")
	}
	saved, err := p.o.Stacks.FindStack(r.Context(), r.Reader, r.PathValue("id"))
	if err != nil {
		return err
	}
	if !saved.Published && !r.Reader.MayWrite() {
		return problem.New(problem.NotFound, "stackmap.no_saved")
	}
	http.Redirect(w, r.Request, page.LinkIn(r.Language, "/stapelkaart?"+saved.Recipe), http.StatusSeeOther)
	return nil
}

// savedRow is a kept stack in the overview.
type savedRow struct {
	stack.Saved
	Day string
}

// Overview lists the stacks that were kept: all for the team, the published ones for everybody.
func (p *Pages) Overview(w http.ResponseWriter, r *page.Request) error {
	data := struct {
		Rows     []savedRow
		MayWrite bool
	}{MayWrite: p.o.MayWrite(r)}
	if p.o.Stacks != nil {
		all, err := p.o.Stacks.Stacks(r.Context(), r.Reader)
		if err != nil {
			return err
		}
		for _, s := range all {
			if s.Published || r.Reader.MayWrite() {
				data.Rows = append(data.Rows, savedRow{s, r.Language.Date(s.SavedAt)})
			}
		}
	}
	f := page.Frame{Title: r.Language.Text("stackmap.saved_title"), Nav: "stack", Path: []page.Link{
		{Text: r.Language.Text("page.stack"), Href: page.LinkIn(r.Language, "/stapelkaart")}, {Text: r.Language.Text("stackmap.saved_title")}}}
	return p.o.Pages.Render(w, r, p.list, f, data)
}
