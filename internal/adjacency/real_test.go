package adjacency

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

// national reads the boundaries of all neighbourhoods of 2015. Their coordinates are degrees, which here are stretched to
// about the metres that an import makes of them: enough to find who touches whom.
func national(t *testing.T) (*area.Shapes, bool) {
	t.Helper()
	path, ok := golden.Shared(t, "data/cbs-wijkbuurtkaart-2015/buurt_2015.geojson.gz")
	if !ok {
		return nil, false
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	packed, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
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
	if err := json.NewDecoder(packed).Decode(&all); err != nil {
		t.Fatal(err)
	}
	codes, byCode := []area.Code{}, map[area.Code]area.Geometry{}
	for _, f := range all.Features {
		c, err := area.ParseCode(f.Properties.Code)
		if err != nil {
			t.Fatal(err)
		}
		var polygons [][][][2]float64
		if f.Geometry.Type == "Polygon" {
			polygons = make([][][][2]float64, 1)
			err = json.Unmarshal(f.Geometry.Coordinates, &polygons[0])
		} else {
			err = json.Unmarshal(f.Geometry.Coordinates, &polygons)
		}
		if err != nil {
			t.Fatal(err)
		}
		var g area.Geometry
		for _, polygon := range polygons {
			var rings area.Polygon
			for _, ring := range polygon {
				var points area.Ring
				for _, p := range ring {
					points = append(points, area.Point{X: p[0] * 68_500, Y: p[1] * 111_250})
				}
				rings = append(rings, points)
			}
			g = append(g, rings)
		}
		codes, byCode[c] = append(codes, c), g
	}
	x, err := area.NewIndex(area.DivisionID{Level: area.Neighbourhood, Year: 2015}, codes)
	if err != nil {
		t.Fatal(err)
	}
	geometries := make([]area.Geometry, x.Len())
	for i := range geometries {
		geometries[i] = byCode[x.Code(i)]
	}
	return area.NewShapes(x, geometries), true
}

// Where borders fit, bridging gaps adds hardly anybody to what libpysal and spdep find without it, and loses nobody.
func TestBridgingGapsAddsHardlyAnybodyWhereBordersFit(t *testing.T) {
	shapes, ok := national(t)
	if !ok {
		return
	}
	w, err := Of(shapes)
	if err != nil {
		t.Fatal(err)
	}
	path, _ := golden.Shared(t, "oracles/spatial/weights/buurt2015_queen.csv.gz")
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	packed, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(packed).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	pairs := map[[2]string]bool{}
	for _, row := range rows[1:] {
		pairs[[2]string{row[0], row[1]}] = true
	}
	found, added := 0, []string{}
	for i := range w.Len() {
		for _, j := range w.Neighbours(i) {
			if int(j) < i {
				continue
			}
			pair := [2]string{shapes.Index().Code(i).String(), shapes.Index().Code(int(j)).String()}
			if pairs[pair] {
				found++
			} else {
				added = append(added, strings.Join(pair[:], "-"))
			}
		}
	}
	if found != len(pairs) {
		t.Errorf("%d of %d pairs", found, len(pairs))
	}
	if len(added)*200 > len(pairs) {
		t.Errorf("%d pairs were added to %d", len(added), len(pairs))
	}
	t.Logf("%d pairs as libpysal and spdep find them, %d more across gaps: %v", found, len(added), added[:min(len(added), 12)])
	t.Logf("%d areas without neighbours", len(w.Islands()))
}
