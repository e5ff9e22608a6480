package sqlite

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/store/storetest"
)

var ids atomic.Int64

// options gives ids that count and a clock that stands still.
func options() Options {
	return Options{Now: func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) },
		NewID: func() string { return fmt.Sprintf("id-%06d", ids.Add(1)) }}
}

// open opens a store in a file, and closes it at the end of the test.
func open(t testing.TB, file string) *Store {
	t.Helper()
	s, err := Open(context.Background(), file, options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t testing.TB) storetest.Stores { return open(t, filepath.Join(t.TempDir(), "a #?%20é.db")) })
}
