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
	"github.com/buurtbeeld/buurtbeeld/internal/store/packed"
)

// contents is what one owner has in one version of the store, without the figures themselves (Dutch: inhoudsopgave).
type contents struct {
	owner      owner
	deliveries map[string]numbered
	// figures are the columns of each key, in no order.
	figures     map[indicator.Key][]figure
	definitions map[indicator.ID]definition
	// areas, codes and shapes say in which delivery they are; the oldest delivery first.
	areas  []located
	codes  []located
	shapes []located
	// found is the sum of the checksums of the rows of each delivery.
	found map[string]uint32
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

// sum returns the checksum of a row about this part. Owner and order are covered by the delivery.
func (l located) sum(table string, rest ...any) uint32 {
	return packed.Checksum(table, l.delivery,
		fmt.Sprintf("%d %d %d %q", l.division.Level, l.division.Year, l.codeList, fmt.Sprint(rest...)))
}

// figure is where a column is.
type figure struct {
	located
	number  int
	summary indicator.Summary
}

// sum returns the checksum of the row of a column.
func (f figure) sum() uint32 {
	k, m := f.summary.Key, f.summary
	return f.located.sum("figure", f.number, k.Indicator, " ", k.Group, " ", k.Period, m.Known, m.Areas, m.Bounds)
}

// definition is an indicator as the newest delivery that has it says.
type definition struct {
	seq       int64
	indicator indicator.Indicator
	body      string
}

func definitionSum(delivery, id, body string) uint32 {
	return packed.Checksum("definition", delivery, id, body)
}

// loadContents reads what an owner has. Whatever is damaged or missing is a problem.
func loadContents(ctx context.Context, tx *sql.Tx, o owner) (*contents, error) {
	c := &contents{owner: o, deliveries: map[string]numbered{}, figures: map[indicator.Key][]figure{},
		definitions: map[indicator.ID]definition{}, found: map[string]uint32{}}
	loads := []func(context.Context, *sql.Tx) error{c.loadDeliveries, c.loadFigures, c.loadDefinitions, c.loadLists, c.loadShapes}
	for _, load := range loads {
		if err := load(ctx, tx); err != nil {
			return nil, fmt.Errorf("read contents: %w", err)
		}
	}
	for id, d := range c.deliveries {
		if c.found[id] != d.parts {
			return nil, deliveryDamaged(id)
		}
	}
	for _, list := range [][]located{c.areas, c.codes, c.shapes} {
		slices.SortStableFunc(list, func(a, b located) int { return cmp.Compare(a.seq, b.seq) })
	}
	return c, nil
}

// count adds the checksum of a row to its delivery, which must be there.
func (c *contents) count(delivery string, sum uint32) (seq int64, err error) {
	d, ok := c.deliveries[delivery]
	if !ok {
		return 0, packed.ErrBroken
	}
	c.found[delivery] += sum
	return d.seq, nil
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

func (c *contents) loadDeliveries(ctx context.Context, tx *sql.Tx) error {
	return c.owner.rows(ctx, tx, deliveriesSQL, func(scan func(...any) error) error {
		d, err := scanDelivery(scan)
		c.deliveries[d.ID] = d
		return err
	})
}

var figuresSQL = twin{
	public: `
		SELECT delivery, number, indicator, population_group, period, level, year, code_list, known, areas, bounds
		FROM figure ORDER BY delivery, number`,
	own: `
		SELECT delivery, number, indicator, population_group, period, level, year, code_list, known, areas, bounds
		FROM own_figure WHERE tenant = $1 ORDER BY delivery, number`,
}

func (c *contents) loadFigures(ctx context.Context, tx *sql.Tx) error {
	return c.owner.rows(ctx, tx, figuresSQL, func(scan func(...any) error) error {
		f := figure{located: located{owner: c.owner}}
		k, period := &f.summary.Key, 0
		err := scan(&f.delivery, &f.number, &k.Indicator, &k.Group, &period, &k.Division.Level, &k.Division.Year, &f.codeList,
			&f.summary.Known, &f.summary.Areas, &f.summary.Bounds)
		if err != nil {
			return err
		}
		k.Period, f.division, f.summary.Delivery = indicator.Year(period), k.Division, f.delivery
		if f.seq, err = c.count(f.delivery, f.sum()); err != nil {
			return err
		}
		c.figures[*k] = append(c.figures[*k], f)
		return nil
	})
}

var definitionsSQL = twin{
	public: `SELECT delivery, indicator, body FROM definition ORDER BY delivery, indicator`,
	own:    `SELECT delivery, indicator, body FROM own_definition WHERE tenant = $1 ORDER BY delivery, indicator`,
}

func (c *contents) loadDefinitions(ctx context.Context, tx *sql.Tx) error {
	err := c.owner.rows(ctx, tx, definitionsSQL, func(scan func(...any) error) error {
		var delivery, id string
		var d definition
		err := scan(&delivery, &id, &d.body)
		if err != nil {
			return err
		}
		if d.seq, err = c.count(delivery, definitionSum(delivery, id, d.body)); err != nil {
			return err
		}
		if have, ok := c.definitions[indicator.ID(id)]; !ok || have.seq < d.seq {
			c.definitions[indicator.ID(id)] = d
		}
		return nil
	})
	if err != nil {
		return err
	}
	for id, d := range c.definitions {
		if err := json.Unmarshal([]byte(d.body), &d.indicator); err != nil {
			return fmt.Errorf("definition of %s: %w", id, packed.ErrBroken)
		}
		d.body = ""
		c.definitions[id] = d
	}
	return nil
}

var areaListsSQL = twin{
	public: `SELECT delivery, level, year, code_list FROM area_list ORDER BY delivery, level, year`,
	own:    `SELECT delivery, level, year, code_list FROM own_area_list WHERE tenant = $1 ORDER BY delivery, level, year`,
}

var codeListsSQL = twin{
	public: `SELECT delivery, level, year, number FROM code_list ORDER BY delivery, number`,
	own:    `SELECT delivery, level, year, number FROM own_code_list WHERE tenant = $1 ORDER BY delivery, number`,
}

func (c *contents) loadLists(ctx context.Context, tx *sql.Tx) error {
	load := func(table string, t twin, into *[]located) error {
		return c.owner.rows(ctx, tx, t, func(scan func(...any) error) error {
			l := located{owner: c.owner}
			err := scan(&l.delivery, &l.division.Level, &l.division.Year, &l.codeList)
			if err != nil {
				return err
			}
			l.seq, err = c.count(l.delivery, l.sum(table))
			*into = append(*into, l)
			return err
		})
	}
	return cmp.Or(load("area_list", areaListsSQL, &c.areas), load("code_list", codeListsSQL, &c.codes))
}

var shapeListsSQL = twin{
	public: `SELECT delivery, level, year, municipality FROM shape ORDER BY delivery, level, year, municipality`,
	own: `
		SELECT delivery, level, year, municipality FROM own_shape WHERE tenant = $1
		ORDER BY delivery, level, year, municipality`,
}

func (c *contents) loadShapes(ctx context.Context, tx *sql.Tx) error {
	return c.owner.rows(ctx, tx, shapeListsSQL, func(scan func(...any) error) error {
		l, municipality := located{owner: c.owner}, ""
		err := scan(&l.delivery, &l.division.Level, &l.division.Year, &municipality)
		if err != nil {
			return err
		}
		if l.seq, err = c.count(l.delivery, l.sum("shape", municipality)); err != nil {
			return err
		}
		if n := len(c.shapes); n == 0 || c.shapes[n-1] != l {
			c.shapes = append(c.shapes, l)
		}
		return nil
	})
}
