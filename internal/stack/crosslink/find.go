package crosslink

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/crosslink/search"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// mostWork bounds the combinations of three: triples of layers times areas.
const mostWork = 400_000_000

// Find searches the loaded figures. What cannot be searched is a named problem.
func Find(ctx context.Context, r reader.Reader, f stack.Figures, g Graphs, c Choice) (*Links, error) {
	b := &builder{reader: r, figures: f, graphs: g, links: &Links{Choice: c}}
	if err := b.open(ctx); err != nil {
		return nil, err
	}
	if err := b.areas(ctx); err != nil {
		return nil, err
	}
	if err := b.layers(ctx); err != nil {
		return nil, err
	}
	return b.links, b.search(ctx)
}

// builder is links in the making.
type builder struct {
	reader  reader.Reader
	figures stack.Figures
	graphs  Graphs
	links   *Links
	known   map[indicator.ID]indicator.Indicator
	// keys are the columns with any number in the division, the newest of each figure and group.
	keys   []indicator.Key
	people []float64
	target column
	rest   []column
}

// open reads what is loaded and finds the target.
func (b *builder) open(ctx context.Context) error {
	c := &b.links.Choice
	if c.Level < area.Municipality || c.Level > area.Neighbourhood || c.Region.IsZero() || c.Region.Level() >= c.Level {
		return problem.New(problem.Usage, "stack.region_not_above_level", "region", c.Region.String(), "level", c.Level.String())
	}
	indicators, err := b.figures.Indicators(ctx, b.reader)
	if err != nil {
		return err
	}
	b.known = map[indicator.ID]indicator.Indicator{}
	for _, in := range indicators {
		b.known[in.ID] = in
	}
	summaries, err := b.figures.Summaries(ctx, b.reader)
	if err != nil {
		return err
	}
	if c.Year == 0 {
		for _, s := range summaries {
			if s.Known > 0 && s.Key.Division.Level == c.Level && matches(c.Target, s.Key) {
				c.Year = max(c.Year, s.Key.Division.Year)
			}
		}
	}
	for _, s := range summaries {
		if s.Known > 0 && s.Key.Division == (area.DivisionID{Level: c.Level, Year: c.Year}) {
			b.keys = append(b.keys, s.Key)
		}
	}
	// Newest first, and everybody before a group.
	slices.SortFunc(b.keys, func(x, y indicator.Key) int {
		return cmp.Or(cmp.Compare(x.Indicator, y.Indicator), y.Period.Compare(x.Period), cmp.Compare(x.Group, y.Group))
	})
	if _, ok := b.pick(c.Target); !ok {
		return problem.New(problem.NotFound, "crosslink.not_loaded", "indicator", string(c.Target.Indicator),
			"level", c.Level.String(), "year", strconv.Itoa(c.Year))
	}
	return nil
}

// matches reports whether a column is what a layer asks for.
func matches(l stack.Layer, k indicator.Key) bool {
	return k.Indicator == l.Indicator && (l.Group == "" || l.Group == k.Group) && (l.Period.IsZero() || l.Period == k.Period)
}

// pick returns the newest column of a layer, of everybody where there is one.
func (b *builder) pick(l stack.Layer) (indicator.Key, bool) {
	i := slices.IndexFunc(b.keys, func(k indicator.Key) bool { return matches(l, k) })
	if i < 0 {
		return indicator.Key{}, false
	}
	return b.keys[i], true
}

// areas lists the areas that take part.
func (b *builder) areas(ctx context.Context) error {
	l := b.links
	c := &l.Choice
	division, err := b.figures.Division(ctx, b.reader, area.DivisionID{Level: c.Level, Year: c.Year})
	if err != nil {
		return err
	}
	l.Division = division
	if l.Region, err = b.region(ctx); err != nil {
		return err
	}
	var population indicator.Column
	if k, ok := b.pick(stack.Layer{Indicator: indicator.Population}); ok {
		if population, err = b.figures.Column(ctx, b.reader, k); err != nil {
			return err
		}
		population = population.Align(division.Index())
	}
	c.MinimumPopulation = cmp.Or(c.MinimumPopulation, stack.DefaultMinimumPopulation)
	from, to := division.Index().Range(c.Region)
	for i := from; i < to; i++ {
		a := division.At(i)
		if a.Kind != area.Land {
			continue
		}
		people := unknown
		if population.Len() > 0 {
			if x, ok := population.At(i).Number(); ok {
				people = x
			}
		}
		if people < float64(c.MinimumPopulation) {
			l.Few++
			continue
		}
		l.Areas, b.people = append(l.Areas, Area{a, i}), append(b.people, people)
	}
	if len(l.Areas) == 0 {
		return problem.New(problem.NotFound, "stack.region_empty", "region", c.Region.String(), "level", c.Level.String(),
			"year", strconv.Itoa(c.Year))
	}
	return nil
}

// region returns the region with its name, where its own division is loaded.
func (b *builder) region(ctx context.Context) (area.Area, error) {
	c := b.links.Choice
	region := area.Area{Code: c.Region}
	if c.Region == area.Netherlands {
		region.Name = "Nederland"
	}
	id := area.DivisionID{Level: c.Region.Level(), Year: c.Year}
	divisions, err := b.figures.Divisions(ctx, b.reader)
	if err != nil || !slices.Contains(divisions, id) {
		return region, err
	}
	division, err := b.figures.Division(ctx, b.reader, id)
	if err != nil {
		return region, err
	}
	if found, ok := division.Find(c.Region); ok && found.Name != "" {
		region = found
	}
	return region, nil
}

// search hands the levels to the search.
func (b *builder) search(ctx context.Context) error {
	l := b.links
	in := search.Input{Target: b.target.marks(), People: b.people}
	for _, c := range b.rest {
		in.Layers, in.Families = append(in.Layers, c.levels), append(in.Families, c.family)
		l.Layers = append(l.Layers, c.Figure)
	}
	l.Target = b.target.Figure
	k := len(in.Layers)
	o := l.Choice.Search
	if triples := k * (k - 1) * (k - 2) / 6; triples*len(l.Areas) > mostWork {
		o.PairsOnly = true
	}
	l.PairsOnly = o.PairsOnly
	graph, err := b.graphs.Get(ctx, b.reader, l.Division.ID())
	if err != nil {
		return err
	}
	if l.NoNeighbours = graph == nil; graph != nil {
		if in.Neighbours, err = among(graph.Weights, l.Areas); err != nil {
			return err
		}
	}
	l.Result, err = search.Run(ctx, in, o)
	return err
}

// among returns the neighbours among some areas.
func among(all *spatial.Weights, areas []Area) (*spatial.Weights, error) {
	at := make([]int32, all.Len())
	for i := range at {
		at[i] = -1
	}
	for k, a := range areas {
		at[a.Index] = int32(k)
	}
	start, to := make([]int32, 1, len(areas)+1), []int32{}
	for _, a := range areas {
		for _, j := range all.Neighbours(a.Index) {
			if at[j] >= 0 {
				to = append(to, at[j])
			}
		}
		start = append(start, int32(len(to)))
	}
	return spatial.NewSorted(start, to)
}
