package ownarea

import (
	"math"
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/area"
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
)

// piece is one area that a figure is put together of: a part, or a whole district in the place of its parts.
type piece struct {
	code  area.Code
	share float64
	cut   bool
	// amount is what adds up: a count, what stands above the line of a ratio, or a mean times its weight. The true amount
	// lies between low and high.
	amount, low, high float64
	// below is what stands below the line, and between which numbers it lies.
	below, belowLow, belowHigh float64
	mark                       indicator.Mark
}

// grade is the columns of one figure at one level (Dutch: cijfers van één niveau).
type grade struct {
	method       Method
	main, weight indicator.Column
	hasWeight    bool
	people       indicator.Column
	scale        float64
	halfX, halfW float64
	halfN, halfD float64
	nonnegative  bool
	step         float64
}

// surface is the unit of what is measured and not counted: it adds up, and a whole number of it is rounded.
const surface indicator.Unit = "ha"

// weighing is the column of a weight. One that counts something is exact where it is given to the unit.
type weighing struct {
	column indicator.Column
	counts bool
}

// newGrade looks at a column: how it adds up, and in which steps it is rounded.
func newGrade(in indicator.Indicator, main indicator.Column, weight *weighing, people indicator.Column) *grade {
	parts := main.Parts()
	g := &grade{main: main, people: people, scale: 1, step: stepOf(parts.Numbers)}
	g.nonnegative = !slices.ContainsFunc(parts.Numbers, func(x float64) bool { return x < 0 })
	g.halfX = half(parts.Numbers, in.Summable && in.Unit != surface)
	switch {
	case in.Summable:
		g.method = Sum
	case g.ratios():
		g.method = Ratio
		g.halfN, g.halfD = half(parts.Numerator, true), half(parts.Denominator, true)
	case weight != nil:
		g.method, g.hasWeight, g.weight = Weighted, true, weight.column
		g.halfW = half(weight.column.Parts().Numbers, weight.counts)
	}
	return g
}

// ratios reports whether every known value comes with what it is the ratio of, and finds by how much that is multiplied.
func (g *grade) ratios() bool {
	some := false
	for i := range g.main.Len() {
		x, known := g.main.At(i).Number()
		if !known {
			continue
		}
		n, d, ok := g.main.Ratio(i)
		if !ok {
			return false
		}
		if n != 0 && !some {
			some, g.scale = true, math.Round(x*d/n*1e6)/1e6
		}
	}
	return some
}

// read returns what an area adds, with the share of it that counts, and false when its number is not known. An area
// where nobody lives adds nothing.
func (g *grade) read(c area.Code, share int) (piece, bool) {
	p := piece{code: c, share: float64(share) / Whole, cut: share != Whole}
	i, ok := g.main.Index().Find(c)
	if !ok {
		return p, false
	}
	v := g.main.At(i)
	x, known := v.Number()
	p.mark = v.Mark()
	if !known {
		n, told := g.people.Find(c).Number()
		p.mark = 0
		return p, told && n == 0 && v.Status() == indicator.NotApplicable
	}
	low, high, bounds := v.Bounds()
	if !bounds {
		low, high = x-g.halfX, x+g.halfX
	}
	switch g.method {
	case Sum:
		p.amount, p.low, p.high = x, low, high
	case Ratio:
		n, d, ok := g.main.Ratio(i)
		if !ok {
			return p, false
		}
		p.amount, p.low, p.high = n, n-g.halfN, n+g.halfN
		p.below, p.belowLow, p.belowHigh = d, max(0, d-g.halfD), d+g.halfD
	case Weighted:
		w, ok := g.weight.Find(c).Number()
		if !ok || w < 0 {
			return p, false
		}
		p.amount, p.low, p.high = w*x, w*low, w*high
		p.below, p.belowLow, p.belowHigh = w, max(0, w-g.halfW), w+g.halfW
	default:
		return p, false
	}
	if g.nonnegative {
		p.low = max(0, p.low)
	}
	return p, true
}

// combine puts pieces together.
func (g *grade) combine(pieces []piece) (number, low, high float64, ok bool) {
	if g.method == Sum {
		for _, p := range pieces {
			number += p.share * p.amount
			high += p.high
			if p.cut {
				low += min(0, p.low)
			} else {
				low += p.low
			}
		}
		return number, low, high, len(pieces) > 0
	}
	var above, below float64
	var lows, highs []item
	for _, p := range pieces {
		above, below = above+p.share*p.amount, below+p.share*p.below
		lows, highs = append(lows, g.items(p, p.low, -1)...), append(highs, g.items(p, p.high, 1)...)
	}
	if below <= 0 {
		return 0, 0, 0, false
	}
	number = g.scale * above / below
	low, okLow := least(lows)
	high, okHigh := most(highs)
	if !okLow || !okHigh {
		return 0, 0, 0, false
	}
	return number, min(number, g.scale*low), max(number, g.scale*high), true
}

// items returns what a piece can add to the smallest or largest ratio. Of a weighted mean a weight that was rounded may be
// anything between its ends, each with the same mean; of a ratio the two are rounded apart from each other.
func (g *grade) items(p piece, amount, side float64) []item {
	if p.below <= 0 {
		return nil
	}
	if g.method == Ratio {
		below := p.belowHigh
		if side > 0 {
			below = p.belowLow
		}
		if below <= 0 {
			below = p.below
		}
		return []item{{amount, below, p.cut}}
	}
	mean := amount / p.below
	return []item{{mean * p.belowLow, p.belowLow, p.cut}, {mean * (p.belowHigh - p.belowLow), p.belowHigh - p.belowLow, true}}
}
