package hotspot

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/adjacency"
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// Everything below is invented: two municipalities beside each other, 20 rows of 10 squares each, so that the map is 20 by
// 20 and the border runs down its middle.
const side = 20

var buurten = area.DivisionID{Level: area.Neighbourhood, Year: 2020}

// shelf is figures, neighbours and a version in memory.
type shelf struct {
	division   *area.Division
	indicators []indicator.Indicator
	columns    map[indicator.Key]indicator.Column
	keys       []indicator.Key
	weights    *spatial.Weights
	version    atomic.Int64
	reads      atomic.Int64
	// place is where each square of the map stands in the division.
	place []int
	bare  bool
}

func newShelf(t testing.TB) *shelf {
	t.Helper()
	s := &shelf{columns: map[indicator.Key]indicator.Column{}}
	var areas []area.Area
	code := func(i int) area.Code {
		c, err := area.ParseCode(fmt.Sprintf("BU%04d%02d%02d", 9001+i%side/(side/2), i/side, i%side))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for i := range side * side {
		areas = append(areas, area.Area{Code: code(i), Name: fmt.Sprintf("Buurt %d", i)})
	}
	var err error
	if s.division, err = area.NewDivision(buurten, areas); err != nil {
		t.Fatal(err)
	}
	on := lattice(t, side)
	var edges []spatial.Edge
	for i := range side * side {
		at, _ := s.division.Index().Find(code(i))
		s.place = append(s.place, at)
	}
	for i := range side * side {
		for _, j := range on.Neighbours(i) {
			edges = append(edges, spatial.Edge{A: int32(s.place[i]), B: int32(s.place[j]), Weight: 1})
		}
	}
	if s.weights, err = spatial.NewWeights(side*side, edges); err != nil {
		t.Fatal(err)
	}
	s.version.Store(1)
	return s
}

// add puts a figure in, whose values come in the order of the map.
func (s *shelf) add(t testing.TB, in indicator.Indicator, fill func(b *indicator.Builder, at, i int)) indicator.Key {
	t.Helper()
	key := indicator.Key{Indicator: in.ID, Period: indicator.Year(2020), Division: buurten}
	b := indicator.NewBuilder(key, s.division.Index())
	for i, at := range s.place {
		fill(b, at, i)
	}
	s.indicators, s.keys = append(s.indicators, in), append(s.keys, key)
	s.columns[key] = b.Column()
	return key
}

// known fills in numbers.
func known(t testing.TB, x func(i int) float64) func(*indicator.Builder, int, int) {
	return func(b *indicator.Builder, at, i int) {
		if err := b.SetKnown(at, x(i), 0); err != nil {
			t.Fatal(err)
		}
	}
}

func (s *shelf) Divisions(context.Context, reader.Reader) ([]area.DivisionID, error) {
	return []area.DivisionID{buurten}, nil
}

func (s *shelf) Division(context.Context, reader.Reader, area.DivisionID) (*area.Division, error) {
	return s.division, nil
}

func (s *shelf) Indicators(context.Context, reader.Reader) ([]indicator.Indicator, error) {
	return s.indicators, nil
}

func (s *shelf) Summaries(context.Context, reader.Reader) ([]indicator.Summary, error) {
	var list []indicator.Summary
	for _, k := range s.keys {
		list = append(list, indicator.Summary{Key: k, Known: 1, Areas: side * side})
	}
	return list, nil
}

func (s *shelf) Column(_ context.Context, _ reader.Reader, k indicator.Key) (indicator.Column, error) {
	s.reads.Add(1)
	return s.columns[k], nil
}

func (s *shelf) Version(context.Context) (int64, error) { return s.version.Load(), nil }

func (s *shelf) Get(context.Context, reader.Reader, area.DivisionID) (*adjacency.Graph, error) {
	if s.bare {
		return nil, nil
	}
	return &adjacency.Graph{Index: s.division.Index(), Weights: s.weights}, nil
}

var _ stack.Figures = (*shelf)(nil)

func (s *shelf) finder() *Finder {
	return New(Options{Figures: s, Graphs: s, Versions: s, Method: Method{Draws: 4999}})
}

// block reports whether a square of the map lies in the block of five by five astride the border.
func block(i int) bool {
	row, column := i/side, i%side
	return row >= 5 && row < 10 && column >= 8 && column < 13
}
