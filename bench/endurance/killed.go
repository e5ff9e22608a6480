package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// killed is T1: the program is killed at a random moment of reading in and of undoing. What it acknowledged is there,
// nothing is half, and it is ready again within two seconds.
func killed(ctx context.Context, t *trial) error {
	if err := t.begin(ctx); err != nil {
		return err
	}
	if err := t.fresh(1 << 20); err != nil {
		return err
	}
	usual, err := t.run(ctx, t.importing(t.b)...)
	if err != nil || usual.code != 0 {
		return fmt.Errorf("import: %w %s", err, usual.errs)
	}
	began := time.Now()
	if err := t.undo(ctx); err != nil {
		return err
	}
	undoing := time.Since(began)
	both, lost, half, slow := false, 0, 0, 0
	count := map[string]int{}
	for n := range t.times {
		args := t.importing(t.b)
		what := "import"
		if both {
			ids, err := t.deliveries(ctx)
			if err != nil || len(ids) < 2 {
				return fmt.Errorf("%d deliveries: %w", len(ids), err)
			}
			args, what = []string{"import", "undo", ids[0], "--db", t.database}, "undo"
		} else if err := t.fresh(n + 1); err != nil {
			return err
		}
		longest := usual.took
		if what == "undo" {
			longest = undoing
		}
		within := time.Duration(t.random.Int64N(int64(longest) * 5 / 4))
		limited, stop := context.WithTimeout(ctx, within)
		r, err := t.run(limited, args...)
		stop()
		if err != nil {
			return err
		}
		began = time.Now()
		if _, err := t.deliveries(ctx); err != nil {
			return fmt.Errorf("cycle %d: not ready again: %w", n, err)
		}
		if time.Since(began) > 2*time.Second {
			slow++
		}
		now, err := t.whole(ctx)
		if err != nil {
			half++
			fmt.Printf("cycle %d, %s killed after %s: %v\n", n, what, within, err)
			continue
		}
		acknowledged := !r.killed && r.code == 0
		if acknowledged && now == both {
			lost++
		}
		if r.killed {
			count[what+" killed"]++
			if now != both {
				count[what+" killed after it was done"]++
			}
		}
		both = now
	}
	fmt.Printf("T1: %d cycles (%s): %d acknowledged and lost, %d half, %d not ready within 2 s\n", t.times, sorted(count), lost, half, slow)
	if lost+half+slow > 0 {
		return errors.New("being killed did harm")
	}
	return nil
}
