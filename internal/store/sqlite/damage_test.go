package sqlite

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/storetest"
)

var ctx, analyst = context.Background(), reader.OnLoopback()

// mustSave saves a batch.
func mustSave(t testing.TB, s *Store, b indicator.Batch) indicator.Delivery {
	t.Helper()
	d, _, err := s.Save(ctx, analyst, b)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// storeFile makes a closed store with two deliveries and returns its file and what is in it.
func storeFile(t *testing.T) (string, storetest.Dump) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "store.db")
	s, err := Open(ctx, file, options())
	if err != nil {
		t.Fatal(err)
	}
	mustSave(t, s, storetest.Batch(t, 1, 300))
	mustSave(t, s, storetest.Batch(t, 2, 600))
	dump := storetest.DumpOf(t, s, analyst)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return file, dump
}

// refuses checks that a file cannot be opened for this reason, and stays as it is.
func refuses(t *testing.T, file, key string) {
	t.Helper()
	before, err := os.ReadFile(file)
	if err != nil {
		before = nil
	}
	s, err := Open(ctx, file, options())
	if err == nil {
		t.Error("was opened", s.Close())
	}
	if problem.KeyOf(err) != key {
		t.Errorf("%v, want %s", err, key)
	}
	if after, err := os.ReadFile(file); err == nil && !bytes.Equal(before, after) {
		t.Error("the file was changed")
	}
	for _, beside := range []string{"-wal", "-shm", "-journal"} {
		if _, err := os.Stat(file + beside); err == nil {
			t.Errorf("%s was left behind", beside)
		}
	}
}

func TestFilesThatAreNoStoreAreRefusedAndStayAsTheyAre(t *testing.T) {
	good, _ := storeFile(t)
	content, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	alter := func(f func([]byte) []byte) func(*testing.T, string) {
		return func(t *testing.T, file string) {
			if err := os.WriteFile(file, f(bytes.Clone(content)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	run := func(statements ...string) func(*testing.T, string) {
		return func(t *testing.T, file string) {
			begun(t, file, statements)
		}
	}
	for name, tt := range map[string]struct {
		make func(*testing.T, string)
		key  string
	}{
		"a table of text":     {alter(func([]byte) []byte { return []byte("code;aantal\nBU05050001;3\n") }), "store.not_a_store"},
		"a few bytes":         {alter(func(b []byte) []byte { return b[:7] }), "store.not_a_store"},
		"the header alone":    {alter(func(b []byte) []byte { return b[:60] }), "store.damaged"},
		"half of it":          {alter(func(b []byte) []byte { return b[:len(b)/2] }), "store.damaged"},
		"all but a byte":      {alter(func(b []byte) []byte { return b[:len(b)-1] }), "store.damaged"},
		"no schema in it":     {alter(func(b []byte) []byte { clear(b[100:4096]); return b }), "store.damaged"},
		"of another program":  {run(`CREATE TABLE gpkg_contents (x)`), "store.not_a_store"},
		"our sign, no schema": {run(`CREATE TABLE x (x)`, `PRAGMA application_id = 1114989164`), "store.not_a_store"},
		"of a newer version": {func(t *testing.T, file string) {
			alter(func(b []byte) []byte { return b })(t, file)
			run(`INSERT INTO schema_version (version, applied_at) VALUES (99, '')`)(t, file)
		}, "store.newer_schema"},
		"a folder": {func(t *testing.T, file string) {
			if err := os.Mkdir(file, 0o755); err != nil {
				t.Fatal(err)
			}
		}, "store.not_a_store"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "other.db")
			tt.make(t, file)
			refuses(t, file, tt.key)
		})
	}
	t.Run("in a folder that is not there", func(t *testing.T) {
		refuses(t, filepath.Join(t.TempDir(), "none", "store.db"), "store.folder_missing")
	})
}

var flips = flag.Int("store.flips", 500, "how many bits are flipped, each in a file of its own")

// A disk that gives back other bits than were written must never change a figure, a name or where it came from.
func TestNoFlippedBitBecomesAFigure(t *testing.T) {
	good, want := storeFile(t)
	content, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	file := filepath.Join(t.TempDir(), "flipped.db")
	noticed := 0
	for range *flips {
		b := bytes.Clone(content)
		at := random.IntN(len(b))
		b[at] ^= 1 << random.IntN(8)
		if err := os.WriteFile(file, b, 0o644); err != nil {
			t.Fatal(err)
		}
		if different(t, file, want, at) {
			noticed++
		}
		for _, beside := range []string{"", "-wal", "-shm"} {
			if err := os.Remove(file + beside); err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
		}
	}
	t.Logf("%d of %d flipped bits were noticed, the others changed nothing", noticed, *flips)
	if noticed < *flips/5 {
		t.Errorf("only %d of %d flipped bits were noticed: the test flips the wrong ones", noticed, *flips)
	}
}

// different reads everything in a damaged file and reports whether an error was given. Anything that is read must be
// what was written.
func different(t *testing.T, file string, want storetest.Dump, at int) (noticed bool) {
	t.Helper()
	s, err := Open(ctx, file, options())
	if err != nil {
		return true
	}
	defer func() {
		if err := s.Close(); err != nil {
			noticed = true
		}
	}()
	for i, m := range want.Summaries {
		c, err := s.Column(ctx, analyst, m.Key)
		noticed = noticed || err != nil
		if err == nil && !reflect.DeepEqual(c.Parts(), want.Columns[i].Parts()) {
			t.Errorf("byte %d: column %v became another", at, m.Key)
		}
	}
	for i, d := range want.Divisions {
		got, err := s.Division(ctx, analyst, d.ID())
		noticed = noticed || err != nil
		if err == nil && !reflect.DeepEqual(got, d) {
			t.Errorf("byte %d: division %v became another", at, d.ID())
		}
		shapes, err := s.Shapes(ctx, analyst, d.ID(), area.Netherlands)
		noticed = noticed || err != nil
		if err == nil && !reflect.DeepEqual(shapes, want.Shapes[i]) {
			t.Errorf("byte %d: boundaries of %v became others", at, d.ID())
		}
	}
	indicators, err := s.Indicators(ctx, analyst)
	noticed = noticed || err != nil
	if err == nil && !reflect.DeepEqual(indicators, want.Indicators) {
		t.Errorf("byte %d: definitions became others", at)
	}
	deliveries, err := s.Deliveries(ctx, analyst)
	noticed = noticed || err != nil
	if err == nil && !reflect.DeepEqual(deliveries, want.Deliveries) {
		t.Errorf("byte %d: deliveries became others", at)
	}
	return noticed
}
