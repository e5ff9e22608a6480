package tally

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestExpectedAndChance(t *testing.T) {
	// The chances were counted exactly with Python's math.comb.
	tests := map[string]struct {
		table            Table
		expected, chance float64
	}{
		"together":    {Table{8, 2, 1, 5}, 90.0 / 16, 0.024475524475524483},
		"as expected": {Table{1, 3, 3, 9}, 1, 0.7280219780219781},
		"never":       {Table{0, 4, 5, 11}, 1, 1},
		"empty":       {Table{}, 0, 1},
		"everywhere":  {Table{7, 0, 0, 0}, 7, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.table.Expected(); math.Abs(got-tt.expected) > 1e-12 {
				t.Errorf("expected %v, want %v", got, tt.expected)
			}
			if got := tt.table.Chance(); math.Abs(got-tt.chance) > 1e-9 {
				t.Errorf("chance %v, want %v", got, tt.chance)
			}
		})
	}
}

func TestSpearman(t *testing.T) {
	// By hand: ranks 1, 2.5, 2.5, 4, 5 and 2, 1, 3.5, 3.5, 5 give 7.25 over 9.5.
	x, y := []float64{1, 2, 2, 5, 9, 7}, []float64{3, 1, 4, 4, 8, 0}
	all, some := []bool{true, true, true, true, true, true}, []bool{true, true, true, true, true, false}
	if rho, n, ok := Spearman(x, y, all, some); !ok || n != 5 || math.Abs(rho-0.763157894736842) > 1e-9 {
		t.Errorf("got %v over %d", rho, n)
	}
	if _, _, ok := Spearman([]float64{1, 1}, []float64{1, 2}, all[:2], all[:2]); ok {
		t.Error("a column without differences correlates")
	}
	if _, n, ok := Spearman(x, y, make([]bool, 6), all); ok || n != 0 {
		t.Error("nothing known correlates")
	}
}

func TestBreaks(t *testing.T) {
	tests := map[string]struct {
		values []float64
		n      int
		want   []float64
	}{
		"a ladder":           {[]float64{0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100}, 5, []float64{20, 40, 60, 80}},
		"shares":             {[]float64{3.1, 4.7, 5.2, 6.9, 8.8, 9.3, 12.4, 18.6, 25.1}, 5, []float64{5, 7.5, 9, 15}},
		"small numbers":      {[]float64{0.001, 0.002, 0.003, 0.004, 0.005, 0.006}, 2, []float64{0.004}},
		"large numbers":      {[]float64{123456, 234567, 345678, 456789}, 2, []float64{300000}},
		"all equal":          {[]float64{4, 4, 4}, 5, nil},
		"nothing":            {nil, 5, nil},
		"one class":          {[]float64{1, 2}, 1, nil},
		"mostly zero":        {[]float64{0, 0, 0, 0, 0, 0, 0, 0, 0, 7}, 5, []float64{6}},
		"not finite":         {[]float64{math.NaN(), 1, math.Inf(1), 3}, 2, []float64{2}},
		"negative and above": {[]float64{-2, -1, 0, 1, 2}, 2, []float64{0}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := Breaks(tt.values, tt.n); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestBreaksRiseAndLeaveNoClassEmpty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 0, 60).Draw(t, "values")
		if rapid.Bool().Draw(t, "rounded") {
			for i := range values {
				values[i] = math.Round(values[i] / 1e5)
			}
		}
		n := rapid.IntRange(1, 7).Draw(t, "n")
		breaks := Breaks(values, n)
		if len(breaks) > max(0, n-1) {
			t.Fatalf("%d breaks for %d classes", len(breaks), n)
		}
		if !slices.IsSorted(breaks) || len(slices.Compact(slices.Clone(breaks))) != len(breaks) {
			t.Fatalf("not rising: %v", breaks)
		}
		sizes := make([]int, len(breaks)+1)
		for _, v := range values {
			sizes[Class(breaks, v)]++
		}
		if len(breaks) > 0 && (sizes[0] == 0 || sizes[len(sizes)-1] == 0) {
			t.Fatalf("an outer class of %v is empty: %v", breaks, sizes)
		}
		if slices.Max(append(values, 0)) > slices.Min(append(values, 0)) && len(values) > 1 && n > 1 &&
			slices.Max(values) > slices.Min(values) && len(breaks) == 0 {
			t.Fatalf("values that differ have one class: %v", values)
		}
	})
}
