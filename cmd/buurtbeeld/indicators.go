package main

import (
	"cmp"
	"context"
	"flag"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// loadedIndicator is one line of the list of indicators.
type loadedIndicator struct {
	ID        string   `json:"id"`
	NameNL    string   `json:"name_nl"`
	NameEN    string   `json:"name_en"`
	Unit      string   `json:"unit"`
	Kind      string   `json:"kind"`
	Sphere    string   `json:"sphere"`
	Direction string   `json:"direction"`
	Source    string   `json:"source"`
	Column    string   `json:"source_column"`
	Levels    []string `json:"levels"`
	Periods   []string `json:"periods"`
	Groups    []string `json:"groups"`
	// Known counts the areas with a number, over all levels and periods.
	Known int `json:"known"`
}

func indicatorsCommand(a *app, set *flag.FlagSet) func(context.Context, []string) error {
	database := a.databaseFlag(set)
	search := set.String("search", "", "")
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
		r := reader.OnLoopback()
		definitions, err := store.Indicators(ctx, r)
		if err != nil {
			return err
		}
		summaries, err := store.Summaries(ctx, r)
		if err != nil {
			return err
		}
		found := listIndicators(definitions, summaries, *search)
		if *asJSON {
			return a.printJSON(found)
		}
		var rows [][]string
		for _, f := range found {
			name := f.NameNL
			if a.language.String() == "en" {
				name = f.NameEN
			}
			rows = append(rows, []string{f.ID, name, f.Unit, strings.Join(f.Levels, ","), strings.Join(f.Periods, ",")})
		}
		t := a.language.Text
		return a.printTable([]string{"id", t("cmd.head_name"), t("cmd.head_unit"), t("cmd.head_levels"), t("cmd.head_periods")}, rows)
	}
}

// listIndicators returns the indicators that a search finds, with where and when they have figures.
func listIndicators(definitions []indicator.Indicator, summaries []indicator.Summary, search string) []loadedIndicator {
	found := []loadedIndicator{}
	for _, d := range indicator.Search(definitions, search) {
		line := loadedIndicator{ID: string(d.ID), NameNL: d.Name.NL, NameEN: cmp.Or(d.Name.EN, d.Name.NL), Unit: string(d.Unit),
			Kind: string(d.Kind), Sphere: string(d.Sphere), Direction: string(d.Direction), Source: d.Source, Column: d.SourceColumn,
			Levels: []string{}, Periods: []string{}, Groups: []string{}}
		for _, s := range summaries {
			if s.Key.Indicator == d.ID {
				line.Levels = append(line.Levels, s.Key.Division.Level.String())
				line.Periods = append(line.Periods, s.Key.Period.String())
				line.Groups = append(line.Groups, s.Key.Group)
				line.Known += s.Known
			}
		}
		for _, list := range []*[]string{&line.Levels, &line.Periods, &line.Groups} {
			slices.Sort(*list)
			*list = slices.Compact(*list)
		}
		found = append(found, line)
	}
	return found
}
