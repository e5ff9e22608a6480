package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/packed"
)

// HasShapes reports whether there are boundaries of a division.
func (s *Store) HasShapes(ctx context.Context, r reader.Reader, id area.DivisionID) (bool, error) {
	v, err := s.view(ctx, r)
	if err != nil {
		return false, err
	}
	return len(v.of(id, shapesOf)) > 0, nil
}

// Shapes returns the boundaries of the areas of a division that lie within an area, NL00 for all; an area without
// boundary has an empty geometry. Of two boundaries of one area, the newest.
func (s *Store) Shapes(ctx context.Context, r reader.Reader, id area.DivisionID, within area.Code) (*area.Shapes, error) {
	if within.IsZero() {
		within = area.Netherlands
	}
	for attempt := 1; ; attempt++ {
		v, err := s.view(ctx, r)
		if err != nil {
			return nil, err
		}
		shapes, err := s.shapes(ctx, v, id, within)
		if err == nil || problem.KindOf(err) == problem.NotFound {
			return shapes, err
		}
		if now, verr := s.Version(ctx); verr != nil || now == v.version || attempt == attempts {
			return nil, s.translate(err)
		}
	}
}

func (s *Store) shapes(ctx context.Context, v *view, id area.DivisionID, within area.Code) (*area.Shapes, error) {
	division, err := s.division(ctx, v, id)
	if err != nil {
		return nil, err
	}
	index := division.Index()
	if within.Level() != area.Country {
		from, to := index.Range(within)
		if index, err = area.NewIndex(id, index.Codes()[from:to]); err != nil {
			return nil, err
		}
	}
	geometries := make([]area.Geometry, index.Len())
	for _, l := range v.of(id, shapesOf) {
		err := s.eachBoundary(ctx, l, within.Municipality(), func(c area.Code, g area.Geometry) {
			if i, ok := index.Find(c); ok && !g.IsEmpty() {
				geometries[i] = g
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return area.NewShapes(index, geometries), nil
}

var shapesSQL = twin{
	public: `
		SELECT municipality, boundaries FROM shape
		WHERE delivery = $1 AND level = $2 AND year = $3
		ORDER BY municipality`,
	own: `
		SELECT municipality, boundaries FROM own_shape
		WHERE tenant = $1 AND delivery = $2 AND level = $3 AND year = $4
		ORDER BY municipality`,
}

var shapesWithinSQL = twin{
	public: `
		SELECT municipality, boundaries FROM shape
		WHERE delivery = $1 AND level = $2 AND year = $3 AND municipality = $4`,
	own: `
		SELECT municipality, boundaries FROM own_shape
		WHERE tenant = $1 AND delivery = $2 AND level = $3 AND year = $4 AND municipality = $5`,
}

// eachBoundary gives the boundaries that one delivery has in a municipality, or all for no municipality.
func (s *Store) eachBoundary(ctx context.Context, l located, m area.Code, each func(area.Code, area.Geometry)) (err error) {
	query, args := shapesSQL, l.owner.args(l.delivery, l.division.Level, l.division.Year)
	if !m.IsZero() {
		query, args = shapesWithinSQL, append(args, m.String())
	}
	rows, err := s.db.QueryContext(ctx, l.owner.sql(query), args...)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, rows.Close()) }()
	for rows.Next() {
		var municipality string
		var body sql.RawBytes
		if err := rows.Scan(&municipality, &body); err != nil {
			return err
		}
		if err := packed.ParseBoundaries(body, shapesPlace(l, municipality), each); err != nil {
			return err
		}
	}
	return rows.Err()
}

func shapesPlace(l located, municipality string) string {
	return fmt.Sprintf("shapes %q %q %d %d %q", l.owner.tenant, l.delivery, l.division.Level, l.division.Year, municipality)
}
