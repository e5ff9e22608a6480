package drawing

import (
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
)

func TestMarksStandOnTheColours(t *testing.T) {
	o := island(t)
	var fills []Fill
	for i, c := range o.Codes() {
		fills = append(fills, Fill{Code: c, Class: i % 5, Mark: Up + Mark(i%4)})
	}
	m := Map(o, fills, MapOptions{Prefix: "b", Palette: Difference(), Label: "opvallend"})
	wellFormed(t, m)
	golden.Equal(t, lines(m), "map_marks.svg")
	if n := strings.Count(m, `class="mark"`); n == 0 {
		t.Error("no marks")
	}
	fills[1].Sign = Withheld
	if a, b := strings.Count(m, `class="mark"`), strings.Count(Map(o, fills, MapOptions{Prefix: "b", Palette: Difference(), Label: "x"}), `class="mark"`); b != a-1 {
		t.Errorf("a withheld area has a mark: %d, then %d", a, b)
	}
	if strings.Contains(Map(o, fills, MapOptions{Prefix: "b", Palette: Difference(), Label: "x", Mini: true}), `class="mark"`) {
		t.Error("a small map has marks")
	}
	if l := Legend(Difference(), []Entry{{Class: 4, Mark: Up, Label: "hoog"}, {Class: 3, Mark: HollowUp, Label: "anders"}}); strings.Count(l, `class="mark"`) != 2 {
		t.Errorf("legend: %s", l)
	}
}
