package tail

import (
	"math"
	"testing"
)

func TestTheNormalTailOfPiecesIsThatOfTheStandardLibrary(t *testing.T) {
	for step := range 400_000 {
		z := float64(step) * 1e-4
		want := math.Erfc(z / math.Sqrt2)
		if got := TwoSided(-z); !(math.Abs(got-want) <= 3e-14*want) {
			t.Fatalf("p of %v: %.17g, want %.17g", z, got, want)
		}
	}
	if !math.IsNaN(TwoSided(math.NaN())) || TwoSided(math.Inf(-1)) != 0 {
		t.Error("p of no score, or of an endless one")
	}
}
