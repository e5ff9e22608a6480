// Package span chooses which cells of tables can be published so that no hidden number follows from them (Dutch: secundaire
// onderdrukking). It walks over the cells, the most valuable first, and publishes each unless some secret would then be a
// linear combination of what is published. All tables, linked or overlapping, are one system. The arithmetic is exact, modulo
// the prime 2^61-1.
//
// The rule is that of Gaussian elimination for suppression (Langsrud, Statistics Norway, package GaussSuppression, 2024). It
// does not depend on the vectors that stand for the cells, so a sparse basis gives the very same cells.
//
// A cell that is left out cannot be published afterwards either: what is published only grows, so a combination that gave a
// secret away still does. Only another order gives another choice; see ByValue and ByNeed.
//
// A candidate is reduced when its turn comes, by the published vectors that it meets; a secret is reduced at once by each
// vector that is published, found by an index from rows to secrets. Two secrets that have become multiples of one another
// stay so and share one vector, and whether a candidate is a multiple of a secret is one look into a table. Measured on the
// generator's tables B1e3 to B1e6, protected against insiders, in the order ByNeed: 0.001, 0.012, 0.16 and 4.4 CPU seconds
// for 924, 10,605, 91,476 and 1,001,196 cells, 260 MB at the last with the table and the order. The vectors of one value lie
// far apart in memory, which is most of the last step's time.
package span

import (
	"context"
	"errors"
	"fmt"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/cube"
)

// Faults in what is asked; the message names the cell.
var (
	ErrOrder = errors.New("a cell stands in no list or in two")
	ErrCell  = errors.New("there is no such cell")
	ErrShape = errors.New("codes or marks do not fit the dimensions or the cells")
)

// Term is a cell with these codes, one per dimension, in the cube or not, so many times (Dutch: term).
type Term struct {
	Codes []int32
	Coef  int64
}

// Secret is a combination of cells that nobody may learn and that was never asked for, such as a difference
// between areas (Dutch: geheim).
type Secret struct {
	Terms []Term
	// Lone is true when exactly one person knows it: himself.
	Lone bool
}

// Problem is what is asked (Dutch: opgave). Cube, Basis and Primary are required.
//
// A secret has a number: that of its cell, or, for Extra[i], the number of cells plus i.
type Problem struct {
	Cube  *cube.Cube
	Basis *Basis
	// Primary and Lone tell, by cell, that it is a secret, and that one person alone makes it. Lone may be nil.
	Primary, Lone []bool
	// Extra are secrets that are not cells.
	Extra []Secret
	// Zero are codes of cells, in the cube or not, that everybody knows already, such as combinations that cannot be. A line
	// that a table leaves out because nobody is in it belongs here: who sees the table sees that it is 0.
	Zero [][]int32
	// Given are cells that are published whatever they give away.
	Given []int32
	// Aside are cells that stay hidden and are not offered, such as those that an earlier table withheld.
	Aside []int32
	// Order is every other cell that is not primary, first offered first.
	Order []int32
	// Insider also keeps lone persons, who know one secret, from learning another.
	Insider bool
	// Same reports whether two lone secrets are the same person. Nil: two cells of which one lies above the other in every
	// dimension; other secrets never.
	Same func(a, b int32) bool
	// Seed makes the random functions. The result is the same for every seed but for one in 2^61.
	Seed [32]byte
	// Progress, when not nil, is called now and then.
	Progress func(done, total int)
}

// Result is what may be shown (Dutch: uitkomst).
type Result struct {
	// Suppressed tells, by cell, that it is hidden: primary or secondary.
	Suppressed []bool
	// Disclosed are the secrets that Zero and Given alone give away, and LoneDisclosed those that they give away to a lone
	// person only, in order. A primary cell that is given is among the disclosed and not suppressed.
	Disclosed, LoneDisclosed []int32
}

// solver is the work on one problem.
type solver struct {
	*Problem
	cells   int
	result  Result
	span    *echelon
	classes *classes
	secrets []int32 // numbers of the secrets that are hidden
	given   []bool

	in    []Entry
	holds []hold
	// The new hashes of the classes that a publication changes.
	up1, up2, keys, room []uint64
	groups               grouping
}

// Solve walks over the order and publishes what gives nothing away.
//
// Promise: NoSecretInSpan. No hidden secret is a linear combination of what is published, Zero and Given included, except
// those that Disclosed names.
// Promise: NoLonePair. With Insider, no lone person can compute a hidden secret that is not his own from his own and what
// is published, except those that Disclosed and LoneDisclosed name.
// Not promised: that a secret is uncertain enough. Numbers are not negative, and an interval can be narrow; neither that
// several persons who put their own numbers together learn nothing.
func Solve(ctx context.Context, p Problem) (Result, error) {
	s := &solver{Problem: &p, cells: p.Cube.Len()}
	if err := s.check(); err != nil {
		return Result{}, err
	}
	s.span = newEchelon(p.Basis.Rows())
	s.publishGiven()
	s.addSecrets()
	for i, cell := range p.Order {
		if i&0xfff == 0 {
			if err := ctx.Err(); err != nil {
				return Result{}, fmt.Errorf("choose cells, %d of %d: %w", i, len(p.Order), err)
			}
			if p.Progress != nil {
				p.Progress(i, len(p.Order))
			}
		}
		s.result.Suppressed[cell] = !s.offer(cell)
	}
	if p.Progress != nil {
		p.Progress(len(p.Order), len(p.Order))
	}
	return s.result, nil
}

func (s *solver) check() error {
	if len(s.Primary) != s.cells || s.Lone != nil && len(s.Lone) != s.cells {
		return fmt.Errorf("%w: %d cells, %d marks", ErrShape, s.cells, len(s.Primary))
	}
	fits := func(codes []int32) error {
		if len(codes) != len(s.Cube.Dims) {
			return fmt.Errorf("%w: %d codes for %d dimensions", ErrShape, len(codes), len(s.Cube.Dims))
		}
		for d, code := range codes {
			if code < 0 || int(code) >= len(s.Cube.Dims[d].Codes) {
				return fmt.Errorf("%w: %s has no code %d", ErrShape, s.Cube.Dims[d].Name, code)
			}
		}
		return nil
	}
	for _, codes := range s.Zero {
		if err := fits(codes); err != nil {
			return err
		}
	}
	for _, e := range s.Extra {
		for _, t := range e.Terms {
			if err := fits(t.Codes); err != nil {
				return err
			}
		}
	}
	return s.checkLists()
}

// checkLists finds whether each cell is given, primary or offered.
func (s *solver) checkLists() error {
	s.given = make([]bool, s.cells)
	for _, cell := range s.Given {
		if cell < 0 || int(cell) >= s.cells {
			return fmt.Errorf("%w: %d is given", ErrCell, cell)
		}
		s.given[cell] = true
	}
	s.result.Suppressed = make([]bool, s.cells)
	for _, cell := range s.Order {
		if cell < 0 || int(cell) >= s.cells {
			return fmt.Errorf("%w: %d is offered", ErrCell, cell)
		}
		if s.Primary[cell] || s.given[cell] || s.result.Suppressed[cell] {
			return fmt.Errorf("%w: %v is offered", ErrOrder, s.Cube.Name(cell))
		}
		s.result.Suppressed[cell] = true
	}
	aside := make([]bool, s.cells)
	for _, cell := range s.Aside {
		if cell < 0 || int(cell) >= s.cells {
			return fmt.Errorf("%w: %d is aside", ErrCell, cell)
		}
		if s.Primary[cell] || s.given[cell] || s.result.Suppressed[cell] {
			return fmt.Errorf("%w: %v is aside", ErrOrder, s.Cube.Name(cell))
		}
		aside[cell] = true
	}
	for cell := range int32(s.cells) {
		hidden := s.Primary[cell] && !s.given[cell] || aside[cell]
		if !hidden && !s.given[cell] && !s.result.Suppressed[cell] {
			return fmt.Errorf("%w: %v is not offered", ErrOrder, s.Cube.Name(cell))
		}
		s.result.Suppressed[cell] = hidden
	}
	return nil
}

// publishGiven adds what is known before anything is chosen.
func (s *solver) publishGiven() {
	for _, codes := range s.Zero {
		s.know(codes)
	}
	for _, cell := range s.Given {
		s.know(s.Cube.At(cell))
	}
}

func (s *solver) know(codes []int32) {
	s.in = s.Basis.Append(s.in[:0], codes)
	s.span.grow(s.Basis.Rows())
	if v := s.span.reduce(s.in); len(v) > 0 {
		row := v[0].Row
		for _, x := range v {
			row = max(row, x.Row)
		}
		s.span.normalise(v, row)
		s.span.add(v, row)
	}
}

// offer publishes a cell if that gives nothing away.
func (s *solver) offer(cell int32) bool {
	s.in = s.Basis.Append(s.in[:0], s.Cube.At(cell))
	if n := s.Basis.Rows(); n > len(s.span.slots) {
		s.span.grow(n)
		s.classes.grow(n)
	}
	v := s.span.reduce(s.in)
	if len(v) == 0 {
		return true
	}
	row, least := s.pivotRow(v)
	s.span.normalise(v, row)
	if least > 0 {
		h1, h2 := s.classes.hash(v)
		if s.classes.keys.find(mul(h1, inverse(h2))) >= 0 {
			return false
		}
		s.holds = s.classes.holders(row, s.holds)
		s.foresee(h1, h2)
		if s.Insider && !s.keepsApart() {
			return false
		}
		s.takeAll(v)
		s.classes.index.forget(row)
	}
	s.span.add(v, row)
	return true
}

// pivotRow chooses the row that the fewest classes hold, and how many do. Of equal ones it takes the last: that has the
// deepest codes, so that a total is not written as its parts. The choice changes the work, at a million given cells
// sixfold, and never the result.
func (s *solver) pivotRow(v []Entry) (row, least int32) {
	row, least = v[0].Row, s.classes.index.at[v[0].Row].count
	for _, x := range v[1:] {
		if n := s.classes.index.at[x.Row].count; n < least || n == least && x.Row > row {
			row, least = x.Row, n
		}
	}
	return row, least
}

// foresee works out the hashes and keys that the holders of a row get when a vector with these hashes is published.
func (s *solver) foresee(h1, h2 uint64) {
	n := len(s.holds)
	s.up1, s.up2, s.keys, s.room = sized(s.up1, n), sized(s.up2, n), sized(s.keys, n), sized(s.room, n)
	for i, h := range s.holds {
		x, f := &s.classes.all[h.class], P-h.coef
		s.up1[i], s.up2[i] = add(x.h1, mul(f, h1)), add(x.h2, mul(f, h2))
		s.keys[i] = s.up2[i]
	}
	ratios(s.up1, s.keys, s.room)
}

func sized(b []uint64, n int) []uint64 {
	if cap(b) < n {
		return make([]uint64, n, 2*n)
	}
	return b[:n]
}

// takeAll changes the holders as published, and puts together what has become multiples.
func (s *solver) takeAll(v []Entry) {
	c := s.classes
	for _, h := range s.holds {
		c.keys.remove(c.all[h.class].key)
	}
	for i, h := range s.holds {
		c.take(h, v, s.span)
		x := &c.all[h.class]
		x.h1, x.h2, x.key = s.up1[i], s.up2[i], s.keys[i]
	}
	for _, h := range s.holds {
		if there := c.keys.put(c.all[h.class].key, h.class); there != h.class {
			c.merge(there, h.class)
		}
	}
}
