package ownarea

import (
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// What a figure leans on is checked against what is published around the own area, however it was put together: the same
// total is given where it is published, and refused where that is not so.
func TestATotalIsOnlyGivenWhereItIsPublished(t *testing.T) {
	f := town(t, 2)
	f.put(t, people, area.Neighbourhood, "cbs", all(1000, 900)...)
	f.put(t, benefit, area.Neighbourhood, "cbs", withheld, known(20))
	f.put(t, benefit, area.District, "cbs", known(50))
	for name, c := range map[string]struct {
		within Area
		want   Verdict
	}{"published": {whole(t, f, a0, a1), Follows}, "not published": {Area{Division: whole(t, f, a0).Division}, MayNot}} {
		b := &builder{ctx: ctx, r: analyst, figures: f, area: c.within, has: map[indicator.Key]bool{}, public: map[string]bool{}, divisions: map[area.Level]*area.Division{}}
		if err := b.load(); err != nil {
			t.Fatal(err)
		}
		key, ok := b.newest(benefit.ID)
		if !ok {
			t.Fatal("no figure")
		}
		l := &layer{value: Value{Key: key, Indicator: benefit, Totals: []area.Code{code(t, "WK000100")}}, coarse: map[area.Level]*grade{}}
		var err error
		if l.fine, err = b.grade(l, area.Neighbourhood); err != nil {
			t.Fatal(err)
		}
		may, err := b.judge(l, func() ([]Entry, error) { return nil, nil })
		if err != nil || may != c.want {
			t.Errorf("%s: %v, %v", name, may, err)
		}
	}
}
