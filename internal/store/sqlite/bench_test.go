package sqlite

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// The load of the memory test: by default a part of the country, with -store.national all of it.
var (
	national  = flag.Bool("store.national", false, "measure memory with 20 years of 120 figures of the whole country")
	childRead = flag.String("store.read", "", "file that a child process reads")
)

// country returns an invented division of so many areas, about 40 to a municipality.
func country(t testing.TB, id area.DivisionID, areas int) *area.Division {
	t.Helper()
	list := make([]area.Area, areas)
	for i := range list {
		text := map[area.Level]string{area.Neighbourhood: fmt.Sprintf("BU%04d%04d", 3+i/40, i%40*10),
			area.District: fmt.Sprintf("WK%04d%02d", 3+i/10, i%10), area.Municipality: fmt.Sprintf("GM%04d", 3+i)}[id.Level]
		c, err := area.ParseCode(text)
		if err != nil {
			t.Fatal(err)
		}
		list[i] = area.Area{Code: c, Name: fmt.Sprintf("Invented area %d", i)}
	}
	d, err := area.NewDivision(id, list)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// addColumns adds columns of one year to a batch as CBS publishes them: mostly counts, some with one decimal, an eighth
// missing.
func addColumns(t testing.TB, b *indicator.Batch, d *area.Division, columns int) {
	t.Helper()
	random := rand.New(rand.NewPCG(uint64(d.ID().Year), uint64(d.ID().Level)))
	for n := range columns {
		id := indicator.ID(fmt.Sprintf("figure_%03d", n))
		c := indicator.NewBuilder(indicator.Key{Indicator: id, Period: indicator.Year(d.ID().Year), Division: d.ID()}, d.Index())
		for i := range d.Len() {
			if random.IntN(8) == 0 {
				c.SetMissing(i, indicator.Of(indicator.Withheld))
				continue
			}
			x := float64(random.IntN(2000))
			if n%3 == 0 {
				x /= 10
			}
			if err := c.SetKnown(i, x, 0); err != nil {
				t.Fatal(err)
			}
		}
		b.Columns = append(b.Columns, c.Column())
		b.Indicators = append(b.Indicators, indicator.Indicator{ID: id, Unit: "persons"})
	}
}

// yearBatch returns a batch like one year of the key figures: country, municipalities, districts and neighbourhoods.
func yearBatch(t testing.TB, year, columns, neighbourhoods int) indicator.Batch {
	t.Helper()
	b := indicator.Batch{Delivery: indicator.Delivery{Kind: indicator.CBSTable, Fingerprint: fmt.Sprint("year ", year), Year: year}}
	for level, areas := range map[area.Level]int{area.Neighbourhood: neighbourhoods, area.District: neighbourhoods * 3177 / 13808,
		area.Municipality: neighbourhoods * 355 / 13808} {
		d := country(t, area.DivisionID{Level: level, Year: year}, areas)
		b.Divisions = append(b.Divisions, d)
		addColumns(t, &b, d, columns)
	}
	return b
}

// One year of the key figures: 17,340 areas of three levels, 110 columns.
func BenchmarkSaveYear(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "store.db"))
	batch := yearBatch(b, 2020, 110, 13808)
	b.ResetTimer()
	n := 0
	for b.Loop() {
		n++
		batch.Delivery.Fingerprint = fmt.Sprint("year ", n)
		mustSave(b, s, batch)
	}
	if info, err := os.Stat(s.file.Path()); err == nil {
		b.ReportMetric(float64(info.Size())/float64(n)/(1<<20), "MB/year")
	}
}

// A column of 13,808 areas that is not in memory, and one that is.
func BenchmarkColumn(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "store.db"))
	batch := yearBatch(b, 2020, 20, 13808)
	mustSave(b, s, batch)
	for name, forget := range map[string]bool{"read": true, "remembered": false} {
		b.Run(name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				if forget {
					s.columns.clear()
				}
				n++
				if _, err := s.Column(ctx, analyst, batch.Columns[n%20].Key()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkShapesOfTheCountry(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "store.db"))
	d := country(b, area.DivisionID{Level: area.Neighbourhood, Year: 2020}, 13808)
	random := rand.New(rand.NewPCG(1, 1))
	geometries := make([]area.Geometry, d.Len())
	for i := range geometries {
		p, ring := area.Point{X: 1000 * float64(i%200), Y: 1000 * float64(i/200)}, area.Ring{}
		for range 250 {
			ring = append(ring, p)
			p.X, p.Y = p.X+float64(random.IntN(40_000)-20_000)/1000, p.Y+float64(random.IntN(40_000)-20_000)/1000
		}
		geometries[i] = area.Geometry{{append(ring, ring[0])}}
	}
	began := time.Now()
	mustSave(b, s, indicator.Batch{Delivery: indicator.Delivery{Kind: indicator.Boundaries, Fingerprint: "b"},
		Divisions: []*area.Division{d}, Shapes: []*area.Shapes{area.NewShapes(d.Index(), geometries)}})
	saving := time.Since(began)
	for within, c := range map[string]area.Code{"country": area.Netherlands, "municipality": d.At(5000).Code.Municipality()} {
		b.Run(within, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Shapes(ctx, analyst, d.ID(), c); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(saving.Seconds(), "s-to-save")
		})
	}
}

// TestReader is the work of a child process: it reads every column twice and tells how much memory that took at most.
func TestReader(t *testing.T) {
	if *childRead == "" {
		return
	}
	began := time.Now()
	s := open(t, *childRead)
	divisions, err := s.Divisions(ctx, analyst)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Division(ctx, analyst, divisions[len(divisions)-1]); err != nil {
		t.Fatal(err)
	}
	list, err := s.Summaries(ctx, analyst)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 * len(list) {
		c, err := s.Column(ctx, analyst, list[i%len(list)].Key)
		if err != nil || c.Len() != list[i%len(list)].Areas {
			t.Fatal(c.Len(), err)
		}
		if i == 0 {
			fmt.Println("first-answer", time.Since(began).Milliseconds())
		}
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		fmt.Println("memory 0") // not Linux: nothing to compare
		return
	}
	for line := range strings.Lines(string(status)) {
		if kilobytes, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			fmt.Println("memory", strings.Fields(kilobytes)[0])
		}
	}
}

// The store of the whole country over twenty years is read in at most 250 MB, whatever its size.
func TestMemoryIsBounded(t *testing.T) {
	years, columns := 4, 60
	if *national {
		years, columns = 20, 120
	}
	file := filepath.Join(t.TempDir(), "store.db")
	s, err := Open(ctx, file, options())
	if err != nil {
		t.Fatal(err)
	}
	for y := range years {
		mustSave(t, s, yearBatch(t, 2001+y, columns, 13808))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	c, lines := childProcess(t, "-test.run=^TestReader$", "-store.read="+file)
	said := map[string]int{}
	for lines.Scan() {
		var word string
		var n int
		if _, err := fmt.Sscan(lines.Text(), &word, &n); err == nil {
			said[word] = n
		}
	}
	if err := c.Wait(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d years of %d figures, %d MB on disk: %d MB of memory, first answer after %d ms", years, columns, info.Size()>>20,
		said["memory"]>>10, said["first-answer"])
	if _, ok := said["memory"]; !ok || said["memory"] > 250<<10 {
		t.Errorf("reading took %d kB of memory", said["memory"])
	}
}
