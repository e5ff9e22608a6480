package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
)

// readers is P9 and T7: many readers with connections that they keep, while figures come in and are undone. Every answer
// must be wholly the one before or wholly the one after.
func readers(ctx context.Context, b *bench) error {
	ours, err := b.serve(ctx)
	if err != nil {
		return err
	}
	defer ours.kill()
	if err := b.settled(ctx, ours); err != nil {
		return err
	}
	pages := []string{b.ask(1), b.ask(2), b.ask(3)}
	allowed, err := b.answers(ctx, ours, pages)
	if err != nil {
		return err
	}
	body, kind, err := get(ctx, client(1), ours.address+pages[0])
	if err != nil {
		return err
	}
	bare, err := b.bareOf(ctx, body, kind)
	if err != nil {
		return err
	}
	defer bare.kill()
	w, err := b.writer(ctx)
	if err != nil {
		return err
	}
	defer w.kill()
	mine := b.crowd(ctx, ours, pages, allowed)
	theirs := b.crowd(ctx, bare, pages, nil)
	fmt.Printf("P9, T7: %d readers while figures come in and are undone, %s: %d answers, %d errors, %d neither old nor new; p99 %.0f ms, %.1f times bare net/http (goal 3); peak memory %d MB\n",
		b.readers, b.length, mine.answers, mine.errors, mine.wrong, 1000*mine.p99.Seconds(), mine.p99.Seconds()/theirs.p99.Seconds(), ours.status("VmHWM")/1024)
	if mine.errors+mine.wrong > 0 {
		return fmt.Errorf("%d errors (%v), %d wrong answers", mine.errors, mine.example, mine.wrong)
	}
	return nil
}

// answers returns what each page answers before and after other figures come in.
func (b *bench) answers(ctx context.Context, p *process, pages []string) (map[string][][32]byte, error) {
	allowed := map[string][][32]byte{}
	ask := func() error {
		for _, page := range pages {
			body, _, err := get(ctx, client(1), p.address+page)
			if err != nil {
				return err
			}
			allowed[page] = append(allowed[page], sha256.Sum256(body))
		}
		return nil
	}
	batch, err := other()
	if err != nil {
		return nil, err
	}
	return allowed, within(ctx, b.database, func(s *sqlite.Store) error {
		if err := ask(); err != nil {
			return err
		}
		d, _, err := s.Save(ctx, reader.OnLoopback(), batch)
		if err != nil {
			return err
		}
		if err := ask(); err != nil {
			return err
		}
		for _, page := range pages {
			if allowed[page][0] == allowed[page][1] {
				return errors.New("other figures change no answer")
			}
		}
		return s.Undo(ctx, reader.OnLoopback(), d.ID)
	})
}

// outcome is what a crowd of readers met.
type outcome struct {
	answers, errors, wrong int
	example                error
	p99                    time.Duration
}

// crowd reads pages with many connections at once; allowed is what each page may answer, nil for anything.
func (b *bench) crowd(ctx context.Context, p *process, pages []string, allowed map[string][][32]byte) outcome {
	var mu sync.Mutex
	var all []time.Duration
	var o outcome
	c := client(b.readers)
	defer c.CloseIdleConnections()
	until := time.Now().Add(b.length)
	var group sync.WaitGroup
	for i := range b.readers {
		group.Go(func() {
			var mine []time.Duration
			for n := i; time.Now().Before(until); n++ {
				page := pages[n%len(pages)]
				began := time.Now()
				body, _, err := get(ctx, c, p.address+page)
				mine = append(mine, time.Since(began))
				wrong := err == nil && allowed != nil && !slices.Contains(allowed[page], sha256.Sum256(body))
				if err != nil || wrong {
					mu.Lock()
					if err != nil {
						o.errors, o.example = o.errors+1, err
					} else {
						o.wrong++
					}
					mu.Unlock()
				}
				// Readers read: about one request a second each, not all at once.
				time.Sleep(time.Duration(500+rand.IntN(1000)) * time.Millisecond)
			}
			mu.Lock()
			all = append(all, mine...)
			mu.Unlock()
		})
	}
	group.Wait()
	slices.Sort(all)
	o.answers = len(all) - o.errors
	if len(all) > 0 {
		o.p99 = all[len(all)*99/100]
	}
	return o
}

// stop is T16: the program is asked to end under load. What was begun is finished, and it ends well within five seconds.
func stop(ctx context.Context, b *bench) error {
	var broken, slow, unhappy int
	var longest time.Duration
	var answers atomic.Int64
	for range b.stops {
		p, err := b.serve(ctx)
		if err != nil {
			return err
		}
		var cut atomic.Int64
		loaded, end := context.WithCancel(ctx)
		var group sync.WaitGroup
		for i := range 8 {
			group.Go(func() {
				c := client(1)
				defer c.CloseIdleConnections()
				for n := i * 1000; loaded.Err() == nil; n++ {
					_, _, err := get(ctx, c, p.address+b.ask(n))
					switch {
					case err == nil:
						answers.Add(1)
					case refused(err):
						return
					default:
						cut.Add(1)
						return
					}
				}
			})
		}
		time.Sleep(time.Duration(300+rand.IntN(500)) * time.Millisecond)
		took, err := p.terminate()
		end()
		group.Wait()
		longest = max(longest, took)
		broken += int(cut.Load())
		if took > 5*time.Second {
			slow++
		}
		if err != nil {
			unhappy++
		}
	}
	fmt.Printf("T16: asked to stop under load %d times: %d answers, %d requests cut off, longest %.1f s (goal 5), %d other exits than 0\n", b.stops, answers.Load(),
		broken, longest.Seconds(), unhappy)
	if broken+slow+unhappy > 0 {
		return errors.New("not every stop was clean")
	}
	return nil
}

// refused reports whether a request never reached the server: it did not listen any more, or had closed the kept
// connection before it read anything.
func refused(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial" || errors.Is(err, http.ErrServerClosed) || strings.Contains(err.Error(), "server closed idle connection") ||
		strings.HasSuffix(err.Error(), ": EOF") || strings.Contains(err.Error(), "connection reset by peer")
}

// soak is T19: mixed load for a long time, while memory, files and threads must not grow.
func soak(ctx context.Context, b *bench) error {
	p, err := b.serve(ctx)
	if err != nil {
		return err
	}
	defer p.kill()
	if err := b.settled(ctx, p); err != nil {
		return err
	}
	w, err := b.writer(ctx)
	if err != nil {
		return err
	}
	defer w.kill()
	var failures atomic.Int64
	loaded, end := context.WithTimeout(ctx, b.length)
	defer end()
	for i := range 8 {
		go func() {
			c := client(1)
			for n := i * 100_000; loaded.Err() == nil; n++ {
				address := []string{b.ask(n), "", strings.Replace(b.ask(n%50), "/klassen", "", 1), b.tile()}[n%4]
				if _, _, err := get(loaded, c, p.address+address); err != nil && loaded.Err() == nil {
					failures.Add(1)
				}
				time.Sleep(50 * time.Millisecond)
			}
		}()
	}
	var at, kB []float64
	began := time.Now()
	var files, threads []int
	for loaded.Err() == nil {
		time.Sleep(b.length / 120)
		at, kB = append(at, time.Since(began).Hours()), append(kB, float64(p.status("VmRSS")))
		files, threads = append(files, p.files()), append(threads, p.status("Threads"))
	}
	third := len(at) / 3
	slope := slopeOf(at[third:], kB[third:]) / 1024
	fmt.Printf("T19: %s of mixed load: %d failures, memory %.0f MB at the end, slope %.1f MB/h over the last two thirds (goal under 1), files %d to %d, threads %d to %d\n",
		b.length, failures.Load(), kB[len(kB)-1]/1024, slope, files[third], files[len(files)-1], threads[third], threads[len(threads)-1])
	if failures.Load() > 0 {
		return errors.New("requests failed")
	}
	return nil
}

// slopeOf returns the least-squares slope of y over x.
func slopeOf(x, y []float64) float64 {
	var sx, sy, sxx, sxy float64
	for i := range x {
		sx, sy, sxx, sxy = sx+x[i], sy+y[i], sxx+x[i]*x[i], sxy+x[i]*y[i]
	}
	n := float64(len(x))
	return (n*sxy - sx*sy) / (n*sxx - sx*sx)
}
