package disclosure_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
)

// published is a table as an attacker has it.
type published struct {
	subject *subject
	hidden  []bool
	primary []bool
	lone    []bool
}

func (s *subject) published(p disclosure.Protected) published {
	x := published{s, make([]bool, len(s.cells)), make([]bool, len(s.cells)), make([]bool, len(s.cells))}
	for i, cell := range s.cells {
		x.hidden[i], x.primary[i] = p.Hidden(i), p.Primary(i)
		x.lone[i] = p.Primary(i) && alone(s.world.numbers(cell), s.facts)
	}
	return x
}

// breaks lets an attacker loose on tables of one world; it gives the cells at risk that he works out.
func breaks(t *rapid.T, tables []published) (found [][]string) {
	w := tables[0].subject.world
	nature, a := newAttacker(w), newAttacker(w)
	small := tables[0].subject.rules.MinimumFrequency()
	for _, x := range tables {
		small = min(small, x.subject.rules.MinimumFrequency())
		nature.read(x.subject.cells, func(int) bool { return false })
		a.read(x.subject.cells, func(i int) bool { return !x.hidden[i] })
	}
	for _, x := range tables {
		for i, cell := range x.subject.cells {
			if x.primary[i] && a.knowsCell(cell) && !nature.knowsCell(cell) {
				found = append(found, cell)
			}
		}
		for _, row := range a.rests(x.subject.cells, small) {
			if a.knows(row) {
				found = append(found, []string{"a rest"})
			}
		}
		for _, pair := range a.insider(x.subject.cells, func(i int) bool { return x.primary[i] && x.hidden[i] && !a.knowsCell(x.subject.cells[i]) },
			func(i int) bool { return x.lone[i] && x.hidden[i] && !a.knowsCell(x.subject.cells[i]) }) {
			his, other := x.subject.cells[pair[0]], x.subject.cells[pair[1]]
			if !nature.knows(nature.row([][]string{his, other}, 1, -1)) { // the same people whatever the data are
				found = append(found, other)
			}
		}
	}
	return found
}

// Somebody with fractions and patience finds nothing, and what he finds when only the cells at risk are hidden, the audit finds.
func TestPromiseNothingAtRiskIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSubject(t)
		s.count = nil // the attacker of this test has no map
		p, a := secure(t, s, disclosure.Options{})
		leave(t, a)
		if found := breaks(t, []published{s.published(p)}); len(found) > 0 {
			t.Fatalf("%v found", found)
		}
	})
}

func TestPromiseNoInsiderLearns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSubject(t)
		s.count = nil // the attacker of this test has no map
		p, a := secure(t, s, disclosure.Options{})
		leave(t, a)
		x := s.published(p)
		for i := range x.hidden { // the audit of another table of the same cells: some more are hidden, which never tells more
			x.hidden[i] = x.hidden[i] || rapid.IntRange(0, 9).Draw(t, "hide too") == 0
		}
		if found := breaks(t, []published{x}); len(found) > 0 {
			t.Fatalf("%v found", found)
		}
	})
}

// When cells are hidden by chance, the audit and the attacker agree on what can be worked out.
func TestAuditFindsWhatAnAttackerFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSubject(t)
		s.count = nil
		a := s.assess(t)
		b, err := disclosure.NewReleaseBuilder("drawn", s.facts, s.world.dims()...)
		if err != nil {
			t.Fatal(err)
		}
		known, nature := newAttacker(s.world), newAttacker(s.world)
		hidden := make([]bool, len(s.cells))
		for i, cell := range s.cells {
			hidden[i] = a.Risk(i) != 0 || rapid.IntRange(0, 2).Draw(t, "hide") == 0
			state := disclosure.State{Shown: !hidden[i], Primary: a.Risk(i) != 0, Truth: true}
			if err := b.Add(cell, s.world.numbers(cell), state); err != nil {
				t.Fatal(err)
			}
		}
		known.read(s.cells, func(i int) bool { return !hidden[i] })
		nature.read(s.cells, func(int) bool { return false })
		var want []string
		for i, cell := range s.cells {
			if hidden[i] && known.knowsCell(cell) {
				want = append(want, key(cell))
			}
		}
		r, err := b.Release()
		if err != nil {
			t.Fatal(err)
		}
		v, err := disclosure.AttackReleases(t.Context(), []disclosure.Release{r}, disclosure.AuditOptions{Random: seeded("attack"), Explain: 1000})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, x := range v.Attacks {
			if x.Kind == disclosure.Exact {
				got = append(got, key(x.Cell))
				explained(t, s, x)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("%v found, not %v", got, want)
		}
	})
}

// explained checks that the combination of an attack gives the number of its cell.
func explained(t *rapid.T, s *subject, x disclosure.Attack) {
	t.Helper()
	if len(x.By) == 0 {
		return // known before a number was published
	}
	total := ratOf(t, "0")
	for _, term := range x.By {
		n := s.world.numbers(term.Cell)
		value := n.Count
		if s.facts != 0 {
			value = n.Sum
		}
		total.Add(total, ratOf(t, term.Times).Mul(ratOf(t, term.Times), ratInt(value)))
	}
	n := s.world.numbers(x.Cell)
	want := n.Count
	if s.facts != 0 {
		want = n.Sum
	}
	if total.Cmp(ratInt(want)) != 0 || x.Lower != float64(want) || x.Upper != float64(want) {
		t.Fatalf("%v is said to be %v by %v, but is %d", x.Cell, x.Lower, x.By, want)
	}
}

// withMap leaves an attacker only the pieces where somebody lives, of the areas where anybody lives: he has a map of them.
func (a *attacker) withMap() {
	var there [][]map[string]bool
	for i, in := range a.pieces {
		possible := true
		for d, x := range a.world.trees {
			possible = possible && (x.second == nil || a.world.lived(d, a.finest[i][d]))
		}
		if possible {
			there = append(there, in)
		}
	}
	a.pieces = there
}

// lived reports whether somebody lives in a piece, or nobody in one of the areas that it is cut from.
func (w *world) lived(d int, finest []string) bool {
	both, each := false, make([]bool, len(finest))
	for _, b := range w.batches {
		both = both || slices.Equal(b.finest[d], finest)
		for k := range finest {
			each[k] = each[k] || b.finest[d][k] == finest[k]
		}
	}
	return both || slices.Contains(each, false)
}

// Who has a map cannot take a neighbourhood off a postcode and find a few people.
func TestPromiseNoSmallDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSubject(t)
		s.count, s.rules = s.world.records(t, 0), parse(t, "name: few\nzeros: publish\nminimum_frequency: "+rapid.SampledFrom([]string{"2", "4", "9"}).Draw(t, "least")+"\n")
		p, audited := secure(t, s, disclosure.Options{})
		leave(t, audited)
		a := newAttacker(s.world)
		a.withMap()
		a.read(s.cells, func(i int) bool { return !p.Hidden(i) })
		there, _ := s.world.present(s.cells)
		for _, one := range s.cells {
			for d, x := range s.world.trees {
				if !slices.Contains(x.leaves, one[d]) {
					continue
				}
				for _, postcode := range x.second {
					other := slices.Clone(one)
					if other[d] = postcode; there[key(other)] {
						s.subtract(t, a, one, other)
					}
				}
			}
		}
	})
}

// subtract looks at who is in both of two areas, and in either alone.
func (s *subject) subtract(t *rapid.T, a *attacker, one, other []string) {
	t.Helper()
	for name, group := range map[string]func(in []map[string]bool) bool{
		"in both":        func(in []map[string]bool) bool { return lies(in, one) && lies(in, other) },
		"in one only":    func(in []map[string]bool) bool { return lies(in, one) && !lies(in, other) },
		"in other only ": func(in []map[string]bool) bool { return !lies(in, one) && lies(in, other) },
	} {
		n, row := int64(0), a.row(nil)
		for _, b := range s.world.batches {
			if group(b.in) {
				n += b.count
			}
		}
		for i, in := range a.pieces {
			if group(in) {
				row[i] = ratInt(1)
			}
		}
		if n > 0 && n < s.rules.MinimumFrequency() && a.knows(row) {
			t.Fatalf("%v and %v: %d %s", one, other, n, name)
		}
	}
}
