package sqlite

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/store/storetest"
)

// smallDisk returns a folder on a disk of its own, of so many bytes, and a way to forbid writing to it. Only root can
// make one; others get false.
func smallDisk(t *testing.T, bytes string) (folder string, forbid func(), ok bool) {
	t.Helper()
	folder = t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size="+bytes); err != nil {
		t.Logf("no small disk: %v", err)
		return "", nil, false
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return folder, func() {
		if err := syscall.Mount("tmpfs", folder, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, "size="+bytes); err != nil {
			t.Fatal(err)
		}
	}, true
}

// Other programs tell by its locks that a store is in use. A process loses them when it closes the file anywhere.
func TestAFileThatIsOpenKeepsItsLocks(t *testing.T) {
	file := filepath.Join(t.TempDir(), "store.db")
	first := open(t, file)
	mustSave(t, first, storetest.Batch(t, 1, 3))
	before := locks(t, file)
	second, err := Open(ctx, file, options())
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
	if after := locks(t, file); after != before {
		t.Errorf("%d locks are left of %d", after, before)
	}
}

// locks returns how many locks this process has on a file, as far as the system tells.
func locks(t *testing.T, file string) int {
	t.Helper()
	list, err := os.ReadFile("/proc/locks")
	if err != nil {
		t.Logf("locks are not told: %v", err)
		return 0
	}
	var stat syscall.Stat_t
	if err := syscall.Stat(file, &stat); err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(list)) {
		if strings.Contains(line, fmt.Sprintf(" %d ", os.Getpid())) && strings.Contains(line, fmt.Sprintf(":%d ", stat.Ino)) {
			n++
		}
	}
	return n
}
