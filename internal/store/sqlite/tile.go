package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

var insertTileSQL = twin{
	public: `
		INSERT INTO tile (level, year, z, x, y, body) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (level, year, z, x, y) DO UPDATE SET body = excluded.body`,
	own: `
		INSERT INTO own_tile (tenant, level, year, z, x, y, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (tenant, level, year, z, x, y) DO UPDATE SET body = excluded.body`,
}

var tileSQL = twin{
	public: `SELECT body FROM tile WHERE level = $1 AND year = $2 AND z = $3 AND x = $4 AND y = $5`,
	own:    `SELECT body FROM own_tile WHERE tenant = $1 AND level = $2 AND year = $3 AND z = $4 AND x = $5 AND y = $6`,
}

var anyTileSQL = twin{
	public: `SELECT EXISTS (SELECT 1 FROM tile WHERE level = $1 AND year = $2)`,
	own:    `SELECT EXISTS (SELECT 1 FROM own_tile WHERE tenant = $1 AND level = $2 AND year = $3)`,
}

// tileOwner returns in whose tables the tiles of a division are: those of a tenant with boundaries of its own show
// these too, and are not for others.
func (s *Store) tileOwner(ctx context.Context, r reader.Reader, id area.DivisionID) (owner, error) {
	v, err := s.view(ctx, r)
	if err != nil {
		return owner{}, err
	}
	for _, l := range v.of(id, shapesOf) {
		if l.owner != (owner{}) {
			return l.owner, nil
		}
	}
	return owner{}, nil
}

// SaveTiles keeps tiles of the boundaries of a division, made of what the store held in a version. When something was
// saved or undone since, the tiles may be of other boundaries and are a Conflict. They go when the boundaries change.
func (s *Store) SaveTiles(ctx context.Context, r reader.Reader, id area.DivisionID, version int64, tiles []area.Tile) error {
	if err := mayWrite(r); err != nil {
		return err
	}
	o, err := s.tileOwner(ctx, r, id)
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		var now int64
		if err := tx.QueryRowContext(ctx, versionSQL).Scan(&now); err != nil {
			return err
		}
		if now != version {
			return problem.New(problem.Conflict, "store.tiles_overtaken", "division", id.String())
		}
		for _, t := range tiles {
			if _, err := tx.ExecContext(ctx, o.sql(insertTileSQL),
				o.args(id.Level, id.Year, t.Z, t.X, t.Y, t.Gzipped)...); err != nil {
				return fmt.Errorf("save tile: %w", err)
			}
		}
		return nil
	})
}

// Tile returns the tile at a place, gzipped. A square without boundaries has no tile, which is NotFound.
func (s *Store) Tile(ctx context.Context, r reader.Reader, id area.DivisionID, at area.Tile) ([]byte, error) {
	o, err := s.tileOwner(ctx, r, id)
	if err != nil {
		return nil, err
	}
	var body []byte
	err = s.db.QueryRowContext(ctx, o.sql(tileSQL), o.args(id.Level, id.Year, at.Z, at.X, at.Y)...).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, problem.New(problem.NotFound, "store.tile_missing", "division", id.String())
	}
	return body, s.translate(err)
}

// HasTiles reports whether the tiles of the boundaries as they are now were saved.
func (s *Store) HasTiles(ctx context.Context, r reader.Reader, id area.DivisionID) (bool, error) {
	o, err := s.tileOwner(ctx, r, id)
	if err != nil {
		return false, err
	}
	var has bool
	err = s.db.QueryRowContext(ctx, o.sql(anyTileSQL), o.args(id.Level, id.Year)...).Scan(&has)
	return has, s.translate(err)
}

// dropMadeSQL takes away what was made of the boundaries of a division. An empty tenant is every tenant.
var dropMadeSQL = []twin{
	{
		public: `DELETE FROM tile WHERE level = $1 AND year = $2`,
		own:    `DELETE FROM own_tile WHERE ($1 = '' OR tenant = $1) AND level = $2 AND year = $3`,
	}, {
		public: `DELETE FROM neighbour_graph WHERE level = $1 AND year = $2`,
		own:    `DELETE FROM own_neighbour_graph WHERE ($1 = '' OR tenant = $1) AND level = $2 AND year = $3`,
	}, {
		public: `DELETE FROM crosswalk WHERE level = $1 AND $2 IN (from_year, to_year)`,
		own:    `DELETE FROM own_crosswalk WHERE ($1 = '' OR tenant = $1) AND level = $2 AND $3 IN (from_year, to_year)`,
	},
}

// dropTiles takes away the tiles, neighbours and crosswalks of a division whose boundaries change: those of the owner, and
// when the boundaries are public also those that tenants made of them.
func dropTiles(ctx context.Context, tx *sql.Tx, o owner, id area.DivisionID) error {
	for _, made := range dropMadeSQL {
		_, err := tx.ExecContext(ctx, made.own, string(o.tenant), id.Level, id.Year)
		if err == nil && o == (owner{}) {
			_, err = tx.ExecContext(ctx, made.public, id.Level, id.Year)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

var shapesOfSQL = twin{
	public: `SELECT DISTINCT level, year FROM shape WHERE delivery = $1`,
	own:    `SELECT DISTINCT level, year FROM own_shape WHERE tenant = $1 AND delivery = $2`,
}

// dropTilesOf takes away the tiles of the divisions whose boundaries a delivery brought.
func dropTilesOf(ctx context.Context, tx *sql.Tx, o owner, delivery string) (err error) {
	rows, err := tx.QueryContext(ctx, o.sql(shapesOfSQL), o.args(delivery)...)
	if err != nil {
		return err
	}
	var divisions []area.DivisionID
	for rows.Next() {
		var id area.DivisionID
		if err = rows.Scan(&id.Level, &id.Year); err != nil {
			break
		}
		divisions = append(divisions, id)
	}
	if err = errors.Join(err, rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, id := range divisions {
		if err := dropTiles(ctx, tx, o, id); err != nil {
			return err
		}
	}
	return nil
}
