package neighbour_test

import (
	"compress/gzip"
	"encoding/binary"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/spatial"
	"github.com/buurtbeeld/buurtbeeld/spatial/neighbour"
)

// point is named otherwise than in the package, since any such type is taken.
type point struct{ X, Y float64 }

// ground is a map of areas in the order of their names.
type ground struct {
	ids   []string
	rings [][][]point
}

func (g ground) each(i int, yield func([]point)) {
	for _, r := range g.rings[i] {
		yield(r)
	}
}

func (g ground) contiguity(t testing.TB, o neighbour.Options) *neighbour.Contiguity {
	t.Helper()
	c, err := neighbour.Polygons(len(g.rings), g.each, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// open reads a shared file, unpacked.
func open(t testing.TB, name string) (io.Reader, bool) {
	t.Helper()
	file, ok := golden.Shared(t, name)
	if !ok {
		return nil, false
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	if !strings.HasSuffix(name, ".gz") {
		return f, true
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	return z, true
}

// readMap reads a shared GeoJSON file, sorted by the property that names an area; pieces of one area are put together.
func readMap(t testing.TB, name, key string) (ground, bool) {
	t.Helper()
	r, ok := open(t, name)
	if !ok {
		return ground{}, false
	}
	var file struct {
		Features []struct {
			Properties map[string]any
			Geometry   struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
	}
	if err := json.NewDecoder(r).Decode(&file); err != nil {
		t.Fatal(err)
	}
	byName := map[string][][]point{}
	for _, f := range file.Features {
		var polygons [][][][2]float64
		if f.Geometry.Type == "Polygon" {
			polygons = make([][][][2]float64, 1)
			if err := json.Unmarshal(f.Geometry.Coordinates, &polygons[0]); err != nil {
				t.Fatal(err)
			}
		} else if err := json.Unmarshal(f.Geometry.Coordinates, &polygons); err != nil {
			t.Fatal(err)
		}
		id := f.Properties[key].(string)
		for _, p := range polygons {
			for _, ring := range p {
				var list []point
				for _, c := range ring {
					list = append(list, point{c[0], c[1]})
				}
				byName[id] = append(byName[id], list)
			}
		}
	}
	var g ground
	for id := range byName {
		g.ids = append(g.ids, id)
	}
	slices.Sort(g.ids)
	for _, id := range g.ids {
		g.rings = append(g.rings, byName[id])
	}
	return g, true
}

// readTable reads a shared CSV file by column.
func readTable(t testing.TB, name string) (map[string][]string, bool) {
	t.Helper()
	r, ok := open(t, name)
	if !ok {
		return nil, false
	}
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	columns := map[string][]string{}
	for _, row := range rows[1:] {
		for i, cell := range row {
			columns[rows[0][i]] = append(columns[rows[0][i]], cell)
		}
	}
	return columns, true
}

func numbers(t testing.TB, texts []string) []float64 {
	t.Helper()
	list := make([]float64, len(texts))
	for i, s := range texts {
		var err error
		if list[i], err = strconv.ParseFloat(s, 64); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

// readWeights reads shared links.
func readWeights(t testing.TB, name string, ids []string, directed bool) *spatial.Weights {
	t.Helper()
	r, ok := open(t, "oracles/spatial/weights/"+name)
	if !ok {
		t.Fatal("there was a map but there are no links")
	}
	_, w, err := neighbour.ReadPairs(r, ids, directed)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// same tells the first links in which two weights differ.
func same(t testing.TB, ids []string, got, want *spatial.Weights) {
	t.Helper()
	if got.Len() != want.Len() {
		t.Fatalf("%d areas, want %d", got.Len(), want.Len())
	}
	wrong := 0
	for i := range got.Len() {
		if g, w := got.Neighbours(i), want.Neighbours(i); !slices.Equal(g, w) && wrong < 5 {
			wrong++
			t.Errorf("%s: neighbours %v, want %v", ids[i], names(ids, g), names(ids, w))
		}
	}
	if got.Links() != want.Links() {
		t.Errorf("%d links, want %d", got.Links(), want.Links())
	}
}

func names(ids []string, list []int32) []string {
	var n []string
	for _, i := range list {
		n = append(n, ids[i])
	}
	return n
}

// readShapes reads the polygons of a shared shapefile, in its order; ids name them.
func readShapes(t testing.TB, name string, ids []string) ground {
	t.Helper()
	r, ok := open(t, name+".shp")
	if !ok {
		t.Fatal("there are links but there is no map")
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	whole := func(at int) int { return int(binary.LittleEndian.Uint32(b[at:])) }
	number := func(at int) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b[at:])) }
	g := ground{ids: ids}
	for at := 100; at < len(b); {
		long := 2 * int(binary.BigEndian.Uint32(b[at+4:]))
		at += 8
		parts, points := whole(at+36), whole(at+40)
		first := at + 44 + 4*parts
		var rings [][]point
		for p := range parts {
			end := points
			if p+1 < parts {
				end = whole(at + 44 + 4*(p+1))
			}
			var ring []point
			for k := whole(at + 44 + 4*p); k < end; k++ {
				ring = append(ring, point{number(first + 16*k), number(first + 16*k + 8)})
			}
			rings = append(rings, ring)
		}
		g.rings = append(g.rings, rings)
		at += long
	}
	if len(g.rings) != len(ids) {
		t.Fatalf("%d shapes for %d names", len(g.rings), len(ids))
	}
	return g
}
