package boundary

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// readShared reads a file of the folder with real data; false says that the folder is not there.
func readShared(t testing.TB, name string, o Options) (Result, bool) {
	t.Helper()
	path, ok := golden.Shared(t, "data/"+name)
	if !ok {
		return Result{}, false
	}
	r, err := Read(context.Background(), []string{path}, o)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return r, true
}

func code(t testing.TB, s string) area.Code {
	t.Helper()
	c, err := area.ParseCode(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// noteCounts returns how often each note counts, 1 for a note without a number.
func noteCounts(notes []indicator.Note) map[string]string {
	m := map[string]string{}
	for _, n := range notes {
		m[n.Key] = n.Args["n"]
	}
	return m
}

func squareKilometres(s *area.Shapes) float64 {
	sum := 0.0
	for i := range s.Index().Len() {
		sum += s.At(i).SquareMetres()
	}
	return sum / 1e6
}

// TestRealFiles compares what was read with numbers of testdata/measure.py, which uses nothing of ours, as in
//
//	python3 measure.py ../shared/data/cbs-wijkbuurtkaart-2015/buurt_2015.geojson.gz BU_CODE BU00030000 BU05050100
//
// and counts of features by data/README.md.
func TestRealFiles(t *testing.T) {
	tests := map[string]struct {
		file  string
		o     Options
		areas map[area.Level]int
		km2   float64 // of all levels together; 0 where water is left out
		m2    map[string]float64
		name  map[string]string
		notes map[string]string // with their numbers; further ones only about the coordinates
		rows  int
	}{
		"national neighbourhoods": {"cbs-wijkbuurtkaart-2015/buurt_2015.geojson.gz", Options{Year: 2015},
			map[area.Level]int{area.Neighbourhood: 12229}, 35019.343840,
			map[string]float64{"BU00030000": 888654.63, "BU05050100": 223511.01, "BU19870107": 0},
			map[string]string{"BU00030000": "Appingedam-Centrum"},
			map[string]string{"boundary.crosses_itself": "5", "boundary.collapsed": "1"}, 12229},
		"GeoPackage at full resolution": {"cbs-buurt-2020-dordrecht/buurt_2020_dordrecht.gpkg", Options{},
			map[area.Level]int{area.Neighbourhood: 130}, 99.467484,
			map[string]float64{"BU05050100": 227216.59, "BU05059997": 851386.10},
			map[string]string{"BU05050100": "Nieuwe Haven en omgeving", "BU05059997": ""}, nil, 130},
		"CSV with shapes": {"cbs-buurt-2020-dordrecht/buurten_dordrecht.csv.gz", Options{},
			map[area.Level]int{area.Neighbourhood: 130}, 99.467484, map[string]float64{"BU05050100": 227216.59}, nil, nil, 130},
		"GeoPackage of PDOK": {"cbs-buurt-2021-ermelo/CBS_buurten.gpkg", Options{Year: 2021},
			map[area.Level]int{area.Neighbourhood: 17}, 87.326276, map[string]float64{"BU02330000": 3233655.19}, nil, nil, 17},
		"two layers": {"cbs-wijk-gemeente-2022/NLD_2022.gpkg", Options{Year: 2022},
			map[area.Level]int{area.District: 3340, area.Municipality: 345}, 70176.666836,
			map[string]float64{"WK001400": 2422931.50, "GM0014": 197891921.50}, map[string]string{"GM0014": "Groningen"}, nil, 3685},
		"one level of two": {"cbs-wijk-gemeente-2022/NLD_2022.gpkg", Options{Year: 2022, Level: area.Municipality},
			map[area.Level]int{area.Municipality: 345}, 35088.333418, nil, nil, map[string]string{"boundary.other_level": "3340"}, 3685},
		"RD New with holes in the codes": {"cbs-wijk-2016/wijk_2016_6.geojson.gz", Options{Year: 2016},
			map[area.Level]int{area.District: 2981}, 34998.700229, map[string]float64{"WK000300": 24561523, "WK191104": 26249974},
			map[string]string{"WK000300": "Wijk 00"},
			map[string]string{"boundary.crosses_itself": "12", "boundary.without_shape": "2", "boundary.pieces_joined": "1"}, 2982},
		"the object's form last": {"cbs-gemeente-2013/CBS_Gemeente_2013.json.gz", Options{Year: 2013},
			map[area.Level]int{area.Municipality: 408}, 35046.363050, map[string]float64{"GM0003": 24581382.83}, nil,
			map[string]string{"boundary.crosses_itself": "1"}, 408},
		"The Hague region": {"elan-wijkmonitor/wijkgeo_file.json.gz", Options{Year: 2022},
			map[area.Level]int{area.District: 72}, 210.644793, map[string]float64{"WK051801": 3218881.05},
			map[string]string{"WK051801": "Wijk 01 Oostduinen"}, nil, 72},
		"Shapefile in UTM with deleted rows": {"cbs-buurt-utm31n/idsa_cbs_buurten_utm31n.shp", Options{Year: 2013},
			map[area.Level]int{area.Neighbourhood: 14}, 6.630876, map[string]float64{"BU06030224": 371495.50},
			map[string]string{"BU06030224": "Rembrandtkwartier"}, map[string]string{"boundary.deleted_left_out": "26"}, 14},
		"water without a mark": {"cbs-gemeenten-reeks/gemeenten_2023.geojson.gz", Options{Year: 2023},
			map[area.Level]int{area.Municipality: 343}, 0, map[string]float64{"GM0014": 198294476.37}, map[string]string{"GM0998": "Buitenland"},
			map[string]string{"boundary.water_unmarked": "81", "boundary.crosses_itself": "3", "boundary.collapsed": "5"}, 424},
		"water with a mark, TopoJSON": {"cbs-gebiedsindelingen-2014-2015/GemeenteDetail_2015_layer_q1e3.json.gz", Options{Year: 2015},
			map[area.Level]int{area.Municipality: 394}, 0, nil, nil,
			map[string]string{"boundary.water_apart": "90", "boundary.collapsed": "106", "boundary.crosses_itself": "9", "boundary.parts_overlap": "2"}, 484},
		"TopoJSON of municipalities": {"cbs-gebiedsindelingen-2014-2015/Gemeente_2015_layer_q1e3.json.gz", Options{Year: 2015},
			map[area.Level]int{area.Municipality: 393}, 35057.998049, map[string]float64{"GM0003": 24030745.74, "GM0505": 100401235.46},
			map[string]string{"GM0505": "Dordrecht"}, map[string]string{"boundary.collapsed": "10", "boundary.crosses_itself": "9"}, 393},
		"coarse TopoJSON": {"cbs-gebiedsindelingen-2014-2015/Buurt_2014_layer_q1e3.json.gz", Options{Year: 2014},
			map[area.Level]int{area.Neighbourhood: 11691}, 35023.196785, map[string]float64{"BU00030000": 483191.22}, map[string]string{"BU00030000": "Appingedam-Centrum"},
			map[string]string{"boundary.collapsed": "1598", "boundary.crosses_itself": "505", "boundary.parts_overlap": "8"}, 11691},
		"year in the file": {"cbs-gemeente-2023/gemeenten.json.gz", Options{},
			map[area.Level]int{area.Municipality: 343}, 0, nil, nil,
			map[string]string{"boundary.crosses_itself": "2", "boundary.parts_overlap": "2", "boundary.hole_outside": "1"}, 343},
		"slivers of neighbours": {"cbs-wijkbuurtkaart-2015/per-veiligheidsregio/ijsselland_buurt.geojson.gz", Options{Year: 2015},
			map[area.Level]int{area.Neighbourhood: 550}, 1902.235215, map[string]float64{"BU00980402": 10355.89}, nil,
			map[string]string{"boundary.no_land": "4"}, 554},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r, ok := readShared(t, tt.file, tt.o)
			if !ok {
				return
			}
			areas, km2 := map[area.Level]int{}, 0.0
			for i, d := range r.Batch.Divisions {
				s := r.Batch.Shapes[i]
				if s.Index() != d.Index() || !slices.Equal(r.Attributes[i].Codes(), d.Index().Codes()) {
					t.Error("areas, shapes and attributes differ in order")
				}
				areas[d.ID().Level] = d.Len()
				km2 += squareKilometres(s)
			}
			for level, n := range tt.areas {
				if areas[level] != n || len(areas) != len(tt.areas) {
					t.Errorf("areas by level %v, want %v", areas, tt.areas)
				}
			}
			if tt.km2 != 0 && math.Abs(km2-tt.km2) > 0.0001 {
				t.Errorf("%.6f km2, want %.6f", km2, tt.km2)
			}
			for c, want := range tt.m2 {
				if got := shapeOf(t, r, c).SquareMetres(); math.Abs(got-want) > max(1, 2e-7*want) {
					t.Errorf("%s: %.2f m2, want %.2f", c, got, want)
				}
			}
			for c, want := range tt.name {
				if got := areaOf(t, r, c); got.Name != want {
					t.Errorf("%s: called %q, want %q", c, got.Name, want)
				}
			}
			report := r.Batch.Delivery.Report
			notes := noteCounts(report.Notes)
			delete(notes, "boundary.crs_read")
			delete(notes, "boundary.crs_recognised")
			for key, n := range tt.notes {
				if notes[key] != n {
					t.Errorf("%s: %s times, want %s", key, notes[key], n)
				}
			}
			if len(notes) != len(tt.notes) || report.Rows != tt.rows || report.Matched+report.Unmatched != tt.rows {
				t.Errorf("%d rows, %d matched, %d unmatched, notes %v", report.Rows, report.Matched, report.Unmatched, notes)
			}
		})
	}
}

func areaOf(t testing.TB, r Result, s string) area.Area {
	t.Helper()
	for _, d := range r.Batch.Divisions {
		if a, ok := d.Find(code(t, s)); ok {
			return a
		}
	}
	t.Errorf("%s is not there", s)
	return area.Area{}
}

func shapeOf(t testing.TB, r Result, s string) area.Geometry {
	t.Helper()
	for _, shapes := range r.Batch.Shapes {
		if g, ok := shapes.Find(code(t, s)); ok {
			return g
		}
	}
	return nil
}

func TestWaterAndAbroadAreToldApart(t *testing.T) {
	tests := []struct {
		file string
		year int
		want map[string]area.Kind
	}{
		{"cbs-buurt-2020-dordrecht/buurt_2020_dordrecht.gpkg", 2020, map[string]area.Kind{"BU05059997": area.Water, "BU05050100": area.Land}},
		{"cbs-buurt-2020-dordrecht/buurten_dordrecht.csv.gz", 2020, map[string]area.Kind{"BU05059997": area.Water, "BU05050100": area.Land}},
		{"cbs-gemeenten-reeks/gemeenten_2023.geojson.gz", 2023, map[string]area.Kind{"GM0998": area.Abroad, "GM0034": area.Land}},
		{"cbs-gebiedsindelingen-2014-2015/GemeenteDetail_2015_layer_q1e3.json.gz", 2015, map[string]area.Kind{"GM9999": area.Abroad, "GM0034": area.Land}},
	}
	for _, tt := range tests {
		r, ok := readShared(t, tt.file, Options{Year: tt.year})
		if !ok {
			return
		}
		for c, kind := range tt.want {
			if got := areaOf(t, r, c); got.Kind != kind {
				t.Errorf("%s: %s is %v, want %v", tt.file, c, got.Kind, kind)
			}
		}
	}
	// Almere's land is 1,666 signs of JSON and its water 1,823: only the land is drawn. Its surface is from
	// testdata/measure.py on a copy of the file with that one feature.
	r, ok := readShared(t, "cbs-gemeenten-reeks/gemeenten_2023.geojson.gz", Options{Year: 2023})
	if !ok {
		return
	}
	if got := shapeOf(t, r, "GM0034").SquareMetres(); math.Abs(got-139538025.16) > 1 {
		t.Errorf("Almere has %.2f m2", got)
	}
}

func TestGeoPackageAndCSVHaveTheSameShapesAndFigures(t *testing.T) {
	a, ok := readShared(t, "cbs-buurt-2020-dordrecht/buurt_2020_dordrecht.gpkg", Options{})
	if !ok {
		return
	}
	b, _ := readShared(t, "cbs-buurt-2020-dordrecht/buurten_dordrecht.csv.gz", Options{})
	if !slices.Equal(a.Batch.Divisions[0].Index().Codes(), b.Batch.Divisions[0].Index().Codes()) {
		t.Fatal("other codes")
	}
	for i := range a.Batch.Divisions[0].Len() {
		if !sameGeometry(a.Batch.Shapes[0].At(i), b.Batch.Shapes[0].At(i)) || a.Batch.Divisions[0].At(i) != b.Batch.Divisions[0].At(i) {
			t.Errorf("%v differs", a.Batch.Divisions[0].At(i))
		}
	}
	if a.Batch.Delivery.Fingerprint == b.Batch.Delivery.Fingerprint || a.Batch.Delivery.Year != 2020 {
		t.Errorf("%+v", a.Batch.Delivery)
	}
	for _, r := range []Result{a, b} {
		attributes := &r.Attributes[0]
		column := slices.Index(attributes.Names(), "aant_inw")
		row, _ := r.Batch.Divisions[0].Index().Find(code(t, "BU05050100"))
		text, number, isNumber, isNull := attributes.Cell(row, column)
		// sqlite3 buurt_2020_dordrecht.gpkg "select aant_inw from buurt_2020 where bu_code = 'BU05050100'"
		if isNull || isNumber && number != 815 || !isNumber && text != "815" {
			t.Errorf("got %q, %v, %v, %v", text, number, isNumber, isNull)
		}
	}
}

func TestFilesTogetherAreOneDelivery(t *testing.T) {
	var files []string
	for _, f := range []string{"haaglanden_buurt", "ijsselland_buurt", "haaglanden_wijk", "ijsselland_gemeente"} {
		path, ok := golden.Shared(t, "data/cbs-wijkbuurtkaart-2015/per-veiligheidsregio/"+f+".geojson.gz")
		if !ok {
			return
		}
		files = append(files, path)
	}
	r, err := Read(context.Background(), files, Options{Year: 2015})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Batch.Divisions) != 3 || len(r.Batch.Delivery.Files) != 4 || r.Batch.Delivery.Title != "Grenzen van gemeenten, wijken en buurten 2015" {
		t.Errorf("%v %v %q", r.Batch.Divisions, r.Batch.Delivery.Files, r.Batch.Delivery.Title)
	}
	slices.Reverse(files)
	again, err := Read(context.Background(), files, Options{Year: 2015})
	if err != nil || again.Batch.Delivery.Fingerprint != r.Batch.Delivery.Fingerprint {
		t.Error("the order of the files must not make another delivery")
	}
}

func TestNamesWithoutCodes(t *testing.T) {
	path, ok := golden.Shared(t, "data/cbs-buurt-2020-amstelveen/amstelveen-geometry.json.gz")
	if !ok {
		return
	}
	_, err := Read(context.Background(), []string{path}, Options{Year: 2020})
	if problem.KeyOf(err) != "boundary.no_codes" {
		t.Errorf("got %v", err)
	}
	known, ok := namesOf2020(t)
	if !ok {
		return
	}
	r, err := Read(context.Background(), []string{path}, Options{Year: 2020, Known: known})
	if err != nil {
		t.Fatal(err)
	}
	notes := noteCounts(r.Batch.Delivery.Report.Notes)
	_, byName := notes["boundary.codes_by_name"]
	_, recognised := notes["boundary.crs_recognised"]
	if !byName || !recognised || r.Batch.Divisions[0].Len() != 47 || areaOf(t, r, "BU03620101").Name == "" {
		t.Errorf("%v, %v", notes, r.Batch.Divisions)
	}
}

// namesOf2020 is the neighbourhoods of 2020 with their names, as the region list of StatLine has them.
func namesOf2020(t *testing.T) (*area.Division, bool) {
	t.Helper()
	path, ok := golden.Shared(t, "data/cbs-kwb-2020-84799NED/84799NED_WijkenEnBuurten.csv.gz")
	if !ok {
		return nil, false
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(z)
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var areas []area.Area
	for _, row := range rows {
		if strings.HasPrefix(row[0], "BU") {
			areas = append(areas, area.Area{Code: code(t, row[0]), Name: row[1]})
		}
	}
	d, err := area.NewDivision(area.DivisionID{Level: area.Neighbourhood, Year: 2020}, areas)
	if err != nil {
		t.Fatal(err)
	}
	return d, true
}
