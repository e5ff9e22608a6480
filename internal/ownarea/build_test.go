package ownarea

import (
	"math"
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

const (
	a0, a1, a2 = "BU00010000", "BU00010001", "BU00010002"
	b0, b1     = "BU00010100", "BU00010101"
)

func close(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func check(t *testing.T, v Value, number, low, high float64) {
	t.Helper()
	if v.Answer != Given || !close(v.Number, number) || !close(v.Low, low) || !close(v.High, high) {
		t.Errorf("%s: %v, %v between %v and %v; want %v between %v and %v", v.Key.Indicator, v.Answer, v.Number, v.Low, v.High, number, low, high)
	}
}

func TestFiguresArePutTogether(t *testing.T) {
	f := town(t, 3, 2)
	f.put(t, people, area.Neighbourhood, "cbs", all(1005, 2000, 500, 995, 500)...)
	f.put(t, benefit, area.Neighbourhood, "cbs", all(20, 60, 10, 30, 40)...)
	f.put(t, rate, area.Neighbourhood, "cbs", cell{1000 * 20 / 1005.0, 20, 1005, indicator.Known}, cell{30, 60, 2000, indicator.Known},
		cell{20, 10, 500, indicator.Known}, cell{1000 * 30 / 995.0, 30, 995, indicator.Known}, cell{80, 40, 500, indicator.Known})
	f.put(t, lonely, area.Neighbourhood, "cbs", all(40.5, 50, 30, 20, 45)...)
	f.put(t, median, area.Neighbourhood, "cbs", all(40, 50, 30, 20, 45)...)
	f.put(t, rate, area.Municipality, "cbs", cell{32, 160, 5000, indicator.Known})
	r := build(t, f, whole(t, f, a0, a1, a1))

	check(t, find(t, r, people.ID), 3005, 3005-2*4, 3005+2*4)
	check(t, find(t, r, benefit.ID), 80, 70, 90)
	v := find(t, r, rate.ID)
	if check(t, v, 1000*80/3005.0, 1000*70/3013.0, 1000*90/2997.0); v.Method != Ratio || v.Weight.ID != "" {
		t.Errorf("a rate by %v, weight %q", v.Method, v.Weight.ID)
	}
	if x, ok := v.Around.Number(); !ok || x != 32 {
		t.Errorf("beside it stands %v", v.Around)
	}
	v = find(t, r, lonely.ID)
	if v.Method != Weighted || v.Weight.ID != indicator.Population || !v.Near || !close(v.Number, (40.5*1005+50*2000)/3005) {
		t.Errorf("a share: %+v", v)
	}
	if v.Low > v.Number-0.05+1e-6 || v.High < v.Number+0.05-1e-6 || v.High-v.Low > 0.2 {
		t.Errorf("a share lies between %v and %v", v.Low, v.High)
	}
	if v := find(t, r, median.ID); v.Answer != NotCombined || v.Number != 0 {
		t.Errorf("a median: %+v", v)
	}
}

func TestOutlinesEstimate(t *testing.T) {
	f := town(t, 3, 2)
	f.put(t, people, area.Neighbourhood, "cbs", all(1000, 2000, 500, 1000, 500)...)
	f.put(t, benefit, area.Neighbourhood, "cbs", all(21, 60, 13, 30, 40)...)
	f.put(t, rate, area.Neighbourhood, "cbs", cell{20, 20, 1000, indicator.Known}, cell{30, 60, 2000, indicator.Known},
		cell{20, 10, 500, indicator.Known}, cell{30, 30, 1000, indicator.Known}, cell{80, 40, 500, indicator.Known})
	a := whole(t, f, a0, a1)
	a.Parts[1].Share = 2500
	r := build(t, f, a)
	v := find(t, r, benefit.ID)
	if check(t, v, 21+15, 21, 81); !v.Estimated {
		t.Error("not marked as an estimate")
	}
	check(t, find(t, r, rate.ID), 1000*(20+15)/(1000+500.0), 15.0/1005*1000, 1000*90/2990.0)
}

func TestTotalsStandInForTheirParts(t *testing.T) {
	f := town(t, 3, 2)
	f.put(t, people, area.Neighbourhood, "cbs", all(1000, 2000, 500, 1000, 500)...)
	f.put(t, benefit, area.Neighbourhood, "cbs", known(20), withheld, withheld, known(30), known(40))
	f.put(t, benefit, area.District, "cbs", all(90, 70)...)
	r := build(t, f, whole(t, f, a0, a1, a2, b0))
	v := find(t, r, benefit.ID)
	if check(t, v, 120, 110, 130); !slices.Equal(v.Totals, []area.Code{code(t, "WK000100")}) {
		t.Errorf("of %v", v.Totals)
	}
	if v := find(t, build(t, f, whole(t, f, a1, b0)), benefit.ID); v.Answer != Refused {
		t.Errorf("a part that is withheld, without its district: %+v", v)
	}
}

func TestAreasWithoutPeople(t *testing.T) {
	f := town(t, 3)
	f.put(t, people, area.Neighbourhood, "cbs", all(1000, 0, 500)...)
	f.put(t, benefit, area.Neighbourhood, "cbs", known(20), cell{status: indicator.NotApplicable}, known(10))
	f.put(t, lonely, area.Neighbourhood, "cbs", known(40), cell{status: indicator.NotApplicable}, known(10))
	r := build(t, f, whole(t, f, a0, a1, a2))
	if v := find(t, r, benefit.ID); v.Answer != Given || v.Number != 30 {
		t.Errorf("an area where nobody lives counts: %+v", v)
	}
	if v := find(t, r, lonely.ID); !close(v.Number, 30) {
		t.Errorf("an area where nobody lives weighs: %+v", v)
	}
}

func TestNoMeasurementIsNoRefusal(t *testing.T) {
	f := town(t, 2)
	f.put(t, people, area.Neighbourhood, "cbs", all(1000, 900)...)
	f.put(t, benefit, area.Neighbourhood, "cbs", cell{}, known(20))
	if v := find(t, build(t, f, whole(t, f, a0)), benefit.ID); v.Answer != NotMeasured {
		t.Errorf("%+v", v)
	}
	if v := find(t, build(t, f, whole(t, f, a0, a1)), benefit.ID); v.Answer != Refused {
		t.Errorf("one of two measured: %+v", v)
	}
}

// Who asks for everything cannot keep others from what is published anyway.
func TestAFullRegisterRefusesNothingThatIsPublished(t *testing.T) {
	f := town(t, 2)
	f.put(t, people, area.Neighbourhood, "cbs", all(1000, 900)...)
	g := &register{most: 1}
	first := whole(t, f, a0)
	if r, err := Build(ctx, analyst, f, g, first); err != nil || r.Full || r.Values[0].Answer != Given {
		t.Fatalf("%+v, %v", r, err)
	}
	r, err := Build(ctx, analyst, f, g, whole(t, f, a1))
	if err != nil || r.Full || r.Values[0].Answer != Given || len(g.entries) != 1 {
		t.Errorf("a new one: %+v, %v", r, err)
	}
	if r, err := Build(ctx, analyst, f, g, first); err != nil || r.Full || r.Values[0].Answer != Given {
		t.Errorf("the same once more: %+v, %v", r, err)
	}
}

func TestSteps(t *testing.T) {
	for name, c := range map[string]struct {
		numbers []float64
		want    float64
	}{"tens": {[]float64{0, 10, 1230}, 10}, "fives": {[]float64{0, 15, 20}, 5}, "ones": {[]float64{7, 10}, 1}, "tenths": {[]float64{7.3, 10}, 0.1},
		"none": {[]float64{1.0 / 3}, 0}, "nothing": {[]float64{0, 0}, 0}} {
		if got := stepOf(c.numbers); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
