package span

import (
	"cmp"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// ByValue is the order of the reference: cells without value first, then the largest first. Of equal ones the cell comes
// first whose inner cells lie in the largest cells, then the one with the lower codes, so that the order of the cells changes
// nothing. Values are at least 0.
func ByValue(c *cube.Cube, values []int64) []int32 {
	order := make([]int32, c.Len())
	for i := range order {
		order[i] = int32(i)
	}
	weight := surroundings(c, values)
	slices.SortFunc(order, func(a, b int32) int {
		if (values[a] == 0) != (values[b] == 0) {
			return cmp.Compare(values[a], values[b])
		}
		return cmp.Or(cmp.Compare(values[b], values[a]), cmp.Compare(weight[b], weight[a]), slices.Compare(c.At(a), c.At(b)))
	})
	return order
}

// widest is how many combinations of codes, for each cell that there is, surroundings works on.
const widest = 8

// surroundings gives for each cell the sum, over the inner cells in it, of (value + 1) of all cells that contain that inner
// cell; inner cells are the combinations of codes of which nothing is part. All 0 where there are far more combinations
// than cells.
func surroundings(c *cube.Cube, values []int64) []int64 {
	result := make([]int64, c.Len())
	size := 1
	for _, dim := range c.Dims {
		if size *= len(dim.Codes); size > widest*c.Len()+1<<16 {
			return result
		}
	}
	all := make([]int64, size)
	place := func(cell int32) int {
		at := 0
		for d, code := range c.At(cell) {
			at = at*len(c.Dims[d].Codes) + int(code)
		}
		return at
	}
	for cell := range int32(c.Len()) {
		all[place(cell)] = values[cell] + 1
	}
	stride := size
	for _, dim := range c.Dims {
		stride /= len(dim.Codes)
		above := ancestors(dim)
		for base := 0; base < size; base += stride * len(dim.Codes) {
			for i := range stride {
				throughLeaves(all[base+i:], stride, dim, above)
			}
		}
	}
	for cell := range result {
		result[cell] = all[place(int32(cell))]
	}
	return result
}

// ancestors lists for each code of which nothing is part the code and all that it is part of, once; nil for others.
func ancestors(dim *cube.Dim) [][]int32 {
	leaf := dim.Leaf()
	lists := make([][]int32, len(dim.Codes))
	for code := range lists {
		if leaf[code] {
			lists[code] = dim.Upwards(int32(code))
		}
	}
	return lists
}

// throughLeaves replaces each number, along one dimension, by the sum over its leaves of the sum over what is above them.
func throughLeaves(all []int64, stride int, dim *cube.Dim, above [][]int32) {
	sums := make([]int64, len(dim.Codes))
	for _, list := range above {
		total := int64(0)
		for _, code := range list {
			total += all[int(code)*stride]
		}
		for _, code := range list {
			sums[code] += total
		}
	}
	for code, sum := range sums {
		all[code*stride] = sum
	}
}
