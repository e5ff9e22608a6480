package protection

import (
	"fmt"
	"testing"
)

// BenchmarkCountry protects a figure of every neighbourhood of a country after its districts, and then the same with other numbers.
func BenchmarkCountry(b *testing.B) {
	low, high, other := counts{}, counts{}, counts{}
	for i := range 14_000 {
		code, n := fmt.Sprintf("%04d%02d%02d", i/40, i/8%5, i%8), float64((i*7919)%97)
		low["BU"+code], other["BU"+code] = n, n+float64(i%3)
		high["WK"+code[:6]] += n
	}
	for b.Loop() {
		k := &desk{rules: rulesOf(b, "general")}
		for _, c := range []counts{high, low, other} {
			if numbers, _ := shown(b, k.must(b, delivered{figures: map[string]counts{"clients": c}}), "clients"); len(numbers) == 0 {
				b.Fatal("nothing is shown")
			}
		}
	}
}
