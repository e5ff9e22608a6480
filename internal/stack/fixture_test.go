package stack

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// shelfOf is figures in memory, for tests.
type shelfOf struct {
	divisions  map[area.DivisionID]*area.Division
	indicators []indicator.Indicator
	columns    map[indicator.Key]indicator.Column
	keys       []indicator.Key
	summaries  []indicator.Summary
}

func newShelf() *shelfOf {
	return &shelfOf{divisions: map[area.DivisionID]*area.Division{}, columns: map[indicator.Key]indicator.Column{}}
}

func (s *shelfOf) Divisions(context.Context, reader.Reader) ([]area.DivisionID, error) {
	var ids []area.DivisionID
	for id := range s.divisions {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b area.DivisionID) int { return a.Year*10 + int(a.Level) - b.Year*10 - int(b.Level) })
	return ids, nil
}

func (s *shelfOf) Division(_ context.Context, _ reader.Reader, id area.DivisionID) (*area.Division, error) {
	if d, ok := s.divisions[id]; ok {
		return d, nil
	}
	return nil, problem.New(problem.NotFound, "stack.division_unknown", "level", id.Level.String(), "year", "0")
}

func (s *shelfOf) Indicators(context.Context, reader.Reader) ([]indicator.Indicator, error) {
	return s.indicators, nil
}

func (s *shelfOf) Summaries(context.Context, reader.Reader) ([]indicator.Summary, error) {
	for _, k := range s.keys[len(s.summaries):] {
		s.summaries = append(s.summaries, indicator.Summary{Key: k, Known: s.columns[k].Count()[indicator.Known],
			Areas: s.columns[k].Len()})
	}
	return s.summaries, nil
}

func (s *shelfOf) Column(_ context.Context, _ reader.Reader, k indicator.Key) (indicator.Column, error) {
	return s.columns[k], nil
}

var _ Figures = (*shelfOf)(nil)

// buurten is a division of n invented neighbourhoods of GM9001.
func (s *shelfOf) buurten(year, n int) *area.Division {
	areas := make([]area.Area, n)
	for i := range areas {
		areas[i] = area.Area{Code: code(fmt.Sprintf("BU9001%04d", i)), Name: fmt.Sprintf("Buurt %c", 'A'+i%26)}
	}
	return s.division(area.DivisionID{Level: area.Neighbourhood, Year: year}, areas...)
}

func (s *shelfOf) division(id area.DivisionID, areas ...area.Area) *area.Division {
	d, err := area.NewDivision(id, areas)
	if err != nil {
		panic(err)
	}
	s.divisions[id] = d
	return d
}

func code(s string) area.Code {
	c, err := area.ParseCode(s)
	if err != nil {
		panic(err)
	}
	return c
}

// The cells of invented columns that are no number.
type cell = any

const (
	withheld      = indicator.Withheld
	notMeasured   = indicator.NotMeasured
	notApplicable = indicator.NotApplicable
)

// column adds a column; a cell is a number, a status, or [3]float64 of value, lower and upper bound.
func (s *shelfOf) column(k indicator.Key, cells ...cell) {
	index := s.divisions[k.Division].Index()
	b := indicator.NewBuilder(k, index)
	for i, c := range cells {
		switch c := c.(type) {
		case int:
			must(b.SetKnown(i, float64(c), 0))
		case float64:
			must(b.SetKnown(i, c, 0))
		case [3]float64:
			must(b.SetKnown(i, c[0], 0))
			must(b.SetBounds(i, c[1], c[2]))
		case indicator.Status:
			b.SetMissing(i, indicator.Of(c))
		}
	}
	s.put(k, b.Column())
}

func (s *shelfOf) put(k indicator.Key, c indicator.Column) {
	s.columns[k] = c
	s.keys = append(s.keys, k)
	if !slices.ContainsFunc(s.indicators, func(i indicator.Indicator) bool { return i.ID == k.Indicator }) {
		s.indicators = append(s.indicators, indicator.Indicator{ID: k.Indicator, Unit: "%",
			Name: indicator.Text{NL: "Cijfer " + string(k.Indicator), EN: "Figure " + string(k.Indicator)}, Catalogue: true})
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func buurtKey(id indicator.ID, year int) indicator.Key {
	return indicator.Key{Indicator: id, Period: indicator.Year(year),
		Division: area.DivisionID{Level: area.Neighbourhood, Year: year}}
}

// small is ten neighbourhoods with three figures, for cases that are worked out by hand.
func small() *shelfOf {
	s := newShelf()
	s.buurten(2020, 10)
	s.column(buurtKey("aa", 2020), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
	s.column(buurtKey("bb", 2020), 10, 9, 8, 7, 6, 5, 4, 3, 2, 1)
	s.column(buurtKey("cc", 2020), 5, 5, 5, 5, 5, 5, 5, 5, 5, 9)
	return s
}

func choice(layers ...string) Choice {
	c := Choice{Region: code("GM9001"), Level: area.Neighbourhood, Draws: -1}
	for _, text := range layers {
		l, err := ParseLayer(text)
		must(err)
		c.Layers = append(c.Layers, l)
	}
	return c
}

func build(t testing.TB, f Figures, c Choice) *Picture {
	t.Helper()
	p, err := Build(context.Background(), reader.OnLoopback(), f, c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func hitsOf(p *Picture) []int {
	var hits []int
	for _, r := range p.Rows {
		hits = append(hits, r.Hits)
	}
	return hits
}
