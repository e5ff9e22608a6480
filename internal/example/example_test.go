package example

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

func batches(t *testing.T) []indicator.Batch {
	t.Helper()
	list, err := Batches(Seed)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// columns returns the columns of a level by indicator and year.
func byKey(list []indicator.Batch, l area.Level) map[string]indicator.Column {
	found := map[string]indicator.Column{}
	for _, b := range list {
		for _, c := range b.Columns {
			if k := c.Key(); k.Division.Level == l {
				found[fmt.Sprint(k.Indicator, " ", k.Period)] = c
			}
		}
	}
	return found
}

func TestSameSeedSameBytes(t *testing.T) {
	sum := func(seed uint64) string {
		list, err := Batches(seed)
		if err != nil {
			t.Fatal(err)
		}
		h := sha256.New()
		for _, b := range list {
			fmt.Fprintln(h, b.Delivery.Fingerprint)
		}
		return hex.EncodeToString(h.Sum(nil))[:16]
	}
	if first, again := sum(Seed), sum(Seed); first != again || first == sum(Seed+1) {
		t.Error("a seed must always give the same municipality, and another seed another")
	}
}

func TestEverythingSaysThatItIsInvented(t *testing.T) {
	for _, b := range batches(t) {
		d := b.Delivery
		if !strings.Contains(strings.ToLower(d.Title), "verzonnen") || !strings.Contains(strings.ToLower(d.Attribution), "verzonnen") ||
			!strings.Contains(d.Source, "verzonnen") || !d.Published || d.Fingerprint == "" {
			t.Errorf("%+v", d)
		}
		for _, i := range b.Indicators {
			if !strings.Contains(i.Source, "verzonnen") {
				t.Errorf("%s comes from %s", i.ID, i.Source)
			}
		}
	}
	if Municipality().ProbableKind() != area.Land {
		t.Error("the code must not be taken for abroad")
	}
}

func TestBoundariesAreSoundAndShared(t *testing.T) {
	for seed := range uint64(12) {
		list, err := Batches(Seed + seed)
		if err != nil {
			t.Fatal(err)
		}
		sizes := map[area.Level]float64{}
		for _, s := range list[0].Shapes {
			for i := range s.Index().Len() {
				g := s.At(i)
				if flaw, at := g.Flaw(); flaw != area.NoFlaw || g.IsEmpty() {
					t.Errorf("seed %d: %s has flaw %v at %v", seed, s.Index().Code(i), flaw, at)
				}
				sizes[s.Index().Division().Level] += g.SquareMetres()
			}
		}
		for level, size := range sizes {
			if math.Abs(size-sizes[area.Municipality]) > 1 {
				t.Errorf("seed %d: the %v add up to %.0f, not %.0f", seed, level, size, sizes[area.Municipality])
			}
		}
	}
}

func TestWhatIsSmallAddsUp(t *testing.T) {
	list := batches(t)
	buurten, whole := byKey(list, area.Neighbourhood), byKey(list, area.Municipality)
	sum, c := 0.0, buurten["population_total 2023"]
	for i := range c.Len() {
		n, _ := c.At(i).Number()
		sum += n
	}
	if n, ok := whole["population_total 2023"].At(0).Number(); !ok || n != sum || n < 120_000 || n > 220_000 {
		t.Errorf("%v inhabitants, the neighbourhoods have %v", n, sum)
	}
	for name, w := range whole {
		num, den, ok := w.Ratio(0)
		if !ok {
			continue
		}
		value, _ := w.At(0).Number()
		known := 0.0
		for i := range buurten[name].Len() {
			n, _, _ := buurten[name].Ratio(i)
			known += n
		}
		if den <= 0 || value <= 0 || known > num || known < 0.97*num {
			t.Errorf("%s: %v of %v, of which %v in neighbourhoods with a value", name, num, den, known)
		}
	}
}

func TestEveryStatusOccurs(t *testing.T) {
	counts := map[indicator.Status]int{}
	provisional, modelled, bounds := 0, 0, 0
	for _, b := range batches(t) {
		for _, c := range b.Columns {
			for i := range c.Len() {
				v := c.At(i)
				counts[v.Status()]++
				if v.Mark().Provisional() {
					provisional++
				}
				if v.Mark().Modelled() {
					modelled++
				}
				if low, high, ok := v.Bounds(); ok && low < high {
					bounds++
				}
			}
		}
	}
	for _, s := range []indicator.Status{indicator.Known, indicator.Withheld, indicator.NotApplicable, indicator.NotYetPublished, indicator.Unreliable} {
		if counts[s] == 0 {
			t.Errorf("nothing is %v", s)
		}
	}
	if provisional == 0 || modelled == 0 || bounds == 0 {
		t.Errorf("%d provisional, %d modelled, %d with bounds", provisional, modelled, bounds)
	}
	if c, ok := byKey(batches(t), area.Neighbourhood)["loneliness_share 2021"]; ok {
		t.Errorf("health was not measured in 2021: %v", c.Key())
	}
}

func TestDearHousesHideWorries(t *testing.T) {
	c, whole := byKey(batches(t), area.Neighbourhood), byKey(batches(t), area.Municipality)
	population := c["population_total 2024"]
	at := map[string]int{}
	for i, b := range madeTown(t).buurts {
		if population.Index().Code(i) != b.code {
			t.Fatalf("%s is not the %dth area", b.name, i)
		}
		at[b.name] = i
	}
	for _, name := range dwellers[jam] {
		for _, id := range []string{"woz_value_mean", "mortgage_burden_share", "problem_debt_household_share", "youth_care_share"} {
			own, _ := c[id+" 2024"].At(at[name]).Number()
			if all, _ := whole[id+" 2024"].At(0).Number(); own <= all {
				t.Errorf("%s: %s has %v, the municipality %v", id, name, own, all)
			}
		}
		poor, _ := c["poverty_share 2024"].At(at[name]).Number()
		if all, _ := whole["poverty_share 2024"].At(0).Number(); poor >= all {
			t.Errorf("poverty shows in %s: %v and %v", name, poor, all)
		}
	}
	// Where only one of the two is so, there is no more youth care.
	care := c["youth_care_share 2024"]
	all, _ := whole["youth_care_share 2024"].At(0).Number()
	higher := 0
	others := append(slices.Clone(dwellers[settled]), dwellers[starters]...)
	for _, name := range others {
		if own, _ := care.At(at[name]).Number(); own > all {
			higher++
		}
	}
	if 10*higher > len(others) {
		t.Errorf("%d of %d have more youth care", higher, len(others))
	}
}

func madeTown(t *testing.T) *town {
	t.Helper()
	made, err := newTown(Seed)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// TestEveryNameIsANeighbourhood shows that nobody lives in a place that is misspelt, and no two places bear one name: from
// it their figures follow.
func TestEveryNameIsANeighbourhood(t *testing.T) {
	names := map[string]bool{}
	for _, d := range wijken {
		for _, b := range d.buurts {
			if names[b] {
				t.Errorf("%s occurs twice", b)
			}
			names[b] = true
		}
	}
	for _, list := range dwellers {
		for _, b := range list {
			if !names[b] {
				t.Errorf("%s is no neighbourhood", b)
			}
		}
	}
}

func TestPresetsHaveTheirLayers(t *testing.T) {
	c := byKey(batches(t), area.Neighbourhood)
	for _, id := range []string{"unemployment_benefit_rate", "social_assistance_rate", "poverty_share", "problem_debt_household_share",
		"rent_arrears_signal_rate", "woz_value_mean", "mortgage_burden_share", "youth_care_share", "severe_loneliness_share",
		"lack_of_emotional_support_share", "single_household_share", "informal_carer_share", "meeting_place_rate", "high_stress_share",
		"household_with_children_share", "volunteering_share", "resident_initiative_rate", "self_rated_health_good_share", "population_total"} {
		column, ok := c[id+" 2024"]
		if !ok || column.Count()[indicator.Known] < 140 {
			t.Errorf("%s: %v", id, column.Count())
		}
	}
}

func ExampleBatches() {
	list, err := Batches(Seed)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(list[0].Delivery.Title)
	fmt.Println(list[1].Delivery.Title)
	// Output:
	// Verzonnen grenzen van Voorbeelddam 2015
	// Verzonnen kerncijfers van Voorbeelddam 2015
}
