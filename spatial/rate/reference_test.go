package rate

import (
	"math"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// maps are the sets with reference values: their tables, the neighbours they were made with, and the codes in the order of n.
var maps = map[string]struct{ rates, weights string }{
	"municipalities 2015": {"rates_gem2015_aantal_personen_met_een_algemene_bijstandsuitkering_totaal", "gem2015_queen.csv"},
	"neighbourhoods 2015": {"rates_buurt2015cc_WWB_UITTOT", "buurt2015cc_queen.csv.gz"},
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// near reports whether two numbers agree to 1e-9 of the larger, or are both NaN.
func near(got, want float64) bool {
	return got == want || math.IsNaN(got) && math.IsNaN(want) || math.Abs(got-want) <= 1e-9*max(math.Abs(got), math.Abs(want))
}

// neighbours reads pairs of codes as weights of the areas with the given codes.
func neighbours(t *testing.T, name string, codes []string) *spatial.Weights {
	t.Helper()
	pairs, ok := golden.Table(t, "oracles/spatial/weights/"+name)
	if !ok {
		t.Fatal("the codes were there but not the neighbours")
	}
	at := map[string]int32{}
	for i, c := range codes {
		at[c] = int32(i)
	}
	var edges []spatial.Edge
	for i := range pairs["a"] {
		a, b := at[pairs["a"][i]], at[pairs["b"][i]]
		edges = append(edges, spatial.Edge{A: a, B: b, Weight: 1}, spatial.Edge{A: b, B: a, Weight: 1})
	}
	return must(spatial.NewWeights(len(codes), edges))
}

// pairOf gives the lower and the upper limit of every area.
func pairOf(first, second []float64, limits func(a, b, level float64) (float64, float64)) (low, high []float64) {
	for i := range first {
		l, h := limits(first[i], second[i], 0.95)
		low, high = append(low, l), append(high, h)
	}
	return low, high
}

func TestRatesEqualTheReferenceValues(t *testing.T) {
	for name, m := range maps {
		t.Run(name, func(t *testing.T) {
			suffix := ".csv"
			if m.weights[len(m.weights)-3:] == ".gz" {
				suffix = ".csv.gz"
			}
			table, ok := golden.Table(t, "oracles/spatial/rates/"+m.rates+suffix)
			if !ok {
				return
			}
			events, base := table.Numbers(t, "event"), table.Numbers(t, "base")
			w := neighbours(t, m.weights, table["code"])
			for column, got := range allColumns(w, events, base) {
				compare(t, column, got, table.Numbers(t, column), events)
			}
			compareParameters(t, m.rates, w, events, base)
		})
	}
}

// allColumns computes every column of the reference tables.
func allColumns(w *spatial.Weights, events, base []float64) map[string][]float64 {
	got := map[string][]float64{
		"raw":                 must(Raw(events, base)),
		"EB_global_poisson":   must(EmpiricalBayes(events, base)).Rate,
		"EB_global_esda":      must(EmpiricalBayes(events, base)).Rate,
		"EB_global_binomial":  must(BinomialEmpiricalBayes(events, base)).Rate,
		"EB_local":            must(LocalEmpiricalBayes(w, events, base)).Rate,
		"EB_local_esda":       must(LocalEmpiricalBayes(w, events, base)).Rate,
		"EB_local_geodaFALSE": must(LocalEmpiricalBayesEach(w, events, base)).Rate,
		"spatial_rate_esda":   must(SpatialRate(w, events, base)),
		"assuncao_z":          must(AssuncaoReis(events, base)),
		"excess_risk":         must(Excess(events, base)),
		"expCount":            must(Expected(events, base)),
		"expected":            must(Expected(events, base)),
		"pmap":                must(Choynowski(events, base)),
	}
	got["wilson_lo"], got["wilson_hi"] = pairOf(events, base, Wilson)
	got["beta_lo"], got["beta_hi"] = pairOf(events, base, ClopperPearson)
	got["agresti_coull_lo"], got["agresti_coull_hi"] = pairOf(events, base, AgrestiCoull)
	got["poisson_lo"], got["poisson_hi"] = pairOf(events, got["expected"], Garwood)
	got["byar_lo"], got["byar_hi"] = pairOf(events, got["expected"], Byar)
	return got
}

// compare holds a column against the peers'. Where a whole neighbourhood has no event they give no number and we give 0.
func compare(t *testing.T, column string, got, want, events []float64) {
	t.Helper()
	wrong := 0
	for i := range want {
		expected := want[i]
		if math.IsNaN(expected) && events[i] == 0 {
			expected = 0
		}
		if column == "wilson_lo" && events[i] == 0 {
			expected = 0 // the peer's rounding leaves up to 2e-18
		}
		if !near(got[i], expected) {
			if wrong++; wrong <= 3 {
				t.Errorf("%s, row %d with %v events: %v, want %v", column, i+1, events[i], got[i], expected)
			}
		}
	}
	if wrong > 0 {
		t.Errorf("%s: %d of %d differ", column, wrong, len(want))
	}
}

// compareParameters holds A and B against those of spdep.
func compareParameters(t *testing.T, name string, w *spatial.Weights, events, base []float64) {
	t.Helper()
	var want struct {
		Poisson  struct{ A, B float64 } `json:"params_poisson"`
		Binomial struct{ A, B float64 } `json:"params_binomial"`
		Moran    float64                `json:"EBImoran"`
		P        float64                `json:"EBImoran_p999"`
	}
	golden.JSON(t, "oracles/spatial/rates/"+name+".json", &want)
	p, b := must(EmpiricalBayes(events, base)), must(BinomialEmpiricalBayes(events, base))
	m := must(Moran(w, events, base, spatial.RowStandardised, spatial.Inference{Permutations: 999}))
	if !near(m.Statistic, want.Moran) || m.PPermutation != want.P {
		t.Errorf("Moran's I %v, p %v, want %v, %v", m.Statistic, m.PPermutation, want.Moran, want.P)
	}
	if !near(p.A, want.Poisson.A) || !near(p.B, want.Poisson.B) || !near(b.A, want.Binomial.A) || !near(b.B, want.Binomial.B) {
		t.Errorf("A and B: %v %v, %v %v, want %+v", p.A, p.B, b.A, b.B, want)
	}
}
