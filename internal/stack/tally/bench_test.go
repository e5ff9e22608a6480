package tally

import (
	"context"
	"fmt"
	"math"
	"testing"
)

// benchmarkLayers makes layers that go together somewhat, as real figures do, with one decimal and a few gaps.
func benchmarkLayers(n, layers int, bounds bool) []Layer {
	random := NewRandom(42, 0)
	common := make([]float64, n)
	for i := range common {
		common[i] = random.Uniform(0, 30)
	}
	out := make([]Layer, layers)
	for l := range out {
		x := Layer{Values: make([]float64, n), Known: make([]bool, n), Share: 0.2, Weight: 1}
		for i := range n {
			x.Values[i] = math.Round(10*(common[i]+random.Uniform(0, 40))) / 10
			x.Known[i] = random.Uniform(0, 1) > 0.03
		}
		if bounds {
			x.Lower, x.Upper = make([]float64, n), make([]float64, n)
			for i, v := range x.Values {
				x.Lower[i], x.Upper[i] = v-random.Uniform(1, 4), v+random.Uniform(1, 4)
			}
		}
		out[l] = x
	}
	return out
}

func BenchmarkCount(b *testing.B) {
	layers := benchmarkLayers(14_000, 5, false)
	for b.Loop() {
		rankAll(layers, make([]bool, 14_000)).Count()
	}
}

func BenchmarkStability(b *testing.B) {
	for _, bounds := range []bool{false, true} {
		for _, n := range []int{500, 3_500, 14_000} {
			b.Run(fmt.Sprintf("bounds=%v/areas=%d", bounds, n), func(b *testing.B) {
				s := rankAll(benchmarkLayers(n, 5, bounds), make([]bool, n))
				for b.Loop() {
					if _, err := s.Stability(context.Background(), Draws{Number: 1000, Seed: 1}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
