package tile

import (
	"context"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing/drawingtest"
)

func TestDamagedBoundariesGiveReadableTiles(t *testing.T) {
	for seed := range uint64(150) {
		s := drawingtest.Shapes(t, drawingtest.Damaged(seed))
		list, err := Tiles(context.Background(), s, Options{Project: area.WGS84FromRD, MinZoom: 9, MaxZoom: 9})
		if err != nil {
			t.Fatal(err)
		}
		for _, tile := range list {
			decode(t, tile)
		}
	}
}
