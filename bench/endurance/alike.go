package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// alike is T18: the same input and seed give the same bytes, on any number of processors.
func alike(ctx context.Context, t *trial) error {
	sums := map[string][32]byte{}
	answers := 0
	for n := range t.times {
		processors := fmt.Sprint(1 + n%4)
		t.database = filepath.Join(t.folder, fmt.Sprintf("alike%d.db", n))
		for _, file := range []string{t.a, t.b} {
			if r, err := t.on(ctx, processors, t.importing(file)...); err != nil || r.code != 0 {
				return fmt.Errorf("import: %w %s", err, r.errs)
			}
		}
		for _, format := range []string{"csv", "json", "geojson", "svg", "html"} {
			r, err := t.on(ctx, processors, "stack", "--db", t.database, "--level", "buurt", "--in", "NL", "--format", format, "--seed", "7",
				"--layer", "social_assistance_rate", "--layer", "population_65plus_share", "--layer", "single_household_share:low:top30%:2")
			if err != nil || r.code != 0 {
				return fmt.Errorf("%s: %w %s", format, err, r.errs)
			}
			sum := sha256.Sum256([]byte(r.out))
			if before, ok := sums[format]; ok && before != sum {
				return errors.New(format + " differs with " + processors + " processors")
			}
			sums[format] = sum
			answers++
		}
	}
	fmt.Printf("T18: %d answers in %d forms with 1 to 4 processors, each form the same bytes\n", answers, len(sums))
	return nil
}

// on runs the program on so many processors.
func (t *trial) on(ctx context.Context, processors string, args ...string) (ran, error) {
	c := exec.CommandContext(ctx, t.program, args...)
	c.Env = append(os.Environ(), "GOMAXPROCS="+processors)
	return t.command(ctx, c)
}
