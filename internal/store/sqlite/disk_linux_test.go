package sqlite

import (
	"syscall"
	"testing"
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
