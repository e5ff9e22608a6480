// Command buurtbeeld is the monitor: it reads in figures and boundaries, lays indicators on each other as a stack map,
// and serves the pages on which people look, talk and steer.
package main

import (
	"context"
	"crypto/rand"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
)

// The exit codes that scripts rely on.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitRefused = 3
	// exitUnconfined is only seen by the program itself, which started a child that cannot be kept within limits.
	exitUnconfined = 4
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	a := &app{
		in: os.Stdin, out: os.Stdout, errs: os.Stderr,
		now:      time.Now,
		newID:    newID,
		random:   rand.Reader,
		language: languageOf(os.Getenv),
		database: os.Getenv("BUURTBEELD_DB"),
		terminal: isTerminal(os.Stderr),
	}
	if os.Getenv("GOGC") == "" {
		// Reading in holds few large things: clearing up more often saves a sixth of the memory for a tenth more time.
		debug.SetGCPercent(thriftyGC)
	}
	child := os.Getenv(confined) != ""
	if child && confine() != nil {
		os.Exit(exitUnconfined)
	}
	code := a.run(ctx, os.Args[1:])
	if child && code == exitUsage {
		code = exitRefused // told in words; Go itself ends with 2 when it breaks down
	}
	stop()
	os.Exit(code)
}

// thriftyGC is how far the heap of a command that ends by itself may grow, in percent, before it is cleared up. A server
// takes Go's own, ordinaryGC.
const thriftyGC, ordinaryGC = 40, 100

// app is the outside world as the commands see it.
type app struct {
	in        io.Reader
	out, errs io.Writer
	now       func() time.Time
	newID     func() string
	// random is where protection takes chance from.
	random   io.Reader
	language locale.Language
	// database is the file to use when no --db says otherwise.
	database string
	// terminal says that somebody is looking at the progress.
	terminal bool
}

// newID returns a short name that nobody can guess and no two machines give.
func newID() string { return rand.Text()[:12] }

// languageOf returns the language of the terminal: Dutch, unless the environment asks for English.
func languageOf(getenv func(string) string) locale.Language {
	for _, name := range []string{"BUURTBEELD_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if l, ok := locale.ParseLanguage(getenv(name)); ok {
			return l
		}
	}
	return locale.Dutch
}

// isTerminal reports whether a file is a terminal that somebody looks at.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
