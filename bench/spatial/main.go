// Command spatial measures the spatial statistics on one thread: on a stand-in for the whole country at full resolution and
// on lattices of ten thousand, a hundred thousand and a million cells. Each map has a process of its own, so that memory is
// told apart. Times are processor time, the least of the rounds; beside them stand the limits, and what other programs
// took on comparable data on a machine like ours (libgeoda of December 2025; libpysal 4.7.0 with esda 2.5.1 and numba,
// warm; spdep 1.2-7).
//
//	spatial [-rounds 5] [-maps FOLDER]
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/bench/standin"
)

func main() {
	rounds := flag.Int("rounds", 5, "rounds of each job")
	folder := flag.String("maps", "", "write the maps here and leave them, for other programs")
	only := flag.Bool("write", false, "only write the maps")
	child := flag.String("map", "", "measure one map, in this process")
	flag.Parse()
	var err error
	switch {
	case *child != "":
		err = measure(*child, *rounds)
	default:
		err = all(*rounds, *folder, *only)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// sizes are the numbers of cells of the lattices.
var sizes = []int{10_000, 100_000, 1_000_000}

// all writes the maps, measures each in a process of its own and tells the figures.
func all(rounds int, folder string, only bool) error {
	if folder == "" {
		temporary, err := os.MkdirTemp("", "buurtbeeld-spatial-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temporary)
		folder = temporary
	}
	names := []string{filepath.Join(folder, "national.shp")}
	national := standin.National()
	if err := national.WriteShapefile(names[0]); err != nil {
		return err
	}
	for _, n := range sizes {
		name := filepath.Join(folder, "cells"+strconv.Itoa(n)+".shp")
		names = append(names, name)
		if err := standin.Lattice(n).WriteShapefile(name); err != nil {
			return err
		}
	}
	if only {
		return nil
	}
	total, median, high, most := national.Points()
	fmt.Printf("Stand-in for the country: %d areas, %d points; of one area %d in the middle, %d at the 99th percentile, %d at most\n",
		national.Len(), total, median, high, most)
	results := make([]figures, len(names))
	for i, name := range names {
		var err error
		if results[i], err = apart(name, rounds); err != nil {
			return err
		}
	}
	tellNational(results[0])
	tellGrowth(results[1:])
	return nil
}

// apart measures a map in a process of its own, with one thread.
func apart(name string, rounds int) (figures, error) {
	program, err := os.Executable()
	if err != nil {
		return figures{}, err
	}
	c := exec.Command(program, "-map", name, "-rounds", strconv.Itoa(rounds))
	c.Env = append(os.Environ(), "GOMAXPROCS=1")
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		return figures{}, fmt.Errorf("measure %s: %w", name, err)
	}
	var f figures
	if err := json.Unmarshal(out, &f); err != nil {
		return figures{}, fmt.Errorf("what measuring %s said: %w", name, err)
	}
	return f, nil
}

// peers are what other programs took for the country, in seconds, in the order libgeoda, libpysal with esda, spdep.
var peers = map[string][3]string{
	reading: {"0.16", "1.5", "0.50"},
	queen:   {"0.31", "16.8", "11.9"},
	rook:    {"0.31", "17.4", "-"},
	gistar:  {"-", "7.1", "3.3"},
	moran0:  {"0.22", "0.66", "7.3"},
	moran9:  {"2.2", "4.4", "-"},
	moran99: {"-", "-", "-"},
}

// limits are the most seconds that a job may take.
var limits = map[string]float64{queen: 0.3, rook: 0.3, gistar: 0.05, moran9: 0.1, moran99: 0.6}

func tellNational(f figures) {
	fmt.Printf("\n%-44s %8s %8s %8s   %8s %8s %8s\n", "CPU s, one thread, the country", "ours", "limit", "", "libgeoda", "libpysal", "spdep")
	for _, j := range []string{reading, queen, rook, tolerant, gistar, moran0, moran9, moran99} {
		limit, met := "-", ""
		if l, ok := limits[j]; ok {
			limit, met = strconv.FormatFloat(l, 'g', -1, 64), verdict(f.Seconds[j] <= l)
		}
		p, ok := peers[j]
		if !ok {
			p = [3]string{"-", "-", "-"}
		}
		fmt.Printf("%-44s %8.3f %8s %8s   %8s %8s %8s\n", j, f.Seconds[j], limit, met, p[0], p[1], p[2])
	}
	fmt.Printf("%-44s %8.0f %8s %8s   %8s %8s %8s\n", "most memory in MB, all of it", f.Megabytes, "-", "", "-", "1,686", "616")
}

func verdict(met bool) string {
	if met {
		return "met"
	}
	return "NOT MET"
}

func tellGrowth(list []figures) {
	fmt.Printf("\n%-44s", "CPU s, one thread, square cells")
	for _, n := range sizes {
		fmt.Printf(" %10d", n)
	}
	fmt.Println("   power of growth")
	for _, j := range []string{reading, queen, rook, gistar, moran9, moran99} {
		fmt.Printf("%-44s", j)
		for _, f := range list {
			fmt.Printf(" %10.4f", f.Seconds[j])
		}
		for k := 1; k < len(list); k++ {
			fmt.Printf("   %.2f", math.Log10(list[k].Seconds[j]/list[k-1].Seconds[j]))
		}
		fmt.Println()
	}
	fmt.Printf("%-44s", "most memory in MB: read, queen, local Moran")
	for _, f := range list {
		fmt.Printf(" %10.0f", f.Megabytes)
	}
	fmt.Println()
	last := list[len(list)-1]
	fmt.Printf("A million cells: queen %.3f s of 1 (%s; libgeoda 6.8), local Moran with 9,999 permutations %.3f s of 1 (%s; libgeoda 67 for 999), %.0f MB of 700 (%s; libgeoda 2,343)\n",
		last.Seconds[queen], verdict(last.Seconds[queen] <= 1), last.Seconds[moran9], verdict(last.Seconds[moran9] <= 1), last.Megabytes, verdict(last.Megabytes <= 700))
}
