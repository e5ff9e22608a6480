package boundary

import (
	"math"
	"regexp"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// system is a coordinate system (Dutch: coördinatenstelsel).
type system uint8

const (
	unknownSystem system = iota
	rdNew
	degrees // WGS 84 or ETRS89, longitude first
	utm31
	utm32
	otherSystem
	// what coordinates can look like besides
	swappedDegrees
	swappedRD
	utmLike
)

var systemNames = [...]string{rdNew: "RD New (EPSG:28992)", degrees: "WGS 84 (EPSG:4326)", utm31: "UTM 31N (EPSG:32631)",
	utm32: "UTM 32N (EPSG:32632)", otherSystem: "", utmLike: "UTM"}

// claim is what a file says about its coordinates.
type claim struct {
	made   bool
	system system
	// said is the words of the file, for messages.
	said string
}

var epsgNumber = regexp.MustCompile(`(?i)EPSG[^0-9]{1,3}(?:[0-9.]+[:/])?([0-9]{4,6})\s*$`)

// claimOf reads the name of a coordinate system as GeoJSON and OGC API write it.
func claimOf(said string) claim {
	said = strings.Trim(strings.TrimSpace(said), "<>")
	if said == "" {
		return claim{}
	}
	c := claim{made: true, system: otherSystem, said: shorten(said)}
	if strings.HasSuffix(strings.ToUpper(said), "CRS84") || strings.HasSuffix(strings.ToUpper(said), "CRS84H") {
		c.system = degrees
		return c
	}
	if m := epsgNumber.FindStringSubmatch(said); m != nil {
		c.system = systemOf(m[1])
		c.said = "EPSG:" + m[1]
	}
	return c
}

// systemOf returns the system of an EPSG number; 7415 is RD New with heights.
func systemOf(epsg string) system {
	switch epsg {
	case "28992", "7415":
		return rdNew
	case "4326", "4258", "4979", "4937":
		return degrees
	case "32631", "25831":
		return utm31
	case "32632", "25832":
		return utm32
	}
	return otherSystem
}

var (
	wktAuthority = regexp.MustCompile(`(?i)(?:AUTHORITY|ID)\["EPSG",\s*"?([0-9]+)"?\]\]\s*$`)
	wktName      = regexp.MustCompile(`^\s*[A-Z_]+\["([^"]*)"`)
	wktUTM       = regexp.MustCompile(`(?i)UTM[ _]zone[ _](3[12])N`)
)

// claimOfWKT reads the description of a coordinate system as a .prj file holds it.
func claimOfWKT(wkt string) claim {
	name := wktName.FindStringSubmatch(wkt)
	if name == nil {
		return claim{}
	}
	c := claim{made: true, system: otherSystem, said: shorten(name[1])}
	if m := wktAuthority.FindStringSubmatch(wkt); m != nil && systemOf(m[1]) != otherSystem {
		c.system = systemOf(m[1])
		return c
	}
	upper := strings.ToUpper(wkt)
	projected := strings.HasPrefix(strings.TrimSpace(upper), "PROJ") || strings.HasPrefix(strings.TrimSpace(upper), "COMPD")
	base := strings.Contains(upper, "WGS_1984") || strings.Contains(upper, "WGS 84") || strings.Contains(upper, "ETRS_1989") ||
		strings.Contains(upper, "ETRS89")
	utm := wktUTM.FindStringSubmatch(name[1])
	stereographic := strings.Contains(upper, "STEREOGRAPHIC") && strings.Contains(upper, "155000") && strings.Contains(upper, "463000")
	switch {
	case stereographic && (strings.Contains(upper, "AMERSFOORT") || strings.Contains(upper, "RD")):
		c.system = rdNew
	case projected && base && utm != nil && utm[1] == "31":
		c.system = utm31
	case projected && base && utm != nil:
		c.system = utm32
	case !projected && base:
		c.system = degrees
	}
	return c
}

// looksLike returns the systems in which a point could lie in or near the Netherlands, sea included.
func looksLike(p area.Point) system {
	switch {
	case p.X >= -50000 && p.X <= 330000 && p.Y >= 250000 && p.Y <= 700000:
		return rdNew
	case p.X >= 2 && p.X <= 8 && p.Y >= 50 && p.Y <= 56:
		return degrees
	case p.Y >= 2 && p.Y <= 8 && p.X >= 50 && p.X <= 56:
		return swappedDegrees
	case p.Y >= 5550000 && p.Y <= 6200000 && p.X >= 0 && p.X <= 900000:
		return utmLike
	case p.Y >= -50000 && p.Y < 250000 && p.X >= 250000 && p.X <= 700000:
		return swappedRD
	}
	return unknownSystem
}

// detect decides in which system a layer is, from what it says and from its coordinates. Neither is believed alone: a
// claim that the coordinates contradict is a problem.
func detect(l *layer) (system, *indicator.Note, *problem.Error) {
	var seen [utmLike + 1]int
	total := 0
	for _, sh := range l.shapes {
		for _, polygon := range sh.geometry {
			for _, ring := range polygon {
				for _, p := range ring {
					seen[looksLike(p)]++
					total++
				}
			}
		}
	}
	if total == 0 {
		return rdNew, nil, nil
	}
	most := unknownSystem
	for s, n := range seen {
		if n > seen[most] {
			most = system(s)
		}
	}
	at := func(p *problem.Error) *problem.Error { return p.At(l.place(0)) }
	said := l.crs
	if said.made && said.system == otherSystem {
		return 0, nil, at(problem.New(problem.Invalid, "boundary.crs_other", "crs", said.said))
	}
	switch most {
	case unknownSystem:
		return 0, nil, at(problem.New(problem.Invalid, "boundary.crs_unknown"))
	case swappedDegrees, swappedRD:
		return 0, nil, at(problem.New(problem.Invalid, "boundary.axes_swapped"))
	case utmLike:
		if said.system == utm31 || said.system == utm32 {
			return said.system, l.note("boundary.crs_read", "crs", systemNames[said.system]), nil
		}
		if !said.made {
			return 0, nil, at(problem.New(problem.Invalid, "boundary.crs_zone"))
		}
	}
	if !said.made {
		return most, l.note("boundary.crs_recognised", "crs", systemNames[most]), nil
	}
	if said.system != most {
		return 0, nil, at(problem.New(problem.Invalid, "boundary.crs_contradicted", "crs", systemNames[said.system], "found", systemNames[most]))
	}
	return most, l.note("boundary.crs_read", "crs", systemNames[most]), nil
}

// note returns a sentence of the report about this layer.
func (l *layer) note(key string, pairs ...string) *indicator.Note {
	n := &indicator.Note{Key: key, Args: map[string]string{"file": l.title()}}
	for i := 0; i+1 < len(pairs); i += 2 {
		n.Args[pairs[i]] = pairs[i+1]
	}
	return n
}

// title names the layer for people.
func (l *layer) title() string {
	if l.name == "" || l.name == l.file {
		return l.file
	}
	return l.file + " (" + l.name + ")"
}

// project turns the points of a shape into RD New, to the millimetre, and returns false at a point that is no number
// and at one outside the Netherlands and its sea.
func project(g area.Geometry, from system) (finite, inside bool) {
	finite, inside = true, true
	for _, polygon := range g {
		for _, ring := range polygon {
			for i, p := range ring {
				switch from {
				case degrees:
					p = area.RDFromWGS84(p.X, p.Y)
				case utm31:
					p = area.RDFromWGS84(area.WGS84FromUTM(31, p.X, p.Y))
				case utm32:
					p = area.RDFromWGS84(area.WGS84FromUTM(32, p.X, p.Y))
				}
				p.X = math.Floor(p.X*1000+0.5) / 1000
				p.Y = math.Floor(p.Y*1000+0.5) / 1000
				if math.IsNaN(p.X+p.Y) || math.IsInf(p.X+p.Y, 0) {
					return false, false
				}
				if looksLike(p) != rdNew {
					inside = false
				}
				ring[i] = p
			}
		}
	}
	return finite, inside
}
