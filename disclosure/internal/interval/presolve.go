package interval

import (
	"fmt"
	"slices"
)

// entry is one number of a sparse row or column.
type entry struct {
	at   int32
	coef int64
}

// link says that a variable is sign times another plus offset.
type link struct {
	to     int32
	sign   int64
	offset int64
}

// reduced is the system after everything that can be said without a linear program: variables that are fixed, and
// variables that are another one turned or shifted. All steps are exact.
type reduced struct {
	rows   [][]entry
	rhs    []int64
	cols   [][]int32
	lo, up []int64
	links  []link
	queue  []int32
	queued []bool
	gone   []bool
}

func reduce(s *System) (*reduced, error) {
	r := &reduced{
		rows: make([][]entry, len(s.RHS)), rhs: slices.Clone(s.RHS), cols: make([][]int32, s.Vars),
		lo: make([]int64, s.Vars), up: make([]int64, s.Vars), links: make([]link, s.Vars),
		queued: make([]bool, len(s.RHS)), gone: make([]bool, len(s.RHS)),
	}
	for v := range s.Vars {
		r.lo[v], r.up[v] = s.bounds(v)
		r.links[v] = link{int32(v), 1, 0}
	}
	for i := range s.RHS {
		for k := s.Start[i]; k < s.Start[i+1]; k++ {
			r.rows[i] = append(r.rows[i], entry{s.Var[k], int64(s.Coef[k])})
		}
		r.rows[i] = merge(r.rows[i])
		for _, e := range r.rows[i] {
			r.cols[e.at] = append(r.cols[e.at], int32(i))
		}
		r.push(int32(i))
	}
	for len(r.queue) > 0 {
		i := r.queue[0]
		r.queue, r.queued[i] = r.queue[1:], false
		if r.gone[i] {
			continue
		}
		if err := r.row(i); err != nil {
			return nil, err
		}
	}
	return r, r.twins()
}

// merge sorts a row and adds up what stands twice.
func merge(row []entry) []entry {
	slices.SortFunc(row, func(a, b entry) int { return int(a.at - b.at) })
	out := row[:0]
	for _, e := range row {
		if n := len(out); n > 0 && out[n-1].at == e.at {
			out[n-1].coef += e.coef
		} else {
			out = append(out, e)
		}
	}
	return slices.DeleteFunc(out, func(e entry) bool { return e.coef == 0 })
}

func (r *reduced) push(i int32) {
	if !r.queued[i] && !r.gone[i] {
		r.queued[i] = true
		r.queue = append(r.queue, i)
	}
}

// touch asks for another look at all rows of a variable.
func (r *reduced) touch(v int32) {
	for _, i := range r.cols[v] {
		r.push(i)
	}
}

func (r *reduced) infeasible(i int32) error { return fmt.Errorf("%w: row %d", ErrInfeasible, i) }

// row takes fixed variables out of a row and looks at what is left.
func (r *reduced) row(i int32) error {
	kept := r.rows[i][:0]
	for _, e := range r.rows[i] {
		if r.lo[e.at] == r.up[e.at] {
			if err := r.shift(i, e.coef, r.lo[e.at]); err != nil {
				return err
			}
		} else {
			kept = append(kept, e)
		}
	}
	r.rows[i] = kept
	if len(kept) == 0 {
		r.gone[i] = true
		if r.rhs[i] != 0 {
			return r.infeasible(i)
		}
		return nil
	}
	if done, err := r.force(i); done || err != nil {
		return err
	}
	if len(kept) == 1 && r.rhs[i]%kept[0].coef == 0 {
		v, value := kept[0].at, r.rhs[i]/kept[0].coef
		if value < r.lo[v] || value > r.up[v] {
			return r.infeasible(i)
		}
		r.gone[i] = true
		r.fix(v, value)
		return nil
	}
	if len(kept) == 2 && unit(kept[0].coef) && unit(kept[1].coef) {
		return r.pair(i)
	}
	return nil
}

func endlessBound(b int64) bool { return b == Unbounded || b == -Unbounded }

func unit(c int64) bool { return c == 1 || c == -1 }

func (r *reduced) fix(v int32, value int64) {
	r.lo[v], r.up[v] = value, value
	r.touch(v)
}

// span gives the least and the greatest that a row can be; false where there is no end.
func (r *reduced) span(row []entry) (least, most int64, hasLeast, hasMost bool) {
	hasLeast, hasMost = true, true
	var low, high wide
	for _, e := range row {
		a, b := r.lo[e.at], r.up[e.at]
		if e.coef < 0 {
			a, b = b, a
		}
		if endlessBound(a) {
			hasLeast = false
		} else {
			low.add(e.coef, a)
		}
		if endlessBound(b) {
			hasMost = false
		} else {
			high.add(e.coef, b)
		}
	}
	least, fits := low.small()
	hasLeast = hasLeast && fits
	most, fits = high.small()
	return least, most, hasLeast, hasMost && fits
}

// force fixes all variables of a row that can only just reach its sum.
func (r *reduced) force(i int32) (bool, error) {
	least, most, hasLeast, hasMost := r.span(r.rows[i])
	if hasLeast && least > r.rhs[i] || hasMost && most < r.rhs[i] {
		return false, r.infeasible(i)
	}
	atLeast := hasLeast && least == r.rhs[i]
	if !atLeast && (!hasMost || most != r.rhs[i]) {
		return false, nil
	}
	r.gone[i] = true
	for _, e := range r.rows[i] {
		if atLeast == (e.coef > 0) {
			r.fix(e.at, r.lo[e.at])
		} else {
			r.fix(e.at, r.up[e.at])
		}
	}
	return true, nil
}

// pair replaces one of two variables that make up a row by the other.
func (r *reduced) pair(i int32) error {
	x, y := r.rows[i][0], r.rows[i][1]
	if len(r.cols[x.at]) > len(r.cols[y.at]) {
		x, y = y, x
	}
	// x.coef * x + y.coef * y = rhs, so x = sign * y + offset.
	l := link{y.at, -x.coef * y.coef, x.coef * r.rhs[i]}
	if tooLarge(l.offset) {
		return fmt.Errorf("%w: row %d", ErrRange, i)
	}
	low, high := r.lo[x.at], r.up[x.at]
	if l.sign < 0 {
		low, high = -high, -low
		l.offset = -l.offset
	}
	if low != -Unbounded {
		low -= l.offset
	}
	if high != Unbounded {
		high -= l.offset
	}
	if l.sign < 0 {
		l.offset = -l.offset
	}
	r.lo[y.at], r.up[y.at] = max(r.lo[y.at], low), min(r.up[y.at], high)
	if r.lo[y.at] > r.up[y.at] {
		return r.infeasible(i)
	}
	r.gone[i] = true
	r.links[x.at] = l
	for _, k := range r.cols[x.at] {
		if !r.gone[k] {
			if err := r.substitute(k, x.at, l); err != nil {
				return err
			}
		}
	}
	r.touch(y.at)
	return nil
}

// shift takes a known part out of the sum of a row.
func (r *reduced) shift(i int32, coef, value int64) error {
	var sum wide
	sum.add(1, r.rhs[i])
	sum.add(-coef, value)
	rest, ok := sum.small()
	if !ok || rest > 1<<60 || rest < -1<<60 {
		return fmt.Errorf("%w: row %d", ErrRange, i)
	}
	r.rhs[i] = rest
	return nil
}

func (r *reduced) substitute(k, x int32, l link) error {
	at, ok := slices.BinarySearchFunc(r.rows[k], x, func(e entry, v int32) int { return int(e.at - v) })
	if !ok {
		return nil
	}
	coef := r.rows[k][at].coef
	if err := r.shift(k, coef, l.offset); err != nil {
		return err
	}
	r.rows[k][at] = entry{l.to, coef * l.sign}
	r.rows[k] = merge(r.rows[k])
	if !slices.Contains(r.cols[l.to], k) {
		r.cols[l.to] = append(r.cols[l.to], k)
	}
	r.push(k)
	return nil
}

// resolve follows the links of a variable to one that is its own.
func (r *reduced) resolve(v int32) link {
	out := link{v, 1, 0}
	for r.links[out.to].to != out.to {
		next := r.links[out.to]
		out.offset += out.sign * next.offset
		out.sign *= next.sign
		out.to = next.to
	}
	return out
}

// twins drops rows that say the same as an earlier one.
func (r *reduced) twins() error {
	var order []int32
	for i := range r.rows {
		if r.gone[i] {
			continue
		}
		if row := r.rows[i]; row[0].coef < 0 {
			r.rhs[i] = -r.rhs[i]
			for k := range row {
				row[k].coef = -row[k].coef
			}
		}
		order = append(order, int32(i))
	}
	compare := func(a, b int32) int {
		return slices.CompareFunc(r.rows[a], r.rows[b], func(x, y entry) int {
			if x.at != y.at {
				return int(x.at - y.at)
			}
			return int(x.coef - y.coef)
		})
	}
	slices.SortStableFunc(order, compare)
	for k := 1; k < len(order); k++ {
		if compare(order[k-1], order[k]) != 0 {
			continue
		}
		if r.rhs[order[k-1]] != r.rhs[order[k]] {
			return r.infeasible(order[k])
		}
		r.gone[order[k-1]] = true
	}
	return nil
}
