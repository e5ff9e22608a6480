package interval

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// draw is a stream of numbers from a seed.
type draw uint64

func (d *draw) unit() float64 {
	*d = draw(mix(uint64(*d)))
	return float64(uint64(*d)>>11) / (1 << 53)
}

// country is an invented table of places (three levels) by age by benefit in which every cell of 1 to 9 persons is hidden,
// and one of seven others.
func country(places, perPlace, perPart int, seed uint64) System {
	var codes []cube.Code
	for g := range places {
		top := fmt.Sprintf("G%d", g)
		codes = append(codes, cube.Code{Name: top, Level: "1"})
		for w := range perPlace {
			mid := fmt.Sprintf("%sW%d", top, w)
			codes = append(codes, cube.Code{Name: mid, Level: "2", Parents: []string{top}})
			for b := range perPart {
				codes = append(codes, cube.Code{Name: fmt.Sprintf("%sB%d", mid, b), Level: "3", Parents: []string{mid}})
			}
		}
	}
	flat := func(n int) (out []cube.Code) {
		for i := range n {
			out = append(out, cube.Code{Name: fmt.Sprint("c", i)})
		}
		return out
	}
	o := &oracle{}
	for name, c := range map[int][]cube.Code{0: codes, 1: flat(6), 2: flat(2)} {
		d, err := cube.NewDim(fmt.Sprint(name), "Total", c)
		if err != nil {
			panic(err)
		}
		o.dims = append(o.dims, nil)
		o.names = append(o.names, "")
		_ = d
	}
	for i, c := range [][]cube.Code{codes, flat(6), flat(2)} {
		o.dims[i], _ = cube.NewDim(fmt.Sprint(i), "Total", c)
	}
	o.cells = cube.New(o.dims)
	for g := range o.dims[0].Codes {
		for a := range o.dims[1].Codes {
			for b := range o.dims[2].Codes {
				o.cells.Add([]int32{int32(g), int32(a), int32(b)})
			}
		}
	}
	o.fill(draw(seed))
	return o.table()
}

func (o *oracle) fill(rnd draw) {
	o.value = make([]int64, o.cells.Len())
	leaf := o.dims[0].Leaf()
	for i := range o.value {
		at := o.cells.At(int32(i))
		if !leaf[at[0]] || at[1] == 0 || at[2] == 0 {
			continue
		}
		share := []float64{20, 2}[at[2]-1]
		n := int64(-share * math.Log(1-rnd.unit()))
		for g := at[0]; ; g = o.dims[0].Parents(g)[0] {
			for _, a := range []int32{0, at[1]} {
				for _, b := range []int32{0, at[2]} {
					cell, _ := o.cells.Find([]int32{g, a, b})
					o.value[cell] += n
				}
			}
			if g == 0 {
				break
			}
		}
	}
	for _, v := range o.value {
		o.hide = append(o.hide, v > 0 && v < 10 || rnd.unit() < 0.45)
	}
}

func BenchmarkPair(b *testing.B) {
	for _, size := range []struct{ places, parts, buurten int }{{1, 10, 5}, {3, 10, 5}, {15, 10, 5}, {40, 10, 5}, {100, 10, 5}} {
		s := country(size.places, size.parts, size.buurten, 1)
		solver, err := New(s)
		if err != nil {
			b.Fatal(err)
		}
		var vars []int32
		best := 0
		for i, n := range solver.Components() {
			if n > solver.parts[best].n {
				best = i
			}
		}
		for v := range int32(s.Vars) {
			if s.Upper[v] == Unbounded && s.Feasible[v] < 10 && s.Feasible[v] > 0 && solver.place[solver.rest.resolve(v).to].part == int32(best) {
				vars = append(vars, v)
			}
		}
		p := solver.parts[best]
		b.Run(fmt.Sprintf("start/%d/%d", p.n, p.m), func(b *testing.B) {
			for b.Loop() {
				p.first = nil
				if err := p.open(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("pair/%d/%d", p.n, p.m), func(b *testing.B) {
			k, inexact := 0, 0
			for b.Loop() {
				i, err := solver.Bounds(context.Background(), vars[k%len(vars)])
				if err != nil {
					b.Fatal(err)
				}
				if !i.Exact {
					inexact++
				}
				k += 7
			}
			b.ReportMetric(float64(inexact), "unproven")
			b.ReportMetric(float64(p.last.steps)/float64(b.N), "steps")
		})
	}
}
