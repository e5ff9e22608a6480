package geojson

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/feature"
)

// TestNumbersAreReadAsStrconvReadsThem draws numbers in every spelling of JSON.
func TestNumbersAreReadAsStrconvReadsThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,2})?`).Draw(t, "number")
		want, err := strconv.ParseFloat(text, 64)
		s := newScanner(iotest.OneByteReader(strings.NewReader(text)))
		got := s.number()
		if err != nil || s.err != nil || got != want || math.Signbit(got) != math.Signbit(want) || s.pos != len(text) {
			t.Fatalf("%s: got %v, want %v (%v, %v)", text, got, want, err, s.err)
		}
	})
}

func TestNumbersThatAreNone(t *testing.T) {
	for _, text := range []string{"", "-", "01", "1.", ".5", "1e", "1e+", "+1", "NaN", "Infinity", "0x10", "--1", "1e999", strings.Repeat("1", 500)} {
		s := newScanner(strings.NewReader(text))
		if s.number(); s.err == nil && s.pos == len(text) {
			t.Errorf("%q was read", text)
		}
	}
}

func TestTextsAreReadAsJSONReadsThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.String().Draw(t, "text")
		raw, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		s := newScanner(iotest.HalfReader(strings.NewReader(string(raw))))
		if got := string(s.text()); got != strings.ToValidUTF8(want, "\ufffd") || s.err != nil {
			t.Fatalf("%s: got %q (%v)", raw, got, s.err)
		}
	})
}

const sample = `{"name":"x","type":"FeatureCollection","features":[
 {"type":"Feature","properties":{"a":1,"b":"t\"\u00e9","c":null,"d":true,"e":[1,{"f":2}]},
  "geometry":{"coordinates":[[[[1,2],[3,4.5],[5,6],[1,2]],[[1,1],[2,2],[3,3],[1,1]]],[[[7,8,9],[1,2],[3,4],[7,8]]]],"type":"MultiPolygon"}},
 {"type":"Feature","geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},
  {"type":"Polygon","coordinates":[[[1,2],[3,4],[5,6],[1,2]]]}]},"properties":{"z":0,"a":-2}}],
 "crs":{"type":"name","properties":{"name":"EPSG:28992"}}}`

func TestWindowMakesNoDifference(t *testing.T) {
	limits := feature.Limits{}.OrDefault()
	want, err := Read(strings.NewReader(sample), "a", limits)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Read(iotest.OneByteReader(strings.NewReader(sample)), "a", limits)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v", err)
	}
	l := want[0]
	if l.CRS.System != feature.RDNew || len(l.Shapes) != 2 || len(l.Shapes[0].Geometry) != 2 || len(l.Shapes[0].Geometry[0]) != 2 ||
		!l.Shapes[1].Other || len(l.Shapes[1].Geometry) != 1 || l.Columns[l.Find("b")].Text(0) != "t\"é" || l.Columns[l.Find("a")].Number(1) != -2 {
		t.Errorf("%+v", l)
	}
}

// TestEveryBeginningIsIncomplete cuts a file off at every byte.
func TestEveryBeginningIsIncomplete(t *testing.T) {
	limits := feature.Limits{}.OrDefault()
	for n := range len(sample) {
		if _, err := Read(strings.NewReader(sample[:n]), "a", limits); problem.KindOf(err) != problem.Invalid {
			t.Fatalf("%q: %v", sample[:n], err)
		}
	}
}

func TestBrokenReading(t *testing.T) {
	_, err := Read(iotest.ErrReader(iotest.ErrTimeout), "a", feature.Limits{}.OrDefault())
	if problem.KeyOf(err) != "boundary.read_failed" {
		t.Errorf("got %v", err)
	}
}

// FuzzRead holds the reader against the JSON of the standard library: what is read must be JSON.
func FuzzRead(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(`{"type":"Topology","arcs":[[[0,0],[1,0],[0,1],[-1,-1]]],"objects":{"a":{"type":"Polygon","arcs":[[0]]}}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		layers, err := Read(strings.NewReader(string(b)), "a", feature.Limits{Points: 1000, Features: 100, Columns: 50}.OrDefault())
		if err != nil {
			if problem.KeyOf(err) == "" {
				t.Fatal(err)
			}
			return
		}
		if !json.Valid([]byte(strings.TrimPrefix(string(b), "\ufeff"))) {
			t.Fatalf("read what is no JSON: %d layers", len(layers))
		}
	})
}
