package table

import (
	"slices"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// signed is a mapping of an invented table, of which -1 and a long text stand for no number.
const signed = `title: Meldingen
source: Gemeente Eendorp
published: true
year: 2020
level: wijk
key: wijk
period: 2020
signs: {"-1": withheld, "n.v.t.": not_applicable, "te weinig waarnemingen": withheld}
columns:
  meldingen: {id: reports, name: Meldingen, unit: count}
`

func TestSignsOfATableStandAsTheyStoodInTheSource(t *testing.T) {
	file := write(t, "t.csv", "wijk;meldingen\nWK036300;12\nWK036301; n.v.t. \nWK036302;-1\nWK036303;X\nWK036304;\n"+
		"WK036305;te weinig waarnemingen\nWK036306;-99999997\n")
	b := read(t, file, mapping(t, signed), Options{})
	c := b.Columns[0]
	var got []string
	var statuses []indicator.Status
	for i := range c.Len() {
		sign := "?"
		if c.HasSign(i) {
			sign = c.SignAt(i)
		}
		got, statuses = append(got, sign), append(statuses, c.At(i).Status())
	}
	// A number of the mapping's own and a long text are not kept: a store cannot tell them from a figure or from a remark.
	if want := []string{"?", "n.v.t.", "?", "X", "", "?", "-99999997"}; !slices.Equal(got, want) {
		t.Errorf("signs %q, want %q", got, want)
	}
	if want := []indicator.Status{indicator.Known, indicator.NotApplicable, indicator.Withheld, indicator.Withheld, indicator.NotMeasured,
		indicator.Withheld, indicator.Withheld}; !slices.Equal(statuses, want) {
		t.Errorf("statuses %v, want %v", statuses, want)
	}
	if _, err := indicator.Restore(c.Parts()); err != nil {
		t.Error(err)
	}
}
