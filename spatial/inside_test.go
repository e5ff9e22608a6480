package spatial

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestRankingCountsWhatLiesBelow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.Float64Range(-1, 1), rapid.Float64Range(-1e9, 1e9), rapid.Map(rapid.IntRange(0, 3), func(v int) float64 { return float64(v) }),
			rapid.Just(0.5), rapid.Float64Range(0.5, 0.5001))
		sums := rapid.SliceOfN(value, 1, 400).Draw(t, "sums")
		if rapid.Bool().Draw(t, "crowded") {
			for range 60 {
				sums = append(sums, sums[0], sums[0]+1e-9)
			}
		}
		var r ranking
		r.build(append([]float64{7}, sums[1:]...)) // a second use clears the first
		r.build(sums)
		for _, v := range append(rapid.SliceOfN(value, 1, 20).Draw(t, "values"), sums...) {
			width := rapid.SampledFrom([]float64{0, 1e-9, 0.3}).Draw(t, "width")
			var below, upTo int32
			for _, s := range sums {
				below += count(s < v-width)
				upTo += count(s <= v+width)
			}
			if gotBelow, gotUpTo := r.count(v-width, v+width); gotBelow != below || gotUpTo != upTo {
				t.Fatalf("%d below and %d up to %v, want %d and %d", gotBelow, gotUpTo, v, below, upTo)
			}
		}
	})
}

// What a seed means may not change: figures that were published with it must come out again.
func TestASeedMeansTheSameForEver(t *testing.T) {
	g := newGenerator(1, 0)
	var numbers []int32
	for range 8 {
		numbers = append(numbers, g.below(1000))
	}
	if got, want := fmt.Sprint(numbers), "[929 839 165 605 777 27 462 887]"; got != want {
		t.Errorf("numbers %v, want %v", got, want)
	}
	for name, c := range map[string]struct {
		n, width int
		want     string
	}{"picked": {1000, 4, "[332 767 751 649 575 297 921 292 837 763 954 852]"}, "dealt": {6, 4, "[1 0 1 4 2 4 5 4 5 2 3 2]"}} {
		d := draws{width: c.width}
		d.fill(c.n, 1, 512, 3)
		if got := fmt.Sprint(d.id); got != c.want {
			t.Errorf("%s %v, want %v", name, got, c.want)
		}
	}
}

func TestXoshiroGivesItsPublishedNumbers(t *testing.T) {
	g := generator{[4]uint64{1, 2, 3, 4}}
	for _, want := range []uint64{11520, 0, 1509978240, 1215971899390074240} {
		if got := g.next(); got != want {
			t.Errorf("%d, want %d", got, want)
		}
	}
}

// Each area is drawn as often as any other, in each place, and never twice in one draw.
func TestDrawsAreFair(t *testing.T) {
	for name, c := range map[string]struct{ n, width int }{"picked": {40, 5}, "dealt": {9, 5}, "all": {5, 5}, "one": {3, 1}} {
		d := draws{width: c.width}
		rows := 40 * block
		d.fill(c.n, 5, 0, rows)
		for column := range c.width {
			counts := make([]float64, c.n)
			for _, id := range d.id[column*rows : (column+1)*rows] {
				counts[id]++
			}
			expected, chi := float64(rows)/float64(c.n), 0.0
			for _, v := range counts {
				chi += (v - expected) * (v - expected) / expected
			}
			if free := float64(c.n - 1); math.Abs(chi-free) > 5*math.Sqrt(2*free) {
				t.Errorf("%s: chi-square %v of column %d, about %v is expected", name, chi, column, free)
			}
		}
		for row := range rows {
			var ids []int32
			for column := range c.width {
				ids = append(ids, d.id[column*rows+row])
			}
			slices.Sort(ids)
			if len(slices.Compact(ids)) != c.width {
				t.Fatalf("%s: an area twice in draw %d", name, row)
			}
		}
	}
}

func TestHypergeometricTailIsTheSumOfItsParts(t *testing.T) {
	choose := func(n, k int) float64 {
		if k < 0 || k > n {
			return 0
		}
		v := 1.0
		for i := range k {
			v = v * float64(n-i) / float64(i+1)
		}
		return v
	}
	for all := 1; all <= 14; all++ {
		for marked := 0; marked <= all; marked++ {
			for drawn := 0; drawn <= all; drawn++ {
				for least := 0; least <= drawn+1; least++ {
					want := 0.0
					for k := least; k <= drawn; k++ {
						want += choose(marked, k) * choose(all-marked, drawn-k) / choose(all, drawn)
					}
					if got := hypergeometricTail(all, marked, drawn, least); math.Abs(got-want) > 1e-12 {
						t.Fatalf("at least %d of %d drawn of %d of which %d: %v, want %v", least, drawn, all, marked, got, want)
					}
				}
			}
		}
	}
}

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
