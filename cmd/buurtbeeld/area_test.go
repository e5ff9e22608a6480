package main

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/ownarea"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
)

func TestOwnAreasFromTheCommandLine(t *testing.T) {
	a := newTestApp(t)
	a.withExample()
	division := "buurt-" + exampleYear(t, a)
	id := strings.TrimSpace(a.must("area", "add", "--name", "Team <Oost>", "--division", division, "--part", "WK199900"))
	if list := a.must("area", "list"); !strings.Contains(list, id) || !strings.Contains(list, "Team <Oost>") {
		t.Errorf("the list:\n%s", list)
	}
	rows, err := csv.NewReader(strings.NewReader(a.must("area", "show", id))).ReadAll()
	if err != nil || len(rows) < 10 || rows[0][0] != "indicator" {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	var shown struct {
		Name    string
		Parts   []struct{ Code string }
		Figures []struct {
			Indicator, Status, Method string
			Value                     *float64
		}
	}
	if err := json.Unmarshal([]byte(a.must("area", "show", "--division", division, "--part", "WK199900", "--json")), &shown); err != nil {
		t.Fatal(err)
	}
	if shown.Name != "" || len(shown.Parts) < 2 || len(shown.Figures) != len(rows)-1 {
		t.Errorf("not saved: %+v", shown)
	}
	for _, f := range shown.Figures {
		if (f.Status == "known") != (f.Value != nil) || (f.Status == "known") != (f.Method != "") {
			t.Errorf("%+v", f)
		}
	}
	a.must("area", "remove", id)
	for name, c := range map[string]struct {
		args []string
		exit int
	}{
		"removed":             {[]string{"show", id}, exitFailed},
		"removed twice":       {[]string{"remove", id}, exitFailed},
		"no name":             {[]string{"add", "--division", division, "--part", "WK199900"}, exitRefused},
		"no parts":            {[]string{"show", "--division", division}, exitRefused},
		"another year":        {[]string{"show", "--division", "buurt-1999", "--part", "WK199900"}, exitRefused},
		"an unknown code":     {[]string{"show", "--division", division, "--part", "BU00000000"}, exitRefused},
		"no code":             {[]string{"show", "--division", division, "--part", "Oost"}, exitRefused},
		"an outline not here": {[]string{"show", "--division", division, "--outline", filepath.Join(t.TempDir(), "x.json")}, exitFailed},
		"an unknown form":     {[]string{"show", id, "--format", "pdf"}, exitUsage},
		"two areas":           {[]string{"show", id, id}, exitUsage},
		"no area to remove":   {[]string{"remove"}, exitUsage},
	} {
		if exit := a.run(append([]string{"area"}, c.args...)...); exit != c.exit || a.err.Len() == 0 {
			t.Errorf("%s: exit %d: %s", name, exit, a.err.String())
		}
	}
}

// exampleYear returns the newest year of which the invented municipality has neighbourhoods.
func exampleYear(t *testing.T, a *testApp) string {
	t.Helper()
	store := a.store()
	defer store.Close()
	ids, err := store.Divisions(t.Context(), reader.OnLoopback())
	if err != nil {
		t.Fatal(err)
	}
	year := 0
	for _, id := range ids {
		if id.Level == area.Neighbourhood {
			year = max(year, id.Year)
		}
	}
	return indicator.Year(year).String()
}

func (a *testApp) store() *sqlite.Store {
	a.t.Helper()
	store, err := sqlite.Open(a.t.Context(), a.db, sqlite.Options{Now: testNow, NewID: newID})
	if err != nil {
		a.t.Fatal(err)
	}
	return store
}

// An own area of all neighbourhoods of a district has, within its own bounds and the rounding of the district, the figures
// that CBS publishes of the district; one with a neighbourhood of which a figure is withheld does not have that figure.
func TestOwnAreasOfRealDistrictsAreWhatCBSPublishes(t *testing.T) {
	a := newTestApp(t)
	folder := "data/cbs-wijkbuurtkaart-2015/"
	if !a.importShared(chain{imports: [][]string{
		{"boundaries", folder + "buurt_2015.geojson.gz", "--year", "2015", "--level", "buurt"},
		{"boundaries", folder + "wijk_2015.geojson.gz", "--year", "2015", "--level", "wijk"}}}) {
		return
	}
	store := a.store()
	defer store.Close()
	r := reader.OnLoopback()
	districts, err := store.Division(t.Context(), r, area.DivisionID{Level: area.District, Year: 2015})
	if err != nil {
		t.Fatal(err)
	}
	fine, err := store.Division(t.Context(), r, area.DivisionID{Level: area.Neighbourhood, Year: 2015})
	if err != nil {
		t.Fatal(err)
	}
	compared, refused := 0, 0
	for n := 7; n < districts.Len(); n += 60 {
		c := districts.At(n).Code
		from, to := fine.Index().Range(c)
		var codes []area.Code
		for i := from; i < to; i++ {
			if fine.At(i).Kind == area.Land {
				codes = append(codes, fine.At(i).Code)
			}
		}
		if len(codes) < 2 {
			continue
		}
		own, err := ownarea.New("", fine, codes)
		if err != nil {
			t.Fatal(err)
		}
		result, err := ownarea.Build(t.Context(), r, store, store, own)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range result.Values {
			key := v.Key
			key.Division.Level = area.District
			column, err := store.Column(t.Context(), r, key)
			if err != nil {
				t.Fatal(err)
			}
			published, ok := column.Find(c).Number()
			if !ok || v.Answer != ownarea.Given || len(v.Totals) > 0 || v.Method == ownarea.Weighted {
				continue
			}
			slack := v.Step
			if v.Method == ownarea.Ratio { // both of its counts are rounded too
				slack = 1000 * 10 / math.Max(1, populationOf(result))
			}
			if compared++; published < v.Low-slack-1e-9 || published > v.High+slack+1e-9 {
				t.Errorf("%s %s: %v between %v and %v, CBS publishes %v", c, key.Indicator, v.Number, v.Low, v.High, published)
			}
		}
		refused += refusals(t, store, result, own)
	}
	if compared < 300 || refused == 0 {
		t.Errorf("%d figures compared, %d refused", compared, refused)
	}
}

func populationOf(r *ownarea.Result) float64 {
	v, _ := r.Find(indicator.Population)
	return v.Number
}

// refusals leaves one neighbourhood out, so that the district cannot stand in, and counts figures that are refused since a
// part has none.
func refusals(t *testing.T, store *sqlite.Store, whole *ownarea.Result, own ownarea.Area) int {
	t.Helper()
	own.Parts = own.Parts[1:]
	result, err := ownarea.Build(t.Context(), reader.OnLoopback(), store, store, own)
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for i, v := range result.Values {
		column, err := store.Column(t.Context(), reader.OnLoopback(), v.Key)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range own.Parts {
			value := column.Find(p.Code)
			if s := value.Status(); s == indicator.Known || s == indicator.NotApplicable {
				continue
			}
			if refused++; v.Answer == ownarea.Given {
				t.Errorf("%s is given, while %s has none (%v)", whole.Values[i].Key.Indicator, p.Code, value.Status())
			}
		}
	}
	return refused
}

func TestAFileWithAnOutline(t *testing.T) {
	a := newTestApp(t)
	a.withExample()
	file := filepath.Join(t.TempDir(), "omtrek.geojson")
	if err := os.WriteFile(file, []byte(`{"type":"Polygon","coordinates":[[[5,52],[5.001,52],[5.001,52.001],[5,52]]]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if exit := a.run("area", "show", "--division", "buurt-"+exampleYear(t, a), "--outline", file); exit != exitRefused || !strings.Contains(a.err.String(), "outline") {
		t.Errorf("an outline beside the municipality: exit %d: %s", exit, a.err.String())
	}
}
