package search

import (
	"flag"
	"math"
	"testing"
)

// noise is an invented map on which nothing was planted (Dutch: ruis).
type noise struct {
	side, layers int
	// steps is how smooth the layers are, target how smooth the target is by itself.
	steps, target int
	// main is the effect of the first three layers one by one, common what all layers share.
	main, common float64
}

func (c noise) input(t testing.TB, seed uint64) Input {
	t.Helper()
	w := newWorld(t, c.side, seed)
	in := Input{Neighbours: w.graph}
	y := w.figure(c.target)
	shared := w.figure(c.steps)
	for j := range c.layers {
		x := w.figure(c.steps)
		add(x, c.common, shared)
		x = standard(x)
		in.Layers = append(in.Layers, levels(x))
		if j < 3 {
			add(y, c.main, x)
		}
	}
	in.Target = top(y)
	return in
}

// noises are the kinds of map on which it is easiest to see what is not there.
var noises = map[string]noise{
	"every area by itself":                              {side: 16, layers: 8},
	"areas like their neighbours":                       {side: 16, layers: 8, steps: 4, target: 4},
	"few patches, layers and target alike":              {side: 16, layers: 8, steps: 10, target: 10},
	"strong effects of layers one by one":               {side: 16, layers: 8, main: 1},
	"strong effects, neighbours alike":                  {side: 16, layers: 8, steps: 4, target: 4, main: 1},
	"strong effects of layers that go together":         {side: 16, layers: 8, steps: 4, target: 4, main: 0.7, common: 0.7},
	"more than a hundred areas and thirty layers":       {side: 11, layers: 30, steps: 3, target: 3, main: 0.5, common: 0.5},
	"a smooth target and layers of areas by themselves": {side: 16, layers: 8, target: 8},
}

// falseFinds returns in how many of some runs on noise something is found.
func falseFinds(t *testing.T, c noise, from, runs int) int {
	t.Helper()
	found := 0
	for run := from; run < from+runs; run++ {
		res, err := Run(t.Context(), c.input(t, uint64(run)), Options{Permutations: 199, Seed: uint64(run + 1)})
		if err != nil {
			t.Fatal(err)
		}
		if res.Combinations == 0 {
			t.Fatal("nothing was looked at")
		}
		if len(res.Finds) > 0 {
			found++
		}
	}
	return found
}

// small are the kinds of map of which a thousand are searched in every test: few areas and layers, for the time it takes.
var small = []noise{
	{side: 8, layers: 5},
	{side: 8, layers: 5, steps: 4, target: 4},
	{side: 8, layers: 5, main: 1},
	{side: 8, layers: 5, steps: 4, target: 4, main: 0.7, common: 0.7},
}

func TestAThousandMapsOfNoiseGiveAtMostFiftyFinds(t *testing.T) {
	t.Parallel()
	found, looked := 0, 0
	for run := range 1000 {
		in := small[run%len(small)].input(t, uint64(run)+5000)
		if run%len(small) == 0 {
			in.Neighbours = nil // no boundaries loaded, for areas that do not resemble each other
		}
		res, err := Run(t.Context(), in, Options{Permutations: 64, Seed: uint64(run + 1), MinimumAreas: 3})
		if err != nil {
			t.Fatal(err)
		}
		found += min(len(res.Finds), 1)
		looked += min(res.Combinations, 1)
	}
	if looked < 990 {
		t.Errorf("in %d of 1000 runs anything was looked at", looked)
	}
	t.Logf("%d of 1000", found)
	if found > 50 {
		t.Errorf("%d of 1000 runs on noise give a find", found)
	}
}

// noiseRuns is how many maps of noise of each kind are searched; make test-long takes 1,000.
var noiseRuns = flag.Int("crosslink.runs", 10, "maps of noise of each kind")

// most is the number of runs with a find that is still no sign of too many: 5 in 100, and for few runs what 5 in 100 gives in
// all but one in a thousand tests.
func most(runs int) int {
	if runs >= 1000 {
		return runs / 20
	}
	chance, sum := math.Pow(0.95, float64(runs)), 0.0
	for k := 0; ; k++ {
		if sum += chance; sum >= 0.999 {
			return k
		}
		chance *= float64(runs-k) / float64(k+1) * 0.05 / 0.95
	}
}

func TestNoiseGivesAtMostFiveFindsInAHundredRuns(t *testing.T) {
	t.Parallel()
	for name, c := range noises {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := falseFinds(t, c, 0, *noiseRuns)
			t.Logf("%d of %d", found, *noiseRuns)
			if found > most(*noiseRuns) {
				t.Errorf("%d of %d runs on noise give a find", found, *noiseRuns)
			}
		})
	}
}
