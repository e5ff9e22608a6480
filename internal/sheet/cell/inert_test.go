package cell_test

import (
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/sheet/cell"
)

func TestNoTextIsTakenForAFormula(t *testing.T) {
	for _, s := range []string{"=1+1", "+31", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"} {
		if got := cell.Inert(s); got != "'"+s {
			t.Errorf("%q gives %q", s, got)
		}
	}
	for _, s := range []string{"", "Oude Sluis", "'t Zand", "1=1", "é"} {
		if got := cell.Inert(s); got != s {
			t.Errorf("%q gives %q", s, got)
		}
	}
}
