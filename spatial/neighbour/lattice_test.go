package neighbour_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/spatial/neighbour"
)

// cells are wide by wide squares of 100 m, each smaller by a margin on all sides.
func cells(wide int, margin float64) ground {
	g := ground{}
	for i := range wide * wide {
		x, y := 100*float64(i%wide), 100*float64(i/wide)
		g.rings = append(g.rings, [][]point{box(x+margin, y+margin, x+100-margin, y+100-margin)})
	}
	return g
}

// latticeLinks is how many directed links wide by wide cells have: beside each other, and in corners too.
func latticeLinks(wide int) (rook, queen int) {
	rook = 4 * wide * (wide - 1)
	return rook, rook + 4*(wide-1)*(wide-1)
}

func TestLattices(t *testing.T) {
	const wide = 60
	rook, queen := latticeLinks(wide)
	for name, c := range map[string]struct {
		margin float64
		o      neighbour.Options
		want   int
	}{
		"queen":                    {0, neighbour.Options{}, queen},
		"rook":                     {0, neighbour.Options{Rule: neighbour.Rook}, rook},
		"apart":                    {1, neighbour.Options{}, 0},
		"apart, rook, tolerance":   {1, neighbour.Options{Rule: neighbour.Rook, ToleranceMetres: 3}, rook},
		"apart, queen, tolerance":  {1, neighbour.Options{ToleranceMetres: 3}, queen},
		"apart by more than that":  {1.6, neighbour.Options{Rule: neighbour.Rook, ToleranceMetres: 3}, 0},
		"overlapping, rook":        {-1, neighbour.Options{Rule: neighbour.Rook, ToleranceMetres: 3}, rook},
		"drawn alike, a tolerance": {0, neighbour.Options{Rule: neighbour.Rook, ToleranceMetres: 3}, rook},
	} {
		got := cells(wide, c.margin).contiguity(t, c.o)
		if got.Weights.Links() != c.want || !got.Weights.Symmetric() {
			t.Errorf("%s: %d links, want %d", name, got.Weights.Links(), c.want)
		}
		for i := range got.Weights.Len() {
			for k, metres := range got.BorderMetres(i) {
				side := slices.Contains([]int{1, wide}, int(math.Abs(float64(int(got.Weights.Neighbours(i)[k])-i))))
				if side && math.Abs(metres-100) > 6 || !side && metres > 6 {
					t.Fatalf("%s: the border of %d with %d is %v m", name, i, got.Weights.Neighbours(i)[k], metres)
				}
			}
		}
	}
}

// TestSlicesOfACake has many areas in one point.
func TestSlicesOfACake(t *testing.T) {
	const slicesOf = 300
	g := ground{}
	edge := func(k int) point {
		sin, cos := math.Sincos(2 * math.Pi * float64(k%slicesOf) / slicesOf)
		return point{1000 * cos, 1000 * sin}
	}
	for k := range slicesOf {
		g.rings = append(g.rings, [][]point{{{0, 0}, edge(k), edge(k + 1)}})
	}
	if links := g.contiguity(t, neighbour.Options{}).Weights.Links(); links != slicesOf*(slicesOf-1) {
		t.Errorf("queen: %d links", links)
	}
	if links := g.contiguity(t, neighbour.Options{Rule: neighbour.Rook}).Weights.Links(); links != 2*slicesOf {
		t.Errorf("rook: %d links", links)
	}
}

// TestWiderRulesKeepNeighbours: a rook neighbour is a queen neighbour, and a tolerance loses nobody.
func TestWiderRulesKeepNeighbours(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		g := tiles(r)
		metres := rapid.SampledFrom([]float64{0.5, 3, 11, 100}).Draw(r, "metres")
		lists := [][][2]int{}
		for _, o := range []neighbour.Options{
			{Rule: neighbour.Rook}, {Rule: neighbour.Rook, ToleranceMetres: metres}, {ToleranceMetres: metres},
		} {
			lists = append(lists, links(g.contiguity(t, o).Weights))
		}
		lists = slices.Insert(lists, 1, links(g.contiguity(t, neighbour.Options{}).Weights))
		for _, within := range [][2]int{{0, 1}, {0, 2}, {1, 3}, {2, 3}} {
			for _, p := range lists[within[0]] {
				if !slices.Contains(lists[within[1]], p) {
					r.Fatalf("%v is lost: %v", p, lists)
				}
			}
		}
	})
}
