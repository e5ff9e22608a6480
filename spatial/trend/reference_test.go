package trend

import (
	"fmt"
	"math"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// near reports whether two numbers agree to 1e-9 of the larger of them and 0.001, or are both NaN.
func near(got, want float64) bool {
	return math.IsNaN(got) && math.IsNaN(want) || math.Abs(got-want) <= 1e-9*max(math.Abs(got), math.Abs(want), 1e-3)
}

// panel reads the columns t00, t01, … of a table.
func panel(t *testing.T, table golden.Columns) [][]float64 {
	t.Helper()
	var columns [][]float64
	for at := 0; ; at++ {
		name := fmt.Sprintf("t%02d", at)
		if _, ok := table[name]; !ok {
			return columns
		}
		columns = append(columns, table.Numbers(t, name))
	}
}

// neighbours reads the queen neighbours of the municipalities of 2022.
func neighbours(t *testing.T, codes []string) *spatial.Weights {
	t.Helper()
	pairs, ok := golden.Table(t, "oracles/spatial/weights/gem2022_queen.csv")
	if !ok {
		t.Fatal("the panel was there but not the neighbours")
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

func TestEmergingEqualsTheReferenceValues(t *testing.T) {
	input, ok := golden.Table(t, "oracles/spatial/trend/panel_gem2022_input.csv")
	if !ok {
		return
	}
	columns := panel(t, input)
	w := neighbours(t, input["code"])
	ways := map[string]func(*spatial.Weights, [][]float64) ([][]float64, error){"slice": SliceGiStar, "cube": CubeGiStar}
	for way, giStar := range ways {
		t.Run(way, func(t *testing.T) {
			scores := must(giStar(w, columns))
			wanted, _ := golden.Table(t, "oracles/spatial/trend/ehsa_gem2022_"+way+"_gistar.csv")
			for at, want := range panel(t, wanted) {
				for i := range want {
					if !near(scores[at][i], want[i]) {
						t.Fatalf("Gi* of %s in period %d: %v, want %v", input["code"][i], at, scores[at][i], want[i])
					}
				}
			}
			table, _ := golden.Table(t, "oracles/spatial/trend/ehsa_gem2022_"+way+".csv")
			patterns := must(Emerging(scores, Options{}))
			hot, cold := table.Numbers(t, "n_hot"), table.Numbers(t, "n_cold")
			gi := make([]Trend, len(patterns))
			for i, p := range patterns {
				gi[i] = p.Trend
				if p.Category.String() != table["category"][i] || float64(p.Hot) != hot[i] || float64(p.Cold) != cold[i] {
					t.Errorf("%s: %v, hot %d, cold %d, want %s, %v, %v", table["code"][i], p.Category, p.Hot, p.Cold, table["category"][i], hot[i], cold[i])
				}
			}
			compareTrends(t, table, "gi_", gi)
			compareTrends(t, table, "y_", must(MannKendallEach(columns)))
		})
	}
}

// compareTrends holds trends against the columns with the given prefix.
func compareTrends(t *testing.T, table golden.Columns, prefix string, got []Trend) {
	t.Helper()
	columns := map[string]func(Trend) float64{
		"S": func(r Trend) float64 { return float64(r.S) }, "varS": func(r Trend) float64 { return r.Variance },
		"mk_z": func(r Trend) float64 { return r.Z }, "mk_p": func(r Trend) float64 { return r.P },
		"tau_b": func(r Trend) float64 { return r.Tau }, "sen_slope": func(r Trend) float64 { return r.Sen },
	}
	for name, of := range columns {
		for i, want := range table.Numbers(t, prefix+name) {
			if !near(of(got[i]), want) {
				t.Fatalf("%s%s of %s: %v, want %v", prefix, name, table["code"][i], of(got[i]), want)
			}
		}
	}
}

func TestKendallEqualsR(t *testing.T) {
	input, ok := golden.Table(t, "oracles/spatial/trend/panel_gem2022_input.csv")
	if !ok {
		return
	}
	scores := must(SliceGiStar(neighbours(t, input["code"]), panel(t, input)))
	table, _ := golden.Table(t, "oracles/spatial/trend/ehsa_gem2022_slice_sfdep.csv")
	tau, p := table.Numbers(t, "kendall_tau_R"), table.Numbers(t, "kendall_p_R")
	for i, got := range must(MannKendallEach(scores)) {
		if math.Abs(got.Tau-tau[i]) > 1e-6 || math.Abs(got.P-p[i]) > 1e-6 {
			t.Errorf("%s: tau %v, p %v, want %v, %v", table["code"][i], got.Tau, got.P, tau[i], p[i])
		}
	}
}
