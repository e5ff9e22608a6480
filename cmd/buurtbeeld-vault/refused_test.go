package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// small are invented files: a town of two districts with three neighbourhoods, and what can be wrong with them.
var small = map[string]string{
	"geo.csv":       "code,level,parent\nW1,wijk,Total\nW2,wijk,Total\nB1,buurt,W1\nB2,buurt,W1\nB3,buurt,W2\n",
	"dims.yaml":     "dimensions:\n  geo: {codes: geo.csv}\n  debt: {total: Total, categories: [\"0\", \"1\"]}\ninner: {geo: buurt}\n",
	"policy.yaml":   "name: three\nminimum_frequency: 3\n",
	"zero.yaml":     "name: zero\nminimum_frequency: 0\n",
	"cells.csv":     "geo,debt,freq\n" + smallCells,
	"persons.csv":   "buurt,debt\nB1,0\nB2,1\nB3,0\n",
	"persons2.csv":  "buurt,debt\nB1,0\nB9,1\nB3,\n",
	"nobuurt.csv":   "wijk,debt\nW1,0\n",
	"keys.csv":      "buurt,debt,rkey\nB1,0,0.5\n",
	"sum.csv":       "geo,debt,freq\n" + strings.Replace(smallCells, "W1,0,21", "W1,0,22", 1),
	"twice.csv":     "geo,debt,freq\n" + smallCells + "B1,0,12\n",
	"below.csv":     "geo,debt,freq\n" + strings.Replace(smallCells, "B1,1,2", "B1,1,-2", 1),
	"nan.csv":       "geo,debt,freq\n" + strings.Replace(smallCells, "B1,1,2", "B1,1,NaN", 1),
	"words.csv":     "geo,debt,freq\n" + strings.Replace(smallCells, "B1,1,2", "B1,1,een paar mensen", 1),
	"half.csv":      "geo,debt,freq\n" + strings.Replace(smallCells, "B1,1,2", "B1,1,2.5", 1),
	"blank.csv":     "geo,debt,freq\n" + strings.Replace(smallCells, "B1,1,2", "B1,1,", 1),
	"huge.csv":      "geo,debt,freq\n" + strings.Replace(smallCells, "B1,1,2", "B1,1,1000000000000000000", 1),
	"larger.csv":    "geo,debt,freq\n" + strings.Replace(smallCells, "B1,1,2", "B1,1,99999999999999999999", 1),
	"foreign.csv":   "geo,debt,freq\n" + smallCells + "B9,0,1\n",
	"short.csv":     "geo,debt,freq\n" + smallCells + "B3,0\n",
	"nofreq.csv":    "geo,debt,n\n" + smallCells,
	"more.csv":      "geo,debt,sex,freq\nTotal,Total,M,3\n",
	"other.csv":     "a,b,freq\n1,2,3\n",
	"double.csv":    "geo,geo,freq\nB1,B1,3\n",
	"empty.csv":     "",
	"header.csv":    "geo,debt,freq\n",
	"nul.csv":       "geo,debt,freq\nTotal,Total,\x00\n",
	"binary.csv":    "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\xff\xfe\xfd",
	"quote.csv":     "geo,debt,freq\n\"Total,Total,3\n",
	"footer.csv":    "geo,debt,freq\n" + smallCells + "Bron: CBS,,\n",
	"notop.csv":     "geo,debt,freq,value,n_contr,top1,top2\nTotal,Total,5,9,5,4,3\n",
	"many.csv":      "geo,debt,freq,value,n_contr,top1,top2,top3\nTotal,Total,5,9.12345,5,4,3,1\n",
	"order.csv":     "geo,debt,freq,rank\nTotal,Total,5,first\n",
	"tops.csv":      "geo,debt,freq,value,n_contr,top1,top2,top3\nTotal,Total,5,9,5,1,3,4\n",
	"keyless.csv":   "geo,debt,freq,cell_key\nTotal,Total,5,0.25\n",
	"rank.csv":      "geo,debt,freq,rank\n" + strings.ReplaceAll(smallCells, "\n", ",1\n"),
	"badkey.yaml":   "name: x\nminimum_frequentie: 3\n",
	"badvalue.yaml": "name: x\nminimum_frequency: three\n",
	"broken.yaml":   "name: [x\n",
	"unknown.yaml":  "dimensions:\n  geo: {codes: geo.csv, level: buurt}\ncolour: blue\n",
	"cycle.yaml":    "dimensions:\n  geo: {codes: cycle.csv}\n",
	"cycle.csv":     "code,level,parent\nW1,wijk,Total\nB1,buurt,B2\nB2,buurt,B1\n",
	"twice.yaml":    "dimensions:\n  geo: {codes: codes2.csv}\n",
	"codes2.csv":    "code,level,parent\nW1,wijk,Total\nB1,buurt,W1\nB1,buurt,W1\n",
	"orphan.yaml":   "dimensions:\n  geo: {codes: orphan.csv}\n",
	"orphan.csv":    "code,level,parent\nW1,wijk,Total\nB1,buurt,W7\n",
	"gone.yaml":     "dimensions:\n  geo: {codes: gone.csv}\n",
	"both.yaml":     "dimensions:\n  geo: {codes: geo.csv, categories: [a]}\n",
	"inner.yaml":    "dimensions:\n  geo: {codes: geo.csv}\ninner: {place: buurt}\n",
	"rel.csv":       "geo,debt,freq,suppressed\n" + strings.ReplaceAll(smallCells, "\n", ",0\n"),
	"relmark.csv":   "geo,debt,freq,suppressed\nTotal,Total,5,ja\n",
	"relfreq.csv":   "geo,debt,freq,suppressed\nTotal,Total,,0\n",
	"ptable.csv":    "i,j,p,v,p_int_lb,p_int_ub\n0,0,1,0,0,2\n",
}

const smallCells = `Total,Total,45
Total,0,31
Total,1,14
W1,Total,33
W1,0,21
W1,1,12
W2,Total,12
W2,0,10
W2,1,2
B1,Total,14
B1,0,12
B1,1,2
B2,Total,19
B2,0,9
B2,1,10
B3,Total,12
B3,0,10
B3,1,2
`

func TestRefusesInSentences(t *testing.T) {
	const files = " --out $out.csv --report $report.json --certificate $cert.bin --public $public.csv --ledger $ledger"
	const rules = " --dims $dims.yaml --policy $policy.yaml --method suppress"
	const basic = rules + files
	for line, want := range map[string]struct {
		exit int
		says string
	}{
		"protect $sum.csv" + basic:                {exitRefused, "sum.csv, row 3: The cell Total;0 is not the sum of its parts along geo"},
		"protect $twice.csv" + basic:              {exitRefused, "twice.csv, row 20: The cell B1;0 is there twice"},
		"protect $below.csv" + basic:              {exitRefused, "row 13, column freq: A count cannot be below zero"},
		"protect $nan.csv" + basic:                {exitRefused, "row 13, column freq: “NaN” is no number"},
		"protect $words.csv" + basic:              {exitRefused, "row 13, column freq: This is no number"},
		"protect $half.csv" + basic:               {exitRefused, "row 13, column freq: A count is a whole number"},
		"protect $blank.csv" + basic:              {exitRefused, "row 13, column freq: There is nothing here"},
		"protect $huge.csv" + basic:               {exitRefused, "too large"},
		"protect $larger.csv" + basic:             {exitRefused, "row 13, column freq: This number is too large"},
		"protect $foreign.csv" + basic:            {exitRefused, "row 20: The cell B9;0 has a code that the dimension geo does not have"},
		"protect $short.csv" + basic:              {exitRefused, "row 20"},
		"protect $nofreq.csv" + basic:             {exitRefused, "no column “freq”"},
		"protect $more.csv" + basic:               {exitRefused, "“sex” stands before the counts"},
		"protect $other.csv" + basic:              {exitRefused, "None of the columns (a, b, freq)"},
		"protect $double.csv" + basic:             {exitRefused, "“geo” is there twice"},
		"protect $empty.csv" + basic:              {exitRefused, "empty.csv"},
		"protect $header.csv" + basic:             {exitRefused, "not a single cell"},
		"protect $nul.csv" + basic:                {exitRefused, "nul.csv"},
		"protect $binary.csv" + basic:             {exitRefused, "binary.csv"},
		"protect $quote.csv" + basic:              {exitRefused, "quote.csv"},
		"protect $footer.csv" + basic:             {exitRefused, "text below the cells"},
		"protect $notop.csv" + basic:              {exitRefused, "no column “top3”"},
		"protect $many.csv" + basic:               {exitRefused, "more than 4 decimals"},
		"protect $tops.csv" + basic:               {exitRefused, "top1 is the largest"},
		"protect $gone.csv" + basic:               {exitUsage, "gone.csv is not there"},
		"protect" + basic:                         {exitUsage, "Give a file of cells"},
		"protect $cells.csv $rank.csv" + basic:    {exitUsage, "one file of cells at a time"},
		"protect $order.csv --order rank" + basic: {exitRefused, "column rank"},
		"protect $cells.csv --order rank" + basic: {exitRefused, "no column “rank”"},
		"protect $cells.csv --dims $dims.yaml --policy $badkey.yaml --method suppress" + files:                                    {exitRefused, "badkey.yaml, row 2: There is no rule \"minimum_frequentie\""},
		"protect $cells.csv --dims $dims.yaml --policy $badvalue.yaml --method suppress" + files:                                  {exitRefused, "badvalue.yaml, row 2"},
		"protect $cells.csv --dims $dims.yaml --policy $broken.yaml --method suppress" + files:                                    {exitRefused, "cannot be read as YAML"},
		"protect $cells.csv --dims $dims.yaml --policy strictest --method suppress" + files:                                       {exitUsage, "general"},
		"protect $cells.csv --dims $unknown.yaml --policy $policy.yaml --method suppress" + files:                                 {exitRefused, "unknown.yaml, row 3: We do not know the word \"colour\""},
		"protect $cells.csv --dims $broken.yaml --policy $policy.yaml --method suppress" + files:                                  {exitRefused, "cannot be read"},
		"protect $cells.csv --dims $empty.csv --policy $policy.yaml --method suppress" + files:                                    {exitRefused, "cannot be read"},
		"protect $cells.csv --dims $cycle.yaml --policy $policy.yaml --method suppress" + files:                                   {exitRefused, "a part of itself"},
		"protect $cells.csv --dims $twice.yaml --policy $policy.yaml --method suppress" + files:                                   {exitRefused, "codes2.csv, row 4: The code B1 is in row 3 already"},
		"protect $cells.csv --dims $orphan.yaml --policy $policy.yaml --method suppress" + files:                                  {exitRefused, "orphan.csv, row 3: The code B1 is part of W7"},
		"protect $cells.csv --dims $gone.yaml --policy $policy.yaml --method suppress" + files:                                    {exitUsage, "gone.csv is not there"},
		"protect $cells.csv --dims $both.yaml --policy $policy.yaml --method suppress" + files:                                    {exitRefused, "either codes"},
		"protect $cells.csv --dims $inner.yaml --policy $policy.yaml --method suppress" + files:                                   {exitRefused, "\"place\" under inner"},
		"protect $cells.csv --dims $none.yaml --policy $policy.yaml --method suppress" + files:                                    {exitUsage, "none.yaml is not there"},
		"protect $cells.csv --dims $dims.yaml --policy $policy.yaml --method hide" + files:                                        {exitUsage, "no method “hide”"},
		"protect $cells.csv --dims $dims.yaml --policy $policy.yaml --method round --certificate $c" + " --out $o --report $r":    {exitUsage, "--certificate belongs to --method suppress"},
		"protect $cells.csv --dims $dims.yaml --policy $policy.yaml --method round --out $o --report $r":                          {exitUsage, "round_to"},
		"protect $cells.csv --dims $dims.yaml --policy $policy.yaml --method cellkey --out $o --report $r":                        {exitUsage, "--ptable"},
		"protect $cells.csv --dims $dims.yaml --policy $policy.yaml --method cellkey --out $o --report $r --ptable $ptable.csv":   {exitRefused, "ptable.csv"},
		"protect $keyless.csv --dims $dims.yaml --policy $policy.yaml --method cellkey --out $o --report $r --ptable $ptable.csv": {exitRefused, "ptable.csv"},
		"protect $cells.csv --dims $dims.yaml --policy $policy.yaml --method none --out $o --report $r":                           {exitRefused, "is at risk, and --method none protects nothing"},
		"protect $tops.csv --dims $dims.yaml --policy $policy.yaml --method round --out $o --report $r":                           {exitRefused, "only counts are protected"},
		"protect $cells.csv" + rules:                                                                    {exitUsage, "Give --out too"},
		"protect $cells.csv --strict" + basic:                                                           {exitUsage, "--strict does not exist"},
		"protect $cells.csv --insider=perhaps" + basic:                                                  {exitUsage, "“perhaps”"},
		"protect $cells.csv --lang=fr" + basic:                                                          {exitUsage, "“fr”"},
		"protect $cells.csv --micro $persons2.csv" + basic:                                              {exitRefused, "persons2.csv, row 3, column buurt: The dimension geo has no code “B9”"},
		"protect $cells.csv --micro $nobuurt.csv" + basic:                                               {exitRefused, "no column “buurt”"},
		"protect $cells.csv --micro $gone.csv" + basic:                                                  {exitUsage, "gone.csv is not there"},
		"protect $cells.csv" + rules + " --out $same.csv --report $same.csv":                            {exitUsage, "used twice"},
		"protect $cells.csv" + rules + " --out $cells.csv --report $r.json":                             {exitUsage, "used twice"},
		"protect $cells.csv" + rules + " --out $nowhere/o.csv --report $report.json":                    {exitFailed, "nowhere"},
		"protect $cells.csv" + rules + " --out $out.csv --report $nowhere/r.json":                       {exitFailed, "nowhere"},
		"protect $cells.csv" + rules + " --out /dev/full --report $report.json --certificate $cert.bin": {exitFailed, "/dev/full"},
		"audit --dims $dims.yaml":                                                                       {exitUsage, "one or more files"},
		"audit $rel.csv":                                                                                {exitUsage, "Give --dims too"},
		"audit $rel.csv --dims $dims.yaml --intervals -1":                                               {exitUsage, "--intervals"},
		"audit $gone.csv --dims $dims.yaml":                                                             {exitUsage, "gone.csv is not there"},
		"audit $rel.csv --dims $dims.yaml --suppressed-col hidden":                                      {exitRefused, "no column “hidden”"},
		"audit $relmark.csv --dims $dims.yaml":                                                          {exitRefused, "row 2, column suppressed: This must be 0 or 1"},
		"audit $relfreq.csv --dims $dims.yaml":                                                          {exitRefused, "row 2, column freq"},
		"audit $rel.csv --dims $dims.yaml --micro $persons2.csv":                                        {exitRefused, "persons2.csv, row 4, column debt"},
		"audit $rel.csv --dims $dims.yaml --policy $badkey.yaml --insider":                              {exitRefused, "minimum_frequentie"},
		"forget $rel.csv": {exitUsage, "no command “forget”"},
	} {
		a := newTestApp(t, small)
		before := a.names()
		if exit := a.run(line); exit != want.exit || !strings.Contains(a.err.String(), want.says) || a.out.Len() > 0 {
			t.Errorf("%s: exit %d, want %d with %q:\n%s%s", line, exit, want.exit, want.says, a.err.String(), a.out.String())
		}
		if after := a.names(); !slices.Equal(before, after) {
			t.Errorf("%s: written all the same: %v", line, slices.DeleteFunc(after, func(n string) bool { return slices.Contains(before, n) }))
		}
		if a.run(line + " --lang nl"); strings.ContainsAny(a.err.String(), "[{") {
			t.Errorf("%s: %s", line, a.err.String())
		}
	}
}

func TestProtectWritesAllFilesTogether(t *testing.T) {
	a := newTestApp(t, small)
	line := "protect $cells.csv --dims $dims.yaml --policy $policy.yaml --method suppress --out $out.csv --public $public.csv --report $report.json --certificate $cert.bin --ledger $ledger"
	a.must(exitDone, line)
	if says := a.err.String(); !strings.HasPrefix(says, "Safe: 18 cells.") {
		t.Errorf("says %q", says)
	}
	inside := a.read("out.csv")
	if !strings.Contains(inside, "\nB1,1,,1,1\n") || !strings.HasPrefix(inside, "geo,debt,freq,primary,suppressed\nTotal,Total,45,0,0\n") {
		t.Errorf("inside:\n%s", inside)
	}
	public := a.read("public.csv")
	if !strings.HasPrefix(public, "geo,debt,freq,status,level,at\nTotal,Total,45,,,\n") || !strings.Contains(public, "\nB1,1,,\"niet getoond, om mensen te beschermen\",Total,Total\n") {
		t.Errorf("outside:\n%s", public)
	}
	for i, r := range table(t, public) {
		if hidden := table(t, inside)[i]["suppressed"] == "1"; hidden != (r["freq"] == "") || hidden != (r["status"] != "") {
			t.Errorf("row %d: %v", i+2, r)
		}
	}
	var report map[string]any
	if err := json.Unmarshal([]byte(a.read("report.json")), &report); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"method", "policy", "cells", "primary", "secondary", "secondary_freq", "secondary_value", "insider_groups", "seconds_cpu", "certificate"} {
		if report[key] == nil {
			t.Errorf("the report has no %s", key)
		}
	}
	if info, err := os.Stat(a.path("out.csv")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read what stays inside: %v, %v", info.Mode(), err)
	}
	for _, name := range a.names() {
		if strings.HasPrefix(name, ".") {
			t.Errorf("%s was left behind", name)
		}
	}
	a.must(exitDone, "audit $out.csv --dims $dims.yaml --insider")
	if !strings.Contains(a.err.String(), "have no number in the file") {
		t.Errorf("says %q", a.err.String())
	}
	a.must(exitDone, line+" --quiet")
	if a.err.Len() > 0 || a.read("public.csv") != public {
		t.Errorf("the same table again gave another:\n%s%s", a.err.String(), a.read("public.csv"))
	}
}

// TestLedgerIsComplete damages a ledger in every way that would let an unsafe table pass.
func TestLedgerIsComplete(t *testing.T) {
	line := "protect $cells.csv --dims $dims.yaml --policy $policy.yaml --method suppress --out $out.csv --report $report.json --ledger $ledger"
	for name, tt := range map[string]struct {
		damage func(a *testApp) error
		says   string
	}{
		"one removed": {func(a *testApp) error { return os.Remove(a.path("ledger/000001.json")) }, "000001.json: This release is missing"},
		"one cut off": {func(a *testApp) error { return os.Truncate(a.path("ledger/000002.json"), 100) }, "000002.json: This release"},
		"one emptied": {func(a *testApp) error { return os.WriteFile(a.path("ledger/000002.json"), []byte("{}"), 0o600) }, "000002.json: This release"},
		"one changed": {func(a *testApp) error {
			return os.WriteFile(a.path("ledger/000002.json"), []byte(strings.Replace(a.read("ledger/000002.json"), "45", "46", 1)), 0o600)
		}, "000002.json: This release"},
		"two changed places": {func(a *testApp) error {
			return errors.Join(os.Rename(a.path("ledger/000001.json"), a.path("x")), os.Rename(a.path("ledger/000002.json"), a.path("ledger/000001.json")),
				os.Rename(a.path("x"), a.path("ledger/000002.json")))
		}, "000001.json: This release"},
		"a stray file":  {func(a *testApp) error { return os.WriteFile(a.path("ledger/notes.txt"), nil, 0o600) }, "notes.txt: This file does not belong"},
		"another table": {func(a *testApp) error { return os.Rename(a.path("ledger/000002.json"), a.path("ledger/000003.json")) }, "000002.json: This release is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			a := newTestApp(t, small)
			a.must(exitDone, line)
			a.must(exitDone, line)
			before := a.read("out.csv")
			if err := tt.damage(a); err != nil {
				t.Fatal(err)
			}
			a.must(exitRefused, line)
			if !strings.Contains(a.err.String(), tt.says) || a.read("out.csv") != before {
				t.Errorf("says %q", a.err.String())
			}
		})
	}
}

// TestLedgerIsOvertaken has two programs write a release at once: the second did not see the first, and writes nothing.
func TestLedgerIsOvertaken(t *testing.T) {
	a := newTestApp(t, small)
	a.must(exitDone, "protect $cells.csv --dims $dims.yaml --policy $policy.yaml --method suppress --out $out.csv --report $report.json --ledger $ledger")
	before := a.read("out.csv")
	outputs := []*output{{file: a.path("out.csv"), write: func(w io.Writer) error {
		_, err := io.WriteString(w, "changed")
		return err
	}}}
	program := &app{out: &a.out, errs: &a.err}
	err := program.writeAll(outputs, func() error { return problem.New(problem.Conflict, "vault.ledger_overtaken", "folder", "f") }, func() error { return nil })
	if problem.KindOf(err) != problem.Conflict || a.read("out.csv") != before {
		t.Errorf("%v: %s", err, a.read("out.csv"))
	}
}

// TestNothingLeavesBeforeTheRegister has the ledger refuse at the last moment, and a pipe break after it got something.
func TestNothingLeavesBeforeTheRegister(t *testing.T) {
	a := newTestApp(t, small)
	text := func(w io.Writer) error {
		_, err := io.WriteString(w, "a table")
		return err
	}
	program := &app{out: &a.out, errs: &a.err}
	overtaken := problem.New(problem.Conflict, "vault.ledger_overtaken", "folder", "f")
	never := func() error { t.Error("the register was taken back"); return nil }
	if err := program.writeAll([]*output{{file: "-", write: text}}, func() error { return overtaken }, never); problem.KindOf(err) != problem.Conflict || a.out.Len() > 0 {
		t.Errorf("%v, and %q left", err, a.out.String())
	}
	program.out = brokenPipe{}
	if err := program.writeAll([]*output{{file: "-", write: text}}, func() error { return nil }, never); err == nil {
		t.Error("a pipe that breaks is no mistake")
	}
	back := false
	undo := func() error { back = true; return nil }
	if err := program.writeAll([]*output{{file: "/dev/full", write: text}}, func() error { return nil }, undo); err == nil || !back {
		t.Errorf("%v; nothing left, and the register keeps it: %v", err, !back)
	}
}

// brokenPipe takes two bytes.
type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 2, io.ErrClosedPipe }

func TestAuditSaysHow(t *testing.T) {
	a := newTestApp(t, small)
	hidden := "geo,debt,freq,primary,suppressed\n"
	for _, line := range strings.Fields(smallCells) {
		mark := ",0,0"
		if line == "B1,1,2" {
			mark = ",1,1"
		}
		hidden += line + mark + "\n"
	}
	a.write("open.csv", hidden)
	rows := table(t, a.must(exitRefused, "audit $open.csv --dims $dims.yaml"))
	if len(rows) != 1 || rows[0]["cell"] != "B1;1" || rows[0]["attack"] != "exact" || rows[0]["lower"] != "2" || rows[0]["upper"] != "2" ||
		rows[0]["primary"] != "1" || !strings.Contains(rows[0]["combination"], "[B") {
		t.Errorf("found %v", rows)
	}
	var list []map[string]any
	if err := json.Unmarshal([]byte(a.must(exitRefused, "audit $open.csv --dims $dims.yaml --json")), &list); err != nil || len(list) != 1 || list[0]["lower"] != 2.0 {
		t.Errorf("%v: %v", err, list)
	}
	a.must(exitRefused, "audit $open.csv $rel.csv --dims $dims.yaml --quiet")
	if rows := table(t, a.out.String()); a.err.Len() > 0 || !slices.Contains(found(rows, "published"), "B1;1") {
		t.Errorf("found %v, says %q", rows, a.err.String())
	}
	a.write("shown.csv", strings.Replace(hidden, "B1,1,2,1,1", "B1,1,2,1,0", 1))
	if rows := table(t, a.must(exitRefused, "audit $shown.csv --dims $dims.yaml")); len(found(rows, "published")) != 1 {
		t.Errorf("a cell at risk that is shown: %v", rows)
	}
}

// TestUnsafeTablesNameTheAttack is what is said when the attack succeeds on a table that was protected.
func TestUnsafeTablesNameTheAttack(t *testing.T) {
	err := unsafe(disclosure.Attack{Kind: disclosure.Exact, Cell: []string{"B1", "1"}, Harms: true, Lower: 2, Upper: 2,
		By: []disclosure.Term{{Cell: []string{"B1", "Total"}, Times: "1"}, {Cell: []string{"B1", "0"}, Times: "-1"}}})
	says := (&app{language: locale.English}).explain(t.Context(), err)
	if exitCode(err) != exitRefused || !strings.Contains(says, "B1;1 can be worked out (exact: [B1;Total] - [B1;0]). Nothing was written. Ask for fewer") {
		t.Errorf("says %q", says)
	}
}

func TestHelp(t *testing.T) {
	a := newTestApp(t, nil)
	for _, c := range append(commands, command{}) {
		for lang, example := range map[string]string{"nl": "Voorbeeld: buurtbeeld-vault ", "en": "Example: buurtbeeld-vault "} {
			got := a.must(exitDone, c.name+" --help --lang "+lang)
			if strings.Contains(got, "[vault") || c.name != "" && !strings.Contains(got, example+c.name) {
				t.Errorf("%s in %s:\n%s", c.name, lang, got)
			}
		}
	}
	if got := a.must(exitDone, "version"); !strings.HasPrefix(got, "buurtbeeld-vault ") {
		t.Errorf("version: %s", got)
	}
}
