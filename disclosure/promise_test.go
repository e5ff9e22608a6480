package disclosure_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
)

// secure protects and audits a drawn table.
func secure(t *rapid.T, s *subject, o disclosure.Options) (disclosure.Protected, disclosure.Audited) {
	t.Helper()
	p, err := s.protect(o)
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.audit(p, disclosure.AuditOptions{IgnoreInsiders: o.IgnoreInsiders, Ledger: o.Ledger})
	if err != nil {
		t.Fatal(err)
	}
	return p, a
}

// leave gives the cells of a table that must be safe.
func leave(t *rapid.T, a disclosure.Audited) []disclosure.Cell {
	t.Helper()
	cells, err := a.Cells()
	if err != nil {
		t.Fatalf("%v: %+v", err, a.Verdict().Attacks)
	}
	return slices.Collect(cells)
}

func TestPromiseAfterProtectAuditFindsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, a := secure(t, drawSubject(t), disclosure.Options{IgnoreInsiders: rapid.Bool().Draw(t, "ignore insiders")})
		leave(t, a)
	})
}

func TestPromiseNothingAtRiskIsShown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSubject(t)
		p, a := secure(t, s, disclosure.Options{})
		for i, c := range leave(t, a) {
			n := s.world.numbers(c.Codes).Count
			if p.Primary(i) && c.Shown || s.facts == 0 && n > 0 && n < s.rules.MinimumFrequency() && c.Shown {
				t.Fatalf("%v of %d is shown", c.Codes, n)
			}
			if s.rules.ProtectsZeros() && n == 0 && c.Shown {
				t.Fatalf("%v is empty, protected, and shown", c.Codes)
			}
		}
	})
}

func TestPromiseShownIsUnchanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSubject(t)
		_, a := secure(t, s, disclosure.Options{})
		for i, c := range leave(t, a) {
			if key(c.Codes) != key(s.cells[i]) {
				t.Fatalf("cell %d is %v, was %v", i, c.Codes, s.cells[i])
			}
			n := s.world.numbers(c.Codes)
			want := disclosure.Cell{Count: n.Count}
			if s.facts != 0 {
				want.Sum = n.Sum
			}
			if !c.Shown {
				want = disclosure.Cell{} // a withheld cell holds no number
			}
			if c.Count != want.Count || c.Sum != want.Sum {
				t.Fatalf("%+v, want %d and %d", c, want.Count, want.Sum)
			}
		}
	})
}

// A withheld cell names the smallest level at which the number is shown, and such a cell is there and is shown.
func TestPromiseAvailableAbove(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSubject(t)
		p, a := secure(t, s, disclosure.Options{})
		at := map[string]int{}
		for i, c := range s.cells {
			at[key(c)] = i
		}
		for _, c := range leave(t, a) {
			if c.Shown || c.Within == "" {
				continue
			}
			found := false
			for d := range c.Codes {
				up := slices.Clone(c.Codes)
				up[d] = c.Within
				i, there := at[key(up)]
				found = found || there && !p.Hidden(i) && up[d] != c.Codes[d] && slices.Contains(s.world.trees[d].above(c.Codes[d]), c.Within)
			}
			if !found || c.Level == "" {
				t.Fatalf("%+v is available nowhere", c)
			}
		}
	})
}

func TestPromiseRowOrderChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSubject(t)
		keep := make([]bool, len(s.cells))
		for i := range keep {
			keep[i] = rapid.IntRange(0, 9).Draw(t, "keep") == 0
		}
		first, _ := secure(t, s, disclosure.Options{Keep: keep})
		order := make([]int, len(s.cells))
		for i := range order {
			order[i] = i
		}
		order = rapid.Permutation(order).Draw(t, "order")
		other, otherKeep := *s, make([]bool, len(s.cells))
		other.cells = make([][]string, len(s.cells))
		for i, from := range order {
			other.cells[i], otherKeep[i] = s.cells[from], keep[from]
		}
		other.table = s.world.build(t, s.facts, other.cells)
		again, _ := secure(t, &other, disclosure.Options{Keep: otherKeep})
		for i, from := range order {
			if again.Hidden(i) != first.Hidden(from) || again.Primary(i) != first.Primary(from) {
				t.Fatalf("%v is otherwise hidden in another order of rows", other.cells[i])
			}
		}
	})
}

// strictest is a drawn set of rules together with those of a table: at least as strict.
func strictest(t *rapid.T, s *subject) policy.Policy {
	return policy.Strictest(s.rules, parse(t, drawRules(t, s.facts)))
}

func TestPromiseStricterShowsNothingAtRisk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSubject(t)
		s.count = nil // with a counter, what is empty and not protected is taken to be known, so that the two sets know different things
		strict := *s
		strict.rules = strictest(t, s)
		if !strict.rules.AtLeast(s.rules) {
			t.Fatal("not stricter")
		}
		loose := s.assess(t)
		p, a := secure(t, &strict, disclosure.Options{})
		leave(t, a)
		b, err := disclosure.NewReleaseBuilder("strict", s.facts, s.world.dims()...)
		if err != nil {
			t.Fatal(err)
		}
		for i, cell := range s.cells {
			if loose.Risk(i) != 0 && !p.Primary(i) {
				t.Fatalf("%v is at risk under the looser rules only", cell)
			}
			state := disclosure.State{Shown: !p.Hidden(i), Primary: loose.Risk(i) != 0, Truth: true}
			if err := b.Add(cell, s.world.numbers(cell), state); err != nil {
				t.Fatal(err)
			}
		}
		r, err := b.Release()
		if err != nil {
			t.Fatal(err)
		}
		// What the stricter rules let out is safe by the looser ones too.
		v, err := disclosure.AttackReleases(t.Context(), []disclosure.Release{r},
			disclosure.AuditOptions{Random: seeded("loose"), Counter: s.count, SmallGroup: max(1, s.rules.MinimumFrequency())})
		if err != nil {
			t.Fatal(err)
		}
		if !v.Safe() {
			t.Fatalf("%+v", v.Attacks)
		}
	})
}
