package drawingtest

import (
	"fmt"
	"math"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"pgregory.net/rapid"
)

// Damaged draws boundaries as a bad file could bring them: crossing, overlapping, repeated, far away.
func Damaged(r *rapid.T) map[string]area.Geometry {
	number := rapid.OneOf(rapid.Float64Range(150_000, 151_000), rapid.SampledFrom([]float64{150_000, 150_500, 151_000, 0, -1e7, 3e5, 1e12, math.Inf(1)}))
	byCode := map[string]area.Geometry{}
	for i := range rapid.IntRange(1, 5).Draw(r, "areas") {
		var g area.Geometry
		for range rapid.IntRange(0, 2).Draw(r, "polygons") {
			var p area.Polygon
			for range rapid.IntRange(0, 3).Draw(r, "rings") {
				p = append(p, Ring(append(rapid.SliceOfN(number, 0, 16).Draw(r, "points"), 150_100, 150_100)...))
			}
			g = append(g, p)
		}
		byCode[fmt.Sprintf("BU1999%04d", i)] = g
	}
	return byCode
}
