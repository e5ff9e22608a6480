package tally

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/spatial/composite"
)

func TestLeavingOneOutEqualsThePlainWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		layers, silent := anyLayers(t)
		want := make([]int, len(silent))
		for out := range layers {
			rest := slices.Delete(slices.Clone(layers), out, out+1)
			cuts, equal := make([]float64, len(rest)), make([]bool, len(rest))
			for i, l := range rest {
				cuts[i], equal[i] = plainCut(l), allEqual(knownValues(l))
			}
			_, _, _, top := plainCount(rest, silent, cuts, equal)
			for a, is := range top {
				if is {
					want[a]++
				}
			}
		}
		if got := rankAll(layers, silent).LeaveOneOut(); !slices.Equal(got, want) {
			t.Fatalf("got %v\nwant %v", got, want)
		}
	})
}

// TestWithoutHitsTheTopGroupIsThatOfTheMeanPercentile holds the top group, and who stays in it, against package composite, which
// was checked against other programs. With thresholds beyond all values there are no hits, so that the score alone decides.
func TestWithoutHitsTheTopGroupIsThatOfTheMeanPercentile(t *testing.T) {
	percentile := func(t *composite.Table) ([]float64, error) { return t.Mean(composite.Percentile) }
	for _, set := range []string{"wijk2022cc", "buurt2015cc"} {
		var meta struct {
			Vars    [][2]string
			Weights []float64
		}
		if !golden.JSON(t, "oracles/spatial/composite/composite_"+set+".json", &meta) {
			return
		}
		input, _ := golden.Table(t, "oracles/spatial/inputs/"+set+".csv.gz")
		var layers []Layer
		var columns []composite.Column
		for i, v := range meta.Vars {
			values, low := input.Numbers(t, v[0]), v[1] == "-"
			known := slices.Repeat([]bool{true}, len(values))
			cut := math.Inf(1)
			if low {
				cut = math.Inf(-1)
			}
			layers = append(layers, Layer{Values: values, Known: known, Low: low, Cut: cut, Weight: meta.Weights[i]})
			columns = append(columns, composite.Column{Values: values, Low: low, Weight: meta.Weights[i]})
		}
		s := rankAll(layers, make([]bool, len(input["code"])))
		table, err := composite.New(columns, composite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		want, err := table.LeaveOneOut(percentile, 0.1)
		if err != nil {
			t.Fatal(err)
		}
		top, stays := s.Count().Top, s.LeaveOneOut()
		for a, code := range input["code"] {
			if top[a] != want.Top[a] || stays[a] != want.Stays[a] {
				t.Errorf("%s: %v and %d, want %v and %d", code, top[a], stays[a], want.Top[a], want.Stays[a])
			}
		}
	}
}
