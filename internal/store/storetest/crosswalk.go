package storetest

import (
	"context"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/crosswalk"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// later is a division one year after that of the suite.
var later = area.DivisionID{Level: area.Neighbourhood, Year: 2021}

// joined is a crosswalk in which the second of two areas became part of the first.
func joined(t testing.TB) *crosswalk.Crosswalk {
	t.Helper()
	one, two := named(t, "BU05050001", ""), named(t, "BU05050002", "")
	return must(crosswalk.Restore(division(t, buurten, one, two), division(t, later, one), crosswalk.Links{From: 2,
		Parts:  [][]crosswalk.Part{{{From: 0, Weight: 1, SquareMetres: 12.5}, {From: 1, Weight: 0.375, SquareMetres: 3}}},
		States: []crosswalk.State{crosswalk.Redrawn}, Reasons: []crosswalk.Reason{crosswalk.NoReason}, ByPeople: 1, NoiseMetres: 7}))(t)
}

func crosswalks(t *testing.T, s Stores) {
	missing := func(when string, r reader.Reader, from, to area.DivisionID, mark string) {
		t.Helper()
		if _, err := s.Crosswalk(ctx, r, from, to, mark); problem.KindOf(err) != problem.NotFound {
			t.Errorf("%s: %v", when, err)
		}
	}
	put := func(r reader.Reader, mark string) {
		t.Helper()
		for range 2 {
			if err := s.SaveCrosswalk(ctx, r, mark, joined(t)); err != nil {
				t.Fatal(err)
			}
		}
		equal(t, must(s.Crosswalk(ctx, r, buurten, later, mark))(t), joined(t).Links())
	}
	missing("before it is saved", passerby, buurten, later, "of a")
	if err := s.SaveCrosswalk(ctx, passerby, "of a", joined(t)); problem.KindOf(err) != problem.Forbidden {
		t.Errorf("of somebody who may not write: %v", err)
	}
	put(analyst, "of\x00a")
	equal(t, must(s.Crosswalk(ctx, passerby, buurten, later, "of\x00a"))(t), joined(t).Links())
	missing("with another mark", passerby, buurten, later, "of b")
	missing("with part of the mark", passerby, buurten, later, "of")
	missing("the other way round", passerby, later, buurten, "of\x00a")
	save(t, s, figures(t, indicator.CBSTable, "figures", "income", 1))
	must(s.Crosswalk(ctx, passerby, buurten, later, "of\x00a"))(t) // figures leave it as it is

	b := save(t, s, boundaries(t, "a", named(t, "BU05050001", ""), named(t, "BU05050002", "")))
	missing("after other boundaries", passerby, buurten, later, "of\x00a")
	put(analyst, "of b")
	put(analyst, "of c")
	missing("with the mark of before", passerby, buurten, later, "of b")
	if err := s.Undo(ctx, analyst, b.ID); err != nil {
		t.Fatal(err)
	}
	missing("after the boundaries went", passerby, buurten, later, "of c")

	put(analyst, "public")
	own := boundaries(t, "own", named(t, "BU05050009", ""))
	own.Delivery.Kind = indicator.OwnTable
	d := save(t, s, own)
	missing("for who has boundaries of their own", resident, buurten, later, "public")
	put(analyst, "mine")
	missing("of a tenant, for others", passerby, buurten, later, "mine")
	must(s.Crosswalk(ctx, passerby, buurten, later, "public"))(t)
	if err := s.Undo(context.Background(), analyst, d.ID); err != nil {
		t.Fatal(err)
	}
	must(s.Crosswalk(ctx, resident, buurten, later, "public"))(t)
	missing("of a tenant, after its boundaries went", resident, buurten, later, "mine")
}
