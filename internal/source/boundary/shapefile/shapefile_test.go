package shapefile

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/feature"
)

// parts returns the invented shapefile of testdata: three squares, of which the second row is deleted.
func parts(t testing.TB) map[string][]byte {
	t.Helper()
	m := map[string][]byte{}
	for _, ext := range []string{".shp", ".dbf", ".prj"} {
		b, err := os.ReadFile("testdata/invented" + ext)
		if err != nil {
			t.Fatal(err)
		}
		m[ext] = b
	}
	return m
}

// written writes the parts beside each other, with the capitals that old programs give them.
func written(t testing.TB, m map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for ext, b := range m {
		if ext == ".dbf" {
			ext = ".DBF"
		}
		if err := os.WriteFile(filepath.Join(dir, "Invented"+ext), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "Invented.shp")
}

var limits = feature.Limits{Features: 100, Points: 1000, Columns: 50}

func TestRead(t *testing.T) {
	l, err := Read(written(t, parts(t)), Options{Name: "a.shp", Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Shapes) != 2 || l.Shapes[1].Row != 3 || l.Columns[l.Find("buurtcode")].Text(1) != "BU05050002" ||
		l.Columns[l.Find("aantal_inw")].Number(1) != 102 || l.CRS.System != feature.RDNew || len(l.Notes) != 1 {
		t.Errorf("%+v", l)
	}
}

// head is the size of the .dbf's header: 32 bytes, three fields and a mark.
const head = 32 + 3*32 + 1

func TestCharacterSets(t *testing.T) {
	tests := map[string]struct {
		cpg, name, want string
		mark            byte
		noted           bool
		key             string
	}{
		"nothing told, UTF-8":        {name: "Noordëinde", want: "Noordëinde"},
		"nothing told, Windows-1252": {name: "Noord\xebinde", want: "Noordëinde", noted: true},
		"told as Latin-1":            {cpg: "ISO-8859-1\r\n", name: "Noord\xebinde", want: "Noordëinde"},
		"told as UTF-8":              {cpg: "\ufeffUTF-8", name: "Noordëinde", want: "Noordëinde"},
		"mark in the header":         {mark: 0x03, name: "Noord\xebinde", want: "Noordëinde"},
		"cut in half a letter":       {cpg: "UTF-8", name: "Noordeinde \xc3", want: "Noordeinde "},
		"told wrongly":               {cpg: "UTF-8", name: "Noord\xebinde", key: "boundary.not_utf8"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			m := parts(t)
			m[".dbf"][29] = tt.mark
			copy(m[".dbf"][head+11:], (tt.name + "            ")[:12])
			if tt.cpg != "" {
				m[".cpg"] = []byte(tt.cpg)
			}
			l, err := Read(written(t, m), Options{Name: "a.shp", Limits: limits})
			if problem.KeyOf(err) != tt.key {
				t.Fatal(err)
			}
			if err != nil {
				return
			}
			if got := l.Columns[l.Find("buurtnaam")].Text(0); got != tt.want || tt.noted != (len(l.Notes) == 2) {
				t.Errorf("got %q, notes %v", got, l.Notes)
			}
		})
	}
}

func TestEmptyNumbersAreNoNumbers(t *testing.T) {
	for text, want := range map[string]feature.CellKind{"         ": feature.NullCell, "*********": feature.NullCell, "     12.5": feature.NumberCell, "-99999997": feature.NumberCell} {
		m := parts(t)
		copy(m[".dbf"][head+11+12:], text)
		l, err := Read(written(t, m), Options{Name: "a.shp", Limits: limits})
		if err != nil || l.Columns[l.Find("aantal_inw")].Kind(0) != want {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestHolesFindTheirPolygon(t *testing.T) {
	ring := func(x, y, side float64, clockwise bool) area.Ring {
		r := area.Ring{{X: x, Y: y}, {X: x, Y: y + side}, {X: x + side, Y: y + side}, {X: x + side, Y: y}, {X: x, Y: y}}
		if !clockwise {
			r[1], r[3] = r[3], r[1]
		}
		return r
	}
	g := polygonsOf([]area.Ring{ring(20, 20, 5, false), ring(0, 0, 100, true), ring(10, 10, 50, false), ring(15, 15, 30, true), ring(200, 200, 10, false)})
	if len(g) != 3 || len(g[0]) != 2 || len(g[1]) != 2 || len(g[2]) != 1 {
		t.Fatalf("%v", g)
	}
	if got := g.SquareMetres(); got != 100*100-50*50+30*30-5*5+10*10 {
		t.Errorf("%v m2", got)
	}
}

func FuzzRead(f *testing.F) {
	m := parts(f)
	f.Add(m[".shp"], m[".dbf"], m[".prj"])
	f.Fuzz(func(t *testing.T, shp, dbf, prj []byte) {
		l, err := Read(written(t, map[string][]byte{".shp": shp, ".dbf": dbf, ".prj": prj}), Options{Name: "a.shp", Limits: limits})
		if err != nil {
			if problem.KeyOf(err) == "" {
				t.Fatal(err)
			}
			return
		}
		for _, c := range l.Columns {
			for row := range l.Shapes {
				c.Text(row)
			}
		}
	})
}
