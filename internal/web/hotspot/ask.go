package hotspot

import (
	"context"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/stack/hotspot"
)

// Finder finds what stands out with its surroundings.
type Finder interface {
	Layer(ctx context.Context, r reader.Reader, key indicator.Key, minimum int) (*hotspot.Result, error)
	Stack(ctx context.Context, r reader.Reader, p *stack.Picture) (*hotspot.Result, error)
}

// OfStack is how an address asks for what stands out in the number of figures that count.
const OfStack = "stapel"

// Question is of what an address asks whether it stands out (Dutch: vraag).
type Question struct {
	// Of is OfStack, or the name of a layer.
	Of string
	// Name names a layer. Required.
	Name func(stack.LayerResult) string
}

// Ask finds what the address asks for; Result is nil where it asks for nothing, or for a layer that is not there.
func Ask(ctx context.Context, r reader.Reader, f Finder, p *stack.Picture, q Question) (s Subject, err error) {
	if f == nil || q.Of == "" {
		return s, nil
	}
	if q.Of == OfStack {
		s.Result, err = f.Stack(ctx, r, p)
		return s, err
	}
	i := slices.Index(p.LayerNames(), q.Of)
	if i < 0 {
		return s, nil
	}
	layer := p.Layers[i]
	s.Figure, s.Name = layer.Indicator, q.Name(layer)
	s.Result, err = f.Layer(ctx, r, layer.Column.Key(), p.Choice.MinimumPopulation)
	return s, err
}

// File is what a map in a file of its own shows and says (Dutch: kaartbestand).
type File struct {
	Fills       []drawing.Fill
	Palette     drawing.Palette
	Legend      []drawing.Entry
	Label, Lead string
}

// NewFile makes the map of a file say what the page says. Outline, NameOf and Href of the options may be left out.
func NewFile(o Options) File {
	v := &View{o: o, OfHits: o.ofHits()}
	return File{Fills: o.Fills(o.Picture), Palette: drawing.Difference(), Legend: v.legend(), Label: v.label(), Lead: strings.Join(v.lead(), " ")}
}
