package indicator

import (
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// Layered is a column with the series of deliveries that it came in (Dutch: kolom met reeks). Deliveries of one series are
// rounds of the same table, of which a later one corrects an earlier.
type Layered struct {
	Series string
	Column Column
}

// Overlay returns the column in which, area by area, the newest of several deliveries speaks (Dutch: over elkaar gelegde
// kolommen). Columns come newest first and are of one key. Within a series the newest row counts, also where it says that
// there is no number: the point that CBS writes can mean that a figure was taken back. Only what is not yet published
// leaves the older round as it was. Between series a value that was not measured says nothing, so that the boundary file
// of one municipality does not take away what the table of the country knows. The result counts as of the newest
// delivery, and DeliveryAt tells of which each value is. Without columns there is nothing to return, which is a mistake
// in the program.
func Overlay(newestFirst []Layered) Column {
	var order []string
	corrected := map[string]Column{}
	for _, l := range newestFirst {
		newer, ok := corrected[l.Series]
		if !ok {
			order = append(order, l.Series)
			corrected[l.Series] = l.Column
			continue
		}
		corrected[l.Series] = newer.over(l.Column, published)
	}
	out := corrected[order[0]]
	for _, series := range order[1:] {
		out = out.over(corrected[series], says)
	}
	return out
}

// over returns the column laid over an older one: where it lists an area and speaks there, it counts.
func (c Column) over(older Column, speaks func(Mark) bool) Column {
	index := joinIndexes(c.index, older.index)
	if c.index.Len() == index.Len() && !slices.ContainsFunc(c.marks, func(m Mark) bool { return !speaks(m) }) {
		return c
	}
	top, bottom := c.Align(index), older.Align(index)
	b := NewBuilder(c.key, index)
	b.c.delivery = c.delivery
	for i := range index.Len() {
		code := index.Code(i)
		_, above := c.index.Find(code)
		_, below := older.index.Find(code)
		from := top
		if below && says(bottom.marks[i]) && !(above && speaks(top.marks[i])) || !above {
			from = bottom
		}
		b.copyFrom(from, i)
	}
	return b.c
}

// says reports whether a value tells something of its area.
func says(m Mark) bool { return m.Status() != NotMeasured && m.Status() != NotYetPublished }

// published reports whether the source has spoken, if only to say that there is no number.
func published(m Mark) bool { return m.Status() != NotYetPublished }

// copyFrom copies the value of the i-th area of a column with the same index.
func (b *Builder) copyFrom(c Column, i int) {
	b.c.numbers[i], b.c.marks[i] = c.numbers[i], c.marks[i]
	b.credit(i, c.DeliveryAt(i))
	if c.HasSign(i) {
		b.SetSign(i, c.SignAt(i))
	}
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

// credit keeps of which delivery the value of the i-th area is, where that is not the delivery of the column.
func (b *Builder) credit(i int, delivery string) {
	if delivery == b.c.delivery {
		return
	}
	at := slices.Index(b.c.others, delivery)
	if at < 0 {
		if len(b.c.others) == maxOthers {
			return
		}
		at = len(b.c.others)
		b.c.others = append(b.c.others, delivery)
	}
	if b.c.other == nil {
		b.c.other = make([]uint8, len(b.c.marks))
	}
	b.c.other[i] = uint8(at + 1)
}

// joinIndexes returns the index of all areas of both.
func joinIndexes(a, b *area.Index) *area.Index {
	if a.Equal(b) {
		return a
	}
	return a.Union(b)
}
