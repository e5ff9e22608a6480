package boundary

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

func TestGoodFixtures(t *testing.T) {
	zipped := map[string][]byte{}
	for ext, b := range shapefileParts("BU05050000", "BU05050001") {
		zipped["map/Buurten"+ext] = b
	}
	for name, path := range map[string]string{
		"GeoJSON":    write(t, "a.json", collection(feat("BU05050000", `"aantal_inwoners":120`, square(105000, 425000)), feat("BU05050001", "", square(106000, 425000)))),
		"GeoPackage": geoPackageFile(t),
		"Shapefile":  shapefileOf(t, shapefileParts("BU05050000", "BU05050001")),
		"zip":        write(t, "a.zip", zipOf(t, zipped)),
		"CSV": write(t, "a.csv", fmt.Appendf(nil, "buurtcode;buurtnaam;geovlak\r\nBU05050000;Aan de Vaart;%X\r\nBU05050001;NULL;%X\r\n",
			polygonWKB(28992, corners(105000, 425000)...), polygonWKB(28992, corners(106000, 425000)...))),
		"GeoPackage in gzip": write(t, "a.gpkg.gz", gz(t, contentOf(t, geoPackageFile(t)))),
		"zip in gzip":        write(t, "a.zip.gz", gz(t, zipOf(t, zipped))),
	} {
		t.Run(name, func(t *testing.T) {
			r, err := read(path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			d := r.Batch.Divisions[0]
			if d.Len() != 2 || d.ID() != (area.DivisionID{Level: area.Neighbourhood, Year: 2020}) || r.Batch.Shapes[0].At(1).SquareMetres() != 10000 {
				t.Errorf("%v: %v", d.ID(), d.At(0))
			}
		})
	}
}

func contentOf(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestCodesInEverySpelling(t *testing.T) {
	for name, properties := range map[string]string{
		"with prefix": `"BU_CODE":"BU00140000"`, "padded": `"buurtcode":"BU00140000   "`, "without prefix": `"bu_code":"00140000"`,
		"a number": `"BU_CODE":140000`, "in lower case": `"statcode":"bu00140000"`, "with the year": `"jrstatcode":"2020BU00140000"`,
		"beside those of its parents": `"gm_code":"GM0014","wk_code":"WK001400","bu_code":"BU00140000"`,
		"beside an empty column":      `"buurtcode":null,"code":"BU00140000"`,
		"of PDOK":                     `"buurtcode":"BU00140000","wijkcode":"WK001400","jaarstatcode":"2020BU00140000","jaar":2020`,
	} {
		content := fmt.Sprintf(`{"type":"FeatureCollection",%s"features":[{"type":"Feature","properties":{%s},"geometry":{"type":"Polygon","coordinates":%s}}]}`,
			rdMember, properties, square(105000, 425000))
		r, err := read(write(t, "a.json", []byte(content)), Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if d := r.Batch.Divisions[0]; d.At(0).Code.String() != "BU00140000" || len(r.Attributes[0].Names()) != 0 {
			t.Errorf("%s: %v, %v", name, d.At(0), r.Attributes[0].Names())
		}
	}
}

func TestBadJSON(t *testing.T) {
	good := feat("BU05050000", "", square(105000, 425000))
	bad := func(coordinates string) []byte { return collection(good, feat("BU05050001", "", coordinates)) }
	tests := map[string]struct {
		content []byte
		key     string
		row     int
		column  string
	}{
		"empty file":               {nil, "boundary.file_empty", 0, ""},
		"commas":                   {bytes.Repeat([]byte{','}, 1<<20), "sheet.too_many_columns", 1, ""},
		"stops half-way":           {collection(good, good)[:len(collection(good))+40], "boundary.truncated", 2, ""},
		"no collection":            {[]byte(`{"type":"Feature","geometry":null}`), "boundary.json_other", 0, ""},
		"an array":                 {[]byte(`[]`), "boundary.json_broken", 0, ""},
		"something after it":       {append(collection(good), '{'), "boundary.json_broken", 1, ""},
		"comma too many":           {collection(good, ""), "boundary.json_broken", 1, ""},
		"no UTF-8":                 {collection(feat("BU05050000", "\"naam\":\"a\xffb\"", square(105000, 425000))), "boundary.not_utf8", 1, "naam"},
		"name twice":               {collection(good, feat("BU05050001", `"a":1,"a":2`, square(106000, 425000))), "boundary.name_twice", 2, "a"},
		"member twice":             {collection(strings.Replace(good, `"type"`, `"type":"Feature","type"`, 1)), "boundary.name_twice", 1, ""},
		"member of the root twice": {[]byte(`{"type":"FeatureCollection","features":[],"features":[]}`), "boundary.name_twice", 0, ""},
		"NaN":                      {bad("[[[NaN,425000],[1,2],[3,4],[5,6]]]"), "boundary.coordinate_missing", 2, ""},
		"null coordinate":          {bad("[[[null,425000]]]"), "boundary.coordinate_missing", 2, ""},
		"null ring":                {bad("[null]"), "boundary.coordinate_missing", 2, ""},
		"text for a coordinate":    {bad(`[[["1",2]]]`), "boundary.coordinate_missing", 2, ""},
		"one number":               {bad("[[[105000]]]"), "boundary.coordinate_missing", 2, ""},
		"too large a number":       {bad("[[[1e309,0]]]"), "boundary.not_finite", 2, ""},
		"value too large":          {collection(good, feat("BU05050001", `"x":-1e999`, square(106000, 425000))), "boundary.not_finite", 2, "x"},
		"nested 100,000 deep":      {bad(strings.Repeat("[", 100000) + strings.Repeat("]", 100000)), "boundary.too_deep", 2, ""},
		"attribute 100,000 deep":   {collection(feat("BU05050000", `"x":`+strings.Repeat("[", 100000), "")), "boundary.too_deep", 1, "x"},
		"geometries in geometries": {[]byte(`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":` + strings.Repeat(`{"type":"GeometryCollection","geometries":[`, 1000)), "boundary.too_deep", 1, ""},
		"form and depth differ":    {bad("[[105000,425000],[105100,425000]]"), "boundary.geometry_form", 2, ""},
		"depths mixed":             {bad("[[[105000,425000],[[105100,425000]]]]"), "boundary.geometry_form", 2, ""},
		"five dimensions":          {bad("[[[105000,425000,1,2,3]]]"), "boundary.geometry_form", 2, ""},
		"three points":             {bad("[[[105000,425000],[105100,425000],[105000,425000]]]"), "boundary.too_few_points", 2, ""},
		"far outside":              {collection(good, feat("BU05050001", "", square(105000, 425000)), feat("BU05050002", "", square(900000, 425000))), "boundary.outside", 3, ""},
		"text of 2 MB":             {collection(feat("BU05050000", `"x":"`+strings.Repeat("a", 2<<20)+`"`, square(105000, 425000))), "boundary.text_too_long", 1, "x"},
		"leading zero":             {bad("[[[0105000,425000]]]"), "boundary.json_broken", 2, ""},
		"underscore":               {collection(feat("BU05050000", `"x":1_000`, square(105000, 425000))), "boundary.json_broken", 1, ""},
		"code missing":             {collection(good, good, feat("", "", square(106000, 425000))), "boundary.code_missing", 3, "buurtcode"},
		"no code":                  {collection(good, good, feat("BU0505--", "", square(106000, 425000))), "area.code_unreadable", 3, "buurtcode"},
		"code of another level":    {collection(good, good, feat("WK050500", "", square(106000, 425000))), "area.code_of_other_level", 3, "buurtcode"},
		"code twice":               {collection(feat("BU05050000", `"aantal_inwoners":5`, square(105000, 425000)), feat("BU05050000", `"aantal_inwoners":6`, square(106000, 425000))), "boundary.code_conflict", 2, ""},
		"swapped axes":             {collection(feat("BU05050000", "", square(425000, 105000))), "boundary.axes_swapped", 0, ""},
		"swapped degrees": {[]byte(`{"type":"FeatureCollection","features":[` +
			feat("BU05050000", "", "[[[52.1,5.1],[52.2,5.1],[52.2,5.2],[52.1,5.1]]]") + `]}`), "boundary.axes_swapped", 0, ""},
		"degrees in an RD file": {collection(feat("BU05050000", "", "[[[5.1,52.1],[5.2,52.1],[5.2,52.2],[5.1,52.1]]]")), "boundary.crs_contradicted", 0, ""},
		"RD in a WGS 84 file":   {bytes.Replace(collection(good), []byte("EPSG::28992"), []byte("OGC:1.3:CRS84"), 1), "boundary.crs_contradicted", 0, ""},
		"another system":        {bytes.Replace(collection(good), []byte("28992"), []byte("27572"), 1), "boundary.crs_other", 0, ""},
		"nowhere":               {collection(feat("BU05050000", "", square(-900000, 900))), "boundary.crs_unknown", 0, ""},
		"UTM of no zone": {bytes.Replace(collection(feat("BU05050000", "", square(600000, 5750000))), []byte(rdMember), nil, 1),
			"boundary.crs_zone", 0, ""},
		"no areas":       {[]byte(`{"type":"FeatureCollection","features":[]}`), "boundary.empty", 0, ""},
		"other year":     {collection(feat("BU05050000", `"jrstatcode":"2019BU05050000"`, square(105000, 425000))), "boundary.other_year", 1, "jrstatcode"},
		"gzip cut off":   {gz(t, collection(good, good, good))[:60], "boundary.gzip_broken", 0, ""},
		"gzip twice":     {gz(t, gz(t, collection(good))), "boundary.packed_twice", 0, ""},
		"gzip bomb":      {gz(t, append([]byte(`{"type":`), bytes.Repeat([]byte(" "), 64<<20)...)), "boundary.bomb", 0, ""},
		"arc missing":    {[]byte(`{"type":"Topology","arcs":[],"objects":{"a":{"type":"GeometryCollection","geometries":[{"type":"Polygon","arcs":[[7]],"properties":{"statcode":"BU05050000"}}]}}}`), "boundary.arc_missing", 1, ""},
		"arc of a half":  {[]byte(`{"type":"Topology","arcs":[],"objects":{"a":{"type":"GeometryCollection","geometries":[{"type":"Polygon","arcs":[[0.5]]}]}}}`), "boundary.geometry_form", 1, ""},
		"unknown bytes":  {[]byte("\x00\x01\x02\x03"), "boundary.kind_unknown", 0, ""},
		"attributes bad": {collection(`{"type":"Feature","properties":7,"geometry":null}`), "boundary.json_broken", 1, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := read(write(t, "grens.geojson", tt.content), Options{})
			refused(t, err, tt.key, problem.Place{Row: tt.row, Column: tt.column})
			for _, l := range []locale.Language{locale.Dutch, locale.English} {
				if s := l.Error(err); !strings.Contains(s, "grens.geojson") || strings.ContainsAny(s, "[{") {
					t.Errorf("told as %q", s)
				}
			}
		})
	}
}

func TestMixedYears(t *testing.T) {
	content := collection(feat("BU05050000", `"jrstatcode":"2019BU05050000"`, square(105000, 425000)),
		feat("BU05050001", `"jrstatcode":"2020BU05050001"`, square(106000, 425000)))
	_, err := Read(context.Background(), []string{write(t, "a.json", content)}, Options{})
	refused(t, err, "boundary.mixed_years", problem.Place{Row: 2, Column: "jrstatcode"})
	_, err = Read(context.Background(), []string{write(t, "a.json", collection(feat("BU05050000", "", square(105000, 425000))))}, Options{})
	if problem.KeyOf(err) != "boundary.year_needed" {
		t.Errorf("without any year: %v", err)
	}
	if _, err := Read(context.Background(), nil, Options{}); problem.KeyOf(err) != "boundary.no_files" {
		t.Error(err)
	}
	if _, err := read("nowhere.gpkg", Options{}); problem.KindOf(err) != problem.NotFound {
		t.Error(err)
	}
	if _, err := read(t.TempDir(), Options{}); problem.KeyOf(err) != "boundary.open_failed" {
		t.Error(err)
	}
}

func TestEveryMistakeIsTold(t *testing.T) {
	a := write(t, "a.json", collection(feat("BU0505--", "", square(105000, 425000)), feat("", "", square(105000, 425000)), feat("BU05050001", "", square(105000, 425000))))
	_, err := read(a, Options{})
	if all, _ := problem.All(err); len(all) != 2 {
		t.Errorf("got %v", err)
	}
	_, err = Read(context.Background(), []string{write(t, "b.json", []byte("{")), write(t, "c.gpkg", []byte("SQLite format 3\x00"))}, Options{Year: 2020})
	all, _ := problem.All(err)
	if len(all) != 2 || all[0].Place().File != "b.json" || all[1].Place().File != "c.gpkg" {
		t.Errorf("got %v", all)
	}
}

func TestRepairsAreNoted(t *testing.T) {
	tests := map[string]struct {
		content []byte
		notes   []string
		m2      float64
	}{
		"ring not closed":  {collection(feat("BU05050000", "", "[[[105000,425000],[105100,425000],[105100,425100],[105000,425100]]]")), []string{"boundary.ring_closed"}, 10000},
		"bow-tie":          {collection(feat("BU05050000", "", "[[[105000,425000],[105100,425100],[105100,425000],[105000,425200],[105000,425000]]]")), []string{"boundary.crosses_itself"}, -1},
		"hole outside":     {collection(feat("BU05050000", "", "["+strings.Trim(square(105000, 425000), "[]")+"]")), nil, 0},
		"no surface":       {collection(feat("BU05050000", "", square(105000, 425000)), feat("BU05050001", "", "[[[105000,425000],[105100,425000],[105200,425000],[105000,425000]]]")), []string{"boundary.collapsed"}, 10000},
		"no geometry":      {collection(feat("BU05050000", "", square(105000, 425000)), `{"type":"Feature","properties":{"buurtcode":"BU05050001"},"geometry":null}`), []string{"boundary.without_shape"}, 10000},
		"empty geometry":   {collection(feat("BU05050000", "", square(105000, 425000)), feat("BU05050001", "", "[]")), []string{"boundary.without_shape"}, 10000},
		"a point":          {collection(feat("BU05050000", "", square(105000, 425000)), `{"type":"Feature","properties":{"buurtcode":"BU05050001"},"geometry":{"type":"Point","coordinates":[105000,425000]}}`), []string{"boundary.no_land"}, 10000},
		"exact copy":       {collection(feat("BU05050000", "", square(105000, 425000)), feat("BU05050000", "", square(105000, 425000))), []string{"boundary.copy_left_out"}, 10000},
		"pieces":           {collection(feat("BU05050000", "", square(105000, 425000)), feat("BU05050000", "", square(106000, 425000))), []string{"boundary.pieces_joined"}, 20000},
		"overlapping":      {collection(feat("BU05050000", "", square(105000, 425000)), feat("BU05050000", "", square(105050, 425000))), []string{"boundary.pieces_joined", "boundary.parts_overlap"}, 20000},
		"marked water":     {collection(feat("BU05050000", `"water":"NEE"`, square(105000, 425000)), feat("BU05050000", `"water":"JA"`, square(106000, 425000))), []string{"boundary.water_apart"}, 10000},
		"unmarked water":   {collection(feat("BU05050000", ``, square(105000, 425000)), feat("BU05050000", `"aantal_inwoners":3`, square(106000, 425000))), []string{"boundary.water_unmarked"}, 10000},
		"no system named":  {bytes.Replace(collection(feat("BU05050000", "", square(105000, 425000))), []byte(rdMember), nil, 1), []string{"boundary.crs_recognised"}, 10000},
		"another level":    {collection(feat("BU05050000", "", square(105000, 425000))), nil, 10000},
		"byte order mark":  {append([]byte("\xef\xbb\xbf"), collection(feat("BU05050000", "", square(105000, 425000)))...), nil, 10000},
		"names of a layer": {collection(feat("bu05050000 ", "", square(105000, 425000))), nil, 10000},
	}
	tests["hole outside"] = struct {
		content []byte
		notes   []string
		m2      float64
	}{collection(feat("BU05050000", "", "["+ringOf(105000, 425000)+","+ringOf(109000, 425000)+"]")), []string{"boundary.hole_outside"}, 0}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r, err := read(write(t, "a.json", tt.content), Options{})
			if err != nil {
				t.Fatal(err)
			}
			notes := noteCounts(r.Batch.Delivery.Report.Notes)
			delete(notes, "boundary.crs_read")
			for _, key := range tt.notes {
				if _, ok := notes[key]; !ok {
					t.Errorf("%s is not told: %v", key, notes)
				}
			}
			if len(notes) != len(tt.notes) {
				t.Errorf("notes %v", notes)
			}
			if got := r.Batch.Shapes[0].At(0).SquareMetres(); tt.m2 >= 0 && got != tt.m2 {
				t.Errorf("%v m2, want %v", got, tt.m2)
			}
			for _, n := range r.Batch.Delivery.Report.Notes {
				var pairs []any
				for k, v := range n.Args {
					pairs = append(pairs, k, v)
				}
				if s := locale.Dutch.Text(n.Key, pairs...); strings.ContainsAny(s, "[{") {
					t.Errorf("told as %q", s)
				}
			}
		})
	}
}

func ringOf(x, y int) string { s := square(x, y); return s[1 : len(s)-1] }

func TestLimits(t *testing.T) {
	two := write(t, "a.json", collection(feat("BU05050000", `"a":1`, square(105000, 425000)), feat("BU05050001", `"b":1`, square(106000, 425000))))
	for key, tt := range map[string]struct {
		path   string
		limits Limits
	}{
		"boundary.too_many_points":   {two, Limits{Points: 9}},
		"boundary.too_many_features": {two, Limits{Features: 1}},
		"boundary.too_many_columns":  {two, Limits{Columns: 2}},
	} {
		_, err := read(tt.path, Options{Limits: tt.limits})
		refused(t, err, key, problem.Place{Row: 2})
		if key != "boundary.too_many_columns" {
			_, err = read(geoPackageFile(t), Options{Limits: tt.limits})
			refused(t, err, key, problem.Place{Row: map[string]int{"boundary.too_many_points": 2}[key]})
			_, err = read(shapefileOf(t, shapefileParts("BU05050000", "BU05050001")), Options{Limits: tt.limits})
			if problem.KeyOf(err) != key {
				t.Errorf("shapefile: %v", err)
			}
		}
	}
	if _, err := Read(context.Background(), []string{two, two}, Options{Limits: Limits{Layers: 1}}); problem.KeyOf(err) != "boundary.too_many_layers" {
		t.Error(err)
	}
}

func TestLevels(t *testing.T) {
	path := write(t, "a.json", collection(feat("BU05050000", "", square(105000, 425000))))
	_, err := read(path, Options{Level: area.District})
	refused(t, err, "boundary.level_absent", problem.Place{})
	mixed := []byte(strings.ReplaceAll(string(collection(feat("WK050500", "", square(105000, 425000)), feat("BU05050000", "", square(105000, 425000)),
		feat("NL00", "", square(105000, 425000)))), "buurtcode", "statcode"))
	r, err := read(write(t, "b.json", mixed), Options{})
	if err != nil || len(r.Batch.Divisions) != 2 || r.Batch.Divisions[0].ID().Level != area.District || r.Batch.Delivery.Report.Unmatched != 1 {
		t.Errorf("%v, %v", r.Batch.Divisions, err)
	}
}

// TestTenMillionPoints has all its points in one shape, and stays within memory because reading stops.
func TestTenMillionPoints(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.json")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b := bufio.NewWriter(f)
	fmt.Fprint(b, `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"buurtcode":"BU05050000"},"geometry":{"type":"Polygon","coordinates":[[`)
	for range 10_000_000 {
		fmt.Fprint(b, "[5.1,52.1],")
	}
	if err := b.Flush(); err != nil {
		t.Fatal(err)
	}
	_, err = read(path, Options{})
	refused(t, err, "boundary.too_many_points", problem.Place{Row: 1})
}

func TestReadingStopsWhenAsked(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	for _, path := range []string{geoPackageFile(t), write(t, "a.json", collection()), shapefileOf(t, shapefileParts("BU05050000"))} {
		if _, err := Read(ctx, []string{path}, Options{Year: 2020}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestProgressReachesTheEnd(t *testing.T) {
	path := write(t, "a.json", collection(feat("BU05050000", "", square(105000, 425000))))
	var done, total int64
	if _, err := read(path, Options{Progress: func(d, of int64) { done, total = d, of }}); err != nil || done != total || total == 0 {
		t.Errorf("%d of %d, %v", done, total, err)
	}
}

func TestReadsFingerprint(t *testing.T) {
	path := write(t, "a.json", collection(feat("BU05050000", "", square(105000, 425000))))
	prints := map[string]bool{}
	for _, o := range []Options{{Year: 2020}, {Year: 2021}, {Year: 2020, Level: area.Neighbourhood}} {
		r, err := read(path, o)
		if err != nil {
			t.Fatal(err)
		}
		prints[r.Batch.Delivery.Fingerprint] = true
	}
	if len(prints) != 3 {
		t.Error("other choices must make other deliveries")
	}
}
