// Command endurance holds the program against what goes wrong in the world: being killed, disks that fail or fill up,
// broken files. These are the long forms of tests that run short with the others.
//
//	endurance [-program bin/buurtbeeld] [-seed 1] [-n 0] JOB...
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
)

// jobs by name, with how often each does its thing when -n says nothing.
var jobs = map[string]struct {
	run   func(context.Context, *trial) error
	times int
}{
	"killed":    {killed, 1000},
	"failing":   {failing, 200},
	"full":      {full, 100},
	"alike":     {alike, 8},
	"malformed": {malformed, 10_000},
}

func main() {
	program := flag.String("program", "bin/buurtbeeld", "the program")
	seed := flag.Uint64("seed", 1, "seed of everything drawn")
	times := flag.Int("n", 0, "how often; 0 is the usual number of the job")
	shared := flag.String("data", "../shared/data", "real files, when they are there")
	flag.Parse()
	failed := false
	for _, name := range flag.Args() {
		job, ok := jobs[name]
		if !ok {
			fmt.Fprintf(os.Stderr, "no job %q\n", name)
			os.Exit(2)
		}
		if err := within(*program, *shared, *seed, func(t *trial) error {
			t.times = job.times
			if *times > 0 {
				t.times = *times
			}
			return job.run(context.Background(), t)
		}); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
			failed = true
		}
	}
	if failed || len(flag.Args()) == 0 {
		os.Exit(1)
	}
}

// within makes a trial in a folder of its own.
func within(program, shared string, seed uint64, do func(*trial) error) error {
	folder, err := os.MkdirTemp("", "buurtbeeld-endurance-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	t, err := newTrial(program, folder, shared, seed)
	if err != nil {
		return err
	}
	return do(t)
}

// sorted returns the keys of a count with their numbers, for a line of output.
func sorted(count map[string]int) string {
	var keys []string
	for k := range count {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	text := ""
	for i, k := range keys {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%d %s", count[k], k)
	}
	return text
}
