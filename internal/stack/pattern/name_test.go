package pattern

import (
	"math"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/stack/hotspot"
	"github.com/buurtbeeld/buurtbeeld/spatial/trend"
)

// year is one area in one year as hotspots are found: its category, its side and its chance.
func year(c hotspot.Category, z, p float64) *hotspot.Result {
	r := &hotspot.Result{Finding: hotspot.Finding{Category: []hotspot.Category{c}, Z: []float64{z}, P: []float64{p}, Mean: 0}}
	r.Smoothed = []float64{math.Copysign(1, z)}
	return r
}

func TestAYearCountsForAnAreaThatStandsOutInAnother(t *testing.T) {
	tests := map[string]struct {
		years []*hotspot.Result
		want  []trend.Step
	}{
		"never firm": {
			[]*hotspot.Result{year(hotspot.NoPattern, 2.5, 0.01), year(hotspot.NoPattern, 2.6, 0.02)},
			[]trend.Step{trend.Neither, trend.Neither},
		},
		"firm once": {
			[]*hotspot.Result{year(hotspot.NoPattern, 2.5, 0.05), year(hotspot.High, 3.6, 0.0002), year(hotspot.NoPattern, 1.2, 0.2)},
			[]trend.Step{trend.Hot, trend.Hot, trend.Neither},
		},
		"firm on the other side": {
			[]*hotspot.Result{year(hotspot.NoPattern, -2.5, 0.01), year(hotspot.High, 3.6, 0.0002)},
			[]trend.Step{trend.Neither, trend.Hot},
		},
		"low": {
			[]*hotspot.Result{year(hotspot.NoPattern, -2.5, 0.01), year(hotspot.Low, -3.6, 0.0002), year(hotspot.Unsaid, math.NaN(), math.NaN())},
			[]trend.Step{trend.Cold, trend.Cold, trend.Unknown},
		},
		"an exception among its neighbours": {
			[]*hotspot.Result{year(hotspot.HighAmongLow, -3, 0.0001), year(hotspot.LowAmongHigh, 3, 0.0001)},
			[]trend.Step{trend.Neither, trend.Neither},
		},
	}
	for name, test := range tests {
		s := &Series{Areas: []AreaSeries{{Cells: make([]Cell, len(test.years))}}}
		b := &seriesBuilder{s: s, found: test.years}
		b.steps(0)
		for k, want := range test.want {
			if got := s.Areas[0].Cells[k].Step; got != want {
				t.Errorf("%s, year %d: got %v, want %v", name, k, got, want)
			}
		}
	}
}
