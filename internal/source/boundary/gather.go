package boundary

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/feature"
)

// gathering puts the features of all layers together by area.
type gathering struct {
	options  Options
	year     int
	problems problem.List
	report   indicator.Report
	parts    []part
	marks    map[string]*mark
	order    []string
}

// part is one division of the outcome, in code order.
type part struct {
	id         area.DivisionID
	areas      []area.Area
	shapes     []area.Geometry
	attributes Attributes
}

// mark counts what was repaired or left out, with the first codes as examples.
type mark struct {
	n        int
	examples []string
}

// examplesKept is how many codes a note quotes.
const examplesKept = 10

// count adds an area to a note.
func (g *gathering) count(key string, example string) {
	m := g.marks[key]
	if m == nil {
		if g.marks == nil {
			g.marks = map[string]*mark{}
		}
		m = &mark{}
		g.marks[key] = m
		g.order = append(g.order, key)
	}
	m.n++
	if len(m.examples) < examplesKept && !slices.Contains(m.examples, example) {
		m.examples = append(m.examples, example)
	}
}

// gather reads the keys of all layers, brings their shapes to RD New and makes one area of each code.
func (g *gathering) gather(ctx context.Context, layers []*feature.Layer) error {
	var all []found
	seen := map[int]problem.Place{}
	keyed := 0
	for _, l := range layers {
		if err := ctx.Err(); err != nil {
			return err
		}
		g.report.Rows += len(l.Shapes)
		g.report.Notes = append(g.report.Notes, l.Notes...)
		k := findKeys(l)
		if k.code < 0 && g.options.Known != nil {
			g.codesByName(l, &k)
		}
		if k.code < 0 {
			continue
		}
		keyed++
		years(l, k, seen)
		g.report.Columns = append(g.report.Columns, reportKeys(l, k)...)
		all = g.readLayer(l, k, all)
	}
	if err := g.leftOut(layers, keyed); err != nil {
		return err
	}
	g.decideYear(seen)
	if err := g.problems.Err(); err != nil {
		return err
	}
	if len(all) == 0 {
		return g.nothingFound(layers)
	}
	g.merge(all)
	if err := g.problems.Err(); err != nil {
		return err
	}
	g.finishNotes()
	return nil
}

// leftOut reports layers without codes, and refuses when no layer has any.
func (g *gathering) leftOut(layers []*feature.Layer, keyed int) error {
	for _, l := range layers {
		if len(l.Shapes) == 0 || findKeys(l).code >= 0 {
			continue
		}
		if keyed == 0 {
			var names []string
			for i, c := range l.Columns {
				if i < 12 {
					names = append(names, feature.Shorten(c.Name))
				}
			}
			g.problems.Add(problem.New(problem.Invalid, "boundary.no_codes", "columns", strings.Join(names, ", ")).At(l.Place(0)))
			continue
		}
		g.report.Unmatched += len(l.Shapes)
		g.report.Notes = append(g.report.Notes, *l.Note("boundary.layer_left_out"))
	}
	return g.problems.Err()
}

func (g *gathering) nothingFound(layers []*feature.Layer) error {
	file := ""
	if len(layers) > 0 {
		file = layers[0].File
	}
	if g.options.Level != 0 {
		return problem.New(problem.Invalid, "boundary.level_absent", "level", g.options.Level.String()).At(problem.Place{File: file})
	}
	return problem.New(problem.Invalid, "boundary.empty").At(problem.Place{File: file})
}

// decideYear takes the year of the files and holds it against the year that was asked for.
func (g *gathering) decideYear(years map[int]problem.Place) {
	g.year = g.options.Year
	list := make([]int, 0, len(years))
	for year := range years {
		list = append(list, year)
	}
	slices.Sort(list)
	switch {
	case len(list) == 0 && g.year == 0:
		g.problems.Add(problem.New(problem.Usage, "boundary.year_needed"))
	case g.year == 0 && len(list) == 1:
		g.year = list[0]
	case g.year == 0:
		for _, year := range list[1:] {
			p := problem.New(problem.Invalid, "boundary.mixed_years", "year", strconv.Itoa(year), "other", strconv.Itoa(list[0]))
			g.problems.Add(p.At(years[year]))
		}
	default:
		for _, year := range list {
			if year != g.year {
				p := problem.New(problem.Invalid, "boundary.other_year", "year", strconv.Itoa(year), "wanted", strconv.Itoa(g.year))
				g.problems.Add(p.At(years[year]))
			}
		}
	}
}

// readLayer reads the features of a layer and brings their shapes to RD New.
func (g *gathering) readLayer(l *feature.Layer, k keys, all []found) []found {
	from, note, p := detect(l)
	if p != nil {
		g.problems.Add(p)
		return all
	}
	if note != nil {
		g.report.Notes = append(g.report.Notes, *note)
	}
	for row := range l.Shapes {
		f, p := readKeys(l, k, row)
		if p != nil {
			g.problems.Add(p)
			continue
		}
		if f.code.Level() == area.Country || g.options.Level != 0 && f.code.Level() != g.options.Level {
			g.report.Unmatched++
			g.count("boundary.other_level", f.code.String())
			continue
		}
		if g.prepare(l, &l.Shapes[row], f.code, from) {
			all = append(all, f)
		}
	}
	return all
}

// prepare checks the shape of a feature and brings it to RD New. It reports whether the feature says anything.
func (g *gathering) prepare(l *feature.Layer, sh *feature.Shape, code area.Code, from feature.System) bool {
	refuse := func(p *problem.Error) { g.problems.Add(p.At(l.Place(sh.Row))) }
	if sh.Other && len(sh.Geometry) == 0 {
		g.report.Unmatched++
		g.count("boundary.no_land", code.String())
		return false
	}
	if sh.Other {
		g.count("boundary.no_land", code.String())
	}
	if len(sh.Geometry) == 0 {
		g.count("boundary.without_shape", code.String())
		return true
	}
	finite, inside := project(sh.Geometry, from)
	switch {
	case !finite:
		refuse(problem.New(problem.Invalid, "boundary.not_finite_at", "code", code.String()))
		return false
	case !inside:
		refuse(problem.New(problem.Invalid, "boundary.outside", "code", code.String()))
		return false
	}
	if !g.tidy(l, sh, code) {
		refuse(problem.New(problem.Invalid, "boundary.too_few_points", "code", code.String()))
		return false
	}
	return true
}

// tidy closes rings, takes points out that repeat the one before, and leaves out rings that have no surface. It
// reports false for a ring of too few points in a file that was not simplified so far that rings collapse.
func (g *gathering) tidy(l *feature.Layer, sh *feature.Shape, code area.Code) bool {
	ok, collapsed := true, false
	kept := sh.Geometry[:0]
	for _, polygon := range sh.Geometry {
		rings := polygon[:0]
		for i, ring := range polygon {
			if n := len(ring); n > 0 && ring[0] != ring[n-1] {
				ring = append(ring, ring[0])
				g.count("boundary.ring_closed", code.String())
			}
			given := len(ring)
			ring = slices.Compact(ring)
			if len(ring) >= 4 && ring.SignedArea() != 0 {
				rings = append(rings, ring)
				continue
			}
			if given > 0 && given < 4 && !l.Quantised {
				ok = false
			}
			collapsed = true
			if i == 0 {
				// Without its outer ring a polygon has no holes either.
				break
			}
		}
		if len(rings) > 0 {
			kept = append(kept, rings)
		}
	}
	sh.Geometry = kept
	if ok && collapsed {
		g.count("boundary.collapsed", code.String())
	}
	return ok
}

// finishNotes writes what was counted as sentences.
func (g *gathering) finishNotes() {
	for _, key := range g.order {
		m := g.marks[key]
		examples := strings.Join(m.examples, ", ")
		if m.n > len(m.examples) {
			examples += ", …"
		}
		g.report.Notes = append(g.report.Notes, indicator.Note{Key: key, Args: map[string]string{
			"n": fmt.Sprint(m.n), "examples": examples}})
	}
	if m := g.marks["boundary.other_level"]; m != nil {
		g.report.UnmatchedExamples = append(g.report.UnmatchedExamples, m.examples...)
	}
	if m := g.marks["boundary.no_land"]; m != nil {
		g.report.UnmatchedExamples = append(g.report.UnmatchedExamples, m.examples...)
	}
}
