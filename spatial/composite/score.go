package composite

import "math"

// Mean returns the weighted mean of the figures on a scale: with Standard the mean z-score, with Percentile the mean
// percentile, 0 to 1. A high value in one figure makes up for a low one in another. NaN as the package says.
//
// Method: OECD and JRC 2008, Handbook on Constructing Composite Indicators (doi:10.1787/9789264043466-en); the percentiles
// are those of Hyndman and Fan 1996 (doi:10.1080/00031305.1996.10473566), types 5 (Hazen) and 7. Checked: numpy 1.24.2 and
// pandas 1.5.3 on four figures of 3,027 districts and three of 10,961 neighbourhoods, Standard and Range with equal and other weights, the
// percentiles with equal ones, 1e-9.
func (t *Table) Mean(s Scale) ([]float64, error) {
	parts, err := t.parts(s)
	if err != nil {
		return nil, err
	}
	return t.each(parts, mean), nil
}

// Geometric returns the weighted geometric mean, 1 to 100, of the figures on a range of 1 (the least value) to 100 (the most).
// A high value makes up for a low one in part: an area must be high in all figures to score high.
//
// Method: OECD and JRC 2008 (doi:10.1787/9789264043466-en). Checked: as Mean, with equal and other weights, 1e-9.
func (t *Table) Geometric() ([]float64, error) {
	parts, err := t.parts(Range)
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		for i, v := range p.values {
			p.values[i] = math.Log(1 + 99*v)
		}
	}
	return t.each(parts, func(values, weights []float64) float64 { return math.Exp(mean(values, weights)) }), nil
}

// Count returns in how many known figures an area is among the highest share, such as 0.2 for a fifth: at or above the type-7
// quantile, so that ties at the edge all count. Weights do not matter. It needs no scale and can be told in words: "high in 3
// of 4"; show Known with it when not all is known.
//
// Method: counting of deprivations as Alkire and Foster 2011 (doi:10.1016/j.jpubeco.2010.11.006), with the highest share of
// each figure for its cut-off. Checked: pandas 1.5.3 on the figures of Mean with shares of 0.2 and 0.1, exactly.
func (t *Table) Count(share float64) ([]float64, error) {
	if !(share > 0 && share < 1) {
		return nil, ErrShare
	}
	var parts []part
	for c := range t.columns {
		column := &t.columns[c]
		if !column.varies() {
			continue
		}
		cut := column.quantile(1 - share)
		hits := make([]float64, t.areas)
		for i, v := range column.values {
			switch {
			case math.IsNaN(v):
				hits[i] = v
			case v >= cut:
				hits[i] = 1
			}
		}
		parts = append(parts, part{hits, 1})
	}
	return t.each(parts, func(values, _ []float64) float64 {
		sum := 0.0
		for _, v := range values {
			sum += v
		}
		return sum
	}), nil
}

// Penalty says what figures that are out of balance do to a score (Dutch: weging van onbalans).
type Penalty uint8

// The penalties.
const (
	// Upward adds to the score of an area of which the figures differ much: for scores of what is unwanted, where one very high
	// figure must not be hidden by the others. The literature writes a plus sign.
	Upward Penalty = iota
	// Downward takes off: for scores of what is wanted. The literature writes a minus sign.
	Downward
)

// Deviation is the standard deviation by which figures are made comparable (Dutch: standaardafwijking).
type Deviation uint8

// The deviations.
const (
	// Population divides by n, as the method was published.
	Population Deviation = iota
	// Sample divides by n-1, both between areas and within one, as R Compind does.
	Sample
)

// MazziottaPareto returns the Mazziotta-Pareto index (MPI): figures with mean 100 and deviation 10, their mean, and a penalty
// for how much they differ within the area. For areas of one moment; to compare years take AdjustedMazziottaPareto. The index
// is made for equal weights; with others mean and deviation within the area are weighted. NaN where the mean is not above 0,
// ten deviations below all others.
//
// Method: Mazziotta and Pareto 2016 (doi:10.1007/s11205-015-0998-2). Checked: numpy 1.24.2 and, with Sample, R Compind 3.4
// normalise_ci and ci_mpi on four figures of 3,027 districts and three of 10,961 neighbourhoods, equal weights, 1e-9.
func (t *Table) MazziottaPareto(p Penalty, d Deviation) ([]float64, error) {
	if p > Downward || d > Sample {
		return nil, ErrOption
	}
	var parts []part
	for c := range t.columns {
		column := &t.columns[c]
		if !column.varies() {
			continue
		}
		n := float64(column.n)
		if d == Sample {
			n--
		}
		values := column.line(column.mean, math.Sqrt(column.squares/n))
		for i, v := range values {
			values[i] = 100 + 10*v
		}
		parts = append(parts, part{values, column.weight})
	}
	return t.each(parts, func(values, weights []float64) float64 { return p.penalised(values, weights, d) }), nil
}

// Goalposts fix the scale of one figure over years or regions, in its own unit (Dutch: ijkpunten).
type Goalposts struct {
	// Least and Most are the extremes over everything that is compared, Reference the value that gets 100.
	Least, Most, Reference float64
}

// AdjustedMazziottaPareto returns the adjusted index (AMPI): each figure on a range of 60 that has the reference at 100 (70 to
// 130 when that lies in the middle), then as MazziottaPareto. With the same goalposts, one per column, scores of several years can be compared.
// Without goalposts (nil) they are the least and most value of the table and its mean. A column without distance between its
// goalposts is left out.
//
// Method: Mazziotta and Pareto 2016 (doi:10.1007/s11205-015-0998-2). Checked: numpy 1.24.2 on the figures of MazziottaPareto,
// 1e-9; R Compind 3.4 ci_ampi, which rounds to 3 decimals, agrees.
func (t *Table) AdjustedMazziottaPareto(p Penalty, goalposts []Goalposts) ([]float64, error) {
	if p > Downward {
		return nil, ErrOption
	}
	if goalposts != nil && len(goalposts) != len(t.columns) {
		return nil, ErrOption
	}
	var parts []part
	for c := range t.columns {
		column := &t.columns[c]
		g := Goalposts{column.least, column.most, column.mean}
		if goalposts != nil {
			var err error
			if g, err = goalposts[c].turned(column.low); err != nil {
				return nil, err
			}
		}
		if column.n == 0 || !(g.Most > g.Least) || goalposts == nil && !column.varies() {
			continue
		}
		values := column.line(g.Reference, g.Most-g.Least)
		for i, v := range values {
			values[i] = 100 + 60*v
		}
		parts = append(parts, part{values, column.weight})
	}
	return t.each(parts, func(values, weights []float64) float64 { return p.penalised(values, weights, Population) }), nil
}

// turned checks goalposts and turns them around for a column of which low values score high.
func (g Goalposts) turned(low bool) (Goalposts, error) {
	if !(g.Least <= g.Most) || !(math.Abs(g.Reference) <= largest) || !(max(math.Abs(g.Least), math.Abs(g.Most)) <= largest) {
		return g, ErrOption
	}
	if low {
		g = Goalposts{-g.Most, -g.Least, -g.Reference}
	}
	return g, nil
}

// penalised returns the mean with the deviation times the coefficient of variation added or taken off.
func (p Penalty) penalised(values, weights []float64, d Deviation) float64 {
	m := mean(values, weights)
	if !(m > 0) {
		return math.NaN()
	}
	squares, total := 0.0, 0.0
	for i, v := range values {
		squares += weights[i] * (v - m) * (v - m)
		total += weights[i]
	}
	penalty := squares / total / m
	if k := float64(len(values)); d == Sample && k > 1 {
		penalty *= k / (k - 1)
	}
	if p == Downward {
		penalty = -penalty
	}
	return m + penalty
}
