package ownarea

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// FewestPeople is how many inhabitants an own area must have before any figure of it is given.
const FewestPeople = 10

// Build works out all figures of an own area, the newest of each, and has the register remember those that are given.
//
// Promise: EveryPartIsKnown. A figure is only given when the number of every part that it needs is published: of the part
// itself, or of the whole district or municipality that lies in the own area.
// Promise: ARefusalTellsNothing. A figure that is refused looks the same whatever the reason, and holds no number.
// Promise: OwnFiguresInWholePartsOnly. Figures that the municipality brought itself are not given for parts that are cut.
// Promise: NoPartIsLeftAlone. A district or municipality does not take the place of its parts where its number, less those of
// the other parts, would leave one part alone, or hardly anything for those that are left.
// Promise: NoWithheldFigureIsKnownBetter. All that was ever given of own areas, with all that is published, tells no more about a
// withheld figure than what is published does.
// Not promised: that a figure which the source withheld cannot be worked out of what the source itself published.
func Build(ctx context.Context, r reader.Reader, f Figures, register Register, a Area) (*Result, error) {
	b := &builder{ctx: ctx, r: r, figures: f, area: a, has: map[indicator.Key]bool{}, public: map[string]bool{}, divisions: map[area.Level]*area.Division{}}
	if err := b.load(); err != nil {
		return nil, err
	}
	layers, err := b.layers()
	if err != nil {
		return nil, err
	}
	enough, err := b.enoughPeople()
	if err != nil {
		return nil, err
	}
	if !enough {
		for _, l := range layers {
			l.refuse()
		}
	}
	out := &Result{Area: a}
	for _, l := range layers {
		out.WholeOnly = out.WholeOnly || a.IsCut() && !b.public[l.fine.main.Delivery()]
	}
	if out.Full, err = b.give(register, layers); err != nil {
		return nil, err
	}
	for _, l := range layers {
		out.Values = append(out.Values, l.value)
	}
	return out, nil
}

// builder works one own area out.
type builder struct {
	ctx       context.Context
	r         reader.Reader
	figures   Figures
	area      Area
	divisions map[area.Level]*area.Division
	summaries []indicator.Summary
	has       map[indicator.Key]bool
	// public are the deliveries of a national source. All others count as the municipality's own.
	public      map[string]bool
	definitions []indicator.Indicator
	people      indicator.Key
}

// layer is one figure while it is worked out.
type layer struct {
	value  Value
	fine   *grade
	coarse map[area.Level]*grade
	pieces []piece
}

// refuse takes everything away that a figure could tell.
func (l *layer) refuse() {
	if l.value.Answer == Given || l.value.Answer == NotMeasured {
		l.value = Value{Key: l.value.Key, Indicator: l.value.Indicator, Around: l.value.Around}
		l.pieces = nil
	}
}

func (b *builder) load() error {
	var err error
	if b.summaries, err = b.figures.Summaries(b.ctx, b.r); err != nil {
		return err
	}
	for _, s := range b.summaries {
		b.has[s.Key] = true
		if s.Key.Indicator == indicator.Population && s.Key.Group == "" && s.Key.Division == b.area.Division && s.Known > 0 && s.Key.Period.Compare(b.people.Period) > 0 {
			b.people = s.Key
		}
	}
	if b.definitions, err = b.figures.Indicators(b.ctx, b.r); err != nil {
		return err
	}
	deliveries, err := b.figures.Deliveries(b.ctx, b.r)
	if err != nil {
		return err
	}
	for _, d := range deliveries {
		b.public[d.ID] = d.Kind == indicator.Boundaries || d.Kind == indicator.CBSTable
	}
	b.divisions[b.area.Division.Level], err = b.figures.Division(b.ctx, b.r, b.area.Division)
	return err
}

// layers works out every figure of the division, before anything is refused for the sake of what was given before.
func (b *builder) layers() ([]*layer, error) {
	var list []*layer
	for _, in := range b.definitions {
		key, ok := b.newest(in.ID)
		if !ok {
			continue
		}
		l := &layer{value: Value{Key: key, Indicator: in}, coarse: map[area.Level]*grade{}}
		var err error
		if l.fine, err = b.grade(l, b.area.Division.Level); err != nil {
			return nil, err
		}
		if err := b.work(l); err != nil {
			return nil, err
		}
		if l.value.Around, err = b.around(key); err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, nil
}

// newest returns the column of the newest period of an indicator: of everybody, or of the first group.
func (b *builder) newest(id indicator.ID) (indicator.Key, bool) {
	var all []indicator.Key
	for _, s := range b.summaries {
		if s.Key.Indicator == id && s.Key.Division == b.area.Division && s.Known > 0 {
			all = append(all, s.Key)
		}
	}
	if len(all) == 0 {
		return indicator.Key{}, false
	}
	return slices.MinFunc(all, func(x, y indicator.Key) int {
		return cmp.Or(cmp.Compare(x.Group, y.Group), y.Period.Compare(x.Period))
	}), true
}

// around returns the same figure of the municipality, when the own area lies in one.
func (b *builder) around(key indicator.Key) (indicator.Value, error) {
	in := b.area.Municipalities()
	key.Division.Level = area.Municipality
	if len(in) != 1 || !b.has[key] {
		return indicator.Value{}, nil
	}
	c, err := b.figures.Column(b.ctx, b.r, key)
	return c.Find(in[0]), err
}

// grade returns the columns of a figure at a level, and nil when there are none.
func (b *builder) grade(l *layer, level area.Level) (*grade, error) {
	at := func(k indicator.Key) (indicator.Column, bool, error) {
		k.Division.Level = level
		if !b.has[k] {
			return indicator.Column{}, false, nil
		}
		c, err := b.figures.Column(b.ctx, b.r, k)
		return c, err == nil, err
	}
	main, ok, err := at(l.value.Key)
	if err != nil || !ok {
		return nil, err
	}
	people, _, err := at(b.people)
	if err != nil {
		return nil, err
	}
	var weight *weighing
	if w, ok := weightFor(l.value.Indicator); ok && !l.value.Indicator.Summable {
		key := l.value.Key
		key.Indicator, key.Group = w.ID, ""
		c, ok, err := at(key)
		if err != nil {
			return nil, err
		}
		if ok {
			weight = &weighing{c, w.ID != land}
		}
	}
	g := newGrade(l.value.Indicator, main, weight, people)
	if l.fine != nil && g.method != l.fine.method {
		return nil, nil
	}
	return g, nil
}

// work puts a figure together.
func (b *builder) work(l *layer) error {
	v := &l.value
	v.Method, v.Step, v.Delivery = l.fine.method, l.fine.step, l.fine.main.Delivery()
	if v.Method == NoMethod {
		v.Answer = NotCombined
		return nil
	}
	if l.fine.hasWeight {
		w, _ := weightFor(v.Indicator)
		v.Near = w.Near
		v.Weight.ID = w.ID
		if i := slices.IndexFunc(b.definitions, func(in indicator.Indicator) bool { return in.ID == w.ID }); i >= 0 {
			v.Weight = b.definitions[i]
		}
	}
	answer, err := b.gather(l)
	if err != nil {
		return err
	}
	v.Answer = answer
	if answer != Given {
		l.refuseAs(answer)
		return nil
	}
	number, low, high, ok := l.fine.combine(l.pieces)
	if !ok {
		l.refuse()
		return nil
	}
	if len(v.Totals) > 0 {
		protect := float64(FewestPeople)
		if v.Method == Weighted {
			protect *= math.Abs(number)
		}
		if alone, err := b.isolates(l, protect); err != nil || alone {
			l.refuse()
			return err
		}
	}
	v.Number, v.Low, v.High, v.Parts = number, low, high, len(b.area.Parts)
	v.Estimated = slices.ContainsFunc(l.pieces, func(p piece) bool { return p.cut })
	for _, p := range l.pieces {
		if p.mark.Modelled() {
			v.Mark = v.Mark.AsModelled()
		}
		if p.mark.Provisional() {
			v.Mark = v.Mark.AsProvisional()
		}
	}
	return nil
}

func (l *layer) refuseAs(a Answer) {
	l.value.Answer = NotMeasured
	l.refuse()
	l.value.Answer = a
}

// enoughPeople reports whether people enough live in the own area, even if all their numbers were rounded up. Where
// inhabitants are counted they must be known; where they are not, whole parts have been published by themselves and cut ones
// have not.
func (b *builder) enoughPeople() (bool, error) {
	if b.people.Indicator == "" {
		return !b.area.IsCut(), nil
	}
	l := &layer{value: Value{Key: b.people, Indicator: indicator.Indicator{ID: indicator.Population, Summable: true}}, coarse: map[area.Level]*grade{}}
	var err error
	if l.fine, err = b.grade(l, b.area.Division.Level); err != nil || l.fine == nil {
		return false, err
	}
	if err := b.work(l); err != nil {
		return false, err
	}
	return l.value.Answer == Given && b.entry(l).Low >= FewestPeople, nil
}
