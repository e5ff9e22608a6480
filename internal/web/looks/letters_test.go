package looks

import (
	"strconv"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/drawing"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
)

func TestLettersOfSignsAreNoNumbersOfHits(t *testing.T) {
	for sign, letter := range signLetters {
		if n, err := strconv.ParseInt(string(letter), 16, 64); err == nil && n <= stack.MostLayers {
			t.Errorf("sign %d and %d hits are both %c", sign, n, letter)
		}
		if !Signed(sign) {
			t.Errorf("sign %d has a letter and is not signed", sign)
		}
	}
	if Signed(drawing.None) {
		t.Error("no sign has a letter of its own")
	}
}

func TestLettersStandInPaintingOrder(t *testing.T) {
	var codes []area.Code
	for _, s := range []string{"BU00010003", "BU00010001", "BU00010002", "BU00010004"} {
		c, err := area.ParseCode(s)
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, c)
	}
	fills := []drawing.Fill{{Code: codes[1], Class: 4}, {Code: codes[2], Sign: drawing.Water, Class: -1}, {Code: codes[0], Class: 10}}
	if got := Letters(fills, codes); got != "a4z-" {
		t.Errorf("%q", got)
	}
}
