// Package drawingtest gives tests of drawing something to draw: small invented areas, and real ones where the folder
// with real data lies beside the project. It is for tests only.
package drawingtest

import (
	"compress/gzip"
	"encoding/binary"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"io"
	"math"
	"os"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

// Codes reads codes that are right.
func Codes(t testing.TB, texts ...string) []area.Code {
	t.Helper()
	list := make([]area.Code, len(texts))
	for i, s := range texts {
		c, err := area.ParseCode(s)
		if err != nil {
			t.Fatal(err)
		}
		list[i] = c
	}
	return list
}

// Shapes returns shapes of neighbourhoods by code.
func Shapes(t testing.TB, byCode map[string]area.Geometry) *area.Shapes {
	t.Helper()
	var texts []string
	for text := range byCode {
		texts = append(texts, text)
	}
	index, err := area.NewIndex(area.DivisionID{Level: area.Neighbourhood, Year: 2020}, Codes(t, texts...))
	if err != nil {
		t.Fatal(err)
	}
	geometries := make([]area.Geometry, index.Len())
	for i := range index.Len() {
		geometries[i] = byCode[index.Code(i).String()]
	}
	return area.NewShapes(index, geometries)
}

// Ring returns a closed ring of corners given as x, y, x, y, …
func Ring(numbers ...float64) area.Ring {
	var r area.Ring
	for i := 0; i+1 < len(numbers); i += 2 {
		r = append(r, area.Point{X: numbers[i], Y: numbers[i+1]})
	}
	return append(r, r[0])
}

// Island returns an invented island of four neighbourhoods in two districts: two share a river as their border, one has a
// lake with a neighbourhood in it, and far off lies a rock that belongs to the first.
func Island(t testing.TB) *area.Shapes {
	t.Helper()
	river := []float64{1000, 0, 1010, 180, 960, 310, 1040, 420, 1015, 600, 1000, 800}
	west := append([]float64{0, 0}, river...)
	east := []float64{2000, 800, 2000, 0}
	east = append(east, river...)
	return Shapes(t, map[string]area.Geometry{
		"BU19990001": {{Ring(append(west, 0, 800)...)}, {Ring(2300, 100, 2300.5, 100, 2300.5, 100.5)}},
		"BU19990002": {{Ring(east...)}},
		"BU19990101": {{Ring(0, 800, 1000, 800, 2000, 800, 2000, 1600, 0, 1600), Ring(500, 1000, 900, 1000, 900, 1300, 500, 1300)}},
		"BU19990102": {{Ring(500, 1000, 900, 1000, 900, 1300, 500, 1300)}},
	})
}

// National returns the neighbourhoods of the country in 2015, and false where the folder with real data is absent.
func National(t testing.TB) (*area.Shapes, bool) {
	t.Helper()
	name, ok := golden.Shared(t, "data/cbs-wijkbuurtkaart-2015/buurt_2015.geojson.gz")
	if !ok {
		return nil, false
	}
	var file struct {
		Features []struct {
			Properties struct {
				Code string `json:"BU_CODE"`
			} `json:"properties"`
			Geometry struct {
				Type        string          `json:"type"`
				Coordinates json.RawMessage `json:"coordinates"`
			} `json:"geometry"`
		} `json:"features"`
	}
	read(t, name, func(r io.Reader) error { return json.NewDecoder(r).Decode(&file) })
	byCode := map[string]area.Geometry{}
	for _, f := range file.Features {
		var parts [][][][2]float64
		var err error
		if f.Geometry.Type == "Polygon" {
			parts = make([][][][2]float64, 1)
			err = json.Unmarshal(f.Geometry.Coordinates, &parts[0])
		} else {
			err = json.Unmarshal(f.Geometry.Coordinates, &parts)
		}
		if err != nil {
			t.Fatal(err)
		}
		var g area.Geometry
		for _, p := range parts {
			var polygon area.Polygon
			for _, r := range p {
				var ring area.Ring
				for _, c := range r {
					ring = append(ring, nearRD(c[0], c[1]))
				}
				polygon = append(polygon, ring)
			}
			g = append(g, polygon)
		}
		byCode[f.Properties.Code] = g
	}
	return Shapes(t, byCode), true
}

// Dordrecht returns the neighbourhoods of one municipality in full detail.
func Dordrecht(t testing.TB) (*area.Shapes, bool) {
	t.Helper()
	name, ok := golden.Shared(t, "data/cbs-buurt-2020-dordrecht/buurten_dordrecht.csv.gz")
	if !ok {
		return nil, false
	}
	byCode := map[string]area.Geometry{}
	read(t, name, func(r io.Reader) error {
		rows, err := csv.NewReader(r).ReadAll()
		for _, row := range rows[min(1, len(rows)):] {
			raw, err := hex.DecodeString(row[len(row)-1])
			if err != nil {
				return err
			}
			byCode[row[1]] = multiPolygon(raw[9:])
		}
		return err
	})
	return Shapes(t, byCode), true
}

// multiPolygon reads the body of a little-endian EWKB multipolygon.
func multiPolygon(b []byte) area.Geometry {
	number := func() int {
		n := binary.LittleEndian.Uint32(b)
		b = b[4:]
		return int(n)
	}
	float := func() float64 {
		x := math.Float64frombits(binary.LittleEndian.Uint64(b))
		b = b[8:]
		return math.Round(x*1000) / 1000
	}
	var g area.Geometry
	for range number() {
		b = b[5:]
		var p area.Polygon
		for range number() {
			var r area.Ring
			for range number() {
				x := float()
				r = append(r, area.Point{X: x, Y: float()})
			}
			p = append(p, r)
		}
		g = append(g, p)
	}
	return g
}

func read(t testing.TB, name string, use func(io.Reader) error) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	if err := use(z); err != nil {
		t.Fatal(err)
	}
}

// nearRD returns a place in the grid of the country within a metre, which is enough to look at.
func nearRD(longitude, latitude float64) area.Point {
	dp, dl := 0.36*(latitude-52.15517440), 0.36*(longitude-5.38720621)
	x := 155000 + 190094.945*dl - 11832.228*dp*dl - 114.221*dp*dp*dl - 32.391*dl*dl*dl - 0.705*dp
	y := 463000 + 309056.544*dp + 3638.893*dl*dl + 73.077*dp*dp - 157.984*dp*dl*dl + 59.788*dp*dp*dp + 0.433*dl
	return area.Point{X: math.Round(x*1000) / 1000, Y: math.Round(y*1000) / 1000}
}

// NearWGS84 is the way back, within a metre.
func NearWGS84(p area.Point) (longitude, latitude float64) {
	dx, dy := (p.X-155000)/1e5, (p.Y-463000)/1e5
	latitude = 52.15517440 + (3235.65389*dy-32.58297*dx*dx-0.24750*dy*dy-0.84978*dx*dx*dy-0.06550*dy*dy*dy-0.01709*dx*dx*dy*dy)/3600
	longitude = 5.38720621 + (5260.52916*dx+105.94684*dx*dy+2.45656*dx*dy*dy-0.81885*dx*dx*dx+0.05594*dx*dy*dy*dy-0.05607*dx*dx*dx*dy)/3600
	return longitude, latitude
}
