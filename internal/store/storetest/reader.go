package storetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"testing"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
)

func isKind(t testing.TB, err error, want problem.Kind, what string) {
	t.Helper()
	if err == nil || problem.KindOf(err) != want || problem.KeyOf(err) == "" {
		t.Errorf("%s: %v, want a problem of kind %q", what, err, want)
	}
}

func tenants(t *testing.T, s Stores) {
	save(t, s, figures(t, indicator.CBSTable, "public", "income", 1))
	public := DumpOf(t, s, passerby)
	own := figures(t, indicator.OwnTable, "own", "clients", 70)
	d := division(t, buurten, named(t, "BU05059999", "Eigen gebied"))
	own.Divisions = []*area.Division{d}
	own.Shapes = []*area.Shapes{area.NewShapes(d.Index(), []area.Geometry{square(1, false)})}
	saved := save(t, s, own)

	for name, r := range map[string]reader.Reader{"nobody": passerby, "analyst of another": neighbour,
		"resident of another": reader.Of("gm1234", "", reader.Public)} {
		equal(t, DumpOf(t, s, r), public)
		_, err := s.Column(ctx, r, key("clients", buurten))
		isKind(t, err, problem.NotFound, name+" reads the column")
		_, err = s.FindDelivery(ctx, r, saved.ID)
		isKind(t, err, problem.NotFound, name+" reads the delivery")
		if must(s.HasShapes(ctx, r, buurten))(t) {
			t.Errorf("%s sees boundaries", name)
		}
	}
	isKind(t, s.Undo(ctx, neighbour, saved.ID), problem.NotFound, "another undoes the delivery")
	for _, r := range []reader.Reader{analyst, resident} {
		if n, _ := must(s.Column(ctx, r, key("clients", buurten)))(t).At(0).Number(); n != 70 {
			t.Errorf("the own figure is %v", n)
		}
		if must(s.Division(ctx, r, buurten))(t).Len() != 4 || !must(s.HasShapes(ctx, r, buurten))(t) {
			t.Error("the own area is missing")
		}
	}
	// The same file may be the own table of two.
	theirs, isNew, err := s.Save(ctx, neighbour, own)
	if err != nil || !isNew || theirs.ID == saved.ID {
		t.Errorf("the same table of another tenant: %q, %v, %v", theirs.ID, isNew, err)
	}
	if err := s.Undo(ctx, neighbour, theirs.ID); err != nil {
		t.Fatal(err)
	}
	equal(t, DumpOf(t, s, neighbour), public)
	must(s.Column(ctx, analyst, key("clients", buurten)))(t)
}

func forbidden(t *testing.T, s Stores) {
	saved := save(t, s, boundaries(t, "a", named(t, "BU05050001", "")))
	st := must(s.SaveStack(ctx, analyst, stack.Saved{Name: "x"}))(t)
	before := DumpOf(t, s, analyst)
	for _, r := range []reader.Reader{resident, passerby, reader.Of("", "", reader.Analyst)} {
		_, _, err := s.Save(ctx, r, figures(t, indicator.CBSTable, "b", "income", 1))
		isKind(t, err, problem.Forbidden, "save")
		isKind(t, s.Undo(ctx, r, saved.ID), problem.Forbidden, "undo")
		isKind(t, s.SaveTiles(ctx, r, buurten, 0, []area.Tile{{Gzipped: []byte("x")}}), problem.Forbidden, "tiles")
		_, err = s.SaveStack(ctx, r, st)
		isKind(t, err, problem.Forbidden, "save stack")
		isKind(t, s.PublishStack(ctx, r, st.ID), problem.Forbidden, "publish stack")
		isKind(t, s.WithdrawStack(ctx, r, st.ID), problem.Forbidden, "withdraw stack")
		isKind(t, s.DeleteStack(ctx, r, st.ID), problem.Forbidden, "delete stack")
	}
	equal(t, DumpOf(t, s, analyst), before)
	equal(t, must(s.FindStack(ctx, analyst, st.ID))(t), st)
}

func notFound(t *testing.T, s Stores) {
	_, err := s.Division(ctx, analyst, buurten)
	isKind(t, err, problem.NotFound, "division")
	_, err = s.Shapes(ctx, analyst, buurten, area.Netherlands)
	isKind(t, err, problem.NotFound, "shapes")
	_, err = s.Column(ctx, analyst, key("income", buurten))
	isKind(t, err, problem.NotFound, "column")
	_, err = s.FindDelivery(ctx, analyst, "none")
	isKind(t, err, problem.NotFound, "delivery")
	_, err = s.Tile(ctx, analyst, buurten, area.Tile{})
	isKind(t, err, problem.NotFound, "tile")
	_, err = s.FindStack(ctx, analyst, "none")
	isKind(t, err, problem.NotFound, "stack")
	isKind(t, s.Undo(ctx, analyst, "none"), problem.NotFound, "undo")
	isKind(t, s.PublishStack(ctx, analyst, "none"), problem.NotFound, "publish")
	isKind(t, s.DeleteStack(ctx, analyst, "none"), problem.NotFound, "delete")
	if d := DumpOf(t, s, analyst); len(d.Deliveries)+len(d.Indicators)+len(d.Summaries)+len(d.Divisions) != 0 {
		t.Errorf("an empty store has %+v", d)
	}
	save(t, s, figures(t, indicator.CBSTable, "a", "income", 1))
	for name, k := range map[string]indicator.Key{"period": {Indicator: "income", Period: indicator.Year(2019), Division: buurten},
		"group": {Indicator: "income", Group: "18+", Period: indicator.Year(2020), Division: buurten},
		"level": key("income", gemeenten)} {
		_, err = s.Column(ctx, analyst, k)
		isKind(t, err, problem.NotFound, "column of another "+name)
	}
}

func contradictions(t *testing.T, s Stores) {
	save(t, s, figures(t, indicator.CBSTable, "a", "income", 1))
	before := DumpOf(t, s, analyst)
	version := must(s.Version(ctx))(t)
	twice := figures(t, indicator.CBSTable, "b", "income", 1)
	twice.Columns = append(twice.Columns, twice.Columns[0])
	divisions := figures(t, indicator.CBSTable, "c", "income", 1)
	divisions.Divisions = append(divisions.Divisions, divisions.Divisions[0])
	outlines := boundaries(t, "d", named(t, "BU05050001", ""))
	outlines.Shapes = append(outlines.Shapes, outlines.Shapes[0])
	nowhere := boundaries(t, "e", named(t, "BU05050001", ""), named(t, "BU05050002", ""))
	nowhere.Shapes[0].At(1)[0][0][2].X = math.NaN()
	for name, b := range map[string]indicator.Batch{"column twice": twice, "division twice": divisions,
		"boundaries twice": outlines, "point nowhere": nowhere} {
		_, isNew, err := s.Save(ctx, analyst, b)
		isKind(t, err, problem.Invalid, name)
		if isNew {
			t.Errorf("%s: saved", name)
		}
	}
	elsewhere := figures(t, indicator.CBSTable, "f", "income", 1)
	elsewhere.Columns = []indicator.Column{column(t, key("income", gemeenten), elsewhere.Divisions[0].Index(), 1)}
	nameless := figures(t, indicator.CBSTable, "", "income", 1)
	for name, b := range map[string]indicator.Batch{"column of another division": elsewhere, "no fingerprint": nameless} {
		if _, _, err := s.Save(ctx, analyst, b); err == nil {
			t.Errorf("%s was saved", name)
		}
	}
	equal(t, DumpOf(t, s, analyst), before)
	if must(s.Version(ctx))(t) != version {
		t.Error("the version changed")
	}
}

func savedStacks(t *testing.T, s Stores) {
	at := time.Date(2026, 5, 6, 7, 8, 9, 0, time.UTC)
	b := must(s.SaveStack(ctx, analyst, stack.Saved{Name: "B", Recipe: "laag=x", By: "Anna", SavedAt: at, Published: true}))(t)
	a := must(s.SaveStack(ctx, analyst, stack.Saved{Name: "A", Recipe: "laag=y"}))(t)
	if b.ID == "" || b.Published || a.SavedAt.IsZero() || !b.SavedAt.Equal(at) {
		t.Errorf("saved: %+v, %+v", a, b)
	}
	list := func(r reader.Reader) []stack.Saved { t.Helper(); return must(s.Stacks(ctx, r))(t) }
	equal(t, list(analyst), []stack.Saved{a, b})
	for _, r := range []reader.Reader{resident, neighbour, passerby} {
		equal(t, list(r), []stack.Saved{})
		_, err := s.FindStack(ctx, r, a.ID)
		isKind(t, err, problem.NotFound, "a stack of a team")
	}
	isKind(t, s.PublishStack(ctx, neighbour, a.ID), problem.NotFound, "another publishes")
	isKind(t, s.DeleteStack(ctx, neighbour, a.ID), problem.NotFound, "another deletes")
	if err := s.PublishStack(ctx, analyst, a.ID); err != nil {
		t.Fatal(err)
	}
	a.Published = true
	equal(t, list(resident), []stack.Saved{a})
	equal(t, must(s.FindStack(ctx, resident, a.ID))(t), a)
	equal(t, list(passerby), []stack.Saved{})
	equal(t, must(s.SaveStack(ctx, analyst, a))(t), a) // nothing changed, so it stays published
	a.Recipe = "laag=z"
	if changed := must(s.SaveStack(ctx, analyst, a))(t); changed.Published || len(list(resident)) != 0 {
		t.Error("a changed stack is still published")
	}
	if err := s.PublishStack(ctx, analyst, a.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.WithdrawStack(ctx, analyst, a.ID); err != nil || len(list(resident)) != 0 {
		t.Errorf("a withdrawn stack is still published: %v", err)
	}
	if err := s.DeleteStack(ctx, analyst, a.ID); err != nil {
		t.Fatal(err)
	}
	equal(t, list(analyst), []stack.Saved{b})
}

// calledOff saves with ever more time, until there is enough: before that nothing may have changed.
func calledOff(t *testing.T, s Stores) {
	save(t, s, Batch(t, 1, 10))
	before := DumpOf(t, s, analyst)
	b := Batch(t, 2, 3000)
	for patience := 50 * time.Microsecond; ; patience += patience / 2 {
		short, cancel := context.WithTimeout(ctx, patience)
		_, isNew, err := s.Save(short, analyst, b)
		cancel()
		if err == nil && isNew {
			break
		}
		if !errors.Is(err, context.DeadlineExceeded) || isNew {
			t.Fatalf("called off: %v, %v", isNew, err)
		}
		equal(t, DumpOf(t, s, analyst), before)
	}
	if n := len(must(s.Deliveries(ctx, analyst))(t)); n != 2 {
		t.Errorf("%d deliveries", n)
	}
}

// atOnce saves and undoes while others read: what is read is always one whole delivery.
func atOnce(t *testing.T, s Stores) {
	all := func(n float64) []float64 { return []float64{n, n, n} }
	save(t, s, figures(t, indicator.CBSTable, "base", "income", all(1)...))
	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	for w := range 2 {
		writers.Go(func() {
			for i := range 10 {
				saved, _, err := s.Save(ctx, analyst, figures(t, indicator.CBSTable, fmt.Sprint(w, i), "income", all(float64(10*w+i))...))
				if err != nil {
					t.Error(err)
				} else if err := s.Undo(ctx, analyst, saved.ID); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 3 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				c, err := s.Column(ctx, passerby, key("income", buurten))
				if err != nil {
					t.Error(err)
					return
				}
				if p := c.Parts(); p.Numbers[0] != p.Numbers[1] || p.Numbers[1] != p.Numbers[2] {
					t.Errorf("half a column: %v", p.Numbers)
				}
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
	if n := len(must(s.Deliveries(ctx, analyst))(t)); n != 1 {
		t.Errorf("%d deliveries are left", n)
	}
}
