package pattern

import (
	"context"
	"fmt"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
)

// Point is a figure of one area in one year (Dutch: punt van een reeks).
type Point struct {
	Period indicator.Period
	// Value has its bounds widened by what converting it may be off.
	Value indicator.Value
	// Break says how the value came over from other areas; Converted is true when it was published on another division.
	Break     Break
	Converted bool
}

// Through is which figures of which area of a division are asked through the years (Dutch: vraag naar de jaren van een gebied).
type Through struct {
	Division area.DivisionID
	Area     area.Code
	Figures  []indicator.ID
}

// PastWithin gives figures of one area of a division year after year, oldest first: years that were published on other
// divisions are converted, and those in which nothing was measured are left out. Ready is false when that takes longer than
// a time. A code that is not in the division has no points.
func (f *Finder) PastWithin(ctx context.Context, r reader.Reader, q Through, patience time.Duration) (past map[indicator.ID][]Point, ready bool, err error) {
	return await(ctx, f, asked{r, fmt.Sprintf("past %s %s %q", q.Division, q.Area, q.Figures), patience}, func(ctx context.Context) (map[indicator.ID][]Point, error) {
		t, err := f.target(ctx, q.Division)
		if err != nil {
			return nil, err
		}
		past := map[indicator.ID][]Point{}
		for _, figure := range q.Figures {
			if past[figure], err = t.past(ctx, r, q.Area, figure); err != nil {
				return nil, err
			}
		}
		return past, nil
	})
}

func (t *target) past(ctx context.Context, r reader.Reader, code area.Code, figure indicator.ID) ([]Point, error) {
	keys, _, err := t.measured(ctx, r, stack.Layer{Indicator: figure})
	if err != nil {
		return nil, err
	}
	var list []Point
	for _, k := range keys {
		column, err := t.figures.Column(ctx, r, k)
		if err != nil {
			return nil, err
		}
		breaks, _, err := t.breaks(ctx, r, k)
		if err != nil {
			return nil, err
		}
		i, ok := column.Index().Find(code)
		if !ok {
			continue
		}
		p := Point{Period: k.Period, Value: column.At(i)}
		if breaks != nil { // a converted column lists the areas of the division
			p.Break, p.Converted = breaks(i), true
		}
		list = append(list, p)
	}
	return list, nil
}
