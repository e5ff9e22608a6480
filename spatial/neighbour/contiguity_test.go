package neighbour_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/spatial"
	"github.com/buurtbeeld/buurtbeeld/spatial/neighbour"
)

// box is a closed ring around a rectangle.
func box(x, y, toX, toY float64) []point {
	return []point{{x, y}, {toX, y}, {toX, toY}, {x, toY}, {x, y}}
}

// land is areas of rings each.
func land(areas ...[][]point) ground {
	g := ground{rings: areas}
	for i := range areas {
		g.ids = append(g.ids, string(rune('A'+i)))
	}
	return g
}

// links are the pairs of neighbours a < b.
func links(w *spatial.Weights) [][2]int {
	list := [][2]int{}
	for i := range w.Len() {
		for _, j := range w.Neighbours(i) {
			if i < int(j) {
				list = append(list, [2]int{i, int(j)})
			}
		}
	}
	return list
}

func TestWhoTouches(t *testing.T) {
	exact := neighbour.Options{}
	for name, c := range map[string]struct {
		g           ground
		o           neighbour.Options
		queen, rook [][2]int
	}{
		"nobody": {land(), exact, [][2]int{}, [][2]int{}},
		"four squares round a point": {
			land([][]point{box(0, 0, 1, 1)}, [][]point{box(1, 0, 2, 1)}, [][]point{box(0, 1, 1, 2)}, [][]point{box(1, 1, 2, 2)}), exact,
			[][2]int{{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}}, [][2]int{{0, 1}, {0, 2}, {1, 3}, {2, 3}},
		},
		"rings that are left open": {
			land([][]point{box(0, 0, 1, 1)[:4]}, [][]point{box(1, 0, 2, 1)[:4]}), exact, [][2]int{{0, 1}}, [][2]int{{0, 1}},
		},
		"the border is the step from the last point to the first": {
			land([][]point{{{1, 1}, {0, 1}, {0, 0}, {1, 0}}}, [][]point{{{1, 0}, {2, 0}, {2, 1}, {1, 1}}}), exact, [][2]int{{0, 1}}, [][2]int{{0, 1}},
		},
		"a polygon that is there twice, beside a gap": {
			land([][]point{box(0, 0, 100, 100), box(0, 0, 100, 100)}, [][]point{box(101, 0, 200, 100)}), neighbour.Options{ToleranceMetres: 1.1}, [][2]int{{0, 1}}, [][2]int{{0, 1}},
		},
		"an area without rings": {
			land([][]point{box(0, 0, 1, 1)}, nil, [][]point{box(1, 0, 2, 1)}), exact, [][2]int{{0, 2}}, [][2]int{{0, 2}},
		},
		"an enclave in a hole": {
			land([][]point{box(0, 0, 3, 3), box(1, 1, 2, 2)}, [][]point{box(1, 1, 2, 2)}), exact, [][2]int{{0, 1}}, [][2]int{{0, 1}},
		},
		"a corner shared, given twice by both": {
			land([][]point{{{0, 0}, {1, 0}, {1, 1}, {1, 1}, {0, 1}}}, [][]point{{{1, 1}, {1, 1}, {2, 1}, {2, 2}, {1, 2}}}), exact, [][2]int{{0, 1}}, [][2]int{},
		},
		"a junction like a T, where the long side has no point": {
			land([][]point{box(0, 0, 2, 1)}, [][]point{box(0, 1, 1, 2)}, [][]point{box(1, 1, 2, 2)}), exact,
			[][2]int{{0, 1}, {0, 2}, {1, 2}}, [][2]int{{1, 2}},
		},
		"the same, with a tolerance": {
			land([][]point{box(0, 0, 2, 1)}, [][]point{box(0, 1, 1, 2)}, [][]point{box(1, 1, 2, 2)}), neighbour.Options{ToleranceMetres: 0.01},
			[][2]int{{0, 1}, {0, 2}, {1, 2}}, [][2]int{{0, 1}, {0, 2}, {1, 2}},
		},
		"a gap of a metre": {
			land([][]point{box(0, 0, 100, 100)}, [][]point{box(101, 0, 200, 100)}), neighbour.Options{ToleranceMetres: 0.9}, [][2]int{}, [][2]int{},
		},
		"a gap of a metre, with room for it": {
			land([][]point{box(0, 0, 100, 100)}, [][]point{box(101, 0, 200, 100)}), neighbour.Options{ToleranceMetres: 1.1}, [][2]int{{0, 1}}, [][2]int{{0, 1}},
		},
		"corners near each other": {
			land([][]point{box(0, 0, 100, 100)}, [][]point{box(101, 101, 200, 200)}), neighbour.Options{ToleranceMetres: 2}, [][2]int{{0, 1}}, [][2]int{},
		},
		"points in the same cell of a coarse grid": {
			land([][]point{box(0, 0, 100, 100)}, [][]point{box(100.3, 0, 200, 100)}), neighbour.Options{Grid: 1}, [][2]int{{0, 1}}, [][2]int{{0, 1}},
		},
		"tiny, far apart, with a tiny tolerance": {
			land([][]point{box(0, 0, 0.001, 0.001)}, [][]point{box(4e6, 4e6, 4e6+0.001, 4e6+0.001)}, nil), neighbour.Options{ToleranceMetres: 1e-4}, [][2]int{}, [][2]int{},
		},
		"one point and two points": {
			land([][]point{{{5, 5}}}, [][]point{{{5, 5}, {6, 6}}}, [][]point{{{6, 6}, {5, 5}, {7, 5}}}), exact, [][2]int{{0, 1}, {0, 2}, {1, 2}}, [][2]int{{1, 2}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			for rule, want := range map[neighbour.Rule][][2]int{neighbour.Queen: c.queen, neighbour.Rook: c.rook} {
				c.o.Rule = rule
				if got := links(c.g.contiguity(t, c.o).Weights); !slices.Equal(got, want) {
					t.Errorf("rule %d: %v, want %v", rule, got, want)
				}
			}
		})
	}
}

func TestWhatCannotBe(t *testing.T) {
	square := [][]point{box(0, 0, 1, 1)}
	for name, c := range map[string]struct {
		g    ground
		o    neighbour.Options
		want error
	}{
		"a ring without points":   {land(square, [][]point{{}}), neighbour.Options{}, neighbour.ErrRing},
		"no number":               {land([][]point{{{0, 0}, {math.NaN(), 0}}}), neighbour.Options{}, neighbour.ErrCoordinate},
		"infinite":                {land([][]point{{{0, 0}, {0, math.Inf(-1)}}}), neighbour.Options{}, neighbour.ErrCoordinate},
		"too far for the grid":    {land([][]point{{{0, 0}, {1e7, 0}}}), neighbour.Options{}, neighbour.ErrCoordinate},
		"too fine for its number": {land([][]point{{{1e15, 0}, {1e15, 1}}}), neighbour.Options{}, neighbour.ErrCoordinate},
		"tolerance below nothing": {land(square), neighbour.Options{ToleranceMetres: -1}, neighbour.ErrOption},
		"tolerance of miles":      {land(square), neighbour.Options{ToleranceMetres: 1e4}, neighbour.ErrOption},
		"tolerance is no number":  {land(square), neighbour.Options{ToleranceMetres: math.NaN()}, neighbour.ErrOption},
		"border is no number":     {land(square), neighbour.Options{MinimumMetres: math.NaN()}, neighbour.ErrOption},
		"grid below nothing":      {land(square), neighbour.Options{Grid: -1}, neighbour.ErrOption},
		"grid of hardly anything": {land(square), neighbour.Options{Grid: 1e-320}, neighbour.ErrOption},
		"no such rule":            {land(square), neighbour.Options{Rule: 9}, neighbour.ErrOption},
		"no such unit":            {land(square), neighbour.Options{Unit: 9}, neighbour.ErrOption},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := neighbour.Polygons(len(c.g.rings), c.g.each, c.o); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
	if _, err := neighbour.Polygons(-1, land().each, neighbour.Options{}); !errors.Is(err, neighbour.ErrOption) {
		t.Errorf("fewer areas than none: %v", err)
	}
}

// TestBorders measures borders that are known.
func TestBorders(t *testing.T) {
	g := land([][]point{box(0, 0, 100, 100)}, [][]point{box(100, 0, 200, 100)}, [][]point{box(0, 100, 200, 300)})
	for name, c := range map[string]struct {
		o    neighbour.Options
		want []float64 // of area 0 with 1 and 2
	}{
		"exact, with a T": {neighbour.Options{Borders: true}, []float64{100, 0}},
		"with tolerance":  {neighbour.Options{ToleranceMetres: 0.1}, []float64{100, 100}},
		"rook":            {neighbour.Options{Rule: neighbour.Rook, ToleranceMetres: 0.1}, []float64{100, 100}},
	} {
		got := g.contiguity(t, c.o)
		if !slices.EqualFunc(got.BorderMetres(0), c.want, func(a, b float64) bool { return math.Abs(a-b) < 1e-6 }) {
			t.Errorf("%s: %v, want %v", name, got.BorderMetres(0), c.want)
		}
	}
	if c := g.contiguity(t, neighbour.Options{}); c.Measured() || c.BorderMetres(0) != nil {
		t.Error("borders were measured though nobody asked")
	} else if _, err := c.ByBorder(); !errors.Is(err, neighbour.ErrOption) {
		t.Errorf("weights by a border that is not known: %v", err)
	}
	w, err := g.contiguity(t, neighbour.Options{Borders: true}).ByBorder()
	if err != nil || w.Links() != 2 || w.Values(0)[0] != 100 {
		t.Errorf("weights by border: %v, %v", w, err)
	}
	// A degree of latitude at 52 degrees north is 111,267 m, one of longitude 68,678 m (formulas of the ellipsoid).
	d := land([][]point{box(5, 51.995, 5.01, 52.005)}, [][]point{box(5.01, 51.995, 5.02, 52.005)}, [][]point{box(5, 52.005, 5.01, 52.015)})
	c := d.contiguity(t, neighbour.Options{Unit: neighbour.Degree, Borders: true})
	if b := c.BorderMetres(0); math.Abs(b[0]-1112.67) > 0.05 || math.Abs(b[1]-686.70) > 0.15 {
		t.Errorf("borders of a hundredth of a degree: %v", b)
	}
}

// TestSeams tells gaps from overlaps, whichever way the rings run.
func TestSeams(t *testing.T) {
	turn := func(r []point) []point {
		r = slices.Clone(r)
		slices.Reverse(r)
		return r
	}
	for name, c := range map[string]struct {
		g    ground
		want neighbour.Seam
	}{
		"gap":     {land([][]point{box(0, 0, 100, 100)}, [][]point{box(102, 0, 200, 100)}), neighbour.Seam{A: 0, B: 1, LengthMetres: 100, WidthMetres: 2}},
		"overlap": {land([][]point{box(0, 0, 100, 100)}, [][]point{box(97, 0, 200, 100)}), neighbour.Seam{A: 0, B: 1, LengthMetres: 100, WidthMetres: 3, OverlapShare: 1}},
		"gap, other way round": {
			land([][]point{turn(box(0, 0, 100, 100))}, [][]point{box(102, 0, 200, 100)}), neighbour.Seam{A: 0, B: 1, LengthMetres: 100, WidthMetres: 2},
		},
		"overlap, other way round": {
			land([][]point{turn(box(0, 0, 100, 100))}, [][]point{turn(box(97, 0, 200, 100))}), neighbour.Seam{A: 0, B: 1, LengthMetres: 100, WidthMetres: 3, OverlapShare: 1},
		},
		"an enclave too small for its hole": {
			land([][]point{box(0, 0, 300, 300), box(100, 100, 200, 200)}, [][]point{box(101, 101, 199, 199)}),
			neighbour.Seam{A: 0, B: 1, LengthMetres: 392, WidthMetres: 1},
		},
		"drawn alike": {land([][]point{box(0, 0, 100, 100)}, [][]point{box(100, 0, 200, 100)}), neighbour.Seam{}},
	} {
		t.Run(name, func(t *testing.T) {
			list := c.g.contiguity(t, neighbour.Options{Rule: neighbour.Rook, ToleranceMetres: 5}).Seams
			if c.want == (neighbour.Seam{}) {
				if len(list) != 0 {
					t.Errorf("%+v, want none", list)
				}
				return
			}
			// Along the gap or overlap the other borders, at a right angle, are near too: up to 5 m of each.
			if len(list) != 1 || math.Abs(list[0].LengthMetres-c.want.LengthMetres) > 12 || math.Abs(list[0].OverlapShare-c.want.OverlapShare) > 0.1 ||
				math.Abs(list[0].WidthMetres-c.want.WidthMetres) > 0.3 || list[0].A != c.want.A || list[0].B != c.want.B {
				t.Errorf("%+v, want %+v", list, c.want)
			}
		})
	}
}

// tiles is a lattice of some cells, each cut into areas at random, with its areas in random order and holes left.
func tiles(t *rapid.T) ground {
	wide, high := rapid.IntRange(1, 7).Draw(t, "wide"), rapid.IntRange(1, 7).Draw(t, "high")
	areas := rapid.IntRange(1, 12).Draw(t, "areas")
	g := ground{ids: make([]string, areas), rings: make([][][]point, areas)}
	for x := range wide {
		for y := range high {
			if a := rapid.IntRange(-1, areas-1).Draw(t, "area"); a >= 0 {
				g.rings[a] = append(g.rings[a], box(float64(10*x), float64(10*y), float64(10*x+10), float64(10*y+10)))
			}
		}
	}
	return g
}

func anyOptions(t *rapid.T) neighbour.Options {
	return neighbour.Options{
		Rule: rapid.SampledFrom([]neighbour.Rule{neighbour.Queen, neighbour.Rook}).Draw(t, "rule"), Borders: rapid.Bool().Draw(t, "borders"),
		ToleranceMetres: rapid.SampledFrom([]float64{0, 0, 0.5, 11}).Draw(t, "tolerance"),
	}
}

// TestContiguityAgainstAllPairs compares with comparing every two areas.
func TestContiguityAgainstAllPairs(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		g := tiles(r)
		corners := func(a int) (map[point]bool, map[[2]point]bool) {
			points, sides := map[point]bool{}, map[[2]point]bool{}
			for _, ring := range g.rings[a] {
				for k, p := range ring[:4] {
					points[p], sides[[2]point{p, ring[k+1]}], sides[[2]point{ring[k+1], p}] = true, true, true
				}
			}
			return points, sides
		}
		for _, rule := range []neighbour.Rule{neighbour.Queen, neighbour.Rook} {
			want := [][2]int{}
			for a := range g.rings {
				points, sides := corners(a)
				for b := a + 1; b < len(g.rings); b++ {
					otherPoints, otherSides := corners(b)
					touch := false
					for p := range otherPoints {
						touch = touch || rule == neighbour.Queen && points[p]
					}
					for s := range otherSides {
						touch = touch || sides[s]
					}
					if touch {
						want = append(want, [2]int{a, b})
					}
				}
			}
			if got := links(g.contiguity(t, neighbour.Options{Rule: rule}).Weights); !slices.Equal(got, want) {
				r.Fatalf("rule %d: %v, want %v", rule, got, want)
			}
		}
	})
}

func TestPermutingAreasPermutesWeights(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		g, o := tiles(r), anyOptions(r)
		order := rapid.Permutation(seq(len(g.rings))).Draw(r, "order")
		other := ground{ids: g.ids}
		for _, i := range order {
			rings := slices.Clone(g.rings[i])
			slices.Reverse(rings)
			other.rings = append(other.rings, rings)
		}
		first, second := g.contiguity(t, o), other.contiguity(t, o)
		for k, i := range order {
			want := map[int32]float64{}
			for at, j := range first.Weights.Neighbours(i) {
				want[j] = 0
				if first.Measured() {
					want[j] = first.BorderMetres(i)[at]
				}
			}
			for at, j := range second.Weights.Neighbours(k) {
				metres, ok := want[int32(order[j])]
				if !ok || second.Measured() && math.Abs(second.BorderMetres(k)[at]-metres) > 1e-6 {
					r.Fatalf("%v and then %v", first, second)
				}
				delete(want, int32(order[j]))
			}
			if len(want) > 0 {
				r.Fatalf("area %d has lost %v", i, want)
			}
		}
	})
}

func TestMovingChangesNothing(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		g, o := tiles(r), anyOptions(r)
		dx, dy := float64(rapid.IntRange(-1e6, 1e6).Draw(r, "dx")), float64(rapid.IntRange(-1e6, 1e6).Draw(r, "dy"))
		moved := ground{ids: g.ids, rings: make([][][]point, len(g.rings))}
		before := make([][][]point, len(g.rings))
		for i, rings := range g.rings {
			for _, ring := range rings {
				before[i] = append(before[i], slices.Clone(ring))
				list := make([]point, len(ring))
				for k, p := range ring {
					list[k] = point{p.X + dx, p.Y + dy}
				}
				moved.rings[i] = append(moved.rings[i], list)
			}
		}
		first, second := g.contiguity(t, o), moved.contiguity(t, o)
		if !slices.Equal(links(first.Weights), links(second.Weights)) || !first.Weights.Symmetric() {
			r.Fatalf("%v and then %v", links(first.Weights), links(second.Weights))
		}
		for i := range before {
			if !slices.EqualFunc(before[i], g.rings[i], slices.Equal) {
				r.Fatal("the rings were changed")
			}
		}
	})
}

func seq(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}
