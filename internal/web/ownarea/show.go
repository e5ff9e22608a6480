package ownarea

import (
	"bytes"
	"cmp"
	"math"
	"net/http"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/ownarea"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/web/outline"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// figure is one figure of the own area in words.
type figure struct {
	Name, Value, Between, How, Period, Around, Source, SourceHref, About, Dots string
	Known                                                                      bool

	value ownarea.Value
}

// part is one area of which the own area is made.
type part struct{ Name, Href, Share string }

// showView is the page of an own area.
type showView struct {
	ID, Name, CSV, Delete, Level string
	Lead                         []string
	Full, Nothing                string
	Cards, Table                 []figure
	Parts                        []part
	PartsTitle, Municipality     string
	Map, Defs, Signs, MapNote    string
	Unknown, Sources             []string
	// Given is the name as it was given, Changes the id of the own area that this one would take the place of.
	Given, Changes string
	// Codes and Outline are there for an area that is not kept, to keep it after all.
	Codes             []string
	Outline, Division string
	Region            string

	r      *page.Request
	result *ownarea.Result
	names  map[area.Code]string
}

// Show answers with an own area that is kept.
func (p *Pages) Show(w http.ResponseWriter, r *page.Request) error {
	a, err := p.o.Kept.FindOwnArea(r.Context(), r.Reader, r.PathValue("id"))
	if err != nil {
		return err
	}
	return p.page(w, r, a, "")
}

// CSV answers with the figures of an own area as a file.
func (p *Pages) CSV(w http.ResponseWriter, r *page.Request) error {
	a, err := p.o.Kept.FindOwnArea(r.Context(), r.Reader, r.PathValue("id"))
	if err != nil {
		return err
	}
	result, err := ownarea.Build(r.Context(), r.Reader, p.figures, p.o.Kept, a)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := ownarea.WriteCSV(&b, result, r.Language.String()); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="eigen-gebied.csv"`)
	_, err = w.Write(b.Bytes())
	return err
}

// page works an own area out and shows it, kept or not; changes is the id of the one that it would take the place of.
func (p *Pages) page(w http.ResponseWriter, r *page.Request, a ownarea.Area, changes string) error {
	result, err := ownarea.Build(r.Context(), r.Reader, p.figures, p.o.Kept, a)
	if err != nil {
		return err
	}
	l := r.Language
	v := &showView{ID: a.ID, Given: a.Name, Changes: changes, Name: cmp.Or(a.Name, l.Text("ownarea.nameless")), r: r, result: result, names: map[area.Code]string{},
		CSV: page.LinkIn(l, home+"/"+a.ID+"/cijfers.csv"), Delete: page.LinkIn(l, home+"/"+a.ID+"/verwijderen"), Level: wording.Level(l, a.Division.Level, 2)}
	if err := p.fill(v); err != nil {
		return err
	}
	f := p.frame(r, v.Name)
	f.Description = v.Lead[0]
	return p.o.Pages.Render(w, r, p.show, f, v)
}

func (p *Pages) fill(v *showView) error {
	l, a := v.r.Language, v.result.Area
	d, err := p.o.Figures.Division(v.r.Context(), v.r.Reader, a.Division)
	if err != nil {
		return err
	}
	for _, one := range a.Parts {
		found, _ := d.Find(one.Code)
		found.Code = one.Code
		line := part{Name: wording.Name(l, found), Href: page.LinkIn(l, wording.Address(one.Code))}
		v.names[one.Code] = line.Name
		if one.IsCut() {
			line.Share = l.Text("ownarea.share", "x", max(1, int(math.Round(float64(one.Share)/100))))
		}
		v.Parts = append(v.Parts, line)
		v.Codes = append(v.Codes, one.Code.String())
	}
	slices.SortStableFunc(v.Parts, func(a, b part) int { return cmp.Compare(a.Name, b.Name) })
	v.PartsTitle = l.Text("ownarea.parts", "n", len(a.Parts), "areas", wording.Level(l, a.Division.Level, len(a.Parts)))
	v.Division, v.Region = divisionText(a.Division), a.Municipalities()[0].String()
	if v.Outline, err = ownarea.GeoJSON(a); err != nil {
		return err
	}
	if err := p.municipality(v); err != nil {
		return err
	}
	if err := p.write(v); err != nil {
		return err
	}
	v.lead()
	v.unknowns()
	return p.draw(v)
}

// municipality names where the own area lies.
func (p *Pages) municipality(v *showView) error {
	in := v.result.Area.Municipalities()
	if len(in) != 1 {
		return nil
	}
	list, err := p.o.Holdings.Get(v.r.Context(), v.r.Reader)
	if err != nil {
		return err
	}
	v.Municipality = in[0].String()
	if i := slices.IndexFunc(list.Municipalities, func(m area.Area) bool { return m.Code == in[0] }); i >= 0 {
		v.Municipality = wording.Name(v.r.Language, list.Municipalities[i])
	}
	return nil
}

// mostCards is how many figures get a chart; all are in the table.
const mostCards = 12

// write puts the figures into words.
func (p *Pages) write(v *showView) error {
	l := v.r.Language
	deliveries, err := p.o.Library.Deliveries(v.r.Context(), v.r.Reader)
	if err != nil {
		return err
	}
	for _, value := range v.result.Values {
		in := value.Indicator
		f := figure{value: value, Name: in.Name.In(l.String()), Period: value.Key.Period.String(), Known: value.Answer == ownarea.Given,
			About: page.LinkIn(l, "/cijfer/"+string(in.ID)), Value: Answer(l, value), Around: wording.Short(l, in, value.Around)}
		if f.Known {
			f.Between, f.How = Between(l, value), v.how(value)
			if i := slices.IndexFunc(deliveries, func(d indicator.Delivery) bool { return d.ID == value.Delivery }); i >= 0 {
				f.Source, f.SourceHref = wording.Source(deliveries[i]), page.LinkIn(l, "/bronnen/"+deliveries[i].ID)
				if credit := wording.Credit(deliveries[i]); !slices.Contains(v.Sources, credit) {
					v.Sources = append(v.Sources, credit)
				}
			}
		}
		v.Table = append(v.Table, f)
	}
	v.Sources = wording.WithBoundaries(l, v.Sources, deliveries, v.result.Area.Division.Year)
	slices.SortStableFunc(v.Table, func(a, b figure) int { return cmp.Compare(a.Name, b.Name) })
	for _, f := range v.Table {
		if f.Known && f.value.Indicator.Catalogue && f.value.Method != ownarea.Sum && len(v.Cards) < mostCards {
			f.Dots = v.dots(f)
			v.Cards = append(v.Cards, f)
		}
	}
	return nil
}

// Answer writes a figure, or says why there is none: one sentence for every refusal.
func Answer(l locale.Language, v ownarea.Value) string {
	switch v.Answer {
	case ownarea.Given:
		return wording.Number(l, v.Indicator, v.Number)
	case ownarea.NotCombined:
		return l.Text("ownarea.not_combined")
	case ownarea.NotMeasured:
		return wording.Status(l, indicator.NotMeasured)
	}
	return wording.Status(l, indicator.Withheld)
}

// Between writes between which numbers a figure lies, and nothing when it is exact.
func Between(l locale.Language, v ownarea.Value) string {
	in := v.Indicator
	// Rounded outwards, so that the true number is between what is written.
	scale := math.Pow10(in.Decimals)
	low, high := wording.Number(l, in, math.Floor(v.Low*scale+1e-6)/scale), wording.Number(l, in, math.Ceil(v.High*scale-1e-6)/scale)
	if low == high {
		return ""
	}
	return l.Text("ownarea.between", "low", low, "high", high)
}

// how says how a figure was worked out.
func (v *showView) how(value ownarea.Value) string {
	l := v.r.Language
	text := l.Text("ownarea.method_"+value.Method.String(), "weight", value.Weight.Name.In(l.String()))
	if value.Near {
		text += " " + l.Text("ownarea.near")
	}
	if len(value.Totals) > 0 {
		text += " " + l.Text("ownarea.totals")
	}
	if value.Estimated {
		text += " " + l.Text("ownarea.estimated")
	}
	return text
}

// dots draws a figure beside that of the municipality.
func (v *showView) dots(f figure) string {
	l := v.r.Language
	c := drawing.DotChart{}
	c.Label, c.Width = l.Text("ownarea.dots_label", "name", f.Name), 320
	c.Format = func(x float64) string { return wording.Tick(l, x) }
	c.Rows = append(c.Rows, drawing.DotRow{Label: short(v.Name), Own: true, Text: f.Value,
		Measure: drawing.Measure{Value: f.value.Number, Lower: f.value.Low, Upper: f.value.High, Known: true, HasBounds: f.value.High > f.value.Low, Dashed: f.value.Estimated}})
	if _, ok := f.value.Around.Number(); ok {
		c.Rows = append(c.Rows, drawing.DotRow{Label: short(v.Municipality), Text: f.Around, Measure: drawing.MeasureOf(f.value.Around)})
	}
	return drawing.Dots(c)
}

func short(s string) string {
	if r := []rune(s); len(r) > 34 {
		return string(r[:33]) + "…"
	}
	return s
}

// lead says in a few sentences what the own area is.
func (v *showView) lead() {
	l, a := v.r.Language, v.result.Area
	areas := wording.Areas(l, a.Division.Level, len(a.Parts))
	switch {
	case v.Municipality != "":
		v.Lead = append(v.Lead, l.Text("ownarea.lead_in", "areas", areas, "municipality", v.Municipality))
	default:
		v.Lead = append(v.Lead, l.Text("ownarea.lead", "areas", areas, "n", len(a.Municipalities())))
	}
	if people, ok := v.result.Find(indicator.Population); ok && people.Answer == ownarea.Given {
		text := l.Text("ownarea.people", "x", wording.Number(l, people.Indicator, people.Number))
		if between := Between(l, people); between != "" {
			text = l.Text("ownarea.people_between", "x", wording.Number(l, people.Indicator, people.Number), "between", between)
		}
		v.Lead = append(v.Lead, text)
	}
	given := slices.ContainsFunc(v.result.Values, func(x ownarea.Value) bool { return x.Answer == ownarea.Given })
	if a.IsCut() {
		text := l.Text("ownarea.lead_cut")
		if given {
			text += " " + l.Text("ownarea.lead_estimates")
		}
		v.Lead = append(v.Lead, text)
	}
	switch {
	case given || v.result.Full:
	case v.result.WholeOnly:
		v.Nothing = l.Text("ownarea.nothing_whole")
	default:
		v.Nothing = l.Text("ownarea.nothing")
	}
	if v.result.Full {
		v.Full = l.Text("ownarea.full", "most", ownarea.MostAsked)
	}
}

// unknowns says what the figures do not tell.
func (v *showView) unknowns() {
	l := v.r.Language
	refused, combined := 0, []string{}
	for _, f := range v.Table {
		switch f.value.Answer {
		case ownarea.Refused:
			refused++
		case ownarea.NotCombined:
			combined = append(combined, f.Name)
		}
	}
	if refused > 0 {
		v.Unknown = append(v.Unknown, l.Text("ownarea.unknown_refused", "n", refused))
	}
	if v.result.WholeOnly {
		v.Unknown = append(v.Unknown, l.Text("ownarea.unknown_whole"))
	}
	if len(combined) > 0 {
		v.Unknown = append(v.Unknown, l.Text("ownarea.unknown_combined", "figures", l.List(combined)))
	}
	if out := v.result.Area.Outside; out > 0.005 {
		v.Unknown = append(v.Unknown, l.Text("ownarea.unknown_outside", "x", max(1, int(math.Round(out*100)))))
	}
	if v.result.Area.IsCut() {
		v.Unknown = append(v.Unknown, l.Text("ownarea.unknown_cut"))
	}
	v.Unknown = append(v.Unknown, l.Text("ownarea.unknown_rounding"), l.Text("ownarea.unknown_people"))
}

// showSize is how large the map of an own area is drawn.
var showSize = outline.Size{Width: 520, Height: 420}

// draw draws where the own area lies: in its municipality, or in the first of them.
func (p *Pages) draw(v *showView) error {
	l, a := v.r.Language, v.result.Area
	in := a.Municipalities()
	if has, err := p.o.Maps.Has(v.r.Context(), v.r.Reader, a.Division); err != nil || !has {
		return err
	}
	o, err := p.o.Maps.Get(v.r.Context(), v.r.Reader, a.Division, in[0], showSize)
	if err != nil || o == nil {
		return err
	}
	m := drawing.MapOptions{Prefix: "b", Palette: drawing.Sequential(5), Label: l.Text("ownarea.map_of", "name", v.Name), Over: a.Outline, Links: true}
	var fills []drawing.Fill
	for _, one := range a.Parts {
		f := drawing.Fill{Code: one.Code, Class: 2, Title: v.names[one.Code], Href: page.LinkIn(l, wording.Address(one.Code))}
		if one.IsCut() {
			f.Class = 0
		}
		fills = append(fills, f)
		if a.Outline.IsEmpty() {
			m.Chosen = append(m.Chosen, one.Code)
		}
	}
	v.Signs, v.Defs, v.Map = drawing.Signs(), o.Defs("b"), drawing.Map(o, fills, m)
	if len(in) > 1 {
		v.MapNote = l.Text("ownarea.map_more", "n", len(in))
	}
	return nil
}
