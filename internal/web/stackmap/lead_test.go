package stackmap

import (
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
)

func TestSwollen(t *testing.T) {
	for name, c := range map[string]struct {
		kind        stack.ThresholdKind
		known, hits int
		allEqual    bool
		want        bool
	}{
		"as asked":                           {stack.TopShare, 70, 14, false, false},
		"one tie more":                       {stack.TopShare, 70, 15, false, false},
		"59 of 70 are zero, so all count":    {stack.TopShare, 70, 70, false, true},
		"two of four is one more":            {stack.TopShare, 4, 2, false, false},
		"a value of one's own asks no share": {stack.FixedValue, 70, 70, false, false},
		"all equal counts nowhere":           {stack.TopShare, 70, 0, true, false},
	} {
		layer := stack.LayerResult{Known: c.known, Hits: c.hits, AllEqual: c.allEqual}
		layer.Layer.Threshold = stack.Threshold{Kind: c.kind, Percent: 20}
		if got := swollen(layer); got != c.want {
			t.Errorf("%s: swollen is %v", name, got)
		}
	}
}

func TestNewestOffers(t *testing.T) {
	year := func(y int) area.DivisionID { return area.DivisionID{Level: area.Neighbourhood, Year: y} }
	has := func(y int, ids ...indicator.ID) (list []indicator.Summary) {
		for _, id := range ids {
			list = append(list, indicator.Summary{Key: indicator.Key{Indicator: id, Division: year(y)}, Known: 5})
		}
		return list
	}
	summaries := has(2022, "unemployment_benefit_rate", "social_assistance_rate", "youth_care_share", "high_stress_share")
	summaries = append(summaries, has(2024, "unemployment_benefit_rate", "social_assistance_rate", "youth_care_share")...)
	want := map[string]int{"poverty": 2024, "growing_up": 2022}
	for _, o := range newestOffers([]area.DivisionID{year(2022), year(2024)}, summaries) {
		if y, ok := want[o.Preset.ID]; ok && o.division.Year != y {
			t.Errorf("%s is of %d, want %d", o.Preset.ID, o.division.Year, y)
		}
	}
}
