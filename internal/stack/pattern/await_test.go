package pattern

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/crosswalk"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

func TestWhoHasNoPatienceFindsTheAnswerLater(t *testing.T) {
	f := newShelf().finder()
	hold := make(chan struct{})
	times := 0
	work := func(ctx context.Context) (int, error) {
		times++
		<-hold
		return 7, ctx.Err()
	}
	ctx, cancel := context.WithCancel(context.Background())
	if _, ready, err := await(ctx, f, asked{reader.OnLoopback(), "q", time.Millisecond}, work); ready || err != nil {
		t.Fatalf("%v, %v", ready, err)
	}
	cancel() // who asked first has left; the work goes on
	if _, _, err := await(ctx, f, asked{reader.OnLoopback(), "q", time.Minute}, work); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	close(hold)
	for range 2 { // from what came late, and made anew
		if got, ready, err := await(context.Background(), f, asked{reader.OnLoopback(), "q", time.Minute}, work); got != 7 || !ready || err != nil {
			t.Fatalf("%v, %v, %v", got, ready, err)
		}
	}
	if times > 2 {
		t.Errorf("worked out %d times", times)
	}
	refused := errors.New("refused")
	if _, ready, err := await(context.Background(), f, asked{reader.OnLoopback(), "r", time.Minute}, func(context.Context) (int, error) { return 0, refused }); ready || !errors.Is(err, refused) {
		t.Errorf("%v, %v", ready, err)
	}
}

// keeper keeps crosswalks beside a shelf, and counts.
type keeper struct {
	*shelf
	marks        map[area.DivisionID]string
	links        map[string]crosswalk.Links
	saved, given int
	// between is called before a crosswalk is kept, as if something came in meanwhile.
	between func()
}

func (k *keeper) ShapesMark(_ context.Context, _ reader.Reader, id area.DivisionID) (string, error) {
	return k.marks[id], nil
}

func (k *keeper) Shapes(ctx context.Context, r reader.Reader, id area.DivisionID, within area.Code) (*area.Shapes, error) {
	if k.between != nil {
		k.between()
	}
	return k.shelf.Shapes(ctx, r, id, within)
}

func (k *keeper) Crosswalk(_ context.Context, _ reader.Reader, _, _ area.DivisionID, mark string) (crosswalk.Links, error) {
	l, ok := k.links[mark]
	if !ok {
		return l, problem.New(problem.NotFound, "store.crosswalk_missing", "division", "", "year", "")
	}
	k.given++
	return l, nil
}

func (k *keeper) SaveCrosswalk(_ context.Context, _ reader.Reader, mark string, c *crosswalk.Crosswalk) error {
	k.saved++
	k.links[mark] = c.Links()
	return nil
}

// keeping returns a shelf with two years on other boundaries, and a finder on it that begins anew.
func keeping(t *testing.T) (*keeper, func(r reader.Reader) string) {
	t.Helper()
	s := newShelf()
	d2019 := s.strip(2019, "0001", 500.0, "0002", 1000.0)
	d2020 := s.strip(2020, "0001", 250.0, "0002", 1000.0)
	k := &keeper{shelf: s, marks: map[area.DivisionID]string{d2019.ID(): "a", d2020.ID(): "b"}, links: map[string]crosswalk.Links{}}
	return k, func(r reader.Reader) string {
		c := newCarried(Options{Figures: k, Boundaries: k, Crosswalks: k}, d2020.ID())
		walk, err := c.walk(context.Background(), r, 2019)
		if err != nil {
			t.Fatal(err)
		}
		return walk.State(0).String() + " " + walk.State(1).String()
	}
}

func TestACrosswalkIsWorkedOutOnceForItsBoundaries(t *testing.T) {
	k, ask := keeping(t)
	said := func(when string, r reader.Reader, saved, given int) {
		t.Helper()
		if got := ask(r); got != "redrawn redrawn" || k.saved != saved || k.given != given {
			t.Errorf("%s: %s, saved %d, given %d", when, got, k.saved, k.given)
		}
	}
	said("by who may not write", reader.Of(reader.Local, "", reader.Public), 0, 0)
	said("first", reader.OnLoopback(), 1, 0)
	said("again", reader.OnLoopback(), 1, 1)
	said("by who may not write, once it is there", reader.Of(reader.Local, "", reader.Public), 1, 2)
	old := area.DivisionID{Level: area.Neighbourhood, Year: 2019}
	k.marks[old] = "other"
	said("of other boundaries", reader.OnLoopback(), 2, 2)
	k.marks[old] = "a"
	said("of the first again", reader.OnLoopback(), 2, 3)
	k.marks[old] = "third"
	k.between = func() { k.marks[old] = "fourth" }
	said("while boundaries come in", reader.OnLoopback(), 2, 3)
	k.between = nil
	for mark, l := range k.links {
		l.From++
		k.links[mark] = l
	}
	k.marks[old] = "a"
	said("kept of other areas", reader.OnLoopback(), 3, 4)
	k.marks[old] = ""
	said("without a mark nothing is kept", reader.OnLoopback(), 3, 4)
}

func TestPrepareWorksOutWhatPagesAskFor(t *testing.T) {
	k, _ := keeping(t)
	f := New(Options{Figures: k, Boundaries: k, Versions: k, Crosswalks: k})
	if err := f.Prepare(context.Background(), reader.OnLoopback()); err != nil || k.saved != 0 {
		t.Fatalf("without figures: %v, %d", err, k.saved)
	}
	for id, d := range k.divisions {
		k.column("aa", id.Year, d, 1.0, 2.0)
	}
	for range 2 {
		if err := f.Prepare(context.Background(), reader.OnLoopback()); err != nil || k.saved != 1 {
			t.Fatalf("%v, %d", err, k.saved)
		}
	}
}
