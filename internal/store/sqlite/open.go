// Package sqlite keeps areas, figures, boundaries and stacks in one SQLite file (Dutch: ingebouwde opslag). It needs no
// server; several programs may have the file open at once.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"sync"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite/file"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite/given"
)

//go:embed migrations/*.sql
var migrations embed.FS

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
	given.Register
	file *file.File
	// db asks the file what needs no transaction.
	db      *sql.DB
	options Options
	// versionOf asks for the version, which every answer begins with.
	versionOf *sql.Stmt

	mu sync.Mutex
	// views is what was seen last, by tenant; that of no tenant is the public one.
	views map[reader.Tenant]*view

	columns   *cache[columnKey, indicator.Column]
	divisions *cache[divisionKey, *area.Division]
	// lists and shared keep code lists as long as somebody uses them, so that many columns hold one.
	lists  *interned[listKey]
	shared *interned[divisionKey]
}

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
	schema, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	f, err := file.Open(ctx, path, schema, o.Now)
	if err != nil {
		return nil, err
	}
	s := &Store{Register: given.Of(f), file: f, db: f.DB(), options: o,
		columns:   newCache[columnKey, indicator.Column](o.ColumnBytes),
		divisions: newCache[divisionKey, *area.Division](o.AreaBytes),
		lists:     newInterned[listKey](), shared: newInterned[divisionKey](),
	}
	if s.versionOf, err = s.db.PrepareContext(ctx, versionSQL); err != nil {
		return nil, errors.Join(f.Translate(err), f.Close())
	}
	return s, nil
}

// Close closes the file after the reads and writes that are under way.
func (s *Store) Close() error { return s.file.Close() }

// write runs f in one transaction that holds the right to write from its start. Either everything is on the disk when
// it returns nil, or nothing.
func (s *Store) write(ctx context.Context, f func(*sql.Tx) error) error { return s.file.Write(ctx, f) }

// read runs f in one transaction that sees one state of the store.
func (s *Store) read(ctx context.Context, f func(*sql.Tx) error) error { return s.file.Read(ctx, f) }

// translate names what SQLite reports in words that a user can act on.
func (s *Store) translate(err error) error { return s.file.Translate(err) }
