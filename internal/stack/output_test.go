package stack

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// written is the stack of Voorbeelddam with draws, as the golden files show it.
func written(t testing.TB) *Picture {
	s := voorbeelddam()
	early := buurtKey("ww", 2020)
	early.Period = indicator.Year(2018)
	s.column(early, 3, 2, 1, withheld, withheld, 0)
	c := choice("welfare", "ww:2020", "ww:2018:low:<=1", "debts:2")
	c.Draws, c.Seed = 200, 1
	return build(t, s, c)
}

func shapesOf(p *Picture) *area.Shapes {
	square := func(x, y, side float64) area.Ring {
		return area.Ring{{X: x, Y: y}, {X: x, Y: y + side}, {X: x + side, Y: y + side}, {X: x + side, Y: y}, {X: x, Y: y}}
	}
	geometries := make([]area.Geometry, p.Division.Len())
	for i := range geometries {
		x := float64(i) * 1000
		// The first ring runs with the clock and so does its hole; one of the two has to be turned.
		geometries[i] = area.Geometry{{square(x, 0, 900), square(x+100, 100, 200)}}
	}
	geometries[1] = append(geometries[1], area.Polygon{square(0, 5000, 10)})
	geometries[2] = nil
	return area.NewShapes(p.Division.Index(), geometries)
}

func degrees(p area.Point) (lon, lat float64) { return 5 + p.X/7e4, 52 + p.Y/1.1e5 }

func TestWrittenFormsAreAsAgreed(t *testing.T) {
	p := written(t)
	var b bytes.Buffer
	must(WriteCSV(&b, p, "nl"))
	golden.Equal(t, b.Bytes(), "stack.csv")
	b.Reset()
	must(WriteJSON(&b, p, "en"))
	golden.Equal(t, b.Bytes(), "stack.json")
	b.Reset()
	must(WriteGeoJSON(&b, p, "nl", shapesOf(p), degrees))
	golden.Equal(t, b.Bytes(), "stack.geojson")
}

func TestCSVAndJSONSayTheSame(t *testing.T) {
	p := written(t)
	var table, objects bytes.Buffer
	must(WriteCSV(&table, p, "nl"))
	must(WriteJSON(&objects, p, "nl"))
	rows, err := csv.NewReader(&table).ReadAll()
	must(err)
	if !slices.Equal(rows[0], p.Columns()) {
		t.Errorf("header %v", rows[0])
	}
	var list []map[string]any
	must(json.Unmarshal(objects.Bytes(), &list))
	if len(list) != len(p.Rows) || len(rows) != len(p.Rows)+1 {
		t.Fatalf("%d rows, %d objects", len(rows), len(list))
	}
	for i, o := range list {
		for j, name := range rows[0] {
			text := ""
			switch v := o[name].(type) {
			case string:
				text = v
			case float64:
				text = strconv.FormatFloat(v, 'f', -1, 64)
			}
			if text != rows[i+1][j] {
				t.Errorf("%s of row %d: %q in the table and %q in the objects", name, i, rows[i+1][j], text)
			}
		}
	}
}

func TestNothingCountedIsNotZero(t *testing.T) {
	p := written(t)
	var b bytes.Buffer
	must(WriteCSV(&b, p, "nl"))
	rows, err := csv.NewReader(&b).ReadAll()
	must(err)
	havens := rows[5]
	if havens[1] != "Havens" || havens[6] != "0" || strings.Join(havens[7:16], "") != "" {
		t.Errorf("got %q", havens)
	}
}

// TestWithheldValuesAreInNoOutput plants numbers under withheld marks' neighbours and looks for them everywhere: only
// what is known is written, and nothing stands where a value is withheld.
func TestWithheldValuesAreInNoOutput(t *testing.T) {
	p := written(t)
	var b bytes.Buffer
	must(WriteGeoJSON(&b, p, "nl", shapesOf(p), degrees))
	var collection struct {
		Features []struct {
			Properties struct {
				Values map[string]float64 `json:"values"`
			} `json:"properties"`
		} `json:"features"`
	}
	must(json.Unmarshal(b.Bytes(), &collection))
	names := p.LayerNames()
	for i, f := range collection.Features {
		for j, v := range p.Rows[i].Values {
			got, written := f.Properties.Values[names[j]]
			if x, known := v.Number(); known != written || x != got {
				t.Errorf("row %d, %s: wrote %v (%v), known %v", i, names[j], got, written, known)
			}
		}
	}
}

func TestNamesThatLookLikeFormulas(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1":      "'=1+1",
		"+31":       "'+31",
		"-x":        "'-x",
		"@SUM(A1)":  "'@SUM(A1)",
		"\t=1":      "'\t=1",
		"=A1,\"b\"": `"'=A1,""b"""`,
		"'t Zand":   "'t Zand",
		"Oost, het": `"Oost, het"`,
		"a\nb":      "\"a\nb\"",
		"De Staart": "De Staart",
		"":          "",
	} {
		if got := string(appendCell(nil, in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestRingsRunAsTheStandardAsks(t *testing.T) {
	p := written(t)
	var b bytes.Buffer
	must(WriteGeoJSON(&b, p, "nl", shapesOf(p), degrees))
	var collection struct {
		Features []struct {
			Geometry *struct {
				Type        string          `json:"type"`
				Coordinates json.RawMessage `json:"coordinates"`
			} `json:"geometry"`
		} `json:"features"`
	}
	must(json.Unmarshal(b.Bytes(), &collection))
	for i, f := range collection.Features {
		if i == 2 {
			if f.Geometry != nil {
				t.Error("an area without a boundary has one")
			}
			continue
		}
		var polygons [][][][2]float64
		if f.Geometry.Type == "Polygon" {
			polygons = make([][][][2]float64, 1)
			must(json.Unmarshal(f.Geometry.Coordinates, &polygons[0]))
		} else {
			must(json.Unmarshal(f.Geometry.Coordinates, &polygons))
		}
		for _, polygon := range polygons {
			for r, ring := range polygon {
				if sum := turning(ring); (sum > 0) != (r == 0) {
					t.Errorf("feature %d, ring %d turns the wrong way", i, r)
				}
				if ring[0] != ring[len(ring)-1] {
					t.Errorf("feature %d, ring %d is open", i, r)
				}
			}
		}
	}
}

func turning(ring [][2]float64) float64 {
	sum := 0.0
	for i := 1; i < len(ring); i++ {
		sum += (ring[i-1][0]-ring[0][0])*(ring[i][1]-ring[0][1]) - (ring[i][0]-ring[0][0])*(ring[i-1][1]-ring[0][1])
	}
	return sum
}

func TestDegrees(t *testing.T) {
	for _, x := range []float64{0, 5, 4.1234567, 52.10000004, 52.99999999, -0.5, -7.00000012, 3.0000001} {
		got, err := strconv.ParseFloat(string(appendDegrees(nil, x)), 64)
		if err != nil || math.Abs(got-x) > 5.0001e-8 {
			t.Errorf("%v is written as %s", x, appendDegrees(nil, x))
		}
		if want := strconv.FormatFloat(got, 'f', -1, 64); want != string(appendDegrees(nil, x)) {
			t.Errorf("%v is written as %s, not as %s", x, appendDegrees(nil, x), want)
		}
	}
}

type broken struct{ after int }

var errBroken = errors.New("the disk is full")

func (b *broken) Write(p []byte) (int, error) {
	if b.after -= len(p); b.after < 0 {
		return 0, errBroken
	}
	return len(p), nil
}

func TestAFullDiskIsTold(t *testing.T) {
	p := written(t)
	if err := WriteCSV(&broken{}, p, "nl"); !errors.Is(err, errBroken) {
		t.Errorf("table: %v", err)
	}
	if err := WriteJSON(&broken{}, p, "nl"); !errors.Is(err, errBroken) {
		t.Errorf("objects: %v", err)
	}
	if err := WriteGeoJSON(&broken{}, p, "nl", shapesOf(p), degrees); !errors.Is(err, errBroken) {
		t.Errorf("features: %v", err)
	}
}
