package disclosure

import (
	"context"
	"math/big"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/interval"
	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"
)

// mostWidths is for how many cells at risk the width is kept; larger tables of sums are kept from exact disclosure only.
const mostWidths = 3_000

// widenings is how often more cells are withheld for the sake of width.
const widenings = 30

// widths tells how far the interval of each cell at risk must reach around its sum under the p % rule: so far that nobody comes
// closer to the largest contribution than the rule allows (Willenborg and de Waal 2001, doi:10.1007/978-1-4613-0121-9). Dominance
// rules say which cells are at risk, not how wide they must be.
func (a Assessed) widths() map[int32]int64 {
	t := a.table
	if t.data.sum == nil || t.data.largest == nil || a.n > mostWidths || a.rules.PPercent().IsZero() {
		return nil
	}
	need := map[int32]int64{}
	for cell, risk := range a.risk {
		if risk == 0 {
			continue
		}
		if n := a.width(t.data.sum[cell], t.data.largest[cell]); n > 0 {
			need[int32(cell)] = n
		}
	}
	return need
}

// width is the reach that the p % rule asks of one cell, rounded up: p % of the largest contribution, less what the others than the
// two largest hide already.
func (a Assessed) width(sum int64, largest [3]int64) int64 {
	r := new(big.Rat).Mul(a.rules.PPercent().Rat(), big.NewRat(largest[0], 100))
	r.Sub(r, new(big.Rat).SetInt64(sum-largest[0]-largest[1]))
	if r.Sign() <= 0 {
		return 0
	}
	q, rest := new(big.Int).DivMod(r.Num(), r.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		q.Add(q, big.NewInt(1))
	}
	return q.Int64() // at most the largest contribution, since p is at most 100
}

// tooNarrow gives the first cell whose interval is narrower than it must be, or -1.
func (a Assessed) tooNarrow(ctx context.Context, u *joint.Union, suppressed []bool, need map[int32]int64) (int32, error) {
	m := joint.Measure{Known: make([]bool, len(suppressed)), Value: make([]int64, len(suppressed))}
	for cell, hidden := range suppressed {
		m.Known[cell] = !hidden
	}
	var cells, rows []int32
	for row := range int32(len(a.risk)) {
		m.Value[u.Cell(0, int(row))] = a.table.data.sum[row]
		if need[row] > 0 {
			rows, cells = append(rows, row), append(cells, u.Cell(0, int(row)))
		}
	}
	s, err := system(u, m)
	if err != nil {
		return -1, err
	}
	solver, err := interval.New(linear(s, m))
	if err != nil {
		return -1, err
	}
	all, err := solver.All(ctx, cells, nil)
	if err != nil {
		return -1, err
	}
	for i, r := range all {
		value, reach := float64(a.table.data.sum[rows[i]]), float64(need[rows[i]])
		low := !r.LowerUnbounded && r.Lower > value-reach && value > reach
		if high := !r.UpperUnbounded && r.Upper < value+reach; low || high {
			return cells[i], nil
		}
	}
	return -1, nil
}

// partner is the cell to withhold so that another gets more room: the shown one of least worth in a sum with it, not empty.
func partner(u *joint.Union, cell int32, suppressed []bool, worth []int64) int32 {
	best := int32(-1)
	consider := func(other int32) {
		if other != cell && !suppressed[other] && worth[other] > 0 && (best < 0 || worth[other] < worth[best]) {
			best = other
		}
	}
	_ = joint.EquationsOf(u.Cube).Each(func(eq joint.Equation) error {
		inside := eq.Parent == cell
		for _, c := range eq.Cells {
			inside = inside || c == cell
		}
		if inside {
			consider(eq.Parent)
			for _, c := range eq.Cells {
				consider(c)
			}
		}
		return nil
	})
	return best
}
