package boundary

import (
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/feature"
)

// merge makes one area of the features of each code.
//
// Where a code has features of land and of water, the land is the area: the water is left out and counted. A file that
// lost the mark of water still shows it when only some of a layer's features of a code have figures: those without are
// taken for water. Pieces that say the same of an area become one boundary of several parts, and an exact copy is left out.
// Pieces that say different things of one area are a problem.
func (g *gathering) merge(all []found) {
	slices.SortStableFunc(all, func(a, b found) int { return a.code.Compare(b.code) })
	for from := 0; from < len(all); {
		level := all[from].code.Level()
		p := part{id: area.DivisionID{Level: level, Year: g.year}}
		var codes []area.Code
		var rows []attributeRow
		for from < len(all) && all[from].code.Level() == level {
			to := from + 1
			for to < len(all) && all[to].code == all[from].code {
				to++
			}
			a, shape, spoke := g.one(all[from:to])
			p.areas = append(p.areas, a)
			p.shapes = append(p.shapes, shape)
			codes = append(codes, a.Code)
			rows = append(rows, spoke)
			g.report.Matched += to - from
			from = to
		}
		p.attributes = newAttributes(p.id, codes, rows)
		g.parts = append(g.parts, p)
	}
}

// one makes an area of the features with its code.
func (g *gathering) one(features []found) (area.Area, area.Geometry, attributeRow) {
	features = g.landOf(features)
	first := features[0]
	a := area.Area{Code: first.code, Kind: kindOf(first)}
	spoke := attributeRow{first.layer, first.row}
	shape := first.layer.Shapes[first.row].Geometry
	copies := []area.Geometry{shape}
	for _, f := range features {
		if a.Name == "" {
			a.Name = f.name
		}
		if a.Change == area.ChangeUnknown {
			a.Change = f.change
		}
	}
	for _, f := range features[1:] {
		if !sameFigures(spoke, attributeRow{f.layer, f.row}) {
			p := f.layer.Place(f.layer.Shapes[f.row].Row)
			g.problems.Add(problem.New(problem.Invalid, "boundary.code_conflict", "code", f.code.String(),
				"row", first.layer.Shapes[first.row].Row).At(p))
			continue
		}
		piece := f.layer.Shapes[f.row].Geometry
		if slices.ContainsFunc(copies, func(c area.Geometry) bool { return sameGeometry(c, piece) }) {
			g.count("boundary.copy_left_out", f.code.String())
			continue
		}
		copies = append(copies, piece)
		shape = append(shape[:len(shape):len(shape)], piece...)
		g.count("boundary.pieces_joined", f.code.String())
	}
	if flaw, _ := shape.Flaw(); flaw != area.NoFlaw {
		g.count(flawNotes[flaw], a.Code.String())
	}
	return a, shape, spoke
}

var flawNotes = map[area.Flaw]string{
	area.CrossesItself: "boundary.crosses_itself",
	area.HoleOutside:   "boundary.hole_outside",
	area.PartsOverlap:  "boundary.parts_overlap",
	area.NotChecked:    "boundary.not_checked",
}

// landOf returns the features that are the area itself.
func (g *gathering) landOf(features []found) []found {
	if len(features) == 1 {
		return features
	}
	code := features[0].code.String()
	isWater := func(f found) bool { return f.water }
	if slices.ContainsFunc(features, isWater) && !allOf(features, isWater) {
		features = slices.DeleteFunc(slices.Clone(features), func(f found) bool {
			if f.water {
				g.count("boundary.water_apart", code)
			}
			return f.water
		})
	}
	bare := func(f found) bool { return !f.marked && !hasFigure(f.layer, f.row) }
	figures := map[*feature.Layer]bool{}
	for _, f := range features {
		figures[f.layer] = figures[f.layer] || !bare(f)
	}
	features = slices.DeleteFunc(slices.Clone(features), func(f found) bool {
		water := figures[f.layer] && bare(f)
		if water {
			g.count("boundary.water_unmarked", code)
		}
		return water
	})
	// The feature that speaks for the area is one that has something to say.
	slices.SortStableFunc(features, func(a, b found) int {
		switch {
		case bare(a) == bare(b):
			return 0
		case bare(b):
			return -1
		}
		return 1
	})
	return features
}

func allOf(features []found, is func(found) bool) bool {
	return !slices.ContainsFunc(features, func(f found) bool { return !is(f) })
}

// kindOf returns what an area is: what the file says wins over what the code suggests.
func kindOf(f found) area.Kind {
	switch {
	case f.water:
		return area.Water
	case f.abroad:
		return area.Abroad
	}
	probable := area.KindOf(f.code, f.name)
	if f.marked && probable == area.Water {
		return area.Land
	}
	return probable
}

// sameGeometry reports whether two shapes have the same points in the same order.
func sameGeometry(a, b area.Geometry) bool {
	return slices.EqualFunc(a, b, func(p, q area.Polygon) bool {
		return slices.EqualFunc(p, q, func(r, s area.Ring) bool { return slices.Equal(r, s) })
	})
}
