package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// used is what a process used, from its start to its end.
type used struct{ seconds, megabytes float64 }

// report is what we read of the report of a protected table.
type report struct {
	Cells     int     `json:"cells"`
	Primary   int     `json:"primary"`
	Secondary int     `json:"secondary"`
	Relations int     `json:"relations"`
	Share     float64 `json:"shown_share"`
}

// result is what measuring one table gives.
type result struct {
	job
	made
	// safe and plain are the table with and without protection against insiders.
	safe, plain report
	used        map[string]used
	failed      map[string]string
}

// The jobs, each a process of its own.
const (
	plain     = "protect, no insiders"
	safe      = "protect"
	attack    = "audit"
	intervals = "audit, 100 intervals"
	counted   = "count persons, protect"
	rounded   = "round to 5"
	noisy     = "count persons, cell keys"
)

// step is one job: its name, and the arguments of the program.
type step struct {
	name      string
	arguments []string
}

// mostIntervals is from how many persons on no intervals are asked: without the truth at hand, a corner to begin from is searched
// for, which takes many minutes.
const mostIntervals = 1_000_000

// steps are the jobs on a table in a folder.
func (j job) steps(folder string) []step {
	in := func(name string) string { return filepath.Join(folder, name) }
	protect := func(name, method, policy string, more ...string) []string {
		return append([]string{"protect", "--dims", in("dims.yaml"), "--policy", in(policy), "--method", method, "--quiet",
			"--out", in(name + ".csv"), "--report", in(name + ".json")}, more...)
	}
	audit := func(more ...string) []string {
		return append([]string{"audit", in("safe.csv"), "--dims", in("dims.yaml"), "--insider", "--quiet"}, more...)
	}
	cells, persons, proof := in("cells.csv"), in("persons.csv"), []string{"--certificate", in("safe.cert")}
	if j.micro {
		return []step{
			{safe, protect("safe", "suppress", "policy.yaml", append(proof, cells, "--micro", persons)...)},
			{attack, audit("--micro", persons)},
		}
	}
	list := []step{
		{safe, protect("safe", "suppress", "policy.yaml", append(proof, cells)...)},
		{attack, audit()},
	}
	if j.own {
		return list
	}
	if j.persons < mostIntervals {
		list = append(list, step{intervals, audit("--intervals", "100")})
	}
	return append(list,
		step{plain, protect("plain", "suppress", "policy.yaml", cells, "--insider=false")},
		step{counted, protect("counted", "suppress", "policy.yaml", "--micro", persons)},
		step{rounded, protect("rounded", "round", "round.yaml", cells)},
		step{noisy, protect("noisy", "cellkey", "policy.yaml", "--micro", persons, "--ptable", in("ptable_3.csv"))},
	)
}

// measure makes a table and measures every job on it. What does not end in time is told.
func (b *bench) measure(j job) (r result, err error) {
	r = result{job: j, used: map[string]used{}, failed: map[string]string{}}
	folder := filepath.Join(b.folder, strings.ReplaceAll(j.name, " ", "-"))
	if r.made, err = b.prepare(j, folder); err != nil {
		return r, err
	}
	for _, s := range j.steps(folder) {
		u, err := b.best(s.arguments)
		if err != nil {
			r.failed[s.name] = err.Error()
			fmt.Fprintf(os.Stderr, "%s, %s: %v\n", j.name, s.name, err)
			continue
		}
		r.used[s.name] = u
	}
	r.safe, err = reportOf(folder, "safe")
	if err == nil && !j.own {
		r.plain, err = reportOf(folder, "plain")
	}
	return r, err
}

func reportOf(folder, name string) (r report, err error) {
	text, err := os.ReadFile(filepath.Join(folder, name+".json"))
	if errors.Is(err, os.ErrNotExist) {
		return r, nil // it was told why
	}
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(text, &r)
}

// short is below how many seconds a job is repeated.
const short = 5

// best is the least time and the most memory of the rounds.
func (b *bench) best(arguments []string) (least used, err error) {
	for round := range b.rounds {
		u, err := b.once(arguments)
		if err != nil {
			return least, err
		}
		if round == 0 || u.seconds < least.seconds {
			least.seconds = u.seconds
		}
		least.megabytes = max(least.megabytes, u.megabytes)
		if u.seconds > short {
			break
		}
	}
	return least, nil
}

var errLate = errors.New("stopped: it took too long")

// once runs the program. Its memory is its own: this process is small, and what it took itself counts for a child too.
func (b *bench) once(arguments []string) (used, error) {
	var said strings.Builder
	c := exec.Command(b.program, arguments...)
	c.Stderr = &said
	if err := c.Start(); err != nil {
		return used{}, err
	}
	late := time.AfterFunc(b.limit, func() { _ = c.Process.Kill() })
	err := c.Wait()
	if !late.Stop() {
		return used{}, fmt.Errorf("%w than %v", errLate, b.limit)
	}
	if err != nil {
		return used{}, fmt.Errorf("%s: %w: %s", strings.Join(arguments, " "), err, said.String())
	}
	u := used{seconds: (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds()}
	if usage, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		u.megabytes = float64(usage.Maxrss) / 1024
	}
	return u, nil
}
