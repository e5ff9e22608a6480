package ownarea

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// Everything here is invented.

var (
	ctx     = context.Background()
	analyst = reader.OnLoopback()
)

const year = 2020

// failer is a test or a draw of a property.
type failer interface {
	Helper()
	Fatal(...any)
}

func code(t failer, s string) area.Code {
	t.Helper()
	c, err := area.ParseCode(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// figures is a source of figures in memory.
type figures struct {
	divisions  map[area.DivisionID]*area.Division
	columns    map[indicator.Key]indicator.Column
	indicators []indicator.Indicator
	deliveries []indicator.Delivery
}

func (f *figures) Division(_ context.Context, _ reader.Reader, id area.DivisionID) (*area.Division, error) {
	if d, ok := f.divisions[id]; ok {
		return d, nil
	}
	return nil, problem.New(problem.NotFound, "ownarea.division_missing")
}

func (f *figures) Deliveries(context.Context, reader.Reader) ([]indicator.Delivery, error) {
	return f.deliveries, nil
}

func (f *figures) Indicators(context.Context, reader.Reader) ([]indicator.Indicator, error) {
	return f.indicators, nil
}

func (f *figures) Summaries(context.Context, reader.Reader) ([]indicator.Summary, error) {
	var list []indicator.Summary
	for k, c := range f.columns {
		list = append(list, indicator.Summary{Key: k, Known: c.Count()[indicator.Known], Areas: c.Len()})
	}
	return list, nil
}

func (f *figures) Column(_ context.Context, _ reader.Reader, k indicator.Key) (indicator.Column, error) {
	c, ok := f.columns[k]
	if !ok {
		return c, problem.New(problem.NotFound, "ownarea.division_missing")
	}
	return c, nil
}

// register is a register in memory.
type register struct {
	entries []Entry
	most    int
}

func (g *register) GiveOwnArea(_ context.Context, _ reader.Reader, all []Entry, check Check) ([]bool, bool, error) {
	may, full := make([]bool, len(all)), false
	for i, e := range all {
		same := func(o Entry) bool {
			return o.Key == e.Key && o.Low == e.Low && o.High == e.High && slices.Equal(o.Parts, e.Parts)
		}
		if slices.ContainsFunc(g.entries, same) {
			may[i] = true
			continue
		}
		verdict, err := check(i, func() ([]Entry, error) {
			var list []Entry
			for _, o := range g.entries {
				if o.Key == e.Key {
					list = append(list, o)
				}
			}
			return list, nil
		})
		if err != nil {
			return nil, false, err
		}
		room := g.most == 0 || len(g.entries) < g.most
		full = full || verdict == Adds && !room
		may[i] = verdict == Follows || verdict == Adds && room
		if verdict != MayNot && room {
			g.entries = append(g.entries, e)
		}
	}
	return may, full, nil
}

// town is a municipality of districts of neighbourhoods: sizes gives how many neighbourhoods each district has.
func town(t failer, sizes ...int) *figures {
	t.Helper()
	f := &figures{divisions: map[area.DivisionID]*area.Division{}, columns: map[indicator.Key]indicator.Column{},
		deliveries: []indicator.Delivery{{ID: "cbs", Kind: indicator.CBSTable}, {ID: "own", Kind: indicator.OwnTable}}}
	areas := map[area.Level][]area.Area{area.Municipality: {{Code: code(t, "GM0001"), Name: "Proefdam"}}}
	for w, n := range sizes {
		areas[area.District] = append(areas[area.District], area.Area{Code: code(t, fmt.Sprintf("WK0001%02d", w))})
		for b := range n {
			areas[area.Neighbourhood] = append(areas[area.Neighbourhood], area.Area{Code: code(t, fmt.Sprintf("BU0001%02d%02d", w, b))})
		}
	}
	for level, list := range areas {
		d, err := area.NewDivision(area.DivisionID{Level: level, Year: year}, list)
		if err != nil {
			t.Fatal(err)
		}
		f.divisions[d.ID()] = d
	}
	return f
}

// cell is a value of a column: a number, its ratio, or a status.
type cell struct {
	x, n, d float64
	status  indicator.Status
}

func known(x float64) cell { return cell{x: x, status: indicator.Known} }

var withheld = cell{status: indicator.Withheld}

// put gives a figure a column at a level; cells that are not told were not measured.
func (f *figures) put(t failer, in indicator.Indicator, level area.Level, delivery string, cells ...cell) {
	t.Helper()
	d := f.divisions[area.DivisionID{Level: level, Year: year}]
	k := indicator.Key{Indicator: in.ID, Period: indicator.Year(year), Division: d.ID()}
	b := indicator.NewBuilder(k, d.Index())
	for i, c := range cells {
		if c.status != indicator.Known {
			b.SetMissing(i, indicator.Of(c.status))
			continue
		}
		if err := b.SetKnown(i, c.x, 0); err != nil {
			t.Fatal(err)
		}
		if c.d > 0 {
			b.SetRatio(i, c.n, c.d)
		}
	}
	p := b.Column().Parts()
	p.Delivery = delivery
	c, err := indicator.Restore(p)
	if err != nil {
		t.Fatal(err)
	}
	f.columns[k] = c
	if !slices.ContainsFunc(f.indicators, func(o indicator.Indicator) bool { return o.ID == in.ID }) {
		f.indicators = append(f.indicators, in)
	}
}

// count, share and the others are figures as sources define them.
var (
	people  = indicator.Indicator{ID: indicator.Population, Unit: "persons", Summable: true}
	benefit = indicator.Indicator{ID: "benefit_count", Unit: "persons", Summable: true}
	rate    = indicator.Indicator{ID: "social_assistance_rate", Unit: "per 1000", Denominator: indicator.Population}
	lonely  = indicator.Indicator{ID: "loneliness_share", Unit: "% 18+"}
	median  = indicator.Indicator{ID: "median_wealth", Unit: "x1000 EUR"}
)

func all(xs ...float64) []cell {
	var list []cell
	for _, x := range xs {
		list = append(list, known(x))
	}
	return list
}

// whole returns the own area of some neighbourhoods of the town.
func whole(t failer, f *figures, codes ...string) Area {
	t.Helper()
	var list []area.Code
	for _, c := range codes {
		list = append(list, code(t, c))
	}
	a, err := New("", f.divisions[area.DivisionID{Level: area.Neighbourhood, Year: year}], list)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// build works an area out with an empty register.
func build(t failer, f *figures, a Area) *Result {
	t.Helper()
	r, err := Build(ctx, analyst, f, &register{}, a)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func find(t failer, r *Result, id indicator.ID) Value {
	t.Helper()
	v, ok := r.Find(id)
	if !ok {
		t.Fatal(fmt.Sprintf("no figure %s", id))
	}
	return v
}

var _ failer = (*testing.T)(nil)
