package pattern

import (
	"math"

	"github.com/buurtbeeld/buurtbeeld/internal/stack/hotspot"
	"github.com/buurtbeeld/buurtbeeld/spatial/trend"
)

// name names the pattern of each area out of the hotspots of every year.
func (b *seriesBuilder) name() error {
	s := b.s
	for i := range s.Areas {
		s.Areas[i].Pattern.Trend.Z, s.Areas[i].Pattern.Trend.P = math.NaN(), math.NaN()
		for k := range s.Areas[i].Cells {
			s.Areas[i].Cells[k].Z, s.Areas[i].Cells[k].P = math.NaN(), math.NaN()
		}
	}
	if s.Unmapped || len(s.Periods) == 0 {
		return nil
	}
	z, steps := make([][]float64, len(s.Periods)), make([][]trend.Step, len(s.Periods))
	for k := range s.Periods {
		z[k], steps[k] = make([]float64, len(s.Areas)), make([]trend.Step, len(s.Areas))
	}
	for k, found := range b.found {
		s.Periods[k].Apart = apart(found)
	}
	for i := range s.Areas {
		b.steps(i)
		for k, cell := range s.Areas[i].Cells {
			steps[k][i], z[k][i] = cell.Step, math.NaN()
			if cell.Step != trend.Unknown {
				z[k][i] = cell.Z
				s.Periods[k].Known++
			}
			switch cell.Step {
			case trend.Hot:
				s.Periods[k].High++
			case trend.Cold:
				s.Periods[k].Low++
			}
		}
	}
	patterns, err := trend.EmergingOf(steps, z, trend.Options{})
	if err != nil {
		return err
	}
	for i, p := range patterns {
		if p.Known < FewestPeriods {
			p.Category = trend.NotKnown
		}
		s.Areas[i].Pattern = p
	}
	return nil
}

// mostSpread is the share of the spread of a year, as squares, from which one area by itself makes up most of it; with fewer
// areas than fewestSpread one of them easily does.
const (
	mostSpread   = 0.5
	fewestSpread = 10
)

// apart returns the place of the area that makes up most of the spread of a year, and -1 without one. It raises the standard
// deviation that Gi* is counted in, and turns up in so many of the draws that few other sums are beyond chance.
func apart(found *hotspot.Result) int {
	if found == nil || found.Known < fewestSpread {
		return -1
	}
	at, most, total := -1, 0.0, 0.0
	for i, x := range found.Smoothed {
		if math.IsNaN(x) {
			continue
		}
		square := (x - found.Mean) * (x - found.Mean)
		if total += square; square > most {
			at, most = i, square
		}
	}
	if most <= mostSpread*total {
		return -1
	}
	return at
}

// steps says of one area in which years it stood out. It must do so at least once after the control of false finds over
// all areas. Then a year counts as well in which it lies on the same side by less than one in twenty by chance: whether a
// known spot just passes that control in one year more or less says nothing of the area.
func (b *seriesBuilder) steps(i int) {
	cells, at := b.s.Areas[i].Cells, b.s.Areas[i].Index
	firm := map[trend.Step]bool{}
	for k, found := range b.found {
		cells[k].Z, cells[k].P = found.Z[at], found.P[at]
		firm[stepOf(found.Category[at])] = true
		cells[k].Step = stepOf(found.Category[at])
	}
	for k, found := range b.found {
		if cells[k].Step != trend.Neither {
			continue
		}
		if side := leaning(found, at); firm[side] {
			cells[k].Step = side
		}
	}
}

// mostChance is the chance up to which a year counts for an area that stands out in another.
const mostChance = 0.05

// leaning returns the side on which an area and its neighbours lie by more than chance, taken by itself.
func leaning(r *hotspot.Result, at int) trend.Step {
	switch high := r.Smoothed[at] > r.Mean; {
	case !(r.P[at] <= mostChance):
		return trend.Neither
	case high && r.Z[at] > 0:
		return trend.Hot
	case !high && r.Z[at] < 0:
		return trend.Cold
	}
	return trend.Neither
}

// stepOf turns a find of one year into a step: an area is hot when it is high among high neighbours. Exceptions among
// their neighbours are neither.
func stepOf(c hotspot.Category) trend.Step {
	switch c {
	case hotspot.Unsaid:
		return trend.Unknown
	case hotspot.High:
		return trend.Hot
	case hotspot.Low:
		return trend.Cold
	}
	return trend.Neither
}
