package protection

import (
	"context"
	"crypto/rand"
	"maps"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// fataler is a test or a draw of a property.
type fataler interface {
	Helper()
	Fatal(...any)
	Context() context.Context
}

func rulesOf(t fataler, name string) policy.Policy {
	t.Helper()
	p, err := policy.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// counts are the numbers of a column by the code of their area; below zero is a number that the owner withholds.
type counts map[string]float64

// delivered is a delivery of one level: a column for each figure, or a share where of says of how many.
type delivered struct {
	year    int
	figures map[string]counts
	partOf  map[string]string
	among   string
	of      map[string]counts
}

func (d delivered) raw(t fataler) indicator.Raw {
	t.Helper()
	codes := map[string]bool{}
	for _, c := range d.figures {
		for code := range c {
			codes[code] = true
		}
	}
	var areas []area.Area
	for _, text := range slices.Sorted(maps.Keys(codes)) {
		code, err := area.ParseCode(text)
		if err != nil {
			t.Fatal(err)
		}
		areas = append(areas, area.Area{Code: code})
	}
	year := max(d.year, 2020)
	division, err := area.NewDivision(area.DivisionID{Level: areas[0].Code.Level(), Year: year}, areas)
	if err != nil {
		t.Fatal(err)
	}
	raw := indicator.Raw{Division: division, Delivery: indicator.Delivery{Kind: indicator.OwnTable, Source: "Gemeente", Title: "Tabel", Year: year}}
	for _, id := range slices.Sorted(maps.Keys(d.figures)) {
		in := indicator.Indicator{ID: indicator.ID(id), Unit: "persons", PartOf: indicator.ID(d.partOf[id])}
		if in.PartOf != "" {
			in.Among = d.among
		}
		column := indicator.RawColumn{Counts: true, Line: 9}
		if d.of[id] != nil {
			in.Unit, in.Among, column.Counts, column.OutOf = "%", "", false, 100
		}
		b := indicator.NewBuilder(indicator.Key{Indicator: in.ID, Period: indicator.Year(2020), Division: division.ID()}, division.Index())
		for i := range division.Len() {
			code := division.At(i).Code.String()
			x, ok := d.figures[id][code]
			switch {
			case ok && x < 0:
				b.SetMissing(i, indicator.Of(indicator.Withheld))
			case ok:
				if err := b.SetKnown(i, x, 0); err != nil {
					t.Fatal(err)
				}
				if of := d.of[id][code]; of > 0 {
					b.SetRatio(i, x/100*of, of)
				}
			}
		}
		column.Column = b.Column()
		raw.Indicators, raw.Columns = append(raw.Indicators, in), append(raw.Columns, column)
	}
	return raw
}

// desk protects deliveries one after the other, and remembers what left.
type desk struct {
	rules   policy.Policy
	earlier []indicator.Given
}

func (k *desk) protect(t fataler, d delivered) (indicator.Batch, error) {
	t.Helper()
	b, err := Protect(t.Context(), d.raw(t), Options{Rules: k.rules, Random: rand.Reader, Earlier: k.earlier})
	if err != nil {
		return b, err
	}
	if b.Given != len(k.earlier) {
		t.Fatal("the batch does not tell how much had left")
	}
	var given []indicator.Given
	for i, c := range b.Columns {
		given = append(given, indicator.Given{Indicator: b.Indicators[i], Column: c})
	}
	k.earlier = append(given, k.earlier...)
	return b, nil
}

func (k *desk) must(t fataler, d delivered) indicator.Batch {
	t.Helper()
	b, err := k.protect(t, d)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// shown are the numbers of a figure that are shown, and withheld the areas of which it is not.
func shown(t fataler, b indicator.Batch, id string) (numbers counts, withheld []string) {
	t.Helper()
	numbers = counts{}
	for _, c := range b.Columns {
		if string(c.Key().Indicator) != id {
			continue
		}
		for i := range c.Len() {
			code := c.Index().Code(i).String()
			if x, ok := c.At(i).Number(); ok {
				numbers[code] = x
			} else if c.At(i).Status() == indicator.Withheld {
				withheld = append(withheld, code)
			}
		}
	}
	return numbers, withheld
}
