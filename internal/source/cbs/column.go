package cbs

import (
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/cbs/stem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/grid"
)

// columns makes the columns of one figure: one per level, period and group.
func (b *builder) columns(u use, s, of *source) {
	for _, l := range b.layouts {
		for n := range b.t.slices {
			rows := l.rows[place{int32(n), value}]
			if rows == nil {
				continue
			}
			sl := b.t.slices[n]
			k := indicator.Key{Indicator: u.def.ID, Group: sl.group, Period: sl.period, Division: l.division.ID()}
			cb := indicator.NewBuilder(k, l.division.Index())
			f := filler{b: b, u: u, s: s, of: of, to: cb}
			if u.def.Modelled {
				f.flags = f.flags.AsModelled()
			}
			if sl.provisional {
				f.flags = f.flags.AsProvisional()
			}
			f.fill(rows)
			if low, high := l.rows[place{int32(n), lower}], l.rows[place{int32(n), upper}]; low != nil && high != nil && of == nil {
				f.bounds(rows, low, high)
			}
			b.t.batchd.Columns = append(b.t.batchd.Columns, cb.Column())
			if l.division.ID().Level == area.Neighbourhood && !u.def.Summable && u.def.Catalogue {
				b.t.outliers.Look(cb.Column())
			}
		}
	}
}

// filler fills one column.
type filler struct {
	b     *builder
	u     use
	s, of *source
	to    *indicator.Builder
	flags indicator.Mark
}

func (f *filler) fill(rows []int32) {
	for i, row := range rows {
		if row < 0 {
			continue
		}
		status := f.s.at(row, f.b.t.empty)
		switch {
		case status != indicator.Known:
			f.missing(i, row, status, f.s)
		case f.of != nil:
			f.rate(i, row)
		default:
			f.set(i, row, f.s.c.Numbers[row])
		}
	}
}

// missing sets a status, and what stands in the cell that it is of.
func (f *filler) missing(i int, row int32, status indicator.Status, of *source) {
	f.to.SetMissing(i, indicator.Of(status)|f.flags)
	if text, ok := f.b.t.g.SignText(of.c.Signs[row]); ok {
		f.to.SetSign(i, text)
	}
}

func (f *filler) set(i int, row int32, x float64) {
	if err := f.to.SetKnown(i, x, f.flags); err != nil {
		f.b.list.AddErr(grid.Problems(err, f.b.t.g.Place(int(row), f.s.c)), problem.New(problem.Internal, "problem.internal"))
	}
}

// at returns the status of the cell of a row.
func (s *source) at(row int32, empty []bool) indicator.Status {
	sign := s.c.Signs[row]
	status := s.status[sign]
	if sign != grid.Number && empty[row] {
		return indicator.NotApplicable
	}
	return status
}

// rate sets a share or a rate from two counts. Without a denominator there is no rate, for the same reason as the
// denominator's and with its sign; of nobody there is none either. Both counts are rounded at the source, so that a part can come out
// larger than the whole: such a rate says nothing and is marked unreliable.
func (f *filler) rate(i int, row int32) {
	status := f.of.at(row, f.b.t.empty)
	if status != indicator.Known {
		f.missing(i, row, status, f.of)
		return
	}
	part, whole := f.s.c.Numbers[row], f.of.c.Numbers[row]
	switch {
	case whole == 0:
		f.to.SetMissing(i, indicator.Of(indicator.NotApplicable)|f.flags)
		return
	case part > whole || part < 0 || whole < 0:
		f.to.SetMissing(i, indicator.Of(indicator.Unreliable)|f.flags)
		return
	}
	times := 100.0
	if f.u.entry.Op == stem.Per1000Of {
		times = 1000
	}
	f.set(i, row, times*part/whole)
	f.to.SetRatio(i, part, whole)
}

// bounds sets the interval of every value whose two bounds are known.
func (f *filler) bounds(rows, low, high []int32) {
	c := f.s.c
	for i, row := range rows {
		if row < 0 || low[i] < 0 || high[i] < 0 || c.Signs[row] != grid.Number || c.Signs[low[i]] != grid.Number || c.Signs[high[i]] != grid.Number {
			continue
		}
		if err := f.to.SetBounds(i, c.Numbers[low[i]], c.Numbers[high[i]]); err != nil {
			f.b.list.AddErr(grid.Problems(err, f.b.t.g.Place(int(low[i]), c)), problem.New(problem.Internal, "problem.internal"))
		}
	}
}
