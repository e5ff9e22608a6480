package interval

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// AtLeast says whether the interval of a variable reaches at least so far below and above its known value. It looks for
// changes of a few cells that leave all sums as they are, as tau-ARGUS does with corners of a cube, and solves a linear
// program only where it finds none; that ends as soon as it has come far enough. The answer is the same either way.
func (s *Solver) AtLeast(ctx context.Context, v int32, below, above int64) (bool, error) {
	if s.system.Feasible == nil {
		return false, ErrNoPoint
	}
	if v < 0 || int(v) >= s.system.Vars {
		return false, fmt.Errorf("%w: %d of %d", ErrVariable, v, s.system.Vars)
	}
	if tooLarge(below) || tooLarge(above) {
		return false, fmt.Errorf("%w: %d below and %d above variable %d", ErrRange, below, above, v)
	}
	l := s.rest.resolve(v)
	if l.sign < 0 {
		below, above = above, below
	}
	known, where := s.system.Feasible[l.to], s.place[l.to]
	if where.part < 0 {
		high := s.rest.up[l.to]
		low := s.rest.lo[l.to]
		return (low == -Unbounded || known-low >= below) && (high == Unbounded || high-known >= above), nil
	}
	p := s.parts[where.part]
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if ok, err := p.reaches(ctx, where.at, -1, below); !ok || err != nil {
		return false, err
	}
	return p.reaches(ctx, where.at, 1, above)
}

// reaches says whether a variable can be so far from its known value, below it (way -1) or above.
func (p *part) reaches(ctx context.Context, v int32, way, far int64) (bool, error) {
	if far <= 0 {
		return true, nil
	}
	most := p.outerUp[v]
	if way < 0 {
		most = p.outerLo[v]
	}
	if !endlessBound(most) && way*(most-p.known[v]) < far {
		return false, nil
	}
	target := p.known[v] + way*far
	if p.seen.reaches(v, way, target) || p.move(v, way*far) {
		return true, nil
	}
	if err := p.ready(ctx); err != nil {
		return false, err
	}
	s := p.last
	s.aim([]entry{{v, 1}}, -way)
	how, err := s.minimize(ctx, float64(-way*target))
	if err != nil {
		return false, err
	}
	if how == reached {
		if _, ok := s.attained(); ok && p.seen.reaches(v, way, target) {
			return true, nil
		}
		// Rounding only said so: the true end decides.
		if how, err = s.minimize(ctx, math.Inf(-1)); err != nil {
			return false, err
		}
	}
	e := s.conclude(ctx, how)
	return e.value <= float64(-way*target), ctx.Err()
}

// attempts and changes bound the search for a small change.
const (
	attempts = 6
	changes  = 48
)

// move looks for a change of the known values by one amount, up or down in some cells, that changes a variable by amount
// and no sum.
func (p *part) move(v int32, amount int64) bool {
	c, seen := p.component, p.seen
	for try := range uint64(attempts) {
		m := &mover{c: c, broken: map[int32]int64{}, change: map[int32]int64{}, salt: mix(try<<32 + uint64(v))}
		m.put(v, amount)
		for len(m.change) < changes && len(m.open) > 0 {
			u, by, ok := m.mend(m.open[0])
			if !ok {
				break
			}
			m.put(u, by)
		}
		if len(m.open) > 0 {
			continue
		}
		for u, by := range m.change {
			seen.least[u] = min(seen.least[u], c.known[u]+by)
			seen.greatest[u] = max(seen.greatest[u], c.known[u]+by)
		}
		return true
	}
	return false
}

// mover is a change in the making.
type mover struct {
	c      *component
	broken map[int32]int64 // by how much rows are off
	open   []int32         // the rows that are off, in order
	change map[int32]int64
	salt   uint64
}

func (m *mover) put(v int32, by int64) {
	m.change[v] = by
	for k := m.c.colStart[v]; k < m.c.colStart[v+1]; k++ {
		i := m.c.colRow[k]
		was := m.broken[i]
		now := was + int64(m.c.colCoef[k])*by
		m.broken[i] = now
		switch {
		case now == 0:
			m.open = slices.DeleteFunc(m.open, func(r int32) bool { return r == i })
		case was == 0:
			m.open = append(m.open, i)
		}
	}
}

// mend chooses the variable that puts a row right again and spoils least elsewhere.
func (m *mover) mend(row int32) (v int32, by int64, ok bool) {
	best, least := int32(-1), int64(math.MaxInt64)
	var amount int64
	for k := m.c.rowStart[row]; k < m.c.rowStart[row+1]; k++ {
		u, coef := m.c.rowVar[k], int64(m.c.rowCoef[k])
		if _, used := m.change[u]; used || m.broken[row]%coef != 0 {
			continue
		}
		d := -m.broken[row] / coef
		value := m.c.known[u] + d
		if value < m.c.lo[u] || m.c.up[u] != Unbounded && value > m.c.up[u] {
			continue
		}
		// The lowest bits break ties, differently in each attempt.
		score := m.spoils(u, d)<<8 | int64(mix(m.salt+uint64(u))>>56)
		if score < least {
			best, least, amount = u, score, d
		}
	}
	return best, amount, best >= 0
}

// spoils is how many more rows are off after a change.
func (m *mover) spoils(v int32, by int64) int64 {
	var more int64
	for k := m.c.colStart[v]; k < m.c.colStart[v+1]; k++ {
		was := m.broken[m.c.colRow[k]]
		now := was + int64(m.c.colCoef[k])*by
		if was != 0 {
			more--
		}
		if now != 0 {
			more++
		}
	}
	return more
}
