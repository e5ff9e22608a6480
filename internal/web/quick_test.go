package web_test

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/web/holdings"
	"github.com/buurtbeeld/buurtbeeld/internal/web/outline"
	"github.com/buurtbeeld/buurtbeeld/internal/web/stackmap"
)

// quickFigures: ties, hardly any withheld, many withheld, all equal, nothing known, a count.
var quickFigures = []string{"social_assistance_rate", "loneliness_share", "volunteering_share", "unemployment_benefit_rate", "disability_benefit_rate", "residential_youth_care_count"}

// scattered is three municipalities with an area of water and some without inhabitants, and figures of every kind. Shift
// makes other figures of the same areas.
func scattered(t testing.TB, shift int) indicator.Batch {
	t.Helper()
	const n = 90
	areas, shapes := make([]area.Area, n), make([]area.Geometry, n)
	for i := range areas {
		areas[i] = area.Area{Code: code(t, fmt.Sprintf("BU%04d%02d%02d", 1+i/30, i%30/10, i%10)), Name: "Buurt"}
		x, y := 100000+float64(i%10)*700, 400000+float64(i/10)*700
		side := float64(200 + i*37%500)
		shapes[i] = area.Geometry{{{{X: x, Y: y}, {X: x + side, Y: y}, {X: x + side, Y: y + side}, {X: x, Y: y + side}, {X: x, Y: y}}}}
		if i%29 == 5 {
			areas[i].Kind = area.Water
		}
		if i%31 == 7 {
			shapes[i] = nil
		}
	}
	d, err := area.NewDivision(area.DivisionID{Level: area.Neighbourhood, Year: 2020}, areas)
	if err != nil {
		t.Fatal(err)
	}
	b := indicator.Batch{Delivery: indicator.Delivery{Kind: indicator.CBSTable, Source: "CBS", Title: "Proef", Fingerprint: "q" + strconv.Itoa(shift), Published: true, Year: 2020},
		Divisions: []*area.Division{d}, Shapes: []*area.Shapes{area.NewShapes(d.Index(), shapes)}}
	for k, id := range append([]string{string(indicator.Population)}, quickFigures...) {
		in, ok := indicator.FindInCatalogue(indicator.ID(id))
		if !ok {
			t.Fatalf("%s is not in the catalogue", id)
		}
		b.Indicators = append(b.Indicators, in)
		c := indicator.NewBuilder(indicator.Key{Indicator: in.ID, Period: indicator.Year(2020), Division: d.ID()}, d.Index())
		for i := range n {
			x := float64((i*(7+2*k) + shift*11) % 23)
			if k == 0 && i%9 == 4 || k == 4 {
				x = 0
			}
			err := c.SetKnown(i, x, 0)
			if k == 5 || k == 3 && i%3 == 0 || k == 2 && i%17 == 3 {
				c.SetMissing(i, indicator.Of([]indicator.Status{indicator.Withheld, indicator.NotMeasured, indicator.NotApplicable}[i%5%3]))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		b.Columns = append(b.Columns, c.Column())
	}
	return b
}

// TestQuickLooksAreTheSame holds the looks that are found by looking cuts up against those of a whole picture.
func TestQuickLooksAreTheSame(t *testing.T) {
	s := open(t, nil)
	save := func(shift int) {
		if _, _, err := s.store.Save(context.Background(), reader.OnLoopback(), scattered(t, shift)); err != nil {
			t.Fatal(err)
		}
	}
	pages, err := page.New(page.Options{Log: slog.New(slog.DiscardHandler), Assets: fstest.MapFS{}, Reader: func(*http.Request) reader.Reader { return reader.OnLoopback() }})
	if err != nil {
		t.Fatal(err)
	}
	stacks := stackmap.New(stackmap.Options{Pages: pages, Figures: s.store, Holdings: holdings.New(s.store, s.store), Maps: outline.New(s.store), Library: s.store,
		Versions: s.store, Boundaries: s.store, MayWrite: func(*page.Request) bool { return false }})
	answered, refused := 0, 0
	for shift := range 3 {
		save(shift)
		rapid.Check(t, func(t *rapid.T) {
			address := "/stapelkaart/klassen?" + drawQuery(t).Encode()
			ask := func() *page.Request { return pages.Request(httptest.NewRequest(http.MethodGet, address, nil)) }
			want := httptest.NewRecorder()
			wrong := stacks.Classes(want, ask())
			h := http.Header{}
			letters, ok := stacks.Quick(h, ask())
			if ok != (wrong == nil) || !ok && len(h) > 0 {
				t.Fatalf("%s: %v with %v, and %v", address, ok, h, wrong)
			}
			if refused++; ok {
				answered++
				refused--
				if string(letters) != want.Body.String() || !reflect.DeepEqual(h, want.Header()) {
					t.Fatalf("%s:\n%s %v\n%s %v", address, letters, h, want.Body, want.Header())
				}
			}
		})
	}
	if answered < 50 || refused < 5 {
		t.Errorf("%d answers and %d refusals prove little", answered, refused)
	}
}

func drawQuery(t *rapid.T) url.Values {
	q := url.Values{"in": {rapid.SampledFrom([]string{"GM0001", "GM0002", "NL00", "WK000301", "GM0009"}).Draw(t, "region")}, "niveau": {"buurt"}}
	if rapid.Bool().Draw(t, "in a year") {
		q.Set("jaar", "2020")
	}
	for _, id := range rapid.SliceOfNDistinct(rapid.SampledFrom(quickFigures), 2, 5, func(s string) string { return s }).Draw(t, "figures") {
		parts := []string{id}
		if rapid.Bool().Draw(t, "of a period") {
			parts = append(parts, "2020")
		}
		number := strconv.FormatFloat(float64(rapid.IntRange(-2, 50).Draw(t, "value"))/2, 'f', -1, 64)
		percent := strconv.FormatFloat(float64(rapid.IntRange(4, 200).Draw(t, "percent"))/4, 'f', -1, 64)
		parts = append(parts, rapid.SampledFrom([]string{"top" + percent + "%", "bottom" + percent + "%", "top" + percent + "%", "above-region", "below-region",
			">=" + number, "<=" + number, ">" + number, "<" + number, "low:top" + percent + "%", "top20%:2.5"}).Draw(t, "threshold"))
		q.Add("laag", strings.Join(parts, ":"))
	}
	return q
}

// TestQuickAnswerOverTheLine: what goes out is the same packed and not, and is not sent to who has it.
func TestQuickAnswerOverTheLine(t *testing.T) {
	s := filled(t, nil)
	plain := s.get(t, part("klassen"))
	w := s.ask(http.MethodGet, part("klassen"), func(r *http.Request) { r.Header.Set("Accept-Encoding", "gzip") })
	if got := unpacked(t, w); got != plain || w.Header().Get("Vary") != "Accept-Encoding" {
		t.Errorf("packed: %q, %v; plain: %q", got, w.Header(), plain)
	}
	tag := w.Header().Get("Etag")
	w = s.ask(http.MethodGet, part("klassen"), func(r *http.Request) { r.Header.Set("If-None-Match", tag) })
	if w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("status %d for who has it", w.Code)
	}
	w = s.ask(http.MethodHead, part("klassen"), nil)
	if w.Body.Len() > 0 || w.Header().Get("Content-Length") != strconv.Itoa(len(plain)) {
		t.Errorf("HEAD: %v", w.Header())
	}
	if w := s.ask(http.MethodGet, part("klassen")+"&laag=nothing_of_the_kind", nil); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "<main") {
		t.Errorf("a figure that is not there: status %d", w.Code)
	}
	// Other figures give other looks at once.
	if err := s.store.Undo(context.Background(), reader.OnLoopback(), "L2"); err != nil {
		t.Fatal(err)
	}
	if w := s.ask(http.MethodGet, part("klassen"), nil); w.Code == http.StatusOK {
		t.Errorf("figures that were undone are still shown: %s", w.Body)
	}
}

func unpacked(t testing.TB, w *httptest.ResponseRecorder) string {
	t.Helper()
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
