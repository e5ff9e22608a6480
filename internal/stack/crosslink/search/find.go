package search

import (
	"math"
	"slices"
	"sort"
)

// The bounds between finds.
const (
	// clearly is the score by which a find of three must beat each two of its conditions with the third by itself.
	clearly = 2
	// remains is the score under which nothing is left of a pair outside a find of three.
	remains = 1.645
	// sameHits is the share of the areas with the target from which two finds rest on the same areas.
	sameHits = 0.75
)

// finds returns the candidates that luck does not explain, each group of nearly the same areas once.
func (s *searching) finds() []Find {
	sorted := slices.Clone(s.highest)
	slices.Sort(sorted)
	chance := func(score float64) float64 {
		beaten := len(sorted) - sort.SearchFloat64s(sorted, score)
		return float64(1+beaten) / float64(1+len(sorted))
	}
	var strong []candidate
	for _, c := range s.candidates {
		if chance(c.score) <= s.options.Chance && (c.size == 2 || s.beatsParts(c)) {
			strong = append(strong, c)
		}
	}
	var list []Find
	for _, c := range strong {
		if c.size == 2 && s.inTriple(c, strong) {
			continue
		}
		f := s.find(c, chance(c.score))
		if i := slices.IndexFunc(list, func(earlier Find) bool { return restOnSame(earlier, f) }); i >= 0 {
			list[i].Same = append(list[i].Same, f.Conditions)
			continue
		}
		list = append(list, f)
	}
	return list
}

// find returns a candidate as it is told.
func (s *searching) find(c candidate, chance float64) Find {
	f := Find{Expected: c.expected, Lift: float64(c.seen) / c.expected, Score: c.score, Chance: chance, Inflation: c.inflation}
	for i := range c.size {
		f.Conditions = append(f.Conditions, Condition{c.layers[i], c.levels[i]})
	}
	for _, a := range c.areas {
		f.Areas = append(f.Areas, int(s.place[a]))
		if s.hit[a] {
			f.Hits = append(f.Hits, int(s.place[a]))
		}
	}
	return f
}

// beatsParts reports whether a find of three is more than what any two of its conditions together, and the third by itself,
// predict.
func (s *searching) beatsParts(c candidate) bool {
	var table cells
	codes := make([]uint8, s.n)
	for i := range codes {
		codes[i] = uint8(s.layers[c.layers[0]][i]) | uint8(s.layers[c.layers[1]][i])<<2
	}
	s.tabulate(codes, c.combination, &table, s.draws.noise)
	cell := c.cell()
	for left := range 3 {
		table.pairMask = 63 &^ (3 << (2 * left))
		table.pairIs = cell & table.pairMask
		var m model
		m.fit(&table)
		expected := float64(len(c.areas)) * m.p[cell]
		if root(float64(c.seen), expected, float64(len(c.areas)))/math.Sqrt(c.inflation) < clearly {
			return false
		}
	}
	return true
}

// inTriple reports whether what a pair shows lies in the areas of a find of three that holds it: outside those, its areas
// have the target no more often than expected.
func (s *searching) inTriple(pair candidate, strong []candidate) bool {
	for _, c := range strong {
		if c.size == 3 && holds(c.combination, pair.combination) {
			rest := float64(len(pair.areas) - len(c.areas))
			expected := pair.expected / float64(len(pair.areas)) * rest
			if root(float64(pair.seen-c.seen), expected, rest)/math.Sqrt(pair.inflation) < remains {
				return true
			}
		}
	}
	return false
}

// holds reports whether the conditions of a pair are among those of a combination.
func holds(c, pair combination) bool {
	found := 0
	for i := range pair.size {
		for j := range c.size {
			if c.layers[j] == pair.layers[i] && c.levels[j] == pair.levels[i] {
				found++
			}
		}
	}
	return found == pair.size
}

// restOnSame reports whether most areas with the target of the smaller of two finds are in the other too.
func restOnSame(a, b Find) bool {
	both := 0
	for _, x := range b.Hits {
		if _, ok := slices.BinarySearch(a.Hits, x); ok {
			both++
		}
	}
	return float64(both) >= sameHits*float64(min(len(a.Hits), len(b.Hits)))
}
