package indicator

import (
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// Overlay returns the column in which, area by area, the newest of several deliveries speaks that has something to say
// (Dutch: over elkaar gelegde kolommen). Columns come newest first and are of one key. A value that was not measured or
// not yet published says nothing, so that a file of one municipality does not empty the country, and a first round of a
// year does not undo a later one. The result counts as of the newest delivery. Without columns there is nothing to
// return, which is a mistake in the program.
func Overlay(newestFirst []Column) Column {
	out := newestFirst[0]
	for _, older := range newestFirst[1:] {
		out = out.over(older)
	}
	return out
}

// over returns the column laid over an older one.
func (c Column) over(older Column) Column {
	index := joinIndexes(c.index, older.index)
	if silent := c.firstSilent(index); silent < 0 {
		return c
	}
	top, bottom := c.Align(index), older.Align(index)
	b := NewBuilder(c.key, index)
	b.c.delivery = c.delivery
	for i := range index.Len() {
		from := top
		if says(bottom.marks[i]) && !says(top.marks[i]) {
			from = bottom
		}
		b.copyFrom(from, i)
	}
	return b.c
}

// says reports whether a value tells something of its area.
func says(m Mark) bool { return m.Status() != NotMeasured && m.Status() != NotYetPublished }

// firstSilent returns the first area of an index of which the column says nothing, and -1 when it speaks of all.
func (c Column) firstSilent(index *area.Index) int {
	if c.index.Len() < index.Len() {
		return 0
	}
	return slices.IndexFunc(c.marks, func(m Mark) bool { return !says(m) })
}

// copyFrom copies the value of the i-th area of a column with the same index.
func (b *Builder) copyFrom(c Column, i int) {
	b.c.numbers[i], b.c.marks[i] = c.numbers[i], c.marks[i]
	if c.lower != nil && b.c.lower == nil {
		b.c.lower, b.c.upper = slices.Clone(b.c.numbers), slices.Clone(b.c.numbers)
	}
	if b.c.lower != nil {
		b.c.lower[i], b.c.upper[i] = c.numbers[i], c.numbers[i]
		if c.lower != nil {
			b.c.lower[i], b.c.upper[i] = c.lower[i], c.upper[i]
		}
	}
	if c.numerator != nil && c.marks[i].Status() == Known {
		b.SetRatio(i, c.numerator[i], c.denominator[i])
	}
}

// joinIndexes returns the index of all areas of both.
func joinIndexes(a, b *area.Index) *area.Index {
	if a.Equal(b) {
		return a
	}
	return a.Union(b)
}
