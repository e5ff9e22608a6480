package search

import (
	"context"
	"errors"
	"math"
	"reflect"
	"slices"
	"testing"
)

// planted is a map of figures that resemble their neighbours, on which the target follows layer 4 by itself and is high
// where the conditions hold.
func planted(t testing.TB, seed uint64, conditions ...Condition) Input {
	t.Helper()
	w := newWorld(t, 30, seed)
	in := Input{Neighbours: w.graph}
	y := w.figure(2)
	for range 8 {
		in.Layers = append(in.Layers, levels(w.figure(3)))
	}
	for i := range y {
		if in.Layers[4][i] == High {
			y[i] += 0.8
		}
		if !slices.ContainsFunc(conditions, func(c Condition) bool { return in.Layers[c.Layer][i] != c.Level }) {
			y[i] += 4
		}
	}
	in.Target = top(y)
	return in
}

func run(t testing.TB, in Input, o Options) *Result {
	t.Helper()
	res, err := Run(t.Context(), in, o)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func TestFindsExactlyWhatWasPlanted(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		seed uint64
		plan []Condition
	}{
		"two conditions":                  {1, []Condition{{2, High}, {5, High}}},
		"two conditions, one of them low": {2, []Condition{{0, Low}, {7, High}}},
		"three conditions":                {plantedTriple, []Condition{{2, High}, {5, High}, {6, Low}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := planted(t, c.seed, c.plan...)
			res := run(t, in, Options{Permutations: 299})
			if len(res.Finds) != 1 {
				t.Fatalf("%d finds: %v", len(res.Finds), res.Finds)
			}
			f := res.Finds[0]
			if !reflect.DeepEqual(f.Conditions, c.plan) {
				t.Errorf("found %v, planted %v", f.Conditions, c.plan)
			}
			for _, i := range f.Areas {
				for _, k := range c.plan {
					if in.Layers[k.Layer][i] != k.Level {
						t.Errorf("area %d does not meet %v", i, k)
					}
				}
			}
			if f.Chance > 0.05 || f.Lift < DefaultLift || math.Abs(f.Lift-float64(len(f.Hits))/f.Expected) > 1e-12 {
				t.Errorf("chance %v, lift %v of %d hits and %v expected", f.Chance, f.Lift, len(f.Hits), f.Expected)
			}
		})
	}
}

// plantedTriple is a seed whose map has enough areas where three given conditions meet.
const plantedTriple = 3

func TestMostOfWhatIsPlantedIsFound(t *testing.T) {
	t.Parallel()
	plan := []Condition{{2, High}, {5, High}}
	found := 0
	for seed := range uint64(10) {
		res := run(t, planted(t, seed+100, plan...), Options{Permutations: 199})
		if len(res.Finds) > 0 && reflect.DeepEqual(res.Finds[0].Conditions, plan) {
			found++
		}
	}
	if found < 8 {
		t.Errorf("found in %d of 10 maps", found)
	}
}

func TestTwoKnownEffectsAreNoFind(t *testing.T) {
	t.Parallel()
	found := 0
	for seed := range uint64(10) {
		w := newWorld(t, 30, seed+500)
		in := Input{Neighbours: w.graph}
		y := w.figure(0)
		for range 4 {
			in.Layers = append(in.Layers, levels(w.figure(3)))
		}
		for i := range y {
			y[i] += 2*value(in.Layers[0][i] == High) + 2*value(in.Layers[1][i] == High)
		}
		in.Target = top(y)
		found += len(run(t, in, Options{Permutations: 199}).Finds)
	}
	if found > 2 {
		t.Errorf("%d finds on 10 maps where two layers count one by one", found)
	}
}

func TestWorkersDoNotChangeAnything(t *testing.T) {
	t.Parallel()
	in := planted(t, 1, Condition{2, High}, Condition{5, High})
	one := run(t, in, Options{Permutations: 130, Workers: 1})
	for _, workers := range []int{2, 7} {
		if many := run(t, in, Options{Permutations: 130, Workers: workers}); !reflect.DeepEqual(one, many) {
			t.Errorf("%d workers give another answer", workers)
		}
	}
}

func TestOrderOfAreasDoesNotChangeWhatIsSeen(t *testing.T) {
	t.Parallel()
	in := planted(t, 1, Condition{2, High}, Condition{5, High})
	in.Neighbours = nil // the draws of the areas lie in another order, so only what was counted is the same
	back := Input{Target: slices.Clone(in.Target)}
	slices.Reverse(back.Target)
	for _, l := range in.Layers {
		l = slices.Clone(l)
		slices.Reverse(l)
		back.Layers = append(back.Layers, l)
	}
	a, b := run(t, in, Options{Permutations: 199}), run(t, back, Options{Permutations: 199})
	if len(a.Finds) == 0 || len(b.Finds) == 0 || a.Combinations != b.Combinations {
		t.Fatalf("%d and %d finds in %d and %d combinations", len(a.Finds), len(b.Finds), a.Combinations, b.Combinations)
	}
	f, g := a.Finds[0], b.Finds[0]
	for i := range g.Areas {
		g.Areas[i] = len(in.Target) - 1 - g.Areas[i]
	}
	slices.Sort(g.Areas)
	if !reflect.DeepEqual(f.Conditions, g.Conditions) || !slices.Equal(f.Areas, g.Areas) || math.Abs(f.Expected-g.Expected) > 1e-9 {
		t.Errorf("%v and %v", f, g)
	}
}

func TestInputIsNotChanged(t *testing.T) {
	t.Parallel()
	in := planted(t, 1, Condition{2, High}, Condition{5, High})
	same := planted(t, 1, Condition{2, High}, Condition{5, High})
	run(t, in, Options{Permutations: 64})
	if !reflect.DeepEqual(in, same) {
		t.Error("the input was changed")
	}
}

func TestWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	in := planted(t, 1, Condition{2, High}, Condition{5, High})
	for i := range in.Target {
		switch {
		case i%10 == 0:
			in.Target[i] = Absent
		case i%10 == 1:
			in.Layers[2][i] = Unknown
		case i%7 == 1:
			in.Layers[3][i] = Unknown
		}
	}
	res := run(t, in, Options{Permutations: 199})
	if res.Areas != 810 {
		t.Errorf("%d areas take part, not 810", res.Areas)
	}
	if len(res.Finds) == 0 {
		t.Fatal("nothing found")
	}
	for _, i := range res.Finds[0].Areas {
		if i%10 <= 1 {
			t.Errorf("area %d is not known and in the find", i)
		}
	}
}

func TestNothingToLookAt(t *testing.T) {
	t.Parallel()
	in := planted(t, 1, Condition{2, High}, Condition{5, High})
	all, none := in, in
	all.Target, none.Target = slices.Repeat([]Mark{Yes}, 900), slices.Repeat([]Mark{No}, 900)
	one, unknown := in, in
	one.Layers = in.Layers[:1]
	unknown.Target = make([]Mark, 900)
	for name, in := range map[string]Input{"all areas have it": all, "no area has it": none, "one layer": one, "no target": unknown, "nothing": {}} {
		if res := run(t, in, Options{Permutations: 64}); len(res.Finds) != 0 || res.Combinations != 0 {
			t.Errorf("%s: %d finds of %d combinations", name, len(res.Finds), res.Combinations)
		}
	}
}

func TestALayerTwiceIsNoFind(t *testing.T) {
	t.Parallel()
	in := planted(t, 1, Condition{2, High}, Condition{5, High})
	in.Layers = [][]Level{in.Layers[4], in.Layers[4], in.Layers[4]}
	if res := run(t, in, Options{Permutations: 64}); res.Combinations != 0 {
		t.Errorf("%d combinations of a layer with itself", res.Combinations)
	}
}

func TestFewPeopleAreNoFind(t *testing.T) {
	t.Parallel()
	in := planted(t, 1, Condition{2, High}, Condition{5, High})
	in.People = slices.Repeat([]float64{1}, 900)
	if res := run(t, in, Options{Permutations: 64}); res.Combinations != 0 {
		t.Errorf("%d combinations of fewer than 500 people", res.Combinations)
	}
}

func TestLengthsMustAgree(t *testing.T) {
	t.Parallel()
	in := planted(t, 1, Condition{2, High}, Condition{5, High})
	in.People = []float64{1}
	if _, err := Run(t.Context(), in, Options{}); !errors.Is(err, ErrLength) {
		t.Errorf("got %v", err)
	}
	in.People, in.Layers[3] = nil, in.Layers[3][:10]
	if _, err := Run(t.Context(), in, Options{}); !errors.Is(err, ErrLength) {
		t.Errorf("got %v", err)
	}
}

func TestStopsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, planted(t, 1, Condition{2, High}, Condition{5, High}), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestRoot(t *testing.T) {
	t.Parallel()
	// 2·(5·ln(5/2) + 5·ln(5/8)) = 4.462871026284194, worked out by hand.
	if got := root(5, 2, 10); math.Abs(got-math.Sqrt(4.462871026284194)) > 1e-12 {
		t.Errorf("got %v", got)
	}
	if root(2, 2, 10) != 0 || root(1, 2, 10) >= 0 || root(3, 0, 10) != 0 {
		t.Error("equal, fewer or none expected")
	}
}

func TestExpectationFollowsTheMargins(t *testing.T) {
	t.Parallel()
	c := cells{layers: 2}
	for _, x := range [][3]int32{{5, 800, 40}, {7, 100, 30}, {13, 100, 30}, {15, 20, 15}} {

		c.n[x[0]], c.hits[x[0]] = x[1], x[2]
	}
	var m model
	m.fit(&c)
	total := 0.0
	for i := range c.size() {
		total += float64(c.n[i]) * m.p[i]
	}
	if math.Abs(total-115) > 0.5 {
		t.Errorf("%v expected of 115", total)
	}
	// Additive on the scale of log odds, but for the prior.
	odds := func(cell int) float64 { return logit(m.p[cell]) }
	if d := odds(15) - odds(13) - odds(7) + odds(5); math.Abs(d) > 1e-9 {
		t.Errorf("an effect of coming together of %v", d)
	}
}

func TestPartsOfOneWholeDoNotCombine(t *testing.T) {
	t.Parallel()
	plan := []Condition{{2, High}, {5, High}}
	in := planted(t, 1, plan...)
	in.Families = []int{0, 0, 7, 0, 0, 7, 0, 0}
	res := run(t, in, Options{Permutations: 199})
	for _, f := range res.Finds {
		if holds := slices.Contains(f.Conditions, plan[0]) && slices.Contains(f.Conditions, plan[1]); holds {
			t.Errorf("found %v", f.Conditions)
		}
	}
	if all := run(t, planted(t, 1, plan...), Options{Permutations: 64}); all.Pairs <= res.Pairs || all.Combinations <= res.Combinations {
		t.Errorf("%d combinations, of all %d", res.Combinations, all.Combinations)
	}
	in.Families = in.Families[:3]
	if _, err := Run(t.Context(), in, Options{}); !errors.Is(err, ErrLength) {
		t.Errorf("got %v", err)
	}
}
