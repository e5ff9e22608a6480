package crosslink

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/adjacency"
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/crosslink/search"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/tally"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// town is invented figures on a grid of squares, in memory (Dutch: verzonnen gemeente).
type town struct {
	division *area.Division
	graph    *spatial.Weights
	columns  map[indicator.Key]indicator.Column
	defs     []indicator.Indicator
}

const side = 24

var buurten = area.DivisionID{Level: area.Neighbourhood, Year: 2024}

func (s *town) Divisions(context.Context, reader.Reader) ([]area.DivisionID, error) {
	return []area.DivisionID{buurten}, nil
}

func (s *town) Division(context.Context, reader.Reader, area.DivisionID) (*area.Division, error) {
	return s.division, nil
}

func (s *town) Indicators(context.Context, reader.Reader) ([]indicator.Indicator, error) {
	return s.defs, nil
}

func (s *town) Summaries(context.Context, reader.Reader) ([]indicator.Summary, error) {
	var list []indicator.Summary
	for k, c := range s.columns {
		list = append(list, indicator.Summary{Key: k, Known: c.Count()[indicator.Known], Areas: c.Len()})
	}
	return list, nil
}

func (s *town) Column(_ context.Context, _ reader.Reader, k indicator.Key) (indicator.Column, error) {
	return s.columns[k], nil
}

func (s *town) Get(context.Context, reader.Reader, area.DivisionID) (*adjacency.Graph, error) {
	if s.graph == nil {
		return nil, nil
	}
	return &adjacency.Graph{Index: s.division.Index(), Weights: s.graph}, nil
}

// put adds a figure; not a number is not measured.
func (s *town) put(t testing.TB, in indicator.Indicator, x []float64) {
	t.Helper()
	key := indicator.Key{Indicator: in.ID, Period: indicator.Year(2024), Division: buurten}
	b := indicator.NewBuilder(key, s.division.Index())
	for i, v := range x {
		if err := b.SetKnown(i, v, 0); err != nil {
			b.SetMissing(i, indicator.Of(indicator.NotMeasured))
		}
	}
	if in.Name.NL == "" {
		in.Name = indicator.Text{NL: string(in.ID), EN: string(in.ID)}
	}
	s.columns[key] = b.Column()
	s.defs = append(s.defs, in)
}

// newTown is a municipality where youth care is high where dear houses and mortgage burden come together; dear houses by
// themselves have less of it.
func newTown(t testing.TB) *town {
	t.Helper()
	var areas []area.Area
	var edges []spatial.Edge
	for i := range side * side {
		code, err := area.ParseCode(fmt.Sprintf("BU1999%04d", i))
		if err != nil {
			t.Fatal(err)
		}
		areas = append(areas, area.Area{Code: code, Name: fmt.Sprintf("Buurt %d", i)})
		if i%side > 0 {
			edges = append(edges, spatial.Edge{A: int32(i), B: int32(i - 1), Weight: 1}, spatial.Edge{A: int32(i - 1), B: int32(i), Weight: 1})
		}
		if i >= side {
			edges = append(edges, spatial.Edge{A: int32(i), B: int32(i - side), Weight: 1}, spatial.Edge{A: int32(i - side), B: int32(i), Weight: 1})
		}
	}
	s := &town{columns: map[indicator.Key]indicator.Column{}}
	var err error
	if s.division, err = area.NewDivision(buurten, areas); err != nil {
		t.Fatal(err)
	}
	if s.graph, err = spatial.NewWeights(len(areas), edges); err != nil {
		t.Fatal(err)
	}
	r := tally.NewRandom(5, 1)
	figure := func(mean, spread float64) []float64 {
		x := make([]float64, len(areas))
		for i := range x {
			x[i] = mean + spread*(r.Uniform(-1, 1)+r.Uniform(-1, 1)+r.Uniform(-1, 1))
		}
		return x
	}
	worth, burden, stress, alone := figure(300, 60), figure(12, 3), figure(20, 4), figure(30, 6)
	care := figure(10, 1)
	for i := range care {
		care[i] += 0.4*(stress[i]-20)/4 - 0.4*(worth[i]-300)/60
		if worth[i] > 350 && burden[i] > 14.5 {
			care[i] += 6
		}
	}
	percent := func(id indicator.ID) indicator.Indicator {
		return indicator.Indicator{ID: id, Unit: "%", Decimals: 1}
	}
	s.put(t, percent("youth_care_share"), care)
	s.put(t, indicator.Indicator{ID: "woz_value_mean", Unit: "x1000 EUR"}, worth)
	s.put(t, percent("mortgage_burden_share"), burden)
	s.put(t, percent("high_stress_share"), stress)
	s.put(t, percent("single_household_share"), alone)
	s.put(t, indicator.Indicator{ID: indicator.Population, Unit: "persons", Summable: true}, figure(900, 100))
	return s
}

func choice(t testing.TB, target string, layers ...string) Choice {
	t.Helper()
	region, err := area.ParseCode("GM1999")
	if err != nil {
		t.Fatal(err)
	}
	c := Choice{Region: region, Level: area.Neighbourhood, Search: search.Options{Permutations: 299}}
	if c.Target, err = stack.ParseLayer(target); err != nil {
		t.Fatal(err)
	}
	for _, text := range layers {
		l, err := stack.ParseLayer(text)
		if err != nil {
			t.Fatal(err)
		}
		c.Layers = append(c.Layers, l)
	}
	return c
}

func find(t testing.TB, s *town, c Choice) *Links {
	t.Helper()
	l, err := Find(t.Context(), reader.OnLoopback(), s, s, c)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestTheJamDistrictComesUpWithoutBeingAskedFor(t *testing.T) {
	t.Parallel()
	l := find(t, newTown(t), choice(t, "youth_care_share"))
	if len(l.Finds) != 1 {
		t.Fatalf("%d finds", len(l.Finds))
	}
	if got := l.names(l.Finds[0].Conditions); !slices.Equal(got, []string{"mortgage_burden_share:high", "woz_value_mean:high"}) {
		t.Errorf("found %v", got)
	}
	if l.Choice.Year != 2024 || l.Target.Percent != 20 || len(l.Layers) != 4 || len(l.Areas) != side*side {
		t.Errorf("year %d, the highest %v percent, %d layers, %d areas", l.Choice.Year, l.Target.Percent, len(l.Layers), len(l.Areas))
	}
	if f := l.Finds[0]; f.Lift < 1.5 || f.Chance > 0.05 || l.Cut(f.Conditions[1]) < 330 {
		t.Errorf("%+v from %v", f, l.Cut(f.Conditions[1]))
	}
}

func TestKinOfTheTargetIsLeftOutAndNamed(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	read := func(id indicator.ID) []float64 {
		for k, c := range s.columns {
			if k.Indicator == id {
				return slices.Clone(c.Parts().Numbers)
			}
		}
		return nil
	}
	care, worth := read("youth_care_share"), read("woz_value_mean")
	per := func(id indicator.ID) indicator.Indicator {
		return indicator.Indicator{ID: id, Unit: "%", Decimals: 1}
	}
	half, other, most, mirror, flat, sparse, again := make([]float64, len(care)), make([]float64, len(care)), slices.Clone(care), make([]float64, len(care)),
		make([]float64, len(care)), make([]float64, len(care)), slices.Clone(worth)
	for i := range care {
		half[i] = float64(i%7) / 2
		other[i] = care[i] - half[i]
		mirror[i] = 100 - care[i]
		most[i] += float64(i%3) / 20
		sparse[i] = unknown
		if i%3 == 0 {
			sparse[i] = float64(i % 11)
		}
		again[i] += float64(i % 2)
	}
	s.put(t, per("with_stay"), half)
	s.put(t, per("without_stay"), other)
	s.put(t, per("severe_youth_care_share"), sparse)
	s.put(t, per("nearly"), most)
	s.put(t, per("mirrored"), mirror)
	s.put(t, per("flat"), flat)
	s.put(t, per("sparse"), sparse)
	s.put(t, per("zz_worth"), again)
	l := find(t, s, choice(t, "youth_care_share"))
	got := map[indicator.ID]Reason{}
	for _, o := range l.LeftOut {
		got[o.Indicator.ID] = o.Reason
	}
	want := map[indicator.ID]Reason{"with_stay": PartOf, "without_stay": PartOf, "severe_youth_care_share": PartOf, "nearly": SameValues,
		"mirrored": SameValues, "flat": NoDifference, "sparse": LittleKnown, "zz_worth": LikeLayer, indicator.Population: Count}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("left out %v\nnot %v", got, want)
	}
	if len(l.Finds) != 1 || len(l.Layers) != 4 {
		t.Errorf("%d finds among %d layers", len(l.Finds), len(l.Layers))
	}
}

func TestOnlyTheLayersThatWereAskedForTakePart(t *testing.T) {
	t.Parallel()
	l := find(t, newTown(t), choice(t, "youth_care_share", "woz_value_mean:>=350", "mortgage_burden_share", "youth_care_share"))
	if len(l.Layers) != 2 || l.Layers[0].HasLow || !l.Layers[0].HasHigh || l.Layers[0].High != 350 || !l.Layers[1].HasLow {
		t.Errorf("%+v", l.Layers)
	}
	if len(l.LeftOut) != 1 || l.LeftOut[0].Reason != SameFigure {
		t.Errorf("left out %v", l.LeftOut)
	}
}

func TestTooLittleToSearch(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	s.put(t, indicator.Indicator{ID: "zeros", Unit: "%"}, make([]float64, side*side))
	for name, c := range map[string]Choice{"one other layer": choice(t, "youth_care_share", "woz_value_mean"), "the same everywhere": choice(t, "zeros"),
		"all areas": choice(t, "youth_care_share:>=-100"), "no area": choice(t, "youth_care_share:>=1000")} {
		if l := find(t, s, c); l.Combinations != 0 || len(l.Finds) != 0 {
			t.Errorf("%s: %d combinations", name, l.Combinations)
		}
	}
}

func TestWhatCannotBeSearchedIsSaid(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	wrong := choice(t, "youth_care_share")
	wrong.Level = area.Municipality
	elsewhere := choice(t, "youth_care_share")
	elsewhere.Region, _ = area.ParseCode("GM0001")
	for key, c := range map[string]Choice{"crosslink.not_loaded": choice(t, "loneliness_share"), "crosslink.region_threshold": choice(t, "youth_care_share:above-region"),
		"stack.region_not_above_level": wrong, "stack.region_empty": elsewhere} {
		if _, err := Find(t.Context(), reader.OnLoopback(), s, s, c); problem.KeyOf(err) != key {
			t.Errorf("%s: got %v", key, err)
		}
	}
	if _, err := Find(t.Context(), reader.OnLoopback(), s, s, choice(t, "youth_care_share", "nowhere", "neither")); problem.KeyOf(err) != "crosslink.not_loaded" {
		t.Errorf("got %v", err)
	}
}

func TestWithoutBoundariesItIsSaid(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	s.graph = nil
	l := find(t, s, choice(t, "youth_care_share"))
	if !l.NoNeighbours || !slices.Contains(l.Warnings(), "neighbours_unknown") || len(l.Finds) != 1 {
		t.Errorf("%v, %d finds", l.Warnings(), len(l.Finds))
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	l := find(t, newTown(t), choice(t, "youth_care_share"))
	var text bytes.Buffer
	if err := WriteCSV(&text, l); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&text).ReadAll()
	if err != nil || len(rows) != 2 || !slices.Equal(rows[0], columns) || rows[1][0] != "mortgage_burden_share:high woz_value_mean:high" {
		t.Errorf("%v, %v", rows, err)
	}
	text.Reset()
	if err := WriteJSON(&text, l); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Target       string
		Combinations int
		Warnings     []string
		Finds        []struct{ Conditions, Areas, Hits []string }
	}
	if err := json.Unmarshal(text.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Target != "youth_care_share:2024:high:top20%" || got.Combinations != l.Combinations || len(got.Finds) != 1 ||
		len(got.Finds[0].Areas) != len(l.Finds[0].Areas) || got.Warnings[0] != "ecological_fallacy" {
		t.Errorf("%+v", got)
	}
}
