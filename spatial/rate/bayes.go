package rate

import (
	"math"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// Smoothed are rates drawn towards a centre, more so where the base is small (Dutch: afgevlakte percentages).
type Smoothed struct {
	// Rate per area; NaN where the counts are not known.
	Rate []float64
	// A is the variance of the true rates around the centre, B the centre: the rate of all areas together. Both are NaN for
	// local smoothing, where each area has its own.
	A, B float64
	// Variance and Centre are A and B per area.
	Variance, Centre []float64
	// Weight is how much of the area's own rate is left, 0 to 1.
	Weight []float64

	counts   counts
	binomial bool
}

// spread returns the variance between areas that is left after that of chance is taken away; it can be below 0.
func (c counts) spread() float64 {
	average, squares := c.average(), 0.0
	for i := range c.known {
		if c.known[i] {
			d := c.raw(i) - average
			squares += c.base[i] * d * d
		}
	}
	return squares/c.sumBase - average/(c.sumBase/float64(c.n))
}

// smooth fills the rate and the weight of area i from its centre and variance.
func (s *Smoothed) smooth(i int) {
	m, a := s.Centre[i], s.Variance[i]
	s.Weight[i] = 0
	// Where neither the centre nor the variance is above 0 nothing is left of the area's own rate, which is 0 then too.
	if a > 0 {
		s.Weight[i] = a / (a + m/s.counts.base[i])
	}
	s.Rate[i] = m + (s.counts.raw(i)-m)*s.Weight[i]
}

func newSmoothed(events, base []float64) (*Smoothed, error) {
	c, err := newCounts(events, base)
	if err != nil {
		return nil, err
	}
	nan := func(int) float64 { return math.NaN() }
	return &Smoothed{
		Rate: c.each(nan), Variance: c.each(nan), Centre: c.each(nan), Weight: c.each(nan), A: math.NaN(), B: math.NaN(), counts: c,
	}, nil
}

// EmpiricalBayes draws the rate of each area towards the rate of all areas together, taking counts to vary by chance as a
// Poisson count does. Where the areas differ no more than chance gives, A is 0 and all get the rate of all together. Equal
// rates stay as they are, and without any event all are 0.
//
// Method: Marshall 1991 (doi:10.2307/2347593), moment estimators. Checked: spdep 1.2-7 EBest(family="poisson") and esda 2.5.1
// Empirical_Bayes on 393 municipalities and 10,961 neighbourhoods, and the sudden infant deaths of North Carolina, 1e-9.
func EmpiricalBayes(events, base []float64) (*Smoothed, error) {
	s, err := newSmoothed(events, base)
	if err != nil {
		return nil, err
	}
	s.B, s.A = s.counts.average(), max(s.counts.spread(), 0)
	for i, known := range s.counts.known {
		if known {
			s.Centre[i], s.Variance[i] = s.B, s.A
			s.smooth(i)
		}
	}
	return s, nil
}

// BinomialEmpiricalBayes does the same for rates that are shares: the events are among the base, and chance is that of a
// binomial count, which is smaller where the share is large. More events than base give ErrCount. A is the whole variance of the rates here, chance included, as in
// the peer. The weight of the own rate is kept between 0 and 1, which matters only where the areas differ less than chance
// gives.
//
// Method: Martuzzi and Elliott 1996 (doi:10.1002/(SICI)1097-0258(19960915)15:17<1867::AID-SIM398>3.0.CO;2-2). Checked: spdep
// 1.2-7 EBest(family="binomial") on 393 municipalities and 10,961 neighbourhoods, 1e-9.
func BinomialEmpiricalBayes(events, base []float64) (*Smoothed, error) {
	s, err := newSmoothed(events, base)
	if err != nil {
		return nil, err
	}
	c := s.counts
	for i, known := range c.known {
		if known && c.events[i] > c.base[i] {
			return nil, ErrCount
		}
	}
	s.binomial = true
	meanBase, squares := c.sumBase/float64(c.n), 0.0
	s.B = c.average()
	for i := range c.known {
		if c.known[i] {
			squares += c.base[i] * (c.raw(i) - s.B) * (c.raw(i) - s.B)
		}
	}
	s.A = squares / c.sumBase
	chance := s.B * (1 - s.B)
	// The variance of the true shares: what is left when chance in a base of average size is taken away.
	between := s.A - chance/meanBase
	for i, known := range c.known {
		if !known {
			continue
		}
		seen := between + (chance-s.A)/c.base[i]
		s.Centre[i], s.Variance[i], s.Weight[i] = s.B, s.A, 0
		if between > 0 && seen > 0 {
			s.Weight[i] = min(between/seen, 1)
		}
		s.Rate[i] = s.B + (c.raw(i)-s.B)*s.Weight[i]
	}
	return s, nil
}

// LocalEmpiricalBayes draws the rate of each area towards the rate of the area and its neighbours together, whose spread
// around that rate says how much of the own rate is left. The values of the weights do not matter, only who is a neighbour.
// An area without neighbours keeps its own rate; where neither the area nor its neighbours have an event the rate is 0.
//
// Method: Marshall 1991 (doi:10.2307/2347593). Checked: spdep 1.2-7 EBlocal(geoda=TRUE) and esda 2.5.1 Spatial_Empirical_Bayes
// on 393 municipalities and 10,961 neighbourhoods, 1e-9; the peers give no number where a neighbourhood has no event.
func LocalEmpiricalBayes(w *spatial.Weights, events, base []float64) (*Smoothed, error) {
	return localBayes(w, events, base, func(s *Smoothed, i, _ int) float64 { return s.Centre[i] })
}

// LocalEmpiricalBayesEach does the same, but measures the spread of each neighbour around the rate of that neighbour's own
// neighbours, so that a slope over the map does not count as spread.
//
// Method: Marshall 1991 (doi:10.2307/2347593). Checked: spdep 1.2-7 EBlocal(geoda=FALSE) on the same maps, 1e-9.
func LocalEmpiricalBayesEach(w *spatial.Weights, events, base []float64) (*Smoothed, error) {
	return localBayes(w, events, base, func(s *Smoothed, _, j int) float64 { return s.Centre[j] })
}

// localBayes smooths with the spread of neighbour j in the neighbourhood of i around the given centre.
func localBayes(w *spatial.Weights, events, base []float64, centre func(s *Smoothed, i, j int) float64) (*Smoothed, error) {
	s, err := newSmoothed(events, base)
	if err != nil {
		return nil, err
	}
	c := s.counts
	if w.Len() != len(events) {
		return nil, spatial.ErrLength
	}
	around := make([]sums, len(events))
	for i, known := range c.known {
		if known {
			c.around(w, i, true, around[i].add)
			s.Centre[i] = around[i].events / around[i].base
		}
	}
	for i, known := range c.known {
		if !known {
			continue
		}
		squares := 0.0
		c.around(w, i, true, func(j int, _, base float64) {
			d := c.raw(j) - centre(s, i, j)
			squares += base * d * d
		})
		total := around[i]
		s.Variance[i] = max(squares/total.base-s.Centre[i]/(total.base/total.n), 0)
		s.smooth(i)
	}
	return s, nil
}

// sums are the events and bases of several areas together.
type sums struct{ events, base, n float64 }

func (s *sums) add(_ int, events, base float64) {
	s.events += events
	s.base += base
	s.n++
}

// around calls yield for the neighbours of area i whose counts are known, and first for i itself when self is true.
func (c counts) around(w *spatial.Weights, i int, self bool, yield func(j int, events, base float64)) {
	if self {
		yield(i, c.events[i], c.base[i])
	}
	for _, j := range w.Neighbours(i) {
		if c.known[j] {
			yield(int(j), c.events[j], c.base[j])
		}
	}
}
