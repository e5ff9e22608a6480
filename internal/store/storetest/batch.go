package storetest

import (
	"fmt"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// Batch returns an invented public delivery with a number: neighbourhoods with names and boundaries, and four columns,
// all of whose values are that number. Batches of other numbers have other columns.
func Batch(t testing.TB, number, areas int) indicator.Batch {
	t.Helper()
	list := make([]area.Area, areas)
	geometries := make([]area.Geometry, areas)
	for i := range list {
		list[i] = named(t, fmt.Sprintf("BU%04d%04d", 3+i/50, i%50), fmt.Sprintf("Buurt %d", i))
		geometries[i] = square(float64(i), true)
	}
	d := division(t, area.DivisionID{Level: area.Neighbourhood, Year: 2000 + number%20}, list...)
	b := indicator.Batch{Delivery: delivery(indicator.CBSTable, fmt.Sprint("batch ", number)), Divisions: []*area.Division{d},
		Shapes: []*area.Shapes{area.NewShapes(d.Index(), geometries)}}
	numbers := make([]float64, areas)
	for i := range numbers {
		numbers[i] = float64(number)
	}
	for i := range 4 {
		k := indicator.Key{Indicator: indicator.ID(fmt.Sprintf("batch_%d_%d", number, i)), Period: indicator.Year(2000 + i), Division: d.ID()}
		b.Indicators = append(b.Indicators, indicator.Indicator{ID: k.Indicator, Unit: "%"})
		b.Columns = append(b.Columns, column(t, k, d.Index(), numbers...))
	}
	return b
}
