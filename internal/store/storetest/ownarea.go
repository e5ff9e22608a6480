package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/ownarea"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// OwnAreas is what an engine keeps of own areas and of what was given of them.
type OwnAreas interface {
	SaveOwnArea(context.Context, reader.Reader, ownarea.Area) (ownarea.Area, error)
	FindOwnArea(context.Context, reader.Reader, string) (ownarea.Area, error)
	OwnAreas(context.Context, reader.Reader) ([]ownarea.Area, error)
	DeleteOwnArea(context.Context, reader.Reader, string) error
	ownarea.Register
}

func ownParts(t testing.TB, codes ...string) []ownarea.Part {
	t.Helper()
	var list []ownarea.Part
	for _, c := range codes {
		list = append(list, ownarea.Part{Code: code(t, c), Share: ownarea.Whole})
	}
	return list
}

func ownAreas(t *testing.T, s Stores) {
	drawn := ownarea.Area{Name: "Werk <gebied>", Division: buurten, Parts: ownParts(t, "BU05050001", "BU05050002"), Outline: square(1, true), Outside: 0.25,
		SavedBy: "team", SavedAt: time.Date(2026, 5, 6, 7, 8, 9, 0, time.UTC)}
	drawn.Parts[1].Share = 4567
	kept := must(s.SaveOwnArea(ctx, analyst, drawn))(t)
	drawn.ID = kept.ID
	equal(t, kept, drawn)
	equal(t, must(s.FindOwnArea(ctx, analyst, kept.ID))(t), drawn)
	plain := must(s.SaveOwnArea(ctx, analyst, ownarea.Area{Name: "Dorp", Division: buurten, Parts: ownParts(t, "BU05050003")}))(t)
	equal(t, must(s.OwnAreas(ctx, analyst))(t), []ownarea.Area{plain, drawn})
	_, err := s.SaveOwnArea(ctx, analyst, ownarea.Area{Division: buurten, Parts: drawn.Parts})
	isKind(t, err, problem.Invalid, "an area without a name")

	changed := drawn
	changed.Name, changed.Outline, changed.Outside, changed.Parts = "Werkgebied", nil, 0, ownParts(t, "BU05050003", "BU05050004")
	changed.SavedAt = changed.SavedAt.Add(time.Hour)
	equal(t, must(s.SaveOwnArea(ctx, analyst, changed))(t), changed)
	equal(t, must(s.OwnAreas(ctx, analyst))(t), []ownarea.Area{plain, changed})
	equal(t, must(s.SaveOwnArea(ctx, analyst, drawn))(t), drawn)
	nameless := drawn
	nameless.Name = ""
	_, err = s.SaveOwnArea(ctx, analyst, nameless)
	isKind(t, err, problem.Invalid, "changed into one without a name")
	_, err = s.SaveOwnArea(ctx, neighbour, changed)
	isKind(t, err, problem.NotFound, "another changes it")
	equal(t, must(s.FindOwnArea(ctx, analyst, kept.ID))(t), drawn)

	for name, r := range map[string]reader.Reader{"resident": resident, "another": neighbour, "nobody": passerby} {
		equal(t, must(s.OwnAreas(ctx, r))(t), []ownarea.Area(nil))
		_, err := s.FindOwnArea(ctx, r, kept.ID)
		isKind(t, err, problem.NotFound, name+" reads it")
	}
	isKind(t, s.DeleteOwnArea(ctx, neighbour, kept.ID), problem.NotFound, "another deletes it")
	for _, r := range []reader.Reader{resident, passerby} {
		isKind(t, s.DeleteOwnArea(ctx, r, kept.ID), problem.Forbidden, "delete")
		_, err := s.SaveOwnArea(ctx, r, drawn)
		isKind(t, err, problem.Forbidden, "save")
		_, err = s.SaveOwnArea(ctx, r, changed)
		isKind(t, err, problem.Forbidden, "change")
		_, _, err = s.GiveOwnArea(ctx, r, nil, nil)
		isKind(t, err, problem.Forbidden, "give")
	}
	if err := s.DeleteOwnArea(ctx, analyst, kept.ID); err != nil {
		t.Fatal(err)
	}
	isKind(t, s.DeleteOwnArea(ctx, analyst, kept.ID), problem.NotFound, "delete twice")
	_, err = s.SaveOwnArea(ctx, analyst, changed)
	isKind(t, err, problem.NotFound, "change what was deleted")
	equal(t, must(s.OwnAreas(ctx, analyst))(t), []ownarea.Area{plain})
}

// given is one question to the register.
func given(t testing.TB, low float64, codes ...string) ownarea.Entry {
	t.Helper()
	return ownarea.Entry{Key: key("clients", buurten), Parts: ownParts(t, codes...), Low: low, High: low + 1}
}

func register(t *testing.T, s Stores) {
	var seen []ownarea.Entry
	asked := 0
	give := func(r reader.Reader, allow bool, all ...ownarea.Entry) []bool {
		may, full, err := s.GiveOwnArea(ctx, r, all, func(_ int, earlier func() ([]ownarea.Entry, error)) (ownarea.Verdict, error) {
			asked++
			var err error
			seen, err = earlier()
			if !allow {
				return ownarea.MayNot, err
			}
			return ownarea.Adds, err
		})
		if err != nil || full {
			t.Fatalf("%v, %v", full, err)
		}
		return may
	}
	a, b := given(t, 10, "BU05050001"), given(t, 20, "BU05050001", "BU05050002")
	equal(t, give(analyst, true, a), []bool{true})
	equal(t, give(analyst, false, b), []bool{false})
	equal(t, seen, []ownarea.Entry{a})
	equal(t, give(analyst, true, b), []bool{true})
	equal(t, seen, []ownarea.Entry{a}) // what was refused is not remembered
	asked = 0
	if equal(t, give(analyst, false, a, b), []bool{true, true}); asked != 0 {
		t.Error("what was given before was checked once more")
	}
	mended := a
	mended.Low++
	equal(t, give(analyst, true, mended), []bool{true})
	equal(t, len(seen), 2)
	other := a
	other.Key.Indicator = "income"
	equal(t, give(analyst, true, other), []bool{true})
	equal(t, len(seen), 0)
	equal(t, give(neighbour, true, a), []bool{true})
	equal(t, len(seen), 0) // another tenant's register

	broken := errors.New("broken")
	_, _, err := s.GiveOwnArea(ctx, analyst, []ownarea.Entry{given(t, 1, "BU05050003"), given(t, 2, "BU05050003")}, func(i int, _ func() ([]ownarea.Entry, error)) (ownarea.Verdict, error) {
		if i == 1 {
			return ownarea.MayNot, broken
		}
		return ownarea.Adds, nil
	})
	if !errors.Is(err, broken) {
		t.Errorf("a check that fails: %v", err)
	}
	give(analyst, false, given(t, 3, "BU05050003"))
	equal(t, len(seen), 3) // nothing of the broken one was kept
}

// registerAtOnce has many ask for different things at the same time. Each check sees all that was given before it, so that
// only one of any two can be the first.
func registerAtOnce(t *testing.T, s Stores) {
	var all sync.WaitGroup
	var lock sync.Mutex
	first := 0
	for i := range 12 {
		e := given(t, float64(i), fmt.Sprintf("BU050500%02d", i))
		all.Go(func() {
			_, _, err := s.GiveOwnArea(ctx, analyst, []ownarea.Entry{e}, func(_ int, earlier func() ([]ownarea.Entry, error)) (ownarea.Verdict, error) {
				before, err := earlier()
				lock.Lock()
				defer lock.Unlock()
				if len(before) == 0 {
					first++
				}
				return ownarea.Adds, err
			})
			if err != nil {
				t.Error(err)
			}
			if _, err := s.SaveOwnArea(ctx, analyst, ownarea.Area{Name: "Samen", Division: buurten, Parts: e.Parts}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := len(must(s.OwnAreas(ctx, analyst))(t)); first != 1 || n != 12 {
		t.Errorf("%d were the first, %d areas were kept", first, n)
	}
}

// registerFull asks for more combinations than there is place for. What follows from what is published takes half of the room
// at most and is given without room too; what adds to it is refused without.
func registerFull(t *testing.T, s Stores) {
	entries := make([]ownarea.Entry, 0, ownarea.MostAsked+2)
	for i := range ownarea.MostAsked + 2 {
		entries = append(entries, given(t, 5, fmt.Sprintf("BU0505%04d", i)))
	}
	answer := func(v ownarea.Verdict) ownarea.Check {
		return func(int, func() ([]ownarea.Entry, error)) (ownarea.Verdict, error) { return v, nil }
	}
	yes := answer(ownarea.Adds)
	may, full, err := s.GiveOwnArea(ctx, analyst, entries, answer(ownarea.Follows))
	if err != nil || full || slices.Contains(may, false) {
		t.Fatalf("somebody fills the register with what is published anyway: %v, %v", full, err)
	}
	half := ownarea.MostAsked / 2
	may, full, err = s.GiveOwnArea(ctx, analyst, entries[half:], yes)
	if err != nil || !full || may[half] || !may[half-1] {
		t.Fatalf("what needs room after that: %v, %v", full, err)
	}
	if may, full, err := s.GiveOwnArea(ctx, analyst, entries[ownarea.MostAsked:], answer(ownarea.Follows)); err != nil || full || slices.Contains(may, false) {
		t.Errorf("what is published anyway, without room: %v, %v", full, err)
	}
	more := entries[0]
	more.Key.Indicator = "income"
	if may, full, err := s.GiveOwnArea(ctx, analyst, []ownarea.Entry{more, entries[1]}, yes); err != nil || full || !may[0] || !may[1] {
		t.Errorf("another figure of a combination that is there: %v, %v, %v", may, full, err)
	}
	next := entries[0]
	next.Key.Division = area.DivisionID{Level: area.Neighbourhood, Year: 2021}
	if may, full, err := s.GiveOwnArea(ctx, analyst, []ownarea.Entry{next}, yes); err != nil || full || !may[0] {
		t.Errorf("another division: %v, %v, %v", may, full, err)
	}
}

// keptFull keeps as many own areas as there is place for, and one more.
func keptFull(t *testing.T, s Stores) {
	a := ownarea.Area{Name: "Nog een", Division: buurten, Parts: ownParts(t, "BU05050001")}
	for range ownarea.MostKept {
		must(s.SaveOwnArea(ctx, analyst, a))(t)
	}
	_, err := s.SaveOwnArea(ctx, analyst, a)
	isKind(t, err, problem.Invalid, "one too many")
	// One that is there can still be changed.
	must(s.SaveOwnArea(ctx, analyst, must(s.OwnAreas(ctx, analyst))(t)[0]))(t)
	if err := s.DeleteOwnArea(ctx, analyst, must(s.OwnAreas(ctx, analyst))(t)[0].ID); err != nil {
		t.Fatal(err)
	}
	must(s.SaveOwnArea(ctx, analyst, a))(t)
}
