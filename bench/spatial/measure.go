package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/buurtbeeld/buurtbeeld/bench/standin"
	"github.com/buurtbeeld/buurtbeeld/spatial"
	"github.com/buurtbeeld/buurtbeeld/spatial/neighbour"
)

// The jobs.
const (
	reading  = "read the shapefile"
	queen    = "queen"
	rook     = "rook"
	tolerant = "rook with 1 m of tolerance, borders measured"
	gistar   = "Gi* of 100 indicators"
	moran0   = "local Moran, 999 permutations"
	moran9   = "local Moran, 9,999 permutations"
	moran99  = "local Moran, 99,999 permutations"
)

// figures are what measuring one map gives.
type figures struct {
	// Seconds of processor time per job.
	Seconds map[string]float64
	// Megabytes is the most memory after reading, queen and local Moran with 9,999 permutations.
	Megabytes float64
	// Links are the directed links of a rule.
	Links map[string]int
}

// trial is one map that is measured.
type trial struct {
	figures
	rounds int
	m      *standin.Map
	c      *neighbour.Contiguity
	x      []float64
}

// measure measures one map, and prints its figures.
func measure(name string, rounds int) error {
	t := &trial{figures: figures{Seconds: map[string]float64{}, Links: map[string]int{}}, rounds: rounds}
	read := func() (err error) { t.m, err = standin.ReadShapefile(name); return err }
	touch := func() (err error) { t.c, err = t.contiguity(queen, neighbour.Options{}); return err }
	// The first time round is for memory: nothing else was there before.
	if err := read(); err != nil {
		return err
	}
	if err := touch(); err != nil {
		return err
	}
	t.x = standin.Values(t.m.Len(), 1)[0]
	if err := t.moran(9_999); err != nil {
		return err
	}
	var err error
	if t.Megabytes, err = peak(); err != nil {
		return err
	}
	for _, j := range []struct {
		name string
		run  func() error
	}{
		{reading, read},
		{queen, touch},
		{rook, func() error { _, err := t.contiguity(rook, neighbour.Options{Rule: neighbour.Rook}); return err }},
		{tolerant, func() error {
			_, err := t.contiguity(tolerant, neighbour.Options{Rule: neighbour.Rook, ToleranceMetres: 1})
			return err
		}},
		{moran0, func() error { return t.moran(999) }},
		{moran9, func() error { return t.moran(9_999) }},
		{moran99, func() error { return t.moran(99_999) }},
	} {
		if err := t.best(j.name, j.run); err != nil {
			return err
		}
	}
	t.m = nil // room for the columns
	columns := standin.Values(len(t.x), 100)
	if err := t.best(gistar, func() error {
		_, err := spatial.GetisOrdEach(t.c.Weights, columns, true, spatial.Inference{Permutations: -1, Workers: 1})
		return err
	}); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(t.figures)
}

// best keeps the least time of the rounds.
func (t *trial) best(job string, run func() error) error {
	for r := range t.rounds {
		runtime.GC()
		began := cpuSeconds()
		if err := run(); err != nil {
			return fmt.Errorf("%s: %w", job, err)
		}
		if s := cpuSeconds() - began; r == 0 || s < t.Seconds[job] {
			t.Seconds[job] = s
		}
	}
	return nil
}

func (t *trial) contiguity(job string, o neighbour.Options) (*neighbour.Contiguity, error) {
	c, err := neighbour.Polygons(t.m.Len(), t.m.Rings, o)
	if err == nil {
		t.Links[job] = c.Weights.Links()
	}
	return c, err
}

func (t *trial) moran(permutations int) error {
	_, err := spatial.LocalMoran(t.c.Weights, t.x, spatial.Inference{Permutations: permutations, Workers: 1})
	return err
}

// cpuSeconds returns what this process has used so far.
func cpuSeconds() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// peak returns the most memory that this process has had so far, in megabytes.
func peak() (float64, error) {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(b)) {
		if words := strings.Fields(line); len(words) > 1 && words[0] == "VmHWM:" {
			kilobytes, err := strconv.ParseFloat(words[1], 64)
			return kilobytes / 1024, err
		}
	}
	return 0, fmt.Errorf("no VmHWM in /proc/self/status")
}
