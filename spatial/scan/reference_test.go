package scan

import (
	"math"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// near reports whether two numbers agree to 1e-9 of the larger.
func near(got, want float64) bool {
	return math.Abs(got-want) <= 1e-9*max(math.Abs(got), math.Abs(want))
}

const benefits = "gem2015_aantal_personen_met_een_algemene_bijstandsuitkering_totaal"

func TestCirclesEqualTheReferenceValues(t *testing.T) {
	counts, ok := golden.Table(t, "oracles/spatial/rates/rates_"+benefits+".csv")
	if !ok {
		return
	}
	points, _ := golden.Table(t, "oracles/spatial/inputs/gem2015_centroids.csv")
	var want struct {
		Total    float64
		Clusters []struct {
			Center                      string
			Members                     []string
			Observed, Expected, RR, Llr float64
			P                           float64 `json:"p_mc"`
		} `json:"clusters_nonoverlapping"`
	}
	golden.JSON(t, "oracles/spatial/scan/scan_"+benefits+".json", &want)
	got := must(Circular(points.Numbers(t, "x"), points.Numbers(t, "y"), counts.Numbers(t, "event"), counts.Numbers(t, "base"), Options{}))
	if got.Total != want.Total || len(got.Clusters) != len(want.Clusters) {
		t.Fatalf("%v events in %d clusters, want %v in %d", got.Total, len(got.Clusters), want.Total, len(want.Clusters))
	}
	code := counts["code"]
	for i, w := range want.Clusters {
		g := got.Clusters[i]
		if code[g.Centre] != w.Center || g.Observed != w.Observed || !near(g.Expected, w.Expected) || !near(g.RelativeRisk, w.RR) ||
			!near(g.LogLikelihoodRatio, w.Llr) || g.P != w.P || len(g.Members) != len(w.Members) {
			t.Errorf("cluster %d: %+v, want %+v", i, g, w)
			continue
		}
		for k, m := range g.Members {
			if code[m] != w.Members[k] {
				t.Errorf("cluster %d: member %s, want %s", i, code[m], w.Members[k])
			}
		}
	}
	centred, _ := golden.Table(t, "oracles/spatial/scan/scan_"+benefits+".csv")
	ratio, size := centred.Numbers(t, "best_llr_centered_here"), centred.Numbers(t, "best_n")
	for i := range ratio {
		if !near(got.Best[i], ratio[i]) || float64(got.Size[i]) != size[i] {
			t.Errorf("%s: %v of %d areas, want %v of %v", code[i], got.Best[i], got.Size[i], ratio[i], size[i])
		}
	}
	// Benefits come in households and streets, so that everything is beyond the chance of independent events. Judged against
	// municipalities that differ as much as these do, only the first circle is left: from Rotterdam to The Hague.
	if got.Dispersion < 400 || got.Dispersion > 410 || math.Abs(got.Spread-0.6) > 0.01 {
		t.Errorf("dispersion %v, spread %v", got.Dispersion, got.Spread)
	}
	differing := must(Circular(points.Numbers(t, "x"), points.Numbers(t, "y"), counts.Numbers(t, "event"), counts.Numbers(t, "base"), Options{Chance: Overdispersed}))
	if first, second := differing.Clusters[0].P, differing.Clusters[1].P; first > 0.07 || second < 0.1 {
		t.Errorf("p %v and %v", first, second)
	}
}
