package analysis

import (
	"context"
	"math"

	"github.com/buurtbeeld/buurtbeeld/internal/analysis/keyed"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// local reads the columns of a statistic per area and puts the answers of several columns below each other.
func (r *Request) local(ctx context.Context, others []string, compute func(s *study, columns []string) ([]*keyed.Output, error)) (*keyed.Output, error) {
	columns, err := r.columns(ctx)
	if err != nil {
		return nil, err
	}
	all := append(append([]string{}, columns...), others...)
	s, err := r.readLinked(ctx, all...)
	if err != nil {
		return nil, err
	}
	if err := s.fit(all...); err != nil {
		return nil, err
	}
	parts, err := compute(s, columns)
	if err != nil || len(parts) == 1 {
		return first(parts), err
	}
	out := &keyed.Output{}
	for i, part := range parts {
		out.Under(part.Of(columns[i]))
	}
	return out, nil
}

func first(parts []*keyed.Output) *keyed.Output {
	if len(parts) == 0 {
		return nil
	}
	return parts[0]
}

func localMoran(ctx context.Context, r *Request) (*keyed.Output, error) {
	var others []string
	if r.With != "" {
		others = []string{r.With}
	}
	return r.local(ctx, others, func(s *study, columns []string) ([]*keyed.Output, error) {
		list, err := answer(ctx, func() ([]*spatial.Local, error) { return r.localMorans(s, columns) })
		var parts []*keyed.Output
		for i, l := range list {
			o := s.start()
			o.Numbers("x", s.given[columns[i]])
			r.localMoranColumns(o, l)
			if r.With != "" && r.Details {
				o.Numbers("y", s.given[r.With])
			}
			parts = append(parts, o)
		}
		return parts, err
	})
}

// localMorans computes the local Moran of every column, alone or with the other one.
func (r *Request) localMorans(s *study, columns []string) ([]*spatial.Local, error) {
	if r.With == "" {
		return spatial.LocalMoranEach(s.weights, s.figuresOf(columns), r.inference())
	}
	var list []*spatial.Local
	for _, name := range columns {
		l, err := spatial.LocalMoranWith(s.weights, s.figures[name], s.figures[r.With], r.inference())
		if err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, nil
}

func (r *Request) localMoranColumns(o *keyed.Output, l *spatial.Local) {
	neighboursOf(o, l.Neighbours, l.Z)
	o.Numbers("z_std", l.Z)
	o.Numbers("lag_z_std", l.Lag)
	o.Whole("quadrant", len(l.Quadrant), func(i int) int {
		if l.Quadrant[i] == spatial.NoQuadrant {
			return -1
		}
		return int(l.Quadrant[i])
	})
	o.Numbers("I_local", l.I)
	o.Numbers("E_cond", l.Expectation)
	o.Numbers("V_cond", l.Variance)
	o.Numbers("z_cond", l.Score)
	o.Numbers("p_cond_two", l.PTwo)
	o.Numbers("p_cond_two_adj", spatial.Adjust(l.PTwo, r.Adjust))
	o.Numbers("p_perm", l.PPermutation)
	o.Whole("permutations", o.Len(), func(int) int { return max(0, l.Permutations) })
}

// neighboursOf adds how many neighbours take part in the result of each area; nothing for an area without a result.
func neighboursOf(o *keyed.Output, n []int32, result []float64) {
	o.Whole("n_neighbours", len(n), func(i int) int {
		if math.IsNaN(result[i]) {
			return -1
		}
		return int(n[i])
	})
}

// figuresOf returns the figures of several columns.
func (s *study) figuresOf(columns []string) [][]float64 {
	var list [][]float64
	for _, name := range columns {
		list = append(list, s.figures[name])
	}
	return list
}

func giStar(ctx context.Context, r *Request) (*keyed.Output, error) {
	return r.local(ctx, nil, func(s *study, columns []string) ([]*keyed.Output, error) {
		list, err := answer(ctx, func() ([]*spatial.Hot, error) {
			return spatial.GetisOrdEach(s.weights, s.figuresOf(columns), !r.WithoutSelf, r.inference())
		})
		var parts []*keyed.Output
		for i, h := range list {
			o := s.start()
			o.Numbers("x", s.given[columns[i]])
			neighboursOf(o, h.Neighbours, s.figures[columns[i]])
			o.Numbers("Gi", h.G)
			o.Numbers("z", h.Z)
			o.Numbers("p_two", h.PTwo)
			o.Numbers("p_two_adj", spatial.Adjust(h.PTwo, r.Adjust))
			o.Numbers("p_perm", h.PPermutation)
			parts = append(parts, o)
		}
		return parts, err
	})
}

func localGeary(ctx context.Context, r *Request) (*keyed.Output, error) {
	if r.With != "" {
		return nil, problem.New(problem.Usage, "analysis.no_with", "verb", "local-geary")
	}
	return r.local(ctx, nil, func(s *study, columns []string) ([]*keyed.Output, error) {
		g, err := answer(ctx, func() (*spatial.Geary, error) {
			return spatial.LocalGeary(s.weights, s.figuresOf(columns), r.inference())
		})
		if err != nil {
			return nil, err
		}
		o := s.start()
		if len(columns) == 1 {
			o.Numbers("C", g.C[0])
			o.Numbers("p_perm", drawn(g.P, 0))
			return []*keyed.Output{o}, nil
		}
		for i, name := range columns {
			o.Numbers("C_"+name, g.C[i])
			if r.Details {
				o.Numbers("p_perm_"+name, drawn(g.P, i))
			}
		}
		o.Numbers("C_mv", g.Multi)
		o.Numbers("p_perm", g.PMulti)
		return []*keyed.Output{o}, nil
	})
}

// drawn returns the p-values of a column; there are none without draws.
func drawn(p [][]float64, column int) []float64 {
	if column < len(p) {
		return p[column]
	}
	return nil
}
