package protection

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// output puts together what may leave.
type output struct {
	raw     indicator.Raw
	f       *family
	columns map[indicator.Key]indicator.Column
	// withheld and asked count the cells with a number or a secret, corrected is true when one is only a few off.
	withheld, asked int
	corrected       bool
}

func newOutput(raw indicator.Raw, f *family) *output {
	return &output{raw: raw, f: f, columns: map[indicator.Key]indicator.Column{}}
}

// take writes the columns of one table. Only what is shown has a number; what the source wrote in its place is left out, since it can
// tell how small a number is.
func (o *output) take(s *scene, members []indicator.RawColumn, shown map[spot]int64) {
	o.corrected = o.corrected || s.corrected
	for _, c := range members {
		k := c.Column.Key()
		b := indicator.NewBuilder(k, c.Column.Index())
		for i := range c.Column.Len() {
			v := c.Column.At(i)
			flags := v.Mark()
			missing := func(status indicator.Status) {
				m := indicator.Of(status)
				if flags.Modelled() {
					m = m.AsModelled()
				}
				if flags.Provisional() {
					m = m.AsProvisional()
				}
				b.SetMissing(i, m)
			}
			x, known := v.Number()
			switch status := v.Status(); {
			case known && s.put(b, i, c, x, shown):
				o.asked++
			case known, status == indicator.Withheld, status == indicator.NotApplicable && s.rules.ProtectsZeros():
				missing(indicator.Withheld)
				o.withheld, o.asked = o.withheld+1, o.asked+1
			default:
				missing(status)
			}
		}
		o.columns[k] = b.Column()
	}
}

// put writes a number that may be shown, and reports whether there is one.
func (s *scene) put(b *indicator.Builder, i int, c indicator.RawColumn, x float64, shown map[spot]int64) bool {
	code, flags := c.Column.Index().Code(i), c.Column.At(i).Mark()
	at := spot{code, string(c.Column.Key().Indicator)}
	n, ok := shown[at]
	if !ok {
		return false
	}
	if c.Counts {
		return b.SetKnown(i, float64(n), flags) == nil
	}
	of, ok := shown[spot{code, s.f.parent[at.figure]}]
	if !ok || of == 0 {
		return false
	}
	if s.base > 1 {
		x = c.OutOf * float64(n) / float64(of)
	}
	if b.SetKnown(i, x, flags) != nil {
		return false
	}
	b.SetRatio(i, float64(n), float64(of))
	return true
}

// batch is the delivery as it may be kept.
func (o *output) batch(options Options) indicator.Batch {
	b := indicator.Batch{Delivery: o.raw.Delivery, Divisions: []*area.Division{o.raw.Division}, Given: len(options.Earlier)}
	for _, in := range o.raw.Indicators {
		if o.f.share[string(in.ID)] {
			in.Among = shareOf + string(in.ID)
		}
		b.Indicators = append(b.Indicators, in)
	}
	r := o.raw.Delivery.Report
	r.Statuses, r.Signs, r.Outliers, r.UnmatchedExamples = map[string]int{}, map[string]int{}, nil, nil
	for _, c := range o.raw.Columns {
		column := o.columns[c.Column.Key()]
		b.Columns = append(b.Columns, column)
		for status, n := range column.Count() {
			r.Statuses[status.String()] += n
		}
	}
	r.Columns = slices.Clone(r.Columns)
	for i := range r.Columns {
		o.recount(&r.Columns[i])
	}
	r.Notes = append(slices.Clone(r.Notes), indicator.Note{Key: "protection.done",
		Args: map[string]string{"withheld": strconv.Itoa(o.withheld), "cells": strconv.Itoa(o.asked)}})
	if o.corrected {
		r.Notes = append(r.Notes, indicator.Note{Key: "protection.corrected"})
	}
	r.Notes = append(r.Notes, indicator.Note{Key: "protection.remembered"})
	b.Delivery.Report, b.Delivery.Published = r, false
	b.Delivery.Fingerprint = fingerprint(b, options.Rules.Name())
	return b
}

// recount tells of how many areas a column has a number that is shown.
func (o *output) recount(r *indicator.ReportColumn) {
	if r.Indicator == "" {
		return
	}
	r.Known, r.Empty = 0, 0
	for _, c := range o.raw.Columns {
		if column := o.columns[c.Column.Key()]; column.Key().Indicator == r.Indicator {
			known := column.Count()[indicator.Known]
			r.Known, r.Empty = r.Known+known, r.Empty+column.Len()-known
		}
	}
}

// fingerprint tells batches apart by what is shown in them. Were it made of the file, then who knows the other numbers could try which
// small number gives this fingerprint.
func fingerprint(b indicator.Batch, rules string) string {
	h := sha256.New()
	d := b.Delivery
	_, _ = fmt.Fprintf(h, "protected 1;%q;%q;%d;%q;", d.Source, d.Title, d.Year, rules) // a hash takes everything
	for _, in := range b.Indicators {
		_, _ = fmt.Fprintf(h, "%+v;", in)
	}
	for _, c := range b.Columns {
		p := c.Parts()
		_, _ = fmt.Fprintf(h, "%v;%v;%v;%v;%v;%v;", p.Key, c.Index().Codes(), p.Marks, p.Numbers, p.Numerator, p.Denominator)
	}
	return hex.EncodeToString(h.Sum(nil))
}
