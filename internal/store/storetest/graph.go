package storetest

import (
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// row is a map of n areas in a row, each beside the next.
func row(t testing.TB, n int32) *spatial.Weights {
	t.Helper()
	var edges []spatial.Edge
	for i := range n - 1 {
		edges = append(edges, spatial.Edge{A: i, B: i + 1, Weight: 1}, spatial.Edge{A: i + 1, B: i, Weight: 1})
	}
	return must(spatial.NewWeights(int(n), edges))(t)
}

func neighbours(t *testing.T, s Stores) {
	mark := func() string { return must(s.ShapesMark(ctx, passerby, buurten))(t) }
	missing := func(when, mark string) {
		t.Helper()
		if _, err := s.Neighbours(ctx, passerby, buurten, mark); problem.KindOf(err) != problem.NotFound {
			t.Errorf("%s: %v", when, err)
		}
	}
	missing("without boundaries", mark())
	if err := s.SaveNeighbours(ctx, analyst, buurten, "", row(t, 2)); problem.KindOf(err) != problem.Conflict {
		t.Errorf("of no boundaries: %v", err)
	}
	save(t, s, boundaries(t, "a", named(t, "BU05050001", ""), named(t, "BU05050002", ""), named(t, "BU05050003", "")))
	first := mark()
	missing("before it is saved", first)
	if err := s.SaveNeighbours(ctx, passerby, buurten, first, row(t, 3)); problem.KindOf(err) != problem.Forbidden {
		t.Errorf("of somebody who may not write: %v", err)
	}
	put := func(mark string, n int32) {
		t.Helper()
		for range 2 {
			if err := s.SaveNeighbours(ctx, analyst, buurten, mark, row(t, n)); err != nil {
				t.Fatal(err)
			}
		}
		got := must(s.Neighbours(ctx, passerby, buurten, mark))(t)
		if got.Len() != int(n) || !slices.Equal(got.Neighbours(1), []int32{0, 2}) {
			t.Errorf("%d areas, %v", got.Len(), got.Neighbours(1))
		}
	}
	put(first, 3)
	save(t, s, figures(t, indicator.CBSTable, "figures", "income", 1))
	if now := mark(); now != first {
		// A list of areas came along, so that the order may be another.
		missing("after another list of areas", now)
	}
	b := save(t, s, boundaries(t, "b", named(t, "BU05050004", "")))
	missing("after other boundaries", first)
	missing("of the other boundaries", mark())
	if err := s.SaveNeighbours(ctx, analyst, buurten, first, row(t, 3)); problem.KindOf(err) != problem.Conflict {
		t.Errorf("of boundaries of before: %v", err)
	}
	put(mark(), 4)
	second := mark()
	if err := s.Undo(ctx, analyst, b.ID); err != nil {
		t.Fatal(err)
	}
	missing("of boundaries that went", second)
	put(mark(), 3)
	ownNeighbours(t, s)
}

// ownNeighbours has boundaries of a tenant beside public ones.
func ownNeighbours(t *testing.T, s Stores) {
	public := must(s.ShapesMark(ctx, passerby, buurten))(t)
	own := boundaries(t, "own", named(t, "BU05050009", ""))
	own.Delivery.Kind = indicator.OwnTable
	save(t, s, own)
	mine := must(s.ShapesMark(ctx, resident, buurten))(t)
	if mine == public {
		t.Fatal("boundaries of a tenant make no difference")
	}
	if err := s.SaveNeighbours(ctx, analyst, buurten, mine, row(t, 4)); err != nil {
		t.Fatal(err)
	}
	if got := must(s.Neighbours(ctx, resident, buurten, mine))(t); got.Len() != 4 {
		t.Errorf("for the own residents: %d areas", got.Len())
	}
	for name, mark := range map[string]string{"with the mark of the tenant": mine, "with a guess": mine + "x"} {
		if _, err := s.Neighbours(ctx, passerby, buurten, mark); problem.KindOf(err) != problem.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := must(s.Neighbours(ctx, passerby, buurten, public))(t); got.Len() != 3 {
		t.Errorf("the public one: %d areas", got.Len())
	}
}
