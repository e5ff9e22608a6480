package analysis

import (
	"context"
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/analysis/keyed"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/spatial/rate"
)

// level of the limits, in which the true rate lies in 95 of 100 such intervals.
const level = 0.95

// readRate reads events and base, and refuses counts that cannot be.
func (r *Request) readRate(ctx context.Context, linked bool) (*study, error) {
	if r.Events == "" || r.Base == "" {
		return nil, problem.New(problem.Usage, "analysis.rate_needed")
	}
	read := r.read
	if linked {
		read = r.readLinked
	}
	s, err := read(ctx, r.Events, r.Base)
	if err != nil {
		return nil, err
	}
	return s, s.checkRate(r.Events, r.Base)
}

// checkRate refuses counts below zero, more events than there is base, and a table in which nothing is left.
func (s *study) checkRate(events, base string) error {
	known := 0
	counts, totals := s.table.Faults(events), s.table.Faults(base)
	for i, e := range s.given[events] {
		b := s.given[base][i]
		if e < 0 {
			counts.Add(i, problem.New(problem.Invalid, "analysis.negative"))
		}
		switch {
		case b < 0:
			totals.Add(i, problem.New(problem.Invalid, "analysis.negative"))
		case e > b:
			counts.Add(i, problem.New(problem.Invalid, "analysis.more_than_base", "code", s.codes[i], "events", events, "base", base))
		case b > 0 && !math.IsNaN(s.figures[events][i]):
			known++
		}
	}
	var list problem.List
	keyed.Gather(&list, counts.Err())
	keyed.Gather(&list, totals.Err())
	if known == 0 && list.Len() == 0 {
		list.Add(problem.New(problem.Invalid, "analysis.no_rate").At(problem.Place{File: s.table.File}))
	}
	return list.Err()
}

func smooth(ctx context.Context, r *Request) (*keyed.Output, error) {
	s, err := r.readRate(ctx, false)
	if err != nil {
		return nil, err
	}
	return answer(ctx, func() (*keyed.Output, error) {
		w := &smoothing{study: s, events: s.figures[r.Events], base: s.figures[r.Base], out: s.start()}
		w.all(s.given[r.Events], s.given[r.Base])
		return w.out, w.err
	})
}

// smoothing adds the columns of one rate after each other, and keeps the first error.
type smoothing struct {
	study        *study
	events, base []float64
	out          *keyed.Output
	err          error
}

// all adds the columns: first the ones that people use, then every method under its own name.
func (w *smoothing) all(events, base []float64) {
	raw := w.plain(rate.Raw)
	poisson := w.bayes(rate.EmpiricalBayes)
	local := w.around(func() (*rate.Smoothed, error) { return rate.LocalEmpiricalBayes(w.study.weights, w.events, w.base) })
	low, high := w.limits(w.base, rate.Wilson)
	w.out.Numbers("raw", raw)
	w.out.Numbers("eb_global", poisson)
	w.out.Numbers("eb_local", local)
	w.out.Numbers("lower", low)
	w.out.Numbers("upper", high)
	w.out.Numbers("event", events)
	w.out.Numbers("base", base)
	w.out.Numbers("EB_global_poisson", poisson)
	w.out.Numbers("EB_global_binomial", w.bayes(rate.BinomialEmpiricalBayes))
	w.out.Numbers("EB_local", local)
	w.out.Numbers("EB_local_geodaFALSE", w.around(func() (*rate.Smoothed, error) {
		return rate.LocalEmpiricalBayesEach(w.study.weights, w.events, w.base)
	}))
	w.out.Numbers("excess_risk", w.plain(rate.Excess))
	expected := w.plain(rate.Expected)
	w.out.Numbers("expCount", expected)
	w.out.Numbers("pmap", w.plain(rate.Choynowski))
	w.out.Numbers("EB_global_esda", poisson)
	w.out.Numbers("EB_local_esda", local)
	w.out.Numbers("spatial_rate_esda", w.around(func() (*rate.Smoothed, error) {
		rates, err := rate.SpatialRate(w.study.weights, w.events, w.base)
		return &rate.Smoothed{Rate: rates}, err
	}))
	w.out.Numbers("assuncao_z", w.plain(rate.AssuncaoReis))
	w.pair("wilson", w.base, rate.Wilson)
	w.pair("beta", w.base, rate.ClopperPearson)
	w.pair("agresti_coull", w.base, rate.AgrestiCoull)
	w.out.Numbers("expected", expected)
	w.pair("poisson", expected, rate.Garwood)
	w.pair("byar", expected, rate.Byar)
}

// plain computes one number per area of the counts alone.
func (w *smoothing) plain(compute func(events, base []float64) ([]float64, error)) []float64 {
	values, err := compute(w.events, w.base)
	return w.keep(values, err)
}

func (w *smoothing) bayes(compute func(events, base []float64) (*rate.Smoothed, error)) []float64 {
	s, err := compute(w.events, w.base)
	if err != nil {
		return w.keep(nil, err)
	}
	return s.Rate
}

// around computes with the neighbours; without them there is nothing to tell.
func (w *smoothing) around(compute func() (*rate.Smoothed, error)) []float64 {
	if w.study.weights == nil {
		return w.keep(nil, nil)
	}
	s, err := compute()
	if err != nil {
		return w.keep(nil, err)
	}
	return s.Rate
}

// keep returns the values, or as many empty ones when there are none.
func (w *smoothing) keep(values []float64, err error) []float64 {
	if w.err == nil {
		w.err = err
	}
	if values == nil {
		values = slices.Repeat([]float64{math.NaN()}, len(w.events))
	}
	return values
}

// limits computes an interval per area of the events over something.
func (w *smoothing) limits(over []float64, compute func(events, over, level float64) (low, high float64)) (low, high []float64) {
	low, high = make([]float64, len(w.events)), make([]float64, len(w.events))
	for i, e := range w.events {
		low[i], high[i] = compute(e, over[i], level)
	}
	return low, high
}

// pair adds an interval as two columns.
func (w *smoothing) pair(name string, over []float64, compute func(events, over, level float64) (low, high float64)) {
	low, high := w.limits(over, compute)
	w.out.Numbers(name+"_lo", low)
	w.out.Numbers(name+"_hi", high)
}
