package adjacency

import (
	"compress/gzip"
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/drawing/drawingtest"
	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

// Where borders fit, bridging gaps adds hardly anybody to what libpysal and spdep find without it, and loses nobody.
func TestBridgingGapsAddsHardlyAnybodyWhereBordersFit(t *testing.T) {
	shapes, ok := drawingtest.National(t)
	if !ok {
		return
	}
	w, err := Of(shapes)
	if err != nil {
		t.Fatal(err)
	}
	path, _ := golden.Shared(t, "oracles/spatial/weights/buurt2015_queen.csv.gz")
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	packed, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(packed).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	pairs := map[[2]string]bool{}
	for _, row := range rows[1:] {
		pairs[[2]string{row[0], row[1]}] = true
	}
	found, added := 0, []string{}
	for i := range w.Len() {
		for _, j := range w.Neighbours(i) {
			if int(j) < i {
				continue
			}
			pair := [2]string{shapes.Index().Code(i).String(), shapes.Index().Code(int(j)).String()}
			if pairs[pair] {
				found++
			} else {
				added = append(added, strings.Join(pair[:], "-"))
			}
		}
	}
	if found != len(pairs) {
		t.Errorf("%d of %d pairs", found, len(pairs))
	}
	if len(added)*200 > len(pairs) {
		t.Errorf("%d pairs were added to %d", len(added), len(pairs))
	}
	t.Logf("%d pairs as libpysal and spdep find them, %d more across gaps: %v", found, len(added), added[:min(len(added), 12)])
	t.Logf("%d areas without neighbours", len(w.Islands()))
}
