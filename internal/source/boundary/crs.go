package boundary

import (
	"math"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
	"github.com/buurtbeeld/buurtbeeld/internal/source/boundary/feature"
)

// looksLike returns the systems in which a point could lie in or near the Netherlands, sea included.
func looksLike(p area.Point) feature.System {
	switch {
	case p.X >= -50000 && p.X <= 330000 && p.Y >= 250000 && p.Y <= 700000:
		return feature.RDNew
	case p.X >= 2 && p.X <= 8 && p.Y >= 50 && p.Y <= 56:
		return feature.Degrees
	case p.Y >= 2 && p.Y <= 8 && p.X >= 50 && p.X <= 56:
		return feature.SwappedDegrees
	case p.Y >= 5550000 && p.Y <= 6200000 && p.X >= 0 && p.X <= 900000:
		return feature.UTMLike
	case p.Y >= -50000 && p.Y < 250000 && p.X >= 250000 && p.X <= 700000:
		return feature.SwappedRD
	}
	return feature.UnknownSystem
}

// detect decides in which system a layer is, from what it says and from its coordinates. Neither is believed alone: a
// claim that the coordinates contradict is a problem.
func detect(l *feature.Layer) (feature.System, *indicator.Note, *problem.Error) {
	var seen [feature.UTMLike + 1]int
	total := 0
	for _, sh := range l.Shapes {
		for _, polygon := range sh.Geometry {
			for _, ring := range polygon {
				for _, p := range ring {
					seen[looksLike(p)]++
					total++
				}
			}
		}
	}
	if total == 0 {
		return feature.RDNew, nil, nil
	}
	most := feature.UnknownSystem
	for s, n := range seen {
		if n > seen[most] {
			most = feature.System(s)
		}
	}
	at := func(p *problem.Error) *problem.Error { return p.At(l.Place(0)) }
	said := l.CRS
	if said.Made && said.System == feature.OtherSystem {
		return 0, nil, at(problem.New(problem.Invalid, "boundary.crs_other", "crs", said.Said))
	}
	switch most {
	case feature.UnknownSystem:
		return 0, nil, at(problem.New(problem.Invalid, "boundary.crs_unknown"))
	case feature.SwappedDegrees, feature.SwappedRD:
		return 0, nil, at(problem.New(problem.Invalid, "boundary.axes_swapped"))
	case feature.UTMLike:
		if said.System == feature.UTM31 || said.System == feature.UTM32 {
			return said.System, l.Note("boundary.crs_read", "crs", said.System.String()), nil
		}
		if !said.Made {
			return 0, nil, at(problem.New(problem.Invalid, "boundary.crs_zone"))
		}
	}
	if !said.Made {
		return most, l.Note("boundary.crs_recognised", "crs", most.String()), nil
	}
	if said.System != most {
		return 0, nil, at(problem.New(problem.Invalid, "boundary.crs_contradicted", "crs", said.System.String(), "found", most.String()))
	}
	return most, l.Note("boundary.crs_read", "crs", most.String()), nil
}

// project turns the points of a shape into RD New, to the millimetre, and returns false at a point that is no number
// and at one outside the Netherlands and its sea.
func project(g area.Geometry, from feature.System) (finite, inside bool) {
	finite, inside = true, true
	for _, polygon := range g {
		for _, ring := range polygon {
			for i, p := range ring {
				switch from {
				case feature.Degrees:
					p = area.RDFromWGS84(p.X, p.Y)
				case feature.UTM31:
					p = area.RDFromWGS84(area.WGS84FromUTM(31, p.X, p.Y))
				case feature.UTM32:
					p = area.RDFromWGS84(area.WGS84FromUTM(32, p.X, p.Y))
				}
				p.X = math.Floor(p.X*1000+0.5) / 1000
				p.Y = math.Floor(p.Y*1000+0.5) / 1000
				if math.IsNaN(p.X+p.Y) || math.IsInf(p.X+p.Y, 0) {
					return false, false
				}
				if looksLike(p) != feature.RDNew {
					inside = false
				}
				ring[i] = p
			}
		}
	}
	return finite, inside
}
