package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/vault/cellfile"
)

// errFound ends an audit that found what may not be known. All was said already.
var errFound = errors.New("the attack succeeds")

// auditFlags is what was asked of audit.
type auditFlags struct {
	dims, micro, suppressed, policy string
	insider, json, quiet            bool
	intervals, explain              int
}

func auditCommand(a *app, set *flag.FlagSet) func(context.Context, []string) error {
	f := &auditFlags{}
	set.StringVar(&f.dims, "dims", "", "")
	set.StringVar(&f.micro, "micro", "", "")
	set.StringVar(&f.policy, "policy", "", "")
	set.StringVar(&f.suppressed, "suppressed-col", "suppressed", "")
	set.BoolVar(&f.insider, "insider", false, "")
	set.BoolVar(&f.json, "json", false, "")
	set.BoolVar(&f.quiet, "quiet", false, "")
	set.IntVar(&f.intervals, "intervals", 0, "")
	set.IntVar(&f.explain, "explain", 100, "")
	return func(ctx context.Context, files []string) error {
		var list problem.List
		if len(files) == 0 {
			list.Add(problem.New(problem.Usage, "vault.releases_needed"))
		}
		if f.dims == "" {
			list.Add(problem.New(problem.Usage, "vault.flag_needed", "flag", "--dims", "command", "audit"))
		}
		for _, number := range []struct {
			name string
			n    int
		}{{"--intervals", f.intervals}, {"--explain", f.explain}} {
			if number.n < 0 {
				list.Add(problem.New(problem.Usage, "vault.flag_value", "value", fmt.Sprint(number.n), "flag", number.name, "command", "audit"))
			}
		}
		if err := list.Err(); err != nil {
			return err
		}
		return f.run(ctx, a, files)
	}
}

// run attacks the releases and prints what it finds.
func (f *auditFlags) run(ctx context.Context, a *app, files []string) error {
	dims, err := cellfile.ReadDims(f.dims)
	if err != nil {
		return err
	}
	o := disclosure.AuditOptions{Random: a.random, IgnoreInsiders: !f.insider, Intervals: f.intervals, Explain: f.explain,
		Progress: a.progress("vault.auditing", f.quiet)}
	if f.explain == 0 {
		o.Explain = -1 // none, where 0 of the library is the usual number
	}
	if f.policy != "" {
		rules, err := readPolicy(f.policy)
		if err != nil {
			return err
		}
		o.SmallGroup = max(1, rules.MinimumFrequency())
	}
	var releases []disclosure.Release
	var published []disclosure.Attack
	unknown := 0
	for _, file := range files {
		r, err := cellfile.ReadRelease(ctx, file, dims, f.suppressed)
		if err != nil {
			return err
		}
		releases, published, unknown = append(releases, r.Release), append(published, r.Published...), unknown+r.Unknown
	}
	if f.micro != "" {
		persons, err := cellfile.ReadPersons(ctx, f.micro, dims, cellfile.PersonsOptions{})
		if err != nil {
			return err
		}
		o.Counter = persons.Records
	}
	verdict, err := disclosure.AttackReleases(ctx, releases, o)
	if err != nil {
		return cellfile.Refused(err, filepath.Base(files[0]))
	}
	verdict.Attacks = append(published, verdict.Attacks...)
	if err := cellfile.WriteFindings(a.out, verdict, len(files) > 1, f.json); err != nil {
		return err
	}
	if f.insider && unknown > 0 && !f.quiet {
		a.say("%s\n", a.language.Text("vault.note_unknown", "n", unknown))
	}
	return f.conclude(a, verdict)
}

// conclude says in words what was found.
func (f *auditFlags) conclude(a *app, v disclosure.Verdict) error {
	kinds, counts := cellfile.Harmful(v)
	if !f.quiet {
		a.say("%s\n", a.language.Text("vault.attacked", "cells", v.Cells, "primary", v.Primary, "hidden", v.Hidden, "relations", v.Relations))
		for i, kind := range kinds {
			a.say("%s\n", a.language.Text("vault.found_"+kind, "n", counts[i]))
		}
		if len(kinds) == 0 {
			a.say("%s\n", a.language.Text("vault.nothing_found"))
		} else if first, ok := v.First(); ok {
			a.say("%s\n", a.language.Text("vault.first", "cell", strings.Join(first.Cell, ";")))
		}
	}
	if len(kinds) > 0 {
		return errFound
	}
	return nil
}
