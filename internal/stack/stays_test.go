package stack

import (
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// TestStaysIsHowManySmallerStacksHaveTheAreaOnTop makes the stacks with one layer left out by themselves.
func TestStaysIsHowManySmallerStacksHaveTheAreaOnTop(t *testing.T) {
	s := newShelf()
	s.buurten(2020, 40)
	for l, name := range []indicator.ID{"aa", "bb", "cc"} {
		cells := make([]cell, 40)
		for i := range cells {
			cells[i] = (i * (17 + 6*l)) % 37
		}
		cells[0], cells[1+l] = 1000, nil
		s.column(buurtKey(name, 2020), cells...)
	}
	c := choice("aa", "bb", "cc")
	c.Draws, c.Seed = 100, 5
	p := build(t, s, c)
	smaller := []*Picture{build(t, s, choice("bb", "cc")), build(t, s, choice("aa", "cc")), build(t, s, choice("aa", "bb"))}
	seen := map[int]int{}
	for i, r := range p.Rows {
		want := 0
		for _, other := range smaller {
			if other.Rows[i].Top {
				want++
			}
		}
		if seen[want]++; r.Stays != want {
			t.Errorf("%s stays in %d, want %d", r.Area.Code, r.Stays, want)
		}
	}
	if seen[0] == 0 || seen[1] == 0 || p.Rows[0].Stays != 3 {
		t.Errorf("areas by how often they stay: %v", seen)
	}
}
