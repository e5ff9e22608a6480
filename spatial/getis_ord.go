package spatial

import (
	"math"
	"sync"

	"github.com/buurtbeeld/buurtbeeld/spatial/internal/batch"
	"github.com/buurtbeeld/buurtbeeld/spatial/internal/tail"
)

// Hot is where high values lie together (hot) and where low ones do (cold), one result per area in the order of the map
// (Dutch: brandpunten).
type Hot struct {
	// G is the share of the sum of all values that lies with the neighbours: between 0 and 1 for values of one sign and
	// weights of 0 and 1, of no use otherwise. NaN when that sum is 0.
	G []float64
	// Z is the score: positive where the neighbours are higher than chance would have it.
	Z []float64
	// PTwo is the chance under the normal distribution of a score as far from 0, on either side.
	PTwo []float64
	// PPermutation is the folded one-sided p of the permutations; nil without permutations.
	PPermutation []float64
	// High tells to which side PPermutation belongs: true when the neighbours are higher than most draws. Without
	// permutations it is the side of Z.
	High []bool
	// Neighbours counts the neighbours that have a value, without the area itself.
	Neighbours []int32
	// N is the number of areas with a value.
	N int
	// Permutations and Seed are what the draws can be repeated with.
	Permutations int
	Seed         uint64
}

// GetisOrd returns the statistic Gi, or with self Gi*, which counts the area itself among its neighbours (with weight 1,
// or the largest weight of its row where weights differ from 1), with the weights as they are; scores and p-values are the
// same for row-standardised weights. x has one value per area, in any unit, NaN where it is not known.
//
//	Gi*: z = (sum_j w_ij x_j - W_i m) / (s sqrt((n S_i - W_i^2) / (n-1))), W_i = sum_j w_ij, S_i = sum_j w_ij^2
//
// with m and s the mean and the population standard deviation; Gi leaves the area itself out of sum, mean, deviation and n.
// Method: Ord and Getis 1995, doi:10.1111/j.1538-4632.1995.tb00912.x. The permutations hold the area's own value and draw
// its neighbours from the other areas, so that Gi, Gi* and the local Moran have one and the same p.
//
// An area without a value has NaN everywhere. An island has NaN, except that Gi* has its own standardised value as score,
// and no PPermutation. Z, PTwo and PPermutation are NaN when nothing varies, with fewer than three values, and where an
// area neighbours all others. Checked against spdep 1.2-7 localG and esda 2.5.1 G_Local(transform="B"), 1e-9; esda's
// default transform="R" has scores that are too small by the root of the number of neighbours.
func GetisOrd(w *Weights, x []float64, self bool, o Inference) (*Hot, error) {
	all, err := GetisOrdEach(w, [][]float64{x}, self, o)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// GetisOrdEach is GetisOrd for many columns on one map; columns that are known in the same areas share their draws. Each
// result is what GetisOrd gives for its column.
func GetisOrdEach(w *Weights, columns [][]float64, self bool, o Inference) ([]*Hot, error) {
	o = o.settled()
	grouped, err := groups(w, columns)
	if err != nil {
		return nil, err
	}
	results := make([]*Hot, len(columns))
	for _, g := range grouped {
		sweep, degrees := newGetis(g.frame, self), g.degrees()
		moments := make([]centred, len(g.columns))
		spare := sync.Pool{New: func() any { z := make([]float64, g.w.Len()); return &z }}
		batch.Each((len(g.columns)+side-1)/side, o.Workers, func(_, at int) {
			few := g.columns[at*side : min((at+1)*side, len(g.columns))]
			var z, sums [side][]float64
			for c, column := range few {
				room := spare.Get().(*[]float64)
				moments[at*side+c] = centreIn(g.pick(columns[column]), *room)
				hot := sweep.hot()
				hot.Neighbours, hot.N = degrees, g.w.Len()
				hot.Permutations, hot.Seed = o.Permutations, o.Seed
				results[column] = hot
				z[c], sums[c] = *room, hot.Z // each sum makes way for its score
			}
			g.w.lagsOf(z[:len(few)], sums[:len(few)])
			for c, column := range few {
				sweep.column(&moments[at*side+c], results[column])
				if o.Permutations == 0 {
					moments[at*side+c].z = nil
					spare.Put(&z[c])
				}
			}
		})
		if o.Permutations > 0 {
			for at, p := range conditional(g.w, moments, o) {
				hot := results[g.columns[at]]
				hot.PPermutation, hot.High = p.p, p.high
			}
		}
		for _, at := range g.columns {
			results[at].place(g.frame)
		}
	}
	return results, nil
}

// place puts the results back on the map.
func (h *Hot) place(f *frame) {
	for _, r := range []*[]float64{&h.G, &h.Z, &h.PTwo, &h.PPermutation} {
		*r = f.place(*r)
	}
	h.High = placeAll(f, h.High)
}

// getis is what Gi or Gi* needs of the weights, once for all columns.
type getis struct {
	w      *Weights
	self   bool
	own    []float64 // weight of the area itself
	sum    []float64 // of the weights
	factor []float64 // 1 / the root in the score; NaN where there is no score
}

func newGetis(f *frame, self bool) *getis {
	size := f.w.Len()
	g := &getis{w: f.w, self: self, own: make([]float64, size), sum: make([]float64, size), factor: make([]float64, size)}
	n := float64(size)
	for i := range size {
		sum, square := f.w.row(i)
		m := n - 1
		if self {
			g.own[i] = f.w.heaviest(i)
			sum, square, m = sum+g.own[i], square+g.own[i]*g.own[i], n
		}
		g.sum[i] = sum
		under := (m*square - sum*sum) / (m - 1)
		if under <= slack*square || sum == 0 || m < 2 {
			g.factor[i] = math.NaN()
			continue
		}
		g.factor[i] = 1 / math.Sqrt(under)
	}
	return g
}

// heaviest returns the largest weight of area i, 1 when it has no neighbours.
func (w *Weights) heaviest(i int) float64 {
	values := w.Values(i)
	if len(values) == 0 {
		return 1
	}
	most := values[0]
	for _, v := range values {
		most = max(most, v)
	}
	return most
}

// hot returns room for one column.
func (g *getis) hot() *Hot {
	size := g.w.Len()
	room := make([]float64, 3*size)
	return &Hot{G: room[:size:size], Z: room[size : 2*size : 2*size], PTwo: room[2*size:], High: make([]bool, size)}
}

// column computes the scores of one column from the sums of the neighbours' deviations, which h.Z holds.
func (g *getis) column(c *centred, h *Hot) {
	size := len(c.z)
	table := tail.Table()
	deviation, unknown := math.Sqrt(c.square/float64(size)), math.NaN()
	for i, z := range h.Z {
		sum, total := g.sum[i], c.total
		if g.self {
			z += g.own[i] * c.z[i]
		} else {
			total -= c.mean + c.z[i]
		}
		h.G[i] = quotient(z+sum*c.mean, total)
		if c.constant || sum == 0 {
			h.Z[i], h.PTwo[i] = unknown, unknown
			if sum == 0 {
				h.G[i] = unknown
			}
			continue
		}
		if !g.self {
			z += sum * c.z[i] / float64(size-1)
			deviation = math.Sqrt(c.others(i))
		}
		score := quotient(z*g.factor[i], deviation)
		h.Z[i], h.High[i] = score, score > 0
		h.PTwo[i] = table.TwoSided(score)
	}
}
