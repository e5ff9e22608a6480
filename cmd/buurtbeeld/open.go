package main

import (
	"context"
	"errors"
	"flag"
	"io/fs"
	"os"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
)

// defaultDatabase is the file used when neither --db nor BUURTBEELD_DB names one.
const defaultDatabase = "buurtbeeld.db"

// databaseFlag declares --db.
func (a *app) databaseFlag(set *flag.FlagSet) *string {
	file := a.database
	if file == "" {
		file = defaultDatabase
	}
	return set.String("db", file, "")
}

// open opens the database and makes it when it is not there yet.
func (a *app) open(ctx context.Context, file string) (*sqlite.Store, error) {
	return sqlite.Open(ctx, file, sqlite.Options{Now: a.now, NewID: a.newID})
}

// openExisting opens a database that must be there: a command that only reads makes no empty one.
func (a *app) openExisting(ctx context.Context, file string) (*sqlite.Store, error) {
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return nil, problem.New(problem.NotFound, "cmd.no_database", "file", file)
	}
	return a.open(ctx, file)
}

// closing closes c and keeps its error when there was none before.
func closing(c interface{ Close() error }, err *error) {
	if failed := c.Close(); *err == nil {
		*err = failed
	}
}

// noArguments refuses arguments where a command takes none.
func noArguments(args []string) error {
	if len(args) > 0 {
		return problem.New(problem.Usage, "cmd.argument_unexpected", "argument", args[0])
	}
	return nil
}
