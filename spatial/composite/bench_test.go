package composite

import (
	"testing"

	"github.com/buurtbeeld/buurtbeeld/spatial/internal/draw"
)

// BenchmarkAnyWeights draws 10,000 times for 15,000 areas with five figures, as many as the Netherlands has neighbourhoods.
func BenchmarkAnyWeights(b *testing.B) {
	r := draw.New(1, 0)
	columns := make([]Column, 5)
	for c := range columns {
		for range 15_000 {
			columns[c].Values = append(columns[c].Values, r.Normal())
		}
	}
	table := must(New(columns, Options{}))
	for b.Loop() {
		must(table.AnyWeights(Standard, Draws{}))
	}
}
