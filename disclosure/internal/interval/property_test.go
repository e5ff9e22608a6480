package interval

import (
	"context"
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
	"pgregory.net/rapid"
)

// drawSystem is a small system with a known point. Many values are 0 and many rows repeat others, so that corners
// coincide and bases degenerate.
func drawSystem(t *rapid.T, widest int32) System {
	n := rapid.IntRange(1, 9).Draw(t, "variables")
	m := rapid.IntRange(0, 6).Draw(t, "rows")
	s := System{Vars: n, Start: []int32{0}}
	for range n {
		low := rapid.SampledFrom([]int64{0, 0, 0, -3, 2}).Draw(t, "low")
		x := low + rapid.SampledFrom([]int64{0, 0, 0, 1, 2, 7}).Draw(t, "above")
		up := rapid.SampledFrom([]int64{Unbounded, Unbounded, Unbounded, x, x + 3}).Draw(t, "up")
		if rapid.IntRange(0, 7).Draw(t, "free") == 0 {
			low = -Unbounded
		}
		s.Lower, s.Upper, s.Feasible = append(s.Lower, low), append(s.Upper, up), append(s.Feasible, x)
	}
	for range m {
		sum := int64(0)
		for v := range n {
			if !rapid.Bool().Draw(t, "in") {
				continue
			}
			c := rapid.Int32Range(-1, widest).Draw(t, "coef")
			if c != 0 {
				s.Var, s.Coef = append(s.Var, int32(v)), append(s.Coef, c)
				sum += int64(c) * s.Feasible[v]
			}
		}
		s.RHS, s.Start = append(s.RHS, sum), append(s.Start, int32(len(s.Var)))
	}
	return s
}

// dense solves the same question with gonum's dense simplex method: variables from 0 or as a difference
// of two, a slack for each upper bound, and rows that depend on others left out. It reports false where gonum gives up, or panics with its own start.
func dense(s System, v int, sign float64) (answer float64, ok bool) {
	defer func() {
		if recover() != nil {
			answer, ok = 0, false
		}
	}()
	cols := s.Vars
	var rows [][]float64
	var rhs []float64
	base, minus := make([]float64, s.Vars), make([]int, s.Vars)
	for v, low := range s.Lower {
		base[v], minus[v] = float64(low), -1
		if low == -Unbounded {
			base[v], minus[v] = 0, cols
			cols++
		}
	}
	next := cols
	for _, up := range s.Upper {
		if up != Unbounded {
			cols++
		}
	}
	for i, b := range s.RHS {
		row, right := make([]float64, cols), float64(b)
		for k := s.Start[i]; k < s.Start[i+1]; k++ {
			v, c := s.Var[k], float64(s.Coef[k])
			row[v] += c
			if minus[v] >= 0 {
				row[minus[v]] -= c
			}
			right -= c * base[v]
		}
		rows, rhs = append(rows, row), append(rhs, right)
	}
	for v := range s.Vars {
		if s.Upper[v] != Unbounded {
			row := make([]float64, cols)
			row[v], row[next] = 1, 1
			if minus[v] >= 0 {
				row[minus[v]] = -1
			}
			rows, rhs = append(rows, row), append(rhs, float64(s.Upper[v])-base[v])
			next++
		}
	}
	rows, rhs = independent(rows, rhs)
	if len(rows) == 0 || len(rows) >= cols {
		return 0, false
	}
	var flat []float64
	for _, r := range rows {
		flat = append(flat, r...)
	}
	cost := make([]float64, cols)
	cost[v] = sign
	if minus[v] >= 0 {
		cost[minus[v]] = -sign
	}
	least, _, err := lp.Simplex(cost, mat.NewDense(len(rows), cols, flat), rhs, 1e-10, nil)
	switch {
	case errors.Is(err, lp.ErrUnbounded):
		return math.Inf(-1), true
	case err != nil:
		return 0, false
	}
	return least + sign*base[v], true
}

// independent leaves out rows that follow from those before, and everything that gonum cannot do with columns of zeros.
func independent(rows [][]float64, rhs []float64) (keep [][]float64, right []float64) {
	var done [][]float64
	var lead []int
	for i, row := range rows {
		r := append([]float64(nil), row...)
		for k, d := range done {
			f := r[lead[k]] / d[lead[k]]
			for j := range r {
				r[j] -= f * d[j]
			}
		}
		at, most := -1, 1e-9
		for j, x := range r {
			if math.Abs(x) > most {
				at, most = j, math.Abs(x)
			}
		}
		if at >= 0 {
			done, lead = append(done, r), append(lead, at)
			keep, right = append(keep, row), append(right, rhs[i])
		}
	}
	return keep, right
}

// compareDense asks both for all variables; it counts what gonum could answer.
func compareDense(t *rapid.T, s System, answered *int) {
	solver, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	for v := range s.Vars {
		got, err := solver.Bounds(context.Background(), int32(v))
		if err != nil {
			t.Fatal(err)
		}
		if !got.Exact {
			t.Errorf("variable %d: %+v is not proven", v, got)
		}
		if low, ok := dense(s, v, 1); ok {
			*answered++
			if !near(got.Lower, low, 1e-6) {
				t.Errorf("variable %d: at least %v, gonum %v", v, got.Lower, low)
			}
		}
		if high, ok := dense(s, v, -1); ok && !near(got.Upper, -high, 1e-6) {
			t.Errorf("variable %d: at most %v, gonum %v", v, got.Upper, -high)
		}
	}
}

func TestIntervalsOfSmallSystemsAreThoseOfDenseSimplex(t *testing.T) {
	for name, widest := range map[string]int32{"sums and differences": 1, "wider coefficients": 90} {
		t.Run(name, func(t *testing.T) {
			answered := 0
			rapid.Check(t, func(t *rapid.T) { compareDense(t, drawSystem(t, widest), &answered) })
			if answered < 50 {
				t.Errorf("gonum answered %d questions only", answered)
			}
		})
	}
}

func TestPromiseKnownValuesNeverNarrow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSystem(t, 1)
		with, err := New(s)
		if err != nil {
			t.Fatal(err)
		}
		blind := s
		blind.Feasible = nil
		without, err := New(blind)
		if err != nil {
			t.Fatal(err)
		}
		for v := range int32(s.Vars) {
			a, err := with.Bounds(context.Background(), v)
			if err != nil {
				t.Fatal(err)
			}
			b, err := without.Bounds(context.Background(), v)
			if err != nil {
				t.Fatal(err)
			}
			if a != b {
				t.Errorf("variable %d: %+v with and %+v without known values", v, a, b)
			}
		}
	})
}
