package attack

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// invented makes a table of people that do not exist: gemeenten with wijken with buurten of very different size, by traits
// with so many codes. What counts 1 to 9 is hidden, and beside it as much as keeps each sum from giving a hidden cell away.
func invented(b *testing.B, gemeenten, wijken, buurten int, traits ...int) table {
	b.Helper()
	draw := rand.New(rand.NewPCG(1, uint64(gemeenten)))
	var codes []cube.Code
	var size []float64
	for g := range gemeenten {
		gm := fmt.Sprint("GM", g)
		codes = append(codes, cube.Code{Name: gm, Level: "gemeente"})
		base := 80 * math.Exp(0.9*draw.NormFloat64())
		for w := range wijken/2 + draw.IntN(wijken) {
			wk := fmt.Sprint(gm, "WK", w)
			codes = append(codes, cube.Code{Name: wk, Level: "wijk", Parents: []string{gm}})
			for n := range max(1, buurten/2+draw.IntN(buurten)) {
				codes = append(codes, cube.Code{Name: fmt.Sprint(wk, "BU", n), Level: "buurt", Parents: []string{wk}})
				size = append(size, base*math.Exp(1.1*draw.NormFloat64()))
			}
		}
	}
	dims := []*cube.Dim{dimension(b, "geo", codes)}
	width := 1
	for d, n := range traits {
		name := fmt.Sprint("trait", d)
		column := make([]string, n)
		for i := range column {
			column[i] = fmt.Sprint(name, i)
		}
		dims = append(dims, dimension(b, name, codesOf(name, column)))
		width *= n + 1
	}
	x := table{cube: cube.New(dims), freq: make([]int64, width*len(dims[0].Codes))}
	x.cube.Grow(len(x.freq))
	at := make([]int32, len(dims))
	for i := range x.freq {
		for d, rest := len(dims)-1, i; d >= 0; d-- {
			at[d], rest = int32(rest%len(dims[d].Codes)), rest/len(dims[d].Codes)
		}
		x.cube.Add(at)
	}
	leaf, next := dims[0].Leaf(), 0
	for code := range dims[0].Codes {
		if leaf[code] {
			x.people(draw, int32(code), int(size[next])+1)
			next++
		}
	}
	x.hide(b)
	return x
}

// people puts so many people into an area and all that it is part of.
func (x table) people(draw *rand.Rand, area int32, n int) {
	codes := make([]int32, len(x.cube.Dims))
	for range n {
		own := make([]int32, len(codes))
		for d, dim := range x.cube.Dims[1:] {
			own[d+1] = 1 + int32(float64(len(dim.Codes)-1)*math.Pow(draw.Float64(), 2.5))
		}
		for up := area; ; up = x.cube.Dims[0].Parents(up)[0] {
			codes[0] = up
			for total := range 1 << (len(codes) - 1) {
				for d := 1; d < len(codes); d++ {
					codes[d] = own[d] * int32(total>>(d-1)&1)
				}
				cell, _ := x.cube.Find(codes)
				x.freq[cell]++
			}
			if up == 0 {
				break
			}
		}
	}
}

// hide hides small cells, and the smallest other one in each sum that has a single hidden cell.
func (x *table) hide(b *testing.B) {
	x.suppressed = make([]bool, len(x.freq))
	for i, n := range x.freq {
		x.suppressed[i] = n > 0 && n < 10
	}
	s, err := Build(x.cube, x.published(), x.freq, Options{})
	if err != nil {
		b.Fatal(err)
	}
	for again := true; again; {
		again = false
		for r := range int32(s.Relations()) {
			hidden, least := 0, int32(-1)
			nodes, _ := s.relation(r)
			for _, at := range nodes {
				switch {
				case x.suppressed[at]:
					hidden++
				case x.freq[at] > 0 && (least < 0 || x.freq[at] < x.freq[least]):
					least = at
				}
			}
			if hidden == 1 && least >= 0 {
				x.suppressed[least], again = true, true
			}
		}
	}
}

func benchmarkAudit(b *testing.B, x table) {
	known := x.published()
	secrets := x.nodes(func(i int) bool { return x.suppressed[i] && x.freq[i] < 10 })
	lone := x.nodes(func(i int) bool { return x.suppressed[i] && x.freq[i] == 1 })
	b.ReportAllocs()
	var o *Solution
	for b.Loop() {
		s, err := Build(x.cube, known, x.freq, Options{})
		if err != nil {
			b.Fatal(err)
		}
		if o, err = s.Solve(context.Background(), [32]byte{1}); err != nil {
			b.Fatal(err)
		}
		o.LoneGroups(lone, secrets, x.samePerson)
	}
	b.ReportMetric(float64(len(x.freq)), "cells")
	hidden := x.nodes(func(i int) bool { return !known[i] })
	b.ReportMetric(float64(len(hidden)), "hidden")
	b.ReportMetric(float64(len(slices.DeleteFunc(hidden, func(node int32) bool { return !o.Determined(node) }))), "disclosed")
}

func BenchmarkAudit10000(b *testing.B)   { benchmarkAudit(b, invented(b, 14, 7, 4, 6, 2)) }
func BenchmarkAudit100000(b *testing.B)  { benchmarkAudit(b, invented(b, 140, 7, 4, 6, 2)) }
func BenchmarkAudit1000000(b *testing.B) { benchmarkAudit(b, invented(b, 340, 10, 5, 6, 2, 2)) }

func BenchmarkVerify100000(b *testing.B) {
	x := invented(b, 140, 7, 4, 6, 2)
	s, o := solved(b, x.cube, x.published(), x.freq, Options{})
	c := o.Certificate()
	for b.Loop() {
		if err := Verify(s, c, nil); err != nil {
			b.Fatal(err)
		}
	}
}
