package drawingtest

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// Damaged makes boundaries as a bad file could bring them: crossing, overlapping, repeated, far away. The same seed gives
// the same.
func Damaged(seed uint64) map[string]area.Geometry {
	r := rand.New(rand.NewPCG(seed, 1))
	odd := []float64{150_000, 150_500, 151_000, 0, -1e7, 3e5, 1e12, math.Inf(1), math.NaN()}
	number := func() float64 {
		if r.IntN(4) == 0 {
			return odd[r.IntN(3+r.IntN(len(odd)-2))]
		}
		return 150_000 + math.Round(r.Float64()*1e6)/1000
	}
	byCode := map[string]area.Geometry{}
	for i := range 1 + r.IntN(5) {
		var g area.Geometry
		for range r.IntN(3) {
			var p area.Polygon
			for range r.IntN(4) {
				var numbers []float64
				for range 2 * (1 + r.IntN(8)) {
					numbers = append(numbers, number())
				}
				p = append(p, Ring(numbers...))
			}
			g = append(g, p)
		}
		byCode[fmt.Sprintf("BU1999%04d", i)] = g
	}
	return byCode
}
