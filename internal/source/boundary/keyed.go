package boundary

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/feature"
)

// KeyedOptions say how to read boundaries under the keys of their file (Dutch: instellingen).
type KeyedOptions struct {
	// Column holds the keys. Default: the column that holds codes of areas, else one that is called "code".
	Column string
	// Level is the only level to read of a file that holds several. Default: all.
	Level area.Level
	// TempDir is where packed files that must be read out of order are unpacked. Default: the system's folder.
	TempDir string
	// Progress is told how many bytes of how many were read. Default: nobody is told.
	Progress func(done, total int64)
}

// Keyed are boundaries by a key of the file, whatever that is: nothing is asked of the key, nor of the year (Dutch:
// grenzen per sleutel). It is for computing on a file as it is, not for keeping it.
type Keyed struct {
	// Keys are in the order of the file, without repeats.
	Keys   []string
	Shapes []area.Geometry
	// Metres is false when the coordinates are in a system that is not known here; they are then as in the file.
	Metres bool
	cells  []attributeRow
}

// Text returns what an attribute of the file says of an area, and false when there is no such attribute.
func (k *Keyed) Text(i int, column string) (string, bool) {
	at := k.cells[i].layer.Find(column)
	if at < 0 {
		return "", false
	}
	return k.cells[i].layer.Columns[at].Text(k.cells[i].row), true
}

// Names returns the attributes of the file, in its order.
func (k *Keyed) Names() []string {
	var names []string
	for i, c := range k.cells {
		if i > 0 && c.layer == k.cells[i-1].layer {
			continue
		}
		for _, column := range c.layer.Columns {
			if !slices.Contains(names, column.Name) {
				names = append(names, column.Name)
			}
		}
	}
	return names
}

// ReadKeyed reads the boundaries in a file. Pieces with the same key become one area, and water beside land with the
// same key is left out. Coordinates become RD New, to the millimetre, where their system is known.
func ReadKeyed(ctx context.Context, file string, o KeyedOptions) (*Keyed, error) {
	in := &input{ctx: ctx, options: Options{TempDir: o.TempDir, Progress: o.Progress, Limits: Limits{}.OrDefault()}}
	defer in.close()
	layers, err := in.readAll([]string{file})
	if err != nil {
		return nil, err
	}
	r := &keyedReader{o: o, out: &Keyed{Metres: true}, features: map[string][]found{}}
	for _, l := range layers {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r.read(l)
	}
	if err := r.g.problems.Err(); err != nil {
		return nil, err
	}
	if r.layers == 0 {
		return nil, r.noKeys(layers, filepath.Base(file))
	}
	r.join()
	if !slices.ContainsFunc(r.out.Shapes, func(g area.Geometry) bool { return !g.IsEmpty() }) {
		return nil, problem.New(problem.Invalid, "boundary.nothing_drawn").At(problem.Place{File: filepath.Base(file)})
	}
	return r.out, nil
}

// keyedReader gathers the layers of one file.
type keyedReader struct {
	o        KeyedOptions
	g        gathering
	out      *Keyed
	features map[string][]found
	layers   int
}

// noKeys names the columns that there are.
func (r *keyedReader) noKeys(layers []*feature.Layer, file string) error {
	var names []string
	for _, l := range layers {
		for _, c := range l.Columns {
			if len(names) < 40 && !slices.Contains(names, c.Name) {
				names = append(names, feature.Shorten(c.Name))
			}
		}
	}
	place := problem.Place{File: file}
	if r.o.Column == "" {
		return problem.New(problem.Invalid, "boundary.no_codes", "columns", strings.Join(names, ", ")).At(place)
	}
	return problem.New(problem.Usage, "boundary.no_column", "column", r.o.Column, "columns", strings.Join(names, ", ")).At(place)
}

// column returns which column of a layer holds the keys, and -1 for a layer without them.
func (r *keyedReader) column(l *feature.Layer) int {
	if r.o.Column != "" {
		return l.Find(r.o.Column)
	}
	if k := findKeys(l); k.code >= 0 {
		return k.code
	}
	return l.Find("code")
}

// read adds the features of a layer.
func (r *keyedReader) read(l *feature.Layer) {
	column := r.column(l)
	if column < 0 || len(l.Shapes) == 0 {
		return
	}
	r.layers++
	from, p := r.system(l)
	if p != nil {
		r.g.problems.Add(p)
		return
	}
	k := findKeys(l)
	for row := range l.Shapes {
		key := strings.TrimSpace(l.Columns[column].Text(row))
		if isMissing(key) {
			at := l.Place(l.Shapes[row].Row)
			at.Column = l.Columns[column].Name
			r.g.problems.Add(problem.New(problem.Invalid, "boundary.code_missing").At(at))
			continue
		}
		f := found{layer: l, row: row, marked: k.water >= 0}
		if code, err := parseCode(key, k.level); err == nil && column == k.code {
			key, f.code = code.String(), code
		}
		if r.o.Level != 0 && f.code.Level() != r.o.Level || !r.prepare(&l.Shapes[row], l, key, from) {
			continue
		}
		f.water = k.water >= 0 && isWater(l.Columns[k.water].Text(row))
		if _, again := r.features[key]; !again {
			r.out.Keys = append(r.out.Keys, key)
		}
		r.features[key] = append(r.features[key], f)
	}
}

// system returns in which system a layer is. One that nobody knows is no problem here.
func (r *keyedReader) system(l *feature.Layer) (feature.System, *problem.Error) {
	from, _, p := detect(l)
	if p != nil && (p.Key() == "boundary.crs_unknown" || p.Key() == "boundary.crs_other") {
		r.out.Metres = false
		return feature.OtherSystem, nil
	}
	return from, p
}

// prepare checks a shape and brings it to RD New where its system is known.
func (r *keyedReader) prepare(sh *feature.Shape, l *feature.Layer, key string, from feature.System) bool {
	finite, inside := finitePoints(sh.Geometry), true
	if finite && from != feature.OtherSystem {
		finite, inside = project(sh.Geometry, from)
	}
	if !finite || !inside {
		sentence := "boundary.outside"
		if !finite {
			sentence = "boundary.not_finite_at"
		}
		r.g.problems.Add(problem.New(problem.Invalid, sentence, "code", key).At(l.Place(sh.Row)))
		return false
	}
	r.g.tidy(l, sh, area.Code{})
	return true
}

// join makes one area of the features of each key.
func (r *keyedReader) join() {
	for _, key := range r.out.Keys {
		features := r.g.landOf(r.features[key])
		first := features[0]
		copies := []area.Geometry{first.layer.Shapes[first.row].Geometry}
		for _, f := range features[1:] {
			piece := f.layer.Shapes[f.row].Geometry
			if !slices.ContainsFunc(copies, func(c area.Geometry) bool { return sameGeometry(c, piece) }) {
				copies = append(copies, piece)
			}
		}
		r.out.Shapes = append(r.out.Shapes, slices.Concat(copies...))
		r.out.cells = append(r.out.cells, attributeRow{first.layer, first.row})
	}
}

// finitePoints reports whether every coordinate is a number.
func finitePoints(g area.Geometry) bool {
	for _, polygon := range g {
		for _, ring := range polygon {
			for _, p := range ring {
				if !indicator.Finite(p.X) || !indicator.Finite(p.Y) {
					return false
				}
			}
		}
	}
	return true
}

// isWater reports whether the mark of a feature says that it is water.
func isWater(mark string) bool {
	switch strings.ToUpper(strings.TrimSpace(mark)) {
	case "JA", "J", "1", "TRUE", "W":
		return true
	}
	return false
}
