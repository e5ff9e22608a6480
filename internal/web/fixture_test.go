package web_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/hotspot"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
	"github.com/buurtbeeld/buurtbeeld/internal/web"
)

// Everything below is invented: a municipality of eight neighbourhoods on a grid, with figures in which every status
// occurs.

const neighbourhoods = 8

// planted are numbers that were there before they were withheld; no page may ever show them.
var planted = []string{"73,19", "73.19", "7319", "81,57", "81.57", "41,83", "41.83"}

func code(t testing.TB, s string) area.Code {
	t.Helper()
	c, err := area.ParseCode(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func square(i int) area.Geometry {
	x, y := 100000+float64(i%4)*500, 400000+float64(i/4)*500
	return area.Geometry{{{{X: x, Y: y}, {X: x + 500, Y: y}, {X: x + 500, Y: y + 500}, {X: x, Y: y + 500}, {X: x, Y: y}}}}
}

// boundaries is the delivery with the areas and, at the level of neighbourhoods, their boundaries.
func boundaries(t testing.TB) indicator.Batch {
	t.Helper()
	b := indicator.Batch{Delivery: indicator.Delivery{Kind: indicator.Boundaries, Source: "Voorbeeld", Title: "Grenzen van Proefdam", Files: []string{"grenzen.gpkg"},
		Fingerprint: "01", Licence: "CC0", Attribution: "Bron: Voorbeeld", Published: true, Year: 2020}}
	var list []area.Area
	var shapes []area.Geometry
	for i := range neighbourhoods {
		a := area.Area{Code: code(t, fmt.Sprintf("BU0001%02d%02d", i/4, i%4)), Name: fmt.Sprintf("Buurt <%c>", 'A'+i), Change: area.Unchanged}
		if i == 1 {
			a.Change = area.BoundaryChanged
		}
		list, shapes = append(list, a), append(shapes, square(i))
	}
	list = append(list, area.Area{Code: code(t, "BU00019997"), Name: "Water", Kind: area.Water})
	shapes = append(shapes, square(neighbourhoods))
	for level, areas := range map[area.Level][]area.Area{area.Neighbourhood: list,
		area.District:     {{Code: code(t, "WK000100"), Name: "Noord"}, {Code: code(t, "WK000101"), Name: "Zuid"}},
		area.Municipality: {{Code: code(t, "GM0001"), Name: "Proefdam"}}} {
		d, err := area.NewDivision(area.DivisionID{Level: level, Year: 2020}, areas)
		if err != nil {
			t.Fatal(err)
		}
		b.Divisions = append(b.Divisions, d)
		if level == area.Neighbourhood {
			b.Shapes = append(b.Shapes, area.NewShapes(d.Index(), shapes))
		}
	}
	return b
}

// figures is the delivery with four figures in two years. Neighbourhood 2 has a withheld value in each, 3 is not
// measured, 6 is small and 7 has no inhabitants.
func figures(t testing.TB, divisions []*area.Division) indicator.Batch {
	t.Helper()
	b := indicator.Batch{Delivery: indicator.Delivery{Kind: indicator.CBSTable, Source: "CBS", Table: "00000NED", Title: "Kerncijfers Proefdam 2020", Files: []string{"kern.csv"},
		Fingerprint: "02", Licence: "CC BY 4.0", Attribution: "CBS, CC BY 4.0", Published: true, Year: 2020,
		Report: indicator.Report{Rows: 12, Matched: 11, Unmatched: 1, UnmatchedExamples: []string{"BU00019999"}, Statuses: map[string]int{"known": 40, "withheld": 4},
			Columns: []indicator.ReportColumn{{Source: "a_inw", Indicator: "population_total", Fate: "read", Known: 8}}, NewColumns: []string{"a_nieuw"}}}}
	ids := []indicator.ID{indicator.Population, "social_assistance_rate", "loneliness_share", "volunteering_share"}
	for k, id := range ids {
		in, ok := indicator.FindInCatalogue(id)
		if !ok {
			t.Fatalf("%s is not in the catalogue", id)
		}
		b.Indicators = append(b.Indicators, in)
		for _, d := range divisions {
			for _, period := range []int{2019, 2020} {
				b.Columns = append(b.Columns, column(t, d, indicator.Key{Indicator: id, Period: indicator.Year(period), Division: d.ID()}, k))
			}
		}
	}
	return b
}

func column(t testing.TB, d *area.Division, key indicator.Key, k int) indicator.Column {
	t.Helper()
	b := indicator.NewBuilder(key, d.Index())
	for i := range d.Len() {
		value := float64((i*7+k*5+key.Period.Year())%40) + 0.5
		if key.Indicator == indicator.Population {
			value = []float64{900, 800, 700, 600, 500, 400, 60, 0, 0}[min(i, 8)]
		}
		err := b.SetKnown(i, value, 0)
		if key.Indicator == "loneliness_share" && err == nil {
			err = b.SetBounds(i, value-4, value+4)
		}
		if err == nil && d.ID().Level == area.Neighbourhood && key.Indicator != indicator.Population {
			switch i {
			case 2:
				err = b.SetKnown(i, 73.19, 0)
				if key.Indicator == "loneliness_share" {
					err = b.SetBounds(i, 41.83, 81.57)
				}
				b.SetRatio(i, 7319, 7319)
				b.SetMissing(i, indicator.Of(indicator.Withheld))
			case 3:
				b.SetMissing(i, indicator.Of(indicator.NotMeasured))
			case 7, 8:
				b.SetMissing(i, indicator.Of(indicator.NotApplicable))
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.Column()
}

// site is a site under test with its store.
type site struct {
	http.Handler
	store *sqlite.Store
}

func open(t testing.TB, change func(*web.Options)) site {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }
	n := 0
	store, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "test.db"), sqlite.Options{Now: now, NewID: func() string { n++; return fmt.Sprintf("L%d", n) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	o := web.Options{Hotspots: hotspot.Method{Draws: 999}, Figures: store, Boundaries: store, Library: store, Stacks: store, OwnAreas: store, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: now, WritesAllowed: true,
		Reader: func(*http.Request) reader.Reader { return reader.OnLoopback() },
		Assets: fstest.MapFS{"manifest.json": {Data: []byte(`{"style.css":"style-ABC.css","stack.js":"stack-ABC.js"}`)}, "style-ABC.css": {Data: []byte("a{}")}, "style-ABC.css.gz": {Data: []byte("packed")}, "stack-ABC.js": {Data: []byte("1")}}}
	if change != nil {
		change(&o)
	}
	h, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return site{h, store}
}

// filled is a site with the invented municipality.
func filled(t testing.TB, change func(*web.Options)) site {
	t.Helper()
	s := open(t, change)
	b := boundaries(t)
	for _, batch := range []indicator.Batch{b, figures(t, b.Divisions)} {
		if _, _, err := s.store.Save(context.Background(), reader.OnLoopback(), batch); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// ask sends a request as a browser at the machine itself does.
func (s site) ask(method, target string, change func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	r.Host = "127.0.0.1:8080"
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func (s site) get(t testing.TB, target string) string {
	t.Helper()
	w := s.ask(http.MethodGet, target, nil)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: status %d\n%s", target, w.Code, textOf(w.Body.String()))
	}
	return w.Body.String()
}

// textOf returns the text between the tags of a page, for messages.
func textOf(page string) string {
	if _, main, ok := strings.Cut(page, "<main"); ok {
		page, _, _ = strings.Cut(main, "</main>")
	}
	var b strings.Builder
	in := true
	for _, r := range page {
		switch {
		case r == '<':
			in = true
		case r == '>':
			in = false
			b.WriteByte(' ')
		case !in:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

const stackOf = "/stapelkaart?in=GM0001&niveau=buurt&laag=social_assistance_rate&laag=loneliness_share&laag=volunteering_share"
