package protection

import (
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// remember puts what left earlier into the scene: of areas of the same year all of it, of those of another year what has the same
// code. The newest delivery that has a cell says what is known of it.
func (s *scene) remember(earlier []indicator.Given) {
	for age, g := range earlier {
		k := g.Column.Key()
		id := string(k.Indicator)
		if k.Period != s.key.Period || k.Group != s.key.Group || id != s.root && !slices.Contains(s.figures, id) {
			continue
		}
		same := k.Division.Year == s.key.Division.Year
		for i := range g.Column.Len() {
			at := spot{g.Column.Index().Code(i), id}
			if _, asked := s.truth[at]; !asked && !same {
				continue
			}
			v := g.Column.At(i)
			x, known := v.Number()
			switch {
			case known && s.f.share[id]:
				if n, of, ok := g.Column.Ratio(i); ok {
					s.saw(at, n, age)
					if !s.public {
						s.saw(spot{at.area, s.f.parent[id]}, of, age)
					}
				}
			case known:
				s.saw(at, x, age)
			case v.Status() == indicator.Withheld:
				if _, newer := s.before[at]; !newer {
					s.before[at] = past{age: age}
				}
			}
		}
	}
}

func (s *scene) saw(at spot, x float64, age int) {
	n := int64(math.Round(x))
	s.numbers[at] = append(s.numbers[at], n)
	if _, newer := s.before[at]; !newer {
		s.before[at] = past{shown: true, n: n, age: age}
	}
}

// correct compares each cell with all that was ever shown of it. A small difference is a few people of whom it would be told that they
// came or went; what was withheld stays so.
func (s *scene) correct() {
	for _, at := range spots(s.truth) {
		n := s.truth[at]
		seen, is := s.before[at]
		switch {
		case s.public && at.figure == s.root:
			s.before[at] = past{shown: true, n: n}
			continue
		case is && seen.shown && seen.n == s.nearest(n) && (n == seen.n || n >= s.least):
			seen.n = n
			s.before[at] = seen
			continue
		case is && !seen.shown:
			s.risk[at], s.stays[at] = true, true
		}
		delete(s.before, at)
		for _, old := range s.numbers[at] {
			s.change(at, s.nearest(n)-old)
		}
	}
}

// change keeps a cell out that is a few people off.
func (s *scene) change(at spot, by int64) {
	if by = max(by, -by); by > 0 && by < s.least {
		s.risk[at], s.corrected = true, true
	}
}

// known is what is known of a cell for certain, here or by all.
func (s *scene) known(at spot) (int64, bool) {
	if n, ok := s.truth[at]; ok {
		return n, true
	}
	p, ok := s.before[at]
	return p.n, ok && p.shown
}

// sum is an equation between cells: a whole and its parts, as far as known.
type sum struct {
	whole   spot
	n, got  int64
	parts   []spot
	isPlace bool
	among   string
	// guessed is true when a number that was withheld is taken for the sum of what lies in it.
	guessed bool
}

// sums are all sums of areas and of figures of which every number is known, and those of which the known parts are too many already.
func (s *scene) sums() []sum {
	s.tree = s.treeOf()
	var all []sum
	for _, at := range spots(s.certain()) {
		n, _ := s.known(at)
		if got, parts, ok := s.below(at); ok || got > n {
			one := sum{whole: at, n: n, got: got, parts: parts, isPlace: true}
			for _, part := range parts {
				for up := s.tree.parent[part.area]; !up.IsZero() && up != at.area; up = s.tree.parent[up] {
					_, hidden := s.before[spot{up, at.figure}]
					one.guessed = one.guessed || hidden
				}
			}
			all = append(all, one)
		}
		for _, g := range s.groups() {
			if g.of != at.figure {
				continue
			}
			one := sum{whole: at, n: n, among: g.among}
			ok := true
			for _, id := range g.parts {
				part := spot{at.area, id}
				x, known := s.known(part)
				one.got, one.parts, ok = one.got+x, append(one.parts, part), ok && known
			}
			if ok || one.got > n {
				all = append(all, one)
			}
		}
	}
	return all
}

// certain are all cells with a known number.
func (s *scene) certain() map[spot]bool {
	all := map[spot]bool{}
	for at := range s.truth {
		all[at] = true
	}
	for at, p := range s.before {
		if p.shown {
			all[at] = true
		}
	}
	return all
}

// below adds up the areas below a cell, and those below them where one has no number or was withheld; ok is false when some are missing.
func (s *scene) below(at spot) (total int64, parts []spot, ok bool) {
	children := s.tree.children[at.area]
	ok = len(children) > 0
	for _, c := range children {
		part := spot{c, at.figure}
		n, known := s.known(part)
		list := []spot{part}
		if !known {
			n, list, known = s.below(part)
		}
		total, parts, ok = total+n, append(parts, list...), ok && known
	}
	return total, parts, ok
}

// settle makes what left earlier fit with the delivery. Where parts are more than their whole, one of the two is of another state of the
// same people: the oldest number is left out of the sums, and the difference treated as a correction.
func (s *scene) settle() error {
	for {
		touched, changed := map[spot]bool{}, false
		for _, one := range s.sums() {
			if one.n == one.got || one.n > one.got && !s.adjustable(one) {
				continue
			}
			cells := append([]spot{one.whole}, one.parts...)
			if slices.ContainsFunc(cells, func(at spot) bool { return touched[at] }) {
				continue // what it says is of before; it comes up again
			}
			for _, at := range cells {
				touched[at] = true
			}
			changed = true
			if err := s.mend(one); err != nil {
				return err
			}
		}
		if !changed {
			return nil
		}
	}
}

// mend makes one sum hold.
func (s *scene) mend(one sum) error {
	if s.adjustable(one) {
		s.adjust(one)
		return nil
	}
	oldest, found := s.oldest(one)
	if !found {
		return problem.New(problem.Invalid, "protection.not_sum", "area", one.whole.area.String(), "figure", s.name, "period", s.key.Period.String())
	}
	delete(s.before, oldest)
	switch _, ours := s.truth[one.whole]; {
	case ours:
		s.change(one.whole, one.got-one.n)
	case oldest == one.whole && s.all(one.parts):
		// Nobody asks for the whole, but it follows from its parts, and would be a correction if it were asked for.
		s.truth[oldest] = one.got
		s.change(oldest, one.got-one.n)
	}
	return nil
}

func (s *scene) all(parts []spot) bool {
	return !slices.ContainsFunc(parts, func(at spot) bool { _, ours := s.truth[at]; return !ours })
}

// oldest is the cell of a sum that left earliest and is not in the delivery.
func (s *scene) oldest(one sum) (found spot, ok bool) {
	age := -1
	for _, at := range append([]spot{one.whole}, one.parts...) {
		if _, ours := s.truth[at]; !ours && s.before[at].age > age {
			found, age, ok = at, s.before[at].age, true
		}
	}
	return found, ok
}

// adjustable reports whether a sum only fails because what left earlier was rounded.
func (s *scene) adjustable(one sum) bool {
	off, room := max(one.n-one.got, one.got-one.n), int64(0)
	free := false
	for _, at := range append([]spot{one.whole}, one.parts...) {
		if _, ours := s.truth[at]; !ours {
			room += s.base / 2
			free = free || !s.adjusted[at]
		}
	}
	return s.base > 1 && free && off > 0 && off <= room
}

// adjust gives one rounded number the value with which the sum holds.
func (s *scene) adjust(one sum) {
	give := func(at spot, n int64) bool {
		p, old := s.before[at]
		if _, ours := s.truth[at]; ours || !old || s.adjusted[at] || n < 0 {
			return false
		}
		p.n = n
		s.before[at], s.adjusted[at] = p, true
		return true
	}
	if give(one.whole, one.got) {
		return
	}
	for _, at := range one.parts {
		if give(at, s.before[at].n+one.n-one.got) {
			return
		}
	}
	for _, at := range one.parts { // none has room: the first stands as it is from now on
		s.adjusted[at] = true
	}
}

// tree is which areas lie in which, of the levels that occur.
type tree struct {
	codes    []area.Code
	parent   map[area.Code]area.Code
	children map[area.Code][]area.Code
}

func (s *scene) treeOf() tree {
	levels, seen := map[area.Level]bool{}, map[area.Code]bool{}
	var list []area.Code
	see := func(at spot) {
		levels[at.area.Level()] = true
		list = append(list, at.area)
	}
	for at := range s.truth {
		see(at)
	}
	for at := range s.before {
		see(at)
	}
	t := tree{parent: map[area.Code]area.Code{}, children: map[area.Code][]area.Code{}}
	for len(list) > 0 {
		c := list[len(list)-1]
		list = list[:len(list)-1]
		if seen[c] {
			continue
		}
		seen[c] = true
		t.codes = append(t.codes, c)
		up := c.Parent()
		for !up.IsZero() && !levels[up.Level()] {
			up = up.Parent()
		}
		if !up.IsZero() {
			t.parent[c] = up
			list = append(list, up)
		}
	}
	slices.SortFunc(t.codes, area.Code.Compare)
	for _, c := range t.codes {
		if up, ok := t.parent[c]; ok {
			t.children[up] = append(t.children[up], c)
		}
	}
	return t
}
