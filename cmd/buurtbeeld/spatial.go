package main

import (
	"compress/gzip"
	"context"
	"errors"
	"flag"
	"io"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/analysis"
	"github.com/buurtbeeld/buurtbeeld/internal/analysis/keyed"
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// scanDraws is the number of draws of a scan when none is asked for: it looks for a few clusters, each of which is judged
// against the best circle anywhere, so that no correction eats up a small p.
const scanDraws = 999

// spatialFlags is what a statistic was asked, as far as it is no text or number yet.
type spatialFlags struct {
	analysis.Request
	columns       texts
	level, adjust string
	style, out    string
	asJSON        bool
}

// spatialHelp shows which statistics there are.
func spatialHelp(a *app, _ *flag.FlagSet) func(context.Context, []string) error {
	return func(_ context.Context, args []string) error {
		if len(args) > 0 {
			return problem.New(problem.Usage, "analysis.verb_unknown", "verb", args[0], "verbs", analysis.Verbs())
		}
		_, err := io.WriteString(a.out, a.language.Text("cmd.spatial.help")+"\n")
		return err
	}
}

// spatialCommand returns the command of one statistic.
func spatialCommand(verb string) func(*app, *flag.FlagSet) func(context.Context, []string) error {
	return func(a *app, set *flag.FlagSet) func(context.Context, []string) error {
		f := &spatialFlags{}
		a.databaseFlag(set) // as with every command, though nothing here comes from the database
		f.declare(set, verb)
		return func(ctx context.Context, args []string) error {
			if err := noArguments(args); err != nil {
				return err
			}
			if err := f.settle(); err != nil {
				return err
			}
			f.Progress = a.progress(a.language.Text("cmd.reading"))
			f.Note = func(key string, pairs ...any) { a.say("%s\n", a.language.Text(key, pairs...)) }
			answer, err := analysis.Run(ctx, verb, f.Request)
			if err != nil {
				return err
			}
			return a.writeTo(f.out, func(w io.Writer) error { return f.write(w, answer) })
		}
	}
}

// declare declares the flags: those of every statistic, which a script may give to each, and those of this one.
func (f *spatialFlags) declare(set *flag.FlagSet, verb string) {
	set.StringVar(&f.Areas, "areas", "", "")
	set.StringVar(&f.Code, "code", "", "")
	set.StringVar(&f.level, "level", "", "")
	set.StringVar(&f.Weights, "weights", "", "")
	set.BoolVar(&f.Directed, "directed", false, "")
	set.StringVar(&f.Kind, "kind", "", "")
	set.Float64Var(&f.ToleranceMetres, "tolerance", 0, "")
	set.StringVar(&f.Values, "values", "", "")
	set.Var(&f.columns, "column", "")
	draws := spatial.Draws
	if verb == "scan" {
		draws = scanDraws
	}
	set.IntVar(&f.Permutations, "permutations", draws, "")
	set.Uint64Var(&f.Seed, "seed", 1, "")
	set.StringVar(&f.adjust, "adjust", "bh", "")
	set.StringVar(&f.out, "out", "", "")
	set.BoolVar(&f.asJSON, "json", false, "")
	f.declareOwn(set, verb)
}

// declareOwn declares the flags that belong to one statistic.
func (f *spatialFlags) declareOwn(set *flag.FlagSet, verb string) {
	switch verb {
	case "weights":
		set.BoolVar(&f.Summary, "summary", false, "")
	case "moran", "local-moran":
		set.StringVar(&f.With, "with", "", "")
	case "gistar":
		set.BoolVar(&f.WithoutSelf, "no-self", false, "")
	case "scan":
		set.Float64Var(&f.MaxShare, "max-share", 0.1, "")
		set.StringVar(&f.Side, "side", "high", "")
		set.BoolVar(&f.Overdispersed, "overdispersed", false, "")
		set.BoolVar(&f.Members, "members", false, "")
		set.BoolVar(&f.Centres, "centres", false, "")
	case "emerging":
		set.StringVar(&f.Panel, "panel", "", "")
		set.BoolVar(&f.Cube, "cube", false, "")
		set.BoolVar(&f.OfValues, "trend-of-values", false, "")
	case "breaks":
		set.StringVar(&f.Method, "method", "fisher", "")
		set.IntVar(&f.Classes, "classes", 5, "")
	}
	if verb == "moran" || verb == "smooth" || verb == "scan" {
		set.StringVar(&f.Events, "events", "", "")
		set.StringVar(&f.Base, "base", "", "")
	}
	if verb == "moran" || verb == "local-moran" || verb == "local-geary" || verb == "breaks" {
		set.BoolVar(&f.Details, "details", false, "")
	}
	if verb == "moran" || verb == "geary" {
		set.StringVar(&f.style, "style", "row", "")
	}
}

// settle reads the words among the flags, with every mistake in them told at once.
func (f *spatialFlags) settle() error {
	var list problem.List
	f.Columns = f.columns
	if f.level != "" {
		level, err := area.ParseLevel(f.level)
		list.AddErr(err, problem.New(problem.Internal, "problem.internal"))
		f.Level = level
	}
	if f.adjust != "" {
		adjust, err := spatial.ParseAdjustment(f.adjust)
		if err != nil {
			list.Add(problem.New(problem.Usage, "analysis.adjust_unknown", "adjust", f.adjust))
		}
		f.Adjust = adjust
	}
	switch f.style {
	case "", "row":
	case "binary":
		f.Style = spatial.AsGiven
	default:
		list.Add(problem.New(problem.Usage, "analysis.style_unknown", "style", f.style))
	}
	return list.Err()
}

// write writes the answer in the form that was asked for, packed when the name of the file says so.
func (f *spatialFlags) write(w io.Writer, answer *keyed.Output) error {
	write := answer.WriteCSV
	if f.asJSON {
		write = answer.WriteJSON
	}
	if !strings.HasSuffix(f.out, ".gz") {
		return write(w)
	}
	z := gzip.NewWriter(w)
	return errors.Join(write(z), z.Close())
}
