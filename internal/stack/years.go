package stack

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// Years is one choice built for every year in which all its layers are loaded (Dutch: stapel door de jaren).
type Years struct {
	// Choice is the choice without the periods of its layers.
	Choice Choice
	Years  []YearStack
	// Areas holds every area of any of the years in code order.
	Areas []AreaYears
	// Steps compares each year with the one before it in Years, and Overall the first with the last. With fewer than
	// two years there is nothing to compare.
	Steps   []Step
	Overall Step
	// Incomplete holds the years in which some of the layers are loaded and others are not.
	Incomplete []Incomplete
	// Skipped holds the years in which all layers are loaded and that could not be built all the same.
	Skipped []Skipped
}

// YearStack is the stack of one year (Dutch: stapel van een jaar).
type YearStack struct {
	Period  indicator.Period
	Picture *Picture
}

// AreaYears is one area through the years (Dutch: gebied door de jaren).
type AreaYears struct {
	// Area is as the newest year that has it knows it.
	Area area.Area
	// Cells has one entry per year, in the order of Years.Years.
	Cells []AreaYear
}

// AreaYear is one area in one year (Dutch: gebied in een jaar).
type AreaYear struct {
	// Present is false where the area is not in the division of that year.
	Present     bool
	Known, Hits int
	Top         bool
	// Movement compares with the year before.
	Movement Movement
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
	// NotComparable is an area that is not there in the other year, or that may be another area under the same code.
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

// Incomplete is a year in which layers are missing or without any number (Dutch: onvolledig jaar). Without missing layers
// it is a year whose layers are not loaded on one division.
type Incomplete struct {
	Period  indicator.Period
	Missing []indicator.ID
}

// Skipped is a year that could not be built, and why (Dutch: overgeslagen jaar).
type Skipped struct {
	Period  indicator.Period
	Problem error
}

// BuildYears builds the choice for every year in which all its layers are loaded, on the division of the choice where
// that has the year and else on the newest that does. Periods of the layers are passed over, and no draws are made.
//
// Areas are followed by their code within one division. Across divisions an area is only the same when every division
// after the first, up to the second, is loaded and says that the area did not change; all others are NotComparable.
func BuildYears(ctx context.Context, r reader.Reader, f Figures, c Choice) (*Years, error) {
	b := &yearsBuilder{reader: r, figures: f, loaded: map[area.DivisionID]*area.Division{}}
	if err := b.open(ctx, c); err != nil {
		return nil, err
	}
	periods := b.periods()
	for _, period := range periods {
		if err := b.year(ctx, period); err != nil {
			return nil, err
		}
	}
	if len(b.years.Years) == 0 {
		if len(b.years.Skipped) > 0 {
			return nil, b.years.Skipped[0].Problem
		}
		return nil, b.withoutAll()
	}
	return &b.years, b.compare(ctx)
}

type yearsBuilder struct {
	reader    reader.Reader
	figures   Figures
	shelf     shelf
	divisions map[area.DivisionID]bool
	years     Years
	// loaded keeps the divisions that were looked into.
	loaded map[area.DivisionID]*area.Division
}

func (b *yearsBuilder) open(ctx context.Context, c Choice) error {
	c, err := c.complete()
	if err != nil {
		return err
	}
	c.Draws = -1
	for i := range c.Layers {
		c.Layers[i].Period = indicator.Period{}
	}
	if b.shelf, b.divisions, err = openShelf(ctx, b.reader, b.figures, c); err != nil {
		return err
	}
	if c.Year == 0 {
		c.Year = b.shelf.newestCommonYear(c.Layers, 1)
	}
	b.years.Choice = c
	return b.shelf.checkLayers(c.Layers)
}

// periods returns the periods of which at least one layer is loaded, in order.
func (b *yearsBuilder) periods() []indicator.Period {
	set := map[indicator.Period]bool{}
	for _, l := range b.years.Choice.Layers {
		for _, k := range b.shelf.has(l, 0) {
			set[k.Period] = true
		}
	}
	return slices.SortedFunc(maps.Keys(set), indicator.Period.Compare)
}

// divisionYear returns the division year on which all layers have a period, and 0 when there is none.
func (b *yearsBuilder) divisionYear(period indicator.Period) int {
	layers := at(b.years.Choice.Layers, period)
	chosen := b.years.Choice.Year
	if chosen != 0 && !slices.ContainsFunc(layers, func(l Layer) bool { return len(b.shelf.has(l, chosen)) == 0 }) {
		return chosen
	}
	return b.shelf.newestCommonYear(layers, 1)
}

// at returns the layers with a period.
func at(layers []Layer, period indicator.Period) []Layer {
	layers = slices.Clone(layers)
	for i := range layers {
		layers[i].Period = period
	}
	return layers
}

// year builds one year, or notes why it cannot be.
func (b *yearsBuilder) year(ctx context.Context, period indicator.Period) error {
	c := b.years.Choice
	c.Layers = at(c.Layers, period)
	if c.Year = b.divisionYear(period); c.Year == 0 {
		missing := Incomplete{Period: period}
		for _, l := range c.Layers {
			if len(b.shelf.has(l, 0)) == 0 {
				missing.Missing = append(missing.Missing, l.Indicator)
			}
		}
		b.years.Incomplete = append(b.years.Incomplete, missing)
		return nil
	}
	one := &builder{reader: b.reader, figures: b.figures, shelf: b.shelf, divisions: b.divisions}
	var err error
	if one.choice, one.keys, err = b.shelf.choose(c); err == nil {
		var p *Picture
		if p, err = one.build(ctx); err == nil {
			b.years.Years = append(b.years.Years, YearStack{Period: period, Picture: p})
			b.loaded[p.Division.ID()] = p.Division
			return nil
		}
	}
	var named *problem.Error
	if errors.As(err, &named) && named.Kind() != problem.Internal && ctx.Err() == nil {
		b.years.Skipped = append(b.years.Skipped, Skipped{Period: period, Problem: err})
		return nil
	}
	return err
}

func (b *yearsBuilder) withoutAll() error {
	var texts []string
	for _, l := range b.years.Choice.Layers {
		texts = append(texts, string(l.Indicator)+": "+b.shelf.loaded(l.Indicator))
	}
	return problem.New(problem.NotFound, "stack.year_without_all", "loaded", strings.Join(texts, "; "))
}

// compare follows the areas from year to year.
func (b *yearsBuilder) compare(ctx context.Context) error {
	years := b.years.Years
	places := map[area.Code]int{}
	for y, stack := range years {
		for _, row := range stack.Picture.Rows {
			i, ok := places[row.Area.Code]
			if !ok {
				i = len(b.years.Areas)
				places[row.Area.Code] = i
				b.years.Areas = append(b.years.Areas, AreaYears{Cells: make([]AreaYear, len(years))})
			}
			b.years.Areas[i].Area = row.Area
			b.years.Areas[i].Cells[y] = AreaYear{Present: true, Known: row.Known, Hits: row.Hits, Top: row.Top}
		}
	}
	slices.SortFunc(b.years.Areas, func(x, y AreaYears) int { return x.Area.Code.Compare(y.Area.Code) })
	for y := 1; y < len(years); y++ {
		step, movements, err := b.step(ctx, y-1, y)
		if err != nil {
			return err
		}
		b.years.Steps = append(b.years.Steps, step)
		for i, m := range movements {
			b.years.Areas[i].Cells[y].Movement = m
		}
	}
	if len(years) < 2 {
		return nil
	}
	var err error
	b.years.Overall, _, err = b.step(ctx, 0, len(years)-1)
	return err
}

// step compares two years by their place.
func (b *yearsBuilder) step(ctx context.Context, from, to int) (Step, []Movement, error) {
	first, second := b.years.Years[from], b.years.Years[to]
	step := Step{From: first.Period, To: second.Period}
	between, err := b.between(ctx, first.Picture.Division.ID(), second.Picture.Division.ID())
	if err != nil {
		return step, nil, err
	}
	movements := make([]Movement, len(b.years.Areas))
	for i, a := range b.years.Areas {
		before, after := a.Cells[from], a.Cells[to]
		if !before.Present && !after.Present {
			continue
		}
		same := before.Present && after.Present && between.unchanged(a.Area.Code)
		movements[i] = move(before, after, same)
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
	return step, movements, nil
}

func move(before, after AreaYear, same bool) Movement {
	switch {
	case !same:
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

// passage is the divisions that an area must have come through unchanged.
type passage struct {
	open      bool
	divisions []*area.Division
}

func (p passage) unchanged(code area.Code) bool {
	if !p.open {
		return false
	}
	for _, d := range p.divisions {
		if a, ok := d.Find(code); !ok || a.Change != area.Unchanged {
			return false
		}
	}
	return true
}

// between returns the divisions after one and up to the other; it is not open when one of them is not loaded.
func (b *yearsBuilder) between(ctx context.Context, from, to area.DivisionID) (passage, error) {
	if from.Year > to.Year {
		from, to = to, from
	}
	p := passage{open: true}
	for year := from.Year + 1; year <= to.Year; year++ {
		id := area.DivisionID{Level: to.Level, Year: year}
		if !b.divisions[id] {
			return passage{}, nil
		}
		d, ok := b.loaded[id]
		if !ok {
			var err error
			if d, err = b.figures.Division(ctx, b.reader, id); err != nil {
				return passage{}, err
			}
			b.loaded[id] = d
		}
		p.divisions = append(p.divisions, d)
	}
	return p, nil
}
