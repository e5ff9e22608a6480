package analysis

import (
	"context"
	"math"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/analysis/keyed"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/spatial/scan"
)

func circularScan(ctx context.Context, r *Request) (*keyed.Output, error) {
	o, err := r.scanOptions()
	if err != nil {
		return nil, err
	}
	if r.Events == "" || r.Base == "" {
		return nil, problem.New(problem.Usage, "analysis.rate_needed")
	}
	if r.Areas == "" {
		return nil, problem.New(problem.Usage, "analysis.areas_needed")
	}
	s, err := r.load(ctx, r.Events, r.Base)
	if err != nil {
		return nil, err
	}
	x, y, err := s.points(r)
	if err != nil {
		return nil, err
	}
	if err := s.checkRate(r.Events, r.Base); err != nil {
		return nil, err
	}
	if err := s.checkWhole(r.Events); err != nil {
		return nil, err
	}
	found, err := answer(ctx, func() (*scan.Scan, error) {
		return scan.Circular(x, y, s.figures[r.Events], s.figures[r.Base], o)
	})
	if err != nil {
		return nil, err
	}
	if found.Dispersion > muchDispersion && !r.Overdispersed {
		r.Note("analysis.note_dispersion", "times", math.Round(found.Dispersion))
	}
	if r.Centres {
		return s.centres(found), nil
	}
	return s.clusters(found, r.Members), nil
}

// muchDispersion is how many times more than chance the counts may vary before the reader is warned.
const muchDispersion = 3

func (r *Request) scanOptions() (scan.Options, error) {
	var list problem.List
	o := scan.Options{MaxShare: r.MaxShare, Permutations: r.Permutations, Seed: r.Seed}
	if r.Permutations == 0 {
		o.Permutations = -1
	}
	if !(r.MaxShare > 0 && r.MaxShare <= 1) {
		list.Add(problem.New(problem.Usage, "analysis.max_share", "share", r.MaxShare))
	}
	switch r.Side {
	case "", "high":
	case "low":
		o.Side = scan.Low
	case "both":
		o.Side = scan.Both
	default:
		list.Add(problem.New(problem.Usage, "analysis.side_unknown", "side", r.Side))
	}
	if r.Overdispersed {
		o.Chance = scan.Overdispersed
	}
	return o, list.Err()
}

// points returns where the areas of the table lie. An area that lies nowhere takes no part.
func (s *study) points(r *Request) (x, y []float64, err error) {
	at := indexOf(s.ground.codes)
	x, y = make([]float64, len(s.codes)), make([]float64, len(s.codes))
	known := make([]bool, len(s.codes))
	for i, code := range s.codes {
		x[i], y[i] = math.NaN(), math.NaN()
		if j, ok := at[code]; ok {
			x[i], y[i] = s.ground.x[j], s.ground.y[j]
			known[i] = !math.IsNaN(x[i]) && !math.IsNaN(y[i])
		}
	}
	if err := meets(known, s.table.File, r.Areas); err != nil {
		return nil, nil, err
	}
	s.mask(r, known)
	return x, y, nil
}

// checkWhole refuses numbers of events that are not whole: chance deals out whole ones.
func (s *study) checkWhole(events string) error {
	faults := s.table.Faults(events)
	for i, e := range s.given[events] {
		if e != math.Trunc(e) && !math.IsNaN(e) {
			faults.Add(i, problem.New(problem.Invalid, "analysis.not_whole"))
		}
	}
	return faults.Err()
}

// clusters returns a row per cluster, the strongest first.
func (s *study) clusters(found *scan.Scan, members bool) *keyed.Output {
	o := &keyed.Output{}
	list := found.Clusters
	number := func(name string, of func(c scan.Cluster) float64) {
		values := make([]float64, len(list))
		for i, c := range list {
			values[i] = of(c)
		}
		o.Numbers(name, values)
	}
	centres, codes := make([]string, len(list)), make([]string, len(list))
	for i, c := range list {
		centres[i] = s.codes[c.Centre]
		var inside []string
		for _, m := range c.Members {
			inside = append(inside, s.codes[m])
		}
		codes[i] = strings.Join(inside, " ")
	}
	o.Whole("rank", len(list), func(i int) int { return i + 1 })
	o.Texts("centre", centres)
	o.Whole("n_areas", len(list), func(i int) int { return len(list[i].Members) })
	number("events", func(c scan.Cluster) float64 { return c.Observed })
	number("expected", func(c scan.Cluster) float64 { return c.Expected })
	number("llr", func(c scan.Cluster) float64 { return c.LogLikelihoodRatio })
	number("p", func(c scan.Cluster) float64 { return c.P })
	if members {
		o.Texts("members", codes)
	}
	return o
}

// centres returns the best circle around every area.
func (s *study) centres(found *scan.Scan) *keyed.Output {
	o := s.start()
	o.Numbers("best_llr_centered_here", found.Best)
	o.Whole("best_n", len(found.Size), func(i int) int {
		if math.IsNaN(found.Best[i]) {
			return -1
		}
		return int(found.Size[i])
	})
	return o
}
