package main

import (
	"context"
	"log/slog"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing/tile"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
)

// buildTiles makes the tiles of the free map for every division that has boundaries and no tiles yet. It runs beside the
// pages and never on a request; a division without tiles is simply not offered for free browsing.
func buildTiles(ctx context.Context, store *sqlite.Store, log *slog.Logger) {
	r := reader.OnLoopback()
	divisions, err := store.Divisions(ctx, r)
	if err != nil {
		log.Error("tiles: list divisions", "error", err)
		return
	}
	for _, id := range divisions {
		if err := buildTilesOf(ctx, store, id); err != nil && ctx.Err() == nil {
			log.Error("tiles", "division", id.String(), "error", err)
		}
	}
}

func buildTilesOf(ctx context.Context, store *sqlite.Store, id area.DivisionID) error {
	r := reader.OnLoopback()
	drawn, err := store.HasShapes(ctx, r, id)
	if err != nil || !drawn {
		return err
	}
	if made, err := store.HasTiles(ctx, r, id); err != nil || made {
		return err
	}
	shapes, err := store.Shapes(ctx, r, id, area.Netherlands)
	if err != nil {
		return err
	}
	tiles, err := tile.Tiles(ctx, shapes, tile.Options{Project: area.WGS84FromRD})
	if err != nil {
		return err
	}
	return store.SaveTiles(ctx, r, id, tiles)
}
