package boundary

import (
	"io"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// document reads one file of GeoJSON or TopoJSON. Members may come in any order: what depends on a later one, such as
// the arcs of a topology, is put together at the end.
type document struct {
	*scanner
	limits  Limits
	file    string
	name    string
	crs     claim
	root    string
	main    *layer // of a FeatureCollection
	layers  []*layer
	pieces  pieces
	points  int
	row     int
	topo    bool
	arcs    []area.Ring
	refs    map[*layer][]arcGeometry
	factors *transform
}

// pieces gathers the parts of one geometry.
type pieces struct {
	points []area.Point
	rings  []int // ends in points
	parts  []int // ends in rings
	depth  int   // of the arrays around a position; 0 before the first
}

// readJSON reads the layers of a GeoJSON or TopoJSON file.
func readJSON(r io.Reader, file string, limits Limits) ([]*layer, error) {
	d := &document{scanner: newScanner(r), limits: limits, file: file}
	d.start()
	d.members(d.rootMember)
	d.finish()
	if d.err == nil {
		d.assemble()
	}
	if d.err != nil {
		return nil, located(d.err, problem.Place{File: file, Row: d.row})
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
		d.main.crs = d.crs
		d.main.name = d.name
		d.layers = []*layer{d.main}
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
func (d *document) crsMember() claim {
	if d.null() {
		return claim{}
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
				said = "EPSG:" + shortest(d.number())
			default:
				d.skip(3)
			}
		})
	})
	return claimOf(said)
}

func (d *document) features() {
	if d.null() {
		return
	}
	if !d.take('[') {
		return
	}
	d.main = &layer{file: d.file}
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
	i := len(l.shapes)
	sh := shape{row: d.row, absent: true}
	kind := ""
	d.members(func(name string) {
		switch name {
		case "type":
			kind = d.typeName()
		case "properties":
			d.properties(l, i)
		case "geometry":
			if !d.null() {
				sh.absent = false
				d.geometry(&sh, 0)
			}
		default:
			d.skip(2)
		}
	})
	if d.err == nil && kind != "Feature" {
		d.fail(problem.New(problem.Invalid, "boundary.json_other"))
	}
	l.shapes = append(l.shapes, sh)
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
func (d *document) properties(l *layer, row int) {
	if d.null() || !d.take('{') {
		return
	}
	expect := 0
	for first := true; d.next(first, '}'); first = false {
		name := d.text()
		at := expect
		if at >= len(l.columns) || l.columns[at].name != string(name) {
			at = l.column(string(name))
			if at >= d.limits.Columns {
				d.fail(problem.New(problem.Invalid, "boundary.too_many_columns", "most", d.limits.Columns))
				return
			}
		}
		expect = at + 1
		c := l.columns[at]
		if !d.take(':') {
			return
		}
		if c.filled(row) {
			d.fail(problem.New(problem.Invalid, "boundary.name_twice").At(problem.Place{Column: c.name}))
			return
		}
		d.value(c, row)
		if d.err != nil {
			d.err = located(d.err, problem.Place{Column: c.name})
			return
		}
	}
}

func (d *document) value(c *column, row int) {
	switch d.peek() {
	case '"':
		c.setText(row, d.text())
	case 'n':
		d.literal("null")
		c.setNull(row)
	case 't':
		d.literal("true")
		c.setText(row, []byte("true"))
	case 'f':
		d.literal("false")
		c.setText(row, []byte("false"))
	case '{', '[':
		// An attribute with parts of its own is no figure.
		d.skip(3)
		c.setNull(row)
	default:
		c.setNumber(row, d.number())
	}
}

// geometry takes a geometry and adds its polygons to the shape.
func (d *document) geometry(sh *shape, depth int) {
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
		sh.other = true
		return
	}
	if want == 0 || !had || d.pieces.depth != 0 && d.pieces.depth != want {
		d.fail(problem.New(problem.Invalid, "boundary.geometry_form"))
		return
	}
	sh.geometry = append(sh.geometry, d.pieces.geometry()...)
}

func (p *pieces) reset() {
	p.points, p.rings, p.parts, p.depth = p.points[:0], p.rings[:0], p.parts[:0], 0
}

// geometry returns what was gathered, with memory of its own.
func (p *pieces) geometry() area.Geometry {
	if len(p.parts) == 0 {
		return nil
	}
	points := make([]area.Point, len(p.points))
	copy(points, p.points)
	rings := make([]area.Ring, len(p.rings))
	from := 0
	for i, end := range p.rings {
		rings[i] = points[from:end:end]
		from = end
	}
	g := make(area.Geometry, 0, len(p.parts))
	from = 0
	for _, end := range p.parts {
		if end > from {
			g = append(g, area.Polygon(rings[from:end:end]))
		}
		from = end
	}
	return g
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

// close notes the end of a ring or part when an array at this level has got a member more.
func (p *pieces) close(level int) {
	switch {
	case p.depth == 0:
	case level == p.depth-2:
		p.rings = append(p.rings, len(p.points))
	case level == p.depth-3:
		p.parts = append(p.parts, len(p.rings))
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
	p.points = append(p.points, area.Point{X: xy[0], Y: xy[1]})
}
