package indicator

import (
	"fmt"
	"math"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

func index(t *testing.T, texts ...string) *area.Index {
	t.Helper()
	var codes []area.Code
	for _, s := range texts {
		c, err := area.ParseCode(s)
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, c)
	}
	x, err := area.NewIndex(area.DivisionID{Level: area.Neighbourhood, Year: 2020}, codes)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestZeroValueHoldsNoNumber(t *testing.T) {
	var v Value
	if _, ok := v.Number(); ok || v.Status() != NotMeasured {
		t.Error("the zero value must hold no number")
	}
}

func TestOnlyKnownHoldsANumber(t *testing.T) {
	x := index(t, "BU05050000", "BU05050001")
	for _, s := range Statuses() {
		b := NewBuilder(Key{Indicator: "a"}, x)
		if err := b.SetKnown(0, 12, 0); err != nil {
			t.Fatal(err)
		}
		b.SetRatio(0, 6, 50)
		if err := b.SetBounds(0, 10, 14); err != nil {
			t.Fatal(err)
		}
		b.SetMissing(0, Of(s).AsModelled())
		c := b.Column()
		p := c.Parts()
		if _, ok := c.At(0).Number(); ok || p.Numbers[0] != 0 || p.Lower[0] != 0 || p.Upper[0] != 0 || p.Numerator[0] != 0 || p.Denominator[0] != 0 {
			t.Errorf("%v: a number is left behind", s)
		}
		if s != Known && (c.At(0).Status() != s || !c.At(0).Mark().Modelled()) {
			t.Errorf("%v: status is %v", s, c.At(0).Status())
		}
	}
}

func TestBuilderRefusesWhatIsNoNumber(t *testing.T) {
	b := NewBuilder(Key{}, index(t, "BU05050000"))
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if err := b.SetKnown(0, x, 0); problem.KeyOf(err) != "indicator.not_finite" {
			t.Errorf("%v: %v", x, err)
		}
	}
	if err := b.SetBounds(0, 3, 2); problem.KeyOf(err) != "indicator.bounds_wrong" {
		t.Errorf("bounds: %v", err)
	}
}

func TestRestoreRefusesADamagedColumn(t *testing.T) {
	x := index(t, "BU05050000", "BU05050001")
	tests := map[string]Parts{
		"too short":                    {Index: x, Numbers: []float64{1}, Marks: []Mark{Of(Known)}},
		"number under a withheld mark": {Index: x, Numbers: []float64{1, 2}, Marks: []Mark{Of(Known), Of(Withheld)}},
		"unknown status":               {Index: x, Numbers: []float64{1, 0}, Marks: []Mark{Of(Known), 15}},
		"not a number":                 {Index: x, Numbers: []float64{math.NaN(), 0}, Marks: []Mark{Of(Known), 0}},
		"short bounds":                 {Index: x, Numbers: []float64{1, 0}, Marks: []Mark{Of(Known), 0}, Lower: []float64{1}},
	}
	for name, p := range tests {
		if _, err := Restore(p); problem.KeyOf(err) != "indicator.column_broken" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAlign(t *testing.T) {
	from := index(t, "BU05050000", "BU05050002")
	to := index(t, "BU05050000", "BU05050001", "BU05050002")
	b := NewBuilder(Key{}, from)
	_ = b.SetKnown(0, 1, 0)
	b.SetMissing(1, Of(Withheld))
	c := b.Column().Align(to)
	if n, ok := c.At(0).Number(); !ok || n != 1 || c.At(1).Status() != NotMeasured || c.At(2).Status() != Withheld {
		t.Errorf("got %v", c.marks)
	}
}

func TestParsePeriod(t *testing.T) {
	for in, want := range map[string]Period{"2020": Year(2020), "2022JJ00": Year(2022), " 2019 ": Year(2019)} {
		if p, provisional, err := ParsePeriod(in); err != nil || p != want || provisional {
			t.Errorf("%s: %v, %v, %v", in, p, provisional, err)
		}
	}
	if p, provisional, err := ParsePeriod("2024*"); err != nil || p != Year(2024) || !provisional {
		t.Errorf("provisional: %v, %v, %v", p, provisional, err)
	}
	for _, bad := range []string{"", "24", "2020KW01", "1e3"} {
		if _, _, err := ParsePeriod(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func TestOverlayLetsTheNewestSpeakWhereItSaysSomething(t *testing.T) {
	country := index(t, "BU05050000", "BU05050001", "BU05060000", "BU05060001")
	older := NewBuilder(Key{Indicator: "a"}, country)
	for i := range 4 {
		_ = older.SetKnown(i, float64(10+i), 0)
		older.SetRatio(i, 1, 2)
	}
	newer := NewBuilder(Key{Indicator: "a"}, index(t, "BU05050000", "BU05050001", "BU05059997"))
	_ = newer.SetKnown(0, 99, 0)
	newer.SetMissing(1, Of(NotYetPublished))
	newer.SetMissing(2, Of(NotApplicable))
	_ = newer.SetBounds(0, 98, 100)
	c := Overlay([]Layered{{"boundaries", newer.Column()}, {"table", older.Column()}})
	want := []string{"99", "11", "not_applicable", "12", "13"}
	for i, w := range want {
		v := c.At(i)
		got := v.Status().String()
		if n, ok := v.Number(); ok {
			got = fmt.Sprint(n)
		}
		if got != w {
			t.Errorf("%v: got %s, want %s", c.Index().Code(i), got, w)
		}
	}
	if l, u, ok := c.At(0).Bounds(); !ok || l != 98 || u != 100 {
		t.Error("bounds of the newest are lost")
	}
	if l, u, _ := c.At(1).Bounds(); l != 11 || u != 11 {
		t.Error("a value without bounds has itself as both")
	}
	if n, d, ok := c.Ratio(3); !ok || n != 1 || d != 2 {
		t.Error("the ratio of the older is lost")
	}
	if _, err := Restore(c.Parts()); err != nil {
		t.Error(err)
	}
}

func TestOverlayOfAFullColumnIsThatColumn(t *testing.T) {
	x := index(t, "BU05050000")
	newer, older := NewBuilder(Key{}, x), NewBuilder(Key{}, x)
	newer.SetMissing(0, Of(Withheld))
	_ = older.SetKnown(0, 5, 0)
	if c := Overlay([]Layered{{"boundaries", newer.Column()}, {"table", older.Column()}}); c.At(0).Status() != Withheld {
		t.Error("a value that is withheld now must not come back from an older delivery")
	}
}

func TestOverlayOfOneSeriesLetsACorrectionTakeAFigureBack(t *testing.T) {
	country := index(t, "BU05050000", "BU05050001", "BU05060000", "BU05060001")
	first := NewBuilder(Key{Indicator: "a"}, country)
	for i := range 4 {
		_ = first.SetKnown(i, float64(10+i), 0)
	}
	second := NewBuilder(Key{Indicator: "a"}, index(t, "BU05050000", "BU05050001", "BU05060000"))
	_ = second.SetKnown(0, 99, 0)
	second.SetMissing(1, Of(NotMeasured))
	second.SetMissing(2, Of(NotYetPublished))
	restore := func(b *Builder, id string) Column {
		p := b.Column().Parts()
		p.Delivery = id
		c, err := Restore(p)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	c := Overlay([]Layered{{"kwb", restore(second, "SECOND")}, {"kwb", restore(first, "FIRST")}})
	want := []struct {
		text, delivery string
	}{{"99", "SECOND"}, {"not_measured", "SECOND"}, {"12", "FIRST"}, {"13", "FIRST"}}
	for i, w := range want {
		v := c.At(i)
		got := v.Status().String()
		if n, ok := v.Number(); ok {
			got = fmt.Sprint(n)
		}
		if got != w.text || c.DeliveryAt(i) != w.delivery {
			t.Errorf("%v: got %s of %s, want %s of %s", c.Index().Code(i), got, c.DeliveryAt(i), w.text, w.delivery)
		}
	}
	one := index(t, "BU05060001")
	if a := c.Align(one); a.DeliveryAt(0) != "FIRST" || c.Delivery() != "SECOND" {
		t.Error("a value keeps its delivery in another order of areas")
	}
}
