package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// part returns the address of a download of the invented stack.
func part(name string) string {
	return strings.Replace(stackOf, "/stapelkaart", "/stapelkaart/"+name, 1)
}

func TestDownloads(t *testing.T) {
	s := filled(t, nil)
	rows, err := csv.NewReader(strings.NewReader(s.get(t, part("stapel.csv")))).ReadAll()
	if err != nil || len(rows) != neighbourhoods+1 || rows[0][0] != "code" {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows[1:] {
		// The withheld neighbourhood knows no layer: its hits are not told apart from a blank by any number.
		if row[0] == "BU00010002" && strings.Join(row[12:15], "") != "" {
			t.Errorf("withheld layers are not blank: %v", row)
		}
	}
	var geo struct {
		Type     string
		Features []struct{ Properties map[string]any }
	}
	if err := json.Unmarshal([]byte(s.get(t, part("stapel.geojson"))), &geo); err != nil || geo.Type != "FeatureCollection" || len(geo.Features) != neighbourhoods {
		t.Errorf("%s with %d features, %v", geo.Type, len(geo.Features), err)
	}
	drawing := s.get(t, part("stapel.svg"))
	for d := xml.NewDecoder(strings.NewReader(drawing)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("no XML: %v", err)
		}
	}
	for _, wanted := range []string{"Stapelkaart Proefdam", "CBS, CC BY 4.0", "niet getoond, om mensen te beschermen"} {
		if !strings.Contains(drawing, wanted) {
			t.Errorf("%q is not on the downloaded map", wanted)
		}
	}
}

// TestLooksAreThoseOfThePage: what the island paints with is what the page itself would draw.
func TestLooksAreThoseOfThePage(t *testing.T) {
	s := filled(t, nil)
	page := s.get(t, stackOf)
	_, drawn, _ := strings.Cut(page, "data-map>")
	drawn, _, _ = strings.Cut(drawn, "</svg>")
	letters := map[string]byte{"withheld": 'w', "unmeasured": 'n', "empty": 'e', "water": 'z', "none": '-'}
	var want []byte
	for _, use := range strings.Split(drawn, `<use class="`)[1:] {
		class, _, _ := strings.Cut(use, `"`)
		if letter, ok := letters[class]; ok {
			want = append(want, letter)
		} else if len(class) == 2 && class[0] == 'c' {
			want = append(want, class[1])
		}
	}
	if got := s.get(t, part("klassen")); got != string(want) || len(got) != neighbourhoods+1 {
		t.Errorf("got %s, want %s", got, want)
	}
	var counts map[string]struct {
		Hits int
		Sign string
	}
	if err := json.Unmarshal([]byte(s.get(t, part("aantallen"))), &counts); err != nil || counts["BU00010002"].Sign != "withheld" || counts["BU00010002"].Hits != -1 {
		t.Errorf("%v, %v", counts["BU00010002"], err)
	}
}

func TestTiles(t *testing.T) {
	s := filled(t, nil)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte("tile")); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if w := s.ask(http.MethodGet, "/kaart?"+strings.TrimPrefix(stackOf, "/stapelkaart?")+"&jaar=2020", nil); w.Code != http.StatusNotFound {
		t.Errorf("a free map without tiles: status %d", w.Code)
	}
	if strings.Contains(s.get(t, stackOf), "/kaart?") {
		t.Error("a free map is offered without tiles")
	}
	id := area.DivisionID{Level: area.Neighbourhood, Year: 2020}
	version, err := s.store.Version(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.store.SaveTiles(context.Background(), reader.OnLoopback(), id, version, []area.Tile{{Z: 8, X: 131, Y: 85, Gzipped: packed.Bytes()}}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(s.get(t, stackOf), "/kaart?") {
		t.Error("there are tiles and no free map is offered")
	}
	check(t, "/kaart", s.get(t, "/kaart?"+strings.TrimPrefix(stackOf, "/stapelkaart?")+"&jaar=2020"))
	w := s.ask(http.MethodGet, "/tegel/buurt/2020/8/131/85?v=1", nil)
	if w.Code != http.StatusOK || !bytes.Equal(w.Body.Bytes(), packed.Bytes()) || w.Header().Get("Content-Encoding") != "gzip" || w.Header().Get("Etag") == "" {
		t.Errorf("status %d, headers %v", w.Code, w.Header())
	}
	again := s.ask(http.MethodGet, "/tegel/buurt/2020/8/131/85", func(r *http.Request) { r.Header.Set("If-None-Match", w.Header().Get("Etag")) })
	if again.Code != http.StatusNotModified {
		t.Errorf("status %d for a tile that the browser has", again.Code)
	}
	if w := s.ask(http.MethodGet, "/tegel/buurt/2020/8/1/1", nil); w.Code != http.StatusNoContent {
		t.Errorf("status %d where there is no land", w.Code)
	}
}
