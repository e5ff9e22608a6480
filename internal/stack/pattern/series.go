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
	"github.com/buurtbeeld/buurtbeeld/internal/stack/hotspot"
	"github.com/buurtbeeld/buurtbeeld/spatial/trend"
)

// FewestPeriods is in how many years an area must have a figure before a pattern is named: with fewer, a rise or a fall can
// hardly be told from chance, and one year more or less changes what "nearly always" means.
const FewestPeriods = 8

// Question is what a series is asked of (Dutch: vraag naar een reeks).
type Question struct {
	Choice stack.Choice
	// Layer is the place of the layer that is shown; below 0 it is the number of hits.
	Layer int
	// From and To bound the years; none is open.
	From, To indicator.Period
}

// wants reports whether a year is asked for.
func (q Question) wants(p indicator.Period) bool {
	return (q.From.IsZero() || p.Compare(q.From) >= 0) && (q.To.IsZero() || p.Compare(q.To) <= 0)
}

// Series is a figure, or the number of figures that count, year after year, with the pattern of each area
// (Dutch: reeks met patronen).
type Series struct {
	// Choice is the stack; Layer the layer of it that is shown, and -1 for the number of hits.
	Choice    stack.Choice
	Layer     int
	Indicator indicator.Indicator
	Division  *area.Division
	Region    area.Area
	Periods   []Period
	// Areas holds the land areas of the region in code order.
	Areas []AreaSeries
	// Years is the stack of every year, when the number of hits was asked.
	Years *Years
	// Gaps are the years between the first and the last without figures, and Zero those with zero for every area, in which
	// nothing was measured.
	Gaps, Zero []indicator.Period
	// Short is true with fewer than FewestPeriods years: then no pattern is named. Unmapped is true without boundaries:
	// nobody knows who is whose neighbour, and no pattern is named either.
	Short, Unmapped bool
}

// Period is one year of a series (Dutch: jaar van een reeks).
type Period struct {
	Period indicator.Period
	// From are the divisions that figures were converted from; none when they are of the division itself.
	From []area.DivisionID
	// Redrawn is true when that changed the boundary of any area that is shown.
	Redrawn bool
	// High and Low count the areas of the region that stood out; Known those with a figure.
	High, Low, Known int
	// Column is the figure of one layer.
	Column indicator.Column
	// Apart is the place in the division of the one area that lies so far from all others that it makes up most of the spread
	// of this year: then hardly any other area can stand out. Below 0 is none.
	Apart int
}

// AreaSeries is one area year after year (Dutch: gebied in een reeks).
type AreaSeries struct {
	Area area.Area
	// Index is its place in the division.
	Index int
	// Pattern is NotKnown where it cannot be named.
	Pattern trend.Pattern
	// Cells has one entry per period.
	Cells []Cell
}

// Cell is one area in one year (Dutch: jaar van een gebied).
type Cell struct {
	// Value is the figure of one layer; Hits and Known the number that count, and that are known, of a stack.
	Value       indicator.Value
	Hits, Known int
	Step        trend.Step
	// Z is the Gi* score of the area in this year and P its two-sided chance, before the control of false finds; NaN where it
	// was not tested.
	Z, P  float64
	Break Break
}

// HasValues reports whether anything is known of the area in any year, also where it cannot be held against neighbours.
func (a AreaSeries) HasValues() bool {
	return slices.ContainsFunc(a.Cells, func(c Cell) bool { return c.Known > 0 || c.Value.Status() == indicator.Known })
}

// Change is the first year in which the area stood out in the run up to the last, and the last year in which it did at
// all; none where it never did.
func (s *Series) Change(a AreaSeries) (since, last indicator.Period) {
	side := trend.Hot
	if a.Pattern.Category.Cold() {
		side = trend.Cold
	}
	run := true
	for k := len(a.Cells) - 1; k >= 0; k-- {
		switch step := a.Cells[k].Step; {
		case step == side:
			if last.IsZero() {
				last = s.Periods[k].Period
			}
			if run {
				since = s.Periods[k].Period
			}
		case step != trend.Unknown:
			run = false
		}
	}
	return since, last
}

// Count returns how many areas have each category.
func (s *Series) Count() map[trend.Category]int {
	counts := map[trend.Category]int{}
	for _, a := range s.Areas {
		counts[a.Pattern.Category]++
	}
	return counts
}

// Series returns a layer of a choice year after year, or the number of hits, with the pattern of each area. An area stands out in a year when it and its neighbours do so together, by more than chance gives, as package
// hotspot finds over the whole of what is loaded; its z-scores tell whether it gets stronger.
func (f *Finder) Series(ctx context.Context, r reader.Reader, q Question) (*Series, error) {
	c, layer := q.Choice, q.Layer
	if layer >= len(c.Layers) {
		return nil, problem.New(problem.Usage, "pattern.layer_unknown", "n", layer+1, "layers", len(c.Layers))
	}
	id, err := f.division(ctx, r, c)
	if err != nil {
		return nil, err
	}
	t, err := f.target(ctx, id)
	if err != nil {
		return nil, err
	}
	c.Year, c.MinimumPopulation = id.Year, cmp.Or(c.MinimumPopulation, stack.DefaultMinimumPopulation)
	b := &seriesBuilder{target: t, reader: r, question: q, s: &Series{Choice: c, Layer: layer}}
	if layer < 0 {
		if b.s.Years, err = f.years(ctx, r, q); err != nil {
			return nil, err
		}
		err = b.hits(ctx)
	} else {
		err = b.layer(ctx)
	}
	if err != nil {
		return nil, err
	}
	b.gaps()
	return b.s, b.name()
}

type seriesBuilder struct {
	target   *target
	reader   reader.Reader
	question Question
	s        *Series
	// found holds the hotspots per period; nil where they could not be looked for.
	found []*hotspot.Result
}

// hits fills in the number of hits per year.
func (b *seriesBuilder) hits(ctx context.Context) error {
	y := b.s.Years
	b.s.Choice = y.Choice
	last := y.Years[len(y.Years)-1].Picture
	b.s.Division, b.s.Region = last.Division, last.Region
	for i, a := range y.Areas {
		b.s.Areas = append(b.s.Areas, AreaSeries{Area: a.Area, Index: last.Rows[i].Index, Cells: make([]Cell, len(y.Years))})
		for k, cell := range a.Cells {
			b.s.Areas[i].Cells[k] = Cell{Hits: cell.Hits, Known: cell.Known, Break: cell.Break}
		}
	}
	for _, year := range y.Years {
		b.s.Periods = append(b.s.Periods, Period{Period: year.Period, From: year.From, Redrawn: year.Redrawn, Apart: -1})
		if err := b.look(func(f *hotspot.Finder) (*hotspot.Result, error) { return f.Stack(ctx, b.reader, year.Picture) }); err != nil {
			return err
		}
	}
	for _, year := range y.Incomplete {
		if len(year.Zero) > 0 {
			b.s.Zero = append(b.s.Zero, year.Period)
		}
	}
	return nil
}

// look finds the hotspots of one period, where there are boundaries.
func (b *seriesBuilder) look(find func(*hotspot.Finder) (*hotspot.Result, error)) error {
	var found *hotspot.Result
	if b.target.hot == nil {
		b.s.Unmapped = true
	} else if !b.s.Unmapped {
		var err error
		if found, err = find(b.target.hot); problem.KindOf(err) == problem.NotFound && err != nil {
			b.s.Unmapped = true
		} else if err != nil {
			return err
		}
	}
	b.found = append(b.found, found)
	return nil
}

// layer fills in the figure of one layer per year.
func (b *seriesBuilder) layer(ctx context.Context) error {
	c, l := b.s.Choice, b.s.Choice.Layers[b.s.Layer]
	book, err := b.target.figures.book(ctx, b.reader)
	if err != nil {
		return err
	}
	known, ok := book.indicators[l.Indicator]
	keys, zero, err := b.target.measured(ctx, b.reader, l)
	if err != nil {
		return err
	}
	if !ok || len(keys) == 0 {
		return problem.New(problem.NotFound, "pattern.nothing_loaded", "indicator", string(l.Indicator), "level", c.Level.String())
	}
	b.s.Indicator, b.s.Zero = known, zero
	keys = slices.DeleteFunc(keys, func(k indicator.Key) bool { return !b.question.wants(k.Period) })
	if len(keys) == 0 {
		return problem.New(problem.NotFound, "pattern.no_years", "indicator", string(l.Indicator))
	}
	if b.s.Division, err = b.target.figures.Division(ctx, b.reader, b.target.id); err != nil {
		return err
	}
	if b.s.Region, err = b.region(ctx, book); err != nil {
		return err
	}
	from, to := b.s.Division.Index().Range(c.Region)
	for i := from; i < to; i++ {
		if a := b.s.Division.At(i); a.Kind == area.Land {
			b.s.Areas = append(b.s.Areas, AreaSeries{Area: a, Index: i, Cells: make([]Cell, len(keys))})
		}
	}
	if len(b.s.Areas) == 0 {
		return problem.New(problem.NotFound, "stack.region_empty", "region", c.Region.String(), "level", c.Level.String(), "year", indicator.Year(c.Year).String())
	}
	for k, key := range keys {
		if err := b.period(ctx, k, key); err != nil {
			return err
		}
	}
	return nil
}

// period fills in one year of a layer.
func (b *seriesBuilder) period(ctx context.Context, k int, key indicator.Key) error {
	column, err := b.target.figures.Column(ctx, b.reader, key)
	if err != nil {
		return err
	}
	column = column.Align(b.s.Division.Index())
	breaks, from, err := b.target.breaks(ctx, b.reader, key)
	if err != nil {
		return err
	}
	p := Period{Period: key.Period, Column: column, Apart: -1}
	if breaks != nil {
		p.From = []area.DivisionID{from}
		p.Redrawn = slices.ContainsFunc(b.s.Areas, func(a AreaSeries) bool { return breaks(a.Index).Any() })
	}
	b.s.Periods = append(b.s.Periods, p)
	for i := range b.s.Areas {
		cell := &b.s.Areas[i].Cells[k]
		cell.Value = column.At(b.s.Areas[i].Index)
		if breaks != nil {
			cell.Break = breaks(b.s.Areas[i].Index)
		}
	}
	return b.look(func(f *hotspot.Finder) (*hotspot.Result, error) {
		return f.Layer(ctx, b.reader, key, b.s.Choice.MinimumPopulation)
	})
}

// region returns the chosen region with its name, where its own division is loaded.
func (b *seriesBuilder) region(ctx context.Context, book *book) (area.Area, error) {
	region := area.Area{Code: b.s.Choice.Region}
	if region.Code == area.Netherlands {
		region.Name = "Nederland"
	}
	id := area.DivisionID{Level: region.Code.Level(), Year: b.s.Choice.Year}
	if !book.divisions[id] {
		return region, nil
	}
	d, err := b.target.figures.Division(ctx, b.reader, id)
	if err != nil {
		return region, err
	}
	if found, ok := d.Find(region.Code); ok && found.Name != "" {
		return found, nil
	}
	return region, nil
}

// gaps lists the years in between without figures.
func (b *seriesBuilder) gaps() {
	for k := 1; k < len(b.s.Periods); k++ {
		for year := b.s.Periods[k-1].Period.Year() + 1; year < b.s.Periods[k].Period.Year(); year++ {
			if p := indicator.Year(year); !slices.Contains(b.s.Zero, p) {
				b.s.Gaps = append(b.s.Gaps, p)
			}
		}
	}
	b.s.Short = len(b.s.Periods) < FewestPeriods
}
