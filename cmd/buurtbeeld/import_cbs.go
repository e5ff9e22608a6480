package main

import (
	"context"
	"flag"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/intake"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/cbs"
)

func importCBSCommand(a *app, set *flag.FlagSet) func(context.Context, []string) error {
	f := a.importFlags(set)
	year := set.Int("year", 0, "")
	withOrigin := set.Bool("with-origin", false, "")
	get := cbs.FetchOptions{}
	set.StringVar(&get.Table, "table", "", "")
	set.StringVar(&get.Filter, "filter", "", "")
	set.IntVar(&get.Version, "odata", 0, "")
	set.StringVar(&get.BaseV3, "service-v3", "", "")
	set.StringVar(&get.BaseV4, "service-v4", "", "")
	return func(ctx context.Context, files []string) error {
		if (get.Table != "") == (len(files) > 0) {
			return problem.New(problem.Usage, "cmd.files_or_fetch", "flag", "--table")
		}
		return a.importing(ctx, f, func(in *intake.Intake) (indicator.Batch, error) {
			read := func(o cbs.Options) (indicator.Batch, error) { return cbs.Read(ctx, files, o) }
			if get.Table != "" {
				get.Dir = in.Fetching(*f.database, "cbs-"+get.Table)
				read = func(o cbs.Options) (indicator.Batch, error) {
					get.Read = o
					return cbs.Fetch(ctx, get)
				}
			}
			return in.CBS(ctx, read, *year, *withOrigin)
		})
	}
}
