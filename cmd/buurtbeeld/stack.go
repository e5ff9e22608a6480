package main

import (
	"context"
	"flag"
	"io"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// texts is a flag that may be given more than once.
type texts []string

// String returns the values as they were given.
func (t *texts) String() string { return strings.Join(*t, " ") }

// Set adds a value.
func (t *texts) Set(s string) error { *t = append(*t, s); return nil }

// stackFlags is what the stack command was asked.
type stackFlags struct {
	layers        texts
	level, in     string
	year, minimum int
	draws         int
	seed          uint64
	format, out   string
	database      *string
}

func stackCommand(a *app, set *flag.FlagSet) func(context.Context, []string) error {
	var f stackFlags
	f.database = a.databaseFlag(set)
	set.Var(&f.layers, "layer", "")
	set.StringVar(&f.level, "level", "buurt", "")
	set.StringVar(&f.in, "in", "NL", "")
	set.IntVar(&f.year, "year", 0, "")
	set.IntVar(&f.minimum, "minimum-population", 0, "")
	set.IntVar(&f.draws, "draws", 0, "")
	set.Uint64Var(&f.seed, "seed", 1, "")
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
		write, ok := stackFormats[f.format]
		if !ok {
			return problem.New(problem.Usage, "cmd.format_unknown", "format", f.format)
		}
		choice, err := f.choice()
		if err != nil {
			return err
		}
		store, err := a.openExisting(ctx, *f.database)
		if err != nil {
			return err
		}
		defer closing(store, &err)
		picture, err := stack.Build(ctx, reader.OnLoopback(), store, choice)
		if err != nil {
			return err
		}
		return a.writeTo(f.out, func(w io.Writer) error { return write(ctx, a, store, picture, w) })
	}
}

// choice returns what was asked, with every mistake in it told at once.
func (f *stackFlags) choice() (stack.Choice, error) {
	var list problem.List
	wrong := problem.New(problem.Internal, "problem.internal")
	level, err := area.ParseLevel(f.level)
	list.AddErr(err, wrong)
	region, err := area.ParseCode(f.in)
	if err != nil {
		list.Add(problem.New(problem.Usage, "cmd.region_unreadable", "region", f.in))
	}
	c := stack.Choice{Region: region, Level: level, Year: f.year, MinimumPopulation: f.minimum, Draws: f.draws, Seed: f.seed}
	for _, text := range f.layers {
		layer, err := stack.ParseLayer(text)
		list.AddErr(err, wrong)
		c.Layers = append(c.Layers, layer)
	}
	return c, list.Err()
}

// stackFormats writes a picture in every form that people ask for.
var stackFormats = map[string]func(context.Context, *app, *sqlite.Store, *stack.Picture, io.Writer) error{
	"csv": func(_ context.Context, a *app, _ *sqlite.Store, p *stack.Picture, w io.Writer) error {
		return stack.WriteCSV(w, p, a.language.String())
	},
	"json": func(_ context.Context, a *app, _ *sqlite.Store, p *stack.Picture, w io.Writer) error {
		return stack.WriteJSON(w, p, a.language.String())
	},
	"geojson": func(ctx context.Context, a *app, s *sqlite.Store, p *stack.Picture, w io.Writer) error {
		shapes, err := shapesOf(ctx, s, p)
		if err != nil {
			return err
		}
		deliveries, err := s.Deliveries(ctx, reader.OnLoopback())
		if err != nil {
			return err
		}
		p.Sources = wording.Credits(a.language, deliveries, p, true)
		return stack.WriteGeoJSON(w, p, a.language.String(), shapes, area.WGS84FromRD)
	},
	"svg":  writeSVG,
	"html": writeHTML,
}

// shapesOf returns the boundaries of the areas of a picture, which a map needs.
func shapesOf(ctx context.Context, s *sqlite.Store, p *stack.Picture) (*area.Shapes, error) {
	id := p.Division.ID()
	shapes, err := s.Shapes(ctx, reader.OnLoopback(), id, p.Choice.Region)
	if err != nil {
		return nil, err
	}
	if shapes.Bounds().IsEmpty() {
		return nil, problem.New(problem.NotFound, "cmd.no_boundaries", "division", id.String())
	}
	return shapes, nil
}
