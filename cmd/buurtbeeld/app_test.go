package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
)

// testApp is the program with its output caught, a clock that stands still and ids that count.
type testApp struct {
	t        *testing.T
	out, err bytes.Buffer
	db       string
	ids      int
}

func newTestApp(t *testing.T) *testApp {
	t.Helper()
	return &testApp{t: t, db: filepath.Join(t.TempDir(), "test.db")}
}

func testNow() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

// run runs a command and returns its exit code; what it printed stands in out and err.
func (a *testApp) run(args ...string) int {
	a.t.Helper()
	a.out.Reset()
	a.err.Reset()
	program := &app{in: &bytes.Buffer{}, out: &a.out, errs: &a.err, language: locale.English, database: a.db,
		now: testNow, random: rand.Reader,
		newID: func() string {
			a.ids++
			return fmt.Sprintf("TEST%08d", a.ids)
		}}
	return program.run(context.Background(), args)
}

// must runs a command that has to succeed and returns what it printed.
func (a *testApp) must(args ...string) string {
	a.t.Helper()
	if code := a.run(args...); code != exitDone {
		a.t.Fatalf("buurtbeeld %q: exit %d\n%s", args, code, a.err.String())
	}
	return a.out.String()
}
