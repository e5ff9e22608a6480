package spatial

import (
	"math"
	"runtime"
)

// Draws is the number of permutations when none is asked for: with fewer, hardly any area of a national map is left after
// the control of false discoveries, because the smallest p that can come out is 1/(draws+1).
const Draws = 99_999

// Style says how strongly the neighbours of an area count together (Dutch: weging).
type Style uint8

// The styles.
const (
	// RowStandardised lets the weights of each area add up to 1, so that each area hears the mean of its neighbours.
	RowStandardised Style = iota
	// AsGiven takes the weights as they are: 0 and 1 for plain neighbours ("binary", style B).
	AsGiven
)

// Inference says how chance is judged; the zero value is the advised way (Dutch: toetsing).
type Inference struct {
	// Permutations is the number of draws; 0 means Draws, less than 0 none.
	Permutations int
	// Seed of the draws; 0 means 1.
	Seed uint64
	// Workers is the number of goroutines at most; 0 means as many as there are processors. It does not change any result.
	Workers int
}

// settled returns the inference with its defaults filled in: 0 permutations now means none.
func (o Inference) settled() Inference {
	switch {
	case o.Permutations == 0:
		o.Permutations = Draws
	case o.Permutations < 0:
		o.Permutations = 0
	}
	o.Permutations = min(o.Permutations, math.MaxInt32-1)
	if o.Seed == 0 {
		o.Seed = 1
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	o.Workers = min(o.Workers, 256)
	return o
}

// TwoSided doubles a folded one-sided p-value, as all p-values of permutations in this package are; at most 1.
func TwoSided(p float64) float64 { return math.Min(1, 2*p) }

// folded returns (1 + the smaller count) / (1 + draws).
func folded(lower, upper int32, draws int) float64 {
	return float64(1+min(lower, upper)) / float64(1+draws)
}
