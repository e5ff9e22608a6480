package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const benefits = "aantal_personen_met_een_algemene_bijstandsuitkering_totaal"

// rateArgs are the events and the base of gem2015.
func rateArgs(t *testing.T) []string {
	t.Helper()
	return []string{"--values", shared(t, oracles+"inputs/gem2015.csv"), "--events", benefits, "--base", "aantal_inwoners"}
}

func TestSpatialRatesAreThoseOfThePeers(t *testing.T) {
	if !hasOracles(t) {
		return
	}
	buurt := []string{"--values", shared(t, oracles+"inputs/buurt2015cc.csv.gz"), "--events", "WWB_UITTOT", "--base", "AANT_INW",
		"--weights", shared(t, oracles+"weights/buurt2015_queen.csv.gz")}
	gem := append(rateArgs(t), "--areas", shared(t, oracles+"inputs/gem2015.geojson"))
	for file, args := range map[string][]string{"rates_buurt2015cc_WWB_UITTOT": buurt, "rates_gem2015_" + benefits: gem} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			a := newTestApp(t)
			got := a.spatial(append([]string{"smooth"}, args...)...)
			name := "rates/" + file + ".csv"
			if strings.Contains(file, "buurt") {
				name += ".gz"
			}
			want := oracleRows(t, name)
			for column := range want.column {
				if column == "code" {
					continue
				}
				// The peers divide 0 by 0 where neither the area nor its neighbours have an event; the rate there is 0.
				undivided := func(i int, column string) bool {
					return strings.HasPrefix(column, "EB_local") && want.column[column][i] == ""
				}
				compare(t, got, want, 1e-9, undivided, column)
			}
			compare(t, got, want, 1e-9, nil, "raw", "eb_global=EB_global_poisson", "lower=wilson_lo", "upper=wilson_hi")
			var summary struct{ EBImoran float64 }
			oracleJSON(t, "rates/"+file+".json", &summary)
			moran := a.spatial(append([]string{"moran", "--permutations", "0"}, args...)...)
			if g := moran.number(t, "statistic", 0); !nearly(g, summary.EBImoran, 1e-9) {
				t.Errorf("Moran’s I of the rate is %v, want %v", g, summary.EBImoran)
			}
		})
	}
}

func TestSpatialScanIsTheReference(t *testing.T) {
	if !hasOracles(t) {
		return
	}
	a := newTestApp(t)
	args := append([]string{"scan", "--areas", shared(t, oracles+"inputs/gem2015_centroids.csv"), "--members"}, rateArgs(t)...)
	var want struct {
		Clusters []struct {
			Center             string
			N                  int
			Members            []string
			Observed, Expected float64
			LLR                float64
			P                  float64 `json:"p_mc"`
		} `json:"clusters_nonoverlapping"`
	}
	oracleJSON(t, "scan/scan_gem2015_"+benefits+".json", &want)
	got := a.spatial(append(args, "--max-share", "0.1", "--permutations", "999")...)
	if got.n < len(want.Clusters) {
		t.Fatalf("%d clusters, want %d", got.n, len(want.Clusters))
	}
	for i, c := range want.Clusters {
		members := strings.Fields(got.column["members"][i])
		slices.Sort(members)
		slices.Sort(c.Members)
		if got.column["centre"][i] != c.Center || !slices.Equal(members, c.Members) || got.number(t, "n_areas", i) != float64(c.N) ||
			!nearly(got.number(t, "events", i), c.Observed, 1e-9) || !nearly(got.number(t, "expected", i), c.Expected, 1e-9) ||
			!nearly(got.number(t, "llr", i), c.LLR, 1e-9) || !nearly(got.number(t, "p", i), c.P, 1e-9) || got.number(t, "rank", i) != float64(i+1) {
			t.Errorf("cluster %d is around %s with %s, want %+v", i+1, got.column["centre"][i], got.column["members"][i], c)
		}
	}
	centres := a.spatial(append(args, "--centres", "--permutations", "0")...)
	compare(t, centres, oracleRows(t, "scan/scan_gem2015_"+benefits+".csv"), 1e-9, nil, "best_llr_centered_here", "best_n")
}

func TestSpatialEmergingIsTheReference(t *testing.T) {
	if !hasOracles(t) {
		return
	}
	wide := shared(t, oracles+"trend/panel_gem2022_input.csv")
	long := filepath.Join(t.TempDir(), "long.csv")
	panel := oracleRows(t, "trend/panel_gem2022_input.csv")
	var b strings.Builder
	b.WriteString("code;period;value\n")
	for period, cells := range panel.column {
		for i, code := range panel.column["code"] {
			if period != "code" {
				b.WriteString(code + ";" + period + ";" + strings.ReplaceAll(cells[i], ".", ",") + "\n")
			}
		}
	}
	if err := os.WriteFile(long, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	weights := []string{"--weights", shared(t, oracles+"weights/gem2022_queen.csv")}
	for file, args := range map[string][]string{
		"ehsa_gem2022_slice.csv": append(weights, "--panel", wide),
		"ehsa_gem2022_cube.csv":  {"--areas", shared(t, oracles+"inputs/gem2022_rd.geojson.gz"), "--panel", long, "--cube"},
	} {
		a, want := newTestApp(t), oracleRows(t, "trend/"+file)
		got := a.spatial(append([]string{"emerging"}, args...)...)
		compare(t, got, want, 1e-9, nil, "mk_s=gi_S", "mk_var=gi_varS", "mk_z=gi_mk_z", "mk_p=gi_mk_p", "tau=gi_tau_b", "sen=gi_sen_slope")
		names := map[string]string{}
		for i, code := range got.column["code"] {
			names[code] = got.column["category"][i]
		}
		for i, code := range want.column["code"] {
			if names[code] != want.column["category"][i] {
				t.Errorf("%s: %s is %q, want %q", file, code, names[code], want.column["category"][i])
			}
		}
		got = a.spatial(append([]string{"emerging", "--trend-of-values"}, args...)...)
		compare(t, got, want, 1e-9, nil, "mk_s=y_S", "mk_var=y_varS", "mk_z=y_mk_z", "mk_p=y_mk_p", "tau=y_tau_b", "sen=y_sen_slope")
	}
}

func TestSpatialBreaksAreThoseOfThePeers(t *testing.T) {
	if !hasOracles(t) {
		return
	}
	var all map[string]map[string]any
	oracleJSON(t, "composite/breaks_wijk2022cc.json", &all)
	values := shared(t, oracles+"inputs/wijk2022cc.csv.gz")
	numbers := func(v any) []float64 {
		var list []float64
		for _, x := range v.([]any) {
			list = append(list, x.(float64))
		}
		return list
	}
	for column, want := range all {
		for key, reference := range map[string]string{"fisher 3": "fisher_3", "fisher 5": "fisher_5", "quantile 7": "quantile7_7", "equal 5": "equal_5",
			"headtails 5": "headtails", "sd 5": "sd"} {
			method, classes, _ := strings.Cut(key, " ")
			a := newTestApp(t)
			got := a.spatial("breaks", "--values", values, "--column", column, "--method", method, "--classes", classes)
			limits, wss, n := numbers(want[reference]), 0.0, 0.0
			if got.n != len(limits)-1 {
				t.Fatalf("%s %s: %d classes, want %d", column, key, got.n, len(limits)-1)
			}
			for i := range got.n {
				if !nearly(got.number(t, "lower", i), limits[i], 1e-9) || !nearly(got.number(t, "upper", i), limits[i+1], 1e-9) {
					t.Errorf("%s %s: class %d from %s to %s, want %v", column, key, i+1, got.column["lower"][i], got.column["upper"][i], limits)
				}
				wss, n = wss+got.number(t, "wss", i), n+got.number(t, "n", i)
			}
			if optimal, ok := want["ckmeans_"+classes+"_wss"].(float64); ok && method == "fisher" && !nearly(wss, optimal, 1e-9) || n != want["n"] {
				t.Errorf("%s %s: squares %v of %v values, want %v of %v", column, key, wss, n, optimal, want["n"])
			}
		}
	}
	both := newTestApp(t).spatial("breaks", "--values", values, "--column", "income_low", "--column", "dwelling_value", "--classes", "4")
	if both.n != 8 || both.column["column"][0] != "income_low" || both.column["column"][4] != "dwelling_value" {
		t.Errorf("%d classes of %v", both.n, both.column["column"])
	}
}
