package analysis

import (
	"context"
	"math"

	"github.com/buurtbeeld/buurtbeeld/internal/analysis/keyed"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/spatial/classes"
)

// mostClasses is more than anybody can tell apart on a map.
const mostClasses = 100

// methods divide values over classes; those that find the number of classes themselves do not look at k.
var methods = map[string]func(x []float64, k int) (*classes.Classes, error){
	"quantile": classes.Quantile, "fisher": classes.FisherJenks, "equal": classes.Equal,
	"headtails": func(x []float64, _ int) (*classes.Classes, error) { return classes.HeadTails(x, 0) },
	"sd":        func(x []float64, _ int) (*classes.Classes, error) { return classes.StandardDeviation(x, 0) },
	"box":       func(x []float64, _ int) (*classes.Classes, error) { return classes.Box(x, 0) },
}

func breaks(ctx context.Context, r *Request) (*keyed.Output, error) {
	divide, ok := methods[r.Method]
	if !ok {
		return nil, problem.New(problem.Usage, "analysis.method_unknown", "method", r.Method)
	}
	if r.Classes < 1 || r.Classes > mostClasses {
		return nil, problem.New(problem.Usage, "analysis.classes", "n", r.Classes, "most", mostClasses)
	}
	columns, err := r.columns(ctx)
	if err != nil {
		return nil, err
	}
	s, err := r.load(ctx, columns...)
	if err != nil {
		return nil, err
	}
	if err := s.fitClasses(columns, r); err != nil {
		return nil, err
	}
	out := &keyed.Output{}
	for _, name := range columns {
		c, err := answer(ctx, func() (*classes.Classes, error) { return divide(s.given[name], r.Classes) })
		if err != nil {
			return nil, err
		}
		part := classRows(c, r.Details)
		if len(columns) > 1 {
			part = part.Of(name)
		}
		out.Under(part)
	}
	return out, nil
}

// fitClasses refuses columns without enough numbers for the classes that were asked for.
func (s *study) fitClasses(columns []string, r *Request) error {
	var list problem.List
	for _, name := range columns {
		known := 0
		for _, v := range s.given[name] {
			if !math.IsNaN(v) {
				known++
			}
		}
		place := problem.Place{File: s.table.File, Column: name}
		fixed := r.Method == "quantile" || r.Method == "fisher" || r.Method == "equal"
		switch {
		case known == 0:
			list.Add(problem.New(problem.Invalid, "analysis.all_missing", "column", name).At(place))
		case fixed && known < r.Classes:
			list.Add(problem.New(problem.Invalid, "analysis.more_classes", "classes", r.Classes, "n", known).At(place))
		}
	}
	return list.Err()
}

// classRows returns a row per class: between which limits it lies, how many values are in it and how far they lie from
// their mean, and in detail the least and most value in it.
func classRows(c *classes.Classes, details bool) *keyed.Output {
	o := &keyed.Output{}
	n := len(c.Size)
	o.Whole("class", n, func(i int) int { return i + 1 })
	o.Numbers("lower", c.Breaks[:n])
	o.Numbers("upper", c.Breaks[1:])
	o.Whole("n", n, func(i int) int { return c.Size[i] })
	o.Numbers("wss", c.Squares)
	if details {
		o.Numbers("least", c.Lower)
		o.Numbers("most", c.Upper)
	}
	return o
}
