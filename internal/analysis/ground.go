package analysis

import (
	"context"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/analysis/keyed"
	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/sheet"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary"
	"github.com/buurtbeeld/buurtbeeld/spatial"
	"github.com/buurtbeeld/buurtbeeld/spatial/neighbour"
)

// ground is where the areas of a file lie.
type ground struct {
	codes []string
	// x and y are the points of the areas in metres; NaN for an area that lies nowhere.
	x, y []float64
	// drawn are the boundaries; nil when the file holds points only.
	drawn *boundary.Keyed
}

// readGround reads boundaries or points.
func (r *Request) readGround(ctx context.Context) (*ground, error) {
	if r.isPoints() {
		return r.readPoints(ctx)
	}
	k, err := boundary.ReadKeyed(ctx, r.Areas, boundary.KeyedOptions{Column: r.Code, Level: r.Level, Progress: r.Progress})
	if err != nil {
		return nil, keyed.Opened(err, r.Areas)
	}
	if len(k.Keys) == 0 {
		return nil, problem.New(problem.Invalid, "analysis.level_absent", "level", r.Level.String()).At(problem.Place{File: filepath.Base(r.Areas)})
	}
	if err := r.oneLevel(k.Keys); err != nil {
		return nil, err
	}
	if !k.Metres {
		r.Note("analysis.note_system", "file", filepath.Base(r.Areas))
	}
	g := &ground{codes: k.Keys, drawn: k, x: make([]float64, len(k.Keys)), y: make([]float64, len(k.Keys))}
	for i, shape := range k.Shapes {
		g.x[i], g.y[i] = centroid(shape)
	}
	return g, nil
}

// oneLevel refuses areas that lie over each other because they are of more than one level.
func (r *Request) oneLevel(codes []string) error {
	var levels []string
	for _, text := range codes {
		code, err := area.ParseCode(text)
		if err != nil {
			return nil // codes of one's own say nothing of levels
		}
		if name := code.Level().String(); !slices.Contains(levels, name) {
			levels = append(levels, name)
		}
	}
	if len(levels) < 2 {
		return nil
	}
	return problem.New(problem.Usage, "analysis.levels", "levels", levels).At(problem.Place{File: filepath.Base(r.Areas)})
}

// isPoints reports whether the areas are a table with columns x and y.
func (r *Request) isPoints() bool {
	t, err := sheet.OpenFile(r.Areas, sheet.Options{HeaderRows: 1})
	if err != nil {
		return false // boundaries, or nothing at all: reading them tells
	}
	header := t.Header()
	_ = t.Close() // nothing was written
	return slices.Contains(header, "x") && slices.Contains(header, "y")
}

// readPoints reads a table of code, x and y. Degrees become metres.
func (r *Request) readPoints(ctx context.Context) (*ground, error) {
	key := "code"
	if r.Code != "" {
		key = r.Code
	}
	t, err := keyed.Read(ctx, r.Areas, []string{key, "x", "y"})
	if err != nil {
		return nil, err
	}
	g := &ground{}
	var list problem.List
	g.codes, err = t.Keys(key)
	keyed.Gather(&list, err)
	g.x, err = t.Numbers("x")
	keyed.Gather(&list, err)
	g.y, err = t.Numbers("y")
	keyed.Gather(&list, err)
	if err := list.Err(); err != nil {
		return nil, err
	}
	degrees := true
	for i := range g.codes {
		if math.IsNaN(g.x[i]) != math.IsNaN(g.y[i]) {
			list.Add(problem.New(problem.Invalid, "analysis.half_a_point").At(t.Place(i, "x")))
		}
		degrees = degrees && !(g.x[i] < 2 || g.x[i] > 8 || g.y[i] < 50 || g.y[i] > 56)
	}
	if degrees {
		for i := range g.codes {
			p := area.RDFromWGS84(g.x[i], g.y[i])
			g.x[i], g.y[i] = p.X, p.Y
		}
	}
	return g, list.Err()
}

// centroid returns the centre of gravity of a shape in the plane, holes taken out, and NaN for a shape without surface.
func centroid(g area.Geometry) (x, y float64) {
	box := g.Bounds()
	// From a corner of the shape, so that large coordinates do not drown small differences.
	origin := area.Point{X: box.MinX, Y: box.MinY}
	total := 0.0
	for _, polygon := range g {
		for i, ring := range polygon {
			sx, sy, surface := moments(ring, origin)
			if (surface < 0) != (i > 0) {
				sx, sy, surface = -sx, -sy, -surface
			}
			x, y, total = x+sx, y+sy, total+surface
		}
	}
	if !(total > 0) {
		return math.NaN(), math.NaN()
	}
	return origin.X + x/total, origin.Y + y/total
}

// moments returns the surface of a ring, which is below 0 when it goes clockwise, and surface times centre from an origin.
func moments(ring area.Ring, origin area.Point) (sx, sy, surface float64) {
	for i := range ring {
		p, q := ring[i], ring[(i+1)%len(ring)]
		px, py, qx, qy := p.X-origin.X, p.Y-origin.Y, q.X-origin.X, q.Y-origin.Y
		cross := px*qy - qx*py
		sx += (px + qx) * cross / 6
		sy += (py + qy) * cross / 6
		surface += cross / 2
	}
	return sx, sy, surface
}

// links are who is whose neighbour among coded areas.
type links struct {
	codes   []string
	weights *spatial.Weights
	// borders are the metres of border per link, in the order of the weights; nil when they were not measured.
	borders func(i int) []float64
	// seams is how many borders were found only thanks to the tolerance.
	seams int
}

// touching finds the areas that touch, over the whole map.
func (g *ground) touching(ctx context.Context, r *Request, k kind) (*links, error) {
	if g.drawn == nil {
		return nil, problem.New(problem.Usage, "analysis.borders_needed", "kind", k.name)
	}
	o := neighbour.Options{ToleranceMetres: r.ToleranceMetres, Borders: g.drawn.Metres}
	if !g.drawn.Metres {
		o.Grid = gridOf(g.drawn.Shapes)
	}
	if k.name == "rook" {
		o.Rule = neighbour.Rook
	}
	c, err := answer(ctx, func() (*neighbour.Contiguity, error) {
		return neighbour.Polygons(len(g.codes), func(i int, yield func(ring []area.Point)) {
			for _, polygon := range g.drawn.Shapes[i] {
				for _, ring := range polygon {
					yield(ring)
				}
			}
		}, o)
	})
	if err != nil {
		return nil, err
	}
	l := &links{codes: g.codes, weights: c.Weights, seams: len(c.Seams)}
	if c.Measured() {
		l.borders = c.BorderMetres
	}
	return l, nil
}

// gridOf returns the width of a grid for coordinates of which the unit is not known: a billionth of the map or a little
// more, which is about a millimetre on a map of a country, whether it is in metres or in degrees.
func gridOf(shapes []area.Geometry) float64 {
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, shape := range shapes {
		if shape.IsEmpty() {
			continue
		}
		box := shape.Bounds()
		minX, minY, maxX, maxY = min(minX, box.MinX), min(minY, box.MinY), max(maxX, box.MaxX), max(maxY, box.MaxY)
	}
	width := max(maxX-minX, maxY-minY)
	far := max(math.Abs(minX), math.Abs(minY), math.Abs(maxX), math.Abs(maxY))
	if !(width > 0) || math.IsInf(far, 0) {
		return 0
	}
	// A float64 holds no more than so many digits of what lies far from the origin.
	return math.Pow(10, math.Ceil(math.Log10(max(width*1e-9, far*1e-15))))
}

// near finds the areas that lie near each other, among those with the given codes that lie somewhere.
func (g *ground) near(ctx context.Context, k kind, codes []string) (*links, error) {
	at := indexOf(g.codes)
	l := &links{}
	var x, y []float64
	for _, code := range codes {
		if i, ok := at[code]; ok && !math.IsNaN(g.x[i]) && !math.IsNaN(g.y[i]) {
			l.codes = append(l.codes, code)
			x, y = append(x, g.x[i]), append(y, g.y[i])
		}
	}
	if k.name == "knn" && k.nearest >= len(l.codes) {
		return nil, problem.New(problem.Usage, "analysis.too_near", "k", k.nearest, "n", len(l.codes))
	}
	var err error
	l.weights, err = answer(ctx, func() (*spatial.Weights, error) {
		if k.name == "knn" {
			return neighbour.Nearest(x, y, k.nearest)
		}
		return neighbour.Within(x, y, k.metres)
	})
	return l, err
}

// find finds the neighbours of the kind that was asked for. codes are the areas that take part.
func (g *ground) find(ctx context.Context, r *Request, codes []string) (*links, error) {
	k, err := parseKind(r.Kind)
	if err != nil {
		return nil, err
	}
	if k.needsBorders() {
		return g.touching(ctx, r, k)
	}
	return g.near(ctx, k, codes)
}

// indexOf returns the place of each code.
func indexOf(codes []string) map[string]int {
	at := make(map[string]int, len(codes))
	for i, code := range codes {
		at[code] = i
	}
	return at
}

// attributes returns columns of a boundary file as a table.
func attributes(file string, k *boundary.Keyed, columns []string) (*keyed.Table, error) {
	t := &keyed.Table{File: filepath.Base(file), Header: k.Names(), Rows: make([]int, len(k.Keys)), Cells: map[string][]string{}}
	if err := t.Missing(columns); err != nil {
		return nil, err
	}
	for i := range t.Rows {
		t.Rows[i] = i + 1 // the number of the feature
	}
	for _, name := range columns {
		cells := make([]string, len(k.Keys))
		for i := range cells {
			text, _ := k.Text(i, name)
			cells[i] = strings.TrimSpace(text)
		}
		t.Cells[name] = cells
	}
	return t, nil
}
