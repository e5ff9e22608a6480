package hotspot

import (
	"context"
	"encoding/csv"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
)

var analyst = reader.OnLoopback()

func share(id indicator.ID, denominator indicator.ID) indicator.Indicator {
	return indicator.Indicator{ID: id, Unit: "%", Denominator: denominator, Decimals: 1, Name: indicator.Text{NL: string(id), EN: string(id)}}
}

// people are 1,000 inhabitants everywhere, but 40 in square 0, nobody in square 1 and 150 in square 45.
func people(i int) float64 {
	switch i {
	case 0:
		return 40
	case 1:
		return 0
	case 45:
		return 150
	}
	return 1000
}

// usual is noise around 10 with a block of 20 more.
func usual(i int) float64 {
	x := math.Round(100+20*noise(side * side)[i]) / 10
	if block(i) {
		x += 20
	}
	return x
}

func population(t *testing.T, s *shelf) indicator.Key {
	return s.add(t, indicator.Indicator{ID: indicator.Population, Unit: "persons", Summable: true}, known(t, people))
}

func TestALayerIsSmoothedByWhatItIsAShareOf(t *testing.T) {
	s := newShelf(t)
	population(t, s)
	spike := func(i int) float64 {
		if i == 45 {
			return 60 // of 150 people
		}
		return usual(i)
	}
	plain := s.add(t, share("plain", ""), known(t, spike))
	worked := s.add(t, share("worked", indicator.Population), known(t, spike))
	counted := s.add(t, share("counted", ""), func(b *indicator.Builder, at, i int) {
		known(t, spike)(b, at, i)
		b.SetRatio(at, spike(i)/100*people(i), people(i))
	})
	guessed := share("guessed", indicator.Population)
	guessed.Modelled = true
	modelled := s.add(t, guessed, known(t, spike))
	number := s.add(t, indicator.Indicator{ID: "number", Unit: "persons", Summable: true}, known(t, func(i int) float64 { return spike(i) / 100 * people(i) }))
	money := indicator.Indicator{ID: "money", Unit: "x1000 EUR", Denominator: indicator.Population}
	mean := s.add(t, money, known(t, spike))
	f := s.finder()
	for key, tt := range map[indicator.Key]struct {
		smoothing Smoothing
		base      indicator.ID
		scale     float64
	}{plain: {Raw, "", 1}, worked: {Worked, indicator.Population, 1}, counted: {Counted, "", 1}, modelled: {Raw, "", 1}, number: {PerPerson, indicator.Population, 10}, mean: {Raw, "", 1}} {
		res, err := f.Layer(ctx, analyst, key, 100)
		if err != nil {
			t.Fatal(err)
		}
		if res.Smoothing != tt.smoothing || res.Base != tt.base {
			t.Errorf("%s: %v by %q", key.Indicator, res.Smoothing, res.Base)
		}
		at := s.place[45]
		raw, smooth := res.Values[at], res.Smoothed[at]
		if math.Abs(raw-60*tt.scale) > 1e-9 || (tt.smoothing == Raw) != (raw == smooth) || smooth > raw || smooth < 10*tt.scale {
			t.Errorf("%s: %v became %v", key.Indicator, raw, smooth)
		}
		if c := res.Category[s.place[7*side+10]]; c != High {
			t.Errorf("%s: the middle of the block is %s", key.Indicator, c)
		}
		for i, want := range map[int]Reason{0: Few, 1: Nobody, 2: Said} {
			if got := res.Reasons[s.place[i]]; got != want || (want != Said) != math.IsNaN(res.Smoothed[s.place[i]]) {
				t.Errorf("%s: square %d: %v", key.Indicator, i, got)
			}
		}
		if res.Municipalities != 2 || res.Isolated != 0 {
			t.Errorf("%s: %d municipalities, %d isolated", key.Indicator, res.Municipalities, res.Isolated)
		}
	}
}

func TestWithheldAndMissingValuesTakeNoPart(t *testing.T) {
	s := newShelf(t)
	key := s.add(t, share("share", ""), func(b *indicator.Builder, at, i int) {
		known(t, usual)(b, at, i)
		switch i {
		case 7*side + 10:
			b.SetMissing(at, indicator.Of(indicator.Withheld))
		case 7*side + 11:
			b.SetMissing(at, indicator.Of(indicator.NotMeasured))
		}
	})
	f := s.finder()
	res, err := f.Layer(ctx, analyst, key, 100)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range map[int]Reason{7*side + 10: Hidden, 7*side + 11: NoValue} {
		at := s.place[i]
		if res.Category[at] != Unsaid || res.Reasons[at] != want || !math.IsNaN(res.Values[at]) || !math.IsNaN(res.Smoothed[at]) {
			t.Errorf("square %d: %s, %s, %v", i, res.Category[at], res.Reasons[at], res.Values[at])
		}
	}
	if at := s.place[7*side+9]; res.Category[at] != High || res.Neighbours[at] != 7 {
		t.Errorf("beside it: %s, %d neighbours", res.Category[at], res.Neighbours[at])
	}
}

// picture is a stack of two figures of the first municipality, which ends in the middle of the block.
func picture(t *testing.T, s *shelf, layers ...string) *stack.Picture {
	t.Helper()
	region, err := area.ParseCode("GM9001")
	if err != nil {
		t.Fatal(err)
	}
	c := stack.Choice{Region: region, Level: area.Neighbourhood, Year: 2020, Draws: -1}
	for _, text := range layers {
		l, err := stack.ParseLayer(text)
		if err != nil {
			t.Fatal(err)
		}
		c.Layers = append(c.Layers, l)
	}
	p, err := stack.Build(ctx, analyst, s, c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAStackIsCountedByTheSameLimitsOnBothSidesOfTheBorder(t *testing.T) {
	s := newShelf(t)
	population(t, s)
	s.add(t, share("one", ""), known(t, usual))
	s.add(t, share("other", ""), known(t, func(i int) float64 { return 50 - usual(i) }))
	s.add(t, share("same", ""), known(t, func(int) float64 { return 5 }))
	s.add(t, share("unknown", ""), func(b *indicator.Builder, at, i int) {
		if i < 5 {
			known(t, usual)(b, at, i)
		}
	})
	for name, layers := range map[string][]string{"shares": {"one", "other:low", "same"}, "beyond values": {"one:>=30", "other:<20"}, "region": {"one:above-region", "other:below-region"}} {
		p := picture(t, s, layers...)
		res, err := s.finder().Stack(ctx, analyst, p)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range p.Rows {
			if want := row.Share * float64(len(layers)); !row.Small && !row.Uninhabited && res.Values[row.Index] != want {
				t.Fatalf("%s: %s counts %v, its stack says %v", name, row.Area.Code, res.Values[row.Index], want)
			}
		}
		// The block lies on both sides, and counts on both.
		for i := range side * side {
			if at := s.place[i]; block(i) && res.Values[at] < 2 {
				t.Errorf("%s: square %d in the block counts %v", name, i, res.Values[at])
			}
		}
		// The square at the border is high with all of its neighbours, also those in the other municipality.
		if at := s.place[7*side+9]; res.Category[at] != High || res.Neighbours[at] != 8 {
			t.Errorf("%s: at the border: %s with %d neighbours", name, res.Category[at], res.Neighbours[at])
		}
	}
	p := picture(t, s, "one", "unknown")
	res, err := s.finder().Stack(ctx, analyst, p)
	if err != nil {
		t.Fatal(err)
	}
	if at := s.place[100]; res.Reasons[at] != TooLittle || res.Category[at] != Unsaid {
		t.Errorf("one of two known: %v, %v", res.Reasons[at], res.Values[at])
	}
}

func TestResultsAreKeptPerVersionAndMadeOnce(t *testing.T) {
	s := newShelf(t)
	population(t, s)
	key := s.add(t, share("share", ""), known(t, usual))
	f := s.finder()
	var all sync.WaitGroup
	var mu sync.Mutex
	seen := map[*Result]bool{}
	for range 6 {
		all.Go(func() {
			res, err := f.Layer(ctx, analyst, key, 100)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			seen[res] = true
			mu.Unlock()
		})
	}
	all.Wait()
	if len(seen) != 1 {
		t.Errorf("%d results", len(seen))
	}
	reads := s.reads.Load()
	if _, err := f.Layer(ctx, analyst, key, 100); err != nil || s.reads.Load() != reads {
		t.Errorf("read again, %v", err)
	}
	s.version.Store(2)
	if res, err := f.Layer(ctx, analyst, key, 100); err != nil || seen[res] {
		t.Errorf("of an older version, %v", err)
	}
	other := reader.Of("gm0001", "", reader.Analyst)
	if res, err := f.Layer(ctx, other, key, 100); err != nil || seen[res] || len(f.kept) != 2 {
		t.Errorf("tenants share: %d kept, %v", len(f.kept), err)
	}
	for i := range 200 {
		f.keep(2, strings.Repeat("x", i), &Result{Finding: Finding{Category: make([]Category, 10_000)}})
	}
	if f.bytes > mostBytes || len(f.kept) != len(f.order) {
		t.Errorf("%d bytes", f.bytes)
	}
}

func TestSeveralLayersComeAsFarAsTheyAreKnown(t *testing.T) {
	s := newShelf(t)
	var keys []indicator.Key
	for _, id := range []indicator.ID{"a", "b", "c"} {
		keys = append(keys, s.add(t, share(id, ""), known(t, usual)))
	}
	f := s.finder()
	found, all, err := f.Layers(ctx, analyst, keys, 100, time.Minute)
	if err != nil || !all || len(found) != 3 {
		t.Fatalf("%d, %v, %v", len(found), all, err)
	}
	s.version.Store(2)
	f.busy <- struct{}{} // somebody else is at it
	if found, all, err = f.Layers(ctx, analyst, keys, 100, time.Millisecond); err != nil || all || len(found) != 0 {
		t.Errorf("not waited for: %d, %v, %v", len(found), all, err)
	}
	<-f.busy
	if found, all, err = f.Layers(ctx, analyst, keys, 100, time.Minute); err != nil || !all || len(found) != 3 {
		t.Errorf("behind it: %d, %v, %v", len(found), all, err)
	}
	s.version.Store(3)
	s.bare = true
	if found, all, err = f.Layers(ctx, analyst, keys, 100, time.Minute); err != nil || !all || len(found) != 0 {
		t.Errorf("without boundaries: %d, %v, %v", len(found), all, err)
	}
	if _, err := f.Layer(ctx, analyst, keys[0], 100); problem.KindOf(err) != problem.NotFound || problem.KeyOf(err) != "hotspot.no_boundaries" {
		t.Errorf("without boundaries: %v", err)
	}
}

func TestWhoLeavesIsNotKeptWaiting(t *testing.T) {
	s := newShelf(t)
	key := s.add(t, share("share", ""), known(t, usual))
	f := s.finder()
	f.busy <- struct{}{}
	gone, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	if _, err := f.Layer(gone, analyst, key, 100); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	<-f.busy
	if _, err := f.Layer(ctx, analyst, key, 100); err != nil {
		t.Error(err)
	}
}

func TestTheTableCarriesHowItWasWorkedOut(t *testing.T) {
	s := newShelf(t)
	population(t, s)
	s.add(t, share("one", indicator.Population), known(t, usual))
	s.add(t, share("other", ""), known(t, usual))
	p := picture(t, s, "one", "other")
	res, err := s.finder().Layer(ctx, analyst, p.Layers[0].Column.Key(), 100)
	if err != nil {
		t.Fatal(err)
	}
	p.Rows[0].Area.Name = "=HYPERLINK(1)"
	var text strings.Builder
	if err := WriteCSV(&text, p, res, Told{Subject: "one", Store: "7"}); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(text.String())).ReadAll()
	if err != nil || len(rows) != len(p.Rows)+1 {
		t.Fatalf("%d lines, %v", len(rows), err)
	}
	at := func(row int, column string) string { return rows[row][slices.Index(rows[0], column)] }
	if at(1, "name") != "'=HYPERLINK(1)" {
		t.Errorf("a formula: %s", at(1, "name"))
	}
	for i, row := range p.Rows {
		for column, want := range map[string]string{"code": row.Area.Code.String(), "subject": "one", "draws": "4999", "seed": "1", "false_share": "0.05",
			"method_version": "1", "store_version": "7", "smoothing": "denominator", "smoothing_base": "population_total", "weights": "queen, gaps up to 30 m",
			"category": res.Category[row.Index].String(), "areas_known": "398", "p_adjusted": number(res.Adjusted[row.Index])} {
			if got := at(i+1, column); got != want {
				t.Fatalf("line %d, %s: %q, want %q", i+1, column, got, want)
			}
		}
	}
	if at(1, "reason") != "few" || at(1, "value") != "" || at(1, "z") != "" {
		t.Errorf("an area of few people: %q %q", at(1, "reason"), at(1, "value"))
	}
}

// Figures are there of both municipalities and boundaries of one: the other takes no part.
func TestWhatHasNoBoundariesIsNothingToCompareWith(t *testing.T) {
	s := newShelf(t)
	key := s.add(t, share("share", ""), known(t, func(i int) float64 {
		if i%side >= side/2 {
			return 1000 + usual(i)
		}
		return usual(i)
	}))
	keep := make([]bool, side*side)
	for i := range keep {
		keep[i] = s.division.At(i).Code.Municipality().String() == "GM9001"
	}
	var err error
	if s.weights, err = s.weights.Induced(keep); err != nil {
		t.Fatal(err)
	}
	res, err := s.finder().Layer(ctx, analyst, key, 100)
	if err != nil {
		t.Fatal(err)
	}
	if res.Known != side*side/2 || res.Municipalities != 1 || res.Mean > 40 || res.Isolated != 0 {
		t.Errorf("%d known in %d municipalities, mean %v", res.Known, res.Municipalities, res.Mean)
	}
	if at := s.place[side-1]; res.Reasons[at] != Alone || !math.IsNaN(res.Values[at]) {
		t.Errorf("an area that is not drawn: %v, %v", res.Reasons[at], res.Values[at])
	}
	if at := s.place[7*side+8]; res.Category[at] != High {
		t.Errorf("in the block: %v", res.Category[at])
	}
}
