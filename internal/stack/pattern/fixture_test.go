package pattern

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/adjacency"
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/hotspot"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// shelf is figures and boundaries in memory; everything in it is invented.
type shelf struct {
	divisions  map[area.DivisionID]*area.Division
	shapes     map[area.DivisionID]*area.Shapes
	indicators []indicator.Indicator
	columns    map[indicator.Key]indicator.Column
	keys       []indicator.Key
	// wide is how many areas lie beside each other in the grid that Get takes for granted.
	wide int
}

func newShelf() *shelf {
	return &shelf{divisions: map[area.DivisionID]*area.Division{}, shapes: map[area.DivisionID]*area.Shapes{}, columns: map[indicator.Key]indicator.Column{}}
}

func (s *shelf) Divisions(context.Context, reader.Reader) ([]area.DivisionID, error) {
	var ids []area.DivisionID
	for id := range s.divisions {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b area.DivisionID) int { return a.Year*10 + int(a.Level) - b.Year*10 - int(b.Level) })
	return ids, nil
}

func (s *shelf) Division(_ context.Context, _ reader.Reader, id area.DivisionID) (*area.Division, error) {
	if d, ok := s.divisions[id]; ok {
		return d, nil
	}
	return nil, problem.New(problem.NotFound, "stack.division_unknown", "level", id.Level.String(), "year", "0")
}

func (s *shelf) Indicators(context.Context, reader.Reader) ([]indicator.Indicator, error) {
	return s.indicators, nil
}

func (s *shelf) Summaries(context.Context, reader.Reader) ([]indicator.Summary, error) {
	var list []indicator.Summary
	for _, k := range s.keys {
		list = append(list, indicator.Summary{Key: k, Known: s.columns[k].Count()[indicator.Known], Areas: s.columns[k].Len()})
	}
	return list, nil
}

func (s *shelf) Column(_ context.Context, _ reader.Reader, k indicator.Key) (indicator.Column, error) {
	return s.columns[k], nil
}

func (s *shelf) Shapes(_ context.Context, _ reader.Reader, id area.DivisionID, _ area.Code) (*area.Shapes, error) {
	if found, ok := s.shapes[id]; ok {
		return found, nil
	}
	index := s.divisions[id].Index()
	return area.NewShapes(index, make([]area.Geometry, index.Len())), nil
}

func (s *shelf) Version(context.Context) (int64, error) { return int64(len(s.keys)), nil }

// Get links the areas of a division as they lie in a grid, in code order; nil without one.
func (s *shelf) Get(_ context.Context, _ reader.Reader, id area.DivisionID) (*adjacency.Graph, error) {
	if s.wide == 0 {
		return nil, nil
	}
	index := s.divisions[id].Index()
	var edges []spatial.Edge
	for i := range index.Len() {
		for k := range index.Len() {
			if dx, dy := i%s.wide-k%s.wide, i/s.wide-k/s.wide; i != k && dx*dx <= 1 && dy*dy <= 1 {
				edges = append(edges, spatial.Edge{A: int32(i), B: int32(k), Weight: 1})
			}
		}
	}
	w, err := spatial.NewWeights(index.Len(), edges)
	if err != nil {
		return nil, err
	}
	return &adjacency.Graph{Index: index, Weights: w}, nil
}

func (s *shelf) finder() *Finder {
	return New(Options{Figures: s, Boundaries: s, Versions: s, Graphs: s, Method: hotspot.Method{Draws: 9999}})
}

func code(text string) area.Code {
	c, err := area.ParseCode(text)
	if err != nil {
		panic(err)
	}
	return c
}

func (s *shelf) division(year int, areas ...area.Area) *area.Division {
	d, err := area.NewDivision(area.DivisionID{Level: areas[0].Code.Level(), Year: year}, areas)
	if err != nil {
		panic(err)
	}
	s.divisions[d.ID()] = d
	return d
}

// strip is a division of areas in a row from west to east, each given by where it ends, in metres.
func (s *shelf) strip(year int, ends ...any) *area.Division {
	var areas []area.Area
	by := map[area.Code]area.Geometry{}
	from := 0.0
	for i := 0; i < len(ends); i += 2 {
		c, to := code("BU9001"+ends[i].(string)), ends[i+1].(float64)
		areas = append(areas, area.Area{Code: c, Name: "Buurt " + ends[i].(string)})
		at := func(x, y float64) area.Point { return area.Point{X: 100000 + x, Y: 400000 + y} }
		by[c] = area.Geometry{{{at(from, 0), at(to, 0), at(to, 500), at(from, 500), at(from, 0)}}}
		from = to
	}
	d := s.division(year, areas...)
	list := make([]area.Geometry, d.Len())
	for i := range list {
		list[i] = by[d.At(i).Code]
	}
	s.shapes[d.ID()] = area.NewShapes(d.Index(), list)
	return d
}

func (s *shelf) column(id indicator.ID, period int, d *area.Division, cells ...any) {
	k := indicator.Key{Indicator: id, Period: indicator.Year(period), Division: d.ID()}
	b := indicator.NewBuilder(k, d.Index())
	for i, c := range cells {
		switch c := c.(type) {
		case int:
			must(b.SetKnown(i, float64(c), 0))
		case float64:
			must(b.SetKnown(i, c, 0))
		case indicator.Status:
			b.SetMissing(i, indicator.Of(c))
		}
	}
	s.columns[k] = b.Column()
	s.keys = append(s.keys, k)
	if !slices.ContainsFunc(s.indicators, func(i indicator.Indicator) bool { return i.ID == id }) {
		in := indicator.Indicator{ID: id, Unit: "%", Decimals: 1, Name: indicator.Text{NL: "Cijfer " + string(id), EN: "Figure " + string(id)}}
		if id == indicator.Population {
			in.Unit, in.Summable = "persons", true
		}
		s.indicators = append(s.indicators, in)
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func choice(layers ...string) stack.Choice {
	c := stack.Choice{Region: code("GM9001"), Level: area.Neighbourhood, Draws: -1}
	for _, text := range layers {
		l, err := stack.ParseLayer(text)
		must(err)
		c.Layers = append(c.Layers, l)
	}
	return c
}

func years(t testing.TB, s *shelf, c stack.Choice) *Years {
	t.Helper()
	y, err := s.finder().Years(context.Background(), reader.OnLoopback(), c)
	if err != nil {
		t.Fatal(err)
	}
	return y
}

func codes(list []area.Code) string {
	text := ""
	for _, c := range list {
		text += " " + c.String()[6:]
	}
	return text
}

// told writes the cells of an area: hits of known, and the break.
func told(a AreaYears) string {
	text := a.Area.Code.String()[6:] + ":"
	for _, c := range a.Cells {
		text += fmt.Sprintf(" %d/%d", c.Hits, c.Known)
		if c.Break.Any() {
			text += fmt.Sprintf(" (%s %.2f)", c.Break.State, c.Break.Estimated)
		}
	}
	return text
}
