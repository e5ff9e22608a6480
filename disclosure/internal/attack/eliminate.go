package attack

import "context"

// matrix is a sparse system of equations modulo a prime that is being eliminated: rows and columns in arenas, each with room
// to grow.
type matrix struct {
	f field
	// The rows: where each begins, how long it is and what room it has.
	rowAt, rowLen, rowRoom []int32
	cols                   []int32
	vals                   []uint64
	// The columns: in which rows not yet used each stands.
	colAt, colLen, colRoom []int32
	rows                   []int32
	// rhs are the right-hand sides.
	rhs []uint64

	byRow, byCol buckets
	pivots       []pivot
	// mark holds 1 + the place in the pivot row of each column in it; met, per place, the row that it was last met in.
	mark, met []int32
	work      []int32
	// clash is the first row that says 0 = something else, or -1.
	clash int32
}

// pivot is a row used to express a column in others.
type pivot struct{ row, col int32 }

// equations are rows one after the other, from start to start, with their right-hand sides.
type equations struct {
	columns   int
	start     []int32
	cols      []int32
	vals, rhs []uint64
}

// matrixOf takes equations over and makes the columns.
func matrixOf(f field, e equations) *matrix {
	n, columns, start, cols := len(e.start)-1, e.columns, e.start, e.cols
	m := &matrix{f: f, cols: cols, vals: e.vals, rhs: e.rhs, clash: -1}
	m.rowAt, m.rowLen, m.rowRoom = start[:n], make([]int32, n), make([]int32, n)
	m.colAt, m.colLen, m.colRoom = make([]int32, columns), make([]int32, columns), make([]int32, columns)
	for r := range n {
		m.rowLen[r] = start[r+1] - start[r]
		m.rowRoom[r] = m.rowLen[r]
	}
	for _, c := range cols {
		m.colRoom[c]++
	}
	at := int32(0)
	for c := range columns {
		m.colAt[c] = at
		at += m.colRoom[c]
	}
	m.rows = make([]int32, at)
	for r := range int32(n) {
		for _, c := range m.row(r) {
			m.rows[m.colAt[c]+m.colLen[c]] = r
			m.colLen[c]++
		}
	}
	m.mark = make([]int32, columns)
	return m
}

func (m *matrix) row(r int32) []int32    { return m.cols[m.rowAt[r] : m.rowAt[r]+m.rowLen[r]] }
func (m *matrix) coef(r int32) []uint64  { return m.vals[m.rowAt[r] : m.rowAt[r]+m.rowLen[r]] }
func (m *matrix) column(c int32) []int32 { return m.rows[m.colAt[c] : m.colAt[c]+m.colLen[c]] }

// eliminate chooses pivots until no row is left.
func (m *matrix) eliminate(ctx context.Context) error {
	m.byRow, m.byCol = bucketsOf(len(m.rowAt)), bucketsOf(len(m.colAt))
	for r := range int32(len(m.rowAt)) {
		m.place(r)
	}
	for c := range int32(len(m.colAt)) {
		if m.colLen[c] > 0 {
			m.byCol.set(c, m.colLen[c])
		}
	}
	for n := 0; ; n++ {
		if n%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		p, ok := m.choose()
		if !ok {
			return nil
		}
		m.pivots = append(m.pivots, p)
		m.use(p)
	}
}

// place puts a row into its bucket; one that is empty is done with.
func (m *matrix) place(r int32) {
	if m.rowLen[r] > 0 {
		m.byRow.set(r, m.rowLen[r])
		return
	}
	m.byRow.drop(r)
	if m.rhs[r] != 0 && (m.clash < 0 || r < m.clash) {
		m.clash = r
	}
}

// choose finds a pivot with little fill: (row length - 1) * (column length - 1) is the number of entries that it may make. It
// looks at the shortest column and at the shortest row.
func (m *matrix) choose() (pivot, bool) {
	r := m.byRow.least()
	if r < 0 {
		return pivot{}, false
	}
	c := m.byCol.least()
	byCol, byRow := pivot{-1, c}, pivot{r, -1}
	for _, q := range m.column(c) {
		if byCol.row < 0 || m.rowLen[q] < m.rowLen[byCol.row] {
			byCol.row = q
		}
	}
	if m.colLen[c] == 1 {
		return byCol, true
	}
	for _, q := range m.row(r) {
		if byRow.col < 0 || m.colLen[q] < m.colLen[byRow.col] {
			byRow.col = q
		}
	}
	fill := func(p pivot) int64 { return int64(m.rowLen[p.row]-1) * int64(m.colLen[p.col]-1) }
	if fill(byRow) <= fill(byCol) {
		return byRow, true
	}
	return byCol, true
}

// use takes the pivot's row out of the matrix and its column out of all other rows.
func (m *matrix) use(p pivot) {
	m.byRow.drop(p.row)
	m.byCol.drop(p.col)
	m.scale(p)
	cols := m.row(p.row)
	if len(m.met) < len(cols) {
		m.met = make([]int32, 2*len(cols))
	}
	for i, c := range cols {
		m.mark[c] = int32(i) + 1
		m.met[i] = -1
		m.leave(c, p.row)
	}
	m.work = append(m.work[:0], m.column(p.col)...)
	m.colLen[p.col] = 0
	for _, r := range m.work {
		m.reduce(r, p)
		m.place(r)
	}
	for _, c := range m.row(p.row) {
		m.mark[c] = 0
		if c != p.col {
			m.recount(c)
		}
	}
}

// scale makes the pivot's coefficient 1.
func (m *matrix) scale(p pivot) {
	coef := m.coef(p.row)
	for i, c := range m.row(p.row) {
		if c != p.col {
			continue
		}
		if coef[i] == 1 {
			return
		}
		by := m.f.inv(coef[i])
		for k := range coef {
			coef[k] = m.f.mul(coef[k], by)
		}
		m.rhs[p.row] = m.f.mul(m.rhs[p.row], by)
		return
	}
}

// recount puts a column into its bucket.
func (m *matrix) recount(c int32) {
	if m.colLen[c] > 0 {
		m.byCol.set(c, m.colLen[c])
	} else {
		m.byCol.drop(c)
	}
}

// reduce takes the pivot's column out of a row. The pivot's columns are marked.
func (m *matrix) reduce(r int32, p pivot) {
	cols, coef := m.row(r), m.coef(r)
	factor := uint64(0)
	for i, c := range cols {
		if c == p.col {
			factor = coef[i]
			break
		}
	}
	by := m.f.neg(factor)
	own := m.coef(p.row)
	kept := 0
	for i, c := range cols {
		v := coef[i]
		if k := m.mark[c]; k > 0 {
			m.met[k-1] = r
			if v = m.f.add(v, m.f.mul(by, own[k-1])); v == 0 {
				if c != p.col {
					m.leave(c, r)
				}
				continue
			}
		}
		cols[kept], coef[kept] = c, v
		kept++
	}
	m.rowLen[r] = int32(kept)
	m.rhs[r] = m.f.add(m.rhs[r], m.f.mul(by, m.rhs[p.row]))
	for i := range m.rowLen[p.row] {
		if m.met[i] != r {
			at := m.rowAt[p.row] + i
			m.enter(r, m.cols[at], m.f.mul(by, m.vals[at]))
		}
	}
}

// leave takes a row out of a column's list.
func (m *matrix) leave(c, r int32) {
	list := m.column(c)
	for i, q := range list {
		if q == r {
			list[i] = list[len(list)-1]
			m.colLen[c]--
			return
		}
	}
}

// enter adds an entry to a row and to its column.
func (m *matrix) enter(r, c int32, v uint64) {
	if m.rowLen[r] == m.rowRoom[r] {
		n := m.rowLen[r]
		room := n + n/2 + 4
		at := int32(len(m.cols))
		m.cols = grow(m.cols, room)
		m.vals = grow(m.vals, room)
		copy(m.cols[at:], m.row(r))
		copy(m.vals[at:], m.coef(r))
		m.rowAt[r], m.rowRoom[r] = at, room
	}
	at := m.rowAt[r] + m.rowLen[r]
	m.cols[at], m.vals[at] = c, v
	m.rowLen[r]++
	if m.colLen[c] == m.colRoom[c] {
		n := m.colLen[c]
		room := n + n/2 + 4
		at := int32(len(m.rows))
		m.rows = grow(m.rows, room)
		copy(m.rows[at:], m.column(c))
		m.colAt[c], m.colRoom[c] = at, room
	}
	m.rows[m.colAt[c]+m.colLen[c]] = r
	m.colLen[c]++
}

// grow makes a slice longer by n, to be written to.
func grow[T any](s []T, n int32) []T {
	want := len(s) + int(n)
	if want <= cap(s) {
		return s[:want]
	}
	t := make([]T, want, want+want/2)
	copy(t, s)
	return t
}

// fill computes the columns that pivots express; free holds the others. With the right-hand sides it gives a solution, without
// them a vector of the null space.
func (m *matrix) fill(free []uint64, right bool) {
	for i := len(m.pivots) - 1; i >= 0; i-- {
		p := m.pivots[i]
		sum := uint64(0)
		if right {
			sum = m.rhs[p.row]
		}
		coef := m.coef(p.row)
		for k, c := range m.row(p.row) {
			if c != p.col {
				sum = m.f.sub(sum, m.f.mul(coef[k], free[c]))
			}
		}
		free[p.col] = sum
	}
}
