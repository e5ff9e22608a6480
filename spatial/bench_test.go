package spatial_test

import (
	"fmt"
	"math"
	"runtime"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// honeycomb returns about n areas in rows that are shifted by half an area, so that most have six neighbours, as
// neighbourhoods have; every tenth also touches some areas two further on, so that the numbers of neighbours vary.
func honeycomb(n int) *spatial.Weights {
	side := int(math.Sqrt(float64(n)))
	var edges []spatial.Edge
	link := func(a, b int) {
		if b < side*side {
			edges = append(edges, spatial.Edge{A: int32(a), B: int32(b), Weight: 1}, spatial.Edge{A: int32(b), B: int32(a), Weight: 1})
		}
	}
	for a := range side * side {
		row, column := a/side, a%side
		if column+1 < side {
			link(a, a+1)
		}
		link(a, a+side)
		if shifted := column + 1 - row%2*2; shifted >= 0 && shifted < side {
			link(a, a+side+shifted-column)
		}
		if a%10 == 0 {
			for far := 2; far < 2+a/10%14; far++ {
				if column+far < side {
					link(a, a+far)
				}
			}
		}
	}
	w, err := spatial.NewWeights(side*side, edges)
	if err != nil {
		panic(err)
	}
	return w
}

// waves returns values that are alike nearby, with noise.
func waves(w *spatial.Weights, number int) []float64 {
	x, state := make([]float64, w.Len()), uint64(number+1)
	for i := range x {
		state = state*6364136223846793005 + 1442695040888963407
		noise := float64(state>>40) / (1 << 24)
		x[i] = 100 + 10*math.Sin(float64(i)/float64(50+number)) + 20*noise*noise
	}
	return x
}

func columns(w *spatial.Weights, count int) [][]float64 {
	all := make([][]float64, count)
	for c := range all {
		all[c] = waves(w, c)
	}
	return all
}

// onOneProcessor makes a benchmark's seconds those of one thread.
func onOneProcessor(b *testing.B) {
	before := runtime.GOMAXPROCS(1)
	b.Cleanup(func() { runtime.GOMAXPROCS(before) })
}

func BenchmarkGetisOrdOfAHundredColumns(b *testing.B) {
	onOneProcessor(b)
	w := honeycomb(15_000)
	x := columns(w, 100)
	b.ResetTimer()
	for b.Loop() {
		if _, err := spatial.GetisOrdEach(w, x, true, spatial.Inference{Permutations: -1, Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLocalMoran(b *testing.B) {
	for _, size := range []int{15_000, 1_000_000} {
		w := honeycomb(size)
		x := waves(w, 1)
		for _, draws := range []int{-1, 999, 9_999, 99_999} {
			b.Run(fmt.Sprintf("areas=%d/draws=%d", size, max(0, draws)), func(b *testing.B) {
				onOneProcessor(b)
				b.ReportAllocs()
				for b.Loop() {
					if _, err := spatial.LocalMoran(w, x, spatial.Inference{Permutations: draws, Workers: 1}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkLocalMoranOfUnequalWeights(b *testing.B) {
	onOneProcessor(b)
	plain := honeycomb(15_000)
	var edges []spatial.Edge
	for i := range plain.Len() {
		for k, j := range plain.Neighbours(i) {
			edges = append(edges, spatial.Edge{A: int32(i), B: j, Weight: 1 / float64(1+k)})
		}
	}
	w, err := spatial.NewWeights(plain.Len(), edges)
	if err != nil {
		b.Fatal(err)
	}
	x := waves(w, 1)
	b.ResetTimer()
	for b.Loop() {
		if _, err := spatial.LocalMoran(w, x, spatial.Inference{Permutations: 999, Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLocalGeary(b *testing.B) {
	onOneProcessor(b)
	w := honeycomb(15_000)
	x := columns(w, 2)
	for b.Loop() {
		if _, err := spatial.LocalGeary(w, x, spatial.Inference{Permutations: 999, Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMoranI(b *testing.B) {
	onOneProcessor(b)
	w := honeycomb(15_000)
	x := waves(w, 1)
	for b.Loop() {
		if _, err := spatial.MoranI(w, x, spatial.RowStandardised, spatial.Inference{Permutations: 999, Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkGlobalMoranDraws deals the values of a national map 1,000 times.
func BenchmarkGlobalMoranDraws(b *testing.B) {
	onOneProcessor(b)
	w := honeycomb(15_000)
	x := waves(w, 0)
	b.ResetTimer()
	for b.Loop() {
		if _, err := spatial.MoranI(w, x, spatial.RowStandardised, spatial.Inference{Permutations: 1000, Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
}
