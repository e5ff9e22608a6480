package tally

import (
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func rankAll(layers []Layer, silent []bool) Stack {
	s := Stack{Silent: silent}
	for _, l := range layers {
		s.Rankings = append(s.Rankings, Rank(l))
	}
	return s
}

func TestCountEqualsThePlainWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		layers, silent := anyLayers(t)
		cuts, equal := make([]float64, len(layers)), make([]bool, len(layers))
		for i, l := range layers {
			cuts[i], equal[i] = plainCut(l), allEqual(knownValues(l))
		}
		hits, known, score, top := plainCount(layers, silent, cuts, equal)
		got := rankAll(layers, silent).Count()
		if !slices.Equal(got.Hits, hits) || !slices.Equal(got.Known, known) || !slices.Equal(got.Top, top) {
			t.Fatalf("hits %v, want %v\nknown %v, want %v\ntop %v, want %v", got.Hits, hits, got.Known, known, got.Top, top)
		}
		for i := range score {
			if math.Abs(got.Score[i]-score[i]) > 1e-9 {
				t.Fatalf("score of %d: %v, want %v", i, got.Score[i], score[i])
			}
		}
	})
}

func TestStabilityEqualsThePlainWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		layers, silent := anyLayers(t)
		seed := rapid.Uint64().Draw(t, "seed")
		const draws = 20
		got, err := rankAll(layers, silent).Stability(context.Background(), Draws{Number: draws, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		want := make([]int32, len(silent))
		for d := range uint64(draws) {
			for i, top := range plainDraw(layers, silent, seed, d) {
				if top {
					want[i]++
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("got %v\nwant %v", got, want)
		}
	})
}

func TestStabilityIsTheSameOnAnyNumberOfProcessors(t *testing.T) {
	s := rankAll(benchmarkLayers(500, 4, true), make([]bool, 500))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one, err := s.Stability(context.Background(), Draws{Number: 1000, Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{2, 3, 8} {
		runtime.GOMAXPROCS(n)
		more, err := s.Stability(context.Background(), Draws{Number: 1000, Seed: 7})
		if err != nil || !slices.Equal(one, more) {
			t.Errorf("%d processors give other counts (%v)", n, err)
		}
	}
	other, err := s.Stability(context.Background(), Draws{Number: 1000, Seed: 8})
	if err != nil || slices.Equal(one, other) {
		t.Error("another seed gives the same counts")
	}
}

func TestStabilityStopsWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s := rankAll(benchmarkLayers(50, 2, false), make([]bool, 50))
	if _, err := s.Stability(ctx, Draws{Number: 1000}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestRandomIsPinned(t *testing.T) {
	// Worked out by a separate program in Python from the published definitions of splitmix64 and xoshiro256**.
	r := NewRandom(1, 2)
	got := []uint64{r.Next(), r.Next(), r.Next()}
	want := []uint64{0x1751e044fd4c09a6, 0xa7bf49197ea04398, 0xf9218e1666d9de49}
	if !slices.Equal(got, want) {
		t.Errorf("got %#x", got)
	}
}

func TestIntervalTableIsTheMiddleOfTheNormalDistribution(t *testing.T) {
	// Python 3.11: statistics.NormalDist().inv_cdf(0.025 + 0.95*(i+0.5)/4096)/1.959963984540054.
	for i, want := range map[int]float64{0: -0.998990, 1024: -0.324139, 2047: -0.000148} {
		if got := float64(intervalTable[i]) / tableUnit; math.Abs(got-want) > 4e-5 {
			t.Errorf("entry %d is %v, want %v", i, got, want)
		}
		if intervalTable[i] != -intervalTable[len(intervalTable)-1-i] {
			t.Errorf("entry %d has no mirror image", i)
		}
	}
	if !slices.IsSorted(intervalTable[:]) {
		t.Error("the table does not rise")
	}
}

func TestQuantile(t *testing.T) {
	// numpy.quantile([1, 2, 4, 8, 16], q), NumPy 1.24.2.
	x := []float64{1, 2, 4, 8, 16}
	for q, want := range map[float64]float64{0: 1, 0.2: 1.8, 0.5: 4, 0.8: 9.6, 0.9: 12.8, 1: 16} {
		if got, ok := Quantile(x, q); !ok || math.Abs(got-want) > 1e-12 {
			t.Errorf("%v: %v, want %v", q, got, want)
		}
	}
	if _, ok := Quantile(nil, 0.5); ok {
		t.Error("nothing has a quantile")
	}
}

func TestAreasAtTheQuantileAreIncluded(t *testing.T) {
	// 21 areas: the 95 % quantile is the 20th value, although 20 × 0.95 is not exact in binary for every share.
	for percent := 1; percent <= 50; percent++ {
		n := 101
		l := Layer{Values: make([]float64, n), Known: make([]bool, n), Share: float64(percent) / 100, Weight: 1}
		for i := range n {
			l.Values[i], l.Known[i] = float64(i), true
		}
		for _, low := range []bool{false, true} {
			l.Low = low
			hits := rankAll([]Layer{l}, make([]bool, n)).Count().Hits
			total := 0
			for _, h := range hits {
				total += h
			}
			if total != percent+1 {
				t.Errorf("%d %%, low %v: %d hits, want %d", percent, low, total, percent+1)
			}
		}
	}
}

func TestNegativeNumbersAndMinusZeroAreInOrder(t *testing.T) {
	l := Layer{Values: []float64{0, -3, math.Copysign(0, -1), 2, -0.5}, Known: []bool{true, true, true, true, true}}
	r := Rank(l)
	if !slices.Equal(r.Sorted(), []float64{-3, -0.5, 0, 0, 2}) {
		t.Errorf("got %v", r.Sorted())
	}
}

func TestSortByValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-1e300, 1e300), 0, 100).Draw(t, "x")
		known := make([]bool, len(x))
		n := 0
		// Values that agree in the first half of their bits, few or many of them.
		near := rapid.IntRange(0, 3).Draw(t, "near")
		for i := range x {
			if near > 1 {
				x[i] = 1 + float64(rapid.IntRange(0, 50).Draw(t, "step"))*1e-15
			}
			if known[i] = rapid.IntRange(0, 4).Draw(t, "known") > 0; known[i] {
				n++
			}
		}
		out := make([]int32, n)
		sortByValue(x, known, out)
		seen := map[int32]bool{}
		for i, p := range out {
			if !known[p] || seen[p] || i > 0 && x[p] < x[out[i-1]] {
				t.Fatalf("not in order: %v of %v", out, x)
			}
			seen[p] = true
		}
	})
}

func TestLargest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(0, 5), 1, 50).Draw(t, "x")
		k := rapid.IntRange(1, len(x)).Draw(t, "k")
		sorted := slices.Sorted(slices.Values(x))
		if got := largest(x, k); got != sorted[len(sorted)-k] {
			t.Fatalf("got %v, want %v", got, sorted[len(sorted)-k])
		}
	})
}
