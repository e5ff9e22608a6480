package tally

import (
	"math"
	"sort"
)

// grid holds the values of a layer with bounds as whole steps of a fine grid from the lowest bound to the highest, so
// that they are drawn and sorted in whole numbers: fast, and the same on every machine. A step is one four-millionth of
// that range, far below the last digit that any source gives.
type grid struct {
	least, scale float64
	// value, below and above are per known area in area order: the value, and how far the interval reaches either way.
	value, below, above []int32
	slots               []int32
}

const (
	gridBits = 2 * digitBits
	gridLast = 1<<gridBits - 1
	// tableBits is how finely the normal distribution is cut: five indices fit in one number of the generator.
	tableBits = 12
	perNumber = 64 / tableBits
	// tableUnit is 1 in the table: the end of an interval.
	tableUnit = 1 << 15
)

// newGrid returns the grid of a layer with bounds, and nil where there is nothing to draw.
func (m *simulation) newGrid(r *Ranking) *grid {
	if r.layer.Lower == nil || r.allEqual {
		return nil
	}
	least, most, wide := math.Inf(1), math.Inf(-1), false
	for _, a := range r.areas {
		lower, upper, v := r.layer.Lower[a], r.layer.Upper[a], r.layer.Values[a]
		least, most = min(least, lower, v), max(most, upper, v)
		wide = wide || lower < v || upper > v
	}
	if !wide {
		return nil
	}
	g := &grid{least: least, scale: gridLast / (most - least)}
	for a, known := range r.layer.Known {
		if known {
			v := g.step(r.layer.Values[a])
			g.value = append(g.value, v)
			g.below = append(g.below, max(0, v-g.step(r.layer.Lower[a])))
			g.above = append(g.above, max(0, g.step(r.layer.Upper[a])-v))
			g.slots = append(g.slots, m.slotOf[a])
		}
	}
	return g
}

// step returns the nearest step of the grid.
func (g *grid) step(x float64) int32 {
	return int32(min(max(math.Round((x-g.least)*g.scale), 0), gridLast))
}

// intervalTable holds the normal distribution within its middle 95 %, cut in equal shares: where in the interval a draw
// falls, from −tableUnit at the lower bound over 0 at the value to tableUnit at the upper bound. A value that is not in
// the middle of its bounds has another spread on either side.
var intervalTable = makeIntervalTable()

func makeIntervalTable() [1 << tableBits]int32 {
	var table [1 << tableBits]int32
	for i := range table {
		share := 0.025 + 0.95*(float64(i)+0.5)/(1<<tableBits)
		table[i] = int32(math.Round(normalQuantile(share) / 1.959963984540054 * tableUnit))
	}
	return table
}

// normalQuantile returns the quantile of the standard normal distribution for shares from 0.025 to 0.975, by Newton's
// method on the series of the distribution function. It uses nothing but sums and products, and the table keeps five
// digits of it, so that every machine makes the same table.
func normalQuantile(share float64) float64 {
	const rootTwoPi = 2.5066282746310002
	x := 0.0
	for range 30 {
		// Marsaglia's series (doi:10.18637/jss.v011.i04): Φ(x) = 1/2 + φ(x)(x + x³/3 + x⁵/15 + …), and φ by its own.
		term, sum := x, x
		for i := 3.0; i < 120; i += 2 {
			term *= x * x / i
			sum += term
		}
		exponential, power := 1.0, 1.0
		for i := 1.0; i < 60; i++ {
			power *= x * x / 2 / i
			exponential += power
		}
		density := 1 / exponential / rootTwoPi
		x -= (0.5 + density*sum - share) / density
	}
	return x
}

// drawValues draws the values of the i-th layer, and from them its hits and percentiles.
func (w *worker) drawValues(i int, random *Random) {
	l := w.layers[i]
	sorted := w.drawSorted(l.grid, random)
	bound := l.boundAmong(sorted, w.deltas[i])
	from, to := l.Ranking.hits(bound)
	for _, k := range sorted[from:to] {
		w.hits[uint32(k)]++
	}
	percentiles, n := w.percentiles[i], len(sorted)
	for s := 0; s < n; {
		e, key := s, sorted[s]>>32
		for e+1 < n && sorted[e+1]>>32 == key {
			e++
		}
		percentile := l.percentile(s, e, n)
		for ; s <= e; s++ {
			percentiles[uint32(sorted[s])] = percentile
		}
	}
}

// drawSorted draws every value of a grid and returns them from low to high, each with its slot in the lower half.
func (w *worker) drawSorted(g *grid, random *Random) []uint64 {
	n := len(g.value)
	drawn, scratch := w.sorted[:n], w.scratch[:n]
	var low, high [digitSize]int32
	value, below, above, slots := g.value[:n], g.below[:n], g.above[:n], g.slots[:n]
	for i := 0; i < n; i += perNumber {
		number := random.Next()
		for j := i; j < min(i+perNumber, n); j++ {
			t := intervalTable[number&(1<<tableBits-1)]
			number >>= tableBits
			// reach is below for a negative t and above otherwise, without a branch.
			reach := above[j] ^ (above[j]^below[j])&(t>>31)
			x := value[j] + int32((int64(t)*int64(reach)+tableUnit/2)>>15)
			low[x&digitMask]++
			high[x>>digitBits]++
			drawn[j] = uint64(x)<<32 | uint64(slots[j])
		}
	}
	sums := [2]int32{}
	for i := range low {
		low[i], sums[0] = sums[0], sums[0]+low[i]
		high[i], sums[1] = sums[1], sums[1]+high[i]
	}
	for _, k := range drawn {
		slot := &low[k>>32&digitMask]
		scratch[*slot] = k
		*slot++
	}
	for _, k := range scratch {
		slot := &high[k>>(32+digitBits)&digitMask]
		drawn[*slot] = k
		*slot++
	}
	return drawn
}

// boundAmong returns the number of places below the moved cut among drawn values.
func (l *simulated) boundAmong(sorted []uint64, delta float64) int {
	n := len(sorted)
	place, inside := l.moved(delta)
	upper := l.layer.Strict != l.layer.Low
	if l.layer.Share == 0 {
		cut := l.cut
		if inside {
			cut = QuantileAt(l.sorted, place)
		}
		// Beyond the grid a cut must stay beyond it.
		at := math.Round((cut - l.grid.least) * l.grid.scale)
		return sort.Search(n, func(i int) bool {
			x := float64(sorted[i] >> 32)
			return x > at || !upper && x == at
		})
	}
	lo := int(place)
	if upper {
		for lo+1 < n && sorted[lo+1]>>32 == sorted[lo]>>32 {
			lo++
		}
		return lo + 1
	}
	if float64(lo) < place {
		lo++
	}
	for lo > 0 && sorted[lo-1]>>32 == sorted[lo]>>32 {
		lo--
	}
	return lo
}
