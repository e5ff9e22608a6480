package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/packed"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

var insertGraphSQL = twin{
	public: `
		INSERT INTO neighbour_graph (level, year, mark, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (level, year) DO UPDATE SET mark = excluded.mark, body = excluded.body`,
	own: `
		INSERT INTO own_neighbour_graph (tenant, level, year, mark, body) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (tenant, level, year) DO UPDATE SET mark = excluded.mark, body = excluded.body`,
}

var graphSQL = twin{
	public: `SELECT body FROM neighbour_graph WHERE level = $1 AND year = $2 AND mark = $3`,
	own:    `SELECT body FROM own_neighbour_graph WHERE tenant = $1 AND level = $2 AND year = $3 AND mark = $4`,
}

// SaveNeighbours keeps who is whose neighbour in a division, in the order of its index, as worked out of the boundaries
// that a mark tells apart (see ShapesMark). When there are other boundaries by now it is a Conflict. It goes when the
// boundaries change.
func (s *Store) SaveNeighbours(ctx context.Context, r reader.Reader, id area.DivisionID, mark string, w *spatial.Weights) error {
	if err := mayWrite(r); err != nil {
		return err
	}
	now, err := s.ShapesMark(ctx, r, id)
	if err != nil {
		return err
	}
	if mark == "" || now != mark {
		return problem.New(problem.Conflict, "store.neighbours_overtaken", "division", id.String())
	}
	o, err := s.tileOwner(ctx, r, id)
	if err != nil {
		return err
	}
	body, err := packed.Graph(w, graphPlace(o, id, mark))
	if err != nil {
		return fmt.Errorf("save neighbours: %w", err)
	}
	// Boundaries that come in between are no harm: what is saved carries the mark of the earlier ones and is not read.
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, o.sql(insertGraphSQL), o.args(id.Level, id.Year, markKey(mark), body)...)
		return err
	})
}

// Neighbours returns who is whose neighbour in a division, in the order of its index, as it was saved of the boundaries
// that a mark tells apart. Where it was not saved it is NotFound.
func (s *Store) Neighbours(ctx context.Context, r reader.Reader, id area.DivisionID, mark string) (*spatial.Weights, error) {
	o, err := s.tileOwner(ctx, r, id)
	if err != nil {
		return nil, err
	}
	var body []byte
	err = s.db.QueryRowContext(ctx, o.sql(graphSQL), o.args(id.Level, id.Year, markKey(mark))...).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, problem.New(problem.NotFound, "store.neighbours_missing", "division", id.String())
	}
	if err != nil {
		return nil, s.translate(err)
	}
	w, err := packed.ParseGraph(body, graphPlace(o, id, mark))
	return w, s.translate(err)
}

// markKey is a mark as a text column holds it: SQLite ends a text at a zero byte.
func markKey(mark string) string { return fmt.Sprintf("%q", mark) }

func graphPlace(o owner, id area.DivisionID, mark string) string {
	return fmt.Sprintf("neighbours %q %d %d %q", o.tenant, id.Level, id.Year, mark)
}
