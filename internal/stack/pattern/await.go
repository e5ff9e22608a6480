package pattern

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
)

// mostLate is how many answers are kept that came after who asked had gone: until that somebody asks again.
const mostLate = 3

// late is an answer that nobody waited for.
type late struct {
	key    string
	answer any
}

// asked is who asks what, and how long for.
type asked struct {
	reader   reader.Reader
	question string
	patience time.Duration
}

// await returns what work gives when that is there within a time. What takes longer is finished behind it and kept, so that
// who asks again finds it; ready is false then. Patience of 0 or less waits for as long as it takes.
func await[T any](ctx context.Context, f *Finder, a asked, work func(context.Context) (T, error)) (answer T, ready bool, err error) {
	if a.patience <= 0 {
		answer, err = work(ctx)
		return answer, err == nil, err
	}
	version, err := f.o.Versions.Version(ctx)
	if err != nil {
		return answer, false, err
	}
	key := fmt.Sprintf("%d %q %s", version, a.reader.Tenant(), a.question)
	if kept, ok := f.takeLate(key); ok {
		return kept.(T), true, nil
	}
	gone := make(chan struct{})
	made := f.flight.DoChan(key, func() (any, error) {
		found, err := work(context.WithoutCancel(ctx))
		select {
		case <-gone:
			if err == nil {
				f.keepLate(key, found)
			}
		default:
		}
		return found, err
	})
	wait := time.NewTimer(a.patience)
	defer wait.Stop()
	select {
	case <-ctx.Done():
		close(gone)
		return answer, false, ctx.Err()
	case <-wait.C:
		close(gone)
		return answer, false, nil
	case got := <-made:
		if got.Err != nil {
			return answer, false, got.Err
		}
		return got.Val.(T), true, nil
	}
}

func (f *Finder) takeLate(key string) (any, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.late, func(l late) bool { return l.key == key })
	if i < 0 {
		return nil, false
	}
	answer := f.late[i].answer
	f.late = slices.Delete(f.late, i, i+1)
	return answer, true
}

func (f *Finder) keepLate(key string, answer any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.late = append(f.late, late{key, answer}); len(f.late) > mostLate {
		f.late = slices.Delete(f.late, 0, 1)
	}
}

// SeriesWithin is Series for who does not wait longer than a time; ready is false when it is still being worked out.
func (f *Finder) SeriesWithin(ctx context.Context, r reader.Reader, q Question, patience time.Duration) (s *Series, ready bool, err error) {
	return await(ctx, f, asked{r, fmt.Sprintf("series %+v", q), patience}, func(ctx context.Context) (*Series, error) { return f.Series(ctx, r, q) })
}

// YearsWithin is Years for who does not wait longer than a time; ready is false when it is still being worked out.
func (f *Finder) YearsWithin(ctx context.Context, r reader.Reader, c stack.Choice, patience time.Duration) (y *Years, ready bool, err error) {
	return await(ctx, f, asked{r, fmt.Sprintf("years %+v", c), patience}, func(ctx context.Context) (*Years, error) { return f.Years(ctx, r, c) })
}

// Prepare works out which areas became which, and keeps it where the reader may: from every year that has figures to the
// newest division of its level, and to the newest with figures. Other pairs of years are worked out when somebody asks.
func (f *Finder) Prepare(ctx context.Context, r reader.Reader) error {
	if f.o.Crosswalks == nil {
		return nil
	}
	summaries, err := f.o.Figures.Summaries(ctx, r)
	if err != nil {
		return err
	}
	divisions, err := f.o.Figures.Divisions(ctx, r)
	if err != nil {
		return err
	}
	years := map[area.Level][]int{}
	for _, s := range summaries {
		if id := s.Key.Division; s.Known > 0 && slices.Contains(divisions, id) && !slices.Contains(years[id.Level], id.Year) {
			years[id.Level] = append(years[id.Level], id.Year)
		}
	}
	for level := area.Municipality; level <= area.Neighbourhood; level++ {
		if len(years[level]) == 0 {
			continue
		}
		targets := []int{slices.Max(years[level])}
		for _, id := range divisions {
			if id.Level == level && id.Year > targets[len(targets)-1] {
				targets = append(targets[:1], id.Year)
			}
		}
		for _, to := range targets {
			if err := f.prepare(ctx, r, area.DivisionID{Level: level, Year: to}, years[level]); err != nil {
				return err
			}
		}
	}
	return nil
}

// prepare works out the crosswalks to one division.
func (f *Finder) prepare(ctx context.Context, r reader.Reader, to area.DivisionID, from []int) error {
	c := newCarried(f.o, to)
	for _, year := range slices.Sorted(slices.Values(from)) {
		id := area.DivisionID{Level: to.Level, Year: year}
		if id == to {
			continue
		}
		mark, err := f.o.Crosswalks.ShapesMark(ctx, r, id)
		if err != nil {
			return err
		}
		if mark == "" {
			continue // nothing to lay over each other
		}
		if _, err := c.newWalk(ctx, r, id); err != nil {
			return err
		}
	}
	return nil
}
