package boundary

import (
	"context"
	"database/sql"
	"encoding/binary"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"modernc.org/sqlite"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// applications are the numbers with which a file says that it is a GeoPackage: GP10, GP11 and GPKG.
var applications = map[int64]bool{0x47503130: true, 0x47503131: true, 0x47504B47: true}

// geoPackage is an open GeoPackage. It is opened read-only and immutable; what could run code in it (views, virtual
// tables, triggers, generated columns) is never asked for.
type geoPackage struct {
	ctx    context.Context
	conn   *sql.Conn
	file   string
	limits Limits
	points int
}

// gpkgTable is a table of features.
type gpkgTable struct {
	name, geometry string
	srs            int64
}

// SQLite's numbers of limits (sqlite.org/c3ref/c_limit_attached.html).
const (
	limitLength   = 0
	limitAttached = 7
	// blobBytes is the largest single value: a shape of 10 million points fits.
	blobBytes = 256 << 20
)

func (in *input) readGeoPackage(path, name string) ([]*layer, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, openFailed(path, err)
	}
	u := url.URL{Scheme: "file", Path: abs, RawQuery: "mode=ro&immutable=1&_pragma=trusted_schema(0)&_pragma=query_only(1)" +
		"&_pragma=cell_size_check(1)&_pragma=mmap_size(0)"}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, problem.New(problem.Unavailable, "boundary.read_failed").Because(err)
	}
	defer db.Close()
	conn, err := db.Conn(in.ctx)
	if err != nil {
		return nil, gpkgBroken(err)
	}
	defer conn.Close()
	for id, value := range map[int]int{limitLength: blobBytes, limitAttached: 0} {
		if _, err := sqlite.Limit(conn, id, value); err != nil {
			return nil, problem.New(problem.Internal, "boundary.read_failed").Because(err)
		}
	}
	g := &geoPackage{ctx: in.ctx, conn: conn, file: name, limits: in.options.Limits, points: in.options.Limits.Points}
	return g.layers()
}

func gpkgBroken(err error) error {
	return problem.New(problem.Invalid, "boundary.gpkg_broken").Because(err)
}

func (g *geoPackage) layers() ([]*layer, error) {
	var application int64
	if err := g.conn.QueryRowContext(g.ctx, "PRAGMA application_id").Scan(&application); err != nil {
		return nil, gpkgBroken(err)
	}
	if !applications[application] {
		return nil, problem.New(problem.Invalid, "boundary.gpkg_not")
	}
	for _, name := range []string{"gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"} {
		if err := g.plainTable(name); err != nil {
			return nil, err
		}
	}
	tables, err := g.tables()
	if err != nil {
		return nil, err
	}
	if len(tables) == 0 {
		return nil, problem.New(problem.Invalid, "boundary.empty")
	}
	var layers []*layer
	for _, t := range tables {
		if err := g.plainTable(t.name); err != nil {
			return nil, err
		}
		l, err := g.read(t)
		if err != nil {
			return nil, err
		}
		layers = append(layers, l)
	}
	return layers, nil
}

// plainTable refuses everything but a table that is stored as such.
func (g *geoPackage) plainTable(name string) error {
	var kind string
	var made sql.NullString
	err := g.conn.QueryRowContext(g.ctx, "SELECT type, sql FROM sqlite_schema WHERE name = ? COLLATE NOCASE AND type IN ('table','view')", name).Scan(&kind, &made)
	switch {
	case err == sql.ErrNoRows:
		return problem.New(problem.Invalid, "boundary.gpkg_table_missing", "table", shorten(name))
	case err != nil:
		return gpkgBroken(err)
	case kind != "table" || strings.HasPrefix(strings.ToUpper(strings.Join(strings.Fields(made.String), " ")), "CREATE VIRTUAL"):
		return problem.New(problem.Invalid, "boundary.gpkg_not_stored", "table", shorten(name))
	}
	return nil
}

func (g *geoPackage) tables() ([]gpkgTable, error) {
	rows, err := g.conn.QueryContext(g.ctx, `SELECT c.table_name, g.column_name, g.srs_id FROM gpkg_contents c
		JOIN gpkg_geometry_columns g ON g.table_name = c.table_name WHERE c.data_type = 'features' ORDER BY c.rowid`)
	if err != nil {
		return nil, gpkgBroken(err)
	}
	defer rows.Close()
	var tables []gpkgTable
	for rows.Next() {
		var t gpkgTable
		if err := rows.Scan(&t.name, &t.geometry, &t.srs); err != nil {
			return nil, gpkgBroken(err)
		}
		if tables = append(tables, t); len(tables) > g.limits.Layers {
			return nil, problem.New(problem.Invalid, "boundary.too_many_layers", "most", g.limits.Layers)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, gpkgBroken(err)
	}
	return tables, nil
}

// claim returns what the file says of a coordinate system.
func (g *geoPackage) claim(srs int64) (claim, error) {
	if srs == 0 || srs == -1 {
		return claim{}, nil
	}
	var organization, definition sql.NullString
	var number sql.NullInt64
	err := g.conn.QueryRowContext(g.ctx, "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?",
		srs).Scan(&organization, &number, &definition)
	if err == sql.ErrNoRows {
		return claimOf("EPSG:" + strconv.FormatInt(srs, 10)), nil
	}
	if err != nil {
		return claim{}, gpkgBroken(err)
	}
	if strings.EqualFold(organization.String, "EPSG") {
		return claimOf("EPSG:" + strconv.FormatInt(number.Int64, 10)), nil
	}
	return claimOfWKT(definition.String), nil
}

// columns returns the names of the stored columns besides the geometry.
func (g *geoPackage) columns(t gpkgTable) ([]string, error) {
	rows, err := g.conn.QueryContext(g.ctx, "SELECT name, hidden FROM pragma_table_xinfo(?)", t.name)
	if err != nil {
		return nil, gpkgBroken(err)
	}
	defer rows.Close()
	var names []string
	geometry := false
	for rows.Next() {
		var name string
		var hidden int
		if err := rows.Scan(&name, &hidden); err != nil {
			return nil, gpkgBroken(err)
		}
		if hidden != 0 {
			return nil, problem.New(problem.Invalid, "boundary.gpkg_not_stored", "table", shorten(t.name))
		}
		if strings.EqualFold(name, t.geometry) {
			geometry = true
			continue
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		return nil, gpkgBroken(err)
	}
	if !geometry {
		return nil, problem.New(problem.Invalid, "boundary.gpkg_table_missing", "table", shorten(t.name+"."+t.geometry))
	}
	if len(names) > g.limits.Columns {
		return nil, problem.New(problem.Invalid, "boundary.too_many_columns", "most", g.limits.Columns)
	}
	return names, nil
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func (g *geoPackage) read(t gpkgTable) (*layer, error) {
	l := &layer{file: g.file, name: t.name}
	var err error
	if l.crs, err = g.claim(t.srs); err != nil {
		return nil, located(err, l.place(0))
	}
	names, err := g.columns(t)
	if err != nil {
		return nil, located(err, l.place(0))
	}
	list := []string{quoted(t.geometry)}
	for _, name := range names {
		l.column(name)
		list = append(list, quoted(name))
	}
	rows, err := g.conn.QueryContext(g.ctx, "SELECT "+strings.Join(list, ", ")+" FROM "+quoted(t.name)+" NOT INDEXED")
	if err != nil {
		return nil, located(gpkgBroken(err), l.place(0))
	}
	defer rows.Close()
	values := make([]any, len(list))
	to := make([]any, len(list))
	for i := range values {
		to[i] = &values[i]
	}
	for rows.Next() {
		row := len(l.shapes)
		if row >= g.limits.Features {
			return nil, problem.New(problem.Invalid, "boundary.too_many_features", "most", g.limits.Features).At(l.place(0))
		}
		if err := rows.Scan(to...); err != nil {
			return nil, located(gpkgBroken(err), l.place(row+1))
		}
		sh := shape{row: row + 1}
		if p := g.shape(values[0], t, &sh); p != nil {
			return nil, p.At(l.place(row + 1))
		}
		l.shapes = append(l.shapes, sh)
		for i, v := range values[1:] {
			l.columns[i].setValue(row, v)
		}
	}
	if err := rows.Err(); err != nil {
		if g.ctx.Err() != nil {
			return nil, g.ctx.Err()
		}
		return nil, located(gpkgBroken(err), l.place(len(l.shapes)+1))
	}
	return l, nil
}

// setValue keeps what a database driver gives.
func (c *column) setValue(row int, v any) {
	switch v := v.(type) {
	case int64:
		c.setNumber(row, float64(v))
	case float64:
		c.setNumber(row, v)
	case string:
		c.setText(row, []byte(v))
	case []byte:
		c.setNull(row)
	case bool:
		c.setText(row, []byte(strconv.FormatBool(v)))
	case interface{ Year() int }:
		// The driver reads columns of dates; no figure is one.
		c.setText(row, []byte(strconv.Itoa(v.Year())))
	default:
		c.setNull(row)
	}
}

// shape reads the geometry of a row: a header of the format, then WKB.
func (g *geoPackage) shape(v any, t gpkgTable, sh *shape) *problem.Error {
	b, ok := v.([]byte)
	if !ok {
		if v != nil {
			return problem.New(problem.Invalid, "boundary.wkb_broken")
		}
		sh.absent = true
		return nil
	}
	if len(b) < 8 || b[0] != 'G' || b[1] != 'P' || b[2] != 0 {
		return problem.New(problem.Invalid, "boundary.wkb_broken")
	}
	flags := b[3]
	var order binary.ByteOrder = binary.BigEndian
	if flags&1 != 0 {
		order = binary.LittleEndian
	}
	if srs := int64(int32(order.Uint32(b[4:]))); srs != t.srs && srs > 0 {
		return problem.New(problem.Invalid, "boundary.srs_differs", "row_srs", strconv.FormatInt(srs, 10), "table_srs", strconv.FormatInt(t.srs, 10))
	}
	envelope := [...]int{0, 32, 48, 48, 64, -1, -1, -1}[flags>>1&7]
	if envelope < 0 || len(b) < 8+envelope {
		return problem.New(problem.Invalid, "boundary.wkb_broken")
	}
	if flags&0x20 != 0 {
		return problem.New(problem.Invalid, "boundary.curves")
	}
	if flags&0x10 != 0 {
		sh.absent = true
		return nil
	}
	geometry, w, p := readWKB(b[8+envelope:], &g.points, g.limits.Points)
	if p != nil {
		return p
	}
	sh.geometry, sh.other = geometry, w.other
	return nil
}
