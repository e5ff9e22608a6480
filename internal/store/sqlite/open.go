// Package sqlite keeps areas, figures, boundaries and stacks in one SQLite file (Dutch: ingebouwde opslag). It needs no
// server; several programs may have the file open at once.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	// The driver, in pure Go.
	_ "modernc.org/sqlite"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// Options is what a store needs from outside.
type Options struct {
	// Now gives the time. Required.
	Now func() time.Time
	// NewID gives an identifier that was never given before. Required.
	NewID func() string
	// ColumnBytes is how much memory columns that were read may keep. Default: 48 MB.
	ColumnBytes int
	// AreaBytes is how much memory divisions that were read may keep. Default: 24 MB.
	AreaBytes int
}

// Store is one open SQLite file (Dutch: opslag). It may be used from several goroutines at once.
type Store struct {
	db   *sql.DB
	file string
	// info tells the file apart from others, whatever it is called.
	info    os.FileInfo
	options Options
	// versionOf asks for the version, which every answer begins with.
	versionOf *sql.Stmt
	// writing holds one token: writers of this process wait in line with their context, instead of polling the file.
	writing chan struct{}

	mu sync.Mutex
	// views is what was seen last, by tenant; that of no tenant is the public one.
	views map[reader.Tenant]*view

	columns   *cache[columnKey, indicator.Column]
	divisions *cache[divisionKey, *area.Division]
	// lists and shared keep code lists as long as somebody uses them, so that many columns hold one.
	lists  *interned[listKey]
	shared *interned[divisionKey]
}

// connections is how many readers at most ask the file at the same time; each keeps pages in memory of its own.
const connections = 6

// settings hold on every connection. In WAL mode readers never wait for a writer. synchronous=FULL writes the log to
// the disk before a commit is acknowledged: with NORMAL a power cut may take back what was already said to be saved.
// cell_size_check finds damaged pages before they are read as rows. The limit gives the disk its space back after a
// large import.
const settings = `_pragma=busy_timeout(30000)&_pragma=foreign_keys(1)&_pragma=synchronous(FULL)&_pragma=trusted_schema(0)` +
	`&_pragma=cell_size_check(1)&_pragma=cache_size(-2000)&_pragma=journal_size_limit(16777216)&_txlock=immediate`

// Open opens the store in a file, and makes it when the file is not there. A file that is no store, is damaged, cannot
// be written or was made by a newer version of the program is a problem and stays as it is.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	if o.Now == nil || o.NewID == nil {
		return nil, errors.New("sqlite.Open: Now and NewID are required")
	}
	if o.ColumnBytes == 0 {
		o.ColumnBytes = 48 << 20
	}
	if o.AreaBytes == 0 {
		o.AreaBytes = 24 << 20
	}
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
	s := &Store{db: db, file: path, options: o, writing: make(chan struct{}, 1),
		columns:   newCache[columnKey, indicator.Column](o.ColumnBytes),
		divisions: newCache[divisionKey, *area.Division](o.AreaBytes),
		lists:     newInterned[listKey](), shared: newInterned[divisionKey](),
	}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(s.translate(err), db.Close())
	}
	if s.info, err = os.Stat(path); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if s.versionOf, err = db.PrepareContext(ctx, versionSQL); err != nil {
		return nil, errors.Join(s.translate(err), db.Close())
	}
	opened.stores[s] = true
	return s, nil
}

// opened is the stores that this process has open. On most systems a process loses its locks on a file as soon as it
// closes that file anywhere, and without its locks SQLite is not safe from other programs: a file that is open is not
// looked into once more.
var opened = openStores{stores: map[*Store]bool{}}

type openStores struct {
	sync.Mutex
	stores map[*Store]bool
}

// has reports whether this process has the file open, under whatever name.
func (o *openStores) has(path string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return false
	}
	for s := range o.stores {
		if os.SameFile(s.info, info) {
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
func (s *Store) Close() error {
	opened.Lock()
	defer opened.Unlock()
	delete(opened.stores, s)
	return s.db.Close()
}

// write runs f in one transaction that holds the right to write from its start. Either everything is on the disk when
// it returns nil, or nothing.
func (s *Store) write(ctx context.Context, f func(*sql.Tx) error) error {
	select {
	case s.writing <- struct{}{}:
		defer func() { <-s.writing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	err := s.inTx(ctx, &sql.TxOptions{}, f)
	if code := codeOf(err); code == fullCode || code == failedCode {
		// The log may hold what was rolled back, on a disk that has no space for it: give that back. Failing to is no
		// news.
		_, _ = s.db.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	}
	return s.translate(err)
}

// read runs f in one transaction that sees one state of the store.
func (s *Store) read(ctx context.Context, f func(*sql.Tx) error) error {
	return s.translate(s.inTx(ctx, &sql.TxOptions{ReadOnly: true}, f))
}

func (s *Store) inTx(ctx context.Context, o *sql.TxOptions, f func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, o)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
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
