package stackmap

import (
	"cmp"
	"context"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// years is the same stack through the years, side by side.
type years struct {
	Lead       string
	Maps       []yearMap
	Moves      []move
	Incomplete []string
	// Ask leads to the years where they are too much to show by themselves.
	Ask   string
	built *stack.Years
	v     *view
}

// yearMap is the small map of one year.
type yearMap struct {
	Year, Map, Text string
	Now             bool
}

// move is the areas that came to, stayed with or left the top group, by name.
type move struct {
	Title string
	Areas []page.Link
	More  int
}

// yearCount is how many layers counted for an area in one year.
type yearCount struct {
	Year, Text string
	Now        bool
}

// moved bounds the list of areas that moved.
const moved = 60

// years builds the stack for every year that has all its layers. Layers that never share a year have none, which the
// page says.
func (p *Pages) years(r *page.Request, v *view) (*years, error) {
	if v.Many && !v.Query.Years {
		return &years{Ask: v.link(v.Query.with(func(q *Query) { q.Years = true })) + "#jaren"}, nil
	}
	built, err := stack.BuildYears(r.Context(), r.Reader, p.o.Figures, v.Query.choice())
	if kind := problem.KindOf(err); err != nil && (kind == problem.NotFound || kind == problem.Usage) {
		return &years{Lead: v.t("stackmap.years_none")}, nil
	}
	if err != nil {
		return nil, err
	}
	y := &years{built: built, v: v}
	for _, gap := range built.Incomplete {
		y.Incomplete = append(y.Incomplete, gap.Period.String())
	}
	if len(built.Years) < 2 {
		y.Lead = v.t("stackmap.years_one", "year", built.Years[0].Period.String())
		return y, nil
	}
	y.Lead = v.t("stackmap.years_lead", "entered", len(built.Overall.Entered), "stayed", len(built.Overall.Stayed), "left", len(built.Overall.Left),
		"first", built.Overall.From.String(), "last", built.Overall.To.String())
	for _, year := range built.Years {
		m, err := p.yearMap(r.Context(), r.Reader, v, year)
		if err != nil {
			return nil, err
		}
		y.Maps = append(y.Maps, m)
	}
	y.moves()
	return y, nil
}

// yearMap draws one year. A year on another division has paths of its own.
func (p *Pages) yearMap(ctx context.Context, r reader.Reader, v *view, year stack.YearStack) (yearMap, error) {
	layers := len(year.Picture.Layers)
	least := max(2, (layers*3+4)/5)
	n := 0
	for _, row := range year.Picture.Rows {
		if row.Hits >= least {
			n++
		}
	}
	m := yearMap{Year: year.Period.String(), Text: v.t("stackmap.year_count", "areas", wording.Areas(v.l, v.level(), n), "k", least)}
	m.Now = !slices.ContainsFunc(v.Picture.Layers, func(l stack.LayerResult) bool { return l.Layer.Period != year.Period })
	outline, flat := v.outline, v.Many
	if year.Picture.Division.ID() != v.Picture.Division.ID() {
		var err error
		if outline, err = p.outlineOf(ctx, r, year.Picture); err != nil {
			return m, err
		}
		flat = true
	}
	if outline == nil {
		return m, nil
	}
	other := &view{Query: v.Query, Picture: year.Picture, l: v.l, Many: true}
	m.Map = drawing.Map(outline, other.fills(), drawing.MapOptions{Prefix: prefix, Palette: drawing.Stack(layers), Mini: true, Flat: flat,
		Label: v.t("stackmap.year_label", "region", v.regionName(), "year", m.Year), Chosen: v.oneChosen()})
	return m, nil
}

func (y *years) moves() {
	v, o := y.v, y.built.Overall
	for _, part := range []struct {
		key   string
		areas []area.Code
	}{{"entered", o.Entered}, {"stayed", o.Stayed}, {"left", o.Left}} {
		m := move{Title: v.t("stackmap.moves_"+part.key, "n", len(part.areas))}
		for _, code := range part.areas {
			a := area.Area{Code: code}
			if i := slices.IndexFunc(y.built.Areas, func(x stack.AreaYears) bool { return x.Area.Code == code }); i >= 0 {
				a = y.built.Areas[i].Area
			}
			m.Areas = append(m.Areas, page.Link{Text: wording.Name(v.l, a), Href: v.link(v.Query.choose(code))})
		}
		slices.SortFunc(m.Areas, func(a, b page.Link) int { return cmp.Compare(foldName(a.Text), foldName(b.Text)) })
		m.More = max(0, len(m.Areas)-moved)
		m.Areas = m.Areas[:len(m.Areas)-m.More]
		y.Moves = append(y.Moves, m)
	}
}

// of returns how many layers counted for an area in each year.
func (y *years) of(code area.Code) []yearCount {
	if y == nil || y.built == nil || len(y.built.Years) < 2 {
		return nil
	}
	i, ok := slices.BinarySearchFunc(y.built.Areas, code, func(a stack.AreaYears, c area.Code) int { return a.Area.Code.Compare(c) })
	if !ok {
		return nil
	}
	var list []yearCount
	for k, cell := range y.built.Areas[i].Cells {
		count := yearCount{Year: y.built.Years[k].Period.String(), Text: "–", Now: k < len(y.Maps) && y.Maps[k].Now}
		if cell.Present && cell.Known > 0 {
			count.Text = y.v.l.Number(float64(cell.Hits), 0)
		}
		list = append(list, count)
	}
	return list
}

// IncompleteText says of which years some layers are missing.
func (y *years) IncompleteText() string {
	if y.v == nil || len(y.Incomplete) == 0 {
		return ""
	}
	return y.v.t("stackmap.years_incomplete", "years", y.Incomplete)
}
