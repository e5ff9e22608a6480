package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// workers are invented: forty people in two places, of whom some have no income, and some have debts.
func workers() map[string]string {
	persons := "place,debt,home,income\n"
	for i := range 40 {
		place, debt, income := "A", "no", 100+10*(i%7)
		if i%2 == 1 {
			place = "B"
		}
		if i%3 == 0 {
			debt = "yes"
		}
		if i%12 == 0 {
			income = 0
		}
		persons += fmt.Sprintf("%s,%s,%d,%d\n", place, debt, i, income)
	}
	dims := "dimensions:\n  place: {total: Total, categories: [A, B]}\n  debt: {total: Total, categories: [yes, no]}\n"
	return map[string]string{"persons.csv": persons, "counts.yaml": dims, "sums.yaml": dims + "measures: {value: income, contributors: home}\n",
		"place.yaml": "dimensions:\n  place: {total: Total, categories: [A, B]}\n", "debt.yaml": strings.Replace(dims, "  place: {total: Total, categories: [A, B]}\n", "", 1),
		"policy.yaml": "name: five\nminimum_frequency: 5\n"}
}

const protectWorkers = "protect --micro $persons.csv --policy $policy.yaml --method suppress --out $out.csv --report $report.json --ledger $ledger --dims $"

// TestPartOfThePeopleIsNoOtherPeople has a table of everybody and one of those with an income: what is between them is a small group.
func TestPartOfThePeopleIsNoOtherPeople(t *testing.T) {
	for _, order := range [][2]string{{"counts", "sums"}, {"sums", "counts"}} {
		a := newTestApp(t, workers())
		a.must(exitDone, protectWorkers+order[0]+".yaml")
		a.must(exitRefused, protectWorkers+order[1]+".yaml")
		if !strings.Contains(a.err.String(), "counts other people here than in an earlier release") {
			t.Errorf("%v: says %q", order, a.err.String())
		}
	}
}

// TestEarlierDimensionIsAskedFor has a register with a table along a trait that the persons now lack.
func TestEarlierDimensionIsAskedFor(t *testing.T) {
	a := newTestApp(t, workers())
	a.must(exitDone, protectWorkers+"debt.yaml")
	a.must(exitRefused, protectWorkers+"place.yaml")
	if says := a.err.String(); !strings.Contains(says, "An earlier release has the dimension debt, and here it is missing.") {
		t.Errorf("says %q", says)
	}
	a.must(exitDone, protectWorkers+"counts.yaml")
}

// TestAMistypedNameOfTheDataIsTold has a table that is held against nothing, since its data are named otherwise.
func TestAMistypedNameOfTheDataIsTold(t *testing.T) {
	a := newTestApp(t, workers())
	a.must(exitDone, protectWorkers+"counts.yaml --data 2026")
	a.must(exitDone, protectWorkers+"counts.yaml --data 2O26")
	if says := a.err.String(); !strings.Contains(says, "holds releases of other data (2026) and none of these") {
		t.Errorf("says %q", says)
	}
	a.must(exitDone, protectWorkers+"counts.yaml --data 2026")
	if says := a.err.String(); strings.Contains(says, "Mind") {
		t.Errorf("says %q", says)
	}
}

// TestTheReportTellsWhatIsSwitchedOff has the report say what an order of one's own and insiders cost.
func TestTheReportTellsWhatIsSwitchedOff(t *testing.T) {
	for flags, want := range map[string]bool{"": false, " --order rank": true, " --insider=false": true} {
		a := newTestApp(t, small)
		a.must(exitDone, "protect $rank.csv --dims $dims.yaml --policy $policy.yaml --method suppress --out $out.csv --report $report.json"+flags)
		if got := strings.Contains(a.read("report.json"), "no room is made"); got != want {
			t.Errorf("%q: the report tells it: %v", flags, got)
		}
	}
}

// TestNoNumberInARefusal has rules about contributions refuse cells, in words and without what is in them.
func TestNoNumberInARefusal(t *testing.T) {
	for rows, want := range map[string]string{
		"place,freq,value,n_contr,top1,top2,top3\nTotal,7,41,7,97,5,4\n": "has contributions below zero",
		"place,freq,value\nTotal,7,41\n":                                 "Add the columns",
	} {
		a := newTestApp(t, map[string]string{"cells.csv": rows, "dims.yaml": workers()["place.yaml"], "policy.yaml": "name: p\nminimum_frequency: 5\np_percent: 10\n"})
		a.must(exitRefused, "protect $cells.csv --dims $dims.yaml --policy $policy.yaml --method suppress --out $out.csv --report $report.json")
		if says := a.err.String(); !strings.Contains(says, want) || strings.Contains(says, "41") || strings.Contains(says, "97") {
			t.Errorf("says %q", says)
		}
	}
}

// TestNamesThatAreNoText are refused: they would break a line or hide in a message.
func TestNamesThatAreNoText(t *testing.T) {
	for name, dims := range map[string]string{
		"line break": "dimensions:\n  place: {total: Total, categories: [\"A\\nB\", C]}\n",
		"zero":       "dimensions:\n  place: {total: Total, categories: [\"A\\0B\", C]}\n",
		"total":      "dimensions:\n  place: {total: \"To\\e[2Jtal\", categories: [A, C]}\n",
		"list":       "dimensions:\n  place: {codes: codes.csv}\n",
	} {
		a := newTestApp(t, map[string]string{"dims.yaml": dims, "codes.csv": "code,level,parent\nA,\"bu\nurt\",Total\nB,buurt,Total\n", "policy.yaml": "name: five\nminimum_frequency: 5\n",
			"cells.csv": "place,freq\nTotal,20\nA,10\nC,10\n"})
		before := a.names()
		a.must(exitRefused, "protect $cells.csv --dims $dims.yaml --policy $policy.yaml --method suppress --out $out.csv --report $report.json")
		if says := a.err.String(); !strings.Contains(says, "holds a line break or a sign that is no text") || !slices.Equal(a.names(), before) {
			t.Errorf("%s: says %q", name, says)
		}
	}
}

// TestDimsThatAreTooLarge are not read to their end.
func TestDimsThatAreTooLarge(t *testing.T) {
	a := newTestApp(t, map[string]string{"policy.yaml": "name: five\nminimum_frequency: 5\n", "cells.csv": "place,freq\nTotal,20\n"})
	a.must(exitRefused, "protect $cells.csv --dims /dev/zero --policy $policy.yaml --method suppress --out $out.csv --report $report.json")
	if says := a.err.String(); !strings.Contains(says, "too large for a list of dimensions") {
		t.Errorf("says %q", says)
	}
}
