package disclosure_test

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/disclosure/cellkey"
)

// sums checks that every cell of which all parts were asked for is the sum of them.
func addsUp(t *rapid.T, s *subject, count func(cell int) int64) {
	t.Helper()
	at := map[string]int{}
	there, codes := s.world.present(s.cells)
	for i, c := range s.cells {
		at[key(c)] = i
	}
	for _, sum := range s.world.sums(s.cells) {
		have, lack := sum.cells(there)
		asked := len(have) > 0
		for _, c := range lack {
			asked = asked && codes[sum.dim][c[sum.dim]]
		}
		total := count(at[key(sum.parent)])
		for _, c := range have {
			total -= count(at[key(c)])
		}
		if asked && total != 0 {
			t.Fatalf("%v is %d more than its parts", sum.parent, total)
		}
	}
}

func TestPromiseRoundedAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSubject(t)
		s.facts, s.count = 0, s.world.records(t, 0) // linked and overlapping tables are rounded with their finest cells
		s.table = s.world.build(t, 0, s.cells)
		base := rapid.Int64Range(2, 10).Draw(t, "base")
		way := rapid.SampledFrom([]string{"small_counts", "controlled"}).Draw(t, "rounding")
		s.rules = parse(t, fmt.Sprintf("name: rounded\nminimum_frequency: 0\nround_to: %d\nrounding: %s\n", base, way))
		p, a := secure(t, s, disclosure.Options{Method: disclosure.Round})
		addsUp(t, s, p.Count)
		for i, c := range leave(t, a) {
			if !c.Shown || c.Count != p.Count(i) || c.Count > 0 && c.Count < base || way == "controlled" && c.Count%base != 0 {
				t.Fatalf("%+v, base %d, %s", c, base, way)
			}
		}
	})
}

func TestPromiseSameCellSameNoise(t *testing.T) {
	noise, err := cellkey.Design(cellkey.Params{D: 4, V: 2, JS: 1})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := drawSubject(t)
		s.facts, s.rules = disclosure.Keys, parse(t, "name: noise\nminimum_frequency: 0\n")
		seen := map[string]int64{}
		var before []disclosure.Release
		for i := range 2 {
			s.table = s.world.build(t, s.facts, s.cells)
			o := disclosure.Options{Method: disclosure.CellKey, PTable: noise, Ledger: disclosure.NewLedger(before...)}
			_, a := secure(t, s, o)
			for _, c := range leave(t, a) {
				if was, there := seen[key(c.Codes)]; there && was != c.Count {
					t.Fatalf("%v is %d, and was %d", c.Codes, c.Count, was)
				}
				n := s.world.numbers(c.Codes).Count
				if d := c.Count - n; d > 4 || d < -4 || c.Count < 0 || n == 0 && c.Count != 0 || c.Count == 1 {
					t.Fatalf("%v is %d, of %d", c.Codes, c.Count, n)
				}
				seen[key(c.Codes)] = c.Count
			}
			before = append(before, left(t, a, fmt.Sprint(i)))
			s = next(t, s)
			s.rules = parse(t, "name: noise\nminimum_frequency: 0\n")
		}
	})
}

// Records make the tables that counting by hand makes.
func TestRecordsMakeTheSameTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		facts := rapid.SampledFrom([]disclosure.Facts{0, disclosure.Sums | disclosure.Contributors, disclosure.Keys}).Draw(t, "facts")
		table, err := w.records(t, facts).Table(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		table.Each(func(codes []string, got disclosure.Numbers) bool {
			n++
			all := w.numbers(codes)
			want := disclosure.Numbers{Count: all.Count}
			if facts&disclosure.Sums != 0 {
				want.Sum, want.Contributors, want.Largest = all.Sum, all.Contributors, all.Largest
			}
			if facts&disclosure.Keys != 0 {
				want.Key = all.Key
			}
			if got != want {
				t.Fatalf("%v: %+v, want %+v", codes, got, want)
			}
			return true
		})
		whole := shape{noTotal: make([]bool, len(w.trees)), notAsked: make([]string, len(w.trees))}
		if n != table.Len() || n != len(w.cells(whole)) {
			t.Fatalf("%d cells, want %d", n, len(w.cells(whole)))
		}
	})
}

// None changes nothing, and is refused where a cell is at risk.
func TestNoneOnlyWhereNothingIsAtRisk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSubject(t)
		s.count = nil
		risky := s.assess(t).AtRisk() > 0
		p, err := s.protect(disclosure.Options{Method: disclosure.None})
		if risky != errors.Is(err, disclosure.ErrRisky) || !risky && err != nil {
			t.Fatal(risky, err)
		}
		if risky {
			return
		}
		for i, c := range s.cells {
			if p.Hidden(i) || p.Count(i) != s.world.numbers(c).Count {
				t.Fatalf("%v was changed", c)
			}
		}
	})
}
