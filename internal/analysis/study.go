package analysis

import (
	"context"
	"math"
	"path/filepath"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/analysis/keyed"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/spatial"
)

// study is the figures that a statistic is asked of, and where their areas lie.
type study struct {
	table *keyed.Table
	codes []string
	// given are the figures as they stand in the table; figures are the same, NaN where an area lies nowhere.
	given, figures map[string][]float64
	// weights are the links between the areas, and ground is where they lie; nil when not asked for or not there.
	weights *spatial.Weights
	ground  *ground
}

// load reads the columns, and where the areas lie when there is a file that tells.
func (r *Request) load(ctx context.Context, columns ...string) (*study, error) {
	s := &study{given: map[string][]float64{}, figures: map[string][]float64{}}
	var err error
	if r.Areas != "" {
		if s.ground, err = r.readGround(ctx); err != nil {
			return nil, err
		}
	}
	if err := s.readValues(ctx, r, columns); err != nil {
		return nil, err
	}
	for name, values := range s.given {
		s.figures[name] = values
	}
	return s, nil
}

// read reads the columns, and the neighbours when there is a file with areas or links.
func (r *Request) read(ctx context.Context, columns ...string) (*study, error) {
	s, err := r.load(ctx, columns...)
	if err != nil {
		return nil, err
	}
	var l *links
	switch {
	case s.ground != nil:
		l, err = s.ground.find(ctx, r, s.codes)
	case r.Weights != "":
		l, err = r.readLinks(ctx)
	default:
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	return s, s.connect(r, l)
}

// readLinked is read for a statistic that cannot do without neighbours.
func (r *Request) readLinked(ctx context.Context, columns ...string) (*study, error) {
	if r.Areas == "" && r.Weights == "" {
		return nil, problem.New(problem.Usage, "analysis.neighbours_needed")
	}
	return r.read(ctx, columns...)
}

// readValues reads the columns, each once, with everything that is wrong in them.
func (s *study) readValues(ctx context.Context, r *Request, columns []string) error {
	var key string
	var err error
	var list problem.List
	columns = slices.Compact(slices.Sorted(slices.Values(columns)))
	switch {
	case r.Values != "":
		s.table, err = keyed.ReadOf(ctx, r.Values, func(header []string) []string {
			key = keyColumn(header, r.Code)
			return append([]string{key}, columns...)
		})
		if err == nil {
			var wrong error
			s.codes, wrong = s.table.Keys(key)
			keyed.Gather(&list, wrong)
		}
	case s.ground != nil && s.ground.drawn != nil:
		s.codes = s.ground.codes
		s.table, err = attributes(r.Areas, s.ground.drawn, columns)
	default:
		return problem.New(problem.Usage, "analysis.values_needed")
	}
	if err != nil {
		return err
	}
	for _, name := range columns {
		values, err := s.table.Numbers(name)
		keyed.Gather(&list, err)
		s.given[name] = values
	}
	return list.Err()
}

// keyColumn returns the column that holds the codes of a table: the one that is called code, or as in the boundaries.
func keyColumn(header []string, other string) string {
	if other != "" && !slices.Contains(header, "code") && slices.Contains(header, other) {
		return other
	}
	return "code"
}

// connect gives the areas their neighbours. Areas that are not on the map lie nowhere and take no part; in a file of links
// they are areas without neighbours.
func (s *study) connect(r *Request, l *links) error {
	w, known, err := l.among(s.codes)
	if err != nil {
		return err
	}
	s.weights = w
	other := r.Weights
	if s.ground != nil {
		other = r.Areas
	}
	if err := meets(known, s.table.File, other); err != nil {
		return err
	}
	if l.seams > 0 {
		r.Note("analysis.note_seams", "n", l.seams)
	}
	if s.ground != nil {
		s.mask(r, known)
	}
	return nil
}

// mask takes the figures out of areas that lie nowhere.
func (s *study) mask(r *Request, known []bool) {
	var nowhere []string
	for i, code := range s.codes {
		if !known[i] {
			nowhere = append(nowhere, code)
		}
	}
	if len(nowhere) == 0 {
		return
	}
	r.Note("analysis.note_nowhere", "n", len(nowhere), "codes", some(nowhere), "file", filepath.Base(r.Areas))
	for name, values := range s.figures {
		masked := slices.Clone(values)
		for i := range masked {
			if !known[i] {
				masked[i] = math.NaN()
			}
		}
		s.figures[name] = masked
	}
}

// columns returns the columns that were asked for; without any, those that there are stand in the sentence.
func (r *Request) columns(ctx context.Context) ([]string, error) {
	if len(r.Columns) > 0 {
		return r.Columns, nil
	}
	if r.Values == "" {
		return nil, problem.New(problem.Usage, "analysis.column_needed")
	}
	t, err := keyed.ReadOf(ctx, r.Values, func([]string) []string { return nil })
	if err != nil {
		return nil, err
	}
	return nil, problem.New(problem.Usage, "analysis.column_needed_of", "columns", keyed.Shown(t.Header)).At(problem.Place{File: t.File})
}

// fit refuses columns with which a statistic of differences says nothing: too few numbers, or all the same.
func (s *study) fit(columns ...string) error {
	const fewest = 3
	var list problem.List
	for _, name := range columns {
		n, low, high := 0, math.Inf(1), math.Inf(-1)
		for _, v := range s.figures[name] {
			if !math.IsNaN(v) {
				n, low, high = n+1, min(low, v), max(high, v)
			}
		}
		place := problem.Place{File: s.table.File, Column: name}
		switch {
		case n == 0:
			list.Add(problem.New(problem.Invalid, "analysis.all_missing", "column", name).At(place))
		case n < fewest:
			list.Add(problem.New(problem.Invalid, "analysis.too_few", "n", n, "fewest", fewest).At(place))
		case low == high:
			list.Add(problem.New(problem.Invalid, "analysis.constant", "column", name).At(place))
		}
	}
	return list.Err()
}

// start returns an answer with the codes, and the figures as they were given.
func (s *study) start() *keyed.Output {
	o := &keyed.Output{}
	o.Texts("code", s.codes)
	return o
}
