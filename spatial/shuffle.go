package spatial

import (
	"math"

	"github.com/buurtbeeld/buurtbeeld/spatial/internal/batch"
	"github.com/buurtbeeld/buurtbeeld/spatial/internal/draw"
)

// pairs is the weights with both directions of a link added up, each pair of areas once, as a plain list: walking it asks a
// processor nothing that it has to guess.
type pairs struct {
	ends  [][2]int32
	value []float64
}

// halved adds up the two directions.
func (w *Weights) halved() pairs {
	n := w.Len()
	h := pairs{make([][2]int32, 0, len(w.to)/2+1), make([]float64, 0, len(w.to)/2+1)}
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
				h.ends, h.value = append(h.ends, [2]int32{int32(i), j}), append(h.value, v)
			}
		}
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

// products returns the sum of weight times value times neighbour's value over all links. The two sums run side by side.
func (h pairs) products(z []float64) float64 {
	var even, odd float64
	ends, value := h.ends, h.value[:len(h.ends)]
	for len(ends) > 1 && len(value) > 1 {
		even += float64(value[0] * float64(z[ends[0][0]]*z[ends[0][1]]))
		odd += float64(value[1] * float64(z[ends[1][0]]*z[ends[1][1]]))
		ends, value = ends[2:], value[2:]
	}
	for k, e := range ends {
		even += float64(value[k] * float64(z[e[0]]*z[e[1]]))
	}
	return even + odd
}

// differences returns the sum of weight times squared difference over all links.
func (h pairs) differences(z []float64) float64 {
	var even, odd float64
	ends, value := h.ends, h.value[:len(h.ends)]
	for len(ends) > 1 && len(value) > 1 {
		a, b := z[ends[0][0]]-z[ends[0][1]], z[ends[1][0]]-z[ends[1][1]]
		even += float64(value[0] * float64(a*a))
		odd += float64(value[1] * float64(b*b))
		ends, value = ends[2:], value[2:]
	}
	for k, e := range ends {
		a := z[e[0]] - z[e[1]]
		even += float64(value[k] * float64(a*a))
	}
	return even + odd
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
