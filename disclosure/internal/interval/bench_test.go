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
	for name, c := range [][]cube.Code{codes, flat(6), flat(2)} {
		d, err := cube.NewDim(fmt.Sprint(name), "Total", c)
		if err != nil {
			panic(err)
		}
		o.dims = append(o.dims, d)
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

// largest gives the largest component of a country and the cells of 1 to 9 persons in it.
func largest(b *testing.B, s System) (*Solver, *part, []int32) {
	solver, err := New(s)
	if err != nil {
		b.Fatal(err)
	}
	best := 0
	for i := range solver.parts {
		if solver.parts[i].n > solver.parts[best].n {
			best = i
		}
	}
	var vars []int32
	for v := range int32(s.Vars) {
		small := s.Feasible[v] > 0 && s.Feasible[v] < 10
		if small && solver.place[solver.rest.resolve(v).to].part == int32(best) {
			vars = append(vars, v)
		}
	}
	return solver, solver.parts[best], vars
}

var sizes = []int{1, 15, 40}

// BenchmarkPair asks for both ends of one cell after the other, spread over the component; it reports how many are not
// proven.
func BenchmarkPair(b *testing.B) {
	for _, places := range sizes {
		solver, p, vars := largest(b, country(places, 10, 5, 1))
		b.Run(fmt.Sprintf("variables=%d/rows=%d", p.n, p.m), func(b *testing.B) {
			if err := p.ready(context.Background()); err != nil {
				b.Fatal(err)
			}
			k, unproven := 0, 0
			for b.Loop() {
				i, err := solver.Bounds(context.Background(), vars[k%len(vars)])
				if err != nil {
					b.Fatal(err)
				}
				if !i.Exact {
					unproven++
				}
				k += 7
			}
			b.ReportMetric(float64(unproven), "unproven")
			b.ReportMetric(float64(p.last.steps)/float64(b.N), "steps/op")
		})
	}
}

// BenchmarkStart finds the first corner of the largest component.
func BenchmarkStart(b *testing.B) {
	for _, places := range sizes {
		_, p, _ := largest(b, country(places, 10, 5, 1))
		b.Run(fmt.Sprintf("variables=%d/rows=%d", p.n, p.m), func(b *testing.B) {
			for b.Loop() {
				p.first = nil
				if err := p.open(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkAtLeast asks whether each cell can be at least one lower and one higher.
func BenchmarkAtLeast(b *testing.B) {
	for _, places := range sizes {
		solver, p, vars := largest(b, country(places, 10, 5, 1))
		b.Run(fmt.Sprintf("variables=%d/rows=%d", p.n, p.m), func(b *testing.B) {
			k := 0
			for b.Loop() {
				if _, err := solver.AtLeast(context.Background(), vars[k%len(vars)], 1, 1); err != nil {
					b.Fatal(err)
				}
				k += 7
			}
		})
	}
}

// BenchmarkOracle asks for all intervals of the linked reference case: 270 cells over 1106 variables.
func BenchmarkOracle(b *testing.B) {
	o, ok := readOracle(b, "F4_linked_thr10", []string{"geo", "age_group", "sex", "benefit"}, "freq")
	if !ok {
		return
	}
	s := o.inner(true)
	var vars []int32
	for v, p := range o.col["primary"] {
		if p == "1" {
			vars = append(vars, int32(v))
		}
	}
	for b.Loop() {
		solver, err := New(s)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := solver.All(context.Background(), vars, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(vars)), "pairs/op")
}
