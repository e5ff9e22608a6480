package neighbourhood

import (
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/web/pattern"
	"github.com/buurtbeeld/buurtbeeld/internal/web/stackmap"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// remark is one figure in which the area differs from its municipality, in words.
type remark struct{ Name, Text, Href string }

// stackLine says in how many layers of a ready-made stack the area counts.
type stackLine struct{ Name, Text, Href string }

// mostRemarks bounds the lists of what goes well and what asks for attention.
const mostRemarks = 5

// remarks sorts out what goes well and what asks for attention, by name: figures for which one way is wanted and in
// which the area differs from its municipality by more than may be chance.
//
// Where few people live, or nobody, a difference says nothing, and there are none.
func (v *view) remarks(figures []figure) {
	if i := slices.IndexFunc(figures, func(f figure) bool { return f.in.ID == indicator.Population }); i >= 0 {
		if x, ok := figures[i].value.Number(); ok && x < fewPeople {
			v.Few = true
			for k := range figures {
				figures[k].Compare = ""
			}
			return
		}
	}
	for _, f := range figures {
		s := f.beside()
		if !f.in.Catalogue && !f.brought || f.in.Summable || s != lower && s != higher || f.in.Direction == indicator.Neutral || f.in.Direction == "" {
			continue
		}
		other := wording.Spoken(v.r.Language, f.in, f.reference.value)
		if other == f.Spoken {
			continue // A difference that is gone after rounding is none to speak of.
		}
		r := remark{Name: f.Name, Href: f.About, Text: v.t("neighbourhood.remark", "own", f.Spoken, "other", other, "name", f.reference.name)}
		if (s == higher) == (f.in.Direction == indicator.HigherBetter) {
			v.Good = append(v.Good, r)
		} else {
			v.Attention = append(v.Attention, r)
		}
	}
	for _, list := range []*[]remark{&v.Good, &v.Attention} {
		slices.SortFunc(*list, func(a, b remark) int {
			if a.Name < b.Name {
				return -1
			}
			return 1
		})
		*list = (*list)[:min(mostRemarks, len(*list))]
	}
}

// lead answers how the area is doing: how many people live there, one thing that goes well and one that asks for
// attention, each beside the municipality.
func (v *view) lead(figures []figure) {
	if i := slices.IndexFunc(figures, func(f figure) bool { return f.in.ID == indicator.Population }); i >= 0 {
		if x, ok := figures[i].value.Number(); ok {
			v.Population = v.r.Language.Number(x, 0)
			key := "neighbourhood.people"
			if x == 0 {
				key = "neighbourhood.nobody"
			}
			v.Lead = append(v.Lead, v.t(key, "level", v.Level, "n", int(x)))
			if x == 0 {
				return
			}
		}
	}
	if v.Empty {
		key := "neighbourhood.empty"
		if v.Population == "" {
			key = "neighbourhood.empty_all"
		}
		v.Lead = append(v.Lead, v.t(key, "level", v.Level))
		return
	}
	if v.Few {
		return
	}
	for _, list := range [][]remark{v.Good, v.Attention} {
		if len(list) > 0 {
			v.Lead = append(v.Lead, list[0].Name+": "+list[0].Text)
		}
	}
	if !slices.ContainsFunc(figures, func(f figure) bool { return f.in.ID != indicator.Population && f.beside() != unknownSide }) {
		v.Lead = append(v.Lead, v.t("neighbourhood.alone", "level", v.Level))
	} else if len(v.Good)+len(v.Attention) == 0 {
		v.Lead = append(v.Lead, v.t("neighbourhood.alike", "level", v.Level, "municipality", v.municipality().Name))
	}
}

// fewPeople is under how many inhabitants chance rules a figure.
const fewPeople = 100

// notes says what a reader must know before comparing, and what nobody knows.
func (v *view) notes(figures []figure) {
	withheld, missing, other, modelled := 0, 0, false, false
	for _, f := range figures {
		switch f.value.Status() {
		case indicator.Withheld, indicator.Unreliable:
			withheld++
		case indicator.NotMeasured, indicator.NotYetPublished:
			missing++
		}
		other = other || f.otherArea
		modelled = modelled || f.in.Modelled && f.Known
		if x, ok := f.value.Number(); ok && f.in.ID == indicator.Population && x > 0 && x < fewPeople {
			v.Notes = append(v.Notes, v.t("neighbourhood.few", "level", v.Level))
		}
	}
	if v.own.Change == area.BoundaryChanged {
		v.Notes = append(v.Notes, v.t("neighbourhood.changed", "level", v.Level, "year", indicator.Year(v.what.division.Year).String()))
	}
	add := func(when bool, key string, pairs ...any) {
		if when {
			v.Unknown = append(v.Unknown, v.t(key, pairs...))
		}
	}
	add(withheld > 0, "neighbourhood.unknown_withheld", "n", withheld)
	add(missing > 0, "neighbourhood.unknown_missing", "n", missing)
	add(other, "neighbourhood.unknown_other")
	add(modelled, "stackmap.unknown_modelled")
	add(true, "neighbourhood.unknown_communal")
	add(true, "stackmap.unknown_people")
}

// stacks builds the ready-made stacks of the municipality and says in how many layers the area counts.
func (p *Pages) stacks(v *view) error {
	gm := v.own.Code.Municipality()
	for _, o := range stack.Offer(stack.Loaded(v.what.summaries, v.what.division)) {
		if !o.Ready() {
			continue
		}
		picture, err := stack.Build(v.r.Context(), v.r.Reader, p.o.Figures, stack.Choice{Region: gm, Level: v.what.division.Level,
			Year: v.what.division.Year, Layers: o.Layers, Draws: -1})
		if kind := problem.KindOf(err); err != nil && (kind == problem.NotFound || kind == problem.Usage) {
			continue // A stack that cannot be built here is offered nowhere.
		}
		if err != nil {
			return err
		}
		i := slices.IndexFunc(picture.Rows, func(r stack.Row) bool { return r.Area.Code == v.own.Code })
		if i < 0 || picture.Rows[i].Known == 0 {
			continue
		}
		row := picture.Rows[i]
		q := stackmap.Query{Region: gm, Level: v.what.division.Level, Year: v.what.division.Year, Layers: o.Layers, Chosen: v.own.Code, Pair: stackmap.Pair{Y: 1}}
		v.Stacks = append(v.Stacks, stackLine{Name: o.Preset.Name.In(v.r.Language.String()), Href: page.LinkIn(v.r.Language, q.Address()),
			Text: v.t("neighbourhood.in_stack", "hits", row.Hits, "known", row.Known)})
	}
	return nil
}

// mostPatterns is how many figures the link to their patterns takes along.
const mostPatterns = 4

// Patterns leads to what became of the area over the years, in the first figures of the page that have several; it is
// empty without any.
func (v *view) Patterns() string {
	c := stack.Choice{Region: v.municipality().Code, Level: v.what.division.Level, Year: v.what.division.Year}
	for _, s := range v.Spheres {
		for _, f := range s.Figures {
			if len(f.series.Years) > 1 && !f.in.Summable && len(c.Layers) < mostPatterns {
				c.Layers = append(c.Layers, stack.Layer{Indicator: f.in.ID})
			}
		}
	}
	if len(c.Layers) == 0 {
		return ""
	}
	return page.LinkIn(v.r.Language, pattern.Address(c)+"&gekozen="+v.own.Code.String())
}
