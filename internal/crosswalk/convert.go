package crosswalk

import (
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// Figure is what is to be expressed in other areas (Dutch: cijfer dat wordt omgezet).
type Figure struct {
	// Column lists areas of the earlier division. Required.
	Column indicator.Column
	// Indicator says whether values add up, are shares or are means. Required.
	Indicator indicator.Indicator
	// Weights is how many there are of whom the figure is a share, such as inhabitants: for columns that keep no
	// denominators. Without either, a share of several parts is not known.
	Weights indicator.Column
}

// Margin is the error that converting gave one value (Dutch: omzettingsfout). The zero value is a value without any.
type Margin struct {
	// Estimated is the share of the area that came from dividing earlier areas, 0 to 1: of its people where they are known
	// of every part, and else of its ground.
	Estimated float64
	// Lower and Upper bound the value, when every divided area had all of its people in this part or none; where a border
	// was only corrected, up to ten times as many as its ground tells. Bounded says that they are there.
	Lower, Upper float64
	Bounded      bool
	// Mixed is true for a mean or median of several parts or of a part, which is not converted.
	Mixed bool
	// Unweighted is true for a share of several parts of which it is not known how many people each has.
	Unweighted bool
}

// Converted is a figure in other areas (Dutch: omgezet cijfer).
type Converted struct {
	// Column lists the areas of the later division. Estimated values carry the mark of an estimate, and their bounds.
	Column indicator.Column
	// Margins has one entry per area.
	Margins []Margin
}

// rule is how values of parts make one value.
type rule uint8

const (
	asMean rule = iota
	asCount
	asRatio
)

func ruleOf(in indicator.Indicator) rule {
	switch {
	case in.Summable:
		return asCount
	case in.Unit.IsShare() || strings.HasPrefix(string(in.Unit), "per "):
		return asRatio
	}
	return asMean
}

// Convert expresses a figure in the areas of the later division. Counts are added by weight; shares by their
// denominators, or else weighted by Figure.Weights and marked as an estimate; means and medians only go over with an
// area that stayed whole or nearly so. A value of which any part is withheld is withheld, and one of which a part is not known is not
// known: no number ever comes from only some of the parts.
func (c *Crosswalk) Convert(f Figure) Converted {
	key := f.Column.Key()
	key.Division = c.to.ID()
	v := converting{Crosswalk: c, figure: f, rule: ruleOf(f.Indicator), column: f.Column.Align(c.from.Index()),
		out: indicator.NewBuilder(key, c.to.Index())}
	if f.Weights.Len() > 0 {
		v.weights = f.Weights.Align(c.from.Index())
	}
	v.margins = make([]Margin, c.to.Len())
	for i := range v.margins {
		v.area(i)
	}
	column := v.out.Column()
	parts := column.Parts()
	parts.Delivery = f.Column.Delivery()
	if restored, err := indicator.Restore(parts); err == nil {
		column = restored
	}
	return Converted{Column: column, Margins: v.margins}
}

type converting struct {
	*Crosswalk
	figure  Figure
	rule    rule
	column  indicator.Column
	weights indicator.Column
	out     *indicator.Builder
	margins []Margin
}

// share is one part of an area with its value.
type share struct {
	weight              float64
	value, lower, upper float64
	// people is how many of whom the value is a share live in the whole earlier area.
	people float64
	whole  bool
}

// area converts the value of one area.
func (v *converting) area(i int) {
	if v.states[i] == NotLinked || v.to.At(i).Kind != area.Land {
		v.out.SetMissing(i, indicator.Of(indicator.NotMeasured))
		return
	}
	shares, mark, exact := v.shares(i)
	if mark.Status() != indicator.Known {
		v.out.SetMissing(i, mark)
		return
	}
	margin := &v.margins[i]
	margin.Estimated = v.estimated(i, shares)
	var value float64
	switch {
	case len(shares) == 1 && (shares[0].whole || v.rule == asRatio):
		value, margin.Lower, margin.Upper = shares[0].value, shares[0].lower, shares[0].upper
	case v.rule == asCount:
		value = count(shares, margin)
	case v.rule == asMean:
		value, margin.Mixed = v.main(i)
		margin.Lower, margin.Upper = value, value
	case weightless(shares):
		margin.Unweighted = true
	default:
		value = ratio(shares, margin)
	}
	if margin.Mixed || margin.Unweighted {
		v.out.SetMissing(i, indicator.Of(indicator.NotMeasured))
		return
	}
	if v.states[i] == Redrawn || len(shares) > 1 && v.rule == asRatio && !exact {
		mark = mark.AsModelled()
	}
	v.set(i, value, mark)
}

// nearlyWhole is how much of both an earlier and a later area must be the same ground for a mean to be about the same
// people: what borders are corrected by.
const nearlyWhole = 0.98

// main returns the mean of the area that stayed nearly whole, and true when there is none.
func (v *converting) main(i int) (value float64, mixed bool) {
	ground := 0.0
	for _, p := range v.parts[i] {
		ground += p.SquareMetres
	}
	for _, p := range v.parts[i] {
		if x, ok := v.column.At(p.From).Number(); ok && p.Weight >= nearlyWhole && p.SquareMetres >= nearlyWhole*ground && ground > 0 {
			return x, false
		}
	}
	return 0, true
}

// set gives an area its value with bounds where these differ from it, and the ratio that it came from.
func (v *converting) set(i int, value float64, mark indicator.Mark) {
	m := &v.margins[i]
	if v.out.SetKnown(i, value, mark) != nil {
		v.out.SetMissing(i, indicator.Of(indicator.NotMeasured))
		return
	}
	m.Bounded = m.Lower < value || m.Upper > value
	if m.Bounded || v.column.HasBounds() {
		// Bounds that are no number are left out.
		_ = v.out.SetBounds(i, min(m.Lower, value), max(m.Upper, value))
	}
	if v.rule != asRatio {
		return
	}
	numerator, denominator := 0.0, 0.0
	for _, p := range v.parts[i] {
		if v.column.At(p.From).Status() != indicator.Known {
			continue // nobody lives there
		}
		n, d, ok := v.column.Ratio(p.From)
		if !ok {
			return
		}
		numerator, denominator = numerator+p.Weight*n, denominator+p.Weight*d
	}
	v.out.SetRatio(i, numerator, denominator)
}

// precedence orders what is missing: what is withheld in one part is withheld in all.
var precedence = [...]indicator.Status{indicator.Withheld, indicator.Unreliable, indicator.NotYetPublished, indicator.NotMeasured}

// shares returns the parts of an area with their values. Parts where nobody lives have none and add nothing. The mark is
// that of the whole; exact says that the denominators are the column's own.
func (v *converting) shares(i int) (list []share, mark indicator.Mark, exact bool) {
	exact = true
	seen := map[indicator.Status]bool{}
	flags := indicator.Of(indicator.Known)
	for _, p := range v.parts[i] {
		value := v.column.At(p.From)
		seen[value.Status()] = true
		x, ok := value.Number()
		if !ok {
			continue
		}
		if value.Mark().Modelled() {
			flags = flags.AsModelled()
		}
		if value.Mark().Provisional() {
			flags = flags.AsProvisional()
		}
		s := share{weight: p.Weight, value: x, lower: x, upper: x, whole: p.Whole()}
		if lower, upper, bounds := value.Bounds(); bounds {
			s.lower, s.upper = min(lower, x), max(upper, x)
		}
		if _, denominator, ok := v.column.Ratio(p.From); ok {
			s.people = denominator
		} else {
			exact = false
			s.people = v.people(p.From)
		}
		list = append(list, s)
	}
	for _, status := range precedence {
		if seen[status] {
			return nil, indicator.Of(status), false
		}
	}
	if len(list) == 0 {
		return nil, indicator.Of(indicator.NotApplicable), false
	}
	return list, flags, exact
}

// people returns how many people the weights give an earlier area, and -1 where that is not known.
func (v *converting) people(from int) float64 {
	if v.weights.Len() == 0 {
		return -1
	}
	if n, ok := v.weights.At(from).Number(); ok && n >= 0 {
		return n
	}
	return -1
}

// weightless reports whether it is not known of every part how many people it has.
func weightless(shares []share) bool {
	total := 0.0
	for _, s := range shares {
		if s.people < 0 {
			return true
		}
		total += s.people * s.weight
	}
	return total == 0
}

// estimated returns which share of an area came from dividing earlier ones.
func (v *converting) estimated(i int, shares []share) float64 {
	divided, total := 0.0, 0.0
	if !weightless(shares) {
		for _, s := range shares {
			total += s.people * s.weight
			if !s.whole {
				divided += s.people * s.weight
			}
		}
		return divided / total
	}
	for _, p := range v.parts[i] {
		total += p.SquareMetres
		if !p.Whole() {
			divided += p.SquareMetres
		}
	}
	if total == 0 {
		return 0
	}
	return divided / total
}

// count adds the parts by weight. The bounds have each divided part in altogether, or out.
func count(shares []share, m *Margin) float64 {
	sum := 0.0
	for _, s := range shares {
		sum += s.weight * s.value
		if s.whole {
			m.Lower, m.Upper = m.Lower+s.lower, m.Upper+s.upper
			continue
		}
		least, most := s.range01()
		m.Lower, m.Upper = m.Lower+min(least*s.lower, most*s.lower), m.Upper+max(least*s.upper, most*s.upper)
	}
	return sum
}

// corrected is the share of an earlier area up to which a border was merely corrected, and denser how many times denser than
// the rest such a strip may be lived in. That everybody lives in a strip of a hundredth is possible and tells nothing.
const (
	corrected = 1 - nearlyWhole
	denser    = 10
)

// range01 returns the least and largest share of the people of a divided area that its part may hold.
func (s share) range01() (least, most float64) {
	switch {
	case s.whole:
		return 1, 1
	case s.weight >= 1-corrected:
		return 1 - denser*(1-s.weight), 1
	case s.weight <= corrected:
		return 0, denser * s.weight
	}
	return 0, 1
}
