package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

const buurt2015 = "data/cbs-wijkbuurtkaart-2015/buurt_2015.geojson.gz"

// ends returns the pairs of a table of links.
func (r rows) ends() []string {
	var list []string
	for i := range r.n {
		list = append(list, r.column["a"][i]+","+r.column["b"][i])
	}
	return list
}

// falseBorder is a pair in the reference of wijk2022 that shares one point, which both boundaries give twice.
const falseBorder = "WK059921,WK061304"

func TestSpatialWeightsAreThoseOfThePeers(t *testing.T) {
	if !hasOracles(t) {
		return
	}
	centroids := []string{"--areas", shared(t, oracles+"inputs/wijk2022_centroids.csv"), "--values", shared(t, oracles+"inputs/wijk2022cc.csv.gz")}
	wijk := []string{"--areas", shared(t, oracles+"inputs/wijk2022_rd.geojson.gz")}
	gem22 := []string{"--areas", shared(t, oracles+"inputs/gem2022_rd.geojson.gz")}
	gem15 := []string{"--areas", shared(t, oracles+"inputs/gem2015.geojson"), "--code", "code"}
	buurt := []string{"--areas", shared(t, buurt2015), "--code", "BU_CODE"}
	for want, args := range map[string][]string{
		"wijk2022_queen.csv":            wijk,
		"wijk2022_rook.csv":             append(wijk, "--kind", "rook"),
		"gem2022_queen.csv":             append(gem22, "--kind", "queen"),
		"gem2022_rook.csv":              append(gem22, "--kind", "rook"),
		"gem2015_queen.csv":             gem15,
		"gem2015_rook.csv":              append(gem15, "--kind", "rook"),
		"buurt2015_queen.csv.gz":        buurt,
		"buurt2015_rook.csv.gz":         append(buurt, "--kind", "rook"),
		"wijk2022cc_queen.csv":          append(wijk, "--values", centroids[3]),
		"buurt2015cc_queen.csv.gz":      append(buurt, "--values", shared(t, oracles+"inputs/buurt2015cc.csv.gz")),
		"wijk2022cc_knn6.csv.gz":        append(centroids, "--kind", "knn:6"),
		"wijk2022cc_dband5000.csv.gz":   append(centroids, "--kind", "band:5000"),
		"wijk2022cc_queen.csv, subset":  {"--weights", shared(t, oracles+"weights/wijk2022_queen.csv"), "--values", centroids[3]},
		"wijk2022cc_knn6.csv.gz, plane": append(wijk, "--values", centroids[3], "--kind", "knn:6"),
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			a := newTestApp(t)
			got := a.spatial(append([]string{"weights"}, args...)...)
			name, _, _ := strings.Cut(want, ",")
			expected := oracleRows(t, "weights/"+name)
			links := slices.DeleteFunc(expected.ends(), func(p string) bool { return name == "wijk2022_rook.csv" && p == falseBorder })
			if !slices.Equal(got.ends(), links) {
				t.Errorf("%d links, want %d", got.n, len(links))
			}
			if strings.Contains(name, "knn") {
				for i := range got.n {
					if g, w := got.number(t, "dist_m", i), expected.number(t, "dist_m", i); math.Abs(g-w) > 1e-6 {
						t.Fatalf("row %d: distance %v, want %v", i, g, w)
					}
				}
			}
		})
	}
}

// TestSpatialToleranceFindsBordersOverGaps reads a map on which each area was simplified on its own.
func TestSpatialToleranceFindsBordersOverGaps(t *testing.T) {
	if !hasOracles(t) {
		return
	}
	got := newTestApp(t).spatial("weights", "--areas", shared(t, oracles+"inputs/gem2017_gappy.geojson.gz"), "--kind", "rook", "--tolerance", "30")
	found := map[string]bool{}
	for _, p := range got.ends() {
		found[p] = true
	}
	known := oracleRows(t, "weights/gem2017_gappy_pairs.csv")
	near := map[string]bool{}
	for i, p := range known.ends() {
		near[p] = true
		if known.number(t, "border_m_tol30", i) > 200 && !found[p] {
			t.Errorf("%s share %s metres and were not found", p, known.column["border_m_tol30"][i])
		}
	}
	for p := range found {
		if !near[p] {
			t.Errorf("%s lie more than 200 metres apart", p)
		}
	}
}

func TestSpatialSummaryIsThatOfThePeers(t *testing.T) {
	if !hasOracles(t) {
		return
	}
	var all map[string]struct {
		N          int
		Edges      int `json:"undirected_edges"`
		Islands    []string
		Components int
		Histogram  []int
	}
	oracleJSON(t, "weights/summary.json", &all)
	for set, file := range map[string]string{"wijk2022": "inputs/wijk2022_rd.geojson.gz", "gem2015": "inputs/gem2015.geojson"} {
		a, want := newTestApp(t), all[set+"_queen"]
		got := a.spatial("weights", "--areas", shared(t, oracles+file), "--summary")
		var lines, expected []string
		for i := range got.n {
			if item := got.column["item"][i]; !strings.Contains(item, "_neighbours") {
				lines = append(lines, item+" "+got.column["value"][i])
			}
		}
		expected = append(expected, fmt.Sprint("areas ", want.N), fmt.Sprint("links ", want.Edges), fmt.Sprint("components ", want.Components),
			fmt.Sprint("islands ", len(want.Islands)))
		for _, code := range want.Islands {
			expected = append(expected, "island "+code)
		}
		for k, n := range want.Histogram {
			expected = append(expected, fmt.Sprintf("areas_with_%d %d", k, n))
		}
		if !slices.Equal(lines, expected) {
			t.Errorf("%s: got %v, want %v", set, lines, expected)
		}
	}
}

// set is a map with figures that the references were computed on.
type set struct{ values, weights []string }

// sets returns the arguments for each map.
func sets(t *testing.T) map[string]set {
	t.Helper()
	in := func(name string) string { return shared(t, oracles+name) }
	cc := []string{"--values", in("inputs/wijk2022cc.csv.gz")}
	gem := []string{"--values", in("inputs/gem2022.csv")}
	buurt := []string{"--values", in("inputs/buurt2015cc.csv.gz")}
	centroids := in("inputs/wijk2022_centroids.csv")
	return map[string]set{
		"gem2022_queen":        {gem, []string{"--weights", in("weights/gem2022_queen.csv")}},
		"wijk2022cc_queen":     {cc, []string{"--weights", in("weights/wijk2022_queen.csv")}}, // the subset of the whole map
		"wijk2022cc_knn6":      {cc, []string{"--weights", in("weights/wijk2022cc_knn6.csv.gz"), "--directed"}},
		"wijk2022cc_dband5000": {cc, []string{"--areas", centroids, "--kind", "band:5000"}},
		"buurt2015cc_queen":    {buurt, []string{"--areas", shared(t, buurt2015)}},
	}
}

// args returns the arguments of a statistic over a map.
func (s set) args(verb string, more ...string) []string {
	return slices.Concat([]string{verb}, s.values, s.weights, more)
}

func TestSpatialGlobalIsThatOfThePeers(t *testing.T) {
	if !hasOracles(t) {
		return
	}
	type figures map[string]float64
	for name, s := range sets(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var all struct {
				Esda  map[string]map[string]any
				Spdep map[string]any
			}
			oracleJSON(t, "global/global_"+name+".json", &all)
			a := newTestApp(t)
			check := func(args []string, want figures) {
				t.Helper()
				got := a.spatial(append(args, "--permutations", "0")...)
				for column, v := range want {
					if g := got.number(t, column, 0); !nearly(g, v, 1e-9) {
						t.Errorf("%v: %s is %v, want %v", args[0], column, g, v)
					}
				}
			}
			number := func(m any, key string) float64 { return m.(map[string]any)[key].(float64) }
			for column, e := range all.Esda {
				row, c, g := e["moran_row"], e["geary_row"], e["getis_ord_G_bin"]
				check(s.args("moran", "--column", column), figures{"statistic": number(row, "I"), "expectation": number(row, "EI"),
					"variance_norm": number(row, "VI_norm"), "z_norm": number(row, "z_norm"), "p_norm": number(row, "p_norm"),
					"variance_rand": number(row, "VI_rand"), "z_rand": number(row, "z_rand"), "p_rand": number(row, "p_rand")})
				check(s.args("geary", "--column", column), figures{"statistic": number(c, "C"), "expectation": 1,
					"variance_norm": number(c, "VC_norm"), "z_norm": number(c, "z_norm"), "variance_rand": number(c, "VC_rand"),
					"z_rand": number(c, "z_rand"), "p_rand": 2 * number(c, "p_rand")})
				check(s.args("g", "--column", column), figures{"statistic": number(g, "G"), "expectation": number(g, "EG"),
					"variance_rand": number(g, "VG"), "z_rand": number(g, "z_norm"), "p_rand": 2 * number(g, "p_norm")})
				if spdep, ok := all.Spdep[column].(map[string]any); ok {
					binary := spdep["bin"]
					check(s.args("moran", "--column", column, "--style", "binary"), figures{"statistic": number(binary, "I"),
						"variance_rand": number(binary, "VI_rand"), "p_rand": number(binary, "p_rand_two")})
				}
			}
		})
	}
}

func TestSpatialBivariateIsThatOfThePeers(t *testing.T) {
	if !hasOracles(t) {
		return
	}
	all := sets(t)
	for _, file := range []string{"buurt2015cc_queen_wwb_per_1000__ww_per_1000", "gem2022_queen_income_low__dwelling_value",
		"wijk2022cc_queen_dwelling_value__income_low", "wijk2022cc_queen_income_low__dwelling_value"} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			where, both, _ := strings.Cut(file, "_queen_")
			x, y, _ := strings.Cut(both, "__")
			s, a := all[where+"_queen"], newTestApp(t)
			var global struct {
				I float64 `json:"moran_bv"`
			}
			oracleJSON(t, "global/bivariate_"+file+".json", &global)
			got := a.spatial(s.args("moran", "--column", x, "--with", y, "--details", "--permutations", "999")...)
			if g := got.number(t, "statistic", 0); !nearly(g, global.I, 1e-9) || got.column["with"][0] != y {
				t.Errorf("global: %v, want %v", g, global.I)
			}
			name := "local/bivariate_" + file + ".csv"
			if where == "buurt2015cc" {
				name += ".gz"
			}
			want := oracleRows(t, name)
			mine := a.spatial(s.args("local-moran", "--column", x, "--with", y, "--details", "--permutations", "9999")...)
			island := func(i int, _ string) bool {
				return mine.column["I_local"][i] == "" && mine.column["n_neighbours"][i] == "0"
			}
			compare(t, mine, want, 1e-9, island, "x", "y", "quadrant", "I_local=I_bv_mean_n")
			comparePermutations(t, mine, want, 9999, !strings.Contains(file, "ww_per"))
		})
	}
}

func TestSpatialLocalIsThatOfThePeers(t *testing.T) {
	if !hasOracles(t) {
		return
	}
	all := sets(t)
	for _, file := range []string{"gem2022_queen_dwelling_value.csv", "gem2022_queen_income_low.csv", "wijk2022cc_dband5000_income_low.csv.gz",
		"wijk2022cc_knn6_income_low.csv.gz", "wijk2022cc_queen_dwelling_value.csv.gz", "wijk2022cc_queen_employment_rate.csv.gz",
		"wijk2022cc_queen_income_low.csv.gz", "buurt2015cc_queen_wwb_per_1000.csv.gz"} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			want := oracleRows(t, "local/local_"+file)
			parts := strings.SplitN(strings.TrimSuffix(strings.TrimSuffix(file, ".gz"), ".csv"), "_", 3)
			s, a := all[parts[0]+"_"+parts[1]], newTestApp(t)
			column := []string{"--column", parts[2], "--permutations", "9999"}
			// An island has no neighbours to differ from: the peers write 0 there, we nothing.
			island := func(i int, _ string) bool { return want.column["n_neighbours"][i] == "0" }
			got := a.spatial(s.args("local-moran", column...)...)
			compare(t, got, want, 1e-9, nil, "x", "n_neighbours", "z_std")
			pairs := []string{"lag_z_std", "quadrant", "I_local"}
			if _, ok := want.column["E_cond"]; ok {
				pairs = append(pairs, "E_cond", "V_cond", "z_cond", "p_cond_two", "p_cond_two_adj=p_cond_two_BH")
			}
			compare(t, got, want, 1e-9, island, pairs...)
			comparePermutations(t, got, want, 9999, parts[2] == "income_low" || parts[2] == "dwelling_value")
			hot := a.spatial(s.args("gistar", column...)...)
			compare(t, hot, want, 1e-9, nil, "z=Gistar_z", "p_two=Gistar_p_two", "p_two_adj=Gistar_p_two_BH")
			compare(t, hot, want, 1e-9, island, "x", "n_neighbours", "Gi=Gistar_G")
			if !slices.Equal(hot.column["p_perm"], got.column["p_perm"]) {
				t.Error("Gi* and the local Moran have another p")
			}
			for adjust, theirs := range map[string]string{"by": "BY", "bonferroni": "bonf", "holm": "holm"} {
				other := a.spatial(s.args("gistar", "--column", parts[2], "--permutations", "0", "--adjust", adjust)...)
				compare(t, other, want, 1e-9, nil, "p_two_adj=Gistar_p_two_"+theirs)
			}
			plain := a.spatial(s.args("gistar", "--column", parts[2], "--permutations", "0", "--no-self")...)
			compare(t, plain, want, 1e-9, island, "Gi=Gi_G", "z=Gi_z")
		})
	}
}

func TestSpatialGearyAndJoinCountsAreThoseOfThePeers(t *testing.T) {
	if !hasOracles(t) {
		return
	}
	all := sets(t)
	for where, marks := range map[string][]string{
		"gem2022_queen":     {"income_low:hi:0.8", "dwelling_value:lo:0.2"},
		"wijk2022cc_queen":  {"income_low:hi:0.8", "dwelling_value:lo:0.2", "employment_rate:lo:0.2"},
		"buurt2015cc_queen": {"wwb_per_1000:hi:0.9", "ww_per_1000:hi:0.9", "ao_per_1000:hi:0.9"},
	} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			s, a := all[where], newTestApp(t)
			gearyFile, joinFile := "local/geary_"+where+".csv", "local/joincount_"+where+".csv"
			if strings.HasPrefix(where, "buurt") {
				gearyFile, joinFile = gearyFile+".gz", joinFile+".gz"
			}
			var columns, bins []string
			for _, m := range marks {
				name, _, _ := strings.Cut(m, ":")
				columns, bins = append(columns, "--column", name), append(bins, "--column", m)
			}
			want := oracleRows(t, gearyFile)
			got := a.spatial(s.args("local-geary", append(columns, "--permutations", "99")...)...)
			var pairs []string
			for column := range want.column {
				if column != "code" {
					pairs = append(pairs, column)
				}
			}
			compare(t, got, want, 1e-9, nil, pairs...)
			alone := a.spatial(s.args("local-geary", append(columns[:2], "--permutations", "99")...)...)
			compare(t, alone, want, 1e-9, nil, "C=C_"+columns[1])
			want = oracleRows(t, joinFile)
			counts := a.spatial(s.args("join-count", bins...)...)
			header, _, _ := strings.Cut(a.out.String(), "\n")
			for _, column := range strings.Split(header, ",")[1:] {
				compare(t, counts, want, 1e-9, nil, column)
			}
			if len(counts.column) != len(want.column) {
				t.Errorf("columns %s, want %d", header, len(want.column))
			}
		})
	}
}
