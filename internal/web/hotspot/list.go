package hotspot

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/hotspot"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// look is how a kind of find is drawn: a class of the palette of differences and a mark, so that no find is told by colour
// alone.
type look struct {
	class int
	mark  drawing.Mark
}

var looks = map[hotspot.Category]look{
	hotspot.Low: {0, drawing.Down}, hotspot.LowAmongHigh: {1, drawing.HollowDown}, hotspot.NoPattern: {2, drawing.NoMark},
	hotspot.HighAmongLow: {3, drawing.HollowUp}, hotspot.High: {4, drawing.Up},
}

// order is how kinds stand in lists and legends.
var order = []hotspot.Category{hotspot.High, hotspot.HighAmongLow, hotspot.LowAmongHigh, hotspot.Low, hotspot.NoPattern, hotspot.Unsaid}

// signs are how areas look of which nothing can be said.
var signs = map[hotspot.Reason]drawing.Sign{hotspot.NoLand: drawing.Water, hotspot.Nobody: drawing.NotApplicable, hotspot.Hidden: drawing.Withheld}

// fill returns how an area looks.
func (s Subject) fill(code area.Code, i int) drawing.Fill {
	c := s.Result.Category[i]
	f := drawing.Fill{Code: code, Class: -1}
	if c == hotspot.Unsaid {
		f.Sign = drawing.NotMeasured
		if sign, ok := signs[s.Result.Reasons[i]]; ok {
			f.Sign = sign
		}
		return f
	}
	f.Class, f.Mark = looks[c].class, looks[c].mark
	return f
}

// Fills returns how every area of the region looks: its land by code, and then its water.
func (s Subject) Fills(p *stack.Picture) []drawing.Fill {
	fills := make([]drawing.Fill, 0, len(p.Rows))
	for _, row := range p.Rows {
		fills = append(fills, s.fill(row.Area.Code, row.Index))
	}
	from, to := p.Division.Index().Range(p.Region.Code)
	for i := from; i < to; i++ {
		if a := p.Division.At(i); a.Kind == area.Water {
			fills = append(fills, drawing.Fill{Code: a.Code, Class: -1, Sign: drawing.Water})
		}
	}
	return fills
}

// fills returns how every area looks, with its words and where it leads, unless there are too many.
func (v *View) fills() []drawing.Fill {
	fills := v.o.Fills(v.o.Picture)
	if !v.o.Many {
		for i, row := range v.o.Picture.Rows {
			fills[i].Title = v.o.NameOf(row) + ": " + v.stands(row.Index)
			fills[i].Href = v.o.Href(row.Area.Code)
		}
	}
	return fills
}

// legend says what every look means; those that do not occur stay in it, so that two maps can be compared.
func (v *View) legend() []drawing.Entry {
	var list []drawing.Entry
	for _, c := range order[:len(order)-1] {
		list = append(list, drawing.Entry{Class: looks[c].class, Mark: looks[c].mark, Label: v.t("hotspot.category." + c.String())})
	}
	unsaid := v.t("hotspot.category.unsaid") + ": "
	return append(list,
		drawing.Entry{Class: -1, Sign: drawing.Withheld, Label: v.t("web.status.withheld")},
		drawing.Entry{Class: -1, Sign: drawing.NotApplicable, Label: v.t("stackmap.legend_uninhabited")},
		drawing.Entry{Class: -1, Sign: drawing.NotMeasured, Label: unsaid + v.t("hotspot.legend_other")},
		drawing.Entry{Class: -1, Chosen: true, Label: v.t("stackmap.legend_chosen")})
}

// stands says in a few words what an area is, or why that cannot be said.
func (v *View) stands(i int) string {
	c := v.o.Result.Category[i]
	text := v.t("hotspot.category." + c.String())
	if c == hotspot.Unsaid {
		text += ": " + v.reason(v.o.Result.Reasons[i])
	}
	return text
}

func (v *View) reason(r hotspot.Reason) string { return reasonOf(v.o.Language, r) }

// reasonOf says why nothing can be said.
func reasonOf(l locale.Language, r hotspot.Reason) string {
	if r == hotspot.Said {
		r = hotspot.NoValue
	}
	return l.Text("hotspot.reason." + r.String())
}

// list puts the areas in groups by what they are.
func (v *View) list() {
	by := map[hotspot.Category][]stack.Row{}
	for _, row := range v.o.Picture.Rows {
		c := v.o.Result.Category[row.Index]
		by[c] = append(by[c], row)
	}
	quiet, left := 0, listed
	for _, c := range order {
		rows := by[c]
		if len(rows) == 0 {
			continue
		}
		slices.SortFunc(rows, func(a, b stack.Row) int {
			return cmp.Or(cmp.Compare(strings.ToLower(v.o.NameOf(a)), strings.ToLower(v.o.NameOf(b))), a.Area.Code.Compare(b.Area.Code))
		})
		g := Group{Title: v.t("hotspot.group", "category", v.t("hotspot.category."+c.String()), "areas", wording.Areas(v.o.Language, v.level(), len(rows))),
			Swatch: drawing.Swatch(drawing.Difference(), entryOf(c))}
		all := len(rows)
		if v.o.Many {
			rows = rows[:min(len(rows), left)]
			left -= len(rows)
			g.More = all - len(rows)
		}
		for _, row := range rows {
			g.Rows = append(g.Rows, v.row(row))
			if c.Striking() {
				v.Numbers = append(v.Numbers, v.numbers(row))
			}
		}
		if c.Striking() {
			v.Groups = append(v.Groups, g)
			continue
		}
		quiet += all
		v.Quiet = append(v.Quiet, g)
	}
	if quiet > 0 {
		v.QuietTitle = v.t("hotspot.folded", "areas", wording.Areas(v.o.Language, v.level(), quiet))
	}
}

func entryOf(c hotspot.Category) drawing.Entry {
	if c == hotspot.Unsaid {
		return drawing.Entry{Class: -1, Sign: drawing.NotMeasured}
	}
	return drawing.Entry{Class: looks[c].class, Mark: looks[c].mark}
}

func (v *View) row(row stack.Row) Row {
	i, res := row.Index, v.o.Result
	out := Row{Code: row.Area.Code.String(), Name: v.o.NameOf(row), Href: v.o.Href(row.Area.Code), Stands: v.stands(i), Value: v.Write(res.Values[i]),
		Smoothed: v.Write(res.Smoothed[i]), Around: v.Write(res.Around[i]), Sure: res.Sure[i]}
	if res.Sure[i] {
		out.Certainty = v.t("hotspot.tag_sure")
	} else if res.Category[i].Striking() {
		out.Certainty = v.t("hotspot.tag_usual")
	}
	return out
}

// numbers writes the statistics of an area with four digits behind the point; all digits are in the download.
func (v *View) numbers(row stack.Row) NumberRow {
	i, res := row.Index, v.o.Result
	digits := func(x float64, decimals int) string {
		if math.IsNaN(x) {
			return "–"
		}
		return v.o.Language.Number(x, decimals)
	}
	return NumberRow{Code: row.Area.Code.String(), Name: v.o.NameOf(row), G: digits(res.G[i], 6), Z: digits(res.Z[i], 2), P: digits(res.P[i], 5),
		Adjusted: digits(res.Adjusted[i], 5), Neighbours: v.number(int(res.Neighbours[i]))}
}

// Sentence says what one area is among its neighbours; "" for an area that the division does not have.
func (v *View) Sentence(code area.Code) string {
	i, ok := v.o.Result.At(code)
	if !ok {
		return ""
	}
	a, _ := v.o.Picture.Division.Find(code)
	return v.o.sentence(v.o.Language, wording.Name(v.o.Language, a), i)
}

func (s Subject) sentence(l locale.Language, name string, i int) string {
	res := s.Result
	return l.Text("hotspot.sentence."+res.Category[i].String(), "name", name, "value", s.write(l, res.Smoothed[i]), "around", s.write(l, res.Around[i]),
		"mean", s.write(l, res.Mean), "n", int(res.Neighbours[i]), "reason", reasonOf(l, res.Reasons[i]))
}

// Short says in a few words what an area is for one figure, for a page that has many; "" where it cannot be told.
func Short(l locale.Language, res *hotspot.Result, code area.Code) string {
	i, ok := res.At(code)
	if !ok {
		return ""
	}
	return l.Text("hotspot.short."+res.Category[i].String(), "reason", reasonOf(l, res.Reasons[i]))
}

// glyphs are the marks as letters, for the tiles.
var glyphs = map[drawing.Mark]string{drawing.Up: "▲", drawing.Down: "▼", drawing.HollowUp: "△", drawing.HollowDown: "▽"}

// Palette names the colours for the style sheet.
func Palette() string { return drawing.Difference().Class() }

// Table is one half of the list: the finds, or everything else.
type Table struct {
	Label, Level, Value string
	Columns             int
	Smoothed, Open      bool
	Groups              []Group
}

// Table returns the finds, or what does not stand out.
func (v *View) Table(open bool) Table {
	t := Table{Label: "striking-title", Level: wording.Level(v.o.Language, v.level(), 1), Value: v.t("hotspot.column_value"), Smoothed: v.Smoothed, Open: open, Groups: v.Groups}
	if !open {
		t.Label, t.Groups = "striking-quiet", v.Quiet
	}
	if v.OfHits {
		t.Value = v.t("hotspot.column_hits")
	}
	t.Columns = 4
	if t.Smoothed {
		t.Columns++
	}
	return t
}
