// Package wording writes figures, statuses and areas the way pages say them, in either language (Dutch: verwoording).
// Numbers of people are rounded to "9 van de 100"; a value without a number is told by its status, never as zero.
package wording

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
)

// mostDecimals is how many a small number gets at most.
const mostDecimals = 3

// Number writes the number of a figure with the decimals that people see, and its unit.
//
// A small number that would round to zero gets the decimals that it takes, up to three: only zero is written as 0.
func Number(l locale.Language, in indicator.Indicator, x float64) string {
	for x != 0 && in.Decimals < mostDecimals && math.Abs(x) <= 0.5*math.Pow10(-in.Decimals) {
		in.Decimals++
	}
	switch {
	case in.Unit.IsShare():
		return l.Text("web.percent", "x", l.Number(x, in.Decimals))
	case in.Unit == "x1000 EUR":
		return l.Text("web.thousand_euro", "x", l.Number(x, in.Decimals))
	case strings.HasPrefix(string(in.Unit), "EUR"):
		return l.Text("web.euro", "x", l.Number(x, in.Decimals))
	case strings.HasPrefix(string(in.Unit), "per 10"):
		return l.Text("web.per", "x", l.Number(x, in.Decimals), "of", perWhat(l, in.Unit))
	case in.Unit == "km", in.Unit == "m":
		return l.Number(x, in.Decimals) + " " + string(in.Unit)
	}
	return l.Number(x, in.Decimals)
}

// perWhat returns the 1000 of "per 1000".
func perWhat(l locale.Language, unit indicator.Unit) string {
	n := 0.0
	for _, r := range strings.TrimPrefix(string(unit), "per ") {
		if r >= '0' && r <= '9' {
			n = n*10 + float64(r-'0')
		} else if r != ',' && r != '.' {
			break
		}
	}
	return l.Number(n, 0)
}

// Value writes a figure, or says in words why there is no number.
func Value(l locale.Language, in indicator.Indicator, v indicator.Value) string {
	if x, ok := v.Number(); ok {
		return Number(l, in, x)
	}
	return Status(l, v.Status())
}

// Short writes a figure for a narrow place, with a dash where there is no number.
func Short(l locale.Language, in indicator.Indicator, v indicator.Value) string {
	if x, ok := v.Number(); ok {
		return Number(l, in, x)
	}
	return "–"
}

// Status says why there is no number.
func Status(l locale.Language, s indicator.Status) string { return l.Text("web.status." + s.String()) }

// Spoken writes a figure for a sentence: a share as "9 van de 100", anything else with its unit.
func Spoken(l locale.Language, in indicator.Indicator, x float64) string {
	if !in.Unit.IsShare() || x < 0 || x > 100 {
		return Number(l, in, x)
	}
	n := math.Round(x)
	switch {
	case x == 0:
		return l.Text("web.none_of_100")
	case n == 0:
		return l.Text("web.under_1_of_100")
	case n == 100 && x < 100:
		return l.Text("web.nearly_100_of_100")
	}
	return l.Text("web.of_100", "x", l.Number(n, 0))
}

// Bounds writes between which values the figure probably lies, and "" when the source does not say.
func Bounds(l locale.Language, in indicator.Indicator, v indicator.Value) string {
	low, high, ok := v.Bounds()
	if !ok || low == high {
		return ""
	}
	return l.Text("web.between", "low", l.Number(low, in.Decimals), "high", Number(l, in, high))
}

// Flags says of a value that it is provisional or an estimate, and "" when it is neither.
func Flags(l locale.Language, m indicator.Mark) string {
	var words []string
	if m.Provisional() {
		words = append(words, l.Text("web.provisional"))
	}
	if m.Modelled() {
		words = append(words, l.Text("web.modelled"))
	}
	return l.List(words)
}

// Unit says what a figure counts.
func Unit(l locale.Language, u indicator.Unit) string {
	key := strings.NewReplacer(" ", "_", "%", "percent", "+", "plus", ",", "", ".", "", "(", "", ")", "", "-", "_").Replace(strings.ToLower(string(u)))
	if locale.Has("web.unit." + key) {
		return l.Text("web.unit." + key)
	}
	return string(u)
}

// Level names areas of a level: "buurt" for one, "buurten" for more.
func Level(l locale.Language, level area.Level, n int) string {
	return l.Text("web.level."+level.String(), "n", n)
}

// Areas counts areas of a level: "62 buurten".
func Areas(l locale.Language, level area.Level, n int) string {
	return l.Number(float64(n), 0) + " " + Level(l, level, n)
}

// Name returns the name of an area, and its code where the sources give none.
func Name(l locale.Language, a area.Area) string {
	switch {
	case a.Code == area.Netherlands:
		return l.Text("web.netherlands")
	case a.Name == "":
		return a.Code.String()
	}
	if strings.HasPrefix(a.Name, "Wijk Wijk ") { // Some tables write the level before a name that begins with it.
		return strings.TrimPrefix(a.Name, "Wijk ")
	}
	return a.Name
}

// Address returns the page of an area.
func Address(code area.Code) string {
	switch code.Level() {
	case area.Municipality:
		return "/gemeente/" + code.String()
	case area.District:
		return "/wijk/" + code.String()
	case area.Neighbourhood:
		return "/buurt/" + code.String()
	}
	return "/"
}

// Sphere names the part of the sociale basis that a figure is about.
func Sphere(l locale.Language, s indicator.Sphere) string {
	if s == "" {
		return l.Text("web.sphere.context")
	}
	return l.Text("web.sphere." + string(s))
}

// Source names where figures come from, as the licence asks. Some sources write "Bron:" before it themselves, which the
// page does too.
func Source(d indicator.Delivery) string {
	return strings.TrimPrefix(cmp.Or(d.Attribution, d.Source), "Bron: ")
}

// Credit names where figures come from as their licence asks: the source, its table, and the licence.
func Credit(d indicator.Delivery) string {
	text := Source(d)
	if d.Table != "" {
		text += ", " + d.Table
	}
	if d.Licence != "" && !strings.Contains(text, d.Licence) {
		text += " (" + d.Licence + ")"
	}
	return text
}

// Boundaries names where the boundaries of a division come from.
func Boundaries(all []indicator.Delivery, year int) []string {
	var list []string
	for _, d := range all {
		if credit := Credit(d); d.Kind == indicator.Boundaries && d.Year == year && !slices.Contains(list, credit) {
			list = append(list, credit)
		}
	}
	return list
}

// WithBoundaries adds to the sources of figures those of the boundaries that are drawn, as far as they are others.
func WithBoundaries(l locale.Language, named []string, all []indicator.Delivery, year int) []string {
	list := slices.Clone(named)
	for _, credit := range Boundaries(all, year) {
		if !slices.Contains(named, credit) {
			list = append(list, l.Text("web.boundaries_of", "source", credit))
		}
	}
	return list
}

// Tick writes a number along the axis of a chart, without the digits that come from counting in steps.
func Tick(l locale.Language, x float64) string { return l.Number(math.Round(x*1e6)/1e6, -1) }
