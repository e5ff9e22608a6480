package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/packed"
)

// divisionKey names a division as the readers of a tenant see it in one version.
type divisionKey struct {
	version int64
	owner   owner
	id      area.DivisionID
}

// Divisions returns which divisions there are, by level and year.
func (s *Store) Divisions(ctx context.Context, r reader.Reader) ([]area.DivisionID, error) {
	v, err := s.view(ctx, r)
	if err != nil {
		return nil, err
	}
	var list []area.DivisionID
	for _, c := range v.parts {
		// Every list of areas has a list of codes.
		for _, l := range c.codes {
			list = append(list, l.division)
		}
	}
	slices.SortFunc(list, func(a, b area.DivisionID) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(a.Year, b.Year))
	})
	return slices.Compact(list), nil
}

// Division returns every area that the deliveries together list for a level and year; of what two say of one area, the
// newest. Where figures came without a list of areas, their codes are the list.
func (s *Store) Division(ctx context.Context, r reader.Reader, id area.DivisionID) (*area.Division, error) {
	for attempt := 1; ; attempt++ {
		v, err := s.view(ctx, r)
		if err != nil {
			return nil, err
		}
		d, err := s.division(ctx, v, id)
		if err == nil || problem.KindOf(err) == problem.NotFound {
			return d, err
		}
		if now, verr := s.Version(ctx); verr != nil || now == v.version || attempt == attempts {
			return nil, s.translate(err)
		}
	}
}

// division returns a division of one view.
func (s *Store) division(ctx context.Context, v *view, id area.DivisionID) (*area.Division, error) {
	lists, load := v.of(id, areasOf), s.loadDivision
	if len(lists) == 0 {
		lists, load = v.of(id, codesOf), s.bareDivision
	}
	if len(lists) == 0 {
		return nil, problem.New(problem.NotFound, "store.division_missing", "division", id.String())
	}
	key := v.divisionKey(id)
	if d, ok := s.divisions.get(key); ok {
		return d, nil
	}
	var union *area.Division
	for _, l := range lists {
		d, err := load(ctx, l)
		if err != nil {
			return nil, err
		}
		if union == nil {
			union = d
		} else {
			union = union.Union(d)
		}
	}
	s.divisions.put(key, union, divisionBytes*union.Len())
	s.shared.put(key, union.Index())
	return union, nil
}

// divisionBytes is about what an area of a division takes: code, name, its places in two lists.
const divisionBytes = 100

// divisionKey returns under what a division is remembered: tenants without areas of their own share the public one.
func (v *view) divisionKey(id area.DivisionID) divisionKey {
	key := divisionKey{version: v.version, id: id}
	for _, l := range v.of(id, codesOf) {
		key.owner = cmp.Or(key.owner, l.owner)
	}
	return key
}

var namesSQL = twin{
	public: `SELECT names FROM area_list WHERE delivery = $1 AND level = $2 AND year = $3`,
	own:    `SELECT names FROM own_area_list WHERE tenant = $1 AND delivery = $2 AND level = $3 AND year = $4`,
}

// loadDivision reads the areas that one delivery lists.
func (s *Store) loadDivision(ctx context.Context, l located) (*area.Division, error) {
	index, err := s.index(ctx, l)
	if err != nil {
		return nil, gone(err)
	}
	var names []byte
	if err := s.db.QueryRowContext(ctx, l.owner.sql(namesSQL),
		l.owner.args(l.delivery, l.division.Level, l.division.Year)...).Scan(&names); err != nil {
		return nil, gone(err)
	}
	return packed.ParseNames(names, index, namesPlace(l))
}

// bareDivision makes a division of codes alone.
func (s *Store) bareDivision(ctx context.Context, l located) (*area.Division, error) {
	index, err := s.index(ctx, l)
	if err != nil {
		return nil, gone(err)
	}
	areas := make([]area.Area, index.Len())
	for i := range areas {
		c := index.Code(i)
		areas[i] = area.Area{Code: c, Kind: c.ProbableKind()}
	}
	return area.NewDivision(l.division, areas)
}

// gone turns a row that should be there and is not into damage.
func gone(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return packed.ErrBroken
	}
	return err
}

func namesPlace(l located) string {
	return fmt.Sprintf("names %q %q %d %d %d", l.owner.tenant, l.delivery, l.codeList, l.division.Level, l.division.Year)
}
