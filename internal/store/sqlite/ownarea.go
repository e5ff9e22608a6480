package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/buurtbeeld/buurtbeeld/internal/ownarea"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite/file"
)

var (
	_ ownarea.Figures  = (*Store)(nil)
	_ ownarea.Register = (*Store)(nil)
)

// SaveOwnArea keeps an own area for the team: a new one, as long as there are fewer than ownarea.MostKept, or one that has an
// id in the place of the one that has it. What was given of the old one stays in the register, which knows combinations of
// parts and no own areas.
func (s *Store) SaveOwnArea(ctx context.Context, r reader.Reader, a ownarea.Area) (ownarea.Area, error) {
	if err := cmp.Or(mayWrite(r), a.CanBeKept()); err != nil {
		return ownarea.Area{}, err
	}
	put := replaceOwnAreaSQL
	if a.ID == "" {
		a.ID, put = s.options.NewID(), insertOwnAreaSQL
	}
	if a.SavedAt.IsZero() {
		a.SavedAt = s.options.Now()
	}
	outline, err := ownarea.OutlineText(a)
	if err != nil {
		return ownarea.Area{}, err
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM own_area WHERE tenant = $1`, string(r.Tenant())).Scan(&n); err != nil {
			return err
		}
		if n >= ownarea.MostKept && put == insertOwnAreaSQL {
			return problem.New(problem.Invalid, "ownarea.too_many_kept", "most", ownarea.MostKept)
		}
		return changed(tx.ExecContext(ctx, put, string(r.Tenant()), a.ID, a.Name, int(a.Division.Level), a.Division.Year,
			ownarea.PartsText(a.Parts), outline, a.SavedBy, file.TimeText(a.SavedAt)))
	})
	return a, err
}

// changed returns what went wrong with a change of one own area, or that it is not there.
func changed(result sql.Result, err error) error {
	if err != nil {
		return fmt.Errorf("change own area: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return cmp.Or(err, ownAreaMissing())
	}
	return nil
}

const (
	insertOwnAreaSQL = `
		INSERT INTO own_area (tenant, id, name, level, year, parts, outline, saved_by, saved_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	replaceOwnAreaSQL = `
		UPDATE own_area SET name = $3, level = $4, year = $5, parts = $6, outline = $7, saved_by = $8, saved_at = $9
		WHERE tenant = $1 AND id = $2`
)

const ownAreasSQL = `SELECT id, name, level, year, parts, outline, saved_by, saved_at FROM own_area WHERE tenant = $1`

func scanOwnArea(scan func(...any) error) (ownarea.Area, error) {
	var a ownarea.Area
	var parts, outline, savedAt string
	err := scan(&a.ID, &a.Name, &a.Division.Level, &a.Division.Year, &parts, &outline, &a.SavedBy, &savedAt)
	if err != nil {
		return ownarea.Area{}, err
	}
	if a.Parts, err = ownarea.ParseParts(parts); err != nil {
		return ownarea.Area{}, err
	}
	if err := ownarea.ParseOutlineText(outline, &a); err != nil {
		return ownarea.Area{}, err
	}
	a.SavedAt, err = file.ParseTime(savedAt)
	return a, err
}

func ownAreaMissing() error { return problem.New(problem.NotFound, "ownarea.missing") }

// FindOwnArea returns an own area of the reader's team. For whoever is not of the team it is not there.
func (s *Store) FindOwnArea(ctx context.Context, r reader.Reader, id string) (ownarea.Area, error) {
	if !r.MayWrite() {
		return ownarea.Area{}, ownAreaMissing()
	}
	a, err := scanOwnArea(s.db.QueryRowContext(ctx, ownAreasSQL+` AND id = $2`, string(r.Tenant()), id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return ownarea.Area{}, ownAreaMissing()
	}
	return a, s.translate(err)
}

// OwnAreas returns the own areas of the reader's team by name, and none for whoever is not of the team.
func (s *Store) OwnAreas(ctx context.Context, r reader.Reader) (list []ownarea.Area, err error) {
	if !r.MayWrite() {
		return nil, nil
	}
	err = s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, ownAreasSQL+` ORDER BY name, id`, string(r.Tenant()))
		if err != nil {
			return err
		}
		for rows.Next() {
			a, err := scanOwnArea(rows.Scan)
			if err != nil {
				return errors.Join(err, rows.Close())
			}
			list = append(list, a)
		}
		return errors.Join(rows.Err(), rows.Close())
	})
	return list, err
}

// DeleteOwnArea takes an own area away. What was given of it stays in the register.
func (s *Store) DeleteOwnArea(ctx context.Context, r reader.Reader, id string) error {
	if err := mayWrite(r); err != nil {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		return changed(tx.ExecContext(ctx, `DELETE FROM own_area WHERE tenant = $1 AND id = $2`, string(r.Tenant()), id))
	})
}

// GiveOwnArea keeps what may be given of an own area; see ownarea.Register.
func (s *Store) GiveOwnArea(ctx context.Context, r reader.Reader, all []ownarea.Entry, check ownarea.Check) (may []bool, full bool, err error) {
	if err := mayWrite(r); err != nil {
		return nil, false, err
	}
	may = make([]bool, len(all))
	left := 0
	err = s.read(ctx, func(tx *sql.Tx) error {
		for i, e := range all {
			if may[i], err = wasGiven(ctx, tx, r, e); err != nil {
				return err
			}
			if !may[i] {
				left++
			}
		}
		return nil
	})
	if err != nil || left == 0 {
		return may, false, err
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		g := giving{ctx: ctx, tx: tx, r: r, all: all, may: may, check: check, room: map[string]bool{}}
		if err := g.run(); err != nil {
			return err
		}
		full = g.full
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	return may, full, nil
}

// giving is one transaction of the register.
type giving struct {
	ctx   context.Context
	tx    *sql.Tx
	r     reader.Reader
	all   []ownarea.Entry
	may   []bool
	check ownarea.Check
	// room says of which combinations it is known that there is place for them.
	room map[string]bool
	full bool
}

func (g *giving) run() error {
	for i, e := range g.all {
		if g.may[i] {
			continue
		}
		// Somebody else may have asked the same just now.
		given, err := wasGiven(g.ctx, g.tx, g.r, e)
		if err != nil {
			return err
		}
		if given {
			g.may[i] = true
			continue
		}
		verdict, err := g.check(i, func() ([]ownarea.Entry, error) { return g.earlier(e) })
		if err != nil {
			return err
		}
		if g.may[i], err = g.remember(e, verdict); err != nil {
			return err
		}
	}
	return nil
}

// remember keeps an answer that may be given, and reports whether it may.
func (g *giving) remember(e ownarea.Entry, v ownarea.Verdict) (bool, error) {
	most := 0
	switch v {
	case ownarea.Follows:
		most = ownarea.MostAsked / 2
	case ownarea.Adds:
		most = ownarea.MostAsked
	default:
		return false, nil
	}
	room, err := g.hasRoom(e, most)
	if err != nil || room {
		return err == nil, cmp.Or(err, g.keep(e))
	}
	g.full = g.full || v == ownarea.Adds
	return v == ownarea.Follows, nil
}

func registerKey(r reader.Reader, e ownarea.Entry) []any {
	k := e.Key
	return []any{string(r.Tenant()), int(k.Division.Level), k.Division.Year, string(k.Indicator), k.Group, k.Period.Year()}
}

func wasGiven(ctx context.Context, tx *sql.Tx, r reader.Reader, e ownarea.Entry) (given bool, err error) {
	err = tx.QueryRowContext(ctx, `
		SELECT EXISTS (SELECT 1 FROM own_area_given
		WHERE tenant = $1 AND level = $2 AND year = $3 AND indicator = $4 AND population_group = $5 AND period = $6
		  AND fingerprint = $7 AND low = $8 AND high = $9)`,
		append(registerKey(r, e), ownarea.Fingerprint(e.Parts), e.Low, e.High)...).Scan(&given)
	return given, err
}

// hasRoom makes place for a combination among the most, and reports false when there is none.
func (g *giving) hasRoom(e ownarea.Entry, most int) (bool, error) {
	fingerprint, d := ownarea.Fingerprint(e.Parts), e.Key.Division
	if g.room[fingerprint] {
		return true, nil
	}
	var known bool
	var n int
	if err := g.tx.QueryRowContext(g.ctx, `
		SELECT EXISTS (SELECT 1 FROM own_area_combination WHERE tenant = $1 AND level = $2 AND year = $3 AND fingerprint = $4),
		       (SELECT count(*) FROM own_area_combination WHERE tenant = $1 AND level = $2 AND year = $3)`,
		string(g.r.Tenant()), int(d.Level), d.Year, fingerprint).Scan(&known, &n); err != nil {
		return false, err
	}
	if !known && n < most {
		if _, err := g.tx.ExecContext(g.ctx, `
			INSERT INTO own_area_combination (tenant, level, year, fingerprint, parts) VALUES ($1, $2, $3, $4, $5)`,
			string(g.r.Tenant()), int(d.Level), d.Year, fingerprint, ownarea.PartsText(e.Parts)); err != nil {
			return false, fmt.Errorf("keep combination: %w", err)
		}
		known = true
	}
	g.room[fingerprint] = known
	return known, nil
}

// earlier returns what was given before of the same figure.
func (g *giving) earlier(e ownarea.Entry) (list []ownarea.Entry, err error) {
	rows, err := g.tx.QueryContext(g.ctx, `
		SELECT c.parts, v.low, v.high FROM own_area_given v
		JOIN own_area_combination c ON c.tenant = v.tenant AND c.level = v.level AND c.year = v.year AND c.fingerprint = v.fingerprint
		WHERE v.tenant = $1 AND v.level = $2 AND v.year = $3 AND v.indicator = $4 AND v.population_group = $5 AND v.period = $6
		ORDER BY v.fingerprint, v.low, v.high`, registerKey(g.r, e)...)
	if err != nil {
		return nil, err
	}
	defer func() { err = cmp.Or(err, rows.Close()) }()
	for rows.Next() {
		one, parts := ownarea.Entry{Key: e.Key}, ""
		if err := rows.Scan(&parts, &one.Low, &one.High); err != nil {
			return nil, err
		}
		if one.Parts, err = ownarea.ParseParts(parts); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, rows.Err()
}

func (g *giving) keep(e ownarea.Entry) error {
	_, err := g.tx.ExecContext(g.ctx, `
		INSERT INTO own_area_given (tenant, level, year, indicator, population_group, period, fingerprint, low, high)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		append(registerKey(g.r, e), ownarea.Fingerprint(e.Parts), e.Low, e.High)...)
	if err != nil {
		return fmt.Errorf("keep what was given: %w", err)
	}
	return nil
}
