package main

import (
	"context"
	"log/slog"

	"github.com/buurtbeeld/buurtbeeld/internal/adjacency"
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing/tile"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/pattern"
	"github.com/buurtbeeld/buurtbeeld/internal/store/sqlite"
)

// tiler makes the tiles of the free map, and who is whose neighbour, for every division that has boundaries and none yet,
// and then works out which areas became which over the years. It works beside the pages and never on a request; a division
// without tiles is simply not offered for free browsing.
type tiler struct {
	store    *sqlite.Store
	graphs   *adjacency.Graphs
	patterns *pattern.Finder
	log      *slog.Logger
	again    chan struct{}
}

func newTiler(store *sqlite.Store, log *slog.Logger) *tiler {
	return &tiler{store: store, graphs: adjacency.New(store), patterns: newPatterns(store), log: log, again: make(chan struct{}, 1)}
}

// look has the tiler look once more whether tiles are missing.
func (t *tiler) look() {
	select {
	case t.again <- struct{}{}:
	default: // it will look already
	}
}

// run makes tiles until the context ends.
func (t *tiler) run(ctx context.Context) {
	t.look()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.again:
		}
		divisions, err := t.store.Divisions(ctx, reader.OnLoopback())
		for _, id := range divisions {
			err = t.make(ctx, id)
			if problem.KindOf(err) == problem.Conflict {
				t.look() // somebody saved meanwhile
				continue
			}
			if err != nil {
				break
			}
		}
		if err == nil {
			err = t.patterns.Prepare(ctx, reader.OnLoopback())
		}
		if err != nil && ctx.Err() == nil && problem.KindOf(err) != problem.Conflict {
			t.log.Error("tiles", "error", err)
		}
	}
}

func (t *tiler) make(ctx context.Context, id area.DivisionID) error {
	r := reader.OnLoopback()
	version, err := t.store.Version(ctx)
	if err != nil {
		return err
	}
	drawn, err := t.store.HasShapes(ctx, r, id)
	if err != nil || !drawn {
		return err
	}
	// Who is whose neighbour is worked out here too, so that no page waits for the boundaries of a country.
	if _, err := t.graphs.Get(ctx, r, id); err != nil {
		return err
	}
	if made, err := t.store.HasTiles(ctx, r, id); err != nil || made {
		return err
	}
	shapes, err := t.store.Shapes(ctx, r, id, area.Netherlands)
	if err != nil {
		return err
	}
	tiles, err := tile.Tiles(ctx, shapes, tile.Options{Project: area.WGS84FromRD})
	if err != nil || len(tiles) == 0 {
		return err
	}
	return t.store.SaveTiles(ctx, r, id, version, tiles)
}
