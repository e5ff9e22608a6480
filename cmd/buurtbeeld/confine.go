package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// confined is the variable by which the program tells its child to set itself limits before it reads anything.
const confined = "BUURTBEELD_CONFINED"

// Limits of a child that reads a file somebody uploaded: far more than the largest national file takes.
const (
	confinedBytes      = 3 << 30
	confinedCPUSeconds = 120
)

// rehearse has a child process with limits read uploaded boundaries first. A file that makes a reader crash or run
// without end takes only the child with it; what the child finds wrong in words is found again by whoever asks.
func rehearse(ctx context.Context, files []string, database string, year int) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	args := append([]string{"import", "boundaries"}, files...)
	args = append(args, "--dry-run", "--json", "--db", database)
	if year != 0 {
		args = append(args, "--year", strconv.Itoa(year))
	}
	child := exec.CommandContext(ctx, program, args...)
	child.Env = append(os.Environ(), confined+"=1", "GOMEMLIMIT=2GiB", "GOTRACEBACK=none")
	err = child.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) && (ended.ExitCode() == exitFailed || ended.ExitCode() == exitRefused) {
		return nil // told in words, and told again by the caller
	}
	// Wrong use is not among them: main gives it as refused, because Go ends with the same number when it breaks down.
	if err != nil {
		return problem.New(problem.Invalid, "intake.unsafe").Because(err)
	}
	return nil
}
