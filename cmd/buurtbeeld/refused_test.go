package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

// square is a neighbourhood in the north of the country as a GeoJSON feature, with the ring given or a plain one.
func square(code string, year int, ring string) string {
	if ring == "" {
		ring = `[[6.86,53.32],[6.87,53.32],[6.87,53.33],[6.86,53.33],[6.86,53.32]]`
	}
	return fmt.Sprintf(`{"type":"Feature","properties":{"BU_CODE":%q,"BU_NAAM":"Dorp","AANT_INW":100,"jaar":%d},`+
		`"geometry":{"type":"Polygon","coordinates":[%s]}}`, code, year, ring)
}

func collection(features ...string) []byte {
	return []byte(`{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[` +
		strings.Join(features, ",") + `]}`)
}

// kwb is a table as CBS gives it, with the rows given.
func kwb(rows ...string) []byte {
	return []byte("\"ID\";\"WijkenEnBuurten\";\"Gemeentenaam_1\";\"SoortRegio_2\";\"Codering_3\";\"AantalInwoners_5\";\"HuishoudensTotaal_28\"\n" +
		strings.Join(rows, "\n") + "\n")
}

func kwbRow(id int, code, people, households string) string {
	return fmt.Sprintf(`%d;"%-10s";"Dorp";"Buurt     ";"%-10s";%s;%s`, id, code, code, people, households)
}

// bomb is a workbook with a sheet of half a gigabyte of the same cell, packed to almost nothing.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml": `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"xl/workbook.xml":     `<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets><sheet name="a" sheetId="1"/></sheets></workbook>`,
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	chunk := bytes.Repeat([]byte("<row><c><v>1</v></c></row>"), 40_000)
	for range 512 {
		if _, err := w.Write(chunk); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// longTable has a word instead of a number in row 9,000 of the file, header included.
func longTable() []byte {
	var rows []string
	for i := range 9_500 {
		people := "100"
		if i == 8_998 {
			people = "honderd"
		}
		rows = append(rows, kwbRow(i, fmt.Sprintf("BU0505%04d", i%10_000), people, "50"))
	}
	return kwb(rows...)
}

// TestBadInputIsRefusedAndNothingIsLost reads every kind of bad input into a database that holds something, and looks
// whether the sentence names the place and the database is what it was.
func TestBadInputIsRefusedAndNothingIsLost(t *testing.T) {
	good := collection(square("BU00030000", 2020, ""))
	boundaries, cbs := []string{"boundaries", "--year", "2020"}, []string{"cbs", "--year", "2020"}
	tests := map[string]struct {
		name    string
		content []byte
		args    []string
		// says is what the sentence must hold, besides the name of the file.
		says []string
	}{
		"a picture as boundaries":          {"plaatje.png", []byte("\x89PNG\r\n\x1a\n0000"), boundaries, nil},
		"a page as boundaries":             {"pagina.html", []byte("<!doctype html><html></html>"), boundaries, nil},
		"an old workbook":                  {"kwb.xls", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 4096)...), cbs, []string{".xlsx"}},
		"a truncated zip":                  {"kaart.zip", []byte("PK\x03\x04\x14\x00\x00\x00"), boundaries, nil},
		"a truncated GeoPackage":           {"kaart.gpkg", append([]byte("SQLite format 3\x00\x10\x00\x01\x01"), make([]byte, 200)...), boundaries, nil},
		"a truncated workbook":             {"kwb.xlsx", bomb(t)[:2000], cbs, nil},
		"a workbook that bursts":           {"bom.xlsx", bomb(t), cbs, nil},
		"commas and nothing else":          {"komma.csv", bytes.Repeat([]byte(","), 40<<20), cbs, nil},
		"a code twice in figures":          {"kwb.csv", kwb(kwbRow(0, "BU05050000", "1", "1"), kwbRow(1, "BU05050000", "2", "2")), cbs, []string{"row 3", "BU05050000"}},
		"years mixed in boundaries":        {"kaart.geojson", collection(square("BU00030000", 2020, ""), square("BU00030001", 2021, "")), []string{"boundaries"}, []string{"2020", "2021"}},
		"another year than was asked":      {"kaart.geojson", collection(square("BU00030000", 2019, "")), boundaries, []string{"2019", "2020"}},
		"NaN in figures":                   {"kwb.csv", kwb(kwbRow(0, "BU05050000", "NaN", "1")), cbs, []string{"row 2", "AantalInwoners_5"}},
		"infinity in figures":              {"kwb.csv", kwb(kwbRow(0, "BU05050000", "1", "Inf")), cbs, []string{"row 2", "HuishoudensTotaal_28"}},
		"a word in row 9,000":              {"kwb.csv", longTable(), cbs, []string{"row 9000", "AantalInwoners_5"}},
		"coordinates that are no numbers":  {"kaart.geojson", collection(square("BU00030000", 2020, `[[6.86,null],[6.87,53.32],[6.87,53.33],[6.86,null]]`)), boundaries, nil},
		"all geometries empty":             {"kaart.geojson", collection(square("BU00030000", 2020, `[]`)), boundaries, nil},
		"latitude and longitude exchanged": {"kaart.geojson", collection(square("BU00030000", 2020, `[[53.32,6.86],[53.32,6.87],[53.33,6.87],[53.32,6.86]]`)), boundaries, nil},
		"another country":                  {"kaart.geojson", collection(square("BU00030000", 2020, `[[16.86,43.32],[16.87,43.32],[16.87,43.33],[16.86,43.32]]`)), boundaries, nil},
		"a key twice in an object":         {"kaart.geojson", []byte(`{"type":"FeatureCollection","features":[],"features":[]}`), boundaries, nil},
		"an unfinished object":             {"kaart.geojson", good[:len(good)-20], boundaries, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a := newTestApp(t)
			folder := t.TempDir()
			first, bad := filepath.Join(folder, "eerste.geojson"), filepath.Join(folder, tt.name)
			write(t, first, good)
			write(t, bad, tt.content)
			a.must("import", "boundaries", first, "--year", "2020")
			before := a.must("import", "list", "--json") + a.must("indicators", "--json")
			code := a.run(append([]string{"import", tt.args[0], bad}, tt.args[1:]...)...)
			said := a.err.String()
			if code != exitRefused {
				t.Errorf("exit %d: %s%s", code, a.out.String(), said)
			}
			for _, word := range append(tt.says, tt.name) {
				if !strings.Contains(said, word) {
					t.Errorf("%q is not in: %s", word, said)
				}
			}
			if strings.Contains(said, "[") && strings.Contains(said, "]") {
				t.Errorf("a sentence is missing: %s", said)
			}
			if after := a.must("import", "list", "--json") + a.must("indicators", "--json"); after != before {
				t.Error("the database changed")
			}
		})
	}
}

// TestFlawedBoundariesAreKeptAndNamed reads boundaries that cross themselves and holes that lie outside, as real files
// have them: they are drawn, and the report names them.
func TestFlawedBoundariesAreKeptAndNamed(t *testing.T) {
	bowTie := `[[6.86,53.32],[6.87,53.33],[6.87,53.32],[6.86,53.33],[6.86,53.32]]`
	holeOutside := `[[6.80,53.32],[6.81,53.32],[6.81,53.33],[6.80,53.33],[6.80,53.32]],[[6.70,53.32],[6.71,53.32],[6.71,53.33],[6.70,53.32]]`
	a := newTestApp(t)
	file := filepath.Join(t.TempDir(), "kaart.geojson")
	write(t, file, collection(square("BU00030000", 2020, bowTie), square("BU00030001", 2020, holeOutside), square("BU00030002", 2020, "")))
	out := a.must("import", "boundaries", file, "--year", "2020")
	for _, code := range []string{"BU00030000", "BU00030001"} {
		if !strings.Contains(out, code) {
			t.Errorf("%s is not named: %s", code, out)
		}
	}
	if strings.Contains(out, "BU00030002") {
		t.Errorf("a sound boundary is named: %s", out)
	}
}

// TestUndoBringsBackWhatWas reads a real table in and undoes it.
func TestUndoBringsBackWhatWas(t *testing.T) {
	file, ok := golden.Shared(t, "data/cbs-buurt-2020-dordrecht/buurt_2020_dordrecht.gpkg")
	if !ok {
		return
	}
	a := newTestApp(t)
	first := filepath.Join(t.TempDir(), "eerste.geojson")
	write(t, first, collection(square("BU00030000", 2020, "")))
	a.must("import", "boundaries", first, "--year", "2020")
	before := a.must("import", "list", "--json") + a.must("indicators", "--json")
	a.must("import", "boundaries", file, "--year", "2020", "--dry-run")
	if now := a.must("import", "list", "--json") + a.must("indicators", "--json"); now != before {
		t.Error("a trial changed the database")
	}
	a.must("import", "boundaries", file, "--year", "2020")
	a.must("import", "boundaries", file, "--year", "2020") // the same again changes nothing
	lines := strings.Split(strings.TrimSpace(a.must("import", "list")), "\n")
	if len(lines) != 3 {
		t.Fatalf("not two deliveries: %s", a.out.String())
	}
	id := strings.Fields(lines[1])[0] // the newest stands first, below the header
	a.must("import", "undo", id)
	if now := a.must("import", "list", "--json") + a.must("indicators", "--json"); now != before {
		t.Error("undo left something behind")
	}
	if a.run("import", "undo", id) != exitFailed {
		t.Errorf("undone twice: %s", a.out.String())
	}
}

func write(t *testing.T, file string, content []byte) {
	t.Helper()
	if err := os.WriteFile(file, content, 0o644); err != nil {
		t.Fatal(err)
	}
}
