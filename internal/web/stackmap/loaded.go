package stackmap

import (
	"cmp"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// loaded is what there is to choose from.
type loaded struct {
	divisions  []area.DivisionID
	summaries  []indicator.Summary
	indicators map[indicator.ID]indicator.Indicator
	// municipalities are those of the newest division that names them, or those that the codes of smaller areas name.
	municipalities []area.Area
}

// loaded reads what there is to choose from.
func (p *Pages) loaded(r *page.Request) (*loaded, error) {
	list, err := p.o.Holdings.Get(r.Context(), r.Reader)
	if err != nil {
		return nil, err
	}
	l := &loaded{divisions: list.Divisions, summaries: list.Summaries, municipalities: list.Municipalities, indicators: map[indicator.ID]indicator.Indicator{}}
	for _, in := range list.Indicators {
		l.indicators[in.ID] = in
	}
	return l, nil
}

// onlyMunicipality returns the municipality when there is just one.
func (l *loaded) onlyMunicipality() area.Code {
	if len(l.municipalities) == 1 {
		return l.municipalities[0].Code
	}
	return area.Code{}
}

// finest returns the smallest level below a region of which figures are loaded.
func (l *loaded) finest(region area.Code) area.Level {
	for level := area.Neighbourhood; level > max(region.Level(), area.Country); level-- {
		for _, s := range l.summaries {
			if s.Key.Division.Level == level && s.Key.Indicator != indicator.Population {
				return level
			}
		}
	}
	return area.Neighbourhood
}

// levels returns the levels below a region that have figures, from large to small.
func (l *loaded) levels(region area.Code) []area.Level {
	var list []area.Level
	for level := region.Level() + 1; level <= area.Neighbourhood; level++ {
		if slices.ContainsFunc(l.summaries, func(s indicator.Summary) bool { return s.Key.Division.Level == level }) {
			list = append(list, level)
		}
	}
	return list
}

// years returns the years of the division at a level, newest first.
func (l *loaded) years(level area.Level) []int {
	var list []int
	for _, d := range l.divisions {
		if d.Level == level {
			list = append(list, d.Year)
		}
	}
	slices.Sort(list)
	slices.Reverse(list)
	return slices.Compact(list)
}

// periods returns the periods of an indicator in a division, newest first.
func (l *loaded) periods(id indicator.ID, division area.DivisionID) []indicator.Period {
	var list []indicator.Period
	for _, s := range l.summaries {
		if s.Key.Indicator == id && s.Key.Division == division && s.Known > 0 {
			list = append(list, s.Key.Period)
		}
	}
	slices.SortFunc(list, func(a, b indicator.Period) int { return b.Compare(a) })
	return slices.Compact(list)
}

// option is one line of a choice in a form.
type option struct {
	Value, Text string
	Chosen      bool
}

// addable lists the indicators of a division that are no layer yet, by name.
func (l *loaded) addable(r *page.Request, division area.DivisionID, layers []stack.Layer) []option {
	has := map[indicator.ID]bool{indicator.Population: true}
	for _, layer := range layers {
		has[layer.Indicator] = true
	}
	var list []option
	for _, s := range l.summaries {
		in, ok := l.indicators[s.Key.Indicator]
		if !ok || has[in.ID] || s.Key.Division != division || s.Known == 0 {
			continue
		}
		has[in.ID] = true
		list = append(list, option{Value: string(in.ID), Text: in.Name.In(r.Language.String())})
	}
	slices.SortFunc(list, func(a, b option) int { return cmp.Compare(a.Text, b.Text) })
	return list
}

// regionOptions lists the municipalities and the country.
func (l *loaded) regionOptions(r *page.Request, chosen area.Code) []option {
	list := []option{{Value: "NL00", Text: wording.Name(r.Language, area.Area{Code: area.Netherlands}), Chosen: chosen == area.Netherlands}}
	found := chosen == area.Netherlands || chosen.IsZero()
	for _, m := range l.municipalities {
		found = found || m.Code == chosen
		list = append(list, option{Value: m.Code.String(), Text: wording.Name(r.Language, m), Chosen: m.Code == chosen})
	}
	if !found {
		list = append(list, option{Value: chosen.String(), Text: chosen.String(), Chosen: true})
	}
	return list
}
