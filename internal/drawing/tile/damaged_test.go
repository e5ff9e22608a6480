package tile

import (
	"context"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing/drawingtest"
	"pgregory.net/rapid"
)

func TestDamagedBoundariesGiveReadableTiles(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := drawingtest.Shapes(t, drawingtest.Damaged(r))
		list, err := Tiles(context.Background(), s, Options{Project: area.WGS84FromRD, MinZoom: 9, MaxZoom: 9})
		if err != nil {
			r.Fatal(err)
		}
		for _, tile := range list {
			decode(t, tile)
		}
	})
}
