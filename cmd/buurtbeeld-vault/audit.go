package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
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
	dims, micro, suppressed, policy, certificate string
	insider, json, quiet                         bool
	intervals, explain                           int
}

func auditCommand(a *app, set *flag.FlagSet) func(context.Context, []string) error {
	f := &auditFlags{}
	set.StringVar(&f.dims, "dims", "", "")
	set.StringVar(&f.micro, "micro", "", "")
	set.StringVar(&f.policy, "policy", "", "")
	set.StringVar(&f.certificate, "certificate", "", "")
	set.StringVar(&f.suppressed, "suppressed-col", cellfile.Suppressed, "")
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
	found, err := f.read(ctx, files, dims, &o)
	if err != nil {
		return err
	}
	if err := f.checkCertificate(ctx, found.releases, o.Counter); err != nil {
		return err
	}
	verdict, err := disclosure.AttackReleases(ctx, found.releases, o)
	if err != nil {
		return cellfile.Refused(err, filepath.Base(files[0]))
	}
	verdict.Attacks = append(found.published, verdict.Attacks...)
	if err := cellfile.WriteFindings(a.out, verdict, len(files) > 1, f.json); err != nil {
		return err
	}
	if f.certificate != "" && !f.quiet {
		a.say("%s\n", a.language.Text("vault.certificate_holds"))
	}
	if f.insider && found.unknown > 0 && !f.quiet {
		a.say("%s\n", a.language.Text("vault.note_unknown", "n", found.unknown))
	}
	return f.conclude(a, verdict)
}

// left is what was read of the files.
type left struct {
	releases  []disclosure.Release
	published []disclosure.Attack
	unknown   int
	sums      bool
}

// read reads the releases, and the persons when they are given. Cells that the files have no counts of are counted then, since an
// insider is known by being alone.
func (f *auditFlags) read(ctx context.Context, files []string, dims *cellfile.Dims, o *disclosure.AuditOptions) (left, error) {
	all, err := f.readReleases(ctx, files, dims, nil)
	if err != nil || f.micro == "" {
		return all, err
	}
	persons, err := cellfile.ReadPersons(ctx, f.micro, dims, cellfile.PersonsOptions{Counted: true, Sums: all.sums})
	if err != nil {
		return left{}, err
	}
	o.Counter = persons.Records
	if !f.insider || all.unknown == 0 {
		return all, nil
	}
	lookup, err := persons.Lookup(ctx)
	if err != nil {
		return left{}, err
	}
	return f.readReleases(ctx, files, dims, lookup)
}

func (f *auditFlags) readReleases(ctx context.Context, files []string, dims *cellfile.Dims, lookup func([]string) (int64, bool)) (left, error) {
	var all left
	for _, file := range files {
		r, err := cellfile.ReadRelease(ctx, file, dims, cellfile.ReleaseOptions{Suppressed: f.suppressed, Lookup: lookup})
		if err != nil {
			return left{}, err
		}
		all.releases, all.published = append(all.releases, r.Release), append(all.published, r.Published...)
		all.unknown, all.sums = all.unknown+r.Unknown, all.sums || r.Sums
	}
	return all, nil
}

// checkCertificate holds the certificate of the first release against the releases.
func (f *auditFlags) checkCertificate(ctx context.Context, releases []disclosure.Release, counter disclosure.Counter) error {
	if f.certificate == "" {
		return nil
	}
	text, err := os.ReadFile(f.certificate)
	if errors.Is(err, os.ErrNotExist) {
		return problem.New(problem.Usage, "vault.file_absent", "file", f.certificate).Because(err)
	}
	if err != nil {
		return err
	}
	c := &disclosure.Certificate{}
	if err = c.UnmarshalBinary(text); err == nil {
		err = disclosure.CheckCertificate(ctx, c, releases, counter)
	}
	if errors.Is(err, disclosure.ErrCertificate) {
		return problem.New(problem.Invalid, "vault.certificate_refused").At(problem.Place{File: filepath.Base(f.certificate)}).Because(err)
	}
	return err
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
