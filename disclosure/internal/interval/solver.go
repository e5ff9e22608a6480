package interval

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"sync"

	"github.com/buurtbeeld/buurtbeeld/disclosure/internal/interval/basis"
)

// Solver answers questions about one system (Dutch: oplosser). It may be used by several goroutines; questions about one component wait for
// each other.
type Solver struct {
	system System
	rest   *reduced
	parts  []*part
	place  []spot
}

// part is a component with the search that was last used for it.
type part struct {
	*component
	mutex sync.Mutex
	first *search // the first corner, which does not change any more
	last  *search
	seen  *witness
}

// New checks a system, takes out what needs no linear program and splits the rest into components. It refuses a system
// without a solution; without known values it takes a search in each component to find that out.
func New(s System) (*Solver, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	rest, err := reduce(&s)
	if err != nil {
		return nil, err
	}
	parts, place := rest.split(s.Feasible)
	out := &Solver{system: s, rest: rest, place: place}
	for _, c := range parts {
		if c.known == nil {
			if err := c.findStart(); err != nil {
				return nil, err
			}
		}
		out.parts = append(out.parts, &part{component: c, seen: newWitness(c)})
	}
	return out, nil
}

// Bounds gives what can be deduced of one variable.
//
// Promise: KnownValuesNeverNarrow. The interval is that of the attacker, who does not have the known values.
// Promise: NoMultipliersProveTooMuch. An end that is Exact is reached by a solution, and no solution lies beyond it.
// Not promised: what follows from numbers being whole. An attacker who tries all tables of whole numbers may narrow an
// interval further, at most to the whole numbers that tables with the same sums have.
func (s *Solver) Bounds(ctx context.Context, v int32) (Interval, error) {
	return s.BoundsOf(ctx, []Term{{v, 1}})
}

// question is an objective within one component.
type question struct {
	part  int32
	terms []entry
}

// split tells what of a combination is certain, and what each component has to say.
func (s *Solver) split(terms []Term) (Interval, []question, error) {
	var offset wide
	sum := map[int32]int64{}
	for _, t := range terms {
		if t.Var < 0 || int(t.Var) >= s.system.Vars {
			return Interval{}, nil, fmt.Errorf("%w: %d of %d", ErrVariable, t.Var, s.system.Vars)
		}
		l := s.rest.resolve(t.Var)
		offset.add(int64(t.Coef), l.offset)
		sum[l.to] += int64(t.Coef) * l.sign
	}
	var own []entry
	for v, c := range sum {
		if c != 0 {
			own = append(own, entry{v, c})
		}
	}
	slices.SortFunc(own, func(a, b entry) int { return int(a.at - b.at) })
	base, _ := new(big.Float).SetInt(offset.big()).Float64()
	out := Interval{Lower: base, Upper: base, Exact: true}
	var ask []question
	at := map[int32]int{}
	for _, e := range own {
		low, high := s.rest.lo[e.at], s.rest.up[e.at]
		where := s.place[e.at]
		if where.part < 0 || low == high {
			out = out.plus(free(e.coef, low, high))
			continue
		}
		k, ok := at[where.part]
		if !ok {
			k = len(ask)
			at[where.part] = k
			ask = append(ask, question{part: where.part})
		}
		ask[k].terms = append(ask[k].terms, entry{where.at, e.coef})
	}
	return out, ask, nil
}

// free is the interval of a variable that no equation has.
func free(coef, low, high int64) Interval {
	i := Interval{Lower: float64(low), Upper: float64(high), Exact: true}
	if low == -Unbounded {
		i.Lower, i.LowerUnbounded = math.Inf(-1), true
	}
	if high == Unbounded {
		i.Upper, i.UpperUnbounded = math.Inf(1), true
	}
	return i.times(float64(coef))
}

func (i Interval) times(by float64) Interval {
	i.Lower, i.Upper = i.Lower*by, i.Upper*by
	if by < 0 {
		i.Lower, i.Upper = i.Upper, i.Lower
		i.LowerUnbounded, i.UpperUnbounded = i.UpperUnbounded, i.LowerUnbounded
	}
	return i
}

func (i Interval) plus(o Interval) Interval {
	return Interval{
		i.Lower + o.Lower, i.Upper + o.Upper, i.LowerUnbounded || o.LowerUnbounded,
		i.UpperUnbounded || o.UpperUnbounded, i.Exact && o.Exact,
	}
}

// BoundsOf gives what can be deduced of a combination of variables, such as a difference.
func (s *Solver) BoundsOf(ctx context.Context, terms []Term) (Interval, error) {
	out, ask, err := s.split(terms)
	if err != nil {
		return Interval{}, err
	}
	for _, q := range ask {
		p := s.parts[q.part]
		p.mutex.Lock()
		i, err := p.ask(ctx, q.terms)
		p.mutex.Unlock()
		if err != nil {
			return Interval{}, err
		}
		out = out.plus(i)
	}
	return out, nil
}

// ask answers a question with the search of the part itself.
func (p *part) ask(ctx context.Context, terms []entry) (Interval, error) {
	if err := p.ready(ctx); err != nil {
		return Interval{}, err
	}
	return p.last.interval(ctx, terms)
}

// ready makes the search of the part itself.
func (p *part) ready(ctx context.Context) error {
	if p.last != nil {
		return nil
	}
	if err := p.open(ctx); err != nil {
		return err
	}
	p.last = p.first.clone(p.seen)
	return nil
}

// open finds the first corner.
func (p *part) open(ctx context.Context) error {
	if p.first != nil {
		return nil
	}
	s := newSearch(p.component, p.seen)
	if err := s.begin(ctx); err != nil {
		return err
	}
	p.first = s
	return nil
}

// interval is both ends of an objective.
func (s *search) interval(ctx context.Context, terms []entry) (Interval, error) {
	low, err := s.end(ctx, terms, 1)
	if err != nil {
		return Interval{}, err
	}
	high, err := s.end(ctx, terms, -1)
	if err != nil {
		return Interval{}, err
	}
	return Interval{low.value, -high.value, math.IsInf(low.value, 0), math.IsInf(high.value, 0), low.exact && high.exact}, nil
}

// end is one end of an interval.
type end struct {
	value float64
	exact bool
}

// end finds the least value of sign times an objective.
func (s *search) end(ctx context.Context, terms []entry, sign int64) (end, error) {
	if err := ctx.Err(); err != nil {
		return end{}, err
	}
	if len(terms) == 1 {
		t := terms[0]
		if value, ok := s.settled(t.at, t.coef*sign > 0); ok {
			return end{float64(sign * t.coef * value), true}, nil
		}
	}
	s.aim(terms, sign)
	how, err := s.minimize(ctx, math.Inf(-1))
	if errors.Is(err, basis.ErrSingular) {
		how, err = s.again(ctx)
	}
	if err != nil {
		return end{}, err
	}
	e := s.conclude(ctx, how)
	return e, ctx.Err()
}

// conclude proves the end that a walk came to.
func (s *search) conclude(ctx context.Context, how outcome) end {
	if how == endless && s.ray() {
		return end{math.Inf(-1), true}
	}
	if how == optimal {
		if value, ok := s.proven(); ok {
			f, _ := value.Float64()
			return end{f, true}
		}
	}
	switch value, ok := s.repair(ctx); {
	case ok && value == nil:
		return end{math.Inf(-1), true}
	case ok:
		f, _ := value.Float64()
		return end{f, true}
	case how == endless:
		return end{math.Inf(-1), false}
	}
	return end{s.objective(), false}
}

// settled gives the end of one variable where a proven point has reached what single rows allow.
func (s *search) settled(v int32, low bool) (int64, bool) {
	if low {
		return s.c.outerLo[v], s.seen.least[v] == s.c.outerLo[v]
	}
	return s.c.outerUp[v], s.seen.greatest[v] == s.c.outerUp[v]
}

// again starts anew from the known values where rounding has made a basis useless.
func (s *search) again(ctx context.Context) (outcome, error) {
	if err := s.begin(ctx); err != nil {
		return 0, fmt.Errorf("%w: %w", ErrStalled, err)
	}
	return s.minimize(ctx, math.Inf(-1))
}
