// Package geojson reads layers of features from GeoJSON and TopoJSON, as a stream and by the strict grammar of JSON
// (Dutch: kaartbestand in JSON).
package geojson

import (
	"io"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/feature"
)

// document reads one file of GeoJSON or TopoJSON. Members may come in any order: what depends on a later one, such as
// the arcs of a topology, is put together at the end.
type document struct {
	*scanner
	limits  feature.Limits
	file    string
	name    string
	crs     feature.Claim
	root    string
	main    *feature.Layer // of a FeatureCollection
	layers  []*feature.Layer
	pieces  pieces
	points  int
	row     int
	topo    bool
	arcs    []area.Ring
	refs    map[*feature.Layer][]arcGeometry
	factors *transform
}

// Read reads the layers of a GeoJSON or TopoJSON file.
func Read(r io.Reader, file string, limits feature.Limits) ([]*feature.Layer, error) {
	d := &document{scanner: newScanner(r), limits: limits, file: file}
	d.start()
	d.members(d.rootMember)
	d.finish()
	if d.err == nil {
		d.assemble()
	}
	if d.err != nil {
		return nil, feature.Located(d.err, problem.Place{File: file, Row: d.row})
	}
	return d.layers, nil
}

func (d *document) rootMember(name string) {
	switch name {
	case "type":
		d.root = d.optionalText()
	case "name":
		d.name = d.optionalText()
	case "crs":
		d.crs = d.crsMember()
	case "features":
		d.features()
	case "arcs":
		d.topo = true
		d.readArcs()
	case "objects":
		d.topo = true
		d.members(d.object)
	case "transform":
		d.readTransform()
	default:
		d.skip(1)
	}
}

// assemble closes the document once every member is known.
func (d *document) assemble() {
	d.row = 0
	switch {
	case d.topo && d.main == nil:
		d.unfold()
	case d.main != nil && !d.topo && d.root == "FeatureCollection":
		d.main.CRS = d.crs
		d.main.Name = d.name
		d.layers = []*feature.Layer{d.main}
	default:
		d.fail(problem.New(problem.Invalid, "boundary.json_other"))
	}
}

// optionalText takes a text; any other value counts as none.
func (d *document) optionalText() string {
	if d.peek() == '"' {
		return string(d.text())
	}
	d.skip(1)
	return ""
}

// crsMember takes the old member that names the coordinate system.
func (d *document) crsMember() feature.Claim {
	if d.null() {
		return feature.Claim{}
	}
	said := ""
	d.members(func(name string) {
		if name != "properties" || d.peek() != '{' {
			d.skip(2)
			return
		}
		d.members(func(name string) {
			switch c := d.peek(); {
			case c == '"' && (name == "name" || name == "href"):
				said = string(d.text())
			case name == "code" && c >= '0' && c <= '9':
				said = "EPSG:" + feature.Shortest(d.number())
			default:
				d.skip(3)
			}
		})
	})
	return feature.ClaimOf(said)
}

func (d *document) features() {
	if d.null() {
		return
	}
	if !d.take('[') {
		return
	}
	d.main = &feature.Layer{File: d.file}
	for first := true; d.next(first, ']'); first = false {
		d.row++
		if d.row > d.limits.Features {
			d.fail(problem.New(problem.Invalid, "boundary.too_many_features", "most", d.limits.Features))
			return
		}
		d.feature()
	}
}

func (d *document) feature() {
	l := d.main
	i := len(l.Shapes)
	sh := feature.Shape{Row: d.row, Absent: true}
	kind := ""
	d.members(func(name string) {
		switch name {
		case "type":
			kind = d.typeName()
		case "properties":
			d.properties(l, i)
		case "geometry":
			if !d.null() {
				sh.Absent = false
				d.geometry(&sh, 0)
			}
		default:
			d.skip(2)
		}
	})
	if d.err == nil && kind != "Feature" {
		d.fail(problem.New(problem.Invalid, "boundary.json_other"))
	}
	l.Shapes = append(l.Shapes, sh)
}

// typeName takes the value of a member "type" without taking memory for those that occur.
func (d *document) typeName() string {
	b := d.text()
	for _, name := range [...]string{"Feature", "Polygon", "MultiPolygon", "Point", "LineString", "MultiPoint",
		"MultiLineString", "GeometryCollection"} {
		if string(b) == name {
			return name
		}
	}
	return string(b)
}

// properties takes the attributes of a feature. Features mostly have the same names in the same order.
func (d *document) properties(l *feature.Layer, row int) {
	if d.null() || !d.take('{') {
		return
	}
	expect := 0
	for first := true; d.next(first, '}'); first = false {
		name := d.text()
		at := expect
		if at >= len(l.Columns) || l.Columns[at].Name != string(name) {
			at = l.Column(string(name))
			if at >= d.limits.Columns {
				d.fail(problem.New(problem.Invalid, "boundary.too_many_columns", "most", d.limits.Columns))
				return
			}
		}
		expect = at + 1
		c := l.Columns[at]
		if !d.take(':') {
			return
		}
		if c.Filled(row) {
			d.fail(problem.New(problem.Invalid, "boundary.name_twice").At(problem.Place{Column: c.Name}))
			return
		}
		d.value(c, row)
		if d.err != nil {
			d.err = feature.Located(d.err, problem.Place{Column: c.Name})
			return
		}
	}
}

func (d *document) value(c *feature.Column, row int) {
	switch d.peek() {
	case '"':
		c.SetText(row, d.text())
	case 'n':
		d.literal("null")
		c.SetNull(row)
	case 't':
		d.literal("true")
		c.SetText(row, []byte("true"))
	case 'f':
		d.literal("false")
		c.SetText(row, []byte("false"))
	case '{', '[':
		// An attribute with parts of its own is no figure.
		d.skip(3)
		c.SetNull(row)
	default:
		c.SetNumber(row, d.number())
	}
}

// geometry takes a geometry and adds its polygons to the shape.
func (d *document) geometry(sh *feature.Shape, depth int) {
	if depth > 4 {
		d.fail(problem.New(problem.Invalid, "boundary.too_deep"))
		return
	}
	kind := ""
	had := false
	d.members(func(name string) {
		switch name {
		case "type":
			kind = d.typeName()
		case "coordinates":
			d.pieces.reset()
			d.pieces.most = feature.ShapePoints
			d.coordinates(&d.pieces)
			had = true
		case "geometries":
			if !d.take('[') {
				return
			}
			for first := true; d.next(first, ']'); first = false {
				if !d.null() {
					d.geometry(sh, depth+1)
				}
			}
		default:
			d.skip(3)
		}
	})
	if d.err != nil {
		return
	}
	want := 0
	switch kind {
	case "Polygon":
		want = 3
	case "MultiPolygon":
		want = 4
	case "GeometryCollection":
		return
	case "Point", "LineString", "MultiPoint", "MultiLineString":
		sh.Other = true
		return
	}
	if want == 0 || !had || d.pieces.depth != 0 && d.pieces.depth != want {
		d.fail(problem.New(problem.Invalid, "boundary.geometry_form"))
		return
	}
	sh.Geometry = append(sh.Geometry, d.pieces.geometry()...)
}

// coordinates takes nested arrays down to positions. Four levels are a MultiPolygon; no geometry has more.
func (d *document) coordinates(p *pieces) {
	level := 0
	for d.err == nil {
		// A value starts here.
		if c := d.peek(); c != '[' && c != 0 {
			d.fail(problem.New(problem.Invalid, "boundary.coordinate_missing"))
			return
		}
		if !d.take('[') {
			return
		}
		level++
		switch c := d.peek(); {
		case c == '[':
			if level == 4 {
				d.fail(problem.New(problem.Invalid, "boundary.too_deep"))
				return
			}
			continue
		case c == ']':
			// An empty array holds no position.
			d.pos++
		default:
			if p.depth != 0 && p.depth != level {
				d.fail(problem.New(problem.Invalid, "boundary.geometry_form"))
				return
			}
			p.depth = level
			d.position(p)
		}
		level--
		for level > 0 && d.err == nil {
			p.close(level)
			if d.next(false, ']') {
				break
			}
			level--
		}
		if level == 0 {
			p.close(0)
			return
		}
	}
}

// position takes the numbers of one position and its closing bracket.
func (d *document) position(p *pieces) {
	var xy [2]float64
	n := 0
	for first := true; d.next(first, ']'); first = false {
		c := d.peek()
		if c != '-' && (c < '0' || c > '9') {
			d.fail(problem.New(problem.Invalid, "boundary.coordinate_missing"))
			return
		}
		x := d.number()
		if n < 2 {
			xy[n] = x
		}
		if n++; n > 4 {
			d.fail(problem.New(problem.Invalid, "boundary.geometry_form"))
			return
		}
	}
	if d.err != nil {
		return
	}
	if n < 2 {
		d.fail(problem.New(problem.Invalid, "boundary.coordinate_missing"))
		return
	}
	if d.points++; d.points > d.limits.Points {
		d.fail(problem.New(problem.Invalid, "boundary.too_many_points", "most", d.limits.Points))
		return
	}
	if p.most > 0 && len(p.points) >= p.most {
		d.fail(problem.New(problem.Invalid, "boundary.too_many_points", "most", p.most))
		return
	}
	p.points = append(p.points, area.Point{X: xy[0], Y: xy[1]})
}
