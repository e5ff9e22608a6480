package storetest

import (
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// boundaries returns a batch with a square for each area, each further to the east; the first has a hole.
func boundaries(t testing.TB, fingerprint string, areas ...area.Area) indicator.Batch {
	t.Helper()
	d := division(t, buurten, areas...)
	geometries := make([]area.Geometry, d.Len())
	for i := range geometries {
		geometries[i] = square(float64(1000*i)+0.001, i == 0)
	}
	return indicator.Batch{Delivery: delivery(indicator.Boundaries, fingerprint), Divisions: []*area.Division{d},
		Shapes: []*area.Shapes{area.NewShapes(d.Index(), geometries)}}
}

func union(t *testing.T, s Stores) {
	save(t, s, indicator.Batch{Delivery: delivery(indicator.Boundaries, "old"), Divisions: []*area.Division{
		division(t, buurten, area.Area{Code: code(t, "BU05050001"), Name: "Oud", Kind: area.Water, Change: area.Recoded},
			named(t, "BU05050002", "Blijft"))}})
	second := save(t, s, indicator.Batch{Delivery: delivery(indicator.CBSTable, "new"), Divisions: []*area.Division{
		division(t, buurten, named(t, "BU05050001", "Nieuw"), named(t, "BU05050002", ""), named(t, "BU03630001", "Erbij"))}})
	want := division(t, buurten, named(t, "BU03630001", "Erbij"), named(t, "BU05050002", "Blijft"),
		area.Area{Code: code(t, "BU05050001"), Name: "Nieuw", Kind: area.Water, Change: area.Recoded})
	equal(t, must(s.Division(ctx, analyst, buurten))(t), want)
	if err := s.Undo(ctx, analyst, second.ID); err != nil {
		t.Fatal(err)
	}
	if got := must(s.Division(ctx, passerby, buurten))(t); got.Len() != 2 || got.At(0).Name != "Oud" {
		t.Errorf("after undo: %+v", got)
	}
	// Figures without a list of areas make a division of their codes.
	x := must(area.NewIndex(gemeenten, []area.Code{code(t, "GM0998"), code(t, "GM0505")}))(t)
	save(t, s, indicator.Batch{Delivery: delivery(indicator.CBSTable, "bare"),
		Columns: []indicator.Column{column(t, key("income", gemeenten), x, 1)}})
	equal(t, must(s.Division(ctx, passerby, gemeenten))(t), division(t, gemeenten, named(t, "GM0505", ""),
		area.Area{Code: code(t, "GM0998"), Kind: area.Abroad}))
}

func shapes(t *testing.T, s Stores) {
	if must(s.HasShapes(ctx, analyst, buurten))(t) {
		t.Error("there are no boundaries yet")
	}
	save(t, s, figures(t, indicator.CBSTable, "figures", "income", 1))
	b := boundaries(t, "old", named(t, "BU05050001", ""), named(t, "BU05050002", ""), named(t, "BU05070001", ""))
	save(t, s, b)
	all := must(s.Shapes(ctx, passerby, buurten, area.Netherlands))(t)
	equal(t, all.Index().Codes(), []area.Code{code(t, "BU05050001"), code(t, "BU05050002"), code(t, "BU05060001"), code(t, "BU05070001")})
	for i, c := range b.Divisions[0].Index().Codes() {
		got, _ := all.Find(c)
		equal(t, got, b.Shapes[0].At(i))
	}
	if _, ok := all.Find(code(t, "BU05060001")); ok || !must(s.HasShapes(ctx, analyst, buurten))(t) {
		t.Error("an area without boundary has one")
	}
	// The newest boundary of each area wins; areas that it does not have keep theirs.
	newer := boundaries(t, "new", named(t, "BU05050000", ""), named(t, "BU05050002", ""))
	saved := save(t, s, newer)
	dorp := must(s.Shapes(ctx, analyst, buurten, code(t, "GM0505")))(t)
	if dorp.Index().Len() != 3 {
		t.Fatalf("areas of the municipality: %v", dorp.Index().Codes())
	}
	equal(t, dorp.At(1), b.Shapes[0].At(0))
	equal(t, dorp.At(2), newer.Shapes[0].At(1))
	one := must(s.Shapes(ctx, analyst, buurten, code(t, "BU05050002")))(t)
	equal(t, one, area.NewShapes(must(area.NewIndex(buurten, []area.Code{code(t, "BU05050002")}))(t), []area.Geometry{newer.Shapes[0].At(1)}))
	if err := s.Undo(ctx, analyst, saved.ID); err != nil {
		t.Fatal(err)
	}
	equal(t, must(s.Shapes(ctx, passerby, buurten, area.Netherlands))(t), all)

	country := area.DivisionID{Level: area.Country, Year: 2020}
	d := division(t, country, named(t, "NL00", "Nederland"))
	land := area.NewShapes(d.Index(), []area.Geometry{square(-280000.123, true)})
	save(t, s, indicator.Batch{Delivery: delivery(indicator.Boundaries, "country"), Divisions: []*area.Division{d}, Shapes: []*area.Shapes{land}})
	equal(t, must(s.Shapes(ctx, passerby, country, area.Netherlands))(t), land)
}

func tiles(t *testing.T, s Stores) {
	save(t, s, boundaries(t, "a", named(t, "BU05050001", "")))
	if must(s.HasTiles(ctx, passerby, buurten))(t) {
		t.Error("there are no tiles yet")
	}
	list := []area.Tile{{Z: 1, X: 2, Y: 3, Gzipped: []byte("one")}, {Z: 1, X: 3, Y: 2, Gzipped: []byte("other")}}
	put := func() {
		t.Helper()
		if err := s.SaveTiles(ctx, analyst, buurten, must(s.Version(ctx))(t), list); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Tile(ctx, passerby, buurten, area.Tile{Z: 1, X: 3, Y: 2}); err != nil || string(got) != "other" {
			t.Errorf("tile: %q, %v", got, err)
		}
	}
	has := func(want bool, when string) {
		t.Helper()
		if got := must(s.HasTiles(ctx, passerby, buurten))(t); got != want {
			t.Errorf("%s: %v", when, got)
		}
	}
	put()
	put()
	save(t, s, figures(t, indicator.CBSTable, "figures", "income", 1))
	has(true, "after figures")
	b := save(t, s, boundaries(t, "b", named(t, "BU05050001", "")))
	has(false, "after other boundaries")
	put()
	if err := s.Undo(ctx, analyst, b.ID); err != nil {
		t.Fatal(err)
	}
	has(false, "after undo of boundaries")
	if _, err := s.Tile(ctx, passerby, buurten, area.Tile{Z: 1, X: 2, Y: 3}); problem.KindOf(err) != problem.NotFound {
		t.Errorf("a tile that went: %v", err)
	}
	// Boundaries of a tenant make tiles of that tenant.
	own := boundaries(t, "own", named(t, "BU05050009", ""))
	own.Delivery.Kind = indicator.OwnTable
	save(t, s, own)
	put2 := s.SaveTiles(ctx, analyst, buurten, must(s.Version(ctx))(t), list)
	has(false, "tiles of a tenant")
	if put2 != nil || !must(s.HasTiles(ctx, resident, buurten))(t) {
		t.Errorf("tiles for the own residents: %v", put2)
	}
}

func ordered(t *testing.T, s Stores) {
	var saved []indicator.Delivery
	for i, id := range []indicator.ID{"c_income", "a_income", "b_income"} {
		for _, year := range []int{2021, 2019} {
			b := figures(t, indicator.CBSTable, string(id)+string(rune('0'+i))+string(rune(year)), id, 1)
			d := area.DivisionID{Level: area.Neighbourhood, Year: year}
			x := must(area.NewIndex(d, b.Divisions[0].Index().Codes()))(t)
			b.Divisions = nil
			b.Columns = []indicator.Column{column(t, indicator.Key{Indicator: id, Group: "18+", Period: indicator.Year(2020), Division: d}, x, 1),
				column(t, indicator.Key{Indicator: id, Period: indicator.Year(2018), Division: d}, x, 1),
				column(t, indicator.Key{Indicator: id, Period: indicator.Year(2017), Division: d}, x, 1)}
			saved = append([]indicator.Delivery{save(t, s, b)}, saved...)
		}
	}
	equal(t, must(s.Deliveries(ctx, analyst))(t), saved)
	list := must(s.Summaries(ctx, analyst))(t)
	if len(list) != 18 {
		t.Fatalf("%d summaries", len(list))
	}
	var got []string
	for _, m := range list[:6] {
		got = append(got, string(m.Key.Indicator)+" "+m.Key.Group+" "+m.Key.Period.String()+" "+m.Key.Division.String())
	}
	equal(t, got, []string{"a_income  2017 buurt 2019", "a_income  2017 buurt 2021", "a_income  2018 buurt 2019",
		"a_income  2018 buurt 2021", "a_income 18+ 2020 buurt 2019", "a_income 18+ 2020 buurt 2021"})
	equal(t, must(s.Divisions(ctx, analyst))(t), []area.DivisionID{{Level: area.Neighbourhood, Year: 2019}, {Level: area.Neighbourhood, Year: 2021}})
}
