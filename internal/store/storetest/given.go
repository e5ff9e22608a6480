package storetest

import (
	"context"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// Given is what an engine remembers of figures that their owner does not publish.
type Given interface {
	Given(context.Context, reader.Reader) ([]indicator.Given, error)
}

// unpublished is a batch of an own table that was protected when so many columns had left.
func unpublished(t testing.TB, fingerprint string, id indicator.ID, given int, numbers ...float64) indicator.Batch {
	b := figures(t, indicator.OwnTable, fingerprint, id, numbers...)
	b.Delivery.Published, b.Given = false, given
	b.Indicators = []indicator.Indicator{{ID: id, PartOf: "all", Among: "parts", Decimals: 1}}
	return b
}

func givenStays(t *testing.T, s Stores) {
	save(t, s, figures(t, indicator.OwnTable, "published", "income", 1))
	first := save(t, s, unpublished(t, "first", "clients", 0, 30, 40))
	second := unpublished(t, "second", "clients", 1, 31)
	column := indicator.NewBuilder(second.Columns[0].Key(), second.Columns[0].Index())
	column.SetMissing(0, indicator.Of(indicator.Withheld))
	second.Columns[0] = column.Column()
	saved := save(t, s, second)
	same, isNew, err := s.Save(ctx, analyst, second)
	if err != nil || isNew || same.ID != saved.ID {
		t.Errorf("the same batch again: %q, %v, %v", same.ID, isNew, err)
	}
	want := must(s.Given(ctx, analyst))(t)
	if len(want) != 2 || want[0].Column.At(0).Status() != indicator.Withheld || want[1].Indicator.PartOf != "all" || want[1].Indicator.Among != "parts" {
		t.Fatalf("given: %+v", want)
	}
	if n, ok := want[1].Column.At(1).Number(); !ok || n != 40 || want[1].Column.Key() != key("clients", buurten) {
		t.Errorf("the older column is %v, %v", n, ok)
	}
	for _, id := range []string{first.ID, saved.ID} {
		if err := s.Undo(ctx, analyst, id); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, must(s.Given(ctx, analyst))(t), want)
	if theirs := must(s.Given(ctx, neighbour))(t); len(theirs) != 0 {
		t.Errorf("another tenant sees %d columns", len(theirs))
	}
	_, err = s.Given(ctx, resident)
	isKind(t, err, problem.Forbidden, "who may not write reads what left")
}

func givenAtOnce(t *testing.T, s Stores) {
	save(t, s, unpublished(t, "first", "clients", 0, 30))
	before := DumpOf(t, s, analyst)
	_, _, err := s.Save(ctx, analyst, unpublished(t, "second", "clients", 0, 20))
	isKind(t, err, problem.Conflict, "protected before the other left")
	equal(t, DumpOf(t, s, analyst), before)
	if given := must(s.Given(ctx, analyst))(t); len(given) != 1 {
		t.Errorf("%d columns left", len(given))
	}
}
