package tile

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing/drawingtest"
)

// tilesOf makes tiles with the exact transformation, or fails.
func tilesOf(t testing.TB, s *area.Shapes, o Options) []area.Tile {
	t.Helper()
	o.Project = area.WGS84FromRD
	list, err := Tiles(context.Background(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// moved returns shapes somewhere in the country.
func moved(t *testing.T) *area.Shapes {
	s := drawingtest.Island(t)
	geometries := make([]area.Geometry, s.Index().Len())
	for i := range geometries {
		for _, p := range s.At(i) {
			var polygon area.Polygon
			for _, r := range p {
				var ring area.Ring
				for _, q := range r {
					ring = append(ring, area.Point{X: q.X + 150_000, Y: q.Y + 530_000})
				}
				polygon = append(polygon, ring)
			}
			geometries[i] = append(geometries[i], polygon)
		}
	}
	return area.NewShapes(s.Index(), geometries)
}

// check reads tiles and returns per zoom how many square metres lie within their borders, the buffer left out, and how
// many areas occur.
func check(t *testing.T, tiles []area.Tile, s *area.Shapes) (metres map[uint32]float64, areas map[uint32]int) {
	t.Helper()
	seen := map[uint32]map[string]bool{}
	metres, areas = map[uint32]float64{}, map[uint32]int{}
	for _, tile := range tiles {
		if len(tile.Gzipped) > LargestBytes {
			t.Errorf("tile %d/%d/%d weighs %d", tile.Z, tile.X, tile.Y, len(tile.Gzipped))
		}
		if seen[tile.Z] == nil {
			seen[tile.Z] = map[string]bool{}
		}
		side := 2 * math.Pi * 6378137 * math.Cos(latitude(tile)) / math.Ldexp(1, int(tile.Z))
		last := -1
		for _, f := range decode(t, tile) {
			if int(f.id) <= last || s.Index().Code(int(f.id)).String() != f.code {
				t.Errorf("tile %d/%d/%d: id %d after %d has code %s", tile.Z, tile.X, tile.Y, f.id, last, f.code)
			}
			last = int(f.id)
			seen[tile.Z][f.code] = true
			if len(f.rings) == 0 || doubleArea(f.rings[0]) <= 0 {
				t.Errorf("tile %d/%d/%d: %s does not begin with an outer ring", tile.Z, tile.X, tile.Y, f.code)
			}
			for _, r := range f.rings {
				unit := side / float64(f.side)
				metres[tile.Z] += float64(within(r, f.side)) / 2 * unit * unit
			}
		}
	}
	for z, codes := range seen {
		areas[z] = len(codes)
	}
	return metres, areas
}

// latitude returns that of the middle of a tile, in radians.
func latitude(t area.Tile) float64 {
	return math.Atan(math.Sinh(math.Pi * (1 - 2*(float64(t.Y)+0.5)/math.Ldexp(1, int(t.Z)))))
}

// within returns twice the area of the part of a ring inside the tile.
func within(r []point, side int32) int64 {
	for _, cut := range []struct {
		a           axis
		limit, sign int32
	}{{axisX, 0, 1}, {axisX, side, -1}, {axisY, 0, 1}, {axisY, side, -1}} {
		r = half(nil, r, cut.a, cut.limit, cut.sign)
	}
	return doubleArea(r)
}

func TestTilesOfAnIsland(t *testing.T) {
	s := moved(t)
	tiles := tilesOf(t, s, Options{})
	if tiles[0].Z < 10 || tiles[len(tiles)-1].Z != 13 {
		t.Errorf("zooms %d to %d", tiles[0].Z, tiles[len(tiles)-1].Z)
	}
	metres, areas := check(t, tiles, s)
	for z, m := range metres {
		if math.Abs(m/3.2e6-1) > 0.004 || areas[z] != 4 {
			t.Errorf("zoom %d: %.0f square metres, %d areas", z, m, areas[z])
		}
	}
}

func TestSameBytes(t *testing.T) {
	a, b := tilesOf(t, moved(t), Options{}), tilesOf(t, moved(t), Options{})
	if len(a) != len(b) {
		t.Fatal("another number of tiles")
	}
	for i := range a {
		if a[i].Z != b[i].Z || a[i].X != b[i].X || a[i].Y != b[i].Y || string(a[i].Gzipped) != string(b[i].Gzipped) {
			t.Fatal("the same shapes gave other bytes")
		}
	}
}

func TestRealAreas(t *testing.T) {
	for name, load := range map[string]func(testing.TB) (*area.Shapes, bool){"Dordrecht": drawingtest.Dordrecht, "country": drawingtest.National} {
		s, ok := load(t)
		if !ok {
			continue
		}
		want := 0.0
		for i := range s.Index().Len() {
			want += s.At(i).SquareMetres()
		}
		metres, areas := check(t, tilesOf(t, s, Options{}), s)
		for z, m := range metres {
			t.Logf("%s, zoom %d: %.3f of the land, %d areas", name, z, m/want, areas[z])
			// RD New stretches the country by up to 1 in 5,000, and Web Mercator takes the earth for a ball. Where tiles
			// hold thousands of areas, the smallest are left out.
			if off := math.Abs(m/want - 1); off > 0.004 && z > 8 || off > 0.04 || areas[z] != s.Index().Len() && z > 8 {
				t.Errorf("%s, zoom %d: %.4f of the land, %d areas of %d", name, z, m/want, areas[z], s.Index().Len())
			}
		}
	}
}

func TestEmptyAndEnded(t *testing.T) {
	if list := tilesOf(t, drawingtest.Shapes(t, nil), Options{}); len(list) != 0 {
		t.Errorf("%d tiles of nothing", len(list))
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Tiles(ctx, moved(t), Options{Project: area.WGS84FromRD}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestPartRounds(t *testing.T) {
	for _, c := range [][4]int32{{1, 2, 4, 2}, {1, 3, 1, 0}, {2, 3, 1, 1}, {-1, -3, -2, -1}, {1, 2, -3, -1}} {
		if got := part(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("part%v: %d", c, got)
		}
	}
}

func BenchmarkTiles(b *testing.B) {
	s, ok := drawingtest.National(b)
	if !ok {
		return
	}
	for b.Loop() {
		list := tilesOf(b, s, Options{})
		bytes, largest := 0, 0
		for _, t := range list {
			bytes += len(t.Gzipped)
			largest = max(largest, len(t.Gzipped))
		}
		b.ReportMetric(float64(len(list)), "tiles")
		b.ReportMetric(float64(bytes)/1e6, "MB")
		b.ReportMetric(float64(largest), "largest-bytes")
	}
}
