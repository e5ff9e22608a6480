package table

import (
	"fmt"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// rawMapping is a mapping of an invented table that nobody published.
const rawMapping = `title: Cliënten
source: Gemeente Eendorp
year: 2020
level: buurt
key: buurt
period: 2020
population: inwoners
rules: cbs-counts
adds_up:
  clienten: [[mannen, women], [jong, oud]]
columns:
  clienten: {id: clients, name: C, unit: persons}
  mannen: {id: men, name: M, unit: persons}
  jong: {id: young, name: J, unit: persons}
  oud: {id: old, name: O, unit: persons}
  aandeel: {id: debt_share, name: A, unit: "%", denominator: clienten}
  per: {id: debt_rate, name: P, unit: per 1000, denominator: inwoners}
`

func TestRawTableTellsWhatBelongsTogether(t *testing.T) {
	file := write(t, "t.csv", "buurt;inwoners;clienten;mannen;jong;oud;aandeel;per\nBU00010000;500;40;10;15;25;25;20\nBU00010001;0;.;.;.;.;.;.\n")
	raw, err := ReadRaw(t.Context(), file, mapping(t, rawMapping), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if raw.Delivery.Published || raw.Delivery.Fingerprint != "" || raw.Rules != "cbs-counts" || raw.Division.Len() != 2 {
		t.Errorf("the delivery is %+v", raw)
	}
	want := map[indicator.ID]string{"clients": " true 0 /", "men": "clients parts men+women true 0 /", "young": "clients parts old+young true 0 /",
		"old": "clients parts old+young true 0 /", "debt_share": "clients false 100 10/40", "debt_rate": " false 1000 10/500"}
	got := map[indicator.ID]string{}
	for _, c := range raw.Columns {
		n, of, ok := c.Column.Ratio(0)
		ratio := "/"
		if ok {
			ratio = fmt.Sprintf("%v/%v", n, of)
		}
		for _, in := range raw.Indicators {
			if id := c.Column.Key().Indicator; in.ID == id {
				got[id] = strings.Join(strings.Fields(fmt.Sprintf("%s %s %v %v %s", in.PartOf, in.Among, c.Counts, c.OutOf, ratio)), " ")
			}
		}
	}
	for id, text := range want {
		if got[id] != strings.TrimSpace(text) {
			t.Errorf("%s: %q, want %q", id, got[id], text)
		}
	}
	if len(got) != len(want) {
		t.Errorf("columns %v", got)
	}
	if raw.Columns[0].Column.At(1).Status() != indicator.NotApplicable {
		t.Error("an area without inhabitants is not told")
	}
	if _, err := Read(t.Context(), file, mapping(t, rawMapping), Options{}); problem.KeyOf(err) != "table.unpublished" {
		t.Errorf("read as if it were published: %v", err)
	}
}

// TestReportOfARawTableHoldsNoNumber has a column that can be read in two ways, of which the report would show a cell.
func TestReportOfARawTableHoldsNoNumber(t *testing.T) {
	file := write(t, "t.csv", "buurt;clienten;x\nBU00010000;1.234;1,5\nBU00010001;2.345;2,5\n")
	m := mapping(t, "title: C\nsource: G\nyear: 2020\nlevel: buurt\nkey: buurt\nperiod: 2020\ncolumns:\n  clienten: {id: clients, name: C, unit: persons}\n  x: {id: mark, name: X, unit: score}\n")
	raw, err := ReadRaw(t.Context(), file, m, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if report := fmt.Sprintf("%+v", raw.Delivery.Report); strings.Contains(report, "1.234") || strings.Contains(report, "2.345") {
		t.Errorf("the report tells: %s", report)
	}
}

func TestSumsOfAMappingAreChecked(t *testing.T) {
	for name, line := range map[string]string{
		"a part of two totals": "{clienten: [mannen, jong], jong: [mannen, oud]}", "a circle": "{clienten: [mannen, jong], mannen: [clienten, oud]}",
		"one part": "{clienten: [mannen]}", "no list": "{clienten: mannen}", "a share as a part": "{clienten: [mannen, aandeel]}",
		"a part twice": "{clienten: [mannen, mannen]}", "no name of a figure": "{clienten: [mannen, Vrouwen!]}", "a total without a name": "{\"?\": [mannen, jong]}",
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(rawMapping, "adds_up:\n  clienten: [[mannen, women], [jong, oud]]", "adds_up: "+line, 1)
			_, err := ParseMapping([]byte(text))
			if key := problem.KeyOf(err); key != "table.mapping_adds_up" && key != "table.mapping_value" {
				t.Errorf("got %v", err)
			}
		})
	}
}
