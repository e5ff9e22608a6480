package looks

import (
	"strconv"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
)

// signLetters are the letters of areas that show a sign instead of a class, which is one of the digits of base 16 and with
// at most twelve layers never past c.
var signLetters = map[drawing.Sign]byte{drawing.Withheld: 'w', drawing.NotMeasured: 'n', drawing.NotApplicable: 'e', drawing.Water: 'z'}

// Signed reports whether a sign has a letter of its own, whatever the class.
func Signed(s drawing.Sign) bool {
	_, signed := signLetters[s]
	return signed
}

// Letters returns the class of the style sheet of every area in painting order, packed as one letter each, for the island
// that paints without reading a page.
func Letters(fills []drawing.Fill, codes []area.Code) string {
	of := make(map[area.Code]byte, len(fills))
	for _, f := range fills {
		letter, ok := signLetters[f.Sign]
		if !ok {
			letter = strconv.FormatInt(int64(f.Class), 16)[0]
		}
		of[f.Code] = letter
	}
	out := make([]byte, len(codes))
	for i, c := range codes {
		out[i] = '-'
		if letter, ok := of[c]; ok {
			out[i] = letter
		}
	}
	return string(out)
}
