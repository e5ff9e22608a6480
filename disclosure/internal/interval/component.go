package interval

import "math"

// component is a set of equations that hang together, apart from all others. Its variables and rows have numbers of their
// own. It does not change once it is made.
type component struct {
	n, m           int
	rowStart       []int32
	rowVar         []int32
	rowCoef        []float64
	colStart       []int32
	colRow         []int32
	colCoef        []float64
	rhs            []int64
	lo, up         []int64 // up may be Unbounded
	low, high      []float64
	known          []int64   // the true table, or nil
	start          []float64 // where the search starts; satisfies everything
	tol            float64   // below which two values are the same
	outerLo        []int64   // what single rows imply of each variable
	outerUp        []int64
	rows, variable []int32 // as the caller numbers them
}

// split finds the components of what is left of a system. place gives each variable its component and its number there, or
// -1 where no row has it.
func (r *reduced) split(known []int64) (parts []*component, place []spot) {
	n := len(r.lo)
	root := make([]int32, n)
	for i := range root {
		root[i] = int32(i)
	}
	find := func(v int32) int32 {
		for root[v] != v {
			root[v] = root[root[v]]
			v = root[v]
		}
		return v
	}
	for i, row := range r.rows {
		if r.gone[i] {
			continue
		}
		for _, e := range row[1:] {
			a, b := find(row[0].at), find(e.at)
			root[max(a, b)] = min(a, b)
		}
	}
	place = make([]spot, n)
	for v := range place {
		place[v] = spot{-1, -1}
	}
	for i, row := range r.rows {
		if r.gone[i] {
			continue
		}
		top := find(row[0].at)
		if place[top].part < 0 {
			place[top].part = int32(len(parts))
			parts = append(parts, &component{})
		}
		c := parts[place[top].part]
		c.rows = append(c.rows, int32(i))
		for _, e := range row {
			if e.at != top {
				place[e.at].part = place[top].part
			}
		}
	}
	for v := range place {
		if p := place[v].part; p >= 0 {
			place[v].at = int32(len(parts[p].variable))
			parts[p].variable = append(parts[p].variable, int32(v))
		}
	}
	for _, c := range parts {
		c.build(r, place, known)
	}
	return parts, place
}

// spot is a component and a number in it.
type spot struct{ part, at int32 }

func (c *component) build(r *reduced, place []spot, known []int64) {
	c.n, c.m = len(c.variable), len(c.rows)
	c.rowStart = []int32{0}
	c.rhs = make([]int64, c.m)
	for k, i := range c.rows {
		for _, e := range r.rows[i] {
			c.rowVar = append(c.rowVar, place[e.at].at)
			c.rowCoef = append(c.rowCoef, float64(e.coef))
		}
		c.rowStart = append(c.rowStart, int32(len(c.rowVar)))
		c.rhs[k] = r.rhs[i]
	}
	c.lo, c.up = make([]int64, c.n), make([]int64, c.n)
	if known != nil {
		c.known = make([]int64, c.n)
	}
	for k, v := range c.variable {
		c.lo[k], c.up[k] = r.lo[v], r.up[v]
		if known != nil {
			c.known[k] = known[v]
		}
	}
	c.finish()
}

// finish works out what follows from rows and bounds.
func (c *component) finish() {
	c.transpose()
	c.low, c.high = make([]float64, c.n), make([]float64, c.n)
	scale := 1.0
	for v := range c.n {
		c.low[v], c.high[v] = math.Inf(-1), math.Inf(1)
		if c.lo[v] != -Unbounded {
			c.low[v] = float64(c.lo[v])
		}
		if c.up[v] != Unbounded {
			c.high[v] = float64(c.up[v])
		}
	}
	for _, b := range c.rhs {
		scale = max(scale, math.Abs(float64(b)))
	}
	if c.known != nil {
		c.start = make([]float64, c.n)
		for v, x := range c.known {
			c.start[v] = float64(x)
			scale = max(scale, math.Abs(float64(x)))
		}
	}
	c.tol = max(1e-9, 1e-14*scale)
	c.imply()
}

// transpose lists the rows by column.
func (c *component) transpose() {
	c.colStart = make([]int32, c.n+1)
	for _, v := range c.rowVar {
		c.colStart[v+1]++
	}
	for v := range c.n {
		c.colStart[v+1] += c.colStart[v]
	}
	next := append([]int32(nil), c.colStart[:c.n]...)
	c.colRow, c.colCoef = make([]int32, len(c.rowVar)), make([]float64, len(c.rowVar))
	for i := range c.m {
		for k := c.rowStart[i]; k < c.rowStart[i+1]; k++ {
			v := c.rowVar[k]
			c.colRow[next[v]], c.colCoef[next[v]] = int32(i), c.rowCoef[k]
			next[v]++
		}
	}
}

// imply narrows, a few times, what each variable can be by looking at one row at a time. These bounds hold, but they are
// not always reached: a point that reaches one settles an end without a linear program.
func (c *component) imply() {
	c.outerLo, c.outerUp = append([]int64(nil), c.lo...), append([]int64(nil), c.up...)
	for range 4 {
		changed := false
		for i := range c.m {
			changed = c.implyRow(i) || changed
		}
		if !changed {
			return
		}
	}
}

// ends gives what a term of a row, with coefficient 1 or -1, adds at least and at most; false where there is no end.
func (c *component) ends(k int32) (least, most int64, hasLeast, hasMost bool) {
	v, coef := c.rowVar[k], int64(c.rowCoef[k])
	a, b := c.outerLo[v], c.outerUp[v]
	if coef < 0 {
		a, b = -b, -a
	}
	return a, b, a != -Unbounded, b != Unbounded
}

func (c *component) implyRow(i int) bool {
	var least, most wide
	openLeast, openMost := 0, 0
	for k := c.rowStart[i]; k < c.rowStart[i+1]; k++ {
		if !unit(int64(c.rowCoef[k])) {
			return false
		}
		a, b, hasA, hasB := c.ends(k)
		if hasA {
			least.add(1, a)
		} else {
			openLeast++
		}
		if hasB {
			most.add(1, b)
		} else {
			openMost++
		}
	}
	low, fitsLow := least.small()
	high, fitsHigh := most.small()
	if !fitsLow || !fitsHigh || tooLarge(low/1024) || tooLarge(high/1024) {
		return false
	}
	changed := false
	for k := c.rowStart[i]; k < c.rowStart[i+1]; k++ {
		a, b, hasA, hasB := c.ends(k)
		// A term is the sum of the row less all other terms.
		if most, ok := others(low, openLeast, a, hasA); ok {
			changed = c.narrow(k, true, c.rhs[i]-most) || changed
		}
		if least, ok := others(high, openMost, b, hasB); ok {
			changed = c.narrow(k, false, c.rhs[i]-least) || changed
		}
	}
	return changed
}

// others takes one term out of a sum of which so many terms have no end.
func others(sum int64, open int, own int64, has bool) (int64, bool) {
	if has {
		return sum - own, open == 0
	}
	return sum, open == 1
}

// narrow notes that a term with coefficient 1 or -1 is at most value, or at least.
func (c *component) narrow(k int32, atMost bool, value int64) bool {
	v := c.rowVar[k]
	if c.rowCoef[k] < 0 {
		atMost, value = !atMost, -value
	}
	if atMost && value < c.outerUp[v] {
		c.outerUp[v] = value
		return true
	}
	if !atMost && value > c.outerLo[v] {
		c.outerLo[v] = value
		return true
	}
	return false
}
