package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
)

// TestOwnTableIsComparedWithTheYearBefore reads the same table of two years, of which one column was renamed.
func TestOwnTableIsComparedWithTheYearBefore(t *testing.T) {
	a := newTestApp(t)
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	read := func(year int, header, columns string) string {
		sheet := write(fmt.Sprintf("monitor%d.csv", year), "buurt;"+header+"\nBU00010000;3;4\nBU00010001;4;5\n")
		mapping := write(fmt.Sprintf("map%d.yaml", year), fmt.Sprintf(
			"title: Monitor %d\nsource: Gemeente Eendorp\nyear: %d\nlevel: buurt\nkey: buurt\nperiod: %d\ncolumns:\n%s", year, year, year, columns))
		return a.must("import", "table", sheet, "--mapping", mapping, "--published")
	}
	rule := "  %s: {id: %s, name: {nl: X, en: X}, unit: score}\n"
	first := read(2022, "meldingen;overlast", fmt.Sprintf(rule+rule, "meldingen", "reports", "overlast", "nuisance"))
	if strings.Contains(first, "compared") {
		t.Errorf("there is nothing before it: %s", first)
	}
	second := read(2023, "signalen;rust", fmt.Sprintf(rule+rule, "signalen", "reports", "rust", "calm"))
	for _, want := range []string{"Another name than in the delivery before: 1 (meldingen → signalen)",
		"New compared with the delivery before: 1 (rust)", "Vanished compared with the delivery before: 1 (overlast)"} {
		if !strings.Contains(second, want) {
			t.Errorf("%q is not in\n%s", want, second)
		}
	}
}

// TestReportIsForReading has numbers as people write them, and one of something as one.
func TestReportIsForReading(t *testing.T) {
	a := &app{language: locale.English}
	var out strings.Builder
	a.out = &out
	r := reported{Signs: map[string]int{"x": 1, ".": 2}, Outliers: []reportedOutlier{{"rate", "BU00010000", 2947.3684210526316}, {"score", "BU00010001", -0.10049}}}
	if err := a.printReport(r); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Sign “x”: 1 time\n", "Sign “.”: 2 times\n", "rate in BU00010000 is 2,947.4\n", "score in BU00010001 is −0.100\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
}
