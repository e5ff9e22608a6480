package spatial

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestAdjustedChancesKeepTheirOrderAndTheirGaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOf(rapid.OneOf(rapid.Float64Range(0, 1), rapid.Just(math.NaN()), rapid.Just(0.01))).Draw(t, "p")
		before := slices.Clone(p)
		var adjusted [Holm + 1][]float64
		for m := NoAdjustment; m <= Holm; m++ {
			adjusted[m] = Adjust(p, m)
			if back, err := ParseAdjustment(m.String()); err != nil || back != m {
				t.Fatalf("%v is read as %v: %v", m, back, err)
			}
		}
		if !slices.EqualFunc(before, p, func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }) {
			t.Fatal("the p-values were changed")
		}
		var known []int
		for i, v := range p {
			if math.IsNaN(v) {
				for m := range adjusted {
					if !math.IsNaN(adjusted[m][i]) {
						t.Fatalf("%v of a chance that is not known", adjusted[m][i])
					}
				}
				continue
			}
			known = append(known, i)
		}
		slices.SortFunc(known, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
		// Each method is at least as careful as the one before it.
		for _, order := range [][]Adjustment{{NoAdjustment, BenjaminiHochberg, Holm, Bonferroni}, {BenjaminiHochberg, BenjaminiYekutieli}} {
			for at, i := range known {
				for k := 1; k < len(order); k++ {
					if low, high := adjusted[order[k-1]][i], adjusted[order[k]][i]; low > high+1e-15 || high > 1 {
						t.Fatalf("%v gives %v and %v gives %v", order[k-1], low, order[k], high)
					}
				}
				for _, m := range order {
					if at > 0 && adjusted[m][known[at-1]] > adjusted[m][i] {
						t.Fatalf("%v turns the order round", m)
					}
				}
			}
		}
	})
	if _, err := ParseAdjustment("fdr"); err == nil {
		t.Error("an unknown word is an adjustment")
	}
}
