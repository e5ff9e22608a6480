package main

import (
	"context"
	"flag"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/intake"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary"
	"github.com/buurtbeeld/buurtbeeld/internal/source/pdok"
)

func importBoundariesCommand(a *app, set *flag.FlagSet) func(context.Context, []string) error {
	f := a.importFlags(set)
	year := set.Int("year", 0, "")
	level := set.String("level", "", "")
	title := set.String("title", "", "")
	withOrigin := set.Bool("with-origin", false, "")
	online := set.Bool("pdok", false, "")
	service := set.String("service", "", "")
	return func(ctx context.Context, files []string) error {
		o := boundary.Options{Year: *year, Title: *title}
		if *level != "" {
			var err error
			if o.Level, err = area.ParseLevel(*level); err != nil {
				return err
			}
		}
		if *online == (len(files) > 0) {
			return problem.New(problem.Usage, "cmd.files_or_fetch", "flag", "--pdok")
		}
		if *online && *year == 0 {
			return problem.New(problem.Usage, "cmd.year_needed")
		}
		return a.importing(ctx, f, func(in *intake.Intake) (indicator.Batch, error) {
			if !*online {
				return in.Boundaries(ctx, files, o, *withOrigin)
			}
			get := pdok.Options{Year: *year, Address: *service, Progress: in.Progress,
				Dir: in.Fetching(*f.database, "pdok-"+strconv.Itoa(*year))}
			if o.Level != 0 {
				get.Levels = []area.Level{o.Level}
			}
			files, err := pdok.Fetch(ctx, get)
			if err != nil {
				return indicator.Batch{}, err
			}
			return in.Boundaries(ctx, files, o, *withOrigin)
		})
	}
}
