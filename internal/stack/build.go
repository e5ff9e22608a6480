package stack

import (
	"context"
	"math"
	"slices"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/tally"
)

// Build lays the layers of a choice on top of each other. What cannot be built is a named problem; several mistakes in
// one choice come back together.
func Build(ctx context.Context, r reader.Reader, f Figures, c Choice) (*Picture, error) {
	b := &builder{reader: r, figures: f}
	if remembering, ok := f.(*remembering); ok {
		b.memory = &remembering.memory
	}
	if err := b.open(ctx, c); err != nil {
		return nil, err
	}
	return b.build(ctx)
}

// builder is a picture in the making.
type builder struct {
	reader    reader.Reader
	figures   Figures
	choice    Choice
	shelf     shelf
	divisions map[area.DivisionID]bool
	keys      []indicator.Key
	picture   *Picture
	// numbers and known are the values of each layer in the order of the rows, index the place of each row in the
	// division, and people its inhabitants, 0 where they are not known: what every layer goes over, close together.
	numbers  [][]float64
	known    [][]bool
	rankings []*tally.Ranking
	index    []int32
	people   []float64
	memory   *memory
}

// open reads what is loaded and completes the choice.
func (b *builder) open(ctx context.Context, c Choice) error {
	var err error
	if b.choice, err = c.complete(); err != nil {
		return err
	}
	if b.shelf, b.divisions, err = openShelf(ctx, b.reader, b.figures, b.choice); err != nil {
		return err
	}
	b.choice, b.keys, err = b.shelf.choose(b.choice)
	return err
}

// openShelf reads which divisions, indicators and columns there are, and keeps of the columns those that a choice can
// need.
func openShelf(ctx context.Context, r reader.Reader, f Figures, c Choice) (shelf, map[area.DivisionID]bool, error) {
	s := shelf{level: c.Level, known: map[indicator.ID]indicator.Indicator{}}
	divisions, err := f.Divisions(ctx, r)
	if err != nil {
		return s, nil, err
	}
	set := map[area.DivisionID]bool{}
	for _, d := range divisions {
		set[d] = true
	}
	indicators, err := f.Indicators(ctx, r)
	if err != nil {
		return s, nil, err
	}
	for _, i := range indicators {
		s.known[i.ID] = i
	}
	summaries, err := f.Summaries(ctx, r)
	for _, sum := range summaries {
		wanted := func(l Layer) bool { return l.Indicator == sum.Key.Indicator }
		if sum.Key.Indicator == indicator.Population || slices.ContainsFunc(c.Layers, wanted) {
			s.summaries = append(s.summaries, sum)
		}
	}
	return s, set, err
}

func (b *builder) build(ctx context.Context) (*Picture, error) {
	id := area.DivisionID{Level: b.choice.Level, Year: b.choice.Year}
	if !b.divisions[id] {
		return nil, problem.New(problem.NotFound, "stack.division_unknown", "level", id.Level.String(),
			"year", strconv.Itoa(b.choice.Year))
	}
	division, err := b.figures.Division(ctx, b.reader, id)
	if err != nil {
		return nil, err
	}
	b.picture = &Picture{Choice: b.choice, Division: division}
	if b.picture.Region, err = b.region(ctx); err != nil {
		return nil, err
	}
	if err := b.rows(ctx); err != nil {
		return nil, err
	}
	var list problem.List
	for i, k := range b.keys {
		if err := b.layer(ctx, i, k); err != nil {
			list.AddErr(err, problem.New(problem.Internal, "problem.internal"))
		}
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	return b.picture, b.count(ctx)
}

// region returns the chosen region with its name, where its own division is loaded.
func (b *builder) region(ctx context.Context) (area.Area, error) {
	region := area.Area{Code: b.choice.Region}
	if region.Code == area.Netherlands {
		region.Name = "Nederland"
	}
	id := area.DivisionID{Level: region.Code.Level(), Year: b.choice.Year}
	if !b.divisions[id] {
		return region, nil
	}
	division, err := b.figures.Division(ctx, b.reader, id)
	if err != nil {
		return region, err
	}
	if found, ok := division.Find(region.Code); ok && found.Name != "" {
		return found, nil
	}
	return region, nil
}

// rows lists the land areas of the region, with their inhabitants.
func (b *builder) rows(ctx context.Context) error {
	p := b.picture
	population, err := b.population(ctx)
	if err != nil {
		return err
	}
	from, to := p.Division.Index().Range(b.choice.Region)
	p.Rows, b.index, b.people = make([]Row, to-from), make([]int32, 0, to-from), make([]float64, 0, to-from)
	var parent area.Code
	for i := from; i < to; i++ {
		a := p.Division.At(i)
		if a.Kind != area.Land {
			continue
		}
		if !a.Code.Within(parent) {
			// Areas of one parent lie next to each other, so it is worked out once for them all.
			parent = a.Code.Parent()
		}
		row := &p.Rows[len(b.index)]
		row.Area, row.Parent, row.Index, row.Layers = a, parent, i, len(b.choice.Layers)
		if population.Len() > 0 {
			row.Population = population.At(i)
		}
		people, ok := row.Population.Number()
		row.Small = ok && people < float64(b.choice.MinimumPopulation)
		row.Uninhabited = ok && people == 0
		b.index, b.people = append(b.index, int32(i)), append(b.people, people)
	}
	if p.Rows = p.Rows[:len(b.index)]; len(p.Rows) == 0 {
		return problem.New(problem.NotFound, "stack.region_empty", "region", b.choice.Region.String(),
			"level", b.choice.Level.String(), "year", strconv.Itoa(b.choice.Year))
	}
	return nil
}

// population returns the inhabitants of the year of the division, or else of the newest year in that division, and an
// empty column where they are not loaded.
func (b *builder) population(ctx context.Context) (indicator.Column, error) {
	year := b.choice.Year
	l := Layer{Indicator: indicator.Population, Period: indicator.Year(year)}
	if len(b.shelf.has(l, year)) == 0 {
		l.Period = indicator.Period{}
	}
	key, missing := b.shelf.pick(l, year)
	if missing != nil {
		return indicator.Column{}, nil
	}
	c, err := b.figures.Column(ctx, b.reader, key)
	if err != nil {
		return c, err
	}
	return c.Align(b.picture.Division.Index()), nil
}

// layer reads the i-th column and finds what the region's own level is.
func (b *builder) layer(ctx context.Context, i int, k indicator.Key) error {
	p := b.picture
	c, err := b.figures.Column(ctx, b.reader, k)
	if err != nil {
		return err
	}
	o := b.order(c)
	c = o.column
	b.numbers, b.known, b.rankings = append(b.numbers, o.numbers), append(b.known, o.known), append(b.rankings, o.ranking)
	res := LayerResult{Layer: b.choice.Layers[i], Indicator: b.shelf.known[k.Indicator], Column: c}
	if res.Region, err = b.regionValue(ctx, i, c); err != nil {
		return err
	}
	if res.Country, err = b.published(ctx, k, area.Netherlands); err != nil {
		return err
	}
	p.Layers = append(p.Layers, res)
	if res.Layer.Threshold.Kind != RegionLevel {
		return nil
	}
	if res.Indicator.Summable {
		return problem.New(problem.Usage, "stack.region_of_count", "indicator", string(k.Indicator))
	}
	if !res.Region.Known() {
		return problem.New(problem.NotFound, "stack.region_value_missing", "indicator", string(k.Indicator),
			"region", b.choice.Region.String())
	}
	return nil
}

// count counts the hits, finds the top group and tries how firm it is.
func (b *builder) count(ctx context.Context) error {
	p := b.picture
	s := tally.Stack{Silent: make([]bool, len(p.Rows))}
	for j := range p.Rows {
		s.Silent[j] = p.Rows[j].Uninhabited
	}
	for i := range p.Layers {
		s.Rankings = append(s.Rankings, b.rankings[i].With(b.numeric(i)))
	}
	res := s.Count()
	p.TopSize = res.TopSize
	b.fill(res)
	b.describe(s, res)
	if b.choice.Draws <= 0 {
		return nil
	}
	counts, err := s.Stability(ctx, tally.Draws{Number: b.choice.Draws, Seed: b.choice.Seed})
	if err != nil {
		return err
	}
	stays := s.LeaveOneOut()
	for j := range p.Rows {
		row := &p.Rows[j]
		if row.Known > 0 && !row.Uninhabited {
			row.Stays = stays[j]
			row.Stability, row.HasStability = float64(counts[j])/float64(b.choice.Draws), true
			row.Fragile = row.Top && row.Stability < fragileBelow
		}
	}
	return nil
}

// numeric returns the i-th layer as package tally takes it.
func (b *builder) numeric(i int) tally.Layer {
	res := &b.picture.Layers[i]
	l := res.Layer.numeric(res.Region)
	l.Values, l.Known = b.numbers[i], b.known[i]
	if parts := res.Column.Parts(); parts.Lower != nil && b.choice.Draws > 0 {
		l.Lower, l.Upper = make([]float64, len(l.Values)), make([]float64, len(l.Values))
		for j, at := range b.index {
			l.Lower[j], l.Upper[j] = parts.Lower[at], parts.Upper[at]
		}
	}
	return l
}

// fillBlock is how many rows are filled at a time.
const fillBlock = 256

// fill copies what was counted to the rows.
func (b *builder) fill(res tally.Result) {
	p := b.picture
	n := len(p.Layers)
	marks, values := make([]HitMark, len(p.Rows)*n), make([]indicator.Value, len(p.Rows)*n)
	// Block by block, so that what one layer writes is still near when the next comes.
	for from := 0; from < len(p.Rows); from += fillBlock {
		to := min(from+fillBlock, len(p.Rows))
		for i := range p.Layers {
			p.Layers[i].Column.CopyTo(values[from*n+i:], n, b.index[from:to])
			known, hit := b.known[i][from:to], res.Hit[i][from:to]
			block := marks[from*n:]
			for j, k := range known {
				if k {
					block[j*n+i] = NoHit
					if hit[j] {
						block[j*n+i] = Hit
					}
				}
			}
		}
	}
	for j := range p.Rows {
		row := &p.Rows[j]
		row.Marks, row.Values = marks[j*n:(j+1)*n:(j+1)*n], values[j*n:(j+1)*n:(j+1)*n]
		row.Known, row.Hits, row.Top = res.Known[j], res.Hits[j], res.Top[j]
		row.LeastHits, row.MostHits = row.Hits, row.Hits
		if row.Known > 0 {
			row.Share = float64(row.Hits) / float64(row.Known)
			row.Score, row.HasScore = res.Score[j], true
		}
	}
}

// describe completes what each layer says about the region.
func (b *builder) describe(s tally.Stack, res tally.Result) {
	for i, ranking := range s.Rankings {
		l := &b.picture.Layers[i]
		l.Cut, l.HasCut = ranking.Cut()
		l.Cut = clean(l.Cut)
		l.AllEqual, l.Known = ranking.AllEqual(), ranking.Known()
		for _, hit := range res.Hit[i] {
			if hit {
				l.Hits++
			}
		}
		l.Spread = spread(ranking, s.Silent, l.Region, l.Indicator.Summable)
		if l.Column.HasBounds() && !l.AllEqual {
			b.widen(i, ranking)
		}
	}
}

// widen counts of the i-th layer how the hits would change if values lay at the ends of their intervals.
func (b *builder) widen(i int, ranking *tally.Ranking) {
	for j := range b.picture.Rows {
		row := &b.picture.Rows[j]
		lower, upper, ok := row.Values[i].Bounds()
		if !ok || row.Uninhabited {
			continue
		}
		atLower, atUpper := ranking.Beyond(lower), ranking.Beyond(upper)
		switch hit := row.Marks[i] == Hit; {
		case hit && !(atLower && atUpper):
			row.LeastHits--
		case !hit && (atLower || atUpper):
			row.MostHits++
		}
	}
}

// clean takes away the last binary digits that come from interpolating, so that a cut between 12.3 and 12.3 is 12.3.
func clean(x float64) float64 {
	if scaled := x * 1e9; math.Abs(scaled) < 1<<53 {
		return math.Round(scaled) / 1e9
	}
	return x
}
