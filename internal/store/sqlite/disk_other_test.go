//go:build !linux

package sqlite

import "testing"

// smallDisk exists on Linux only.
func smallDisk(*testing.T, string) (folder string, forbid func(), ok bool) { return "", nil, false }
