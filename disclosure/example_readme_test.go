package disclosure_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
)

// short is the program of README.md.
func short(ctx context.Context) error {
	// Help with debts in three neighbourhoods: 4, 23 and 31 people have it.
	areas, err := disclosure.NewCategories("buurt", "Total", "Dorp", "Haven", "Polder")
	if err != nil {
		return err
	}
	help, err := disclosure.NewCategories("schuldhulp", "Total", "ja", "nee")
	if err != nil {
		return err
	}
	builder, err := disclosure.NewBuilder(0, areas.OfPlaces(), help)
	if err != nil {
		return err
	}
	for i, area := range []string{"Total", "Dorp", "Haven", "Polder"} {
		yes, no := []int64{58, 4, 23, 31}[i], []int64{1352, 416, 587, 349}[i]
		for j, count := range []int64{yes + no, yes, no} {
			if err := builder.Add([]string{area, []string{"Total", "ja", "nee"}[j]}, disclosure.Numbers{Count: count}); err != nil {
				return err
			}
		}
	}
	table, err := builder.Table() // refused when it does not add up
	if err != nil {
		return err
	}
	rules, err := policy.Parse([]byte("name: ten\nminimum_frequency: 10\n"))
	if err != nil {
		return err
	}
	assessed, err := table.Assess(rules)
	if err != nil {
		return err
	}
	protected, err := assessed.Protect(ctx, disclosure.Options{Method: disclosure.Suppress, Random: rand.Reader})
	if err != nil {
		return err
	}
	audited, err := protected.Audit(ctx, disclosure.AuditOptions{Random: rand.Reader})
	if err != nil {
		return err
	}
	cells, err := audited.Cells() // refused unless the attack found nothing
	if err != nil {
		return err
	}
	for c := range cells {
		if c.Shown {
			fmt.Println(c.Codes, c.Count)
		} else {
			fmt.Println(c.Codes, "niet getoond, om mensen te beschermen; wel voor", c.Level, c.Within)
		}
	}
	return nil
}

// A table from cells to what may leave; chance decides nothing here, so that it always prints the same.
func Example() {
	if err := short(context.Background()); err != nil {
		log.Fatal(err)
	}
	// Output:
	// [Total Total] 1410
	// [Total ja] 58
	// [Total nee] 1352
	// [Dorp Total] 420
	// [Dorp ja] niet getoond, om mensen te beschermen; wel voor Total Total
	// [Dorp nee] niet getoond, om mensen te beschermen; wel voor Total Total
	// [Haven Total] 610
	// [Haven ja] 23
	// [Haven nee] 587
	// [Polder Total] 380
	// [Polder ja] niet getoond, om mensen te beschermen; wel voor Total Total
	// [Polder nee] niet getoond, om mensen te beschermen; wel voor Total Total
}
