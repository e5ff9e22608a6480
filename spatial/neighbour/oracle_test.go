package neighbour_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/spatial"
	"github.com/buurtbeeld/buurtbeeld/spatial/neighbour"
)

const national = "data/cbs-wijkbuurtkaart-2015/buurt_2015.geojson.gz"

// falseBorders are pairs that other programs take for rook neighbours, because both give a point twice that they share. The
// last one is in the links of wijk2022, which come from libpysal alone.
var falseBorders = [][2]string{
	{"BU09880104", "BU17060201"}, {"BU07480002", "BU07480206"}, {"BU09350102", "BU09350209"}, {"BU00140302", "BU00141103"},
	{"WK059921", "WK061304"},
}

// without takes the false borders out of rook links.
func without(t *testing.T, ids []string, w *spatial.Weights) *spatial.Weights {
	t.Helper()
	var edges []spatial.Edge
	for i := range ids {
		for _, j := range w.Neighbours(i) {
			if !slices.ContainsFunc(falseBorders, func(p [2]string) bool {
				return p == [2]string{ids[i], ids[j]} || p == [2]string{ids[j], ids[i]}
			}) {
				edges = append(edges, spatial.Edge{A: int32(i), B: j, Weight: 1})
			}
		}
	}
	left, err := spatial.NewWeights(len(ids), edges)
	if err != nil {
		t.Fatal(err)
	}
	return left
}

// TestContiguityAsPeers compares with libpysal 4.7.0 and spdep 1.2-7, exact, and the counts with the summary beside them.
func TestContiguityAsPeers(t *testing.T) {
	for _, m := range []struct {
		set, file, key string
		unit           neighbour.Unit
	}{
		{"wijk2022", "oracles/spatial/inputs/wijk2022_rd.geojson.gz", "code", neighbour.Metre},
		{"wijk2022", "oracles/spatial/inputs/wijk2022.geojson.gz", "code", neighbour.Degree},
		{"gem2022", "oracles/spatial/inputs/gem2022_rd.geojson.gz", "code", neighbour.Metre},
		{"gem2015", "oracles/spatial/inputs/gem2015.geojson", "code", neighbour.Degree},
		{"buurt2015", national, "BU_CODE", neighbour.Degree},
	} {
		g, ok := readMap(t, m.file, m.key)
		if !ok {
			return
		}
		for rule, name := range map[neighbour.Rule]string{neighbour.Queen: "queen", neighbour.Rook: "rook"} {
			t.Run(m.file+" "+name, func(t *testing.T) {
				file := m.set + "_" + name + ".csv"
				if m.set == "buurt2015" {
					file += ".gz"
				}
				c := g.contiguity(t, neighbour.Options{Rule: rule, Unit: m.unit})
				want := readWeights(t, file, g.ids, false)
				summary(t, m.set+"_"+name, g.ids, want)
				if rule == neighbour.Rook {
					want = without(t, g.ids, want)
				}
				same(t, g.ids, c.Weights, want)
				if !c.Weights.Symmetric() {
					t.Error("a neighbour is no neighbour back")
				}
				for _, p := range falseBorders {
					a, _ := slices.BinarySearch(g.ids, p[0])
					b, found := slices.BinarySearch(g.ids, p[1])
					if found && rule == neighbour.Rook && slices.Contains(c.Weights.Neighbours(a), int32(b)) {
						t.Errorf("%v share no border", p)
					}
				}
			})
		}
	}
}

func summary(t *testing.T, name string, ids []string, w *spatial.Weights) {
	t.Helper()
	r, ok := open(t, "oracles/spatial/weights/summary.json")
	if !ok {
		t.Fatal("there are maps but there is no summary")
	}
	var all map[string]struct {
		N, Components int
		Islands       []string
		Histogram     []int
	}
	if err := json.NewDecoder(r).Decode(&all); err != nil {
		t.Fatal(err)
	}
	want, ok := all[name]
	if !ok {
		t.Fatalf("no summary of %s", name)
	}
	var islands []string
	for _, i := range w.Islands() {
		islands = append(islands, ids[i])
	}
	count, _ := w.Components()
	if w.Len() != want.N || count != want.Components || !slices.Equal(islands, want.Islands) || !slices.Equal(w.Histogram(), want.Histogram) {
		t.Errorf("%d areas, %d pieces, islands %v, neighbours %v; want %+v", w.Len(), count, islands, w.Histogram(), want)
	}
}

// TestSubsets compares the links that are left of a map when areas are taken out.
func TestSubsets(t *testing.T) {
	for _, m := range []struct{ file, key, table, links, summary string }{
		{"oracles/spatial/inputs/wijk2022_rd.geojson.gz", "code", "wijk2022cc.csv.gz", "wijk2022cc_queen.csv", "wijk2022cc_queen"},
		{national, "BU_CODE", "buurt2015cc.csv.gz", "buurt2015cc_queen.csv.gz", ""},
	} {
		g, ok := readMap(t, m.file, m.key)
		if !ok {
			return
		}
		table, _ := readTable(t, "oracles/spatial/inputs/"+m.table)
		keep := make([]bool, len(g.ids))
		number := make([]int32, len(g.ids))
		for k, code := range table["code"] {
			i, found := slices.BinarySearch(g.ids, code)
			if !found {
				t.Fatalf("%s is not on the map", code)
			}
			keep[i], number[i] = true, int32(k)
		}
		unit := neighbour.Metre
		if m.file == national {
			unit = neighbour.Degree
		}
		left, err := g.contiguity(t, neighbour.Options{Unit: unit}).Weights.Induced(keep)
		if err != nil {
			t.Fatal(err)
		}
		same(t, g.ids, left, readWeights(t, m.links, g.ids, false))
		if m.summary == "" {
			continue
		}
		var edges []spatial.Edge
		for i := range g.ids {
			for _, j := range left.Neighbours(i) {
				edges = append(edges, spatial.Edge{A: number[i], B: number[j], Weight: 1})
			}
		}
		w, err := spatial.NewWeights(len(table["code"]), edges)
		if err != nil {
			t.Fatal(err)
		}
		summary(t, m.summary, table["code"], w)
	}
}

// TestNearAsPeers compares with scipy 1.10.1 (cKDTree) and libpysal 4.7.0, exact.
func TestNearAsPeers(t *testing.T) {
	table, ok := readTable(t, "oracles/spatial/inputs/wijk2022_centroids.csv")
	if !ok {
		return
	}
	chosen, _ := readTable(t, "oracles/spatial/inputs/wijk2022cc.csv.gz")
	ids := chosen["code"]
	allX, allY := numbers(t, table["x"]), numbers(t, table["y"])
	x, y := make([]float64, len(ids)), make([]float64, len(ids))
	for i, id := range ids {
		k, _ := slices.BinarySearch(table["code"], id)
		x[i], y[i] = allX[k], allY[k]
	}
	six, err := neighbour.Nearest(x, y, 6)
	if err != nil {
		t.Fatal(err)
	}
	same(t, ids, six, readWeights(t, "wijk2022cc_knn6.csv.gz", ids, true))
	summary(t, "wijk2022cc_knn6", ids, six)
	band, err := neighbour.Within(x, y, 5000)
	if err != nil {
		t.Fatal(err)
	}
	same(t, ids, band, readWeights(t, "wijk2022cc_dband5000.csv.gz", ids, false))
	summary(t, "wijk2022cc_dband5000", ids, band)
}

// TestGappyMap finds borders on a map whose areas were simplified one by one.
func TestGappyMap(t *testing.T) {
	g, ok := readMap(t, "oracles/spatial/inputs/gem2017_gappy.geojson.gz", "code")
	if !ok {
		return
	}
	table, _ := readTable(t, "oracles/spatial/weights/gem2017_gappy_pairs.csv")
	border := numbers(t, table["border_m_tol30"])
	for rule, name := range map[neighbour.Rule]string{neighbour.Queen: "queen", neighbour.Rook: "rook"} {
		t.Run(name, func(t *testing.T) {
			c := g.contiguity(t, neighbour.Options{Rule: rule, Unit: neighbour.Degree, ToleranceMetres: 30})
			known := map[[2]string]bool{}
			long, missed := 0, 0
			for k, metres := range border {
				p := [2]string{table["a"][k], table["b"][k]}
				known[p] = true
				a, _ := slices.BinarySearch(g.ids, p[0])
				b, _ := slices.BinarySearch(g.ids, p[1])
				found := slices.Contains(c.Weights.Neighbours(a), int32(b))
				if metres > 200 && !found {
					t.Errorf("%v share %.0f m and are not found", p, metres)
				}
				if metres > 100 {
					long++
					if !found {
						missed++
						t.Logf("%v share %.0f m and are not found", p, metres)
					}
				}
			}
			for i := range g.ids {
				for _, j := range c.Weights.Neighbours(i) {
					if int(j) > i && !known[[2]string{g.ids[i], g.ids[j]}] {
						t.Errorf("%s and %s lie more than 200 m apart", g.ids[i], g.ids[j])
					}
				}
			}
			t.Logf("%d of %d borders longer than 100 m; %d pairs, %d seams", long-missed, long, c.Weights.Links()/2, len(c.Seams))
			if missed > 3 {
				t.Errorf("%d borders longer than 100 m are missed", missed)
			}
			lengths(t, g, c, table)
			overlaps(t, g, c, table)
		})
	}
}

// lengths compares the length of each long border with how much of a's border lies within 1 m and within 30 m of b's.
func lengths(t *testing.T, g ground, c *neighbour.Contiguity, table map[string][]string) {
	t.Helper()
	narrow, wide := numbers(t, table["border_m_tol1"]), numbers(t, table["border_m_tol30"])
	compared, sum, most := 0, 0.0, 0.0
	for k := range wide {
		a, _ := slices.BinarySearch(g.ids, table["a"][k])
		b, _ := slices.BinarySearch(g.ids, table["b"][k])
		at := slices.Index(c.Weights.Neighbours(a), int32(b))
		if at < 0 || wide[k] < 1000 {
			continue
		}
		compared++
		got := c.BorderMetres(a)[at]
		sum, most = sum+got, most+wide[k]
		if got < 0.9*narrow[k] || got > 1.05*wide[k]+50 {
			t.Errorf("%s and %s: a border of %.0f m, want %.0f to %.0f", g.ids[a], g.ids[b], got, narrow[k], wide[k])
		}
	}
	if compared < 500 || sum < 0.97*most || sum > 1.01*most {
		t.Errorf("%d borders of %.0f m together, want about %.0f", compared, sum, most)
	}
}

// overlaps compares how much the areas lie over each other.
func overlaps(t *testing.T, g ground, c *neighbour.Contiguity, table map[string][]string) {
	t.Helper()
	known := map[[2]string]float64{}
	for k, squareMetres := range numbers(t, table["overlap_m2"]) {
		known[[2]string{table["a"][k], table["b"][k]}] = squareMetres
	}
	want, got := 0.0, 0.0
	for _, s := range c.Seams {
		want += known[[2]string{g.ids[s.A], g.ids[s.B]}]
		got += s.LengthMetres * s.WidthMetres * s.OverlapShare
	}
	if want < 1e6 || got < 0.95*want || got > 1.05*want {
		t.Errorf("overlaps of %.0f m2 together, want about %.0f", got, want)
	}
}

// TestTeachingMaps compares with the links that come with the maps, and with the counts by spdep 1.2-7 (of sids2 the file is
// rook, and 490 is what queen gives here).
func TestTeachingMaps(t *testing.T) {
	for _, m := range []struct {
		name        string
		file        neighbour.Rule
		queen, rook int
	}{{"columbus", neighbour.Queen, 236, 200}, {"sids2", neighbour.Rook, 490, 462}} {
		r, ok := open(t, "data/spatial-teaching/"+m.name+"/"+m.name+".gal")
		if !ok {
			return
		}
		ids, w, err := neighbour.ReadGAL(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		g := readShapes(t, "data/spatial-teaching/"+m.name+"/"+m.name, ids)
		for rule, links := range map[neighbour.Rule]int{neighbour.Queen: m.queen, neighbour.Rook: m.rook} {
			c := g.contiguity(t, neighbour.Options{Rule: rule, Grid: 1e-6})
			if c.Weights.Links() != links {
				t.Errorf("%s: %d links, want %d", m.name, c.Weights.Links(), links)
			}
			if rule == m.file {
				same(t, ids, c.Weights, w)
			}
		}
	}
	if g, ok := readMap(t, "data/spatial-teaching/guerry/guerry.geojson.gz", "Dprtmnt"); ok {
		if c := g.contiguity(t, neighbour.Options{}); c.Weights.Links() != 420 || len(g.ids) != 85 {
			t.Errorf("guerry: %d areas and %d links, want 85 and 420", len(g.ids), c.Weights.Links())
		}
	}
}
