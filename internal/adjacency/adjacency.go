// Package adjacency gives who is whose neighbour among the areas of a division (Dutch: aangrenzing). It is worked out of
// the boundaries once, kept with them in the store, and kept in memory within bounds, so that no page waits for the
// boundaries of a country to be read.
package adjacency

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/sync/singleflight"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/spatial"
	"github.com/buurtbeeld/buurtbeeld/spatial/neighbour"
)

// ToleranceMetres is how far borders that were drawn apart may lie from each other, and LeastMetres how far they must run
// along each other to count then. Maps of which each area was simplified by itself have gaps along nearly every border;
// where borders fit, nothing is added.
const (
	ToleranceMetres = 30
	LeastMetres     = 50
)

// Rule names how neighbours were found, for exports: areas that share a point, with gaps bridged.
var Rule = fmt.Sprintf("queen, gaps up to %d m", ToleranceMetres)

// Store keeps boundaries and the neighbours that were worked out of them.
type Store interface {
	Division(ctx context.Context, r reader.Reader, id area.DivisionID) (*area.Division, error)
	Shapes(ctx context.Context, r reader.Reader, id area.DivisionID, within area.Code) (*area.Shapes, error)
	// ShapesMark tells boundaries apart and is empty where there are none.
	ShapesMark(ctx context.Context, r reader.Reader, id area.DivisionID) (string, error)
	Neighbours(ctx context.Context, r reader.Reader, id area.DivisionID, mark string) (*spatial.Weights, error)
	SaveNeighbours(ctx context.Context, r reader.Reader, id area.DivisionID, mark string, w *spatial.Weights) error
}

// Graph is who is whose neighbour in a division (Dutch: burenkaart). It does not change once made.
type Graph struct {
	// Index is the areas in the order of the weights.
	Index   *area.Index
	Weights *spatial.Weights
}

// mostBytes bounds the graphs that are kept in memory: some ten of the whole country.
const mostBytes = 8 << 20

// Graphs gives graphs and keeps the last of them (Dutch: geheugen van burenkaarten). It may be used by many at once.
type Graphs struct {
	store  Store
	flight singleflight.Group
	mu     sync.Mutex
	kept   map[string]*Graph
	order  []string
	bytes  int
}

// New returns graphs of what a store holds.
func New(s Store) *Graphs { return &Graphs{store: s, kept: map[string]*Graph{}} }

// Get returns who is whose neighbour in a division, and nil where there are no boundaries.
func (g *Graphs) Get(ctx context.Context, r reader.Reader, id area.DivisionID) (*Graph, error) {
	mark, err := g.store.ShapesMark(ctx, r, id)
	if err != nil || mark == "" {
		return nil, err
	}
	if found, ok := g.find(mark); ok {
		return found, nil
	}
	made, err, _ := g.flight.Do(mark, func() (any, error) {
		ctx := context.WithoutCancel(ctx)
		made, err := g.load(ctx, r, id, mark)
		if err != nil {
			return nil, err
		}
		now, err := g.store.ShapesMark(ctx, r, id)
		if err != nil {
			return nil, err
		}
		// Boundaries may have come in meanwhile; what was made of those is not kept under the mark of the earlier ones.
		if now == mark {
			g.keep(mark, made)
		}
		return made, nil
	})
	if err != nil {
		return nil, err
	}
	return made.(*Graph), nil
}

// load reads a graph from the store, or makes it and keeps it there where the reader may.
func (g *Graphs) load(ctx context.Context, r reader.Reader, id area.DivisionID, mark string) (*Graph, error) {
	division, err := g.store.Division(ctx, r, id)
	if err != nil {
		return nil, err
	}
	w, err := g.store.Neighbours(ctx, r, id, mark)
	if err == nil && w.Len() == division.Len() {
		return &Graph{Index: division.Index(), Weights: w}, nil
	}
	if err != nil && problem.KindOf(err) != problem.NotFound {
		return nil, err
	}
	shapes, err := g.store.Shapes(ctx, r, id, area.Netherlands)
	if err != nil {
		return nil, err
	}
	if w, err = Of(shapes); err != nil {
		return nil, err
	}
	if r.MayWrite() {
		if err := g.store.SaveNeighbours(ctx, r, id, mark, w); err != nil && problem.KindOf(err) != problem.Conflict {
			return nil, err
		}
	}
	return &Graph{Index: shapes.Index(), Weights: w}, nil
}

// Of works out of boundaries who is whose neighbour: areas that share a point, and areas whose borders run along each
// other with a gap or an overlap of at most ToleranceMetres.
func Of(shapes *area.Shapes) (*spatial.Weights, error) {
	rings := func(i int, yield func([]area.Point)) {
		for _, polygon := range shapes.At(i) {
			for _, ring := range polygon {
				yield(ring)
			}
		}
	}
	c, err := neighbour.Polygons(shapes.Index().Len(), rings, neighbour.Options{ToleranceMetres: ToleranceMetres, MinimumMetres: LeastMetres})
	if err != nil {
		return nil, fmt.Errorf("find neighbours of %s: %w", shapes.Index().Division(), err)
	}
	return c.Weights, nil
}

// Bytes is about what a graph takes in memory, without its index.
func (g *Graph) Bytes() int { return 64 + 4*(g.Weights.Len()+g.Weights.Links()) }

func (g *Graphs) find(mark string) (*Graph, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	found, ok := g.kept[mark]
	return found, ok
}

func (g *Graphs) keep(mark string, made *Graph) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, ok := g.kept[mark]; ok {
		return
	}
	g.kept[mark] = made
	g.order = append(g.order, mark)
	g.bytes += made.Bytes()
	for g.bytes > mostBytes && len(g.order) > 1 {
		oldest := g.order[0]
		g.bytes -= g.kept[oldest].Bytes()
		delete(g.kept, oldest)
		g.order = g.order[1:]
	}
}
