package ownarea

import (
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/ownarea/audit"
)

// gather finds the pieces of a figure. Where the number of a part is not known, that of the whole district or municipality
// takes the place of its parts, if all of it lies in the own area and its own number is published.
func (b *builder) gather(l *layer) (Answer, error) {
	var missing []area.Code
	unmeasured := 0
	for _, p := range b.area.Parts {
		one, ok := l.fine.read(p.Code, p.Share)
		if p.IsCut() && (b.isOwn(l.fine.main, p.Code) || l.fine.hasWeight && b.isOwn(l.fine.weight, p.Code)) {
			return Refused, nil
		}
		if ok {
			l.pieces = append(l.pieces, one)
			continue
		}
		missing = append(missing, p.Code)
		if s := l.fine.main.Find(p.Code).Status(); s == indicator.NotMeasured || s == indicator.NotYetPublished {
			unmeasured++
		}
	}
	for _, c := range missing {
		if slices.ContainsFunc(l.value.Totals, c.Within) {
			continue
		}
		total, ok, err := b.total(l, c)
		if err != nil {
			return Refused, err
		}
		if !ok && unmeasured == len(b.area.Parts) {
			return NotMeasured, nil
		}
		if !ok {
			return Refused, nil
		}
		within := func(x area.Code) bool { return x.Within(total.code) }
		l.pieces = slices.DeleteFunc(l.pieces, func(p piece) bool { return within(p.code) })
		l.value.Totals = append(slices.DeleteFunc(l.value.Totals, within), total.code)
		l.pieces = append(l.pieces, total)
	}
	slices.SortFunc(l.value.Totals, area.Code.Compare)
	return Given, nil
}

// isOwn reports whether a number came in with a delivery of the municipality itself.
func (b *builder) isOwn(c indicator.Column, code area.Code) bool {
	i, ok := c.Index().Find(code)
	return ok && !b.public[c.DeliveryAt(i)]
}

// total returns the smallest area above a part that lies wholly in the own area and has a number.
func (b *builder) total(l *layer, c area.Code) (piece, bool, error) {
	for above := c.Parent(); above.Level() >= area.Municipality; above = above.Parent() {
		if !b.holds(above) {
			return piece{}, false, nil // what lies above it is not held either
		}
		g, err := b.above(l, above.Level())
		if err != nil {
			return piece{}, false, err
		}
		if g == nil {
			continue
		}
		if p, ok := g.read(above, Whole); ok {
			return p, true, nil
		}
	}
	return piece{}, false, nil
}

// holds reports whether all land of an area lies in the own area.
func (b *builder) holds(c area.Code) bool {
	d := b.divisions[b.area.Division.Level]
	from, to := d.Index().Range(c)
	for i := from; i < to; i++ {
		if a := d.At(i); a.Kind == area.Land && b.area.share(a.Code) != Whole {
			return false
		}
	}
	return to > from
}

// above returns the columns of a figure at a higher level.
func (b *builder) above(l *layer, level area.Level) (*grade, error) {
	if g, ok := l.coarse[level]; ok {
		return g, nil
	}
	g, err := b.grade(l, level)
	l.coarse[level] = g
	return g, err
}

// give has the register remember the figures, each after a check with what was given before and with what is published.
func (b *builder) give(register Register, layers []*layer) (full bool, err error) {
	var wanted []*layer
	var entries []Entry
	for _, l := range layers {
		if l.value.Answer == Given {
			wanted, entries = append(wanted, l), append(entries, b.entry(l))
		}
	}
	if len(wanted) == 0 {
		return false, nil
	}
	may, full, err := register.GiveOwnArea(b.ctx, b.r, entries, func(i int, earlier func() ([]Entry, error)) (Verdict, error) {
		return b.judge(wanted[i], earlier)
	})
	if err != nil {
		return false, err
	}
	for i, l := range wanted {
		if !may[i] {
			l.refuse()
		}
	}
	return full, nil
}

// entry returns what the register keeps of a figure.
func (b *builder) entry(l *layer) Entry {
	e := Entry{Key: l.value.Key, Parts: b.area.Parts}
	for _, p := range l.pieces {
		e.Low, e.High = e.Low+p.share*p.low, e.High+p.share*p.high
	}
	return e
}

// judge checks one figure. Where the number of every part is published it is a sum of what anybody can read; otherwise it leans
// on totals, in which numbers that are not published are hidden. What follows from what is published is found without looking
// at what was given before, so that neither the answer nor the time it takes tells what others asked.
func (b *builder) judge(l *layer, earlier func() ([]Entry, error)) (Verdict, error) {
	if len(l.value.Totals) == 0 {
		return Follows, nil
	}
	s := &scene{b: b, l: l, cells: map[area.Code]int{}}
	around, err := s.published()
	if err != nil {
		return MayNot, err
	}
	var next audit.Statement
	var proof []audit.Statement
	for _, c := range l.value.Totals {
		one, ok, err := s.total(c)
		if err != nil || !ok {
			return MayNot, err
		}
		next.Terms = append(next.Terms, one.Terms...)
		next.Low, next.High = next.Low+one.Low, next.High+one.High
		if is, ok := around.of[c]; ok {
			proof = append(proof, is)
		}
	}
	// Sums of numbers in binary differ in their last digit by the order in which they were added.
	next.Low, next.High = next.Low-dust*math.Abs(next.Low), next.High+dust*math.Abs(next.High)
	if audit.Follows(proof, next) {
		return Follows, nil
	}
	known := audit.Known{Base: around.all, Protect: math.Inf(1)}
	before, err := earlier()
	if err != nil {
		return MayNot, err
	}
	for _, e := range before {
		known.Earlier = append(known.Earlier, s.entry(e))
	}
	if !audit.MayGive(known, next) {
		return MayNot, nil
	}
	return Adds, nil
}

// dust is what adding up in binary may leave, as a part of a sum.
const dust = 1e-9

// scene turns figures into statements about the numbers that are not known, each of which is a cell.
type scene struct {
	b     *builder
	l     *layer
	cells map[area.Code]int
}

// add takes an area out of a statement: known numbers by what they are at least and at most, others as a term.
func (s *scene) add(to *audit.Statement, c area.Code, weight float64) {
	p, ok := s.l.fine.read(c, Whole)
	if ok {
		to.Low, to.High = to.Low-weight*p.high, to.High-weight*p.low
		return
	}
	n, seen := s.cells[c]
	if !seen {
		n = len(s.cells)
		s.cells[c] = n
	}
	to.Terms = append(to.Terms, audit.Term{Cell: n, Weight: weight})
}

// total says what the published number of an area tells about the parts without one.
func (s *scene) total(c area.Code) (audit.Statement, bool, error) {
	g, err := s.b.above(s.l, c.Level())
	if err != nil || g == nil {
		return audit.Statement{}, false, err
	}
	p, ok := g.read(c, Whole)
	if !ok {
		return audit.Statement{}, false, nil
	}
	out := audit.Statement{Low: p.low, High: p.high}
	d := s.b.divisions[s.b.area.Division.Level]
	from, to := d.Index().Range(c)
	for i := from; i < to; i++ {
		s.add(&out, d.At(i).Code, 1)
	}
	return out, true, nil
}

// published is what the districts and municipalities around tell, in order and by their codes.
type published struct {
	all []audit.Statement
	of  map[area.Code]audit.Statement
}

// published says what all districts and municipalities around tell.
func (s *scene) published() (published, error) {
	list := published{of: map[area.Code]audit.Statement{}}
	d := s.b.divisions[s.b.area.Division.Level]
	for _, m := range s.b.area.Municipalities() {
		above := []area.Code{m}
		from, to := d.Index().Range(m)
		for i := from; i < to; i++ {
			if c := d.At(i).Code.District(); d.ID().Level == area.Neighbourhood && !slices.Contains(above, c) {
				above = append(above, c)
			}
		}
		for _, c := range above {
			one, ok, err := s.total(c)
			if err != nil {
				return published{}, err
			}
			if ok {
				list.all, list.of[c] = append(list.all, one), one
			}
		}
	}
	return list, nil
}

// entry says what an earlier result tells about the parts that are without a number now.
func (s *scene) entry(e Entry) audit.Statement {
	out := audit.Statement{Low: e.Low, High: e.High}
	for _, p := range e.Parts {
		s.add(&out, p.Code, float64(p.Share)/Whole)
	}
	return out
}
