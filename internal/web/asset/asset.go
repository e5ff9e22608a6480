// Package asset embeds style sheets, fonts and scripts as the build made them. Without a build the folder is empty and
// pages work without them.
package asset

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var built embed.FS

// Built returns the built files.
func Built() fs.FS {
	dist, err := fs.Sub(built, "dist")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return dist
}
