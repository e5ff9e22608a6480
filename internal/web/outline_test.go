package web_test

import (
	"context"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// TestFiguresLeaveTheMarkOfBoundaries: maps that were drawn stay good when figures come in, and not when boundaries do.
func TestFiguresLeaveTheMarkOfBoundaries(t *testing.T) {
	ctx, r := context.Background(), reader.OnLoopback()
	s := open(t, nil)
	id := area.DivisionID{Level: area.Neighbourhood, Year: 2020}
	mark := func() string {
		m, err := s.store.ShapesMark(ctx, r, id)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	if got := mark(); got != "" {
		t.Errorf("%q without boundaries", got)
	}
	first := boundaries(t)
	if _, _, err := s.store.Save(ctx, r, first); err != nil {
		t.Fatal(err)
	}
	drawn := mark()
	if _, _, err := s.store.Save(ctx, r, figures(t, first.Divisions)); err != nil {
		t.Fatal(err)
	}
	if got := mark(); got != drawn || drawn == "" {
		t.Errorf("%q became %q when figures came in", drawn, got)
	}
	again := boundaries(t)
	again.Delivery.Fingerprint = "03"
	saved, _, err := s.store.Save(ctx, r, again)
	if err != nil {
		t.Fatal(err)
	}
	if mark() == drawn {
		t.Error("new boundaries have the mark of the old ones")
	}
	if err := s.store.Undo(ctx, r, saved.ID); err != nil {
		t.Fatal(err)
	}
	if got := mark(); got != drawn {
		t.Errorf("%q became %q when boundaries were undone", drawn, got)
	}
}
