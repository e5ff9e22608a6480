package pattern

import (
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/pattern"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
	"github.com/buurtbeeld/buurtbeeld/spatial/trend"
)

// classes is how many classes the small maps of a figure have.
const classes = 5

// small draws a map per year, with the same classes in all of them.
func (v *view) small() {
	palette, class := drawing.Stack(max(1, len(v.Query.Layers))), func(c pattern.Cell) (int, bool) { return c.Hits, c.Known > 0 }
	if v.Query.Layer >= 0 {
		breaks := v.breaks()
		palette = drawing.Sequential(len(breaks) + 1)
		class = func(c pattern.Cell) (int, bool) {
			x, ok := c.Value.Number()
			at, _ := slices.BinarySearchFunc(breaks, x, func(b, x float64) int {
				if b <= x {
					return -1
				}
				return 1
			})
			return at, ok
		}
		v.YearKey = v.classText(breaks)
	} else {
		v.YearKey = v.t("pattern.key_hits", "layers", len(v.Query.Layers))
	}
	for k, p := range v.s.Periods {
		fills := make([]drawing.Fill, 0, len(v.s.Areas))
		for _, a := range v.s.Areas {
			f := drawing.Fill{Code: a.Area.Code}
			var ok bool
			if f.Class, ok = class(a.Cells[k]); !ok {
				f.Class, f.Sign = -1, signOf(a.Cells[k])
			}
			fills = append(fills, f)
		}
		m := YearMap{Year: p.Period.String(), Text: v.yearText(p)}
		m.Map = drawing.Map(v.outline, fills, drawing.MapOptions{Prefix: prefix, Palette: palette, Mini: true, Chosen: v.oneChosen(),
			Label: v.t("pattern.year_label", "region", v.Region(), "what", v.What(), "year", m.Year)})
		v.Years = append(v.Years, m)
	}
}

func signOf(c pattern.Cell) drawing.Sign {
	switch c.Value.Status() {
	case indicator.Withheld, indicator.Unreliable:
		return drawing.Withheld
	case indicator.NotApplicable:
		return drawing.NotApplicable
	}
	return drawing.NotMeasured
}

// yearText says how many areas stood out in a year.
func (v *view) yearText(p pattern.Period) string {
	text := ""
	if !v.s.Unmapped {
		text = v.t("pattern.year_count", "high", p.High, "low", p.Low)
	}
	if p.Redrawn {
		text += " " + v.t("pattern.year_converted")
	}
	return text
}

// breaks divides the values of all years together into parts of equal size, at readable numbers.
func (v *view) breaks() []float64 {
	var all []float64
	for _, a := range v.s.Areas {
		for _, c := range a.Cells {
			if x, ok := c.Value.Number(); ok {
				all = append(all, x)
			}
		}
	}
	slices.Sort(all)
	var list []float64
	for k := 1; k < classes && len(all) > 0; k++ {
		b := readable(all[min(len(all)-1, k*len(all)/classes)])
		if (len(list) == 0 || b > list[len(list)-1]) && b > all[0] {
			list = append(list, b)
		}
	}
	if len(list) == 0 && len(all) > 0 {
		list = []float64{all[len(all)-1]}
	}
	return list
}

// readable rounds a number to two digits that count.
func readable(x float64) float64 {
	if x == 0 {
		return 0
	}
	unit := math.Pow(10, math.Floor(math.Log10(math.Abs(x)))-1)
	return math.Round(math.Round(x/unit)*unit*1e9) / 1e9
}

// classText says where the classes of the small maps begin.
func (v *view) classText(breaks []float64) string {
	var list []string
	for _, b := range breaks {
		in := v.s.Indicator
		in.Decimals = max(in.Decimals, decimals(b))
		list = append(list, wording.Number(v.l, in, b))
	}
	return v.t("pattern.key_values", "breaks", list)
}

func decimals(x float64) int {
	n := 0
	for ; n < 3 && math.Abs(x*math.Pow10(n)-math.Round(x*math.Pow10(n))) > 1e-9; n++ {
	}
	return n
}

// stepSign is the sign of a year in which an area stood out, with its words.
func (v *view) stepSign(s trend.Step) (sign, words string) {
	switch s {
	case trend.Hot:
		return "▲", v.t("pattern.step_high")
	case trend.Cold:
		return "▼", v.t("pattern.step_low")
	}
	return "", ""
}
