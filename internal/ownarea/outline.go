package ownarea

import (
	"encoding/json"
	"math"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// The limits of an outline: somebody draws it by hand, or takes it from a map of a team's area.
const (
	mostOutlineBytes = 4 << 20
	// MostOutlinePoints is how many points an outline has at most: laying more over the boundaries takes seconds.
	MostOutlinePoints = 5_000
	// leastSquareMetres is under which an outline holds nobody's working area.
	leastSquareMetres = 100
)

// feature is any GeoJSON object, as far as it is needed here.
type feature struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
	Geometry    *feature        `json:"geometry"`
	Geometries  []feature       `json:"geometries"`
	Features    []feature       `json:"features"`
	CRS         *struct {
		Properties struct {
			Name string `json:"name"`
		} `json:"properties"`
	} `json:"crs"`
}

// ParseOutline reads the polygons of a GeoJSON text, in longitude and latitude (RFC 7946) or, when its crs or the size of
// its numbers says so, in metres of RD New. All polygons together are one outline. The outline is closed, whole and in the
// Netherlands, or it is a problem.
func ParseOutline(text []byte) (area.Geometry, error) {
	unreadable := problem.New(problem.Invalid, "ownarea.outline_unreadable")
	if len(text) > mostOutlineBytes {
		return nil, problem.New(problem.Invalid, "ownarea.outline_large", "most", MostOutlinePoints)
	}
	var f feature
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, unreadable.Because(err)
	}
	r := outlineReader{}
	r.system(f)
	if err := r.read(f, 0); err != nil {
		return nil, err
	}
	return r.finish()
}

// outlineReader gathers polygons.
type outlineReader struct {
	polygons [][][][2]float64
	points   int
	rd       bool
	other    string
}

// system looks which grid the text names.
func (r *outlineReader) system(f feature) {
	if f.CRS == nil {
		return
	}
	name := strings.ToUpper(f.CRS.Properties.Name)
	switch {
	case strings.HasSuffix(name, ":28992"):
		r.rd = true
	case strings.HasSuffix(name, ":4326"), strings.HasSuffix(name, "CRS84"), strings.HasSuffix(name, ":4258"), name == "":
	default:
		r.other = f.CRS.Properties.Name
	}
}

// mostDepth is how deep collections lie in each other at most.
const mostDepth = 4

func (r *outlineReader) read(f feature, depth int) error {
	unreadable := problem.New(problem.Invalid, "ownarea.outline_unreadable")
	if depth > mostDepth {
		return unreadable
	}
	parts := append(f.Features, f.Geometries...)
	if f.Geometry != nil {
		parts = append(parts, *f.Geometry)
	}
	for _, p := range parts {
		if err := r.read(p, depth+1); err != nil {
			return err
		}
	}
	switch f.Type {
	case "Polygon":
		var rings [][][]float64
		if err := json.Unmarshal(f.Coordinates, &rings); err != nil {
			return unreadable.Because(err)
		}
		return r.add(rings)
	case "MultiPolygon":
		var polygons [][][][]float64
		if err := json.Unmarshal(f.Coordinates, &polygons); err != nil {
			return unreadable.Because(err)
		}
		for _, rings := range polygons {
			if err := r.add(rings); err != nil {
				return err
			}
		}
	}
	return nil
}

// add takes a polygon in. Heights are left out.
func (r *outlineReader) add(rings [][][]float64) error {
	var polygon [][][2]float64
	for _, ring := range rings {
		var list [][2]float64
		for _, p := range ring {
			if len(p) < 2 {
				return problem.New(problem.Invalid, "ownarea.outline_unreadable")
			}
			if at := [2]float64{p[0], p[1]}; len(list) == 0 || list[len(list)-1] != at {
				list = append(list, at)
			}
		}
		if len(list) == 0 {
			continue
		}
		if list[0] != list[len(list)-1] {
			list = append(list, list[0])
		}
		if len(list) < 4 {
			return problem.New(problem.Invalid, "ownarea.outline_no_surface")
		}
		r.points += len(list)
		polygon = append(polygon, list)
	}
	if r.points > MostOutlinePoints {
		return problem.New(problem.Invalid, "ownarea.outline_large", "most", MostOutlinePoints)
	}
	if polygon != nil {
		r.polygons = append(r.polygons, polygon)
	}
	return nil
}

// The country with room around it, in degrees and in metres of RD New.
var (
	degrees = area.Box{MinX: 2, MinY: 50, MaxX: 8, MaxY: 54.5}
	metres  = area.Box{MinX: -30_000, MinY: 280_000, MaxX: 320_000, MaxY: 660_000}
)

func (r *outlineReader) finish() (area.Geometry, error) {
	if r.other != "" {
		return nil, problem.New(problem.Invalid, "ownarea.outline_grid", "crs", shorten(r.other))
	}
	if len(r.polygons) == 0 {
		return nil, problem.New(problem.Invalid, "ownarea.outline_no_surface")
	}
	if !r.rd {
		r.rd = r.inside(metres)
	}
	if within := (map[bool]area.Box{true: metres, false: degrees})[r.rd]; !r.inside(within) {
		return nil, problem.New(problem.Invalid, "ownarea.outline_elsewhere")
	}
	var g area.Geometry
	for _, rings := range r.polygons {
		var polygon area.Polygon
		for _, ring := range rings {
			polygon = append(polygon, r.ring(ring))
		}
		g = append(g, polygon)
	}
	return checkOutline(g)
}

// ring returns a ring in RD New, in whole millimetres as boundaries are kept.
func (r *outlineReader) ring(list [][2]float64) area.Ring {
	ring := make(area.Ring, 0, len(list))
	for _, p := range list {
		at := area.Point{X: p[0], Y: p[1]}
		if !r.rd {
			at = area.RDFromWGS84(p[0], p[1])
		}
		at = area.Point{X: math.Round(at.X*1000) / 1000, Y: math.Round(at.Y*1000) / 1000}
		if len(ring) == 0 || ring[len(ring)-1] != at {
			ring = append(ring, at)
		}
	}
	return ring
}

// inside reports whether all points lie in a box; numbers that are none do not.
func (r *outlineReader) inside(b area.Box) bool {
	for _, polygon := range r.polygons {
		for _, ring := range polygon {
			for _, p := range ring {
				if !(p[0] >= b.MinX && p[0] <= b.MaxX && p[1] >= b.MinY && p[1] <= b.MaxY) {
					return false
				}
			}
		}
	}
	return true
}

// checkOutline refuses an outline of which the surface is not certain, or that has hardly any.
func checkOutline(g area.Geometry) (area.Geometry, error) {
	switch flaw, at := g.Flaw(); flaw {
	case area.NoFlaw:
	case area.CrossesItself:
		lon, lat := area.WGS84FromRD(at)
		return nil, problem.New(problem.Invalid, "ownarea.outline_crosses", "lat", math.Round(lat*1e4)/1e4, "lon", math.Round(lon*1e4)/1e4)
	default:
		return nil, problem.New(problem.Invalid, "ownarea.outline_overlaps")
	}
	if g.SquareMetres() < leastSquareMetres {
		return nil, problem.New(problem.Invalid, "ownarea.outline_small", "least", leastSquareMetres)
	}
	return g, nil
}

// shorten keeps a quoted text readable.
func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
