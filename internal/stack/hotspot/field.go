package hotspot

import (
	"math"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/spatial/rate"
)

// perThousand is of how many inhabitants a count is told.
const perThousand = 1000

// source is what the field of one figure is made of, all in the order of the division.
type source struct {
	division *area.Division
	known    indicator.Indicator
	column   indicator.Column
	// base is the column of the denominator, and people that of inhabitants; empty where they are not loaded.
	base, people indicator.Column
	minimum      int
}

// field makes the values of one figure fit to be held against each other.
func (s source) field() (Field, error) {
	f := Field{Values: make([]float64, s.division.Len()), Reasons: make([]Reason, s.division.Len())}
	for i := range f.Values {
		f.Values[i] = math.NaN()
		if f.Reasons[i] = s.silent(i); f.Reasons[i] != Said {
			continue
		}
		value := s.column.At(i)
		if x, ok := value.Number(); ok {
			f.Values[i] = x
			continue
		}
		if f.Reasons[i] = NoValue; value.Status() == indicator.Withheld || value.Status() == indicator.Unreliable {
			f.Reasons[i] = Hidden
		}
	}
	f.Smoothed = f.Values
	events, base := s.counts(&f)
	if f.Smoothing == Raw {
		return f, nil
	}
	smooth := rate.EmpiricalBayes
	if s.known.Unit.IsShare() && f.Smoothing != PerPerson && within(events, base) {
		smooth = rate.BinomialEmpiricalBayes
	}
	smoothed, err := smooth(events, base)
	if err != nil {
		return f, err
	}
	scale := s.scale()
	if f.Smoothing == PerPerson {
		scale = perThousand
	}
	f.Smoothed = make([]float64, len(f.Values))
	for i, x := range smoothed.Rate {
		f.Smoothed[i] = x * scale
		if math.IsNaN(x) {
			// Without a base it takes no part; the figure itself stays out of what is compared.
			f.Values[i] = math.NaN()
			if f.Reasons[i] == Said {
				f.Reasons[i] = NoValue
			}
		}
	}
	return f, nil
}

// drop leaves out the areas of municipalities in which nobody has a neighbour: figures are often there of the whole country
// and boundaries of a part of it. What nobody can place on the map is nothing to compare with.
func (f *Field) drop(x *area.Index, degree func(i int) int) {
	if x.Division().Level <= area.Municipality {
		return // A municipality without neighbours is an island.
	}
	for from := 0; from < x.Len(); {
		to, placed := from, false
		for ; to < x.Len() && x.Code(to).Municipality() == x.Code(from).Municipality(); to++ {
			placed = placed || degree(to) > 0
		}
		for i := from; i < to && !placed; i++ {
			f.Values[i], f.Smoothed[i] = math.NaN(), math.NaN()
			if f.Reasons[i] == Said {
				f.Reasons[i] = Alone
			}
		}
		from = to
	}
}

// silent tells why an area takes no part whatever its figure is.
func (s source) silent(i int) Reason {
	if s.division.At(i).Kind != area.Land {
		return NoLand
	}
	if s.people.Len() == 0 {
		return Said
	}
	switch people, ok := s.people.At(i).Number(); {
	case ok && people == 0:
		return Nobody
	case ok && people < float64(s.minimum):
		return Few
	}
	return Said
}

// counts returns the number of events and the base of each area, and says in f where they come from. Figures that are
// estimates of a model were smoothed by whoever made them.
func (s source) counts(f *Field) (events, base []float64) {
	scale := s.scale()
	switch {
	case s.known.Modelled:
		return nil, nil
	case s.known.Summable && s.people.Len() > 0 && s.known.ID != indicator.Population:
		f.Smoothing, f.Base = PerPerson, indicator.Population
		return s.perPerson(f)
	case scale == 0:
		return nil, nil
	case s.column.Parts().Denominator != nil:
		f.Smoothing = Counted
	case s.base.Len() > 0:
		f.Smoothing, f.Base = Worked, s.known.Denominator
	default:
		return nil, nil
	}
	events, base = make([]float64, len(f.Values)), make([]float64, len(f.Values))
	for i, x := range f.Values {
		events[i], base[i] = math.NaN(), math.NaN()
		if math.IsNaN(x) || x < 0 {
			continue
		}
		if f.Smoothing == Counted {
			if n, d, ok := s.column.Ratio(i); ok && n >= 0 && d > 0 {
				events[i], base[i] = n, d
			}
		} else if d, ok := s.base.At(i).Number(); ok && d > 0 {
			events[i], base[i] = x/scale*d, d
		}
	}
	return events, base
}

// perPerson turns counts into rates.
func (s source) perPerson(f *Field) (events, base []float64) {
	events, base = make([]float64, len(f.Values)), make([]float64, len(f.Values))
	for i, x := range f.Values {
		people, ok := s.people.At(i).Number()
		if math.IsNaN(x) || x < 0 || !ok || people <= 0 {
			events[i], base[i], f.Values[i] = math.NaN(), math.NaN(), math.NaN()
			continue
		}
		events[i], base[i], f.Values[i] = x, people, x/people*perThousand
	}
	return events, base
}

// scale returns what a share or rate is counted per, such as 100 or 1,000, and 0 when the figure is neither.
func (s source) scale() float64 {
	if s.known.Unit.IsShare() {
		return 100
	}
	rest, ok := strings.CutPrefix(string(s.known.Unit), "per ")
	if !ok {
		return 0
	}
	digits, _, _ := strings.Cut(strings.NewReplacer(".", "", ",", "").Replace(rest), " ")
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || n <= 0 {
		return 0
	}
	return n
}

// within reports whether no area has more events than its base, as shares must.
func within(events, base []float64) bool {
	for i := range events {
		if events[i] > base[i] {
			return false
		}
	}
	return true
}

// hits makes the field of a stack: in how many of its figures each area counts, also outside the region of the stack, by
// the very thresholds of the region. Where some figures are not known it is the share of the known ones, as if all were.
func hits(p *stack.Picture, people indicator.Column) Field {
	s := source{division: p.Division, people: people, minimum: p.Choice.MinimumPopulation}
	n := p.Division.Len()
	f := Field{Values: make([]float64, n), Reasons: make([]Reason, n)}
	f.Smoothed = f.Values
	layers := len(p.Layers)
	for i := range n {
		f.Values[i] = math.NaN()
		if f.Reasons[i] = s.silent(i); f.Reasons[i] != Said {
			continue
		}
		known, hit := 0, 0
		for k := range p.Layers {
			if x, ok := p.Layers[k].Column.At(i).Number(); ok {
				known++
				if beyond(&p.Layers[k], x) {
					hit++
				}
			}
		}
		if 3*(layers-known) > layers {
			f.Reasons[i] = TooLittle
			continue
		}
		f.Values[i] = float64(hit) * float64(layers) / float64(known)
	}
	// Within the region the stack itself has counted, ties included.
	for j := range p.Rows {
		if row := &p.Rows[j]; !math.IsNaN(f.Values[row.Index]) {
			f.Values[row.Index] = row.Share * float64(layers)
		}
	}
	return f
}

// beyond reports whether a value counts in a layer.
func beyond(l *stack.LayerResult, x float64) bool {
	strict := l.Layer.Threshold.Kind == stack.RegionLevel || l.Layer.Threshold.Strict
	switch {
	case !l.HasCut || l.AllEqual || strict && x == l.Cut:
		return false
	case l.Layer.Low:
		return x <= l.Cut
	}
	return x >= l.Cut
}
