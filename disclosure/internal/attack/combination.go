package attack

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"
)

// A combination of at most this many relations, chosen from at most so many, is tried to be made shorter.
const (
	most = 32
	wide = 4096
)

// Combination names the attack on a combination of nodes: known nodes with coefficients that together give it, positive
// ones first, each in the order of nodes. It looks near the terms first, at the relations that they are in, then at those of the
// nodes beside them, and leaves out every relation that it can do without, so that the simplest attacks are found as such; it does
// not promise the least number of nodes. The answer is verified in whole numbers. It is ErrVaries when there is none.
func (o *Solution) Combination(ctx context.Context, terms []Term) ([]Term, error) {
	h := &hunt{o: o, row: map[int32]int32{}, target: map[int32]*big.Rat{}, known: map[int32]*big.Rat{}}
	for _, t := range terms {
		if err := o.system.within([]int32{t.Node}); err != nil {
			return nil, err
		}
		coef := big.NewRat(t.Num, max(t.Den, 1))
		if c := o.column[t.Node]; c >= 0 {
			h.want(c, coef)
		} else {
			plus(h.known, t.Node, coef)
		}
	}
	if !o.Combined(terms).Determined {
		return nil, fmt.Errorf("%w: %v", ErrVaries, o.system.Name(terms[0].Node))
	}
	for {
		factors, found, err := h.solve(ctx, h.relations)
		switch {
		case err != nil:
			return nil, err
		case found:
			return h.answer(ctx, factors)
		case !h.widen():
			return nil, fmt.Errorf("%w: %v", ErrCoefficient, o.system.Name(terms[0].Node))
		}
	}
}

// hunt looks for factors of relations that sum to a target.
type hunt struct {
	o *Solution
	// target is what the relations have to sum to, per column; known what they leave of known nodes.
	target, known map[int32]*big.Rat
	// relations are those considered, columns the hidden nodes in them and in the target, row the number of each.
	relations, columns []int32
	row                map[int32]int32
	// done is the number of columns whose relations are considered.
	done int
}

func (h *hunt) want(c int32, coef *big.Rat) {
	h.column(c)
	plus(h.target, c, coef)
}

func plus(sum map[int32]*big.Rat, at int32, v *big.Rat) {
	if sum[at] == nil {
		sum[at] = new(big.Rat)
	}
	sum[at].Add(sum[at], v)
}

func (h *hunt) column(c int32) {
	if _, there := h.row[c]; !there {
		h.row[c] = int32(len(h.columns))
		h.columns = append(h.columns, c)
	}
}

// widen adds the relations of the columns so far, and reports whether there were any new ones.
func (h *hunt) widen() bool {
	from, to := len(h.relations), len(h.columns)
	for _, c := range h.columns[h.done:to] {
		h.relations = append(h.relations, h.o.uses.of(c)...)
	}
	h.done = to
	slices.Sort(h.relations)
	h.relations = slices.Compact(h.relations)
	for _, r := range h.relations {
		nodes, _ := h.o.system.relation(r)
		for _, at := range nodes {
			if c := h.o.column[at]; c >= 0 {
				h.column(c)
			}
		}
	}
	return len(h.relations) > from
}

// solve finds factors of the relations, one each, with which they sum to the target: the transposed system.
func (h *hunt) solve(ctx context.Context, relations []int32) ([]uint64, bool, error) {
	o, f := h.o, h.o.f
	start := make([]int32, len(h.columns)+1)
	walk := func(visit func(i, row int32, coef int8)) {
		for i, r := range relations {
			nodes, coefs := o.system.relation(r)
			for k, at := range nodes {
				if c := o.column[at]; c >= 0 {
					visit(int32(i), h.row[c], coefs[k])
				}
			}
		}
	}
	walk(func(_, row int32, _ int8) { start[row+1]++ })
	for row := range h.columns {
		start[row+1] += start[row]
	}
	n := start[len(h.columns)]
	next, cols, vals, rhs := slices.Clone(start), make([]int32, n), make([]uint64, n), make([]uint64, len(h.columns))
	walk(func(i, row int32, coef int8) {
		cols[next[row]], vals[next[row]] = i, f.of(int64(coef))
		next[row]++
	})
	for c, v := range h.target {
		rhs[h.row[c]] = f.mul(f.big(v.Num()), f.inv(f.big(v.Denom())))
	}
	m := matrixOf(f, equations{len(relations), start, cols, vals, rhs})
	if err := m.eliminate(ctx); err != nil {
		return nil, false, fmt.Errorf("look for a combination of %d relations: %w", len(relations), err)
	}
	if m.clash >= 0 {
		return nil, false, nil
	}
	factors := make([]uint64, len(relations))
	m.fill(factors, true)
	return factors, true, nil
}

// big is a large whole number modulo the prime.
func (f field) big(v *big.Int) uint64 {
	return new(big.Int).Mod(v, new(big.Int).SetUint64(f.prime)).Uint64()
}

// used are the relations with a factor, and their factors.
func used(relations []int32, factors []uint64) (r []int32, f []uint64) {
	for i, v := range factors {
		if v != 0 {
			r, f = append(r, relations[i]), append(f, v)
		}
	}
	return r, f
}

// length is how many nodes the used relations have.
func (h *hunt) length(relations []int32) int {
	n := 0
	for _, r := range relations {
		n += int(h.o.system.Start[r+1] - h.o.system.Start[r])
	}
	return n
}

// shorten looks for factors that need shorter relations: it forbids those in use one by one, the longest first, and keeps what
// gets shorter by it.
func (h *hunt) shorten(ctx context.Context, factors []uint64) ([]int32, []uint64, error) {
	allowed := h.relations
	relations, factors := used(allowed, factors)
	s := h.o.system
	long := slices.Clone(relations)
	slices.SortStableFunc(long, func(a, b int32) int { return cmp.Compare(s.Start[b+1]-s.Start[b], s.Start[a+1]-s.Start[a]) })
	if len(long) == 1 || len(long) > most || len(allowed) > wide {
		return relations, factors, nil
	}
	for _, r := range long {
		rest := slices.DeleteFunc(slices.Clone(allowed), func(q int32) bool { return q == r })
		other, found, err := h.solve(ctx, rest)
		if err != nil {
			return nil, nil, err
		}
		if !found {
			continue
		}
		if few, f := used(rest, other); h.length(few) < h.length(relations) {
			allowed, relations, factors = rest, few, f
		}
	}
	return relations, factors, nil
}

// answer turns factors into coefficients of known nodes.
func (h *hunt) answer(ctx context.Context, factors []uint64) ([]Term, error) {
	relations, factors, err := h.shorten(ctx, factors)
	if err != nil {
		return nil, err
	}
	s := h.o.system
	left := map[int32]*big.Rat{}
	for i, r := range relations {
		num, den, ok := h.o.f.fraction(factors[i])
		if !ok {
			return nil, fmt.Errorf("%w: relation of %v", ErrCoefficient, s.Name(s.Node[s.Start[r]]))
		}
		nodes, coefs := s.relation(r)
		for k, at := range nodes {
			v := new(big.Rat).Mul(big.NewRat(num, den), big.NewRat(int64(coefs[k]), 1))
			if c := h.o.column[at]; c >= 0 {
				plus(left, c, v)
			} else {
				plus(h.known, at, v.Neg(v))
			}
		}
	}
	if err := h.verify(left); err != nil {
		return nil, err
	}
	return h.terms()
}

// verify compares what the relations sum to with the target, without a prime.
func (h *hunt) verify(left map[int32]*big.Rat) error {
	zero := new(big.Rat)
	for _, c := range h.columns {
		a, b := left[c], h.target[c]
		if a == nil {
			a = zero
		}
		if b == nil {
			b = zero
		}
		if a.Cmp(b) != 0 {
			return fmt.Errorf("%w: %v is left over", ErrCoefficient, h.o.system.Name(h.o.hidden[c]))
		}
	}
	return nil
}

func (h *hunt) terms() ([]Term, error) {
	var out []Term
	for at, v := range h.known {
		if v.Sign() == 0 {
			continue
		}
		if !v.Num().IsInt64() || !v.Denom().IsInt64() {
			return nil, fmt.Errorf("%w: %v", ErrCoefficient, h.o.system.Name(at))
		}
		out = append(out, Term{at, v.Num().Int64(), v.Denom().Int64()})
	}
	slices.SortFunc(out, func(a, b Term) int {
		if (a.Num > 0) != (b.Num > 0) {
			return cmp.Compare(b.Num, a.Num)
		}
		return cmp.Compare(a.Node, b.Node)
	})
	return out, nil
}
