package neighbour

import (
	"fmt"
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// contiguity makes the links of the areas.
func (g *ground) contiguity() (*Contiguity, error) {
	measured := g.Borders || g.ToleranceMetres > 0
	var found pairs
	var err error
	var b *borders
	if g.Rule == Rook || measured {
		if g.ToleranceMetres > 0 {
			g.orient()
		}
		if b, err = g.bordering(); err != nil {
			return nil, err
		}
		found = b.found
	}
	if g.Rule == Queen {
		if found, err = g.touching(); err != nil {
			return nil, err
		}
	}
	c := &Contiguity{}
	if g.ToleranceMetres > 0 {
		near, seams, lengths := g.seams(b.free)
		found = append(found, near...)
		b.lengths = append(b.lengths, lengths...)
		c.Seams = seams
	}
	g.points, g.rings = nil, nil // room for the links
	start, to, err := link(g.n, found)
	if err != nil {
		return nil, err
	}
	if c.Weights, err = spatial.NewSorted(start, to); err != nil {
		return nil, err
	}
	c.start = start
	if measured {
		c.border = make([]float64, len(to))
		for _, s := range b.lengths {
			x, y := int32(s.pair>>32), int32(s.pair&low)
			c.lengthen(x, y, s.metres)
			c.lengthen(y, x, s.metres)
		}
	}
	return c, nil
}

// lengthen adds to the border of a with b, which are neighbours.
func (c *Contiguity) lengthen(a, b int32, metres float64) {
	if k, ok := slices.BinarySearch(c.Weights.Neighbours(int(a)), b); ok {
		c.border[c.start[a]+int32(k)] += metres
	}
}

// link turns pairs into rows of neighbours, ascending, each once and in both directions.
func link(n int, found pairs) (start, to []int32, err error) {
	if 2*len(found) > math.MaxInt32 {
		return nil, nil, fmt.Errorf("%w: %d pairs", ErrTooMany, len(found))
	}
	start = make([]int32, n+1)
	for _, p := range found {
		start[p>>32]++
		start[p&low]++
	}
	begins(start)
	rows := make([]int32, 2*len(found))
	for _, p := range found {
		a, b := p>>32, p&low
		rows[start[a]] = int32(b)
		rows[start[b]] = int32(a)
		start[a]++
		start[b]++
	}
	// Now start holds where each row ends. Equal neighbours go, and the rows move together.
	total, begin := int32(0), int32(0)
	for i := range n {
		row := rows[begin:start[i]]
		begin = start[i]
		ascend(row)
		start[i] = total
		for k, j := range row {
			if k == 0 || row[k-1] != j {
				rows[total] = j
				total++
			}
		}
	}
	start[n] = total
	return start, slices.Clone(rows[:total]), nil
}

// ascend sorts a row, which is mostly short.
func ascend(row []int32) {
	if len(row) > 32 {
		slices.Sort(row)
		return
	}
	for i := 1; i < len(row); i++ {
		x, k := row[i], i
		for k > 0 && row[k-1] > x {
			row[k] = row[k-1]
			k--
		}
		row[k] = x
	}
}
