// Package pattern repeats a stack and its figures year after year on the areas of one division, and names what became of
// each area: new, lasting, stronger or past (Dutch: patroon). Years that were published on other boundaries are converted
// first, and carry how far that was an estimate.
package pattern

import (
	"context"
	"slices"
	"sync"

	"golang.org/x/sync/singleflight"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/hotspot"
)

// Options is what a finder needs (Dutch: benodigdheden). Figures, Boundaries and Versions are required.
type Options struct {
	Figures    stack.Figures
	Boundaries Boundaries
	Versions   hotspot.Versions
	// Crosswalks keeps which areas became which; without it that is worked out anew for every version of the store.
	Crosswalks Crosswalks
	// Graphs tells who is whose neighbour; without it stacks are repeated and no patterns are named.
	Graphs hotspot.Graphs
	Method hotspot.Method
}

// Finder builds stacks over the years and names patterns, and keeps what it converted of one version of the store
// (Dutch: zoeker van patronen). It may be used by many at once.
type Finder struct {
	o       Options
	flight  singleflight.Group
	mu      sync.Mutex
	version int64
	kept    []*target
	late    []late
}

// target is a division on which years are put side by side.
type target struct {
	id      area.DivisionID
	figures *carried
	hot     *hotspot.Finder
}

// mostTargets is how many divisions are kept.
const mostTargets = 4

// New returns a finder.
func New(o Options) *Finder { return &Finder{o: o} }

// target returns what is kept of a division in the present version of the store.
func (f *Finder) target(ctx context.Context, id area.DivisionID) (*target, error) {
	version, err := f.o.Versions.Version(ctx)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if version != f.version {
		f.version, f.kept, f.late = version, nil, nil
	}
	if i := slices.IndexFunc(f.kept, func(t *target) bool { return t.id == id }); i >= 0 {
		return f.kept[i], nil
	}
	t := &target{id: id, figures: newCarried(f.o, id)}
	if f.o.Graphs != nil {
		t.hot = hotspot.New(hotspot.Options{Figures: t.figures, Graphs: f.o.Graphs, Versions: f.o.Versions, Method: f.o.Method})
	}
	if f.kept = append(f.kept, t); len(f.kept) > mostTargets {
		f.kept = slices.Delete(f.kept, 0, 1)
	}
	return t, nil
}

// division returns the division on which the years of a choice are put side by side: that of its year, or else the newest
// that has all layers, or else the newest that has any.
func (f *Finder) division(ctx context.Context, r reader.Reader, c stack.Choice) (area.DivisionID, error) {
	id := area.DivisionID{Level: c.Level, Year: c.Year}
	if id.Year != 0 {
		return id, nil
	}
	summaries, err := f.o.Figures.Summaries(ctx, r)
	if err != nil {
		return id, err
	}
	has := func(l stack.Layer, year int) bool {
		return slices.ContainsFunc(summaries, func(s indicator.Summary) bool {
			return s.Known > 0 && s.Key.Division == area.DivisionID{Level: c.Level, Year: year} && s.Key.Indicator == l.Indicator && (l.Group == "" || l.Group == s.Key.Group)
		})
	}
	newestOfAll := 0
	for _, s := range summaries {
		year := s.Key.Division.Year
		if s.Key.Division.Level != c.Level || s.Known == 0 || year <= newestOfAll {
			continue
		}
		if slices.ContainsFunc(c.Layers, func(l stack.Layer) bool { return l.Indicator == s.Key.Indicator }) {
			id.Year = max(id.Year, year)
			if !slices.ContainsFunc(c.Layers, func(l stack.Layer) bool { return !has(l, year) }) {
				newestOfAll = year
			}
		}
	}
	if newestOfAll != 0 {
		id.Year = newestOfAll
	}
	return id, nil
}

// measured returns the columns of a layer on a division by period, and the periods in which every area has zero: then
// nothing was measured.
func (t *target) measured(ctx context.Context, r reader.Reader, l stack.Layer) (list []indicator.Key, zero []indicator.Period, err error) {
	b, err := t.figures.book(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	group, found := l.Group, false
	for _, s := range b.summaries {
		k := s.Key
		if s.Known == 0 || k.Indicator != l.Indicator || k.Division != t.id || l.Group != "" && k.Group != l.Group {
			continue
		}
		// Everybody where there is such a column, and else the first group.
		if !found || k.Group < group {
			group, found = k.Group, true
		}
		list = append(list, k)
	}
	list = slices.DeleteFunc(list, func(k indicator.Key) bool { return k.Group != group })
	slices.SortFunc(list, func(a, b indicator.Key) int { return a.Period.Compare(b.Period) })
	kept := list[:0]
	for _, k := range list {
		c, err := t.figures.Column(ctx, r, k)
		if err != nil {
			return nil, nil, err
		}
		if allZero(c) {
			zero = append(zero, k.Period)
			continue
		}
		kept = append(kept, k)
	}
	return kept, zero, nil
}

// allZero reports whether a column has numbers and all of them are 0. One or two zeros may well be so.
func allZero(c indicator.Column) bool {
	const fewest = 3
	zeros := 0
	for i := range c.Len() {
		x, ok := c.At(i).Number()
		if ok && x != 0 {
			return false
		}
		if ok {
			zeros++
		}
	}
	return zeros >= fewest
}
