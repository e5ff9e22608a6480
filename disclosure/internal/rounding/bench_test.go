package rounding_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/rounding"
)

// country is an invented country: gemeenten of seven wijken of four buurten, by age in six, by two or three yes-or-no
// features; only the cells with people are published, as in the peer's measurements.
func country(gemeenten, features int) (*cube.Cube, []int64) {
	var geo []cube.Code
	var buurten []string
	for g := range gemeenten {
		gemeente := fmt.Sprintf("GM%04d", g)
		geo = append(geo, cube.Code{Name: gemeente, Level: "gemeente"})
		for w := range 7 {
			wijk := fmt.Sprintf("WK%04d%02d", g, w)
			geo = append(geo, cube.Code{Name: wijk, Level: "wijk", Parents: []string{gemeente}})
			for b := range 4 {
				buurten = append(buurten, fmt.Sprintf("BU%04d%02d%02d", g, w, b))
				geo = append(geo, cube.Code{Name: buurten[len(buurten)-1], Level: "buurt", Parents: []string{wijk}})
			}
		}
	}
	dims := []*cube.Dim{must(cube.NewDim("geo", "NL", geo))}
	share := [][]float64{{.2, .1, .25, .25, .15, .05}}
	for f := range features {
		share = append(share, []float64{.95 - .04*float64(f), .05 + .04*float64(f)})
	}
	combinations := 1
	for d, parts := range share {
		var codes []cube.Code
		for i := range parts {
			codes = append(codes, cube.Code{Name: fmt.Sprint(d, "-", i), Level: "kind"})
		}
		combinations *= len(parts)
		dims = append(dims, must(cube.NewDim(fmt.Sprint(d), "all", codes)))
	}
	p := people{cube: cube.New(dims), random: rand.New(rand.NewPCG(1, 2))}
	for _, name := range buurten {
		size := 120 * math.Exp(p.random.NormFloat64())
		for i := range combinations {
			codes, mean, rest := make([]int32, len(dims)), size, i
			codes[0], _ = dims[0].Find(name)
			for d, parts := range share {
				codes[d+1] = int32(rest%len(parts)) + 1
				mean *= parts[rest%len(parts)]
				rest /= len(parts)
			}
			if n := int64(mean * p.random.ExpFloat64()); n > 0 {
				p.add(codes, make([]int32, len(dims)), 0, n)
			}
		}
	}
	return p.cube, p.counts
}

// people are counts in a cube.
type people struct {
	cube   *cube.Cube
	counts []int64
	random *rand.Rand
}

// add adds so many people to a cell and all above it.
func (p *people) add(from, codes []int32, d int, n int64) {
	if d == len(from) {
		at, fresh := p.cube.Add(codes)
		if fresh {
			p.counts = append(p.counts, 0)
		}
		p.counts[at] += n
		return
	}
	dim := p.cube.Dims[d]
	for codes[d] = from[d]; ; codes[d] = dim.Parents(codes[d])[0] {
		p.add(from, codes, d+1, n)
		if codes[d] == 0 {
			return
		}
	}
}

func BenchmarkRounding(b *testing.B) {
	for _, size := range []struct{ gemeenten, features int }{{14, 1}, {140, 1}, {420, 2}} {
		c, counts := country(size.gemeenten, size.features)
		for name, round := range map[string]way{"small": rounding.SmallCounts, "controlled": rounding.Controlled} {
			b.Run(fmt.Sprintf("%s/%d", name, c.Len()), func(b *testing.B) {
				b.ReportAllocs()
				var m rounding.Measures
				for b.Loop() {
					table := must(rounding.FromCube(c, counts, rounding.Finest(c, counts)))
					m = must(round(context.Background(), table, rounding.Options{Base: 5, Seed: 1})).Measures
				}
				b.ReportMetric(float64(m.MaxDiff), "maxdiff")
				b.ReportMetric(m.RMS, "rms")
			})
		}
	}
}
