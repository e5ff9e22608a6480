// Package page holds what every page shares: layout, language, security headers and how a problem is shown
// (Dutch: pagina). What is on the pages is up to package web.
package page

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

//go:embed template/*.html
var layout embed.FS

// Options is what a Site needs.
type Options struct {
	// Log takes what people must not see: causes of problems. Required.
	Log *slog.Logger
	// Assets holds style sheets, fonts and scripts with a manifest.json from plain name to built name. Without a
	// manifest pages are served without them and still answer their question.
	Assets fs.FS
	// Reader says who is asking. Required.
	Reader func(*http.Request) reader.Reader
}

// Site renders pages (Dutch: website).
type Site struct {
	log      *slog.Logger
	reader   func(*http.Request) reader.Reader
	assets   fs.FS
	manifest map[string]string
	problem  *Template
}

// New returns a site.
func New(o Options) (*Site, error) {
	s := &Site{log: o.Log, reader: o.Reader, assets: o.Assets, manifest: map[string]string{}}
	if raw, err := fs.ReadFile(o.Assets, "manifest.json"); err == nil {
		if err := json.Unmarshal(raw, &s.manifest); err != nil {
			return nil, fmt.Errorf("read the manifest of assets: %w", err)
		}
	}
	var err error
	s.problem, err = ParseTemplate(layout, "template/problem.html")
	return s, err
}

// Request is a request with who asks it and in which language.
type Request struct {
	*http.Request
	Language locale.Language
	Reader   reader.Reader
}

type languageKey struct{}

// Language strips /en from the path and remembers the language, so that the address alone says what is shown.
func Language(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		path, ok := strings.CutPrefix(req.URL.Path, "/en")
		if !ok || path != "" && path[0] != '/' {
			next.ServeHTTP(w, req)
			return
		}
		english := req.Clone(context.WithValue(req.Context(), languageKey{}, locale.English))
		english.URL.Path = "/" + strings.TrimPrefix(path, "/")
		english.URL.RawPath = ""
		next.ServeHTTP(w, english)
	})
}

// Handle turns a function that may fail into a handler: a problem becomes a page that tells what to do.
func (s *Site) Handle(serve func(http.ResponseWriter, *Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r := s.Request(req)
		if err := serve(w, r); err != nil {
			s.Problem(w, r, err)
		}
	})
}

// Request returns the request with reader and language.
func (s *Site) Request(req *http.Request) *Request {
	language, _ := req.Context().Value(languageKey{}).(locale.Language)
	return &Request{Request: req, Language: language, Reader: s.reader(req)}
}

// Link is a place to go with its words.
type Link struct{ Text, Href string }

// Frame is what stands around the content of a page (Dutch: kader).
type Frame struct {
	Title string
	// Nav names the part of the site that is open: "start", "stack", "sources" or "how".
	Nav string
	// Path leads to this page from the start: country, municipality, district.
	Path []Link
	// Scripts names the islands that the page uses, without their hash.
	Scripts []string
	// Wide gives the page the full width, for maps.
	Wide bool
	// Description is one sentence for search results and shared links.
	Description string
}

// Template is a page inside the layout.
type Template struct{ t *template.Template }

// ParseTemplate reads the files of a page, which define "content" and whatever it uses.
func ParseTemplate(files fs.FS, names ...string) (*Template, error) {
	t, err := template.ParseFS(layout, "template/layout.html")
	if err != nil {
		return nil, err
	}
	if t, err = t.ParseFS(files, names...); err != nil {
		return nil, fmt.Errorf("read page %s: %w", strings.Join(names, ", "), err)
	}
	return &Template{t}, nil
}

// MustParse is ParseTemplate for the embedded files of a package, which are read when the program starts.
func MustParse(files fs.FS, names ...string) *Template {
	t, err := ParseTemplate(files, names...)
	if err != nil {
		panic(err)
	}
	return t
}

// Render writes a page with status 200.
func (s *Site) Render(w http.ResponseWriter, r *Request, t *Template, f Frame, data any) error {
	body, err := s.Page(r, t, f, data)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err = w.Write(body)
	return err
}

// Status is a page that goes out with another status than 200.
type Status struct {
	Frame Frame
	Code  int
}

// RenderStatus writes a page with a status, for a form that comes back with what is wrong in it.
func (s *Site) RenderStatus(w http.ResponseWriter, r *Request, t *Template, status Status, data any) error {
	body, err := s.Page(r, t, status.Frame, data)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status.Code)
	_, err = w.Write(body)
	return err
}

// Page returns a page as bytes, for callers that keep it.
func (s *Site) Page(r *Request, t *Template, f Frame, data any) ([]byte, error) {
	var b bytes.Buffer
	view := View{Frame: f, Data: data, Lang: r.Language, site: s, url: r.URL.RequestURI()}
	if err := t.t.ExecuteTemplate(&b, "layout", &view); err != nil {
		return nil, fmt.Errorf("render %q: %w", f.Title, err)
	}
	return b.Bytes(), nil
}

// statusOf maps a kind of problem to the status of HTTP.
var statusOf = map[problem.Kind]int{
	problem.Internal: http.StatusInternalServerError, problem.Invalid: http.StatusUnprocessableEntity,
	problem.Usage: http.StatusBadRequest, problem.NotFound: http.StatusNotFound, problem.Withheld: http.StatusNotFound,
	problem.Conflict: http.StatusConflict, problem.Forbidden: http.StatusForbidden,
	problem.Unavailable: http.StatusServiceUnavailable,
}

// Problem shows what went wrong and what to do; the cause goes to the log.
func (s *Site) Problem(w http.ResponseWriter, r *Request, err error) {
	if r.Context().Err() != nil {
		return // The reader has left.
	}
	kind := problem.KindOf(err)
	level := slog.LevelInfo
	if kind == problem.Internal {
		level = slog.LevelError
	}
	s.log.Log(r.Context(), level, "problem", "path", r.URL.Path, "kind", kind.String(), "error", err.Error())
	f := Frame{Title: r.Language.Text("page.problem." + strings.ReplaceAll(kind.String(), " ", "_"))}
	body, failed := s.Page(r, s.problem, f, strings.Split(r.Language.Error(err), "\n"))
	if failed != nil {
		s.log.Error("problem page", "error", failed)
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(statusOf[kind])
	if _, err := w.Write(body); err != nil {
		s.log.Info("reader left", "error", err)
	}
}
