// Package golden compares what people see with what was agreed, and finds the folder with real data and reference
// values beside the project. It is for tests only.
package golden

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

var renew = flag.Bool("golden.renew", false, "write the golden files anew")

// Equal compares got with testdata/name, and writes that file instead under -golden.renew.
func Equal(t testing.TB, got []byte, name string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *renew {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (make golden writes it)", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs:\n%s", file, difference(got, want))
	}
}

// difference returns the first line in which two texts differ.
func difference(got, want []byte) string {
	g, w := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range max(len(g), len(w)) {
		var a, b []byte
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if !bytes.Equal(a, b) {
			return "got  " + string(a) + "\nwant " + string(b)
		}
	}
	return ""
}

// Root returns the root folder of the project.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// Shared returns a file in the folder with real data and reference values that may lie beside the project. Where the
// folder is absent, as on any user's machine, it logs so and returns false; where it is present, a file that is
// missing fails the test.
func Shared(t testing.TB, name string) (string, bool) {
	t.Helper()
	folder := filepath.Join(Root(), "..", "shared")
	if _, err := os.Stat(folder); err != nil {
		t.Logf("no folder with real data beside the project: %s is not compared", name)
		return "", false
	}
	file := filepath.Join(folder, filepath.FromSlash(name))
	if _, err := os.Stat(file); err != nil {
		t.Fatal(err)
	}
	return file, true
}
