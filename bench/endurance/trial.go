package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/buurtbeeld/buurtbeeld/bench/country"
)

// trial is the program, a folder, and two deliveries: A is in the store, B comes and goes.
type trial struct {
	program, folder, shared string
	random                  *rand.Rand
	times                   int
	a, b                    string
	database                string
	// withA and withAB are what the store answers with A alone and with both.
	withA, withAB [32]byte
}

func newTrial(program, folder, shared string, seed uint64) (*trial, error) {
	full, err := filepath.Abs(program)
	if err != nil {
		return nil, err
	}
	t := &trial{program: full, folder: folder, shared: shared, random: rand.New(rand.NewPCG(seed, 0)), a: filepath.Join(folder, "a.geojson"),
		b: filepath.Join(folder, "b.geojson"), database: filepath.Join(folder, "store.db")}
	for name, areas := range map[string]int{t.a: 200, t.b: 1500} {
		c, err := country.New(areas, 0, false)
		if err != nil {
			return nil, err
		}
		var text bytes.Buffer
		if err := c.WriteGeoJSON(&text); err != nil {
			return nil, err
		}
		if err := os.WriteFile(name, text.Bytes(), 0o600); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// ran is how one run of the program went.
type ran struct {
	code          int
	killed        bool
	out, errs     string
	took          time.Duration
	peakMegabytes float64
}

// run runs the program, ended by a kill when that comes first.
func (t *trial) run(ctx context.Context, args ...string) (ran, error) {
	return t.command(ctx, exec.CommandContext(ctx, t.program, args...))
}

func (t *trial) command(ctx context.Context, c *exec.Cmd) (r ran, err error) {
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	began := time.Now()
	err = c.Start()
	if err == nil {
		ended := make(chan struct{})
		peak := make(chan float64, 1)
		go func() { peak <- watch(c.Process.Pid, ended) }()
		err = c.Wait()
		close(ended)
		defer func() { r.peakMegabytes = <-peak }()
	}
	r = ran{out: out.String(), errs: errs.String(), took: time.Since(began), killed: ctx.Err() != nil}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		if ctx.Err() != nil {
			return r, nil
		}
		return r, err
	}
	r.code = c.ProcessState.ExitCode()
	if status, ok := c.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		r.killed = true
	}
	return r, nil
}

// watch returns the most memory a process took, looked up until it ends. What the system tells afterwards counts the
// memory of its parent, which holds bombs.
func watch(pid int, ended <-chan struct{}) (megabytes float64) {
	for {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if _, rest, ok := strings.Cut(string(text), "VmHWM:"); err == nil && ok && strings.HasPrefix(string(text), "Name:\tbuurtbeeld") {
			if kB, err := strconv.Atoi(strings.Fields(rest)[0]); err == nil {
				megabytes = max(megabytes, float64(kB)/1024)
			}
		}
		select {
		case <-ended:
			return megabytes
		case <-time.After(3 * time.Millisecond):
		}
	}
}

// broke returns why a run is a fault of ours whatever the input was, or nothing.
func (r ran) broke() string {
	for _, sign := range []string{"panic:", "goroutine ", "fatal error:", "runtime error", "SIGSEGV"} {
		if strings.Contains(r.errs, sign) {
			return "panic"
		}
	}
	switch {
	case r.killed:
		return ""
	case r.code != 0 && strings.TrimSpace(r.errs) == "":
		return "silent failure"
	case r.code < 0 || r.code > 3:
		return fmt.Sprintf("exit %d", r.code)
	}
	return ""
}

// importing returns the arguments that read a file in.
func (t *trial) importing(file string) []string {
	return []string{"import", "boundaries", file, "--year", fmt.Sprint(country.Year), "--level", "buurt", "--db", t.database}
}

// fresh changes the last byte of B's white space, so that it is another delivery with the same content.
func (t *trial) fresh(n int) error {
	text, err := os.ReadFile(t.b)
	if err != nil {
		return err
	}
	tail := fmt.Sprintf("%b", n)
	tail = strings.NewReplacer("0", " ", "1", "\n").Replace(tail)
	return os.WriteFile(t.b, append(bytes.TrimRight(text, " \n"), tail...), 0o600)
}

// begin fills the store with A and learns what it answers with A and with both.
func (t *trial) begin(ctx context.Context) error {
	for _, file := range []string{t.a, t.b} {
		r, err := t.run(ctx, t.importing(file)...)
		if err != nil || r.code != 0 {
			return fmt.Errorf("import %s: %d %w %s", filepath.Base(file), r.code, err, r.errs)
		}
		answer, err := t.answer(ctx)
		if err != nil {
			return err
		}
		if file == t.a {
			t.withA = answer
		} else {
			t.withAB = answer
		}
	}
	if t.withA == t.withAB {
		return errors.New("the second delivery changes no answer")
	}
	return t.undo(ctx)
}

// answer returns the sum of what the store answers about everything in it.
func (t *trial) answer(ctx context.Context) ([32]byte, error) {
	r, err := t.run(ctx, "stack", "--db", t.database, "--level", "buurt", "--in", "NL", "--format", "geojson", "--draws", "-1",
		"--layer", "social_assistance_rate", "--layer", "population_65plus_share", "--layer", "single_household_share")
	if err == nil && r.code != 0 {
		err = errors.New(r.errs)
	}
	return sha256.Sum256([]byte(r.out)), err
}

// deliveries returns the ids in the store, newest first.
func (t *trial) deliveries(ctx context.Context) ([]string, error) {
	r, err := t.run(ctx, "import", "list", "--json", "--db", t.database)
	if err != nil || r.code != 0 {
		return nil, fmt.Errorf("list: %w %s", err, r.errs)
	}
	var list []struct{ ID string }
	if err := json.Unmarshal([]byte(r.out), &list); err != nil {
		return nil, err
	}
	var ids []string
	for _, d := range list {
		ids = append(ids, d.ID)
	}
	return ids, nil
}

// undo takes the newest delivery out, when it is not A alone that is there.
func (t *trial) undo(ctx context.Context) error {
	ids, err := t.deliveries(ctx)
	if err != nil || len(ids) < 2 {
		return err
	}
	r, err := t.run(ctx, "import", "undo", ids[0], "--db", t.database)
	if err == nil && r.code != 0 {
		err = errors.New(r.errs)
	}
	return err
}

// whole checks that the store answers with A alone or with both, as many deliveries as it lists; both tells which.
func (t *trial) whole(ctx context.Context) (both bool, err error) {
	ids, err := t.deliveries(ctx)
	if err != nil {
		return false, err
	}
	answer, err := t.answer(ctx)
	if err != nil {
		return false, err
	}
	switch {
	case len(ids) == 1 && answer == t.withA:
		return false, nil
	case len(ids) == 2 && answer == t.withAB:
		return true, nil
	}
	return false, fmt.Errorf("%d deliveries and an answer that is neither before nor after", len(ids))
}
