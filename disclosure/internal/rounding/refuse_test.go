package rounding_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/rounding"
)

// small is two areas by two categories, with all cells published.
func small(t testing.TB) (*cube.Cube, []int64) {
	t.Helper()
	geo := must(cube.NewDim("geo", "NL", []cube.Code{{Name: "a", Level: "buurt"}, {Name: "b", Level: "buurt"}}))
	kind := must(cube.NewDim("kind", "alle", []cube.Code{{Name: "ja", Level: "kind"}, {Name: "nee", Level: "kind"}}))
	c := cube.New([]*cube.Dim{geo, kind})
	counts := []int64{25, 8, 17, 12, 3, 9, 13, 5, 8}
	for i := range counts {
		c.Add([]int32{int32(i / 3), int32(i % 3)})
	}
	return c, counts
}

func TestRefusedTables(t *testing.T) {
	c, good := small(t)
	with := func(cell int, n int64) []int64 {
		counts := slices.Clone(good)
		counts[cell] = n
		return counts
	}
	atoms := rounding.Finest(c, good)
	for name, situation := range map[string]struct {
		published []int64
		atoms     rounding.Atoms
		want      error
		says      string
	}{
		"a total that is not the sum": {with(1, 9), atoms, rounding.ErrNotSum, "NL, ja"},
		"a count below zero":          {good, rounding.Atoms{Codes: atoms.Codes, Counts: []int64{3, 9, -5, 8}}, rounding.ErrNegative, "inner cell b, ja"},
		"an inner cell twice":         {good, rounding.Atoms{Codes: []int32{1, 1, 1, 2, 1, 1, 2, 2}, Counts: atoms.Counts}, rounding.ErrTwice, "a, ja"},
		"a code that is not there":    {good, rounding.Atoms{Codes: []int32{1, 1, 1, 2, 2, 3, 2, 2}, Counts: atoms.Counts}, rounding.ErrShape, "code 3 of kind"},
		"a code below zero":           {good, rounding.Atoms{Codes: []int32{1, 1, 1, 2, -1, 1, 2, 2}, Counts: atoms.Counts}, rounding.ErrShape, "code -1 of geo"},
		"too few codes":               {good, rounding.Atoms{Codes: atoms.Codes[1:], Counts: atoms.Counts}, rounding.ErrShape, "7 codes"},
		"too few counts":              {good[1:], atoms, rounding.ErrShape, "9 cells with 8"},
		"a sum that is too large":     {good, rounding.Atoms{Codes: atoms.Codes, Counts: []int64{math.MaxInt64, 9, 5, 8}}, rounding.ErrOverflow, "a, alle"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := rounding.FromCube(c, situation.published, situation.atoms)
			if !errors.Is(err, situation.want) || !strings.Contains(err.Error(), situation.says) {
				t.Errorf("got %v, want %v with %q", err, situation.want, situation.says)
			}
		})
	}
}

func TestRefusedShapes(t *testing.T) {
	for name, table := range map[string]*rounding.Table{
		"no starts":             {Inner: []int64{1}, Published: []int64{1}},
		"starts beyond":         {Inner: []int64{1}, Start: []int{0, 2}, In: []int32{0}, Published: []int64{1}},
		"starts going down":     {Inner: []int64{1, 1}, Start: []int{0, 2, 1}, In: []int32{0}, Published: []int64{1}},
		"no such cell":          {Inner: []int64{1}, Start: []int{0, 1}, In: []int32{1}, Published: []int64{1}},
		"a cell below zero":     {Inner: []int64{1}, Start: []int{0, 1}, In: []int32{-1}, Published: []int64{1}},
		"twice in one cell":     {Inner: []int64{1}, Start: []int{0, 2}, In: []int32{0, 0}, Published: []int64{2}},
		"an order too short":    {Inner: []int64{1}, Start: []int{0, 1}, In: []int32{0}, Published: []int64{1}, Order: []int32{}},
		"an order with a twice": {Inner: []int64{1, 1}, Start: []int{0, 1, 2}, In: []int32{0, 0}, Published: []int64{2}, Order: []int32{1, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := rounding.Controlled(context.Background(), table, rounding.Options{Base: 5}); !errors.Is(err, rounding.ErrShape) {
				t.Errorf("got %v", err)
			}
		})
	}
	for name, table := range map[string]*rounding.Table{
		"a published count": {Inner: []int64{1 << 61, 1 << 61, 1 << 61}, Start: []int{0, 1, 2, 3}, In: []int32{0, 0, 0}, Published: []int64{3 << 61}},
		"an inner count":    {Inner: []int64{1 << 62}, Start: []int{0, 0}},
	} {
		if _, err := rounding.SmallCounts(context.Background(), table, rounding.Options{Base: 5}); !errors.Is(err, rounding.ErrOverflow) {
			t.Errorf("%s without room to round up: %v", name, err)
		}
	}
}

func TestRefusedBase(t *testing.T) {
	c, counts := small(t)
	table := must(rounding.FromCube(c, counts, rounding.Finest(c, counts)))
	for _, base := range []int64{-5, 0, 1, rounding.MaxBase + 1} {
		if _, err := rounding.SmallCounts(context.Background(), table, rounding.Options{Base: base}); !errors.Is(err, rounding.ErrBase) {
			t.Errorf("small counts to %d: %v", base, err)
		}
		if _, err := rounding.Controlled(context.Background(), table, rounding.Options{Base: base}); !errors.Is(err, rounding.ErrBase) {
			t.Errorf("all to %d: %v", base, err)
		}
	}
}

func TestEndedContext(t *testing.T) {
	c, counts := small(t)
	table := must(rounding.FromCube(c, counts, rounding.Finest(c, counts)))
	ctx, end := context.WithCancel(context.Background())
	end()
	if r, err := rounding.Controlled(ctx, table, rounding.Options{Base: 5}); !errors.Is(err, context.Canceled) || r != nil {
		t.Errorf("got %v, %v", r, err)
	}
}

// TestPlantedFaults: each check finds the fault that is planted, and names its cell.
func TestPlantedFaults(t *testing.T) {
	c, counts := small(t)
	table := must(rounding.FromCube(c, counts, rounding.Finest(c, counts)))
	fine := must(rounding.Controlled(context.Background(), table, rounding.Options{Base: 5}))
	planted := func(cell int, by int64) []int64 {
		published := slices.Clone(fine.Published)
		published[cell] += by
		return published
	}
	without := slices.Clone(fine.Inner)
	without[0]++
	for name, situation := range map[string]struct {
		err, want error
		says      string
	}{
		"not the sum of inner cells": {table.Additive(fine.Inner, planted(6, 5)), rounding.ErrNotSum, "b, alle"},
		"another inner cell":         {table.Additive(without, fine.Published), rounding.ErrNotSum, "NL, alle"},
		"an inner cell below zero":   {table.Additive([]int64{-5, 10, 5, 10}, fine.Published), rounding.ErrNegative, "inner cell a, ja"},
		"too few":                    {table.Additive(fine.Inner[1:], fine.Published), rounding.ErrShape, "3 inner"},
	} {
		if !errors.Is(situation.err, situation.want) || !strings.Contains(situation.err.Error(), situation.says) {
			t.Errorf("%s: got %v, want %v with %q", name, situation.err, situation.want, situation.says)
		}
	}
}

// TestNeedToGoUp: the inner cell that is small by itself may not go to 0, or what is left of its total would be small.
func TestNeedToGoUp(t *testing.T) {
	table := &rounding.Table{Inner: []int64{1, 4}, Start: []int{0, 2, 3}, In: []int32{0, 1, 1}, Published: []int64{1, 5}}
	for seed := range uint64(20) {
		r := must(rounding.SmallCounts(context.Background(), table, rounding.Options{Base: 5, Seed: seed}))
		if !slices.Equal(r.Published, []int64{5, 9}) || !slices.Equal(r.Inner, []int64{5, 4}) {
			t.Fatalf("seed %d: %v of %v", seed, r.Published, r.Inner)
		}
	}
}

// TestZeroStaysZero: an inner cell without people gets none, though that would make the total fit better.
func TestZeroStaysZero(t *testing.T) {
	table := &rounding.Table{Start: []int{0}, Published: []int64{5}}
	for range 5 {
		pair := int32(len(table.Published))
		table.Inner = append(table.Inner, 1, 0)
		table.Published = append(table.Published, 1, 1)
		table.In = append(table.In, 0, pair, pair+1, 0, pair)
		table.Start = append(table.Start, len(table.In)-2, len(table.In))
	}
	for _, round := range []way{rounding.SmallCounts, rounding.Controlled} {
		r := must(round(context.Background(), table, rounding.Options{Base: 5}))
		for i := 1; i < len(r.Inner); i += 2 {
			if r.Inner[i] != 0 {
				t.Errorf("inner cell %d went from 0 to %d", i, r.Inner[i])
			}
		}
	}
}

// TestFinestWithoutAll: cells that are not published, or a classification beside another, leave sums that do not hold.
func TestFinestWithoutAll(t *testing.T) {
	geo := must(cube.NewDim("geo", "NL", []cube.Code{
		{Name: "wijk", Level: "wijk"}, {Name: "1000", Level: "pc4"},
		{Name: "a", Level: "buurt", Parents: []string{"wijk"}}, {Name: "b", Level: "buurt", Parents: []string{"wijk"}},
	}))
	c := cube.New([]*cube.Dim{geo})
	for code := range int32(5) {
		c.Add([]int32{code})
	}
	counts := []int64{10, 10, 10, 4, 6}
	if _, err := rounding.FromCube(c, counts, rounding.Finest(c, counts)); !errors.Is(err, rounding.ErrNotSum) || !strings.Contains(err.Error(), "cell NL") {
		t.Errorf("postcode and buurten are counted twice in NL: %v", err)
	}
}

func TestNothingToRound(t *testing.T) {
	for name, table := range map[string]*rounding.Table{
		"no cells":  {Start: []int{0}},
		"zeros":     {Inner: []int64{0, 0}, Start: []int{0, 1, 2}, In: []int32{0, 0}, Published: []int64{0}},
		"multiples": {Inner: []int64{5, 10}, Start: []int{0, 1, 2}, In: []int32{0, 0}, Published: []int64{15}},
	} {
		for _, round := range []way{rounding.SmallCounts, rounding.Controlled} {
			r := must(round(context.Background(), table, rounding.Options{Base: 5}))
			if !slices.Equal(r.Inner, table.Inner) || !slices.Equal(r.Published, table.Published) || r.Measures != (rounding.Measures{}) {
				t.Errorf("%s: %+v", name, r)
			}
		}
	}
}
