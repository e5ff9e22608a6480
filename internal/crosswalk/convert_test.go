package crosswalk

import (
	"fmt"
	"math"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// three is three areas in a row, of which 1 and a quarter of 2 became 7, and the rest of 2 with 3 became 8.
func three(t testing.TB) *Crosswalk {
	return linked(t,
		boundaries(t, 2019, place{"GM0001", rectangle(0, 0, 400, 500)}, place{"GM0002", rectangle(400, 0, 800, 500)}, place{"GM0003", rectangle(800, 0, 1200, 500)}),
		boundaries(t, 2020, place{"GM0007", rectangle(0, 0, 500, 500)}, place{"GM0008", rectangle(500, 0, 1200, 500)}), Options{})
}

// said writes converted values as text.
func said(out Converted) string {
	text := ""
	for i := range out.Column.Len() {
		v, m := out.Column.At(i), out.Margins[i]
		if i > 0 {
			text += " | "
		}
		if x, ok := v.Number(); ok {
			text += fmt.Sprintf("%.4g", x)
		} else {
			text += v.Status().String()
		}
		if v.Mark().Modelled() {
			text += " modelled"
		}
		if m.Bounded {
			text += fmt.Sprintf(" %.4g-%.4g", m.Lower, m.Upper)
		}
		if m.Estimated > 0 {
			text += fmt.Sprintf(" %.3g estimated", m.Estimated)
		}
		if m.Mixed {
			text += " mixed"
		}
		if m.Unweighted {
			text += " unweighted"
		}
	}
	return text
}

func TestConvertByHand(t *testing.T) {
	c := three(t)
	from := c.From()
	people := column(t, from, 1000.0, 400.0, 500.0)
	tests := map[string]struct {
		column  indicator.Column
		in      indicator.Indicator
		weights indicator.Column
		want    string
	}{
		// 1000 + a quarter of 400; the rest of 400 + 500. By ground a fifth of 7 and 3/7 of 8 came from dividing.
		"a count": {people, persons, indicator.Column{}, "1100 modelled 1000-1400 0.2 estimated | 800 modelled 500-900 0.429 estimated"},
		// (10*1000 + 20*100) / 1100; with all of 2: (10*1000+20*400)/1400. (20*300 + 40*500)/800; with all of 2: 28000/900.
		"a share with its denominators": {column(t, from, [3]float64{10, 100, 1000}, [3]float64{20, 80, 400}, [3]float64{40, 200, 500}), percent, indicator.Column{},
			"10.91 modelled 10-12.86 0.0909 estimated | 32.5 modelled 31.11-40 0.375 estimated"},
		"a share with inhabitants":    {column(t, from, 10.0, 20.0, 40.0), percent, people, "10.91 modelled 10-12.86 0.0909 estimated | 32.5 modelled 31.11-40 0.375 estimated"},
		"a share without weights":     {column(t, from, 10.0, 20.0, 40.0), percent, indicator.Column{}, "not_measured 0.2 estimated unweighted | not_measured 0.429 estimated unweighted"},
		"a share with an unknown one": {column(t, from, 10.0, 20.0, 40.0), percent, column(t, from, 1000.0, 400.0, indicator.Withheld), "10.91 modelled 10-12.86 0.0909 estimated | not_measured 0.429 estimated unweighted"},
		"a mean":                      {column(t, from, 10.0, 20.0, 40.0), euros, people, "not_measured 0.0909 estimated mixed | not_measured 0.375 estimated mixed"},
		"a withheld part":             {column(t, from, 1000.0, 400.0, indicator.Withheld), persons, people, "1100 modelled 1000-1400 0.0909 estimated | withheld"},
		"withheld in the middle":      {column(t, from, 1000.0, indicator.Withheld, indicator.NotMeasured), persons, people, "withheld | withheld"},
		"not measured":                {column(t, from, 10.0, 20.0, indicator.NotMeasured), percent, people, "10.91 modelled 10-12.86 0.0909 estimated | not_measured"},
		"not yet published":           {column(t, from, 1000.0, 20.0, indicator.NotYetPublished), persons, people, "1005 modelled 1000-1020 0.0909 estimated | not_yet_published"},
		"nobody lives in a part":      {column(t, from, 1000.0, 20.0, indicator.NotApplicable), persons, people, "1005 modelled 1000-1020 0.0909 estimated | 15 modelled 0-20 1 estimated"},
		"nobody lives anywhere":       {column(t, from, indicator.NotApplicable, indicator.NotApplicable, indicator.NotApplicable), persons, people, "not_applicable | not_applicable"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := said(c.Convert(Figure{Column: test.column, Indicator: test.in, Weights: test.weights})); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestJoinedAreasAreExact(t *testing.T) {
	c := linked(t, boundaries(t, 2019, place{"GM0001", rectangle(0, 0, 400, 500)}, place{"GM0002", rectangle(400, 0, 800, 500)}),
		boundaries(t, 2020, place{"GM0007", rectangle(0, 0, 800, 500)}), Options{})
	from := c.From()
	for name, test := range map[string]struct {
		figure Figure
		want   string
	}{
		"count":              {Figure{Column: column(t, from, 10.0, 20.0), Indicator: persons}, "30"},
		"share":              {Figure{Column: column(t, from, [3]float64{10, 10, 100}, [3]float64{50, 150, 300}), Indicator: percent}, "40"},
		"share with weights": {Figure{Column: column(t, from, 10.0, 50.0), Indicator: percent, Weights: column(t, from, 100.0, 300.0)}, "40 modelled"},
		"mean":               {Figure{Column: column(t, from, 10.0, 50.0), Indicator: euros, Weights: column(t, from, 100.0, 300.0)}, "not_measured mixed"},
		"mean of one":        {Figure{Column: column(t, from, 10.0, indicator.NotApplicable), Indicator: euros}, "10"},
	} {
		out := c.Convert(test.figure)
		if got := said(out); got != test.want {
			t.Errorf("%s: got %s", name, got)
		}
		if n, d, ok := out.Column.Ratio(0); name == "share" && (!ok || n != 160 || d != 400) {
			t.Errorf("ratio %v of %v, %v", n, d, ok)
		}
		if out.Column.Key().Division.Year != 2020 || out.Column.Key().Period != indicator.Year(2020) {
			t.Errorf("key %+v", out.Column.Key())
		}
	}
}

func TestAMeanStaysWithAnAreaOfWhichTheBorderWasCorrected(t *testing.T) {
	c := linked(t, boundaries(t, 2019, place{"GM0001", rectangle(0, 0, 1000, 500)}, place{"GM0002", rectangle(1000, 0, 2000, 500)}),
		boundaries(t, 2020, place{"GM0001", rectangle(0, 0, 1010, 500)}, place{"GM0002", rectangle(1010, 0, 2000, 500)}), Options{})
	if got := said(c.Convert(Figure{Column: column(t, c.From(), 10.0, 50.0), Indicator: euros})); got != "10 modelled 0.0099 estimated | 50 modelled 1 estimated" {
		t.Error(got)
	}
}

func TestBoundsOfTheSourceStay(t *testing.T) {
	b := boundaries(t, 2019, place{"GM0001", rectangle(0, 0, 400, 500)}, place{"GM0002", rectangle(400, 0, 800, 500)})
	builder := indicator.NewBuilder(indicator.Key{Indicator: "aa", Division: b.Division.ID()}, b.Division.Index())
	for i, x := range []float64{10, 50} {
		if err := builder.SetKnown(i, x, 0); err != nil {
			t.Fatal(err)
		}
		if err := builder.SetBounds(i, x-5, x+5); err != nil {
			t.Fatal(err)
		}
	}
	c := linked(t, b, boundaries(t, 2020, place{"GM0001", rectangle(0, 0, 400, 500)}, place{"GM0005", rectangle(400, 0, 800, 500)}), Options{})
	out := c.Convert(Figure{Column: builder.Column(), Indicator: percent})
	for i, x := range []float64{10, 50} {
		if lower, upper, ok := out.Column.At(i).Bounds(); !ok || lower != x-5 || upper != x+5 {
			t.Errorf("%v to %v, %v", lower, upper, ok)
		}
	}
}

// Bounds of a share are the lowest and highest mean over every way to put divided parts in or out.
func TestBoundsOfARatioAreThoseOfEveryChoice(t *testing.T) {
	list := []share{{weight: 1, whole: true, value: 10, people: 100}, {weight: .5, value: 30, people: 50}, {weight: .01, value: 5, people: 70}, {weight: .99, value: 12, people: 20}}
	for i := range list {
		list[i].lower, list[i].upper = list[i].value, list[i].value
	}
	for skip := range 2 { // with and without a part that is whole
		lowest, most := math.Inf(1), math.Inf(-1)
		for choice := range 8 {
			sum, people := 0.0, 0.0
			for i, s := range list[skip:] {
				least, most := s.range01()
				if w := s.people * least; s.whole || choice>>(i+skip-1)&1 == 1 {
					sum, people = sum+s.value*s.people*most, people+s.people*most
				} else {
					sum, people = sum+s.value*w, people+w
				}
			}
			if people > 0 {
				lowest, most = min(lowest, sum/people), max(most, sum/people)
			}
		}
		var m Margin
		ratio(list[skip:], &m)
		if math.Abs(m.Lower-lowest) > 1e-12 || math.Abs(m.Upper-most) > 1e-12 {
			t.Errorf("%v to %v, want %v to %v", m.Lower, m.Upper, lowest, most)
		}
	}
}

func TestWaterHasNoFigure(t *testing.T) {
	d, err := area.NewDivision(area.DivisionID{Level: area.Municipality, Year: 2020}, []area.Area{{Code: code(t, "GM0001"), Kind: area.Water}})
	if err != nil {
		t.Fatal(err)
	}
	c := linked(t, boundaries(t, 2019, place{"GM0001", rectangle(0, 0, 400, 500)}), Boundaries{Division: d}, Options{})
	if out := c.Convert(Figure{Column: column(t, c.From(), 10.0), Indicator: persons}); out.Column.At(0).Status() != indicator.NotMeasured || len(c.Count()) != 0 {
		t.Errorf("%+v", out)
	}
}
