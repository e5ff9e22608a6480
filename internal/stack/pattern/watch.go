package pattern

import (
	"cmp"
	"context"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/spatial/trend"
)

// Changed is a figure, or the number of figures that count, of which the pattern of areas changed when a delivery came in
// (Dutch: veranderd patroon).
type Changed struct {
	// Before and After are the series without and with the delivery.
	Before, After *Series
	Areas         []ChangedArea
}

// ChangedArea is one area of which the pattern changed (Dutch: veranderd gebied).
type ChangedArea struct {
	// Before and After are places in the areas of the two series.
	Before, After int
	// Entered and Left say that it came into, or went out of, the group with the highest stacks: for series that are too
	// short to name a pattern.
	Entered, Left bool
}

// Area returns which area it is, as the newer series knows it.
func (c Changed) Area(a ChangedArea) area.Area { return c.After.Areas[a.After].Area }

// Watch remembers how things are before a delivery comes in (Dutch: stand vooraf).
type Watch struct {
	finder    *Finder
	reader    reader.Reader
	questions []Question
	before    []*Series
}

// Bounds on what is compared, so that reading in a national table with a hundred figures does not wait for all of them:
// first the figures that ready-made stacks use.
const (
	mostFigures = 8
	mostStacks  = 4
)

// Watch looks at the patterns of what a delivery brings, before it is saved. Figures with too few years to name a pattern,
// and those that were not there before, are left alone.
func (f *Finder) Watch(ctx context.Context, r reader.Reader, brings []indicator.Key) (*Watch, error) {
	w := &Watch{finder: f, reader: r}
	summaries, err := f.o.Figures.Summaries(ctx, r)
	if err != nil {
		return nil, err
	}
	indicators, err := f.o.Figures.Indicators(ctx, r)
	if err != nil {
		return nil, err
	}
	counts := map[indicator.ID]bool{indicator.Population: true}
	for _, in := range indicators {
		counts[in.ID] = counts[in.ID] || in.Summable
	}
	for level := area.Municipality; level <= area.Neighbourhood; level++ {
		var fresh []indicator.ID
		for _, k := range brings {
			if k.Division.Level == level && !counts[k.Indicator] && !slices.Contains(fresh, k.Indicator) {
				fresh = append(fresh, k.Indicator)
			}
		}
		w.ask(level, fresh, stack.Loaded(summaries, area.DivisionID{Level: level}), periods(summaries, level))
	}
	for _, q := range w.questions {
		s, err := w.series(ctx, q)
		if err != nil {
			return nil, err
		}
		w.before = append(w.before, s)
	}
	return w, nil
}

// ask lists what is compared at a level: the figures that come in, and the ready-made stacks that use one of them.
func (w *Watch) ask(level area.Level, fresh, loaded []indicator.ID, years map[indicator.ID]int) {
	fresh = slices.DeleteFunc(fresh, func(id indicator.ID) bool { return !slices.Contains(loaded, id) })
	used := map[indicator.ID]bool{}
	stacks := 0
	for _, offer := range stack.Offer(loaded) {
		uses := slices.ContainsFunc(offer.Layers, func(l stack.Layer) bool { return slices.Contains(fresh, l.Indicator) })
		for _, l := range offer.Layers {
			used[l.Indicator] = true
		}
		if uses && offer.Ready() && stacks < mostStacks {
			stacks++
			w.questions = append(w.questions, Question{Choice: stack.Choice{Region: area.Netherlands, Level: level, Layers: offer.Layers}, Layer: -1})
		}
	}
	fresh = slices.DeleteFunc(fresh, func(id indicator.ID) bool { return years[id] < FewestPeriods })
	slices.SortStableFunc(fresh, func(a, b indicator.ID) int { return cmp.Compare(one(!used[a]), one(!used[b])) })
	for _, id := range fresh[:min(len(fresh), mostFigures)] {
		w.questions = append(w.questions, Question{Choice: stack.Choice{Region: area.Netherlands, Level: level, Layers: []stack.Layer{{Indicator: id}}}})
	}
}

// periods counts in how many years each figure of a level is there.
func periods(summaries []indicator.Summary, level area.Level) map[indicator.ID]int {
	type year struct {
		id     indicator.ID
		period indicator.Period
	}
	seen, count := map[year]bool{}, map[indicator.ID]int{}
	for _, s := range summaries {
		if k := (year{s.Key.Indicator, s.Key.Period}); s.Key.Division.Level == level && s.Known > 0 && !seen[k] {
			seen[k] = true
			count[k.id]++
		}
	}
	return count
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// series returns a series, and nil for what cannot be said: there is no such year, or no such figure.
func (w *Watch) series(ctx context.Context, q Question) (*Series, error) {
	s, err := w.finder.Series(ctx, w.reader, q)
	if kind := problem.KindOf(err); err != nil && (kind == problem.NotFound || kind == problem.Usage) {
		return nil, nil
	}
	return s, err
}

// Changes compares how things are now with how they were. Areas are in code order; a figure without any change is not in
// the list.
func (w *Watch) Changes(ctx context.Context) ([]Changed, error) {
	var list []Changed
	for i, q := range w.questions {
		if w.before[i] == nil {
			continue
		}
		after, err := w.series(ctx, q)
		if err != nil {
			return nil, err
		}
		if after == nil {
			continue
		}
		c := Changed{Before: w.before[i], After: after}
		if c.compare(); len(c.Areas) > 0 {
			list = append(list, c)
		}
	}
	return list, nil
}

// compare finds the areas of which the pattern differs. Where none is named before or after, it is the group with the
// highest stacks in the newest year that is compared, of stacks alone.
func (c *Changed) compare() {
	for k, now := range c.After.Areas {
		i, ok := slices.BinarySearchFunc(c.Before.Areas, now.Area.Code, func(a AreaSeries, code area.Code) int { return a.Area.Code.Compare(code) })
		if !ok {
			continue
		}
		a := ChangedArea{Before: i, After: k}
		was := c.Before.Areas[i]
		switch {
		case was.Pattern.Category != trend.NotKnown && now.Pattern.Category != trend.NotKnown:
			if was.Pattern.Category == now.Pattern.Category {
				continue
			}
		case c.Before.Years == nil || c.After.Years == nil:
			continue
		default:
			before, after := newest(c.Before.Years, i), newest(c.After.Years, k)
			if before.Known == 0 || after.Known == 0 || before.Top == after.Top {
				continue
			}
			a.Entered, a.Left = after.Top, before.Top
		}
		c.Areas = append(c.Areas, a)
	}
}

// newest returns an area in the newest year of a stack.
func newest(y *Years, i int) AreaYear { return y.Areas[i].Cells[len(y.Years)-1] }
