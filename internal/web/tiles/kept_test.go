package tiles

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// shelf is a store of tiles that tells how often it was asked.
type shelf struct {
	Boundaries
	version int64
	body    func(r reader.Reader) ([]byte, error)
	asked   int
}

func (s *shelf) Version(context.Context) (int64, error) { return s.version, nil }

func (s *shelf) Tile(_ context.Context, r reader.Reader, _ area.DivisionID, _ area.Tile) ([]byte, error) {
	s.asked++
	return s.body(r)
}

func (s *shelf) ask(t *testing.T, p *Pages, who reader.Reader, query string) (string, error) {
	t.Helper()
	req := httptest.NewRequest(http.MethodGet, "/"+query, nil)
	for name, value := range map[string]string{"level": "buurt", "year": "2020", "z": "8", "x": "131", "y": "85"} {
		req.SetPathValue(name, value)
	}
	w := httptest.NewRecorder()
	err := p.Tile(w, &page.Request{Request: req, Reader: who})
	return fmt.Sprint(w.Code, " ", w.Body), err
}

func TestTilesAreKeptForOneVersionAndTenant(t *testing.T) {
	missing := problem.New(problem.NotFound, "store.tile_missing", "division", "buurt 2020")
	var body []byte
	var failed error
	s := &shelf{version: 1}
	s.body = func(r reader.Reader) ([]byte, error) { return append(body, r.Tenant()...), failed }
	p := &Pages{o: Options{Boundaries: s, Library: s}}
	anyone, other := reader.OnLoopback(), reader.Of("elsewhere", "", reader.Public)
	for i, step := range []struct {
		body    string
		failed  error
		version int64
		who     reader.Reader
		want    string
		asked   int
	}{
		{"", missing, 1, anyone, "204 ", 1},
		{"a", nil, 1, anyone, "200 a" + string(anyone.Tenant()), 2}, // what was not there is asked again
		{"b", nil, 1, anyone, "200 a" + string(anyone.Tenant()), 2},
		{"c", nil, 1, other, "200 c" + string(other.Tenant()), 3},
		{"d", nil, 2, anyone, "200 d" + string(anyone.Tenant()), 4},
		{"", missing, 3, anyone, "204 ", 5},
		{"", errors.New("broken"), 3, anyone, "", 6},
	} {
		body, failed, s.version = []byte(step.body), step.failed, step.version
		got, err := s.ask(t, p, step.who, "")
		if (err != nil) != (step.want == "") || err == nil && got != step.want || s.asked != step.asked {
			t.Errorf("step %d: %q, %v, asked %d times", i, got, err, s.asked)
		}
	}
}

// TestAnAddressNamesItsVersion: the tiles of a page that is open do not change under it, and one that was never of a
// version is not taken for it.
func TestAnAddressNamesItsVersion(t *testing.T) {
	s := &shelf{version: 4}
	s.body = func(reader.Reader) ([]byte, error) { return fmt.Append(nil, s.version), nil }
	p := &Pages{o: Options{Boundaries: s, Library: s}}
	for i, step := range []struct {
		version     int64
		query, want string
	}{{4, "?v=4", "200 4"}, {5, "?v=4", "200 4"}, {5, "?v=6", "200 5"}, {6, "?v=6", "200 6"}, {6, "?v=4", "200 6"}, {7, "?v=x", "200 7"}, {8, "", "200 8"}} {
		s.version = step.version
		if got, err := s.ask(t, p, reader.OnLoopback(), step.query); err != nil || got != step.want {
			t.Errorf("step %d: %q, %v", i, got, err)
		}
	}
}

func TestKeptTilesAreBounded(t *testing.T) {
	var k keep
	for i := range uint32(2 * mostBytes / 60_000) {
		k.put(7, place{x: i}, &packed{bytes: make([]byte, 60_000)})
	}
	k.put(7, place{y: 1}, &packed{bytes: make([]byte, mostBytes/4+1)})
	k.put(6, place{y: 2}, &packed{bytes: []byte{1}})
	if k.bytes > mostBytes || k.bytes != 60_000*len(k.kept) || len(k.order) != len(k.kept) || len(k.kept) < 100 {
		t.Errorf("%d bytes of %d tiles, %d in the queue", k.bytes, len(k.kept), len(k.order))
	}
	if _, ok := k.find(6, place{y: 2}); ok {
		t.Error("a tile of an older version is kept")
	}
}
