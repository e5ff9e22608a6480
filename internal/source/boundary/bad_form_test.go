package boundary

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

func TestBadGeoPackage(t *testing.T) {
	blob := func(b []byte) string { return fmt.Sprintf("UPDATE buurten SET geom = x'%x' WHERE fid = 2", b) }
	many := binary.LittleEndian.AppendUint32([]byte{1, 3, 0, 0, 0, 1, 0, 0, 0}, 1<<31)
	curve := append([]byte{1}, binary.LittleEndian.AppendUint32(nil, 10)...)
	nan := polygonWKB(0, 105000, 425000, math.NaN(), 425000, 105100, 425100, 105000, 425000)
	tests := map[string]struct {
		change []string
		key    string
		row    int
	}{
		"wrong application id": {[]string{"PRAGMA application_id = 7"}, "boundary.gpkg_not", 0},
		"no contents":          {[]string{"DROP TABLE gpkg_contents"}, "boundary.gpkg_table_missing", 0},
		"contents as a view":   {[]string{"ALTER TABLE gpkg_contents RENAME TO x", "CREATE VIEW gpkg_contents AS SELECT * FROM x"}, "boundary.gpkg_not_stored", 0},
		"layer as a view":      {[]string{"ALTER TABLE buurten RENAME TO x", "CREATE VIEW buurten AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c) SELECT x.* FROM x, c"}, "boundary.gpkg_not_stored", 0},
		"virtual table":        {[]string{"DROP TABLE buurten", "CREATE VIRTUAL TABLE buurten USING fts5(geom, buurtcode)"}, "boundary.gpkg_not_stored", 0},
		"generated column":     {[]string{"ALTER TABLE buurten ADD COLUMN x TEXT AS (hex(zeroblob(100000000)))"}, "boundary.gpkg_not_stored", 0},
		"layer missing":        {[]string{"DROP TABLE buurten"}, "boundary.gpkg_table_missing", 0},
		"column missing":       {[]string{"ALTER TABLE buurten DROP COLUMN geom"}, "boundary.gpkg_table_missing", 0},
		"no layers":            {[]string{"DELETE FROM gpkg_contents"}, "boundary.empty", 0},
		"2^31 points":          {[]string{blob(gpkgBlob(28992, many))}, "boundary.wkb_broken", 2},
		"curve":                {[]string{blob(gpkgBlob(28992, curve))}, "boundary.curves", 2},
		"NaN":                  {[]string{blob(gpkgBlob(28992, nan))}, "boundary.not_finite_at", 2},
		"other SRID":           {[]string{blob(gpkgBlob(4326, polygonWKB(0, corners(105000, 425000)...)))}, "boundary.srs_differs", 2},
		"something behind":     {[]string{blob(append(gpkgBlob(28992, polygonWKB(0, corners(105000, 425000)...)), 0))}, "boundary.wkb_broken", 2},
		"no header":            {[]string{blob([]byte("abc"))}, "boundary.wkb_broken", 2},
		"text for a shape":     {[]string{"UPDATE buurten SET geom = 'POLYGON' WHERE fid = 2"}, "boundary.wkb_broken", 2},
		"unknown system":       {[]string{"UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = 27572"}, "boundary.crs_other", 0},
		"no codes":             {[]string{"ALTER TABLE buurten RENAME COLUMN buurtcode TO postbus", "UPDATE buurten SET postbus = 'a'"}, "boundary.no_codes", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := read(geoPackageFile(t, tt.change...), Options{})
			refused(t, err, tt.key, problem.Place{Row: tt.row})
		})
	}
}

func TestGeoPackageIsReadSafely(t *testing.T) {
	path := geoPackageFile(t, "CREATE TABLE log (x)", "CREATE TRIGGER spy AFTER INSERT ON buurten BEGIN INSERT INTO log VALUES (1); END",
		"CREATE VIEW elsewhere AS SELECT * FROM buurten")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := read(path, Options{}); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Error("the file was changed")
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
	if err := os.WriteFile(path+"-wal", []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := read(path, Options{}); problem.KeyOf(err) != "boundary.gpkg_in_use" {
		t.Errorf("open elsewhere: %v", err)
	}
	// A name that means something in an address of SQLite, and a file that was cut off.
	strange := filepath.Join(t.TempDir(), "a?mode=rwc&x=%41#b.gpkg")
	if err := os.WriteFile(strange, before, 0o600); err != nil {
		t.Fatal(err)
	}
	if r, err := read(strange, Options{}); err != nil || r.Batch.Divisions[0].Len() != 2 {
		t.Errorf("got %v", err)
	}
	_, err = read(write(t, "half.gpkg", before[:len(before)/2]), Options{})
	if problem.KindOf(err) != problem.Invalid {
		t.Errorf("a file cut off: %v", err)
	}
}

// TestTablesOfTheOriginal has the three tables of the CBS Wijk- en Buurtkaart, each with the codes of what its areas lie
// in, and a layer of something else.
func TestTablesOfTheOriginal(t *testing.T) {
	changes := []string{"ALTER TABLE buurten ADD COLUMN wijkcode TEXT", "ALTER TABLE buurten ADD COLUMN gemeentecode TEXT",
		"UPDATE buurten SET wijkcode = 'WK050500', gemeentecode = 'GM0505'"}
	for table, columns := range map[string]string{"wijken": "wijkcode TEXT, wijknaam TEXT, gemeentecode TEXT", "gemeenten": "gemeentecode TEXT, gemeentenaam TEXT, water TEXT", "wegen": "naam TEXT, soort TEXT, baan TEXT"} {
		values := map[string]string{"wijken": "'WK050500', 'Wijk', 'GM0505'", "gemeenten": "'GM0505', 'Dordrecht', 'NEE'", "wegen": "'a', 'b', 'c'"}[table]
		changes = append(changes, fmt.Sprintf("CREATE TABLE %s (id INTEGER PRIMARY KEY, geom BLOB, %s)", table, columns),
			fmt.Sprintf("INSERT INTO %s VALUES (1, x'%x', %s)", table, gpkgBlob(28992, polygonWKB(0, corners(105000, 425000)...)), values),
			fmt.Sprintf("INSERT INTO gpkg_contents VALUES ('%s', 'features', '%s', 28992)", table, table),
			fmt.Sprintf("INSERT INTO gpkg_geometry_columns VALUES ('%s', 'geom', 'MULTIPOLYGON', 28992, 0, 0)", table))
	}
	r, err := read(geoPackageFile(t, changes...), Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for i, d := range r.Batch.Divisions {
		got += fmt.Sprintf("%v %d %v;", d.ID(), d.Len(), r.Attributes[i].Names())
	}
	if got != "gemeente 2020 1 [];wijk 2020 1 [];buurt 2020 2 [aantal_inwoners gemiddelde];" {
		t.Errorf("got %s", got)
	}
	if _, ok := noteCounts(r.Batch.Delivery.Report.Notes)["boundary.layer_left_out"]; !ok || areaOf(t, r, "GM0505").Name != "Dordrecht" {
		t.Errorf("%+v", r.Batch.Delivery.Report.Notes)
	}
}

// TestFiguresOfOneFileAndShapesOfAnother joins what two files say of an area.
func TestFiguresOfOneFileAndShapesOfAnother(t *testing.T) {
	bare := write(t, "a.json", collection(feat("BU05050000", "", square(106000, 425000))))
	full := write(t, "b.json", collection(feat("BU05050000", `"aantal_inwoners":7`, square(105000, 425000))))
	r, err := Read(context.Background(), []string{bare, full}, Options{Year: 2020})
	if err != nil {
		t.Fatal(err)
	}
	_, number, isNumber, _ := r.Attributes[0].Cell(0, 0)
	if !isNumber || number != 7 || r.Batch.Shapes[0].At(0).SquareMetres() != 20000 {
		t.Errorf("%v, %v", number, r.Batch.Shapes[0].At(0))
	}
}

func TestEmptyShapesInGeoPackage(t *testing.T) {
	multi := []byte{1, 6, 0, 0, 0, 0, 0, 0, 0}
	flagged := gpkgBlob(28992, multi)
	flagged[3] |= 0x10
	for name, change := range map[string]string{
		"no value": "UPDATE buurten SET geom = NULL WHERE fid = 2", "told to be empty": fmt.Sprintf("UPDATE buurten SET geom = x'%x' WHERE fid = 2", flagged),
		"without parts": fmt.Sprintf("UPDATE buurten SET geom = x'%x' WHERE fid = 2", gpkgBlob(28992, multi)),
	} {
		r, err := read(geoPackageFile(t, change), Options{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if n := noteCounts(r.Batch.Delivery.Report.Notes); n["boundary.without_shape"] != "1" || r.Batch.Divisions[0].Len() != 2 {
			t.Errorf("%s: %v", name, n)
		}
	}
}

func TestFlippedBytesNeverCrash(t *testing.T) {
	raw, err := os.ReadFile(geoPackageFile(t))
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		b := bytes.Clone(raw)
		for range 1 + random.IntN(4) {
			b[random.IntN(len(b))] ^= byte(1 << random.IntN(8))
		}
		if _, err := read(write(t, "flipped.gpkg", b), Options{}); err != nil && problem.KeyOf(err) == "" {
			t.Fatalf("no words for %v", err)
		}
	}
}

func TestBadShapefile(t *testing.T) {
	tests := map[string]struct {
		change func(parts map[string][]byte)
		key    string
		row    int
		column string
	}{
		"no table":         {func(p map[string][]byte) { delete(p, ".dbf") }, "boundary.dbf_missing", 0, ""},
		"shapes cut off":   {func(p map[string][]byte) { p[".shp"] = p[".shp"][:200] }, "boundary.shp_broken", 0, ""},
		"table cut off":    {func(p map[string][]byte) { p[".dbf"] = p[".dbf"][:150] }, "boundary.dbf_broken", 1, ""},
		"too many rows":    {func(p map[string][]byte) { p[".dbf"][4] = 3 }, "boundary.dbf_count", 0, ""},
		"too few rows":     {func(p map[string][]byte) { p[".dbf"][4] = 1 }, "boundary.dbf_count", 0, ""},
		"lines":            {func(p map[string][]byte) { p[".shp"][32] = 3 }, "boundary.shp_no_areas", 0, ""},
		"2^31 points":      {func(p map[string][]byte) { binary.LittleEndian.PutUint32(p[".shp"][148:], 1<<31) }, "boundary.shp_broken", 1, ""},
		"2^31 parts":       {func(p map[string][]byte) { binary.LittleEndian.PutUint32(p[".shp"][144:], 1<<31) }, "boundary.shp_broken", 1, ""},
		"part from beyond": {func(p map[string][]byte) { p[".shp"][152] = 99 }, "boundary.shp_broken", 1, ""},
		"no number":        {func(p map[string][]byte) { copy(p[".dbf"][len(p[".dbf"])-10:], "      NaN") }, "boundary.dbf_number", 2, "aantal_inw"},
		"character set":    {func(p map[string][]byte) { p[".cpg"] = []byte("BIG5") }, "boundary.encoding_unknown", 0, ""},
		"no UTF-8": {func(p map[string][]byte) {
			p[".cpg"] = []byte("UTF-8")
			p[".dbf"][32+3*32+1+11] = 0xff
		}, "boundary.not_utf8", 1, "buurtnaam"},
		"other system":   {func(p map[string][]byte) { p[".prj"] = []byte(`PROJCS["NTF (Paris) / Lambert zone II",GEOGCS["x"]]`) }, "boundary.crs_other", 0, ""},
		"fields too big": {func(p map[string][]byte) { p[".dbf"][10] = 5 }, "boundary.dbf_broken", 0, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			parts := shapefileParts("BU05050000", "BU05050001")
			tt.change(parts)
			_, err := read(shapefileOf(t, parts), Options{})
			refused(t, err, tt.key, problem.Place{Row: tt.row, Column: tt.column})
		})
	}
	path := shapefileOf(t, shapefileParts("BU05050000"))
	if _, err := read(strings.TrimSuffix(path, ".shp")+".dbf", Options{}); problem.KeyOf(err) != "boundary.dbf_alone" {
		t.Errorf("only the table: %v", err)
	}
	r, err := Read(context.Background(), []string{strings.TrimSuffix(path, ".shp") + ".dbf", path}, Options{Year: 2020})
	if err != nil || r.Batch.Divisions[0].Len() != 1 {
		t.Errorf("all parts by name: %v", err)
	}
}

func TestBadZip(t *testing.T) {
	good := collection(feat("BU05050000", "", square(105000, 425000)))
	whole := zipOf(t, map[string][]byte{"a.geojson": good})
	tests := map[string]struct {
		content []byte
		key     string
	}{
		"cut off":         {whole[:len(whole)-30], "boundary.zip_broken"},
		"outside":         {zipOf(t, map[string][]byte{"../a.geojson": good}), "boundary.zip_name"},
		"absolute":        {zipOf(t, map[string][]byte{"/etc/a.geojson": good}), "boundary.zip_name"},
		"drive":           {zipOf(t, map[string][]byte{`C:\a.geojson`: good}), "boundary.zip_name"},
		"nothing":         {zipOf(t, map[string][]byte{"leesmij.txt": good}), "boundary.zip_nothing"},
		"a workbook":      {zipOf(t, map[string][]byte{"[Content_Types].xml": good}), "boundary.zip_workbook"},
		"bomb":            {zipOf(t, map[string][]byte{"a.geojson": append(good, bytes.Repeat([]byte(" "), 64<<20)...)}), "boundary.bomb"},
		"in one another":  {zipOf(t, map[string][]byte{"a.geojson": zipOf(t, map[string][]byte{"b.geojson": zipOf(t, map[string][]byte{"c.geojson": good})})}), "boundary.packed_twice"},
		"a broken member": {zipOf(t, map[string][]byte{"a.geojson": []byte(`{"type":`)}), "boundary.truncated"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := read(write(t, "a.zip", tt.content), Options{TempDir: t.TempDir()})
			refused(t, err, tt.key, problem.Place{})
		})
	}
	temp := t.TempDir()
	if _, err := read(write(t, "a.zip", whole), Options{TempDir: temp}); err != nil {
		t.Error(err)
	}
	if entries, _ := os.ReadDir(temp); len(entries) != 0 {
		t.Errorf("left behind: %v", entries)
	}
	if _, err := read(write(t, "a.zip", whole), Options{TempDir: filepath.Join(temp, "absent")}); problem.KeyOf(err) != "boundary.no_room" {
		t.Errorf("no room: %v", err)
	}
}

func TestBadCSV(t *testing.T) {
	shape := fmt.Sprintf("%X", polygonWKB(28992, corners(105000, 425000)...))
	for name, tt := range map[string]struct {
		content string
		key     string
		row     int
		column  string
	}{
		"no shapes":     {"code,x\nBU05050000,1\n", "boundary.csv_no_shapes", 0, ""},
		"broken shape":  {"code,geovlak\nBU05050000," + shape + "\nBU05050001," + shape[:40] + "\n", "boundary.wkb_broken", 3, "geovlak"},
		"two systems":   {"code,geovlak\nBU05050000," + shape + "\nBU05050001," + fmt.Sprintf("%X", polygonWKB(4326, corners(5, 52)...)) + "\n", "boundary.csv_mixed_systems", 3, "geovlak"},
		"no code there": {"code,geovlak\nBU05050000," + shape + "\nBU05050002," + shape + "\n," + shape + "\n", "boundary.code_missing", 4, "code"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(write(t, "a.csv", []byte(tt.content)), Options{})
			refused(t, err, tt.key, problem.Place{Row: tt.row, Column: tt.column})
		})
	}
}
