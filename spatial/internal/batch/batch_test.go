package batch

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/spatial/internal/draw"
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
		var r Ranking
		r.Build(append([]float64{7}, sums[1:]...)) // a second use clears the first
		r.Build(sums)
		for _, v := range append(rapid.SliceOfN(value, 1, 20).Draw(t, "values"), sums...) {
			width := rapid.SampledFrom([]float64{0, 1e-9, 0.3}).Draw(t, "width")
			var below, upTo int32
			for _, s := range sums {
				if s < v-width {
					below++
				}
				if s <= v+width {
					upTo++
				}
			}
			if gotBelow, gotUpTo := r.Count(v-width, v+width); gotBelow != below || gotUpTo != upTo {
				t.Fatalf("%d below and %d up to %v, want %d and %d", gotBelow, gotUpTo, v, below, upTo)
			}
		}
	})
}

// What a seed means may not change: figures that were published with it must come out again.
func TestASeedMeansTheSameForEver(t *testing.T) {
	r := draw.New(1, 0)
	var numbers []int32
	for range 8 {
		numbers = append(numbers, r.Below(1000))
	}
	if got, want := fmt.Sprint(numbers), "[841 106 208 393 788 46 834 613]"; got != want {
		t.Errorf("numbers %v, want %v", got, want)
	}
	for name, c := range map[string]struct {
		n, width int
		want     string
	}{"picked": {1000, 4, "[207 603 301 214 752 467 398 967 586 244 386 910]"}, "dealt": {6, 4, "[1 0 4 2 4 2 3 5 1 0 2 3]"}} {
		d := Draws{Width: c.width}
		d.Fill(c.n, 1, 512, 3)
		if got := fmt.Sprint(d.ID); got != c.want {
			t.Errorf("%s %v, want %v", name, got, c.want)
		}
	}
}

// Each area is drawn as often as any other, in each place, and never twice in one draw.
func TestDrawsAreFair(t *testing.T) {
	for name, c := range map[string]struct{ n, width int }{"picked": {40, 5}, "dealt": {9, 5}, "all": {5, 5}, "one": {3, 1}} {
		d := Draws{Width: c.width}
		rows := 40 * Block
		d.Fill(c.n, 5, 0, rows)
		for column := range c.width {
			counts := make([]float64, c.n)
			for _, id := range d.ID[column*rows : (column+1)*rows] {
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
				ids = append(ids, d.ID[column*rows+row])
			}
			slices.Sort(ids)
			if len(slices.Compact(ids)) != c.width {
				t.Fatalf("%s: an area twice in draw %d", name, row)
			}
		}
	}
}
