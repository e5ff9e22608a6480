package basis

import "math/big"

// fraction is one number of a sparse row; nothing is rounded.
type fraction struct {
	at  int32
	val *big.Rat
}

// Rational is a basis as triangles of fractions, in the order of pivots that its floating factors have (Dutch: breuken).
type Rational struct {
	pivot []int32
	value []*big.Rat
	lower [][]fraction
	upper [][]fraction
}

// Exact decomposes a basis without rounding, in the order of pivots that its floating factors have; column gives the column
// at each place. It reports false where the basis is singular.
func (f *Factors) Exact(column func(place int) ([]int32, []float64)) (*Rational, bool) {
	rows, cols := make([][]fraction, f.m), make([][]int32, f.m)
	for place := range f.m {
		at, vals := column(place)
		for k, i := range at {
			rows[i] = append(rows[i], fraction{int32(place), new(big.Rat).SetFloat64(vals[k])})
			cols[place] = append(cols[place], i)
		}
	}
	out := &Rational{pivot: f.pivot}
	done := make([]bool, f.m)
	for _, r := range out.pivot {
		done[r] = true
		value, rest := pick(rows[r], r)
		if value == nil {
			return nil, false
		}
		var lower []fraction
		for _, i := range cols[r] {
			if done[i] {
				continue
			}
			a, others := pick(rows[i], r)
			if a == nil {
				continue
			}
			factor := new(big.Rat).Quo(a, value)
			lower = append(lower, fraction{i, factor})
			rows[i] = others
			for _, u := range rest {
				if less(&rows[i], u, factor) {
					cols[u.at] = append(cols[u.at], i)
				}
			}
		}
		out.value, out.lower, out.upper = append(out.value, value), append(out.lower, lower), append(out.upper, rest)
	}
	return out, true
}

// pick takes the number of a column out of a row.
func pick(row []fraction, at int32) (*big.Rat, []fraction) {
	for k, f := range row {
		if f.at == at {
			last := len(row) - 1
			row[k] = row[last]
			return f.val, row[:last]
		}
	}
	return nil, row
}

// less subtracts factor times a number from a row and says whether the column is new there.
func less(row *[]fraction, u fraction, factor *big.Rat) bool {
	change := new(big.Rat).Mul(factor, u.val)
	for k, f := range *row {
		if f.at == u.at {
			f.val.Sub(f.val, change)
			if f.val.Sign() == 0 {
				_, *row = pick(*row, (*row)[k].at)
			}
			return false
		}
	}
	*row = append(*row, fraction{u.at, change.Neg(change)})
	return true
}

// Zeros are so many fractions that are 0.
func Zeros(n int) []*big.Rat {
	out := make([]*big.Rat, n)
	for i := range out {
		out[i] = new(big.Rat)
	}
	return out
}

// Subtract takes a times b from x.
func Subtract(x, a, b *big.Rat) {
	if a.Sign() != 0 && b.Sign() != 0 {
		x.Sub(x, new(big.Rat).Mul(a, b))
	}
}

// Solve replaces x by the solution y of B y = x.
func (r *Rational) Solve(x []*big.Rat) {
	for k, at := range r.pivot {
		for _, l := range r.lower[k] {
			Subtract(x[l.at], l.val, x[at])
		}
	}
	for k := len(r.pivot) - 1; k >= 0; k-- {
		at := r.pivot[k]
		for _, u := range r.upper[k] {
			Subtract(x[at], u.val, x[u.at])
		}
		x[at].Quo(x[at], r.value[k])
	}
}

// SolveTransposed replaces y by the solution x of x B = y.
func (r *Rational) SolveTransposed(y []*big.Rat) {
	for k, at := range r.pivot {
		y[at].Quo(y[at], r.value[k])
		for _, u := range r.upper[k] {
			Subtract(y[u.at], u.val, y[at])
		}
	}
	for k := len(r.pivot) - 1; k >= 0; k-- {
		for _, l := range r.lower[k] {
			Subtract(y[r.pivot[k]], l.val, y[l.at])
		}
	}
}
