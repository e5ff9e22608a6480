package pattern

import (
	"cmp"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/pattern"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// Section is the same stack through the years, side by side, as the page of a stack map shows it (Dutch: deel over de
// jaren).
type Section struct {
	Lead  string
	Maps  []YearMap
	Moves []Moves
	// Notes say which years are missing, and what changed boundaries did.
	Notes []string
	// Ask leads to the years where they are too much to show by themselves, and All to the page about patterns.
	Ask, All string
	built    *pattern.Years
	l        locale.Language
}

// YearMap is the small map of one year.
type YearMap struct {
	Year, Map, Text string
	Now             bool
}

// Moves is the areas that came to, stayed with or left the top group, by name.
type Moves struct {
	Title string
	Areas []page.Link
	More  int
}

// YearCount is how many layers counted for an area in one year.
type YearCount struct {
	Year, Text string
	Now        bool
}

// SectionOptions is what a section is drawn with.
type SectionOptions struct {
	Language locale.Language
	// Region is the name of the region, and Now the stack that the page shows.
	Region string
	Now    *stack.Picture
	// Outline is nil where there is no map; Flat draws it for thousands of areas.
	Outline *drawing.Outline
	Prefix  string
	Flat    bool
	Fills   func(*stack.Picture) []drawing.Fill
	Chosen  []area.Code
	// Choose returns the address with an area chosen.
	Choose func(area.Code) string
	// All leads to the page about patterns.
	All string
	// Later says that the years are still being worked out.
	Later bool
}

// mostMoved bounds the list of areas that moved.
const mostMoved = 60

// NewSection puts the years of a stack into words and small maps. Built is nil where no year has all layers.
func NewSection(built *pattern.Years, o SectionOptions) *Section {
	s := &Section{built: built, l: o.Language, All: o.All}
	if o.Later {
		s.Lead = s.l.Text("pattern.later")
		return s
	}
	if built == nil {
		s.Lead = s.l.Text("stackmap.years_none")
		return s
	}
	s.Notes = yearNotes(s.l, built)
	if len(built.Years) < 2 {
		s.Lead = s.l.Text("stackmap.years_one", "year", built.Years[0].Period.String())
		return s
	}
	s.Lead = s.l.Text("stackmap.years_lead", "entered", len(built.Overall.Entered), "stayed", len(built.Overall.Stayed), "left", len(built.Overall.Left),
		"first", built.Overall.From.String(), "last", built.Overall.To.String())
	for _, year := range built.Years {
		s.Maps = append(s.Maps, s.yearMap(year, o))
	}
	s.moves(o)
	return s
}

// yearMap draws one year; every year is on the same areas and has the same classes.
func (s *Section) yearMap(year pattern.YearStack, o SectionOptions) YearMap {
	layers := len(year.Picture.Layers)
	least := max(2, (layers*3+4)/5)
	n := 0
	for _, row := range year.Picture.Rows {
		if row.Hits >= least {
			n++
		}
	}
	m := YearMap{Year: year.Period.String(), Text: s.l.Text("stackmap.year_count", "areas", wording.Areas(s.l, year.Picture.Choice.Level, n), "k", least)}
	m.Now = !slices.ContainsFunc(o.Now.Layers, func(l stack.LayerResult) bool { return l.Layer.Period != year.Period })
	if year.Redrawn {
		m.Text += " " + s.l.Text("pattern.year_converted")
	}
	if o.Outline != nil {
		m.Map = drawing.Map(o.Outline, o.Fills(year.Picture), drawing.MapOptions{Prefix: o.Prefix, Palette: drawing.Stack(layers), Mini: true, Flat: o.Flat,
			Label: s.l.Text("stackmap.year_label", "region", o.Region, "year", m.Year), Chosen: o.Chosen})
	}
	return m
}

func (s *Section) moves(o SectionOptions) {
	overall := s.built.Overall
	for _, part := range []struct {
		key   string
		areas []area.Code
	}{{"entered", overall.Entered}, {"stayed", overall.Stayed}, {"left", overall.Left}} {
		m := Moves{Title: s.l.Text("stackmap.moves_"+part.key, "n", len(part.areas))}
		for _, code := range part.areas {
			a := area.Area{Code: code}
			if i, ok := s.find(code); ok {
				a = s.built.Areas[i].Area
			}
			m.Areas = append(m.Areas, page.Link{Text: wording.Name(s.l, a), Href: o.Choose(code)})
		}
		slices.SortFunc(m.Areas, func(a, b page.Link) int { return cmp.Compare(indicator.Plain(a.Text), indicator.Plain(b.Text)) })
		m.More = max(0, len(m.Areas)-mostMoved)
		m.Areas = m.Areas[:len(m.Areas)-m.More]
		s.Moves = append(s.Moves, m)
	}
}

func (s *Section) find(code area.Code) (int, bool) {
	return slices.BinarySearchFunc(s.built.Areas, code, func(a pattern.AreaYears, c area.Code) int { return a.Area.Code.Compare(c) })
}

// Of returns how many layers counted for an area in each year, with a mark where its boundary changed.
func (s *Section) Of(code area.Code) []YearCount {
	if s == nil || s.built == nil || len(s.built.Years) < 2 {
		return nil
	}
	i, ok := s.find(code)
	if !ok {
		return nil
	}
	var list []YearCount
	for k, cell := range s.built.Areas[i].Cells {
		count := YearCount{Year: s.built.Years[k].Period.String(), Text: "–", Now: k < len(s.Maps) && s.Maps[k].Now}
		if cell.Known > 0 {
			count.Text = s.l.Number(float64(cell.Hits), 0) + breakSign(cell.Break)
		}
		list = append(list, count)
	}
	return list
}

// yearNotes says which years are missing and what was converted.
func yearNotes(l locale.Language, y *pattern.Years) []string {
	var list, incomplete, zero, from []string
	for _, gap := range y.Incomplete {
		if len(gap.Zero) > 0 {
			zero = append(zero, gap.Period.String())
		} else {
			incomplete = append(incomplete, gap.Period.String())
		}
	}
	for _, year := range y.Years {
		if year.Redrawn {
			from = append(from, year.Period.String())
		}
	}
	if len(incomplete) > 0 {
		list = append(list, l.Text("stackmap.years_incomplete", "years", incomplete))
	}
	if len(zero) > 0 {
		list = append(list, l.Text("pattern.zero_years", "years", zero))
	}
	if len(from) > 0 {
		list = append(list, l.Text("pattern.converted_years", "years", from, "year", indicator.Year(y.Choice.Year).String()))
	}
	return list
}

// breakSign marks a value that came over from other areas: ~ where it was estimated, + where whole areas were joined.
func breakSign(b pattern.Break) string {
	switch {
	case !b.Any() || b.Lost:
		return ""
	case b.Estimated > 0:
		return " ~"
	}
	return " +"
}
