package disclosure_test

import (
	"encoding/json"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
)

// next is another table of the same people: other margins, other codes, the same rules or others.
func next(t *rapid.T, s *subject) *subject {
	n := *s
	n.shape = drawShape(t, s.world)
	n.shape.without = s.shape.without // what is empty by nature is so in every table
	if n.cells = s.world.cells(n.shape); len(n.cells) == 0 {
		n.shape, n.cells = s.shape, s.cells
	}
	if rapid.Bool().Draw(t, "other rules") {
		n.rules = parse(t, drawRules(t, s.facts))
	}
	n.table = s.world.build(t, s.facts, n.cells)
	return &n
}

func left(t *rapid.T, a disclosure.Audited, name string) disclosure.Release {
	t.Helper()
	r, err := a.Release(name, "drawn")
	if err != nil {
		t.Fatalf("%v: %+v", err, a.Verdict().Attacks)
	}
	return r
}

// Two or three tables in a row, each protected against those before, are safe together; what was shown is shown again.
func TestPromiseLedgerStaysSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSubject(t)
		var releases []disclosure.Release
		var tables []published
		shown := map[string]bool{}
		for i := range rapid.IntRange(2, 3).Draw(t, "releases") {
			ledger := disclosure.NewLedger(releases...)
			p, err := s.protect(disclosure.Options{Ledger: ledger})
			if err != nil {
				refusedRightly(t, s, tables, releases, err)
				return
			}
			a, err := s.audit(p, disclosure.AuditOptions{Ledger: ledger})
			if err != nil {
				t.Fatal(err)
			}
			if onlyUnnamed(a.Verdict()) {
				return // a group that only several tables together tell, and no table names: the audit keeps the table inside
			}
			for _, c := range leave(t, a) {
				if shown[key(c.Codes)] && !c.Shown {
					t.Fatalf("%v was shown before, and is withheld now", c.Codes)
				}
				shown[key(c.Codes)] = shown[key(c.Codes)] || c.Shown
			}
			releases, tables = append(releases, left(t, a, string(rune('1'+i)))), append(tables, s.published(p))
			certify(t, s, a, releases)
			s = next(t, s)
		}
		if s.count == nil {
			if found := breaks(t, tables); len(found) > 0 {
				t.Fatalf("%v found", found)
			}
		}
		v, err := disclosure.AttackReleases(t.Context(), releases, disclosure.AuditOptions{Random: seeded("all"), Counter: s.count, SmallGroup: 1})
		if err != nil || !v.Safe() {
			t.Fatalf("%v %+v", err, v.Attacks)
		}
	})
}

// onlyUnnamed reports whether an audit refused a table, and only for groups that no table names.
func onlyUnnamed(v disclosure.Verdict) bool {
	for _, x := range v.Attacks {
		if x.Harms && x.Kind != disclosure.Differencing {
			return false
		}
	}
	return !v.Safe()
}

// refusedRightly checks that a table was refused because what left before gives one of its cells, or a small group, away.
func refusedRightly(t *rapid.T, s *subject, before []published, releases []disclosure.Release, err error) {
	t.Helper()
	var cell *disclosure.CellError
	if !errors.Is(err, disclosure.ErrGivenDiscloses) || !errors.As(err, &cell) {
		t.Fatal(err)
	}
	_, err = s.protect(disclosure.Options{Ledger: disclosure.NewLedger(releases...), IgnoreInsiders: true})
	if s.count != nil || err == nil || !errors.As(err, &cell) {
		return // with a map, or alone in a cell, people know more than the attacker of this test
	}
	a := newAttacker(s.world)
	for _, x := range before {
		a.read(x.subject.cells, func(i int) bool { return !x.hidden[i] })
	}
	a.read(s.cells, func(int) bool { return false })
	rest := len(a.rests(s.cells, s.rules.MinimumFrequency())) > 0 // a group that no table names goes by the name of the cell it lies in
	if !rest && !a.knowsCell(cell.Cell) {
		t.Fatalf("%v is refused, and nothing that left gives it away", cell.Cell)
	}
}

// certify checks the certificate of the last of some releases, and that it is worth nothing for others.
func certify(t *rapid.T, s *subject, a disclosure.Audited, releases []disclosure.Release) {
	t.Helper()
	c, err := a.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	all := append([]disclosure.Release{releases[len(releases)-1]}, releases[:len(releases)-1]...)
	if err := disclosure.CheckCertificate(t.Context(), c, all, s.count); err != nil {
		t.Fatal(err)
	}
}

func TestReleaseAsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSubject(t)
		p, a := secure(t, s, disclosure.Options{})
		r := left(t, a, "first")
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var back disclosure.Release
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		again, err := json.Marshal(back)
		if err != nil || string(again) != string(text) {
			t.Fatalf("%v\n%s\n%s", err, text, again)
		}
		if back.Name() != "first" || back.Data() != "drawn" || back.Cells() != len(s.cells) || back.Shown() != r.Shown() || back.Rules() != s.rules.Name() {
			t.Fatalf("%v %v %v %v", back.Name(), back.Data(), back.Cells(), back.Shown())
		}
		var columns struct{ Count, Sum []int64 }
		if err := json.Unmarshal(text, &columns); err != nil {
			t.Fatal(err)
		}
		for i := range s.cells {
			if p.Hidden(i) && (columns.Count[i] != 0 || s.facts != 0 && columns.Sum[i] != 0) {
				t.Fatalf("%v is withheld, and its number is in %s", s.cells[i], text)
			}
		}
		// A ledger that was read is worth the same.
		n := next(t, s)
		one, errOne := n.protect(disclosure.Options{Ledger: disclosure.NewLedger(r)})
		two, errTwo := n.protect(disclosure.Options{Ledger: disclosure.NewLedger(back)})
		if (errOne == nil) != (errTwo == nil) {
			t.Fatal(errOne, errTwo)
		}
		for i := range n.cells {
			if errOne == nil && one.Hidden(i) != two.Hidden(i) {
				t.Fatalf("%v differs after the ledger was read", n.cells[i])
			}
		}
	})
}
