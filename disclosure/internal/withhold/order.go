package withhold

import (
	"cmp"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/span"
)

// mostTried is up to how many cells more than one order is tried, and mostWidened up to how many cells are given room.
const (
	mostTried   = 20_000
	mostWidened = 100_000
)

// orders are the orders in which the cells that may be shown are offered.
func (t Task) orders(secret []bool) [][]int32 {
	c := t.Union.Cube
	if t.Rank != nil {
		return [][]int32{span.Candidates(t.ranked(), secret, t.Whole.Shown)}
	}
	orders := [][]int32{span.ByNeed(c, t.Worth, secret)}
	if c.Len() <= mostTried {
		orders = append(orders, span.ByValue(c, t.Worth))
	}
	for i, order := range orders {
		orders[i] = t.own(span.Candidates(order, secret, t.Whole.Shown))
	}
	return orders
}

// own leaves the cells of the table itself: empty ones first, since they cost nothing, then those that were asked for.
func (t Task) own(order []int32) []int32 {
	own, asked := t.mine(), make([]bool, t.Union.Cube.Len())
	for row := range t.Rows {
		asked[t.Union.Cell(0, row)] = t.Keep != nil && t.Keep[row]
	}
	order = slices.DeleteFunc(order, func(cell int32) bool { return !own[cell] })
	if t.Keep == nil {
		return order
	}
	first := func(cell int32) int {
		switch {
		case t.Whole.Count[cell] == 0:
			return 0
		case asked[cell]:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(order, func(x, y int32) int { return first(x) - first(y) })
	return order
}

// ranked is the cells of the table in the order of their ranks, ties in the order of the rows.
func (t Task) ranked() []int32 {
	rows := make([]int, len(t.Rank))
	for row := range rows {
		rows[row] = row
	}
	slices.SortStableFunc(rows, func(x, y int) int { return cmp.Compare(t.Rank[x], t.Rank[y]) })
	order := make([]int32, len(rows))
	for i, row := range rows {
		order[i] = t.Union.Cell(0, row)
	}
	return order
}
