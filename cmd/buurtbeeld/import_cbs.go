package main

import (
	"context"
	"flag"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
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
		return a.importing(ctx, f, func(in *intake) (indicator.Batch, error) {
			read := func(o cbs.Options) (indicator.Batch, error) { return cbs.Read(ctx, files, o) }
			if get.Table != "" {
				get.Dir = in.fetching(*f.database, "cbs-"+get.Table)
				read = func(o cbs.Options) (indicator.Batch, error) {
					get.Read = o
					return cbs.Fetch(ctx, get)
				}
			}
			return in.cbs(ctx, read, *year, *withOrigin)
		})
	}
}

// cbs reads a table of CBS or RIVM with what the database tells about areas and about the year before.
func (in *intake) cbs(ctx context.Context, read func(cbs.Options) (indicator.Batch, error), year int, withOrigin bool) (indicator.Batch, error) {
	o := cbs.Options{Year: year, Answers: in.answers, WithOrigin: withOrigin, Progress: in.progress}
	var err error
	if o.Divisions, err = in.divisions(ctx); err != nil {
		return indicator.Batch{}, err
	}
	o.Uninhabited = in.uninhabited(ctx)
	batch, err := read(o)
	if err != nil {
		return indicator.Batch{}, err
	}
	// Which delivery came the year before is only known once the table has said what it is.
	previous, err := in.previous(ctx, batch.Delivery)
	if err != nil || len(previous) == 0 {
		return batch, err
	}
	r := &batch.Delivery.Report
	r.NewColumns, r.RenamedColumns, r.VanishedColumns = cbs.Compare(previous, r.Columns)
	return batch, nil
}

// uninhabited returns what tells areas without inhabitants, by the counts that are stored.
func (in *intake) uninhabited(ctx context.Context) func(area.DivisionID, area.Code) bool {
	if in.store == nil {
		return nil
	}
	counts := map[area.DivisionID]*indicator.Column{}
	return func(id area.DivisionID, code area.Code) bool {
		column, looked := counts[id]
		if !looked {
			key := indicator.Key{Indicator: indicator.Population, Period: indicator.Year(id.Year), Division: id}
			if c, err := in.store.Column(ctx, in.reader, key); err == nil {
				column = &c
			}
			counts[id] = column
		}
		if column == nil {
			return false
		}
		n, ok := column.Find(code).Number()
		return ok && n == 0
	}
}
