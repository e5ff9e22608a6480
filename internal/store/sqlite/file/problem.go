package file

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	driver "modernc.org/sqlite"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/store/packed"
)

// Result codes of SQLite (sqlite.org/rescode.html), without their extension.
const (
	busyCode     = 5
	lockedCode   = 6
	readOnlyCode = 8
	failedCode   = 10
	corruptCode  = 11
	fullCode     = 13
	cannotCode   = 14
	notDBCode    = 26

	shortReadCode = failedCode | 2<<8
)

// codeOf returns the result code in err, and 0 when it is no error of SQLite.
func codeOf(err error) int {
	var e *driver.Error
	if !errors.As(err, &e) {
		return 0
	}
	if e.Code() == shortReadCode {
		return corruptCode
	}
	return e.Code() & 0xff
}

// Translate names what SQLite reports in words that a user can act on.
func (f *File) Translate(err error) error {
	var known *problem.Error
	if err == nil || errors.As(err, &known) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	name := filepath.Base(f.path)
	if errors.Is(err, packed.ErrBroken) {
		return damaged(f.path).Because(err)
	}
	switch codeOf(err) {
	case fullCode:
		return problem.New(problem.Unavailable, "store.disk_full", "file", name).Because(err)
	case failedCode:
		return problem.New(problem.Unavailable, "store.disk_failed", "file", name).Because(err)
	case busyCode, lockedCode:
		return problem.New(problem.Unavailable, "store.busy", "file", name).Because(err)
	case readOnlyCode:
		return problem.New(problem.Unavailable, "store.read_only", "file", name).Because(err)
	case cannotCode:
		return problem.New(problem.Unavailable, "store.cannot_open", "file", name).Because(err)
	case notDBCode:
		return notAStore(f.path).Because(err)
	case corruptCode:
		return damaged(f.path).Because(err)
	}
	return err
}

func damaged(path string) *problem.Error {
	return problem.New(problem.Internal, "store.damaged", "file", filepath.Base(path))
}

func notAStore(path string) *problem.Error {
	return problem.New(problem.Invalid, "store.not_a_store", "file", filepath.Base(path))
}

// The first bytes of every SQLite file, and where its header says how long it is (sqlite.org/fileformat.html).
var magic = []byte("SQLite format 3\x00")

const (
	headerBytes  = 100
	pageSizeAt   = 16
	changesAt    = 24
	pagesAt      = 28
	pagesValidAt = 92
)

// application marks our files: "Bubl" as a number. Other programs keep SQLite files too; a GeoPackage is one.
const application = 0x4275626c

// inspect looks at a file before SQLite does, without changing it: SQLite takes any empty file for its own, reads a
// truncated one until it misses a page, and reports a directory as a failure of the disk.
func inspect(path string) error {
	file := filepath.Base(path)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(filepath.Dir(path)); err != nil {
			return problem.New(problem.Unavailable, "store.folder_missing", "folder", filepath.Base(filepath.Dir(path))).Because(err)
		}
		return nil
	}
	if err == nil && info.IsDir() {
		return notAStore(path)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return problem.New(problem.Unavailable, "store.read_only", "file", file).Because(err)
	}
	header := make([]byte, headerBytes)
	n, err := io.ReadFull(f, header)
	if cerr := f.Close(); cerr != nil {
		return problem.New(problem.Unavailable, "store.cannot_open", "file", file).Because(cerr)
	}
	switch {
	case errors.Is(err, io.EOF) && n == 0:
		return nil // a new file: SQLite creates it empty, and the first commit fills it
	case n < len(magic) || !bytes.Equal(header[:len(magic)], magic):
		return notAStore(path)
	case n < headerBytes:
		return damaged(path)
	}
	return inspectLength(path, header)
}

// inspectLength compares how long the header says the file is with the file. While a log lies beside it, it may hold
// newer pages, the header among them, so that nothing is concluded. The order matters: a program that closes the file
// just now lengthens it before its log goes.
func inspectLength(path string, header []byte) error {
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return problem.New(problem.Unavailable, "store.cannot_open", "file", filepath.Base(path)).Because(err)
	}
	at := func(i int) int64 { return int64(binary.BigEndian.Uint32(header[i:])) }
	pageSize := int64(binary.BigEndian.Uint16(header[pageSizeAt:]))
	if pageSize == 1 {
		pageSize = 65536
	}
	if at(changesAt) == at(pagesValidAt) && at(pagesAt)*pageSize > info.Size() {
		return damaged(path)
	}
	return nil
}
