package indicator

import (
	"fmt"
	"slices"
	"testing"
)

func TestOutliersAreFarFromTheOthers(t *testing.T) {
	var codes []string
	for i := range 25 {
		codes = append(codes, fmt.Sprintf("BU05050%03d", i))
	}
	x := index(t, codes...)
	column := func(value func(i int) float64) Column {
		b := NewBuilder(Key{Indicator: "a"}, x)
		for i := range x.Len() {
			_ = b.SetKnown(i, value(i), 0)
		}
		return b.Column()
	}
	for name, test := range map[string]struct {
		value func(i int) float64
		want  []string
	}{
		"two far away, the farthest first": {func(i int) float64 {
			return map[int]float64{3: 500, 7: -900}[i] + float64(i%5)
		}, []string{"BU05050007", "BU05050003"}},
		"nobody far away": {func(i int) float64 { return float64(i) }, nil},
		"all the same":    {func(int) float64 { return 4 }, nil},
	} {
		var o Outliers
		o.Look(column(test.value))
		var got []string
		for _, f := range o.Farthest() {
			got = append(got, f.Area.String())
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
	var o Outliers
	if o.Look(column(func(i int) float64 { return float64(i * i) }).Align(index(t, codes[:10]...))); o.Farthest() != nil {
		t.Error("of ten values nobody knows what is usual")
	}
}
