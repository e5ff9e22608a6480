// Package interval finds what an attacker can deduce of a hidden number from sums that are known: the smallest and the
// largest value that fit every published total and every bound (Dutch: beschermingsinterval). It is a linear program for
// each end; it knows nothing of tables, only equations A x = b with bounds.
//
// The method is the primal simplex method with bounded variables on a sparse LU decomposition (Suhl and Suhl 1990,
// doi:10.1287/ijoc.2.4.325), Devex prices (Harris 1973, doi:10.1007/BF01580108) and a lexicographic rule against cycling
// (Dantzig, Orden and Wolfe 1955, doi:10.2140/pjm.1955.5.183), since tables are very degenerate. All questions about one
// system share the polyhedron, so each starts from the corner in which the one before ended. Each answer is checked
// afterwards without floating point: a point that satisfies all equations, and multipliers that prove that no point does
// better.
package interval

import (
	"errors"
	"fmt"
	"math"
)

// Unbounded as upper bound says that there is none, and -Unbounded as lower bound.
const Unbounded = math.MaxInt64

// Faults that a system may have; the message names the row or the variable.
var (
	ErrShape      = errors.New("the system of equations is not well formed")
	ErrRange      = errors.New("a number is too large to be calculated with exactly")
	ErrInfeasible = errors.New("no values satisfy the equations and bounds")
	ErrPoint      = errors.New("the known values do not satisfy the equations and bounds")
	ErrVariable   = errors.New("there is no such variable")
	ErrNoPoint    = errors.New("the known values were not given")
	ErrStalled    = errors.New("the linear program found no end")
)

// System is a set of equations over variables with bounds (Dutch: stelsel). Row i says that the sum of Coef[k] times variable Var[k], for k
// from Start[i] up to Start[i+1], is RHS[i].
type System struct {
	// Vars is how many variables there are.
	Vars int
	// Start has one entry more than there are rows.
	Start []int32
	Var   []int32
	Coef  []int32
	RHS   []int64
	// Lower and Upper are bounds that the attacker knows; nil: 0 and Unbounded. A published cell has its value as both.
	Lower, Upper []int64
	// Feasible is the true table, which only the holder of the data has. It is where the search starts, and what AtLeast
	// measures from. It never narrows an interval. Nil: a start is searched for.
	Feasible []int64
}

// Interval is what can be deduced of a number (Dutch: beschermingsinterval).
type Interval struct {
	Lower, Upper float64
	// LowerUnbounded and UpperUnbounded say that there is no end on that side; the number there is then infinite.
	LowerUnbounded, UpperUnbounded bool
	// Exact says that both ends have been proven in whole numbers, free of rounding errors.
	Exact bool
}

// Width is how much room is left; infinite where an end is.
func (i Interval) Width() float64 { return i.Upper - i.Lower }

// Term is one variable of a combination (Dutch: term).
type Term struct {
	Var  int32
	Coef int32
}

// limit keeps every number exact as float64, with room for sums.
const limit = int64(1) << 50

// check refuses a system that is not well formed.
func (s *System) check() error {
	rows := len(s.RHS)
	if s.Vars < 0 || len(s.Start) != rows+1 || len(s.Var) != len(s.Coef) {
		return fmt.Errorf("%w: %d variables, %d rows, %d starts, %d variables and %d coefficients in rows",
			ErrShape, s.Vars, rows, len(s.Start), len(s.Var), len(s.Coef))
	}
	if s.Start[0] != 0 || int(s.Start[rows]) != len(s.Var) {
		return fmt.Errorf("%w: the rows cover %d to %d of %d", ErrShape, s.Start[0], s.Start[rows], len(s.Var))
	}
	for _, list := range [][]int64{s.Lower, s.Upper, s.Feasible} {
		if list != nil && len(list) != s.Vars {
			return fmt.Errorf("%w: %d bounds or known values for %d variables", ErrShape, len(list), s.Vars)
		}
	}
	for i := range rows {
		if s.Start[i] > s.Start[i+1] {
			return fmt.Errorf("%w: row %d ends before it starts", ErrShape, i)
		}
	}
	for i := range rows {
		if err := s.checkRow(i); err != nil {
			return err
		}
	}
	return s.checkValues()
}

func (s *System) checkRow(i int) error {
	if tooLarge(s.RHS[i]) {
		return fmt.Errorf("%w: row %d: %d", ErrRange, i, s.RHS[i])
	}
	for k := s.Start[i]; k < s.Start[i+1]; k++ {
		if s.Var[k] < 0 || int(s.Var[k]) >= s.Vars {
			return fmt.Errorf("%w: row %d: variable %d of %d", ErrShape, i, s.Var[k], s.Vars)
		}
		if s.Coef[k] > 1<<10 || s.Coef[k] < -1<<10 {
			return fmt.Errorf("%w: row %d: coefficient %d", ErrRange, i, s.Coef[k])
		}
	}
	return nil
}

func tooLarge(v int64) bool { return v > limit || v < -limit }

// bounds gives the bounds of a variable.
func (s *System) bounds(v int) (lower, upper int64) {
	upper = Unbounded
	if s.Lower != nil {
		lower = max(s.Lower[v], -Unbounded)
	}
	if s.Upper != nil {
		upper = s.Upper[v]
	}
	return lower, upper
}

// checkValues refuses bounds that cross and known values that do not fit.
func (s *System) checkValues() error {
	for v := range s.Vars {
		lower, upper := s.bounds(v)
		if lower != -Unbounded && tooLarge(lower) || upper != Unbounded && tooLarge(upper) {
			return fmt.Errorf("%w: variable %d: from %d to %d", ErrRange, v, lower, upper)
		}
		if lower > upper {
			return fmt.Errorf("%w: variable %d: from %d to %d", ErrInfeasible, v, lower, upper)
		}
		if s.Feasible != nil && (s.Feasible[v] < lower || s.Feasible[v] > upper || tooLarge(s.Feasible[v])) {
			return fmt.Errorf("%w: variable %d", ErrPoint, v)
		}
	}
	if s.Feasible == nil {
		return nil
	}
	for i := range s.RHS {
		var sum wide
		for k := s.Start[i]; k < s.Start[i+1]; k++ {
			sum.add(int64(s.Coef[k]), s.Feasible[s.Var[k]])
		}
		sum.add(-1, s.RHS[i])
		if !sum.zero() {
			return fmt.Errorf("%w: row %d", ErrPoint, i)
		}
	}
	return nil
}
