package rate

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// outside reports whether no interval can be given: counts below zero, too large or not known, no base, more events than base
// where they are among it, or a level that does not lie between 0 and 1.
func outside(events, base, level float64, among bool) bool {
	fit := events >= 0 && base > 0 && events <= mostCount && base <= mostCount && level > 0 && level < 1
	return !fit || among && events > base
}

// deviations returns how many standard deviations on either side of the middle hold the share level of a normal distribution.
func deviations(level float64) float64 { return mathext.NormalQuantile((1 + level) / 2) }

// Wilson returns the limits between which the true share lies at the given level (0.95 for 95 %) when events of base were
// seen. It holds its level well for small numbers too, and is the advised interval for a share. NaN where there is no base or
// a number is not known or cannot be.
//
// Method: Wilson 1927 (doi:10.1080/01621459.1927.10502953). Checked: statsmodels 0.13.5 proportion_confint(method="wilson"),
// 1e-9.
func Wilson(events, base, level float64) (low, high float64) {
	if outside(events, base, level, true) {
		return math.NaN(), math.NaN()
	}
	z := deviations(level)
	square := z * z
	total := base + square
	middle := (events + square/2) / total
	half := z / total * math.Sqrt(events*(base-events)/base+square/4)
	low, high = max(middle-half, 0), min(middle+half, 1)
	// Without events, or with nothing but events, rounding must not move the limit that is known.
	if events == 0 {
		low = 0
	}
	if events == base {
		high = 1
	}
	return low, high
}

// AgrestiCoull returns the limits of a share by the simple interval after adding as many events as non-events: somewhat wider
// than Wilson's with the same middle, and kept between 0 and 1. NaN as there.
//
// Method: Agresti and Coull 1998 (doi:10.1080/00031305.1998.10480550). Checked: statsmodels 0.13.5
// proportion_confint(method="agresti_coull"), 1e-9.
func AgrestiCoull(events, base, level float64) (low, high float64) {
	if outside(events, base, level, true) {
		return math.NaN(), math.NaN()
	}
	z := deviations(level)
	total := base + z*z
	middle := (events + z*z/2) / total
	half := z * math.Sqrt(middle*(1-middle)/total)
	return max(middle-half, 0), min(middle+half, 1)
}

// ClopperPearson returns the limits of a share that are never too narrow, and therefore often too wide ("exact"). NaN as for
// Wilson.
//
// Method: Clopper and Pearson 1934 (doi:10.1093/biomet/26.4.404). Checked: statsmodels 0.13.5
// proportion_confint(method="beta"), 1e-9.
func ClopperPearson(events, base, level float64) (low, high float64) {
	if outside(events, base, level, true) {
		return math.NaN(), math.NaN()
	}
	tail := (1 - level) / 2
	low, high = 0, 1
	if events > 0 {
		low = betaQuantile(events, base-events+1, tail)
	}
	if events < base {
		high = betaQuantile(events+1, base-events, 1-tail)
	}
	return low, high
}

// Garwood returns the limits between which the true ratio of events to expected lies at the given level, for counts that vary
// as a Poisson count: never too narrow ("exact"). With an expected number of 1 the limits are those of the count itself, and
// with a base for expected those of the rate. NaN where nothing is expected or a number is not known or cannot be.
//
// Method: Garwood 1936 (doi:10.1093/biomet/28.3-4.437). Checked: scipy 1.10.1 chi2.ppf, 1e-9.
func Garwood(events, expected, level float64) (low, high float64) {
	if outside(events, expected, level, false) {
		return math.NaN(), math.NaN()
	}
	tail := (1 - level) / 2
	if events > 0 {
		low = gammaQuantile(events, tail)
	}
	return low / expected, gammaQuantile(events+1, 1-tail) / expected
}

// Byar returns nearly the limits of Garwood with a short formula, close from about 5 events on. NaN as there.
//
// Method: Byar's approximation in Breslow and Day 1987, Statistical Methods in Cancer Research II (ISBN 978-92-832-0182-3).
// Checked: the reference values of the project, 1e-9.
func Byar(events, expected, level float64) (low, high float64) {
	if outside(events, expected, level, false) {
		return math.NaN(), math.NaN()
	}
	z := deviations(level)
	cube := func(count, sign float64) float64 {
		root := 1 - 1/(9*count) + sign*z/(3*math.Sqrt(count))
		return max(count*root*root*root, 0) / expected
	}
	if events > 0 {
		low = cube(events, -1)
	}
	return low, cube(events+1, 1)
}

// Interval returns the limits of the smoothed rate of every area at the given level, from the gamma distribution whose mean
// the smoothed rate is: what is known of an area's rate when the centre and the variance are taken as known, so somewhat too
// narrow. NaN where the variance is 0, because there is no telling then how far the area is from the centre, and for a
// BinomialEmpiricalBayes, whose variance is another one.
//
// Method: the posterior of the Poisson-gamma model, Clayton and Kaldor 1987 (doi:10.2307/2532003). Checked: the limits hold
// the true rate of drawn areas as often as they say.
func (s *Smoothed) Interval(level float64) (low, high []float64) {
	low, high = make([]float64, len(s.Rate)), make([]float64, len(s.Rate))
	for i := range s.Rate {
		low[i], high[i] = math.NaN(), math.NaN()
		if !(s.Variance[i] > 0 && s.Centre[i] > 0) || s.binomial || !(level > 0 && level < 1) {
			continue
		}
		tail := (1 - level) / 2
		shape := s.counts.events[i] + s.Centre[i]*s.Centre[i]/s.Variance[i]
		scale := s.counts.base[i] + s.Centre[i]/s.Variance[i]
		low[i] = gammaQuantile(shape, tail) / scale
		high[i] = gammaQuantile(shape, 1-tail) / scale
	}
	return low, high
}

// leastShape is the size below which a shape leaves nothing to search.
const leastShape = 1e-6

// betaQuantile returns where the share p of a beta distribution lies below, refined until it no longer changes.
func betaQuantile(a, b, p float64) float64 {
	// With so little on one side all lies at its end, as far as a float64 can tell, and the search would not end.
	switch {
	case a < leastShape:
		return 0
	case b < leastShape:
		return 1
	}
	x := mathext.InvRegIncBeta(a, b, p)
	logBeta := mathext.Lbeta(a, b)
	return refined(x, 1, func(x float64) (float64, float64) {
		return mathext.RegIncBeta(a, b, x) - p, math.Exp((a-1)*math.Log(x) + (b-1)*math.Log1p(-x) - logBeta)
	})
}

// gammaQuantile returns where the share p of a gamma distribution with scale 1 lies below. For large shapes the formula of
// Wilson and Hilferty 1931 (doi:10.1073/pnas.17.12.684) is as good as the search.
func gammaQuantile(shape, p float64) float64 {
	switch {
	case shape < leastShape:
		return 0
	case shape > mostCount+1:
		root := 1 - 1/(9*shape) + mathext.NormalQuantile(p)/(3*math.Sqrt(shape))
		return shape * root * root * root
	}
	x := mathext.GammaIncRegInv(shape, p)
	logGamma, _ := math.Lgamma(shape)
	return refined(x, math.Inf(1), func(x float64) (float64, float64) {
		return mathext.GammaIncReg(shape, x) - p, math.Exp((shape-1)*math.Log(x) - x - logGamma)
	})
}

// refined improves the zero x of an increasing function by Newton's method, between 0 and most; f returns value and slope.
func refined(x, most float64, f func(float64) (value, slope float64)) float64 {
	for range 4 {
		value, slope := f(x)
		next := x - value/slope
		if !(next > 0 && next < most) || math.Abs(next-x) > x/1000 {
			break
		}
		x = next
	}
	return x
}
