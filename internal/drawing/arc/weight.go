package arc

import (
	"math"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
)

// weigh gives every vertex of every arc its weight, after Visvalingam and Whyatt (doi:10.1179/000870493786962263): the
// vertex whose triangle with its neighbours is smallest goes first, and a vertex never weighs less than one that went
// before it, so that a threshold gives the same line as removing one by one.
func weigh(n *Net) {
	total := 0
	for _, a := range n.Arcs {
		total += len(a.Vertices)
	}
	flat := make([]float32, total)
	var w weigher
	for i := range n.Arcs {
		a := &n.Arcs[i]
		a.Weights, flat = flat[:len(a.Vertices):len(a.Vertices)], flat[len(a.Vertices):]
		w.weigh(n.Points, a)
	}
}

// weigher holds what one arc needs, for use by the next.
type weigher struct {
	points       []area.Point
	vertices     []int32
	before, next []int32
	size         []float64
	heap, place  []int32
}

func (w *weigher) weigh(points []area.Point, a *Arc) {
	n := len(a.Vertices)
	infinite := float32(math.Inf(1))
	a.Weights[0], a.Weights[n-1] = infinite, infinite
	if n < 3 {
		return
	}
	w.reset(points, a.Vertices)
	highest := 0.0
	for len(w.heap) > 0 {
		i := w.pop()
		highest = max(highest, w.size[i])
		a.Weights[i] = float32(highest)
		p, q := w.before[i], w.next[i]
		w.next[p], w.before[q] = q, p
		for _, j := range [2]int32{p, q} {
			if j > 0 && int(j) < n-1 {
				w.size[j] = w.triangle(j)
				w.down(w.up(w.place[j]))
			}
		}
	}
}

func (w *weigher) reset(points []area.Point, vertices []int32) {
	n := len(vertices)
	w.points, w.vertices = points, vertices
	if cap(w.size) < n {
		w.before, w.next = make([]int32, 2*n), make([]int32, 2*n)
		w.size, w.place, w.heap = make([]float64, 2*n), make([]int32, 2*n), make([]int32, 0, 2*n)
	}
	w.before, w.next, w.size, w.place = w.before[:n], w.next[:n], w.size[:n], w.place[:n]
	w.heap = w.heap[:0]
	for i := range int32(n) {
		w.before[i], w.next[i] = i-1, i+1
	}
	for i := int32(1); int(i) < n-1; i++ {
		w.size[i] = w.triangle(i)
		w.place[i] = int32(len(w.heap))
		w.heap = append(w.heap, i)
	}
	for k := int32(len(w.heap))/2 - 1; k >= 0; k-- {
		w.down(k)
	}
}

// triangle returns the area in square metres between a vertex and the two beside it.
func (w *weigher) triangle(i int32) float64 {
	a, b, c := w.points[w.vertices[w.before[i]]], w.points[w.vertices[i]], w.points[w.vertices[w.next[i]]]
	// The conversions keep machines that multiply and add in one step from giving other digits.
	return math.Abs(float64((b.X-a.X)*(c.Y-a.Y))-float64((c.X-a.X)*(b.Y-a.Y))) / 2
}

// less orders the heap by size, and by place in the arc where sizes are equal, so that every machine does the same.
func (w *weigher) less(k, l int32) bool {
	i, j := w.heap[k], w.heap[l]
	return w.size[i] < w.size[j] || w.size[i] == w.size[j] && i < j
}

func (w *weigher) swap(k, l int32) {
	w.heap[k], w.heap[l] = w.heap[l], w.heap[k]
	w.place[w.heap[k]], w.place[w.heap[l]] = k, l
}

func (w *weigher) up(k int32) int32 {
	for k > 0 && w.less(k, (k-1)/2) {
		w.swap(k, (k-1)/2)
		k = (k - 1) / 2
	}
	return k
}

func (w *weigher) down(k int32) {
	n := int32(len(w.heap))
	for {
		child := 2*k + 1
		if child >= n {
			return
		}
		if child+1 < n && w.less(child+1, child) {
			child++
		}
		if !w.less(child, k) {
			return
		}
		w.swap(k, child)
		k = child
	}
}

func (w *weigher) pop() int32 {
	top, last := w.heap[0], int32(len(w.heap)-1)
	w.swap(0, last)
	w.heap = w.heap[:last]
	if last > 0 {
		w.down(0)
	}
	return top
}
