// Command buurtbeeld-vault is the vault: where records of people are, and the only door through which tables about them leave.
// It protects tables and attacks them, to know that they are safe.
package main

import (
	"context"
	"crypto/rand"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
)

// The exit codes that scripts rely on.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitRefused = 3
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	a := &app{
		out: os.Stdout, errs: os.Stderr,
		random:   rand.Reader,
		seconds:  processorSeconds,
		language: languageOf(os.Getenv),
		terminal: isTerminal(os.Stderr),
	}
	makeRoom(os.Getenv)
	code := a.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// app is the outside world as the commands see it.
type app struct {
	out, errs io.Writer
	// random is where chance comes from. What protects people may not be guessed.
	random io.Reader
	// seconds is how much of the processor was used so far.
	seconds  func() float64
	language locale.Language
	// terminal says that somebody is looking at the progress.
	terminal bool
}

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
