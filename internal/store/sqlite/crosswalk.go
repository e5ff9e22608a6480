package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/crosswalk"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/packed"
)

var insertCrosswalkSQL = twin{
	public: `
		INSERT INTO crosswalk (level, from_year, to_year, mark, body) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (level, from_year, to_year) DO UPDATE SET mark = excluded.mark, body = excluded.body`,
	own: `
		INSERT INTO own_crosswalk (tenant, level, from_year, to_year, mark, body) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (tenant, level, from_year, to_year) DO UPDATE SET mark = excluded.mark, body = excluded.body`,
}

var crosswalkSQL = twin{
	public: `SELECT body FROM crosswalk WHERE level = $1 AND from_year = $2 AND to_year = $3 AND mark = $4`,
	own:    `SELECT body FROM own_crosswalk WHERE tenant = $1 AND level = $2 AND from_year = $3 AND to_year = $4 AND mark = $5`,
}

// crosswalkOwner returns in whose tables the crosswalk between two divisions is: a tenant's where either has boundaries of
// its own.
func (s *Store) crosswalkOwner(ctx context.Context, r reader.Reader, from, to area.DivisionID) (owner, error) {
	o, err := s.tileOwner(ctx, r, from)
	if err != nil || o != (owner{}) {
		return o, err
	}
	return s.tileOwner(ctx, r, to)
}

// SaveCrosswalk keeps which areas became which under a mark that tells of what it was worked out. It goes when the
// boundaries of either division change.
func (s *Store) SaveCrosswalk(ctx context.Context, r reader.Reader, mark string, c *crosswalk.Crosswalk) error {
	if err := mayWrite(r); err != nil {
		return err
	}
	from, to := c.From().ID(), c.To().ID()
	o, err := s.crosswalkOwner(ctx, r, from, to)
	if err != nil {
		return err
	}
	body := packed.Crosswalk(c.Links(), crosswalkPlace(o, from, to, mark))
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, o.sql(insertCrosswalkSQL), o.args(to.Level, from.Year, to.Year, markKey(mark), body)...)
		return err
	})
}

// Crosswalk returns which areas became which between two divisions of one level, as it was saved under a mark. Where it was
// not saved it is NotFound.
func (s *Store) Crosswalk(ctx context.Context, r reader.Reader, from, to area.DivisionID, mark string) (l crosswalk.Links, err error) {
	o, err := s.crosswalkOwner(ctx, r, from, to)
	if err != nil {
		return l, err
	}
	var body []byte
	err = s.db.QueryRowContext(ctx, o.sql(crosswalkSQL), o.args(to.Level, from.Year, to.Year, markKey(mark))...).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return l, problem.New(problem.NotFound, "store.crosswalk_missing", "division", to.String(), "year", strconv.Itoa(from.Year))
	}
	if err != nil {
		return l, s.translate(err)
	}
	l, err = packed.ParseCrosswalk(body, crosswalkPlace(o, from, to, mark))
	return l, s.translate(err)
}

func crosswalkPlace(o owner, from, to area.DivisionID, mark string) string {
	return fmt.Sprintf("crosswalk %q %d %d %d %q", o.tenant, to.Level, from.Year, to.Year, mark)
}
