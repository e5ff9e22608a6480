package area

import "math"

// The parameters below are those of PROJ 9.1.1 for EPSG:4326 to EPSG:28992 (operation "Amersfoort to WGS 84 (4)", as
// printed by: projinfo -s EPSG:4326 -t EPSG:28992 -o PROJ --single-line). ETRS89 is read as WGS 84; PROJ itself sets them 4
// millimetres apart.

// ellipsoid is the figure of the earth on which coordinates are given.
type ellipsoid struct {
	a, b, e2, ep2 float64
	// back is the series from the conformal latitude to the latitude itself, in sines of its multiples.
	back [4]float64
}

func newEllipsoid(a, inverseFlattening float64) ellipsoid {
	f := 1 / inverseFlattening
	e2 := f * (2 - f)
	n := f / (2 - f)
	n2, n3, n4 := n*n, n*n*n, n*n*n*n
	// Krüger (1912), to the fourth order of n: within a micrometre.
	back := [4]float64{2*n - 2*n2/3 - 2*n3 + 116*n4/45, 7*n2/3 - 8*n3/5 - 227*n4/45, 56*n3/15 - 136*n4/35, 4279 * n4 / 630}
	return ellipsoid{a: a, b: a * (1 - f), e2: e2, ep2: e2 / (1 - e2), back: back}
}

var (
	bessel = newEllipsoid(6377397.155, 299.1528128)
	wgs84  = newEllipsoid(6378137, 298.257223563)
)

// The seven parameters from Amersfoort (Bessel) to WGS 84: metres, radians (coordinate frame) and a factor.
const (
	arcSecond  = math.Pi / 180 / 3600
	shiftX     = 565.4171
	shiftY     = 50.3319
	shiftZ     = 465.5524
	rotateX    = 0.398957388243134 * arcSecond
	rotateY    = -0.343987817378283 * arcSecond
	rotateZ    = 1.87740163998045 * arcSecond
	scaleShift = 1 + 4.0725e-6
)

// The double stereographic projection of RD New.
const (
	rdLatitude  = 52.1561605555556 * math.Pi / 180
	rdLongitude = 5.38763888888889 * math.Pi / 180
	rdScale     = 0.9999079
	rdEast      = 155000
	rdNorth     = 463000
)

// sphere is the projection's sphere of Gauss, worked out once.
type sphere struct {
	c, logK, sin0, cos0, diameter, sinLon0, cosLon0 float64
}

var rdSphere = newSphere()

func newSphere() sphere {
	sin0, cos0 := math.Sincos(rdLatitude)
	radius := math.Sqrt(1-bessel.e2) / (1 - bessel.e2*sin0*sin0)
	c := math.Sqrt(1 + bessel.e2*math.Pow(cos0, 4)/(1-bessel.e2))
	s := sphere{c: c, sin0: sin0 / c, diameter: 2 * radius * bessel.a * rdScale}
	s.cos0 = math.Sqrt(1 - s.sin0*s.sin0)
	s.logK = math.Atanh(s.sin0) - c*bessel.isometric(sin0)
	s.sinLon0, s.cosLon0 = math.Sincos(rdLongitude)
	return s
}

// isometric returns the isometric latitude for the sine of a latitude.
func (el *ellipsoid) isometric(sin float64) float64 {
	return math.Log((1+sin)/(1-sin))/2 - el.conformalPart(sin)
}

// conformalPart returns e·atanh(e·sin) as a series, whose next term is under 1e-17 here.
func (el *ellipsoid) conformalPart(sin float64) float64 {
	x := el.e2 * sin * sin
	return el.e2 * sin * (1 + x*(1.0/3+x*(1.0/5+x*(1.0/7+x*(1.0/9+x*(1.0/11+x/13))))))
}

// sine returns the sine of the latitude for an isometric latitude.
func (el *ellipsoid) sine(isometric float64) float64 {
	sin := math.Tanh(isometric)
	cos := math.Sqrt(1 - sin*sin)
	// Clenshaw's sum of back[k]·sin(2(k+1)χ), which is what the latitude is more than χ: a small angle.
	sin2, twice := 2*sin*cos, 2*(1-2*sin*sin)
	var b1, b2 float64
	for k := len(el.back) - 1; k >= 0; k-- {
		b1, b2 = el.back[k]+twice*b1-b2, b1
	}
	d := b1 * sin2
	dd := d * d
	return sin*(1-dd/2*(1-dd/12)) + cos*d*(1-dd/6*(1-dd/20))
}

// tangent returns the tangent of the latitude of a point at distance p from the axis and z above the equator, after
// Bowring (1976); close to the surface its error is under a micrometre.
func (el *ellipsoid) tangent(p, z float64) float64 {
	t := z * el.a / (p * el.b)
	cos := 1 / math.Sqrt(1+t*t)
	sin := t * cos
	return (z + el.ep2*el.b*sin*sin*sin) / (p - el.e2*el.a*cos*cos*cos)
}

// RDFromWGS84 returns the place in RD New of a longitude and latitude in degrees on WGS 84 (EPSG:4326). Heights count as
// zero. It agrees with PROJ's cs2cs within a millimetre over the Netherlands; far outside the country it means nothing.
func RDFromWGS84(longitude, latitude float64) Point {
	sinLat, cosLat := math.Sincos(latitude * (math.Pi / 180))
	sinLon, cosLon := math.Sincos(longitude * (math.Pi / 180))
	n := wgs84.a / math.Sqrt(1-wgs84.e2*sinLat*sinLat)
	x := (n*cosLat*cosLon - shiftX) / scaleShift
	y := (n*cosLat*sinLon - shiftY) / scaleShift
	z := (n*(1-wgs84.e2)*sinLat - shiftZ) / scaleShift
	x, y, z = x-rotateZ*y+rotateY*z, y+rotateZ*x-rotateX*z, z-rotateY*x+rotateX*y

	s := &rdSphere
	// Longitude from the central meridian, as a small angle.
	along, across := x*s.cosLon0+y*s.sinLon0, y*s.cosLon0-x*s.sinLon0
	sinL, cosL := math.Sincos(s.c * math.Atan2(across, along))
	t := bessel.tangent(math.Sqrt(x*x+y*y), z)
	// Latitude on the sphere: the sine is the hyperbolic tangent of its isometric latitude.
	w := math.Exp(2 * (s.c*bessel.isometric(t/math.Sqrt(1+t*t)) + s.logK))
	sin := (w - 1) / (w + 1)
	cos := 2 * math.Sqrt(w) / (w + 1)
	k := s.diameter / (1 + s.sin0*sin + s.cos0*cos*cosL)
	return Point{rdEast + k*cos*sinL, rdNorth + k*(s.cos0*sin-s.sin0*cos*cosL)}
}

// WGS84FromRD returns the longitude and latitude in degrees on WGS 84 (EPSG:4326) of a place in RD New. It agrees with
// PROJ's cs2cs within a millimetre over the Netherlands.
func WGS84FromRD(p Point) (longitude, latitude float64) {
	s := &rdSphere
	x, y := (p.X-rdEast)/s.diameter, (p.Y-rdNorth)/s.diameter
	// With t the tangent of half the angular distance, sin c/t and cos c need no angle.
	tt := x*x + y*y
	over := 2 / (1 + tt)
	cosC := (1 - tt) / (1 + tt)
	sin := cosC*s.sin0 + y*over*s.cos0
	lon := rdLongitude + math.Atan2(x*over, s.cos0*cosC-y*over*s.sin0)/s.c
	// Back from the sphere to Bessel's ellipsoid.
	sin = bessel.sine((math.Log((1+sin)/(1-sin))/2 - s.logK) / s.c)
	cos := math.Sqrt(1 - sin*sin)
	n := bessel.a / math.Sqrt(1-bessel.e2*sin*sin)
	sinLon, cosLon := math.Sincos(lon)
	bx, by, bz := n*cos*cosLon, n*cos*sinLon, n*(1-bessel.e2)*sin
	wx := shiftX + scaleShift*(bx+rotateZ*by-rotateY*bz)
	wy := shiftY + scaleShift*(by-rotateZ*bx+rotateX*bz)
	wz := shiftZ + scaleShift*(bz+rotateY*bx-rotateX*by)
	t := wgs84.tangent(math.Sqrt(wx*wx+wy*wy), wz)
	return math.Atan2(wy, wx) * (180 / math.Pi), math.Atan(t) * (180 / math.Pi)
}

// kruger holds the third flattening's series from UTM back to the ellipsoid (Krüger 1912, to the fourth order: far
// under a millimetre within a zone).
var kruger = newKruger()

type krugerSeries struct {
	radius float64
	beta   [4]float64
}

func newKruger() krugerSeries {
	n := (wgs84.a - wgs84.b) / (wgs84.a + wgs84.b)
	n2, n3, n4 := n*n, n*n*n, n*n*n*n
	return krugerSeries{
		radius: wgs84.a / (1 + n) * (1 + n2/4 + n4/64),
		beta: [4]float64{n/2 - 2*n2/3 + 37*n3/96 - n4/360, n2/48 + n3/15 - 437*n4/1440,
			17*n3/480 - 37*n4/840, 4397 * n4 / 161280},
	}
}

// WGS84FromUTM returns the longitude and latitude in degrees of a place in a northern zone of UTM on WGS 84 or ETRS89,
// in metres: EPSG:32631 and EPSG:25831 are zone 31. It agrees with PROJ's cs2cs within a millimetre over the Netherlands.
func WGS84FromUTM(zone int, east, north float64) (longitude, latitude float64) {
	const scale = 0.9996
	xi, eta := north/(scale*kruger.radius), (east-500000)/(scale*kruger.radius)
	xi0, eta0 := xi, eta
	for i, b := range kruger.beta {
		k := float64(2 * (i + 1))
		sin, cos := math.Sincos(k * xi)
		xi0 -= b * sin * math.Cosh(k*eta)
		eta0 -= b * cos * math.Sinh(k*eta)
	}
	sin := wgs84.sine(math.Asinh(math.Sin(xi0) / math.Hypot(math.Sinh(eta0), math.Cos(xi0))))
	lon := math.Atan2(math.Sinh(eta0), math.Cos(xi0))
	return float64(zone*6-183) + lon*(180/math.Pi), math.Asin(sin) * (180 / math.Pi)
}
