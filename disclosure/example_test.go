package disclosure_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
)

// random stands in for crypto/rand, so that an example always prints the same.
func random() io.Reader { return rand.NewChaCha8([32]byte{}) }

// must ends an example that goes wrong.
func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

// village is an invented table: people on benefit in the neighbourhoods of a village.
func village() disclosure.Table {
	area := must(disclosure.NewDimension("area", "Village", []disclosure.Code{
		{Name: "North", Level: "district"}, {Name: "South", Level: "district"},
		{Name: "Mill", Level: "neighbourhood", Parents: []string{"North"}}, {Name: "Quay", Level: "neighbourhood", Parents: []string{"North"}},
	})).OfPlaces()
	benefit := must(disclosure.NewCategories("benefit", "all", "yes", "no"))
	b := must(disclosure.NewBuilder(0, area, benefit))
	for _, c := range []struct {
		area     string
		yes, all int64
	}{{"Village", 47, 300}, {"North", 19, 140}, {"South", 28, 160}, {"Mill", 4, 60}, {"Quay", 15, 80}} {
		for i, n := range []int64{c.all, c.yes, c.all - c.yes} {
			if err := b.Add([]string{c.area, []string{"all", "yes", "no"}[i]}, disclosure.Numbers{Count: n}); err != nil {
				log.Fatal(err)
			}
		}
	}
	return must(b.Table())
}

func tenOrMore() policy.Policy {
	return must(policy.Parse([]byte("name: ten\nminimum_frequency: 10\n")))
}

func ExampleTable_Assess() {
	table := village()
	assessed := must(table.Assess(tenOrMore()))
	fmt.Println(assessed.AtRisk(), "cell at risk")
	cell := 0
	table.Each(func(codes []string, n disclosure.Numbers) bool {
		if r := assessed.Risk(cell); r != 0 {
			fmt.Println(codes, n.Count, r)
		}
		cell++
		return true
	})
	// Output:
	// 1 cell at risk
	// [Mill yes] 4 too few
}

func ExampleAssessed_Protect() {
	assessed := must(village().Assess(tenOrMore()))
	protected := must(assessed.Protect(context.Background(), disclosure.Options{Random: random()}))
	cost := protected.Cost()
	fmt.Println(cost.Cells, "cells,", cost.Primary, "at risk,", cost.Secondary, "withheld to protect it")
	// Output:
	// 15 cells, 1 at risk, 3 withheld to protect it
}

func ExampleProtected_Audit() {
	assessed := must(village().Assess(tenOrMore()))
	protected := must(assessed.Protect(context.Background(), disclosure.Options{Random: random()}))
	audited := must(protected.Audit(context.Background(), disclosure.AuditOptions{Random: random()}))
	fmt.Println("safe:", audited.Verdict().Safe())
	shown := 0
	for c := range must(audited.Cells()) {
		switch {
		case c.Shown:
			shown++
		case c.Codes[0] == "Mill" && c.Codes[1] == "yes":
			fmt.Println(c.Codes, "not shown, to protect people; shown for", c.Within, "of level", c.Level)
		}
	}
	fmt.Println(shown, "cells shown")
	// Output:
	// safe: true
	// [Mill yes] not shown, to protect people; shown for North of level district
	// 11 cells shown
}

// Who only leaves out the small cell gives it away all the same.
func ExampleAttackReleases() {
	area := must(disclosure.NewCategories("area", "Village", "Mill", "Quay"))
	b := must(disclosure.NewReleaseBuilder("yearbook", 0, area))
	for _, c := range []struct {
		code  string
		count int64
		state disclosure.State
	}{{"Village", 19, disclosure.State{Shown: true}}, {"Quay", 15, disclosure.State{Shown: true}}, {"Mill", 0, disclosure.State{Primary: true}}} {
		if err := b.Add([]string{c.code}, disclosure.Numbers{Count: c.count}, c.state); err != nil {
			log.Fatal(err)
		}
	}
	releases := []disclosure.Release{must(b.Release())}
	verdict := must(disclosure.AttackReleases(context.Background(), releases, disclosure.AuditOptions{Random: random()}))
	attack, _ := verdict.First()
	fmt.Println(attack.Kind, attack.Cell, "is", attack.Lower)
	for _, term := range attack.By {
		fmt.Println(term.Times, "times", term.Cell, "of the", term.Release)
	}
	// Output:
	// exact [Mill] is 4
	// 1 times [Village] of the yearbook
	// -1 times [Quay] of the yearbook
}

// Records count themselves into a table, and tell later which pieces of areas overlap.
func ExampleRecords() {
	area := must(disclosure.NewCategories("area", "Village", "Mill", "Quay")).OfPlaces()
	income := must(disclosure.NewRecords(disclosure.Sums|disclosure.Contributors, area))
	for _, person := range []struct {
		area, household string
		euro            int64
	}{{"Mill", "1", 20}, {"Mill", "1", 15}, {"Mill", "2", 30}, {"Quay", "3", 50}} {
		if err := income.Add([][]string{{person.area}}, disclosure.Record{Contributor: person.household, Value: person.euro}); err != nil {
			log.Fatal(err)
		}
	}
	table := must(income.Table(context.Background()))
	table.Each(func(codes []string, n disclosure.Numbers) bool {
		fmt.Println(codes, n.Count, "people,", n.Contributors, "households, sum", n.Sum, "largest", n.Largest[0])
		return true
	})
	// Output:
	// [Village] 4 people, 3 households, sum 115 largest 50
	// [Mill] 3 people, 2 households, sum 65 largest 35
	// [Quay] 1 people, 1 households, sum 50 largest 50
}

// What left once is held against what is asked for next.
func ExampleLedger() {
	ctx := context.Background()
	assessed := must(village().Assess(tenOrMore()))
	protected := must(assessed.Protect(ctx, disclosure.Options{Random: random()}))
	first := must(must(protected.Audit(ctx, disclosure.AuditOptions{Random: random()})).Release("yearbook", "people of 2024"))
	ledger := disclosure.NewLedger(first)

	// The same table again: what was shown is shown again.
	again := must(assessed.Protect(ctx, disclosure.Options{Random: random(), Ledger: ledger}))
	fmt.Println(ledger.Len(), "release before;", again.Cost().Secondary, "withheld to protect others")

	// Under stricter rules a cell that left before is at risk, and nothing can take it back.
	strict := must(village().Assess(must(policy.Parse([]byte("name: twenty\nminimum_frequency: 20\n")))))
	_, err := strict.Protect(ctx, disclosure.Options{Random: random(), Ledger: ledger})
	fmt.Println(errors.Is(err, disclosure.ErrGivenDiscloses), err)
	// Output:
	// 1 release before; 3 withheld to protect others
	// true protect: North;yes: what left before already gives this cell away
}
