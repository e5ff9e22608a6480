package main

import (
	"context"
	"flag"
	"os"
	"path/filepath"

	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/intake"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/table"
)

func importTableCommand(a *app, set *flag.FlagSet) func(context.Context, []string) error {
	f := a.importFlags(set)
	mapping := set.String("mapping", "", "")
	propose := set.Bool("propose", false, "")
	published := set.Bool("published", false, "")
	skip := set.Bool("skip-unreadable", false, "")
	rules := set.String("rules", "", "")
	return func(ctx context.Context, files []string) error {
		switch {
		case len(files) != 1:
			return problem.New(problem.Usage, "cmd.one_file")
		case *propose:
			return a.proposeMapping(ctx, files[0])
		case *mapping == "":
			return problem.New(problem.Usage, "cmd.mapping_needed", "file", files[0])
		}
		text, err := os.ReadFile(*mapping)
		if err != nil {
			return err
		}
		m, err := table.ParseMapping(text)
		if err != nil {
			return inFile(err, *mapping)
		}
		var chosen policy.Policy
		if *rules != "" {
			if chosen, err = rulesOf(*rules); err != nil {
				return err
			}
		}
		return a.importing(ctx, f, func(in *intake.Intake) (indicator.Batch, error) {
			in.Rules = chosen
			return in.Table(ctx, files[0], m, table.Options{Published: *published, SkipUnreadable: *skip})
		})
	}
}

// rulesOf returns the rules of a name, or of a file that ends in .yaml.
func rulesOf(name string) (policy.Policy, error) {
	if filepath.Ext(name) != ".yaml" {
		return intake.RulesNamed(name)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return policy.Policy{}, err
	}
	rules, err := policy.Parse(text)
	if err != nil {
		return policy.Policy{}, problem.New(problem.Invalid, "protection.rules_broken", "file", filepath.Base(name), "reason", err.Error()).Because(err)
	}
	return rules, nil
}

// proposeMapping writes what is recognised in a table, for somebody to correct.
func (a *app) proposeMapping(ctx context.Context, file string) error {
	text, questions, err := table.Propose(ctx, file, table.Options{Text: a.language.Text})
	if err != nil {
		return err
	}
	for _, q := range questions {
		a.say("%s\n", a.note(q.Note))
	}
	_, err = a.out.Write(text)
	return err
}

// inFile returns err with the name of the file in every problem that names none.
func inFile(err error, file string) error {
	problems, _ := problem.All(err)
	if len(problems) == 0 {
		return err
	}
	var list problem.List
	for _, p := range problems {
		list.Add(p.At(problem.Place{File: file}))
	}
	return list.Err()
}
