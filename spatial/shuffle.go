package spatial

import (
	"math"

	"github.com/buurtbeeld/buurtbeeld/spatial/internal/batch"
	"github.com/buurtbeeld/buurtbeeld/spatial/internal/draw"
)

// pairs is the weights with both directions of a link added up, each pair of areas once.
type pairs struct {
	start, to []int32
	value     []float64
}

// halved adds up the two directions.
func (w *Weights) halved() pairs {
	n := w.Len()
	h := pairs{start: make([]int32, n+1)}
	back := w.turned()
	h.to = make([]int32, 0, len(w.to)/2+1)
	h.value = make([]float64, 0, len(w.to)/2+1)
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

// products returns the sum of weight times value times neighbour's value over all links.
func (h pairs) products(z []float64) float64 {
	total := 0.0
	for i, v := range z {
		sum := 0.0
		for k := h.start[i]; k < h.start[i+1]; k++ {
			sum += float64(h.value[k] * z[h.to[k]])
		}
		total += float64(v * sum)
	}
	return total
}

// differences returns the sum of weight times squared difference over all links.
func (h pairs) differences(z []float64) float64 {
	total := 0.0
	for i, v := range z {
		for k := h.start[i]; k < h.start[i+1]; k++ {
			d := v - z[h.to[k]]
			total += float64(h.value[k] * float64(d*d))
		}
	}
	return total
}

// shuffled deals the values over the areas again and again and returns the folded p of what is seen, NaN without
// permutations. What differs by no more than epsilon is equal.
func shuffled(z []float64, epsilon float64, o Inference, statistic func(z []float64) float64, seen float64) float64 {
	if o.Permutations == 0 {
		return math.NaN()
	}
	tallies := make([]tally, o.Workers)
	batch.Size{Draws: o.Permutations, Width: 1, Workers: o.Workers}.Run(func(worker, first, rows int) {
		deck, t := make([]float64, len(z)), tallies[worker]
		if t.lower == nil {
			t = newTally(1)
			tallies[worker] = t
		}
		for number := first; number < first+rows; number++ {
			if (number-first)%batch.Block == 0 {
				copy(deck, z)
			}
			r := draw.New(o.Seed, uint64(number))
			for i := len(deck) - 1; i > 0; i-- {
				at := r.Below(uint32(i + 1))
				deck[i], deck[at] = deck[at], deck[i]
			}
			drawn := statistic(deck)
			t.lower[0] += count(drawn <= seen+epsilon)
			t.upper[0] += count(drawn >= seen-epsilon)
		}
	})
	var lower, upper int32
	for _, t := range tallies {
		if t.lower != nil {
			lower, upper = lower+t.lower[0], upper+t.upper[0]
		}
	}
	return folded(lower, upper, o.Permutations)
}
