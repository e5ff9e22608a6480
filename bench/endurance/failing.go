package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// failing is T3: the n-th write, sync, growth or removal of a file fails while a delivery is read in, for n = 1 and on
// until nothing is left to fail, once and for good. strace puts the faults in; it counts per thread, so that some runs
// meet more than one. Either the delivery is there as told, or it is not and the words say why.
func failing(ctx context.Context, t *trial) error {
	strace, err := exec.LookPath("strace")
	if err != nil {
		return errors.New("strace is not there; on Debian: apt-get install strace")
	}
	if err := t.begin(ctx); err != nil {
		return err
	}
	faults, told, done := 0, 0, 0
	for _, call := range []string{"pwrite64", "fsync,fdatasync", "ftruncate,fallocate", "unlink,unlinkat", "pread64"} {
		for _, fault := range []string{"EIO", "ENOSPC"} {
			if call == "pread64" && fault == "ENOSPC" {
				continue // reading needs no space
			}
			for _, every := range []string{"", "+"} {
				for n := 1; n <= t.times; n++ {
					hit, failed, err := t.fail(ctx, strace, fmt.Sprintf("inject=%s:error=%s:when=%d%s", call, fault, n, every))
					if err != nil {
						return fmt.Errorf("%s, %s, %d%s: %w", call, fault, n, every, err)
					}
					if !hit {
						break
					}
					faults++
					if failed {
						told++
					} else {
						done++
					}
				}
			}
		}
	}
	fmt.Printf("T3: %d runs with a fault put in: %d ended in words with the old state whole, %d went on and were whole; 0 panics\n", faults, told, done)
	if told == 0 {
		return errors.New("no fault was noticed: the faults are put in the wrong place")
	}
	return nil
}

// fail reads B in with one fault; hit tells whether the fault occurred and failed whether the import said no.
func (t *trial) fail(ctx context.Context, strace, inject string) (hit, failed bool, err error) {
	log := filepath.Join(t.folder, "strace.log")
	args := []string{"-f", "-qq", "-o", log, "-e", "trace=pwrite64,fsync,fdatasync,ftruncate,fallocate,unlink,unlinkat,pread64", "-e", inject}
	for _, end := range []string{"", "-wal", "-shm", "-journal"} {
		args = append(args, "-P", t.database+end)
	}
	args = append(append(args, t.program), t.importing(t.b)...)
	r, err := t.command(ctx, exec.CommandContext(ctx, strace, args...))
	if err != nil {
		return false, false, err
	}
	text, err := os.ReadFile(log)
	if err != nil {
		return false, false, err
	}
	hit = bytes.Contains(text, []byte("(INJECTED)"))
	if why := r.broke(); why != "" {
		return hit, false, fmt.Errorf("%s: %s", why, r.errs)
	}
	both, err := t.whole(ctx)
	if err != nil {
		return hit, false, err
	}
	if r.code == 0 != both {
		return hit, false, fmt.Errorf("exit %d, but the delivery is there: %v; %s", r.code, both, r.errs)
	}
	return hit, r.code != 0, t.undo(ctx)
}
