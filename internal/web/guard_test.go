package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/web"
	"github.com/buurtbeeld/buurtbeeld/internal/web/delivery"
)

// post sends a form.
func (s site) post(target string, form url.Values, change func(*http.Request)) *httptest.ResponseRecorder {
	return s.ask(http.MethodPost, target, func(r *http.Request) {
		r.Body = io.NopCloser(strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		if change != nil {
			change(r)
		}
	})
}

func TestChangesOnlyAtTheMachineItself(t *testing.T) {
	recipe := url.Values{"naam": {"Mijn stapel"}, "recept": {strings.TrimPrefix(stackOf, "/stapelkaart?")}}
	tests := map[string]struct {
		allowed bool
		change  func(*http.Request)
		want    int
	}{
		"own page":          {true, nil, http.StatusSeeOther},
		"localhost by name": {true, func(r *http.Request) { r.Host = "localhost:8080" }, http.StatusSeeOther},
		"sixth version":     {true, func(r *http.Request) { r.Host = "[::1]:8080" }, http.StatusSeeOther},
		"another site":      {true, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, http.StatusForbidden},
		"another origin": {true, func(r *http.Request) {
			r.Header.Del("Sec-Fetch-Site")
			r.Header.Set("Origin", "https://elders.example")
		}, http.StatusForbidden},
		"name that was made to point here": {true, func(r *http.Request) { r.Host = "elders.example:8080" }, http.StatusForbidden},
		"name that looks like us":          {true, func(r *http.Request) { r.Host = "127.0.0.1.elders.example" }, http.StatusForbidden},
		"installation for everybody":       {false, nil, http.StatusForbidden},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := filled(t, func(o *web.Options) { o.WritesAllowed = tt.allowed })
			if w := s.post("/stapel", recipe, tt.change); w.Code != tt.want {
				t.Errorf("status %d, want %d: %s", w.Code, tt.want, textOf(w.Body.String()))
			}
			saved, err := s.store.Stacks(context.Background(), reader.OnLoopback())
			if err != nil || (len(saved) == 1) != (tt.want == http.StatusSeeOther) {
				t.Errorf("%d stacks kept, %v", len(saved), err)
			}
		})
	}
}

func TestStackIsTheTeamsUntilPublished(t *testing.T) {
	s := filled(t, nil)
	s.post("/stapel", url.Values{"naam": {"Mijn stapel"}, "recept": {strings.TrimPrefix(stackOf, "/stapelkaart?")}}, nil)
	saved, err := s.store.Stacks(context.Background(), reader.OnLoopback())
	if err != nil || len(saved) != 1 || saved[0].Published {
		t.Fatalf("%v, %v", saved, err)
	}
	if w := s.ask(http.MethodGet, "/stapel/"+saved[0].ID, nil); w.Code != http.StatusSeeOther || !strings.Contains(w.Header().Get("Location"), "laag=") {
		t.Errorf("status %d to %s", w.Code, w.Header().Get("Location"))
	}
	if w := s.post("/stapel/"+saved[0].ID+"/publiceren", nil, nil); w.Code != http.StatusSeeOther {
		t.Errorf("status %d", w.Code)
	}
	if w := s.ask(http.MethodGet, "/stapel/"+saved[0].ID+"/publiceren", nil); w.Code == http.StatusSeeOther {
		t.Error("an address alone publishes")
	}
}

func TestUndoAsksFirst(t *testing.T) {
	s := filled(t, nil)
	list, err := s.store.Deliveries(context.Background(), reader.OnLoopback())
	if err != nil {
		t.Fatal(err)
	}
	ask := "/bronnen/ongedaan/" + list[0].ID
	if !strings.Contains(s.get(t, ask), `method="post"`) {
		t.Error("there is nothing to confirm")
	}
	if w := s.post(ask, nil, nil); w.Code != http.StatusSeeOther {
		t.Fatalf("status %d", w.Code)
	}
	if strings.Contains(s.get(t, "/bronnen"), list[0].Title) {
		t.Error("the delivery is still there")
	}
}

func TestAnswersAreKeptAndPackedOnce(t *testing.T) {
	s := filled(t, nil)
	packed := func(r *http.Request) { r.Header.Set("Accept-Encoding", "br, gzip") }
	first := s.ask(http.MethodGet, stackOf, packed)
	if first.Header().Get("Content-Encoding") != "gzip" || first.Header().Get("Etag") == "" {
		t.Fatalf("headers %v", first.Header())
	}
	z, err := gzip.NewReader(bytes.NewReader(first.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil || string(plain) != s.get(t, stackOf) {
		t.Error("packed and unpacked answers differ", err)
	}
	again := s.ask(http.MethodGet, stackOf, func(r *http.Request) { packed(r); r.Header.Set("If-None-Match", first.Header().Get("Etag")) })
	if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("status %d, %d bytes", again.Code, again.Body.Len())
	}
	if w := s.ask(http.MethodGet, stackOf, func(r *http.Request) { r.Header.Set("Accept-Encoding", "gzip;q=0") }); w.Header().Get("Content-Encoding") != "" {
		t.Error("packed for who does not take it")
	}
	list, err := s.store.Deliveries(context.Background(), reader.OnLoopback())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.store.Undo(context.Background(), reader.OnLoopback(), list[0].ID); err != nil {
		t.Fatal(err)
	}
	if w := s.ask(http.MethodGet, stackOf, packed); w.Code == http.StatusOK {
		t.Error("the answer outlived its figures")
	}
}

func TestFormLeadsToOneSpelling(t *testing.T) {
	s := filled(t, nil)
	form := "/stapelkaart?formulier=1&in=GM0001&niveau=buurt&cijfer=social_assistance_rate&periode=2020&kant=hoog&soort=top&waarde=25&gewicht=2&cijfer=loneliness_share&periode=&kant=laag&soort=vast&waarde=12,5&gewicht=1&erbij=volunteering_share"
	w := s.ask(http.MethodGet, form, nil)
	got, err := url.QueryUnescape(w.Header().Get("Location"))
	want := "/stapelkaart?in=GM0001&niveau=buurt&laag=social_assistance_rate:2020:high:top25%:2&laag=loneliness_share:low:<=12.5&laag=volunteering_share:high:top20%"
	if err != nil || w.Code != http.StatusSeeOther || got != want {
		t.Errorf("status %d, got  %s\nwant %s", w.Code, got, want)
	}
	s.get(t, w.Header().Get("Location"))
	other := s.ask(http.MethodGet, form+"&jaar=2021&jaarwas=2020", nil)
	if got, err := url.QueryUnescape(other.Header().Get("Location")); err != nil || strings.Contains(got, ":2020:") || !strings.Contains(got, "jaar=2021") {
		t.Errorf("another division keeps the years of the old one: %s, %v", got, err)
	}
	if w := s.ask(http.MethodGet, strings.Replace(form, "waarde=25", "waarde=veel", 1), nil); w.Code != http.StatusBadRequest {
		t.Errorf("status %d for a threshold that is no number", w.Code)
	}
}

func TestSearchBoxChooses(t *testing.T) {
	s := filled(t, nil)
	if w := s.ask(http.MethodGet, stackOf+"&zoek=buurt+%3CC%3E", nil); w.Code != http.StatusSeeOther || !strings.Contains(w.Header().Get("Location"), "gekozen=BU00010002") {
		t.Errorf("status %d to %s", w.Code, w.Header().Get("Location"))
	}
	if body := textOf(s.get(t, stackOf+"&zoek=buurt")); !strings.Contains(body, "Welke bedoelt u?") {
		t.Error("several were found and none is offered")
	}
	if body := textOf(s.get(t, stackOf+"&zoek=xyz")); !strings.Contains(body, "niet gevonden") {
		t.Error("nothing was found and nothing says so")
	}
}

func TestStrangeAddresses(t *testing.T) {
	s := filled(t, nil)
	for address, want := range map[string]int{
		"/stapelkaart?in=XX": http.StatusBadRequest, "/stapelkaart?in=GM0001&laag=%00": http.StatusBadRequest,
		"/stapelkaart?in=GM0001&jaar=-3": http.StatusBadRequest, stackOf + "&x=99&y=-1": http.StatusBadRequest, stackOf + "&x=99": http.StatusOK,
		stackOf + "&gekozen=BU99990000": http.StatusOK, "/buurt/BU99990000": http.StatusNotFound, "/buurt/GM0001": http.StatusNotFound,
		"/gemeente/BU00010000": http.StatusNotFound, "/asset/manifest.json": http.StatusNotFound, "/asset/../site.go": http.StatusNotFound,
		"/asset/style-ABC.css.gz": http.StatusNotFound, "/cijfer/nee": http.StatusNotFound, "/stapel/nee": http.StatusNotFound,
		"/tegel/buurt/2020/99/0/0": http.StatusNotFound, "/en/niets": http.StatusNotFound, "/english": http.StatusNotFound,
		"/stapelkaart?in=GM0001&laag=" + strings.Repeat("a", 5000): http.StatusBadRequest,
	} {
		if w := s.ask(http.MethodGet, address, nil); w.Code != want && (want == http.StatusOK || w.Code < 300 || w.Code >= 500) {
			t.Errorf("%.80s: status %d, want %d", address, w.Code, want)
		}
	}
}

func TestAssets(t *testing.T) {
	s := filled(t, nil)
	w := s.ask(http.MethodGet, "/asset/style-ABC.css", func(r *http.Request) { r.Header.Set("Accept-Encoding", "gzip") })
	if w.Body.String() != "packed" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("%q with %v", w.Body.String(), w.Header())
	}
	if w := s.ask(http.MethodGet, "/asset/style-ABC.css", nil); w.Body.String() != "a{}" || w.Header().Get("Content-Encoding") != "" {
		t.Errorf("%q with %v", w.Body.String(), w.Header())
	}
}

// fakeImporter takes everything but persons.
type fakeImporter struct{ files map[string]string }

func (f *fakeImporter) Inspect(_ context.Context, _ reader.Reader, u delivery.Upload) (delivery.Draft, error) {
	for {
		file, err := u.Next()
		if err == io.EOF {
			return delivery.Draft{ID: "D1"}, nil
		}
		if err != nil {
			return delivery.Draft{}, err
		}
		raw, err := io.ReadAll(file.Content)
		if err != nil {
			return delivery.Draft{}, err
		}
		f.files[file.Name] = string(raw)
		if strings.Contains(string(raw), "bsn") {
			return delivery.Draft{}, problem.New(problem.Invalid, "sources.people")
		}
	}
}

func (f *fakeImporter) Review(_ context.Context, _ reader.Reader, id string, a delivery.Answers) (delivery.Draft, error) {
	d := delivery.Draft{ID: id, Answers: a, AskPublished: true, Before: [][]string{{"code", "<b>"}, {"BU00010000", "1"}}, Delivery: indicator.Delivery{Title: "Tabel", Kind: indicator.OwnTable}}
	if a.Choices["nul"] == "" {
		d.Delivery.Report.Questions = []indicator.Question{{ID: "nul", Note: indicator.Note{Key: "sources.column_empty"}, Choices: []string{"value", "not-measured"}}}
	}
	return d, nil
}

func (f *fakeImporter) Save(_ context.Context, _ reader.Reader, _ string, a delivery.Answers) (indicator.Delivery, bool, error) {
	if !a.Published {
		return indicator.Delivery{}, false, problem.New(problem.Invalid, "sources.people")
	}
	return indicator.Delivery{ID: "L9", Title: "Tabel"}, true, nil
}

func (f *fakeImporter) Drop(context.Context, reader.Reader, string) error { return nil }

func upload(content string) func(*http.Request) {
	const boundary = "grens"
	body := "--" + boundary + "\r\nContent-Disposition: form-data; name=\"soort\"\r\n\r\ntable\r\n--" + boundary +
		"\r\nContent-Disposition: form-data; name=\"bestand\"; filename=\"..\\..\\kern.csv\"\r\n\r\n" + content + "\r\n--" + boundary + "--\r\n"
	return func(r *http.Request) {
		r.Body = io.NopCloser(strings.NewReader(body))
		r.Header.Set("Content-Type", "multipart/form-data; boundary="+boundary)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
}

func TestReadingInByTheBrowser(t *testing.T) {
	f := &fakeImporter{files: map[string]string{}}
	s := filled(t, func(o *web.Options) { o.Importer = f })
	s.get(t, "/bronnen/inlezen")
	w := s.ask(http.MethodPost, "/bronnen/inlezen", upload("code;x"))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/bronnen/inlezen/D1" || f.files["kern.csv"] != "code;x" {
		t.Fatalf("status %d to %s, files %v", w.Code, w.Header().Get("Location"), f.files)
	}
	if w := s.ask(http.MethodPost, "/bronnen/inlezen", upload("bsn;x")); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Gegevens van personen") {
		t.Errorf("status %d for data of persons", w.Code)
	}
	body := s.get(t, "/bronnen/inlezen/D1")
	check(t, "/bronnen/inlezen/D1", body)
	if !strings.Contains(body, "nee, dit is niet gemeten") || strings.Contains(body, `value="bewaar"`) || !strings.Contains(body, "&lt;b&gt;") {
		t.Error("an open question is not asked, or can be passed over")
	}
	form := url.Values{"vraag-nul": {"value"}, "knop": {"opnieuw"}}
	if body := s.post("/bronnen/inlezen/D1", form, nil).Body.String(); !strings.Contains(body, `value="bewaar"`) {
		t.Error("an answered question is still in the way")
	}
	form.Set("knop", "bewaar")
	if w := s.post("/bronnen/inlezen/D1", form, nil); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("status %d for figures that nobody publishes", w.Code)
	}
	form.Set("openbaar", "ja")
	if w := s.post("/bronnen/inlezen/D1", form, nil); !strings.Contains(w.Body.String(), "/bronnen/L9") {
		t.Errorf("status %d: %s", w.Code, textOf(w.Body.String()))
	}
}
