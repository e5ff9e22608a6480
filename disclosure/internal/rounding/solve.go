package rounding

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// Weights of the search, found by trying tables of 1 000 to 600 000 published cells. A difference beyond the limit weighs its
// square and so many times the square of what it is beyond.
const (
	heavyCooling = 4
	heavyPress   = 64
)

// standing is how good a rounding is: first the largest difference counts, then the sum of squares.
type standing struct{ most, square int64 }

func (a standing) before(b standing) bool {
	return a.most < b.most || a.most == b.most && a.square < b.square
}

func (s *search) standing() standing {
	// far keeps the sum of squares within 63 bits for any number of cells.
	const far = 1 << 16
	var now standing
	for p := range s.cells {
		off := s.cells[p].off
		if off < 0 {
			off = -off
		}
		now.most = max(now.most, off)
		off = min(off, far)
		now.square += off * off
	}
	return now
}

// solve searches again and again, from where the last attempt ended, and keeps the best that was met. A small table is searched
// more often: its differences are a matter of luck, and it costs little.
func (s *search) solve(ctx context.Context) (*Result, error) {
	s.begin(int64(s.random.below(int(s.o.Base))))
	s.gather()
	free := len(s.atoms) + 1
	sweeps := s.o.Sweeps
	if sweeps <= 0 {
		sweeps = min(max(1_000_000/free, 40), 100)
	}
	best, up := s.standing(), slices.Clone(s.up)
	for range min(max(8_000/free, 1), 10) {
		if err := s.attempt(ctx, sweeps); err != nil {
			return nil, err
		}
		if now := s.standing(); now.before(best) {
			best = now
			copy(up, s.up)
		}
	}
	s.restore(up)
	return s.result()
}

// attempt searches first for small squares, then with differences from the base on weighing more, then at the cells with the
// largest difference only.
func (s *search) attempt(ctx context.Context, sweeps int) error {
	square := s.o.Base * s.o.Base
	s.limit, s.heavy = math.MaxInt64, 0
	if err := s.cool(ctx, 2*square, sweeps); err != nil {
		return err
	}
	s.limit, s.heavy = s.o.Base-1, heavyCooling
	if err := s.cool(ctx, square, sweeps/2+1); err != nil {
		return err
	}
	return s.press(ctx)
}

// cool sweeps with an allowance that falls to 0 by its square, and three times without.
func (s *search) cool(ctx context.Context, from int64, sweeps int) error {
	for left := sweeps; left > -3; left-- {
		rest := int64(max(left, 0))
		if err := s.sweep(ctx, from*rest*rest/int64(sweeps*sweeps)); err != nil {
			return err
		}
	}
	return nil
}

// sweep goes through all free inner cells once.
func (s *search) sweep(ctx context.Context, allowed int64) error {
	for i := range s.atoms {
		if i%4096 == 0 && ctx.Err() != nil {
			return fmt.Errorf("round to %d: %w", s.o.Base, context.Cause(ctx))
		}
		s.try(i, allowed)
	}
	return nil
}

// press lowers the largest difference as far as it goes, and keeps the best rounding.
func (s *search) press(ctx context.Context) error {
	const rounds = 20
	best, up := s.standing(), slices.Clone(s.up)
	for better := true; better && best.most > 0; {
		s.limit, s.heavy = best.most-1, heavyPress
		for round := range int64(rounds) {
			far := s.beyond()
			if len(far) == 0 {
				break
			}
			if ctx.Err() != nil {
				return fmt.Errorf("round to %d: %w", s.o.Base, context.Cause(ctx))
			}
			for _, i := range far {
				s.try(i, s.o.Base*s.o.Base*(round%5)/4)
			}
		}
		if err := s.sweep(ctx, 0); err != nil {
			return err
		}
		now := s.standing()
		better = now.most < best.most
		if now.before(best) {
			best = now
			copy(up, s.up)
		}
	}
	s.restore(up)
	return nil
}

// restore goes back to a rounding that was met before.
func (s *search) restore(up []bool) {
	for i := range up {
		if s.up[i] != up[i] {
			s.flip(i)
		}
	}
}

// beyond are the free inner cells that lie in a published cell with a difference beyond the limit.
func (s *search) beyond() []int {
	var far []int
	for i, at := range s.atoms {
		for _, p := range s.t.row(at) {
			if off := s.cells[p].off; off > s.limit || -off > s.limit {
				far = append(far, i)
				break
			}
		}
	}
	return far
}

// result adds the rounded inner cells from the ground up, rather than trust the differences that the search kept.
func (s *search) result() (*Result, error) {
	r := &Result{Inner: slices.Clone(s.t.Inner), Published: make([]int64, len(s.t.Published))}
	for i, at := range s.atoms {
		r.Inner[at] = s.low[i]
		if s.up[i] {
			r.Inner[at] += s.o.Base
		}
	}
	for i, n := range r.Inner {
		for _, p := range s.t.row(int32(i)) {
			r.Published[p] += n
		}
	}
	var err error
	r.Measures, err = s.t.Compare(r.Inner, r.Published, s.o.Base)
	return r, err
}
