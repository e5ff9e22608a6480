// Package rate makes shares of small numbers fit to be compared: a rate is a number of events over a base, such as households
// with a debt over all households, and says little where the base is small. It smooths rates towards those around them, says
// how far each may be off, and compares counts with what would be expected. Slices go in and numbers come out.
//
// # Values that are not known
//
// events and base are counts per area, in the same order; they need not be whole. An area whose event count or base is NaN, or
// whose base is 0 (there is nobody whom the rate could be of), has NaN in every result, and counts neither in the averages nor
// as a neighbour. Counts below zero or above 1e12 are refused with ErrCount (Dutch: percentages en promillages van kleine
// aantallen).
package rate

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// ErrCount means that a count is below zero or above a million million, or that of a share there are more events than base.
var ErrCount = errors.New("rate: a count below zero, too large, or above its base")

// mostCount is the largest count that limits can be worked out of with the precision that is promised.
const mostCount = 1e12

// counts are the areas with a known number of events over a base above 0.
type counts struct {
	events, base []float64
	known        []bool
	n            int
	sumEvents    float64
	sumBase      float64
}

func newCounts(events, base []float64) (counts, error) {
	c := counts{events: events, base: base, known: make([]bool, len(events))}
	if len(events) != len(base) {
		return c, spatial.ErrLength
	}
	for i := range events {
		if events[i] < 0 || base[i] < 0 || events[i] > mostCount || base[i] > mostCount {
			return c, ErrCount
		}
		if c.known[i] = !math.IsNaN(events[i]) && base[i] > 0; c.known[i] {
			c.n++
			c.sumEvents += events[i]
			c.sumBase += base[i]
		}
	}
	return c, nil
}

// each returns one number per area, NaN where the counts are not known.
func (c counts) each(f func(i int) float64) []float64 {
	out := make([]float64, len(c.events))
	for i := range out {
		out[i] = math.NaN()
		if c.known[i] {
			out[i] = f(i)
		}
	}
	return out
}

// average is the rate of all areas together.
func (c counts) average() float64 { return c.sumEvents / c.sumBase }

func (c counts) raw(i int) float64 { return c.events[i] / c.base[i] }

// Raw returns events/base per area, 0 to 1 when the events are among the base.
func Raw(events, base []float64) ([]float64, error) {
	c, err := newCounts(events, base)
	if err != nil {
		return nil, err
	}
	return c.each(c.raw), nil
}

// Expected returns the number of events each area would have at the rate of all areas together.
//
// Checked: spdep 1.2-7 probmap (expCount), 1e-9.
func Expected(events, base []float64) ([]float64, error) {
	c, err := newCounts(events, base)
	if err != nil {
		return nil, err
	}
	average := c.average()
	return c.each(func(i int) float64 { return c.base[i] * average }), nil
}

// Excess returns the events over the number expected at the rate of all areas together: 1 is as expected, 2 is twice as many.
// Without any event anywhere the result is NaN.
//
// Checked: GeoDa's excess risk through esda 2.5.1, 1e-9.
func Excess(events, base []float64) ([]float64, error) {
	c, err := newCounts(events, base)
	if err != nil {
		return nil, err
	}
	average := c.average()
	return c.each(func(i int) float64 { return c.events[i] / (c.base[i] * average) }), nil
}

// AssuncaoReis returns rates made comparable for statistics such as Moran's I: the difference from the rate of all areas, in
// standard deviations that are larger where the base is small. Where all rates vary less than chance alone gives, the
// variance of an area with a large base can come out below 0 and is taken as that of chance then. Without any event the
// result is NaN.
//
// Method: Assunção and Reis 1999 (doi:10.1002/(SICI)1097-0258(19990830)18:16<2147::AID-SIM179>3.0.CO;2-I). Checked: esda 2.5.1
// assuncao_rate on 393 municipalities and 10,961 neighbourhoods, 1e-9.
func AssuncaoReis(events, base []float64) ([]float64, error) {
	c, err := newCounts(events, base)
	if err != nil {
		return nil, err
	}
	average, spread := c.average(), c.spread()
	return c.each(func(i int) float64 {
		chance := average / c.base[i]
		variance := spread + chance
		if variance <= 0 {
			variance = chance
		}
		return (c.raw(i) - average) / math.Sqrt(variance)
	}), nil
}

// SpatialRate returns the rate of each area and its neighbours together. The values of the weights do not matter, only who is
// a neighbour; an area without neighbours keeps its own rate.
//
// Checked: esda 2.5.1 Spatial_Rate on 393 municipalities and 10,961 neighbourhoods, 1e-9.
func SpatialRate(w *spatial.Weights, events, base []float64) ([]float64, error) {
	c, err := newCounts(events, base)
	if err != nil {
		return nil, err
	}
	if w.Len() != len(events) {
		return nil, spatial.ErrLength
	}
	return c.each(func(i int) float64 {
		var total sums
		c.around(w, i, true, total.add)
		return total.events / total.base
	}), nil
}

// Choynowski returns per area the chance to see as few events as there are or fewer, if all areas had the rate of all together
// and events came independently: near 0 is remarkably few, near 1 remarkably many. Where events come in groups, as benefits
// and crimes do, the numbers lie near 0 and 1 too often. Counts that are not whole are rounded down.
//
// Method: Choynowski 1959 (Journal of the American Statistical Association 54, 385-388). Checked: spdep 1.2-7 probmap on 393 municipalities and 10,961
// neighbourhoods, 1e-9.
func Choynowski(events, base []float64) ([]float64, error) {
	c, err := newCounts(events, base)
	if err != nil {
		return nil, err
	}
	average := c.average()
	return c.each(func(i int) float64 {
		expected := c.base[i] * average
		if expected == 0 {
			return 1
		}
		return mathext.GammaIncRegComp(math.Floor(c.events[i])+1, expected)
	}), nil
}

// Moran returns Moran's I of the rates made comparable by AssuncaoReis (EB-standardised Moran), so that rates which vary
// because their bases are small do not pass for a pattern.
//
// Method: Assunção and Reis 1999, see AssuncaoReis. Checked: spdep 1.2-7 EBImoran.mc on the same maps and on the sudden infant
// deaths of North Carolina 1974, 1e-9.
func Moran(w *spatial.Weights, events, base []float64, s spatial.Style, o spatial.Inference) (spatial.Global, error) {
	z, err := AssuncaoReis(events, base)
	if err != nil {
		return spatial.Global{}, err
	}
	return spatial.MoranI(w, z, s, o)
}
