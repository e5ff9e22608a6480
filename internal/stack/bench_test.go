package stack

import (
	"context"
	"fmt"
	"io"
	"math"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/tally"
)

// country is n invented neighbourhoods with five figures that go together somewhat, and some values missing.
func country(n int, bounds bool) (*shelfOf, Choice) {
	s := newShelf()
	id := area.DivisionID{Level: area.Neighbourhood, Year: 2020}
	areas := make([]area.Area, n)
	for i := range areas {
		areas[i] = area.Area{Code: code(fmt.Sprintf("BU%04d%04d", 1+i/40, i%40)), Name: fmt.Sprintf("Buurt %d", i)}
	}
	s.division(id, areas...)
	random := tally.NewRandom(42, 0)
	common := make([]float64, n)
	people := make([]cell, n)
	for i := range common {
		common[i], people[i] = random.Uniform(0, 30), int(random.Uniform(50, 4000))
	}
	s.column(buurtKey(indicator.Population, 2020), people...)
	c := Choice{Region: area.Netherlands, Level: area.Neighbourhood, Draws: -1}
	for l := range 5 {
		cells := make([]cell, n)
		for i := range cells {
			x := math.Round(10*(common[i]+random.Uniform(0, 40))) / 10
			cells[i] = x
			if bounds {
				cells[i] = [3]float64{x, x - random.Uniform(1, 4), x + random.Uniform(1, 4)}
			}
			if random.Uniform(0, 1) < 0.03 {
				cells[i] = withheld
			}
		}
		key := buurtKey(indicator.ID(fmt.Sprintf("figure_%d", l)), 2020)
		s.column(key, cells...)
		c.Layers = append(c.Layers, Layer{Indicator: key.Indicator})
	}
	return s, c
}

// BenchmarkBuild is the stack of all neighbourhoods, with columns in memory. Its growth with the number of areas is
// seen by comparing the sizes.
func BenchmarkBuild(b *testing.B) {
	for _, kind := range []struct {
		name   string
		draws  int
		bounds bool
	}{{"hits", -1, false}, {"draws", 1000, false}, {"bounds", 1000, true}} {
		for _, n := range []int{3_500, 14_000} {
			b.Run(fmt.Sprintf("%s/areas=%d", kind.name, n), func(b *testing.B) {
				s, c := country(n, kind.bounds)
				c.Draws = kind.draws
				f := Remember(s)
				b.ReportAllocs()
				for b.Loop() {
					if _, err := Build(context.Background(), reader.OnLoopback(), f, c); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	s, c := country(12_229, false)
	p, err := Build(context.Background(), reader.OnLoopback(), s, c)
	if err != nil {
		b.Fatal(err)
	}
	geometries := make([]area.Geometry, p.Division.Len())
	for i := range geometries {
		ring := make(area.Ring, 21)
		for j := range ring {
			angle := float64(j%20) / 20 * 2 * math.Pi
			ring[j] = area.Point{X: float64(i) + 300*math.Cos(angle), Y: 4e5 + 300*math.Sin(angle)}
		}
		geometries[i] = area.Geometry{{ring}}
	}
	shapes := area.NewShapes(p.Division.Index(), geometries)
	b.Run("geojson", func(b *testing.B) {
		for b.Loop() {
			if err := WriteGeoJSON(io.Discard, p, "nl", shapes, degrees); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("csv", func(b *testing.B) {
		for b.Loop() {
			if err := WriteCSV(io.Discard, p, "nl"); err != nil {
				b.Fatal(err)
			}
		}
	})
}
