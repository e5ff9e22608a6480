package audit

import "math/big"

// row is Σ weight·x ≤ bound.
type row struct {
	weights []*big.Rat
	bound   *big.Rat
}

// tableau is a dictionary of the simplex method: each basic variable as bound − Σ weight·(variables outside the basis), and
// the goal as value + Σ weight·(variables outside). Everything is a fraction, so that no answer hangs on a tolerance.
type tableau struct {
	rows  []row
	goal  []*big.Rat
	value *big.Rat
	// basic and outside name the variables: 0 to n-1 are cells, n and up are what is left under the bound of a row, -1 is
	// the helper of the first phase.
	basic, outside []int
}

// mostPivots bounds the work; Bland's rule ends by itself, but not always soon.
const mostPivots = 2000

// outcome is how a search ended.
type outcome uint8

const (
	found outcome = iota
	unbounded
	infeasible
	tooLong
)

// largest returns the largest value of Σ goal·x over x ≥ 0 under rows, by the simplex method in two phases with Bland's
// rule (doi:10.1287/moor.2.2.103).
func largest(rows []row, goal []*big.Rat) (*big.Rat, outcome) {
	n := len(goal)
	t := &tableau{value: new(big.Rat)}
	for i, r := range rows {
		c := row{bound: new(big.Rat).Set(r.bound)}
		for _, w := range r.weights {
			c.weights = append(c.weights, new(big.Rat).Set(w))
		}
		t.rows, t.basic = append(t.rows, c), append(t.basic, n+i)
	}
	for j := range n {
		t.outside, t.goal = append(t.outside, j), append(t.goal, new(big.Rat))
	}
	if end := t.begin(); end != found {
		return nil, end
	}
	t.aim(goal)
	end := t.climb()
	return t.value, end
}

// begin finds a first point under all rows, with a helper that lets every row give way.
func (t *tableau) begin() outcome {
	worst := -1
	for i, r := range t.rows {
		if r.bound.Sign() < 0 && (worst < 0 || r.bound.Cmp(t.rows[worst].bound) < 0) {
			worst = i
		}
	}
	if worst < 0 {
		return found
	}
	t.outside = append(t.outside, -1)
	t.goal = append(t.goal, big.NewRat(-1, 1))
	for i := range t.rows {
		t.rows[i].weights = append(t.rows[i].weights, big.NewRat(-1, 1))
	}
	t.pivot(worst, len(t.outside)-1)
	if end := t.climb(); end != found {
		return end
	}
	if t.value.Sign() != 0 {
		return infeasible
	}
	for i, v := range t.basic {
		if v == -1 { // at zero: any variable may take its place
			t.leave(i)
			break
		}
	}
	for j, v := range t.outside {
		if v == -1 {
			t.drop(j)
			break
		}
	}
	return found
}

// leave takes the helper out of the basis.
func (t *tableau) leave(i int) {
	for j, w := range t.rows[i].weights {
		if w.Sign() != 0 {
			t.pivot(i, j)
			return
		}
	}
	// The row says nothing any more.
	t.rows = append(t.rows[:i], t.rows[i+1:]...)
	t.basic = append(t.basic[:i], t.basic[i+1:]...)
}

// drop takes a variable outside the basis away.
func (t *tableau) drop(j int) {
	t.outside = append(t.outside[:j], t.outside[j+1:]...)
	t.goal = append(t.goal[:j], t.goal[j+1:]...)
	for i := range t.rows {
		w := t.rows[i].weights
		t.rows[i].weights = append(w[:j], w[j+1:]...)
	}
}

// aim writes a goal over cells in terms of the variables outside the basis.
func (t *tableau) aim(goal []*big.Rat) {
	t.value = new(big.Rat)
	for j, v := range t.outside {
		t.goal[j] = new(big.Rat)
		if v >= 0 && v < len(goal) {
			t.goal[j].Set(goal[v])
		}
	}
	for i, v := range t.basic {
		if v < 0 || v >= len(goal) || goal[v].Sign() == 0 {
			continue
		}
		t.value.Add(t.value, product(goal[v], t.rows[i].bound))
		for j, w := range t.rows[i].weights {
			t.goal[j].Sub(t.goal[j], product(goal[v], w))
		}
	}
}

// climb pivots until nothing makes the goal larger.
func (t *tableau) climb() outcome {
	for range mostPivots {
		in := -1
		for j, g := range t.goal {
			if g.Sign() > 0 && (in < 0 || t.outside[j] < t.outside[in]) {
				in = j
			}
		}
		if in < 0 {
			return found
		}
		out := -1
		var least *big.Rat
		for i, r := range t.rows {
			if r.weights[in].Sign() <= 0 {
				continue
			}
			room := new(big.Rat).Quo(r.bound, r.weights[in])
			if c := -1; out >= 0 {
				if c = room.Cmp(least); c > 0 || c == 0 && t.basic[i] > t.basic[out] {
					continue
				}
			}
			out, least = i, room
		}
		if out < 0 {
			return unbounded
		}
		t.pivot(out, in)
	}
	return tooLong
}

// pivot lets a variable into the basis in the place of another.
func (t *tableau) pivot(out, in int) {
	r := &t.rows[out]
	inverse := new(big.Rat).Inv(r.weights[in])
	r.bound.Mul(r.bound, inverse)
	for j, w := range r.weights {
		if j != in {
			w.Mul(w, inverse)
		}
	}
	r.weights[in].Set(inverse)
	for i := range t.rows {
		if i == out || t.rows[i].weights[in].Sign() == 0 {
			continue
		}
		o := &t.rows[i]
		factor := new(big.Rat).Set(o.weights[in])
		o.bound.Sub(o.bound, product(factor, r.bound))
		o.weights[in].SetInt64(0)
		for j, w := range r.weights {
			o.weights[j].Sub(o.weights[j], product(factor, w))
		}
	}
	factor := new(big.Rat).Set(t.goal[in])
	t.value.Add(t.value, product(factor, r.bound))
	t.goal[in].SetInt64(0)
	for j, w := range r.weights {
		t.goal[j].Sub(t.goal[j], product(factor, w))
	}
	t.basic[out], t.outside[in] = t.outside[in], t.basic[out]
}

func product(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }
