package crosslink

import (
	"math"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/tally"
)

func TestAgesDivideOneWhole(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	r := tally.NewRandom(8, 8)
	parts := [4][]float64{}
	for range side * side {
		var x [4]float64
		sum := 0.0
		for k := range x {
			x[k] = r.Uniform(1, 5)
			sum += x[k]
		}
		for k := range x {
			parts[k] = append(parts[k], math.Round(100*x[k]/sum))
		}
	}
	for k, id := range []indicator.ID{"age_a", "age_b", "age_c", "age_d"} {
		s.put(t, indicator.Indicator{ID: id, Unit: "%"}, parts[k])
	}
	l := find(t, s, choice(t, "age_b"))
	var whole int
	for _, o := range l.LeftOut {
		if o.Reason == SameWhole {
			whole++
		}
	}
	if whole != 3 {
		t.Errorf("%d of the other 3 ages are left out: %v", whole, l.LeftOut)
	}
	with, without := find(t, s, choice(t, "youth_care_share", "age_a", "age_b", "age_c", "age_d")), find(t, s, choice(t, "youth_care_share", "age_a", "age_b", "age_c"))
	if with.Combinations != 0 || len(with.Layers) != 4 {
		t.Errorf("%d combinations of %d ages", with.Combinations, len(with.Layers))
	}
	if without.Combinations == 0 {
		t.Error("three of four ages are no whole")
	}
}
