package stackmap

import (
	"context"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	past "github.com/buurtbeeld/buurtbeeld/internal/stack/pattern"
	"github.com/buurtbeeld/buurtbeeld/internal/web/pattern"
)

// Patterns builds a stack for every year.
type Patterns interface {
	YearsWithin(ctx context.Context, r reader.Reader, c stack.Choice, patience time.Duration) (y *past.Years, ready bool, err error)
}

// years builds the stack for every year that has all its layers. Layers that never share a year have none, which the
// page says.
func (p *Pages) years(r *page.Request, v *view) (*pattern.Section, error) {
	if v.Many && !v.Query.Years {
		return &pattern.Section{All: page.LinkIn(v.l, pattern.Address(v.Query.choice())), Ask: v.link(v.Query.with(func(q *Query) { q.Years = true })) + "#jaren"}, nil
	}
	built, ready, err := p.o.Patterns.YearsWithin(r.Context(), r.Reader, v.Query.choice(), pattern.Patience)
	if kind := problem.KindOf(err); err != nil && kind != problem.NotFound && kind != problem.Usage {
		return nil, err
	}
	v.Later = !ready && err == nil
	return pattern.NewSection(built, pattern.SectionOptions{Language: v.l, Later: v.Later, Region: v.regionName(), Now: v.Picture, Outline: v.outline, Prefix: prefix, Flat: v.Many,
		Fills: func(picture *stack.Picture) []drawing.Fill {
			return (&view{Query: v.Query, Picture: picture, l: v.l, Many: true}).fills()
		},
		Chosen: v.oneChosen(), Choose: func(c area.Code) string { return v.link(v.Query.choose(c)) },
		All: page.LinkIn(v.l, pattern.Address(v.Query.choice()))}), nil
}
