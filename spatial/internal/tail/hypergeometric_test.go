package tail

import (
	"math"
	"testing"
)

func TestHypergeometricTailIsTheSumOfItsParts(t *testing.T) {
	choose := func(n, k int) float64 {
		if k < 0 || k > n {
			return 0
		}
		v := 1.0
		for i := range k {
			v = v * float64(n-i) / float64(i+1)
		}
		return v
	}
	for all := 1; all <= 14; all++ {
		for marked := 0; marked <= all; marked++ {
			for drawn := 0; drawn <= all; drawn++ {
				for least := 0; least <= drawn+1; least++ {
					want := 0.0
					for k := least; k <= drawn; k++ {
						want += choose(marked, k) * choose(all-marked, drawn-k) / choose(all, drawn)
					}
					if got := Hypergeometric(all, marked, drawn, least); math.Abs(got-want) > 1e-12 {
						t.Fatalf("at least %d of %d drawn of %d of which %d: %v, want %v", least, drawn, all, marked, got, want)
					}
				}
			}
		}
	}
}
