package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// roomyGC is how far the heap may grow, in percent, before it is cleared up, as long as it stays below roomyBytes: a command that
// ends by itself is quicker that way.
const (
	roomyGC    = 400
	roomyBytes = 400 << 20
)

// makeRoom sets how much memory is taken before it is cleared up, unless the environment says so.
func makeRoom(getenv func(string) string) {
	if getenv("GOGC") == "" && getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(roomyGC)
		debug.SetMemoryLimit(roomyBytes)
		follow(struct{}{})
	}
}

// follow lifts the limit to a quarter above what is in use, each time that memory was cleared up: with a limit below what a
// large table needs, half of the processor would go into clearing up and find nothing. It is called when the piece that it left behind
// the time before was cleared up.
func follow(struct{}) {
	used := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(used)
	debug.SetMemoryLimit(max(roomyBytes, int64(used[0].Value.Uint64())/4*5))
	runtime.AddCleanup(new([64]byte), follow, struct{}{})
}
