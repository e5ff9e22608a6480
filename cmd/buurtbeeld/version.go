package main

import "runtime/debug"

// released is set when a release is built.
var released = ""

// version returns the release, or the revision of the source when this is no release.
func version() string {
	if released != "" {
		return "buurtbeeld " + released
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return "buurtbeeld " + s.Value[:min(12, len(s.Value))]
			}
		}
	}
	return "buurtbeeld (unreleased)"
}
