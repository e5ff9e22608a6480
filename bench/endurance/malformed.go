package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// What one upload may cost. Memory counts above what an ordinary file takes.
const (
	longestUpload  = 10 * time.Second
	mostMegabytes  = 256 + 70
	uploadsAtATime = 2
)

// malformed is T8: thousands of broken files, drawn from a seed, through the readers of the program, each in a process of
// its own. None may end it, take long, take much memory or leave anything half.
func malformed(ctx context.Context, t *trial) error {
	bases, err := t.bases()
	if err != nil {
		return err
	}
	hurting := slices.Concat(crafted(1<<10, 1), crafted(1<<16, 80), crafted(1<<20, 500))
	seed := t.random.Uint64()
	var mu sync.Mutex
	count, faults := map[string]int{}, 0
	peak, longest := 0.0, time.Duration(0)
	var group sync.WaitGroup
	for worker := range uploadsAtATime {
		group.Go(func() {
			for n := worker; n < t.times; n += uploadsAtATime {
				u := drawn(bases, hurting, rand.New(rand.NewPCG(seed, uint64(n))))
				r, why := t.upload(ctx, u, n)
				mu.Lock()
				count[fmt.Sprintf("exit %d", r.code)]++
				peak, longest = max(peak, r.peakMegabytes), max(longest, r.took)
				if why != "" {
					faults++
					if faults <= 20 {
						fmt.Printf("upload %d, %s: %s\n%s\n", n, u.what, why, head(r.errs))
					}
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	fmt.Printf("T8: %d broken uploads from %d kinds of file: %s; %d faults, at most %.0f MB and %.1f s\n", t.times, len(bases), sorted(count), faults, peak,
		longest.Seconds())
	if faults > 0 {
		return errors.New("a broken file did harm")
	}
	return nil
}

// head returns the first lines of a text.
func head(text string) string {
	lines := strings.SplitN(text, "\n", 9)
	return strings.Join(lines[:min(8, len(lines))], "\n")
}

// upload reads one file in and says what was wrong with the way it went, if anything.
func (t *trial) upload(ctx context.Context, u upload, n int) (ran, string) {
	folder := filepath.Join(t.folder, fmt.Sprint("upload", n))
	if err := os.Mkdir(folder, 0o700); err != nil {
		return ran{}, err.Error()
	}
	defer os.RemoveAll(folder)
	file, database := filepath.Join(folder, u.name), filepath.Join(folder, "store.db")
	if err := os.WriteFile(file, u.content, 0o600); err != nil {
		return ran{}, err.Error()
	}
	args := append([]string{"import"}, u.command...)
	for i, a := range args {
		if a == "FILE" {
			args[i] = file
		}
	}
	limited, stop := context.WithTimeout(ctx, 2*longestUpload)
	defer stop()
	r, err := t.run(limited, append(args, "--db", database)...)
	switch {
	case err != nil:
		return r, err.Error()
	case r.broke() != "":
		return r, r.broke()
	case r.took > longestUpload:
		return r, "took " + r.took.String()
	case r.peakMegabytes > mostMegabytes:
		return r, fmt.Sprintf("took %.0f MB", r.peakMegabytes)
	case r.code == 1 || strings.Contains(r.errs, "interne fout"):
		return r, "failed as if it were our fault"
	}
	if r.code != 0 {
		t2 := *t
		t2.database = database
		if _, err := os.Stat(database); err == nil {
			if ids, err := t2.deliveries(ctx); err != nil || len(ids) > 0 {
				return r, fmt.Sprintf("refused, and yet %d deliveries are there: %v", len(ids), err)
			}
		}
	}
	return r, ""
}
