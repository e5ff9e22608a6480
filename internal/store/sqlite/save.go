package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/packed"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite/file"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite/given"
)

// Save keeps everything that a delivery brings, or nothing. A delivery with a fingerprint that is there already is not
// saved again: the stored one is returned and isNew is false. Boundaries and figures of CBS become public; anything else
// belongs to the reader's tenant.
func (s *Store) Save(ctx context.Context, r reader.Reader, b indicator.Batch) (saved indicator.Delivery, isNew bool, err error) {
	if err := mayWrite(r); err != nil {
		return indicator.Delivery{}, false, err
	}
	if err := check(b); err != nil {
		return indicator.Delivery{}, false, err
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		w := writing{ctx: ctx, tx: tx, owner: ownerOf(r, b.Delivery.Kind)}
		same, err := scanDelivery(tx.QueryRowContext(ctx, w.owner.sql(sameDeliverySQL), w.owner.args(b.Delivery.Fingerprint)...).Scan)
		if !errors.Is(err, sql.ErrNoRows) {
			saved = same.Delivery
			return err
		}
		saved, err = s.saveNew(&w, b)
		if isNew = err == nil; isNew && w.owner.tenant != "" && !b.Delivery.Published {
			err = given.Keep(ctx, tx, r, w.seq, b)
		}
		return err
	})
	if err != nil {
		return indicator.Delivery{}, false, err
	}
	return saved, isNew, nil
}

// check refuses a batch that cannot be kept as it is.
func check(b indicator.Batch) error {
	var list problem.List
	if b.Delivery.Fingerprint == "" || b.Delivery.Kind == "" {
		return errors.New("a delivery needs a kind and a fingerprint")
	}
	columns := map[indicator.Key]bool{}
	for _, c := range b.Columns {
		k := c.Key()
		if c.Index() == nil || c.Index().Division() != k.Division {
			return fmt.Errorf("column %s lists areas of another division", k.Indicator)
		}
		if columns[k] {
			list.Add(problem.New(problem.Invalid, "store.column_twice", "indicator", string(k.Indicator),
				"period", k.Period.String(), "division", k.Division.String()))
		}
		columns[k] = true
	}
	divisions, shapes := map[area.DivisionID]bool{}, map[area.DivisionID]bool{}
	for _, d := range b.Divisions {
		if divisions[d.ID()] {
			list.Add(problem.New(problem.Invalid, "store.division_twice", "division", d.ID().String()))
		}
		divisions[d.ID()] = true
	}
	for _, sh := range b.Shapes {
		id := sh.Index().Division()
		if shapes[id] {
			list.Add(problem.New(problem.Invalid, "store.division_twice", "division", id.String()))
		}
		shapes[id] = true
	}
	return list.Err()
}

// writing is one save under way. It lives as long as its transaction, whose context it therefore may keep.
type writing struct {
	ctx      context.Context
	tx       *sql.Tx
	owner    owner
	delivery string
	seq      int64
	// lists is the code lists written so far; columns of one delivery share them.
	lists []*area.Index
	// parts is the sum of the checksums of the rows written so far.
	parts uint32
}

func (w *writing) exec(t twin, rest ...any) error {
	_, err := w.tx.ExecContext(w.ctx, w.owner.sql(t), w.owner.args(rest...)...)
	return err
}

func (s *Store) saveNew(w *writing, b indicator.Batch) (indicator.Delivery, error) {
	seq, err := nextVersion(w.ctx, w.tx)
	if err != nil {
		return indicator.Delivery{}, err
	}
	d := numbered{Delivery: b.Delivery, seq: seq}
	d.ID = s.options.NewID()
	if d.ReadAt.IsZero() {
		d.ReadAt = s.options.Now()
	}
	// What is returned now is what is read later.
	if d.ReadAt, err = file.ParseTime(file.TimeText(d.ReadAt)); err != nil {
		return indicator.Delivery{}, err
	}
	w.delivery, w.seq = d.ID, seq
	if err := insertDelivery(w.ctx, w.tx, w.owner, d); err != nil {
		return indicator.Delivery{}, fmt.Errorf("save delivery: %w", err)
	}
	for _, division := range b.Divisions {
		if err := w.division(division); err != nil {
			return indicator.Delivery{}, fmt.Errorf("save areas: %w", err)
		}
	}
	for _, shapes := range b.Shapes {
		if err := w.shapes(shapes); err != nil {
			return indicator.Delivery{}, fmt.Errorf("save boundaries: %w", err)
		}
	}
	if err := w.definitions(b.Indicators); err != nil {
		return indicator.Delivery{}, fmt.Errorf("save definitions: %w", err)
	}
	if err := w.columns(b.Columns); err != nil {
		return indicator.Delivery{}, fmt.Errorf("save columns: %w", err)
	}
	d.parts = w.parts
	if err := sealDelivery(w.ctx, w.tx, w.owner, d); err != nil {
		return indicator.Delivery{}, fmt.Errorf("save delivery: %w", err)
	}
	return d.Delivery, nil
}

var insertCodesSQL = twin{
	public: `
		INSERT INTO code_list (delivery, number, level, year, areas, codes)
		VALUES ($1, $2, $3, $4, $5, $6)`,
	own: `
		INSERT INTO own_code_list (tenant, delivery, number, level, year, areas, codes)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
}

// at returns where an index is within the delivery, and writes it when it was not written before.
func (w *writing) at(x *area.Index) (located, error) {
	l := located{owner: w.owner, delivery: w.delivery, division: x.Division()}
	for i, have := range w.lists {
		if have.Equal(x) {
			l.codeList = i
			return l, nil
		}
	}
	l.codeList = len(w.lists)
	w.lists = append(w.lists, x)
	w.parts += l.sum("code_list")
	return l, w.exec(insertCodesSQL, l.delivery, l.codeList, l.division.Level, l.division.Year, x.Len(),
		packed.Codes(x, codesPlace(l)))
}

var insertAreasSQL = twin{
	public: `INSERT INTO area_list (delivery, level, year, code_list, names) VALUES ($1, $2, $3, $4, $5)`,
	own: `
		INSERT INTO own_area_list (tenant, delivery, level, year, code_list, names)
		VALUES ($1, $2, $3, $4, $5, $6)`,
}

func (w *writing) division(d *area.Division) error {
	l, err := w.at(d.Index())
	if err != nil {
		return err
	}
	w.parts += l.sum("area_list")
	return w.exec(insertAreasSQL, l.delivery, l.division.Level, l.division.Year, l.codeList, packed.Names(d, namesPlace(l)))
}

var insertShapeSQL = twin{
	public: `INSERT INTO shape (delivery, level, year, municipality, boundaries) VALUES ($1, $2, $3, $4, $5)`,
	own: `
		INSERT INTO own_shape (tenant, delivery, level, year, municipality, boundaries)
		VALUES ($1, $2, $3, $4, $5, $6)`,
}

// shapes writes the boundaries per municipality, so that a map of one reads no more than it draws.
func (w *writing) shapes(sh *area.Shapes) error {
	l, err := w.at(sh.Index())
	if err != nil {
		return err
	}
	if err := dropTiles(w.ctx, w.tx, w.owner, l.division); err != nil {
		return err
	}
	var codes []area.Code
	var geometries []area.Geometry
	for i, n := 0, sh.Index().Len(); i < n; i++ {
		if g := sh.At(i); !g.IsEmpty() {
			codes, geometries = append(codes, sh.Index().Code(i)), append(geometries, g)
		}
		m := sh.Index().Code(i).Municipality()
		if len(codes) == 0 || i+1 < n && sh.Index().Code(i+1).Municipality() == m {
			continue
		}
		// A row of boundaries names no code list.
		w.parts += located{delivery: l.delivery, division: l.division}.sum("shape", m.String())
		body, err := packed.Boundaries(codes, geometries, shapesPlace(l, m.String()))
		if err != nil {
			return err
		}
		if err := w.exec(insertShapeSQL, l.delivery, l.division.Level, l.division.Year, m.String(), body); err != nil {
			return err
		}
		codes, geometries = codes[:0], geometries[:0]
	}
	return nil
}

var insertDefinitionSQL = twin{
	public: `
		INSERT INTO definition (delivery, indicator, body) VALUES ($1, $2, $3)`,
	own: `
		INSERT INTO own_definition (tenant, delivery, indicator, body) VALUES ($1, $2, $3, $4)`,
}

func (w *writing) definitions(list []indicator.Indicator) error {
	written := map[indicator.ID]bool{}
	for _, i := range slices.Backward(list) { // of a definition that comes twice the last is kept
		if written[i.ID] {
			continue
		}
		written[i.ID] = true
		body, err := json.Marshal(i)
		if err != nil {
			return err
		}
		w.parts += definitionSum(w.delivery, string(i.ID), string(body))
		if err := w.exec(insertDefinitionSQL, w.delivery, string(i.ID), string(body)); err != nil {
			return err
		}
	}
	return nil
}

var insertFigureSQL = twin{
	public: `
		INSERT INTO figure (delivery, number, indicator, population_group, period, level, year, code_list, known, areas, bounds)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
	own: `
		INSERT INTO own_figure (tenant, delivery, number, indicator, population_group, period, level, year, code_list, known,
		                        areas, bounds)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
}

var insertValuesSQL = twin{
	public: `INSERT INTO figure_values (delivery, number, body) VALUES ($1, $2, $3)`,
	own:    `INSERT INTO own_figure_values (tenant, delivery, number, body) VALUES ($1, $2, $3, $4)`,
}

func (w *writing) columns(columns []indicator.Column) error {
	for number, c := range columns {
		l, err := w.at(c.Index())
		if err != nil {
			return err
		}
		k := c.Key()
		m := indicator.Summary{Key: k, Known: known(c), Areas: c.Len(), Bounds: c.HasBounds()}
		w.parts += figure{located: l, number: number, summary: m}.sum()
		if err := w.exec(insertFigureSQL, l.delivery, number, string(k.Indicator), k.Group, k.Period.Year(), k.Division.Level,
			k.Division.Year, l.codeList, m.Known, m.Areas, truth(m.Bounds)); err != nil {
			return err
		}
		body := packed.Values(c.Parts(), valuesPlace(l, k))
		if err := w.exec(insertValuesSQL, l.delivery, number, body); err != nil {
			return err
		}
	}
	return nil
}

// known returns how many areas of a column have a number.
func known(c indicator.Column) int {
	n := 0
	for _, m := range c.Parts().Marks {
		if m.Status() == indicator.Known {
			n++
		}
	}
	return n
}
