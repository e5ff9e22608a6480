package protection

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/buurtbeeld/buurtbeeld/internal/problem"
)

// TestTheSameAgainIsTheSame delivers two levels, and both once more: what is shown stays as it was, with the same fingerprint.
func TestTheSameAgainIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := &desk{rules: rulesOf(t, rapid.SampledFrom([]string{"general", "cbs-counts", "cbs-income"}).Draw(t, "rules"))}
		c := someCounts(t, someAreas, "n")
		levels := []delivered{{figures: map[string]counts{"clients": c}}, {figures: map[string]counts{"clients": above(t, c, 8, "WK", "n")}}}
		if rapid.Bool().Draw(t, "upwards") {
			levels[0], levels[1] = levels[1], levels[0]
		}
		var prints []string
		for _, d := range levels {
			b, err := k.protect(t, d)
			if problem.KeyOf(err) == "protection.given_away" {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			prints = append(prints, b.Delivery.Fingerprint)
		}
		for i, d := range levels {
			b := k.must(t, d)
			if again := b.Delivery.Fingerprint; again != prints[i] {
				numbers, withheld := shown(t, b, "clients")
				t.Fatalf("delivery %d is another now: %v, not %v", i, numbers, withheld)
			}
		}
	})
}
