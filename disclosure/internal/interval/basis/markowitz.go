package basis

import "math"

// cell is one number in a row that is still to be eliminated.
type cell struct {
	col int32
	val float64
}

// elimination is the part of a basis that has no pivot yet.
type elimination struct {
	f      *Factors
	rows   [][]cell
	cols   [][]int32 // rows in which the column has a number
	byRow  chains
	byCol  chains
	mark   []int32 // place in the row being changed, by column, plus one
	stepOf []int32 // the row that a column is pivot of
	upper  [][]cell
}

// chains keeps numbers in lists by count.
type chains struct {
	head, next, prev, count []int32
}

func newChains(n int) chains {
	c := chains{make([]int32, n+2), make([]int32, n), make([]int32, n), make([]int32, n)}
	for i := range c.head {
		c.head[i] = -1
	}
	return c
}

func (c *chains) put(i, count int32) {
	c.count[i] = count
	c.next[i], c.prev[i] = c.head[count], -1
	if c.next[i] >= 0 {
		c.prev[c.next[i]] = i
	}
	c.head[count] = i
}

func (c *chains) take(i int32) {
	if c.prev[i] >= 0 {
		c.next[c.prev[i]] = c.next[i]
	} else {
		c.head[c.count[i]] = c.next[i]
	}
	if c.next[i] >= 0 {
		c.prev[c.next[i]] = c.prev[i]
	}
}

func (c *chains) move(i, count int32) {
	c.take(i)
	c.put(i, count)
}

// Decompose makes new factors of m columns and gives, for each place, the number of the column that has it.
func Decompose(m int, column func(k int) ([]int32, []float64)) (*Factors, []int32, error) {
	e := &elimination{
		f: &Factors{m: m, lowStart: []int32{0}, etaStart: []int32{0}}, rows: make([][]cell, m), cols: make([][]int32, m),
		byRow: newChains(m), byCol: newChains(m), mark: make([]int32, m), stepOf: make([]int32, m), upper: make([][]cell, m),
	}
	for k := range m {
		rows, vals := column(k)
		e.cols[k] = append(make([]int32, 0, len(rows)+2), rows...)
		for j, i := range rows {
			e.rows[i] = append(e.rows[i], cell{int32(k), vals[j]})
		}
		e.byCol.put(int32(k), int32(len(rows)))
	}
	for i := range m {
		e.byRow.put(int32(i), int32(len(e.rows[i])))
	}
	for range m {
		row, col := e.choose()
		if row < 0 {
			return nil, nil, ErrSingular
		}
		e.eliminate(row, col)
	}
	return e.f, e.finish(), nil
}

// choose finds the pivot that makes least new numbers among a few short columns and rows, not too small in its column.
func (e *elimination) choose() (row, col int32) {
	if c := e.byCol.head[1]; c >= 0 {
		r := e.cols[c][0]
		if math.Abs(e.at(r, c)) > Tiny {
			return r, c
		}
		return -1, -1
	}
	row, col = -1, -1
	best, seen := int64(math.MaxInt64), 0
	for count := int32(1); int(count) < len(e.byCol.head) && seen < 4; count++ {
		if best <= int64(count-1)*int64(count-1) {
			break
		}
		for c := e.byCol.head[count]; c >= 0 && seen < 4; c = e.byCol.next[c] {
			seen++
			r := e.inColumn(c)
			if cost := int64(count-1) * int64(e.byRow.count[r]-1); cost < best {
				best, row, col = cost, r, c
			}
		}
		for r := e.byRow.head[count]; r >= 0 && seen < 4; r = e.byRow.next[r] {
			seen++
			c := e.inRow(r)
			if c < 0 {
				continue
			}
			if cost := int64(count-1) * int64(e.byCol.count[c]-1); cost < best {
				best, row, col = cost, r, c
			}
		}
	}
	return row, col
}

// at is the number in a row and column.
func (e *elimination) at(r, c int32) float64 {
	for _, x := range e.rows[r] {
		if x.col == c {
			return x.val
		}
	}
	return 0
}

// inColumn is the shortest row that will do as pivot of a column.
func (e *elimination) inColumn(c int32) int32 {
	largest := 0.0
	for _, r := range e.cols[c] {
		largest = max(largest, math.Abs(e.at(r, c)))
	}
	best := int32(-1)
	for _, r := range e.cols[c] {
		if math.Abs(e.at(r, c)) >= 0.1*largest && (best < 0 || e.byRow.count[r] < e.byRow.count[best]) {
			best = r
		}
	}
	return best
}

// inRow is the shortest column that has its pivot in a row, or -1.
func (e *elimination) inRow(r int32) int32 {
	best := int32(-1)
	for _, x := range e.rows[r] {
		if best >= 0 && e.byCol.count[x.col] >= e.byCol.count[best] {
			continue
		}
		largest := 0.0
		for _, i := range e.cols[x.col] {
			largest = max(largest, math.Abs(e.at(i, x.col)))
		}
		if math.Abs(x.val) >= 0.1*largest {
			best = x.col
		}
	}
	return best
}

// eliminate makes a row the pivot of a column and clears the column below.
func (e *elimination) eliminate(row, col int32) {
	pivot := e.at(row, col)
	f := e.f
	f.pivot, f.value = append(f.pivot, row), append(f.value, pivot)
	e.stepOf[col] = row
	e.byRow.take(row)
	e.byCol.take(col)
	kept := e.rows[row][:0]
	for _, x := range e.rows[row] {
		if x.col != col {
			kept = append(kept, x)
			e.drop(x.col, row)
		}
	}
	e.upper[row] = kept
	first := len(f.lowRow)
	for _, i := range e.cols[col] {
		if i == row {
			continue
		}
		factor := e.at(i, col) / pivot
		f.lowRow, f.lowVal = append(f.lowRow, i), append(f.lowVal, factor)
		e.combine(i, col, factor, kept)
	}
	if len(f.lowRow) > first {
		f.lowAt = append(f.lowAt, row)
		f.lowStart = append(f.lowStart, int32(len(f.lowRow)))
	}
}

// drop takes a row out of a column.
func (e *elimination) drop(col, row int32) {
	list := e.cols[col]
	for k, r := range list {
		if r == row {
			list[k] = list[len(list)-1]
			e.cols[col] = list[:len(list)-1]
			e.byCol.move(col, int32(len(list)-1))
			return
		}
	}
}

// combine subtracts factor times the pivot row from row i and forgets the column.
func (e *elimination) combine(i, col int32, factor float64, pivot []cell) {
	row := e.rows[i]
	for k, x := range row {
		e.mark[x.col] = int32(k) + 1
	}
	for _, x := range pivot {
		if k := e.mark[x.col]; k > 0 {
			row[k-1].val -= factor * x.val
			continue
		}
		row = append(row, cell{x.col, -factor * x.val})
		e.cols[x.col] = append(e.cols[x.col], i)
		e.byCol.move(x.col, int32(len(e.cols[x.col])))
	}
	kept := row[:0]
	for _, x := range row {
		e.mark[x.col] = 0
		switch {
		case x.col == col:
		case math.Abs(x.val) <= Tiny:
			e.drop(x.col, i)
		default:
			kept = append(kept, x)
		}
	}
	e.rows[i] = kept
	e.byRow.move(i, int32(len(kept)))
}

// finish lists the upper triangle by row and by column, with columns named by their pivot row.
func (e *elimination) finish() []int32 {
	f := e.f
	step := make([]int32, f.m)
	for k, row := range f.pivot {
		step[row] = int32(k)
	}
	head := make([]int32, f.m)
	for col, row := range e.stepOf {
		head[row] = int32(col)
	}
	f.rowStart, f.colStart = make([]int32, 1, f.m+1), make([]int32, f.m+1)
	for _, row := range f.pivot {
		for _, x := range e.upper[row] {
			at := e.stepOf[x.col]
			f.rowCol, f.rowVal = append(f.rowCol, at), append(f.rowVal, x.val)
			f.colStart[step[at]+1]++
		}
		f.rowStart = append(f.rowStart, int32(len(f.rowCol)))
	}
	for k := range f.m {
		f.colStart[k+1] += f.colStart[k]
	}
	next := append([]int32(nil), f.colStart[:f.m]...)
	f.colRow, f.colVal = make([]int32, len(f.rowCol)), make([]float64, len(f.rowCol))
	for k, row := range f.pivot {
		for e := f.rowStart[k]; e < f.rowStart[k+1]; e++ {
			s := step[f.rowCol[e]]
			f.colRow[next[s]], f.colVal[next[s]] = row, f.rowVal[e]
			next[s]++
		}
	}
	return head
}
