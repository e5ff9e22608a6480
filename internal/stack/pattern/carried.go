package pattern

import (
	"cmp"
	"context"
	"slices"
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
	// crosswalks is nil where none are kept.
	crosswalks Crosswalks
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

func newCarried(o Options, target area.DivisionID) *carried {
	return &carried{Figures: o.Figures, boundaries: o.Boundaries, crosswalks: o.Crosswalks, target: target, books: map[reader.Tenant]*book{},
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
