// Package given remembers what left of figures that their owner does not publish, so that no later delivery gives away what an earlier
// one withheld (Dutch: wat eerder is gegeven). Nothing is ever taken out.
package given

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/packed"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite/file"
)

// Register is what left, in one file (Dutch: register).
type Register struct{ file *file.File }

// Of is the register in a file.
func Of(f *file.File) Register { return Register{f} }

// place is what a column is about, and what its bytes are bound to.
type place struct {
	Indicator indicator.ID
	Group     string
	Period    int
}

func (p place) seal(tenant reader.Tenant, text string, seq int64, definition string) string {
	return fmt.Sprintf("given %q %d %s %s", tenant, seq, text, definition)
}

// Keep remembers the columns of a batch that is being saved, as the seq-th change of the store. When others have left since the batch was
// protected it is a Conflict: the two were not held against each other.
func Keep(ctx context.Context, tx *sql.Tx, r reader.Reader, seq int64, b indicator.Batch) error {
	tenant, n := r.Tenant(), 0
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM own_given_figure WHERE tenant = $1`, string(tenant)).Scan(&n); err != nil {
		return err
	}
	if n != b.Given {
		return problem.New(problem.Conflict, "protection.overtaken")
	}
	definitions := map[indicator.ID]indicator.Indicator{}
	for _, in := range b.Indicators {
		definitions[in.ID] = in
	}
	for number, c := range b.Columns {
		k := c.Key()
		p := place{k.Indicator, k.Group, k.Period.Year()}
		text, err := json.Marshal(p)
		if err != nil {
			return err
		}
		definition, err := json.Marshal(definitions[k.Indicator])
		if err != nil {
			return err
		}
		bound := p.seal(tenant, string(text), seq, string(definition))
		_, err = tx.ExecContext(ctx, `
			INSERT INTO own_given_figure (tenant, seq, number, level, year, place, definition, codes, body)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, string(tenant), seq, number, int(k.Division.Level), k.Division.Year, string(text),
			string(definition), packed.Codes(c.Index(), bound), packed.Values(c.Parts(), bound))
		if err != nil {
			return fmt.Errorf("remember what left: %w", err)
		}
	}
	return nil
}

// Given returns every column of figures that are not published that the reader's team ever saved, the newest first, also of
// deliveries that were undone. One that is damaged is a problem: what left must be known whole.
func (g Register) Given(ctx context.Context, r reader.Reader) (list []indicator.Given, err error) {
	if !r.MayWrite() {
		return nil, problem.New(problem.Forbidden, "store.forbidden")
	}
	err = g.file.Read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `
			SELECT seq, level, year, place, definition, codes, body FROM own_given_figure WHERE tenant = $1
			ORDER BY seq DESC, number`, string(r.Tenant()))
		if err != nil {
			return err
		}
		for rows.Next() {
			one, err := scan(rows.Scan, r.Tenant())
			if err != nil {
				return errors.Join(err, rows.Close())
			}
			list = append(list, one)
		}
		return errors.Join(rows.Err(), rows.Close())
	})
	return list, err
}

func scan(read func(...any) error, tenant reader.Tenant) (indicator.Given, error) {
	var seq int64
	var division area.DivisionID
	var text, definition string
	var codes, body []byte
	if err := read(&seq, &division.Level, &division.Year, &text, &definition, &codes, &body); err != nil {
		return indicator.Given{}, err
	}
	var p place
	var g indicator.Given
	if json.Unmarshal([]byte(text), &p) != nil || json.Unmarshal([]byte(definition), &g.Indicator) != nil {
		return indicator.Given{}, broken(packed.ErrBroken)
	}
	bound := p.seal(tenant, text, seq, definition)
	index, err := packed.ParseCodes(codes, division, bound)
	if err != nil {
		return indicator.Given{}, broken(err)
	}
	parts := indicator.Parts{Index: index, Key: indicator.Key{Indicator: p.Indicator, Group: p.Group, Period: indicator.Year(p.Period), Division: division}}
	if err := packed.ParseValues(body, bound, &parts); err != nil {
		return indicator.Given{}, broken(err)
	}
	g.Column, err = indicator.Restore(parts)
	return g, err
}

func broken(err error) error {
	return problem.New(problem.Internal, "protection.register_broken").Because(err)
}
