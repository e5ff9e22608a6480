package tally

import (
	"math"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

// TestCountsEqualTheReferenceComposites compares hits with count_top20 and count_top10, and the score with pctrank_hazen_mean,
// which pandas 1.5.3 computed over all districts of 2022 and all neighbourhoods of 2015.
func TestCountsEqualTheReferenceComposites(t *testing.T) {
	for _, set := range []string{"wijk2022cc", "buurt2015cc"} {
		var meta struct{ Vars [][2]string }
		if !golden.JSON(t, "oracles/spatial/composite/composite_"+set+".json", &meta) {
			return
		}
		input, _ := golden.Table(t, "oracles/spatial/inputs/"+set+".csv.gz")
		want, _ := golden.Table(t, "oracles/spatial/composite/composite_"+set+".csv.gz")
		for column, share := range map[string]float64{"count_top20": 0.2, "count_top10": 0.1} {
			var s Stack
			for _, v := range meta.Vars {
				values := input.Numbers(t, v[0])
				known := make([]bool, len(values))
				for i, x := range values {
					known[i] = !math.IsNaN(x)
				}
				s.Rankings = append(s.Rankings, Rank(Layer{Values: values, Known: known, Low: v[1] == "-", Share: share, Weight: 1}))
			}
			s.Silent = make([]bool, len(input["code"]))
			got := s.Count()
			score := want.Numbers(t, "pctrank_hazen_mean")
			for i, hits := range want.Numbers(t, column) {
				if float64(got.Hits[i]) != hits || math.Abs(got.Score[i]/100-score[i]) > 1e-9 {
					t.Fatalf("%s, %s of %s: %d and %v, want %v and %v", set, column, input["code"][i], got.Hits[i], got.Score[i], hits, score[i])
				}
			}
		}
	}
}
