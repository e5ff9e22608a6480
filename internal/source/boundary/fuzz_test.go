package boundary

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// fuzzRead reads bytes as one file and checks what holds of every outcome: a refusal has words, and what was read is
// finite, within the Netherlands and complete.
func fuzzRead(t *testing.T, path string) {
	t.Helper()
	limits := Limits{Points: 10_000, Features: 100, Columns: 50, Layers: 4, UnpackedBytes: 1 << 20}
	r, err := Read(context.Background(), []string{path}, Options{Year: 2020, Limits: limits, TempDir: t.TempDir()})
	if err != nil {
		if problem.KeyOf(err) == "" || problem.KeyOf(err) == "problem.internal" {
			t.Fatalf("no words for %v", err)
		}
		return
	}
	for i, d := range r.Batch.Divisions {
		s := r.Batch.Shapes[i]
		if d.Len() == 0 || s.Index() != d.Index() || len(r.Attributes[i].Codes()) != d.Len() {
			t.Fatal("areas, shapes and attributes differ")
		}
		for j := range d.Len() {
			for _, polygon := range s.At(j) {
				for _, ring := range polygon {
					if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
						t.Fatal("a ring is not closed")
					}
					for _, p := range ring {
						if math.IsNaN(p.X) || math.Abs(p.X) > 1e6 || math.IsNaN(p.Y) || math.Abs(p.Y) > 1e6 {
							t.Fatalf("a point at %v", p)
						}
					}
				}
			}
			for k := range r.Attributes[i].Names() {
				r.Attributes[i].Cell(j, k)
			}
		}
	}
}

func fuzzFile(f *testing.F, name string) {
	f.Fuzz(func(t *testing.T, b []byte) { fuzzRead(t, write(t, name, b)) })
}

// fuzzChanges changes bytes of a sound file: each three bytes of the input are a place and what is done to it there.
func fuzzChanges(f *testing.F, name string, sound []byte) {
	f.Add([]byte{0, 0, 0})
	f.Add([]byte{0, 99, 1, 1, 2, 255})
	f.Fuzz(func(t *testing.T, changes []byte) {
		b := bytes.Clone(sound)
		for ; len(changes) >= 3; changes = changes[3:] {
			b[(int(changes[0])<<8|int(changes[1]))%len(b)] ^= changes[2]
		}
		fuzzRead(t, write(t, name, b))
	})
}

func FuzzGeoPackage(f *testing.F) {
	raw, err := os.ReadFile(geoPackageFile(f))
	if err != nil {
		f.Fatal(err)
	}
	fuzzChanges(f, "a.gpkg", raw)
}

func FuzzJSON(f *testing.F) {
	f.Add(collection(feat("BU05050000", `"a":1,"naam":"x\u00e9"`, square(105000, 425000)), feat("BU05050001", "", square(106000, 425000))))
	f.Add([]byte(`{"type":"Topology","transform":{"scale":[10,10],"translate":[105000,425000]},"arcs":[[[0,0],[9,0],[0,9],[-9,0],[0,-9]]],` +
		`"objects":{"a":{"type":"GeometryCollection","geometries":[{"type":"Polygon","arcs":[[0]],"properties":{"statcode":"BU05050000"}},` +
		`{"type":"MultiPolygon","arcs":[[[-1]]],"properties":{"statcode":"BU05050001"}}]}}}`))
	f.Add(gz(f, collection(feat("BU05050000", "", square(105000, 425000)))))
	fuzzFile(f, "a.json")
}

func FuzzCSV(f *testing.F) {
	f.Add(fmt.Appendf(nil, "code;geovlak;x\nBU05050000;%X;1\n", polygonWKB(28992, corners(105000, 425000)...)))
	fuzzFile(f, "a.csv")
}

func FuzzZip(f *testing.F) {
	members := map[string][]byte{"b.geojson": collection(feat("BU05050000", "", square(105000, 425000)))}
	for ext, b := range shapefileParts("BU05050000") {
		members["buurten"+ext] = b
	}
	fuzzChanges(f, "a.zip", zipOf(f, members))
}
