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
	moran9   = "local Moran, 9,999 permutations"
	moran99  = "local Moran, 99,999 permutations"
)

// figures are what measuring one map gives.
type figures struct {
	// Seconds of processor time per job.
	Seconds map[string]float64
	// Megabytes is the most memory after reading, queen and local Moran with 9,999 permutations.
	Megabytes float64
}

// measure measures one map, and prints its figures.
func measure(name string, rounds int) error {
	f := figures{Seconds: map[string]float64{}}
	var m *standin.Map
	var c *neighbour.Contiguity
	var x []float64
	jobs := []struct {
		name string
		run  func() error
	}{
		{reading, func() (err error) { m, err = standin.ReadShapefile(name); return err }},
		{queen, func() (err error) { c, err = neighbour.Polygons(m.Len(), m.Rings, neighbour.Options{}); return err }},
		{moran9, func() error { return moran(c, x, 9_999) }},
	}
	// The first time round is for memory: nothing else was there before.
	for _, j := range jobs {
		if j.name == moran9 {
			x = standin.Values(m.Len(), 1)[0]
		}
		if err := j.run(); err != nil {
			return err
		}
	}
	var err error
	if f.Megabytes, err = peak(); err != nil {
		return err
	}
	best := func(job string, run func() error) error {
		for r := range rounds {
			runtime.GC()
			began := cpuSeconds()
			if err := run(); err != nil {
				return err
			}
			if s := cpuSeconds() - began; r == 0 || s < f.Seconds[job] {
				f.Seconds[job] = s
			}
		}
		return nil
	}
	for _, j := range jobs {
		if err := best(j.name, j.run); err != nil {
			return err
		}
	}
	for job, o := range map[string]neighbour.Options{rook: {Rule: neighbour.Rook}, tolerant: {Rule: neighbour.Rook, ToleranceMetres: 1}} {
		if err := best(job, func() error { _, err := neighbour.Polygons(m.Len(), m.Rings, o); return err }); err != nil {
			return err
		}
	}
	if err := best(moran99, func() error { return moran(c, x, 99_999) }); err != nil {
		return err
	}
	m = nil // room for the columns
	columns := standin.Values(len(x), 100)
	if err := best(gistar, func() error {
		_, err := spatial.GetisOrdEach(c.Weights, columns, true, spatial.Inference{Permutations: -1, Workers: 1})
		return err
	}); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(f)
}

func moran(c *neighbour.Contiguity, x []float64, permutations int) error {
	_, err := spatial.LocalMoran(c.Weights, x, spatial.Inference{Permutations: permutations, Workers: 1})
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
