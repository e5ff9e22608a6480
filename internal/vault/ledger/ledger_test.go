package ledger

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

func TestLedger(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "ledger")
	dim, err := disclosure.NewCategories("debt", "All", "no", "yes")
	if err != nil {
		t.Fatal(err)
	}
	builder, err := disclosure.NewReleaseBuilder("first.csv", 0, dim)
	if err != nil {
		t.Fatal(err)
	}
	if err := builder.Add([]string{"no"}, disclosure.Numbers{Count: 12}, disclosure.State{Shown: true}); err != nil {
		t.Fatal(err)
	}
	release, err := builder.Release()
	if err != nil {
		t.Fatal(err)
	}
	one, err := Read(folder)
	if err != nil || len(one.Releases) != 0 {
		t.Fatalf("%v, %v", one, err)
	}
	other, err := Read(folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := one.Add(release); err != nil {
		t.Fatal(err)
	}
	if err := other.Add(release); problem.KindOf(err) != problem.Conflict {
		t.Errorf("two programs wrote the same release: %v", err)
	}
	again, err := Read(folder)
	if err != nil || len(again.Releases) != 1 || again.Releases[0].Name() != "first.csv" {
		t.Fatalf("%v, %v", again, err)
	}
	if err := again.Add(release); err != nil {
		t.Fatal(err)
	}
	if err := one.Remove(); err != nil {
		t.Fatal(err)
	}
	if again, err = Read(folder); err != nil || len(again.Releases) != 2 {
		t.Errorf("a release on which another counts was taken away: %v", err)
	}
	if err := again.Remove(); err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 2 {
		t.Errorf("%d files, %v", len(entries), err)
	}
}
