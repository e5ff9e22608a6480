package pattern

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/crosswalk"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
)

// Years is one choice built for every year in which all its layers are measured, on the areas of one division
// (Dutch: stapel door de jaren).
type Years struct {
	// Choice is the choice without the periods of its layers, with the year of the division.
	Choice stack.Choice
	Years  []YearStack
	// Areas holds the land areas of the region in code order.
	Areas []AreaYears
	// Steps compares each year with the one before it in Years, and Overall the first with the last. With fewer than
	// two years there is nothing to compare.
	Steps   []Step
	Overall Step
	// Incomplete holds the years in which some of the layers are measured and others are not.
	Incomplete []Incomplete
	// Skipped holds the years in which all layers are measured and that could not be built all the same.
	Skipped []Skipped
}

// YearStack is the stack of one year (Dutch: stapel van een jaar).
type YearStack struct {
	Period  indicator.Period
	Picture *stack.Picture
	// From lists the divisions other than that of the choice that figures of this year were converted from.
	From []area.DivisionID
	// Redrawn is true when that changed the boundary of any area.
	Redrawn bool
}

// AreaYears is one area through the years (Dutch: gebied door de jaren).
type AreaYears struct {
	Area area.Area
	// Cells has one entry per year, in the order of Years.Years.
	Cells []AreaYear
}

// AreaYear is one area in one year (Dutch: gebied in een jaar).
type AreaYear struct {
	Known, Hits, LeastHits, MostHits int
	Top                              bool
	// Break says how figures of this year came over from other areas.
	Break Break
	// Movement compares with the year before.
	Movement Movement
}

// Break is what changed boundaries do to the figures of an area in one year (Dutch: breuk in de reeks). The zero value is
// none: the figures are of this very area.
type Break struct {
	// State is crosswalk.NotLinked with Lost, and else Same, Renamed, Joined or Redrawn; of several figures the one that
	// changed most.
	State crosswalk.State
	// Reason is why nothing could be converted, when Lost.
	Reason crosswalk.Reason
	// Estimated is the largest share of the area, 0 to 1, that came from dividing earlier areas.
	Estimated float64
	// Lost is true for an area that could not be told from the earlier ones.
	Lost bool
	// Mixed is true where a mean was not converted, and Unweighted where it is not known how many people each part had.
	Mixed, Unweighted bool
}

// Any reports whether there is a break to be marked.
func (b Break) Any() bool { return b.Lost || b.State > crosswalk.Renamed }

// with returns the break of two figures together.
func (b Break) with(o Break) Break {
	b.Lost, b.Mixed, b.Unweighted = b.Lost || o.Lost, b.Mixed || o.Mixed, b.Unweighted || o.Unweighted
	b.State, b.Estimated, b.Reason = max(b.State, o.State), max(b.Estimated, o.Estimated), max(b.Reason, o.Reason)
	return b
}

// Movement says how an area in one year relates to the top group of an earlier one (Dutch: verloop). An area is in when
// it is in the top group, the tenth of the areas with the highest stacks.
type Movement uint8

const (
	// NoMovement is an area that is in the group in neither year, or a first year.
	NoMovement Movement = iota
	// Entered is an area that came into the top group (Dutch: erbij gekomen).
	Entered
	// Stayed is an area that is in the top group in both years (Dutch: gebleven).
	Stayed
	// Left is an area that is no longer in the top group (Dutch: eruit gegaan).
	Left
	// NotComparable is an area whose figures of one of the years could not be converted.
	NotComparable
	// NothingKnown is an area of which no layer is known in one of the two years.
	NothingKnown
)

// Step is what changed between two years (Dutch: stap).
type Step struct {
	From, To indicator.Period
	// The areas are in code order. NotComparable and NothingKnown are never counted as staying away.
	Entered, Stayed, Left, NotComparable, NothingKnown []area.Code
}

// Incomplete is a year in which layers are missing (Dutch: onvolledig jaar).
type Incomplete struct {
	Period  indicator.Period
	Missing []indicator.ID
	// Zero are those of the missing that are there with zero for every area, which means that nothing was measured.
	Zero []indicator.ID
}

// Skipped is a year that could not be built, and why (Dutch: overgeslagen jaar).
type Skipped struct {
	Period  indicator.Period
	Problem error
}

// Years builds the choice for every year in which all its layers are measured, on the division of the choice or else the
// newest that has them all. Figures of that year on other divisions are converted. Periods of the layers are passed over,
// and no draws are made.
func (f *Finder) Years(ctx context.Context, r reader.Reader, c stack.Choice) (*Years, error) {
	return f.years(ctx, r, Question{Choice: c})
}

func (f *Finder) years(ctx context.Context, r reader.Reader, q Question) (*Years, error) {
	c := q.Choice
	id, err := f.division(ctx, r, c)
	if err != nil {
		return nil, err
	}
	t, err := f.target(ctx, id)
	if err != nil {
		return nil, err
	}
	b := &yearsBuilder{target: t, reader: r}
	b.years.Choice = c
	b.years.Choice.Year, b.years.Choice.Draws = id.Year, -1
	b.years.Choice.Layers = withPeriod(c.Layers, indicator.Period{})
	if err := b.find(ctx); err != nil {
		return nil, err
	}
	for _, period := range b.periods {
		if !q.wants(period) {
			continue
		}
		if err := b.year(ctx, period); err != nil {
			return nil, err
		}
	}
	if len(b.years.Years) == 0 {
		return nil, b.none(ctx)
	}
	return &b.years, b.compare(ctx)
}

type yearsBuilder struct {
	target *target
	reader reader.Reader
	years  Years
	// keys are, per layer, the columns by period, and zero the periods in which nothing was measured.
	keys    []map[indicator.Period]indicator.Key
	zero    []map[indicator.Period]bool
	periods []indicator.Period
}

// find lists in which periods each layer was measured.
func (b *yearsBuilder) find(ctx context.Context) error {
	set := map[indicator.Period]bool{}
	for _, l := range b.years.Choice.Layers {
		keys, zero, err := b.target.measured(ctx, b.reader, l)
		if err != nil {
			return err
		}
		by, none := map[indicator.Period]indicator.Key{}, map[indicator.Period]bool{}
		for _, k := range keys {
			by[k.Period], set[k.Period] = k, true
		}
		for _, p := range zero {
			none[p] = true
		}
		b.keys, b.zero = append(b.keys, by), append(b.zero, none)
	}
	b.periods = slices.SortedFunc(maps.Keys(set), indicator.Period.Compare)
	return nil
}

// withPeriod returns the layers with a period.
func withPeriod(layers []stack.Layer, period indicator.Period) []stack.Layer {
	layers = slices.Clone(layers)
	for i := range layers {
		layers[i].Period = period
	}
	return layers
}

// year builds one year, or notes why it cannot be.
func (b *yearsBuilder) year(ctx context.Context, period indicator.Period) error {
	c := b.years.Choice
	missing := Incomplete{Period: period}
	for i, l := range c.Layers {
		if _, ok := b.keys[i][period]; !ok {
			missing.Missing = append(missing.Missing, l.Indicator)
			if b.zero[i][period] {
				missing.Zero = append(missing.Zero, l.Indicator)
			}
		}
	}
	if len(missing.Missing) > 0 {
		b.years.Incomplete = append(b.years.Incomplete, missing)
		return nil
	}
	c.Layers = withPeriod(c.Layers, period)
	p, err := stack.Build(ctx, b.reader, b.target.figures, c)
	var named *problem.Error
	switch {
	case err == nil:
		b.years.Years = append(b.years.Years, YearStack{Period: period, Picture: p})
		return nil
	case errors.As(err, &named) && named.Kind() != problem.Internal && ctx.Err() == nil:
		b.years.Skipped = append(b.years.Skipped, Skipped{Period: period, Problem: err})
		return nil
	}
	return err
}

// none says why there is no year at all: what is wrong with the choice, or that no year has all layers.
func (b *yearsBuilder) none(ctx context.Context) error {
	if len(b.years.Skipped) > 0 {
		return b.years.Skipped[0].Problem
	}
	if _, err := stack.Build(ctx, b.reader, b.target.figures, b.years.Choice); err != nil && problem.KindOf(err) == problem.Usage {
		return err
	}
	var texts []string
	for i, l := range b.years.Choice.Layers {
		var years []string
		for _, p := range slices.SortedFunc(maps.Keys(b.keys[i]), indicator.Period.Compare) {
			years = append(years, p.String())
		}
		if len(years) == 0 {
			years = []string{"-"}
		}
		texts = append(texts, string(l.Indicator)+": "+strings.Join(years, ", "))
	}
	return problem.New(problem.NotFound, "stack.year_without_all", "loaded", strings.Join(texts, "; "))
}

// compare follows the areas from year to year.
func (b *yearsBuilder) compare(ctx context.Context) error {
	years := b.years.Years
	for y := range years {
		breaks, from, err := b.breaks(ctx, years[y].Picture)
		if err != nil {
			return err
		}
		years[y].From = from
		years[y].Redrawn = slices.ContainsFunc(breaks, Break.Any)
		for i, row := range years[y].Picture.Rows {
			if y == 0 {
				b.years.Areas = append(b.years.Areas, AreaYears{Area: row.Area, Cells: make([]AreaYear, len(years))})
			}
			b.years.Areas[i].Cells[y] = AreaYear{Known: row.Known, Hits: row.Hits, LeastHits: row.LeastHits, MostHits: row.MostHits, Top: row.Top, Break: breaks[i]}
		}
	}
	for y := 1; y < len(years); y++ {
		step, movements := b.step(y-1, y)
		b.years.Steps = append(b.years.Steps, step)
		for i, m := range movements {
			b.years.Areas[i].Cells[y].Movement = m
		}
	}
	if len(years) > 1 {
		b.years.Overall, _ = b.step(0, len(years)-1)
	}
	return nil
}

// breaks returns the break of each row of a picture, and from which divisions figures were converted.
func (b *yearsBuilder) breaks(ctx context.Context, p *stack.Picture) ([]Break, []area.DivisionID, error) {
	breaks := make([]Break, len(p.Rows))
	var from []area.DivisionID
	for _, l := range p.Layers {
		each, division, err := b.target.breaks(ctx, b.reader, l.Column.Key())
		if err != nil {
			return nil, nil, err
		}
		if each == nil {
			continue
		}
		if !slices.Contains(from, division) {
			from = append(from, division)
		}
		for i, row := range p.Rows {
			breaks[i] = breaks[i].with(each(row.Index))
		}
	}
	return breaks, from, nil
}

// breaks returns what converting did to each area of a column, and nil for a column that was not converted.
func (t *target) breaks(ctx context.Context, r reader.Reader, key indicator.Key) (func(i int) Break, area.DivisionID, error) {
	b, err := t.figures.book(ctx, r)
	if err != nil {
		return nil, area.DivisionID{}, err
	}
	from, ok := b.from[key]
	if !ok {
		return nil, key.Division, nil
	}
	converted, walk, err := t.figures.convert(ctx, r, key)
	if err != nil {
		return nil, key.Division, err
	}
	return func(i int) Break {
		m := converted.Margins[i]
		return Break{State: walk.State(i), Reason: walk.Reason(i), Estimated: m.Estimated, Lost: walk.State(i) == crosswalk.NotLinked, Mixed: m.Mixed, Unweighted: m.Unweighted}
	}, from.Division, nil
}

// step compares two years by their place.
func (b *yearsBuilder) step(from, to int) (Step, []Movement) {
	step := Step{From: b.years.Years[from].Period, To: b.years.Years[to].Period}
	movements := make([]Movement, len(b.years.Areas))
	for i, a := range b.years.Areas {
		movements[i] = move(a.Cells[from], a.Cells[to])
		switch code := a.Area.Code; movements[i] {
		case Entered:
			step.Entered = append(step.Entered, code)
		case Stayed:
			step.Stayed = append(step.Stayed, code)
		case Left:
			step.Left = append(step.Left, code)
		case NotComparable:
			step.NotComparable = append(step.NotComparable, code)
		case NothingKnown:
			step.NothingKnown = append(step.NothingKnown, code)
		}
	}
	return step, movements
}

func move(before, after AreaYear) Movement {
	switch {
	case before.Break.Lost || after.Break.Lost:
		return NotComparable
	case before.Known == 0 && after.Known == 0:
		return NoMovement
	case before.Known == 0 || after.Known == 0:
		return NothingKnown
	case before.Top && after.Top:
		return Stayed
	case after.Top:
		return Entered
	case before.Top:
		return Left
	}
	return NoMovement
}
