package neighbourhood

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// figure is one indicator for the area: the newest value beside those of the areas around it, and all years.
type figure struct {
	ID, Name, Value, Spoken, Bounds, Flags, Period, Group string
	Known                                                 bool
	Dots, Line, Compare                                   string
	Around                                                []string
	Source, SourceHref, About, Definition, Unit           string
	Division, Denominator                                 string

	// Converted says how far years before a change of the boundary are estimates.
	Converted string
	// Stands says whether the figure stands out with the surroundings.
	Stands string

	in     indicator.Indicator
	key    indicator.Key
	value  indicator.Value
	around []indicator.Value // of the areas in which it lies
	// reference is what the area is held against: its municipality, or the middle one of the areas in it.
	reference reference
	series    drawing.Series
	delivery  string
	// brought is true for a figure of a table that somebody mapped by hand: it is here on purpose.
	brought   bool
	otherArea bool // some years were left out, since they may be about another area
}

// figures reads every indicator that is loaded at the level of the page.
func (p *Pages) figures(v *view) ([]figure, error) {
	comparable, err := p.comparable(v)
	if err != nil {
		return nil, err
	}
	var list []figure
	for _, in := range v.what.indicators {
		keys := v.what.keys(in.ID)
		if len(keys) == 0 {
			continue
		}
		f := figure{in: in, ID: string(in.ID), Name: in.Name.In(v.r.Language.String())}
		for _, k := range keys {
			if !comparable[k.Division.Year] {
				f.otherArea = true
				continue
			}
			c, err := p.o.Figures.Column(v.r.Context(), v.r.Reader, k)
			if err != nil {
				return nil, err
			}
			value, from := c.Find(v.own.Code), c.Delivery()
			if at, ok := c.Index().Find(v.own.Code); ok {
				from = c.DeliveryAt(at)
			}
			f.series.Years = append(f.series.Years, k.Period.Year())
			f.series.Measures = append(f.series.Measures, drawing.MeasureOf(value))
			// The newest year with a number is shown; without any number the newest year tells why.
			if _, known := value.Number(); known || f.Period == "" || !f.Known {
				f.value, f.Known, f.Period, f.Group, f.delivery = value, known, k.Period.String(), k.Group, from
				f.key = k
				f.Division = indicator.Year(k.Division.Year).String()
				if f.around, err = p.around(v, k); err != nil {
					return nil, err
				}
				f.reference = v.referenceOf(f.around, c)
			}
		}
		if f.Period == "" {
			continue
		}
		v.write(&f)
		list = append(list, f)
	}
	return list, nil
}

// comparable tells of which divisions the figures are about this same area: its own, and earlier ones as long as every
// division since then says that it did not change.
func (p *Pages) comparable(v *view) (map[int]bool, error) {
	own := v.what.division
	ok := map[int]bool{own.Year: true}
	for year := own.Year; ; year-- {
		id := area.DivisionID{Level: own.Level, Year: year}
		if !slices.Contains(v.what.divisions, id) {
			return ok, nil
		}
		d, err := p.o.Figures.Division(v.r.Context(), v.r.Reader, id)
		if err != nil {
			return nil, err
		}
		if a, found := d.Find(v.own.Code); !found || a.Change != area.Unchanged {
			return ok, nil
		}
		ok[year-1] = true
	}
}

// around returns the same figure for the areas in which the area lies.
func (p *Pages) around(v *view, k indicator.Key) ([]indicator.Value, error) {
	list := make([]indicator.Value, len(v.lineage))
	for i, a := range v.lineage {
		k.Division.Level = a.Code.Level()
		if !v.what.has[k] {
			continue
		}
		c, err := p.o.Figures.Column(v.r.Context(), v.r.Reader, k)
		if err != nil {
			return nil, err
		}
		list[i] = c.Find(a.Code)
	}
	return list, nil
}

// write puts a figure into words.
func (v *view) write(f *figure) {
	l := v.r.Language
	f.Value, f.Bounds, f.Flags = wording.Value(l, f.in, f.value), wording.Bounds(l, f.in, f.value), wording.Flags(l, f.value.Mark())
	if x, ok := f.value.Number(); ok {
		f.Spoken = wording.Spoken(l, f.in, x)
	}
	f.About, f.Definition, f.Unit = page.LinkIn(l, "/cijfer/"+f.ID), f.in.Definition.In(l.String()), wording.Unit(l, f.in.Unit)
	f.Compare = v.compare(*f)
	for _, value := range f.around {
		f.Around = append(f.Around, wording.Short(l, f.in, value))
	}
	if i := slices.IndexFunc(v.what.indicators, func(in indicator.Indicator) bool { return in.ID == f.in.Denominator }); i >= 0 {
		f.Denominator = v.what.indicators[i].Name.In(l.String())
	}
	if i := slices.IndexFunc(v.deliveries, func(d indicator.Delivery) bool { return d.ID == f.delivery }); i >= 0 {
		d := v.deliveries[i]
		f.brought = d.Kind == indicator.OwnTable
		f.Source, f.SourceHref = wording.Source(d), page.LinkIn(l, "/bronnen/"+d.ID)
		if credit := wording.Credit(d); !slices.Contains(v.Sources, credit) {
			v.Sources = append(v.Sources, credit)
		}
	}
}

// side is how a value lies beside another one.
type side int

const (
	unknownSide side = iota
	lower
	equal
	higher
	maybe // different, but within the margins
)

// reference is a value to hold the area against, with what it is the value of.
type reference struct {
	name   string
	value  float64
	known  bool
	median bool
}

// fewestAreas is how many areas with a number it takes before one of them is called the middle one.
const fewestAreas = 5

// referenceOf returns the value of the municipality; where the source gives none, that of the middle one of its areas.
func (v *view) referenceOf(around []indicator.Value, c indicator.Column) reference {
	m := v.municipality()
	for i, a := range v.lineage {
		if x, ok := around[i].Number(); ok && a.Code == m.Code {
			return reference{name: m.Name, value: x, known: true}
		}
	}
	from, to := c.Index().Range(m.Code)
	var known []float64
	for i := from; i < to; i++ {
		if x, ok := c.At(i).Number(); ok {
			known = append(known, x)
		}
	}
	if len(known) < fewestAreas {
		return reference{}
	}
	slices.Sort(known)
	n := len(known)
	name := v.t("neighbourhood.middle", "level", v.Level, "name", m.Name)
	return reference{name: name, value: (known[(n-1)/2] + known[n/2]) / 2, known: true, median: true}
}

// about is the part of a value by which two figures may differ and be called about equal: a twentieth, and a tenth for an
// estimate of a model that comes without margins.
func (f figure) about() float64 {
	if _, _, bounds := f.value.Bounds(); !bounds && (f.in.Modelled || f.value.Mark().Modelled()) {
		return 0.1
	}
	return 0.05
}

// beside compares the area with what it is held against. Small differences are called about equal; where
// the margins overlap the difference may be chance.
func (f figure) beside() side {
	own, ok := f.value.Number()
	if !ok || !f.reference.known {
		return unknownSide
	}
	other := f.reference.value
	if low, high, bounds := f.value.Bounds(); bounds && low <= other && other <= high {
		return maybe
	}
	if math.Abs(own-other) <= f.about()*math.Max(math.Abs(own), math.Abs(other)) {
		return equal
	}
	if own > other {
		return higher
	}
	return lower
}

// compare says how the area lies beside what it is held against.
func (v *view) compare(f figure) string {
	if f.in.Summable || f.in.Unit == "persons" {
		return ""
	}
	name := f.reference.name
	switch f.beside() {
	case lower:
		return v.t("neighbourhood.lower", "name", name)
	case higher:
		return v.t("neighbourhood.higher", "name", name)
	case equal:
		return v.t("neighbourhood.equal", "name", name)
	case maybe:
		return v.t("neighbourhood.maybe", "name", name)
	}
	return ""
}

// mostCards is how many figures get a chart, so that a print fits two pages; all others are in the table.
const mostCards = 24

// arrange puts the figures under their sphere, what people do together first. Those with a chart are the ones that say
// how people are doing, or that a ready-made stack uses.
func (v *view) arrange(figures []figure) {
	used := map[indicator.ID]bool{}
	for _, preset := range stack.Presets() {
		for _, layer := range preset.Layers {
			used[layer.Layer.Indicator] = true
		}
	}
	left := mostCards
	for _, s := range []indicator.Sphere{indicator.Communal, indicator.Personal, indicator.Institutional, ""} {
		part := sphere{Name: wording.Sphere(v.r.Language, s), Intro: v.t("neighbourhood.sphere_" + string(cmp.Or(s, "context")))}
		for _, f := range figures {
			if f.in.Sphere != s || left == 0 || !f.in.Catalogue && !f.brought || f.in.ID == indicator.Population {
				continue
			}
			if s == "" && !used[f.in.ID] && (!f.Known || !f.brought && f.in.Direction == indicator.Neutral) {
				continue
			}
			left--
			f.Dots, f.Line = v.dots(f), v.line(f)
			part.Figures = append(part.Figures, f)
		}
		if len(part.Figures) > 0 {
			v.Spheres = append(v.Spheres, part)
		}
	}
	v.Table = slices.Clone(figures)
	slices.SortFunc(v.Table, func(a, b figure) int { return cmp.Compare(a.Name, b.Name) })
	for _, a := range v.lineage {
		v.Columns = append(v.Columns, a.Name)
	}
	v.Empty = !slices.ContainsFunc(figures, func(f figure) bool { return f.Known && f.in.ID != indicator.Population })
}

// dots draws the figure beside those of the areas around it.
func (v *view) dots(f figure) string {
	l := v.r.Language
	c := drawing.DotChart{}
	c.Label = v.t("neighbourhood.dots_label", "name", f.Name, "period", f.Period)
	c.Width = 320
	c.Format = func(x float64) string { return wording.Tick(l, x) }
	row := func(name string, value indicator.Value, own bool) {
		text, missing := wording.Short(l, f.in, value), wording.Status(l, value.Status())
		beside := text
		if _, known := value.Number(); !known {
			beside = missing
		}
		c.Rows = append(c.Rows, drawing.DotRow{Label: shorten(name, beside), Measure: drawing.MeasureOf(value), Own: own, Missing: missing, Text: text})
	}
	row(v.Name, f.value, true)
	some := f.Known
	for i, value := range f.around {
		if _, known := value.Number(); known {
			row(v.lineage[i].Name, value, false)
			some = true
		}
	}
	if !some {
		return ""
	}
	if f.reference.median {
		text := wording.Number(l, f.in, f.reference.value)
		c.Rows = append(c.Rows, drawing.DotRow{Label: shorten(f.reference.name, text), Measure: drawing.Measure{Value: f.reference.value, Known: true}, Text: text})
	}
	return drawing.Dots(c)
}

// lineLetters is how many letters fit on one line of the chart.
const lineLetters = 48

// shorten cuts a long name so that it does not run into what stands beside it.
func shorten(name, beside string) string {
	letters, fit := []rune(name), max(8, lineLetters-len([]rune(beside)))
	if len(letters) <= fit {
		return name
	}
	return strings.TrimRight(string(letters[:fit-1]), " ") + "…"
}

// line draws all years small.
func (v *view) line(f figure) string {
	known := 0
	for _, m := range f.series.Measures {
		if m.Known {
			known++
		}
	}
	if known < 2 {
		return ""
	}
	c := drawing.LineChart{Series: []drawing.Series{{Own: true, Years: f.series.Years, Measures: f.series.Measures, Break: f.series.Break}}, Mini: true}
	first, last := indicator.Year(f.series.Years[0]).String(), indicator.Year(f.series.Years[len(f.series.Years)-1]).String()
	c.Label = v.t("neighbourhood.line_label", "name", f.Name, "first", first, "last", last)
	c.Width, c.Height = 320, 64
	c.Format = func(x float64) string { return v.r.Language.Number(x, f.in.Decimals) }
	return drawing.Lines(c)
}

// Years says which years the small line shows.
func (f figure) Years() string {
	n := len(f.series.Years)
	if n < 2 {
		return ""
	}
	return indicator.Year(f.series.Years[0]).String() + "–" + indicator.Year(f.series.Years[n-1]).String()
}
