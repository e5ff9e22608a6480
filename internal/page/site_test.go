package page

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

func serve(t *testing.T, target string, handle func(http.ResponseWriter, *Request) error) *httptest.ResponseRecorder {
	t.Helper()
	s, err := New(Options{Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Assets: fstest.MapFS{"manifest.json": {Data: []byte(`{"style.css":"style-1.css"}`)}},
		Reader: func(*http.Request) reader.Reader { return reader.Reader{} }})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	Headers(Language(s.Handle(handle))).ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return w
}

func TestLanguageIsInTheAddress(t *testing.T) {
	for target, want := range map[string]struct {
		language locale.Language
		path     string
	}{
		"/": {locale.Dutch, "/"}, "/en": {locale.English, "/"}, "/en/": {locale.English, "/"}, "/en/buurt/BU1?x=1": {locale.English, "/buurt/BU1"},
		"/enquete": {locale.Dutch, "/enquete"}, "/en/en/": {locale.English, "/en/"},
	} {
		serve(t, target, func(_ http.ResponseWriter, r *Request) error {
			if r.Language != want.language || r.URL.Path != want.path {
				t.Errorf("%s: %s in %s", target, r.URL.Path, r.Language)
			}
			return nil
		})
	}
}

func TestProblemTellsNoCause(t *testing.T) {
	for name, tt := range map[string]struct {
		err    error
		status int
	}{
		"none of ours": {errors.New("secret cause"), http.StatusInternalServerError},
		"with cause":   {problem.New(problem.NotFound, "problem.internal").Because(errors.New("secret cause")), http.StatusNotFound},
		"withheld":     {problem.New(problem.Withheld, "problem.internal"), http.StatusNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			w := serve(t, "/en/x", func(http.ResponseWriter, *Request) error { return tt.err })
			body := w.Body.String()
			if w.Code != tt.status || strings.Contains(body, "secret") || !strings.Contains(body, `<html lang="en">`) || w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("status %d:\n%s", w.Code, body)
			}
		})
	}
}

func TestHeadersAllowNothingFromElsewhere(t *testing.T) {
	h := serve(t, "/", func(http.ResponseWriter, *Request) error { return nil }).Header()
	policy := h.Get("Content-Security-Policy")
	for _, wanted := range []string{"default-src 'none'", "base-uri 'none'", "frame-src 'none'", "frame-ancestors 'none'", "form-action 'self'"} {
		if !strings.Contains(policy, wanted) {
			t.Errorf("%s is not in the policy", wanted)
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") || strings.Contains(policy, "*") {
		t.Errorf("the policy lets something in: %s", policy)
	}
	if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" {
		t.Errorf("headers %v", h)
	}
}
