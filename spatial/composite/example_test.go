package composite_test

import (
	"fmt"
	"log"
	"math"

	"github.com/buurtbeeld/buurtbeeld/spatial/composite"
)

// Three figures of five neighbourhoods: which score high, and does that depend on one figure or on the weights?
func Example() {
	table, err := composite.New([]composite.Column{
		{Values: []float64{14, 12, 6, 4, 3}},                       // households with debts, %
		{Values: []float64{9, 3, 4, 2, 1}},                         // young people with youth care, %
		{Values: []float64{58, 60, 66, math.NaN(), 72}, Low: true}, // people with work, %; a low share scores high
	}, composite.Options{Known: 2})
	if err != nil {
		log.Fatal(err)
	}
	percentile := func(t *composite.Table) ([]float64, error) { return t.Mean(composite.Percentile) }
	score, err := percentile(table)
	if err != nil {
		log.Fatal(err)
	}
	left, err := table.LeaveOneOut(percentile, 0.4)
	if err != nil {
		log.Fatal(err)
	}
	weights, err := table.AnyWeights(composite.Percentile, composite.Draws{Share: 0.4})
	if err != nil {
		log.Fatal(err)
	}
	for i, known := range table.Known() {
		fmt.Printf("%.2f from %d figures; place %v, %v to %v; stays %v; top group in %.0f %% of all weights\n",
			score[i], known, left.Rank[i], left.Least[i], left.Most[i], left.Firm(i), 100*weights[i])
	}
	// Output:
	// 0.89 from 3 figures; place 1, 1 to 1; stays true; top group in 100 % of all weights
	// 0.61 from 3 figures; place 2, 2 to 2; stays true; top group in 77 % of all weights
	// 0.53 from 3 figures; place 3, 2 to 3; stays false; top group in 23 % of all weights
	// 0.30 from 2 figures; place 4, 4 to 4; stays false; top group in 0 % of all weights
	// 0.11 from 3 figures; place 5, 5 to 5; stays false; top group in 0 % of all weights
}
