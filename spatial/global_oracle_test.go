package spatial_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// globalOracle is a file of global statistics: program, variable, statistic, number.
type globalOracle struct {
	Esda  map[string]map[string]json.RawMessage
	Spdep map[string]json.RawMessage
}

func TestGlobalStatisticsAgreeWithEsdaAndSpdep(t *testing.T) {
	folder, files := oracleFiles(t, "global", "global", 5)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var want globalOracle
			if err := json.Unmarshal(text, &want); err != nil {
				t.Fatal(err)
			}
			set, kind, _ := nameParts(file)
			input, _ := oracleInput(t, folder, set)
			w := oracleWeights(t, folder, set, kind, input.column["code"])
			for variable, esda := range want.Esda {
				x := input.numbers(t, variable)
				compareEsda(t, w, x, esda)
				if raw, ok := want.Spdep[variable]; ok {
					compareSpdep(t, w, x, raw)
				}
			}
		})
	}
}

func values(t *testing.T, raw json.RawMessage) map[string]float64 {
	t.Helper()
	var v map[string]float64
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func global(t *testing.T) func(spatial.Global, error) spatial.Global {
	return func(g spatial.Global, err error) spatial.Global {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
}

func equal(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !close9(got, want) {
		t.Errorf("%s: %.17g, want %.17g", what, got, want)
	}
}

// tail compares p-values, far into the tail too, where a score that is right to 1e-10 still moves p.
func tail(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !close9(got, want) || want > 1e-280 && !(math.Abs(got/want-1) < 1e-7) {
		t.Errorf("%s: %.17g, want %.17g", what, got, want)
	}
}

func compareEsda(t *testing.T, w *spatial.Weights, x []float64, esda map[string]json.RawMessage) {
	t.Helper()
	// esda's "binary" transformation came too late to have an effect: both blocks are row-standardised.
	for _, block := range []string{"moran_row", "moran_bin"} {
		raw, ok := esda[block]
		if !ok {
			continue
		}
		want := values(t, raw)
		g := global(t)(spatial.MoranI(w, x, spatial.RowStandardised, noDraws))
		if bin := global(t)(spatial.MoranI(w, x, spatial.AsGiven, noDraws)); block == "moran_bin" && close9(bin.Statistic, want["I"]) {
			g = bin
		}
		equal(t, block+" I", g.Statistic, want["I"])
		equal(t, block+" EI", g.Expectation, want["EI"])
		equal(t, block+" VI_norm", g.VarianceNormal, want["VI_norm"])
		equal(t, block+" z_norm", g.ZNormal, want["z_norm"])
		equal(t, block+" p_norm", g.PNormal, want["p_norm"])
		equal(t, block+" VI_rand", g.VarianceRandom, want["VI_rand"])
		equal(t, block+" z_rand", g.ZRandom, want["z_rand"])
		equal(t, block+" p_rand", g.PRandom, want["p_rand"])
	}
	if raw, ok := esda["geary_row"]; ok {
		want := values(t, raw)
		g := global(t)(spatial.GearyC(w, x, spatial.RowStandardised, noDraws))
		equal(t, "C", g.Statistic, want["C"])
		equal(t, "EC", g.Expectation, want["EC"])
		equal(t, "VC_norm", g.VarianceNormal, want["VC_norm"])
		equal(t, "z_norm", g.ZNormal, want["z_norm"])
		tail(t, "p_norm", g.PNormal, 2*want["p_norm"])
		equal(t, "VC_rand", g.VarianceRandom, want["VC_rand"])
		equal(t, "z_rand", g.ZRandom, want["z_rand"])
		tail(t, "p_rand", g.PRandom, 2*want["p_rand"])
	}
	if raw, ok := esda["getis_ord_G_bin"]; ok {
		want := values(t, raw)
		g := global(t)(spatial.GeneralG(w, x, noDraws))
		equal(t, "G", g.Statistic, want["G"])
		equal(t, "EG", g.Expectation, want["EG"])
		equal(t, "VG", g.VarianceRandom, want["VG"])
		equal(t, "z", g.ZRandom, want["z_norm"])
		tail(t, "p", g.PRandom, 2*want["p_norm"])
	}
}

func compareSpdep(t *testing.T, w *spatial.Weights, x []float64, raw json.RawMessage) {
	t.Helper()
	var blocks map[string]json.RawMessage
	if err := json.Unmarshal(raw, &blocks); err != nil {
		t.Fatal(err)
	}
	for block, style := range map[string]spatial.Style{"row": spatial.RowStandardised, "bin": spatial.AsGiven} {
		want := values(t, blocks[block])
		g := global(t)(spatial.MoranI(w, x, style, noDraws))
		equal(t, block+" I", g.Statistic, want["I"])
		equal(t, block+" VI_rand", g.VarianceRandom, want["VI_rand"])
		equal(t, block+" z_rand", g.ZRandom, want["z_rand"])
		equal(t, block+" VI_norm", g.VarianceNormal, want["VI_norm"])
		equal(t, block+" z_norm", g.ZNormal, want["z_norm"])
		tail(t, block+" p_rand_two", g.PRandom, want["p_rand_two"])
		tail(t, block+" p_norm_two", g.PNormal, want["p_norm_two"])
	}
	want := values(t, blocks["geary"])
	g := global(t)(spatial.GearyC(w, x, spatial.RowStandardised, noDraws))
	equal(t, "spdep C", g.Statistic, want["C"])
	equal(t, "spdep VC", g.VarianceRandom, want["VC"])
	equal(t, "spdep z", -g.ZRandom, want["z"])
	tail(t, "spdep p", g.PRandom, want["p"])
}

func TestBivariateMoranAgreesWithEsda(t *testing.T) {
	folder, files := oracleFiles(t, "global", "bivariate", 4)
	for _, file := range files {
		set, kind, variables := nameParts(file)
		a, b, _ := strings.Cut(variables, "__")
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		input, _ := oracleInput(t, folder, set)
		w := oracleWeights(t, folder, set, kind, input.column["code"])
		g := global(t)(spatial.BivariateMoranI(w, input.numbers(t, a), input.numbers(t, b), noDraws))
		equal(t, filepath.Base(file), g.Statistic, values(t, text)["moran_bv"])
	}
}
