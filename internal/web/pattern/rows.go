package pattern

import (
	"cmp"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/pattern"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// group is the areas of one kind, by name: there is no order among them.
type group struct {
	Title, Swatch string
	Rows          []row
	More          int
	// Folded is true for what did not stand out, which a long list leaves for who wants it.
	Folded bool
}

// row is one area with its years.
type row struct {
	Code, Name, Href, Words string
	Chosen                  bool
	Cells                   []cell
}

// cell is one year of one area: a value with its signs, and the same in words for who does not see them.
type cell struct {
	Text, Sign, Break, Words string
	Known                    bool
}

// mostRows bounds a group of the whole country.
const mostRows = 150

// rows puts the areas in groups.
func (v *view) rows() {
	for _, p := range v.s.Periods {
		v.Head = append(v.Head, p.Period.String())
	}
	by := [kinds][]row{}
	for i, a := range v.s.Areas {
		k := kindOf(a.Pattern.Category)
		if v.Many && k >= plainKind && a.Area.Code != v.Query.Chosen {
			by[k] = append(by[k], row{})
			continue
		}
		by[k] = append(by[k], v.row(i))
	}
	for k := kind(0); k < kinds; k++ {
		if len(by[k]) == 0 {
			continue
		}
		g := group{Title: v.t("pattern.group", "kind", k.name(v.l), "n", len(by[k])), Swatch: drawing.Swatch(drawing.Difference(), k.entry(v.l)), Folded: k >= plainKind}
		total := len(by[k])
		g.Rows = slices.DeleteFunc(by[k], func(r row) bool { return r.Code == "" })
		slices.SortFunc(g.Rows, func(a, b row) int { return cmp.Compare(indicator.Plain(a.Name), indicator.Plain(b.Name)) })
		g.Rows = g.Rows[:min(len(g.Rows), mostRows)]
		g.More = total - len(g.Rows)
		v.Groups = append(v.Groups, g)
	}
}

func (v *view) row(i int) row {
	a := v.s.Areas[i]
	r := row{Code: a.Area.Code.String(), Name: v.names[i], Words: Say(v.l, v.s, i), Chosen: a.Area.Code == v.Query.Chosen,
		Href: v.link(func(q *Query) { q.Chosen = a.Area.Code }) + "#gekozen"}
	for k := range a.Cells {
		r.Cells = append(r.Cells, v.cell(a, k))
	}
	return r
}

func (v *view) cell(a pattern.AreaSeries, k int) cell {
	in := a.Cells[k]
	c := cell{Text: "–"}
	switch {
	case v.Query.Layer < 0 && in.Known > 0:
		c.Text, c.Known = v.l.Number(float64(in.Hits), 0), true
	case v.Query.Layer < 0:
		c.Words = wording.Status(v.l, indicator.NotMeasured)
	default:
		c.Text = wording.Short(v.l, v.s.Indicator, in.Value)
		if _, c.Known = in.Value.Number(); !c.Known {
			c.Words = wording.Status(v.l, in.Value.Status())
		}
	}
	sign, words := v.stepSign(in.Step)
	c.Sign = sign
	if words != "" {
		c.Words = words
	}
	c.Break = breakSign(in.Break)
	if text := v.breakText(in.Break); text != "" {
		if c.Words != "" {
			c.Words += "; "
		}
		c.Words += text
	}
	return c
}

// breakText says what changed boundaries did to a value.
func (v *view) breakText(b pattern.Break) string {
	switch {
	case b.Lost:
		return v.t("pattern.break_" + cmp.Or(b.Reason.String(), "gap"))
	case b.Mixed:
		return v.t("pattern.break_mixed")
	case b.Unweighted:
		return v.t("pattern.break_unweighted")
	case !b.Any():
		return ""
	case b.Estimated > 0:
		return v.t("pattern.break_estimated", "share", v.share(b.Estimated))
	}
	return v.t("pattern.break_joined")
}

// share writes a share of 0 to 1 as a percentage that is not rounded to nothing.
func (v *view) share(x float64) string {
	if x < 0.01 {
		return v.t("pattern.under_one_percent")
	}
	return v.l.Number(100*x, 0) + " %"
}

// chosen is what the page says of the area that was chosen.
type chosen struct {
	Name, Words, Href, Strip string
	Cells                    []chosenCell
	Notes                    []string
}

type chosenCell struct {
	Year string
	cell
}

// chosenArea says year by year what became of the chosen area.
func (v *view) chosenArea() *chosen {
	i := slices.IndexFunc(v.s.Areas, func(a pattern.AreaSeries) bool { return a.Area.Code == v.Query.Chosen })
	if v.Query.Chosen.IsZero() || i < 0 {
		return nil
	}
	a := v.s.Areas[i]
	c := &chosen{Name: v.names[i], Words: Say(v.l, v.s, i), Href: page.LinkIn(v.l, wording.Address(a.Area.Code))}
	noted := map[string]bool{}
	for k := range a.Cells {
		one := v.cell(a, k)
		c.Cells = append(c.Cells, chosenCell{v.s.Periods[k].Period.String(), one})
		if text := v.breakText(a.Cells[k].Break); text != "" && !noted[text] {
			noted[text] = true
			c.Notes = append(c.Notes, v.s.Periods[k].Period.String()+": "+text)
		}
	}
	return c
}

// notes says which years are missing and what was converted.
func (v *view) notes() []string {
	if v.s.Years != nil {
		return append(yearNotes(v.l, v.s.Years), v.apart()...)
	}
	var list, gaps, zero, from []string
	for _, p := range v.s.Gaps {
		gaps = append(gaps, p.String())
	}
	for _, p := range v.s.Zero {
		zero = append(zero, p.String())
	}
	for _, p := range v.s.Periods {
		if p.Redrawn {
			from = append(from, p.Period.String())
		}
	}
	if len(gaps) > 0 {
		list = append(list, v.t("pattern.missing_years", "years", gaps))
	}
	if len(zero) > 0 {
		list = append(list, v.t("pattern.zero_years_one", "years", zero))
	}
	if len(from) > 0 {
		list = append(list, v.t("pattern.converted_years", "years", from, "year", indicator.Year(v.s.Choice.Year).String()))
	}
	return append(list, v.apart()...)
}

// apart says in which years one area lies so far from all others that these can hardly stand out.
func (v *view) apart() []string {
	years := map[int][]string{}
	var order []int
	for _, p := range v.s.Periods {
		if p.Apart < 0 {
			continue
		}
		if years[p.Apart] == nil {
			order = append(order, p.Apart)
		}
		years[p.Apart] = append(years[p.Apart], p.Period.String())
	}
	var list []string
	for _, at := range order {
		list = append(list, v.t("pattern.apart", "name", wording.Name(v.l, v.s.Division.At(at)), "years", years[at]))
	}
	return list
}

// unknown is what the page does not know. It is never empty.
func (v *view) unknown() []string {
	list := []string{v.t("pattern.unknown_why"), v.t("pattern.unknown_people")}
	lost, withheld, silent := 0, 0, 0
	for _, a := range v.s.Areas {
		hasLost, hasWithheld := false, false
		for _, c := range a.Cells {
			hasLost = hasLost || c.Break.Lost
			hasWithheld = hasWithheld || c.Value.Status() == indicator.Withheld || c.Value.Status() == indicator.Unreliable
		}
		if hasLost {
			lost++
		}
		if hasWithheld {
			withheld++
		}
		if kindOf(a.Pattern.Category) == unknownKind {
			silent++
		}
	}
	if lost > 0 {
		list = append(list, v.t("pattern.unknown_lost", "areas", v.areas(lost)))
	}
	if withheld > 0 {
		list = append(list, v.t("pattern.unknown_withheld", "areas", v.areas(withheld)))
	}
	if silent > 0 && !v.s.Short && !v.s.Unmapped {
		list = append(list, v.t("pattern.unknown_silent", "areas", v.areas(silent), "fewest", pattern.FewestPeriods))
	}
	return list
}

// terms says how it was worked out.
func (v *view) terms() []term {
	var list []term
	for _, key := range []string{"stands_out", "lasting", "stronger", "boundaries"} {
		list = append(list, term{v.t("pattern.term_" + key), v.t("pattern.about_"+key, "fewest", pattern.FewestPeriods)})
	}
	return list
}
