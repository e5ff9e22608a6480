package composite

import (
	"math"
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// near reports whether two numbers agree to 1e-9 of the larger, or both are not known.
func near(got, want float64) bool {
	return got == want || math.IsNaN(got) && math.IsNaN(want) || math.Abs(got-want) <= 1e-9*max(math.Abs(got), math.Abs(want), 1e-3)
}

// reference is one set of reference values.
type reference struct {
	code           []string
	equal, weighed *Table
	want           golden.Columns
	loadings       []float64
	eigenvalues    []float64
	draws          int
}

// read returns the reference values of a set, and false where the folder with them is absent.
func read(t *testing.T, set string) (*reference, bool) {
	t.Helper()
	var meta struct {
		Vars        [][2]string
		Weights     []float64
		Loadings    []float64 `json:"pca1_loadings"`
		Eigenvalues []float64 `json:"pca_eigenvalues"`
		Draws       int       `json:"mc_draws"`
	}
	if !golden.JSON(t, "oracles/spatial/composite/composite_"+set+".json", &meta) {
		return nil, false
	}
	input, _ := golden.Table(t, "oracles/spatial/inputs/"+set+".csv.gz")
	r := &reference{code: input["code"], loadings: meta.Loadings, eigenvalues: meta.Eigenvalues, draws: meta.Draws}
	r.want, _ = golden.Table(t, "oracles/spatial/composite/composite_"+set+".csv.gz")
	var equal, weighed []Column
	for k, v := range meta.Vars {
		c := Column{Values: input.Numbers(t, v[0]), Low: v[1] == "-"}
		equal = append(equal, c)
		c.Weight = meta.Weights[k]
		weighed = append(weighed, c)
	}
	r.equal, r.weighed = must(New(equal, Options{})), must(New(weighed, Options{}))
	return r, true
}

// compare holds a column of reference values against what came out.
func (r *reference) compare(t *testing.T, column string, got []float64) {
	t.Helper()
	want := r.want.Numbers(t, column)
	if len(got) != len(want) {
		t.Fatalf("%s: %d areas, want %d", column, len(got), len(want))
	}
	wrong := 0
	for i := range got {
		if !near(got[i], want[i]) {
			if wrong++; wrong < 4 {
				t.Errorf("%s of %s: %v, want %v", column, r.code[i], got[i], want[i])
			}
		}
	}
	if wrong > 0 {
		t.Errorf("%s: %d areas differ", column, wrong)
	}
}

var sets = []string{"wijk2022cc", "buurt2015cc"}

func TestScoresEqualTheReferenceValues(t *testing.T) {
	for _, set := range sets {
		r, ok := read(t, set)
		if !ok {
			return
		}
		e, w := r.equal, r.weighed
		for column, got := range map[string][]float64{
			"zsum_equal": must(e.Mean(Standard)), "zsum_weighted": must(w.Mean(Standard)),
			"minmax_equal": must(e.Mean(Range)), "minmax_weighted": must(w.Mean(Range)),
			"pctrank_hazen_mean": must(e.Mean(Percentile)), "pctrank_inc_mean": must(e.Mean(PercentileInclusive)),
			"geom_minmax1_100_equal": must(e.Geometric()), "geom_minmax1_100_weighted": must(w.Geometric()),
			"mpi_plus": must(e.MazziottaPareto(Upward, Population)), "mpi_minus": must(e.MazziottaPareto(Downward, Population)),
			"mpi_minus_sampleSD_Compind": must(e.MazziottaPareto(Downward, Sample)),
			"ampi_plus":                  must(e.AdjustedMazziottaPareto(Upward, nil)),
			"ampi_minus":                 must(e.AdjustedMazziottaPareto(Downward, nil)),
			"count_top20":                must(e.Count(0.2)), "count_top10": must(e.Count(0.1)),
		} {
			t.Run(set, func(t *testing.T) { r.compare(t, column, got) })
		}
	}
}

func TestPrincipalComponentEqualsTheReferenceValues(t *testing.T) {
	for _, set := range sets {
		r, ok := read(t, set)
		if !ok {
			return
		}
		got := must(r.equal.PrincipalComponent())
		r.compare(t, "pca1", got.Score)
		for k := range r.loadings {
			if !near(got.Loadings[k], r.loadings[k]) || !near(got.Eigenvalues[k], r.eigenvalues[k]) {
				t.Errorf("%s: %+v and %+v", set, got.Loadings, got.Eigenvalues)
			}
		}
	}
}

// inOrder returns the extremes of the places when areas that tie with one figure left out have following numbers by their order
// in the file, as the reference has it, and which areas tie anywhere.
func (r *reference) inOrder(all *LeftOut) (least, most []float64, split []bool) {
	least, most, split = slices.Clone(all.Rank), slices.Clone(all.Rank), make([]bool, len(all.Rank))
	for c := range all.Ways {
		next, ranks := map[float64]float64{}, Rank(must(r.equal.without(c).Mean(Standard)))
		for i, rank := range ranks {
			place := rank + next[rank]
			next[rank]++
			least[i], most[i] = min(least[i], place), max(most[i], place)
		}
		for i, rank := range ranks {
			split[i] = split[i] || next[rank] > 1
		}
	}
	return least, most, split
}

func TestLeavingOneOutEqualsTheReferenceValues(t *testing.T) {
	for _, set := range sets {
		r, ok := read(t, set)
		if !ok {
			return
		}
		got := must(r.equal.LeaveOneOut(func(t *Table) ([]float64, error) { return t.Mean(Standard) }, 0.1))
		r.compare(t, "rank_zsum", got.Rank)
		least, most, split := r.inOrder(got)
		r.compare(t, "loo_rank_min", least)
		r.compare(t, "loo_rank_max", most)
		for i := range least {
			if !split[i] && (least[i] != got.Least[i] || most[i] != got.Most[i]) {
				t.Errorf("%s: %v to %v, want %v to %v", r.code[i], got.Least[i], got.Most[i], least[i], most[i])
			}
		}
		top, firm := 0, 0
		group := float64(size(0.1, len(r.code)))
		for i, is := range got.Top {
			if is {
				top++
			}
			// With all figures and with each left out the place is within the group; ties do not reach beyond its end here.
			if want := max(got.Rank[i], got.Most[i]) <= group; want != got.Firm(i) {
				t.Errorf("%s of %s: firm %v, places %v and %v to %v", r.code[i], set, got.Firm(i), got.Rank[i], got.Least[i], got.Most[i])
			}
			if got.Firm(i) {
				firm++
			}
		}
		if set == "wijk2022cc" && (top != 303 || firm != 153) {
			t.Errorf("%d in the top group, of which %d firm", top, firm)
		}
	}
}

// TestAnyWeightsEqualTheReferenceDraws draws as often as the peer for the districts; for the neighbourhoods, of which there are
// more, less often, and so the tolerance is wider.
func TestAnyWeightsEqualTheReferenceDraws(t *testing.T) {
	for _, test := range []struct {
		set   string
		draws int
	}{{"wijk2022cc", 100_000}, {"buurt2015cc", 20_000}} {
		r, ok := read(t, test.set)
		if !ok {
			return
		}
		got := must(r.equal.AnyWeights(Standard, Draws{Number: test.draws}))
		want := r.want.Numbers(t, "mc_dirichlet1_p_top10pct")
		sum, wrong := 0.0, 0
		for i, p := range want {
			sum += got[i]
			if math.Abs(got[i]-p) > 5*math.Sqrt(p*(1-p)*(1/float64(r.draws)+1/float64(test.draws)))+0.001 {
				if wrong++; wrong < 4 {
					t.Errorf("%s: %v, want %v", r.code[i], got[i], p)
				}
			}
		}
		if group := float64(size(0.1, len(want))); wrong > 0 || sum < group-1e-6 || sum > group+1 {
			t.Errorf("%s: %d areas differ; %v areas in the group", test.set, wrong, sum)
		}
	}
}
