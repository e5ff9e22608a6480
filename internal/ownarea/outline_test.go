package ownarea

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

const squareText = `{"type":"Polygon","coordinates":[[[100000,400000],[101000,400000],[101000,401000],[100000,401000],[100000,400000]]]}`

func TestOutlinesAreRead(t *testing.T) {
	lon, lat := area.WGS84FromRD(area.Point{X: 100000, Y: 400000})
	east, north := area.WGS84FromRD(area.Point{X: 101000, Y: 401000})
	degrees := fmt.Sprintf(`[[%v,%v],[%v,%v],[%v,%v],[%v,%v],[%v,%v]]`, lon, lat, east, lat, east, north, lon, north, lon, lat)
	ring := strings.TrimSuffix(strings.TrimPrefix(squareText, `{"type":"Polygon","coordinates":`), "}")
	for name, text := range map[string]string{
		"metres":                squareText,
		"degrees":               `{"type":"Polygon","coordinates":[` + degrees + `]}`,
		"a feature":             `{"type":"Feature","properties":{"naam":"x"},"geometry":` + squareText + `}`,
		"a collection":          `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::28992"}},"features":[{"type":"Feature","geometry":` + squareText + `}]}`,
		"several polygons":      `{"type":"MultiPolygon","coordinates":[` + ring + `]}`,
		"not closed":            strings.Replace(squareText, `,[100000,400000]]]`, `]]`, 1),
		"with heights":          strings.ReplaceAll(squareText, `000]`, `000,3.5]`),
		"a point twice":         strings.Replace(squareText, `[101000,401000]`, `[101000,401000],[101000,401000]`, 1),
		"collection of geometr": `{"type":"GeometryCollection","geometries":[` + squareText + `]}`,
	} {
		g, err := ParseOutline([]byte(text))
		if err != nil || math.Abs(g.SquareMetres()-1e6) > 2000 {
			t.Errorf("%s: %v square metres, %v", name, g.SquareMetres(), err)
		}
	}
}

func TestBrokenOutlinesAreRefused(t *testing.T) {
	var many strings.Builder
	for i := range MostOutlinePoints + 2 {
		a := 2 * math.Pi * float64(i) / (MostOutlinePoints + 2)
		fmt.Fprintf(&many, "[%v,%v],", 100000+1000*math.Cos(a), 400000+1000*math.Sin(a))
	}
	polygon := func(points string) string { return `{"type":"Polygon","coordinates":[[` + points + `]]}` }
	for name, c := range map[string]struct{ text, key string }{
		"nothing":              {``, "ownarea.outline_unreadable"},
		"no JSON":              {`<kml/>`, "ownarea.outline_unreadable"},
		"NaN":                  {polygon(`[NaN,1]`), "ownarea.outline_unreadable"},
		"too large a number":   {polygon(`[1e999,1],[2,2],[3,3]`), "ownarea.outline_unreadable"},
		"a point of one":       {polygon(`[100000],[100000,400100],[100100,400100]`), "ownarea.outline_unreadable"},
		"a point":              {`{"type":"Point","coordinates":[100000,400000]}`, "ownarea.outline_no_surface"},
		"a line":               {polygon(`[100000,400000],[101000,401000]`), "ownarea.outline_no_surface"},
		"null":                 {`null`, "ownarea.outline_no_surface"},
		"another grid":         {`{"type":"Polygon","crs":{"properties":{"name":"EPSG:3857"}},"coordinates":[]}`, "ownarea.outline_grid"},
		"swapped":              {polygon(`[51.8,4.6],[51.9,4.6],[51.9,4.7],[51.8,4.6]`), "ownarea.outline_elsewhere"},
		"Paris":                {polygon(`[2.3,48.8],[2.4,48.8],[2.4,48.9],[2.3,48.8]`), "ownarea.outline_elsewhere"},
		"crosses itself":       {polygon(`[100000,400000],[101000,401000],[101000,400000],[100000,401000],[100000,400000]`), "ownarea.outline_crosses"},
		"a square metre":       {polygon(`[100000,400000],[100001,400000],[100001,400001],[100000,400001],[100000,400000]`), "ownarea.outline_small"},
		"a hole beside it":     {strings.Replace(squareText, `]]]`, `]],[[200000,400000],[200100,400000],[200100,400100],[200000,400000]]]`, 1), "ownarea.outline_overlaps"},
		"too many points":      {polygon(strings.TrimSuffix(many.String(), ",")), "ownarea.outline_large"},
		"too many bytes":       {strings.Repeat(" ", mostOutlineBytes+1), "ownarea.outline_large"},
		"in each other":        {strings.Repeat(`{"type":"FeatureCollection","features":[`, 20) + strings.Repeat(`]}`, 20), "ownarea.outline_unreadable"},
		"a hundred thousand [": {strings.Repeat(`[`, 100_000), "ownarea.outline_unreadable"},
	} {
		if _, err := ParseOutline([]byte(c.text)); problem.KeyOf(err) != c.key {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
}

func FuzzParseOutline(f *testing.F) {
	f.Add([]byte(squareText))
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"geometry":{"type":"MultiPolygon","coordinates":[[[[4.6,51.8],[4.7,51.8],[4.7,51.9]]]]}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		g, err := ParseOutline(text)
		if err != nil {
			return
		}
		if flaw, _ := g.Flaw(); flaw != area.NoFlaw || g.SquareMetres() < leastSquareMetres {
			t.Errorf("taken in with flaw %v", flaw)
		}
	})
}

// grid is four neighbourhoods of a kilometre square beside each other; the last is water, or has a broken boundary.
func grid(t *testing.T, broken bool) (*area.Division, *area.Shapes) {
	t.Helper()
	var list []area.Area
	var shapes []area.Geometry
	for i := range 4 {
		list = append(list, area.Area{Code: code(t, fmt.Sprintf("BU0001000%d", i)), Name: "Buurt"})
		x, y := 100000+1000*float64(i), 400000.0
		shapes = append(shapes, area.Geometry{{{{X: x, Y: y}, {X: x + 1000, Y: y}, {X: x + 1000, Y: y + 1000}, {X: x, Y: y + 1000}, {X: x, Y: y}}}})
	}
	list[3].Kind = area.Water
	if broken {
		list[3].Kind = area.Land
		shapes[3] = area.Geometry{{{{X: 103000, Y: 400000}, {X: 104000, Y: 401000}, {X: 104000, Y: 400000}, {X: 103000, Y: 401000}, {X: 103000, Y: 400000}}}}
	}
	d, err := area.NewDivision(area.DivisionID{Level: area.Neighbourhood, Year: year}, list)
	if err != nil {
		t.Fatal(err)
	}
	return d, area.NewShapes(d.Index(), shapes)
}

func box(x, y, width, height float64) area.Geometry {
	return area.Geometry{{{{X: x, Y: y}, {X: x + width, Y: y}, {X: x + width, Y: y + height}, {X: x, Y: y + height}, {X: x, Y: y}}}}
}

func TestOutlinesAreLaidOverTheParts(t *testing.T) {
	d, shapes := grid(t, false)
	part := func(i, share int) Part { return Part{d.At(i).Code, share} }
	for name, c := range map[string]struct {
		outline area.Geometry
		parts   []Part
		outside float64
	}{
		"one exactly":            {box(100000, 400000, 1000, 1000), []Part{part(0, Whole)}, 0},
		"a quarter":              {box(100000, 400000, 500, 500), []Part{part(0, 2500)}, 0},
		"one and a half":         {box(100000, 400000, 1500, 1000), []Part{part(0, Whole), part(1, 5000)}, 0},
		"drawn beside the line":  {box(99999, 399999, 1004, 1002), []Part{part(0, Whole)}, 0.003},
		"water has no people":    {box(102000, 400000, 2000, 1000), []Part{part(2, Whole)}, 0},
		"across the border":      {box(99000, 400000, 2000, 1000), []Part{part(0, Whole)}, 0.5},
		"a small one in a large": {box(100100, 400100, 50, 50), []Part{part(0, 25)}, 0},
	} {
		a, err := Draw(name, d, shapes, c.outline)
		if err != nil || !slices.Equal(a.Parts, c.parts) || math.Abs(a.Outside-c.outside) > 0.001 {
			t.Errorf("%s: %v outside %v, %v", name, a.Parts, a.Outside, err)
		}
	}
	if _, err := Draw("", d, shapes, box(50000, 400000, 500, 500)); problem.KeyOf(err) != "ownarea.outline_empty" {
		t.Errorf("beside everything: %v", err)
	}
	d, shapes = grid(t, true)
	if _, err := Draw("", d, shapes, box(103000, 400000, 500, 500)); problem.KindOf(err) != problem.Invalid {
		t.Errorf("over a broken boundary: %v", err)
	}
}

func TestNew(t *testing.T) {
	d, _ := grid(t, false)
	c := func(s string) area.Code { return code(t, s) }
	a, err := New("  Team\n Oost ", d, []area.Code{c("BU00010001"), c("BU00010000"), c("BU00010001")})
	if err != nil || a.Name != "Team Oost" || PartsText(a.Parts) != "BU00010000 BU00010001" {
		t.Errorf("%+v, %v", a, err)
	}
	for name, one := range map[string]struct {
		name  string
		codes []area.Code
		key   string
	}{
		"nothing":         {"x", nil, "ownarea.no_parts"},
		"of another year": {"x", []area.Code{c("BU00020000")}, "ownarea.code_unknown"},
		"of another kind": {"x", []area.Code{c("WK000100")}, "ownarea.code_unknown"},
		"water":           {"x", []area.Code{c("BU00010003")}, "ownarea.no_land"},
		"a long name":     {strings.Repeat("é", 81), []area.Code{c("BU00010000")}, "ownarea.name_long"},
	} {
		if _, err := New(one.name, d, one.codes); problem.KeyOf(err) != one.key {
			t.Errorf("%s: %v, want %s", name, err, one.key)
		}
	}
	if problem.KeyOf(Area{}.CanBeKept()) != "ownarea.name_missing" {
		t.Error("kept without a name")
	}
}

func TestTextsGoThereAndBack(t *testing.T) {
	d, shapes := grid(t, false)
	a, err := Draw("x", d, shapes, box(99500, 400000, 1700, 800))
	if err != nil {
		t.Fatal(err)
	}
	parts, err := ParseParts(PartsText(a.Parts))
	if err != nil || !slices.Equal(parts, a.Parts) {
		t.Errorf("%v, %v", parts, err)
	}
	text, err := OutlineText(a)
	if err != nil {
		t.Fatal(err)
	}
	var b Area
	if err := ParseOutlineText(text, &b); err != nil || b.Outside != a.Outside || !slices.Equal(b.Outline[0][0], a.Outline[0][0]) {
		t.Errorf("%+v, %v", b, err)
	}
	geo, err := GeoJSON(a)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseOutline([]byte(geo))
	if err != nil || !reflect.DeepEqual(again, a.Outline) {
		t.Errorf("%v is read as %v, %v", a.Outline, again, err)
	}
	for _, broken := range []string{"", "x", "BU00010001 BU00010000", "BU00010000 BU00010000", "BU00010000:0", "BU00010000:10000", "BU00010000:x"} {
		if _, err := ParseParts(broken); err == nil {
			t.Errorf("%q is read as parts", broken)
		}
	}
}
