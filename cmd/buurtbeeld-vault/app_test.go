package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
)

// testApp is the program with its output caught, in a folder of its own.
type testApp struct {
	t        *testing.T
	folder   string
	out, err bytes.Buffer
}

// newTestApp writes files into a new folder.
func newTestApp(t *testing.T, files map[string]string) *testApp {
	t.Helper()
	a := &testApp{t: t, folder: t.TempDir()}
	for name, text := range files {
		a.write(name, text)
	}
	return a
}

func (a *testApp) write(name, text string) {
	a.t.Helper()
	if err := os.WriteFile(a.path(name), []byte(text), 0o600); err != nil {
		a.t.Fatal(err)
	}
}

func (a *testApp) path(name string) string { return filepath.Join(a.folder, name) }

// run runs a command line, in which $ is the folder, and returns the exit code.
func (a *testApp) run(line string) int {
	a.t.Helper()
	args := strings.Fields(line)
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "$", a.folder+string(filepath.Separator))
	}
	a.out.Reset()
	a.err.Reset()
	program := &app{out: &a.out, errs: &a.err, random: rand.Reader, seconds: func() float64 { return 0 }, language: locale.English}
	return program.run(context.Background(), args)
}

// must runs a command line that has to end with this exit code.
func (a *testApp) must(exit int, line string) string {
	a.t.Helper()
	if got := a.run(line); got != exit {
		a.t.Fatalf("%s: exit %d, want %d\n%s", line, got, exit, a.err.String())
	}
	return a.out.String()
}

// names are the files in the folder.
func (a *testApp) names() []string {
	a.t.Helper()
	entries, err := os.ReadDir(a.folder)
	if err != nil {
		a.t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func (a *testApp) read(name string) string {
	a.t.Helper()
	text, err := os.ReadFile(a.path(name))
	if err != nil {
		a.t.Fatal(err)
	}
	return string(text)
}

// table is a file of rows by the names of its columns.
func table(t *testing.T, text string) []map[string]string {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// oracle is the folder with inputs and outputs of established programs; false where it does not lie beside the project.
func oracle(t *testing.T) (string, bool) {
	t.Helper()
	return golden.Shared(t, "oracles/sdc/open")
}
