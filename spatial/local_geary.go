package spatial

import (
	"fmt"
	"math"

	"github.com/buurtbeeld/buurtbeeld/spatial/internal/batch"
)

// Geary is the local Geary of each area, in the order of the map (Dutch: lokale Geary).
type Geary struct {
	// C has one slice per column: the mean squared difference with the neighbours, in units of the variance. Small where
	// an area is like its neighbours, large where it differs.
	C [][]float64
	// P has one slice per column: the folded one-sided p of the permutations; nil without permutations.
	P [][]float64
	// Alike tells per column to which side P belongs: true when the area differs less from its neighbours than from most
	// draws. Nil without permutations.
	Alike [][]bool
	// Multi is the mean of C over the columns, PMulti and AlikeMulti are its p and side, all columns drawn together.
	Multi, PMulti []float64
	AlikeMulti    []bool
	// Neighbours counts the neighbours that have a value in all columns.
	Neighbours []int32
	// N is the number of areas with a value in all columns.
	N int
	// Permutations and Seed are what the draws can be repeated with.
	Permutations int
	Seed         uint64
}

// LocalGeary returns the local Geary of each column, and the multivariate one of all of them together, with
// row-standardised weights. Each column has one value per area, in any unit, NaN where not known; an area that lacks one of
// them is left out for all.
//
//	C_i = sum_j w_ij (z_i - z_j)^2, z standard scores (population standard deviation), sum_j w_ij = 1
//
// Unlike the local Moran it also finds areas and neighbours that are alike without being high or low. The permutations hold
// the area and draw its neighbours, with all their columns, from the other areas. Method: Anselin 2019,
// doi:10.1111/gean.12164. An area without a value and an island have NaN, an area that neighbours all others has no P; NaN has a column that does not vary or has fewer
// than three values, which the mean over the columns then leaves out. Checked against esda 2.5.1 Geary_Local and
// Geary_Local_MV, 1e-9; P against counting all possible draws on small maps.
func LocalGeary(w *Weights, columns [][]float64, o Inference) (*Geary, error) {
	o = o.settled()
	if len(columns) == 0 {
		return nil, fmt.Errorf("%w: no columns", ErrLength)
	}
	f, err := newFrame(w, columns...)
	if err != nil {
		return nil, err
	}
	moments := make([]centred, len(columns))
	batch.Each(len(columns), o.Workers, func(_, c int) {
		moments[c] = centre(f.pick(columns[c]))
		moments[c].standardise()
	})
	g := &Geary{C: make([][]float64, len(columns)), Neighbours: f.degrees(), N: f.w.Len(), Permutations: o.Permutations, Seed: o.Seed}
	batch.Each(len(columns), o.Workers, func(_, c int) { g.C[c] = gearyOf(f.w, &moments[c]) })
	g.Multi = meanOf(g.C, moments)
	if o.Permutations > 0 {
		g.judge(f.w, moments, o)
	}
	for c := range g.C {
		g.C[c] = f.place(g.C[c])
	}
	g.Multi = f.place(g.Multi)
	for c := range g.P {
		g.P[c], g.Alike[c] = f.place(g.P[c]), placeAll(f, g.Alike[c])
	}
	g.PMulti, g.AlikeMulti = f.place(g.PMulti), placeAll(f, g.AlikeMulti)
	return g, nil
}

// standardise divides the deviations by the population standard deviation.
func (c *centred) standardise() {
	if c.constant {
		return
	}
	deviation := math.Sqrt(c.square / float64(len(c.z)))
	for i := range c.z {
		c.z[i] /= deviation
	}
	c.largest /= deviation
	c.epsilon /= deviation
	c.square = float64(len(c.z))
}

// gearyOf computes the statistic of one column of scores.
func gearyOf(w *Weights, c *centred) []float64 {
	result := nans(len(c.z))
	if c.constant {
		return result
	}
	for i, z := range c.z {
		total, _ := w.row(i)
		if total == 0 {
			continue
		}
		sum := 0.0
		for k := w.start[i]; k < w.start[i+1]; k++ {
			d := z - c.z[w.to[k]]
			sum += w.at(k) * d * d
		}
		result[i] = sum / total
	}
	return result
}

// meanOf returns the mean over the columns that vary.
func meanOf(columns [][]float64, moments []centred) []float64 {
	mean := make([]float64, len(columns[0]))
	vary := 0.0
	for c, column := range columns {
		if moments[c].constant {
			continue
		}
		vary++
		for i, v := range column {
			mean[i] += v
		}
	}
	for i := range mean {
		mean[i] = quotient(mean[i], vary)
	}
	return mean
}
