package tally

import (
	"math"
)

// MostLayers is the most layers a stack can have; what is known of an area fits in as many bits.
const MostLayers = 12

// Stack is several rankings over the same areas (Dutch: stapel).
type Stack struct {
	Rankings []*Ranking
	// Silent marks areas that can have no hits and are never in the top group, such as those without inhabitants.
	Silent []bool
}

// Result is what one way of counting gives, one entry per area (Dutch: uitkomst).
type Result struct {
	Hits, Known []int
	// Hit tells per layer which areas are hits.
	Hit [][]bool
	// Score is the weighted mean percentile over the known layers, rounded to 10 decimals so that areas that are equal
	// but for the order of summing are equal; 0 where nothing is known.
	Score []float64
	Top   []bool
	// TopSize counts the areas in the top group, ties included.
	TopSize int
}

// GroupSize returns how many areas the top group asks for: a tenth of n, rounded up.
func GroupSize(n int) int { return (n + 9) / 10 }

// Count counts hits and known layers, computes scores and finds the top group. The size of the group is a tenth of the
// areas with a known layer; areas with as many hits and the same score as the last of the group are in it too.
func (s Stack) Count() Result {
	n := len(s.Silent)
	res := Result{Hits: make([]int, n), Known: make([]int, n), Score: make([]float64, n), Top: make([]bool, n)}
	weights := make([]float64, n)
	for _, r := range s.Rankings {
		hit := make([]bool, n)
		from, to := r.hits(r.bound)
		for _, a := range r.areas[from:to] {
			if !s.Silent[a] {
				hit[a] = true
				res.Hits[a]++
			}
		}
		w := r.layer.Weight
		r.runs(func(areas []int32, percentile float64) {
			for _, a := range areas {
				res.Known[a]++
				weights[a] += w
				res.Score[a] += float64(w * percentile)
			}
		})
		res.Hit = append(res.Hit, hit)
	}
	for a, w := range weights {
		if res.Known[a] > 0 {
			res.Score[a] = math.Round(res.Score[a]/w*1e10) / 1e10
		}
	}
	s.findTop(&res)
	return res
}

func (s Stack) findTop(res *Result) {
	var histogram [MostLayers + 1]int
	n, candidates := 0, 0
	for a, known := range res.Known {
		if known == 0 {
			continue
		}
		n++
		if !s.Silent[a] {
			candidates++
			histogram[res.Hits[a]]++
		}
	}
	size := min(GroupSize(n), candidates)
	if size == 0 {
		return
	}
	class, wanted := decide(histogram[:], size)
	var scores []float64
	for a, known := range res.Known {
		if known > 0 && !s.Silent[a] && res.Hits[a] == class {
			scores = append(scores, res.Score[a])
		}
	}
	last := largest(scores, wanted)
	for a, known := range res.Known {
		if known > 0 && !s.Silent[a] && (res.Hits[a] > class || res.Hits[a] == class && res.Score[a] >= last) {
			res.Top[a] = true
			res.TopSize++
		}
	}
}

// decide returns the number of hits at which the group of a size is full, and how many areas of that number are wanted.
func decide(histogram []int, size int) (class, wanted int) {
	for class = len(histogram) - 1; class > 0 && histogram[class] < size; class-- {
		size -= histogram[class]
	}
	return class, size
}

// largest returns the k-th largest of x, k from 1, and reorders x. It takes pivots by a fixed pseudo-random rule, so
// that no order of the input is slow.
func largest(x []float64, k int) float64 {
	lo, hi, target := 0, len(x)-1, len(x)-k
	state := uint32(2463534242)
	for lo < hi {
		state ^= state << 13
		state ^= state >> 17
		state ^= state << 5
		pivot := x[lo+int(uint64(state)*uint64(hi-lo+1)>>32)]
		i, j := lo, hi
		for i <= j {
			for x[i] < pivot {
				i++
			}
			for x[j] > pivot {
				j--
			}
			if i <= j {
				x[i], x[j] = x[j], x[i]
				i++
				j--
			}
		}
		switch {
		case target <= j:
			hi = j
		case target >= i:
			lo = i
		default:
			return x[target]
		}
	}
	return x[lo]
}
