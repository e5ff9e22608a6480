package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"syscall"

	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// command is one thing that the program does. Its help text stands in the catalogue under cmd.<name>.help, with words
// joined by underscores.
type command struct {
	words []string
	// flags declares the flags and returns what runs with them.
	flags func(*app, *flag.FlagSet) func(context.Context, []string) error
}

// commands in the order in which help shows them.
var commands = []command{
	{[]string{"demo"}, demoCommand},
	{[]string{"import", "boundaries"}, importBoundariesCommand},
	{[]string{"import", "cbs"}, importCBSCommand},
	{[]string{"import", "table"}, importTableCommand},
	{[]string{"import", "list"}, importListCommand},
	{[]string{"import", "undo"}, importUndoCommand},
	{[]string{"indicators"}, indicatorsCommand},
	{[]string{"stack"}, stackCommand},
	{[]string{"area", "add"}, areaAddCommand},
	{[]string{"area", "list"}, areaListCommand},
	{[]string{"area", "show"}, areaShowCommand},
	{[]string{"area", "remove"}, areaRemoveCommand},
	{[]string{"patterns"}, patternsCommand},
	{[]string{"spatial", "weights"}, spatialCommand("weights")},
	{[]string{"spatial", "moran"}, spatialCommand("moran")},
	{[]string{"spatial", "geary"}, spatialCommand("geary")},
	{[]string{"spatial", "g"}, spatialCommand("g")},
	{[]string{"spatial", "local-moran"}, spatialCommand("local-moran")},
	{[]string{"spatial", "gistar"}, spatialCommand("gistar")},
	{[]string{"spatial", "local-geary"}, spatialCommand("local-geary")},
	{[]string{"spatial", "join-count"}, spatialCommand("join-count")},
	{[]string{"spatial", "smooth"}, spatialCommand("smooth")},
	{[]string{"spatial", "scan"}, spatialCommand("scan")},
	{[]string{"spatial", "emerging"}, spatialCommand("emerging")},
	{[]string{"spatial", "breaks"}, spatialCommand("breaks")},
	{[]string{"spatial"}, spatialHelp},
	{[]string{"links"}, linksCommand},
	{[]string{"serve"}, serveCommand},
}

// run runs one command and returns the exit code.
func (a *app) run(ctx context.Context, args []string) int {
	args, err := a.takeLanguage(args)
	if err == nil {
		err = a.dispatch(ctx, args)
	}
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, flag.ErrHelp):
		return exitDone
	}
	a.say("%s\n", a.explain(ctx, err))
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
			return nil, problem.New(problem.Usage, "cmd.language_unknown", "language", value)
		}
		a.language = l
	}
	return rest, nil
}

func (a *app) dispatch(ctx context.Context, args []string) error {
	if len(args) == 0 || args[0] == "help" && len(args) == 1 || args[0] == "--help" || args[0] == "-h" {
		_, err := fmt.Fprint(a.out, a.overview())
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
		if rest, ok := c.match(args); ok {
			return a.call(ctx, c, rest)
		}
	}
	if len(args) > 1 && args[len(args)-1] == "--help" {
		_, err := fmt.Fprint(a.out, a.overview())
		return err
	}
	return problem.New(problem.Usage, "cmd.unknown", "command", strings.Join(args[:min(2, len(args))], " "))
}

// match returns the arguments behind the words of the command, and false when these are not its words.
func (c command) match(args []string) ([]string, bool) {
	if len(args) < len(c.words) {
		return nil, false
	}
	for i, w := range c.words {
		if args[i] != w {
			return nil, false
		}
	}
	return args[len(c.words):], true
}

// call reads the flags, which may stand between the other arguments, and runs the command.
func (a *app) call(ctx context.Context, c command, args []string) error {
	set := flag.NewFlagSet(strings.Join(c.words, " "), flag.ContinueOnError)
	set.SetOutput(io.Discard)
	run := c.flags(a, set)
	var files []string
	for len(args) > 0 {
		if err := set.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				if _, err := fmt.Fprint(a.out, a.help(c)); err != nil {
					return err
				}
				return flag.ErrHelp
			}
			return c.flagProblem(err)
		}
		rest := set.Args()
		if ended := len(args) - len(rest); ended > 0 && args[ended-1] == "--" {
			files = append(files, rest...)
			break
		}
		if len(rest) == 0 {
			break
		}
		files = append(files, rest[0])
		args = rest[1:]
	}
	return run(ctx, files)
}

// flagProblem says in words of our own what package flag found wrong.
func (c command) flagProblem(err error) error {
	words, reason := strings.Join(c.words, " "), err.Error()
	dashed := func(name string) string { return "-" + strings.TrimSpace(name) }
	if name, ok := strings.CutPrefix(reason, "flag provided but not defined: "); ok {
		return problem.New(problem.Usage, "cmd.flag_unknown", "flag", dashed(name), "command", words)
	}
	if name, ok := strings.CutPrefix(reason, "flag needs an argument: "); ok {
		return problem.New(problem.Usage, "cmd.flag_empty", "flag", dashed(name), "command", words)
	}
	if m := badValue.FindStringSubmatch(reason); m != nil {
		return problem.New(problem.Usage, "cmd.flag_value", "value", m[1], "flag", dashed(m[2]), "command", words)
	}
	return problem.New(problem.Usage, "cmd.flag_wrong", "command", words, "reason", reason)
}

// badValue is how package flag says that it cannot read the value of a flag.
var badValue = regexp.MustCompile(`^invalid (?:boolean )?value "(.*)" for (?:flag )?(-[^:]+):`)

func (c command) key() string { return "cmd." + strings.Join(c.words, "_") }

func (a *app) help(c command) string {
	return a.language.Text(c.key()+".help") + "\n\n" + a.language.Text("cmd.common") + "\n"
}

func (a *app) overview() string {
	var b strings.Builder
	b.WriteString(a.language.Text("cmd.overview") + "\n\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "  buurtbeeld %-20s %s\n", strings.Join(c.words, " "), a.language.Text(c.key()+".line"))
	}
	b.WriteString("\n" + a.language.Text("cmd.common") + "\n")
	return b.String()
}

// say writes to the error stream, where whatever is not the answer goes. Nothing can be done when that fails.
func (a *app) say(format string, args ...any) { _, _ = fmt.Fprintf(a.errs, format, args...) }

// explain returns what a person reads about err. An error that is none of ours is told as it is: on a command line the
// reader is whoever keeps the machine.
func (a *app) explain(ctx context.Context, err error) string {
	if ctx.Err() != nil {
		return a.language.Text("cmd.stopped")
	}
	var path *fs.PathError
	if problems, _ := problem.All(err); len(problems) == 0 {
		if errors.As(err, &path) {
			return a.language.Text("cmd.file", "file", path.Path, "reason", a.reason(path.Err))
		}
		return a.language.Text("problem.internal") + "\n" + err.Error()
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
	}{{syscall.ENOSPC, "cmd.reason_full"}, {syscall.EROFS, "cmd.reason_readonly"}, {fs.ErrPermission, "cmd.reason_forbidden"},
		{fs.ErrNotExist, "cmd.reason_missing"}, {syscall.EISDIR, "cmd.reason_folder"}, {fs.ErrExist, "cmd.reason_folder"}} {
		if errors.Is(err, known.err) {
			return a.language.Text(known.key)
		}
	}
	return err.Error()
}

// exitCode returns what a script learns about err.
func exitCode(err error) int {
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
