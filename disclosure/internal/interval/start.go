package interval

import (
	"context"
	"fmt"
)

// findStart looks for any solution of a component of which no values are known: it adds a variable to each row that takes
// up what is missing, and makes their sum as small as can be.
func (c *component) findStart() error {
	wider := &component{
		n: c.n + c.m, m: c.m, rhs: c.rhs, rows: c.rows,
		lo: append([]int64(nil), c.lo...), up: append([]int64(nil), c.up...), rowStart: []int32{0},
	}
	start := make([]float64, wider.n)
	for v := range c.n {
		start[v] = max(c.low[v], min(0, c.high[v]))
	}
	for i := range c.m {
		rest := float64(c.rhs[i])
		for k := c.rowStart[i]; k < c.rowStart[i+1]; k++ {
			wider.rowVar = append(wider.rowVar, c.rowVar[k])
			wider.rowCoef = append(wider.rowCoef, c.rowCoef[k])
			rest -= c.rowCoef[k] * start[c.rowVar[k]]
		}
		coef := 1.0
		if rest < 0 {
			rest, coef = -rest, -1
		}
		wider.rowVar, wider.rowCoef = append(wider.rowVar, int32(c.n+i)), append(wider.rowCoef, coef)
		wider.rowStart = append(wider.rowStart, int32(len(wider.rowVar)))
		wider.lo, wider.up = append(wider.lo, 0), append(wider.up, Unbounded)
		start[c.n+i] = rest
	}
	wider.finish()
	wider.start = start
	s := newSearch(wider, newWitness(wider))
	if err := s.begin(context.Background()); err != nil {
		return err
	}
	var missing []entry
	for i := range c.m {
		missing = append(missing, entry{int32(c.n + i), 1})
	}
	s.aim(missing, 1)
	if _, err := s.minimize(context.Background(), 0); err != nil {
		return err
	}
	if sum, ok := s.attained(); ok && sum.Sign() == 0 {
		c.start = append([]float64(nil), s.x[:c.n]...)
		return nil
	}
	if left := s.conclude(context.Background(), optimal); left.value > 100*c.tol*float64(c.m) || left.exact && left.value > 0 {
		return fmt.Errorf("%w: row %d and those that hang together with it", ErrInfeasible, c.rows[0])
	}
	c.start = append([]float64(nil), s.x[:c.n]...)
	return nil
}
