package spatial

import (
	"math"

	"github.com/buurtbeeld/buurtbeeld/spatial/internal/tail"
)

// Global is one statistic for the whole map: do like values lie together anywhere (Dutch: ruimtelijke samenhang).
type Global struct {
	// Statistic is what is seen, Expectation what chance gives on average.
	Statistic, Expectation float64
	// VarianceNormal, ZNormal and PNormal judge it as if the values were drawn from a normal distribution; p is two-sided.
	// NaN for General G and the bivariate statistic.
	VarianceNormal, ZNormal, PNormal float64
	// VarianceRandom, ZRandom and PRandom judge it as if the values that are there were dealt over the areas; p is
	// two-sided. This is the better one for skewed values.
	VarianceRandom, ZRandom, PRandom float64
	// PPermutation is the folded one-sided p of really dealing them out; NaN without permutations. Each draw deals all
	// values and walks all links: on a map of a million areas ask for fewer draws than the default.
	PPermutation float64
	// Permutations and Seed are what the draws can be repeated with.
	Permutations int
	Seed         uint64
	// N is the number of areas with a value, Islands how many of them have no neighbour with a value.
	N, Islands int
}

// unknown is the statistic of a map on which nothing can be judged.
func unknown(w *Weights, o Inference) Global {
	x := math.NaN()
	return Global{x, x, x, x, x, x, x, x, x, o.Permutations, o.Seed, w.Len(), len(w.Islands())}
}

// scores fills in the scores and p-values from the variances. A variance that is next to nothing beside the terms that it
// is the difference of is 0, as when all areas are neighbours of each other: then there is no score.
func (g *Global) scores(terms float64) {
	judge := func(variance float64, z, p *float64) {
		if variance > slack*terms {
			*z = (g.Statistic - g.Expectation) / math.Sqrt(variance)
			*p = tail.TwoSided(*z)
		}
	}
	judge(g.VarianceNormal, &g.ZNormal, &g.PNormal)
	judge(g.VarianceRandom, &g.ZRandom, &g.PRandom)
}

// styled returns the weights with each row adding up to 1, or as they are.
func (w *Weights) styled(s Style) *Weights {
	if s == AsGiven {
		return w
	}
	styled := &Weights{start: w.start, to: w.to, value: make([]float64, len(w.to))}
	for i := range w.Len() {
		sum, _ := w.row(i)
		if sum == 0 {
			continue
		}
		for k := w.start[i]; k < w.start[i+1]; k++ {
			styled.value[k] = w.at(k) / sum
		}
	}
	return styled
}

// at returns the weight of a link.
func (w *Weights) at(link int32) float64 {
	if w.value == nil {
		return 1
	}
	return w.value[link]
}

// constants are what the moments of the global statistics need of the weights: S0, S1 and S2 of Cliff and Ord, and the
// sum of the row and the column of each area.
type constants struct {
	s0, s1, s2 float64
	both       []float64
}

func (w *Weights) constants() constants {
	c := constants{both: make([]float64, w.Len())}
	cross := 0.0
	at := make([]int32, w.Len()) // how far row j has been met by its columns, which come in ascending order
	copy(at, w.start)
	for i := range w.Len() {
		for k := w.start[i]; k < w.start[i+1]; k++ {
			j, v := w.to[k], w.at(k)
			c.s0 += v
			c.s1 += v * v
			c.both[i] += v
			c.both[j] += v
			for at[j] < w.start[j+1] && w.to[at[j]] < int32(i) {
				at[j]++
			}
			if at[j] < w.start[j+1] && w.to[at[j]] == int32(i) {
				cross += v * w.at(at[j])
			}
		}
	}
	c.s1 += cross
	for _, b := range c.both {
		c.s2 += b * b
	}
	return c
}

// randomMoran returns the variance, when the values are dealt out, of sum w_ij z_i z_j / S0 n / sum z^2.
func (k constants) randomMoran(c *centred) float64 {
	n := float64(len(c.z))
	if n < 4 {
		return math.NaN()
	}
	_, fourth := c.powers()
	peak := n * fourth / (c.square * c.square)
	s0 := k.s0 * k.s0
	sum := n*((n*n-3*n+3)*k.s1-n*k.s2+3*s0) - peak*((n*n-n)*k.s1-2*n*k.s2+6*s0)
	return sum/((n-1)*(n-2)*(n-3)*s0) - 1/((n-1)*(n-1))
}

// MoranI returns Moran's I: above its expectation where neighbours are alike, below it where they differ. x has one value
// per area, in any unit, NaN where it is not known.
//
//	I = n / S0 * sum_ij w_ij z_i z_j / sum_i z_i^2, z deviations from the mean, S0 = sum_ij w_ij
//
// Method: Moran 1950, doi:10.1093/biomet/37.1-2.17; moments of Cliff and Ord 1981 (Spatial Processes, no DOI). Islands count
// in n and in the mean. When nothing varies, with fewer than three values (four for the variance under randomisation) or
// without links, all is NaN. Checked against spdep 1.2-7 moran.test(adjust.n = FALSE) and esda 2.5.1 Moran, 1e-9 relative.
func MoranI(w *Weights, x []float64, s Style, o Inference) (Global, error) {
	o = o.settled()
	f, err := newFrame(w, x)
	if err != nil {
		return Global{}, err
	}
	sw, c := f.w.styled(s), centre(f.pick(x))
	k := sw.constants()
	g := unknown(sw, o)
	if c.constant || k.s0 == 0 {
		return g, nil
	}
	n, s0 := float64(g.N), k.s0*k.s0
	scale := n / k.s0 / c.square
	pairs := sw.halved()
	seen := pairs.products(same(c.z))[0]
	g.Statistic = scale * seen
	g.Expectation = -1 / (n - 1)
	g.VarianceNormal = (n*n*k.s1-n*k.s2+3*s0)/((n*n-1)*s0) - 1/((n-1)*(n-1))
	g.VarianceRandom = k.randomMoran(&c)
	g.scores(g.Expectation * g.Expectation)
	g.PPermutation = shuffled(c.z, c.epsilon*c.largest*k.s0, o, pairs.products, seen)
	return g, nil
}

// GearyC returns Geary's C: below 1 where neighbours are alike, above it where they differ; the scores have that sign too
// (spdep turns it round). x has one value per area, in any unit, NaN where it is not known.
//
//	C = (n-1) sum_ij w_ij (x_i - x_j)^2 / (2 S0 sum_i z_i^2)
//
// Method: Geary 1954, doi:10.2307/2986645; moments of Cliff and Ord 1981 (Spatial Processes, no DOI). NaN as in MoranI.
// Checked against esda 2.5.1 Geary, whose p is one-sided, and spdep 1.2-7 geary.test(adjust.n = FALSE), 1e-9 relative.
func GearyC(w *Weights, x []float64, s Style, o Inference) (Global, error) {
	o = o.settled()
	f, err := newFrame(w, x)
	if err != nil {
		return Global{}, err
	}
	sw, c := f.w.styled(s), centre(f.pick(x))
	k := sw.constants()
	g := unknown(sw, o)
	if c.constant || k.s0 == 0 {
		return g, nil
	}
	n, s0 := float64(g.N), k.s0*k.s0
	pairs := sw.halved()
	seen := pairs.differences(same(c.z))[0]
	g.Statistic = (n - 1) * seen / (2 * k.s0 * c.square)
	g.Expectation = 1
	g.VarianceNormal = ((2*k.s1+k.s2)*(n-1) - 4*s0) / (2 * (n + 1) * s0)
	if n > 3 {
		_, fourth := c.powers()
		peak := n * fourth / (c.square * c.square)
		sum := (n-1)*k.s1*(n*n-3*n+3-(n-1)*peak) - (n-1)*k.s2*(n*n+3*n-6-(n*n-n+2)*peak)/4 + s0*(n*n-3-(n-1)*(n-1)*peak)
		g.VarianceRandom = sum / (n * (n - 2) * (n - 3) * s0)
	}
	g.scores(g.Expectation)
	g.PPermutation = shuffled(c.z, 4*c.epsilon*c.largest*k.s0, o, pairs.differences, seen)
	return g, nil
}

// GeneralG returns the general G of Getis and Ord: above its expectation where high values lie together, below it where
// low ones do. The weights are taken as they are, and x, one value per area, NaN where not known, should have a natural
// zero and one sign: a constant added to it changes the answer.
//
//	G = sum_ij w_ij x_i x_j / sum_ij x_i x_j, i not j
//
// Method: Getis and Ord 1992, doi:10.1111/j.1538-4632.1992.tb00261.x. The variance is that under randomisation, worked out
// around the mean so that large values do not blur it; there is none under normality. NaN as in MoranI, and when the
// products add up to 0. Checked against esda 2.5.1 G (whose p is one-sided) and spdep 1.2-7 globalG.test, 1e-9 relative.
func GeneralG(w *Weights, x []float64, o Inference) (Global, error) {
	o = o.settled()
	f, err := newFrame(w, x)
	if err != nil {
		return Global{}, err
	}
	c := centre(f.pick(x))
	k := f.w.constants()
	g := unknown(f.w, o)
	n := float64(g.N)
	products := c.total*c.total - c.square - n*c.mean*c.mean
	if c.constant || k.s0 == 0 || math.Abs(products) <= slack*c.total*c.total {
		return g, nil
	}
	pairs := f.w.halved()
	linear := func(z hand) [lanes]float64 {
		sums, products := weighed(k.both, z), pairs.products(z)
		for lane := range sums {
			sums[lane] = float64(c.mean*sums[lane]) + products[lane]
		}
		return sums
	}
	seen := linear(same(c.z))[0]
	g.Statistic = (k.s0*c.mean*c.mean + seen) / products
	g.Expectation = k.s0 / (n * (n - 1))
	third, _ := c.powers()
	spread := k.s2 - 4*k.s0*k.s0/n
	moran := c.square * k.s0 / n
	variance := c.mean*c.mean*c.square/(n-1)*spread + moran*moran*k.randomMoran(&c)
	variance += 2 * c.mean * third / (n * (n - 1)) * (2*(2*k.s0*k.s0-k.s2)/(n-2) - k.s2)
	g.VarianceRandom = variance / (products * products)
	g.scores((c.mean*c.mean*c.square/(n-1)*k.s2 + moran*moran/(n*n)) / (products * products))
	epsilon := c.epsilon * (c.largest + math.Abs(c.mean)) * k.s0
	g.PPermutation = shuffled(c.z, epsilon, o, linear, seen)
	return g, nil
}

// BivariateMoranI returns how x in an area goes together with y around it, with row-standardised weights. x and y have one
// value per area, NaN where not known; areas where one of the two is not known are left out.
//
//	I = sum_i zx_i sum_j w_ij zy_j / n, z standard scores (population standard deviation)
//
// It is not scaled by n/S0, so an island draws it to 0. The expectation, 0, and the variance are those of dealing y over
// the areas; that x and y may go together within an area is not corrected for. Method: Wartenberg 1985,
// doi:10.1111/j.1538-4632.1985.tb00849.x. NaN as in MoranI. Checked against esda 2.5.1 Moran_BV, 1e-9 relative.
func BivariateMoranI(w *Weights, x, y []float64, o Inference) (Global, error) {
	o = o.settled()
	f, err := newFrame(w, x, y)
	if err != nil {
		return Global{}, err
	}
	sw, cx, cy := f.w.styled(RowStandardised), centre(f.pick(x)), centre(f.pick(y))
	g := unknown(sw, o)
	if cx.constant || cy.constant || sw.Links() == 0 {
		return g, nil
	}
	n := float64(g.N)
	around := make([]float64, g.N) // what each y is multiplied with
	for i := range g.N {
		for k := sw.start[i]; k < sw.start[i+1]; k++ {
			around[sw.to[k]] += sw.at(k) * cx.z[i]
		}
	}
	product := func(z hand) [lanes]float64 { return weighed(around, z) }
	seen, spread := product(same(cy.z))[0], centre(around).square
	scale := 1 / math.Sqrt(cx.square*cy.square)
	g.Statistic, g.Expectation = scale*seen, 0
	g.VarianceRandom = scale * scale * spread * cy.square / (n - 1)
	g.scores(scale * scale * product(same(around))[0] * cy.square / (n - 1))
	g.PPermutation = shuffled(cy.z, cy.epsilon*cx.largest*n, o, product, seen)
	return g, nil
}
