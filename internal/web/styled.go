package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
)

// withDrawing adds the style sheet of maps and charts to the built assets. It comes from the program itself, so that
// drawings keep their colours and signs also where nothing was built.
func withDrawing(base fs.FS) (fs.FS, error) {
	manifest := map[string]string{}
	if raw, err := fs.ReadFile(base, "manifest.json"); err == nil {
		if err := json.Unmarshal(raw, &manifest); err != nil {
			return nil, fmt.Errorf("read the manifest of assets: %w", err)
		}
	}
	style := []byte(drawing.CSS())
	sum := sha256.Sum256(style)
	name := "drawing-" + strings.ToUpper(hex.EncodeToString(sum[:4])) + ".css"
	manifest["drawing.css"] = name
	raw, err := json.Marshal(manifest)
	if err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(style); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return added{base, map[string][]byte{name: style, name + ".gz": packed.Bytes(), "manifest.json": raw}}, nil
}

// added is files with a few more in memory.
type added struct {
	fs.FS
	files map[string][]byte
}

// Open opens a file in memory, and one of the others otherwise.
func (a added) Open(name string) (fs.File, error) {
	if raw, ok := a.files[name]; ok {
		return &memoryFile{Reader: bytes.NewReader(raw), name: name, size: int64(len(raw))}, nil
	}
	return a.FS.Open(name)
}

// memoryFile is one file in memory. It is its own description.
type memoryFile struct {
	*bytes.Reader
	name string
	size int64
}

func (f *memoryFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *memoryFile) Close() error               { return nil }
func (f *memoryFile) Name() string               { return f.name }
func (f *memoryFile) Size() int64                { return f.size }
func (f *memoryFile) Mode() fs.FileMode          { return 0o444 }
func (f *memoryFile) ModTime() time.Time         { return time.Time{} }
func (f *memoryFile) IsDir() bool                { return false }
func (f *memoryFile) Sys() any                   { return nil }
