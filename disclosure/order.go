package disclosure

import (
	"cmp"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/span"
)

// mostTried is up to how many cells more than one order is tried.
const mostTried = 100_000

// orders are the orders in which the cells that may be shown are offered; the one that takes away least is used.
func (a Assessed) orders(u *joint.Union, o Options, w joint.Whole) [][]int32 {
	if o.Rank != nil {
		return [][]int32{span.Candidates(ranked(u, o.Rank), w.Secret, w.Shown)}
	}
	worth := a.worth(u, w)
	orders := [][]int32{span.ByNeed(u.Cube, worth, w.Secret)}
	if u.Cube.Len() <= mostTried {
		orders = append(orders, span.ByValue(u.Cube, worth))
	}
	for i, order := range orders {
		orders[i] = a.own(u, o, w, span.Candidates(order, w.Secret, w.Shown))
	}
	return orders
}

// worth is what is lost when a cell of the union is withheld: its magnitude, or its count.
func (a Assessed) worth(u *joint.Union, w joint.Whole) []int64 {
	sums := a.table.data.sum
	if sums == nil {
		return w.Count
	}
	worth := make([]int64, u.Cube.Len())
	for row, v := range sums {
		worth[u.Cell(0, row)] = max(v, -v) // below zero is worth as much as above
	}
	return worth
}

// own leaves the cells of the table itself, empty ones first, since they cost nothing, then those that were asked for.
func (a Assessed) own(u *joint.Union, o Options, w joint.Whole, order []int32) []int32 {
	own, asked := make([]bool, u.Cube.Len()), make([]bool, u.Cube.Len())
	for row := range a.risk {
		own[u.Cell(0, row)] = true
		asked[u.Cell(0, row)] = o.Keep != nil && o.Keep[row]
	}
	order = slices.DeleteFunc(order, func(cell int32) bool { return !own[cell] })
	if o.Keep != nil {
		first := func(cell int32) int {
			switch {
			case w.Count[cell] == 0:
				return 0
			case asked[cell]:
				return 1
			}
			return 2
		}
		slices.SortStableFunc(order, func(x, y int32) int { return first(x) - first(y) })
	}
	return order
}

// ranked is the cells of the first release in the order of their ranks, ties in the order of the rows.
func ranked(u *joint.Union, rank []int64) []int32 {
	rows := make([]int, len(rank))
	for row := range rows {
		rows[row] = row
	}
	slices.SortStableFunc(rows, func(x, y int) int { return cmp.Compare(rank[x], rank[y]) })
	order := make([]int32, len(rows))
	for i, row := range rows {
		order[i] = u.Cell(0, row)
	}
	return order
}
