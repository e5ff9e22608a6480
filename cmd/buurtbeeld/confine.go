package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/web/delivery"
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
func rehearse(ctx context.Context, w *draft, a delivery.Answers) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	args := append([]string{"import", "boundaries"}, w.files...)
	args = append(args, "--dry-run", "--json", "--db", w.folder+".none")
	if a.Year != 0 {
		args = append(args, "--year", strconv.Itoa(a.Year))
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
		return problem.New(problem.Invalid, "cmd.draft_unsafe").Because(err)
	}
	return nil
}
