package disclosure_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
)

// tiny draws a table so small that all tables with the same published cells can be written down.
func tiny(t *rapid.T) *subject {
	w := &world{}
	for d, n := range rapid.SampledFrom([][]int{{5}, {2, 3}, {3, 2}, {2, 2}}).Draw(t, "sizes") {
		x := tree{name: string(rune('A' + d))}
		for i := range n {
			x.leaves = append(x.leaves, fmt.Sprintf("%c%d", 'a'+d, i))
			x.codes = append(x.codes, disclosure.Code{Name: x.leaves[i], Level: "only"})
		}
		var err error
		if x.dim, err = disclosure.NewDimension(x.name, total, x.codes); err != nil {
			t.Fatal(err)
		}
		w.trees = append(w.trees, x)
	}
	for _, in := range newAttacker(w).finest {
		if n := rapid.SampledFrom([]int64{0, 1, 1, 2, 3, 4}).Draw(t, "people"); n > 0 {
			w.batches = append(w.batches, batch{finest: in, in: w.within(in), count: n})
		}
	}
	s := &subject{world: w, shape: shape{noTotal: make([]bool, len(w.trees)), notAsked: make([]string, len(w.trees))}}
	s.cells = w.cells(s.shape)
	s.rules = parse(t, "name: tiny\nzeros: publish\nminimum_frequency: "+rapid.SampledFrom([]string{"2", "3", "4"}).Draw(t, "least")+"\n")
	s.table = w.build(t, 0, s.cells)
	return s
}

// tables goes over all whole numbers in the finest cells that make the published cells.
func tables(s *subject, hidden func(cell int) bool, visit func(value func(cell []string) int64)) {
	pieces := newAttacker(s.world).pieces
	n := make([]int64, len(pieces))
	count := func(cell []string) int64 {
		sum := int64(0)
		for i, in := range pieces {
			if lies(in, cell) {
				sum += n[i]
			}
		}
		return sum
	}
	// room is what a piece may hold at most: the smallest published cell around it, or what is hidden together.
	var fill func(at int)
	fill = func(at int) {
		for i, cell := range s.cells {
			if !hidden(i) && count(cell) > s.world.numbers(cell).Count {
				return
			}
		}
		if at == len(pieces) {
			for i, cell := range s.cells {
				if !hidden(i) && count(cell) != s.world.numbers(cell).Count {
					return
				}
			}
			visit(count)
			return
		}
		for n[at] = 0; n[at] <= 6; n[at]++ {
			fill(at + 1)
		}
		n[at] = 0
	}
	fill(0)
}

// Of every cell at risk at least two numbers are possible: two tables of whole numbers, none below zero, have the same published cells.
func TestPromiseTwoNumbersArePossible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := tiny(t)
		p, a := secure(t, s, disclosure.Options{})
		leave(t, a)
		possible := make([]map[int64]bool, len(s.cells))
		for i := range possible {
			possible[i] = map[int64]bool{}
		}
		tables(s, p.Hidden, func(value func([]string) int64) {
			for i, cell := range s.cells {
				if p.Primary(i) {
					possible[i][value(cell)] = true
				}
			}
		})
		for i, cell := range s.cells {
			if p.Primary(i) && len(possible[i]) < 2 {
				t.Fatalf("%v can be %v only", cell, possible[i])
			}
		}
	})
}
