package pdok

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// service answers as PDOK does. No recorded answer of PDOK is at hand: the form is rebuilt from public material, namely
// the OGC API Features standard (parts 1 and 2) and the source of PDOK's own server (github.com/PDOK/gokoala,
// internal/ogc/features/domain/geojson.go): a FeatureCollection with timeStamp, links (self, alternate, next with a
// cursor), features and numberReturned, without numberMatched, and the coordinate system in the header Content-Crs.
type service struct {
	t        *testing.T
	features map[string]int // how many each collection has
	requests []string
	// fault may answer the n-th request, from 1, and then reports true.
	fault func(n int, w http.ResponseWriter, r *http.Request) bool
	// change may change an answer before it is sent.
	change func(answer map[string]any)
	crs    string
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.requests = append(s.requests, r.URL.RequestURI())
	if s.fault != nil && s.fault(len(s.requests), w, r) {
		return
	}
	name, ok := strings.CutPrefix(r.URL.Path, "/cbs/wijken-en-buurten-2024/ogc/v1/collections/")
	name, items := strings.CutSuffix(name, "/items")
	total, known := s.features[name]
	q := r.URL.Query()
	if !ok || !items || !known || q.Get("f") != "json" || q.Get("crs") != rdNew {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"status":404,"title":"Not Found"}`)
		return
	}
	limit, _ := strconv.Atoi(q.Get("limit"))
	from, _ := strconv.Atoi(strings.TrimPrefix(q.Get("cursor"), "c"))
	to := min(total, from+limit)
	features := []any{}
	for i := from; i < to; i++ {
		x, y := 100000+100*i, 450000
		features = append(features, map[string]any{"type": "Feature", "id": strconv.Itoa(i + 1),
			"properties": map[string]any{"gemeentecode": fmt.Sprintf("GM%04d", i+1), "jaar": 2024, "jrstatcode": fmt.Sprintf("2024GM%04d", i+1)},
			"geometry": map[string]any{"type": "MultiPolygon",
				"coordinates": [][][][2]int{{{{x, y}, {x + 100, y}, {x + 100, y + 100}, {x, y + 100}, {x, y}}}}}})
	}
	self := "http://" + r.Host + r.URL.RequestURI()
	links := []any{map[string]any{"rel": "self", "title": "This document as GeoJSON", "type": "application/geo+json", "href": self},
		map[string]any{"rel": "alternate", "title": "This document as HTML", "type": "text/html", "href": self + "&f=html"}}
	if to < total {
		q.Set("cursor", "c"+strconv.Itoa(to))
		next := *r.URL
		next.Scheme, next.Host, next.RawQuery = "http", r.Host, q.Encode()
		links = append(links, map[string]any{"rel": "next", "title": "Next page", "type": "application/geo+json", "href": next.String()})
	}
	answer := map[string]any{"type": "FeatureCollection", "timeStamp": "2025-01-01T12:00:00Z", "links": links,
		"features": features, "numberReturned": len(features)}
	if s.change != nil {
		s.change(answer)
	}
	w.Header().Set("Content-Type", "application/geo+json")
	if s.crs != "none" {
		w.Header().Set("Content-Crs", "<"+s.crs+">")
	}
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		s.t.Error(err)
	}
}

// start serves, and returns options to fetch with; waits are counted and not waited for.
func start(t *testing.T, s *service) (Options, *[]time.Duration) {
	t.Helper()
	s.t = t
	if s.features == nil {
		s.features = map[string]int{"gemeenten": 5, "wijken": 3, "buurten": 12}
	}
	if s.crs == "" {
		s.crs = rdNew
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	waits := &[]time.Duration{}
	return Options{Year: 2024, Dir: t.TempDir(), Levels: []area.Level{area.Municipality}, PageSize: 2,
		Address: server.URL + "/cbs/wijken-en-buurten-{year}/ogc/v1",
		Wait:    func(ctx context.Context, d time.Duration) error { *waits = append(*waits, d); return ctx.Err() }}, waits
}

type collected struct {
	CRS *struct {
		Properties struct{ Name string }
	}
	Features []struct{ ID string }
}

func collect(t *testing.T, file string) collected {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var c collected
	if err := json.Unmarshal(raw, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func ids(c collected) string {
	var list []string
	for _, f := range c.Features {
		list = append(list, f.ID)
	}
	return strings.Join(list, ",")
}

func TestFetchFollowsEveryPageOfEveryCollection(t *testing.T) {
	s := &service{}
	o, waits := start(t, s)
	o.Levels = nil
	var done int64
	o.Progress = func(d, _ int64) { done = d }
	files, err := Fetch(context.Background(), o)
	if err != nil || len(files) != 3 || len(*waits) != 0 || done != 20 {
		t.Fatalf("%v, %v, %d areas told", files, err, done)
	}
	c := collect(t, files[0])
	if ids(c) != "1,2,3,4,5" || c.CRS == nil || c.CRS.Properties.Name != "urn:ogc:def:crs:EPSG::28992" {
		t.Errorf("got %+v", c)
	}
	if len(collect(t, files[2]).Features) != 12 || len(s.requests) != 3+2+6 {
		t.Errorf("%d requests: %v", len(s.requests), s.requests)
	}
	entries, _ := os.ReadDir(o.Dir)
	if len(entries) != 3 {
		t.Errorf("left behind: %v", entries)
	}
}

// cut answers with half of a page and then hangs up.
func cut(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/geo+json")
	w.Header().Set("Content-Length", "4000")
	fmt.Fprint(w, `{"type":"FeatureCollection","features":[{"type":"Feature","id":"1",`)
	http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

func TestFaultsThatPass(t *testing.T) {
	faults := map[string]func(w http.ResponseWriter){
		"answer 500": func(w http.ResponseWriter) { http.Error(w, "oops", http.StatusInternalServerError) },
		"answer 429": func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "7")
			http.Error(w, "", http.StatusTooManyRequests)
		},
		"cut connection": cut,
		"HTML for JSON": func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<html>onderhoud")
		},
		"half of a page": func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{"type":"Fea`)
		},
		"wrong number": func(w http.ResponseWriter) {
			page200(w, `{"type":"FeatureCollection","features":[],"numberReturned":2}`)
		},
		"a name twice":   func(w http.ResponseWriter) { page200(w, `{"type":"FeatureCollection","features":[],"features":[]}`) },
		"something else": func(w http.ResponseWriter) { page200(w, `{"type":"Feature"}`) },
		"text, no UTF-8": func(w http.ResponseWriter) {
			page200(w, "{\"type\":\"FeatureCollection\",\"x\":\"\xff\",\"features\":[]}")
		},
		"more than one":   func(w http.ResponseWriter) { page200(w, `{"type":"FeatureCollection","features":[]}{}`) },
		"no object there": func(w http.ResponseWriter) { page200(w, `{"type":"FeatureCollection","features":[1]}`) },
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			s := &service{fault: func(n int, w http.ResponseWriter, r *http.Request) bool {
				if n != 2 && n != 3 {
					return false
				}
				fault(w)
				return true
			}}
			o, waits := start(t, s)
			files, err := Fetch(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			if got := ids(collect(t, files[0])); got != "1,2,3,4,5" {
				t.Errorf("got %s", got)
			}
			want := []time.Duration{time.Second, 2 * time.Second}
			if name == "answer 429" {
				want = []time.Duration{7 * time.Second, 7 * time.Second}
			}
			if !slices.Equal(*waits, want) {
				t.Errorf("waited %v", *waits)
			}
		})
	}
}

func page200(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "application/geo+json")
	fmt.Fprint(w, body)
}

func TestFaultsThatStay(t *testing.T) {
	always := func(f func(w http.ResponseWriter, r *http.Request)) func(int, http.ResponseWriter, *http.Request) bool {
		return func(n int, w http.ResponseWriter, r *http.Request) bool { f(w, r); return true }
	}
	tests := map[string]struct {
		s    *service
		key  string
		kind problem.Kind
		asks int
	}{
		"down": {&service{fault: always(func(w http.ResponseWriter, r *http.Request) { http.Error(w, "", http.StatusServiceUnavailable) })},
			"boundary.fetch_failed", problem.Unavailable, 5},
		"refused": {&service{fault: always(func(w http.ResponseWriter, r *http.Request) { http.Error(w, "", 400) })},
			"boundary.fetch_refused", problem.Invalid, 1},
		"HTML": {&service{fault: always(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "<html>") })},
			"boundary.fetch_not_json", problem.Unavailable, 5},
		"cut": {&service{fault: always(func(w http.ResponseWriter, r *http.Request) { cut(w) })},
			"boundary.fetch_broken", problem.Unavailable, 5},
		"other system": {&service{crs: "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}, "boundary.fetch_crs", problem.Invalid, 1},
		"redirect away": {&service{fault: always(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://example.org/", http.StatusFound)
		})}, "boundary.fetch_away", problem.Invalid, 1},
		"next page elsewhere": {&service{change: func(a map[string]any) {
			a["links"] = []any{map[string]any{"rel": "next", "href": "https://example.org/items"}}
		}}, "boundary.fetch_away", problem.Invalid, 1},
		"wrong numberMatched": {&service{change: func(a map[string]any) { a["numberMatched"] = 7 }}, "boundary.fetch_count", problem.Invalid, 3},
		"empty page with a next one": {&service{change: func(a map[string]any) { a["features"], a["numberReturned"] = []any{}, 0 }},
			"boundary.fetch_broken", problem.Unavailable, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o, _ := start(t, tt.s)
			files, err := Fetch(context.Background(), o)
			if problem.KeyOf(err) != tt.key || problem.KindOf(err) != tt.kind || files != nil {
				t.Errorf("got %v, %v", files, err)
			}
			if len(tt.s.requests) != tt.asks {
				t.Errorf("asked %d times, want %d", len(tt.s.requests), tt.asks)
			}
		})
	}
}

func TestFetchGoesOnAfterABreak(t *testing.T) {
	down := true
	s := &service{}
	s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
		if down && strings.Contains(r.URL.RawQuery, "c4") {
			http.Error(w, "", http.StatusBadGateway)
			return true
		}
		return false
	}
	o, _ := start(t, s)
	if _, err := Fetch(context.Background(), o); problem.KeyOf(err) != "boundary.fetch_failed" {
		t.Fatal(err)
	}
	// A write that broke off half-way leaves more bytes than the note counts.
	parts, err := os.OpenFile(o.Dir+"/gemeenten_2024.geojson.parts", os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(parts, `,{"type":"Fea`)
	parts.Close()
	down = false
	s.requests = nil
	files, err := Fetch(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if got := ids(collect(t, files[0])); got != "1,2,3,4,5" || len(s.requests) != 1 {
		t.Errorf("got %s after %v", got, s.requests)
	}
	s.requests = nil
	if _, err := Fetch(context.Background(), o); err != nil || len(s.requests) != 0 {
		t.Errorf("what is there was fetched again: %v, %v", s.requests, err)
	}
}

func TestStateOfAnotherFetchIsNotTrusted(t *testing.T) {
	s := &service{}
	o, _ := start(t, s)
	// More bytes are claimed than there are: everything is fetched anew.
	if err := os.WriteFile(o.Dir+"/gemeenten_2024.geojson.state", []byte(`{"next":"x","bytes":999,"received":2}`), 0o600); err != nil {
		t.Fatal(err)
	}
	files, err := Fetch(context.Background(), o)
	if err != nil || ids(collect(t, files[0])) != "1,2,3,4,5" {
		t.Error(err)
	}
}

func TestServiceThatNamesNoSystem(t *testing.T) {
	o, _ := start(t, &service{crs: "none"})
	files, err := Fetch(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if c := collect(t, files[0]); c.CRS != nil {
		t.Error("the file must not say more than the service did")
	}
}

func TestOnlySafeAddresses(t *testing.T) {
	for _, address := range []string{"http://api.pdok.nl/x", "ftp://localhost/x", "https://user:secret@api.pdok.nl", "//x", "%", "https:///x"} {
		_, err := Fetch(context.Background(), Options{Year: 2024, Dir: t.TempDir(), Address: address})
		if problem.KeyOf(err) != "boundary.fetch_address" {
			t.Errorf("%s: %v", address, err)
		}
	}
	if u, err := addressOf(Options{Year: 2024}.orDefault()); err != nil || u.String() != "https://api.pdok.nl/cbs/wijken-en-buurten-2024/ogc/v1" {
		t.Errorf("%v, %v", u, err)
	}
}

func TestFetchStopsWhenAsked(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	o, _ := start(t, &service{fault: func(n int, w http.ResponseWriter, r *http.Request) bool {
		stop()
		http.Error(w, "", 500)
		return true
	}})
	if _, err := Fetch(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := wait(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting goes on: %v", err)
	}
}

func TestFullDisk(t *testing.T) {
	o, _ := start(t, &service{})
	o.Dir += "/file"
	if err := os.WriteFile(o.Dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Fetch(context.Background(), o); problem.KeyOf(err) != "boundary.fetch_no_room" {
		t.Errorf("got %v", err)
	}
}

func FuzzReadPage(f *testing.F) {
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"type":"Feature"}],"numberReturned":1,"links":[{"rel":"next","href":"https://x/"}]}`))
	f.Add([]byte(`<html>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := readPage(strings.NewReader(string(b)), "buurten")
		if (p == nil) == (err == nil) {
			t.Fatalf("%v, %v", p, err)
		}
		if p != nil {
			if _, err := url.Parse(p.next); err == nil && p.count > 0 && !json.Valid([]byte("["+string(p.features)+"]")) {
				t.Fatal("features are no JSON")
			}
		}
	})
}
