package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// command is one thing that the program does. Its help stands in the catalogue under vault.<name>.help.
type command struct {
	name string
	// flags declares the flags and returns what runs with them.
	flags func(*app, *flag.FlagSet) func(context.Context, []string) error
}

// commands in the order in which help shows them.
var commands = []command{
	{"protect", protectCommand},
	{"audit", auditCommand},
}

// run runs one command and returns the exit code.
func (a *app) run(ctx context.Context, args []string) int {
	args, err := a.takeLanguage(args)
	if err == nil {
		err = a.dispatch(ctx, args)
	}
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return exitDone
	}
	if !errors.Is(err, errFound) {
		a.say("%s\n", a.explain(ctx, err))
	}
	return exitCode(err)
}

// takeLanguage removes --lang from the arguments, wherever it stands.
func (a *app) takeLanguage(args []string) ([]string, error) {
	var rest []string
	for i := 0; i < len(args); i++ {
		name, value, joined := strings.Cut(args[i], "=")
		if name != "--lang" && name != "-lang" {
			rest = append(rest, args[i])
			continue
		}
		if !joined && i+1 < len(args) {
			i++
			value = args[i]
		}
		l, ok := locale.ParseLanguage(value)
		if !ok {
			return nil, problem.New(problem.Usage, "vault.language_unknown", "language", value)
		}
		a.language = l
	}
	return rest, nil
}

func (a *app) dispatch(ctx context.Context, args []string) error {
	if len(args) == 0 || len(args) == 1 && (args[0] == "help" || args[0] == "--help" || args[0] == "-h") {
		_, err := io.WriteString(a.out, a.overview())
		return err
	}
	if args[0] == "help" {
		args = append(args[1:], "--help")
	}
	if args[0] == "version" || args[0] == "--version" {
		_, err := fmt.Fprintln(a.out, version())
		return err
	}
	for _, c := range commands {
		if args[0] == c.name {
			return a.call(ctx, c, args[1:])
		}
	}
	return problem.New(problem.Usage, "vault.unknown", "command", args[0])
}

// call reads the flags, which may stand between the file names, and runs the command.
func (a *app) call(ctx context.Context, c command, args []string) error {
	set := flag.NewFlagSet(c.name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	run := c.flags(a, set)
	var files []string
	for len(args) > 0 {
		if err := set.Parse(args); err != nil {
			if !errors.Is(err, flag.ErrHelp) {
				return c.flagProblem(err)
			}
			if _, err := io.WriteString(a.out, a.language.Text("vault."+c.name+".help")+"\n\n"+a.language.Text("vault.always")+"\n"); err != nil {
				return err
			}
			return flag.ErrHelp
		}
		rest := set.Args()
		if ended := len(args) - len(rest); ended > 0 && args[ended-1] == "--" {
			files = append(files, rest...)
			break
		}
		if len(rest) == 0 {
			break
		}
		files, args = append(files, rest[0]), rest[1:]
	}
	return run(ctx, files)
}

// badValue is how package flag says that it cannot read the value of a flag.
var badValue = regexp.MustCompile(`^invalid (?:boolean )?value "(.*)" for (?:flag )?(-[^:]+):`)

// flagProblem says in words of our own what package flag found wrong.
func (c command) flagProblem(err error) error {
	reason := err.Error()
	if name, ok := strings.CutPrefix(reason, "flag provided but not defined: "); ok {
		return problem.New(problem.Usage, "vault.flag_unknown", "flag", "-"+name, "command", c.name)
	}
	if name, ok := strings.CutPrefix(reason, "flag needs an argument: "); ok {
		return problem.New(problem.Usage, "vault.flag_empty", "flag", "-"+name, "command", c.name)
	}
	if m := badValue.FindStringSubmatch(reason); m != nil {
		return problem.New(problem.Usage, "vault.flag_value", "value", m[1], "flag", "-"+m[2], "command", c.name)
	}
	return problem.New(problem.Usage, "vault.flag_wrong", "reason", reason, "command", c.name)
}

func (a *app) overview() string {
	var b strings.Builder
	b.WriteString(a.language.Text("vault.overview") + "\n\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "  buurtbeeld-vault %-10s %s\n", c.name, a.language.Text("vault."+c.name+".line"))
	}
	b.WriteString("\n" + a.language.Text("vault.always") + "\n")
	return b.String()
}

// say writes to the error stream, where whatever is not the answer goes. Nothing can be done when that fails.
func (a *app) say(format string, args ...any) { _, _ = fmt.Fprintf(a.errs, format, args...) }

// explain returns what a person reads about err. An error that is none of ours is told as it is: the reader is whoever keeps the
// machine.
func (a *app) explain(ctx context.Context, err error) string {
	if ctx.Err() != nil {
		return a.language.Text("vault.stopped")
	}
	if problems, _ := problem.All(err); len(problems) == 0 {
		var path *fs.PathError
		if errors.As(err, &path) {
			return a.language.Text("vault.file", "file", path.Path, "reason", a.reason(path.Err))
		}
		return a.language.Text("vault.internal") + "\n" + err.Error()
	}
	text := a.language.Error(err)
	if problem.KindOf(err) == problem.Internal {
		text += "\n" + err.Error()
	}
	return text
}

// reason says in the language of the reader what the system had against a file.
func (a *app) reason(err error) string {
	for _, known := range []struct {
		err error
		key string
	}{{syscall.ENOSPC, "vault.reason_full"}, {syscall.EROFS, "vault.reason_readonly"}, {fs.ErrPermission, "vault.reason_forbidden"},
		{fs.ErrNotExist, "vault.reason_missing"}, {syscall.EISDIR, "vault.reason_folder"}, {fs.ErrExist, "vault.reason_folder"}} {
		if errors.Is(err, known.err) {
			return a.language.Text(known.key)
		}
	}
	return err.Error()
}

// exitCode returns what a script learns about err.
func exitCode(err error) int {
	if errors.Is(err, errFound) {
		return exitRefused
	}
	if problems, _ := problem.All(err); len(problems) == 0 {
		return exitFailed
	}
	switch problem.KindOf(err) {
	case problem.Usage:
		return exitUsage
	case problem.Invalid, problem.Withheld, problem.Forbidden:
		return exitRefused
	}
	return exitFailed
}

// progress returns what long work reports to: one line on the terminal that is written over, and nothing in a script.
func (a *app) progress(key string, quiet bool) func(done, total int) {
	if !a.terminal || quiet {
		return nil
	}
	what, last := a.language.Text(key), -1
	return func(done, total int) {
		percent := 100 * done / max(1, total)
		if percent == last {
			return
		}
		last = percent
		a.say("\r%s %d%%", what, percent)
		if done >= total {
			a.say("\n")
		}
	}
}

// version returns the revision of the source that the program was built from.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return "buurtbeeld-vault " + s.Value[:min(12, len(s.Value))]
			}
		}
	}
	return "buurtbeeld-vault (unreleased)"
}
