package neighbourhood

import (
	"fmt"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/crosswalk"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/pattern"
)

// point is an invented figure of one year; a negative one is not known.
func point(t *testing.T, year int, x, low, high float64, b pattern.Break) pattern.Point {
	t.Helper()
	code, err := area.ParseCode("BU00010001")
	if err != nil {
		t.Fatal(err)
	}
	index, err := area.NewIndex(area.DivisionID{Level: area.Neighbourhood, Year: 2022}, []area.Code{code})
	if err != nil {
		t.Fatal(err)
	}
	builder := indicator.NewBuilder(indicator.Key{Indicator: "aa", Period: indicator.Year(year), Division: index.Division()}, index)
	if x >= 0 {
		if err := builder.SetKnown(0, x, 0); err != nil {
			t.Fatal(err)
		}
		if err := builder.SetBounds(0, low, high); err != nil {
			t.Fatal(err)
		}
	}
	return pattern.Point{Period: indicator.Year(year), Value: builder.Column().At(0), Break: b, Converted: true}
}

func TestYearsOverAChangedBoundaryAreInTheLine(t *testing.T) {
	redrawn := func(share float64) pattern.Break {
		return pattern.Break{State: crosswalk.Redrawn, Estimated: share}
	}
	joined := pattern.Break{State: crosswalk.Joined}
	for name, test := range map[string]struct {
		points []pattern.Point
		want   string
		says   []string
	}{
		"estimated, and one cannot be converted": {
			[]pattern.Point{point(t, 2017, 11, 10, 12, redrawn(.02)), point(t, 2018, 12, 9, 15, redrawn(.4)), point(t, 2019, -1, 0, 0, pattern.Break{Lost: true})},
			"[2017 2018 2020 2021] break 2020 missing true", []string{"2017 en 2018", "40 %", "In 2018", "tussen 9,0 % en 15,0 %"},
		},
		"a share of a part of one area": {
			[]pattern.Point{point(t, 2019, 11, 11, 11, redrawn(1))}, "[2019 2020 2021] break 2020 missing false", []string{"100 %", "het hele oude gebied"},
		},
		"whole areas": {[]pattern.Point{point(t, 2019, 11, 11, 11, joined)}, "[2019 2020 2021] break 2020 missing false", []string{"2019", "opgeteld"}},
		"the same area under another code": {
			[]pattern.Point{point(t, 2019, 11, 11, 11, pattern.Break{State: crosswalk.Renamed})}, "[2019 2020 2021] break 0 missing false", nil,
		},
		"a year that is there already, and one to come": {
			[]pattern.Point{point(t, 2020, 99, 99, 99, redrawn(.1)), point(t, 2024, 99, 99, 99, redrawn(.1))}, "[2020 2021] break 0 missing false", nil,
		},
	} {
		v := &view{r: &page.Request{Language: locale.Dutch}, what: &loaded{division: area.DivisionID{Level: area.Neighbourhood, Year: 2022}}}
		f := figure{in: indicator.Indicator{Unit: "%", Decimals: 1}, otherArea: true}
		f.series.Years, f.series.Measures = []int{2020, 2021}, []drawing.Measure{{Value: 1, Known: true}, {Value: 2, Known: true}}
		v.add(&f, test.points)
		if got := fmt.Sprintf("%v break %d missing %v", f.series.Years, f.series.Break, f.otherArea); got != test.want || len(f.series.Measures) != len(f.series.Years) {
			t.Errorf("%s: %s", name, got)
		}
		for _, say := range test.says {
			if !strings.Contains(f.Converted, say) {
				t.Errorf("%s: “%s” lacks “%s”", name, f.Converted, say)
			}
		}
		if (f.Converted == "") != (test.says == nil) {
			t.Errorf("%s: says “%s”", name, f.Converted)
		}
	}
}
