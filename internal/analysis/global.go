package analysis

import (
	"context"
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/analysis/keyed"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/spatial"
	"github.com/buurtbeeld/buurtbeeld/spatial/rate"
)

// globals are the answers about a whole map, one row each.
type globals struct {
	names []string
	list  []spatial.Global
	// with are the other columns of bivariate statistics.
	with []string
}

func (g *globals) add(name, with string, s spatial.Global) {
	g.names, g.with, g.list = append(g.names, name), append(g.with, with), append(g.list, s)
}

// output returns the rows, with the other columns of bivariate statistics if asked for.
func (g *globals) output(others bool) *keyed.Output {
	o := &keyed.Output{}
	o.Texts("column", g.names)
	number := func(name string, of func(spatial.Global) float64) {
		values := make([]float64, len(g.list))
		for i, s := range g.list {
			values[i] = of(s)
		}
		o.Numbers(name, values)
	}
	number("statistic", func(s spatial.Global) float64 { return s.Statistic })
	number("expectation", func(s spatial.Global) float64 { return s.Expectation })
	number("variance_norm", func(s spatial.Global) float64 { return s.VarianceNormal })
	number("z_norm", func(s spatial.Global) float64 { return s.ZNormal })
	number("p_norm", func(s spatial.Global) float64 { return s.PNormal })
	number("variance_rand", func(s spatial.Global) float64 { return s.VarianceRandom })
	number("z_rand", func(s spatial.Global) float64 { return s.ZRandom })
	number("p_rand", func(s spatial.Global) float64 { return s.PRandom })
	number("p_perm", func(s spatial.Global) float64 { return s.PPermutation })
	o.Whole("permutations", len(g.list), func(i int) int { return max(0, g.list[i].Permutations) })
	seeds := make([]string, len(g.list))
	for i, s := range g.list {
		seeds[i] = strconv.FormatUint(s.Seed, 10)
	}
	o.Add("seed", true, seeds)
	if others {
		o.Texts("with", g.with)
	}
	return o
}

// global computes a statistic of the whole map for every column.
func (r *Request) global(ctx context.Context, compute func(s *study, x []float64) (spatial.Global, error)) (*keyed.Output, error) {
	columns, err := r.columns(ctx)
	if err != nil {
		return nil, err
	}
	s, err := r.readLinked(ctx, columns...)
	if err != nil {
		return nil, err
	}
	if err := s.fit(columns...); err != nil {
		return nil, err
	}
	var g globals
	for _, name := range columns {
		one, err := answer(ctx, func() (spatial.Global, error) { return compute(s, s.figures[name]) })
		if err != nil {
			return nil, err
		}
		g.add(name, "", one)
	}
	return g.output(false), nil
}

func moran(ctx context.Context, r *Request) (*keyed.Output, error) {
	switch {
	case r.With != "":
		return r.bivariateMoran(ctx)
	case r.Events != "" || r.Base != "":
		return r.rateMoran(ctx)
	}
	return r.global(ctx, func(s *study, x []float64) (spatial.Global, error) {
		return spatial.MoranI(s.weights, x, r.Style, r.inference())
	})
}

func geary(ctx context.Context, r *Request) (*keyed.Output, error) {
	return r.global(ctx, func(s *study, x []float64) (spatial.Global, error) {
		return spatial.GearyC(s.weights, x, r.Style, r.inference())
	})
}

func generalG(ctx context.Context, r *Request) (*keyed.Output, error) {
	return r.global(ctx, func(s *study, x []float64) (spatial.Global, error) {
		return spatial.GeneralG(s.weights, x, r.inference())
	})
}

// bivariateMoran holds every column against the other one.
func (r *Request) bivariateMoran(ctx context.Context) (*keyed.Output, error) {
	columns, err := r.columns(ctx)
	if err != nil {
		return nil, err
	}
	s, err := r.readLinked(ctx, append([]string{r.With}, columns...)...)
	if err != nil {
		return nil, err
	}
	if err := s.fit(append([]string{r.With}, columns...)...); err != nil {
		return nil, err
	}
	var g globals
	for _, name := range columns {
		one, err := answer(ctx, func() (spatial.Global, error) {
			return spatial.BivariateMoranI(s.weights, s.figures[name], s.figures[r.With], r.inference())
		})
		if err != nil {
			return nil, err
		}
		g.add(name, r.With, one)
	}
	return g.output(r.Details), nil
}

// rateMoran is Moran's I of a rate, standardised so that areas with a small base do not decide it.
func (r *Request) rateMoran(ctx context.Context) (*keyed.Output, error) {
	if len(r.Columns) > 0 {
		return nil, problem.New(problem.Usage, "analysis.column_or_rate")
	}
	s, err := r.readRate(ctx, true)
	if err != nil {
		return nil, err
	}
	one, err := answer(ctx, func() (spatial.Global, error) {
		z, err := rate.AssuncaoReis(s.figures[r.Events], s.figures[r.Base])
		if err != nil {
			return spatial.Global{}, err
		}
		return spatial.MoranI(s.weights, z, r.Style, r.inference())
	})
	if err != nil {
		return nil, err
	}
	var g globals
	g.add(r.Events+"/"+r.Base, "", one)
	return g.output(false), nil
}
