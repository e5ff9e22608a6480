package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// full is T4: a delivery comes in on a disk with ever less room. It is there or it is not, in words; when there is room
// again it comes in.
func full(ctx context.Context, t *trial) error {
	disk := filepath.Join(t.folder, "disk")
	if err := os.Mkdir(disk, 0o700); err != nil {
		return err
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=16m"); err != nil {
		return fmt.Errorf("a small disk needs root: %w", err)
	}
	defer func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) }()
	t.database = filepath.Join(disk, "store.db")
	if err := t.begin(ctx); err != nil {
		return err
	}
	refused, unread, cramped := 0, 0, ""
	filler := filepath.Join(disk, "filler")
	for n := range t.times {
		var s syscall.Statfs_t
		if err := syscall.Statfs(disk, &s); err != nil {
			return err
		}
		room := int64(n) << 14
		if err := os.WriteFile(filler, make([]byte, max(0, int64(s.Bavail)*s.Bsize-room)), 0o600); err != nil {
			return fmt.Errorf("filling: %w", err)
		}
		if err := t.fresh(n + 1); err != nil {
			return err
		}
		r, err := t.run(ctx, t.importing(t.b)...)
		if err != nil {
			return err
		}
		if why := r.broke(); why != "" {
			return fmt.Errorf("%s with %d bytes of room: %s", why, room, r.errs)
		}
		if r.code != 0 {
			refused++
			cramped = r.errs
		}
		if _, err := t.answer(ctx); err != nil {
			unread++ // opening takes a little room; a program that has the store open reads on
		}
		if err := os.Remove(filler); err != nil {
			return err
		}
		both, err := t.whole(ctx)
		if err != nil {
			return fmt.Errorf("%d bytes of room: %w", room, err)
		}
		if both != (r.code == 0) {
			return fmt.Errorf("%d bytes of room: exit %d, but the delivery is there: %v", room, r.code, both)
		}
		if !both {
			if r, err := t.run(ctx, t.importing(t.b)...); err != nil || r.code != 0 {
				return fmt.Errorf("room came back: %w %s", err, r.errs)
			}
		}
		if err := t.undo(ctx); err != nil {
			return err
		}
	}
	fmt.Printf("T4: %d times a disk with little room: %d refused in words, the rest came in; %d times a new program could not open to read; always whole after\n", t.times, refused, unread)
	if refused == 0 || refused == t.times {
		return errors.New("the disk was never full, or always")
	}
	fmt.Printf("    for example: %s", cramped)
	return nil
}
