package disclosure_test

import (
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
)

// Counts of people left first; then a table of incomes, in which one household dominates a cell whose count was shown.
func TestSumsAfterCounts(t *testing.T) {
	area, err := disclosure.NewCategories("area", "Total", "A", "B", "C")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := policy.Parse([]byte("name: income\nminimum_frequency: 5\ndominance: [{n: 1, percent: 50}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	table := func(facts disclosure.Facts) disclosure.Table {
		b, err := disclosure.NewBuilder(facts, area)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			code string
			n    disclosure.Numbers
		}{
			{"Total", disclosure.Numbers{Count: 60, Sum: 3000, Contributors: 60, Largest: [3]int64{800, 100, 100}}},
			{"A", disclosure.Numbers{Count: 20, Sum: 1200, Contributors: 20, Largest: [3]int64{800, 50, 50}}},
			{"B", disclosure.Numbers{Count: 20, Sum: 900, Contributors: 20, Largest: [3]int64{100, 90, 90}}},
			{"C", disclosure.Numbers{Count: 20, Sum: 900, Contributors: 20, Largest: [3]int64{100, 90, 90}}},
		} {
			if err := b.Add([]string{c.code}, c.n); err != nil {
				t.Fatal(err)
			}
		}
		made, err := b.Table()
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	var ledger disclosure.Ledger
	for i, facts := range []disclosure.Facts{0, disclosure.Sums | disclosure.Contributors | disclosure.Largest} {
		assessed, err := table(facts).Assess(rules)
		if err != nil {
			t.Fatal(err)
		}
		protected, err := assessed.Protect(t.Context(), disclosure.Options{Random: seeded("mixed"), Ledger: ledger})
		if err != nil {
			t.Fatal(err)
		}
		audited, err := protected.Audit(t.Context(), disclosure.AuditOptions{Random: seeded("other"), Ledger: ledger})
		if err != nil || !audited.Verdict().Safe() {
			t.Fatal(err, audited.Verdict().Attacks)
		}
		if c := protected.Cost(); c.Primary != i || c.Secondary != i {
			t.Errorf("table %d: %d at risk and %d beside, want %d of each", i, c.Primary, c.Secondary, i)
		}
		release, err := audited.Release("one", "data")
		if err != nil {
			t.Fatal(err)
		}
		ledger = disclosure.NewLedger(release)
	}
}
