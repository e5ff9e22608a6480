package indicator

import (
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// Key names a column: what, about whom, when, and in which areas (Dutch: sleutel van een kolom).
type Key struct {
	Indicator ID
	// Group is the part of the population that is counted, such as "18+"; empty is everybody.
	Group    string
	Period   Period
	Division area.DivisionID
}

// Column is one indicator for every area of a division in one period, from one delivery (Dutch: kolom). It is the unit
// of storage, provenance and release. Values that are not Known hold no number anywhere, but what the source wrote in
// its place, where that is known. A column does not change once
// made; a reader of its slices must not write to them.
type Column struct {
	key      Key
	delivery string
	index    *area.Index
	numbers  []float64
	marks    []Mark
	lower    []float64
	upper    []float64
	// of a rate
	numerator   []float64
	denominator []float64
	// of a column that was laid over older ones: of which of the others each value is, counted from 1
	other  []uint8
	others []string
	// what the source wrote where there is no number: per area which of the texts, counted from 1; nil when there is none
	signs     []uint8
	signTexts []string
}

// maxOthers is how many older deliveries a column tells apart.
const maxOthers = 255

// Builder fills a column area by area (Dutch: opbouw van een kolom).
type Builder struct{ c Column }

// NewBuilder returns a builder of a column in which nothing was measured yet.
func NewBuilder(key Key, index *area.Index) *Builder {
	n := index.Len()
	return &Builder{Column{key: key, index: index, numbers: make([]float64, n), marks: make([]Mark, n)}}
}

// SetKnown gives the i-th area a number. NaN and infinities are refused.
func (b *Builder) SetKnown(i int, x float64, flags Mark) error {
	if !Finite(x) {
		return problem.New(problem.Invalid, "indicator.not_finite")
	}
	b.c.numbers[i] = x
	b.c.marks[i] = flags&^statusMask | Mark(Known)
	if b.c.signs != nil {
		b.c.signs[i] = noSign
	}
	if b.c.lower != nil {
		b.c.lower[i], b.c.upper[i] = x, x
	}
	return nil
}

// SetMissing gives the i-th area a status without a number, and takes away a number it had. Known is not such a status
// and becomes NotMeasured. A sign of the source stays: it is the same sign when it comes to mean something else.
func (b *Builder) SetMissing(i int, m Mark) {
	if m.Status() == Known || m.Status() >= statuses {
		m = m &^ statusMask
	}
	b.c.marks[i] = m
	b.c.numbers[i] = 0
	for _, extra := range [][]float64{b.c.lower, b.c.upper, b.c.numerator, b.c.denominator} {
		if extra != nil {
			extra[i] = 0
		}
	}
}

// SetBounds gives the known value of the i-th area its 95 % interval; an area without a number gets none.
func (b *Builder) SetBounds(i int, lower, upper float64) error {
	if !Finite(lower) || !Finite(upper) || lower > upper {
		return problem.New(problem.Invalid, "indicator.bounds_wrong")
	}
	if b.c.marks[i].Status() != Known {
		return nil
	}
	if b.c.lower == nil {
		b.c.lower = make([]float64, len(b.c.numbers))
		b.c.upper = make([]float64, len(b.c.numbers))
		// A value without bounds of its own has the value itself as both.
		copy(b.c.lower, b.c.numbers)
		copy(b.c.upper, b.c.numbers)
	}
	b.c.lower[i], b.c.upper[i] = lower, upper
	return nil
}

// SetRatio keeps of what the known value of the i-th area is the ratio; of an area without a number it keeps nothing.
func (b *Builder) SetRatio(i int, numerator, denominator float64) {
	if b.c.marks[i].Status() != Known {
		return
	}
	if b.c.numerator == nil {
		b.c.numerator = make([]float64, len(b.c.numbers))
		b.c.denominator = make([]float64, len(b.c.numbers))
	}
	b.c.numerator[i], b.c.denominator[i] = numerator, denominator
}

// Column returns the finished column. The builder must not be used after it.
func (b *Builder) Column() Column { return b.c }

// Parts is a column taken apart, as a store keeps it (Dutch: onderdelen van een kolom). The optional slices are nil or
// as long as Numbers.
type Parts struct {
	Key                    Key
	Delivery               string
	Index                  *area.Index
	Numbers                []float64
	Marks                  []Mark
	Lower, Upper           []float64
	Numerator, Denominator []float64
	// Signs are, per area, which of SignTexts the source wrote instead of a number, counted from 1, and 0 where that is
	// not known. Both are nil when it is known of no area.
	Signs     []uint8
	SignTexts []string
}

// Restore puts a column together from what a store kept. Lengths that differ, a number that is not finite, a number
// where the status allows none and a sign that can be a number are refused: a store that lost its mind must not become a
// figure.
func Restore(p Parts) (Column, error) {
	broken := problem.New(problem.Internal, "indicator.column_broken", "indicator", string(p.Key.Indicator))
	n := p.Index.Len()
	if len(p.Numbers) != n || len(p.Marks) != n {
		return Column{}, broken
	}
	for _, extra := range [][]float64{p.Lower, p.Upper, p.Numerator, p.Denominator} {
		if extra != nil && len(extra) != n {
			return Column{}, broken
		}
		for i, x := range extra {
			if x != 0 && p.Marks[i].Status() != Known {
				return Column{}, broken
			}
		}
	}
	for i, m := range p.Marks {
		if m.Status() >= statuses || !Finite(p.Numbers[i]) || m.Status() != Known && p.Numbers[i] != 0 {
			return Column{}, broken
		}
	}
	if !signsWhole(p.Signs, p.SignTexts, p.Marks) {
		return Column{}, broken
	}
	return Column{key: p.Key, delivery: p.Delivery, index: p.Index, numbers: p.Numbers, marks: p.Marks,
		lower: p.Lower, upper: p.Upper, numerator: p.Numerator, denominator: p.Denominator,
		signs: p.Signs, signTexts: p.SignTexts}, nil
}

// Parts returns the column taken apart. The slices are the column's own.
func (c Column) Parts() Parts {
	return Parts{Key: c.key, Delivery: c.delivery, Index: c.index, Numbers: c.numbers, Marks: c.marks,
		Lower: c.lower, Upper: c.upper, Numerator: c.numerator, Denominator: c.denominator, Signs: c.signs, SignTexts: c.signTexts}
}

// Key returns what the column is about.
func (c Column) Key() Key { return c.key }

// Delivery returns the id of the delivery in which the column came.
func (c Column) Delivery() string { return c.delivery }

// DeliveryAt returns the id of the delivery from which the value of the i-th area is: of a column that was laid over
// older ones, each value keeps its own.
func (c Column) DeliveryAt(i int) string {
	if c.other == nil || c.other[i] == 0 {
		return c.delivery
	}
	return c.others[c.other[i]-1]
}

// Index returns the areas of the column in order.
func (c Column) Index() *area.Index { return c.index }

// Len returns the number of areas.
func (c Column) Len() int { return len(c.numbers) }

// At returns the value of the i-th area.
func (c Column) At(i int) Value {
	v := Value{number: c.numbers[i], mark: c.marks[i]}
	if c.lower != nil {
		v.lower, v.upper, v.bounds = c.lower[i], c.upper[i], true
	}
	return v
}

// CopyTo writes the values at places of the column into every step-th place of a table, from its first on. The table is
// new: what the column does not have stays as it is.
func (c Column) CopyTo(table []Value, step int, places []int32) {
	numbers, marks := c.numbers, c.marks
	for j, at := range places {
		v := &table[j*step]
		v.number, v.mark = numbers[at], marks[at]
	}
	if c.lower == nil {
		return
	}
	for j, at := range places {
		v := &table[j*step]
		v.lower, v.upper, v.bounds = c.lower[at], c.upper[at], true
	}
}

// Find returns the value of an area; an area that the column does not list was not measured.
func (c Column) Find(code area.Code) Value {
	if c.index == nil {
		return Value{}
	}
	if i, ok := c.index.Find(code); ok {
		return c.At(i)
	}
	return Value{}
}

// Ratio returns of what the value of the i-th area is the ratio, and false when it is none or not known.
func (c Column) Ratio(i int) (numerator, denominator float64, ok bool) {
	if c.numerator == nil || c.marks[i].Status() != Known || c.denominator[i] == 0 {
		return 0, 0, false
	}
	return c.numerator[i], c.denominator[i], true
}

// HasBounds reports whether the source gives intervals.
func (c Column) HasBounds() bool { return c.lower != nil }

// Count returns how many areas have each status.
func (c Column) Count() map[Status]int {
	counts := map[Status]int{}
	for _, m := range c.marks {
		counts[m.Status()]++
	}
	return counts
}

// Align returns the column in the order of another index of the same level. Areas that the column does not list were
// not measured.
func (c Column) Align(to *area.Index) Column {
	if c.index.Equal(to) {
		c.index = to
		return c
	}
	n := to.Len()
	out := Column{key: c.key, delivery: c.delivery, index: to, numbers: make([]float64, n), marks: make([]Mark, n)}
	pairs := [4]struct{ from, to *[]float64 }{{&c.lower, &out.lower}, {&c.upper, &out.upper},
		{&c.numerator, &out.numerator}, {&c.denominator, &out.denominator}}
	for _, p := range pairs {
		if *p.from != nil {
			*p.to = make([]float64, n)
		}
	}
	if c.other != nil {
		out.other, out.others = make([]uint8, n), c.others
	}
	if c.signs != nil {
		out.signs, out.signTexts = make([]uint8, n), c.signTexts
	}
	for i, j := 0, 0; i < n && j < len(c.numbers); {
		switch d := to.Code(i).Compare(c.index.Code(j)); {
		case d < 0:
			i++
		case d > 0:
			j++
		default:
			out.numbers[i], out.marks[i] = c.numbers[j], c.marks[j]
			if c.other != nil {
				out.other[i] = c.other[j]
			}
			if c.signs != nil {
				out.signs[i] = c.signs[j]
			}
			for _, p := range pairs {
				if *p.from != nil {
					(*p.to)[i] = (*p.from)[j]
				}
			}
			i, j = i+1, j+1
		}
	}
	return out
}
