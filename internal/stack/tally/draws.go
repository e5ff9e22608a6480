package tally

import (
	"context"
	"runtime"
	"sync"
)

// Draws is how often other plausible choices are tried (Dutch: trekkingen).
//
// In each draw the cut of every layer moves by up to 5 points either way, every weight is multiplied by 0.5 to 1.5, and
// values with bounds are drawn anew within them. A share moves as a share: 20 % becomes 15 to 25 %. A fixed value or the
// level of the region has no share of its own, so its place among the known values of the region is moved by as many
// points, and the value at the new place is the cut. That makes the three kinds of threshold equally uncertain, in a
// unit that means the same for euros and for percentages.
type Draws struct {
	Number int
	Seed   uint64
}

// The widths of the draws.
const (
	cutPoints    = 0.05
	weightLeast  = 0.5
	weightMost   = 1.5
	drawsAtATime = 16
	// sameScore is how far two scores of 0 to 100 can lie apart by rounding alone; such areas are tied.
	sameScore = 1e-9
)

// Stability returns in how many of the draws each area is in the top group. The draws are divided over the processors,
// each draw has a generator of its own and only whole counts are added up, so the answer is the same on any machine.
func (s Stack) Stability(ctx context.Context, d Draws) ([]int32, error) {
	m := s.simulate()
	counts := make([]int32, len(s.Silent))
	if m.size == 0 {
		return counts, nil
	}
	workers := make([]*worker, max(1, min(runtime.GOMAXPROCS(0), d.Number/64)))
	var group sync.WaitGroup
	for i := range workers {
		workers[i] = m.worker()
		group.Go(func() {
			for n := i * drawsAtATime; n < d.Number && ctx.Err() == nil; n += len(workers) * drawsAtATime {
				for draw := n; draw < min(n+drawsAtATime, d.Number); draw++ {
					workers[i].draw(NewRandom(d.Seed, uint64(draw)))
				}
			}
		})
	}
	group.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for a, slot := range m.slotOf {
		if slot < int32(m.candidates) {
			for _, w := range workers {
				counts[a] += w.counts[slot]
			}
		}
	}
	return counts, nil
}

// simulation is a stack made ready for many draws. Candidates for the top group have slots 0 to candidates−1; every
// other area shares the slot behind them, where what is written does not matter.
type simulation struct {
	layers     []*simulated
	candidates int
	size       int
	slotOf     []int32
	// base counts hits per slot at the chosen cuts, of the layers whose values are not drawn.
	base []uint8
	// mask says per slot which of the masks of known layers it has.
	mask  []uint16
	masks []uint16
}

// simulated is one layer of a simulation.
type simulated struct {
	*Ranking
	// slots holds the slot of each place of the order.
	slots []int32
	// percentiles holds the directed percentile of each slot, 0 where nothing is known.
	percentiles []float64
	position    float64
	outside     bool
	grid        *grid
}

func (s Stack) simulate() *simulation {
	m := &simulation{slotOf: make([]int32, len(s.Silent))}
	masks := make([]uint16, len(s.Silent))
	for l, r := range s.Rankings {
		for _, a := range r.areas {
			masks[a] |= 1 << l
		}
	}
	known := 0
	for a, mask := range masks {
		m.slotOf[a] = -1
		if mask == 0 {
			continue
		}
		known++
		if !s.Silent[a] {
			m.slotOf[a] = int32(m.candidates)
			m.candidates++
			m.addMask(mask)
		}
	}
	for a, slot := range m.slotOf {
		if slot < 0 {
			m.slotOf[a] = int32(m.candidates)
		}
	}
	m.size = min(GroupSize(known), m.candidates)
	m.base = make([]uint8, m.candidates+1)
	for _, r := range s.Rankings {
		m.layers = append(m.layers, m.layer(r))
	}
	return m
}

// addMask gives the next slot its mask of known layers.
func (m *simulation) addMask(mask uint16) {
	at := len(m.masks)
	for i, other := range m.masks {
		if other == mask {
			at = i
			break
		}
	}
	if at == len(m.masks) {
		m.masks = append(m.masks, mask)
	}
	m.mask = append(m.mask, uint16(at))
}

func (m *simulation) layer(r *Ranking) *simulated {
	l := &simulated{Ranking: r, slots: make([]int32, len(r.areas)), percentiles: make([]float64, m.candidates+1)}
	for p, a := range r.areas {
		l.slots[p] = m.slotOf[a]
	}
	r.runs(func(areas []int32, percentile float64) {
		for _, a := range areas {
			l.percentiles[m.slotOf[a]] = percentile
		}
	})
	l.position, l.outside = r.position()
	l.grid = m.newGrid(r)
	if l.grid == nil {
		from, to := r.hits(r.bound)
		for _, slot := range l.slots[from:to] {
			m.base[slot]++
		}
	}
	return l
}

// position returns the place of a cut among the known values as a share of the way, 0 to 1: the middle of the run of
// values equal to it, or the way between the two around it. A cut below or above all values lies outside.
func (r *Ranking) position() (position float64, outside bool) {
	n := len(r.sorted)
	if n < 2 || r.layer.Share > 0 {
		return 0, false
	}
	if r.cut < r.sorted[0] {
		return 0, true
	}
	if r.cut > r.sorted[n-1] {
		return 1, true
	}
	lo, hi := 0, n-1
	for lo < hi {
		if middle := (lo + hi) / 2; r.sorted[middle] < r.cut {
			lo = middle + 1
		} else {
			hi = middle
		}
	}
	if r.sorted[lo] == r.cut {
		return float64(r.first(lo)+r.last(lo)) / 2 / float64(n-1), false
	}
	way := (r.cut - r.sorted[lo-1]) / (r.sorted[lo] - r.sorted[lo-1])
	return (float64(lo-1) + way) / float64(n-1), false
}

// moved returns the place of the cut when it moves by delta, and false where it stays beyond all values.
func (l *simulated) moved(delta float64) (place float64, inside bool) {
	if l.layer.Share > 0 {
		return l.placeOfShare(l.layer.Share + delta), true
	}
	q := l.position + delta
	if l.outside && (l.position == 0 && q <= 0 || l.position == 1 && q >= 1) {
		return 0, false
	}
	return Place(len(l.sorted), min(max(q, 0), 1)), true
}

// worker draws for one processor.
type worker struct {
	*simulation
	counts      []int32
	hits        []uint8
	deltas      []float64
	weights     []float64
	divisors    []float64
	percentiles [][]float64
	members     []int32
	scores      []float64
	reordered   []float64
	sorted      []uint64
	scratch     []uint64
}

func (m *simulation) worker() *worker {
	n := m.candidates + 1
	w := &worker{simulation: m, counts: make([]int32, n), hits: make([]uint8, n), members: make([]int32, n),
		scores: make([]float64, n), reordered: make([]float64, n), deltas: make([]float64, len(m.layers)), weights: make([]float64, len(m.layers)),
		divisors: make([]float64, len(m.masks)), percentiles: make([][]float64, len(m.layers))}
	for i, l := range m.layers {
		w.percentiles[i] = l.percentiles
		if l.grid != nil {
			// These change from draw to draw.
			w.percentiles[i] = make([]float64, n)
			if len(w.sorted) < len(l.areas) {
				w.sorted, w.scratch = make([]uint64, len(l.areas)), make([]uint64, len(l.areas))
			}
		}
	}
	return w
}

// draw makes one draw and counts who is in the top group.
func (w *worker) draw(random Random) {
	for i, l := range w.layers {
		w.deltas[i] = random.Uniform(-cutPoints, cutPoints)
		w.weights[i] = l.layer.Weight * random.Uniform(weightLeast, weightMost)
	}
	copy(w.hits, w.base)
	for i, l := range w.layers {
		switch {
		case l.allEqual || len(l.sorted) == 0:
		case l.grid != nil:
			w.drawValues(i, &random)
		default:
			l.shift(w.hits, w.deltas[i])
		}
	}
	w.countTop()
}

// shift moves the cut and gives or takes away the hits in between.
func (l *simulated) shift(hits []uint8, delta float64) {
	bound := l.bound
	if place, inside := l.moved(delta); inside {
		bound = l.boundAt(place)
	}
	from, to, up := l.bound, bound, l.layer.Low
	if to < from {
		from, to, up = to, from, !up
	}
	step := uint8(1)
	if !up {
		step = 255
	}
	for _, slot := range l.slots[from:to] {
		hits[slot] += step
	}
}

// countTop adds one to the counts of the areas in the top group of this draw.
func (w *worker) countTop() {
	hits := w.hits[:w.candidates]
	var histogram [4][256]int32
	i := 0
	for ; i+4 <= len(hits); i += 4 {
		histogram[0][hits[i]]++
		histogram[1][hits[i+1]]++
		histogram[2][hits[i+2]]++
		histogram[3][hits[i+3]]++
	}
	for ; i < len(hits); i++ {
		histogram[0][hits[i]]++
	}
	var total [MostLayers + 1]int
	for h := range total {
		total[h] = int(histogram[0][h] + histogram[1][h] + histogram[2][h] + histogram[3][h])
	}
	class, wanted := decide(total[:], w.size)
	members := w.members
	k := 0
	for i, h := range hits {
		// Without branches, which a processor would guess wrong one time in five: above is 1 for more hits than the
		// deciding number, and same is 1 for just as many.
		d := int32(class) - int32(h)
		above := int32(uint32(d) >> 31)
		same := 1 + (d|-d)>>31
		w.counts[i] += above
		members[k] = int32(i)
		k += int(same)
	}
	w.countMembers(members[:k], wanted)
}

// countMembers adds the areas with the deciding number of hits and the highest scores.
func (w *worker) countMembers(members []int32, wanted int) {
	if wanted == len(members) {
		for _, slot := range members {
			w.counts[slot]++
		}
		return
	}
	w.score(members)
	scores, reordered := w.scores[:len(members)], w.reordered[:len(members)]
	copy(reordered, scores)
	last := largest(reordered, wanted) - sameScore
	for j, slot := range members {
		if scores[j] >= last {
			w.counts[slot]++
		}
	}
}

// score computes the weighted mean percentile of the members.
func (w *worker) score(members []int32) {
	scores := w.scores[:len(members)]
	clear(scores)
	for l, percentiles := range w.percentiles {
		weight := w.weights[l]
		for j, slot := range members {
			scores[j] += float64(weight * percentiles[slot])
		}
	}
	for i, mask := range w.masks {
		w.divisors[i] = 0
		for l, weight := range w.weights {
			if mask>>l&1 == 1 {
				w.divisors[i] += weight
			}
		}
	}
	for j, slot := range members {
		scores[j] /= w.divisors[w.mask[slot]]
	}
}
