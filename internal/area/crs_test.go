package area

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"
)

// crsPoints reads the table that PROJ's cs2cs made; its head tells how.
func crsPoints(t *testing.T) [][]float64 {
	t.Helper()
	raw, err := os.ReadFile("testdata/crs_points.csv")
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.Comment = '#'
	records, err := r.ReadAll()
	if err != nil || len(records) < 200 {
		t.Fatalf("%d rows, %v", len(records), err)
	}
	var rows [][]float64
	for _, record := range records[1:] {
		row := make([]float64, len(record))
		for i, cell := range record {
			if row[i], err = strconv.ParseFloat(cell, 64); err != nil {
				t.Fatal(err)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func TestTransformationsAgreeWithPROJ(t *testing.T) {
	var toRD, toWGS84, fromUTM float64
	metres := func(lon, lat, lon2, lat2 float64) float64 {
		return math.Hypot((lon-lon2)*111320*math.Cos(lat*math.Pi/180), (lat-lat2)*111320)
	}
	for _, r := range crsPoints(t) {
		p := RDFromWGS84(r[2], r[3])
		toRD = max(toRD, math.Hypot(p.X-r[4], p.Y-r[5]))
		lon, lat := WGS84FromRD(Point{r[0], r[1]})
		toWGS84 = max(toWGS84, metres(lon, lat, r[2], r[3]))
		lon, lat = WGS84FromUTM(31, r[6], r[7])
		fromUTM = max(fromUTM, metres(lon, lat, r[2], r[3]))
		lon, lat = WGS84FromUTM(32, r[8], r[9])
		fromUTM = max(fromUTM, metres(lon, lat, r[2], r[3]))
	}
	t.Logf("largest difference in metres: to RD %.5f, to WGS 84 %.5f, from UTM %.5f", toRD, toWGS84, fromUTM)
	if toRD > 0.001 || toWGS84 > 0.001 || fromUTM > 0.001 {
		t.Error("more than a millimetre from PROJ")
	}
}

func TestThereAndBackIsTheSamePlace(t *testing.T) {
	for x := -10000.0; x <= 300000; x += 7000 {
		for y := 290000.0; y <= 630000; y += 7000 {
			p := RDFromWGS84(WGS84FromRD(Point{x, y}))
			if math.Hypot(p.X-x, p.Y-y) > 0.001 {
				t.Fatalf("%v, %v came back as %v", x, y, p)
			}
		}
	}
}

func BenchmarkRDFromWGS84(b *testing.B) {
	sum := 0.0
	for i := range b.N {
		p := RDFromWGS84(4+float64(i%3000)/1000, 52)
		sum += p.X
	}
	_ = sum
}

func BenchmarkWGS84FromRD(b *testing.B) {
	sum := 0.0
	for i := range b.N {
		lon, _ := WGS84FromRD(Point{100000 + float64(i%100000), 450000})
		sum += lon
	}
	_ = sum
}
