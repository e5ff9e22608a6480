package spatial

import (
	"math"

	"github.com/buurtbeeld/buurtbeeld/spatial/internal/batch"
	"github.com/buurtbeeld/buurtbeeld/spatial/internal/tail"
)

// Quadrant tells how an area compares with its neighbours (Dutch: kwadrant).
type Quadrant uint8

// The quadrants. The first word is the area, the second its neighbours; NoQuadrant means that one of the two is not known
// or is exactly the mean.
const (
	NoQuadrant Quadrant = iota
	HighHigh
	LowHigh
	LowLow
	HighLow
)

// String returns the usual letters, HH, LH, LL or HL, and nothing for NoQuadrant.
func (q Quadrant) String() string {
	if q > HighLow {
		return ""
	}
	return [...]string{"", "HH", "LH", "LL", "HL"}[q]
}

// Local is the local Moran of each area, in the order of the map (Dutch: lokale Moran).
type Local struct {
	// Z is the area's own value as a standard score (population standard deviation), Lag the weighted mean of the scores
	// of its neighbours, I their product.
	Z, Lag, I []float64
	// Expectation and Variance are those of I when the area keeps its value and its neighbours are drawn from the other
	// areas, Score and PTwo the normal score and its two-sided p.
	Expectation, Variance, Score, PTwo []float64
	// ExpectationTotal, VarianceTotal, ScoreTotal and PTwoTotal are the same when all values, the area's own too, are drawn
	// anew. Of the bivariate statistic they are not known: NaN.
	ExpectationTotal, VarianceTotal, ScoreTotal, PTwoTotal []float64
	// PPermutation is the folded one-sided p of the permutations; nil without permutations.
	PPermutation []float64
	// Quadrant is the kind of association.
	Quadrant []Quadrant
	// Neighbours counts the neighbours that have a value.
	Neighbours []int32
	// N is the number of areas with a value.
	N int
	// Permutations and Seed are what the draws can be repeated with.
	Permutations int
	Seed         uint64
}

// LocalMoran returns the local Moran with row-standardised weights: where do like values lie together, and which areas
// differ from their surroundings. x has one value per area, in any unit, NaN where it is not known.
//
//	I_i = z_i sum_j w_ij z_j, z standard scores, sum_j w_ij = 1
//
// (esda and GeoDa show (n-1)/n times this). Method: Anselin 1995, doi:10.1111/j.1538-4632.1995.tb00338.x; conditional
// moments: Sokal, Oden and Thomson 1998, doi:10.1111/j.1538-4632.1998.tb00406.x. The conditional score is the score of Gi
// with the sign of z_i.
//
// An area without a value has NaN everywhere; an island only has Z. When nothing varies, or with fewer than three values,
// everything is NaN. An area exactly on the mean has I 0, no score and a PPermutation of 1. Checked against spdep 1.2-7
// localmoran, 1e-9 relative, and for PPermutation against esda 2.5.1 Moran_Local within the error of the draws; esda's
// moments of the total kind are wrong.
func LocalMoran(w *Weights, x []float64, o Inference) (*Local, error) {
	all, err := LocalMoranEach(w, [][]float64{x}, o)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// LocalMoranEach is LocalMoran for many columns on one map; columns that are known in the same areas share their draws.
// Each result is what LocalMoran gives for its column.
func LocalMoranEach(w *Weights, columns [][]float64, o Inference) ([]*Local, error) {
	o = o.settled()
	grouped, err := groups(w, columns)
	if err != nil {
		return nil, err
	}
	results := make([]*Local, len(columns))
	for _, g := range grouped {
		moments := make([]centred, len(g.columns))
		batch.Each(len(g.columns), o.Workers, func(_, at int) {
			moments[at] = centre(g.pick(columns[g.columns[at]]))
			l := localMoran(g.w, &moments[at], &moments[at])
			l.total(g.w, &moments[at])
			results[g.columns[at]] = l
		})
		var drawn []chances
		if o.Permutations > 0 {
			drawn = conditional(g.w, moments, o)
		}
		degrees := g.degrees()
		for at, c := range g.columns {
			if drawn != nil {
				results[c].judge(drawn[at].p, &moments[at])
			}
			results[c].finish(g.frame, o, degrees)
		}
	}
	return results, nil
}

// LocalMoranWith returns the bivariate local Moran: how the value of x in an area goes together with y around it.
//
//	I_i = zx_i sum_j w_ij zy_j, z standard scores, sum_j w_ij = 1
//
// Lag is that of y, Z the score of x. Areas where x or y is not known are left out. It does not correct for how x and y go
// together in one and the same area. Moments and permutations hold the area and draw y around it from the other areas.
// Method: Anselin, Syabri and Smirnov 2002 (no DOI); Lee 2001, doi:10.1007/s101090100064. NaN as in LocalMoran. Checked
// against esda 2.5.1 Moran_Local_BV, 1e-9, its PPermutation within the error of the draws.
func LocalMoranWith(w *Weights, x, y []float64, o Inference) (*Local, error) {
	o = o.settled()
	f, err := newFrame(w, x, y)
	if err != nil {
		return nil, err
	}
	cx, cy := centre(f.pick(x)), centre(f.pick(y))
	l := localMoran(f.w, &cx, &cy)
	n := f.w.Len()
	l.ExpectationTotal, l.VarianceTotal, l.ScoreTotal, l.PTwoTotal = nans(n), nans(n), nans(n), nans(n)
	if o.Permutations > 0 {
		l.judge(conditional(f.w, []centred{cy}, o)[0].p, &cx)
	}
	l.finish(f, o, f.degrees())
	return l, nil
}

// localMoran computes the statistic and its conditional moments for the areas of a frame.
func localMoran(w *Weights, x, y *centred) *Local {
	size := w.Len()
	l := &Local{Z: nans(size), Lag: nans(size), I: nans(size), Quadrant: make([]Quadrant, size), N: size}
	l.Expectation, l.Variance, l.Score, l.PTwo = nans(size), nans(size), nans(size), nans(size)
	if x.constant || y.constant {
		return l
	}
	n := float64(size)
	sx, sy := math.Sqrt(x.square/n), math.Sqrt(y.square/n)
	w.lags(y.z, l.Lag)
	for i := range size {
		l.Z[i] = x.z[i] / sx
		sum, square := w.row(i)
		if sum == 0 {
			l.Lag[i] = math.NaN()
			continue
		}
		square /= sum * sum
		l.Lag[i] /= sum * sy
		l.I[i] = l.Z[i] * l.Lag[i]
		own := y.z[i] / sy
		l.Expectation[i] = -l.Z[i] * own / (n - 1)
		l.Variance[i] = l.Z[i] * l.Z[i] * y.others(i) / (sy * sy) * ((n-1)*square - 1) / (n - 2)
		if (n-1)*square-1 > slack*n && l.Variance[i] > 0 {
			// The area's own score is left out of the quotient, so that a small one does not blur it.
			l.Score[i] = math.Copysign(1, l.Z[i]) * (l.Lag[i] + own/(n-1)) / math.Sqrt(l.Variance[i]/(l.Z[i]*l.Z[i]))
			l.PTwo[i] = tail.TwoSided(l.Score[i])
		}
		l.Quadrant[i] = quadrant(l.Z[i], l.Lag[i])
	}
	return l
}

func quadrant(z, lag float64) Quadrant {
	switch {
	case z > 0 && lag > 0:
		return HighHigh
	case z < 0 && lag > 0:
		return LowHigh
	case z < 0 && lag < 0:
		return LowLow
	case z > 0 && lag < 0:
		return HighLow
	}
	return NoQuadrant
}

// total computes the moments when all values are drawn anew.
func (l *Local) total(w *Weights, c *centred) {
	size := w.Len()
	l.ExpectationTotal, l.VarianceTotal, l.ScoreTotal, l.PTwoTotal = nans(size), nans(size), nans(size), nans(size)
	if c.constant {
		return
	}
	n := float64(size)
	_, fourth := c.powers()
	peak := fourth / n / (c.square / n * c.square / n)
	a, b := (n-peak)/(n-1), (2*peak-n)/((n-1)*(n-2))
	for i := range size {
		sum, square := w.row(i)
		if sum == 0 {
			continue
		}
		square /= sum * sum
		l.ExpectationTotal[i] = -1 / (n - 1)
		l.VarianceTotal[i] = a*square + b*(1-square) - 1/((n-1)*(n-1))
		if l.VarianceTotal[i] > slack {
			l.ScoreTotal[i] = (l.I[i] - l.ExpectationTotal[i]) / math.Sqrt(l.VarianceTotal[i])
			l.PTwoTotal[i] = tail.TwoSided(l.ScoreTotal[i])
		}
	}
}

// judge takes over the p-values of the lag. An area on the mean has I = 0 whatever is drawn around it.
func (l *Local) judge(p []float64, x *centred) {
	l.PPermutation = p
	for i, z := range x.z {
		switch {
		case x.constant:
			p[i] = math.NaN()
		case math.Abs(z) <= x.epsilon && !math.IsNaN(p[i]):
			p[i] = 1
		}
	}
}

// finish puts the results back on the map.
func (l *Local) finish(f *frame, o Inference, degrees []int32) {
	for _, r := range []*[]float64{&l.Z, &l.Lag, &l.I, &l.Expectation, &l.Variance, &l.Score, &l.PTwo,
		&l.ExpectationTotal, &l.VarianceTotal, &l.ScoreTotal, &l.PTwoTotal, &l.PPermutation} {
		*r = f.place(*r)
	}
	l.Quadrant = placeAll(f, l.Quadrant)
	l.Neighbours, l.Permutations, l.Seed = degrees, o.Permutations, o.Seed
}
