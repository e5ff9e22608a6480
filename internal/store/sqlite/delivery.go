package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/packed"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite/file"
)

// reportRow is a report as it is kept: areas by their code.
type reportRow struct {
	indicator.Report
	Outliers []outlierRow
}

type outlierRow struct {
	Indicator indicator.ID
	Area      string
	Value     float64
}

func reportText(r indicator.Report) (string, error) {
	row := reportRow{Report: r}
	for _, o := range r.Outliers {
		row.Outliers = append(row.Outliers, outlierRow{o.Indicator, o.Area.String(), o.Value})
	}
	text, err := json.Marshal(row)
	return string(text), err
}

func parseReport(text string) (indicator.Report, error) {
	var row reportRow
	if err := json.Unmarshal([]byte(text), &row); err != nil {
		return indicator.Report{}, err
	}
	r := row.Report
	for _, o := range row.Outliers {
		code, err := area.ParseCode(o.Area)
		if err != nil {
			return indicator.Report{}, err
		}
		r.Outliers = append(r.Outliers, indicator.Outlier{Indicator: o.Indicator, Area: code, Value: o.Value})
	}
	return r, nil
}

var deliveriesSQL = twin{
	public: `
		SELECT id, seq, fingerprint, kind, source, source_table, title, files, address, licence, attribution, published, year,
		       read_at, origin, report, parts, checksum
		FROM delivery ORDER BY seq`,
	own: `
		SELECT id, seq, fingerprint, kind, source, source_table, title, files, address, licence, attribution, published, year,
		       read_at, origin, report, parts, checksum
		FROM own_delivery WHERE tenant = $1 ORDER BY seq`,
}

var sameDeliverySQL = twin{
	public: `
		SELECT id, seq, fingerprint, kind, source, source_table, title, files, address, licence, attribution, published, year,
		       read_at, origin, report, parts, checksum
		FROM delivery WHERE fingerprint = $1`,
	own: `
		SELECT id, seq, fingerprint, kind, source, source_table, title, files, address, licence, attribution, published, year,
		       read_at, origin, report, parts, checksum
		FROM own_delivery WHERE tenant = $1 AND fingerprint = $2`,
}

var insertDeliverySQL = twin{
	public: `
		INSERT INTO delivery (id, seq, fingerprint, kind, source, source_table, title, files, address, licence, attribution,
		                      published, year, read_at, origin, report, parts, checksum)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
	own: `
		INSERT INTO own_delivery (tenant, id, seq, fingerprint, kind, source, source_table, title, files, address, licence,
		                          attribution, published, year, read_at, origin, report, parts, checksum)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
}

// numbered is a delivery with its place in the order of saving.
type numbered struct {
	indicator.Delivery
	seq int64
	// parts is the sum of the checksums of the rows that belong to it.
	parts uint32
}

// checksum covers where figures come from: a damaged year or licence is no more shown than a damaged figure.
func (d numbered) checksum(files, readAt, report string) uint32 {
	return packed.Checksum(d.ID, strconv.FormatInt(d.seq, 10), strconv.FormatUint(uint64(d.parts), 10), d.Fingerprint, string(d.Kind), d.Source, d.Table, d.Title, files,
		d.Address, d.Licence, d.Attribution, strconv.FormatBool(d.Published), strconv.Itoa(d.Year), readAt, d.Origin, report)
}

func deliveryDamaged(id string) error {
	return problem.New(problem.Internal, "store.delivery_damaged", "id", id)
}

// scanDelivery reads one row of a delivery.
func scanDelivery(scan func(...any) error) (numbered, error) {
	var d numbered
	var files, readAt, report string
	var checksum uint32
	err := scan(&d.ID, &d.seq, &d.Fingerprint, &d.Kind, &d.Source, &d.Table, &d.Title, &files, &d.Address, &d.Licence,
		&d.Attribution, &d.Published, &d.Year, &readAt, &d.Origin, &report, &d.parts,
		&checksum)
	if err != nil {
		return numbered{}, err
	}
	if checksum != d.checksum(files, readAt, report) {
		return numbered{}, deliveryDamaged(d.ID)
	}
	if err := json.Unmarshal([]byte(files), &d.Files); err != nil {
		return numbered{}, fmt.Errorf("files of delivery: %w", err)
	}
	if d.ReadAt, err = file.ParseTime(readAt); err != nil {
		return numbered{}, fmt.Errorf("time of delivery: %w", err)
	}
	if d.Report, err = parseReport(report); err != nil {
		return numbered{}, fmt.Errorf("report of delivery: %w", err)
	}
	return d, nil
}

// insertDelivery keeps a delivery under a number that orders it after all before it.
func insertDelivery(ctx context.Context, tx *sql.Tx, o owner, d numbered) error {
	files, err := json.Marshal(d.Files)
	if err != nil {
		return err
	}
	report, err := reportText(d.Report)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, o.sql(insertDeliverySQL), o.args(d.ID, d.seq, d.Fingerprint, string(d.Kind), d.Source, d.Table,
		d.Title, string(files), d.Address, d.Licence, d.Attribution, truth(d.Published), d.Year, file.TimeText(d.ReadAt), d.Origin,
		report, int64(d.parts), int64(d.checksum(string(files), file.TimeText(d.ReadAt), report)))...)
	return err
}

var sealDeliverySQL = twin{
	public: `UPDATE delivery SET parts = $1, checksum = $2 WHERE id = $3`,
	own:    `UPDATE own_delivery SET parts = $1, checksum = $2 WHERE tenant = $3 AND id = $4`,
}

// sealDelivery keeps the sum of everything that was written of a delivery, as the last thing of a save.
func sealDelivery(ctx context.Context, tx *sql.Tx, o owner, d numbered) error {
	files, err := json.Marshal(d.Files)
	if err != nil {
		return err
	}
	report, err := reportText(d.Report)
	if err != nil {
		return err
	}
	sum := d.checksum(string(files), file.TimeText(d.ReadAt), report)
	// Parameters stand in the order of their first use, which here is not the tenant's.
	args := append([]any{int64(d.parts), int64(sum)}, o.args(d.ID)...)
	_, err = tx.ExecContext(ctx, o.sql(sealDeliverySQL), args...)
	return err
}

// truth returns a truth value as both engines keep it.
func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Deliveries returns what was read in, the newest first.
func (s *Store) Deliveries(ctx context.Context, r reader.Reader) ([]indicator.Delivery, error) {
	v, err := s.view(ctx, r)
	if err != nil {
		return nil, err
	}
	var all []numbered
	for _, c := range v.parts {
		for _, d := range c.deliveries {
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(a, b numbered) int { return int(b.seq - a.seq) })
	list := make([]indicator.Delivery, len(all))
	for i, d := range all {
		list[i] = d.Delivery
	}
	return list, nil
}

// FindDelivery returns one delivery. One of another tenant is NotFound, as if it were not there.
func (s *Store) FindDelivery(ctx context.Context, r reader.Reader, id string) (indicator.Delivery, error) {
	v, err := s.view(ctx, r)
	if err != nil {
		return indicator.Delivery{}, err
	}
	for _, c := range v.parts {
		if d, ok := c.deliveries[id]; ok {
			return d.Delivery, nil
		}
	}
	return indicator.Delivery{}, deliveryMissing(id)
}

func deliveryMissing(id string) error {
	return problem.New(problem.NotFound, "store.delivery_missing", "id", id)
}

var hasDeliverySQL = twin{
	public: `SELECT EXISTS (SELECT 1 FROM delivery WHERE id = $1)`,
	own:    `SELECT EXISTS (SELECT 1 FROM own_delivery WHERE tenant = $1 AND id = $2)`,
}

// ownerOfDelivery returns in whose tables a delivery is that the reader sees. It does not look whether the delivery is
// whole: to undo a damaged one is the way out.
func ownerOfDelivery(ctx context.Context, tx *sql.Tx, r reader.Reader, id string) (owner, error) {
	for _, o := range owners(r) {
		var has bool
		if err := tx.QueryRowContext(ctx, o.sql(hasDeliverySQL), o.args(id)...).Scan(&has); err != nil || has {
			return o, err
		}
	}
	return owner{}, deliveryMissing(id)
}

// mayWrite refuses a reader who may only read.
func mayWrite(r reader.Reader) error {
	if !r.MayWrite() {
		return problem.New(problem.Forbidden, "store.forbidden")
	}
	return nil
}

// deleteSQL takes away everything of a delivery, what refers before what is referred to.
var deleteSQL = []twin{
	{`DELETE FROM figure_values WHERE delivery = $1`, `DELETE FROM own_figure_values WHERE tenant = $1 AND delivery = $2`},
	{`DELETE FROM figure WHERE delivery = $1`, `DELETE FROM own_figure WHERE tenant = $1 AND delivery = $2`},
	{`DELETE FROM definition WHERE delivery = $1`, `DELETE FROM own_definition WHERE tenant = $1 AND delivery = $2`},
	{`DELETE FROM shape WHERE delivery = $1`, `DELETE FROM own_shape WHERE tenant = $1 AND delivery = $2`},
	{`DELETE FROM area_list WHERE delivery = $1`, `DELETE FROM own_area_list WHERE tenant = $1 AND delivery = $2`},
	{`DELETE FROM code_list WHERE delivery = $1`, `DELETE FROM own_code_list WHERE tenant = $1 AND delivery = $2`},
	{`DELETE FROM delivery WHERE id = $1`, `DELETE FROM own_delivery WHERE tenant = $1 AND id = $2`},
}

// Undo takes away exactly what a delivery brought, so that what was there before it shows again.
func (s *Store) Undo(ctx context.Context, r reader.Reader, id string) error {
	if err := mayWrite(r); err != nil {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		o, err := ownerOfDelivery(ctx, tx, r, id)
		if err != nil {
			return err
		}
		if _, err := nextVersion(ctx, tx); err != nil {
			return err
		}
		if err := dropTilesOf(ctx, tx, o, id); err != nil {
			return fmt.Errorf("drop tiles: %w", err)
		}
		for _, t := range deleteSQL {
			if _, err := tx.ExecContext(ctx, o.sql(t), o.args(id)...); err != nil {
				return fmt.Errorf("undo delivery: %w", err)
			}
		}
		return nil
	})
}

// nextVersion counts a change, which is also the number of the delivery that it saves.
func nextVersion(ctx context.Context, tx *sql.Tx) (version int64, err error) {
	err = tx.QueryRowContext(ctx, `
		UPDATE store_version SET version = version + 1 WHERE only_row = 1 RETURNING version`).Scan(&version)
	return version, err
}
