package span

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// land draws an invented country of the shape of the benchmarks: gemeenten of very unequal size with wijken and buurten, by
// age and benefit, and debt.
type land struct {
	persons, gemeenten int
	wijken, buurten    float64
	debt               bool
}

var lands = map[string]land{
	"1e3": {5000, 3, 4, 4, false},
	"1e4": {45000, 14, 7, 4, false},
	"1e5": {450000, 140, 7, 4, false},
	"1e6": {1700000, 340, 10, 4.3, true},
}

func (l land) table(t testing.TB) *table {
	t.Helper()
	r := rand.New(rand.NewChaCha8([32]byte{byte(l.gemeenten)}))
	var codes []cube.Code
	var sizes, poor []float64
	var place []int32
	sum := 0.0
	for g := range l.gemeenten {
		codes = append(codes, cube.Code{Name: fmt.Sprintf("G%d", g), Level: "gemeente"})
		large := math.Exp(0.9 * r.NormFloat64())
		for w := range max(1, int(l.wijken*(0.5+r.Float64()))) {
			wijk := fmt.Sprintf("G%dW%d", g, w)
			codes = append(codes, cube.Code{Name: wijk, Level: "wijk", Parents: []string{fmt.Sprintf("G%d", g)}})
			trouble := r.NormFloat64()
			for b := range max(1, int(l.buurten*(0.4+1.2*r.Float64()))) {
				codes = append(codes, cube.Code{Name: fmt.Sprintf("%sB%d", wijk, b), Level: "buurt", Parents: []string{wijk}})
				place = append(place, int32(len(codes)))
				sizes = append(sizes, large*math.Exp(1.1*r.NormFloat64()))
				poor = append(poor, trouble+0.5*r.NormFloat64())
				sum += sizes[len(sizes)-1]
			}
		}
	}
	geo, err := cube.NewDim("geo", "Total", codes)
	if err != nil {
		t.Fatal(err)
	}
	dims := []*cube.Dim{geo, flatDim(t, "age", []string{"a", "b", "c", "d", "e", "f"}), flatDim(t, "benefit", []string{"0", "1"})}
	if l.debt {
		dims = append(dims, flatDim(t, "debt", []string{"0", "1"}))
	}
	inner := map[[4]int32]int64{}
	for i, at := range place {
		here := float64(l.persons) * sizes[i] / sum
		for age, share := range []float64{0.2, 0.1, 0.26, 0.26, 0.13, 0.05} {
			l.people(r, inner, [4]int32{at, int32(age) + 1}, here*share, poor[i])
		}
	}
	return newTable(dims, inner, 10)
}

// people draws how many of an age live in a buurt, by benefit and debt, which only some ages have.
func (l land) people(r *rand.Rand, inner map[[4]int32]int64, key [4]int32, expected, poor float64) {
	benefit, debt := 1/(1+math.Exp(3-0.9*poor)), 1/(1+math.Exp(2.6-0.8*poor))
	if key[1] == 1 || key[1] > 4 {
		benefit = 0
	}
	if key[1] == 1 || !l.debt {
		debt = 0
	}
	for b, share := range []float64{1 - benefit, benefit} {
		for d, part := range []float64{1 - debt, debt} {
			key[2], key[3] = int32(b)+1, int32(d)+1
			if !l.debt {
				key[3] = 0
			}
			if n := poisson(r, expected*share*part); n > 0 {
				inner[key] += n
			}
		}
	}
}

// poisson draws how many come when so many are expected.
func poisson(r *rand.Rand, expected float64) int64 {
	if expected > 50 {
		return max(0, int64(math.Round(expected+math.Sqrt(expected)*r.NormFloat64())))
	}
	n, limit := int64(0), math.Exp(-expected)
	for p := r.Float64(); p > limit; p *= r.Float64() {
		n++
	}
	return n
}

func BenchmarkSolve(b *testing.B) {
	for _, name := range []string{"1e3", "1e4", "1e5", "1e6"} {
		b.Run(name, func(b *testing.B) {
			x := lands[name].table(b)
			order := ByValue(x.cube, x.freq)
			b.ReportAllocs()
			for b.Loop() {
				got, err := Solve(context.Background(), x.problem(b, order, true))
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(x.cube.Len()), "cells")
				b.ReportMetric(float64(count(got.Suppressed)-count(x.primary)), "secondary")
			}
		})
	}
}

func BenchmarkByNeed(b *testing.B) {
	x := lands["1e5"].table(b)
	for b.Loop() {
		ByNeed(x.cube, x.freq, x.primary)
	}
}

func TestAnyBasisGivesTheSameCells(t *testing.T) {
	// With few codes at the top and many below them, a careless basis makes vectors of hundreds of numbers.
	x := land{persons: 9000, gemeenten: 60, wijken: 2, buurten: 3}.table(t)
	order := ByValue(x.cube, x.freq)
	for _, insider := range []bool{false, true} {
		good := x.problem(t, order, insider)
		want, err := Solve(context.Background(), good)
		if err != nil {
			t.Fatal(err)
		}
		for seed := range byte(3) {
			p := good
			r := rand.New(rand.NewChaCha8([32]byte{seed}))
			weights := make(map[[2]int32]int64)
			for d, dim := range x.cube.Dims {
				for code := range dim.Codes {
					weights[[2]int32{int32(d), int32(code)}] = r.Int64N(1000)
				}
			}
			p.Seed[0] = seed + 1
			if p.Basis, err = NewBasis(x.cube, func(d int, code int32) int64 { return weights[[2]int32{int32(d), code}] }); err != nil {
				t.Fatal(err)
			}
			p.Basis.dense = seed > 0
			p.Basis.rows = newRowTable()
			got, err := Solve(context.Background(), p)
			if err != nil {
				t.Fatal(err)
			}
			for cell, hidden := range got.Suppressed {
				if hidden != want.Suppressed[cell] {
					t.Fatalf("seed %d, insider %v: %v hidden %v", seed, insider, x.cube.Name(int32(cell)), hidden)
				}
			}
		}
	}
}
