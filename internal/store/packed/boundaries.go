package packed

import (
	"encoding/binary"
	"math"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// Inside the program boundaries are rounded to the millimetre, so whole millimetres keep them exactly.
const perMetre = 1000

// far is a coordinate in metres that no place in the Netherlands comes near; beyond it lies a mistake.
const far = 1e9

// Boundaries packs the boundaries of areas for a place: per point the step from the one before it, in millimetres.
// Steps hardly repeat, so that a general compressor would win little and cost most of the time of reading. A coordinate
// that is no place on the ground is a problem.
func Boundaries(codes []area.Code, geometries []area.Geometry, place string) ([]byte, error) {
	points := 0
	for _, g := range geometries {
		points += g.Points()
	}
	b := make([]byte, 0, 64+5*points)
	b = binary.AppendUvarint(b, uint64(len(codes)))
	var last step
	for i, g := range geometries {
		code := codes[i].String()
		b = append(b, byte(len(code)))
		b = append(b, code...)
		b = binary.AppendUvarint(b, uint64(len(g)))
		for _, polygon := range g {
			b = binary.AppendUvarint(b, uint64(len(polygon)))
			for _, ring := range polygon {
				b = binary.AppendUvarint(b, uint64(len(ring)))
				for _, p := range ring {
					if !(math.Abs(p.X) < far && math.Abs(p.Y) < far) {
						return nil, problem.New(problem.Invalid, "store.point_elsewhere", "code", code)
					}
					b = last.append(b, p)
				}
			}
		}
	}
	return seal(b, place), nil
}

// ParseBoundaries reads what Boundaries packed for the same place, and gives each area in turn.
func ParseBoundaries(b []byte, place string, each func(area.Code, area.Geometry)) error {
	body, err := unseal(b, place)
	if err != nil {
		return err
	}
	in := &input{b: body}
	var last step
	for range in.count() {
		code, err := area.ParseCode(string(in.take(int(in.byte()))))
		if err != nil {
			return ErrBroken
		}
		g := make(area.Geometry, in.count())
		for i := range g {
			g[i] = make(area.Polygon, in.count())
			for j := range g[i] {
				ring := make(area.Ring, in.count())
				for k := range ring {
					ring[k] = last.parse(in)
				}
				g[i][j] = ring
			}
		}
		if in.broken {
			return ErrBroken
		}
		each(code, g)
	}
	return in.end()
}

// step is the point before, in millimetres.
type step struct{ x, y int64 }

func (s *step) append(b []byte, p area.Point) []byte {
	x, y := int64(math.Round(p.X*perMetre)), int64(math.Round(p.Y*perMetre))
	b = binary.AppendVarint(b, x-s.x)
	b = binary.AppendVarint(b, y-s.y)
	s.x, s.y = x, y
	return b
}

func (s *step) parse(in *input) area.Point {
	s.x += in.signed()
	s.y += in.signed()
	return area.Point{X: float64(s.x) / perMetre, Y: float64(s.y) / perMetre}
}
