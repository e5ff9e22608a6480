package spatial

import (
	"math"

	"github.com/buurtbeeld/buurtbeeld/spatial/internal/batch"
	"github.com/buurtbeeld/buurtbeeld/spatial/internal/draw"
)

// lanes is the number of arrangements of the values that are judged at a time: each link is looked up once for all of them.
const lanes = 4

// hand is arrangements of the values side by side, per area.
type hand [][lanes]float64

// same returns a hand with one arrangement in all lanes.
func same(z []float64) hand {
	h := make(hand, len(z))
	for i, v := range z {
		h[i] = [lanes]float64{v, v, v, v}
	}
	return h
}

// pairs is the weights with both directions of a link added up, each pair of areas once, by the area that comes first.
type pairs struct {
	start, to []int32
	value     []float64
}

// halved adds up the two directions.
func (w *Weights) halved() pairs {
	n := w.Len()
	h := pairs{make([]int32, n+1), make([]int32, 0, len(w.to)/2+1), make([]float64, 0, len(w.to)/2+1)}
	back := w.turned()
	for i := range n {
		a, b := w.start[i], back.start[i]
		for a < w.start[i+1] || b < back.start[i+1] {
			j, v := int32(math.MaxInt32), 0.0
			if a < w.start[i+1] {
				j = w.to[a]
			}
			if b < back.start[i+1] {
				j = min(j, back.to[b])
			}
			if a < w.start[i+1] && w.to[a] == j {
				v += w.at(a)
				a++
			}
			if b < back.start[i+1] && back.to[b] == j {
				v += back.at(b)
				b++
			}
			if j > int32(i) {
				h.to, h.value = append(h.to, j), append(h.value, v)
			}
		}
		h.start[i+1] = int32(len(h.to))
	}
	return h
}

// turned returns the weights with the direction of each link turned round.
func (w *Weights) turned() *Weights {
	n := w.Len()
	t := &Weights{start: make([]int32, n+2), to: make([]int32, len(w.to))}
	if w.value != nil {
		t.value = make([]float64, len(w.to))
	}
	for _, j := range w.to {
		t.start[j+2]++
	}
	for j := range n {
		t.start[j+2] += t.start[j+1]
	}
	for i := range n {
		for k := w.start[i]; k < w.start[i+1]; k++ {
			at := t.start[w.to[k]+1]
			t.to[at] = int32(i)
			if w.value != nil {
				t.value[at] = w.value[k]
			}
			t.start[w.to[k]+1]++
		}
	}
	t.start = t.start[:n+1]
	return t
}

// products returns the sums of weight times value times neighbour's value over all links.
func (h pairs) products(z hand) [lanes]float64 {
	var p, q, r, s float64
	start := h.start[1:][:len(z)]
	from := int32(0)
	for i := range z {
		var a, b, c, d float64
		to := h.to[from:start[i]]
		value := h.value[from:start[i]][:len(to)]
		from = start[i]
		for k, j := range to {
			v, other := value[k], &z[j]
			a += float64(v * other[0])
			b += float64(v * other[1])
			c += float64(v * other[2])
			d += float64(v * other[3])
		}
		own := &z[i]
		p += float64(a * own[0])
		q += float64(b * own[1])
		r += float64(c * own[2])
		s += float64(d * own[3])
	}
	return [lanes]float64{p, q, r, s}
}

// differences returns the sums of weight times squared difference over all links.
func (h pairs) differences(z hand) (sums [lanes]float64) {
	var a, b, c, d float64
	for i := range z {
		own := &z[i]
		to := h.to[h.start[i]:h.start[i+1]]
		value := h.value[h.start[i]:h.start[i+1]][:len(to)]
		for k, j := range to {
			v, other := value[k], &z[j]
			p, q, r, s := own[0]-other[0], own[1]-other[1], own[2]-other[2], own[3]-other[3]
			a += float64(v * float64(p*p))
			b += float64(v * float64(q*q))
			c += float64(v * float64(r*r))
			d += float64(v * float64(s*s))
		}
	}
	return [lanes]float64{a, b, c, d}
}

// weighed returns the sums of weight times value over all areas.
func weighed(weights []float64, z hand) [lanes]float64 {
	var a, b, c, d float64
	for i, w := range weights[:len(z)] {
		own := &z[i]
		a += float64(w * own[0])
		b += float64(w * own[1])
		c += float64(w * own[2])
		d += float64(w * own[3])
	}
	return [lanes]float64{a, b, c, d}
}

// shuffled deals the values over the areas again and again and returns the folded p of what is seen, NaN without
// permutations. What differs by no more than epsilon is equal.
func shuffled(z []float64, epsilon float64, o Inference, statistic func(z hand) [lanes]float64, seen float64) float64 {
	if o.Permutations == 0 {
		return math.NaN()
	}
	dealers := make([]*dealer, o.Workers)
	batch.Size{Draws: o.Permutations, Width: 1, Workers: o.Workers}.Run(func(worker, first, rows int) {
		if dealers[worker] == nil {
			dealers[worker] = newDealer(z, o.Permutations)
		}
		d := dealers[worker]
		for from := 0; from < rows; from += batch.Block {
			d.block(draw.New(o.Seed, uint64(first+from)/batch.Block), min(batch.Block, rows-from), func(drawn float64) {
				d.lower += count(drawn <= seen+epsilon)
				d.upper += count(drawn >= seen-epsilon)
			}, statistic)
		}
	})
	var lower, upper int32
	for _, d := range dealers {
		if d != nil {
			lower, upper = lower+d.lower, upper+d.upper
		}
	}
	return folded(lower, upper, o.Permutations)
}

// stacks is the number of hands of arrangements that are dealt for a block of draws.
const stacks = 2

// dealer makes arrangements for one worker. To shuffle takes longer than to judge, so a block shuffles the values a few times,
// and the areas a number of times, and lets each of the first meet each of the second. Any two of these arrangements are
// as independent as if each had been shuffled by itself, so that the p is as exact.
type dealer struct {
	z, deck      []float64
	order        []int32
	dealt        [stacks]hand
	hand         hand
	lower, upper int32
}

func newDealer(z []float64, draws int) *dealer {
	d := &dealer{z: z, deck: make([]float64, len(z)), order: make([]int32, len(z)), hand: make(hand, len(z))}
	for s := range min(stacks, (draws+lanes-1)/lanes) {
		d.dealt[s] = make(hand, len(z))
	}
	return d
}

// block makes the draws of a block, and tells of each what the statistic is.
func (d *dealer) block(r *draw.Random, draws int, tell func(drawn float64), statistic func(z hand) [lanes]float64) {
	copy(d.deck, d.z)
	for i := range d.order {
		d.order[i] = int32(i)
	}
	dealt := d.dealt[:min(stacks, (draws+lanes-1)/lanes)]
	for _, h := range dealt {
		for lane := range lanes {
			shuffle(r, d.deck)
			for i, v := range d.deck {
				h[i][lane] = v
			}
		}
	}
	for draws > 0 {
		shuffle(r, d.order)
		for _, h := range dealt {
			for i, from := range d.order {
				d.hand[i] = h[from]
			}
			drawn := statistic(d.hand)
			for _, v := range drawn[:max(0, min(lanes, draws))] {
				tell(v)
			}
			draws -= lanes
		}
	}
}

// shuffle puts a list in random order (Fisher and Yates).
func shuffle[T any](r *draw.Random, list []T) {
	for i := len(list) - 1; i > 0; i-- {
		at := r.Below(uint32(i + 1))
		list[i], list[at] = list[at], list[i]
	}
}
