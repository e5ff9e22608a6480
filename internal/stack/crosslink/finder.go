package crosslink

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
)

// Versions tells when anything in the store changed (Dutch: versies).
type Versions interface {
	Version(ctx context.Context) (int64, error)
}

// The bounds of searching for readers.
const (
	// mostKept is how many answers are kept, mostWaiting how many searches can be under way or wait for their turn.
	mostKept, mostWaiting = 24, 12
	// abandoned is how long a search goes on for which nobody asks any more.
	abandoned = 45 * time.Second
)

// Finder searches for readers who will not wait: each search once for all of them, one after the other as each takes all
// processors, and no longer than somebody asks for it. It keeps the last answers of one version of the store (Dutch: zoeker).
type Finder struct {
	figures  stack.Figures
	graphs   Graphs
	versions Versions
	// busy holds one token.
	busy chan struct{}

	mu    sync.Mutex
	jobs  map[string]*job
	order []string
}

// job is a search under way or done.
type job struct {
	done  chan struct{}
	links *Links
	err   error
	// leave ends the job when nobody asks for some time.
	leave *time.Timer
}

// NewFinder returns a finder.
func NewFinder(f stack.Figures, g Graphs, v Versions) *Finder {
	return &Finder{figures: f, graphs: g, versions: v, busy: make(chan struct{}, 1), jobs: map[string]*job{}}
}

// Find returns what Find gives, or nil when it is not there within the patience: the search then goes on, and who asks again
// finds it. Nil comes as well when too many searches wait; nothing is started then.
func (f *Finder) Find(ctx context.Context, r reader.Reader, c Choice, patience time.Duration) (*Links, error) {
	version, err := f.versions.Version(ctx)
	if err != nil {
		return nil, err
	}
	j := f.start(ctx, r, c, fmt.Sprint(version, "\x00", r.Tenant(), "\x00", c.key()))
	if j == nil {
		return nil, nil
	}
	wait := time.NewTimer(patience)
	defer wait.Stop()
	select {
	case <-j.done:
		if errors.Is(j.err, context.Canceled) {
			return nil, nil // it was given up just now: who asks again starts it anew
		}
		return j.links, j.err
	case <-wait.C:
		return nil, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// key writes everything that an answer depends on.
func (c Choice) key() string {
	parts := []string{c.Region.String(), c.Level.String(), fmt.Sprint(c.Year, c.MinimumPopulation, c.Search)}
	for _, l := range append([]stack.Layer{c.Target}, c.Layers...) {
		parts = append(parts, l.String(), l.Group)
	}
	return strings.Join(parts, "\x00")
}

// start returns the job of a key, a new one where there is none, and nil where too many wait.
func (f *Finder) start(ctx context.Context, r reader.Reader, c Choice, key string) *job {
	f.mu.Lock()
	defer f.mu.Unlock()
	if j, ok := f.jobs[key]; ok {
		j.leave.Reset(abandoned)
		return j
	}
	if f.waiting() >= mostWaiting {
		return nil
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	j := &job{done: make(chan struct{}), leave: time.AfterFunc(abandoned, cancel)}
	f.jobs[key], f.order = j, append(f.order, key)
	go func() {
		defer cancel()
		j.links, j.err = f.search(ctx, r, c)
		f.finish(key, j)
		close(j.done)
	}()
	return j
}

// search waits for its turn and searches.
func (f *Finder) search(ctx context.Context, r reader.Reader, c Choice) (*Links, error) {
	select {
	case f.busy <- struct{}{}:
		defer func() { <-f.busy }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return Find(ctx, r, f.figures, f.graphs, c)
}

// waiting is the number of jobs that are not done.
func (f *Finder) waiting() (n int) {
	for _, j := range f.jobs {
		select {
		case <-j.done:
		default:
			n++
		}
	}
	return n
}

// finish keeps an answer, or forgets the job when it failed in a way that may not last; the oldest answers make room.
func (f *Finder) finish(key string, j *job) {
	f.mu.Lock()
	defer f.mu.Unlock()
	j.leave.Stop()
	if kind := problem.KindOf(j.err); j.err != nil && kind != problem.Usage && kind != problem.NotFound {
		f.drop(key)
	}
	for i := 0; i < len(f.order) && len(f.order) > mostKept; {
		select {
		case <-f.jobs[f.order[i]].done:
			f.drop(f.order[i])
		default:
			i++
		}
	}
}

func (f *Finder) drop(key string) {
	delete(f.jobs, key)
	for i, k := range f.order {
		if k == key {
			f.order = append(f.order[:i:i], f.order[i+1:]...)
			return
		}
	}
}
