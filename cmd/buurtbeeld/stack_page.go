package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"path"
	"regexp"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
	"github.com/buurtbeeld/buurtbeeld/internal/web"
	"github.com/buurtbeeld/buurtbeeld/internal/web/stackmap"
)

// writeSVG writes the map of the page, with title, legend and source.
func writeSVG(ctx context.Context, a *app, s *sqlite.Store, p *stack.Picture, w io.Writer) error {
	site, err := a.site(s)
	if err != nil {
		return err
	}
	drawing, err := fetch(ctx, site, page.LinkIn(a.language, queryOf(p).Export("stapel.svg")))
	if err != nil {
		return err
	}
	_, err = w.Write(drawing)
	return err
}

// writeHTML writes the page as one file that needs no server: style and fonts inside, and no links into the site.
func writeHTML(ctx context.Context, a *app, s *sqlite.Store, p *stack.Picture, w io.Writer) error {
	site, err := a.site(s)
	if err != nil {
		return err
	}
	whole, err := fetch(ctx, site, page.LinkIn(a.language, queryOf(p).Address()))
	if err != nil {
		return err
	}
	if whole, err = standalone(ctx, site, whole); err != nil {
		return err
	}
	_, err = w.Write(whole)
	return err
}

// queryOf returns what the page of a picture asks for.
func queryOf(p *stack.Picture) stackmap.Query {
	c := p.Choice
	return stackmap.Query{Region: c.Region, Level: c.Level, Year: c.Year, Layers: c.Layers, Pair: stackmap.Pair{X: 0, Y: 1}}
}

// site returns the pages over a database, for the program's own use.
func (a *app) site(s *sqlite.Store) (http.Handler, error) {
	return web.New(a.webOptions(s, slog.New(slog.NewTextHandler(io.Discard, nil)), true))
}

// caught holds what a handler writes.
type caught struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header returns the header of the answer.
func (r *caught) Header() http.Header { return r.header }

// WriteHeader keeps the status.
func (r *caught) WriteHeader(status int) { r.status = status }

// Write keeps the body.
func (r *caught) Write(p []byte) (int, error) { return r.body.Write(p) }

// fetch asks the site for an address, without a network in between.
func fetch(ctx context.Context, site http.Handler, address string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://localhost"+address, nil)
	if err != nil {
		return nil, err
	}
	got := &caught{header: http.Header{}, status: http.StatusOK}
	site.ServeHTTP(got, req)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if got.status != http.StatusOK {
		return nil, problem.New(problem.NotFound, "cmd.no_page").Because(errors.New(address))
	}
	return got.body.Bytes(), nil
}

var (
	styleLink = regexp.MustCompile(`<link rel="(?:stylesheet|preload|icon)"[^>]*>`)
	hrefOf    = regexp.MustCompile(`href="([^"]+)"`)
	script    = regexp.MustCompile(`(?s)<script[^>]*>.*?</script>`)
	// onlyOnline is what means nothing in a file: navigation and forms.
	onlyOnline = regexp.MustCompile(`(?s)<header class="site-header">.*?</header>|<form[^>]*>.*?</form>|<a class="skip"[^>]*>.*?</a>`)
	innerLink  = regexp.MustCompile(` href="/[^"]*"`)
	fontFile   = regexp.MustCompile(`url\("?([^")]+\.woff2)"?\)`)
)

// standalone returns a page of our own as one file.
func standalone(ctx context.Context, site http.Handler, whole []byte) ([]byte, error) {
	var failed error
	inline := func(tag []byte) []byte {
		href := hrefOf.FindSubmatch(tag)
		if href == nil || !bytes.Contains(tag, []byte(`"stylesheet"`)) {
			return nil
		}
		css, err := fetch(ctx, site, string(href[1]))
		if err != nil {
			failed = errors.Join(failed, err)
			return nil
		}
		css = fontFile.ReplaceAllFunc(css, func(url []byte) []byte {
			name := string(fontFile.FindSubmatch(url)[1])
			if !strings.HasPrefix(name, "/") {
				name = path.Join(path.Dir(string(href[1])), name)
			}
			font, err := fetch(ctx, site, name)
			failed = errors.Join(failed, err)
			return []byte("url(data:font/woff2;base64," + base64.StdEncoding.EncodeToString(font) + ")")
		})
		return append(append([]byte("<style>"), css...), "</style>"...)
	}
	whole = onlyOnline.ReplaceAll(whole, nil)
	whole = script.ReplaceAll(whole, nil)
	whole = styleLink.ReplaceAllFunc(whole, inline)
	whole = innerLink.ReplaceAll(whole, nil)
	return whole, failed
}
