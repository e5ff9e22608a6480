package tally

import (
	"math"
	"slices"

	"pgregory.net/rapid"
)

// The slow, plain way of everything, written from the definitions and without looking at places or runs.

func knownValues(l Layer) []float64 {
	var x []float64
	for i, k := range l.Known {
		if k {
			x = append(x, l.Values[i])
		}
	}
	slices.Sort(x)
	return x
}

func plainQuantile(sorted []float64, q float64) float64 {
	h := float64(len(sorted)-1) * q
	if math.Abs(h-math.Round(h)) < 1e-9 {
		h = math.Round(h)
	}
	lo := int(math.Floor(h))
	if float64(lo) == h {
		return sorted[lo]
	}
	return sorted[lo] + (h-float64(lo))*(sorted[lo+1]-sorted[lo])
}

func plainCut(l Layer) float64 {
	switch x := knownValues(l); {
	case l.Share == 0 || len(x) == 0:
		return l.Cut
	case l.Low:
		return plainQuantile(x, l.Share)
	default:
		return plainQuantile(x, 1-l.Share)
	}
}

func plainHit(l Layer, v, cut float64) bool {
	switch {
	case l.Low && l.Strict:
		return v < cut
	case l.Low:
		return v <= cut
	case l.Strict:
		return v > cut
	}
	return v >= cut
}

func plainPercentile(l Layer, i int) float64 {
	below, same, n := 0, 0, 0
	for j, k := range l.Known {
		if k {
			n++
			if l.Values[j] < l.Values[i] {
				below++
			} else if l.Values[j] == l.Values[i] {
				same++
			}
		}
	}
	midrank := float64(below) + (float64(same)+1)/2
	p := (midrank - 0.5) / float64(n) * 100
	if l.Low {
		return 100 - p
	}
	return p
}

func allEqual(x []float64) bool { return len(x) > 0 && x[0] == x[len(x)-1] }

// plainCount counts with cuts that are given, so that draws can use it too.
func plainCount(layers []Layer, silent []bool, cuts []float64, equal []bool) (hits, known []int, score []float64, top []bool) {
	n := len(silent)
	hits, known, score, top = make([]int, n), make([]int, n), make([]float64, n), make([]bool, n)
	for i := range n {
		weight := 0.0
		for l, layer := range layers {
			if !layer.Known[i] {
				continue
			}
			known[i]++
			weight += layer.Weight
			score[i] += layer.Weight * plainPercentile(layer, i)
			if !silent[i] && !equal[l] && plainHit(layer, layer.Values[i], cuts[l]) {
				hits[i]++
			}
		}
		if known[i] > 0 {
			score[i] /= weight
		}
	}
	plainTop(silent, hits, known, score, top)
	return hits, known, score, top
}

func plainTop(silent []bool, hits, known []int, score []float64, top []bool) {
	var order []int
	areas := 0
	for i := range silent {
		if known[i] > 0 {
			areas++
			if !silent[i] {
				order = append(order, i)
			}
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		if hits[a] != hits[b] {
			return hits[b] - hits[a]
		}
		if score[a] > score[b] {
			return -1
		} else if score[a] < score[b] {
			return 1
		}
		return 0
	})
	size := min(int(math.Ceil(float64(areas)/10)), len(order))
	if size == 0 {
		return
	}
	last := order[size-1]
	for _, i := range order {
		top[i] = hits[i] > hits[last] || hits[i] == hits[last] && score[i] >= score[last]-1e-9
	}
}

// plainDraw makes one draw the slow way, with the generator asked for the same numbers in the same order.
func plainDraw(layers []Layer, silent []bool, seed, draw uint64) []bool {
	random := NewRandom(seed, draw)
	drawn := slices.Clone(layers)
	cuts, equal := make([]float64, len(layers)), make([]bool, len(layers))
	for l := range layers {
		delta := random.Uniform(-0.05, 0.05)
		drawn[l].Weight *= random.Uniform(0.5, 1.5)
		cuts[l] = plainMovedCut(layers[l], delta)
		equal[l] = allEqual(knownValues(layers[l]))
		drawn[l].Cut = delta
	}
	for l := range layers {
		if steps, scale, least := plainGrid(layers[l]); steps != nil && !equal[l] {
			delta := drawn[l].Cut
			drawn[l] = plainValues(drawn[l], steps, &random)
			if layers[l].Share > 0 {
				moved := drawn[l]
				moved.Share = math.Min(1, math.Max(0, layers[l].Share+delta))
				cuts[l] = plainShareCut(moved)
			} else {
				cuts[l] = math.Round((cuts[l] - least) * scale)
			}
		}
	}
	_, _, _, top := plainCount(drawn, silent, cuts, equal)
	return top
}

func plainShareCut(l Layer) float64 {
	if l.Low {
		return plainQuantile(knownValues(l), l.Share)
	}
	return plainQuantile(knownValues(l), 1-l.Share)
}

func plainMovedCut(l Layer, delta float64) float64 {
	x := knownValues(l)
	n := len(x)
	if n < 2 || allEqual(x) {
		return l.Cut
	}
	if l.Share > 0 {
		l.Share = math.Min(1, math.Max(0, l.Share+delta))
		return plainShareCut(l)
	}
	var q float64
	switch {
	case l.Cut < x[0]:
		if delta <= 0 {
			return l.Cut
		}
	case l.Cut > x[n-1]:
		if q = 1; delta >= 0 {
			return l.Cut
		}
	default:
		var same []int
		between := -1
		for i, v := range x {
			if v == l.Cut {
				same = append(same, i)
			} else if v < l.Cut {
				between = i
			}
		}
		if len(same) > 0 {
			q = float64(same[0]+same[len(same)-1]) / 2 / float64(n-1)
		} else {
			q = (float64(between) + (l.Cut-x[between])/(x[between+1]-x[between])) / float64(n-1)
		}
	}
	return plainQuantile(x, math.Min(1, math.Max(0, q+delta)))
}

func plainGrid(l Layer) (steps [][3]int64, scale, least float64) {
	if l.Lower == nil {
		return nil, 0, 0
	}
	least = math.Inf(1)
	most, wide := math.Inf(-1), false
	for i, k := range l.Known {
		if k {
			least = math.Min(least, math.Min(l.Lower[i], l.Values[i]))
			most = math.Max(most, math.Max(l.Upper[i], l.Values[i]))
			wide = wide || l.Lower[i] < l.Values[i] || l.Upper[i] > l.Values[i]
		}
	}
	if !wide {
		return nil, 0, 0
	}
	scale = (1<<22 - 1) / (most - least)
	for i, k := range l.Known {
		if k {
			at := func(x float64) int64 { return int64(math.Round((x - least) * scale)) }
			v := at(l.Values[i])
			steps = append(steps, [3]int64{v, max(0, v-at(l.Lower[i])), max(0, at(l.Upper[i])-v)})
		}
	}
	return steps, scale, least
}

func plainValues(l Layer, steps [][3]int64, random *Random) Layer {
	l.Values = slices.Clone(l.Values)
	at, number := 0, uint64(0)
	for i, k := range l.Known {
		if !k {
			continue
		}
		if at%5 == 0 {
			number = random.Next()
		}
		t := int64(intervalTable[number>>(12*(at%5))%4096])
		reach := steps[at][2]
		if t < 0 {
			reach = steps[at][1]
		}
		l.Values[i] = float64(steps[at][0] + int64(math.Floor((float64(t*reach)+16384)/32768)))
		at++
	}
	return l
}

// anyLayer draws a layer with ties, gaps, all kinds of threshold and sometimes bounds.
func anyLayer(t *rapid.T, n int) Layer {
	most := rapid.SampledFrom([]int{0, 2, 9, 1000}).Draw(t, "distinct")
	missing := rapid.SampledFrom([]int{0, 3, 10}).Draw(t, "missing of 10")
	l := Layer{Values: make([]float64, n), Known: make([]bool, n), Low: rapid.Bool().Draw(t, "low"),
		Weight: rapid.SampledFrom([]float64{1, 1, 0.5, 3}).Draw(t, "weight")}
	for i := range n {
		l.Known[i] = rapid.IntRange(0, 9).Draw(t, "known") >= missing
		if l.Known[i] {
			l.Values[i] = float64(rapid.IntRange(0, most).Draw(t, "value")) / 4
		}
	}
	switch rapid.IntRange(0, 2).Draw(t, "kind") {
	case 0:
		l.Share = float64(rapid.IntRange(1, 50).Draw(t, "percent")) / 100
	default:
		l.Cut = float64(rapid.IntRange(-1, most+1).Draw(t, "cut")) / 4
		l.Strict = rapid.Bool().Draw(t, "strict")
	}
	if rapid.Bool().Draw(t, "bounds") {
		l.Lower, l.Upper = slices.Clone(l.Values), slices.Clone(l.Values)
		for i := range n {
			l.Lower[i] -= float64(rapid.IntRange(0, 3).Draw(t, "below"))
			l.Upper[i] += float64(rapid.IntRange(0, 3).Draw(t, "above"))
		}
	}
	return l
}

func anyLayers(t *rapid.T) ([]Layer, []bool) {
	n := rapid.IntRange(1, 60).Draw(t, "areas")
	layers := make([]Layer, rapid.IntRange(2, 5).Draw(t, "layers"))
	for i := range layers {
		layers[i] = anyLayer(t, n)
	}
	silent := make([]bool, n)
	for i := range silent {
		silent[i] = rapid.IntRange(0, 9).Draw(t, "silent") == 0
	}
	return layers, silent
}
