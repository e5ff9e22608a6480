package spatial

import (
	"math"

	"github.com/buurtbeeld/buurtbeeld/spatial/internal/batch"
)

// chances is what conditional permutation says of the sum around each area of a frame.
type chances struct {
	p    []float64 // folded; NaN for areas that cannot be judged and where nothing varies
	high []bool    // the sum is higher than most draws
}

// permutation is the drawing of neighbours for all areas of a frame. An area of k neighbours with equal weights only needs
// the sum of k draws from the other areas, so all areas share one set of draws, and those with as many neighbours share
// the sums. Where a draw holds the area itself, its next member stands in, so that each area meets exactly the conditional
// distribution. Areas share errors of the draws in return.
type permutation struct {
	w       *Weights
	columns []centred
	wide    int
	equal   [][]int32 // areas with k neighbours of equal weight
	other   []int32   // areas with neighbours of different weights
}

func newPermutation(w *Weights, columns []centred) *permutation {
	p := &permutation{w: w, columns: columns}
	widest := w.widest()
	p.wide = min(widest+1, w.Len())
	p.equal = make([][]int32, widest+1)
	counts := make([]int, widest+1)
	for i := range w.Len() {
		counts[w.Degree(i)]++
	}
	for k := range p.equal {
		p.equal[k] = make([]int32, 0, counts[k])
	}
	for i := range w.Len() {
		switch k := w.Degree(i); {
		case k == 0:
		case sameWeights(w.Values(i)):
			p.equal[k] = append(p.equal[k], int32(i))
		default:
			p.other = append(p.other, int32(i))
		}
	}
	return p
}

// sameWeights reports whether all weights of a row are equal and more than 0, so that only the plain sum matters.
func sameWeights(values []float64) bool {
	for _, v := range values {
		if v != values[0] || v == 0 {
			return false
		}
	}
	return true
}

// judged reports whether other neighbours could give area i another answer: not when it hears none, nor when it hears all
// other areas alike.
func (w *Weights) judged(i int) bool {
	sum, _ := w.row(i)
	return sum != 0 && (w.Degree(i) < w.Len()-1 || !sameWeights(w.Values(i)))
}

// conditional judges the weighted sum of the neighbours' deviations of each area, for each column, by draws from the other
// areas.
func conditional(w *Weights, columns []centred, o Inference) []chances {
	results := make([]chances, len(columns))
	vary := false
	for c := range results {
		results[c] = chances{nans(w.Len()), make([]bool, w.Len())}
		vary = vary || !columns[c].constant
	}
	if !vary || w.Links() == 0 {
		return results
	}
	tallies := newPermutation(w, columns).run(o)
	batch.Each(len(columns), o.Workers, func(_, c int) {
		if columns[c].constant {
			return
		}
		t := tallies[c]
		for i := range w.Len() {
			if w.judged(i) {
				results[c].p[i] = folded(t.lower[i], t.upper[i], o.Permutations)
				results[c].high[i] = t.upper[i] < t.lower[i]
			}
		}
	})
	return results
}

// run makes the draws and counts.
func (p *permutation) run(o Inference) []tally {
	seen := make([][]float64, len(p.columns))
	batch.Each(len(seen), o.Workers, func(_, c int) { seen[c] = p.seen(p.columns[c].z) })
	workers := make([]*sharer, o.Workers)
	batch.Size{Draws: o.Permutations, Width: p.wide, Workers: o.Workers}.Run(func(worker, first, rows int) {
		s := workers[worker]
		if s == nil {
			s = &sharer{permutation: p, Draws: batch.Draws{Width: p.wide}, tallies: make([]tally, len(p.columns))}
			for c := range s.tallies {
				s.tallies[c] = newTally(p.w.Len())
			}
			workers[worker] = s
		}
		s.Fill(p.w.Len(), o.Seed, first, rows)
		s.Pair(p.w.start)
		for c := range p.columns {
			if !p.columns[c].constant {
				s.share(c, seen[c])
				s.apart(c, seen[c])
			}
		}
	})
	var total []tally
	for _, s := range workers {
		switch {
		case s == nil:
		case total == nil:
			total = s.tallies
		default:
			for c := range total {
				total[c].add(s.tallies[c])
			}
		}
	}
	return total
}

// seen returns the sum of the neighbours' deviations: plain for areas with equal weights, weighted for others.
func (p *permutation) seen(z []float64) []float64 {
	sums := make([]float64, len(z))
	p.w.lags(z, sums)
	if p.w.value == nil {
		return sums
	}
	for _, areas := range p.equal {
		for _, i := range areas {
			sum := 0.0
			for _, j := range p.w.Neighbours(int(i)) {
				sum += z[j]
			}
			sums[i] = sum
		}
	}
	return sums
}

// sharer is what one worker has at hand.
type sharer struct {
	*permutation
	batch.Draws
	tallies   []tally
	sum, next []float64
	ranking   batch.Ranking
	values    []float64
}

// few is the number of areas with as many neighbours up to which it is quicker to look at all sums than to rank them.
const few = 4

// share counts for the areas with equal weights, of one column.
func (s *sharer) share(c int, seen []float64) {
	z, t := s.columns[c].z, s.tallies[c]
	s.sum = grown(s.sum, s.Rows)
	s.next = grown(s.next, s.Rows)
	for row, id := range s.ID[:s.Rows] {
		s.sum[row] = z[id]
	}
	for k := 1; k < len(s.equal); k++ {
		for row, id := range s.ID[k*s.Rows : (k+1)*s.Rows] {
			s.next[row] = s.sum[row] + z[id]
		}
		if areas := s.equal[k]; len(areas) > 0 {
			epsilon := float64(k) * s.columns[c].epsilon
			s.rank(areas, seen, epsilon, t)
			for _, pair := range s.Pairs[k] {
				s.mend(pair, z, seen, epsilon, t)
			}
		}
		s.sum, s.next = s.next, s.sum
	}
}

// rank adds to the counts of the areas how the sums lie around what is seen.
func (s *sharer) rank(areas []int32, seen []float64, epsilon float64, t tally) {
	if len(areas) > few {
		s.ranking.Build(s.sum)
		for _, i := range areas {
			below, upTo := s.ranking.Count(seen[i]-epsilon, seen[i]+epsilon)
			t.lower[i] += upTo
			t.upper[i] += int32(s.Rows) - below
		}
		return
	}
	for _, i := range areas {
		above, under := outside(s.sum, seen[i]-epsilon, seen[i]+epsilon)
		t.outside(i, s.Rows, above, under)
	}
}

// mend replaces a sum that holds the area itself by that of the draw with the next area in its place.
func (s *sharer) mend(pair batch.Pair, z, seen []float64, epsilon float64, t tally) {
	i := pair.Area
	if s.w.value != nil && !sameWeights(s.w.Values(int(i))) {
		return
	}
	t.move(i, s.sum[pair.Row], s.next[pair.Row]-z[i], seen[i]-epsilon, seen[i]+epsilon)
}

// grown returns a slice of n elements, the old one if it is large enough.
func grown(x []float64, n int) []float64 {
	if cap(x) < n {
		return make([]float64, n)
	}
	return x[:n]
}

// strip is the number of draws that are weighed at a time: their values fit in the nearest cache.
const strip = 512

// apart counts for the areas with weights of their own, of one column: each weighs all draws anew.
func (s *sharer) apart(c int, seen []float64) {
	z, t := s.columns[c].z, s.tallies[c]
	if len(s.other) == 0 {
		return
	}
	s.values = grown(s.values, strip*s.Width)
	s.sum = grown(s.sum, max(strip, s.Rows))
	for first := 0; first < s.Rows; first += strip {
		rows := min(strip, s.Rows-first)
		for k := range s.Width {
			to := s.values[k*strip:]
			for row, id := range s.ID[k*s.Rows+first : k*s.Rows+first+rows] {
				to[row] = z[id]
			}
		}
		for _, i := range s.other {
			weights := s.w.Values(int(i))
			sums := s.sum[:rows]
			weigh(sums, s.values, weights)
			epsilon := s.weighedEpsilon(c, weights)
			above, under := outside(sums, seen[i]-epsilon, seen[i]+epsilon)
			t.outside(i, rows, above, under)
		}
	}
	for _, pairs := range s.Pairs {
		for _, pair := range pairs {
			s.mendWeighed(c, pair, seen)
		}
	}
}

func (s *sharer) weighedEpsilon(c int, weights []float64) float64 {
	sum := 0.0
	for _, v := range weights {
		sum += math.Abs(v)
	}
	return sum * s.columns[c].epsilon
}

// weigh writes the weighted sums of the first columns of a strip.
func weigh(sums, values, weights []float64) {
	a := values[:len(sums)]
	for row := range sums {
		sums[row] = weights[0] * a[row]
	}
	for k := 1; k < len(weights); k++ {
		a, v := values[k*strip:][:len(sums)], weights[k]
		for row := range sums {
			sums[row] += float64(v * a[row])
		}
	}
}

// mendWeighed replaces a weighted sum that holds the area itself by that with the next of the draw in its place.
func (s *sharer) mendWeighed(c int, pair batch.Pair, seen []float64) {
	i := pair.Area
	weights := s.w.Values(int(i))
	if sameWeights(weights) {
		return
	}
	z, t := s.columns[c].z, s.tallies[c]
	epsilon := s.weighedEpsilon(c, weights)
	var was, is float64
	for k, v := range weights {
		id := s.ID[k*s.Rows+int(pair.Row)]
		was += float64(v * z[id])
		if id == i {
			id = s.ID[len(weights)*s.Rows+int(pair.Row)]
		}
		is += float64(v * z[id])
	}
	t.move(i, was, is, seen[i]-epsilon, seen[i]+epsilon)
}
