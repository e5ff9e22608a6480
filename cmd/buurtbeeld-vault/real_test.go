package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
)

// TestPublishedFiguresAreRefused gives the figures that CBS publishes, which are rounded at random: they do not add up, so nothing
// can be proven of them.
func TestPublishedFiguresAreRefused(t *testing.T) {
	file, ok := golden.Shared(t, "data/cbs-kwb-2020-84799NED/84799NED_TypedDataSet.csv.gz")
	if !ok {
		return
	}
	a := newTestApp(t, nil)
	var geo, cells strings.Builder
	geo.WriteString("code,level,parent\n")
	cells.WriteString("geo,freq\n")
	r, err := sheet.OpenFile(file, sheet.Options{HeaderRows: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }() // nothing was written
	n := 0
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		code, inhabitants := strings.TrimSpace(row.Cells[1].Text), strings.TrimSpace(row.Cells[6].Text)
		n++
		switch code[:2] {
		case "GM":
			geo.WriteString(code + ",gemeente,NL00\n")
		case "WK":
			geo.WriteString(code + ",wijk,GM" + code[2:6] + "\n")
		case "BU":
			geo.WriteString(code + ",buurt,WK" + code[2:8] + "\n")
		}
		if inhabitants != "" && inhabitants != "." {
			cells.WriteString(code + "," + inhabitants + "\n")
		}
	}
	a.write("geo.csv", geo.String())
	a.write("cells.csv", cells.String())
	a.write("dims.yaml", "dimensions:\n  geo: {codes: geo.csv}\n")
	before := len(a.names())
	a.must(exitRefused, "protect $cells.csv --dims $dims.yaml --policy general --method suppress --out $o.csv --report $r.json --ledger $ledger")
	if says := a.err.String(); !strings.Contains(says, "cells.csv, row ") || !strings.Contains(says, "is not the sum of its parts along geo") || len(a.names()) != before {
		t.Errorf("says %q of %d areas", says, n)
	}
	t.Log(a.err.String())
}

// TestCertificateIsChecked holds a certificate against its own table, and refuses one that was changed.
func TestCertificateIsChecked(t *testing.T) {
	a := newTestApp(t, small)
	a.must(exitDone, "protect $cells.csv --dims $dims.yaml --policy $policy.yaml --method suppress --out $out.csv --report $report.json --certificate $cert.bin")
	line := "audit $out.csv --dims $dims.yaml --certificate "
	a.must(exitDone, line+"$cert.bin")
	if !strings.Contains(a.err.String(), "The certificate holds") {
		t.Errorf("does not say that it holds: %s", a.err.String())
	}
	text := []byte(a.read("cert.bin"))
	for i := range text {
		changed := append([]byte(nil), text...)
		changed[i] ^= 1
		a.write("forged.bin", string(changed))
		if a.run(line+"$forged.bin") != exitRefused || !strings.Contains(a.err.String(), "does not prove") {
			t.Fatalf("byte %d of %d can be changed: %s", i, len(text), a.err.String())
		}
	}
	a.must(exitUsage, line+"$gone.bin")
	a.must(exitRefused, "audit $rel.csv --dims $dims.yaml --certificate $cert.bin")
}

// TestInsidersAreCountedFromThePersons attacks a table of which the withheld rows are empty, as protect writes it.
func TestInsidersAreCountedFromThePersons(t *testing.T) {
	a := newTestApp(t, small)
	var cells, persons strings.Builder
	cells.WriteString("geo,debt,freq,primary,suppressed\n")
	persons.WriteString("buurt,debt\n")
	count := map[string]int{"B1,0": 12, "B1,1": 1, "B2,0": 20, "B2,1": 2, "B3,0": 30, "B3,1": 40}
	sums := map[string]int{}
	for _, cell := range []string{"B1,0", "B1,1", "B2,0", "B2,1", "B3,0", "B3,1"} {
		persons.WriteString(strings.Repeat(cell+"\n", count[cell]))
		place, debt, _ := strings.Cut(cell, ",")
		for _, area := range []string{place, map[string]string{"B1": "W1", "B2": "W1", "B3": "W2"}[place], "Total"} {
			sums[area+","+debt] += count[cell]
			sums[area+",Total"] += count[cell]
		}
	}
	for _, area := range []string{"Total", "W1", "W2", "B1", "B2", "B3"} {
		for _, debt := range []string{"Total", "0", "1"} {
			cell := area + "," + debt
			switch cell {
			case "B1,1", "B2,1": // who is alone in B1 learns how many are in B2
				cells.WriteString(cell + ",,1,1\n")
			case "B1,0", "B2,0":
				cells.WriteString(cell + ",,0,1\n")
			default:
				fmt.Fprintf(&cells, "%s,%d,0,0\n", cell, sums[cell])
			}
		}
	}
	a.write("left.csv", cells.String())
	a.write("persons.csv", persons.String())
	a.must(exitDone, "audit $left.csv --dims $dims.yaml --insider")
	if !strings.Contains(a.err.String(), "4 cells that were left out have no number") {
		t.Errorf("says %q", a.err.String())
	}
	rows := table(t, a.must(exitRefused, "audit $left.csv --dims $dims.yaml --insider --micro $persons.csv"))
	if got := found(rows, "insider"); len(got) != 1 || got[0] != "B2;1" || !strings.Contains(rows[0]["combination"], "knows [B1;1]") {
		t.Errorf("found %v", rows)
	}
}

func TestStopsWhenAsked(t *testing.T) {
	a := newTestApp(t, small)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	program := &app{out: &a.out, errs: &a.err, random: rand.Reader, seconds: func() float64 { return 0 }, language: locale.English}
	before := len(a.names())
	exit := program.run(ctx, []string{"protect", a.path("cells.csv"), "--dims", a.path("dims.yaml"), "--policy", a.path("policy.yaml"),
		"--method", "suppress", "--out", a.path("o.csv"), "--report", a.path("r.json"), "--micro", a.path("persons.csv")})
	if exit != exitFailed || !strings.Contains(a.err.String(), "Stopped. Nothing was written.") || len(a.names()) != before {
		t.Errorf("exit %d: %s", exit, a.err.String())
	}
}

// TestWritesThroughLinks keeps a link a link, and what stood there when something fails.
func TestWritesThroughLinks(t *testing.T) {
	a := newTestApp(t, small)
	a.write("real.csv", "old")
	if err := os.Symlink(a.path("real.csv"), a.path("link.csv")); err != nil {
		t.Fatal(err)
	}
	line := "protect $cells.csv --dims $dims.yaml --policy $policy.yaml --method suppress --report $r.json --out "
	a.must(exitFailed, line+"$link.csv --public $nowhere/p.csv")
	if a.read("real.csv") != "old" {
		t.Error("the old file is gone, though nothing was written")
	}
	a.must(exitDone, line+"$link.csv --certificate /dev/null")
	if info, err := os.Lstat(a.path("link.csv")); err != nil || info.Mode()&os.ModeSymlink == 0 || !strings.HasPrefix(a.read("real.csv"), "geo,") {
		t.Errorf("the link: %v, %v", info, err)
	}
	if _, err := os.Stat(os.DevNull); err != nil {
		t.Fatal(err)
	}
}

// A file without marks: a cell without a number was withheld, and one that follows from the others is found.
func TestAuditOfAFileWithoutMarks(t *testing.T) {
	a := newTestApp(t, map[string]string{
		"dims.yaml": "dimensions:\n  area: {total: Total, categories: [A, B, C]}\nmeasures: {freq: freq}\n",
		"one.csv":   "area,freq\nTotal,30\nA,\nB,12\nC,14\n",
		"two.csv":   "area,freq\nTotal,30\nA,\nB,\nC,14\n",
	})
	if got := a.must(exitRefused, "audit $one.csv --dims $dims.yaml"); !strings.Contains(got, "A,exact,4,4,1,") {
		t.Errorf("A follows from the others: %s", got)
	}
	a.must(exitDone, "audit $two.csv --dims $dims.yaml")
}

// A file of everybody and one of a part of them: what is left of everybody is a group that nobody named.
func TestAuditOfAPopulation(t *testing.T) {
	const dims = "dimensions:\n  area: {total: Total, categories: [A, B]}\n  pop: {total: Total, categories: [adults, children]}\nmeasures: {freq: freq}\n"
	a := newTestApp(t, map[string]string{
		"dims.yaml":    dims + "populations:\n  adults.csv: {pop: adults}\n",
		"wrong.yaml":   dims + "populations:\n  adults.csv: {pop: elderly}\n",
		"unknown.yaml": dims + "populations:\n  adults.csv: {sex: M}\n",
		"all.csv":      "area,freq\nTotal,80\nA,50\nB,30\n",
		"adults.csv":   "area,freq\nTotal,60\nA,47\nB,13\n",
	})
	got := a.must(exitRefused, "audit $all.csv $adults.csv --dims $dims.yaml")
	if !strings.Contains(got, "A;children,differencing,3,3,1,") || strings.Contains(got, "B;children") {
		t.Errorf("three children in A, and enough in B: %s", got)
	}
	a.must(exitRefused, "audit $all.csv $adults.csv --dims $wrong.yaml")
	a.must(exitRefused, "audit $all.csv $adults.csv --dims $unknown.yaml")
}
