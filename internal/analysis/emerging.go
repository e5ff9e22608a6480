package analysis

import (
	"context"
	"math"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/analysis/keyed"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/spatial/trend"
)

// emerging names what became of the hot and cold spots of a panel. Values are those of the panel.
func emerging(ctx context.Context, r *Request) (*keyed.Output, error) {
	if r.Areas == "" && r.Weights == "" {
		return nil, problem.New(problem.Usage, "analysis.neighbours_needed")
	}
	p, err := r.readPanel(ctx)
	if err != nil {
		return nil, err
	}
	s := &study{table: p.table, codes: p.codes, figures: map[string][]float64{}}
	for i, name := range p.periods {
		s.figures[name] = p.values[i]
	}
	var l *links
	if r.Areas != "" {
		if s.ground, err = r.readGround(ctx); err != nil {
			return nil, err
		}
		l, err = s.ground.find(ctx, r, s.codes)
	} else {
		l, err = r.readLinks(ctx)
	}
	if err != nil {
		return nil, err
	}
	if err := s.connect(r, l); err != nil {
		return nil, err
	}
	for i, name := range p.periods {
		p.values[i] = s.figures[name]
	}
	return answer(ctx, func() (*keyed.Output, error) { return r.patterns(s, p) })
}

// patterns computes Gi* per period and names the series of each area.
func (r *Request) patterns(s *study, p *panel) (*keyed.Output, error) {
	score := trend.SliceGiStar
	if r.Cube {
		score = trend.CubeGiStar
	}
	z, err := score(s.weights, p.values)
	if err != nil {
		return nil, err
	}
	patterns, err := trend.Emerging(z, trend.Options{})
	if err != nil {
		return nil, err
	}
	trends := make([]trend.Trend, len(patterns))
	for i := range patterns {
		trends[i] = patterns[i].Trend
	}
	if r.OfValues {
		if trends, err = trend.MannKendallEach(p.values); err != nil {
			return nil, err
		}
	}
	o := s.start()
	names, sums := make([]string, len(patterns)), make([]string, len(patterns))
	for i, pattern := range patterns {
		if pattern.Category != trend.NotKnown {
			names[i] = pattern.Category.String()
		}
		if trends[i].N > 1 {
			sums[i] = strconv.Itoa(trends[i].S)
		}
	}
	o.Texts("category", names)
	o.Add("mk_s", true, sums)
	for _, column := range []struct {
		name string
		of   func(trend.Trend) float64
	}{
		{"mk_var", func(t trend.Trend) float64 { return t.Variance }},
		{"mk_z", func(t trend.Trend) float64 { return t.Z }},
		{"mk_p", func(t trend.Trend) float64 { return t.P }},
		{"tau", func(t trend.Trend) float64 { return t.Tau }},
		{"sen", func(t trend.Trend) float64 { return t.Sen }},
	} {
		values := make([]float64, len(trends))
		for i, t := range trends {
			values[i] = math.NaN()
			if t.N > 1 {
				values[i] = column.of(t)
			}
		}
		o.Numbers(column.name, values)
	}
	return o, nil
}
