package neighbourhood

import (
	"cmp"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
)

// loaded is what there is to show.
type loaded struct {
	divisions  []area.DivisionID
	summaries  []indicator.Summary
	indicators []indicator.Indicator
	// division is the one of the page.
	division area.DivisionID
	has      map[indicator.Key]bool
	// municipalities carry the newest name that any year gives.
	municipalities []area.Area
}

func (p *Pages) loaded(r *page.Request) (*loaded, error) {
	list, err := p.o.Holdings.Get(r.Context(), r.Reader)
	if err != nil {
		return nil, err
	}
	l := &loaded{divisions: list.Divisions, indicators: list.Indicators, summaries: list.Summaries, municipalities: list.Municipalities, has: map[indicator.Key]bool{}}
	for _, s := range l.summaries {
		l.has[s.Key] = true
	}
	return l, nil
}

// keys returns the columns of an indicator at the level of the page that have a number somewhere, oldest first: of everybody, or of the first group
// when there is none of everybody. Where two divisions have a period, that of the page wins.
func (l *loaded) keys(id indicator.ID) []indicator.Key {
	var all []indicator.Key
	group, found := "", false
	for _, s := range l.summaries {
		k := s.Key
		if k.Indicator != id || s.Known == 0 || k.Division.Level != l.division.Level || k.Division.Year > l.division.Year {
			continue
		}
		if !found || k.Group < group {
			group, found = k.Group, true
		}
		all = append(all, k)
	}
	all = slices.DeleteFunc(all, func(k indicator.Key) bool { return k.Group != group })
	slices.SortFunc(all, func(a, b indicator.Key) int {
		return cmp.Or(a.Period.Compare(b.Period), b.Division.Year-a.Division.Year)
	})
	return slices.CompactFunc(all, func(a, b indicator.Key) bool { return a.Period == b.Period })
}
