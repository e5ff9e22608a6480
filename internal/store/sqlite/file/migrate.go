package file

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// migrate brings the schema to the newest version, one numbered file after the other, forward only. It looks before it
// touches anything, so that a file of another program or of a newer version stays as it is.
func (f *File) migrate(ctx context.Context, schema fs.FS) error {
	steps, err := fs.ReadDir(schema, ".")
	if err != nil {
		return err
	}
	done, err := schemaVersion(ctx, f.db, f.path)
	if err != nil {
		return err
	}
	if done > len(steps) {
		return problem.New(problem.Unavailable, "store.newer_schema", "file", filepath.Base(f.path))
	}
	if done == len(steps) {
		return nil
	}
	if err := f.prepareFile(ctx); err != nil {
		return err
	}
	return f.inTx(ctx, &sql.TxOptions{}, func(tx *sql.Tx) error {
		// Another program may have been first.
		done, err := schemaVersion(ctx, tx, f.path)
		if err != nil {
			return err
		}
		for i := done; i < len(steps); i++ {
			text, err := fs.ReadFile(schema, steps[i].Name())
			if err != nil {
				return err
			}
			if err := f.step(ctx, tx, i+1, string(text)); err != nil {
				return fmt.Errorf("migration %s: %w", steps[i].Name(), err)
			}
		}
		return nil
	})
}

// prepareFile sets what belongs to the file and not to a connection. Going to WAL mode needs the file for itself, for
// which SQLite does not wait, so this does.
func (f *File) prepareFile(ctx context.Context) error {
	for wait := time.Millisecond; ; wait *= 2 {
		_, err := f.db.ExecContext(ctx, `PRAGMA journal_mode = WAL`)
		if code := codeOf(err); code != busyCode && code != lockedCode || wait > 4*time.Second {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}

// step runs one migration and keeps that it ran.
func (f *File) step(ctx context.Context, tx *sql.Tx, number int, statements string) error {
	if number == 1 {
		if _, err := tx.ExecContext(ctx, `PRAGMA application_id = `+strconv.Itoa(application)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY, applied_at TEXT NOT NULL) STRICT`); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, statements); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO schema_version (version, applied_at) VALUES ($1, $2)`,
		number, TimeText(f.now()))
	return err
}

// asker is a database or a transaction.
type asker interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// schemaVersion returns the number of the last migration that ran, and 0 for a file without any table.
func schemaVersion(ctx context.Context, q asker, path string) (int, error) {
	var tables, ours, id int
	if err := q.QueryRowContext(ctx, `
		SELECT count(*), count(*) FILTER (WHERE name = 'schema_version') FROM sqlite_schema`).Scan(&tables, &ours); err != nil {
		return 0, err
	}
	if tables == 0 {
		return 0, nil
	}
	if err := q.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&id); err != nil {
		return 0, err
	}
	if id != application || ours != 1 {
		return 0, notAStore(path)
	}
	var version int
	err := q.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM schema_version`).Scan(&version)
	return version, err
}

const timeForm = "2006-01-02T15:04:05.000000Z"

// TimeText is how times are kept: in UTC and of one width, so that they sort as text.
func TimeText(t time.Time) string { return t.UTC().Format(timeForm) }

// ParseTime reads what TimeText wrote.
func ParseTime(s string) (time.Time, error) { return time.Parse(timeForm, s) }

// SchemaVersion returns the number of the last step that ran.
func (f *File) SchemaVersion(ctx context.Context) (int, error) {
	return schemaVersion(ctx, f.db, f.path)
}
