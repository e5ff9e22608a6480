//go:build !unix

package main

// processorSeconds is not known on this system.
func processorSeconds() float64 { return 0 }
