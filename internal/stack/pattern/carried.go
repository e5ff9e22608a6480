package pattern

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/sync/singleflight"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/crosswalk"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
)

// Boundaries gives where the areas of a division lie (Dutch: grenzen).
type Boundaries interface {
	Shapes(ctx context.Context, r reader.Reader, id area.DivisionID, within area.Code) (*area.Shapes, error)
}

// carried gives the figures of a level as if every year had been published on one division: what was not is converted.
// It is made for one version of the store.
type carried struct {
	stack.Figures
	boundaries Boundaries
	target     area.DivisionID

	flight    singleflight.Group
	mu        sync.Mutex
	books     map[reader.Tenant]*book
	walks     map[walkKey]*crosswalk.Crosswalk
	converted map[columnKey]crosswalk.Converted
	bytes     int
}

type walkKey struct {
	tenant reader.Tenant
	year   int
}

type columnKey struct {
	tenant reader.Tenant
	key    indicator.Key
}

// mostBytes bounds the converted columns that are kept: some fifty of the whole country.
const mostBytes = 64 << 20

func newCarried(f stack.Figures, b Boundaries, target area.DivisionID) *carried {
	return &carried{Figures: f, boundaries: b, target: target, books: map[reader.Tenant]*book{},
		walks: map[walkKey]*crosswalk.Crosswalk{}, converted: map[columnKey]crosswalk.Converted{}}
}

// book is what is loaded for a tenant, with what can be carried over (Dutch: inhoudsopgave).
type book struct {
	summaries []indicator.Summary
	// from gives, of a column that is to be converted, the column that it is converted from.
	from       map[indicator.Key]indicator.Key
	indicators map[indicator.ID]indicator.Indicator
	divisions  map[area.DivisionID]bool
}

func (c *carried) book(ctx context.Context, r reader.Reader) (*book, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if b, ok := c.books[r.Tenant()]; ok {
		return b, nil
	}
	b := &book{from: map[indicator.Key]indicator.Key{}, indicators: map[indicator.ID]indicator.Indicator{}, divisions: map[area.DivisionID]bool{}}
	summaries, err := c.Figures.Summaries(ctx, r)
	if err != nil {
		return nil, err
	}
	indicators, err := c.Figures.Indicators(ctx, r)
	if err != nil {
		return nil, err
	}
	for _, in := range indicators {
		b.indicators[in.ID] = in
	}
	divisions, err := c.Figures.Divisions(ctx, r)
	if err != nil {
		return nil, err
	}
	for _, d := range divisions {
		b.divisions[d] = true
	}
	b.carry(summaries, c.target)
	c.books[r.Tenant()] = b
	return b, nil
}

// carry lists what is on the target, and adds the columns of other years of its level that it lacks: each from the
// nearest division that has it, the later of two.
func (b *book) carry(summaries []indicator.Summary, target area.DivisionID) {
	b.summaries = slices.Clone(summaries)
	has := map[indicator.Key]bool{}
	best := map[indicator.Key]indicator.Summary{}
	var order []indicator.Key
	for _, s := range summaries {
		if s.Key.Division == target && s.Known > 0 {
			has[s.Key] = true
		}
	}
	for _, s := range summaries {
		if s.Known == 0 || s.Key.Division.Level != target.Level || s.Key.Division == target || !b.divisions[s.Key.Division] {
			continue
		}
		on := s.Key
		on.Division = target
		if has[on] {
			continue
		}
		other, found := best[on]
		if !found {
			order = append(order, on)
		}
		if !found || nearer(s.Key.Division.Year, other.Key.Division.Year, target.Year) {
			best[on] = s
		}
	}
	for _, on := range order {
		s := best[on]
		b.from[on] = s.Key
		s.Key = on
		b.summaries = append(b.summaries, s)
	}
}

// nearer reports whether a year lies nearer to another than a third does.
func nearer(year, than, to int) bool {
	return cmp.Or(cmp.Compare(max(year-to, to-year), max(than-to, to-than)), cmp.Compare(than, year)) < 0
}

// Summaries lists the columns with those that can be carried over.
func (c *carried) Summaries(ctx context.Context, r reader.Reader) ([]indicator.Summary, error) {
	b, err := c.book(ctx, r)
	if err != nil {
		return nil, err
	}
	return b.summaries, nil
}

// Column returns a column, converted where it was published on another division.
func (c *carried) Column(ctx context.Context, r reader.Reader, key indicator.Key) (indicator.Column, error) {
	b, err := c.book(ctx, r)
	if err != nil {
		return indicator.Column{}, err
	}
	if _, ok := b.from[key]; !ok {
		return c.Figures.Column(ctx, r, key)
	}
	converted, _, err := c.convert(ctx, r, key)
	return converted.Column, err
}

// convert returns a converted column with its margins and the crosswalk it came over.
func (c *carried) convert(ctx context.Context, r reader.Reader, key indicator.Key) (crosswalk.Converted, *crosswalk.Crosswalk, error) {
	b, err := c.book(ctx, r)
	if err != nil {
		return crosswalk.Converted{}, nil, err
	}
	from := b.from[key]
	walk, err := c.walk(ctx, r, from.Division.Year)
	if err != nil {
		return crosswalk.Converted{}, nil, err
	}
	c.mu.Lock()
	found, ok := c.converted[columnKey{r.Tenant(), key}]
	c.mu.Unlock()
	if ok {
		return found, walk, nil
	}
	figure := crosswalk.Figure{Indicator: b.indicators[key.Indicator]}
	if figure.Column, err = c.Figures.Column(ctx, r, from); err != nil {
		return crosswalk.Converted{}, nil, err
	}
	if figure.Weights, err = c.weights(ctx, r, b, from); err != nil {
		return crosswalk.Converted{}, nil, err
	}
	made := walk.Convert(figure)
	c.mu.Lock()
	defer c.mu.Unlock()
	const perArea = 140 // numbers, marks, bounds, ratio and margin
	if c.bytes += perArea * len(made.Margins); c.bytes > mostBytes {
		clear(c.converted)
		c.bytes = perArea * len(made.Margins)
	}
	c.converted[columnKey{r.Tenant(), key}] = made
	return made, walk, nil
}

// weights returns of how many each value of a column is a share: what the catalogue says it is a share of, or else the
// inhabitants, in the period of the figure or else the newest on that division.
func (c *carried) weights(ctx context.Context, r reader.Reader, b *book, of indicator.Key) (indicator.Column, error) {
	for _, id := range []indicator.ID{b.indicators[of.Indicator].Denominator, indicator.Population} {
		if key, ok := b.newest(id, of.Division, of.Period); ok && id != "" {
			return c.Figures.Column(ctx, r, key)
		}
	}
	return indicator.Column{}, nil
}

// newest returns the column of everybody in a period, or else of the newest on a division.
func (b *book) newest(id indicator.ID, division area.DivisionID, period indicator.Period) (best indicator.Key, ok bool) {
	for _, s := range b.summaries {
		k := s.Key
		if k.Indicator != id || k.Group != "" || k.Division != division || s.Known == 0 || b.from[k] != (indicator.Key{}) {
			continue
		}
		if k.Period == period {
			return k, true
		}
		if !ok || k.Period.Compare(best.Period) > 0 {
			best, ok = k, true
		}
	}
	return best, ok
}

// walk returns the crosswalk from the division of a year. Who asks for the same at once waits for one answer, which is
// made also when the first who asked has left.
func (c *carried) walk(ctx context.Context, r reader.Reader, year int) (*crosswalk.Crosswalk, error) {
	key := walkKey{r.Tenant(), year}
	c.mu.Lock()
	found, ok := c.walks[key]
	c.mu.Unlock()
	if ok {
		return found, nil
	}
	made := c.flight.DoChan(string(r.Tenant())+" "+strconv.Itoa(year), func() (any, error) {
		return c.newWalk(context.WithoutCancel(ctx), r, key)
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case answer := <-made:
		if answer.Err != nil {
			return nil, answer.Err
		}
		return answer.Val.(*crosswalk.Crosswalk), nil
	}
}

func (c *carried) newWalk(ctx context.Context, r reader.Reader, key walkKey) (*crosswalk.Crosswalk, error) {
	from, err := c.side(ctx, r, area.DivisionID{Level: c.target.Level, Year: key.year})
	if err != nil {
		return nil, err
	}
	to, err := c.side(ctx, r, c.target)
	if err != nil {
		return nil, err
	}
	o := crosswalk.Options{Workers: runtime.GOMAXPROCS(0)}
	if o.Unchanged, err = c.unchanged(ctx, r, from.Division, to.Division); err != nil {
		return nil, err
	}
	if o.People, err = c.people(ctx, r, from.Division.ID()); err != nil {
		return nil, err
	}
	made, err := crosswalk.New(ctx, from, to, o)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.walks[key] = made
	return made, nil
}

func (c *carried) side(ctx context.Context, r reader.Reader, id area.DivisionID) (b crosswalk.Boundaries, err error) {
	if b.Division, err = c.Division(ctx, r, id); err != nil {
		return b, err
	}
	b.Shapes, err = c.boundaries.Shapes(ctx, r, id, area.Netherlands)
	return b, err
}

// unchanged tells of which codes every division after the first, up to the second, says that the area did not change.
func (c *carried) unchanged(ctx context.Context, r reader.Reader, from, to *area.Division) (func(area.Code) bool, error) {
	b, err := c.book(ctx, r)
	if err != nil {
		return nil, err
	}
	first, last := min(from.ID().Year, to.ID().Year), max(from.ID().Year, to.ID().Year)
	var between []*area.Division
	for year := first + 1; year <= last; year++ {
		id := area.DivisionID{Level: c.target.Level, Year: year}
		if !b.divisions[id] {
			return nil, nil
		}
		d, err := c.Division(ctx, r, id)
		if err != nil {
			return nil, err
		}
		between = append(between, d)
	}
	return func(code area.Code) bool {
		return !slices.ContainsFunc(between, func(d *area.Division) bool {
			a, ok := d.Find(code)
			return !ok || a.Change != area.Unchanged
		})
	}, nil
}

// people returns where the inhabitants of a division live, as far as the areas of a lower level of the same year tell.
func (c *carried) people(ctx context.Context, r reader.Reader, of area.DivisionID) ([]crosswalk.People, error) {
	b, err := c.book(ctx, r)
	if err != nil {
		return nil, err
	}
	for level := area.Neighbourhood; level > of.Level; level-- {
		id := area.DivisionID{Level: level, Year: of.Year}
		key, ok := b.newest(indicator.Population, id, indicator.Year(of.Year))
		if !ok || !b.divisions[id] {
			continue
		}
		column, err := c.Figures.Column(ctx, r, key)
		if err != nil {
			return nil, err
		}
		shapes, err := c.boundaries.Shapes(ctx, r, id, area.Netherlands)
		if err != nil {
			return nil, err
		}
		return crosswalk.PeopleOf(shapes, column), nil
	}
	return nil, nil
}
