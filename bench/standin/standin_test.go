package standin_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/bench/standin"
	"github.com/buurtbeeld/buurtbeeld/spatial/neighbour"
)

func TestMapsHaveTheShapeOfTheCountry(t *testing.T) {
	m := standin.National()
	total, median, high, most := m.Points()
	t.Log(m.Len(), total, median, high, most)
	if m.Len() < 14_900 || m.Len() > 15_100 || total < 4_150_000 || total > 4_350_000 {
		t.Errorf("%d areas with %d points", m.Len(), total)
	}
	if median < 70 || median > 140 || high < 2_000 || high > 5_000 || most < 20_000 {
		t.Errorf("a median of %d points, %d at the 99th percentile, %d at most", median, high, most)
	}
	c, err := neighbour.Polygons(m.Len(), m.Rings, neighbour.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(c.Weights.Histogram())
	if mean := float64(c.Weights.Links()) / float64(m.Len()); mean < 5 || mean > 6.5 || len(c.Weights.Islands()) > 0 || len(c.Weights.Histogram()) < 25 {
		t.Errorf("%.2f neighbours in the mean, islands %v, %v", mean, c.Weights.Islands(), c.Weights.Histogram())
	}
}

func TestLatticeTouchesAsALattice(t *testing.T) {
	m := standin.Lattice(100)
	c, err := neighbour.Polygons(m.Len(), m.Rings, neighbour.Options{})
	if err != nil {
		t.Fatal(err)
	}
	// 4 corners with 3 neighbours, 32 sides with 5 and 64 others with 8.
	if c.Weights.Links() != 4*3+32*5+64*8 {
		t.Errorf("%d links", c.Weights.Links())
	}
}

func BenchmarkContiguity(b *testing.B) {
	for name, m := range map[string]*standin.Map{"national": standin.National(), "million": standin.Lattice(1_000_000)} {
		for rule, title := range map[neighbour.Rule]string{neighbour.Queen: "queen", neighbour.Rook: "rook"} {
			b.Run(name+"/"+title, func(b *testing.B) {
				for b.Loop() {
					if _, err := neighbour.Polygons(m.Len(), m.Rings, neighbour.Options{Rule: rule}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func TestShapefileComesBack(t *testing.T) {
	name := filepath.Join(t.TempDir(), "map.shp")
	m := standin.National()
	m.Areas = m.Areas[:100]
	if err := m.WriteShapefile(name); err != nil {
		t.Fatal(err)
	}
	back, err := standin.ReadShapefile(name)
	if err != nil {
		t.Fatal(err)
	}
	if back.Len() != m.Len() {
		t.Fatalf("%d areas, want %d", back.Len(), m.Len())
	}
	for _, rule := range []neighbour.Rule{neighbour.Queen, neighbour.Rook} {
		var links [2]*neighbour.Contiguity
		for k, which := range []*standin.Map{m, back} {
			if links[k], err = neighbour.Polygons(which.Len(), which.Rings, neighbour.Options{Rule: rule}); err != nil {
				t.Fatal(err)
			}
		}
		for i := range m.Len() {
			if !slices.Equal(links[0].Weights.Neighbours(i), links[1].Weights.Neighbours(i)) {
				t.Fatalf("area %d has other neighbours", i)
			}
		}
	}
}
