package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// TestMain plays the child that reads uploaded boundaries first: one whose file is called breaks falls over, the others
// refuse in words.
func TestMain(m *testing.M) {
	if os.Getenv(confined) == "" {
		os.Exit(m.Run())
	}
	for _, arg := range os.Args {
		if strings.Contains(arg, "breaks") {
			panic("a reader that breaks down")
		}
	}
	os.Exit(exitRefused)
}

func TestChildThatBreaksDownTakesItsFileWithIt(t *testing.T) {
	for name, want := range map[string]string{"breaks.gpkg": "intake.unsafe", "refused.gpkg": ""} {
		if err := rehearse(t.Context(), []string{name}, filepath.Join(t.TempDir(), "none"), 0); problem.KeyOf(err) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
