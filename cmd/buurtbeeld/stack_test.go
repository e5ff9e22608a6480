package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/example"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
)

// withExample fills the database with the invented municipality.
func (a *testApp) withExample() {
	a.t.Helper()
	program := &app{now: testNow, newID: newID}
	store, err := sqlite.Open(a.t.Context(), a.db, sqlite.Options{Now: program.now, NewID: program.newID})
	if err != nil {
		a.t.Fatal(err)
	}
	batches, err := example.Batches(example.Seed)
	if err != nil {
		a.t.Fatal(err)
	}
	for _, b := range batches {
		if _, _, err := store.Save(a.t.Context(), reader.OnLoopback(), b); err != nil {
			a.t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		a.t.Fatal(err)
	}
}

var exampleStack = []string{"stack", "--in", "GM1999", "--level", "buurt", "--layer", "social_assistance_rate:2022:top20%",
	"--layer", "unemployment_benefit_rate:2022:above-region:2"}

func TestStackPrintsTheColumnsThatScriptsRelyOn(t *testing.T) {
	a := newTestApp(t)
	a.withExample()
	rows, err := csv.NewReader(strings.NewReader(a.must(exampleStack...))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := "code,name,level,parent,population,layers,known,hits,share,score,stability,fragile," +
		"social_assistance_rate,unemployment_benefit_rate,sentence"
	if got := strings.Join(rows[0], ","); got != want {
		t.Errorf("header %s", got)
	}
	if len(rows) != 165 {
		t.Errorf("%d rows, want a header and 164 neighbourhoods", len(rows))
	}
	for i := 2; i < len(rows); i++ {
		if rows[i-1][0] >= rows[i][0] {
			t.Errorf("%s stands before %s", rows[i-1][0], rows[i][0])
		}
	}
	again := a.must(exampleStack...)
	if again != a.must(append(exampleStack, "--seed", "1")...) {
		t.Error("the same choice and seed give another answer")
	}
}

func TestStackAsAPictureAndAsAPageNeedsNoServer(t *testing.T) {
	a := newTestApp(t)
	a.withExample()
	file := filepath.Join(t.TempDir(), "stapel.svg")
	a.must(append(exampleStack, "--format", "svg", "--out", file)...)
	drawing, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(drawing), "<svg ") || !strings.Contains(string(drawing), "Voorbeelddam") {
		t.Errorf("no drawing: %.200s", drawing)
	}
	var collection struct {
		Stack struct{ Sources []string }
	}
	if err := json.Unmarshal([]byte(a.must(append(exampleStack, "--format", "geojson", "--lang", "nl")...)), &collection); err != nil {
		t.Fatal(err)
	}
	if sources := strings.Join(collection.Stack.Sources, "; "); !strings.Contains(sources, "erzonnen") {
		t.Errorf("nobody is named: %q", sources)
	}
	whole := a.must(append(exampleStack, "--format", "html", "--lang", "nl")...)
	for _, not := range []string{`href="/`, `src="/`, "<script", "<form", "<link"} {
		if strings.Contains(whole, not) {
			t.Errorf("%s points outside the file", not)
		}
	}
	for _, word := range []string{"<svg", "<title>", "lang=\"nl\"", "Voorbeelddam"} {
		if !strings.Contains(whole, word) {
			t.Errorf("%s is not on the page", word)
		}
	}
}

func TestWrongUseIsToldInWords(t *testing.T) {
	a := newTestApp(t)
	a.withExample()
	tests := map[string]struct {
		args []string
		code int
		says string
	}{
		"nothing asked":       {nil, exitDone, ""},
		"unknown command":     {[]string{"stak"}, exitUsage, "stak"},
		"unknown flag":        {[]string{"stack", "--laag", "x"}, exitUsage, "laag"},
		"unknown format":      {append(exampleStack, "--format", "pdf"), exitUsage, "pdf"},
		"unknown figure":      {[]string{"stack", "--in", "GM1999", "--layer", "social_asistance_rate", "--layer", "poverty_share"}, exitUsage, "social_assistance_rate"},
		"unknown region":      {[]string{"stack", "--in", "Dordrecht", "--layer", "poverty_share", "--layer", "woz_value_mean"}, exitUsage, "Dordrecht"},
		"one layer":           {[]string{"stack", "--in", "GM1999", "--layer", "poverty_share"}, exitUsage, "2"},
		"unknown language":    {append(exampleStack, "--lang", "fr"), exitUsage, "fr"},
		"no such delivery":    {[]string{"import", "undo", "nergens"}, exitFailed, "nergens"},
		"help of a command":   {[]string{"stack", "--help"}, exitDone, ""},
		"version":             {[]string{"version"}, exitDone, ""},
		"files and a fetch":   {[]string{"import", "cbs", "a.csv", "--table", "84799NED"}, exitUsage, "--table"},
		"a file that is gone": {[]string{"import", "cbs", "weg.csv"}, exitFailed, "weg.csv"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if code := a.run(tt.args...); code != tt.code || !strings.Contains(a.err.String(), tt.says) {
				t.Errorf("exit %d, want %d: %s%s", code, tt.code, a.out.String(), a.err.String())
			}
		})
	}
}

func TestHelpOfEveryCommandShowsAnExample(t *testing.T) {
	a := newTestApp(t)
	for _, c := range commands {
		out := a.must(append(append([]string{}, c.words...), "--help")...)
		if !strings.Contains(out, "Example: buurtbeeld "+strings.Join(c.words, " ")) {
			t.Errorf("%v: no example in %s", c.words, out)
		}
		out = a.must(append(append([]string{}, c.words...), "--help", "--lang", "nl")...)
		if !strings.Contains(out, "Voorbeeld: buurtbeeld "+strings.Join(c.words, " ")) {
			t.Errorf("%v: no Dutch example in %s", c.words, out)
		}
	}
}
