package spatial

import (
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/spatial/internal/batch"
)

// gearyDraws counts for one batch of draws. The sum of squared differences with k drawn areas is
// k z^2 - 2 z sum z_j + sum z_j^2, so that equal weights only need two sums per draw.
type gearyDraws struct {
	*permutation
	batch.Draws
	tallies []tally // one per column, and one for all of them together
	first   [][]float64
	second  [][]float64
	sums    []float64 // over the columns
	seen    [][]float64
	vary    []int
}

// judge fills in the p-values.
func (g *Geary) judge(w *Weights, moments []centred, o Inference) {
	n, columns := w.Len(), len(moments)
	var vary []int
	for c := range moments {
		if !moments[c].constant {
			vary = append(vary, c)
		}
	}
	workers := make([]*gearyDraws, o.Workers)
	p := newPermutation(w, moments)
	if len(vary) > 0 && w.Links() > 0 {
		batch.Size{Draws: o.Permutations, Width: p.wide, Workers: o.Workers}.Run(func(worker, first, rows int) {
			d := workers[worker]
			if d == nil {
				d = &gearyDraws{permutation: p, Draws: batch.Draws{Width: p.wide}, seen: g.C, vary: vary}
				for range columns + 1 {
					d.tallies = append(d.tallies, newTally(n))
				}
				workers[worker] = d
			}
			d.Fill(n, o.Seed, first, rows)
			d.Pair(w.start)
			d.share()
			d.apart()
		})
	}
	total := make([]tally, columns+1)
	for c := range total {
		total[c] = newTally(n)
		for _, d := range workers {
			if d != nil {
				total[c].add(d.tallies[c])
			}
		}
	}
	for c := range columns {
		pc, alike := gearyChances(w, total[c], o.Permutations, slices.Contains(vary, c))
		g.P, g.Alike = append(g.P, pc), append(g.Alike, alike)
	}
	g.PMulti, g.AlikeMulti = gearyChances(w, total[columns], o.Permutations, len(vary) > 0)
}

func gearyChances(w *Weights, t tally, draws int, vary bool) (p []float64, alike []bool) {
	p, alike = nans(w.Len()), make([]bool, w.Len())
	for i := range p {
		if vary && w.judged(i) {
			p[i] = folded(t.lower[i], t.upper[i], draws)
			alike[i] = t.lower[i] < t.upper[i]
		}
	}
	return p, alike
}

// share counts for the areas with equal weights.
func (d *gearyDraws) share() {
	columns := len(d.columns)
	if d.first == nil {
		d.first, d.second = make([][]float64, columns), make([][]float64, columns)
	}
	for c := range d.columns {
		d.first[c], d.second[c] = grown(d.first[c], d.Rows), grown(d.second[c], d.Rows)
		clear(d.first[c])
		clear(d.second[c])
	}
	d.sums = grown(d.sums, d.Rows)
	for k := 1; k < len(d.equal); k++ {
		for _, c := range d.vary {
			z, first, second := d.columns[c].z, d.first[c], d.second[c]
			for row, id := range d.ID[(k-1)*d.Rows : k*d.Rows] {
				v := z[id]
				first[row] += v
				second[row] += float64(v * v)
			}
		}
		for _, i := range d.equal[k] {
			d.area(i, k)
		}
		for _, pair := range d.Pairs[k] {
			if d.w.value == nil || sameWeights(d.w.Values(int(pair.Area))) {
				d.mend(pair, k)
			}
		}
	}
}

// limits returns between which two numbers sum z_j^2 - 2 z sum z_j is taken to be equal to what is seen.
func (d *gearyDraws) limits(i int32, k, c int) (from, to float64) {
	z := d.columns[c].z[i]
	seen := float64(k) * (d.seen[c][i] - z*z)
	epsilon := float64(k) * 8 * d.columns[c].epsilon * d.columns[c].largest
	return seen - epsilon, seen + epsilon
}

// area counts for one area of k neighbours.
func (d *gearyDraws) area(i int32, k int) {
	var fromAll, toAll float64
	sums := d.sums[:d.Rows]
	clear(sums)
	for _, c := range d.vary {
		from, to := d.limits(i, k, c)
		fromAll, toAll = fromAll+from, toAll+to
		z, first, second := 2*d.columns[c].z[i], d.first[c][:len(sums)], d.second[c][:len(sums)]
		var above, under uint64
		for row := range sums {
			v := second[row] - float64(z*first[row])
			above += math.Float64bits(to-v) >> 63
			under += math.Float64bits(v-from) >> 63
			sums[row] += v
		}
		d.tallies[c].outside(i, len(sums), above, under)
	}
	above, under := outside(sums, fromAll, toAll)
	d.tallies[len(d.columns)].outside(i, len(sums), above, under)
}

// mend replaces a draw that holds the area itself by that with the next area in its place.
func (d *gearyDraws) mend(pair batch.Pair, k int) {
	i, row := pair.Area, int(pair.Row)
	instead := d.ID[k*d.Rows+row]
	var fromAll, toAll, allWas, allIs float64
	for _, c := range d.vary {
		from, to := d.limits(i, k, c)
		fromAll, toAll = fromAll+from, toAll+to
		z, other := d.columns[c].z[i], d.columns[c].z[instead]
		was := d.second[c][row] - float64(2*z*d.first[c][row])
		change := (other - z) * (other - z) // z^2 - 2 z z goes, other^2 - 2 z other comes
		d.tallies[c].move(i, was, was+change, from, to)
		allWas += was
		allIs += was + change
	}
	d.tallies[len(d.columns)].move(i, allWas, allIs, fromAll, toAll)
}

// apart counts for the areas with weights of their own.
func (d *gearyDraws) apart() {
	if len(d.other) == 0 {
		return
	}
	columns := len(d.columns)
	for _, i := range d.other {
		weights := d.w.Values(int(i))
		total, _ := d.w.row(int(i))
		size := 0.0
		for _, v := range weights {
			size += math.Abs(v)
		}
		for row := range d.Rows {
			var seenAll, drawnAll, epsilonAll float64
			for _, c := range d.vary {
				z, sum := d.columns[c].z, 0.0
				for k, v := range weights {
					id := d.ID[k*d.Rows+row]
					if id == i {
						id = d.ID[len(weights)*d.Rows+row]
					}
					e := z[i] - z[id]
					sum += float64(v * float64(e*e))
				}
				epsilon := size * 8 * d.columns[c].epsilon * d.columns[c].largest
				seen := d.seen[c][i] * total
				d.tallies[c].count(i, sum, seen, epsilon)
				seenAll, drawnAll, epsilonAll = seenAll+seen, drawnAll+sum, epsilonAll+epsilon
			}
			d.tallies[columns].count(i, drawnAll, seenAll, epsilonAll)
		}
	}
}
