// Package audit checks whether one more result would tell somebody more about cells that are withheld (Dutch: controle op
// onthulling). It knows no areas: cells are numbers from 0, and whatever was published about them is a statement. It counts
// in fractions, so that nothing hangs on a tolerance.
package audit

import (
	"math"
	"math/big"
	"slices"
)

// Term is a withheld cell and how many times it counts (Dutch: term).
type Term struct {
	Cell   int
	Weight float64
}

// Statement says between which numbers the sum of its terms lies, as anybody can work out from what was published
// (Dutch: bewering). An infinite number is no bound.
type Statement struct {
	Terms     []Term
	Low, High float64
}

// Known is what anybody knows of the withheld cells before a result is given (Dutch: wat al bekend is).
type Known struct {
	// Base is what the published figures say.
	Base []Statement
	// Earlier is what results that were given before say. Where they contradict the published figures, these were
	// mended since; then the published ones count alone.
	Earlier []Statement
	// Protect is how wide the range of a cell has to stay. A cell whose range was narrower before may not become
	// narrower at all. Infinity lets no range become narrower.
	Protect float64
}

// mostCells and mostStatements are how much is checked in full. What is larger is refused.
const (
	mostCells      = 20
	mostStatements = 60
)

// MayGive reports whether a result may be given that says next. A result that is larger than what can be checked, or whose
// check does not come to an end, may not. Cells are taken to be zero or more.
//
// Promise: NoCellIsKnownBetter. When a result is given, the range in which each withheld cell must lie by all that was
// published stays as it was, or stays at least as wide as the protection.
// Not promised: that a cell whose range the published figures themselves make narrow is safe; only its source can mend that.
func MayGive(known Known, next Statement) bool {
	next = next.tidy()
	if len(next.Terms) == 0 {
		return true // it is a sum of what is known already
	}
	all := tidy(known.Base, known.Earlier)
	all = connected(all, next)
	if len(all) > mostStatements {
		return false
	}
	before := newSystem(all, next)
	if len(before.cells) > mostCells {
		return false
	}
	if _, _, end := before.span(next.Terms); end == infeasible {
		before = newSystem(connected(tidy(known.Base), next), next)
	}
	if before.implies(next) {
		return true
	}
	after := newSystem(append(slices.Clone(before.statements), next), next)
	for _, c := range before.cells {
		if !staysWide(before, after, c, known.Protect) {
			return false
		}
	}
	return true
}

// Follows reports whether a result says no more than some published statements added up: the same terms, between numbers that
// lie no closer. It is a proof that is looked at in one pass, however many cells there are.
func Follows(published []Statement, next Statement) bool {
	var sum Statement
	for _, s := range published {
		sum.Terms = append(sum.Terms, s.Terms...)
		sum.Low, sum.High = sum.Low+s.Low, sum.High+s.High
	}
	return slices.Equal(sum.tidy().Terms, next.tidy().Terms) && next.Low <= sum.Low && next.High >= sum.High
}

// staysWide compares the range of a cell before and after.
func staysWide(before, after *system, cell int, protect float64) bool {
	one := []Term{{cell, 1}}
	lowBefore, highBefore, end := before.span(one)
	if end != found && end != unbounded {
		return false
	}
	lowAfter, highAfter, end := after.span(one)
	if end != found && end != unbounded {
		return false
	}
	if same(lowBefore, lowAfter) && same(highBefore, highAfter) {
		return true
	}
	if highAfter == nil {
		return true
	}
	if math.IsInf(protect, 1) {
		return false
	}
	width := new(big.Rat).Sub(highAfter, lowAfter)
	return width.Cmp(new(big.Rat).SetFloat64(protect)) >= 0
}

func same(a, b *big.Rat) bool { return a == nil && b == nil || a != nil && b != nil && a.Cmp(b) == 0 }

// tidy adds up the terms of one cell and leaves out those that count for nothing.
func (s Statement) tidy() Statement {
	sorted := slices.Clone(s.Terms)
	slices.SortStableFunc(sorted, func(a, b Term) int { return a.Cell - b.Cell })
	out := Statement{Low: s.Low, High: s.High}
	for _, t := range sorted {
		if n := len(out.Terms); n > 0 && out.Terms[n-1].Cell == t.Cell {
			out.Terms[n-1].Weight += t.Weight
		} else {
			out.Terms = append(out.Terms, t)
		}
	}
	out.Terms = slices.DeleteFunc(out.Terms, func(t Term) bool { return t.Weight == 0 })
	return out
}

func tidy(lists ...[]Statement) []Statement {
	var all []Statement
	for _, list := range lists {
		for _, s := range list {
			if s = s.tidy(); len(s.Terms) > 0 {
				all = append(all, s)
			}
		}
	}
	return all
}

// connected returns the statements that bear on the cells of next, through whatever chain.
func connected(all []Statement, next Statement) []Statement {
	reached := map[int]bool{}
	for _, t := range next.Terms {
		reached[t.Cell] = true
	}
	taken := make([]bool, len(all))
	var list []Statement
	for again := true; again; {
		again = false
		for i, s := range all {
			if taken[i] || !slices.ContainsFunc(s.Terms, func(t Term) bool { return reached[t.Cell] }) {
				continue
			}
			taken[i], again = true, true
			list = append(list, s)
			for _, t := range s.Terms {
				reached[t.Cell] = true
			}
		}
	}
	return list
}

// system is statements over numbered cells.
type system struct {
	statements []Statement
	cells      []int
	rows       []row
}

func newSystem(statements []Statement, next Statement) *system {
	s := &system{statements: statements}
	for _, one := range append(slices.Clone(statements), next) {
		for _, t := range one.Terms {
			s.cells = append(s.cells, t.Cell)
		}
	}
	slices.Sort(s.cells)
	s.cells = slices.Compact(s.cells)
	for _, one := range statements {
		if !math.IsInf(one.High, 0) {
			s.rows = append(s.rows, row{s.weights(one.Terms, 1), new(big.Rat).SetFloat64(one.High)})
		}
		if !math.IsInf(one.Low, 0) {
			s.rows = append(s.rows, row{s.weights(one.Terms, -1), new(big.Rat).SetFloat64(-one.Low)})
		}
	}
	return s
}

func (s *system) weights(terms []Term, sign float64) []*big.Rat {
	list := make([]*big.Rat, len(s.cells))
	for i := range list {
		list[i] = new(big.Rat)
	}
	for _, t := range terms {
		i, _ := slices.BinarySearch(s.cells, t.Cell)
		list[i].SetFloat64(sign * t.Weight)
	}
	return list
}

// span returns between which numbers a sum must lie; no number where it may be as large as one likes. It is found or
// unbounded when there is an answer.
func (s *system) span(terms []Term) (low, high *big.Rat, end outcome) {
	least, end := largest(s.rows, s.weights(terms, -1))
	switch end {
	case infeasible, tooLong:
		return nil, nil, end
	case found:
		low = new(big.Rat).Neg(least)
	}
	high, end = largest(s.rows, s.weights(terms, 1))
	if end != found {
		high = nil
	}
	return low, high, end
}

// implies reports whether a statement says no more than the system does. A system that contradicts itself implies nothing.
func (s *system) implies(next Statement) bool {
	low, high, end := s.span(next.Terms)
	if end == infeasible || end == tooLong {
		return false
	}
	wider := func(bound float64, sum *big.Rat, sign int) bool {
		return math.IsInf(bound, 0) || sum != nil && new(big.Rat).SetFloat64(bound).Cmp(sum)*sign <= 0
	}
	return wider(next.Low, low, 1) && wider(next.High, high, -1)
}
