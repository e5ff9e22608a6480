package stackmap

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/page"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/web/looks"
)

// Quick is Classes for one threshold after the other over the same figures: only the cuts are looked up and the hits
// counted. It is false, and sets no header, for what it cannot answer; Classes then says why.
func (p *Pages) Quick(h http.Header, r *page.Request) (letters []byte, ok bool) {
	values := r.URL.Query()
	if isForm(values) {
		canonical, err := fromForm(values)
		if err != nil {
			return nil, false
		}
		values = canonical
	}
	q, err := ParseQuery(values)
	if err != nil || len(q.Layers) < stack.FewestLayers {
		return nil, false
	}
	shared := *r
	shared.Request = r.WithContext(context.WithoutCancel(r.Context()))
	g, err := p.grounds.Get(r.Context(), groundKey(r.Reader, q), func() (*looks.Ground, error) { return p.ground(&shared, q) })
	if err != nil || g == nil {
		return nil, false
	}
	if letters, ok = g.Letters(q.Layers); !ok {
		return nil, false
	}
	q.Year = g.Year
	for i, l := range g.Layers {
		q.Layers[i].Group, q.Layers[i].Period = l.Group, l.Period
	}
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Stack-Address", page.LinkIn(r.Language, q.Address()))
	h.Set("X-Stack-Layers", strconv.Itoa(len(q.Layers)))
	return letters, true
}

// groundKey is everything of a query that its ground depends on.
func groundKey(r reader.Reader, q Query) string {
	parts := []string{string(r.Tenant()), q.Region.String(), strconv.Itoa(int(q.Level)), strconv.Itoa(q.Year), strconv.Itoa(q.choice().MinimumPopulation)}
	for _, l := range q.Layers {
		parts = append(parts, string(l.Indicator), l.Group, l.Period.String())
	}
	return strings.Join(parts, "\x00")
}

// ground makes what the looks of a stack rest on from the whole picture.
func (p *Pages) ground(r *page.Request, q Query) (*looks.Ground, error) {
	c := q.choice()
	c.Draws, c.Layers = -1, nil
	for _, l := range q.Layers {
		c.Layers = append(c.Layers, stack.Layer{Indicator: l.Indicator, Group: l.Group, Period: l.Period})
	}
	picture, err := stack.Build(r.Context(), r.Reader, p.o.Figures, c)
	if err != nil {
		return nil, err
	}
	v, err := p.bare(r.Context(), r, q, picture)
	if err != nil {
		return nil, err
	}
	counted := func(row stack.Row) bool { return !looks.Signed(sign(row)) }
	return looks.NewGround(picture, v.outline.Codes(), v.looks(), counted), nil
}
