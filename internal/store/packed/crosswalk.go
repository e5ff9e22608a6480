package packed

import (
	"encoding/binary"
	"math"

	"github.com/buurtbeeld/buurtbeeld/internal/crosswalk"
)

// wholePart marks a part that is a whole earlier area, of which the weight need not be written.
const wholePart = 1

// Crosswalk packs which areas became which for a place: per area its state and reason, and its parts with the steps from
// one earlier area to the next.
func Crosswalk(l crosswalk.Links, place string) []byte {
	b := make([]byte, 0, 32+16*len(l.Parts))
	b = binary.AppendUvarint(b, uint64(len(l.Parts)))
	b = binary.AppendVarint(b, int64(l.From))
	b = binary.AppendVarint(b, int64(l.ByPeople))
	b = appendFloat(b, l.NoiseMetres)
	last := 0
	for i, parts := range l.Parts {
		b = append(b, byte(l.States[i]), byte(l.Reasons[i]))
		b = binary.AppendUvarint(b, uint64(len(parts)))
		for _, p := range parts {
			step := int64(p.From - last)
			last = p.From
			if p.Whole() {
				b = binary.AppendVarint(append(b, wholePart), step)
			} else {
				b = appendFloat(binary.AppendVarint(append(b, 0), step), p.Weight)
			}
			b = appendFloat(b, p.SquareMetres)
		}
	}
	return seal(b, place)
}

func appendFloat(b []byte, x float64) []byte {
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
}

// ParseCrosswalk reads what Crosswalk packed for the same place.
func ParseCrosswalk(b []byte, place string) (crosswalk.Links, error) {
	body, err := unseal(b, place)
	if err != nil {
		return crosswalk.Links{}, err
	}
	in := &input{b: body}
	n := in.count()
	l := crosswalk.Links{From: int(in.signed()), ByPeople: int(in.signed()), NoiseMetres: in.float(),
		Parts: make([][]crosswalk.Part, n), States: make([]crosswalk.State, n), Reasons: make([]crosswalk.Reason, n)}
	last := int64(0)
	for i := 0; i < n && !in.broken; i++ {
		l.States[i], l.Reasons[i] = crosswalk.State(in.byte()), crosswalk.Reason(in.byte())
		for range in.count() {
			whole := in.byte() == wholePart
			last += in.signed()
			p := crosswalk.Part{From: int(last), Weight: 1}
			if !whole {
				p.Weight = in.float()
			}
			p.SquareMetres = in.float()
			l.Parts[i] = append(l.Parts[i], p)
		}
	}
	if err := in.end(); err != nil {
		return crosswalk.Links{}, err
	}
	return l, nil
}

// float returns the next number of eight bytes.
func (in *input) float() float64 {
	if b := in.take(8); b != nil {
		return math.Float64frombits(binary.LittleEndian.Uint64(b))
	}
	return 0
}
