package crosswalk

import (
	"context"
	"fmt"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// Everything below is invented: rectangles in metres on an empty plain.

// rectangle is a boundary along the axes.
func rectangle(x0, y0, x1, y1 float64) area.Geometry {
	at := func(x, y float64) area.Point { return area.Point{X: 100000 + x, Y: 400000 + y} }
	return area.Geometry{{{at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1), at(x0, y0)}}}
}

// place is one area of a test.
type place struct {
	code string
	at   area.Geometry
}

func code(t testing.TB, s string) area.Code {
	t.Helper()
	c, err := area.ParseCode(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func boundaries(t testing.TB, year int, places ...place) Boundaries {
	t.Helper()
	var areas []area.Area
	by := map[area.Code]area.Geometry{}
	for _, p := range places {
		c := code(t, p.code)
		areas = append(areas, area.Area{Code: c, Name: p.code})
		by[c] = p.at
	}
	d, err := area.NewDivision(area.DivisionID{Level: areas[0].Code.Level(), Year: year}, areas)
	if err != nil {
		t.Fatal(err)
	}
	list := make([]area.Geometry, d.Len())
	for i := range list {
		list[i] = by[d.At(i).Code]
	}
	return Boundaries{Division: d, Shapes: area.NewShapes(d.Index(), list)}
}

func linked(t testing.TB, from, to Boundaries, o Options) *Crosswalk {
	t.Helper()
	if o.NoiseMetres == 0 {
		o.NoiseMetres = 1
	}
	c, err := New(context.Background(), from, to, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// told writes a crosswalk as text: one line per area.
func told(c *Crosswalk) string {
	text := ""
	for i := range c.To().Len() {
		text += fmt.Sprintf("%s %s", c.To().At(i).Code, c.State(i))
		if c.Reason(i) != NoReason {
			text += " " + c.Reason(i).String()
		}
		for _, p := range c.Parts(i) {
			text += fmt.Sprintf(" %s:%.4g", c.From().At(p.From).Code, p.Weight)
		}
		text += "\n"
	}
	return text
}

// column fills a column of a division in the order of its codes: numbers, and statuses where there is none.
func column(t testing.TB, d *area.Division, cells ...any) indicator.Column {
	t.Helper()
	b := indicator.NewBuilder(indicator.Key{Indicator: "aa", Period: indicator.Year(2020), Division: d.ID()}, d.Index())
	for i, cell := range cells {
		switch x := cell.(type) {
		case float64:
			if err := b.SetKnown(i, x, 0); err != nil {
				t.Fatal(err)
			}
		case indicator.Status:
			b.SetMissing(i, indicator.Of(x))
		case [3]float64: // value in per cent, numerator, denominator
			if err := b.SetKnown(i, x[0], 0); err != nil {
				t.Fatal(err)
			}
			b.SetRatio(i, x[1], x[2])
		}
	}
	return b.Column()
}

var (
	persons = indicator.Indicator{ID: "aa", Unit: "persons", Summable: true}
	percent = indicator.Indicator{ID: "aa", Unit: "%"}
	euros   = indicator.Indicator{ID: "aa", Unit: "x1000 EUR"}
)
