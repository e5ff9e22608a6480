package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/packed"
)

// columnKey names a stored column. A delivery does not change, so neither does what the key names.
type columnKey struct {
	owner    owner
	delivery string
	number   int
	// over is the tenant who sees the column over older ones; of a column by itself it is -.
	over reader.Tenant
}

// Indicators returns the definitions of everything loaded, by id; of two, the newest.
func (s *Store) Indicators(ctx context.Context, r reader.Reader) ([]indicator.Indicator, error) {
	v, err := s.view(ctx, r)
	if err != nil {
		return nil, err
	}
	return slices.Clone(v.indicators), nil
}

// Summaries returns which columns there are, by indicator, group, period, level and year. Columns of several deliveries
// with the same key are one, of the newest delivery.
func (s *Store) Summaries(ctx context.Context, r reader.Reader) ([]indicator.Summary, error) {
	v, err := s.view(ctx, r)
	if err != nil {
		return nil, err
	}
	return slices.Clone(v.summaries), nil
}

// attempts is how often a read starts over because a delivery was undone under its hands.
const attempts = 5

// Column returns the column of a key: area by area the newest delivery that has something to say, as
// indicator.Overlay tells. One that is not there is NotFound; one that is damaged is never returned.
func (s *Store) Column(ctx context.Context, r reader.Reader, key indicator.Key) (indicator.Column, error) {
	for attempt := 1; ; attempt++ {
		v, err := s.view(ctx, r)
		if err != nil {
			return indicator.Column{}, err
		}
		figures := v.figures(key)
		if len(figures) == 0 {
			return indicator.Column{}, problem.New(problem.NotFound, "store.column_missing", "indicator", string(key.Indicator),
				"period", key.Period.String(), "division", key.Division.String())
		}
		c, err := s.overlaid(ctx, v, figures, r.Tenant())
		if err == nil {
			return c, nil
		}
		if now, verr := s.Version(ctx); verr != nil || now == v.version || attempt == attempts {
			return indicator.Column{}, s.translate(columnProblem(key, err))
		}
	}
}

// overlaid returns columns of one key over each other, the newest first. Caches hold what belongs to one version.
func (s *Store) overlaid(ctx context.Context, v *view, newestFirst []figure, t reader.Tenant) (indicator.Column, error) {
	if len(newestFirst) == 1 {
		return s.cachedColumn(ctx, v, newestFirst[0])
	}
	key := newestFirst[0].key()
	key.over = t
	if c, ok := s.columns.get(key); ok {
		return c, nil
	}
	var columns []indicator.Layered
	for _, f := range newestFirst {
		c, err := s.cachedColumn(ctx, v, f)
		if err != nil {
			return indicator.Column{}, err
		}
		columns = append(columns, indicator.Layered{Series: v.series(f), Column: c})
	}
	c := indicator.Overlay(columns)
	if x := s.shared.get(v.divisionKey(c.Index().Division())); x != nil && c.Index().Equal(x) {
		c = c.Align(x)
	}
	s.columns.put(key, c, columnBytes(c))
	return c, nil
}

// cachedColumn returns one column.
func (s *Store) cachedColumn(ctx context.Context, v *view, f figure) (indicator.Column, error) {
	if c, ok := s.columns.get(f.key()); ok {
		return c, nil
	}
	c, err := s.loadColumn(ctx, v, f)
	if err == nil {
		s.columns.put(f.key(), c, columnBytes(c))
	}
	return c, err
}

func (f figure) key() columnKey { return columnKey{f.owner, f.delivery, f.number, "-"} }

// columnProblem names a column whose bytes are not what was stored, or are gone.
func columnProblem(key indicator.Key, err error) error {
	if errors.Is(err, packed.ErrBroken) || errors.Is(err, sql.ErrNoRows) {
		return problem.New(problem.Internal, "indicator.column_broken", "indicator", string(key.Indicator)).Because(err)
	}
	return err
}

// columnBytes is how much memory a column takes.
func columnBytes(c indicator.Column) int {
	p := c.Parts()
	return 256 + len(p.Marks) + len(p.Signs) + 8*(len(p.Numbers)+len(p.Lower)+len(p.Upper)+len(p.Numerator)+len(p.Denominator))
}

var valuesSQL = twin{
	public: `SELECT body FROM figure_values WHERE delivery = $1 AND number = $2`,
	own:    `SELECT body FROM own_figure_values WHERE tenant = $1 AND delivery = $2 AND number = $3`,
}

func (s *Store) loadColumn(ctx context.Context, v *view, f figure) (indicator.Column, error) {
	index, err := s.index(ctx, f.located)
	if err != nil {
		return indicator.Column{}, err
	}
	// Columns of a complete delivery share the index of the division, so that nothing has to be aligned later.
	if x := s.shared.get(v.divisionKey(f.division)); x != nil && index.Equal(x) {
		index = x
	}
	var body []byte
	if err := s.db.QueryRowContext(ctx, f.owner.sql(valuesSQL), f.owner.args(f.delivery, f.number)...).Scan(&body); err != nil {
		return indicator.Column{}, err
	}
	p := indicator.Parts{Key: f.summary.Key, Delivery: f.delivery, Index: index}
	if err := packed.ParseValues(body, valuesPlace(f.located, f.summary.Key), &p); err != nil {
		return indicator.Column{}, err
	}
	return indicator.Restore(p)
}

// valuesPlace is what the bytes of a column are bound to: bytes under another key, or beside other codes, are refused.
func valuesPlace(l located, k indicator.Key) string {
	return fmt.Sprintf("values %q %q %d %q %q %s %d %d", l.owner.tenant, l.delivery, l.codeList, k.Indicator, k.Group,
		k.Period, k.Division.Level, k.Division.Year)
}

// listKey names a stored code list.
type listKey struct {
	owner    owner
	delivery string
	number   int
}

var codesSQL = twin{
	public: `SELECT codes FROM code_list WHERE delivery = $1 AND number = $2 AND level = $3 AND year = $4`,
	own: `
		SELECT codes FROM own_code_list
		WHERE tenant = $1 AND delivery = $2 AND number = $3 AND level = $4 AND year = $5`,
}

// index returns the code list of a part of a delivery.
func (s *Store) index(ctx context.Context, l located) (*area.Index, error) {
	key := listKey{l.owner, l.delivery, l.codeList}
	if x := s.lists.get(key); x != nil {
		return x, nil
	}
	var codes []byte
	err := s.db.QueryRowContext(ctx, l.owner.sql(codesSQL),
		l.owner.args(l.delivery, l.codeList, l.division.Level, l.division.Year)...).Scan(&codes)
	if err != nil {
		return nil, err
	}
	x, err := packed.ParseCodes(codes, l.division, codesPlace(l))
	if err != nil {
		return nil, err
	}
	return s.lists.put(key, x), nil
}

func codesPlace(l located) string {
	return fmt.Sprintf("codes %q %q %d %d %d", l.owner.tenant, l.delivery, l.codeList, l.division.Level, l.division.Year)
}
