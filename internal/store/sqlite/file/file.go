// Package file is one SQLite file as every noun of the store uses it: opened and inspected, brought to the newest schema,
// read and written in transactions, with what can go wrong told in words (Dutch: databasebestand).
package file

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	// The driver, in pure Go.
	_ "modernc.org/sqlite"
)

// File is one open SQLite file (Dutch: databasebestand). It may be used from several goroutines at once.
type File struct {
	db   *sql.DB
	path string
	now  func() time.Time
	// info tells the file apart from others, whatever it is called.
	info os.FileInfo
	// writing holds one token: writers of this process wait in line with their context, instead of polling the file.
	writing chan struct{}
}

// connections is how many readers at most ask the file at the same time; each keeps pages in memory of its own.
const connections = 6

// settings hold on every connection. In WAL mode readers never wait for a writer. synchronous=FULL writes the log to
// the disk before a commit is acknowledged: with NORMAL a power cut may take back what was already said to be saved.
// cell_size_check finds damaged pages before they are read as rows. The limit gives the disk its space back after a
// large import.
const settings = `_pragma=busy_timeout(30000)&_pragma=foreign_keys(1)&_pragma=synchronous(FULL)&_pragma=trusted_schema(0)` +
	`&_pragma=cell_size_check(1)&_pragma=cache_size(-2000)&_pragma=journal_size_limit(16777216)&_txlock=immediate`

// Open opens a file, makes it when it is not there, and brings it to the newest schema: the files of schema are its steps, in
// the order of their names. A file that is of another program, is damaged, cannot be written or was made by a newer
// version is a problem and stays as it is.
func Open(ctx context.Context, path string, schema fs.FS, now func() time.Time) (*File, error) {
	opened.Lock()
	defer opened.Unlock()
	if !opened.has(path) {
		if err := inspect(path); err != nil {
			return nil, err
		}
	}
	db, err := sql.Open("sqlite", source(path))
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", path, err)
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	f := &File{db: db, path: path, now: now, writing: make(chan struct{}, 1)}
	if err := f.migrate(ctx, schema); err != nil {
		return nil, errors.Join(f.Translate(err), db.Close())
	}
	if f.info, err = os.Stat(path); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	opened.files[f] = true
	return f, nil
}

// DB returns the database, for questions that need no transaction.
func (f *File) DB() *sql.DB { return f.db }

// Path returns where the file is.
func (f *File) Path() string { return f.path }

// opened is the files that this process has open. On most systems a process loses its locks on a file as soon as it
// closes that file anywhere, and without its locks SQLite is not safe from other programs: a file that is open is not
// looked into once more.
var opened = openFiles{files: map[*File]bool{}}

type openFiles struct {
	sync.Mutex
	files map[*File]bool
}

// has reports whether this process has the file open, under whatever name.
func (o *openFiles) has(path string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return false
	}
	for f := range o.files {
		if os.SameFile(f.info, info) {
			return true
		}
	}
	return false
}

// source returns the address of the file for the driver. Signs that have a meaning in an address are escaped.
func source(path string) string {
	p := filepath.ToSlash(path)
	if strings.Contains(filepath.VolumeName(path), ":") {
		p = "/" + p
	}
	return "file:" + (&url.URL{Path: p}).EscapedPath() + "?" + settings
}

// Close closes the file after the reads and writes that are under way.
func (f *File) Close() error {
	opened.Lock()
	defer opened.Unlock()
	delete(opened.files, f)
	return f.db.Close()
}

// Write runs do in one transaction that holds the right to write from its start. Either everything is on the disk when
// it returns nil, or nothing.
func (f *File) Write(ctx context.Context, do func(*sql.Tx) error) error {
	select {
	case f.writing <- struct{}{}:
		defer func() { <-f.writing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	err := f.inTx(ctx, &sql.TxOptions{}, do)
	if code := codeOf(err); code == fullCode || code == failedCode {
		// The log may hold what was rolled back, on a disk that has no space for it: give that back. Failing to is no
		// news.
		_, _ = f.db.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	}
	return f.Translate(err)
}

// Read runs do in one transaction that sees one state of the store.
func (f *File) Read(ctx context.Context, do func(*sql.Tx) error) error {
	return f.Translate(f.inTx(ctx, &sql.TxOptions{ReadOnly: true}, do))
}

func (f *File) inTx(ctx context.Context, o *sql.TxOptions, do func(*sql.Tx) error) error {
	tx, err := f.db.BeginTx(ctx, o)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return errors.Join(err, ignoreDone(tx.Rollback()))
	}
	return tx.Commit()
}

// ignoreDone passes over that a transaction was ended already, by its context.
func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}
