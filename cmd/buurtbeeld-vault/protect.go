package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/disclosure/cellkey"
	"github.com/buurtbeeld/buurtbeeld/disclosure/policy"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/vault/cellfile"
	"github.com/buurtbeeld/buurtbeeld/internal/vault/ledger"
)

// protectFlags is what was asked of protect.
type protectFlags struct {
	cells, dims, policy, method, order, keep, micro, ptable, ledger, data string
	out, report, certificate, public                                      string
	insider, quiet                                                        bool
}

func protectCommand(a *app, set *flag.FlagSet) func(context.Context, []string) error {
	f := &protectFlags{}
	for name, to := range map[string]*string{"dims": &f.dims, "policy": &f.policy, "method": &f.method, "order": &f.order, "keep": &f.keep,
		"micro": &f.micro, "ptable": &f.ptable, "ledger": &f.ledger, "data": &f.data, "out": &f.out, "report": &f.report,
		"certificate": &f.certificate, "public": &f.public} {
		set.StringVar(to, name, "", "")
	}
	set.BoolVar(&f.insider, "insider", true, "")
	set.BoolVar(&f.quiet, "quiet", false, "")
	return func(ctx context.Context, files []string) error {
		if len(files) > 1 {
			return problem.New(problem.Usage, "vault.argument_unexpected", "argument", files[1])
		}
		if len(files) == 1 {
			f.cells = files[0]
		}
		method, err := f.settle()
		if err != nil {
			return err
		}
		p := &protection{app: a, flags: f, method: method}
		return p.run(ctx)
	}
}

// settle looks whether the flags go together, with every mistake told at once.
func (f *protectFlags) settle() (disclosure.Method, error) {
	var list problem.List
	for _, needed := range []struct{ name, value string }{{"--dims", f.dims}, {"--policy", f.policy}, {"--method", f.method}, {"--out", f.out},
		{"--report", f.report}} {
		if needed.value == "" {
			list.Add(problem.New(problem.Usage, "vault.flag_needed", "flag", needed.name, "command", "protect"))
		}
	}
	if f.cells == "" && f.micro == "" {
		list.Add(problem.New(problem.Usage, "vault.cells_or_micro"))
	}
	method, ok := disclosure.ParseMethod(f.method)
	if !ok && f.method != "" {
		list.Add(problem.New(problem.Usage, "vault.method_unknown", "method", f.method))
	}
	if ok {
		only := func(name, value string, with disclosure.Method) {
			if value != "" && method != with {
				list.Add(problem.New(problem.Usage, "vault.flag_method", "flag", name, "method", with.String()))
			}
		}
		only("--order", f.order, disclosure.Suppress)
		only("--keep", f.keep, disclosure.Suppress)
		only("--certificate", f.certificate, disclosure.Suppress)
		only("--ptable", f.ptable, disclosure.CellKey)
		if method == disclosure.CellKey && f.ptable == "" {
			list.Add(problem.New(problem.Usage, "vault.no_ptable"))
		}
	}
	for _, column := range []struct{ name, value string }{{"--order", f.order}, {"--keep", f.keep}} {
		if column.value != "" && f.cells == "" {
			list.Add(problem.New(problem.Usage, "vault.column_of_cells", "flag", column.name))
		}
	}
	if err := apart([]string{f.out, f.report, f.certificate, f.public}, []string{f.cells, f.dims, f.policy, f.micro, f.ptable}); err != nil {
		all, _ := problem.All(err)
		for _, p := range all {
			list.Add(p)
		}
	}
	return method, list.Err()
}

// protection is a table on its way through the stages.
type protection struct {
	app    *app
	flags  *protectFlags
	method disclosure.Method

	rules     policy.Policy
	dims      *cellfile.Dims
	ledger    *ledger.Folder
	persons   *cellfile.Persons
	cells     *cellfile.Cells
	ptable    *cellkey.PTable
	protected disclosure.Protected
	audited   disclosure.Audited
	// others is true when the persons are not as many as the table counts.
	others bool
}

// run protects the table, attacks it and writes it, or writes nothing.
func (p *protection) run(ctx context.Context) error {
	if err := p.read(ctx); err != nil {
		return err
	}
	if err := p.protect(ctx); err != nil {
		return cellfile.Refused(err, filepath.Base(p.flags.source()))
	}
	verdict := p.audited.Verdict()
	if first, found := verdict.First(); found {
		return unsafe(first)
	}
	return p.write(verdict)
}

// source is the file that the table comes from.
func (f *protectFlags) source() string {
	if f.cells != "" {
		return f.cells
	}
	return f.micro
}

// read reads all that goes in.
func (p *protection) read(ctx context.Context) (err error) {
	f := p.flags
	if p.rules, err = readPolicy(f.policy); err != nil {
		return err
	}
	if p.dims, err = cellfile.ReadDims(f.dims); err != nil {
		return err
	}
	if f.ptable != "" {
		if p.ptable, err = readPTable(f.ptable); err != nil {
			return err
		}
	}
	p.ledger = &ledger.Folder{}
	if f.ledger != "" {
		if p.ledger, err = ledger.Read(f.ledger); err != nil {
			return err
		}
	}
	if others := p.ledger.Others(f.data); len(others) > 0 && !f.quiet {
		p.app.say("%s\n", p.app.language.Text("vault.ledger_other", "folder", f.ledger, "data", strings.Join(others, ", ")))
	}
	if f.cells != "" {
		o := cellfile.CellsOptions{Method: p.method, Order: f.order, Keep: f.keep}
		if p.cells, err = cellfile.ReadCells(ctx, f.cells, p.dims, o); err != nil {
			return err
		}
	}
	if f.micro != "" {
		o := cellfile.PersonsOptions{Method: p.method, Counted: p.cells != nil, Sums: p.cells != nil && p.cells.Sums()}
		if p.persons, err = cellfile.ReadPersons(ctx, f.micro, p.dims, o); err != nil {
			return err
		}
	}
	if p.cells != nil && p.persons != nil {
		whole, there := p.cells.Whole()
		if p.others = there && whole != int64(p.persons.Records.Len()); p.others && !f.quiet {
			p.app.say("%s\n", p.app.language.Text("vault.note_others"))
		}
	}
	return nil
}

// protect takes the table through the stages.
func (p *protection) protect(ctx context.Context) error {
	f, a := p.flags, p.app
	var counter disclosure.Counter
	if p.persons != nil {
		counter = p.persons.Records
	}
	if p.cells == nil {
		table, err := p.persons.Table(ctx)
		if err != nil {
			return err
		}
		p.cells = p.persons.Cells(table)
	}
	assessed, err := p.cells.Table.Assess(p.rules)
	if err != nil {
		return err
	}
	earlier := disclosure.NewLedger(p.ledger.Releases...).Of(f.data)
	o := disclosure.Options{Method: p.method, Random: a.random, IgnoreInsiders: !f.insider, Ledger: earlier, Counter: counter,
		Rank: p.cells.Rank, Keep: p.cells.Keep, PTable: p.ptable, Progress: a.progress("vault.protecting", f.quiet)}
	if p.protected, err = assessed.Protect(ctx, o); err != nil {
		return err
	}
	p.audited, err = p.protected.Audit(ctx, disclosure.AuditOptions{Random: a.random, Ledger: earlier, Counter: counter,
		IgnoreInsiders: !f.insider, Progress: a.progress("vault.auditing", f.quiet)})
	return err
}

// unsafe says which attack succeeds on a table that was protected all the same.
func unsafe(found disclosure.Attack) error {
	return problem.New(problem.Withheld, "vault.unsafe", "attack", found.Kind.String(), "cell", strings.Join(found.Cell, ";"),
		"combination", cellfile.Combination(found, true))
}

// write writes the table, its report and what else was asked for.
func (p *protection) write(verdict disclosure.Verdict) error {
	f := p.flags
	report := cellfile.NewReport(p.protected, verdict, p.cells.Decimals)
	report.Method, report.Policy, report.Locked = p.method.String(), p.rules.Name(), p.rules.Locked()
	report.Insiders, report.Earlier = f.insider && p.method == disclosure.Suppress, disclosure.NewLedger(p.ledger.Releases...).Of(f.data).Len()
	report.NotPromised = p.notPromised()
	outputs := []*output{{file: f.out, write: p.writeCells}}
	if f.public != "" {
		outputs = append(outputs, &output{file: f.public, open: true, write: func(w io.Writer) error { return p.cells.WritePublic(w, p.audited) }})
	}
	proof, err := p.proof()
	if err != nil {
		return err
	}
	if proof != nil {
		sum := sha256.Sum256(proof)
		report.Certificate = &cellfile.Proof{File: filepath.Base(f.certificate), Bytes: len(proof), SHA256: hex.EncodeToString(sum[:])}
		if f.certificate == "" {
			report.Certificate.File = ""
		}
	}
	if f.certificate != "" {
		outputs = append(outputs, &output{file: f.certificate, write: func(w io.Writer) error {
			_, err := w.Write(proof)
			return err
		}})
	}
	// The report comes last, so that it tells the time of nearly everything.
	outputs = append(outputs, &output{file: f.report, write: func(w io.Writer) error {
		report.SecondsCPU = math.Round(p.app.seconds()*1000) / 1000
		return report.WriteJSON(w)
	}})
	if err := p.app.writeAll(outputs, p.register, p.ledger.Remove); err != nil {
		return err
	}
	if !f.quiet {
		p.app.say("%s\n", p.app.language.Text("vault.protected_"+report.Method, "cells", report.Cells, "primary", report.Primary,
			"secondary", report.Secondary, "changed", report.Changed, "largest", report.MaxDifference))
	}
	return nil
}

// register writes the table into the ledger, when there is one.
func (p *protection) register() error {
	if p.flags.ledger == "" {
		return nil
	}
	release, err := p.audited.Release(filepath.Base(p.flags.out), p.flags.data)
	if err != nil {
		return err
	}
	return p.ledger.Add(release)
}

// proof is the certificate as bytes; nil where there is none.
func (p *protection) proof() ([]byte, error) {
	c, err := p.audited.Certificate()
	if errors.Is(err, disclosure.ErrCertificate) {
		if p.flags.certificate != "" {
			return nil, problem.New(problem.Usage, "vault.no_certificate").Because(err)
		}
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return c.MarshalBinary()
}

// writeCells writes the rows with what was done to them.
func (p *protection) writeCells(w io.Writer) error {
	count := cellfile.Column{Value: func(row int) int64 { return p.protected.Count(row) }}
	switch p.method {
	case disclosure.Round:
		count.Name = "rounded"
		return p.cells.Write(w, nil, count, cellfile.Column{Name: "difference", Value: func(row int) int64 {
			return p.protected.Count(row) - p.cells.Count(row)
		}})
	case disclosure.CellKey:
		name := strings.TrimSuffix(filepath.Base(p.flags.ptable), ".csv")
		count.Name = "pert_" + strings.TrimPrefix(name, "ptable_")
		return p.cells.Write(w, nil, count)
	}
	return p.cells.Write(w, p.protected.Hidden, cellfile.Mark("primary", p.protected.Primary), cellfile.Mark("suppressed", p.protected.Hidden))
}

// notPromised are the limits of the method, in the language of who asked.
func (p *protection) notPromised() []string {
	keys := []string{"vault.not_guessing", "vault.not_together", "vault.not_other_data"}
	if p.persons == nil {
		keys = append(keys, "vault.not_overlap")
	}
	if p.others {
		keys = append(keys, "vault.note_others")
	}
	if p.flags.ledger == "" {
		keys = append(keys, "vault.not_earlier")
	}
	if p.method == disclosure.Suppress && !p.flags.insider {
		keys = append(keys, "vault.not_insiders")
	}
	if f := p.flags; f.order != "" || p.method == disclosure.Suppress && !f.insider {
		keys = append(keys, "vault.not_room")
	}
	if p.method == disclosure.Round || p.method == disclosure.CellKey {
		keys = append(keys, "vault.not_changed")
	}
	texts := make([]string, len(keys))
	for i, key := range keys {
		texts[i] = p.app.language.Text(key)
	}
	return texts
}

// readPolicy reads rules from a file, or takes those of the library that have the name.
func readPolicy(file string) (policy.Policy, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		if slices.Contains(policy.Names(), file) {
			return policy.Named(file)
		}
		return policy.Policy{}, problem.New(problem.Usage, "vault.policy_absent", "file", file, "names", policy.Names()).Because(err)
	}
	if err != nil {
		return policy.Policy{}, err
	}
	rules, err := policy.Parse(text)
	return rules, cellfile.PolicyRefused(err, filepath.Base(file))
}

// readPTable reads a perturbation table.
func readPTable(file string) (*cellkey.PTable, error) {
	f, err := os.Open(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, problem.New(problem.Usage, "vault.file_absent", "file", file).Because(err)
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	t, err := cellkey.ReadPTable(f)
	if err != nil {
		return nil, problem.New(problem.Invalid, "vault.ptable", "reason", err.Error()).At(problem.Place{File: filepath.Base(file)}).Because(err)
	}
	return t, nil
}
