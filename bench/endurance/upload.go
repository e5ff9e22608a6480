package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf16"
)

// upload is a file and the command that reads it.
type upload struct {
	what, name string
	content    []byte
	command    []string
	// text says that the content is text, so that it can be broken in the ways of text.
	text bool
}

// bases returns good files of every kind, to be broken. Those that only real data has are left out where that is absent.
func (t *trial) bases() ([]upload, error) {
	boundaries := []string{"boundaries", "FILE", "--year", "2020", "--level", "buurt"}
	figures := []string{"cbs", "FILE", "--year", "2020"}
	geo, err := os.ReadFile(t.a)
	if err != nil {
		return nil, err
	}
	table := "WijkenEnBuurten;Gemeentenaam_1;SoortRegio_2;Codering_3;AantalInwoners_5;Mannen_6;k_65JaarOfOuder_12;GemiddeldeHuishoudensgrootte_32\n"
	for i := range 150 {
		code := fmt.Sprintf("BU%04d%04d", 1+i/40, i%40)
		table += fmt.Sprintf("%s;Voorbeelddam  ;Buurt     ;%s;%d;%d;%d;%.1f\n", code, code, 900+i, 400+i, 90+i%50, 1.5+float64(i%20)/10)
	}
	sheet := strings.ReplaceAll(strings.ReplaceAll(table, ";", `</t></is></c><c t="inlineStr"><is><t>`), "\n", `</t></is></c></row><row><c t="inlineStr"><is><t>`)
	workbook := zipped(book(`<sheetData><row><c t="inlineStr"><is><t>` + sheet + `</t></is></c></row></sheetData>`))
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(table)); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	list := []upload{
		{"geojson", "b.geojson", geo, boundaries, true}, {"csv", "f.csv", []byte(table), figures, true},
		{"xlsx", "f.xlsx", workbook, figures, false}, {"csv.gz", "f.csv.gz", packed.Bytes(), figures, false},
		{"a table to propose for", "f.csv", []byte(table), []string{"table", "FILE", "--propose"}, true},
	}
	for name, command := range map[string][]string{
		"cbs-buurt-2020-dordrecht/buurt_2020_dordrecht.gpkg": boundaries, "cbs-buurt-2021-ermelo/CBS_buurten.gpkg": {"boundaries", "FILE", "--year", "2021"},
		"cbs-gebiedsindelingen-2014-2015/Provincie_2015_layer_q1e3.json.gz":        {"boundaries", "FILE", "--year", "2015"},
		"cbs-statline-exports/Regionale_kerncijfers_Nederland_11122025_133649.csv": {"table", "FILE", "--propose"},
		"cbs-kwb-2020-84799NED/cbs.v3.84799NED_WijkenEnBuurten.parquet":            figures,
		"cbs-ses-woa-2019/SES_WOA_scores_per_wijk_en_buurt_25042023_160857.csv":    {"cbs", "FILE", "--year", "2019"},
		"cbs-buurt-utm31n/idsa_cbs_buurten_utm31n.shp":                             boundaries,
	} {
		content, err := os.ReadFile(filepath.Join(t.shared, name))
		if err != nil {
			continue
		}
		list = append(list, upload{filepath.Base(name), filepath.Base(name), content, command, strings.HasSuffix(name, ".csv")})
	}
	slices.SortFunc(list, func(a, b upload) int { return strings.Compare(a.what+a.command[0], b.what+b.command[0]) })
	return list, nil
}

// drawn breaks one of the files in one to three ways.
func drawn(bases, hurting []upload, random *rand.Rand) upload {
	u := bases[random.IntN(len(bases))]
	if random.IntN(8) == 0 {
		return hurting[random.IntN(len(hurting))]
	}
	u.content = bytes.Clone(u.content)
	for range 1 + random.IntN(3) {
		if u.text && random.IntN(3) > 0 {
			way := textual[random.IntN(len(textual))]
			u.what += ", " + way.name
			u.content = way.change(u.content, random)
		} else {
			u.what += ", damaged bytes"
			u.content = damaged(u.content, random)
		}
	}
	return u
}

// damaged changes bytes without knowing what they mean.
func damaged(b []byte, random *rand.Rand) []byte {
	if len(b) == 0 {
		return []byte{byte(random.IntN(256))}
	}
	at := random.IntN(len(b))
	to := min(len(b), at+1+random.IntN(200))
	switch random.IntN(7) {
	case 0:
		b[at] ^= 1 << random.IntN(8)
	case 1:
		return b[:at]
	case 2:
		return b[at:]
	case 3:
		return slices.Concat(b[:at], b[to:])
	case 4:
		return slices.Concat(b[:to], b[at:])
	case 5:
		for i := at; i < to; i++ {
			b[i] = byte(random.IntN(256))
		}
	case 6:
		clear(b[at:to])
	}
	return b
}

// cells are what people and programs put into a cell.
var cells = []string{"NaN", "Inf", "-0", "1e309", "1_000", "1.234", "1,234", "1\u00a0234", "1e3", "١٢٣", ".", "x", "-", "", " ", "NULL", "-99999999", "=HYPERLINK(\"x\")",
	"<script>", "\u202eabc", "a\u200bb", "\x00", "\"", "\"\"", ";", "\r", "\n", "BU0363AA01", "140000", "BU99999999", "GM0014", "null", "[]", "{}", "1e99", "-1", "true",
	strings.Repeat("9", 400), strings.Repeat("e\u0301\u0302", 5000)}

// textual are the ways in which text goes wrong.
var textual = []struct {
	name   string
	change func([]byte, *rand.Rand) []byte
}{
	{"a mark in front", func(b []byte, _ *rand.Rand) []byte { return slices.Concat([]byte("\ufeff"), b) }},
	{"UTF-16", func(b []byte, random *rand.Rand) []byte {
		out := []byte{0xff, 0xfe}
		for _, u := range utf16.Encode([]rune(string(b))) {
			out = append(out, byte(u), byte(u>>8))
		}
		return out[random.IntN(2)*2:]
	}},
	{"Windows-1252", func(b []byte, _ *rand.Rand) []byte { return bytes.ReplaceAll(b, []byte("e"), []byte{0xeb}) }},
	{"mixed line ends", func(b []byte, random *rand.Rand) []byte {
		for range 5 {
			b = replaceOne(b, "\n", []string{"\r\n", "\r", "\n\n", ""}[random.IntN(4)], random)
		}
		return b
	}},
	{"another cell", func(b []byte, random *rand.Rand) []byte {
		return replaceOne(b, []string{";", ",", ":", "1", "0", "9"}[random.IntN(6)], cells[random.IntN(len(cells))], random)
	}},
	{"a cell beside", func(b []byte, random *rand.Rand) []byte {
		sign := []string{";", ","}[random.IntN(2)]
		return replaceOne(b, sign, sign+cells[random.IntN(len(cells))]+sign, random)
	}},
	{"lines twice", func(b []byte, random *rand.Rand) []byte {
		lines := bytes.SplitAfter(b, []byte("\n"))
		i := random.IntN(len(lines))
		return bytes.Join(slices.Concat(lines[:i], lines[i/2:i], lines[i:]), nil)
	}},
	{"the header twice", func(b []byte, _ *rand.Rand) []byte {
		first, _, _ := bytes.Cut(b, []byte("\n"))
		return slices.Concat(first, []byte("\n"), b)
	}},
	{"another sign between cells", func(b []byte, random *rand.Rand) []byte {
		return bytes.ReplaceAll(b, []byte(";"), []byte([]string{",", "\t", "|", ""}[random.IntN(4)]))
	}},
	{"codes without letters", func(b []byte, _ *rand.Rand) []byte { return bytes.ReplaceAll(b, []byte("BU000"), nil) }},
	{"brackets", func(b []byte, random *rand.Rand) []byte {
		return replaceOne(b, []string{"[", "]", "{", "}", "\""}[random.IntN(5)], []string{"", "[", "[[", "]", "{", "\""}[random.IntN(6)], random)
	}},
	{"axes and grids", func(b []byte, random *rand.Rand) []byte {
		return bytes.ReplaceAll(b, []byte("[3."), []byte([]string{"[53.", "[119128.", "[-3.", "[1e9", "[null,3."}[random.IntN(5)]))
	}},
	{"another kind of geometry", func(b []byte, random *rand.Rand) []byte {
		return replaceOne(b, `"Polygon"`, []string{`"MultiPolygon"`, `"Point"`, `"LineString"`, `"Curve"`, `null`, `7`}[random.IntN(6)], random)
	}},
}

// replaceOne replaces one of the places where old stands.
func replaceOne(b []byte, old, by string, random *rand.Rand) []byte {
	n := bytes.Count(b, []byte(old))
	if n == 0 {
		return b
	}
	parts := bytes.SplitN(b, []byte(old), 2+random.IntN(n))
	last := len(parts) - 1
	return slices.Concat(bytes.Join(parts[:last], []byte(old)), []byte(by), parts[last])
}

// crafted returns files made to hurt, of a size up to which they go.
func crafted(big, megabytes int) []upload {
	figures := []string{"cbs", "FILE", "--year", "2020"}
	boundaries := []string{"boundaries", "FILE", "--year", "2020"}
	header := "WijkenEnBuurten;AantalInwoners_5\n"
	return []upload{
		{what: "a million columns", name: "f.csv", content: []byte("WijkenEnBuurten" + strings.Repeat(";c", big)), command: figures},
		{what: "a large cell", name: "f.csv", content: []byte(header + "BU00010001;" + strings.Repeat("9", big*4)), command: figures},
		{what: "an unclosed quote", name: "f.csv", content: []byte(header + "BU00010001;\"" + strings.Repeat("1\n", big)), command: figures},
		{what: "a gzip bomb", name: "f.csv.gz", content: bomb(header, megabytes), command: figures},
		{what: "a deep geojson", name: "b.geojson", content: []byte(`{"type":"FeatureCollection","features":` + strings.Repeat("[", big)), command: boundaries},
		{what: "many points", name: "b.geojson", content: []byte(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"BU_CODE":"BU00010001"},"geometry":{"type":"Polygon","coordinates":[[` +
			strings.Repeat("[5.1,52.1],", big) + `[5.1,52.1]]]}}]}`), command: boundaries},
		{what: "keys twice", name: "b.geojson", content: []byte(`{"type":"FeatureCollection","type":"Feature","features":[],"features":[]}`), command: boundaries},
		{what: "a zip of odd names", name: "f.xlsx", content: zipped(map[string]string{"../../evil": "x", "xl/workbook.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), command: figures},
		{what: "a claim of many rows", name: "f.xlsx", content: zipped(book(`<dimension ref="A1:XFD1048576"/><sheetData><row r="1048576"><c r="XFD1048576" t="s"><v>99999999</v></c></row></sheetData>`)), command: figures},
		{what: "an xlsx bomb", name: "f.xlsx", content: zipped(book("<sheetData>" + strings.Repeat("<row><c><v>1</v></c></row>", big*4) + "</sheetData>")), command: figures},
		{what: "nothing", name: "f.csv", command: figures},
		{what: "nothing", name: "b.geojson", command: boundaries},
		{what: "an sqlite header", name: "b.gpkg", content: []byte("SQLite format 3\x00" + strings.Repeat("\x00", 84)), command: boundaries},
		{what: "an old workbook", name: "f.xls", content: []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 1000)), command: figures},
	}
}

// bomb packs a table of so many megabytes of commas.
func bomb(header string, megabytes int) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(header)) // memory takes everything
	block := bytes.Repeat([]byte(";"), 1<<20)
	for range megabytes {
		_, _ = z.Write(block)
	}
	_ = z.Close()
	return b.Bytes()
}

// book returns the parts of a workbook with one sheet.
func book(sheet string) map[string]string {
	const ns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const rel = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	return map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
		"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="` + rel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook ` + ns + ` xmlns:r="` + rel + `"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="` + rel + `/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet ` + ns + `>` + sheet + `</worksheet>`,
	}
}

func zipped(parts map[string]string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		if w, err := z.Create(name); err == nil {
			_, _ = w.Write([]byte(parts[name])) // memory takes everything
		}
	}
	_ = z.Close()
	return b.Bytes()
}
