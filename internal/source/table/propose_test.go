package table

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

func TestProposalFindsTheColumnOfInhabitants(t *testing.T) {
	for header, want := range map[string]string{
		"aantal inwoners 2022;Aantal inwoners 2023": "Aantal inwoners 2023",
		"n;Inwoners (totaal)":                       "Inwoners (totaal)",
		"number of inhabitants;n":                   "number of inhabitants",
		"a_inw;n":                                   "a_inw",
		"aantalinwoners;n":                          "aantalinwoners",
		"% inwoners 65+;inwoners per huis":          "",
	} {
		file := write(t, "a.csv", "buurtcode;"+header+"\nBU00010000;100;200\nBU00010001;300;0\n")
		text, _, err := Propose(context.Background(), file, Options{})
		if err != nil {
			t.Fatal(err)
		}
		said := strings.Contains(string(text), "\npopulation:")
		if said != (want != "") || said && !strings.Contains(string(text), fmt.Sprintf("\npopulation: %q\n", want)) {
			t.Errorf("%s: want %q\n%s", header, want, text)
		}
	}
}

func TestProposalDoesNotTakeACountryForAName(t *testing.T) {
	file := write(t, "a.csv", "buurtcode;Herkomst/Suriname (%);n\nBU00010000;;1\nBU00010001;;2\n")
	text, _, err := Propose(context.Background(), file, Options{})
	if err != nil || strings.Contains(string(text), "\nname:") {
		t.Errorf("%v\n%s", err, text)
	}
}

func TestProposalOfZerosWithoutYears(t *testing.T) {
	file := write(t, "a.csv", "buurtcode;n\nBU00010000;0\nBU00010001;0\n")
	text, _, err := Propose(context.Background(), file, Options{Text: func(key string, _ ...any) string { return key }})
	if err != nil || !strings.Contains(string(text), "zero_means: not-measured  # table.propose_zero_all\n") {
		t.Errorf("%v\n%s", err, text)
	}
}

// What is still open in a proposal is told once and not a second time as a value that cannot be.
func TestOpenQuestionsOfAProposalAreToldOnce(t *testing.T) {
	text := strings.Replace(strings.Replace(smallMapping, "year: 2022", `year: "?"`, 1), "period: 2022", `period: "?"`, 1)
	_, err := ParseMapping([]byte(text))
	if all, _ := problem.All(err); len(all) != 1 || problem.KeyOf(err) != "table.mapping_missing" {
		t.Errorf("%v", err)
	}
}

func TestAColumnReadAsTheOthersAreWrittenIsTold(t *testing.T) {
	m := mapping(t, smallMapping+"  part: {id: part_share, name: {nl: Deel, en: Part}, unit: \"%\"}\n")
	b := read(t, write(t, "a.csv", "buurt;meldingen;part\nBU00010000;1.234;2,5\nBU00010001;2.345;3,1\n"), m, Options{Published: true})
	if n, _ := find(t, b, "BU00010000", "signals", 2022).Number(); n != 1234 {
		t.Errorf("got %v", n)
	}
	notes := b.Delivery.Report.Notes
	if len(notes) != 1 || notes[0].Key != "table.decimal_followed" || notes[0].Args["column"] != "meldingen" || notes[0].Args["example"] != "1.234" {
		t.Errorf("notes %v", notes)
	}
}

func TestReportOfATableNamesValuesFarFromTheOthers(t *testing.T) {
	var s strings.Builder
	s.WriteString("buurt;meldingen;part\n")
	for i := range 30 {
		fmt.Fprintf(&s, "BU0001%04d;%d;%d\n", i, 1000*i*i*i*i, map[int]int{9: 95}[i]+i%4)
	}
	m := mapping(t, smallMapping+"  part: {id: part_share, name: {nl: Deel, en: Part}, unit: \"%\"}\n")
	found := read(t, write(t, "a.csv", s.String()), m, Options{Published: true}).Delivery.Report.Outliers
	if len(found) != 1 || found[0].Area.String() != "BU00010009" || found[0].Indicator != "part_share" {
		t.Errorf("got %v", found)
	}
}

func TestDecimalsFitTheFigures(t *testing.T) {
	for cells, want := range map[string]int{"1,5;-0,2": 2, "0,12;-0,2": 3, "12;14": 0, "12,5;14": 1} {
		a, b, _ := strings.Cut(cells, ";")
		m := mapping(t, strings.Replace(smallMapping, "unit: count, summable: true", "unit: score", 1))
		got := read(t, write(t, "a.csv", "buurt;meldingen\nBU00010000;"+a+"\nBU00010001;"+b+"\n"), m, Options{Published: true})
		if d := got.Indicators[0].Decimals; d != want {
			t.Errorf("%s: %d decimals, want %d", cells, d, want)
		}
	}
}
