package protection

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// The names of the dimensions.
const (
	places = "area"
	things = "figure"
)

// nobody and plenty are what a cell is out of when it may not be shown, and when nothing is against it.
const (
	nobody = 0
	plenty = 1 << 40
)

// release protects the table, has it attacked together with what left earlier, and gives the cells that may be shown.
func (s *scene) release(ctx context.Context, random io.Reader) (map[spot]int64, error) {
	if shown, same := s.again(); same {
		return shown, nil
	}
	rests, err := s.rests()
	if err != nil {
		return nil, err
	}
	dims, err := s.dimensions(rests)
	if err != nil {
		return nil, err
	}
	table, order, err := s.table(dims)
	if err != nil {
		return nil, err
	}
	known, err := s.learned(ctx, random, dims, rests)
	if err != nil {
		return nil, err
	}
	assessed, err := table.Assess(s.rules)
	if err != nil {
		return nil, err
	}
	options := disclosure.Options{Random: random, Ledger: known.quiet}
	protected, err := assessed.Protect(ctx, options)
	if errors.Is(err, disclosure.ErrGivenDiscloses) {
		// It may be that only somebody who is alone in a cell learns another, and that one is large: the audit tells.
		options.IgnoreInsiders = true
		protected, err = assessed.Protect(ctx, options)
	}
	if err != nil {
		return nil, err
	}
	audited, learns, err := s.audit(ctx, protected, known, disclosure.AuditOptions{Random: random, Ledger: known.ledger, Explain: 1})
	if err != nil {
		return nil, err
	}
	if len(learns) > 0 {
		if !s.keepOut(learns) {
			return nil, &disclosure.CellError{Cell: learns[0], Err: disclosure.ErrNotSafe}
		}
		return s.release(ctx, random)
	}
	cells, err := audited.Cells()
	if err != nil {
		return nil, err
	}
	shown, i := map[spot]int64{}, 0
	for c := range cells {
		if c.Shown {
			shown[order[i]] = c.Count
		}
		i++
	}
	return shown, nil
}

// again gives the cells of a delivery that holds nothing but what left before: it is shown as it was.
func (s *scene) again() (shown map[spot]int64, same bool) {
	shown = map[spot]int64{}
	for at, n := range s.truth {
		switch {
		case s.before[at].shown && s.before[at].n == n:
			shown[at] = s.nearest(n)
		case !s.stays[at]:
			return nil, false
		}
	}
	return shown, true
}

// learned is what left earlier, and what somebody who was alone in one of its cells could work out then already. In truth nobody was, or
// it was no secret: those deliveries were attacked with all numbers at hand, which are gone now.
type learned struct {
	ledger disclosure.Ledger
	// quiet is the same without those who could be alone in such cells.
	quiet disclosure.Ledger
	// group is, for each cell that follows from another, which that is.
	group map[string]string
}

func (s *scene) learned(ctx context.Context, random io.Reader, dims []disclosure.Dimension, l left) (learned, error) {
	k := learned{group: map[string]string{}}
	releases, err := s.ledger(dims, l, nil)
	if err != nil || len(releases) == 0 {
		return k, err
	}
	v, err := disclosure.AttackReleases(ctx, releases, disclosure.AuditOptions{Random: random, Explain: 1, SmallGroup: s.least})
	if err != nil {
		return k, err
	}
	for _, attack := range v.Attacks {
		if attack.Kind == disclosure.Insider {
			by := nameOf(attack.Knows)
			k.group[nameOf(attack.Cell)], k.group[by] = by, by
		}
	}
	quiet, err := s.ledger(dims, l, k.group)
	k.ledger, k.quiet = disclosure.NewLedger(releases...), disclosure.NewLedger(quiet...)
	return k, err
}

// has reports whether an insider learns no more than before.
func (k learned) has(a disclosure.Attack) bool {
	by, ok := k.group[nameOf(a.Knows)]
	return ok && k.group[nameOf(a.Cell)] == by
}

func nameOf(cell []string) string { return strings.Join(cell, ";") }

// audit attacks the table. Of cells that were withheld earlier it is not known why; who is alone in a cell and learns another from it does
// harm only where that one can be small.
func (s *scene) audit(ctx context.Context, p disclosure.Protected, known learned, o disclosure.AuditOptions) (a disclosure.Audited, learns [][]string, err error) {
	if a, err = p.Audit(ctx, o); err != nil {
		return a, nil, err
	}
	for _, attack := range a.Verdict().Attacks {
		switch {
		case !attack.Harms:
		case attack.Kind != disclosure.Insider:
			return a, nil, &disclosure.CellError{Cell: attack.Cell, Err: disclosure.ErrNotSafe}
		case !s.large(attack.Cell) && !known.has(attack):
			learns = append(learns, attack.Cell)
		}
	}
	o.IgnoreInsiders = true
	a, err = p.Audit(ctx, o)
	return a, learns, err
}

// keepOut marks the cells of the delivery that hold what an insider would learn, and reports whether there were any left to mark.
func (s *scene) keepOut(learns [][]string) (marked bool) {
	for _, cell := range learns {
		code, err := area.ParseCode(cell[0])
		for at := code; err == nil && !at.IsZero(); at = at.Parent() {
			for _, figure := range append([]string{s.root}, s.figures...) {
				one := spot{at, figure}
				if _, ours := s.truth[one]; ours && !s.before[one].shown && !s.risk[one] && !s.follows(one) {
					s.risk[one], marked = true, true
				}
			}
		}
	}
	return marked
}

// follows reports whether a cell is the sum of cells that left earlier, so that there is nothing to keep.
func (s *scene) follows(at spot) bool {
	_, parts, ok := s.below(at)
	return ok && !slices.ContainsFunc(parts, func(p spot) bool { return !s.before[p].shown })
}

// large reports whether a cell holds many people for certain.
func (s *scene) large(cell []string) bool {
	code, err := area.ParseCode(cell[0])
	return err == nil && s.least <= s.floor(spot{code, cell[1]})
}

// floor is how many people a cell holds at least, by what is known of it and of what lies in it.
func (s *scene) floor(at spot) int64 {
	if n, ok := s.known(at); ok {
		return n
	}
	least, places := int64(0), int64(0)
	for _, c := range s.tree.children[at.area] {
		places += s.floor(spot{c, at.figure})
	}
	sums := map[string]int64{}
	for _, id := range s.figures {
		if s.f.parent[id] == at.figure {
			sums[s.f.among[id]] += s.floor(spot{at.area, id})
			least = max(least, sums[s.f.among[id]])
		}
	}
	return max(least, places)
}

// left are the sums of which the whole is more than its parts, so that something is left that nobody counted. Exact are those that hold.
type left struct {
	place map[string]bool
	thing map[string]bool
	exact []sum
}

func (s *scene) rests() (left, error) {
	l := left{map[string]bool{}, map[string]bool{}, nil}
	for _, one := range s.sums() {
		switch {
		case one.guessed && one.n != one.got:
			// Somebody is left beside the parts, but whether of this area or of one in it that was withheld is not known any more.
			return l, problem.New(problem.Invalid, "protection.left_over", "area", one.whole.area.String(), "figure", s.name, "period", s.key.Period.String())
		case one.n == one.got:
			l.exact = append(l.exact, one)
		case one.isPlace:
			l.place[one.whole.area.String()] = true
		default:
			l.thing[one.whole.figure+rest+one.among] = true
		}
	}
	for _, at := range spots(s.before) {
		s.unsaid(at, l)
	}
	return l, nil
}

// unsaid finds sums in which one number was withheld and all others left. Had nobody been left beside the parts, then it would have left
// with them, which the attack on those deliveries ruled out.
func (s *scene) unsaid(at spot, l left) {
	if s.before[at].shown {
		return
	}
	given := func(one spot) bool { return one == at || s.before[one].shown }
	all := func(parts []spot) bool {
		return len(parts) > 0 && !slices.ContainsFunc(parts, func(p spot) bool { return !given(p) })
	}
	up, below := s.tree.parent[at.area], func(c area.Code) (parts []spot) {
		for _, child := range s.tree.children[c] {
			parts = append(parts, spot{child, at.figure})
		}
		return parts
	}
	if all(below(at.area)) {
		l.place[at.area.String()] = true
	}
	if !up.IsZero() && given(spot{up, at.figure}) && all(below(up)) {
		l.place[up.String()] = true
	}
	for _, g := range s.groups() {
		whole, parts := spot{at.area, g.of}, []spot(nil)
		for _, id := range g.parts {
			parts = append(parts, spot{at.area, id})
		}
		if (whole == at || slices.Contains(parts, at)) && given(whole) && all(parts) {
			l.thing[g.of+rest+g.among] = true
		}
	}
}

func (s *scene) dimensions(l left) ([]disclosure.Dimension, error) {
	var codes, figures []disclosure.Code
	for _, c := range s.tree.codes {
		if c.Parent().IsZero() {
			continue // the country is the total
		}
		code := disclosure.Code{Name: c.String(), Level: c.Level().String()}
		if up, ok := s.tree.parent[c]; ok && !up.Parent().IsZero() {
			code.Parents = []string{up.String()}
		}
		codes = append(codes, code)
	}
	for _, c := range s.tree.codes {
		children := s.tree.children[c]
		if !l.place[c.String()] {
			continue
		}
		code := disclosure.Code{Name: c.String() + rest, Level: children[0].Level().String()}
		if !c.Parent().IsZero() {
			code.Parents = []string{c.String()}
		}
		codes = append(codes, code)
	}
	seen := map[string]bool{}
	for _, id := range s.figures {
		of, among := s.f.parent[id], s.f.among[id]
		var up []string
		if of != s.root {
			up = []string{of}
		}
		figures = append(figures, disclosure.Code{Name: id, Level: among, Parents: up})
		if other := of + rest + among; !seen[other] && (s.f.share[id] || l.thing[other]) {
			seen[other] = true
			figures = append(figures, disclosure.Code{Name: other, Level: among, Parents: up})
		}
	}
	where, err := disclosure.NewDimension(places, "NL00", codes)
	if err != nil {
		return nil, err
	}
	what, err := disclosure.NewDimension(things, s.root, figures)
	return []disclosure.Dimension{where.OfPlaces(), what}, err
}

// table is the delivery as disclosure control takes it, with the cells in order.
func (s *scene) table(dims []disclosure.Dimension) (disclosure.Table, []spot, error) {
	b, err := disclosure.NewBuilder(disclosure.Denominators, dims...)
	if err != nil {
		return disclosure.Table{}, nil, err
	}
	order := spots(s.truth)
	for _, at := range order {
		n := disclosure.Numbers{Count: s.truth[at], Denominator: plenty}
		if of, share := s.outOf[at]; share {
			n.Denominator = of
		}
		if s.risk[at] {
			n.Denominator = nobody
		}
		if err := b.Add([]string{at.area.String(), at.figure}, n); err != nil {
			return disclosure.Table{}, nil, err
		}
	}
	t, err := b.Table()
	return t, order, err
}

// ledger is what is known beside the delivery: a release for each figure, so that an area that has one figure and not the other is not
// taken for empty.
func (s *scene) ledger(dims []disclosure.Dimension, l left, quiet map[string]string) ([]disclosure.Release, error) {
	type entry struct {
		area        string
		n           int64
		shown, lone bool
		// large is true when it holds many people for certain, so that it was withheld for the sake of others.
		large bool
	}
	known := map[string][]entry{}
	for _, at := range spots(s.before) {
		known[at.figure] = append(known[at.figure], entry{at.area.String(), s.before[at].n, s.before[at].shown, s.floor(at) < 2, s.floor(at) >= s.least})
	}
	for _, one := range l.exact {
		// Where nothing is left, anybody may take it so.
		if one.isPlace && l.place[one.whole.area.String()] {
			known[one.whole.figure] = append(known[one.whole.figure], entry{one.whole.area.String() + rest, 0, true, false, false})
		}
		if other := one.whole.figure + rest + one.among; !one.isPlace && l.thing[other] {
			known[other] = append(known[other], entry{one.whole.area.String(), 0, true, false, false})
		}
	}
	var releases []disclosure.Release
	names := make([]string, 0, len(known))
	for figure := range known {
		names = append(names, figure)
	}
	slices.Sort(names)
	for _, figure := range names {
		b, err := disclosure.NewReleaseBuilder(figure, 0, dims...)
		if err != nil {
			return nil, err
		}
		for _, e := range known[figure] {
			n, state := disclosure.Numbers{Count: e.n}, disclosure.State{Shown: e.shown, Primary: !e.shown && !e.large}
			if _, told := quiet[nameOf([]string{e.area, figure})]; !e.shown && e.lone && !told { // somebody may be all there is: who that is was not kept
				n.Count, state.Truth = 1, true
			}
			if err := b.Add([]string{e.area, figure}, n, state); err != nil {
				return nil, err
			}
		}
		r, err := kept(b)
		if err != nil {
			return nil, err
		}
		releases = append(releases, r)
	}
	return releases, nil
}

// kept is a release in the form in which ledgers keep it: with who may be alone in a cell, and without any number of withheld ones.
func kept(b *disclosure.ReleaseBuilder) (r disclosure.Release, err error) {
	if r, err = b.Release(); err != nil {
		return r, err
	}
	text, err := r.MarshalJSON()
	if err != nil {
		return r, err
	}
	err = r.UnmarshalJSON(text)
	return r, err
}
