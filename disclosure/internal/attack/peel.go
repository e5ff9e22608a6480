package attack

import "math/rand/v2"

// peel takes away what needs no elimination, which is most: a relation with one hidden node gives its value, and a
// node in one relation is what that relation makes it.
type peel struct {
	o *Solution
	// left is how many hidden nodes each relation has; -1 when it is used up. in is how many relations each column is in; -1
	// when it is expressed or determined.
	left, in []int32
	// value is that of determined columns.
	value []uint64
	// pivots express columns by their only relation, in order.
	pivots []pivot
	queue  []int32
}

func peelOf(o *Solution) *peel {
	n := o.system.Relations()
	p := &peel{o: o, left: make([]int32, n), in: make([]int32, len(o.hidden)), value: make([]uint64, len(o.hidden))}
	for c := range o.hidden {
		of := o.uses.of(int32(c))
		p.in[c] = int32(len(of))
		for _, r := range of {
			p.left[r]++
		}
	}
	return p
}

// sum is the known part of a relation.
func (p *peel) sum(r int32) uint64 {
	f, s := p.o.f, p.o.system
	nodes, coefs := s.relation(r)
	sum := uint64(0)
	for i, at := range nodes {
		v := uint64(0)
		if c := p.o.column[at]; c < 0 {
			v = f.of(s.Value[at])
		} else if v = p.value[c]; v == 0 {
			continue
		}
		sum = f.addTimes(sum, coefs[i], v)
	}
	return sum
}

// addTimes is sum + coef*v, for coefficients that are mostly 1 or -1.
func (f field) addTimes(sum uint64, coef int8, v uint64) uint64 {
	switch coef {
	case 1:
		return f.add(sum, v)
	case -1:
		return f.sub(sum, v)
	}
	return f.add(sum, f.mul(f.of(int64(coef)), v))
}

// contradiction finds the first relation without hidden nodes whose sum is not 0, or -1, and marks those that hold.
func (p *peel) contradiction() int32 {
	for r, left := range p.left {
		if left != 0 {
			continue
		}
		if p.sum(int32(r)) != 0 {
			return int32(r)
		}
		p.left[r] = -1
	}
	return -1
}

// determine computes all nodes that are alone in a relation, until there is none.
func (p *peel) determine() {
	for r, left := range p.left {
		if left == 1 {
			p.queue = append(p.queue, int32(r))
		}
	}
	f, o := p.o.f, p.o
	for len(p.queue) > 0 {
		r := p.queue[len(p.queue)-1]
		p.queue = p.queue[:len(p.queue)-1]
		if p.left[r] != 1 {
			continue
		}
		sum := p.sum(r)
		p.left[r] = -1
		nodes, coefs := o.system.relation(r)
		for i, at := range nodes {
			c := o.column[at]
			if c < 0 || p.in[c] < 0 {
				continue
			}
			p.in[c] = -1
			p.value[c] = f.mul(f.neg(sum), f.inv(f.of(int64(coefs[i]))))
			for _, q := range o.uses.of(c) {
				if p.left[q] > 0 {
					if p.left[q]--; p.left[q] == 1 {
						p.queue = append(p.queue, q)
					}
				}
			}
		}
	}
}

// strip expresses columns that are in one relation only, until there is none.
func (p *peel) strip() {
	o := p.o
	// Relations that determine used up, or that hold, no longer count.
	for c := range p.in {
		if p.in[c] < 0 {
			continue
		}
		p.in[c] = 0
		for _, r := range o.uses.of(int32(c)) {
			if p.left[r] > 0 {
				p.in[c]++
			}
		}
		if p.in[c] == 1 {
			p.queue = append(p.queue, int32(c))
		}
	}
	for len(p.queue) > 0 {
		c := p.queue[len(p.queue)-1]
		p.queue = p.queue[:len(p.queue)-1]
		if p.in[c] != 1 {
			continue
		}
		p.in[c] = -1
		for _, r := range o.uses.of(c) {
			if p.left[r] <= 0 {
				continue
			}
			p.left[r] = -1
			p.pivots = append(p.pivots, pivot{r, c})
			for _, at := range o.system.Node[o.system.Start[r]:o.system.Start[r+1]] {
				if d := o.column[at]; d >= 0 && p.in[d] > 0 {
					if p.in[d]--; p.in[d] == 1 {
						p.queue = append(p.queue, d)
					}
				}
			}
		}
	}
}

// rest is the matrix that is left, with the relation of each row and the column of each of its columns.
func (p *peel) rest() (m *matrix, rowOf, colOf []int32) {
	o, f := p.o, p.o.f
	colOf = make([]int32, 0, len(p.in))
	short := make([]int32, len(p.in))
	for c, in := range p.in {
		if short[c] = -1; in > 0 {
			short[c] = int32(len(colOf))
			colOf = append(colOf, int32(c))
		}
	}
	rows, terms := 0, 0
	for _, left := range p.left {
		if left > 0 {
			rows, terms = rows+1, terms+int(left)
		}
	}
	start, rhs := make([]int32, 1, rows+1), make([]uint64, 0, rows)
	cols, vals := make([]int32, 0, terms), make([]uint64, 0, terms)
	for r, left := range p.left {
		if left <= 0 {
			continue
		}
		nodes, coefs := o.system.relation(int32(r))
		for i, at := range nodes {
			if c := o.column[at]; c >= 0 && short[c] >= 0 {
				cols, vals = append(cols, short[c]), append(vals, f.of(int64(coefs[i])))
			}
		}
		start, rhs = append(start, int32(len(cols))), append(rhs, f.neg(p.sum(int32(r))))
		rowOf = append(rowOf, int32(r))
	}
	return matrixOf(f, equations{len(colOf), start, cols, vals, rhs}), rowOf, colOf
}

// extend makes a vector over all columns: random where it is free (0 without a source), and from there back through the
// elimination and the peeling. With right it is a solution, without a vector of the null space.
func (p *peel) extend(m *matrix, colOf []int32, source *rand.ChaCha8, right bool) []uint64 {
	f, o := p.o.f, p.o
	v := make([]uint64, len(p.in))
	part := make([]uint64, len(colOf))
	if source != nil {
		for c, in := range p.in {
			if in == 0 {
				v[c] = f.random(source)
			}
		}
		for c := range part {
			part[c] = f.random(source)
		}
	}
	m.fill(part, right)
	for i, c := range colOf {
		v[c] = part[i]
	}
	if right {
		for c, x := range p.value {
			if x != 0 {
				v[c] = x
			}
		}
	}
	for i := len(p.pivots) - 1; i >= 0; i-- {
		at := p.pivots[i]
		nodes, coefs := o.system.relation(at.row)
		sum, own := uint64(0), int8(0)
		for k, node := range nodes {
			switch c := o.column[node]; {
			case c == at.col:
				own = coefs[k]
			case c >= 0:
				sum = f.addTimes(sum, coefs[k], v[c])
			case right:
				sum = f.addTimes(sum, coefs[k], f.of(o.system.Value[node]))
			}
		}
		v[at.col] = f.mul(f.neg(sum), f.inv(f.of(int64(own))))
	}
	return v
}
