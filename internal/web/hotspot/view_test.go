package hotspot

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/hotspot"
)

// town is an invented municipality of nine neighbourhoods, one for each category and reason.
func town(t *testing.T) Options {
	t.Helper()
	kinds := []hotspot.Category{hotspot.High, hotspot.High, hotspot.HighAmongLow, hotspot.LowAmongHigh, hotspot.Low, hotspot.NoPattern, hotspot.Unsaid, hotspot.Unsaid, hotspot.Unsaid}
	reasons := []hotspot.Reason{6: hotspot.Few, 7: hotspot.Alone, 8: hotspot.Hidden}
	p := &stack.Picture{Choice: stack.Choice{Level: area.Neighbourhood, Year: 2020}, Region: area.Area{Name: "Proefdam"}}
	var areas []area.Area
	code := func(s string) area.Code {
		c, err := area.ParseCode(s)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	p.Region.Code = code("GM0001")
	res := &hotspot.Result{Finding: hotspot.Finding{Category: kinds, Mean: 5, Known: 4000, Tested: 3990, Method: hotspot.Method{Draws: 99_999, Seed: 1, FalseShare: 0.05, SureShare: 0.01}},
		Field: hotspot.Field{Reasons: reasons, Smoothing: hotspot.Worked, Base: indicator.Population}, Municipalities: 355}
	for i := range kinds {
		a := area.Area{Code: code(fmt.Sprintf("BU0001%04d", i)), Name: string(rune('A'+i)) + " & <b>"}
		areas = append(areas, a)
		p.Rows = append(p.Rows, stack.Row{Area: a, Index: i})
		x, p := float64(10-i), 0.004*float64(i+1)
		if kinds[i] == hotspot.Unsaid {
			x, p = math.NaN(), math.NaN()
		}
		res.Values, res.Smoothed, res.Around = append(res.Values, x), append(res.Smoothed, x-0.2), append(res.Around, x-1)
		res.G, res.Z, res.P, res.Adjusted = append(res.G, x/1e4), append(res.Z, x/2), append(res.P, p/10), append(res.Adjusted, p)
		res.Neighbours, res.Sure = append(res.Neighbours, int32(i)), append(res.Sure, i == 0)
	}
	var err error
	if p.Division, err = area.NewDivision(area.DivisionID{Level: area.Neighbourhood, Year: 2020}, areas); err != nil {
		t.Fatal(err)
	}
	res.Index = p.Division.Index()
	return Options{Subject: Subject{Result: res, Figure: indicator.Indicator{ID: "poverty_share", Unit: "%", Decimals: 1}, Name: "Armoede"}, Picture: p, Region: "Proefdam",
		Base: "Inwoners", NameOf: func(r stack.Row) string { return r.Area.Name }, Href: func(c area.Code) string { return "/?gekozen=" + c.String() }}
}

// text is everything a view says, one thing a line.
func text(v *View) string {
	lines := append([]string{}, v.Lead...)
	lines = append(lines, v.Notes...)
	for _, groups := range [][]Group{v.Groups, v.Quiet} {
		for _, g := range groups {
			lines = append(lines, "# "+g.Title)
			for _, r := range g.Rows {
				lines = append(lines, strings.Join([]string{r.Code, r.Name, r.Stands, r.Value, r.Smoothed, r.Around, r.Certainty}, " | "))
			}
		}
	}
	for _, term := range v.Terms {
		lines = append(lines, term.Name+": "+term.Text)
	}
	for _, n := range v.Numbers {
		lines = append(lines, strings.Join([]string{n.Code, n.G, n.Z, n.P, n.Adjusted, n.Neighbours}, " | "))
	}
	for _, row := range v.o.Picture.Rows {
		lines = append(lines, v.Sentence(row.Area.Code), Short(v.o.Language, v.o.Result, row.Area.Code))
	}
	return strings.Join(append(append(lines, v.QuietTitle), v.Unknown...), "\n") + "\n"
}

func TestWhatStandsOutIsSaidInBothLanguages(t *testing.T) {
	for _, l := range []locale.Language{locale.Dutch, locale.English} {
		o := town(t)
		o.Language = l
		said := text(New(o))
		if strings.Contains(said, "[hotspot") || strings.Contains(said, "{") {
			t.Errorf("%s: a sentence that is not there: %s", l, said)
		}
		golden.Equal(t, []byte(said), "layer_"+l.String()+".txt")
		o.Subject = Subject{Result: o.Result}
		o.Result.Smoothing = hotspot.Raw
		golden.Equal(t, []byte(text(New(o))), "hits_"+l.String()+".txt")
	}
}

func TestTheLeadSaysWhenNothingStandsOut(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*hotspot.Result)
		want   string
	}{
		"nothing": {func(r *hotspot.Result) {
			for i := range r.Category {
				r.Category[i], r.Sure[i] = hotspot.NoPattern, false
			}
		}, "Armoede: in geen van de 9 buurten valt een hoog cijfer op, samen met de buurten eromheen."},
		"all alike":  {func(r *hotspot.Result) { r.Equal = true }, "Armoede: alle buurten hebben dezelfde waarde. Er kan dus niets opvallen."},
		"not tested": {func(r *hotspot.Result) { r.Tested = 0 }, "Armoede: van te weinig buurten is het cijfer bekend om te zeggen wat opvalt."},
	} {
		o := town(t)
		tt.change(o.Result)
		if v := New(o); strings.Join(v.Lead, " ") != tt.want {
			t.Errorf("%s: %q", name, v.Lead)
		}
	}
}

func TestHowWideWasLooked(t *testing.T) {
	for want, change := range map[string]func(*Options){
		"Wij keken verder dan Proefdam":                            func(*Options) {},
		"Alleen van deze gemeente":                                 func(o *Options) { o.Result.Municipalities = 1 },
		"Wij keken naar alle 4.000 buurten waarvan dit bekend is.": func(o *Options) { o.Picture.Region.Code = area.Netherlands },
		"Van andere gemeenten missen wij": func(o *Options) {
			o.Picture.Region.Code, o.Result.Municipalities = area.Netherlands, 4
		},
	} {
		o := town(t)
		change(&o)
		if v := New(o); !strings.Contains(v.Notes[0], want) {
			t.Errorf("%q: %q", want, v.Notes[0])
		}
	}
}

func TestNoFindIsToldByColourAlone(t *testing.T) {
	o := town(t)
	marks := map[drawing.Mark]bool{}
	for i, f := range o.Fills(o.Picture) {
		c := o.Result.Category[i]
		switch {
		case c.Striking() && (f.Mark == drawing.NoMark || marks[f.Mark] && c != hotspot.High):
			t.Errorf("%s has no mark of its own", c)
		case !c.Striking() && f.Mark != drawing.NoMark, c == hotspot.Unsaid && f.Sign == drawing.None:
			t.Errorf("%s: mark %d, sign %d", c, f.Mark, f.Sign)
		}
		marks[f.Mark] = true
	}
	if f := o.Fills(o.Picture)[8]; f.Sign != drawing.Withheld {
		t.Errorf("a withheld figure has sign %d", f.Sign)
	}
}

func TestALongListIsCut(t *testing.T) {
	o := town(t)
	row := o.Picture.Rows[0]
	for range 400 {
		o.Picture.Rows = append(o.Picture.Rows, row)
	}
	o.Many = true
	v := New(o)
	if g := v.Groups[0]; len(g.Rows) != listed || g.More != 402-listed || len(v.Groups[1].Rows) != 0 || len(v.Numbers) != listed {
		t.Errorf("%d rows, %d more", len(g.Rows), g.More)
	}
}
