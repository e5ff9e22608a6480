package main

import (
	"context"
	"flag"
	"io"

	"github.com/buurtbeeld/buurtbeeld/internal/adjacency"
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/crosslink"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/crosslink/search"
)

// linksFlags is what the links command was asked.
type linksFlags struct {
	target, level, in string
	layers            texts
	year, few         int
	search            search.Options
	format, out       string
}

// linksFormats writes what was found.
var linksFormats = map[string]func(io.Writer, *crosslink.Links) error{"csv": crosslink.WriteCSV, "json": crosslink.WriteJSON}

func linksCommand(a *app, set *flag.FlagSet) func(context.Context, []string) error {
	var f linksFlags
	database := a.databaseFlag(set)
	set.StringVar(&f.target, "target", "", "")
	set.Var(&f.layers, "layer", "")
	set.StringVar(&f.level, "level", "buurt", "")
	set.StringVar(&f.in, "in", "NL", "")
	set.IntVar(&f.year, "year", 0, "")
	set.IntVar(&f.few, "minimum-population", 0, "")
	set.IntVar(&f.search.Permutations, "permutations", 0, "")
	set.Uint64Var(&f.search.Seed, "seed", 1, "")
	set.IntVar(&f.search.MinimumAreas, "minimum-areas", 0, "")
	set.BoolVar(&f.search.PairsOnly, "pairs", false, "")
	set.StringVar(&f.format, "format", "csv", "")
	set.StringVar(&f.out, "out", "", "")
	return func(ctx context.Context, args []string) (err error) {
		if err := noArguments(args); err != nil {
			return err
		}
		write, ok := linksFormats[f.format]
		if !ok {
			return problem.New(problem.Usage, "crosslink.format_unknown", "format", f.format)
		}
		choice, err := f.choice()
		if err != nil {
			return err
		}
		store, err := a.openExisting(ctx, *database)
		if err != nil {
			return err
		}
		defer closing(store, &err)
		links, err := crosslink.Find(ctx, reader.OnLoopback(), store, adjacency.New(store), choice)
		if err != nil {
			return err
		}
		a.say("%s\n", a.language.Text("crosslink.looked_at", "n", links.Combinations, "found", len(links.Finds)))
		return a.writeTo(f.out, func(w io.Writer) error { return write(w, links) })
	}
}

// mostPermutations and mostMinimum bound what can be asked.
const (
	mostPermutations = 100_000
	mostMinimum      = 1_000_000
)

// choice returns what was asked, with every mistake in it told at once.
func (f *linksFlags) choice() (crosslink.Choice, error) {
	var list problem.List
	wrong := problem.New(problem.Internal, "problem.internal")
	level, err := area.ParseLevel(f.level)
	list.AddErr(err, wrong)
	region, err := area.ParseCode(f.in)
	if err != nil {
		list.Add(problem.New(problem.Usage, "cmd.region_unreadable", "region", f.in))
	}
	c := crosslink.Choice{Region: region, Level: level, Year: f.year, MinimumPopulation: f.few, Search: f.search}
	if f.target == "" {
		list.Add(problem.New(problem.Usage, "crosslink.no_target"))
	} else {
		c.Target, err = stack.ParseLayer(f.target)
		list.AddErr(err, wrong)
	}
	for _, text := range f.layers {
		layer, err := stack.ParseLayer(text)
		list.AddErr(err, wrong)
		c.Layers = append(c.Layers, layer)
	}
	if p, m := f.search.Permutations, f.search.MinimumAreas; p < 0 || p > mostPermutations || m < 0 || m > mostMinimum {
		list.Add(problem.New(problem.Usage, "crosslink.range", "permutations", mostPermutations, "areas", mostMinimum))
	}
	return c, list.Err()
}
