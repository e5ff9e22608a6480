package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/packed"
)

// contents is what one owner has in one version of the store, without the figures themselves (Dutch: inhoudsopgave).
type contents struct {
	owner       owner
	figures     map[indicator.Key]figure
	definitions map[indicator.ID]definition
	// areas, codes and shapes say in which delivery they are; the oldest delivery first.
	areas  []located
	codes  []located
	shapes []located
}

// located is a part of a delivery about one division.
type located struct {
	owner    owner
	delivery string
	seq      int64
	division area.DivisionID
	// codeList is the number of the code list within the delivery.
	codeList int
}

// figure is where the newest column of a key is.
type figure struct {
	located
	number  int
	summary indicator.Summary
}

// definition is an indicator as the newest delivery that has it says.
type definition struct {
	seq       int64
	indicator indicator.Indicator
}

// view is what one reader sees of one version.
type view struct {
	version int64
	parts   []*contents
}

// tenants is for how many tenants at most the contents are remembered.
const tenants = 64

// view returns what the reader sees now. The contents are read again only when the version changed.
func (s *Store) view(ctx context.Context, r reader.Reader) (view, error) {
	version, err := s.Version(ctx)
	if err != nil {
		return view{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if v, ok := s.seen(r, version); ok {
		return v, nil
	}
	err = s.read(ctx, func(tx *sql.Tx) error {
		// The version may have changed again; what counts is what this transaction sees.
		if err := tx.QueryRowContext(ctx, versionSQL).Scan(&version); err != nil {
			return err
		}
		if s.public == nil || s.version != version {
			public, err := loadContents(ctx, tx, owner{})
			if err != nil {
				return err
			}
			s.public, s.own, s.version = public, map[reader.Tenant]*contents{}, version
			s.columns.clear()
			s.divisions.clear()
			s.indexes.clear()
		}
		if t := r.Tenant(); t != "" && s.own[t] == nil {
			own, err := loadContents(ctx, tx, owner{t})
			if err != nil {
				return err
			}
			if len(s.own) >= tenants {
				clear(s.own)
			}
			s.own[t] = own
		}
		return nil
	})
	if err != nil {
		return view{}, err
	}
	v, _ := s.seen(r, version)
	return v, nil
}

// seen returns the remembered view, if it is of this version.
func (s *Store) seen(r reader.Reader, version int64) (view, bool) {
	if s.public == nil || s.version != version {
		return view{}, false
	}
	v := view{version: version, parts: []*contents{s.public}}
	if r.Tenant() == "" {
		return v, true
	}
	own := s.own[r.Tenant()]
	v.parts = append(v.parts, own)
	return v, own != nil
}

const versionSQL = `SELECT version FROM store_version WHERE only_row = 1`

// Version returns a number that changes with every delivery that is saved or undone, by whatever program.
func (s *Store) Version(ctx context.Context) (int64, error) {
	var version int64
	err := s.db.QueryRowContext(ctx, versionSQL).Scan(&version)
	return version, s.translate(err)
}

// loadContents reads what an owner has.
func loadContents(ctx context.Context, tx *sql.Tx, o owner) (*contents, error) {
	c := &contents{owner: o, figures: map[indicator.Key]figure{}, definitions: map[indicator.ID]definition{}}
	for _, load := range []func(context.Context, *sql.Tx) error{c.loadFigures, c.loadDefinitions, c.loadParts} {
		if err := load(ctx, tx); err != nil {
			return nil, fmt.Errorf("read contents: %w", err)
		}
	}
	return c, nil
}

// rows calls each for every row of a twin statement.
func (o owner) rows(ctx context.Context, tx *sql.Tx, t twin, each func(scan func(...any) error) error) (err error) {
	rows, err := tx.QueryContext(ctx, o.sql(t), o.args()...)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, rows.Close()) }()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

var figuresSQL = twin{
	public: `
		SELECT d.id, d.seq, f.number, f.indicator, f.population_group, f.period, f.level, f.year, f.code_list,
		       f.known, f.areas, f.bounds
		FROM figure f JOIN delivery d ON d.id = f.delivery
		ORDER BY d.seq, f.number`,
	own: `
		SELECT d.id, d.seq, f.number, f.indicator, f.population_group, f.period, f.level, f.year, f.code_list,
		       f.known, f.areas, f.bounds
		FROM own_figure f JOIN own_delivery d ON d.tenant = f.tenant AND d.id = f.delivery
		WHERE f.tenant = $1
		ORDER BY d.seq, f.number`,
}

func (c *contents) loadFigures(ctx context.Context, tx *sql.Tx) error {
	return c.owner.rows(ctx, tx, figuresSQL, func(scan func(...any) error) error {
		f := figure{located: located{owner: c.owner}}
		k, period := &f.summary.Key, 0
		if err := scan(&f.delivery, &f.seq, &f.number, &k.Indicator, &k.Group, &period, &k.Division.Level,
			&k.Division.Year, &f.codeList, &f.summary.Known, &f.summary.Areas, &f.summary.Bounds); err != nil {
			return err
		}
		k.Period, f.division, f.summary.Delivery = indicator.Year(period), k.Division, f.delivery
		c.figures[*k] = f // the newest comes last and stays
		return nil
	})
}

var definitionsSQL = twin{
	public: `
		SELECT d.id, d.seq, i.indicator, i.body, i.checksum
		FROM definition i JOIN delivery d ON d.id = i.delivery
		ORDER BY d.seq, i.indicator`,
	own: `
		SELECT d.id, d.seq, i.indicator, i.body, i.checksum
		FROM own_definition i JOIN own_delivery d ON d.tenant = i.tenant AND d.id = i.delivery
		WHERE i.tenant = $1
		ORDER BY d.seq, i.indicator`,
}

func (c *contents) loadDefinitions(ctx context.Context, tx *sql.Tx) error {
	type row struct {
		delivery, body string
		seq            int64
		checksum       uint32
	}
	newest := map[indicator.ID]row{}
	err := c.owner.rows(ctx, tx, definitionsSQL, func(scan func(...any) error) error {
		var r row
		var id indicator.ID
		if err := scan(&r.delivery, &r.seq, &id, &r.body, &r.checksum); err != nil {
			return err
		}
		newest[id] = r
		return nil
	})
	if err != nil {
		return err
	}
	for id, r := range newest {
		d := definition{seq: r.seq}
		if r.checksum != packed.Checksum(r.delivery, string(id), r.body) || json.Unmarshal([]byte(r.body), &d.indicator) != nil {
			return problem.New(problem.Internal, "indicator.column_broken", "indicator", string(id))
		}
		c.definitions[id] = d
	}
	return nil
}

var areaListsSQL = twin{
	public: `
		SELECT d.id, d.seq, a.level, a.year, a.code_list
		FROM area_list a JOIN delivery d ON d.id = a.delivery
		ORDER BY d.seq, a.level, a.year`,
	own: `
		SELECT d.id, d.seq, a.level, a.year, a.code_list
		FROM own_area_list a JOIN own_delivery d ON d.tenant = a.tenant AND d.id = a.delivery
		WHERE a.tenant = $1
		ORDER BY d.seq, a.level, a.year`,
}

var codeListsSQL = twin{
	public: `
		SELECT d.id, d.seq, c.level, c.year, c.number
		FROM code_list c JOIN delivery d ON d.id = c.delivery
		ORDER BY d.seq, c.number`,
	own: `
		SELECT d.id, d.seq, c.level, c.year, c.number
		FROM own_code_list c JOIN own_delivery d ON d.tenant = c.tenant AND d.id = c.delivery
		WHERE c.tenant = $1
		ORDER BY d.seq, c.number`,
}

var shapeListsSQL = twin{
	public: `
		SELECT DISTINCT d.id, d.seq, s.level, s.year, 0
		FROM shape s JOIN delivery d ON d.id = s.delivery
		ORDER BY d.seq, s.level, s.year`,
	own: `
		SELECT DISTINCT d.id, d.seq, s.level, s.year, 0
		FROM own_shape s JOIN own_delivery d ON d.tenant = s.tenant AND d.id = s.delivery
		WHERE s.tenant = $1
		ORDER BY d.seq, s.level, s.year`,
}

func (c *contents) loadParts(ctx context.Context, tx *sql.Tx) error {
	for t, into := range map[*twin]*[]located{&areaListsSQL: &c.areas, &codeListsSQL: &c.codes, &shapeListsSQL: &c.shapes} {
		err := c.owner.rows(ctx, tx, *t, func(scan func(...any) error) error {
			l := located{owner: c.owner}
			if err := scan(&l.delivery, &l.seq, &l.division.Level, &l.division.Year, &l.codeList); err != nil {
				return err
			}
			*into = append(*into, l)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// of returns the parts of one kind about a division, the oldest first.
func (v view) of(id area.DivisionID, kind func(*contents) []located) []located {
	var found []located
	for _, c := range v.parts {
		for _, l := range kind(c) {
			if l.division == id {
				found = append(found, l)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b located) int { return cmp.Compare(a.seq, b.seq) })
	return found
}

func areasOf(c *contents) []located  { return c.areas }
func codesOf(c *contents) []located  { return c.codes }
func shapesOf(c *contents) []located { return c.shapes }
