package feature

import (
	"regexp"
	"strings"
)

// System is a coordinate system (Dutch: coördinatenstelsel).
type System uint8

const (
	UnknownSystem System = iota
	RDNew
	Degrees // WGS 84 or ETRS89, longitude first
	UTM31
	UTM32
	OtherSystem
	// what coordinates can look like besides
	SwappedDegrees
	SwappedRD
	UTMLike
)

var systemNames = [...]string{RDNew: "RD New (EPSG:28992)", Degrees: "WGS 84 (EPSG:4326)", UTM31: "UTM 31N (EPSG:32631)",
	UTM32: "UTM 32N (EPSG:32632)", OtherSystem: "", UTMLike: "UTM"}

// String returns the name of a system as people know it.
func (s System) String() string {
	if int(s) < len(systemNames) {
		return systemNames[s]
	}
	return ""
}

// Claim is what a file says about its coordinates.
type Claim struct {
	Made   bool
	System System
	// Said is the words of the file, for messages.
	Said string
}

var epsgNumber = regexp.MustCompile(`(?i)EPSG[^0-9]{1,6}(?:[0-9.]+[:/])?([0-9]{4,6})\s*$`)

// ClaimOf reads the name of a coordinate system as GeoJSON and OGC API write it.
func ClaimOf(said string) Claim {
	said = strings.Trim(strings.TrimSpace(said), "<>")
	if said == "" {
		return Claim{}
	}
	c := Claim{Made: true, System: OtherSystem, Said: Shorten(said)}
	if strings.HasSuffix(strings.ToUpper(said), "CRS84") || strings.HasSuffix(strings.ToUpper(said), "CRS84H") {
		c.System = Degrees
		return c
	}
	if m := epsgNumber.FindStringSubmatch(said); m != nil {
		c.System = systemOf(m[1])
		c.Said = "EPSG:" + m[1]
	}
	return c
}

// systemOf returns the system of an EPSG number; 7415 is RD New with heights.
func systemOf(epsg string) System {
	switch epsg {
	case "28992", "7415":
		return RDNew
	case "4326", "4258", "4979", "4937":
		return Degrees
	case "32631", "25831":
		return UTM31
	case "32632", "25832":
		return UTM32
	}
	return OtherSystem
}

var (
	wktAuthority = regexp.MustCompile(`(?i)(?:AUTHORITY|ID)\["EPSG",\s*"?([0-9]+)"?\]\]\s*$`)
	wktName      = regexp.MustCompile(`^\s*[A-Z_]+\["([^"]*)"`)
	wktUTM       = regexp.MustCompile(`(?i)UTM[ _]zone[ _](3[12])N`)
)

// ClaimOfWKT reads the description of a coordinate system as a .prj file holds it.
func ClaimOfWKT(wkt string) Claim {
	name := wktName.FindStringSubmatch(wkt)
	if name == nil {
		return Claim{}
	}
	c := Claim{Made: true, System: OtherSystem, Said: Shorten(name[1])}
	if m := wktAuthority.FindStringSubmatch(wkt); m != nil && systemOf(m[1]) != OtherSystem {
		c.System = systemOf(m[1])
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
		c.System = RDNew
	case projected && base && utm != nil && utm[1] == "31":
		c.System = UTM31
	case projected && base && utm != nil:
		c.System = UTM32
	case !projected && base:
		c.System = Degrees
	}
	return c
}
