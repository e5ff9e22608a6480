package geojson

import (
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/feature"
)

// transform turns the whole numbers of a quantised topology into coordinates.
type transform struct{ scale, translate [2]float64 }

// arcGeometry is a geometry of a topology before its arcs are known: indexes of arcs, where -1 is arc 0 backwards.
type arcGeometry struct {
	arcs  []int32
	rings []int // ends in arcs
	parts []int // ends in rings
	depth int   // of the arrays around an index; 0 before the first
}

func (d *document) readTransform() {
	if d.null() {
		return
	}
	t := &transform{scale: [2]float64{1, 1}}
	pair := func(to *[2]float64) {
		i := 0
		if !d.take('[') {
			return
		}
		for first := true; d.next(first, ']'); first = false {
			x := d.number()
			if i < 2 {
				to[i] = x
			}
			i++
		}
	}
	d.members(func(name string) {
		switch name {
		case "scale":
			pair(&t.scale)
		case "translate":
			pair(&t.translate)
		default:
			d.skip(2)
		}
	})
	d.factors = t
}

// readArcs takes the lines that the areas share. They have the form of a polygon's coordinates.
func (d *document) readArcs() {
	d.pieces.reset()
	d.coordinates(&d.pieces)
	if d.err == nil && d.pieces.depth != 0 && d.pieces.depth != 3 {
		d.fail(problem.New(problem.Invalid, "boundary.geometry_form"))
		return
	}
	points := slices.Clone(d.pieces.points)
	from := 0
	for _, end := range d.pieces.rings {
		d.arcs = append(d.arcs, points[from:end:end])
		from = end
	}
}

// object takes one of the objects of a topology, which becomes a layer.
func (d *document) object(name string) {
	l := &feature.Layer{File: d.file, Name: name, Quantised: true}
	d.row = 0
	d.layers = append(d.layers, l)
	d.topoGeometry(l, 0)
}

// topoGeometry takes a geometry of a topology, or a collection of them.
func (d *document) topoGeometry(l *feature.Layer, depth int) {
	if depth > 4 {
		d.fail(problem.New(problem.Invalid, "boundary.too_deep"))
		return
	}
	i := len(l.Shapes)
	kind, collection := "", false
	var g arcGeometry
	d.members(func(name string) {
		switch name {
		case "type":
			if !d.null() {
				kind = d.typeName()
			}
		case "crs":
			l.CRS = d.crsMember()
		case "properties":
			if depth == 0 {
				d.skip(3)
				return
			}
			d.properties(l, i)
		case "arcs":
			d.arcIndexes(&g, 1)
		case "geometries":
			collection = true
			d.collection(l, depth)
		default:
			d.skip(3)
		}
	})
	if collection || d.err != nil {
		return
	}
	d.keepArcs(l, kind, g)
}

func (d *document) collection(l *feature.Layer, depth int) {
	if !d.take('[') {
		return
	}
	for first := true; d.next(first, ']'); first = false {
		d.row++
		if d.row > d.limits.Features {
			d.fail(problem.New(problem.Invalid, "boundary.too_many_features", "most", d.limits.Features))
			return
		}
		d.topoGeometry(l, depth+1)
	}
}

// keepArcs adds a feature, whose polygons are made once the arcs are known.
func (d *document) keepArcs(l *feature.Layer, kind string, g arcGeometry) {
	sh := feature.Shape{Row: d.row}
	want := 0
	switch kind {
	case "MultiPolygon":
		want = 3
	case "Polygon":
		want = 2
	case "":
		sh.Absent = true
	case "Point", "LineString", "MultiPoint", "MultiLineString":
		sh.Other = true
		g = arcGeometry{}
	default:
		d.fail(problem.New(problem.Invalid, "boundary.geometry_form"))
		return
	}
	if g.depth != 0 && g.depth != want {
		d.fail(problem.New(problem.Invalid, "boundary.geometry_form"))
		return
	}
	if d.refs == nil {
		d.refs = map[*feature.Layer][]arcGeometry{}
	}
	l.Shapes = append(l.Shapes, sh)
	d.refs[l] = append(d.refs[l], g)
}

// arcIndexes takes nested arrays of indexes of arcs.
func (d *document) arcIndexes(g *arcGeometry, level int) {
	if !d.take('[') {
		return
	}
	for first := true; d.next(first, ']'); first = false {
		if d.peek() == '[' {
			if level == 3 {
				d.fail(problem.New(problem.Invalid, "boundary.too_deep"))
				return
			}
			d.arcIndexes(g, level+1)
			continue
		}
		x := d.number()
		if x != math.Trunc(x) || math.Abs(x) >= math.MaxInt32 || g.depth != 0 && g.depth != level {
			d.fail(problem.New(problem.Invalid, "boundary.geometry_form"))
			return
		}
		if len(g.arcs) >= d.limits.Points {
			d.fail(problem.New(problem.Invalid, "boundary.too_many_points", "most", d.limits.Points))
			return
		}
		g.depth = level
		g.arcs = append(g.arcs, int32(x))
	}
	switch {
	case g.depth == 0:
	case level == g.depth:
		g.rings = append(g.rings, len(g.arcs))
	case level == g.depth-1:
		g.parts = append(g.parts, len(g.rings))
	}
}

// unfold puts the polygons of a topology together from its arcs.
func (d *document) unfold() {
	if d.root != "Topology" {
		d.fail(problem.New(problem.Invalid, "boundary.json_other"))
		return
	}
	if d.factors != nil {
		for _, arc := range d.arcs {
			d.factors.undo(arc)
		}
	}
	d.points = 0
	for _, l := range d.layers {
		if !l.CRS.Made {
			l.CRS = d.crs
		}
		for i, g := range d.refs[l] {
			d.row = l.Shapes[i].Row
			l.Shapes[i].Geometry = d.stitch(g)
			if d.err != nil {
				d.err = feature.Located(d.err, l.Place(d.row))
				return
			}
		}
	}
	d.row = 0
}

// undo turns the steps of an arc into coordinates.
func (t *transform) undo(arc area.Ring) {
	x, y := 0.0, 0.0
	for i, step := range arc {
		x += step.X
		y += step.Y
		arc[i] = area.Point{X: x*t.scale[0] + t.translate[0], Y: y*t.scale[1] + t.translate[1]}
	}
}

// stitch lays the arcs of a geometry end to end. Where they meet, one of the two equal points is left out.
func (d *document) stitch(g arcGeometry) area.Geometry {
	p := &d.pieces
	p.reset()
	p.depth = 4
	from := 0
	for _, end := range g.rings {
		start := len(p.points)
		for _, index := range g.arcs[from:end] {
			at, backwards := int(index), index < 0
			if backwards {
				at = int(^index)
			}
			if at >= len(d.arcs) {
				d.fail(problem.New(problem.Invalid, "boundary.arc_missing", "arc", at))
				return nil
			}
			arc := d.arcs[at]
			if d.points += len(arc); d.points > d.limits.Points {
				d.fail(problem.New(problem.Invalid, "boundary.too_many_points", "most", d.limits.Points))
				return nil
			}
			p.lay(arc, backwards, start)
		}
		p.rings = append(p.rings, len(p.points))
		from = end
	}
	p.parts = append(p.parts, g.parts...)
	return p.geometry()
}

// lay appends an arc to the ring that began at start.
func (p *pieces) lay(arc area.Ring, backwards bool, start int) {
	for i := range arc {
		point := arc[i]
		if backwards {
			point = arc[len(arc)-1-i]
		}
		if i == 0 && len(p.points) > start {
			continue
		}
		p.points = append(p.points, point)
	}
}
