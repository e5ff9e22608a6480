package disclosure

import (
	"cmp"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
)

// order is the cells that may be shown, most worth showing first: empty ones, then those that were asked for, then the rest. It
// depends on the codes of the cells and not on their place, so that the order of the rows changes nothing.
func (a Assessed) order(u *joint.Union, o Options, w joint.Whole) []int32 {
	given := make([]bool, u.Cube.Len())
	for _, cell := range w.Shown {
		given[cell] = true
	}
	type candidate struct {
		cell int32
		row  int
		rank int64
	}
	var list []candidate
	for row := range a.risk {
		cell := u.Cell(0, row)
		if w.Secret[cell] || given[cell] {
			continue
		}
		c := candidate{cell: cell, row: row}
		if o.Rank != nil {
			c.rank = o.Rank[row]
		} else {
			c.rank = a.rank(row, o.Keep)
		}
		list = append(list, c)
	}
	slices.SortFunc(list, func(x, y candidate) int {
		if c := cmp.Compare(x.rank, y.rank); c != 0 {
			return c
		}
		if o.Rank != nil {
			return x.row - y.row
		}
		return slices.Compare(u.Cube.At(x.cell), u.Cube.At(y.cell))
	})
	cells := make([]int32, len(list))
	for i, c := range list {
		cells[i] = c.cell
	}
	return cells
}

// rank is low for what is worth showing. A cell that was asked for comes before all others but the empty ones, which everybody
// expects to see and which cost nothing.
func (a Assessed) rank(row int, keep []bool) int64 {
	n := a.table.data.count[row]
	switch {
	case n == 0:
		return -4 * largest
	case keep != nil && keep[row]:
		return -2*largest - n
	}
	return -n
}
