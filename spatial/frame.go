package spatial

import (
	"bytes"
	"errors"
	"fmt"
	"math"
)

// ErrValue means that a value is infinite, or so large that its square is.
var ErrValue = errors.New("spatial: a value that cannot be used")

// largest is the size up to which values are accepted: fourth moments of larger ones do not fit in a float64.
const largest = 1e70

// frame is the areas that take part in a statistic: those with a value in every column, numbered anew, with the links
// between them. Everything behind a frame meets no missing value.
type frame struct {
	w     *Weights
	size  int     // areas of the map
	index []int32 // number on the map of each area that takes part; nil when all do
}

// newFrame returns the frame of the areas that have a value in each of the columns.
func newFrame(w *Weights, columns ...[]float64) (*frame, error) {
	known, missing, err := present(w.Len(), columns...)
	if err != nil {
		return nil, err
	}
	return frameOf(w, known, missing), nil
}

// present tells for each of n areas whether it has a value in each column (1) or not (0), and how many have not.
func present(n int, columns ...[]float64) (known []byte, missing int, err error) {
	known = bytes.Repeat([]byte{1}, n)
	for c, x := range columns {
		if len(x) != n {
			return nil, 0, fmt.Errorf("%w: %d values for %d areas", ErrLength, len(x), n)
		}
		for i, v := range x {
			if math.Abs(v) <= largest {
				continue
			}
			if !math.IsNaN(v) {
				return nil, 0, fmt.Errorf("%w: %v in column %d at area %d", ErrValue, v, c, i)
			}
			missing += int(known[i])
			known[i] = 0
		}
	}
	return known, missing, nil
}

func frameOf(w *Weights, known []byte, missing int) *frame {
	f := &frame{w: w, size: w.Len()}
	if missing == 0 {
		return f
	}
	f.index = make([]int32, 0, f.size-missing)
	number := make([]int32, f.size)
	for i, k := range known {
		number[i] = int32(len(f.index))
		if k == 1 {
			f.index = append(f.index, int32(i))
		}
	}
	sub := &Weights{start: make([]int32, len(f.index)+1), to: make([]int32, 0, len(w.to))}
	if w.value != nil {
		sub.value = make([]float64, 0, len(w.to))
	}
	for to, from := range f.index {
		values := w.Values(int(from))
		for k, j := range w.Neighbours(int(from)) {
			if known[j] == 0 {
				continue
			}
			sub.to = append(sub.to, number[j])
			if values != nil {
				sub.value = append(sub.value, values[k])
			}
		}
		sub.start[to+1] = int32(len(sub.to))
	}
	f.w = sub
	return f
}

// pick returns the values of the areas that take part. It may be the column itself: read only.
func (f *frame) pick(x []float64) []float64 {
	if f.index == nil {
		return x
	}
	picked := make([]float64, len(f.index))
	for to, from := range f.index {
		picked[to] = x[from]
	}
	return picked
}

// place puts results of the areas that take part back on the map, NaN elsewhere. It may return what it was given.
func (f *frame) place(results []float64) []float64 {
	if f.index == nil || results == nil {
		return results
	}
	placed := make([]float64, f.size)
	for i := range placed {
		placed[i] = math.NaN()
	}
	for from, to := range f.index {
		placed[to] = results[from]
	}
	return placed
}

// placeAll is place for results that have no NaN: elsewhere stands their zero value.
func placeAll[T any](f *frame, results []T) []T {
	if f.index == nil || results == nil {
		return results
	}
	placed := make([]T, f.size)
	for from, to := range f.index {
		placed[to] = results[from]
	}
	return placed
}

// degrees returns the number of neighbours of each area of the map that take part.
func (f *frame) degrees() []int32 {
	counts := make([]int32, f.w.Len())
	for i := range counts {
		counts[i] = int32(f.w.Degree(i))
	}
	return placeAll(f, counts)
}

// group is the columns that have a value in the same areas, so that they can share a frame and its draws.
type group struct {
	*frame
	known   []byte
	columns []int
}

// groups puts the columns together that have a value in the same areas.
func groups(w *Weights, columns [][]float64) ([]*group, error) {
	var all []*group
next:
	for c, x := range columns {
		known, missing, err := present(w.Len(), x)
		if err != nil {
			return nil, fmt.Errorf("column %d: %w", c, err)
		}
		for _, g := range all {
			if bytes.Equal(g.known, known) {
				g.columns = append(g.columns, c)
				continue next
			}
		}
		all = append(all, &group{frame: frameOf(w, known, missing), known: known, columns: []int{c}})
	}
	return all, nil
}

// nans returns n times NaN.
func nans(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = math.NaN()
	}
	return x
}
