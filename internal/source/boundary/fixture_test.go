package boundary

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// write writes a file of a test and returns its path.
func write(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func gz(t testing.TB, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const rdMember = `"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::28992"}},`

// collection returns an invented GeoJSON file in RD New.
func collection(features ...string) []byte {
	return []byte(`{"type":"FeatureCollection",` + rdMember + `"features":[` + strings.Join(features, ",") + `]}`)
}

// feat returns an invented feature; coordinates are those of a polygon.
func feat(code, properties, coordinates string) string {
	if properties != "" {
		properties = "," + properties
	}
	return fmt.Sprintf(`{"type":"Feature","properties":{"buurtcode":%q%s},"geometry":{"type":"Polygon","coordinates":%s}}`, code, properties, coordinates)
}

// square returns the coordinates of a square with sides of 100 metres.
func square(x, y int) string {
	return fmt.Sprintf("[[[%d,%d],[%d,%d],[%d,%d],[%d,%d],[%d,%d]]]", x, y, x+100, y, x+100, y+100, x, y+100, x, y)
}

// corners are the points of the same square.
func corners(x, y float64) []float64 {
	return []float64{x, y, x + 100, y, x + 100, y + 100, x, y + 100, x, y}
}

// polygonWKB returns a polygon as WKB, with a number of its system when srid is not 0.
func polygonWKB(srid uint32, xy ...float64) []byte {
	b := []byte{1}
	form := uint32(3)
	if srid != 0 {
		form |= 0x20000000
	}
	b = binary.LittleEndian.AppendUint32(b, form)
	if srid != 0 {
		b = binary.LittleEndian.AppendUint32(b, srid)
	}
	b = binary.LittleEndian.AppendUint32(b, 1)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(xy)/2))
	for _, v := range xy {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

// gpkgBlob puts the header of a GeoPackage before WKB.
func gpkgBlob(srs int32, wkb []byte) []byte {
	b := []byte{'G', 'P', 0, 1}
	return append(binary.LittleEndian.AppendUint32(b, uint32(srs)), wkb...)
}

// geoPackageFile writes an invented GeoPackage with one neighbourhood; change adds to it or spoils it.
func geoPackageFile(t testing.TB, change ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "invented.gpkg")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	statements := append([]string{
		"PRAGMA application_id = 1196444487",
		"CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, organization_coordsys_id INTEGER, definition TEXT)",
		"INSERT INTO gpkg_spatial_ref_sys VALUES ('Amersfoort / RD New', 28992, 'EPSG', 28992, '')",
		"CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER)",
		"CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z TINYINT, m TINYINT)",
		"INSERT INTO gpkg_contents VALUES ('buurten', 'features', 'buurten', 28992)",
		"INSERT INTO gpkg_geometry_columns VALUES ('buurten', 'geom', 'MULTIPOLYGON', 28992, 0, 0)",
		"CREATE TABLE buurten (fid INTEGER PRIMARY KEY, geom BLOB, buurtcode TEXT, buurtnaam TEXT, aantal_inwoners INTEGER, gemiddelde REAL)",
		fmt.Sprintf("INSERT INTO buurten VALUES (1, x'%x', 'BU05050000', 'Aan de Vaart', 120, 2.5)", gpkgBlob(28992, polygonWKB(0, corners(105000, 425000)...))),
		fmt.Sprintf("INSERT INTO buurten VALUES (2, x'%x', 'BU05050001', 'Achter de Dijk', -99999999, NULL)", gpkgBlob(28992, polygonWKB(0, corners(106000, 425000)...))),
	}, change...)
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	return path
}

// shapefileParts returns an invented shapefile: squares with codes; a code that begins with * is a deleted row.
func shapefileParts(codes ...string) map[string][]byte {
	var records []byte
	for i := range codes {
		xy := corners(float64(105000+1000*i), 425000)
		// Outer rings run with the clock.
		xy[2], xy[3], xy[6], xy[7] = xy[6], xy[7], xy[2], xy[3]
		body := binary.LittleEndian.AppendUint32(nil, 5)
		for _, v := range []float64{xy[0], xy[1], xy[4], xy[5]} {
			body = binary.LittleEndian.AppendUint64(body, math.Float64bits(v))
		}
		body = binary.LittleEndian.AppendUint32(body, 1)
		body = binary.LittleEndian.AppendUint32(body, 5)
		body = binary.LittleEndian.AppendUint32(body, 0)
		for _, v := range xy {
			body = binary.LittleEndian.AppendUint64(body, math.Float64bits(v))
		}
		records = binary.BigEndian.AppendUint32(records, uint32(i+1))
		records = binary.BigEndian.AppendUint32(records, uint32(len(body)/2))
		records = append(records, body...)
	}
	shp := make([]byte, 100)
	binary.BigEndian.PutUint32(shp, 9994)
	binary.BigEndian.PutUint32(shp[24:], uint32(100+len(records))/2)
	binary.LittleEndian.PutUint32(shp[28:], 1000)
	binary.LittleEndian.PutUint32(shp[32:], 5)
	dbf := make([]byte, 32)
	dbf[0] = 3
	binary.LittleEndian.PutUint32(dbf[4:], uint32(len(codes)))
	binary.LittleEndian.PutUint16(dbf[8:], 32+3*32+1)
	binary.LittleEndian.PutUint16(dbf[10:], 1+10+12+9)
	for _, f := range []struct {
		name string
		kind byte
		size byte
	}{{"buurtcode", 'C', 10}, {"buurtnaam", 'C', 12}, {"aantal_inw", 'N', 9}} {
		field := make([]byte, 32)
		copy(field, f.name)
		field[11], field[16] = f.kind, f.size
		dbf = append(dbf, field...)
	}
	dbf = append(dbf, '\r')
	for i, code := range codes {
		mark := " "
		if rest, ok := strings.CutPrefix(code, "*"); ok {
			mark, code = "*", rest
		}
		dbf = append(dbf, fmt.Sprintf("%s%-10s%-12s%9d", mark, code, "Buurt", 100+i)...)
	}
	return map[string][]byte{".shp": append(shp, records...), ".dbf": append(dbf, 0x1a), ".prj": []byte(
		`PROJCS["Amersfoort / RD New",GEOGCS["GCS_Amersfoort",DATUM["D_Amersfoort",SPHEROID["Bessel_1841",6377397.155,299.1528128]]],` +
			`PROJECTION["Double_Stereographic"],PARAMETER["False_Easting",155000.0],PARAMETER["False_Northing",463000.0]]`)}
}

// shapefileOf writes the parts beside each other and returns the path of the .shp.
func shapefileOf(t testing.TB, parts map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for ext, b := range parts {
		if err := os.WriteFile(filepath.Join(dir, "buurten"+ext), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "buurten.shp")
}

// zipOf packs files into an archive.
func zipOf(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// read reads one file of 2020.
func read(path string, o Options) (Result, error) {
	if o.Year == 0 {
		o.Year = 2020
	}
	return Read(context.Background(), []string{path}, o)
}

// refused checks that a file is refused for a reason, with the place that is given: file, row and column as far as set.
func refused(t *testing.T, err error, key string, want problem.Place) {
	t.Helper()
	all, _ := problem.All(err)
	if len(all) == 0 || all[0].Key() != key {
		t.Fatalf("got %v, want %s", err, key)
	}
	got := all[0].Place()
	if got.File == "" || want.Row != got.Row || want.Column != got.Column {
		t.Errorf("%v, want row %d, column %q", err, want.Row, want.Column)
	}
}
