package disclosure_test

import (
	"crypto/rand"
	"errors"
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
)

// TestOtherPeopleAreRefused has a table of everybody, and one of the amounts of those who have any: 22 less 18 are 4 people without.
func TestOtherPeopleAreRefused(t *testing.T) {
	dim, err := disclosure.NewCategories("place", "Total", "A", "B")
	if err != nil {
		t.Fatal(err)
	}
	table := func(facts disclosure.Facts, counts ...int64) disclosure.Table {
		b, err := disclosure.NewBuilder(facts, dim)
		if err != nil {
			t.Fatal(err)
		}
		for i, code := range []string{"Total", "A", "B"} {
			n := disclosure.Numbers{Count: counts[i]}
			if facts&disclosure.Sums != 0 {
				n.Sum = 100 * counts[i]
			}
			if err := b.Add([]string{code}, n); err != nil {
				t.Fatal(err)
			}
		}
		made, err := b.Table()
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	all, part, same := table(0, 62, 22, 40), table(disclosure.Sums, 55, 18, 37), table(disclosure.Sums, 62, 22, 40)
	rules := parse(t, "name: ten\nminimum_frequency: 10\n")
	protect := func(table disclosure.Table, ledger disclosure.Ledger) (disclosure.Release, error) {
		assessed, err := table.Assess(rules)
		if err != nil {
			t.Fatal(err)
		}
		p, err := assessed.Protect(t.Context(), disclosure.Options{Random: rand.Reader, Ledger: ledger})
		if err != nil {
			return disclosure.Release{}, err
		}
		a, err := p.Audit(t.Context(), disclosure.AuditOptions{Random: rand.Reader, Ledger: ledger})
		if err != nil {
			t.Fatal(err)
		}
		return a.Release("table", "data")
	}
	var left []disclosure.Release
	for _, order := range [][2]disclosure.Table{{all, part}, {part, all}} {
		first, err := protect(order[0], disclosure.NewLedger())
		if err != nil {
			t.Fatal(err)
		}
		left = append(left, first)
		var cell *disclosure.CellError
		if _, err := protect(order[1], disclosure.NewLedger(first)); !errors.Is(err, disclosure.ErrOtherPeople) || !errors.As(err, &cell) {
			t.Errorf("%v", err)
		}
	}
	if _, err := protect(same, disclosure.NewLedger(left[0])); err != nil {
		t.Errorf("amounts of the same people: %v", err)
	}
	v, err := disclosure.AttackReleases(t.Context(), left, disclosure.AuditOptions{Random: rand.Reader})
	if err != nil && !errors.Is(err, disclosure.ErrNotSum) {
		t.Fatal(err)
	}
	if err == nil && !slices.ContainsFunc(v.Attacks, func(a disclosure.Attack) bool { return a.Kind == disclosure.Mismatch }) {
		t.Errorf("the attack finds %v", v.Attacks)
	}
}
