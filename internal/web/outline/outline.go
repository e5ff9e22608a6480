// Package outline keeps the drawn boundaries of areas, so that a page does not simplify them anew (Dutch: omtrek).
package outline

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/sync/singleflight"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// Boundaries gives boundaries.
type Boundaries interface {
	Shapes(ctx context.Context, r reader.Reader, id area.DivisionID, within area.Code) (*area.Shapes, error)
	HasShapes(ctx context.Context, r reader.Reader, id area.DivisionID) (bool, error)
}

// Versions tells when anything in the store changed.
type Versions interface {
	Version(ctx context.Context) (int64, error)
}

// most is how many outlines are kept; one of the whole country takes a few megabytes.
const most = 24

// Maps gives outlines and keeps the last of them. It may be used by many at once.
type Maps struct {
	boundaries Boundaries
	versions   Versions
	flight     singleflight.Group
	mu         sync.Mutex
	kept       map[string]*drawing.Outline
	order      []string
}

// New returns an empty store of outlines.
func New(b Boundaries, v Versions) *Maps {
	return &Maps{boundaries: b, versions: v, kept: map[string]*drawing.Outline{}}
}

// Size is how large a map is drawn at most, in pixels.
type Size struct {
	Width, Height int
	Detail        float64
}

// Has reports whether there are boundaries of a division.
func (m *Maps) Has(ctx context.Context, r reader.Reader, id area.DivisionID) (bool, error) {
	return m.boundaries.HasShapes(ctx, r, id)
}

// Get returns the outline of the areas of a division within an area; nil when there are no boundaries to draw.
func (m *Maps) Get(ctx context.Context, r reader.Reader, id area.DivisionID, within area.Code, size Size) (*drawing.Outline, error) {
	version, err := m.versions.Version(ctx)
	if err != nil {
		return nil, err
	}
	key := fmt.Sprintf("%d %s %s %s %v", version, r.Tenant(), id, within, size)
	m.mu.Lock()
	found, ok := m.kept[key]
	m.mu.Unlock()
	if ok {
		return found, nil
	}
	made, err, _ := m.flight.Do(key, func() (any, error) {
		o, err := m.draw(context.WithoutCancel(ctx), r, id, within, size)
		if err == nil {
			m.keep(key, o)
		}
		return o, err
	})
	if err != nil {
		return nil, err
	}
	return made.(*drawing.Outline), nil
}

func (m *Maps) draw(ctx context.Context, r reader.Reader, id area.DivisionID, within area.Code, size Size) (*drawing.Outline, error) {
	has, err := m.boundaries.HasShapes(ctx, r, id)
	if err != nil || !has {
		return nil, err
	}
	shapes, err := m.boundaries.Shapes(ctx, r, id, within)
	if err != nil {
		return nil, err
	}
	if shapes.Bounds().IsEmpty() {
		return nil, nil
	}
	return drawing.NewOutline(shapes, drawing.OutlineOptions{Width: size.Width, Height: size.Height, Detail: size.Detail}), nil
}

func (m *Maps) keep(key string, o *drawing.Outline) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.kept[key]; ok {
		return
	}
	m.kept[key] = o
	m.order = append(m.order, key)
	if len(m.order) > most {
		delete(m.kept, m.order[0])
		m.order = m.order[1:]
	}
}
