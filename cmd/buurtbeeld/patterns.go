package main

import (
	"context"
	"flag"
	"io"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/adjacency"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/pattern"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
	page "github.com/buurtbeeld/buurtbeeld/internal/web/pattern"
)

// patternFlags is what the patterns command was asked.
type patternFlags struct {
	layers                  texts
	level, in, shown        string
	year, minimum, from, to int
	format, out             string
	database                *string
}

func patternsCommand(a *app, set *flag.FlagSet) func(context.Context, []string) error {
	var f patternFlags
	f.database = a.databaseFlag(set)
	set.Var(&f.layers, "layer", "")
	set.StringVar(&f.level, "level", "buurt", "")
	set.StringVar(&f.in, "in", "NL", "")
	set.StringVar(&f.shown, "show", "", "")
	set.IntVar(&f.year, "year", 0, "")
	set.IntVar(&f.from, "from", 0, "")
	set.IntVar(&f.to, "to", 0, "")
	set.IntVar(&f.minimum, "minimum-population", 0, "")
	set.StringVar(&f.format, "format", "csv", "")
	set.StringVar(&f.out, "out", "", "")
	asJSON := set.Bool("json", false, "")
	return func(ctx context.Context, args []string) (err error) {
		if err := noArguments(args); err != nil {
			return err
		}
		if *asJSON {
			f.format = "json"
		}
		write, ok := patternFormats[f.format]
		if !ok {
			return problem.New(problem.Usage, "cmd.format_unknown", "format", f.format)
		}
		question, err := f.question()
		if err != nil {
			return err
		}
		store, err := a.openExisting(ctx, *f.database)
		if err != nil {
			return err
		}
		defer closing(store, &err)
		series, err := newPatterns(store).Series(ctx, reader.OnLoopback(), question)
		if err != nil {
			return err
		}
		words := func(i int) string { return page.Say(a.language, series, i) }
		return a.writeTo(f.out, func(w io.Writer) error { return write(w, series, words) })
	}
}

var patternFormats = map[string]func(io.Writer, *pattern.Series, func(int) string) error{"csv": pattern.WriteCSV, "json": pattern.WriteJSON}

// newPatterns returns a finder of patterns in a store.
func newPatterns(store *sqlite.Store) *pattern.Finder {
	return pattern.New(pattern.Options{Figures: store, Boundaries: store, Crosswalks: store, Versions: store, Graphs: adjacency.New(store)})
}

// question returns what was asked, with every mistake in it told at once. One layer is shown itself; of several the
// number that counts, unless one of them is asked for.
func (f *patternFlags) question() (pattern.Question, error) {
	stacked := stackFlags{layers: f.layers, level: f.level, in: f.in, year: f.year, minimum: f.minimum}
	var list problem.List
	choice, err := stacked.choice()
	list.AddErr(err, problem.New(problem.Internal, "problem.internal"))
	q := pattern.Question{Choice: choice, Layer: -1, From: f.period(f.from, &list), To: f.period(f.to, &list)}
	if len(choice.Layers) == 0 && err == nil {
		list.Add(problem.New(problem.Usage, "stack.layers_few", "n", 0))
	}
	if len(choice.Layers) == 1 {
		q.Layer = 0
	}
	if f.shown != "" && f.shown != "hits" {
		q.Layer = -2
		for i, l := range choice.Layers {
			if string(l.Indicator) == f.shown {
				q.Layer = i
			}
		}
		if q.Layer == -2 {
			list.Add(problem.New(problem.Usage, "cmd.patterns_show_unknown", "indicator", f.shown))
		}
	}
	return q, list.Err()
}

// period reads a year; 0 is none.
func (f *patternFlags) period(year int, list *problem.List) indicator.Period {
	if year != 0 && (year < 1800 || year > 2200) {
		list.Add(problem.New(problem.Usage, "cmd.patterns_year", "year", strconv.Itoa(year)))
		return indicator.Period{}
	}
	return indicator.Year(year)
}

// reportedChange is what a delivery changed in the pattern of one figure.
type reportedChange struct {
	Title string         `json:"title"`
	Areas []reportedArea `json:"areas"`
	More  int            `json:"more"`
}

type reportedArea struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Text string `json:"text"`
	// Page is the address of the page about it, behind that of the installation.
	Page string `json:"page"`
}

// changes returns what a delivery changed, in the language of the terminal.
func (a *app) changes(list []pattern.Changed) []reportedChange {
	out := []reportedChange{}
	for _, c := range page.Changes(a.language, list) {
		one := reportedChange{Title: c.Title, More: c.More}
		for _, changed := range c.Areas {
			one.Areas = append(one.Areas, reportedArea{changed.Code, changed.Link.Text, changed.Text, changed.Link.Href})
		}
		out = append(out, one)
	}
	return out
}
