// Package country makes an invented country of any number of neighbourhoods, to see how a job grows with it (Dutch:
// verzonnen land). The same number always gives the same country.
package country

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// Year is the year of every division of the country.
const Year = 2020

// bends is the number of pieces of a border between two neighbourhoods: with four borders that is about what a
// neighbourhood of the national file has.
const bends = 9

// Country is neighbourhoods with boundaries and figures.
type Country struct {
	Areas   *area.Division
	Shapes  *area.Shapes
	columns map[indicator.Key]indicator.Column
	order   []indicator.Key
	figures []indicator.Indicator
}

// New returns a country of so many neighbourhoods, forty to a municipality, in which each neighbourhood has the size of
// a real one. Every neighbourhood has a population, and figures that go together somewhat; about 3 % are withheld.
func New(neighbourhoods, figures int, bounds bool) (*Country, error) {
	list := make([]area.Area, neighbourhoods)
	for i := range list {
		code, err := area.ParseCode(fmt.Sprintf("BU%04d%04d", 1+i/40, i%40))
		if err != nil {
			return nil, err
		}
		list[i] = area.Area{Code: code, Name: fmt.Sprintf("Buurt %d", i)}
	}
	d, err := area.NewDivision(area.DivisionID{Level: area.Neighbourhood, Year: Year}, list)
	if err != nil {
		return nil, err
	}
	c := &Country{Areas: d, Shapes: area.NewShapes(d.Index(), ground(neighbourhoods)), columns: map[indicator.Key]indicator.Column{}}
	random := rand.New(rand.NewPCG(42, uint64(neighbourhoods)))
	common := make([]float64, neighbourhoods)
	people := make([]float64, neighbourhoods)
	for i := range common {
		common[i], people[i] = 30*random.Float64(), float64(50+random.IntN(4000))
	}
	if err := c.add(indicator.Population, people, nil, nil); err != nil {
		return nil, err
	}
	for n := range figures {
		values := make([]float64, neighbourhoods)
		for i := range values {
			values[i] = math.Round(10*(common[i]+40*random.Float64())) / 10
		}
		var spread *rand.Rand
		if bounds {
			spread = random
		}
		if err := c.add(Figure(n), values, random, spread); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// Figure returns the name of a figure, from 0.
func Figure(n int) indicator.ID { return indicator.ID(fmt.Sprintf("figure_%d", n)) }

// add adds a column; holes chooses what is withheld and spread the bounds, when they are there.
func (c *Country) add(id indicator.ID, values []float64, holes, spread *rand.Rand) error {
	key := indicator.Key{Indicator: id, Period: indicator.Year(Year), Division: c.Areas.ID()}
	b := indicator.NewBuilder(key, c.Areas.Index())
	for i, x := range values {
		if holes != nil && holes.Float64() < 0.03 {
			b.SetMissing(i, indicator.Of(indicator.Withheld))
			continue
		}
		if err := b.SetKnown(i, x, 0); err != nil {
			return err
		}
		if spread != nil {
			if err := b.SetBounds(i, x-1-3*spread.Float64(), x+1+3*spread.Float64()); err != nil {
				return err
			}
		}
	}
	definition, ok := indicator.FindInCatalogue(id)
	if !ok {
		definition = indicator.Indicator{ID: id, Unit: "percent", Name: indicator.Text{NL: string(id), EN: string(id)}}
	}
	c.figures = append(c.figures, definition)
	c.columns[key] = b.Column()
	c.order = append(c.order, key)
	return nil
}

// Batch returns the country as a delivery.
func (c *Country) Batch() indicator.Batch {
	b := indicator.Batch{Delivery: indicator.Delivery{Kind: indicator.Boundaries, Source: "bench", Title: "An invented country",
		Fingerprint: fmt.Sprint("country ", c.Areas.Len()), Year: Year, Published: true}, Divisions: []*area.Division{c.Areas},
		Shapes: []*area.Shapes{c.Shapes}, Indicators: c.figures}
	for _, k := range c.order {
		b.Columns = append(b.Columns, c.columns[k])
	}
	return b
}

// Divisions returns the one division.
func (c *Country) Divisions(context.Context, reader.Reader) ([]area.DivisionID, error) {
	return []area.DivisionID{c.Areas.ID()}, nil
}

// Division returns the neighbourhoods.
func (c *Country) Division(_ context.Context, _ reader.Reader, id area.DivisionID) (*area.Division, error) {
	if id != c.Areas.ID() {
		return nil, problem.New(problem.NotFound, "store.division_missing", "division", id.String())
	}
	return c.Areas, nil
}

// Indicators returns the definitions of the figures.
func (c *Country) Indicators(context.Context, reader.Reader) ([]indicator.Indicator, error) {
	return c.figures, nil
}

// Summaries returns which columns there are.
func (c *Country) Summaries(context.Context, reader.Reader) ([]indicator.Summary, error) {
	var list []indicator.Summary
	for _, k := range c.order {
		column := c.columns[k]
		list = append(list, indicator.Summary{Key: k, Known: column.Count()[indicator.Known], Areas: column.Len(), Bounds: column.HasBounds()})
	}
	return list, nil
}

// Column returns one column.
func (c *Country) Column(_ context.Context, _ reader.Reader, k indicator.Key) (indicator.Column, error) {
	column, ok := c.columns[k]
	if !ok {
		return indicator.Column{}, problem.New(problem.NotFound, "store.column_missing", "indicator", string(k.Indicator), "period", k.Period.String(),
			"division", k.Division.String())
	}
	return column, nil
}

// ground returns the boundaries: squares of about 1.5 km whose corners are moved and whose borders bend, shared exactly
// by both sides.
func ground(n int) []area.Geometry {
	const side = 1500.0
	wide := int(math.Ceil(math.Sqrt(float64(n))))
	corner := func(c, r int) area.Point {
		x, y := shift(c, r, 0), shift(c, r, 1)
		return area.Point{X: 20_000 + side*(float64(c)+0.3*x), Y: 320_000 + side*(float64(r)+0.3*y)}
	}
	// border appends the points from a to b, b left out, always bent the same way whoever walks it.
	border := func(ring area.Ring, c, r, toC, toR int) area.Ring {
		back := toC < c || toR < r
		if back {
			c, r, toC, toR = toC, toR, c, r
		}
		a, b := corner(c, r), corner(toC, toR)
		line := make([]area.Point, 0, bends+1)
		for i := range bends + 1 {
			t := float64(i) / bends
			p := area.Point{X: a.X + (b.X-a.X)*t, Y: a.Y + (b.Y-a.Y)*t}
			if i > 0 && i < bends {
				p.X += 60 * shift(c*31+i, r*17+toC-c, 2)
				p.Y += 60 * shift(c*31+i, r*17+toC-c, 3)
			}
			line = append(line, area.Point{X: math.Round(p.X*1000) / 1000, Y: math.Round(p.Y*1000) / 1000})
		}
		for i := range bends {
			if back {
				i = bends - i
			}
			ring = append(ring, line[i])
		}
		return ring
	}
	list := make([]area.Geometry, n)
	for i := range list {
		// Codes that follow each other lie beside each other: municipalities are blocks of eight by five.
		m, k := i/40, i%40
		blocks := max(1, wide/8)
		c, r := m%blocks*8+k%8, m/blocks*5+k/8
		var ring area.Ring
		ring = border(ring, c, r, c+1, r)
		ring = border(ring, c+1, r, c+1, r+1)
		ring = border(ring, c+1, r+1, c, r+1)
		ring = border(ring, c, r+1, c, r)
		list[i] = area.Geometry{{append(ring, ring[0])}}
	}
	return list
}

// shift returns a number between -1 and 1 that belongs to a place.
func shift(c, r, salt int) float64 {
	h := uint64(c)*0x9e3779b97f4a7c15 ^ uint64(r)*0xc2b2ae3d27d4eb4f ^ uint64(salt)*0x165667b19e3779f9
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	h ^= h >> 32
	return float64(h>>11)/(1<<52) - 1
}
