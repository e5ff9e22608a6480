package web

import (
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// contentTypes are told here, so that they do not depend on what the machine has registered.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".woff2": "font/woff2",
	".svg": "image/svg+xml", ".png": "image/png", ".txt": "text/plain; charset=utf-8", ".json": "application/json",
}

// files serves built style sheets, fonts and scripts. Their names hold a hash of their content, so that a browser may
// keep them for good; the packed form was made at build time.
func files(built fs.FS) func(http.ResponseWriter, *page.Request) error {
	return func(w http.ResponseWriter, r *page.Request) error {
		name := r.PathValue("name")
		if !fs.ValidPath(name) || strings.HasSuffix(name, ".gz") || name == "manifest.json" || strings.HasPrefix(path.Base(name), ".") {
			return problem.New(problem.NotFound, "web.no_page")
		}
		packed := false
		raw, err := fs.ReadFile(built, name+".gz")
		if err == nil && acceptsGzip(r.Request) {
			packed = true
		} else if raw, err = fs.ReadFile(built, name); err != nil {
			return problem.New(problem.NotFound, "web.no_page")
		}
		h := w.Header()
		kind := contentTypes[path.Ext(name)]
		if kind == "" {
			kind = mime.TypeByExtension(path.Ext(name))
		}
		h.Set("Content-Type", kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Vary", "Accept-Encoding")
		if packed {
			h.Set("Content-Encoding", "gzip")
		}
		http.ServeContent(w, r.Request, "", time.Time{}, strings.NewReader(string(raw)))
		return nil
	}
}

// acceptsGzip reports whether the reader's program unpacks gzip. "gzip;q=0" says that it does not.
func acceptsGzip(r *http.Request) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" {
			weight = strings.ReplaceAll(weight, " ", "")
			return weight != "q=0" && weight != "q=0.0" && weight != "q=0.00" && weight != "q=0.000"
		}
	}
	return false
}
