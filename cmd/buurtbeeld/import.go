package main

import (
	"context"
	"errors"
	"flag"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/intake"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
)

// importFlags is what every import was asked.
type importFlags struct {
	database *string
	dryRun   bool
	asJSON   bool
	answers  texts
}

func (a *app) importFlags(set *flag.FlagSet) *importFlags {
	f := &importFlags{database: a.databaseFlag(set)}
	set.BoolVar(&f.dryRun, "dry-run", false, "")
	set.BoolVar(&f.asJSON, "json", false, "")
	set.Var(&f.answers, "answer", "")
	return f
}

// answered returns the answers by the id of their question.
func (f *importFlags) answered() (map[string]string, error) {
	answers := map[string]string{}
	for _, text := range f.answers {
		id, choice, ok := strings.Cut(text, "=")
		if !ok || id == "" || choice == "" {
			return nil, problem.New(problem.Usage, "cmd.answer_unreadable", "answer", text)
		}
		answers[id] = choice
	}
	return answers, nil
}

// importing opens the database, has a batch read, and saves it or only tells about it.
func (a *app) importing(ctx context.Context, f *importFlags, read func(*intake.Intake) (indicator.Batch, error)) (err error) {
	answers, err := f.answered()
	if err != nil {
		return err
	}
	store, err := a.openForImport(ctx, *f.database)
	if err != nil {
		return err
	}
	defer func() {
		if store != nil {
			closing(store, &err)
		}
	}()
	in := &intake.Intake{Reader: reader.OnLoopback(), Answers: answers, Random: a.random,
		Progress: a.progress(a.language.Text("cmd.reading"))}
	if store != nil {
		in.Store, in.Patterns = store, newPatterns(store)
	}
	in.Open = func() (intake.Store, error) {
		made, err := a.open(ctx, *f.database)
		store = made
		return made, err
	}
	batch, err := read(in)
	if err != nil {
		return err
	}
	areas := map[string]int{}
	for _, d := range batch.Divisions {
		areas[d.ID().String()] = d.Len()
	}
	report := a.report(batch.Delivery, areas)
	report.DryRun = f.dryRun
	open := len(batch.Delivery.Report.Questions) > 0
	var failed error
	if !f.dryRun {
		var saved indicator.Delivery
		var isNew bool
		if saved, isNew, failed = in.Save(ctx, batch); failed == nil {
			report.ID, report.Saved, report.Known = saved.ID, true, !isNew
			report.Changed = a.changes(in.Changed)
		} else if !open {
			return failed
		}
	}
	if f.asJSON {
		err = a.printJSON(report)
	} else {
		err = a.printReport(report)
	}
	return errors.Join(err, failed)
}

// openForImport opens the database when there is one. A new one is only made once there is something to save.
func (a *app) openForImport(ctx context.Context, database string) (*sqlite.Store, error) {
	store, err := a.openExisting(ctx, database)
	if problem.KindOf(err) == problem.NotFound {
		return nil, nil
	}
	return store, err
}
