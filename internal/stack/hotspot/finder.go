package hotspot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/buurtbeeld/buurtbeeld/internal/adjacency"
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
)

// Graphs gives who is whose neighbour, and nil where there are no boundaries (Dutch: burenkaarten).
type Graphs interface {
	Get(ctx context.Context, r reader.Reader, id area.DivisionID) (*adjacency.Graph, error)
}

// Versions tells when anything in the store changed (Dutch: versies).
type Versions interface {
	Version(ctx context.Context) (int64, error)
}

// Options is what a finder needs. Figures, Graphs and Versions are required.
type Options struct {
	Figures  stack.Figures
	Graphs   Graphs
	Versions Versions
	Method   Method
}

// mostBytes bounds the results that are kept: some thirty of the whole country.
const mostBytes = 32 << 20

// Finder finds hotspots and keeps the last it found, of one version of the store (Dutch: zoeker). It may be used by many at
// once.
type Finder struct {
	o      Options
	flight singleflight.Group
	// busy holds one token: what takes all processors is worked out one after the other.
	busy    chan struct{}
	mu      sync.Mutex
	version int64
	kept    map[string]*Result
	order   []string
	bytes   int
}

// New returns a finder.
func New(o Options) *Finder {
	o.Method = o.Method.complete()
	return &Finder{o: o, busy: make(chan struct{}, 1), kept: map[string]*Result{}}
}

// NoBoundaries is the problem of a division without boundaries: nobody knows who is whose neighbour.
func NoBoundaries(id area.DivisionID) error {
	return problem.New(problem.NotFound, "hotspot.no_boundaries", "division", id.String())
}

// Layer returns the hotspots of one figure in its division. Areas with fewer inhabitants than the minimum are left out.
func (f *Finder) Layer(ctx context.Context, r reader.Reader, key indicator.Key, minimum int) (*Result, error) {
	return f.get(ctx, layerKey(r, key, minimum), func(ctx context.Context) (*Result, error) {
		division, err := f.o.Figures.Division(ctx, r, key.Division)
		if err != nil {
			return nil, err
		}
		s := source{division: division, minimum: minimum}
		if err := f.read(ctx, r, key, &s); err != nil {
			return nil, err
		}
		field, err := s.field()
		if err != nil {
			return nil, fmt.Errorf("hotspots of %s: %w", key.Indicator, err)
		}
		return f.measure(ctx, r, division, field)
	})
}

// Stack returns the hotspots of the number of figures that count, of a stack that was built.
func (f *Finder) Stack(ctx context.Context, r reader.Reader, p *stack.Picture) (*Result, error) {
	c := p.Choice
	parts := []string{string(r.Tenant()), "stack", c.Region.String(), p.Division.ID().String(), fmt.Sprint(c.MinimumPopulation)}
	for _, l := range c.Layers {
		parts = append(parts, l.String(), l.Group)
	}
	return f.get(ctx, strings.Join(parts, "\x00"), func(ctx context.Context) (*Result, error) {
		people, err := f.people(ctx, r, p.Division, periodOf(p))
		if err != nil {
			return nil, err
		}
		return f.measure(ctx, r, p.Division, hits(p, people))
	})
}

// Layers returns the hotspots of several figures as far as they are known within a time; the others are worked out behind
// it, so that who asks again finds them. All is true when none is missing. A figure of a division without boundaries has
// none.
func (f *Finder) Layers(ctx context.Context, r reader.Reader, keys []indicator.Key, minimum int, patience time.Duration) (found map[indicator.Key]*Result, all bool, err error) {
	done := make(chan error, 1)
	work := func() (any, error) {
		ctx := context.WithoutCancel(ctx)
		for _, k := range keys {
			if _, err := f.Layer(ctx, r, k, minimum); err != nil && problem.KindOf(err) != problem.NotFound {
				return nil, err
			}
		}
		return nil, nil
	}
	go func() {
		_, err, _ := f.flight.Do(fmt.Sprintf("several\x00%s\x00%v\x00%d", r.Tenant(), keys, minimum), work)
		done <- err
	}()
	wait := time.NewTimer(patience)
	defer wait.Stop()
	select {
	case err = <-done:
		all = err == nil
	case <-wait.C:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		return nil, false, err
	}
	version, err := f.o.Versions.Version(ctx)
	if err != nil {
		return nil, false, err
	}
	found = map[indicator.Key]*Result{}
	for _, k := range keys {
		if res, ok := f.find(version, layerKey(r, k, minimum)); ok {
			found[k] = res
		}
	}
	return found, all, nil
}

func layerKey(r reader.Reader, k indicator.Key, minimum int) string {
	return strings.Join([]string{string(r.Tenant()), "layer", string(k.Indicator), k.Group, k.Period.String(), k.Division.String(), fmt.Sprint(minimum)}, "\x00")
}

// read finds the columns that a field is made of.
func (f *Finder) read(ctx context.Context, r reader.Reader, key indicator.Key, s *source) error {
	indicators, err := f.o.Figures.Indicators(ctx, r)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(indicators, func(in indicator.Indicator) bool { return in.ID == key.Indicator }); i >= 0 {
		s.known = indicators[i]
	}
	column, err := f.o.Figures.Column(ctx, r, key)
	if err != nil {
		return err
	}
	s.column = column.Align(s.division.Index())
	if s.people, err = f.people(ctx, r, s.division, key.Period); err != nil || s.known.Denominator == "" {
		return err
	}
	if s.known.Denominator == indicator.Population {
		s.base = s.people
		return nil
	}
	s.base, err = f.newest(ctx, r, s.division, s.known.Denominator, key.Period)
	return err
}

// people returns the inhabitants in the period of the figures, or else of the newest period in the division, and an empty
// column where they are not loaded. Those of another year would make shares of people who had not come yet.
func (f *Finder) people(ctx context.Context, r reader.Reader, d *area.Division, period indicator.Period) (indicator.Column, error) {
	return f.newest(ctx, r, d, indicator.Population, period)
}

// periodOf returns the period that all layers of a stack share, and that of its division where they share none.
func periodOf(p *stack.Picture) indicator.Period {
	period := indicator.Year(p.Division.ID().Year)
	for k := range p.Layers {
		if of := p.Layers[k].Column.Key().Period; k == 0 {
			period = of
		} else if of != period {
			return indicator.Year(p.Division.ID().Year)
		}
	}
	return period
}

// newest returns a column of everybody in a period, or else of the newest period, and an empty one where there is none.
func (f *Finder) newest(ctx context.Context, r reader.Reader, d *area.Division, id indicator.ID, period indicator.Period) (indicator.Column, error) {
	summaries, err := f.o.Figures.Summaries(ctx, r)
	if err != nil {
		return indicator.Column{}, err
	}
	best, has := indicator.Key{}, false
	for _, s := range summaries {
		k := s.Key
		if k.Indicator != id || k.Group != "" || k.Division != d.ID() || s.Known == 0 {
			continue
		}
		if k.Period == period {
			best, has = k, true
			break
		}
		if !has || k.Period.Compare(best.Period) > 0 {
			best, has = k, true
		}
	}
	if !has {
		return indicator.Column{}, nil
	}
	c, err := f.o.Figures.Column(ctx, r, best)
	if err != nil {
		return c, err
	}
	return c.Align(d.Index()), nil
}

// measure holds a field against its surroundings.
func (f *Finder) measure(ctx context.Context, r reader.Reader, d *area.Division, field Field) (*Result, error) {
	graph, err := f.o.Graphs.Get(ctx, r, d.ID())
	if err != nil {
		return nil, err
	}
	if graph == nil {
		return nil, NoBoundaries(d.ID())
	}
	if !graph.Index.Equal(d.Index()) {
		return nil, problem.New(problem.Conflict, "store.neighbours_overtaken", "division", d.ID().String())
	}
	field.drop(d.Index(), graph.Weights.Degree)
	select {
	case f.busy <- struct{}{}:
		defer func() { <-f.busy }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	finding, err := Measure(ctx, graph.Weights, field.Smoothed, f.o.Method)
	if err != nil {
		return nil, err
	}
	res := &Result{Finding: *finding, Field: field, Index: d.Index()}
	res.finish(graph.Weights.Degree)
	return res, nil
}

// get returns a result from what is kept, or makes it. Others may wait for it, so it is made also when the first who asked
// has left, unless there is nobody left to wait.
func (f *Finder) get(ctx context.Context, key string, create func(context.Context) (*Result, error)) (*Result, error) {
	version, err := f.o.Versions.Version(ctx)
	if err != nil {
		return nil, err
	}
	if res, ok := f.find(version, key); ok {
		return res, nil
	}
	made := f.flight.DoChan(fmt.Sprintf("%d %s", version, key), func() (any, error) {
		ctx := context.WithoutCancel(ctx)
		res, err := create(ctx)
		if err != nil {
			return nil, err
		}
		if now, err := f.o.Versions.Version(ctx); err != nil || now != version {
			return res, err
		}
		f.keep(version, key, res)
		return res, nil
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case answer := <-made:
		if answer.Err != nil {
			return nil, answer.Err
		}
		return answer.Val.(*Result), nil
	}
}

func (f *Finder) find(version int64, key string) (*Result, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.version != version {
		return nil, false
	}
	res, ok := f.kept[key]
	return res, ok
}

func (f *Finder) keep(version int64, key string, res *Result) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if version < f.version {
		return
	}
	if f.version != version {
		f.version, f.kept, f.order, f.bytes = version, map[string]*Result{}, nil, 0
	}
	if _, ok := f.kept[key]; ok {
		return
	}
	f.kept[key] = res
	f.order = append(f.order, key)
	f.bytes += res.bytes() + len(key)
	for f.bytes > mostBytes && len(f.order) > 1 {
		oldest := f.order[0]
		f.bytes -= f.kept[oldest].bytes() + len(oldest)
		delete(f.kept, oldest)
		f.order = f.order[1:]
	}
}
