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
	// ShapesMark tells boundaries apart and is empty where there are none: see the store.
	ShapesMark(ctx context.Context, r reader.Reader, id area.DivisionID) (string, error)
}

// mostBytes bounds the outlines that are kept; one of the whole country takes a few megabytes.
const mostBytes = 32 << 20

// Maps gives outlines and keeps the last of them. It may be used by many at once.
type Maps struct {
	boundaries Boundaries
	flight     singleflight.Group
	mu         sync.Mutex
	kept       map[string]*drawing.Outline
	order      []string
	bytes      int
}

// New returns an empty store of outlines.
func New(b Boundaries) *Maps {
	return &Maps{boundaries: b, kept: map[string]*drawing.Outline{}}
}

// Size is how large a map is drawn at most, in pixels.
type Size struct {
	Width, Height int
	Detail        float64
}

// Has reports whether there are boundaries of a division.
func (m *Maps) Has(ctx context.Context, r reader.Reader, id area.DivisionID) (bool, error) {
	mark, err := m.boundaries.ShapesMark(ctx, r, id)
	return mark != "", err
}

// Get returns the outline of the areas of a division within an area; nil when there are no boundaries to draw. It is
// found by the boundaries that it was drawn of, so that figures that come in or go leave it where it is.
func (m *Maps) Get(ctx context.Context, r reader.Reader, id area.DivisionID, within area.Code, size Size) (*drawing.Outline, error) {
	mark, err := m.boundaries.ShapesMark(ctx, r, id)
	if err != nil || mark == "" {
		return nil, err
	}
	key := fmt.Sprintf("%s %s %v", mark, within, size)
	if found, ok := m.find(key); ok {
		return found, nil
	}
	made, err, _ := m.flight.Do(key, func() (any, error) {
		ctx := context.WithoutCancel(ctx)
		o, err := m.draw(ctx, r, id, within, size)
		if err != nil {
			return nil, err
		}
		// Boundaries may have come in meanwhile; what was drawn of those is kept under their own mark.
		if now, err := m.boundaries.ShapesMark(ctx, r, id); err == nil && now == mark {
			m.keep(key, o)
		}
		return o, nil
	})
	if err != nil {
		return nil, err
	}
	return made.(*drawing.Outline), nil
}

func (m *Maps) draw(ctx context.Context, r reader.Reader, id area.DivisionID, within area.Code, size Size) (*drawing.Outline, error) {
	shapes, err := m.boundaries.Shapes(ctx, r, id, within)
	if err != nil {
		return nil, err
	}
	if shapes.Bounds().IsEmpty() {
		return nil, nil
	}
	return drawing.NewOutline(shapes, drawing.OutlineOptions{Width: size.Width, Height: size.Height, Detail: size.Detail}), nil
}

func (m *Maps) find(key string) (*drawing.Outline, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	o, ok := m.kept[key]
	return o, ok
}

func (m *Maps) keep(key string, o *drawing.Outline) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.kept[key]; ok {
		return
	}
	m.kept[key] = o
	m.order = append(m.order, key)
	m.bytes += bytesOf(key, o)
	for m.bytes > mostBytes && len(m.order) > 1 {
		oldest := m.order[0]
		m.bytes -= bytesOf(oldest, m.kept[oldest])
		delete(m.kept, oldest)
		m.order = m.order[1:]
	}
}

// bytesOf is about what an outline takes with its key; the outline is nil where there was nothing to draw.
func bytesOf(key string, o *drawing.Outline) int {
	if o == nil {
		return len(key) + 64
	}
	return len(key) + o.Bytes()
}
