package ownarea

import (
	"fmt"
	"math"

	"github.com/peterstace/simplefeatures/geom"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// sliver is up to which share of a part, in ten-thousandths, a line that was drawn beside a border counts as on it, as long
// as it is no more than a hundredth of the outline either: nobody draws more exactly than that, and borders of two sources
// differ as much.
const sliver = 50

// Draw returns the own area within an outline. A part that the outline cuts counts by the share of its surface that lies
// inside; slivers count as drawn beside the border. The outline is one of ParseOutline.
func Draw(name string, d *area.Division, shapes *area.Shapes, outline area.Geometry) (Area, error) {
	a := Area{Division: d.ID(), Outline: outline}
	var list problem.List
	a.Name = nameOf(name, &list)
	box, surface, covered := outline.Bounds(), outline.SquareMetres(), 0.0
	for i := range d.Len() {
		one := d.At(i)
		shape, ok := shapes.Find(one.Code)
		if !ok || !overlap(box, shape.Bounds()) {
			continue
		}
		common, err := commonSurface(outline, shape)
		if err != nil {
			list.Add(problem.New(problem.Invalid, "ownarea.overlay_failed", "code", one.Code.String(), "name", one.Name).Because(err))
			continue
		}
		covered += common
		share := int(math.Round(common / shape.SquareMetres() * Whole))
		switch {
		case one.Kind != area.Land || share == 0 || share <= sliver && common < surface/100:
			continue
		case share >= Whole-sliver:
			share = Whole
		}
		a.Parts = append(a.Parts, Part{one.Code, share})
	}
	if list.Len() == 0 && len(a.Parts) == 0 {
		list.Add(problem.New(problem.Invalid, "ownarea.outline_empty", "division", d.ID().String()))
	}
	if len(a.Parts) > mostParts {
		list.Add(problem.New(problem.Invalid, "ownarea.too_many_parts", "n", len(a.Parts), "most", mostParts))
	}
	if err := list.Err(); err != nil {
		return Area{}, err
	}
	a.Outside = math.Max(0, 1-covered/surface)
	return a, nil
}

func overlap(a, b area.Box) bool {
	return !b.IsEmpty() && a.MinX < b.MaxX && b.MinX < a.MaxX && a.MinY < b.MaxY && b.MinY < a.MaxY
}

// commonSurface returns the square metres that two geometries share. The library that lays them over each other gives an
// error on some broken boundaries and may panic on others; neither gets further than this, and an answer that cannot be
// right is none.
func commonSurface(a, b area.Geometry) (squareMetres float64, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("lay over each other: %v", r)
		}
	}()
	// Near the origin no digits are lost.
	from := b.Bounds()
	origin := area.Point{X: math.Floor(from.MinX), Y: math.Floor(from.MinY)}
	common, err := geom.Intersection(shapeOf(a, origin), shapeOf(b, origin))
	if err != nil {
		return 0, fmt.Errorf("lay over each other: %w", err)
	}
	squareMetres = common.Area()
	whole := b.SquareMetres()
	if math.IsNaN(squareMetres) || squareMetres < 0 || whole <= 0 || squareMetres > min(whole, a.SquareMetres())*1.001+1 {
		return 0, fmt.Errorf("lay over each other: %v of %v square metres", squareMetres, whole)
	}
	return squareMetres, nil
}

// shapeOf returns a geometry as the library has it, relative to an origin.
func shapeOf(g area.Geometry, origin area.Point) geom.Geometry {
	polygons := make([]geom.Polygon, 0, len(g))
	for _, p := range g {
		rings := make([]geom.LineString, 0, len(p))
		for _, r := range p {
			flat := make([]float64, 0, 2*len(r))
			for _, at := range r {
				flat = append(flat, at.X-origin.X, at.Y-origin.Y)
			}
			rings = append(rings, geom.NewLineString(geom.NewSequence(flat, geom.DimXY)))
		}
		polygons = append(polygons, geom.NewPolygon(rings))
	}
	return geom.NewMultiPolygon(polygons).AsGeometry()
}
