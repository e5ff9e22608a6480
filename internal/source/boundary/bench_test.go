package boundary

import (
	"context"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

func BenchmarkNationalGeoJSON(b *testing.B) {
	path, ok := golden.Shared(b, "data/cbs-wijkbuurtkaart-2015/buurt_2015.geojson.gz")
	if !ok {
		return
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(context.Background(), []string{path}, Options{Year: 2015}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNationalGeoPackage(b *testing.B) {
	path, ok := golden.Shared(b, "data/cbs-wijk-gemeente-2022/NLD_2022.gpkg")
	if !ok {
		return
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(context.Background(), []string{path}, Options{Year: 2022}); err != nil {
			b.Fatal(err)
		}
	}
}
