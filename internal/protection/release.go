package protection

import (
	"context"
	"io"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
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
	if len(s.truth) == 0 {
		return nil, nil
	}
	rests := s.rests()
	dims, err := s.dimensions(rests)
	if err != nil {
		return nil, err
	}
	table, order, err := s.table(dims)
	if err != nil {
		return nil, err
	}
	ledger, err := s.ledger(dims, rests)
	if err != nil {
		return nil, err
	}
	assessed, err := table.Assess(s.rules)
	if err != nil {
		return nil, err
	}
	protected, err := assessed.Protect(ctx, disclosure.Options{Random: random, Ledger: ledger})
	if err != nil {
		return nil, err
	}
	audited, err := protected.Audit(ctx, disclosure.AuditOptions{Random: random, Ledger: ledger, Explain: 1})
	if err != nil {
		return nil, err
	}
	cells, err := audited.Cells()
	if err != nil {
		if first, found := audited.Verdict().First(); found {
			return nil, &disclosure.CellError{Cell: first.Cell, Err: err}
		}
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

// left are the sums of which the whole is more than its parts, so that something is left that nobody counted. Exact are those that hold.
type left struct {
	place map[string]bool
	thing map[string]bool
	exact []sum
}

func (s *scene) rests() left {
	l := left{map[string]bool{}, map[string]bool{}, nil}
	for _, one := range s.sums() {
		switch {
		case one.n == one.got:
			l.exact = append(l.exact, one)
		case one.isPlace:
			l.place[one.whole.area.String()] = true
		default:
			l.thing[one.whole.figure+rest+one.among] = true
		}
	}
	return l
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
func (s *scene) ledger(dims []disclosure.Dimension, l left) (disclosure.Ledger, error) {
	type entry struct {
		area  string
		n     int64
		shown bool
	}
	known := map[string][]entry{}
	for _, at := range spots(s.before) {
		known[at.figure] = append(known[at.figure], entry{at.area.String(), s.before[at].n, s.before[at].shown})
	}
	for _, one := range l.exact {
		// Where nothing is left, anybody may take it so.
		if one.isPlace && l.place[one.whole.area.String()] {
			known[one.whole.figure] = append(known[one.whole.figure], entry{one.whole.area.String() + rest, 0, true})
		}
		if other := one.whole.figure + rest + one.among; !one.isPlace && l.thing[other] {
			known[other] = append(known[other], entry{one.whole.area.String(), 0, true})
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
			return disclosure.Ledger{}, err
		}
		for _, e := range known[figure] {
			n, state := disclosure.Numbers{Count: e.n}, disclosure.State{Shown: e.shown, Primary: !e.shown}
			if !e.shown { // somebody may be all there is: who that is was not kept
				n.Count, state.Truth = 1, true
			}
			if err := b.Add([]string{e.area, figure}, n, state); err != nil {
				return disclosure.Ledger{}, err
			}
		}
		r, err := kept(b)
		if err != nil {
			return disclosure.Ledger{}, err
		}
		releases = append(releases, r)
	}
	return disclosure.NewLedger(releases...), nil
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
