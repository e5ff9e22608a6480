package protection

import (
	"strings"
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

// TestWhateverComesIsShownOrRefused delivers levels that have nothing to do with each other, in any order: each is shown as far as may be, or
// refused in words.
func TestWhateverComesIsShownOrRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := &desk{rules: rulesOf(t, rapid.SampledFrom([]string{"general", "cbs-counts", "cbs-income"}).Draw(t, "rules"))}
		for range rapid.IntRange(1, 5).Draw(t, "deliveries") {
			codes := rapid.SampledFrom([][]string{someAreas, {"WK050500", "WK050501", "WK050502"}, {"GM0505"}, {"NL00"}}).Draw(t, "level")
			all := someCounts(t, codes, "all")
			d := delivered{figures: map[string]counts{"all": all}}
			if rapid.Bool().Draw(t, "parts") {
				d.partOf, d.among = map[string]string{"men": "all", "women": "all"}, "parts"
				d.figures["men"], d.figures["women"] = counts{}, counts{}
				for _, code := range codes {
					d.figures["men"][code] = float64(rapid.IntRange(0, int(all[code])).Draw(t, "men "+code))
					d.figures["women"][code] = all[code] - d.figures["men"][code] - float64(rapid.IntRange(0, 1).Draw(t, "unknown "+code))
				}
				for _, code := range codes {
					if d.figures["women"][code] < 0 {
						d.figures["women"][code] = -1 // withheld by the owner
					}
				}
			}
			if rapid.Bool().Draw(t, "share") {
				d.figures["share"], d.of = counts{}, map[string]counts{"share": all}
				if rapid.Bool().Draw(t, "of a figure") {
					d.partOf = map[string]string{"share": "all", "men": d.partOf["men"], "women": d.partOf["women"]}
				}
				for _, code := range codes {
					d.figures["share"][code] = float64(rapid.IntRange(0, 100).Draw(t, "share "+code))
				}
			}
			b, err := k.protect(t, d)
			if err != nil && !strings.HasPrefix(problem.KeyOf(err), "protection.") {
				t.Fatal(err)
			}
			numbers, _ := shown(t, b, "all")
			for code, n := range numbers {
				if all[code] > 0 && all[code] < 10 {
					t.Fatalf("%s is shown as %v", code, n)
				}
			}
		}
	})
}
