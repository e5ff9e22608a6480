package storetest

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

var ctx = context.Background()

// figures returns a batch with one column per indicator id over three neighbourhoods, in which the first areas have
// these numbers.
func figures(t testing.TB, kind indicator.DeliveryKind, fingerprint string, id indicator.ID, numbers ...float64) indicator.Batch {
	t.Helper()
	d := division(t, buurten, named(t, "BU05050001", "Dorp"), named(t, "BU05050002", "Polder"), named(t, "BU05060001", "Stad"))
	return indicator.Batch{
		Delivery:   delivery(kind, fingerprint),
		Indicators: []indicator.Indicator{{ID: id, Name: indicator.Text{NL: fingerprint}, Unit: "%", Decimals: 1}},
		Divisions:  []*area.Division{d},
		Columns:    []indicator.Column{column(t, key(id, buurten), d.Index(), numbers...)},
	}
}

func save(t testing.TB, s Figures, b indicator.Batch) indicator.Delivery {
	t.Helper()
	d, isNew, err := s.Save(ctx, analyst, b)
	if err != nil || !isNew || d.ID == "" {
		t.Fatalf("saved %q, new %v, %v", d.ID, isNew, err)
	}
	return d
}

func roundTrip(t *testing.T, s Stores) {
	b := figures(t, indicator.CBSTable, "a", "income", 12.5)
	c := indicator.NewBuilder(key("debts", buurten), b.Divisions[0].Index())
	c.SetMissing(0, indicator.Of(indicator.Withheld))
	c.SetSign(0, "-99999997")
	c.SetMissing(1, indicator.Of(indicator.NotYetPublished).AsProvisional())
	if err := c.SetKnown(2, 40, indicator.Mark(0).AsModelled()); err != nil {
		t.Fatal(err)
	}
	if err := c.SetBounds(2, 30.25, 50); err != nil {
		t.Fatal(err)
	}
	c.SetRatio(2, 2, 5)
	b.Columns = append(b.Columns, c.Column())
	b.Indicators = append(b.Indicators, indicator.Indicator{ID: "debts", Name: indicator.Text{NL: "Schulden", EN: "Debts"},
		Denominator: indicator.Population, Summable: true, Modelled: true, Catalogue: true, Sphere: indicator.Personal})
	saved := save(t, s, b)

	want := b.Delivery
	want.ID = saved.ID
	equal(t, saved, want)
	equal(t, must(s.FindDelivery(ctx, analyst, saved.ID))(t), want)
	equal(t, must(s.Deliveries(ctx, analyst))(t), []indicator.Delivery{want})
	equal(t, must(s.Indicators(ctx, analyst))(t), []indicator.Indicator{b.Indicators[1], b.Indicators[0]})
	equal(t, must(s.Division(ctx, analyst, buurten))(t), b.Divisions[0])
	for _, c := range b.Columns {
		got := must(s.Column(ctx, analyst, c.Key()))(t)
		p := c.Parts()
		p.Delivery = saved.ID
		equal(t, got.Parts(), p)
		equal(t, must(s.Column(ctx, analyst, c.Key()))(t), got) // once more, as it may be remembered
	}
	equal(t, must(s.Summaries(ctx, analyst))(t), []indicator.Summary{
		{Key: key("debts", buurten), Delivery: saved.ID, Known: 1, Areas: 3, Bounds: true},
		{Key: key("income", buurten), Delivery: saved.ID, Known: 1, Areas: 3}})
}

// anyNumber draws what can be a figure: counts, numbers with decimals, and anything finite.
func anyNumber() *rapid.Generator[float64] {
	return rapid.OneOf(
		rapid.Map(rapid.IntRange(-200, 200), func(n int) float64 { return float64(n) }),
		rapid.Map(rapid.IntRange(-3_000_000, 3_000_000_000), func(n int) float64 { return float64(n) }),
		rapid.Map(rapid.IntRange(-99_999, 99_999), func(n int) float64 { return float64(n) / 100 }),
		rapid.SampledFrom([]float64{0, math.Copysign(0, -1), math.MaxFloat64, math.SmallestNonzeroFloat64, 127, 128, 32767, 32768, 2147483647, 2147483648, -2147483648}),
		rapid.Float64().Filter(indicator.Finite))
}

// drawColumn draws a column of an index.
func drawColumn(t *rapid.T, k indicator.Key, x *area.Index) indicator.Column {
	b := indicator.NewBuilder(k, x)
	numbers := anyNumber()
	if rapid.Bool().Draw(t, "counts") {
		numbers = rapid.Map(rapid.IntRange(0, 60_000), func(n int) float64 { return float64(n) })
	}
	bounds, ratio, signs := rapid.Bool().Draw(t, "bounds"), rapid.Bool().Draw(t, "ratio"), rapid.Bool().Draw(t, "signs")
	sign := rapid.OneOf(rapid.SampledFrom([]string{"", ".", "x", "null", "-99999999"}), rapid.StringN(0, 17, -1))
	for i := range x.Len() {
		flags := indicator.Mark(0)
		if rapid.Bool().Draw(t, "modelled") {
			flags = flags.AsModelled()
		}
		status := rapid.SampledFrom(indicator.Statuses()).Draw(t, "status")
		if status != indicator.Known {
			b.SetMissing(i, flags|indicator.Of(status))
			if signs {
				b.SetSign(i, sign.Draw(t, "sign"))
			}
			continue
		}
		n := numbers.Draw(t, "number")
		if err := b.SetKnown(i, n, flags); err != nil {
			t.Fatal(err)
		}
		if bounds {
			lower, upper := numbers.Draw(t, "lower"), numbers.Draw(t, "upper")
			if err := b.SetBounds(i, min(lower, upper), max(lower, upper)); err != nil {
				t.Fatal(err)
			}
		}
		if ratio {
			b.SetRatio(i, numbers.Draw(t, "numerator"), numbers.Draw(t, "denominator"))
		}
	}
	return b.Column()
}

func anyColumn(t *testing.T, s Stores) {
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		count := rapid.IntRange(0, 40).Draw(rt, "areas")
		var areas []area.Area
		for i := range count {
			areas = append(areas, area.Area{Code: code(t, fmt.Sprintf("BU0505%04d", i*7))})
		}
		id := area.DivisionID{Level: area.Neighbourhood, Year: 2000 + n%20}
		d := division(t, id, areas...)
		k := indicator.Key{Indicator: "any", Group: rapid.SampledFrom([]string{"", "18+", "65+"}).Draw(rt, "group"),
			Period: indicator.Year(1990 + n), Division: id}
		c := drawColumn(rt, k, d.Index())
		kind := rapid.SampledFrom([]indicator.DeliveryKind{indicator.CBSTable, indicator.OwnTable}).Draw(rt, "kind")
		saved := save(t, s, indicator.Batch{Delivery: delivery(kind, fmt.Sprint("any", n)), Divisions: []*area.Division{d},
			Columns: []indicator.Column{c}})
		got := must(s.Column(ctx, analyst, k))(t)
		if got.Delivery() != saved.ID || !got.Index().Equal(d.Index()) || !sameBits(c.Parts(), got.Parts()) {
			rt.Errorf("stored %+v\nread   %+v", c.Parts(), got.Parts())
		}
		if err := s.Undo(ctx, analyst, saved.ID); err != nil {
			rt.Fatal(err)
		}
	})
}

// sameBits compares the values and signs of two columns bit for bit, which tells 0 and -0 apart.
func sameBits(a, b indicator.Parts) bool {
	pairs := [][2][]float64{{a.Numbers, b.Numbers}, {a.Lower, b.Lower}, {a.Upper, b.Upper}, {a.Numerator, b.Numerator},
		{a.Denominator, b.Denominator}}
	for _, p := range pairs {
		if len(p[0]) != len(p[1]) || (p[0] == nil) != (p[1] == nil) {
			return false
		}
		for i := range p[0] {
			if math.Float64bits(p[0][i]) != math.Float64bits(p[1][i]) {
				return false
			}
		}
	}
	return string(markBytes(a.Marks)) == string(markBytes(b.Marks)) && slices.Equal(a.SignTexts, b.SignTexts) &&
		slices.Equal(a.Signs, b.Signs) && (a.Signs == nil) == (b.Signs == nil)
}

func markBytes(marks []indicator.Mark) []byte {
	b := make([]byte, len(marks))
	for i, m := range marks {
		b[i] = byte(m)
	}
	return b
}

func once(t *testing.T, s Stores) {
	b := figures(t, indicator.CBSTable, "a", "income", 1, 2, 3)
	first := save(t, s, b)
	before := must(s.Version(ctx))(t)
	again, isNew, err := s.Save(ctx, analyst, b)
	if err != nil || isNew {
		t.Errorf("saved again: %v, %v", isNew, err)
	}
	equal(t, again, first)
	if after := must(s.Version(ctx))(t); after != before {
		t.Error("the version changed without a change")
	}
	equal(t, must(s.Deliveries(ctx, analyst))(t), []indicator.Delivery{first})
}

func newestWins(t *testing.T, s Stores) {
	k := key("income", buurten)
	number := func() float64 {
		n, _ := must(s.Column(ctx, analyst, k))(t).Find(code(t, "BU05050001")).Number()
		return n
	}
	save(t, s, figures(t, indicator.CBSTable, "first", "income", 1))
	versions := map[int64]bool{must(s.Version(ctx))(t): true}
	second := save(t, s, figures(t, indicator.CBSTable, "second", "income", 2))
	versions[must(s.Version(ctx))(t)] = true
	own := save(t, s, figures(t, indicator.OwnTable, "third", "income", 3))
	versions[must(s.Version(ctx))(t)] = true
	if got := number(); got != 3 {
		t.Errorf("three deliveries give %v", got)
	}
	list := must(s.Summaries(ctx, analyst))(t)
	if len(list) != 1 || list[0].Delivery != own.ID || must(s.Indicators(ctx, analyst))(t)[0].Name.NL != "third" {
		t.Errorf("summaries: %+v", list)
	}
	if err := s.Undo(ctx, analyst, second.ID); err != nil {
		t.Fatal(err)
	}
	versions[must(s.Version(ctx))(t)] = true
	if got := number(); got != 3 {
		t.Errorf("without the second %v", got)
	}
	if err := s.Undo(ctx, analyst, own.ID); err != nil {
		t.Fatal(err)
	}
	versions[must(s.Version(ctx))(t)] = true
	if got := number(); got != 1 || len(versions) != 5 {
		t.Errorf("the first alone gives %v, %d versions", got, len(versions))
	}
	// What was undone may come again, and is then the newest.
	save(t, s, figures(t, indicator.CBSTable, "second", "income", 2))
	if got := number(); got != 2 {
		t.Errorf("the second once more gives %v", got)
	}
}

// laidOver saves the country first and then a part of it: the part speaks where it has something to say, and the rest of
// the country stays.
func laidOver(t *testing.T, s Stores) {
	save(t, s, figures(t, indicator.CBSTable, "country", "income", 1, 2, 3))
	part := figures(t, indicator.OwnTable, "part", "income", 10)
	part.Columns[0] = part.Columns[0].Align(must(area.NewIndex(buurten, []area.Code{code(t, "BU05050001"), code(t, "BU05050002")}))(t))
	own := save(t, s, part)
	read := func(who reader.Reader) []float64 {
		var numbers []float64
		c := must(s.Column(ctx, who, key("income", buurten)))(t)
		for i := range c.Len() {
			n, _ := c.At(i).Number()
			numbers = append(numbers, n)
		}
		return numbers
	}
	equal(t, read(analyst), []float64{10, 2, 3})
	equal(t, read(neighbour), []float64{1, 2, 3})
	summaries := must(s.Summaries(ctx, analyst))(t)
	equal(t, len(summaries), 1)
	equal(t, []any{summaries[0].Delivery, summaries[0].Known, summaries[0].Areas}, []any{own.ID, 3, 3})
	if err := s.Undo(ctx, analyst, own.ID); err != nil {
		t.Fatal(err)
	}
	equal(t, read(analyst), []float64{1, 2, 3})
}

// corrected saves two rounds of one table: where the second has a row, it counts, also without a number, and with the
// sign that stands there.
func corrected(t *testing.T, s Stores) {
	save(t, s, figures(t, indicator.CBSTable, "first round", "income", 1, 2, 3))
	part := figures(t, indicator.CBSTable, "second round", "income")
	b := indicator.NewBuilder(key("income", buurten), must(area.NewIndex(buurten, []area.Code{code(t, "BU05050001"), code(t, "BU05050002")}))(t))
	if err := b.SetKnown(0, 10, 0); err != nil {
		t.Fatal(err)
	}
	b.SetMissing(1, indicator.Of(indicator.NotMeasured))
	b.SetSign(1, ".")
	part.Columns[0] = b.Column()
	second := save(t, s, part)
	c := must(s.Column(ctx, analyst, key("income", buurten)))(t)
	var statuses []indicator.Status
	for i := range c.Len() {
		statuses = append(statuses, c.At(i).Status())
	}
	equal(t, statuses, []indicator.Status{indicator.Known, indicator.NotMeasured, indicator.Known})
	equal(t, []string{c.SignAt(0), c.SignAt(1), c.SignAt(2)}, []string{"", ".", ""})
	equal(t, []bool{c.DeliveryAt(0) == second.ID, c.DeliveryAt(1) == second.ID, c.DeliveryAt(2) == second.ID}, []bool{true, true, false})
}

// besideATable saves boundaries that carry a figure after the table of that figure: the table counts, in any order.
func besideATable(t *testing.T, s Stores) {
	along := func(fingerprint string, numbers ...float64) indicator.Batch {
		b := figures(t, indicator.CBSTable, fingerprint, "income", numbers...)
		b.Delivery.Kind = indicator.Boundaries
		return b
	}
	save(t, s, along("map before", 7, 7, 7))
	table := save(t, s, figures(t, indicator.CBSTable, "table", "income", 1.5, 2.5))
	save(t, s, along("map after", 9, 9, 9))
	c := must(s.Column(ctx, analyst, key("income", buurten)))(t)
	var numbers []float64
	for i := range c.Len() {
		n, _ := c.At(i).Number()
		numbers = append(numbers, n)
	}
	equal(t, numbers, []float64{1.5, 2.5, 9})
	equal(t, []bool{c.Delivery() == table.ID, c.DeliveryAt(0) == table.ID, c.DeliveryAt(2) == table.ID}, []bool{true, true, false})
}

func undoIsExact(t *testing.T, s Stores) {
	save(t, s, figures(t, indicator.CBSTable, "a", "income", 1, 2))
	save(t, s, boundaries(t, "b", named(t, "BU05050001", "Dorp"), named(t, "BU05070001", "Eiland")))
	save(t, s, figures(t, indicator.OwnTable, "c", "clients", 7))
	before, beforeOthers := DumpOf(t, s, analyst), DumpOf(t, s, passerby)
	for _, b := range []indicator.Batch{figures(t, indicator.CBSTable, "d", "income", 3, 4, 5),
		figures(t, indicator.OwnTable, "e", "clients", 3, 4, 5), figures(t, indicator.OwnTable, "f", "income", 9),
		boundaries(t, "g", named(t, "BU05050001", "Nieuwdorp"), named(t, "BU05090001", "Haven"))} {
		saved := save(t, s, b)
		DumpOf(t, s, analyst)
		if err := s.Undo(ctx, analyst, saved.ID); err != nil {
			t.Fatal(err)
		}
		equal(t, DumpOf(t, s, analyst), before)
		equal(t, DumpOf(t, s, passerby), beforeOthers)
	}
}
