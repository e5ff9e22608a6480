package sqlite

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/storetest"
)

// fullDisk opens a store on a disk that fill fills and free empties. Where no disk can be made, SQLite is told that its
// file may not grow, which it reports as a full disk.
func fullDisk(t *testing.T) (s *Store, fill, free func()) {
	t.Helper()
	if folder, _, ok := smallDisk(t, "4m"); ok {
		s = open(t, filepath.Join(folder, "store.db"))
		filler := filepath.Join(folder, "filler")
		fill = func() {
			if err := os.WriteFile(filler, make([]byte, 8<<20), 0o644); err == nil {
				t.Fatal("the disk does not fill up")
			}
		}
		return s, fill, func() {
			if err := os.Remove(filler); err != nil {
				t.Fatal(err)
			}
		}
	}
	s = open(t, filepath.Join(t.TempDir(), "store.db"))
	s.db.SetMaxOpenConns(1)
	limit := func(pages string) {
		if _, err := s.db.Exec(`PRAGMA max_page_count = ` + pages); err != nil {
			t.Fatal(err)
		}
	}
	fill = func() {
		var pages int
		if err := s.db.QueryRow(`PRAGMA page_count`).Scan(&pages); err != nil {
			t.Fatal(err)
		}
		limit(strconv.Itoa(pages + 1))
	}
	return s, fill, func() { limit("1000000") }
}

func TestFullDisk(t *testing.T) {
	s, fill, free := fullDisk(t)
	mustSave(t, s, storetest.Batch(t, 1, 100))
	before := storetest.DumpOf(t, s, analyst)
	big := storetest.Batch(t, 2, 5000)
	fill()
	for range 3 {
		_, isNew, err := s.Save(ctx, analyst, big)
		if isNew || problem.KindOf(err) != problem.Unavailable || problem.KeyOf(err) != "store.disk_full" {
			t.Fatalf("on a full disk: %v, %v", isNew, err)
		}
		same(t, storetest.DumpOf(t, s, reader.Reader{}), before)
	}
	version, err := s.Version(ctx)
	if err != nil {
		t.Fatal(err)
	}
	err = s.SaveTiles(ctx, analyst, big.Divisions[0].ID(), version, []area.Tile{{Gzipped: make([]byte, 1<<20)}})
	if problem.KindOf(err) != problem.Unavailable {
		t.Errorf("tiles on a full disk: %v", err)
	}
	free()
	mustSave(t, s, big)
	if d := storetest.DumpOf(t, s, analyst); len(d.Deliveries) != 2 || len(d.Columns) != 8 {
		t.Errorf("after space came back: %d deliveries, %d columns", len(d.Deliveries), len(d.Columns))
	}
}

// same compares what two readers see by what they would see of it.
func same(t *testing.T, got, want storetest.Dump) {
	t.Helper()
	if len(got.Deliveries) != len(want.Deliveries) || len(got.Columns) != len(want.Columns) || len(got.Divisions) != len(want.Divisions) {
		t.Fatalf("%d deliveries, %d columns, %d divisions; want %d, %d, %d", len(got.Deliveries), len(got.Columns),
			len(got.Divisions), len(want.Deliveries), len(want.Columns), len(want.Divisions))
	}
	for i, c := range got.Columns {
		for j := range c.Len() {
			if c.At(j) != want.Columns[i].At(j) {
				t.Fatalf("%v changed", c.Key())
			}
		}
	}
}

func TestFileThatMayNotBeWritten(t *testing.T) {
	file, forbid := filepath.Join(t.TempDir(), "store.db"), func() {}
	if folder, f, ok := smallDisk(t, "4m"); ok {
		file, forbid = filepath.Join(folder, "store.db"), f
	}
	s, err := Open(ctx, file, options())
	if err != nil {
		t.Fatal(err)
	}
	mustSave(t, s, storetest.Batch(t, 1, 10))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	forbid()
	if err := os.Chmod(file, 0o444); err == nil && os.Geteuid() == 0 {
		// Root on a disk that cannot be closed to it may write anyway; SQLite can still be told not to.
		s := open(t, file)
		s.db.SetMaxOpenConns(1)
		if _, err := s.db.Exec(`PRAGMA query_only = 1`); err != nil {
			t.Fatal(err)
		}
		_, _, err := s.Save(ctx, analyst, indicator.Batch{Delivery: indicator.Delivery{Kind: indicator.CBSTable, Fingerprint: "x"}})
		if problem.KeyOf(err) != "store.read_only" {
			t.Errorf("save: %v", err)
		}
		return
	}
	refuses(t, file, "store.read_only")
}
