package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite/file"
)

var _ stack.Figures = (*Store)(nil)

// SaveStack keeps a stack for the team. Without an id it is a new one. A published stack that is changed is no longer
// published: what everybody sees was published as it is, on purpose.
func (s *Store) SaveStack(ctx context.Context, r reader.Reader, st stack.Saved) (stack.Saved, error) {
	if err := mayWrite(r); err != nil {
		return stack.Saved{}, err
	}
	st.ID = cmp.Or(st.ID, s.options.NewID())
	if st.SavedAt.IsZero() {
		st.SavedAt = s.options.Now()
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO saved_stack (tenant, id, name, recipe, published, saved_by, saved_at)
			VALUES ($1, $2, $3, $4, 0, $5, $6)
			ON CONFLICT (tenant, id) DO UPDATE SET
			  published = CASE WHEN saved_stack.name = excluded.name AND saved_stack.recipe = excluded.recipe
			                   THEN saved_stack.published ELSE 0 END,
			  name = excluded.name, recipe = excluded.recipe, saved_by = excluded.saved_by, saved_at = excluded.saved_at`,
			string(r.Tenant()), st.ID, st.Name, st.Recipe, st.By, file.TimeText(st.SavedAt)); err != nil {
			return fmt.Errorf("save stack: %w", err)
		}
		var err error
		st, err = scanStack(tx.QueryRowContext(ctx, findStackSQL, string(r.Tenant()), st.ID).Scan)
		return err
	})
	return st, err
}

const findStackSQL = `
	SELECT id, name, recipe, published, saved_by, saved_at FROM saved_stack WHERE tenant = $1 AND id = $2`

func scanStack(scan func(...any) error) (stack.Saved, error) {
	var st stack.Saved
	var savedAt string
	if err := scan(&st.ID, &st.Name, &st.Recipe, &st.Published, &st.By, &savedAt); err != nil {
		return stack.Saved{}, err
	}
	var err error
	st.SavedAt, err = file.ParseTime(savedAt)
	return st, err
}

func stackMissing() error { return problem.New(problem.NotFound, "store.stack_missing") }

// FindStack returns a stack of the reader's tenant. One that is not published is NotFound for who is not of the team.
func (s *Store) FindStack(ctx context.Context, r reader.Reader, id string) (stack.Saved, error) {
	st, err := scanStack(s.db.QueryRowContext(ctx, findStackSQL, string(r.Tenant()), id).Scan)
	switch {
	case errors.Is(err, sql.ErrNoRows), err == nil && !st.Published && !r.MayWrite():
		return stack.Saved{}, stackMissing()
	}
	return st, s.translate(err)
}

// Stacks returns the stacks of the reader's tenant by name; who is not of the team sees the published ones.
func (s *Store) Stacks(ctx context.Context, r reader.Reader) (list []stack.Saved, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `
			SELECT id, name, recipe, published, saved_by, saved_at FROM saved_stack
			WHERE tenant = $1 AND published >= $2
			ORDER BY name, id`, string(r.Tenant()), truth(!r.MayWrite()))
		if err != nil {
			return err
		}
		for rows.Next() {
			st, err := scanStack(rows.Scan)
			if err != nil {
				return errors.Join(err, rows.Close())
			}
			list = append(list, st)
		}
		return errors.Join(rows.Err(), rows.Close())
	})
	return list, err
}

// PublishStack shows a stack to everybody.
func (s *Store) PublishStack(ctx context.Context, r reader.Reader, id string) error {
	return s.changeStack(ctx, r, `UPDATE saved_stack SET published = 1 WHERE tenant = $1 AND id = $2`, id)
}

// WithdrawStack shows a stack to the team alone again.
func (s *Store) WithdrawStack(ctx context.Context, r reader.Reader, id string) error {
	return s.changeStack(ctx, r, `UPDATE saved_stack SET published = 0 WHERE tenant = $1 AND id = $2`, id)
}

// DeleteStack takes a stack away.
func (s *Store) DeleteStack(ctx context.Context, r reader.Reader, id string) error {
	return s.changeStack(ctx, r, `DELETE FROM saved_stack WHERE tenant = $1 AND id = $2`, id)
}

// changeStack runs a statement that changes one stack of the reader's tenant.
func (s *Store) changeStack(ctx context.Context, r reader.Reader, query, id string) error {
	if err := mayWrite(r); err != nil {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, query, string(r.Tenant()), id)
		if err != nil {
			return fmt.Errorf("change stack: %w", err)
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return cmp.Or(err, stackMissing())
		}
		return nil
	})
}
