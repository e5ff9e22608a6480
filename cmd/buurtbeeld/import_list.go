package main

import (
	"context"
	"flag"
	"fmt"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// listedDelivery is one line of the list of deliveries.
type listedDelivery struct {
	ID          string   `json:"id"`
	Kind        string   `json:"kind"`
	Source      string   `json:"source"`
	Table       string   `json:"table"`
	Title       string   `json:"title"`
	Year        int      `json:"year"`
	Files       []string `json:"files"`
	ReadAt      string   `json:"read_at"`
	Licence     string   `json:"licence"`
	Attribution string   `json:"attribution"`
	Published   bool     `json:"published"`
	Rows        int      `json:"rows"`
	Fingerprint string   `json:"fingerprint"`
}

func importListCommand(a *app, set *flag.FlagSet) func(context.Context, []string) error {
	database := a.databaseFlag(set)
	asJSON := set.Bool("json", false, "")
	return func(ctx context.Context, args []string) (err error) {
		if err := noArguments(args); err != nil {
			return err
		}
		store, err := a.openExisting(ctx, *database)
		if err != nil {
			return err
		}
		defer closing(store, &err)
		deliveries, err := store.Deliveries(ctx, reader.OnLoopback())
		if err != nil {
			return err
		}
		list, rows := []listedDelivery{}, [][]string{}
		for _, d := range deliveries {
			list = append(list, listedDelivery{ID: d.ID, Kind: string(d.Kind), Source: d.Source, Table: d.Table, Title: d.Title,
				Year: d.Year, Files: d.Files, ReadAt: d.ReadAt.UTC().Format("2006-01-02T15:04:05Z"), Licence: d.Licence,
				Attribution: d.Attribution, Published: d.Published, Rows: d.Report.Rows, Fingerprint: d.Fingerprint})
			rows = append(rows, []string{d.ID, string(d.Kind), fmt.Sprint(d.Year), d.Source, d.Title, strings.Join(d.Files, " ")})
		}
		if *asJSON {
			return a.printJSON(list)
		}
		t := a.language.Text
		return a.printTable([]string{"id", t("cmd.head_kind"), t("cmd.head_year"), t("cmd.head_source"), t("cmd.head_title"), t("cmd.head_files")}, rows)
	}
}

func importUndoCommand(a *app, set *flag.FlagSet) func(context.Context, []string) error {
	database := a.databaseFlag(set)
	return func(ctx context.Context, args []string) (err error) {
		if len(args) != 1 {
			return problem.New(problem.Usage, "cmd.undo_one")
		}
		store, err := a.openExisting(ctx, *database)
		if err != nil {
			return err
		}
		defer closing(store, &err)
		delivery, err := store.FindDelivery(ctx, reader.OnLoopback(), args[0])
		if err != nil {
			return err
		}
		if err := store.Undo(ctx, reader.OnLoopback(), delivery.ID); err != nil {
			return err
		}
		_, err = fmt.Fprintln(a.out, a.language.Text("cmd.undone", "title", delivery.Title, "id", delivery.ID))
		return err
	}
}
