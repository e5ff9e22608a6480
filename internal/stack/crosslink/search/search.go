// Package search looks for combinations of two and three conditions whose areas have a target far more often than the
// conditions one by one predict, and says how often luck alone would give such a find somewhere in the whole search
// (Dutch: zoeken naar dwarsverbanden). Slices go in and numbers come out; it knows no indicators, names or languages.
package search

import (
	"context"
	"errors"
	"math"
	"runtime"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// Level is where an area stands in a layer (Dutch: stand). The zero value is not known.
type Level uint8

// The levels of a layer. High and Low are the conditions that are looked at.
const (
	Unknown Level = iota
	Middle
	Low
	High
)

// Mark says whether an area has the target (Dutch: merkteken).
type Mark uint8

// The marks of the target. An area whose target is not known takes no part.
const (
	Absent Mark = iota // not known
	No
	Yes
)

// Input is what is searched, one entry per area in every slice (Dutch: invoer). It is not changed.
type Input struct {
	Target []Mark
	// Layers holds the level of each area in each layer.
	Layers [][]Level
	// Families holds for each layer the number of the whole that it is a part of, 0 for none; nil is none. A combination has
	// one layer of a family at most: that one part is small where others are large says nothing.
	Families []int
	// People is the inhabitants, NaN where not known; nil leaves them out.
	People []float64
	// Neighbours is who lies beside whom, of the same areas; nil takes all areas as independent.
	Neighbours *spatial.Weights
}

// Options is how is searched; the zero value is the advised way (Dutch: instellingen).
type Options struct {
	// Permutations is how often the whole search is done over on luck alone; 0 is 999.
	Permutations int
	// Seed starts the draws; 0 is 1.
	Seed uint64
	// Workers is the number of goroutines at most; 0 is as many as there are processors. It does not change any result.
	Workers int
	// MinimumAreas is the smallest number of areas of a find; 0 is 5, or one in 500 of the areas when that is more.
	MinimumAreas int
	// MinimumPeople is the smallest number of inhabitants of a find, where they are known; 0 is 500.
	MinimumPeople float64
	// Lift is how many times more often than expected the target must be there; 0 is 1.5.
	Lift float64
	// Chance is the largest chance, adjusted for the whole search, of a find; 0 is 0.05.
	Chance float64
	// PairsOnly leaves out combinations of three.
	PairsOnly bool
}

// The values of options that are left open.
const (
	DefaultPermutations  = 999
	DefaultMinimumAreas  = 5
	DefaultMinimumPeople = 500
	DefaultLift          = 1.5
	DefaultChance        = 0.05
	areasPerMinimum      = 500
)

// Condition is a layer at its high or its low end (Dutch: voorwaarde).
type Condition struct {
	Layer int
	Level Level
}

// Find is a combination whose areas have the target more often than its layers one by one predict (Dutch: vondst).
type Find struct {
	// Conditions is two or three conditions on different layers, in the order of the layers.
	Conditions []Condition
	// Areas are the places of the areas that meet all conditions and whose target is known, ascending; Hits those of them
	// that have the target.
	Areas, Hits []int
	// Expected is how many would have it by the layers one by one; Lift is hits divided by expected.
	Expected, Lift float64
	// Score is the strength: the signed root of the likelihood ratio of seen against expected, divided by how much more the
	// number varies than that of areas which do not resemble their neighbours.
	Score float64
	// Chance is how often luck alone gives a score as high anywhere in the search, from 1/(permutations+1) to 1.
	Chance float64
	// Inflation is how many times the variance is larger because neighbours look alike, 1 or more.
	Inflation float64
	// Same holds the conditions of other combinations that come out as well and rest on nearly the same areas.
	Same [][]Condition
}

// Result is what a search gives (Dutch: uitkomst).
type Result struct {
	// Finds is ordered from the strongest.
	Finds []Find
	// Combinations is how many combinations were looked at, Pairs how many of those are of two conditions. Those that hold
	// too few areas or people, or whose conditions say the same, are not.
	Combinations, Pairs int
	// Areas is how many areas have a known target, Hits how many of those have it.
	Areas, Hits int
	// Resemblance is Moran's I of the target over the neighbours, NaN where it cannot be told.
	Resemblance float64
	// Inflation is the median over the combinations of how many times the variance is larger because neighbours look alike.
	Inflation float64
	// Permutations, Seed and Minimum are those that were used.
	Permutations int
	Seed         uint64
	MinimumAreas int
}

// ErrLength means that slices which belong to the same areas differ in length.
var ErrLength = errors.New("search: as many entries as areas are needed")

// Run searches. What is expected of a combination comes from a logistic regression of the target on its own layers, each
// at its high end, low end, between or not known, without anything for their coming together; a little is added against
// estimates that run away (Gelman et al. 2008, doi:10.1214/08-AOAS191). A find of three must also beat what each two of
// its conditions and the third by itself predict. Luck is judged over the whole search at once by the largest score of
// each draw (Westfall and Young 1993, ISBN 978-0-471-55761-6). A draw is a target of luck that follows all layers one by one and resembles its
// neighbours as much as the real one does after those (a surrogate map in the way of Burt et al. 2020,
// doi:10.1016/j.neuroimage.2020.117038); what it would give in a combination is worked out in one step, by the score that
// is freed of the effects of the layers themselves (Neyman 1959; Cox and Hinkley 1974, doi:10.1201/b14832).
//
// An area without a target takes no part; one without a value of a layer counts for the other layers. With a target that
// all or no areas have, or fewer than two layers, there is nothing to look at and no find. It is checked by simulation:
// see the tests for what it finds of what was planted, and how often it finds something in noise.
func Run(ctx context.Context, in Input, o Options) (*Result, error) {
	n := len(in.Target)
	for _, l := range in.Layers {
		if len(l) != n {
			return nil, ErrLength
		}
	}
	if in.Families != nil && len(in.Families) != len(in.Layers) || in.People != nil && len(in.People) != n || in.Neighbours != nil && in.Neighbours.Len() != n {
		return nil, ErrLength
	}
	t := newTable(in)
	o = o.complete(t.n)
	res := &Result{Areas: t.n, Hits: t.hits, Permutations: o.Permutations, Seed: o.Seed, MinimumAreas: o.MinimumAreas,
		Resemblance: t.moran(), Inflation: 1}
	if t.hits == 0 || t.hits == t.n || len(in.Layers) < 2 {
		return res, nil
	}
	d, err := newDraws(ctx, t, o)
	if err != nil {
		return nil, err
	}
	s := &searching{table: t, draws: d, options: o}
	if err := s.all(ctx); err != nil {
		return nil, err
	}
	res.Combinations, res.Pairs, res.Inflation = s.looked, s.pairs, s.medianInflation()
	res.Finds = s.finds()
	return res, nil
}

// complete fills in what is left open, for so many areas.
func (o Options) complete(n int) Options {
	if o.Permutations <= 0 {
		o.Permutations = DefaultPermutations
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.MinimumAreas <= 0 {
		o.MinimumAreas = max(DefaultMinimumAreas, (n+areasPerMinimum-1)/areasPerMinimum)
	}
	if o.MinimumPeople <= 0 {
		o.MinimumPeople = DefaultMinimumPeople
	}
	if !(o.Lift > 1) {
		o.Lift = DefaultLift
	}
	if !(o.Chance > 0) {
		o.Chance = DefaultChance
	}
	return o
}

// table is the areas whose target is known, numbered from 0 (Dutch: tabel).
type table struct {
	n, hits int
	// place is where each area stands in the input.
	place []int32
	hit   []bool
	// counts is one area, and in the lower half one more when it has the target.
	counts []int64
	layers [][]Level
	family []int
	people []float64
	all    *spatial.Weights
	// at is the number of each area of the input here, or −1.
	at []int32
}

func newTable(in Input) *table {
	t := &table{all: in.Neighbours, at: make([]int32, len(in.Target)), layers: make([][]Level, len(in.Layers)), family: in.Families}
	for i, m := range in.Target {
		t.at[i] = -1
		if m == Absent {
			continue
		}
		t.at[i] = int32(t.n)
		t.n++
		t.place = append(t.place, int32(i))
		t.hit = append(t.hit, m == Yes)
		t.counts = append(t.counts, 1<<32+int64(value(m == Yes)))
		if m == Yes {
			t.hits++
		}
		people := math.NaN()
		if in.People != nil {
			people = in.People[i]
		}
		t.people = append(t.people, people)
	}
	for j, l := range in.Layers {
		t.layers[j] = make([]Level, t.n)
		for k, i := range t.place {
			t.layers[j][k] = min(l[i], High)
		}
	}
	return t
}

// moran is Moran's I of the target with weights that add up to 1 for each area, over the areas whose target is known.
func (t *table) moran() float64 {
	if t.all == nil || t.hits == 0 || t.hits == t.n {
		return math.NaN()
	}
	mean := float64(t.hits) / float64(t.n)
	sum, linked := 0.0, 0.0
	for k := range t.n {
		lag, count := 0.0, 0.0
		for _, j := range t.all.Neighbours(int(t.place[k])) {
			if at := t.at[j]; at >= 0 {
				lag += value(t.hit[at]) - mean
				count++
			}
		}
		if count > 0 {
			sum += float64((value(t.hit[k]) - mean) * lag / count)
			linked++
		}
	}
	if linked == 0 {
		return math.NaN()
	}
	return sum / linked / (mean * (1 - mean))
}

// kin reports whether two layers are parts of one whole.
func (t *table) kin(a, b int) bool {
	return t.family != nil && t.family[a] != 0 && t.family[a] == t.family[b]
}

func value(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
