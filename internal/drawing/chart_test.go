package drawing

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/drawing/drawingtest"
	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

func percent(x float64) string {
	return strings.Replace(strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64), ".", ",", 1) + " %"
}

var frame1 = Frame{Label: "Schulden in de Bloemenbuurt", Desc: "9,4 % tegen 8,1 %", Format: percent}

func known(x float64) Measure { return Measure{Value: x, Known: true} }

func within(x, low, high float64) Measure {
	return Measure{Value: x, Known: true, HasBounds: true, Lower: low, Upper: high, Dashed: true}
}

func TestCharts(t *testing.T) {
	years := []int{2018, 2019, 2020, 2021}
	series := []Series{
		{Label: "Gemeente", Years: years, Measures: []Measure{known(8), known(8.1), known(8.1), known(8)}},
		{Label: "Bloemenbuurt", Own: true, Years: years, Measures: []Measure{within(7, 6, 8), {}, within(9, 8, 10), within(9.4, 8, 11)}},
		{Label: "Wijk", Years: years, Break: 2020, Measures: []Measure{known(7), known(7), known(8), known(8)}},
	}
	codes := drawingtest.Codes(t, "BU19990001", "BU19990002", "BU19990101")
	charts := map[string]string{
		"dots.svg": Dots(DotChart{Frame: frame1, Rows: []DotRow{
			{Label: "Bloemenbuurt", Own: true, Measure: within(9.4, 8, 11), Text: "9 van de 100"},
			{Label: "Gemeente", Measure: known(8.1)}, {Label: "Nederland", Missing: "niet gemeten"}}}),
		"lines.svg":      Lines(LineChart{Frame: frame1, Series: series}),
		"lines_mini.svg": Lines(LineChart{Frame: Frame{Label: "x", Format: percent, Width: 160, Height: 48}, Series: series[1:2], Mini: true}),
		"slope.svg": Slope(SlopeChart{Frame: frame1, From: "2018", To: "2024", Rows: []SlopeRow{
			{Label: "Bloemenbuurt", Own: true, From: known(7), To: within(9.4, 8, 11)}, {Label: "Gemeente", From: known(8), To: known(8)},
			{Label: "Wijk", To: known(8.05)}}}),
		"bars.svg": Bars(BarChart{Frame: frame1, Rows: []BarRow{{Label: "Bloemenbuurt", Own: true, Measure: known(9.4)},
			{Label: "Gemeente", Measure: known(-2)}, {Label: "Wijk", Missing: "niet getoond, om mensen te beschermen"}}}),
		"scatter.svg": Scatter(ScatterChart{Frame: frame1, XLabel: "Hypotheek", YLabel: "Schulden", HasCuts: true, XCut: 2, YCut: 5,
			Points: []ScatterPoint{{Code: codes[0], Title: "A < B", X: 1, Y: 2.5}, {Code: codes[1], X: 3, Y: 8, Chosen: true}, {Code: codes[2], X: 2, Y: 4, Small: true}}}),
	}
	for name, svg := range charts {
		wellFormed(t, svg)
		golden.Equal(t, lines(svg), name)
	}
}

func TestChartsWithoutFigures(t *testing.T) {
	f := Frame{Label: "niets"}
	for name, svg := range map[string]string{
		"dots": Dots(DotChart{Frame: f, Rows: []DotRow{{Label: "A"}}}), "lines": Lines(LineChart{Frame: f}),
		"slope": Slope(SlopeChart{Frame: f}), "bars": Bars(BarChart{Frame: f}), "scatter": Scatter(ScatterChart{Frame: f}),
		"same":   Lines(LineChart{Frame: f, Series: []Series{{Years: []int{2020}, Measures: []Measure{known(5)}}}}),
		"absurd": Scatter(ScatterChart{Frame: f, Points: []ScatterPoint{{X: math.NaN(), Y: math.Inf(1)}, {X: 1e308, Y: -1e308}}}),
	} {
		wellFormed(t, svg)
		if strings.Contains(svg, "NaN") && name != "absurd" || strings.Contains(svg, `="-0`) {
			t.Errorf("%s: %s", name, svg)
		}
	}
}

func TestMeasureOf(t *testing.T) {
	if m := MeasureOf(indicator.Value{}); m.Known || m.HasBounds {
		t.Error("a value that was not measured has no place in a chart")
	}
}

func TestNiceStep(t *testing.T) {
	for x, want := range map[float64]float64{0.9: 1, 1: 1, 1.1: 2, 3: 5, 7: 10, 0.03: 0.05, 0: 1} {
		if got := niceStep(x); math.Abs(got-want) > 1e-12 {
			t.Errorf("%v: %v", x, got)
		}
	}
}

func TestSpreadKeepsLabelsApart(t *testing.T) {
	got := spread([]float64{50, 52, 51, 98}, 10, 0, 100)
	want := []float64{50, 70, 60, 98}
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-9 {
			t.Fatalf("%v", got)
		}
	}
}
