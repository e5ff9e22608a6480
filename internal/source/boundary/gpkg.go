package boundary

import (
	"context"
	"database/sql"
	"encoding/binary"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"modernc.org/sqlite"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/feature"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/wkb"
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
	points wkb.Budget
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
	// blobBytes is the largest single value: a shape of the most points, with heights and measures, fits.
	blobBytes = feature.ShapePoints*32 + 1<<20
)

func (in *input) readGeoPackage(path, name string) ([]*feature.Layer, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, feature.OpenFailed(path, err)
	}
	u := url.URL{Scheme: "file", Path: abs, RawQuery: "mode=ro&immutable=1&_pragma=trusted_schema(0)&_pragma=query_only(1)" +
		"&_pragma=cell_size_check(1)&_pragma=mmap_size(0)"}
	if left, err := os.Stat(path + "-wal"); err == nil && left.Size() > 0 {
		return nil, problem.New(problem.Conflict, "boundary.gpkg_in_use")
	}
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
	g := &geoPackage{ctx: in.ctx, conn: conn, file: name, limits: in.options.Limits, points: wkb.Budget{Left: in.options.Limits.Points, Most: in.options.Limits.Points}}
	return g.layers()
}

func gpkgBroken(err error) error {
	return problem.New(problem.Invalid, "boundary.gpkg_broken").Because(err)
}

func (g *geoPackage) layers() ([]*feature.Layer, error) {
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
	var layers []*feature.Layer
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
		return problem.New(problem.Invalid, "boundary.gpkg_table_missing", "table", feature.Shorten(name))
	case err != nil:
		return gpkgBroken(err)
	case kind != "table" || strings.HasPrefix(strings.ToUpper(strings.Join(strings.Fields(made.String), " ")), "CREATE VIRTUAL"):
		return problem.New(problem.Invalid, "boundary.gpkg_not_stored", "table", feature.Shorten(name))
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
func (g *geoPackage) claim(srs int64) (feature.Claim, error) {
	if srs == 0 || srs == -1 {
		return feature.Claim{}, nil
	}
	var organization, definition sql.NullString
	var number sql.NullInt64
	err := g.conn.QueryRowContext(g.ctx, "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?",
		srs).Scan(&organization, &number, &definition)
	if err == sql.ErrNoRows {
		return feature.ClaimOf("EPSG:" + strconv.FormatInt(srs, 10)), nil
	}
	if err != nil {
		return feature.Claim{}, gpkgBroken(err)
	}
	if strings.EqualFold(organization.String, "EPSG") {
		return feature.ClaimOf("EPSG:" + strconv.FormatInt(number.Int64, 10)), nil
	}
	return feature.ClaimOfWKT(definition.String), nil
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
			return nil, problem.New(problem.Invalid, "boundary.gpkg_not_stored", "table", feature.Shorten(t.name))
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
		return nil, problem.New(problem.Invalid, "boundary.gpkg_table_missing", "table", feature.Shorten(t.name+"."+t.geometry))
	}
	if len(names) > g.limits.Columns {
		return nil, problem.New(problem.Invalid, "boundary.too_many_columns", "most", g.limits.Columns)
	}
	return names, nil
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func (g *geoPackage) read(t gpkgTable) (*feature.Layer, error) {
	l := &feature.Layer{File: g.file, Name: t.name}
	var err error
	if l.CRS, err = g.claim(t.srs); err != nil {
		return nil, feature.Located(err, l.Place(0))
	}
	names, err := g.columns(t)
	if err != nil {
		return nil, feature.Located(err, l.Place(0))
	}
	list := []string{quoted(t.geometry)}
	for _, name := range names {
		l.Column(name)
		list = append(list, quoted(name))
	}
	rows, err := g.conn.QueryContext(g.ctx, "SELECT "+strings.Join(list, ", ")+" FROM "+quoted(t.name)+" NOT INDEXED")
	if err != nil {
		return nil, feature.Located(gpkgBroken(err), l.Place(0))
	}
	defer rows.Close()
	values := make([]any, len(list))
	to := make([]any, len(list))
	for i := range values {
		to[i] = &values[i]
	}
	for rows.Next() {
		row := len(l.Shapes)
		if row >= g.limits.Features {
			return nil, problem.New(problem.Invalid, "boundary.too_many_features", "most", g.limits.Features).At(l.Place(0))
		}
		if err := rows.Scan(to...); err != nil {
			return nil, feature.Located(gpkgBroken(err), l.Place(row+1))
		}
		sh := feature.Shape{Row: row + 1}
		if p := g.shape(values[0], t, &sh); p != nil {
			return nil, p.At(l.Place(row + 1))
		}
		l.Shapes = append(l.Shapes, sh)
		for i, v := range values[1:] {
			setValue(l.Columns[i], row, v)
		}
	}
	if err := rows.Err(); err != nil {
		if g.ctx.Err() != nil {
			return nil, g.ctx.Err()
		}
		return nil, feature.Located(gpkgBroken(err), l.Place(len(l.Shapes)+1))
	}
	return l, nil
}

// setValue keeps what a database driver gives.
func setValue(c *feature.Column, row int, v any) {
	switch v := v.(type) {
	case int64:
		c.SetNumber(row, float64(v))
	case float64:
		c.SetNumber(row, v)
	case string:
		c.SetText(row, []byte(v))
	case []byte:
		c.SetNull(row)
	case bool:
		c.SetText(row, []byte(strconv.FormatBool(v)))
	case interface{ Year() int }:
		// The driver reads columns of dates; no figure is one.
		c.SetText(row, []byte(strconv.Itoa(v.Year())))
	default:
		c.SetNull(row)
	}
}

// shape reads the geometry of a row: a header of the format, then WKB.
func (g *geoPackage) shape(v any, t gpkgTable, sh *feature.Shape) *problem.Error {
	b, ok := v.([]byte)
	if !ok {
		if v != nil {
			return problem.New(problem.Invalid, "boundary.wkb_broken")
		}
		sh.Absent = true
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
		sh.Absent = true
		return nil
	}
	read, p := wkb.Read(b[8+envelope:], &g.points)
	if p != nil {
		return p
	}
	sh.Geometry, sh.Other = read.Polygons, read.Other
	return nil
}
