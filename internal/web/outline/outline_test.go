package outline

import (
	"context"
	"fmt"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// shelf is boundaries of one area, and tells how often they were read.
type shelf struct {
	mark  string
	read  int
	side  float64
	while func()
}

func (s *shelf) ShapesMark(context.Context, reader.Reader, area.DivisionID) (string, error) {
	return s.mark, nil
}

func (s *shelf) Shapes(_ context.Context, _ reader.Reader, id area.DivisionID, _ area.Code) (*area.Shapes, error) {
	s.read++
	if s.while != nil {
		s.while()
	}
	c, err := area.ParseCode("BU00010000")
	if err != nil {
		return nil, err
	}
	index, err := area.NewIndex(id, []area.Code{c})
	if err != nil || s.side == 0 {
		return area.NewShapes(index, make([]area.Geometry, 1)), err
	}
	ring := area.Ring{{X: 0, Y: 0}, {X: s.side, Y: 0}, {X: s.side, Y: 100}, {X: 0, Y: 100}, {X: 0, Y: 0}}
	return area.NewShapes(index, []area.Geometry{{{ring}}}), nil
}

func TestOutlinesAreThoseOfTheBoundaries(t *testing.T) {
	s := &shelf{}
	m := New(s)
	id := area.DivisionID{Level: area.Neighbourhood, Year: 2020}
	get := func() string {
		o, err := m.Get(context.Background(), reader.OnLoopback(), id, area.Netherlands, Size{Width: 500, Height: 500})
		if err != nil {
			t.Fatal(err)
		}
		if o == nil {
			return "none"
		}
		return fmt.Sprint(o.Size())
	}
	for i, step := range []struct {
		mark string
		side float64
		want string
		read int
	}{
		{"", 100, "none", 0},
		{"empty", 0, "none", 1},
		{"empty", 0, "none", 1},
		{"square", 100, "501 501", 2},
		{"square", 100, "501 501", 2},
		{"wide", 200, "", 3},
		{"square", 100, "501 501", 3}, // what came over it was undone
	} {
		s.mark, s.side = step.mark, step.side
		if got := get(); step.want != "" && got != step.want || s.read != step.read {
			t.Errorf("step %d: %s, read %d times", i, got, s.read)
		}
	}
	// Boundaries that come in while others are drawn are not taken for those.
	s.mark, s.while = "late", func() { s.mark, s.side = "later", 300 }
	get()
	s.mark, s.side, s.while = "late", 100, nil
	if got := get(); got != "501 501" {
		t.Errorf("%s is of boundaries that came later", got)
	}
}

func TestKeptOutlinesAreBounded(t *testing.T) {
	s := &shelf{mark: "a", side: 100}
	m := New(s)
	o, err := m.draw(context.Background(), reader.OnLoopback(), area.DivisionID{Level: area.Neighbourhood, Year: 2020}, area.Netherlands, Size{Width: 100, Height: 100})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 * mostBytes / o.Bytes() {
		m.keep(fmt.Sprint(i), o)
	}
	sum := 0
	for key, o := range m.kept {
		sum += bytesOf(key, o)
	}
	if m.bytes > mostBytes || sum != m.bytes || len(m.order) != len(m.kept) || len(m.kept) < 10 {
		t.Errorf("%d bytes, %d counted, %d kept, %d in the queue", m.bytes, sum, len(m.kept), len(m.order))
	}
}
