//go:build linux || darwin || freebsd

package main

import "syscall"

// confine sets the limits of this process, for as long as it lives.
func confine() error {
	for resource, limit := range map[int]uint64{syscall.RLIMIT_DATA: confinedBytes, syscall.RLIMIT_CPU: confinedCPUSeconds, syscall.RLIMIT_CORE: 0} {
		if err := setLimit(resource, limit); err != nil {
			return err
		}
	}
	return nil
}

// setLimit lowers one limit; one that is lower already stays.
func setLimit(resource int, limit uint64) error {
	var now syscall.Rlimit
	if err := syscall.Getrlimit(resource, &now); err != nil {
		return err
	}
	if now.Max < limit {
		return nil
	}
	return syscall.Setrlimit(resource, &syscall.Rlimit{Cur: limit, Max: limit})
}
