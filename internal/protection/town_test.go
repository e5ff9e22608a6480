package protection

import (
	"fmt"
	"testing"
)

// TestBothLevelsOfATownComeIn delivers the neighbourhoods and the districts of an invented town, with men and women, in both orders: neither is
// refused, and most of it is shown.
func TestBothLevelsOfATownComeIn(t *testing.T) {
	low := map[string]counts{"all": {}, "men": {}, "women": {}}
	high := map[string]counts{"all": {}, "men": {}, "women": {}}
	for i := range 160 {
		code := fmt.Sprintf("0505%02d%02d", i/8, i%8)
		for id, n := range map[string]int{"men": 4 + i*i*37%61, "women": 4 + i*i*53%67} {
			for _, figure := range []string{id, "all"} {
				low[figure]["BU"+code] += float64(n)
				high[figure]["WK"+code[:6]] += float64(n)
			}
		}
	}
	of := map[string]string{"men": "all", "women": "all"}
	for name, levels := range map[string][]map[string]counts{"neighbourhoods first": {low, high}, "districts first": {high, low}} {
		t.Run(name, func(t *testing.T) {
			k := &desk{rules: rulesOf(t, "general")}
			for i, level := range levels {
				b := k.must(t, delivered{figures: level, partOf: of, among: "parts"})
				known, withheld := 0, 0
				for id := range level {
					numbers, hidden := shown(t, b, id)
					known, withheld = known+len(numbers), withheld+len(hidden)
				}
				if withheld > known || i == 1 && known == 0 {
					t.Errorf("delivery %d: %d shown, %d not", i+1, known, withheld)
				}
			}
		})
	}
}
