package search

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// searching is a search under way (Dutch: zoektocht).
type searching struct {
	*table
	draws   *draws
	options Options

	looked, pairs int
	// highest is the highest score of each draw.
	highest    []float64
	candidates []candidate
	inflations []float64
	// together counts the areas of every two conditions: condition 2i is the low and 2i+1 the high end of layer i.
	together []int32
}

// candidate is a combination that scores.
type candidate struct {
	combination
	seen                       int
	expected, score, inflation float64
}

// combination is conditions on two or three layers, and the areas that meet them.
type combination struct {
	layers [3]int
	levels [3]Level
	size   int
	areas  []int32
}

// compare orders combinations by their layers and levels.
func (c combination) compare(o combination) int {
	return cmp.Or(cmp.Compare(c.size, o.size), slices.Compare(c.layers[:], o.layers[:]), slices.Compare(c.levels[:], o.levels[:]))
}

// The bounds of what is worth working out.
const (
	// leastScore is the score from which a combination is kept, well below that of any find.
	leastScore = 1.5
	// gate is the number of standard deviations from which a draw is worked out in full.
	gate = 1.25
	// margin is by how much the scores of draws that resemble their neighbours are raised. How much areas resemble each other
	// is itself measured on one map, and the one step by which expectations follow is too short for few separate patches;
	// with it the noise of the tests gives at most 5 finds in 100 runs, without it up to 9.
	margin = 1.1
	// sameShare is the share of the areas of a part above which another condition adds nothing.
	sameShare = 0.9
)

// ends are the levels that are conditions.
var ends = [2]Level{Low, High}

// all looks at every pair of layers, and with each at every third layer behind them.
func (s *searching) all(ctx context.Context) error {
	s.highest = make([]float64, s.draws.number)
	s.meet()
	k := len(s.layers)
	var couples [][2]int
	for a := range k {
		for b := a + 1; b < k; b++ {
			if !s.kin(a, b) {
				couples = append(couples, [2]int{a, b})
			}
		}
	}
	workers := min(s.options.Workers, len(couples))
	each := make([]*looker, 0, workers)
	idle := make(chan *looker, workers)
	for range workers {
		l := newLooker(s)
		each = append(each, l)
		idle <- l
	}
	err := parallel(ctx, len(couples), workers, func(i int) {
		l := <-idle
		l.couple(ctx, couples[i][0], couples[i][1])
		idle <- l
	})
	if err != nil {
		return err
	}
	for _, l := range each {
		s.looked += l.looked
		s.pairs += l.pairs
		s.candidates = append(s.candidates, l.candidates...)
		s.inflations = append(s.inflations, l.inflations...)
		for d, x := range l.highest {
			s.highest[d] = max(s.highest[d], x)
		}
	}
	slices.SortFunc(s.candidates, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), a.compare(b.combination))
	})
	return nil
}

func (s *searching) medianInflation() float64 {
	if len(s.inflations) == 0 {
		return 1
	}
	slices.Sort(s.inflations)
	return s.inflations[len(s.inflations)/2]
}

// looker is what one goroutine works with.
type looker struct {
	s             *searching
	looked, pairs int
	highest       []float64
	candidates    []candidate
	inflations    []float64
	counter       *counter
	// excess is for each draw how many more areas of a combination have the target than is meant, shift by how much its
	// expectation follows its layers.
	excess, shift []float64
	cells         cells
	model         model
	// codes are the levels of each area in the first two layers at hand.
	codes []uint8
}

func newLooker(s *searching) *looker {
	return &looker{s: s, highest: make([]float64, s.draws.number), counter: newCounter(s.draws), excess: make([]float64, s.draws.number),
		shift: make([]float64, s.draws.number), codes: make([]uint8, s.n)}
}

// couple looks at the combinations of two layers, and of these with each later one.
func (l *looker) couple(ctx context.Context, a, b int) {
	s := l.s
	first, second := s.layers[a], s.layers[b]
	var both [4][]int32
	for i := range s.n {
		l.codes[i] = uint8(first[i]) | uint8(second[i])<<2
		if first[i] >= Low && second[i] >= Low {
			to := int(first[i]-Low) + 2*int(second[i]-Low)
			both[to] = append(both[to], int32(i))
		}
	}
	var list []combination
	for i, areas := range both {
		smallest := min(s.met(a, a, ends[i&1], ends[i&1]), s.met(b, b, ends[i>>1], ends[i>>1]))
		if l.enough(areas, smallest) {
			list = append(list, combination{layers: [3]int{a, b}, levels: [3]Level{ends[i&1], ends[i>>1]}, size: 2, areas: areas})
		}
	}
	l.pairs += len(list)
	l.look(list)
	if s.options.PairsOnly {
		return
	}
	for c := b + 1; c < len(s.layers) && ctx.Err() == nil; c++ {
		if !s.kin(a, c) && !s.kin(b, c) {
			l.triple(a, b, c, &both)
		}
	}
}

// triple looks at the combinations of three layers, given the areas that meet each pair of conditions on the first two.
func (l *looker) triple(a, b, c int, both *[4][]int32) {
	s := l.s
	third := s.layers[c]
	var list []combination
	for i, areas := range both {
		if len(areas) < s.options.MinimumAreas {
			continue
		}
		// What is kept of these is cloned by score.
		split := [2][]int32{make([]int32, 0, len(areas)), make([]int32, 0, len(areas))}
		for _, at := range areas {
			if third[at] >= Low {
				split[third[at]-Low] = append(split[third[at]-Low], at)
			}
		}
		for j, part := range split {
			if len(part) < s.options.MinimumAreas {
				continue
			}
			levels := [3]Level{ends[i&1], ends[i>>1], ends[j]}
			smallest := min(len(areas), s.met(a, c, levels[0], levels[2]), s.met(b, c, levels[1], levels[2]))
			if l.enough(part, smallest) {
				list = append(list, combination{layers: [3]int{a, b, c}, levels: levels, size: 3, areas: part})
			}
		}
	}
	l.look(list)
}

// meet counts the areas of every two conditions.
func (s *searching) meet() {
	k := 2 * len(s.layers)
	s.together = make([]int32, k*k)
	met := make([]int, 0, len(s.layers))
	for i := range s.n {
		met = met[:0]
		for j, l := range s.layers {
			if l[i] >= Low {
				met = append(met, 2*j+int(l[i]-Low))
			}
		}
		for _, x := range met {
			for _, y := range met {
				s.together[x*k+y]++
			}
		}
	}
}

// met returns how many areas meet two conditions.
func (s *searching) met(a, b int, x, y Level) int {
	return int(s.together[(2*a+int(x-Low))*2*len(s.layers)+2*b+int(y-Low)])
}

// enough reports whether areas are as many, with as many people, as a find needs, and clearly fewer than in each part.
func (l *looker) enough(areas []int32, smallest int) bool {
	if len(areas) < l.s.options.MinimumAreas || float64(len(areas)) > sameShare*float64(smallest) {
		return false
	}
	sum, known := 0.0, false
	for _, a := range areas {
		if p := l.s.people[a]; !math.IsNaN(p) {
			sum += p
			known = true
		}
	}
	return !known || sum >= l.s.options.MinimumPeople
}

// look works out combinations on the same layers.
func (l *looker) look(list []combination) {
	if len(list) == 0 {
		return
	}
	l.looked += len(list)
	l.s.tabulate(l.codes, list[0], &l.cells, l.s.draws.noise)
	l.model.fit(&l.cells)
	for _, c := range list {
		l.score(c)
	}
}

// tabulate counts the areas by their levels in the layers of a combination, given the levels in its first two.
func (t *table) tabulate(codes []uint8, c combination, to *cells, noise []float64) {
	*to = cells{layers: c.size}
	// The number of areas stands in the upper half, that with the target in the lower half.
	var both [mostCells]int64
	if c.size == 2 {
		for i, code := range codes {
			both[code%mostCells] += t.counts[i]
			to.noise[code%mostCells] += noise[i]
		}
	} else {
		third := t.layers[c.layers[2]][:len(codes)]
		for i, code := range codes {
			cell := (code | uint8(third[i])<<4) % mostCells
			both[cell] += t.counts[i]
			to.noise[cell] += noise[i]
		}
	}
	for cell, x := range both {
		to.n[cell], to.hits[cell] = int32(x>>32), int32(x)
	}
}

// cell is the place of a combination in its table.
func (c combination) cell() int {
	return int(c.levels[0]) | int(c.levels[1])<<2 | int(c.levels[2])<<4
}

// score holds what was seen in a combination against what its layers one by one predict, and does the same for all draws.
func (l *looker) score(c combination) {
	cell := c.cell()
	m := float64(len(c.areas))
	expected := m * l.model.p[cell]
	own, noise := l.variances(c, cell)
	l.counter.over(c.areas, l.excess)
	l.follow(c, cell)
	sum := 0.0
	for d, e := range l.excess {
		left := e - l.shift[d]
		sum += float64(left * left)
	}
	among := max(sum/float64(len(l.excess)), 1e-12)
	inflation := max(1, among/noise)
	l.inflations = append(l.inflations, inflation)
	// The draws are made to vary as the effects of these layers say, and for the rest as they do.
	l.draw(m, l.model.p[cell], math.Sqrt(own*inflation/among), inflation, gate*math.Sqrt(among))
	seen := int(l.cells.hits[cell])
	score := root(float64(seen), expected, m) / math.Sqrt(inflation)
	if float64(seen) >= l.s.least(expected, m) && score >= leastScore {
		c.areas = slices.Clone(c.areas)
		l.candidates = append(l.candidates, candidate{c, seen, expected, score, inflation})
	}
}

// least is the number of areas with the target from which a combination of m areas can be a find: so many times what is
// expected, and a larger share than of all areas.
func (s *searching) least(expected, m float64) float64 {
	return max(s.options.Lift*expected, m*float64(s.hits)/float64(s.n))
}

// draw works out the score of a combination of m areas with expected share p in each draw whose excess, less what its layers
// follow, is least or more. The expectation follows its layers on the scale of log odds.
func (l *looker) draw(m, p, scale, inflation, least float64) {
	shrink, expected := 1/math.Sqrt(inflation), m*p
	if l.s.draws.smooth {
		shrink *= margin
	}
	wanted := l.s.least(expected, m)
	for d, e := range l.excess {
		follows := l.shift[d]
		if e-follows < least {
			continue
		}
		if seen := expected + float64(scale*(e-follows)); seen >= wanted {
			l.highest[d] = max(l.highest[d], float64(shrink*root(seen, expected, m)))
		}
	}
}

// variances returns the variance of what is left of a combination after the effects of its layers, if areas were
// independent: as those effects say, and as the draws were meant.
func (l *looker) variances(c combination, cell int) (own, noise float64) {
	share := l.model.freed(&l.cells, cell)
	var list [mostParams]int
	for i := range l.cells.size() {
		n := float64(l.cells.n[i])
		if n == 0 {
			continue
		}
		left := value(i == cell)
		for _, j := range l.cells.active(i, &list) {
			left -= share[j]
		}
		own += float64(n * l.model.p[i] * (1 - l.model.p[i]) * left * left)
		noise += float64(l.cells.noise[i] * left * left)
	}
	return max(own, 1e-12), max(noise, 1e-12)
}

// follow works out by how much the expectation of a combination follows its layers in each draw.
func (l *looker) follow(c combination, cell int) {
	share := l.model.freed(&l.cells, cell)
	clear(l.shift)
	add := func(by float64, from []float64) {
		if by == 0 {
			return
		}
		for d, x := range from {
			l.shift[d] += float64(by * x)
		}
	}
	add(share[0], l.s.draws.excess[0])
	for i := range c.size {
		for s := range perLayer {
			add(share[1+perLayer*i+s], l.s.draws.excess[1+perLayer*c.layers[i]+s])
		}
	}
}
