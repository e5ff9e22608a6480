package disclosure_test

import (
	"errors"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
)

// An earlier release shows fewer people in all parts than this table has men in them: nobody fits both.
func TestNobodyFitsBoth(t *testing.T) {
	area, err := disclosure.NewCategories("area", "Total", "A", "B")
	if err != nil {
		t.Fatal(err)
	}
	sex, err := disclosure.NewCategories("sex", "Total", "men", "women")
	if err != nil {
		t.Fatal(err)
	}
	b, err := disclosure.NewReleaseBuilder("before", 0, area, sex)
	if err != nil {
		t.Fatal(err)
	}
	for code, n := range map[string]int64{"A": 10, "B": 10} {
		if err := b.Add([]string{code, "Total"}, disclosure.Numbers{Count: n}, disclosure.State{Shown: true}); err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{"men", "women"} {
			if err := b.Add([]string{code, s}, disclosure.Numbers{}, disclosure.State{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	before, err := b.Release()
	if err != nil {
		t.Fatal(err)
	}
	now, err := disclosure.NewBuilder(0, area, sex)
	if err != nil {
		t.Fatal(err)
	}
	for s, n := range map[string]int64{"Total": 33, "men": 31, "women": 2} {
		if err := now.Add([]string{"Total", s}, disclosure.Numbers{Count: n}); err != nil {
			t.Fatal(err)
		}
	}
	table, err := now.Table()
	if err != nil {
		t.Fatal(err)
	}
	assessed, err := table.Assess(parse(t, "name: r\nminimum_frequency: 5\n"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = assessed.Protect(t.Context(), disclosure.Options{Random: seeded("both"), Ledger: disclosure.NewLedger(before)})
	if !errors.Is(err, disclosure.ErrContradicts) {
		t.Error(err)
	}
}
