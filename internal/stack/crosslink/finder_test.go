package crosslink

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/adjacency"
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// gate is a town whose neighbours come only when it is opened.
type gate struct {
	*town
	asked atomic.Int32
	open  chan struct{}
	fail  error
}

func (g *gate) Version(context.Context) (int64, error) { return 7, nil }

func (g *gate) Get(ctx context.Context, r reader.Reader, id area.DivisionID) (*adjacency.Graph, error) {
	g.asked.Add(1)
	select {
	case <-g.open:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if g.fail != nil {
		return nil, g.fail
	}
	return g.town.Get(ctx, r, id)
}

func TestASearchGoesOnOnceForAllWhoAsk(t *testing.T) {
	t.Parallel()
	g := &gate{town: newTown(t), open: make(chan struct{})}
	f := NewFinder(g, g, g)
	c := choice(t, "youth_care_share")
	for range 3 {
		if l, err := f.Find(t.Context(), reader.OnLoopback(), c, time.Millisecond); l != nil || err != nil {
			t.Fatalf("answered before it could know: %v, %v", l, err)
		}
	}
	close(g.open)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if l, err := f.Find(t.Context(), reader.OnLoopback(), c, time.Minute); err != nil || l == nil || len(l.Finds) != 1 {
				t.Errorf("%v, %v", l, err)
			}
		})
	}
	all.Wait()
	if n := g.asked.Load(); n != 1 {
		t.Errorf("searched %d times", n)
	}
}

func TestMistakesAreToldAndFailuresAreTriedAgain(t *testing.T) {
	t.Parallel()
	g := &gate{town: newTown(t), open: make(chan struct{}), fail: errors.New("disk")}
	close(g.open)
	f := NewFinder(g, g, g)
	if _, err := f.Find(t.Context(), reader.OnLoopback(), choice(t, "loneliness_share"), time.Minute); problem.KeyOf(err) != "crosslink.not_loaded" {
		t.Errorf("got %v", err)
	}
	for range 2 {
		if _, err := f.Find(t.Context(), reader.OnLoopback(), choice(t, "youth_care_share"), time.Minute); !errors.Is(err, g.fail) {
			t.Errorf("got %v", err)
		}
	}
	if n := g.asked.Load(); n != 2 {
		t.Errorf("tried %d times", n)
	}
}

func TestOnlySoManySearchesWait(t *testing.T) {
	t.Parallel()
	g := &gate{town: newTown(t), open: make(chan struct{})}
	f := NewFinder(g, g, g)
	c := choice(t, "youth_care_share")
	for i := range 3 * mostWaiting {
		c.Search.Seed = uint64(i + 1)
		c.Search.Permutations = 1
		if l, err := f.Find(t.Context(), reader.OnLoopback(), c, 0); l != nil || err != nil {
			t.Fatal(l, err)
		}
	}
	if n := len(f.jobs); n != mostWaiting {
		t.Errorf("%d searches wait", n)
	}
	close(g.open)
	for {
		if l, err := f.Find(t.Context(), reader.OnLoopback(), c, time.Minute); err != nil {
			t.Fatal(err)
		} else if l != nil {
			break
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.jobs) > mostKept || len(f.jobs) != len(f.order) {
		t.Errorf("%d answers are kept", len(f.jobs))
	}
}
