// Command serving measures the program while it serves, each time beside a bare net/http server that gives the same
// bytes, in turn and in one run: ratios hold on a busy machine, times do not.
//
//	serving [-program bin/buurtbeeld] [-data FILE] [-rounds 5] [JOB...]
//
// Without jobs it does values, tiles and start, which measure. The others put the server under strain and fail when
// something breaks: readers, stop and soak.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// bench is what every job needs.
type bench struct {
	program, data, folder  string
	rounds, readers, stops int
	length                 time.Duration
	// database is a loaded store, and division the areas in it.
	database string
	division string
	layers   []string
}

var jobs = map[string]func(context.Context, *bench) error{
	"values": values, "tiles": tiles, "start": start, "readers": readers, "stop": stop, "soak": soak,
}

func main() {
	var b bench
	flag.StringVar(&b.program, "program", "bin/buurtbeeld", "the program")
	flag.StringVar(&b.data, "data", "", "national boundaries with figures of 2015; an invented country when absent")
	flag.IntVar(&b.rounds, "rounds", 5, "rounds of each comparison")
	flag.IntVar(&b.readers, "readers", 1000, "connections of the job readers")
	flag.IntVar(&b.stops, "stops", 50, "how often the job stop asks the program to end")
	flag.DurationVar(&b.length, "length", time.Minute, "how long the jobs readers and soak last")
	bare := flag.String("bare", "", "be the bare server of this file")
	kind := flag.String("kind", "", "content type of the bare server")
	write := flag.String("write", "", "save and undo in this store until killed")
	flag.Parse()
	if *write != "" {
		exitOn(writeOn(context.Background(), *write))
		return
	}
	if *bare != "" {
		exitOn(serveBare(*bare, *kind))
		return
	}
	exitOn(b.run(context.Background(), flag.Args()))
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func (b *bench) run(ctx context.Context, names []string) error {
	if len(names) == 0 {
		names = []string{"values", "tiles", "start"}
	}
	var err error
	if b.folder, err = os.MkdirTemp("", "buurtbeeld-serving-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.folder)
	b.database = filepath.Join(b.folder, "loaded.db")
	// Strain changes the figures while they are read, which needs a country that this command knows through and through.
	strain := slices.ContainsFunc(names, func(n string) bool { return slices.Contains([]string{"readers", "stop", "soak"}, n) })
	if err := b.load(ctx, strain); err != nil {
		return err
	}
	for _, name := range names {
		job, ok := jobs[name]
		if !ok {
			return fmt.Errorf("no job %q", name)
		}
		if err := job(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}
