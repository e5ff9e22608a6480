// Command growth shows how the main jobs grow with the number of areas: processor time at a thousand, ten thousand and a
// hundred thousand invented areas, and the power with which it grows between them (1 is in proportion, 2 is squared).
package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"time"

	"github.com/buurtbeeld/buurtbeeld/bench/country"
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing/tile"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
)

var sizes = []int{1_000, 10_000, 100_000}

// job is something whose growth is watched.
type job struct {
	name string
	run  func(plain, bounded *country.Country) error
}

func main() {
	if err := measure(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func measure(ctx context.Context) error {
	folder, err := os.MkdirTemp("", "buurtbeeld-growth-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	list := jobs(ctx, folder)
	seconds := make([][]float64, len(list))
	for _, n := range sizes {
		plain, err := country.New(n, 5, false)
		if err != nil {
			return err
		}
		bounded, err := country.New(n, 5, true)
		if err != nil {
			return err
		}
		for i, j := range list {
			s, err := cost(func() error { return j.run(plain, bounded) })
			if err != nil {
				return fmt.Errorf("%s at %d areas: %w", j.name, n, err)
			}
			seconds[i] = append(seconds[i], s)
		}
	}
	fmt.Printf("%-34s %12s %12s %12s   power of growth\n", "CPU ms at", "1,000 areas", "10,000", "100,000")
	for i, j := range list {
		fmt.Printf("%-34s", j.name)
		for _, s := range seconds[i] {
			fmt.Printf(" %12.2f", 1000*s)
		}
		for k := range len(sizes) - 1 {
			fmt.Printf("   %.2f", math.Log10(seconds[i][k+1]/seconds[i][k]))
		}
		fmt.Println()
	}
	return nil
}

func jobs(ctx context.Context, folder string) []job {
	build := func(draws int, bounds bool) func(plain, bounded *country.Country) error {
		return func(plain, bounded *country.Country) error {
			c := plain
			if bounds {
				c = bounded
			}
			choice := stack.Choice{Region: area.Netherlands, Level: area.Neighbourhood, Draws: draws}
			for n := range 5 {
				choice.Layers = append(choice.Layers, stack.Layer{Indicator: country.Figure(n)})
			}
			_, err := stack.Build(ctx, reader.OnLoopback(), c, choice)
			return err
		}
	}
	return []job{
		{"stack of 5 layers", build(-1, false)},
		{"the same, 1,000 draws", build(1000, false)},
		{"the same, draws within bounds", build(1000, true)},
		{"outline of the map", func(c, _ *country.Country) error {
			drawing.NewOutline(c.Shapes, drawing.OutlineOptions{Width: 600, Height: 700})
			return nil
		}},
		{"all map tiles", func(c, _ *country.Country) error {
			_, err := tile.Tiles(ctx, c.Shapes, tile.Options{Project: area.WGS84FromRD})
			return err
		}},
		{"saved, with boundaries", func(c, _ *country.Country) error { return save(ctx, folder, c) }},
	}
}

// save saves the country in a new store.
func save(ctx context.Context, folder string, c *country.Country) error {
	s, err := sqlite.Open(ctx, filepath.Join(folder, rand.Text()), sqlite.Options{Now: time.Now, NewID: rand.Text})
	if err != nil {
		return err
	}
	if _, _, err := s.Save(ctx, reader.OnLoopback(), c.Batch()); err != nil {
		return err
	}
	return s.Close()
}

// cost returns the CPU seconds of one run: the median of three rounds, each long enough to be measured. Clearing up
// memory belongs to it.
func cost(run func() error) (float64, error) {
	var rounds []float64
	for range 3 {
		runtime.GC()
		began, times := cpuSeconds(), 0
		for times == 0 || cpuSeconds()-began < 0.2 {
			if err := run(); err != nil {
				return 0, err
			}
			times++
		}
		rounds = append(rounds, (cpuSeconds()-began)/float64(times))
	}
	slices.Sort(rounds)
	return rounds[1], nil
}

// cpuSeconds returns what this process has used so far.
func cpuSeconds() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}
