// Command compare runs two commands in turn, A B A B …, and prints for each the processor time and peak memory of the
// whole process tree, with the ratio B/A of every round. Ratios of one run hold on a noisy machine; times do not.
//
//	compare [-n 5] 'COMMAND A' 'COMMAND B'
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"syscall"
)

// usage is what one run of a command cost.
type usage struct{ cpuSeconds, peakMegabytes float64 }

func main() {
	rounds := flag.Int("n", 5, "rounds")
	flag.Parse()
	if flag.NArg() != 2 {
		fmt.Fprintln(os.Stderr, "usage: compare [-n 5] 'COMMAND A' 'COMMAND B'")
		os.Exit(2)
	}
	var runs [2][]usage
	for range *rounds {
		for i := range runs {
			u, err := run(flag.Arg(i))
			if err != nil {
				fmt.Fprintf(os.Stderr, "%s: %v\n", flag.Arg(i), err)
				os.Exit(1)
			}
			runs[i] = append(runs[i], u)
		}
	}
	cpu := func(u usage) float64 { return u.cpuSeconds }
	memory := func(u usage) float64 { return u.peakMegabytes }
	for i, name := range []string{"A", "B"} {
		fmt.Printf("%s: %6.2f CPU s, %6.0f MB   %s\n", name, median(runs[i], cpu), median(runs[i], memory), flag.Arg(i))
	}
	fmt.Printf("B/A, median of %d rounds: %.1f times the processor time, %.1f times the memory\n", *rounds,
		ratio(runs, cpu), ratio(runs, memory))
}

// run runs a shell command and returns what it and its children cost.
func run(command string) (usage, error) {
	c := exec.Command("sh", "-c", command)
	c.Stderr = os.Stderr
	if err := c.Run(); err != nil {
		return usage{}, err
	}
	r := c.ProcessState.SysUsage().(*syscall.Rusage)
	return usage{
		cpuSeconds:    (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds(),
		peakMegabytes: float64(r.Maxrss) / 1024,
	}, nil
}

func median(runs []usage, of func(usage) float64) float64 {
	var values []float64
	for _, u := range runs {
		values = append(values, of(u))
	}
	return middle(values)
}

// ratio returns the median over the rounds of B divided by A.
func ratio(runs [2][]usage, of func(usage) float64) float64 {
	var values []float64
	for i := range runs[0] {
		values = append(values, of(runs[1][i])/of(runs[0][i]))
	}
	return middle(values)
}

func middle(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}
