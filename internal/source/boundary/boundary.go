// Package boundary reads boundaries of areas from GeoPackage, Shapefile, GeoJSON, TopoJSON and CSV with shapes in
// hexadecimal digits (Dutch: grenzen).
//
// The form is recognised by content. Coordinates become RD New, to the millimetre; in which system they were is read
// from the file and held against the coordinates themselves. Figures that stand beside the boundaries come out as
// Attributes, for the package that knows what they mean.
package boundary

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/feature"
)

// Options say how to read (Dutch: instellingen). The zero value takes the year from the files.
type Options struct {
	// Year is the year of the division. Default: the year that the files name; without one it is asked for.
	Year int
	// Level is the only level to read. Default: every level in the files.
	Level area.Level
	// Known is the division whose names say which areas are meant where a file has names and no codes. Default: none.
	Known *area.Division
	// Title is what people call the delivery. Default: made from the names of the files.
	Title string
	// Source, Attribution and Licence default to those of the boundaries of Statistics Netherlands and the Land Registry.
	Source, Attribution, Licence string
	// TempDir is where packed files that must be read out of order are unpacked. Default: the system's folder.
	TempDir string
	// Progress is told how many bytes of how many were read. Default: nobody is told.
	Progress func(done, total int64)
	// Limits are the sizes at which reading stops.
	Limits Limits
}

// Limits are the sizes at which reading stops.
type Limits = feature.Limits

// Result is what was read: a batch without columns, and the attributes of each division in it (Dutch: uitkomst).
type Result struct {
	Batch      indicator.Batch
	Attributes []Attributes
}

// Read reads the boundaries in files, which together are one delivery. Nothing is kept of files with a problem; all
// problems of an input come together.
func Read(ctx context.Context, files []string, o Options) (Result, error) {
	o.Limits = o.Limits.OrDefault()
	if len(files) == 0 {
		return Result{}, problem.New(problem.Usage, "boundary.no_files")
	}
	in := &input{ctx: ctx, options: o}
	defer in.close()
	layers, err := in.readAll(files)
	if err != nil {
		return Result{}, err
	}
	g := &gathering{options: o}
	if err := g.gather(ctx, layers); err != nil {
		return Result{}, err
	}
	return g.result(in)
}

// result makes the batch.
func (g *gathering) result(in *input) (Result, error) {
	var r Result
	var list problem.List
	for _, part := range g.parts {
		division, err := area.NewDivision(part.id, part.areas)
		if err != nil {
			list.AddErr(err, problem.New(problem.Internal, "problem.internal"))
			continue
		}
		r.Batch.Divisions = append(r.Batch.Divisions, division)
		r.Batch.Shapes = append(r.Batch.Shapes, area.NewShapes(division.Index(), part.shapes))
		r.Attributes = append(r.Attributes, part.attributes)
	}
	if !g.drawn() {
		list.Add(problem.New(problem.Invalid, "boundary.nothing_drawn").At(problem.Place{File: in.names()[0]}))
	}
	if err := list.Err(); err != nil {
		return Result{}, err
	}
	o := g.options
	r.Batch.Delivery = indicator.Delivery{
		Kind: indicator.Boundaries, Source: orText(o.Source, "CBS"), Attribution: orText(o.Attribution, "Bron: CBS / Kadaster"),
		Licence: orText(o.Licence, "CC BY 4.0"), Published: true, Year: g.year, Title: orText(o.Title, g.title()),
		Files: in.names(), Fingerprint: in.fingerprint(g.year, o.Level), Report: g.report,
	}
	return r, nil
}

// drawn reports whether any area has a boundary: a file of boundaries without one is the wrong file.
func (g *gathering) drawn() bool {
	return slices.ContainsFunc(g.parts, func(p part) bool {
		return slices.ContainsFunc(p.shapes, func(shape area.Geometry) bool { return !shape.IsEmpty() })
	})
}

func orText(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// title names the levels and the year.
func (g *gathering) title() string {
	var levels []string
	for _, p := range g.parts {
		levels = append(levels, plurals[p.id.Level])
	}
	last := len(levels) - 1
	if last > 0 {
		levels = append(levels[:last-1], levels[last-1]+" en "+levels[last])
	}
	return fmt.Sprintf("Grenzen van %s %d", strings.Join(levels, ", "), g.year)
}

// plurals are the Dutch words for areas of a level, as titles of Dutch tables have them.
var plurals = map[area.Level]string{area.Municipality: "gemeenten", area.District: "wijken", area.Neighbourhood: "buurten"}

// names returns the names of the files without their folders, in order.
func (in *input) names() []string {
	var names []string
	for _, f := range in.used {
		names = append(names, filepath.Base(f.path))
	}
	return names
}

// fingerprint tells deliveries apart by their bytes and by the choices that matter.
func (in *input) fingerprint(year int, level area.Level) string {
	var sums []string
	for _, f := range in.used {
		sums = append(sums, f.sum)
	}
	slices.Sort(sums)
	h := sha256.New()
	fmt.Fprintf(h, "boundaries\n%d\n%s\n%s\n", year, level, strings.Join(sums, "\n"))
	return hex.EncodeToString(h.Sum(nil))
}
