package analysis

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// file writes a file of a test and returns its path.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestKinds(t *testing.T) {
	for text, want := range map[string]kind{
		"": {name: "queen"}, "queen": {name: "queen"}, "rook": {name: "rook"}, "knn:6": {name: "knn", nearest: 6},
		"band:5000": {name: "band", metres: 5000}, "band:0.5": {name: "band", metres: 0.5},
	} {
		if got, err := parseKind(text); err != nil || got != want {
			t.Errorf("%q is %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"Queen", "queen:1", "knn", "knn:", "knn:0", "knn:-1", "knn:1.5", "band:0", "band:NaN", "band:Inf", "band", "x:1"} {
		if got, err := parseKind(text); problem.KeyOf(err) != "analysis.kind_unknown" {
			t.Errorf("%q is %+v, %v", text, got, err)
		}
	}
}

func TestMarks(t *testing.T) {
	for text, want := range map[string]mark{
		"x": {column: "x"}, "x:hi:0.8": {column: "x", side: "hi", share: 0.8}, "x:lo:0": {column: "x", side: "lo"},
		"a:b:hi:1": {column: "a:b", side: "hi", share: 1}, "a:b": {column: "a:b"}, "a:up:0.5": {column: "a:up:0.5"},
	} {
		if got, err := parseMark(text); err != nil || got != want {
			t.Errorf("%q is %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"x:hi:2", "x:lo:-0.1", "x:hi:NaN", "x:hi:much", ":hi:0.5"} {
		if got, err := parseMark(text); err == nil {
			t.Errorf("%q is %+v", text, got)
		}
	}
	if q := quantile([]float64{4, math.NaN(), 1, 3, 2}, 0.5); q != 2.5 {
		t.Errorf("the middle of four values is %v", q)
	}
	hundred := make([]float64, 101)
	for i := range hundred {
		hundred[i] = float64(i * i)
	}
	if q := quantile(hundred, 0.57); q != 57*57 { // 0.57 of 100 is a little less than 57 in a float64
		t.Errorf("the value at a place that is whole but for rounding is %v", q)
	}
	if q := quantile([]float64{math.NaN()}, 0.5); !math.IsNaN(q) {
		t.Errorf("the middle of nothing is %v", q)
	}
}

func TestCentroids(t *testing.T) {
	ring := func(x, y, side float64) area.Ring {
		return area.Ring{{X: x, Y: y}, {X: x + side, Y: y}, {X: x + side, Y: y + side}, {X: x, Y: y + side}, {X: x, Y: y}}
	}
	turned := ring(0, 0, 2)
	slices.Reverse(turned)
	for name, tt := range map[string]struct {
		shape area.Geometry
		x, y  float64
	}{
		"a square":                   {area.Geometry{{ring(0, 0, 2)}}, 1, 1},
		"a square the other way":     {area.Geometry{{turned}}, 1, 1},
		"far from the origin":        {area.Geometry{{ring(200000, 500000, 2)}}, 200001, 500001},
		"a large and a small part":   {area.Geometry{{ring(0, 0, 2)}, {ring(10, 0, 1)}}, (4*1 + 10.5) / 5, (4*1 + 0.5) / 5},
		"a hole in a corner":         {area.Geometry{{ring(0, 0, 2), ring(1, 1, 1)}}, (4*1 - 1.5) / 3, (4*1 - 1.5) / 3},
		"a line, which has no inner": {area.Geometry{{{{X: 0, Y: 0}, {X: 1, Y: 1}, {X: 0, Y: 0}}}}, math.NaN(), math.NaN()},
		"nothing":                    {nil, math.NaN(), math.NaN()},
	} {
		x, y := centroid(tt.shape)
		if math.Abs(x-tt.x) > 1e-9 || math.Abs(y-tt.y) > 1e-9 || math.IsNaN(x) != math.IsNaN(tt.x) {
			t.Errorf("%s: %v, %v; want %v, %v", name, x, y, tt.x, tt.y)
		}
	}
}

func TestPanels(t *testing.T) {
	nan := math.NaN()
	for name, tt := range map[string]struct {
		text    string
		columns []string
		periods []string
		values  [][]float64
	}{
		"a row per area and period": {"code,period,value\nB,10,3\nA,9,1\nA,10,2\nB,8,.\nA,8,0\n", nil, []string{"8", "9", "10"},
			[][]float64{{nan, 0}, {nan, 1}, {3, 2}}},
		"a column per period": {"code,t1,t2,t0\nB,1,2,3\nA,4,x,6\n", nil, []string{"t1", "t2", "t0"}, [][]float64{{1, 4}, {2, nan}, {3, 6}}},
		"chosen columns": {"code,name,t0,t1,t2\nB,b,1,2,3\nA,a,4,5,6\n", []string{"t0", "t1", "t2"}, []string{"t0", "t1", "t2"},
			[][]float64{{1, 4}, {2, 5}, {3, 6}}},
	} {
		r := &Request{Panel: file(t, "panel.csv", tt.text), Columns: tt.columns}
		p, err := r.readPanel(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		same := slices.EqualFunc(p.values, tt.values, func(a, b []float64) bool {
			return slices.EqualFunc(a, b, func(v, w float64) bool { return v == w || math.IsNaN(v) && math.IsNaN(w) })
		})
		if !same || !slices.Equal(p.periods, tt.periods) || !slices.Equal(p.codes, []string{"B", "A"}) {
			t.Errorf("%s: %v, %v, %v", name, p.codes, p.periods, p.values)
		}
	}
}

// TestAreasThatLieNowhere has an area with a figure that the map does not have: it takes no part, and that is told.
// TestCoordinatesInAnyUnit has two areas that share a border and one that lies apart, in units of which a thousandth is far too
// coarse, or too fine to hold the map.
func TestCoordinatesInAnyUnit(t *testing.T) {
	for _, unit := range []float64{1e-6, 0.0002, 1, 1000, 1e6, 1e12} {
		var features []string
		for i, left := range []float64{0, 1, 3} {
			ring := [][2]float64{{left, 0}, {left + 1, 0}, {left + 1, 1}, {left, 1}, {left, 0}}
			var points []string
			for _, p := range ring {
				points = append(points, fmt.Sprintf("[%v,%v]", -80*unit+p[0]*unit, 35*unit+p[1]*unit))
			}
			features = append(features, fmt.Sprintf(`{"type":"Feature","properties":{"code":"%c"},"geometry":{"type":"Polygon","coordinates":[[%s]]}}`, 'a'+i, strings.Join(points, ",")))
		}
		text := `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32618"}},"features":[` + strings.Join(features, ",") + "]}"
		for _, kind := range []string{"queen", "rook"} {
			o, err := Run(t.Context(), "weights", Request{Areas: file(t, "areas.geojson", text), Kind: kind, Note: func(string, ...any) {}})
			if err != nil {
				t.Errorf("%s, unit %v: %v", kind, unit, err)
				continue
			}
			if o.Len() != 1 || o.Cell(0, 0) != "a" || o.Cell(0, 1) != "b" {
				t.Errorf("%s, unit %v: %d links", kind, unit, o.Len())
			}
		}
	}
}

func TestAreasThatLieNowhere(t *testing.T) {
	var notes []string
	r := Request{Areas: file(t, "points.csv", "code,x,y\nA,100000,400000\nB,100100,400000\nC,100200,400000\nD,100300,400000\n"),
		Values: file(t, "values.csv", "code,x\nA,1\nB,2\nC,3\nD,4\nE,100\n"), Columns: []string{"x"}, Kind: "band:150",
		Note: func(key string, _ ...any) { notes = append(notes, key) }}
	with, err := Run(t.Context(), "gistar", r)
	if err != nil {
		t.Fatal(err)
	}
	r.Values = file(t, "values.csv", "code,x\nA,1\nB,2\nC,3\nD,4\n")
	without, err := Run(t.Context(), "gistar", r)
	if err != nil || with.Len() != 5 || without.Len() != 4 {
		t.Fatalf("%d and %d rows, %v", with.Len(), without.Len(), err)
	}
	if !slices.Equal(notes, []string{"analysis.note_nowhere"}) {
		t.Errorf("told %v", notes)
	}
	for column := range with.Header() {
		for row := range without.Len() {
			if with.Cell(row, column) != without.Cell(row, column) {
				t.Errorf("an area that lies nowhere changed %s to %s", without.Cell(row, column), with.Cell(row, column))
			}
		}
		if cell := with.Cell(4, column); column > 1 && cell != "" {
			t.Errorf("an area that lies nowhere has %s %s", with.Header()[column], cell)
		}
	}
}

func TestAnswerDoesNotWaitForWhatCannotBeStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	stop := make(chan struct{})
	defer close(stop)
	time.AfterFunc(10*time.Millisecond, cancel)
	_, err := answer(ctx, func() (int, error) {
		<-stop
		return 0, nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
